"""Stores in memory with the manners of the real ones, for scenarios that are about Slack."""
# ruff: noqa: ARG002 - the ports' parameters, whether memory needs them or not

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from assistant.community.accounts import Account, AccountRef, Platform, Profile
from assistant.community.answers import Answer, Run, RunState, Turn
from assistant.errors import NotFound, StoreUnavailable
from assistant.ports import Credential, Workspace

SHOWING = timedelta(minutes=1)


class HeldClock:
    """`ports.Clock` that stands still until it is moved."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.at

    def move(self, by: timedelta) -> None:
        self.at += by


@dataclass
class Row:
    run: Run
    owner: str | None = None
    lease_until: datetime | None = None
    finished_at: datetime | None = None
    shown: bool = False


class MemoryRuns:
    """`ports.Runs`. `down` makes it a database that cannot be reached."""

    def __init__(self, clock: HeldClock) -> None:
        self.clock = clock
        self.rows: dict[str, Row] = {}
        self.keys: set[tuple[str, str]] = set()
        self.ratings: dict[tuple[str, str], bool] = {}
        self.down = False

    def _up(self) -> None:
        if self.down:
            raise StoreUnavailable("PostgreSQL")

    async def add(self, run: Run) -> bool:
        self._up()
        key = (run.question.workspace_id, run.event_key)
        if key in self.keys:
            return False
        self.keys.add(key)
        self.rows[run.question.run_id] = Row(run)
        return True

    async def get(self, workspace_id: str, run_id: str) -> Run:
        self._up()
        row = self.rows.get(run_id)
        if row is None or row.run.question.workspace_id != workspace_id:
            raise NotFound("run", run_id)
        return row.run

    async def move(
        self, workspace_id: str, run_id: str, *, conversation_id: str, place: Mapping[str, str]
    ) -> None:
        run = await self.get(workspace_id, run_id)
        question = replace(run.question, conversation_id=conversation_id)
        self.rows[run_id].run = replace(run, question=question, place=dict(place))

    async def claim(self, workspace_id: str, run_id: str, owner: str, lease_s: float) -> Run | None:
        run = await self.get(workspace_id, run_id)
        row = self.rows[run_id]
        held = row.lease_until is not None and row.lease_until >= self.clock()
        if run.state not in (RunState.ASKED, RunState.ANSWERING) or held:
            return None
        row.run = replace(run, state=RunState.ANSWERING, attempts=run.attempts + 1)
        row.owner, row.lease_until = owner, self.clock() + timedelta(seconds=lease_s)
        return row.run

    async def renew(self, workspace_id: str, run_id: str, owner: str, lease_s: float) -> bool:
        row = self.rows[run_id]
        row.lease_until = self.clock() + timedelta(seconds=lease_s)
        return row.owner == owner

    async def finish(
        self, workspace_id: str, run_id: str, owner: str, state: RunState, answer: Answer | None
    ) -> bool:
        row = self.rows[run_id]
        if row.owner != owner or row.run.state is not RunState.ANSWERING:
            return False
        row.run = replace(row.run, state=state, answer=answer)
        row.lease_until, row.finished_at = None, self.clock()
        return True

    async def rate(self, workspace_id: str, run_id: str, person_id: str, *, good: bool) -> None:
        await self.get(workspace_id, run_id)
        self.ratings[run_id, person_id] = good

    async def shown(self, workspace_id: str, run_id: str) -> None:
        self.rows[run_id].shown = True

    async def abandoned(self) -> Sequence[Run]:
        return [row.run for row in self.rows.values() if self._left(row, self.clock())]

    def _left(self, row: Row, at: datetime) -> bool:
        if row.run.state in (RunState.ASKED, RunState.ANSWERING):
            return row.lease_until is None or row.lease_until < at
        late = row.finished_at is not None and row.finished_at < at - SHOWING
        ended = row.run.state in (RunState.ANSWERED, RunState.FAILED)
        return ended and not row.shown and late

    async def turns(self, workspace_id: str, conversation_id: str) -> Sequence[Turn]:
        self._up()
        return [
            Turn(question=each.question.text, answer=each.answer.text, asked_at=self.clock())
            for each in (row.run for row in self.rows.values())
            if each.question.conversation_id == conversation_id
            and each.question.workspace_id == workspace_id
            and each.answer
        ]


class MemoryConversations:
    """`ports.Conversations`. `down` makes it a Redis that cannot be reached, `lost` one that goes
    away when a run begins.
    """

    def __init__(self) -> None:
        self.down = False
        self.lost = False
        self.said: dict[str, list[Turn]] = {}
        self.going: dict[str, str] = {}
        self.stopped: set[str] = set()

    async def turns(self, workspace_id: str, conversation_id: str) -> Sequence[Turn]:
        return self.said.get(conversation_id, [])

    async def append(self, workspace_id: str, conversation_id: str, turn: Turn) -> None:
        self.said.setdefault(conversation_id, []).append(turn)

    async def begin(self, workspace_id: str, conversation_id: str, run_id: str) -> bool:
        if self.lost:
            raise StoreUnavailable("Redis")
        return self.going.setdefault(conversation_id, run_id) == run_id

    async def end(self, workspace_id: str, conversation_id: str, run_id: str) -> None:
        if self.going.get(conversation_id) == run_id:
            del self.going[conversation_id]

    async def known(self, workspace_id: str, conversation_id: str) -> bool:
        if self.down:
            raise StoreUnavailable("Redis")
        return conversation_id in self.said

    async def cancel(self, workspace_id: str, conversation_id: str) -> None:
        if run_id := self.going.get(conversation_id):
            self.stopped.add(run_id)

    async def cancelled(self, workspace_id: str, run_ids: Collection[str]) -> Collection[str]:
        return self.stopped.intersection(run_ids)


class MemoryWorkspaces:
    """`ports.Workspaces`."""

    def __init__(self) -> None:
        self.known: dict[str, Workspace] = {}

    async def ensure(self, workspace_id: str, name: str) -> Workspace:
        return self.known.setdefault(workspace_id, Workspace(workspace_id, name))

    async def get(self, workspace_id: str) -> Workspace:
        if workspace_id not in self.known:
            raise NotFound("workspace", workspace_id)
        return self.known[workspace_id]

    async def all(self) -> Sequence[Workspace]:
        return list(self.known.values())


class MemoryOnce:
    """`ports.Once`; nothing is forgotten by itself."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    async def first(self, workspace_id: str, key: str, keep_s: int) -> bool:
        new = key not in self.seen
        self.seen.add(key)
        return new

    async def forget(self, workspace_id: str, key: str) -> None:
        self.seen.discard(key)


