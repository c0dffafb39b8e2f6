"""What words say about whether a comment needs a reply: one table for each language.

A table is a text file: a meaning, a colon, and phrases with commas between; a line that begins with
spaces goes on the one before, and "#" begins a remark. Phrases are compared without accents,
apostrophes and case. In a phrase, "kaputt*" is any word that begins so, and "*" alone any one word.

The meanings:
    common      ordinary words: they tell the language
    first       begins a question, at the start of a sentence or clause, also without its mark
    unless      begins none, though `first` or `asks` would say so
    asks        asks, wherever it stands
    rhetoric    a question with this wants no answer of ours
    trouble     something went wrong, or somebody is unhappy
    wish        wants something done
    praise      praises; `thanks` thanks
    you         speaks to us
    laugh       laughs along, or says "me too"
    others      speaks to friends who read along
    good, bad   how it sounds
    negate      turns the next words around
    abuse       insults
    spam        advertises; one such phrase alone does not make it so
    lure        stands in advertising, and elsewhere: several of them raise a doubt
    slur        may insult; raises a doubt where nothing is asked
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt")

MEANINGS = frozenset(
    {"common", "first", "unless", "asks", "rhetoric", "trouble", "wish", "praise", "thanks"}
    | {"you", "laugh", "others", "good", "bad", "negate", "abuse", "spam", "lure", "slur"}
)

_APOSTROPHES = frozenset("'’ʼ`´")


@dataclass(frozen=True, slots=True)
class Table:
    """One language: what is common in it, and a pattern for each meaning, for folded text."""

    language: str
    common: frozenset[str]
    patterns: Mapping[str, re.Pattern[str]]


@dataclass(frozen=True, slots=True)
class Folded:
    """A text without case, accents, apostrophes and marks: words with one space between.

    `at` holds, for each letter of `text`, its place in the text it was made from.
    """

    text: str
    at: tuple[int, ...]


def fold(text: str) -> Folded:
    """Fold a text for looking phrases up: "C'est cassé !" becomes "cest casse"."""
    letters: list[str] = []
    at: list[int] = []
    for place, raw in enumerate(text):
        if raw in _APOSTROPHES or unicodedata.combining(raw):
            continue
        for letter in unicodedata.normalize("NFKD", raw.casefold()):
            if unicodedata.combining(letter):
                continue
            part = letter if letter.isalnum() else " "
            if part != " " or (letters and letters[-1] != " "):
                letters.append(part)
                at.append(place)
    return Folded("".join(letters), tuple(at))


@lru_cache(maxsize=1)
def tables() -> Mapping[str, Table]:
    """Every table by its language. Reads the files, the first time."""
    return {language: _read(language) for language in LANGUAGES}


def language_of(words: str, tag: str | None) -> str | None:
    """The language of a folded text, by counting ordinary words.

    Args:
        tag: what its platform says (BCP 47). It is believed unless the words speak against it:
            many write another language than their app is set to.

    Returns:
        A BCP 47 tag; None where nothing tells.
    """
    spoken = words.split()
    counts = {each.language: sum(w in each.common for w in spoken) for each in tables().values()}
    best = max(counts, key=lambda language: counts[language])
    told = tag.partition("-")[0].lower() if tag else None
    if told is not None:
        against = counts[best] >= 3 and counts[best] >= 3 * counts.get(told, 0)  # noqa: PLR2004
        return best if against else tag
    rest = max(count for language, count in counts.items() if language != best)
    return best if counts[best] > rest else None


def _read(language: str) -> Table:
    text = files(__package__).joinpath(f"{language}.txt").read_text(encoding="utf-8")
    found = dict(lists(text))
    assert found.keys() == MEANINGS, found.keys() ^ MEANINGS
    return Table(
        language,
        frozenset(fold(word).text for word in found["common"]),
        {meaning: pattern(phrases) for meaning, phrases in found.items() if meaning != "common"},
    )


def lists(text: str) -> Iterator[tuple[str, list[str]]]:
    """The meanings of a table and their phrases."""
    lines = (line.partition("#")[0] for line in text.splitlines())
    whole = re.sub(r"\n\s+", " ", "\n".join(line for line in lines if line.strip()))
    for line in whole.splitlines():
        meaning, _, phrases = line.partition(":")
        yield meaning, [each.strip() for each in phrases.split(",") if each.strip()]


def pattern(phrases: list[str]) -> re.Pattern[str]:
    """Any of the phrases, as whole words, the longest first."""
    forms = sorted({_form(each) for each in phrases}, key=lambda form: (-len(form), form))
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)")


def _form(phrase: str) -> str:
    def word(raw: str) -> str:
        if raw == "*":
            return r"\w+"
        return r"\w*".join(fold(piece).text for piece in raw.split("*"))

    return " ".join(word(raw) for raw in phrase.replace("-", " ").split())
