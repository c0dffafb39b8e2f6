"""What stands when a weekly note is to be written: all of it read in one look."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, datetime

from assistant.community.note_times import Appointment, appointment, day_is_over, is_of
from assistant.community.settings import WorkspaceSettings
from assistant.desk import zones
from assistant.desk.noting import Gathered, Noting
from assistant.ports import Kept, Preferences
from assistant.ports.notes import KeptNote, Notes, NoteState

NOT_IN_TIME = "could not be brought on its day"


@dataclass(frozen=True, slots=True)
class Before:
    """Of the notes before: the definitions of the last one that came, and one that never did."""

    versions: tuple[str, ...] | None
    missed: str | None


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found.

    Attributes:
        settings: of the workspace.
        due: when the note of that day is due; None where the day has none.
        there: the note where it is written already.
        before: None where nothing is to be written.
        gathered: what it is made of; None where nothing is to be written, or its day is over.
    """

    settings: Kept[WorkspaceSettings]
    due: Appointment | None = None
    there: KeptNote | None = None
    before: Before | None = None
    gathered: Gathered | None = None


class NoteLooks:
    """Looks at one workspace."""

    def __init__(self, noting: Noting, notes: Notes, preferences: Preferences) -> None:
        self._noting = noting
        self._notes = notes
        self._preferences = preferences

    async def seen(self, workspace_id: str, day: date, now: datetime) -> Seen:
        """What stands of the note of a day."""
        kept = await self._preferences.of_workspace(workspace_id)
        if kept.settings.note_channel_id is None or not is_of(kept.settings, day):
            return Seen(kept)
        await zones.know(kept.settings.zone)
        due = appointment(kept.settings, day)
        there, last = await asyncio.gather(
            self._notes.get(workspace_id, day.isoformat()),
            self._notes.last(workspace_id, before=day.isoformat()),
        )
        if there is not None or day_is_over(day, kept.settings.zone, now):
            return Seen(kept, due, there)
        before, gathered = await asyncio.gather(
            self._before(workspace_id, last),
            self._noting.gather(workspace_id, kept.settings, day),
        )
        return Seen(kept, due, None, before, gathered)

    async def before(self, workspace_id: str, day: date) -> Before:
        """Of the notes before that day's."""
        last = await self._notes.last(workspace_id, before=day.isoformat())
        return await self._before(workspace_id, last)

    async def _before(self, workspace_id: str, last: KeptNote | None) -> Before:
        missed = last is not None and last.state is NoteState.MISSED
        sent = await self._notes.last(workspace_id) if missed else last
        return Before(
            versions=tuple(sent.body.get("versions", ())) if sent is not None else None,
            missed=last.week if last and missed and last.problem == NOT_IN_TIME else None,
        )
