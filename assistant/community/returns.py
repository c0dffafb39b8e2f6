"""Whether people who were put into the light came back: counted, and honest about what it tells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.community.activity import PersonDay
from assistant.community.giving import Spotlight

DAYS = 28
FEWEST = 5
"""Below that many people a share says nothing, and the counts are all there is to say."""


@dataclass(frozen=True, slots=True)
class CameBack:
    """Whether people who had their turn wrote or reacted again within 28 days of it.

    Attributes:
        shown: how many had their turn in the stretch that is looked at.
        ripe: how many of them at least 28 days ago, so that it can be told.
        back: how many of these did something again.
        unknown: how many had their turn as long ago, in days of which not all are known.
    """

    shown: int
    ripe: int
    back: int
    unknown: int = 0

    @property
    def said(self) -> str:
        """In words for people; honest where nothing can be told."""
        if not self.shown:
            return "Nobody was put into the light yet, so there is nothing to measure."
        if not self.ripe and self.unknown:
            return (
                f"I cannot tell whether they came back: the account was not read through the "
                f"{DAYS} days after their spotlights, or its records are not kept any more."
            )
        if not self.ripe:
            who = "The one spotlight is" if self.shown == 1 else f"All {self.shown} spotlights are"
            return f"{who} younger than {DAYS} days: too early to tell whether people come back."
        told = f"{self.back} of {self.ripe} people came back within {DAYS} days of their spotlight."
        if self.unknown:
            others = "1 other" if self.unknown == 1 else f"{self.unknown} others"
            told += f" Of {others} I cannot tell: not all of those days are known."
        if self.ripe < FEWEST:
            return f"{told} So few that it tells nothing about spotlights."
        return f"{told} They might have come back anyway: counts alone cannot tell."


def came_back(
    spotlights: Sequence[Spotlight],
    days: Sequence[PersonDay],
    now: datetime,
    *,
    read: datetime | None,
    kept_from: datetime | None = None,
) -> CameBack:
    """Count it. The day of the spotlight itself does not count: a thank-you draws an answer.

    Args:
        read: up to when the account was read; None: never to the end.
        kept_from: from when on its records are whole; None: from the first spotlight on.
    """
    within = timedelta(days=DAYS)
    shown = [each for each in spotlights if each.shown_at is not None]
    old = [each for each in shown if each.shown_at and now - each.shown_at >= within]
    ripe = [
        each
        for each in old
        if each.shown_at
        and (read is not None and each.shown_at + within <= read)
        and (kept_from is None or each.shown_at >= kept_from)
    ]
    active: defaultdict[str, set[datetime]] = defaultdict(set)
    for entry in days:
        active[entry.person_id].add(entry.day)
    back = sum(
        any(
            each.shown_at is not None and each.shown_at < day <= each.shown_at + within
            for day in active.get(each.person.id, ())
        )
        for each in ripe
    )
    return CameBack(len(shown), len(ripe), back, len(old) - len(ripe))
