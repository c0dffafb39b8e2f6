"""From stored records to the rows that rules read, loading only what the asked metrics need."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.agent.workbench import Workbench
from assistant.community.accounts import Account
from assistant.community.comparisons import Comparison
from assistant.community.facts import Fact
from assistant.community.health import compared, measure, needs
from assistant.community.measures import Measure
from assistant.community.periods import Period
from assistant.community.platform_meanings import differ
from assistant.community.rows import Need, Rows, judged_at
from assistant.community.side_by_side import WHY, asks_to_rank, may_rank
from assistant.errors import NotFound, PlatformError
from assistant.gathering import Gathering

MIXED = (
    "Figures across all accounts mix what each platform counts in its own way; the sources say how."
)

_TAKEN_AWAY = frozenset({"impressions", "reach", "saves", "clicks"})
"""Fields of `Counts` that platforms have taken away before."""


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
        self._gathering = Gathering(bench.records, bench.connections, bench.now)

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
        siblings = await self._bench.siblings(source.account)
        return await self._gathering.rows(
            source.account, siblings, period, wanted, as_of=source.as_of, at=at
        )


def signed_in_first(accounts: Sequence[Account]) -> list[Account]:
    """In the order in which to ask for what signed-in accounts are told more of."""
    return sorted(accounts, key=lambda account: not account.signed_in)


async def say_left_out(bench: Workbench, sources: Iterable[Fresh], metrics: Iterable[str]) -> None:
    """Say which of these figures a platform took away, and since when that is known."""
    asked = {"clicks" if metric == "link_clicks" else metric for metric in metrics}
    if not asked & _TAKEN_AWAY:
        return
    for each in sources:
        try:
            connection = await bench.connections.open(each.account)
        except PlatformError:
            continue  # what could not be read is said elsewhere
        for gone in connection.capabilities.left_out:
            if gone.metric in asked:
                bench.miss(gone.sentence)


def mixed(facts: Iterable[Fact], sources: Sequence[Fresh]) -> tuple[str, ...]:
    """That a total adds up what platforms count in different ways, where one does."""
    platforms = {each.account.ref.platform for each in sources}
    totals = [fact for fact in facts if fact.account is None and fact.value is not None]
    return (MIXED,) if any(differ(platforms, fact.metric) for fact in totals) else ()


def keep_apart(
    bench: Workbench, accounts: Iterable[Account], *, ranks: bool = False, of_times: bool = False
) -> None:
    """Say why there is no ranking, where one is asked for that a platform's terms forbid.

    Args:
        ranks: it is asked for, whatever words the question has.
        of_times: times are compared, so that words of comparing may be about these.
    """
    mixed = not may_rank(each.ref.platform for each in accounts)
    if mixed and (ranks or asks_to_rank(bench.question.text, of_times=of_times)):
        bench.miss(WHY)
