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
    """

    shown: int
    ripe: int
    back: int

    @property
    def said(self) -> str:
        """In words for people; honest where nothing can be told."""
        if not self.shown:
            return "Nobody was put into the light yet, so there is nothing to measure."
        if not self.ripe:
            who = "The one spotlight is" if self.shown == 1 else f"All {self.shown} spotlights are"
            return f"{who} younger than {DAYS} days: too early to tell whether people come back."
        told = f"{self.back} of {self.ripe} people came back within {DAYS} days of their spotlight."
        if self.ripe < FEWEST:
            return f"{told} So few that it tells nothing about spotlights."
        return f"{told} They might have come back anyway: nobody can tell from counts alone."


def came_back(
    spotlights: Sequence[Spotlight], days: Sequence[PersonDay], now: datetime
) -> CameBack:
    """Count it. The day of the spotlight itself does not count: a thank-you draws an answer."""
    within = timedelta(days=DAYS)
    shown = [each for each in spotlights if each.shown_at is not None]
    ripe = [each for each in shown if each.shown_at and now - each.shown_at >= within]
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
    return CameBack(len(shown), len(ripe), back)
