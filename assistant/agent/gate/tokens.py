"""Tokens: the only way a figure or public words come into a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.agent.evidence import Evidence
from assistant.community.facts import Fact, Quote

TOKEN = "\ue000"  # noqa: S105 - a placeholder
"""Stands for each character of a token once it is blanked. Private use: no text may hold it."""

NAME = "\ue001"
"""The same for links and for names that the evidence knows."""

_TOKEN = re.compile(r"\{\{\s?([fq]\d{1,4})\s?\}\}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Token:
    """A token in a sentence, with what it stands for."""

    start: int
    end: int
    fact: Fact | None
    quote: Quote | None


def tokens_of(sentence: str, evidence: Evidence) -> tuple[Token, ...]:
    """The tokens that stand for something; whatever else wears braces is left to the rules."""
    found = (
        Token(each.start(), each.end(), evidence.facts.get(each[1]), evidence.quotes.get(each[1]))
        for each in _TOKEN.finditer(sentence)
    )
    return tuple(each for each in found if each.fact or each.quote)


def blank(text: str, spans: Iterable[tuple[int, int]], filler: str) -> str:
    """Replace spans by a filler character, so that all positions stay."""
    for start, end in spans:
        text = text[:start] + filler * (end - start) + text[end:]
    return text
