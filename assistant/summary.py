"""`engage summary`: the weekly note in a terminal. Whoever runs the program may see it."""

from __future__ import annotations

from assistant import terminal
from assistant.asking import Owner, calm, choose_workspace
from assistant.bootstrap import open_desk
from assistant.community.notes import Note
from assistant.errors import InvalidInput
from assistant.note_side import summarizing
from assistant.settings import Settings

NO_NOTE = "No weekly note was written yet. Write one as of now with: engage summary --now"


async def print_summary(settings: Settings, workspace: str | None, *, now: bool) -> None:
    """Print the latest note, or with `now` one that is written now and kept nowhere.

    Raises:
        InvalidInput: there is no note yet.
        NotFound: no such workspace.
    """
    async with open_desk(calm(settings)) as desk:
        home = await choose_workspace(desk, workspace)
        if now:
            with terminal.Progress():
                note = await summarizing(desk, Owner()).current(home.id)
        else:
            kept = await desk.stores.notes.last(home.id)
            if kept is None:
                raise InvalidInput(NO_NOTE)
            note = Note.model_validate(kept.body)
    terminal.show_note(note)
