"""Whose turn it is to be looked after, where there may be more than one round can take."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

Ids = tuple[str, str]
"""(workspace, thing)."""

_NEVER = datetime.min.replace(tzinfo=UTC)


class Rounds:
    """Remembers when each was looked at last, in this process alone: after a restart they begin
    anew, which costs a look and loses nothing.

    Args:
        most: how many one round takes.
        tick: how often there is a round; what was not seen before counts as seen so long ago.
    """

    def __init__(self, most: int, tick: timedelta) -> None:
        self._most = most
        self._tick = tick
        self._looked: dict[Ids, datetime] = {}

    def turn(self, waiting: Sequence[Ids], now: datetime) -> list[tuple[Ids, timedelta]]:
        """Who is looked at now, with the time since the last look: whoever waited longest first,
        of equals in the order given. What waits no longer is forgotten.
        """
        known = self._looked
        first = sorted(waiting, key=lambda each: known.get(each, _NEVER))[: self._most]
        since = [(each, now - known.get(each, now - self._tick)) for each in first]
        kept = {each: known[each] for each in waiting if each in known}
        self._looked = kept | dict.fromkeys(first, now)
        return since
