"""Which brand fact a text asks for, by the words they share: better none than a wrong one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.agent.lexicon.words import fold
from assistant.agent.offline.phrases import words
from assistant.community.brand import BrandFact

FEWEST_LETTERS = 4
"""Shorter words tell little."""

_ENOUGH = 2
_SURE = 3
_MANY = 4
"""Among so many facts, a word that most of them hold tells nothing (the brand's name)."""

_HANDLE = re.compile(r"(?<![\w@])@[\w.-]+(?:@[\w.-]+)?")
"""Who is spoken to; a brand's own name in it asks for nothing."""

_WORD = re.compile(r"[^\W_]+")
_IDLE = words(
    """
    about after again also another anyone because been before being could does doing done every
    from have having here into just know like many more much need only other people please really
    same should some someone something still such tell thank thanks than that their them then there
    these they thing this those time very want what when where which while will with would your
    aber alle alles auch beim bitte danke dann dass dein deine denn dies diese dieser doch durch
    eine einen einer eines etwas euch euer eure gibt habe haben hallo hier ihre immer jetzt kann
    kein keine mehr mein meine mich nach nicht noch nochmal oder schon sehr seid sich sind über
    unter viel vom warum wann welche werden wird wenn wieder wieso wird wurde zwischen bekomme
    könnt könnte muss möchte würde gerne question answer frage antwort today mention page
    write sagen schreib schreibe days hours weeks months years minutes working euro euros dollars
    percent tage tagen stunden wochen monate monaten jahre minuten prozent werktage
    """
)


@dataclass(frozen=True, slots=True)
class Match:
    """A fact, and whether it surely is what was asked for."""

    fact: BrandFact
    sure: bool


def best(text: str, facts: Sequence[BrandFact]) -> Match | None:
    """The fact that shares the most words with the text; of equals the one that was given first.

    A word of a title counts twice. None where nothing fits well, or two fit alike in little.
    """
    asked = _words(text)
    held = {fact.id: (_words(fact.title), _words(fact.text)) for fact in facts}
    common = Counter(word for title, body in held.values() for word in title | body)
    idle = {word for word, n in common.items() if len(facts) >= _MANY and n * 2 > len(facts)}
    scores = {each: _score(asked, *words, idle) for each, words in held.items()}
    ranked = sorted(facts, key=lambda fact: -scores[fact.id])
    if not ranked or scores[ranked[0].id] < _ENOUGH:
        return None
    top = scores[ranked[0].id]
    alone = len(ranked) == 1 or scores[ranked[1].id] < top
    if top == _ENOUGH and not alone:
        return None
    return Match(ranked[0], sure=top >= _SURE and alone)


def touches(text: str, fact: BrandFact) -> bool:
    """Whether they share any word that carries meaning."""
    held = _words(f"{fact.title} {fact.text}")
    return any(_is_in(word, held) for word in _words(text))


def _score(asked: Iterable[str], title: set[str], body: set[str], idle: set[str]) -> int:
    score = 0
    for word in asked:
        if _is_in(word, title - idle):
            score += 2
        elif _is_in(word, body - idle):
            score += 1
    return score


def _is_in(word: str, others: Iterable[str]) -> bool:
    return any(_alike(word, other) for other in others)


def _alike(one: str, two: str) -> bool:
    """Whether they begin alike, so that "ship" and "shipping" are one."""
    shorter = min(len(one), len(two))
    most = shorter if shorter <= FEWEST_LETTERS + 1 else shorter - 1
    return one[:most] == two[:most]


def _words(text: str) -> set[str]:
    found = {fold(word) for word in _WORD.findall(_HANDLE.sub(" ", text))}
    return {word for word in found if len(word) >= FEWEST_LETTERS and word not in _FOLDED_IDLE}


_FOLDED_IDLE = frozenset(map(fold, _IDLE))
