"""Weekly notes over dicts: a workspace with its communities, what waits there, and kept notes."""

# ruff: noqa: ARG002 - the ports' parameters, whether a fake needs them or not

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from assistant.community.inbox import CardPlace, Item, Need, Origin, Part, Topic, Triage
from assistant.community.posts import Author
from assistant.community.settings import WorkspaceSettings
from assistant.desk.noting import LeftAlone, Noting, nobody
from assistant.desk.permitting import Permitting
from assistant.desk.summarizing import Summarizing
from assistant.errors import EngageError
from assistant.ports import Kept
from assistant.ports.notes import KeptNote, NoteState, Plan
from tests.communities import Community
from tests.fakes import NOW, MemoryAccounts, MemoryConnections, MemoryRecords
from tests.managing import MemoryActs, MemoryManagers, MemoryPreferences, People


@dataclass
class MemoryNotes:
    """The `Notes` port over dicts; `queued` are the jobs that a change put into the queue."""

    clock: Callable[[], datetime]
    versions: dict[str, int] = field(default_factory=lambda: {"T1": 1})
    plans: dict[str, tuple[datetime | None, str, int]] = field(default_factory=dict)
    kept: dict[tuple[str, str], KeptNote] = field(default_factory=dict)
    leases: dict[tuple[str, str], tuple[str, datetime]] = field(default_factory=dict)
    alerts: dict[tuple[str, str, str], datetime] = field(default_factory=dict)
    queued: list[tuple[str, str, datetime]] = field(default_factory=list)

    async def plan(
        self, workspace_id: str, next_at: datetime | None, week: str = "", settings_version: int = 0
    ) -> None:
        self.plans[workspace_id] = (next_at, week, settings_version)

    async def unplanned(self, *, limit: int = 500) -> Sequence[str]:
        found = [
            each
            for each, version in self.versions.items()
            if each not in self.plans or self.plans[each][2] != version
        ]
        return found[:limit]

    async def due(
        self, now: datetime, again_at: datetime, *, limit: int = 10_000
    ) -> Sequence[tuple[str, str]]:
        found = []
        for workspace_id, (at, week, version) in list(self.plans.items())[:limit]:
            if at is not None and at <= now:
                found.append((workspace_id, week))
                self.plans[workspace_id] = (again_at, week, version)
        return found

    async def write(self, note: KeptNote, then: Plan | None = None) -> bool:
        if then is not None:
            await self.plan(note.workspace_id, then.next_at, then.week, then.settings_version)
        if (note.workspace_id, note.week) in self.kept:
            return False
        self.kept[note.workspace_id, note.week] = note
        if note.state is NoteState.WRITTEN:
            self.queued.append((note.workspace_id, note.week, note.due_at))
        return True

    async def get(self, workspace_id: str, week: str) -> KeptNote | None:
        return self.kept.get((workspace_id, week))

    async def last(self, workspace_id: str, *, before: str | None = None) -> KeptNote | None:
        found = [
            each
            for each in self.kept.values()
            if each.workspace_id == workspace_id
            and (each.state is NoteState.SENT if before is None else each.week < before)
        ]
        return max(found, key=lambda each: each.week, default=None)

    async def take(self, workspace_id: str, week: str, owner: str, lease_s: float) -> bool:
        key, now = (workspace_id, week), self.clock()
        holder = self.leases.get(key)
        if self.kept[key].state is not NoteState.WRITTEN:
            return False
        if holder is not None and holder[0] != owner and holder[1] > now:
            return False
        self.leases[key] = (owner, now + timedelta(seconds=lease_s))
        return True

    async def sent(self, workspace_id: str, week: str, place: CardPlace, at: datetime) -> None:
        key = (workspace_id, week)
        self.kept[key] = replace(self.kept[key], state=NoteState.SENT, place=place, sent_at=at)

    async def missed(self, workspace_id: str, week: str, problem: str) -> None:
        key = (workspace_id, week)
        self.kept[key] = replace(self.kept[key], state=NoteState.MISSED, problem=problem)

    async def unsent(self, before: datetime, *, limit: int = 500) -> Sequence[tuple[str, str]]:
        found = [
            (each.workspace_id, each.week)
            for each in self.kept.values()
            if each.state is NoteState.WRITTEN and each.due_at < before
        ][:limit]
        self.queued += [(*each, before) for each in found]
        return found

    async def alerted(
        self, workspace_id: str, account_id: str, kind: str, at: datetime, quiet_s: float
    ) -> bool:
        key = (workspace_id, account_id, kind)
        last = self.alerts.get(key)
        if last is not None and at - last < timedelta(seconds=quiet_s):
            return False
        self.alerts[key] = at
        return True


