"""Text that is what it looks like: characters nobody can see, and one normal form.

What a person approves must be what others read. Zero-width, bidirectional and tag characters can
hide or turn text around, so they block an approval. Where a script or an emoji needs one of them
(a family joined by zero-width joiners, Persian's non-joiner, the flag of Wales) it is fine.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import regex

_JOINING = (
    r"[\p{Arabic}\p{Syriac}\p{Devanagari}\p{Bengali}\p{Gurmukhi}\p{Gujarati}\p{Oriya}\p{Tamil}"
    r"\p{Telugu}\p{Kannada}\p{Malayalam}\p{Sinhala}]"
)
_UNSPACED = r"[\p{Thai}\p{Lao}\p{Myanmar}\u1780-\u17B3\u17B6-\u17DD]"
# Scripts that part words by a zero-width space, so that lines can break.
_TAGS = "".join(
    rf"|(?<=\U0001F3F4){''.join(chr(0xE0000 + ord(letter)) for letter in flag)}\U000E007F"
    for flag in ("gbeng", "gbsct", "gbwls")
)
# Unicode TR 51: the only flags of tag characters that are recommended for interchange.
_FINE = (
    r"(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}]\uFE0F?)\u200D(?=\p{Extended_Pictographic})"
    r"|(?<=[\p{Extended_Pictographic}\p{Emoji}])(?<![0-9#*])[\uFE0E\uFE0F]"
    r"|(?<=[0-9#*])\uFE0F(?=\u20E3)"
    rf"|(?<={_JOINING})[\u200C\u200D](?={_JOINING})"
    rf"|(?<={_UNSPACED})\u200B(?={_UNSPACED})"
    r"|(?<=\p{Han})[\U000E0100-\U000E01EF]" + _TAGS
)
# Unicode's Default_Ignorable_Code_Point is what is drawn as nothing. Added to it: control
# characters, separators that some programs draw as nothing, the empty Braille cell, and halves of
# characters, which no platform takes.
_HIDDEN = (
    r"[\p{Default_Ignorable_Code_Point}\p{Cs}\u2028\u2029\u2800\uFFF9-\uFFFB"
    r"\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F]"
)
_LINE_END = re.compile(r"[ \t\xA0]*(?:\r\n|\r|\n)")
_MANY_LINES = re.compile(r"\n{3,}")

_NAMES = {
    "\u00ad": "soft hyphen",
    "\u200b": "zero-width space",
    "\u200c": "zero-width non-joiner",
    "\u200d": "zero-width joiner",
    "\u2060": "word joiner",
    "\ufeff": "byte order mark",
    "\u200e": "left-to-right mark",
    "\u200f": "right-to-left mark",
    "\u061c": "Arabic letter mark",
    "\u202a": "left-to-right embedding",
    "\u202b": "right-to-left embedding",
    "\u202c": "end of a change of direction",
    "\u202d": "left-to-right override",
    "\u202e": "right-to-left override",
    "\u2066": "left-to-right isolate",
    "\u2067": "right-to-left isolate",
    "\u2068": "first strong isolate",
    "\u2069": "end of an isolate",
    "\u2028": "line separator",
    "\u2029": "paragraph separator",
    "\u2800": "empty Braille cell",
}


@dataclass(frozen=True, slots=True)
class Hidden:
    """One run of the same kind of character that nobody sees, in characters of the text."""

    start: int
    end: int
    name: str


def hidden(text: str) -> tuple[Hidden, ...]:
    """Where they are, from left to right."""
    runs: list[Hidden] = []
    for found in _find().finditer(text):
        if found[1] is None:
            continue
        name = _name(found[1])
        if runs and runs[-1].end == found.start() and runs[-1].name == name:
            runs[-1] = Hidden(runs[-1].start, found.end(), name)
        else:
            runs.append(Hidden(found.start(), found.end(), name))
    return tuple(runs)


def invisible(text: str) -> tuple[str, ...]:
    """What was found, each name once, in order of appearance; empty when all can be seen.

    Names are for people: "zero-width space", "tag character", "right-to-left override".
    """
    return tuple(dict.fromkeys(run.name for run in hidden(text)))


def normal(text: str) -> str:
    """The one form a draft is kept, counted and hashed in.

    Unicode NFC, one kind of line end, no blanks at line ends, at most one empty line in a row, none
    around it. Nothing that can be seen changes. Invisible characters stay: a person should hear of
    them, not have them vanish.
    """
    text = _LINE_END.sub("\n", unicodedata.normalize("NFC", text))
    return _MANY_LINES.sub("\n\n", text).strip(" \t\n\r\xa0")


def cleaned(text: str) -> str:
    """The text to suggest instead: without what nobody sees, in normal form.

    Separators of lines become line ends; everything else is left out.
    """
    kept = text.replace("\u2028", "\n").replace("\u2029", "\n\n").replace("\x85", "\n")
    return normal(_find().sub(lambda found: "" if found[1] is not None else found[0], kept))


@cache
def _find() -> regex.Pattern[str]:
    """Made at its first use: listeners need the rest of this module before they can answer."""
    import regex  # noqa: PLC0415 - as said

    return regex.compile(f"(?:{_FINE})|({_HIDDEN})")


def _name(char: str) -> str:
    if char in _NAMES:
        return _NAMES[char]
    point = ord(char)
    if "\U000e0000" <= char <= "\U000e007f":
        return "tag character"
    if "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef":
        return "variation selector"
    if unicodedata.category(char) == "Cs":
        return "half of a character"
    if unicodedata.category(char) == "Cc":
        return f"control character U+{point:04X}"
    return unicodedata.name(char, f"invisible character U+{point:04X}").lower()