class MemoryBuckets:
    """`ports.Buckets`. `tokens` are what is left by name; a name that is not there is full."""

    def __init__(self) -> None:
        self.tokens: dict[str, float] = {}

    async def take(self, workspace_id: str, name: str, *, per_minute: int, burst: int) -> float:
        left = self.tokens.get(name, burst)
        if left < 1:
            return 60 / per_minute
        self.tokens[name] = left - 1
        return 0.0

    async def left(self, workspace_id: str, name: str, *, per_minute: int, burst: int) -> float:
        return self.tokens.get(name, burst)


class MemoryAccounts:
    """What is read and added of `ports.Accounts`. `down`: a database that cannot be reached."""

    def __init__(self) -> None:
        self.connected: list[Account] = []
        self.past: list[Account] = []
        self.down = False

    def connect(self, handle: str, workspace_id: str, at: datetime) -> Account:
        account = Account(
            id=f"account-{handle}",
            workspace_id=workspace_id,
            ref=AccountRef(Platform.BLUESKY, handle),
            native_id=f"did:plc:{handle}",
            name=handle.partition(".")[0].title(),
            url=f"https://bsky.app/profile/{handle}",
            connected_at=at,
            signed_in=True,
            synced_at=at,
        )
        self.connected.append(account)
        return account

    async def all(self, workspace_id: str) -> Sequence[Account]:
        if self.down:
            raise StoreUnavailable("PostgreSQL")
        return [each for each in self.connected if each.workspace_id == workspace_id]

    async def get(self, workspace_id: str, account_id: str) -> Account:
        for each in await self.all(workspace_id):
            if each.id == account_id:
                return each
        raise NotFound("account", account_id)

    async def credential(self, workspace_id: str, account_id: str) -> Credential | None:
        for each in await self.all(workspace_id):
            if each.id == account_id and each.signed_in:
                return Credential("", each.ref.handle, account_id, {})
        return None

    async def add(
        self, workspace_id: str, ref: AccountRef, profile: Profile, credential: Credential | None
    ) -> Account:
        for at, each in enumerate(self.connected):
            if (each.workspace_id, each.native_id) == (workspace_id, profile.native_id):
                self.connected[at] = replace(each, signed_in=True, trouble=None)
                return self.connected[at]
        account = Account(
            id=f"account-{profile.handle}",
            workspace_id=workspace_id,
            ref=ref,
            native_id=profile.native_id,
            name=profile.name,
            url=profile.url,
            connected_at=datetime.now(UTC),
            signed_in=credential is not None,
        )
        self.connected.append(account)
        return account


class EndlessBudget:
    """`ports.Budget` that never runs out."""

    async def left(self, workspace_id: str, *, allowed: int | None = None) -> int:
        return 1_000_000

    async def spend(self, workspace_id: str, tokens: int) -> None:
        self.spent = tokens
