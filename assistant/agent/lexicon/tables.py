"""Reads the tables of words: one text file a language, and the numbers that code has made."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from assistant.agent.lexicon.words import fold, phrase
from assistant.community.metrics import METRICS

KNOWN = ("en", "de", "fr", "es", "it", "pt", "nl")
"""The languages the gate knows, ISO 639-1."""

_ROW = re.compile(r"^([^\s#][^:]*):((?:.|\n(?=[ \t]))*)", re.MULTILINE)
_COMMON = "common"
_SET = "set "
_GROUP = "group "


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """One language.

    Attributes:
        code: ISO 639-1.
        meanings: by phrase.
        sets: words that do one thing in a sentence beside what they mean, by the name of the set.
        common: the words by which the language is recognised.
    """

    code: str
    meanings: Mapping[tuple[str, ...], str]
    sets: Mapping[str, frozenset[str]]
    common: frozenset[str]


def rows(name: str) -> Iterator[tuple[str, str]]:
    """The rows of a table: a meaning and the text after its colon."""
    text = files(__package__).joinpath(f"{name}.txt").read_text(encoding="utf-8")
    for found in _ROW.finditer(text):
        yield " ".join(found[1].split()), found[2]


def phrases(language: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """A language's own phrases with their meanings; then the names of months, days and metrics."""
    groups: dict[str, str] = {}
    for name, text in rows(language):
        if name.startswith(_GROUP):
            groups[f"@{name.removeprefix(_GROUP)}"] = text
        elif name != _COMMON and not name.startswith(_SET):
            meaning = " ".join(" ".join(groups.get(part, part) for part in name.split()).split())
            yield from ((meaning, key) for each in text.split(",") if (key := phrase(each)))
    yield from _names(language)


def _names(language: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for kind, first in (("month", 1), ("weekday", 0)):
        names = numbers_table()[f"{kind}s {language}"].split()
        yield from ((f"{kind} {at}", (name,)) for at, name in enumerate(names, first))
    if language == "en":
        for metric in METRICS.values():
            yield from ((f"metric {metric.id}", phrase(noun)) for noun in metric.nouns)


@cache
def numbers_table() -> Mapping[str, str]:
    """The made table: "number en", "months en", "weekdays en", ..., "number elsewhere"."""
    return MappingProxyType(dict(rows("numbers")))


def numbers_elsewhere() -> frozenset[str]:
    """Number words of languages that are not known otherwise."""
    return frozenset(numbers_table()["number elsewhere"].split())


def languages() -> Iterator[Language]:
    """Every language the gate knows. Where a phrase stands twice, its first meaning holds."""
    for code in KNOWN:
        meanings: dict[tuple[str, ...], str] = {}
        for meaning, key in phrases(code):
            meanings.setdefault(key, meaning)
        lists = {
            name: _words(text) for name, text in rows(code) if name.startswith((_SET, _COMMON))
        }
        common = frozenset().union(*lists.values(), (key[0] for key in meanings if len(key) == 1))
        sets = {name.removeprefix(_SET): words for name, words in lists.items()}
        yield Language(code, MappingProxyType(meanings), MappingProxyType(sets), common)


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(word) for word in text.replace(",", " ").split())
