"""The word lists: read once from the files beside this module, patterns made when first needed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from typing import Any

from assistant.community.authenticity import acts
from assistant.community.authenticity.findings import Level
from assistant.community.authenticity.firsthand_words import LANGUAGES, words
from assistant.community.reading import Reading

_RULES = re.compile(r"(?:honesty|style)_\w+\.toml")
_PART = re.compile(r"<([a-z]+)>")
_START = r"(?:^|(?<=[^\w\s,;:’\"()/&%+-]\s)|(?<=\n))"
"""The beginning of a sentence, known to every list as <start>."""
_END = r"(?=[^\w]*$)"
"""The end of the text, known as <end>."""

OVERLAP = "overlap"
"""A fact that says much the same clears the hit."""
SAME_WORDS = "same_words"
"""A fact that holds the very words clears it."""
SAME_TIME = "facts_same_time"
"""A fact that names the same time clears it."""


@dataclass(frozen=True)
class Rule:
    """One rule of a list.

    Attributes:
        ground: how a fact clears a hit: one of the words above, or beginnings of words of which a
            fact must hold one; None where nothing does.
    """

    id: str
    level: Level
    reason: str
    plainer: str | None
    ground: str | tuple[str, ...] | None
    find: str
    spare: str | None

    @cached_property
    def _find(self) -> re.Pattern[str]:
        return re.compile(self.find)

    @cached_property
    def _spare(self) -> re.Pattern[str] | None:
        return re.compile(self.spare) if self.spare else None

    def prepare(self) -> None:
        """Make the patterns now."""
        _ = self._find, self._spare

    def hits(self, reading: Reading) -> Iterator[tuple[int, int]]:
        """Places the rule marks, from left to right, without those it spares."""
        spared: list[tuple[int, int]] | None = None
        for found in self._find.finditer(reading.folded):
            start, end = _trimmed(reading.folded, found.start(), found.end())
            if start == end:
                continue
            if spared is None:
                spared = self._spared(reading)
            if not any(_covers(left, right, start, end) for left, right in spared):
                yield start, end

    def _spared(self, reading: Reading) -> list[tuple[int, int]]:
        if self._spare is None:
            return []
        return [found.span() for found in self._spare.finditer(reading.folded)]


@dataclass(frozen=True)
class WordList:
    """One file: what it is, and its rules."""

    name: str
    version: str
    language: str
    source: str
    rules: tuple[Rule, ...]


@lru_cache(maxsize=1)
def word_lists() -> tuple[WordList, ...]:
    """All lists of rules, by name."""
    folder = resources.files(__package__)
    found = sorted((each for each in folder.iterdir() if _RULES.fullmatch(each.name)), key=str)
    return tuple(
        _word_list(each.name.removesuffix(".toml"), tomllib.loads(each.read_text("utf-8")))
        for each in found
    )


@lru_cache(maxsize=64)
def rules_for(languages: frozenset[str]) -> tuple[Rule, ...]:
    """The rules of some languages, honesty before style."""
    chosen = [each for each in word_lists() if each.language in languages]
    return tuple(rule for each in chosen for rule in each.rules)


def prepare() -> None:
    """Make every pattern there is, so that no review has to: about 0.3 s of work, once a process.

    Call it in a thread; a review before it is right, too, only slow.
    """
    for each in word_lists():
        for rule in each.rules:
            rule.prepare()
    for language in LANGUAGES:
        words(language)
    for language in acts.LANGUAGES:
        acts.acts(language)


def _word_list(name: str, data: Mapping[str, Any]) -> WordList:
    parts = {"start": _START, "end": _END, **data.get("parts", {})}
    rules = tuple(_rule(each, parts) for each in data["rule"])
    return WordList(name, data["version"], data["language"], data["source"], rules)


def _rule(row: Mapping[str, Any], parts: Mapping[str, str]) -> Rule:
    ground = row.get("ground")
    return Rule(
        id=row["id"],
        level=Level[row["level"].upper()],
        reason=row["reason"],
        plainer=row.get("plainer"),
        ground=tuple(ground) if isinstance(ground, list) else ground,
        find=_joined(row["find"], parts),
        spare=_joined(row["spare"], parts) if row.get("spare") else None,
    )


def _joined(patterns: list[str], parts: Mapping[str, str]) -> str:
    """One pattern out of many, standing between two edges of words."""
    whole = "|".join(_filled(each, parts) for each in patterns)
    return rf"(?<![\w@#])(?<!\w-)(?:{whole})(?!\w)"


def _filled(pattern: str, parts: Mapping[str, str]) -> str:
    while _PART.search(pattern):
        pattern = _PART.sub(lambda found: parts[found[1]], pattern)
    return pattern.replace(" ?", " *").replace(" *", "\0").replace(" ", " +").replace("\0", " *")


def _covers(left: int, right: int, start: int, end: int) -> bool:
    """Whether a spared place takes a hit away: it begins no later, or covers half of it."""
    both = min(right, end) - max(left, start)
    return both > 0 and (left <= start or 2 * both >= end - start)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[end - 1] in " \n":
        end -= 1
    while start < end and text[start] in " \n":
        start += 1
    return start, end
