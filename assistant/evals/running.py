"""Asks the questions of a table, one after another, on the way every question takes.

The community is the labelled sample, in stores of its own that are gone afterwards; nothing but the
model's server is reached.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from assistant.agent.late import LateAgent
from assistant.agent.toolbox import Toolbox
from assistant.asking import FIRST_READ_S, Owner, calm
from assistant.bootstrap import Desk, open_desk
from assistant.community.accounts import Account, AccountRef, Platform
from assistant.community.answers import Answer, AnswerEvent, Finished, Question, Turn
from assistant.errors import RunLimitReached
from assistant.evals.cases import AT, QUESTIONS, ZONE, Case, read_cases
from assistant.evals.judging import Call, Outcome, Scene
from assistant.evals.report import Report
from assistant.settings import Settings

HANDLES = ("harbourlight.coffee", "harbourlight.help")
"""The two accounts of the sample."""

TEAM, PERSON = "eval", "eval"
_SETTLED = timedelta(days=2)
"""A post this old has most of its answers."""

Say = Callable[[str], None]


class Watched:
    """The desk's own agent, with a look at which tools it called."""

    def __init__(self, agent: LateAgent) -> None:
        self._agent = agent
        self.calls: tuple[Call, ...] = ()

    async def answer(
        self, question: Question, turns: Sequence[Turn], toolbox: Toolbox, *, tokens_left: int
    ) -> AsyncGenerator[AnswerEvent, None]:
        """See `loop.Agent`."""
        self.calls = ()
        stream = self._agent.answer(question, turns, toolbox, tokens_left=tokens_left)
        async with aclosing(stream) as events:
            async for event in events:
                self.calls = toolbox.calls
                yield event


@dataclass(frozen=True, slots=True)
class House:
    """The sample, connected and read."""

    desk: Desk
    accounts: Sequence[Account]
    link: str

    @property
    def names(self) -> Mapping[str, str]:
        """What stands for the `{NAME}`s of a table."""
        first, second = HANDLES
        handles = {"FIRST": first, "SECOND": second, "SHORT": second}
        return {"PLATFORM": Platform.SAMPLE.value, "LINK": self.link, **handles}


async def evaluate(settings: Settings, path: Path | None, say: Say) -> Report:
    """Ask every question of a table.

    Args:
        settings: name the model; its stores, sign-ins and addresses are not used.
        path: of the table; None for the one that comes with Engage.
        say: is told what is going on.

    Raises:
        InvalidInput: a table that cannot be read.
        StoreUnavailable: the embedded stores do not start.
    """
    started = time.monotonic()
    path = path or QUESTIONS
    await asyncio.to_thread(read_cases, path, {})  # a slip in it is said before anything starts
    say("Reading the sample community")
    async with _house(settings) as house:
        cases = await asyncio.to_thread(read_cases, path, house.names)
        outcomes = []
        for number, case in enumerate(cases, 1):
            say(f"Question {number} of {len(cases)}")
            outcomes.append(await _asked(house, case))
        return Report(house.desk.models.name, outcomes, time.monotonic() - started)


async def _asked(house: House, case: Case) -> Outcome:
    desk = house.desk
    watched = Watched(desk.agent())
    answering = desk.answering(Owner(), watched)
    question = Question(
        run_id=desk.new_id(),
        workspace_id=TEAM,
        person_id=PERSON,
        conversation_id=desk.new_id(),
        text=case.question,
        asked_at=desk.clock(),
        zone=ZONE,
        language=case.language,
    )
    started = time.monotonic()
    await answering.ask(question, event_key=question.run_id, place={})
    answer: Answer | None = None
    try:
        async with aclosing(answering.answer(TEAM, question.run_id)) as events:
            async for event in events:
                if isinstance(event, Finished):
                    answer = event.answer
    except RunLimitReached:
        answer = None  # not even the composer came to an end; that is a finding, not a failure
    return Outcome(
        case=case,
        calls=watched.calls,
        answer=answer,
        scene=Scene(house.accounts, AT, ZONE),
        wanted_model=desk.models.configured,
        seconds=time.monotonic() - started,
    )


@asynccontextmanager
async def _house(settings: Settings) -> AsyncIterator[House]:
    # Not below a home: as root, PostgreSQL's own user must be able to pass all folders above.
    folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="engage-eval-"))
    clock = _clock()
    try:
        async with open_desk(_own(settings, folder), clock=clock) as desk:
            await desk.workspaces.ensure(TEAM, "Eval")
            accounts = []
            for handle in HANDLES:
                ref = AccountRef(Platform.SAMPLE, handle)
                account = await desk.connecting.sign_in(TEAM, ref, "any")  # made-up people
                await desk.syncing.refresh(account, max_age=timedelta(0), within_s=FIRST_READ_S)
                accounts.append(account)
            yield House(desk, tuple(accounts), await _link(desk, accounts[0]))
    finally:
        await asyncio.to_thread(shutil.rmtree, folder)


def _clock() -> Callable[[], datetime]:
    """Begins at the table's moment and goes on as time does: leases and refreshes need that."""
    started = time.monotonic()
    return lambda: AT + timedelta(seconds=time.monotonic() - started)


def _own(settings: Settings, folder: Path) -> Settings:
    """The same model and limits, with stores, secrets and addresses of this run alone."""
    return calm(settings).model_copy(
        update={
            "data_dir": folder,
            "database_url": None,
            "redis_url": None,
            "secret_key": None,
            "public_url": None,
        }
    )


async def _link(desk: Desk, account: Account) -> str:
    """Of a post of ours that had time to be answered."""
    platform = await desk.connections.open(account)
    page = await platform.posts(account.ref.handle)
    old = desk.clock() - _SETTLED
    return next(post.url for post in page.items if post.parent_id is None and post.created_at < old)
