"""What shows in the shape of a reply: bullets, runs of marks, echoes, names said twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from assistant.community.authenticity.findings import Finding, Grounds, Level
from assistant.community.authenticity.grounding import content
from assistant.community.reading import Reading, read
from assistant.community.voice_features import EMOJI

_BULLET = re.compile(r"(?:^|\n)[ \t]*(?=\S)")
_RUN_OF_MARKS = re.compile(r"!{2,}|\?{2,}|(?:!\?|\?!)[!?]*|！{2,}")
_MOST_EXCLAMATIONS = 2
_MOST_EMOJI = 3
_HANDLE = re.compile(r"(?<![\w@/.])@\w[\w.@-]*\w")
_VOCATIVE = re.compile(
    r"(?:^|[\s,])(?:(?:[Hh]i|[Hh]ey|[Hh]ello|[Tt]hanks|[Tt]hank you|[Hh]allo|[Ll]iebe[rs]?|[Dd]anke"
    r"|[Ss]orry|[Dd]ear)[ ,]+)?([A-ZÄÖÜ][a-zäöüßéè]{2,})(?=[,!.?]|$)"
)
_ECHO = 0.75
"""Share of a first sentence's meaning words that the question held."""
_ECHO_WORDS = 4


def shape(reading: Reading, grounds: Grounds) -> Iterator[Finding]:
    """Findings that no list of words can make."""
    yield from _emoji(reading)
    yield from _exclamations(reading)
    yield from _echo(reading, grounds)
    yield from _said_twice(reading)


def _emoji(reading: Reading) -> Iterator[Finding]:
    text = reading.text
    bullets = [
        found
        for line in _BULLET.finditer(text)
        if (found := EMOJI.match(text, line.end())) and found.end() < len(text.rstrip())
    ]
    if len(bullets) > 1:
        for found in bullets:
            yield Finding(
                *found.span(),
                "emoji_bullet",
                Level.WARN,
                "A list with emoji for bullets reads like a machine's.",
                "Write it as a sentence, or leave the emoji out.",
            )
        return
    every = list(EMOJI.finditer(text))
    if len(every) > _MOST_EMOJI:
        yield Finding(
            every[_MOST_EMOJI].start(),
            every[-1].end(),
            "emoji",
            Level.NOTE,
            f"{len(every)} emoji in one reply are many.",
            "Keep the one that says something.",
        )


def _exclamations(reading: Reading) -> Iterator[Finding]:
    text = reading.text
    runs = list(_RUN_OF_MARKS.finditer(text))
    for found in runs:
        yield Finding(
            *found.span(),
            "exclamations",
            Level.WARN,
            "A run of marks shouts.",
            text[found.start()] if len(set(found[0])) == 1 else "?",
        )
    marks = [at for at, char in enumerate(text) if char in "!！"]
    if not runs and len(marks) > _MOST_EXCLAMATIONS:
        yield Finding(
            marks[_MOST_EXCLAMATIONS],
            marks[_MOST_EXCLAMATIONS] + 1,
            "exclamations",
            Level.WARN,
            f"{len(marks)} exclamation marks in one reply sound put on.",
            ".",
        )


def _echo(reading: Reading, grounds: Grounds) -> Iterator[Finding]:
    """A first sentence that only says again what the person asked."""
    if not grounds.thread or len(reading.sentences) < 2:  # noqa: PLR2004 - one is the answer itself
        return
    first = reading.sentences[0]
    if len(content(first.text)) < _ECHO_WORDS and len(reading.sentences) > 2:  # noqa: PLR2004
        first = reading.sentences[1]
    said = content(first.text)
    asked = content(read(grounds.thread[-1]).folded)
    if len(said) >= _ECHO_WORDS and len(said & asked) >= _ECHO * len(said):
        yield Finding(
            first.start,
            first.end,
            "restating",
            Level.WARN,
            "This only says again what the person wrote.",
            "Begin with the answer.",
        )


def _said_twice(reading: Reading) -> Iterator[Finding]:
    handles = list(_HANDLE.finditer(reading.folded))
    counts = Counter(each[0] for each in handles)
    yield from _second(
        [(each[0], each.start(), each.end()) for each in handles if counts[each[0]] > 1]
    )
    names = [(each[1], each.start(1), each.end(1)) for each in _VOCATIVE.finditer(reading.text)]
    often = Counter(name for name, _, _ in names)
    yield from _second([each for each in names if often[each[0]] > 1])


def _second(places: list[tuple[str, int, int]]) -> Iterator[Finding]:
    seen: set[str] = set()
    for name, start, end in places:
        if name in seen:
            yield Finding(
                start,
                end,
                "name_twice",
                Level.WARN,
                "Naming the person a second time sounds like a sales talk.",
                "Once is enough.",
            )
        seen.add(name)
