"""Tools about accounts as a whole: which there are, and how they are doing."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from assistant.agent.loading import Fresh, Loader, fresh, keep_apart
from assistant.agent.tools import Findings, Item, Result, result
from assistant.agent.waiting import longest_first, waiting_items
from assistant.agent.workbench import Workbench
from assistant.community.accounts import Account, called
from assistant.community.answers import Table
from assistant.community.bursts import Item as Waiting
from assistant.community.facts import Fact
from assistant.community.health import compared, needs
from assistant.community.heard import NOT_LISTENING
from assistant.community.measures import Measure
from assistant.community.noun_phrases import bare
from assistant.community.periods import Period, before, whole_before
from assistant.community.responses import open_of
from assistant.community.rows import judged_at
from assistant.community.scorecard import CHECKS, Check, CheckKind, checks_ok, scorecard
from assistant.community.wording import duration, percent

_BESIDE = ("replies", "engagements")
"""Counts that say what happened, beside the checks that say how it went."""

_METRICS = (*_BESIDE, "open_items", "untagged", *(kind.metric for kind in CHECKS))
_MOST_WAITING = 3
_MORE_WAIT = "To see everybody who waits, ask “Who is waiting for an answer?”."


class HealthTools:
    """`list_accounts` and `account_health`."""

    def __init__(self, bench: Workbench, loader: Loader) -> None:
        self._bench = bench
        self._loader = loader

    async def list_accounts(self) -> Result:
        """List the connected accounts with their names and when each was last read.

        Use it for "which accounts", or when a tool did not know an account. It holds no figures
        about the community.
        """
        scope = await self._bench.in_scope()
        source = self._bench.source("list_accounts()", None, None)
        maker = replace(self._bench.maker, several_accounts=False)  # "2 accounts", not "across ..."
        count = self._bench.keep(maker.fact(Measure("accounts", len(scope)), None, source))
        items: list[Item] = []
        rows: list[tuple[str, ...]] = []
        for each in scope:
            name = self._bench.keep(self._bench.maker.name(str(each.ref), source))
            items.append(Item(None, (name,), each.ref.platform.title))
            age = duration(self._bench.now - each.synced_at) if each.synced_at else None
            rows.append(
                (
                    each.ref.handle,
                    each.ref.platform.title,
                    "yes" if each.signed_in else "no",
                    f"{age} ago" if age else "not yet",
                )
            )
        columns = ("Account", "Platform", "Signed in", "Last read")
        self._bench.table(Table(title="Connected accounts", columns=columns, rows=tuple(rows)))
        return result(Findings("list_accounts", "", (count,), tuple(items)))

    async def account_health(self, period: str = "this week", account: str | None = None) -> Result:
        """Say how accounts are doing: five checks, what changed, who waits for an answer.

        Use it for broad questions ("how are we doing", "give me an overview"). Not when a single
        metric is asked for (get_metrics). The checks are respond, talk, stay, mix and, where
        searches are saved, listen. There is no overall score, so do not make one.

        Args:
            period: In the person's words: "this week", "last 30 days", "October".
            account: "platform:handle". Leave it out for all accounts.
        """
        stretch = self._bench.period(period)
        call = f"account_health({period})"
        facts: list[Fact] = []
        cards: list[tuple[Fresh, tuple[Check, ...]]] = []
        waiting: list[tuple[Account, list[Waiting]]] = []
        sources = await fresh(self._bench, account)
        keep_apart(self._bench, (each.account for each in sources))
        for each in sources:
            checks, own, still = await self._one(each, stretch, call)
            cards.append((each, checks))
            facts += own
            waiting.append((each.account, still))
        whole = whole_before(stretch)
        if not whole:
            self._bench.table(self._scorecards(cards, self._bench.words(stretch)))
        every = longest_first(waiting)
        items = waiting_items(self._bench, every[:_MOST_WAITING])
        notes = (_MORE_WAIT,) if len(every) > len(items) else ()
        covers = self._bench.words(stretch)
        found = Findings("account_health", covers, tuple(facts), tuple(items), notes)
        if whole:
            name = (stretch.name or "").capitalize()
            found = replace(found, begun=f"{name} has only just begun, so {whole} says more.")
        return result(found)

    async def _one(
        self, source: Fresh, period: Period, call: str
    ) -> tuple[tuple[Check, ...], list[Fact], list[Waiting]]:
        """The checks, all facts, and who waits in one account."""
        wanted = needs(_METRICS)
        now = await self._loader.rows(source, period, wanted)
        earlier = before(period)
        at = judged_at(now.as_of, period, earlier)
        then = await self._loader.rows(source, earlier, wanted, at=at)
        policy = self._bench.policy(source.account)
        told = partial(compared, rows=now, earlier=then, policy=policy)
        checks = scorecard(told)
        said = self._bench.source(call, source.account, source.as_of)
        facts = [self._bench.fact(checks_ok(checks), period, said)]
        facts += [self._bench.compared(told(metric), said) for metric in _BESIDE]
        facts += [
            self._bench.compared(check.comparison, said) for check in checks if check.comparison
        ]
        facts.append(self._bench.fact(told("open_items").now, period, said))
        if (heard := told("untagged")).now.missing != NOT_LISTENING:
            facts.append(self._bench.compared(heard, said))
        return checks, facts, open_of(now)

    def _scorecards(self, cards: list[tuple[Fresh, tuple[Check, ...]]], covers: str) -> Table:
        """A row for each check; of several accounts a column each."""
        if len(cards) == 1:
            columns: tuple[str, ...] = ("Check", "Value", "Aim", "Status")
            rows = [
                (
                    *self._asked(check.kind, self._now(check), threshold=check.threshold),
                    check.status,
                )
                for check in cards[0][1]
            ]
        else:
            columns = ("Check", "Aim", *called(source.account for source, _ in cards).values())
            rows = [
                (*self._asked(kind), *(self._came_out(checks[at]) for _, checks in cards))
                for at, kind in enumerate(CHECKS)
            ]
        return Table(title=f"Scorecard, {covers}", columns=columns, rows=tuple(rows))

    def _asked(self, kind: CheckKind, *now: str, threshold: float | None = None) -> tuple[str, ...]:
        """What a check is about, and what it aims at."""
        language = self._bench.question.language
        aim = f"{kind.aim} {percent(threshold or kind.threshold, language)}"
        return (f"{kind.name}: {kind.about}", *now, aim)

    def _now(self, check: Check) -> str:
        if check.comparison is None or check.comparison.now.value is None:
            return "-"
        return bare(check.comparison.now, self._bench.question.language)

    def _came_out(self, check: Check) -> str:
        """Value and status in one cell: "68 % of 34, not met"."""
        now = self._now(check)
        return check.status if now == "-" else f"{now}, {check.status}"
