"""Gather one account's week, and the weeks before it, for a note."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from assistant.community.accounts import Account
from assistant.community.bursts import items
from assistant.community.health import compared, measure, needs
from assistant.community.note_figures import AccountWeek
from assistant.community.note_stops import Month, promoted
from assistant.community.note_times import weeks_before
from assistant.community.periods import Period, midnight
from assistant.community.responses import Policy
from assistant.community.rows import Need, Rows, dated, judged_at
from assistant.community.scorecard import CHECKS, scorecard
from assistant.community.surprises import FEWEST_WEEKS, MOST_WEEKS, History
from assistant.gathering import Gathering

MONTH = timedelta(days=28)

_CHECKED = tuple(kind.metric for kind in CHECKS)
_OVER_WEEKS = ("answered_in_target", "conversation_share", "replies")
"""What is set beside up to eight weeks; sets of people, and what was heard, beside the week before.
"""

_WATCHED = (*_OVER_WEEKS, "returning_share", "listen")
_EARLIER = needs(dict.fromkeys((*_WATCHED, *_CHECKED)))
_PARTS = _EARLIER | needs(["posts"])


class Weeks:
    """Reads the weeks of accounts for one note.

    Args:
        every: all accounts of the workspace: what ours write is never counted.
        period: the week the note is about.
    """

    def __init__(self, gathering: Gathering, every: Sequence[Account], period: Period) -> None:
        self._gathering = gathering
        self._every = every
        self._period = period

    async def of(self, account: Account, policy: Policy) -> AccountWeek:
        """One account's week."""
        period, gathering = self._period, self._gathering
        if account.synced_at is None:
            return AccountWeek(account)
        siblings = [each for each in self._every if each.ref.platform is account.ref.platform]
        before = _whole(weeks_before(period, MOST_WEEKS), account.known_since)
        earlier = weeks_before(period, 1)[0]
        # At once: the store answers in one round what it is asked for at the same moment.
        own, *_ = await asyncio.gather(
            gathering.own_posts(account, _month(period), period),
            gathering.read_ahead(account, (period, *(before or (earlier,)))),
            gathering.read_people(account, (period, earlier), _EARLIER),
            gathering.read_said(account, (period, earlier)),
            gathering.read_tells(account),
        )
        rows = partial(gathering.rows, account, siblings, as_of=account.synced_at)
        now = await rows(period, _PARTS)
        last = await rows(earlier, _EARLIER, at=judged_at(now.as_of, period, earlier))
        checks = scorecard(partial(compared, rows=now, earlier=last, policy=policy))
        older = [
            await rows(each, _counted(now), at=judged_at(now.as_of, period, each))
            for each in before[1:]
        ]
        histories = _histories(str(account.ref), now, (last, *older) if before else (), policy)
        inbound = [each for rows in (now, last, *older[:2]) for each in rows.inbound or ()]
        month = Month(
            account=str(account.ref),
            own=own,
            items=items(e for e in inbound if e.interaction.author.id not in now.ours),
            policy=policy,
            zone=period.zone,
            now=now.as_of,
            exact=dated(now.tells),
            promotion=promoted(now, policy),
        )
        return AccountWeek(account, now, checks, histories, before, month, policy.promotion)


def _month(period: Period) -> Period:
    """The four weeks up to the end of this one."""
    start = midnight(period.last_day - MONTH + timedelta(days=1), period.zone)
    return Period(start, period.end, None, period.zone)


def _whole(weeks: Sequence[Period], known_since: datetime) -> tuple[Period, ...]:
    """The earlier weeks that are known whole; where they are too few to tell how much weeks
    differ, the one before alone.
    """
    known = tuple(each for each in weeks if known_since <= each.start)
    return known if len(known) >= FEWEST_WEEKS else known[:1]


def _counted(now: Rows) -> frozenset[Need]:
    return needs(_OVER_WEEKS) if dated(now.tells) else needs(("answered_in_target",))


def _histories(
    account: str, now: Rows, before: Sequence[Rows], policy: Policy
) -> tuple[History, ...]:
    """What is watched, each with as many earlier weeks as it can be measured in."""
    made = []
    for metric in _WATCHED:
        value = measure(metric, now, policy)
        over = before if metric in _OVER_WEEKS and dated(now.tells) else before[:1]
        if value.of_posts:
            over = ()  # its posts have had longer to collect
        told = [measure(metric, each, policy) for each in over]
        known = tuple(each for each in told if each.value is not None and not each.at_least)
        made.append(History(account, value, known))
    return tuple(each for each in made if each.now.value is not None)
