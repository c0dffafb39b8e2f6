"""How often: windows of 15 minutes, for each call and token (docs.x.com/x-api/fundamentals/
rate-limits). Each answer tells where its window stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=15)


@dataclass
class Window:
    ends: datetime
    used: int = 0


class Windows:
    """Counts calls.

    Attributes:
        limits: calls in a window, instead of the usual, by method and path.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._windows: dict[tuple[str, str], Window] = {}
        self.limits: dict[str, int] = {}

    def use(self, call: str, token: str, usual: int) -> tuple[bool, dict[str, str]]:
        """Count a call: whether it is within the limit, and what the headers say of it."""
        limit = self.limits.get(call, usual)
        now = self._clock()
        window = self._windows.get((call, token))
        if window is None or window.ends <= now:
            window = self._windows[call, token] = Window(now + WINDOW)
        within = window.used < limit
        window.used += within
        headers = {
            "x-rate-limit-limit": str(limit),
            "x-rate-limit-remaining": str(limit - window.used),
            "x-rate-limit-reset": str(int(window.ends.timestamp())),
        }
        return within, headers
