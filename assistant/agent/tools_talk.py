"""Tools about talk: how fast we answer, who waits, and who the community is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.agent.loading import Fresh, Loader, fresh, mixed
from assistant.agent.naming import everywhere
from assistant.agent.tools import Findings, Item, Result, result
from assistant.agent.waiting import MOST_ROWS, longest_first, table_of_waiting, waiting_items
from assistant.agent.workbench import Workbench
from assistant.community.facts import Fact, Source
from assistant.community.health import covered, measure, needs
from assistant.community.measures import Measure
from assistant.community.people import core_of, first_timers_of, lapsed_of, returning_of
from assistant.community.responses import Policy, open_of
from assistant.community.rows import Need, Rows

_WITHOUT_TARGET = ("response_time_median", "response_time_p90")
_TIMES = (*_WITHOUT_TARGET, "answered_in_target", "response_rate")
_PEOPLE = (
    "people",
    "returning_people",
    "first_timers",
    "community_core",
    "lapsed_regulars",
    "concentration",
    "conversation_depth",
    "return_rate",
)
_MOST_NAMES = 3
_MOST_BACK = 5
_MOST_WAITING = 10
_NOT_ALL = (
    "The list holds the longest waits. To see the others, ask about a shorter period, such as this "
    "week."
)

_NO_ANSWER = (
    "This counts everything without an answer from you, also what was decided in another way or "
    "was there before Engage."
)
_AND_INBOX = f"{_NO_ANSWER} What still waits for a decision is under `/engage inbox`."


class TalkTools:
    """`response_times`, `open_items` and `community`."""

    def __init__(self, bench: Workbench, loader: Loader) -> None:
        self._bench = bench
        self._loader = loader

    async def response_times(
        self, period: str = "last 30 days", account: str | None = None
    ) -> Result:
        """Say how fast and how often we answer comments and mentions.

        Use it for "how fast do we answer", "response time", "do we answer in time". Comments that
        still wait are counted as waiting, never left out. Not for who waits (open_items).

        Args:
            period: When the comments were written, in the person's words.
            account: "platform:handle". Leave it out for all accounts.
        """
        stretch = self._bench.period(period)
        call = f"response_times({period})"
        sources = await fresh(self._bench, account)
        found = [await self._loader.rows(each, stretch, needs(_TIMES)) for each in sources]
        facts: list[Fact] = []
        if len(found) > 1 and everywhere(account):
            read = [each.as_of for each in sources if each.as_of]
            every = self._bench.source(call, None, min(read, default=None))
            facts += self._over_all(sources, _all_talk(found), every)
        for each, rows in zip(sources, found, strict=True):
            source = self._bench.source(call, each.account, each.as_of)
            policy = self._bench.policy(each.account)
            facts += self._measured(_TIMES, rows, policy, source)
            seconds = policy.target.total_seconds()
            target = Measure("target", seconds, in_hours=policy.in_hours)
            facts.append(self._bench.fact(target, None, source))
        covers, notes = self._bench.words(stretch), mixed(facts, sources)
        return result(Findings("response_times", covers, tuple(facts), notes=notes))

    async def open_items(
        self, period: str = "last 30 days", account: str | None = None, limit: int = 5
    ) -> Result:
        """List comments and mentions that still wait for our answer, the longest wait first.

        Use it for "who is waiting", "what is unanswered", "what should I do next". Several
        comments in a row by one person count once.

        Args:
            period: When they were written, in the person's words.
            account: "platform:handle". Leave it out for all accounts.
            limit: How many to quote, 1 to 10. The count covers all of them.
        """
        stretch = self._bench.period(period)
        call = f"open_items({period})"
        facts: list[Fact] = []
        waiting = []
        for each in await fresh(self._bench, account):
            rows = await self._loader.rows(each, stretch, {Need.INBOUND})
            source = self._bench.source(call, each.account, each.as_of)
            policy = self._bench.policy(each.account)
            facts.append(self._bench.fact(measure("open_items", rows, policy), stretch, source))
            waiting.append((each.account, open_of(rows)))
        every = longest_first(waiting)
        items = waiting_items(self._bench, every[: max(1, min(limit, _MOST_WAITING))])
        if every:
            self._bench.table(table_of_waiting(self._bench, waiting))
        counts = _NO_ANSWER if self._bench.question.in_terminal else _AND_INBOX
        notes = [counts] if every else []
        notes += [_NOT_ALL] if len(every) > MOST_ROWS else []
        covers = self._bench.words(stretch)
        return result(Findings("open_items", covers, tuple(facts), tuple(items), tuple(notes)))

    async def community(self, period: str = "last 28 days", account: str | None = None) -> Result:
        """Say who the community is: how many people, who came back, who is new, who went quiet.

        Use it for "who are our regulars", "do people come back", "is it always the same few".
        Names are examples, not rankings of people. Not for follower counts.

        Args:
            period: In the person's words. Core and lapsed regulars always look at 28 days that end
                with it.
            account: "platform:handle". Leave it out for all accounts.
        """
        stretch = self._bench.period(period)
        call = f"community({period})"
        facts: list[Fact] = []
        items: list[Item] = []
        for each in await fresh(self._bench, account):
            rows = await self._loader.rows(each, stretch, needs(_PEOPLE))
            source = self._bench.source(call, each.account, each.as_of)
            facts += self._measured(_PEOPLE, rows, self._bench.policy(each.account), source)
            items += await self._names(each, rows, source)
        covers = self._bench.words(stretch)
        return result(Findings("community", covers, tuple(facts), tuple(items)))

    # -- pieces -----------------------------------------------------------------------------

    def _measured(
        self, metrics: Sequence[str], rows: Rows, policy: Policy, source: Source
    ) -> list[Fact]:
        return [
            self._bench.fact(measure(metric, rows, policy), covered(metric, rows.period), source)
            for metric in metrics
        ]

    def _over_all(self, sources: Sequence[Fresh], rows: Rows, said: Source) -> list[Fact]:
        """Over all accounts; what depends on a target only where they have the same one."""
        kept = (self._bench.policy(each.account) for each in sources)
        policies = {replace(policy, promotion=0.0) for policy in kept}  # no matter for answers
        times = _TIMES if len(policies) == 1 else _WITHOUT_TARGET
        return self._measured(times, rows, next(iter(policies)), said)

    async def _names(self, source: Fresh, rows: Rows, said: Source) -> list[Item]:
        """Some handles of each group, in the order of their ids: no ranking of people."""
        groups: Mapping[str, list[str]] = {
            "returning person": sorted(returning_of(rows))[:_MOST_BACK],
            "core member": sorted(core_of(rows))[:_MOST_NAMES],
            "first-timer": sorted(first_timers_of(rows))[:_MOST_NAMES],
            "lapsed regular": sorted(lapsed_of(rows))[:_MOST_NAMES],
        }
        account = source.account
        wanted = [person for people in groups.values() for person in people]
        known = await self._bench.records.people(account.workspace_id, account.id, wanted)
        items = []
        for label, people in groups.items():
            for person in people:
                if person in known:
                    fact = self._bench.keep(self._bench.maker.name(known[person].handle, said))
                    items.append(Item(None, (fact,), label))
        return items


def _all_talk(found: Sequence[Rows]) -> Rows:
    """The rows of several accounts as one, for what cannot be pooled: medians come from rows."""
    return replace(
        found[0],
        ours=frozenset().union(*(rows.ours for rows in found)),
        inbound=[entry for rows in found for entry in rows.inbound or ()],
        known_since=max(rows.known_since for rows in found),
    )
