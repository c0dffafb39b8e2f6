"""Show how things stand, from the records as they are: nobody who opens Engage waits for a
platform. What is old is read again behind their back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import structlog

from assistant.community.accounts import Account
from assistant.community.clearances import Clearance
from assistant.community.health import compared, measure, needs
from assistant.community.overview import Glance
from assistant.community.period_words import parse_period
from assistant.community.periods import Period, before, local_day, midnight
from assistant.community.posts import Kind
from assistant.community.responses import Policy
from assistant.community.rights import Act
from assistant.community.rows import judged_at
from assistant.community.scorecard import CHECKS, scorecard
from assistant.community.settings import WorkspaceSettings
from assistant.community.wording import words
from assistant.desk.judging import policies_of, settings_of
from assistant.desk.permitting import Permitting
from assistant.errors import NotFound, ReconnectNeeded
from assistant.gathering import Gathering
from assistant.ports import (
    Accounts,
    Clock,
    Connections,
    Freshener,
    ManagedBy,
    Managers,
    Preferences,
    Records,
)
from assistant.ports.keeping import Clearances

log = structlog.get_logger(__name__)

MAX_AGE = timedelta(minutes=5)
"""Records older than this are read again."""

REFRESH_S = 60.0
"""Seconds one account may be read for; a first reading goes on in the background."""

AT_ONCE = 3
"""Accounts read side by side: the platforms' patience is shared with questions."""

_CHECKED = tuple(kind.metric for kind in CHECKS)


@dataclass(frozen=True, slots=True)
class Overview:
    """What one person sees of a workspace.

    Attributes:
        days: the names of the days that each glance has replies for.
        may: what this person may do here.
        uncleared: accounts of which it is not known what was deleted on their platform, by id.
    """

    glances: tuple[Glance, ...]
    period: Period
    days: tuple[str, ...]
    settings: WorkspaceSettings
    managed: ManagedBy
    may: frozenset[Act]
    now: datetime
    uncleared: Mapping[str, Clearance] = field(default_factory=dict)


class Overseeing:
    """The use case behind the Home tab."""

    def __init__(
        self,
        *,
        permitting: Permitting,
        accounts: Accounts,
        records: Records,
        connections: Connections,
        freshener: Freshener,
        preferences: Preferences,
        managers: Managers,
        clearances: Clearances,
        clock: Clock,
    ) -> None:
        self._permitting = permitting
        self._accounts = accounts
        self._records = records
        self._connections = connections
        self._freshener = freshener
        self._preferences = preferences
        self._managers = managers
        self._clearances = clearances
        self._clock = clock

    async def overview(self, workspace_id: str, person_id: str) -> Overview:
        """How the workspace's accounts are, and what this person may do.

        Raises:
            NotAllowed: no full member.
        """
        person = await self._permitting.check(Act.SEE_HOME, workspace_id, person_id)
        settings = await settings_of(self._preferences, workspace_id, person)
        policies = await policies_of(self._preferences, workspace_id, settings.zone)
        accounts = await self._accounts.all(workspace_id)
        now = self._clock()
        # In a thread: zones and the names of days are read from disk the first time.
        period, fortnight, days = await asyncio.to_thread(_periods, settings, now)
        seen = [
            await self._glance(
                each, accounts, (period, fortnight), policies.get(each.id) or Policy()
            )
            for each in accounts
        ]
        known = await self._clearances.all(workspace_id)
        return Overview(
            glances=tuple(seen),
            period=period,
            days=days,
            settings=settings,
            managed=await self._managers.of(workspace_id),
            may=await self._permitting.permitted(workspace_id, person_id),
            now=now,
            uncleared={key: each for key, each in known.items() if each.is_late(now)},
        )

    async def refresh(self, workspace_id: str, person_id: str) -> bool:
        """Read again what is old, for somebody who looks; whether there was anything to read.

        Raises:
            NotAllowed: no full member.
        """
        await self._permitting.check(Act.SEE_HOME, workspace_id, person_id)
        now = self._clock()
        stale = [each for each in await self._accounts.all(workspace_id) if _stale(each, now)]
        seats = asyncio.Semaphore(AT_ONCE)

        async def one(account: Account) -> None:
            async with seats:
                await self._freshener.refresh(account, max_age=MAX_AGE, within_s=REFRESH_S)

        done = await asyncio.gather(*map(one, stale), return_exceptions=True)
        for outcome in done:
            if isinstance(outcome, BaseException) and not isinstance(outcome, NotFound):
                raise outcome
        return bool(stale)

    async def _glance(
        self,
        account: Account,
        accounts: Sequence[Account],
        periods: tuple[Period, Period],
        policy: Policy,
    ) -> Glance:
        if account.synced_at is None:
            return Glance(account)
        period, fortnight = periods
        gathering = Gathering(self._records, self._connections, self._clock())
        siblings = [each for each in accounts if each.ref.platform is account.ref.platform]
        rows = partial(gathering.rows, account, siblings, as_of=account.synced_at)
        wanted = needs((*_CHECKED, "open_items"))
        now = await rows(period, wanted)
        earlier = before(period)
        then = await rows(earlier, wanted, at=judged_at(now.as_of, period, earlier))
        checks = scorecard(partial(compared, rows=now, earlier=then, policy=policy))
        replies = measure("replies", await rows(fortnight, needs(["replies"])), policy)
        exact = replies.value is not None and not replies.at_least
        return Glance(
            account,
            checks,
            measure("open_items", now, policy),
            await self._per_day(account, fortnight) if exact else (),
        )

    async def _per_day(self, account: Account, period: Period) -> tuple[float, ...]:
        daily = await self._records.daily(account.workspace_id, account.id, period)
        counts = {
            local_day(moment, period.zone): told.get(Kind.REPLY, 0)
            for moment, told in daily.items()
        }
        return tuple(float(counts.get(day.first_day, 0)) for day in _days(period))


def _periods(settings: WorkspaceSettings, now: datetime) -> tuple[Period, Period, tuple[str, ...]]:
    """The week of the checks, the fortnight of the chart, and the names of its days."""
    week = parse_period("last 7 days", settings.zone, now)
    fortnight = parse_period("last 14 days", settings.zone, now)
    names = tuple(words(day, language=settings.language) for day in _days(fortnight))
    return week, fortnight, names


def _stale(account: Account, now: datetime) -> bool:
    """Whether reading it again may help: a refused sign-in waits for a person."""
    if account.trouble == ReconnectNeeded.__name__:
        return False
    return account.synced_at is None or now - account.synced_at > MAX_AGE


def _days(period: Period) -> list[Period]:
    """The local days of a period, oldest first."""
    first = [period.first_day + timedelta(days=at) for at in range(period.days)]
    return [
        Period(
            midnight(day, period.zone),
            midnight(day + timedelta(days=1), period.zone),
            None,
            period.zone,
        )
        for day in first
    ]
