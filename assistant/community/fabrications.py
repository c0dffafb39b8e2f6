"""What in a draft is nobody's: quotations, ratings, shares that nobody counted, what "everybody
loves", gifts that no fact makes, and words against others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.community.patterns import late
from assistant.community.reading import fold

RIVAL = (
    r"(?:competitors?|competition|rivals?|konkurren\w+|mitbewerber\w*|wettbewerber\w*|"
    r"(?:the )?(?:shop|café|cafe|bakery|brand|company|store) (?:next door|across the street))"
)
"""Others in the same trade, in English and German."""

_QUOTED = late(r"[\"“„«»]([^\"“”„«»]{12,})[\"”“«»]")
_WORDS = re.compile(r"\w+")
_FEWEST_QUOTED = 4
_READERS = (
    r"(?:customers?|clients?|guests?|fans?|followers?|community|readers?|people|visitors?|"
    r"kund\w+|gäst\w*|leute|besucher\w*|leser\w*)"
)
_NUMBER = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|twenty|hundred|ein\w*|zwei|drei|vier|fünf|"
    r"sechs|sieben|acht|neun|zehn|zwanzig|hundert)"
)


def _find(source: str) -> re.Pattern[str]:
    return late(source, re.IGNORECASE)


_FOUND = (
    (
        _find(
            r"[★⭐]{2,}|\b[1-5](?:[.,]\d)? ?(?:/ ?5|(?:out )?of 5|von 5)\b|"
            r"\b(?:five|5|fünf|4\.\d)[- ](?:stars?|sterne?)\b"
        ),
        "This rating stands in no fact.",
    ),
    (
        _find(
            rf"\b{_NUMBER} (?:out of|in every|in|of|von|aus) (?:every )?{_NUMBER}\b|"
            rf"\b(?:half|most|the majority|a third|two thirds) of (?:you|our|all|the) ?\w*|"
            r"\b(?:die hälfte|die meisten|die mehrheit|ein drittel) "
            r"(?:von euch|unserer|aller|der)\b"
        ),
        "Nobody is known to have counted this.",
    ),
    (
        _find(
            rf"\b(?:(?:our|many|all|most|happy|unsere?|viele|alle|die meisten) )+(?:\w+ )?"
            rf"{_READERS}\b.{{0,20}}\b(?:love|adore|rave|swear by|can(?:'|’)?t get enough|agree|"
            r"say|tell us|think|prefer|lieben|schwärmen|schwören|sagen|finden|bevorzugen)\b"
            r"|\b(?:everyone|everybody|alle|jeder)\b.{0,12}\b(?:loves|adores|raves|agrees|lieben|"
            r"liebt|schwärm\w+)\b"
            r"|\b(?:you|ihr) (?:all )?(?:loved?|adored?|liebt) (?:it|this|our|das|es)"
        ),
        "No fact says what people love or think.",
    ),
    (
        _find(
            r"\b(?:we(?:'ll| will)? (?:give|send|replace|refund|hand)|"
            r"you(?:'ll| will)? (?:get|receive))\b.{0,30}\b(?:a new one|your money|for free|"
            r"free of charge|a replacement|a gift|a refund)"
            r"|\b(?:bekomm\w*|krieg\w*|erhalt\w*|schenken|erstatten|ersetzen)\b.{0,40}\b(?:zurück|"
            r"ersatz|geschenk\w*|gratis|kostenlos|geld)\b|\bgeld zurück\b"
        ),
        "No fact makes this promise.",
    ),
    (
        _find(
            r"\b(?:we|us|wir) (?:all |both |alle )?(?:cried|laughed|smiled|wept|cheered|grinned|"
            r"danced|weinten|lachten|jubelten|tanzten|strahlten)\b"
        ),
        "This claims something somebody lived through, and no fact says so.",
    ),
    (
        _find(
            r"\b(?:better|cheaper|nicer|fresher|besser|billiger|frischer|schöner) (?:than|als) "
            rf"(?:the |any |all |every |our |big |die |alle |jede\w* |unsere )*(?:{RIVAL}|others?|"
            r"other \w+|anywhere else|anderswo|chains?|ketten?|supermarkets?|supermarkt\w*|"
            rf"\w+ketten?)\b|\bunlike (?:the |other |our |big )*(?:{RIVAL}|others?|chains?|cafés?|"
            rf"shops?|brands?|\w+ers)\b|\banders als (?:die |unsere )*(?:{RIVAL}|andere\w*|"
            r"\w*ketten?)"
        ),
        "It speaks against others.",
    ),
)


@dataclass(frozen=True, slots=True)
class Fabricated:
    """A place in a draft that nobody said or counted, and one sentence for people."""

    start: int
    end: int
    reason: str


def fabricated(text: str, grounds: Sequence[str]) -> Iterator[Fabricated]:
    """Every such place. What stands in the grounds is somebody's.

    Args:
        grounds: texts of cited facts and of what colleagues said.
    """
    known, told = " ".join(map(_plain, grounds)), fold(" ".join(grounds))
    for found in quotations(text):
        if _plain(found[1]) not in known:
            yield Fabricated(found.start(), found.end(), "Nobody is known to have said this.")
    for pattern, reason in _FOUND:
        for found in pattern.finditer(text):
            if fold(found[0]) not in told:
                yield Fabricated(found.start(), found.end(), reason)


def quotations(text: str) -> list[re.Match[str]]:
    """What stands in quotation marks and is long enough to be somebody's words, as group 1."""
    return [
        found for found in _QUOTED.finditer(text) if len(_WORDS.findall(found[1])) >= _FEWEST_QUOTED
    ]


def _plain(text: str) -> str:
    return " ".join(_WORDS.findall(fold(text)))
