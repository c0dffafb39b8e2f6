"""What all tools of a run share: accounts in scope, fresh records, periods, and the evidence."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from assistant.agent.evidence import Evidence
from assistant.agent.naming import everywhere, meaning
from assistant.community.accounts import Account
from assistant.community.answers import Chart, Question, Table, TaskFinished, TaskStarted
from assistant.community.comparisons import Comparison
from assistant.community.facts import Fact, Quote, Source
from assistant.community.figures import FactMaker
from assistant.community.measures import Measure
from assistant.community.period_words import parse_period
from assistant.community.periods import Period
from assistant.community.posts import Author
from assistant.community.responses import Policy
from assistant.community.wording import duration, words
from assistant.errors import InvalidInput, NotFound
from assistant.explain import explain
from assistant.ports import Accounts, Clock, Connections, Freshener, Freshness, Records

MAX_AGE = timedelta(minutes=5)
"""Records older than this are brought up to date before they are read."""

STALE = timedelta(minutes=30)
"""Older than this, an answer says how old it is in words, not only in its sources."""

AS_A_STRANGER = "as seen without signing in"
NO_ACCOUNTS = "No account is connected here yet. A manager of Engage connects one in its Home tab."
NO_ACCOUNTS_IN_TERMINAL = (
    "No account is connected here yet. Connect one first, for example with: "
    "engage connect bluesky HANDLE."
)

Notify = Callable[[TaskStarted | TaskFinished], None]


class Workbench:
    """One per run; tools hold it and nothing else.

    Args:
        question: names the workspace, the zone, and the accounts it is restricted to.
        policies: by account id; an account that is not there has the usual one.
        refresh_seconds: the longest a tool waits for newer records of one account.
    """

    def __init__(
        self,
        *,
        question: Question,
        evidence: Evidence,
        accounts: Accounts,
        records: Records,
        freshener: Freshener,
        connections: Connections,
        clock: Clock,
        policies: Mapping[str, Policy],
        refresh_seconds: float,
    ) -> None:
        self.question = question
        self.evidence = evidence
        self.records = records
        self.connections = connections
        self.now = clock()
        self.notify: Notify = lambda _event: None
        self._accounts = accounts
        self._freshener = freshener
        self._policies = policies
        self._refresh_seconds = refresh_seconds
        self._fresh: dict[str, Freshness] = {}
        self._refreshing: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._several: bool | None = None

    # -- accounts -------------------------------------------------------------------------

    async def in_scope(self) -> tuple[Account, ...]:
        """Every account the question may be about. Raises InvalidInput when there is none."""
        connected = await self._accounts.all(self.question.workspace_id)
        wanted = self.question.accounts
        found = tuple(each for each in connected if not wanted or str(each.ref) in wanted)
        if not found:
            in_terminal = self.question.in_terminal
            raise InvalidInput(NO_ACCOUNTS_IN_TERMINAL if in_terminal else NO_ACCOUNTS)
        self._several = len(found) > 1
        return found

    async def siblings(self, account: Account) -> tuple[Account, ...]:
        """All accounts of ours on the same platform: what they write is never counted."""
        connected = await self._accounts.all(self.question.workspace_id)
        return tuple(each for each in connected if each.ref.platform is account.ref.platform)

    async def resolve(self, account: str | None) -> tuple[Account, ...]:
        """The accounts meant by what somebody wrote; all in scope for None.

        `platform:handle`, a handle alone, its unique beginning, a display name or a platform's
        name will do; several with commas between.

        Raises:
            NotFound: with the accounts there are.
        """
        scope = await self.in_scope()
        if account is None or everywhere(account):
            return scope
        self.take(account)
        whole = meaning(account, scope)  # a display name may have a comma in it
        names = [each for each in account.split(",") if each.strip()]
        meant = [whole] if whole else [meaning(each, scope) for each in names]
        if meant and all(meant):
            return tuple(each for each in scope if each in meant)
        raise NotFound("account", account, tuple(str(each.ref) for each in scope))

    def policy(self, account: Account) -> Policy:
        """By which the answers of an account are judged: its target and business hours."""
        return self._policies.get(account.id) or Policy()

    async def fresh(self, account: Account) -> Freshness:
        """Bring the account up to date, at most once a run, and say how far that went.

        Raises:
            PlatformError, NotFound: it has never been read, and cannot be now.
        """
        async with self._refreshing[account.id]:
            if account.id not in self._fresh:
                self._fresh[account.id] = await self._refresh(account)
        freshness = self._fresh[account.id]
        if freshness.as_of is None and freshness.trouble:
            raise freshness.trouble
        self._say_age(account, freshness)
        return freshness

    async def _refresh(self, account: Account) -> Freshness:
        task = TaskStarted(f"read-{account.ref}", f"Reading {account.ref}")
        told = False

        async def progress(line: str) -> None:
            nonlocal told
            told = True
            self.notify(TaskStarted(task.id, line))

        freshness = await self._freshener.refresh(
            account, max_age=MAX_AGE, within_s=self._refresh_seconds, progress=progress
        )
        if told:
            self.notify(TaskFinished(task.id, task.title, ok=freshness.trouble is None))
        return freshness

    def _say_age(self, account: Account, freshness: Freshness) -> None:
        if freshness.as_of is None:
            self.miss(f"{account.ref} is still being read for the first time, so this is a part.")
        elif freshness.trouble is not None:
            age = duration(self.now - freshness.as_of)
            why = self.why(freshness.trouble)
            self.miss(f"{why} What {account.ref} shows here is {age} old.")
        elif self.now - freshness.as_of > STALE:
            age = duration(self.now - freshness.as_of)
            self.miss(f"{account.ref} was last read {age} ago; newer things may be missing.")

    # -- periods --------------------------------------------------------------------------

    def period(self, text: str) -> Period:
        """Read a period in the question's zone. Raises InvalidInput."""
        period = parse_period(text, self.question.zone, self.now)
        self.take(text)
        self.take(self.words(period))
        return period

    def words(self, period: Period) -> str:
        """The period as people read it."""
        return words(period, now=self.now, language=self.question.language)

    def why(self, error: Exception) -> str:
        """What went wrong, for the person, with the way on that they have where they asked."""
        return explain(error, in_terminal=self.question.in_terminal)

    # -- evidence -------------------------------------------------------------------------

    @property
    def maker(self) -> FactMaker:
        """Makes facts with the wording this run needs."""
        return FactMaker(
            next_id=self.evidence.next_fact_id,
            zone=self.question.zone,
            language=self.question.language,
            several_accounts=bool(self._several),
        )

    def take(self, argument: str) -> None:
        """Note a text as understood: sentences may repeat it."""
        if argument not in self.evidence.arguments:
            self.evidence.arguments.append(argument)

    def miss(self, sentence: str) -> None:
        """Note what could not be had, for the person; each sentence once."""
        if sentence not in self.evidence.missing:
            self.evidence.missing.append(sentence)

    def source(
        self, call: str, account: Account | None, as_of: datetime | None, note: str | None = None
    ) -> Source:
        """Note a call behind the facts that follow. `as_of` None: still being read."""
        if account and not account.signed_in:
            note = note or AS_A_STRANGER
        # a stranger asks about one post at the server in its link
        if account and account.seen_by and (account.signed_in or note == AS_A_STRANGER):
            note = _seen_by(account.seen_by, note)
        source = Source(
            call=call,
            account=str(account.ref) if account else None,
            as_of=as_of or self.now,
            note=note,
        )
        self.evidence.sources.append(source)
        return source

    def keep(self, fact: Fact) -> Fact:
        """Store a fact. Each is stored before the next is made: its id counts the stored ones."""
        self.evidence.facts[fact.id] = fact
        return fact

    def fact(self, measure: Measure, period: Period | None, source: Source) -> Fact:
        """Make and store the fact of a measure."""
        return self.keep(self.maker.fact(measure, period, source))

    def compared(self, comparison: Comparison, source: Source) -> Fact:
        """Make and store the fact of a comparison."""
        return self.keep(self.maker.compared(comparison, source))

    def quote(
        self, text: str, author: Author, url: str, written_at: datetime, account: Account | None
    ) -> Quote | None:
        """Store public words; None when there are none (a picture alone)."""
        if not text.strip():
            return None
        quote = Quote(
            id=self.evidence.next_quote_id(),
            text=text,
            author=author.called,
            url=url,
            written_at=written_at,
            account=str(account.ref) if account else None,
        )
        self.evidence.quotes[quote.id] = quote
        return quote

    def chart(self, chart: Chart) -> None:
        """Add a chart, once."""
        if chart not in self.evidence.charts:
            self.evidence.charts.append(chart)

    def table(self, table: Table) -> None:
        """Add a table, once."""
        if table not in self.evidence.tables:
            self.evidence.tables.append(table)


def _seen_by(server: str, note: str | None) -> str:
    """Whose view of the network figures are, beside what else limits them."""
    if note == AS_A_STRANGER:
        return f"as seen by {server} without signing in"
    return f"{note}, as seen by {server}" if note else f"as seen by {server}"
