"""The terminal's own use of the desk: one question, one connection."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import available_timezones

from assistant import terminal
from assistant.bootstrap import Desk, open_desk
from assistant.community.accounts import AccountRef
from assistant.community.answers import Answer, Finished, Question
from assistant.errors import EngageError, InvalidInput, NotFound
from assistant.ports import Person, Workspace
from assistant.settings import Settings

FRESH = timedelta(minutes=5)
FIRST_READ_S = 120.0
"""Seconds the first reading of an account may hold up the terminal."""

LOCAL = "local"
"""The workspace of whoever sits at this machine, when no Slack workspace is named."""


class Owner:
    """`ports.Directory` for the terminal: whoever can start the program may ask."""

    async def person(self, workspace_id: str, person_id: str) -> Person:  # noqa: ARG002
        """The person at the keyboard."""
        return Person(person_id, "You", full_member=True, admin=True)


async def ask_once(
    settings: Settings,
    text: str,
    *,
    accounts: list[str],
    as_json: bool,
    zone: str | None,
    workspace: str | None,
) -> None:
    """Answer one question and print it. Accounts named are watched from now on."""
    if zone and zone not in available_timezones():
        raise InvalidInput(f"There is no time zone {zone}. Write it like Europe/Berlin or UTC.")
    refs = [AccountRef.parse(name) for name in accounts]
    settings = calm(settings)
    async with open_desk(settings) as desk:
        home = await choose_workspace(desk, workspace, make=True)
        names = [str((await desk.connecting.watch(home.id, ref)).ref) for ref in refs]
        if not names and not await desk.accounts.all(home.id):
            raise InvalidInput(
                "No account is connected yet. Name one with --account bluesky:HANDLE, or connect "
                "yours with: engage connect bluesky HANDLE"
            )
        question = Question(
            run_id=str(uuid4()),
            workspace_id=home.id,
            person_id="terminal",
            conversation_id=f"terminal:{uuid4()}",
            text=text,
            asked_at=datetime.now(UTC),
            zone=zone or (terminal.local_zone() if home.id == LOCAL else home.zone),
            language=home.language,
            accounts=tuple(names),
        )
        answer = await _answer(desk, question)
    if as_json:
        sys.stdout.write(terminal.as_json(answer) + "\n")
    else:
        terminal.show(answer, question.zone)


def calm(settings: Settings) -> Settings:
    """The same settings for a command that talks to a person.

    What is a warning to a service comes to the person as a sentence, so the log keeps quiet about
    it, unless another level than the usual one was asked for.
    """
    level = "error" if settings.log_level == "info" else settings.log_level
    return settings.model_copy(update={"log_level": level})


async def _answer(desk: Desk, question: Question) -> Answer:
    answering = desk.answering(Owner())
    await answering.ask(question, event_key=question.run_id, place={})
    answer: Answer | None = None
    with terminal.Progress() as progress:
        async for event in answering.answer(question.workspace_id, question.run_id):
            progress.show(event)
            if isinstance(event, Finished):
                answer = event.answer
    if answer is None:
        raise InvalidInput("The question was stopped before it was answered.")
    await answering.shown(question.workspace_id, question.run_id)
    return answer


async def connect_account(
    settings: Settings, name: str, secret: str, *, service: str | None, workspace: str | None
) -> None:
    """Connect an account with a sign-in and say so."""
    ref = AccountRef.parse(name)
    async with open_desk(calm(settings)) as desk:
        home = await choose_workspace(desk, workspace, make=True)
        account = await desk.connecting.sign_in(home.id, ref, secret, service=service)
        sys.stdout.write(f"Connected {account.ref} ({account.name or account.ref.handle}).\n")
        with terminal.Progress() as progress:
            found = await desk.syncing.refresh(
                account, max_age=FRESH, within_s=FIRST_READ_S, progress=progress.say
            )
    if isinstance(found.trouble, EngageError):
        raise found.trouble
    sys.stdout.write(
        "Its posts and replies are read; ask away.\n"
        if found.complete
        else "Reading it takes a while; the rest follows in the background.\n"
    )


async def choose_workspace(desk: Desk, named: str | None, *, make: bool) -> Workspace:
    """The workspace a command means: the named one, else the only one, else this machine's.

    Raises:
        NotFound: no such workspace.
        InvalidInput: there are several and none was named.
    """
    known = await desk.workspaces.all()
    if named:
        for each in known:
            if each.id == named:
                return each
        raise NotFound("workspace", named, tuple(each.id for each in known))
    if len(known) > 1:
        names = ", ".join(f"{each.id} ({each.name})" for each in known)
        raise InvalidInput(f"There are several workspaces; add --workspace with one of: {names}.")
    if known:
        return known[0]
    if not make:
        raise InvalidInput("No workspace is set up yet. Start with: engage serve")
    return await desk.workspaces.ensure(LOCAL, "This machine")