@dataclass
class MemoryHerald:
    """Posts into a list. `trouble` is what the next call ends in."""

    posted: list[KeptNote] = field(default_factory=list)
    alerts: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)
    trouble: EngageError | None = None

    async def bring(self, note: KeptNote, channel_id: str) -> CardPlace:
        if self.trouble is not None:
            raise self.trouble
        self.posted.append(note)
        return CardPlace(channel_id, f"{len(self.posted)}.0")

    async def alert(
        self, workspace_id: str, account_id: str, key: str, sentences: Sequence[str]
    ) -> None:
        self.alerts.append((account_id, key, tuple(sentences)))


@dataclass
class MemoryWaiting:
    """Of the `Inbox` port what notes read."""

    items: list[Item] = field(default_factory=list)

    async def open(
        self, workspace_id: str, *, account_id: str | None = None, limit: int = 100
    ) -> Sequence[Item]:
        return [each for each in self.items if each.workspace_id == workspace_id][:limit]

    async def since(self, workspace_id: str, account_id: str, at: datetime) -> Sequence[Item]:
        return [each for each in self.items if each.since >= at]


class NoteOffice:
    """A workspace with these communities; `now` may be moved."""

    def __init__(
        self,
        *towns: Community,
        team: str = "T1",
        member: str = "mia",
        left_alone: LeftAlone = nobody,
        **settings: object,
    ) -> None:
        self.now, self.team = NOW, team
        acts = MemoryActs()
        people = People()
        people.add(member)
        preferences = MemoryPreferences(acts)
        for town in towns:
            preferences.connect(team, town.account.id)
        self.preferences = preferences
        self.set(**{"note_channel_id": "C1", **settings})
        self.towns, self.records = towns, MemoryRecords()
        self.inbox, self.herald = MemoryWaiting(), MemoryHerald()
        self.notes = MemoryNotes(lambda: self.now)
        self.accounts = MemoryAccounts(*(town.account for town in towns))
        self.noting = Noting(
            accounts=self.accounts,
            records=self.records,
            connections=MemoryConnections(),
            inbox=self.inbox,  # type: ignore[arg-type]  # only what is read
            preferences=preferences,
            clock=lambda: self.now,
            left_alone=left_alone,
        )
        permitting = Permitting(
            directory=people, managers=MemoryManagers(acts), preferences=preferences
        )
        self.summarizing = Summarizing(
            permitting=permitting,
            noting=self.noting,
            notes=self.notes,
            preferences=preferences,
            herald=self.herald,
            clock=lambda: self.now,
            worker_id="one",
        )

    def set(self, **settings: object) -> None:
        """The workspace's settings from now on."""
        kept = self.preferences.workspaces.get(self.team) or Kept(WorkspaceSettings(), 1)
        changed = Kept(kept.settings.model_copy(update=settings), kept.version + 1)
        self.preferences.workspaces[self.team] = changed
        if hasattr(self, "notes"):
            self.notes.versions = {self.team: changed.version}

    async def filled(self) -> NoteOffice:
        for town in self.towns:
            await town.store(self.records)
        self.notes.versions[self.team] = self.preferences.workspaces[self.team].version
        return self

    async def pass_time(self, until: datetime, step: timedelta = timedelta(minutes=1)) -> None:
        """What the worker does meanwhile: ticks, and every job that is due."""
        while self.now <= until:
            for workspace_id, week in await self.summarizing.tick():
                await self.summarizing.write(workspace_id, week)
            ready = [each for each in self.notes.queued if each[2] <= self.now]
            for each in ready:
                self.notes.queued.remove(each)
                await self.summarizing.send(each[0], each[1])
            self.now += step


def waiting(name: str, account_id: str, since: datetime, **fields: object) -> Item:
    """Somebody who waits."""
    part = Part(f"{name}-1", Origin.COMMENT, "Is it open?", f"https://a.example/{name}", since)
    item = Item(
        id=f"item-{name.split(maxsplit=1)[0].strip('<!>')}",
        workspace_id="T1",
        account_id=account_id,
        person=Author(f"did:{name}", f"{name}.example", name),
        thread_id="t",
        parts=(part,),
        triage=Triage(Need.REPLY, Topic.QUESTION, "asks"),
        since=since,
        due_at=since + timedelta(hours=4),
    )
    return replace(item, **fields)  # type: ignore[arg-type]
