"""Weekly notes and alerts. See `assistant.ports`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from assistant.community.inbox import CardPlace


class NoteState(StrEnum):
    """Where a note is. The values are stored: never rename one."""

    WRITTEN = "written"
    """Ahead of its time, or in the chat for all we know not yet."""
    SENT = "sent"
    MISSED = "missed"
    """Its day passed without anybody being able to send it."""


@dataclass(frozen=True, slots=True)
class KeptNote:
    """One workspace's note of one week.

    Attributes:
        week: the local date of the note's own day, ISO ("2026-11-23"): the key, with the workspace.
        due_at: when it is to be in its channel, UTC.
        body: the note as `community.notes` stores it, JSON; erased with the workspace's retention.
        place: where it stands; None before.
    """

    workspace_id: str
    week: str
    due_at: datetime
    written_at: datetime
    body: Mapping[str, Any]
    state: NoteState = NoteState.WRITTEN
    place: CardPlace | None = None
    sent_at: datetime | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """When a workspace's next note is to be written; `next_at` None: never by itself.

    Attributes:
        week: of that note.
        settings_version: of the settings it was planned with.
    """

    next_at: datetime | None
    week: str = ""
    settings_version: int = 0


class Notes(Protocol):
    """Notes of workspaces, and when each is due next."""

    async def plan(
        self, workspace_id: str, next_at: datetime | None, week: str = "", settings_version: int = 0
    ) -> None:
        """Note when the workspace's next note is to be written, and of which week; None: never by
        itself. A workspace whose settings have another version by now is unplanned again.
        """
        ...

    async def unplanned(self, *, limit: int = 500) -> Sequence[str]:
        """Living workspaces without a plan, over all: new ones, and those whose settings have
        another version than the one they were planned with.
        """
        ...

    async def due(
        self, now: datetime, again_at: datetime, *, limit: int = 10_000
    ) -> Sequence[tuple[str, str]]:
        """(workspace, week) over all workspaces whose plan lies at or before `now`, with a
        `Job.WRITE_NOTE` put into the queue for each where none waits, in one statement or few: ten
        thousand take seconds. Each plan moves to `again_at`, until whoever wrote plans the next.
        """
        ...

    async def write(self, note: KeptNote, then: Plan | None = None) -> bool:
        """Store a note that was written; False where that week has one already. One that is to be
        sent has its `Job.NOTE` in the queue for `due_at` from the same transaction on.

        Args:
            then: the plan of the next, noted in the same transaction in either case.
        """
        ...

    async def get(self, workspace_id: str, week: str) -> KeptNote | None: ...

    async def last(self, workspace_id: str, *, before: str | None = None) -> KeptNote | None:
        """The latest that was sent; None before the first.

        Args:
            before: a week: then the latest of any state of an earlier week.
        """
        ...

    async def take(self, workspace_id: str, week: str, owner: str, lease_s: float) -> bool:
        """Take a note for one worker for so long, by the database's clock; False while another
        holds it, or when it was sent.
        """
        ...

    async def sent(self, workspace_id: str, week: str, place: CardPlace, at: datetime) -> None: ...

    async def missed(self, workspace_id: str, week: str, problem: str) -> None: ...

    async def unsent(self, before: datetime, *, limit: int = 500) -> Sequence[tuple[str, str]]:
        """(workspace, week) over all workspaces: written, due before then and not sent, with a
        `Job.NOTE` put into the queue for each where none waits.
        """
        ...

    async def alerted(
        self, workspace_id: str, account_id: str, kind: str, at: datetime, quiet_s: float
    ) -> bool:
        """Note that an alert is told. False where one of this kind was told less than `quiet_s`
        seconds before.
        """
        ...


class Herald(Protocol):
    """Brings notes and alerts into the chat. Implemented by `handlers`."""

    async def bring(self, note: KeptNote, channel_id: str) -> CardPlace:
        """Post a note with its thread into a channel, or find the one that stands there already by
        the key in its metadata; never a second one.

        Raises:
            EngageError: the chat cannot be reached, or the channel is not there for us any more.
        """
        ...

    async def alert(
        self, workspace_id: str, account_id: str, key: str, sentences: Sequence[str]
    ) -> None:
        """Tell it in the account's channel, once for each key."""
        ...
