"""What X would bill (docs.x.com/x-api/getting-started/pricing, read in August 2026).

A resource is paid for once in a UTC day; a request that writes is paid for each time. Reads of
one's own posts, mentions and profile are cheap where the path names the person who asks and that
person owns the app.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime

PRICES = {
    "post": 5_000,
    "user": 10_000,
    "media": 5_000,
    "owned": 1_000,
    "create": 15_000,
    "create_with_link": 200_000,
    "summoned_reply": 10_000,
    "delete": 10_000,
    "manage": 5_000,
    "media_metadata": 5_000,
    "counts": 5_000,
}
"""In millionths of a US dollar."""


class Billing:
    """Counts what is to be paid.

    Attributes:
        owners: ids of the people who own the app; None: whoever signs in does.
        includes: whether what an expansion brings is paid for, too. The page says "per resource
            returned in the response" and no more.
        credits: what was paid ahead, in millionths; None: enough.
        lines: how many of each kind were charged.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._seen: dict[date, set[tuple[str, str]]] = {}
        self.owners: set[str] | None = None
        self.includes = True
        self.credits: int | None = None
        self.lines: Counter[str] = Counter()

    @property
    def micro(self) -> int:
        """What everything so far costs, in millionths of a US dollar."""
        return sum(PRICES[kind] * count for kind, count in self.lines.items())

    @property
    def spent(self) -> bool:
        return self.credits is not None and self.micro >= self.credits

    def owns(self, user_id: str) -> bool:
        return self.owners is None or user_id in self.owners

    def read(self, kind: str, ids: Iterable[str], *, price: str | None = None) -> None:
        """Charge resources, those charged today already left out."""
        seen = self._seen.setdefault(self._clock().date(), set())
        for each in ids:
            if (kind, each) not in seen:
                seen.add((kind, each))
                self.lines[price or kind] += 1

    def act(self, kind: str) -> None:
        """Charge a request."""
        self.lines[kind] += 1

    def forget(self) -> None:
        """As if nothing had been charged today."""
        self._seen.clear()
