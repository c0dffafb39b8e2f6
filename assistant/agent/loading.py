"""From stored records to the rows that rules read, loading only what the asked metrics need."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assistant.agent.workbench import Workbench
from assistant.community.accounts import Account
from assistant.community.comparisons import Comparison
from assistant.community.health import compared, measure, needs
from assistant.community.measures import Measure
from assistant.community.periods import Period
from assistant.community.polling import BACKFILL
from assistant.community.rows import Need, Rows, judged_at, stretch, with_counters
from assistant.errors import NotFound, PlatformError


@dataclass(frozen=True, slots=True)
class Fresh:
    """An account whose records were brought up to date; `as_of` None while it is first read."""

    account: Account
    as_of: datetime | None


async def fresh(bench: Workbench, account: str | None) -> list[Fresh]:
    """The accounts meant, refreshed side by side.

    An account that has never been read and cannot be now is left out and said to be missing,
    unless it is the only one.

    Raises:
        NotFound: no such account, here or on its platform any more.
        PlatformError: none of them can be read.
    """
    meant = await bench.resolve(account)
    outcomes = await asyncio.gather(*map(bench.fresh, meant), return_exceptions=True)
    ready: list[Fresh] = []
    troubles: list[BaseException] = []
    for each, outcome in zip(meant, outcomes, strict=True):
        if isinstance(outcome, PlatformError | NotFound):
            troubles.append(outcome)
            bench.miss(f"{each.ref} could not be read, so it is not part of this.")
        elif isinstance(outcome, BaseException):
            raise outcome
        else:
            ready.append(Fresh(each, outcome.as_of))
    if not ready:
        raise troubles[0]
    return ready


class Loader:
    """Loads rows of one run; the same stretch of the same account only once."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._loaded: dict[tuple[str, Need, Period], Any] = {}

    async def measures(
        self, source: Fresh, metrics: Sequence[str], period: Period
    ) -> Mapping[str, Measure]:
        """The metrics of one account and period."""
        rows = await self.rows(source, period, needs(metrics))
        policy = self._bench.policy(source.account)
        return {metric: measure(metric, rows, policy) for metric in metrics}

    async def comparisons(
        self, source: Fresh, metrics: Sequence[str], period: Period, baseline: Period
    ) -> Mapping[str, Comparison]:
        """The metrics beside those of an earlier period, judged at the same age."""
        wanted = needs(metrics)
        now = await self.rows(source, period, wanted)
        then = await self.rows(source, baseline, wanted, at=judged_at(now.as_of, period, baseline))
        policy = self._bench.policy(source.account)
        return {metric: compared(metric, now, then, policy) for metric in metrics}

    async def rows(
        self, source: Fresh, period: Period, wanted: Iterable[Need], *, at: datetime | None = None
    ) -> Rows:
        """Rows with the parts that are wanted.

        Args:
            source: of which account.
            period: the window.
            wanted: parts to load.
            at: the moment to judge at; None for the moment the records are from.
        """
        account, bench = source.account, self._bench
        connection = await bench.connections.open(account)
        siblings = await bench.siblings(account)
        tells = connection.capabilities.tells
        needed = with_counters(wanted, tells)
        parts = {need: await self._part(account, need, period) for need in needed}
        if own := parts.get(Need.OWN_POSTS):
            parts[Need.OWN_POSTS] = [each.with_counters(tells) for each in own]
        complete = account.connected_at - BACKFILL if source.as_of else bench.now
        return Rows(
            period=period,
            as_of=at or source.as_of or bench.now,
            platform=account.ref.platform.title,
            known_since=complete,
            ours=frozenset(each.native_id for each in siblings),
            tells=tells,
            cut=Need.TOTALS in parts and await self._cut(account, period),
            **{need.value: part for need, part in parts.items()},
        )

    async def _part(self, account: Account, need: Need, period: Period) -> Any:
        key = (account.id, need, stretch(need, period))
        if key not in self._loaded:
            self._loaded[key] = await self._read(account, need, key[2])
        return self._loaded[key]

    async def _read(self, account: Account, need: Need, period: Period) -> Any:
        at, records = (account.workspace_id, account.id), self._bench.records
        readers: Mapping[Need, Callable[[], Awaitable[Any]]] = {
            Need.TOTALS: lambda: records.totals(*at, period),
            Need.OWN_POSTS: lambda: records.own_posts(*at, period),
            Need.INBOUND: lambda: records.inbound(*at, period),
            Need.THREADS: lambda: records.threads(*at, period),
            Need.FIRST_SEEN: lambda: records.first_seen(*at, period),
            Need.FOLLOWERS: lambda: records.snapshots(*at, "followers", period),
        }
        days = (Need.DAYS, Need.EARLIER_DAYS, Need.CORE_DAYS, Need.REGULAR_DAYS)
        if need in days:
            return await records.person_days(*at, period)
        return await readers[need]()

    async def _cut(self, account: Account, period: Period) -> bool:
        """Whether a server hid part of a thread that the period's replies may stand in."""
        return await self._bench.records.any_cut(account.workspace_id, account.id, period.end)
