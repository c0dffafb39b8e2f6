"""Which conversations of others are worth joining, why, and what we could honestly add.

A conversation qualifies only if it asks openly, if it is no bad moment, and if something we know
answers it. Everything else is left alone, and said so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from assistant.community.brand import BrandFact
from assistant.community.content_words import content_words
from assistant.community.joining import joining
from assistant.community.searches import Band, Hit, SavedSearch

FRESH = timedelta(days=7)
"""An older conversation has ended; who joins it then talks to nobody."""
YOUNG = timedelta(days=1)
MOST = 5
_FEWEST = 1
"""Words that a fact and a post must share, beside the names of the brand."""

NOTHING_TO_ADD = "Nothing that Engage knows answers it, so leave it, or teach Engage a fact first."
FULL = "{most} conversations were joined today. That is the limit here: more would feel pushy."
OFF = "Joining is switched off: the workspace settings allow 0 conversations a day."
TAKEN = "Somebody took this up already. Its card is in the channel."
LEFT_ALONE = "They asked to be left alone, so Engage does not answer them."
PUT_AWAY = "Somebody put this away in listening."
TOO_OLD = "This is older than a week. Joining now would talk to nobody."


@dataclass(frozen=True, slots=True)
class Worth:
    """One conversation.

    Attributes:
        reasons: why it is worth it, or why to leave it; in words, the weightiest first.
        add: what we know that answers it, best first; () where there is nothing.
    """

    hit: Hit
    may: bool
    reasons: tuple[str, ...]
    add: tuple[BrandFact, ...] = ()


@dataclass(frozen=True, slots=True)
class Around:
    """What is known beside the hits.

    Attributes:
        searches: by id; a hit of a deleted one is judged by itself.
        facts: that hold today, for this account.
        names: of the brand and the account, whose words say nothing here.
        known: native ids of people who wrote to us before.
        left_alone: native ids of those who opted out.
        taken: native ids of hits that were taken up.
    """

    now: datetime
    searches: Mapping[str, SavedSearch]
    facts: Sequence[BrandFact] = ()
    names: Sequence[str] = ()
    known: Collection[str] = ()
    left_alone: Collection[str] = ()
    taken: Collection[str] = ()


def worth(hit: Hit, around: Around) -> Worth:
    """Judge one. That a search only listens keeps Engage from proposing a reply by itself; a person
    who asks what is worth joining decides for themselves.
    """
    if hit.author.id in around.left_alone:
        return Worth(hit, False, (LEFT_ALONE,))
    if hit.dismissed_at is not None:
        return Worth(hit, False, (PUT_AWAY,))
    if around.now - hit.created_at > FRESH:
        return Worth(hit, False, (TOO_OLD,))
    search = around.searches.get(hit.search_id)
    asked = replace(search, listen_only=False) if search else None
    found = joining(asked, hit.band, hit.text) if asked else None
    if found is None or not found.may:
        return Worth(hit, False, (found.why if found else NOTHING_TO_ADD,))
    add = helpful(hit.text, around.facts, around.names)
    if not add:
        return Worth(hit, False, ("It asks openly.", NOTHING_TO_ADD))
    return Worth(hit, True, _reasons(hit, add, around), add)


def ranked(hits: Sequence[Hit], around: Around) -> tuple[tuple[Worth, ...], tuple[Worth, ...]]:
    """Those worth joining, best first, and those to leave alone. What was taken up is left out."""
    judged = [worth(each, around) for each in hits if each.id not in around.taken]
    good = sorted((each for each in judged if each.may), key=lambda each: _rank(each, around))
    left = sorted(
        (each for each in judged if not each.may),
        key=lambda each: each.hit.created_at,
        reverse=True,
    )
    return tuple(good[:MOST]), tuple(left)


def helpful(
    text: str, facts: Sequence[BrandFact], names: Sequence[str] = ()
) -> tuple[BrandFact, ...]:
    """Facts that speak of what a text asks about, the closest first. A word of a fact's title
    counts for two: it says what the fact is about.
    """
    idle = frozenset(word for name in names for word in content_words(name))
    asked = content_words(text) - idle
    scored = []
    for fact in facts:
        title, said = content_words(fact.title) - idle, content_words(fact.text) - idle
        shared = len(asked & title) * 2 + len(asked & (said - title))
        if asked & title or len(asked & said) > _FEWEST:
            scored.append((-shared, fact.title, fact))
    return tuple(fact for _, _, fact in sorted(scored, key=lambda each: each[:2])[:2])


def _rank(each: Worth, around: Around) -> tuple[bool, bool, bool, float]:
    hit = each.hit
    young = around.now - hit.created_at <= YOUNG
    return (
        not young,
        hit.author.id not in around.known,
        hit.band is not Band.SURE,
        _age(hit, around),
    )


def _age(hit: Hit, around: Around) -> float:
    return (around.now - hit.created_at).total_seconds()


def _reasons(hit: Hit, add: Sequence[BrandFact], around: Around) -> tuple[str, ...]:
    reasons = ["It asks openly.", f"You could add: {add[0].title}."]
    if hit.author.id in around.known:
        reasons.append("They have written to you before.")
    if around.now - hit.created_at <= YOUNG:
        reasons.append("It is less than a day old.")
    return tuple(reasons)
