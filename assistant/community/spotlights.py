"""Whom to put into the light: candidates in turn, so that the same stars do not win.

Nobody is named who asked to be left alone, who is one of us, or who had their turn in the last 90
days; among the rest those who never had one come first, and no reason fills the list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from assistant.community.giving import Merit
from assistant.community.merits import (
    Candidate,
    Community,
    back,
    helpers,
    makers,
    newcomers,
)

REST = timedelta(days=90)
"""How long somebody who had their turn leaves it to others."""
MOST = 6
MOST_OF_A_MERIT = 2


def candidates(community: Community) -> tuple[Candidate, ...]:
    """At most six people, the one who waited longest for their turn first."""
    last: dict[str, datetime] = {}
    for turn in community.past:
        last[turn.person.id] = max(turn.made_at, last.get(turn.person.id, turn.made_at))
    found: dict[str, Candidate] = {}
    for each in (
        *helpers(community),
        *makers(community),
        *back(community),
        *newcomers(community),
    ):
        before = last.get(each.person.id)
        if before is not None and community.now - before < REST:
            continue
        if community.is_open(each.person):
            seen = replace(each, last_spotlight=before)
            found.setdefault(each.person.id, seen)
    never = datetime.min.replace(tzinfo=community.now.tzinfo)
    ranked = sorted(found.values(), key=lambda each: each.last_spotlight or never)
    return _mixed(ranked)


def _mixed(ranked: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """With at most two of a merit, so that no reason fills the list."""
    chosen: list[Candidate] = []
    of_merit: Counter[Merit] = Counter()
    for each in ranked:
        if of_merit[each.merit] < MOST_OF_A_MERIT and len(chosen) < MOST:
            of_merit[each.merit] += 1
            chosen.append(each)
    return tuple(chosen)
