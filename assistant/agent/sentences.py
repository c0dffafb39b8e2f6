"""Cuts a growing text into pieces that can be judged: sentences, list items, headings.

The pieces put together are the text again, character by character, however it arrived. A piece is
let go only when no later character can change where it ends. White space after a piece belongs to
it; so does the indentation before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LIMIT = 600
"""The longest piece, in characters. What goes on longer is cut at white space: a model that never
ends a sentence must not hold back the whole answer."""

_AHEAD = 24
"""How many characters after a line's end can matter: the indentation and mark of a list item."""

_WORD = 3
"""How many characters tell a month's name: "3. Nov" is a date, no end."""

_TAIL = 24
"""How many characters before a stop can be an abbreviation."""

_STOP = re.compile(
    r"""(?P<stop>[.!?…]+["'”’»)\]*_`]*)(?=\s)   # an end as most scripts write it, before a gap
      | (?P<wide>[。！？｡]+[」』”’）)*_`]*)        # an end that needs no gap after it
      | (?P<line>\n)""",
    re.VERBOSE,
)
_FENCE = re.compile(r"[ \t]*(?:```|~~~)")
_BLOCK = re.compile(r"[ \t]*(?:[-*+•‣–][ \t]|\d{1,3}[.)][ \t]|\#{1,6}[ \t]|[>|]|```|~~~)")
_MAYBE_BLOCK = re.compile(r"[ \t]*(?:[-*+•‣–]|\d{1,3}[.)]?|\#{1,6}|`{1,2}|~{1,2})?")
_LIST_MARK = re.compile(r"[ \t]*(?:[-*+•]\s*)?[*_]*\d{1,3}[.)][*_]*")
_GAP = re.compile(r"\s*")

_ABBREVIATION = re.compile(
    r"""(?:^|[\s(\[*_])(?:
        vs | approx | mr | mrs | ms | dr | prof | st | ca | cf | incl | excl | bzw | evtl | ggf
      | mme | sr | sra | e\.\s?g | i\.\s?e | z\.\s?b | d\.\s?h | u\.\s?a | p\.\s?ex | p\.\s?ej
      | jan | feb | aug | sept? | oct | nov | dec
      | [a-z]                                    # the first half of "z. B."
    )\.$""",
    re.VERBOSE | re.IGNORECASE,
)
_CAPITAL = re.compile(r"(?:^|[\s(\[*_])[A-Z]\.$")  # "we read X." ends, unlike "z."
_PAIRED = re.compile(r"[a-z]\.\s?[a-z]\.$", re.IGNORECASE)
_BEFORE_DIGIT = re.compile(r"(?:^|\s)(?:no|nr|fig|vol|art|p)\.$", re.IGNORECASE)
_ORDINAL = re.compile(r"\s\d{1,2}\.$")
_MONTH = re.compile(
    r"(?:jan|feb|mär|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|dez|dec)", re.IGNORECASE
)


class Sentences:
    """One text on its way from a model, in pieces as they become whole."""

    def __init__(self) -> None:
        self._text = ""
        self._at_line_start = True
        self._fenced = False

    def feed(self, delta: str) -> list[str]:
        """Take more text; give the pieces that are now surely finished."""
        self._text += delta
        return list(self._pieces(final=False))

    def flush(self) -> list[str]:
        """The text is over: give all that is left."""
        pieces = list(self._pieces(final=True))
        if self._text:
            pieces.append(self._take(len(self._text)))
        return pieces

    def _pieces(self, *, final: bool) -> Iterator[str]:
        while self._text:
            end = self._end(final=final)
            if end is None or end > LIMIT:
                if len(self._text) <= LIMIT + _AHEAD and not (final and len(self._text) > LIMIT):
                    return
                end = _cut(self._text)
            yield self._take(end)

    def _take(self, end: int) -> str:
        piece, self._text = self._text[:end], self._text[end:]
        self._fenced ^= _fence_lines(piece, whole=self._at_line_start) % 2 == 1
        self._at_line_start = piece.endswith("\n")
        return piece

    def _end(self, *, final: bool) -> int | None:
        """Where the first piece ends; None while that is not sure."""
        if self._fenced or (self._at_line_start and _FENCE.match(self._text)):
            return _fence_end(self._text, opened=self._fenced, final=final)
        block = self._at_line_start and bool(_BLOCK.match(self._text))
        for found in _STOP.finditer(self._text, _GAP.match(self._text).end()):  # type: ignore[union-attr]
            end = _after_gap(self._text, found.end() - (found.lastgroup == "line"))
            if end == len(self._text) and not final:
                return None
            sure = _ends_here(self._text, found, end, block=block, final=final)
            if sure is None or sure:
                return end if sure else None
        return None


def _ends_here(
    text: str, found: re.Match[str], end: int, *, block: bool, final: bool
) -> bool | None:
    """Whether a piece ends at a stop or line break; None while the next line may still tell."""
    if found.lastgroup == "wide":
        return True
    if found.lastgroup == "stop":
        following = text[end : end + _WORD]
        if len(following) < _WORD and not final and _ORDINAL.search(text[: found.end()]):
            return None
        if _is_stop(text[: found.end()], following):
            return True
    gap = text[found.end() - (found.lastgroup == "line") : end]
    if "\n" not in gap:
        return False
    if block or gap.count("\n") > 1 or _BLOCK.match(text, end):
        return True
    ahead = text[end : end + _AHEAD]
    undecided = len(ahead) < _AHEAD and not final and _MAYBE_BLOCK.fullmatch(ahead)
    return None if undecided else False


def _is_stop(before: str, following: str) -> bool:
    """Whether a stop ends a sentence, by the words on either side of it."""
    if before.rstrip("\"'”’»)]*_`")[-1] in "!?":
        return True
    tail = before[-_TAIL:]
    goes_on = (
        following[:1].islower()
        or _LIST_MARK.fullmatch(before.rpartition("\n")[2])
        or (following[:1].isdigit() and _BEFORE_DIGIT.search(tail))
        or (_MONTH.match(following) and _ORDINAL.search(tail))
    )
    if goes_on:
        return False
    one_letter = _CAPITAL.search(tail) and not _PAIRED.search(tail)
    return bool(one_letter) or not _ABBREVIATION.search(tail)


def _after_gap(text: str, start: int) -> int:
    """Past the white space at `start`; a next line's indentation stays with that line."""
    end = _GAP.match(text, start).end()  # type: ignore[union-attr]
    line = text.rfind("\n", start, end)
    return end if line < 0 or end == len(text) else line + 1


def _fence_end(text: str, *, opened: bool, final: bool) -> int | None:
    """Past the line that closes a code fence; None before it is there."""
    lines = text.splitlines(keepends=True)
    length = 0
    for number, line in enumerate(lines):
        length += len(line)
        closes = (opened or number > 0) and _FENCE.match(line)
        if closes and (line.endswith("\n") or final):
            return length
    return None


def _fence_lines(piece: str, *, whole: bool) -> int:
    """How many lines open or close a fence; the first one only counts when it is `whole`."""
    return sum(bool(_FENCE.match(line)) for line in piece.splitlines()[0 if whole else 1 :])


def _cut(text: str) -> int:
    """Where to cut what is too long: after the last white space, else at the limit."""
    space = max((found.end() for found in re.finditer(r"\s", text[:LIMIT])), default=0)
    return space if text[:space].strip() else LIMIT
