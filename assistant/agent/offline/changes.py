"""What a colleague asks to be different about a draft, wish by wish, as far as rules understand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.agent.offline.speech import Speech, spoken_in
from assistant.community.instructions import instructs


class Change(StrEnum):
    """What rules can do to a draft."""

    SHORTER = "shorter"
    THANK = "thank"
    SORRY = "sorry"


@dataclass(frozen=True, slots=True)
class Wishes:
    """One instruction, read.

    Attributes:
        changes: what rules can do.
        speech: the language asked for; None where it names none that rules write.
        rest: every other wish, in its own words: a brand fact, or nothing that rules can do.
    """

    changes: frozenset[Change]
    speech: Speech | None
    rest: tuple[str, ...]


def read_wishes(instruction: str) -> Wishes:
    """Read an instruction: "shorter and mention the refund page" is two wishes."""
    changes: set[Change] = set()
    rest: list[str] = []
    for wish in _one_by_one(instruction):
        found = {kind for kind, words in _CHANGES.items() if words.search(wish)}
        changes |= found
        if not found and spoken_in(wish) is None:
            rest.append(wish)
    return Wishes(frozenset(changes), spoken_in(instruction), tuple(rest))


_PARTS = re.compile(
    r"\s*[;.!\n]+(?:\s+|$)|[\s,]+(?:and|und|also|but|aber|then|dann)\s+", re.IGNORECASE
)
_ASIDE = re.compile(r",\s+")
_POLITE = re.compile(
    r"(?:please|pls|bitte|ok(?:ay)?|thanks|thank you|danke|and|und|[,\s])*", re.IGNORECASE
)


def _one_by_one(instruction: str) -> list[str]:
    """Wishes stand beside each other by "and", a stop, or a comma with an order behind it."""
    wishes: list[str] = []
    for part in _PARTS.split(instruction):
        first, *others = _ASIDE.split(part.strip())
        told = [first]
        for other in others:
            if instructs(other):
                told.append(other)
            else:
                told[-1] = f"{told[-1]}, {other}"
        wishes += told
    spoken = [wish for wish in wishes if not _POLITE.fullmatch(wish)]
    return spoken or ([instruction] if instruction.strip() else [])


_CHANGES = {
    Change.SHORTER: re.compile(r"\b(?:short(?:er|en)?|kürz(?:er|en)?|knapper)\b", re.IGNORECASE),
    Change.THANK: re.compile(r"\b(?:thank|thanks|danke|bedank\w*)\b", re.IGNORECASE),
    Change.SORRY: re.compile(r"\b(?:sorry|apologi[sz]e|apology|entschuldig\w*)\b", re.IGNORECASE),
}
