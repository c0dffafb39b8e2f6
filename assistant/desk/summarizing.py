"""The weekly note: planned by each workspace's own clock, written ahead, brought on time, once.

A note is a stored row before it is due, and its key (workspace and week) stands in the metadata of
its message: whoever brings it holds a lease on it and looks first whether it stands there already.
So a job that runs twice, a worker that dies or a chat that is away neither doubles nor loses it.
What could not be brought at its hour is brought later that day, and says so. Quiet hours do not
hold it back: people chose its hour themselves.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

import structlog

from assistant.community.note_times import (
    appointment,
    day_is_over,
    is_of,
    next_note,
)
from assistant.community.notes import Action, Note
from assistant.community.periods import local_day
from assistant.community.rights import Act
from assistant.community.settings import WorkspaceSettings
from assistant.desk import zones
from assistant.desk.judging import settings_of
from assistant.desk.note_before import NOT_IN_TIME, NoteLooks
from assistant.desk.noting import Noting
from assistant.desk.permitting import Permitting
from assistant.errors import EngageError, NotFound, StoreUnavailable
from assistant.ports import Clock, Kept, Preferences
from assistant.ports.notes import Herald, KeptNote, Notes, NoteState, Plan

log = structlog.get_logger(__name__)

AGAIN = timedelta(minutes=10)
"""Until a note whose job was lost is written again."""

OVERDUE = timedelta(minutes=2)
"""A written note that is so long past its time has lost its job, or its job failed."""

LEASE_S = 120.0
"""Seconds one worker has for bringing a note; its calls to the chat end long before."""

ROUND = 500

CHANGED = "the settings were changed before it was due"


class Opener(Protocol):
    """Writes the opening of a note by a model: `assistant.agent.noting.Opener`, loaded late."""

    async def open(self, note: Note, settings: WorkspaceSettings, workspace_id: str) -> Note:
        """The note with an opening of the model's, or as it is, saying why."""
        ...


