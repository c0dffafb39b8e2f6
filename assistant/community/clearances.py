"""How far it is known that what an account keeps of others still stands on its platform.

X wants removed within a day what it removes (docs.x.com/developer-terms/policy, "Content
compliance"). It tells an app for nothing what that is; where that does not work, posts are looked
for one after the other, which is paid for and therefore has a share of the budget of its own.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from assistant.community.accounts import Platform
from assistant.community.costs import month_of

WATCHED = frozenset({Platform.X})
"""Platforms whose terms ask that what they remove is removed everywhere."""

EVERY = timedelta(hours=5, minutes=50)
"""How old what is known may be before X is asked again, where that is free: four times a day, with
room for a job that comes a little early."""
ROUND = timedelta(hours=20)
"""The same where each look is paid for: once within the day, with room for a round that takes its
time. What was looked at on the same UTC day is not charged again."""
PAYING_AFTER = timedelta(hours=17)
"""From this age on posts are looked for, where X does not tell: an hour may pass until the next
try, and some must be left for it to fail."""
LATE = timedelta(hours=23)
"""From this age on it is told, so that somebody knows within the day."""

SHARE = 0.25
"""Of the month's budget at most, for looking."""


class Hindrance(StrEnum):
    """Why it is not known. The values are stored: never rename one."""

    NONE = ""
    BUDGET = "budget"
    """Each look is paid for, and the share of the budget is used up."""
    LIST = "list"
    """The same, because X's own way does not work."""
    SIGN_IN = "sign_in"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Clearance:
    """What is known of one account's stored posts.

    Attributes:
        known_at: whatever is kept stood there at this time, or was read later.
        began_at: when the round of looking under way began; None while none is.
        reached: native id of the last post that it came to; "" at its beginning.
        month: the calendar month (UTC) that `micro` was spent in, by its first day.
        micro: what looking has cost in it, in millionths of a US dollar.
        hindrance: what stood in the way the last time.
        told_at: when those who manage were told that it is late; None while it is not.
    """

    known_at: datetime
    began_at: datetime | None = None
    reached: str = ""
    month: date | None = None
    micro: int = 0
    hindrance: Hindrance = Hindrance.NONE
    told_at: datetime | None = None

    def is_due(self, now: datetime, *, free: bool) -> bool:
        """Whether to ask again. A round that has begun goes on."""
        return self.began_at is not None or now - self.known_at >= (EVERY if free else ROUND)

    def is_pressing(self, now: datetime) -> bool:
        """Whether to pay for what would have been free."""
        return now - self.known_at >= PAYING_AFTER

    def is_late(self, now: datetime) -> bool:
        """Whether the day is nearly over."""
        return now - self.known_at >= LATE

    def known(self, at: datetime, now: datetime) -> Clearance:
        """After everything was asked about, from `at` on. What was told stays so while it is late
        all the same.
        """
        after = replace(
            self, known_at=at, began_at=None, reached="", hindrance=Hindrance.NONE, told_at=None
        )
        return replace(after, told_at=self.told_at) if after.is_late(now) else after

    def left(self, ids: Sequence[str]) -> list[str]:
        """What is still to be asked about, in the order of every round."""
        reached = _place(self.reached)
        return sorted((each for each in ids if _place(each) > reached), key=_place)

    def paid(self, micro: int, now: datetime) -> Clearance:
        """After so much more was spent."""
        before = self.micro if self.month == month_of(now) else 0
        return replace(self, month=month_of(now), micro=before + micro)


def allowance(budget: int, used: int, now: datetime, *, pressing: bool) -> int:
    """Micro that may be spent on looking now.

    Args:
        budget: the month's, for everything.
        used: what looking has cost in this month, by all accounts together.
        pressing: whether it is a way round for once, which may take all that is left. What is paid
            for day by day has a day's part of it, and what days before left over.
    """
    day = now.astimezone(UTC)
    passed = 1.0 if pressing else day.day / monthrange(day.year, day.month)[1]
    return max(0, int(budget * SHARE * passed) - used)


def _place(native_id: str) -> tuple[int, str]:
    """Ids of X are numbers that grow with time."""
    return len(native_id), native_id
