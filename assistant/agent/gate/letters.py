"""Rules about characters: what a reader would not see, or would see as something else."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from assistant.agent.gate.reading import Reading
from assistant.agent.gate.tokens import NAME, TOKEN

_BRACES = re.compile(r"[{}]")
_MARKUP = re.compile(
    r"""[<>\\~]                        # HTML, Slack's <!channel>, block quotes, escapes
      | !\[                            # an image
      | &\#?\w+;                       # an entity: &lt;!channel&gt;
      | ^\s{0,3}\[[^\]]*\]:            # a link's definition
      | [^\W\d_][*_`]+[^\W\d_]         # tw**el**ve
      | \]\[                           # a link by reference
      | \|\|""",
    re.VERBOSE | re.MULTILINE,
)
_EMOJI_WITH_MEANING = frozenset(
    "💯🔟🔢🔝🥇🥈🥉🏆🏅🎖📈📉💹🔺🔻🔼🔽⏫⏬⬆⬇⤴⤵👆👇⏳⌛⏰⏱⏲🎯➕➖➗✖💲💰🆙🆕👑"
)
_PILED = re.compile(r"([^\w\s.|*#_`=-])[\ufe0f\s]*(?:\1[\ufe0f\s]*){2,}")
"""The same sign three times and more, which counts: 👍👍👍."""
_LATIN = re.compile(r"[A-Za-zªºÀ-ÖØ-öø-ɏẞ]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_INVISIBLE = frozenset("\u00ad\u034f\u115f\u1160\u2800\u3164\uffa0\u17b4\u17b5")
_ZWJ, _SELECTORS = "\u200d", frozenset("\ufe0e\ufe0f")
_PLAIN_SYMBOLS = frozenset("`|©®™")
_PICTOGRAPHS = range(0x1F300, 0x1FB00)
_CLOCKS = range(0x1F550, 0x1F568)
_LETTERS_IN_SIGNS = range(0x1F000, 0x1F300)  # tiles, cards, squared letters, flags


def has_unknown_token(reading: Reading) -> bool:
    """{{f9}} when there is no f9, or any other use of braces."""
    return bool(_BRACES.search(reading.plain))


def has_invisible(reading: Reading) -> bool:
    """Zero-width, bidirectional, tag or private characters, save those inside an emoji."""
    text = reading.sentence
    if text.isascii() and text.isprintable():
        return False
    return any(_is_invisible(text, at) for at in range(len(text)))


def _is_invisible(text: str, at: int) -> bool:
    char = text[at]
    if char == _ZWJ:
        around = text[max(0, at - 2) : at] + text[at + 1 : at + 2]
        return sum(_is_pictograph(each) for each in around) < 2  # noqa: PLR2004 - both sides
    if char in "\n\t":
        return False
    return char in _INVISIBLE or unicodedata.category(char) in {"Cf", "Cc", "Co", "Cs", "Cn"}


def has_strange_letters(reading: Reading) -> bool:
    """Letters of other scripts, or Latin ones in disguise: small capitals, bold mathematics."""
    if reading.plain.isascii():
        return False
    text = reading.plain.replace(TOKEN, " ").replace(NAME, " ")
    return any(not _LATIN.fullmatch(each[0]) for each in _LETTERS.finditer(text))


def has_signs(reading: Reading) -> bool:
    """Signs that stand for figures, comparisons or changes: %, +, ≈, arrows, 💯, 📈, 🥇."""
    text = reading.plain.replace(TOKEN, " ").replace(NAME, " ")
    if "%" in text or "№" in text or "^" in text:
        return True
    if any(_is_sign(char) for char in set(text)):
        return True
    return bool(_PILED.search(reading.plain.replace(TOKEN, "x").replace(NAME, "x")))


@lru_cache(maxsize=4096)
def _is_sign(char: str) -> bool:
    if char.isalnum() or char.isspace() or char in _PLAIN_SYMBOLS:
        return False
    if char in _EMOJI_WITH_MEANING or ord(char) in _CLOCKS or ord(char) in _LETTERS_IN_SIGNS:
        return True
    category = unicodedata.category(char)
    return category in {"Sm", "Sc"} or (category in {"So", "Sk"} and not _is_pictograph(char))


def _is_pictograph(char: str) -> bool:
    """Emoji proper, skin tones among them; not the arrows, boxes and dingbat figures."""
    return ord(char) in _PICTOGRAPHS or char in _SELECTORS or char in "☀☕☺♥❤✨✅✔⚠⭐❗❓☎✉✌"


def has_markup(reading: Reading) -> bool:
    """HTML, control sequences of a chat, images, entities, escapes, marks inside a word."""
    return bool(_MARKUP.search(reading.plain))


def is_spelled_out(reading: Reading) -> bool:
    """A word in single letters: "t w e l v e", "t-w-e-l-v-e"."""
    run, last = 0, 0
    for word in reading.words:
        apart = reading.plain[last : word.start]
        near = 0 < len(apart) <= 3 and "'" not in apart and "’" not in apart  # noqa: PLR2004
        alone = len(word.raw) == 1 and word.raw not in "aI"
        run = (run + 1 if near else 1) if alone else 0
        last = word.end
        if run >= 3:  # noqa: PLR2004 - "e. g." has two
            return True
    return False
