"""The terminal's own use of the desk: one question, one connection."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import available_timezones

from assistant import terminal
from assistant.bootstrap import Desk, open_desk
from assistant.community.accounts import Account, AccountRef
from assistant.community.answers import TERMINAL, Answer, Finished, Question
from assistant.community.rights import Standing
from assistant.errors import EngageError, InvalidInput, NotFound, SignInNeeded
from assistant.platform_side import check_app
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
        return Person(person_id, "You", Standing.MEMBER, admin=True)


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
        home = await _home_of(desk, workspace, refs)
        names = [str((await _watched(desk, settings, home.id, ref)).ref) for ref in refs]
        if not names and not await desk.accounts.all(home.id):
            raise InvalidInput(
                "No account is connected yet. Name one with --account bluesky:HANDLE, or connect "
                "yours with: engage connect bluesky HANDLE"
            )
        question = Question(
            run_id=str(uuid4()),
            workspace_id=home.id,
            person_id=TERMINAL,
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


async def _watched(desk: Desk, settings: Settings, home_id: str, ref: AccountRef) -> Account:
    """An account as strangers see it; where they see nothing, why it cannot be connected either."""
    try:
        return await desk.connecting.watch(home_id, ref)
    except SignInNeeded:
        check_app(settings, ref.platform)
        raise


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


def check_connecting(settings: Settings, name: str) -> None:
    """Find out before somebody gives a secret whether it can be used.

    Raises:
        InvalidInput: no account is written like that, or Engage is no app of its platform.
    """
    check_app(settings, AccountRef.parse(name).platform)


async def connect_account(
    settings: Settings, name: str, secret: str, *, service: str | None, workspace: str | None
) -> None:
    """Connect an account with a sign-in and say so."""
    ref = AccountRef.parse(name)
    async with open_desk(calm(settings)) as desk:
        home = await choose_workspace(desk, workspace)
        account = await desk.connecting.sign_in(home.id, ref, secret, service=service)
        sys.stdout.write(f"Connected {account.ref} ({_name(account)}) {_place(home)}\n")
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


async def choose_workspace(desk: Desk, named: str | None) -> Workspace:
    """The workspace a command means: the named one, else the only one in Slack, else this machine.

    Raises:
        NotFound: no such workspace.
        InvalidInput: there are several in Slack and none was named.
    """
    known = await desk.workspaces.all()
    if named:
        for each in known:
            if each.id == named:
                return each
        raise NotFound("workspace", named, tuple(each.id for each in known))
    in_slack = [each for each in known if each.id != LOCAL]
    if len(in_slack) > 1:
        names = ", ".join(f"{each.id} ({each.name})" for each in in_slack)
        raise InvalidInput(f"There are several workspaces; add --workspace with one of: {names}.")
    return in_slack[0] if in_slack else await _this_machine(desk)


async def _home_of(desk: Desk, named: str | None, refs: Sequence[AccountRef]) -> Workspace:
    """Where a question belongs. Accounts that a team has not connected stay out of its Slack."""
    if named or not refs:
        return await choose_workspace(desk, named)
    for home in await desk.workspaces.all():
        connected = {account.ref for account in await desk.accounts.all(home.id)}
        if home.id != LOCAL and connected.issuperset(refs):
            return home
    return await _this_machine(desk)


async def _this_machine(desk: Desk) -> Workspace:
    return await desk.workspaces.ensure(LOCAL, "This machine")


def _name(account: Account) -> str:
    return account.name or account.ref.handle


def _place(home: Workspace) -> str:
    """Who can ask about a connected account now, and what to do if that was not meant."""
    if home.id != LOCAL:
        return f"for {home.name}."
    return (
        "for questions in this terminal. For Slack, start engage serve once, then connect it again."
    )
