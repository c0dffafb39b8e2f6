"""How often: windows of 15 minutes for each call and token, and of a day for what all people post
through one app (docs.x.com/x-api/fundamentals/rate-limits). Each answer tells where they stand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=15)
DAY = timedelta(days=1)
DAILY = {"POST /2/tweets": 10_000}


@dataclass
class Window:
    ends: datetime
    used: int = 0


class Windows:
    """Counts calls.

    Attributes:
        limits: calls in a window, instead of the usual, by method and path; with " a day" behind
            it for the longer window.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._windows: dict[tuple[str, str], Window] = {}
        self.limits: dict[str, int] = {}

    def use(self, call: str, token: str, usual: int) -> tuple[bool, dict[str, str]]:
        """Count a call: whether it is within the limits, and what the headers say of them."""
        within, headers = self._use((call, token), WINDOW, self.limits.get(call, usual))
        told = {f"x-rate-limit-{name}": value for name, value in headers.items()}
        if call in DAILY and within:
            most = self.limits.get(f"{call} a day", DAILY[call])
            within, headers = self._use((call, "app"), DAY, most)
            told |= {f"x-app-limit-24hour-{name}": value for name, value in headers.items()}
        return within, told

    def _use(
        self, key: tuple[str, str], lasts: timedelta, limit: int
    ) -> tuple[bool, dict[str, str]]:
        now = self._clock()
        window = self._windows.get(key)
        if window is None or window.ends <= now:
            window = self._windows[key] = Window(now + lasts)
        within = window.used < limit
        window.used += within
        told = {"limit": limit, "remaining": limit - window.used}
        told["reset"] = int(window.ends.timestamp())
        return within, {name: str(value) for name, value in told.items()}
