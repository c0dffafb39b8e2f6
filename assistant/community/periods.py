"""Stretches of time: half-open UTC intervals that carry the words people use for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """A half-open interval [start, end) in aware UTC.

    `name` is how a person calls it ("this week", "the last 7 days"); None where it has only
    dates. `zone` is the IANA zone whose midnights bound it; wording shows its dates in that zone.
    """

    start: datetime
    end: datetime
    name: str | None = None
    zone: str = "UTC"

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.end - self.start