class Summarizing:
    """The use case behind the weekly note.

    Args:
        herald: None in a process without the chat: notes are written, and brought by another.
        opener: None where rules write everything.
        worker_id: whose leases are whose.
    """

    def __init__(
        self,
        *,
        permitting: Permitting,
        noting: Noting,
        notes: Notes,
        preferences: Preferences,
        herald: Herald | None,
        clock: Clock,
        worker_id: str,
        opener: Opener | None = None,
    ) -> None:
        self._permitting = permitting
        self._noting = noting
        self._notes = notes
        self._preferences = preferences
        self._herald = herald
        self._clock = clock
        self._worker_id = worker_id
        self._opener = opener
        self._looks = NoteLooks(noting, notes, preferences)
        self._going: set[tuple[str, str]] = set()

    async def tick(self) -> Sequence[tuple[str, str]]:
        """Plan what has no plan, and put into the queue what is due and what lost its job; what
        became due, as (workspace, week).
        """
        while unplanned := await self._notes.unplanned(limit=ROUND):
            for workspace_id in unplanned:
                kept = await self._preferences.of_workspace(workspace_id)
                await self._plan(workspace_id, kept, self._clock())
            if len(unplanned) < ROUND:
                break
        now = self._clock()
        due = await self._notes.due(now, now + AGAIN)
        await self._notes.unsent(now - OVERDUE)
        return due

    async def write(self, workspace_id: str, week: str) -> None:
        """Write a note that is due soon, or was, and plan the next. Safe to run again."""
        day, now = date.fromisoformat(week), self._clock()
        seen = await self._looks.seen(workspace_id, day, now)
        if seen.due is None:
            await self._plan(workspace_id, seen.settings, now)
            return
        if seen.there is not None:
            await self._plan(workspace_id, seen.settings, max(now, seen.there.due_at), day)
            return
        due_at, last = seen.due.due_at, None
        kept = KeptNote(workspace_id, week, due_at, now, {}, NoteState.MISSED, problem=NOT_IN_TIME)
        if seen.gathered is not None and seen.before is not None:
            note = await self._noting.written(
                seen.gathered, last=seen.before.versions, missed=seen.before.missed
            )
            note = await self._opened(workspace_id, seen.settings.settings, note)
            kept = KeptNote(workspace_id, week, due_at, now, note.model_dump(mode="json"))
            last = day
        plan = await self._next(workspace_id, seen.settings, max(now, due_at), last)
        await self._notes.write(kept, plan)
        log.info("note.written", workspace_id=workspace_id, week=week, missed=last is None)

    async def send(self, workspace_id: str, week: str) -> None:
        """Bring a written note that is due. Safe to run again, and beside itself.

        Raises:
            EngageError: the chat cannot be reached; whoever asks tries again.
        """
        note, kept = await asyncio.gather(
            self._notes.get(workspace_id, week), self._preferences.of_workspace(workspace_id)
        )
        settings = kept.settings
        if note is None or note.state is not NoteState.WRITTEN or self._herald is None:
            return
        day, now = date.fromisoformat(week), self._clock()
        await zones.know(settings.zone)
        if day_is_over(day, settings.zone, now):
            await self._notes.missed(workspace_id, week, NOT_IN_TIME)
            log.warning("note.missed", workspace_id=workspace_id, week=week)
            return
        if settings.note_channel_id is None or not is_of(settings, day):
            await self._notes.missed(workspace_id, week, CHANGED)
            return
        if now < max(note.due_at, appointment(settings, day).due_at):
            return  # its hour was moved: `unsent` finds it again
        await self._bring(self._herald, note, settings.note_channel_id)

    async def now(self, workspace_id: str, person_id: str) -> Note:
        """The note as it would be today, for one person; nothing is stored.

        Raises:
            NotAllowed: no full member.
        """
        person = await self._permitting.check(Act.SEE_HOME, workspace_id, person_id)
        settings = await settings_of(self._preferences, workspace_id, person)
        return await self.current(workspace_id, settings)

    async def current(self, workspace_id: str, settings: WorkspaceSettings | None = None) -> Note:
        """The same, for whoever runs Engage."""
        if settings is None:
            settings = (await self._preferences.of_workspace(workspace_id)).settings
        await zones.know(settings.zone)
        today = local_day(self._clock(), settings.zone)
        before = await self._looks.before(workspace_id, today)
        note = await self._noting.note(
            workspace_id, settings, today, last=before.versions, missed=before.missed
        )
        return await self._opened(workspace_id, settings, note)

    async def action(
        self, workspace_id: str, person_id: str, week: str, means: str
    ) -> Action | None:
        """What a button of a note is for; None where its note is not kept any more.

        Args:
            week: of the note; "" for one that was asked for.

        Raises:
            NotAllowed: no full member.
        """
        if not week:
            return (await self.now(workspace_id, person_id)).action(means)
        await self._permitting.check(Act.SEE_HOME, workspace_id, person_id)
        kept = await self._notes.get(workspace_id, week)
        return Note.model_validate(kept.body).action(means) if kept and kept.body else None

    # -- pieces ---------------------------------------------------------------------------

    async def _plan(
        self,
        workspace_id: str,
        kept: Kept[WorkspaceSettings],
        after: datetime,
        last: date | None = None,
    ) -> None:
        """Plan the first note that is due after a moment."""
        plan = await self._next(workspace_id, kept, after, last)
        await self._notes.plan(workspace_id, plan.next_at, plan.week, plan.settings_version)

    async def _next(
        self,
        workspace_id: str,
        kept: Kept[WorkspaceSettings],
        after: datetime,
        last: date | None,
    ) -> Plan:
        """The first note that is due after a moment.

        Args:
            last: the day of the note before; None to look it up.
        """
        settings, version = kept.settings, kept.version
        if settings.note_channel_id is None:
            return Plan(None, "", version)
        if last is None and (sent := await self._notes.last(workspace_id)) is not None:
            last = date.fromisoformat(sent.week)
        await zones.know(settings.zone)
        due = next_note(settings, after, last)
        return Plan(due.write_at(workspace_id), due.week.isoformat(), version)

    async def _opened(self, workspace_id: str, settings: WorkspaceSettings, note: Note) -> Note:
        if self._opener is None or not note.facts:
            return note
        return await self._opener.open(note, settings, workspace_id)

    async def _bring(self, herald: Herald, note: KeptNote, channel_id: str) -> None:
        key = (note.workspace_id, note.week)
        if key in self._going:
            return
        self._going.add(key)
        try:
            if not await self._notes.take(*key, self._worker_id, LEASE_S):
                return
            place = await herald.bring(note, channel_id)
            await self._notes.sent(*key, place, self._clock())
            log.info("note.sent", workspace_id=note.workspace_id, week=note.week)
        except StoreUnavailable:
            raise
        except NotFound as error:
            # The channel is not there for us; managers know. Somebody may mend it today.
            log.warning("note.no_place", workspace_id=note.workspace_id, error=type(error).__name__)
        except EngageError as error:
            log.warning("note.not_sent", workspace_id=note.workspace_id, error=type(error).__name__)
            raise
        finally:
            self._going.discard(key)
