"""As much of Markdown as it takes to read headings, paragraphs and lists as plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(.*?)\s*#*\s*")
_UNDERLINE = re.compile(r"\s{0,3}(=+|-{2,})\s*")
_POINT = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s+(.*)")
_FENCE = re.compile(r"\s{0,3}(```|~~~)")
_RULE = re.compile(r"\s{0,3}(?:[-*_]\s*){3,}")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_ASIDE = 0xF0000
"""Where escaped signs wait, in characters for private use, until the others are read."""
_PUT_ASIDE = re.compile("[\U000f0021-\U000f007e]")
_LONGEST = 5_000
"""Characters beyond which nobody keeps a passage, so that its signs need not be read."""
_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a page or a document with the heading above it; "" where there is none."""

    heading: str
    text: str
    line: int = 0


def passages(text: str) -> Iterator[Passage]:
    """Paragraphs and points of a list, each with the nearest heading above it.

    Front matter, comments and rules are left out. A table comes as the lines it has.

    Args:
        text: lines end as on Unix.
    """
    heading, started = "", 1
    kept: list[str] = []
    fenced = False
    for number, line in enumerate([*_bare(text).split("\n"), ""], 1):
        title = None if fenced else _heading(line, kept)
        point = None if fenced else _POINT.fullmatch(line)
        if _FENCE.match(line):
            fenced = not fenced
        ends = not fenced and (not line.strip() or title is not None or _RULE.fullmatch(line))
        if ends or point:
            if kept and not (title is not None and _UNDERLINE.fullmatch(line)):
                yield Passage(heading, _inline("\n".join(kept)), started)
            heading, kept = heading if title is None else _inline(title), []
        if not ends and not _FENCE.match(line):
            started = started if kept else number
            kept.append(point[1] if point else line)
    if kept:  # a fence that nobody closed
        yield Passage(heading, _inline("\n".join(kept)), started)


def _bare(text: str) -> str:
    """Without front matter and comments; their lines stay, so that lines can be counted."""
    for pattern in (_FRONT, _COMMENT):
        text = pattern.sub(lambda match: "\n" * match[0].count("\n"), text)
    return text


def _heading(line: str, above: list[str]) -> str | None:
    """The title in a line of a heading, or in the one line above an underline."""
    if match := _HEADING.fullmatch(line):
        return match[1]
    if len(above) == 1 and _UNDERLINE.fullmatch(line) and not _POINT.fullmatch(above[0]):
        return above[0]
    return None


def _inline(text: str) -> str:
    """Markdown's signs taken away: emphasis, code, links (their address follows in brackets)."""
    if len(text) > _LONGEST:
        return text
    text = _ESCAPED.sub(lambda match: chr(_ASIDE + ord(match[1])), text)
    text = re.sub(r"!\[([^\]]*)\]\([^)\s]*[^)]*\)", r"\1", text)
    text = re.sub(r"\[([^\]]+)\]\((\S+?)(?:\s+\"[^\"]*\")?\)", _link, text)
    text = re.sub(r"<(https?://[^>\s]+)>", r"\1", text)
    text = re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", text)
    text = re.sub(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])", r"\1", text)
    text = re.sub(r"(?<!\w)_(?=\S)([^_\n]+?)(?<=\S)_(?!\w)", r"\1", text)
    text = re.sub(r"`+([^`]+)`+", r"\1", text)
    return _PUT_ASIDE.sub(lambda match: chr(ord(match[0]) - _ASIDE), text).strip()


def _link(match: re.Match[str]) -> str:
    said, address = match[1], match[2]
    return said if said == address or not address.startswith("http") else f"{said} ({address})"
