"""Stores of one's own that can be taken away and given back, and what a person was shown."""

from __future__ import annotations

import asyncio
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psutil

from assistant.bootstrap import open_desk
from assistant.community.accounts import AccountRef
from assistant.settings import Settings
from assistant.storage.embedded import EmbeddedStores
from assistant.storage.embedded_postgres import EmbeddedPostgres
from assistant.storage.embedded_valkey import EmbeddedValkey
from assistant.storage.migrations import migrate
from playground.clock import SystemClock
from playground.deliveries import Reply
from playground.slack import SlackDouble
from playground.workspace import Channel, Message, Person
from tests.integration.serving import Program, serving

KEY = "k" * 40
ANSWERED_S = 90.0


class OutageStores:
    """A PostgreSQL and a Valkey in a folder of their own, running and migrated."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stores = EmbeddedStores(folder).start()
        self._postgres = EmbeddedPostgres(folder)
        self._valkey = EmbeddedValkey(folder)
        migrate(self._postgres.url)

    @property
    def environment(self) -> dict[str, str]:
        """Settings of a program that uses them as servers of its operator's."""
        return {
            "DATABASE_URL": self._postgres.url,
            "REDIS_URL": self._valkey.url,
            "ENGAGE_SECRET_KEY": KEY,
        }

    async def stop_postgres(self) -> None:
        """Every connection is cut, and nobody listens any more."""
        await asyncio.to_thread(self._postgres.stop)

    async def start_postgres(self) -> None:
        """It is back with all it had."""
        await asyncio.to_thread(self._postgres.ensure)

    @asynccontextmanager
    async def frozen_postgres(self) -> AsyncIterator[None]:
        """It listens and answers nothing, as on a machine out of memory."""
        pid = int((self._folder / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0])
        server = psutil.Process(pid)
        frozen = [server, *server.children(recursive=True)]
        for each in frozen:
            each.suspend()
        try:
            yield
        finally:
            for each in frozen:
                if each.is_running():
                    each.resume()

    async def stop_redis(self) -> None:
        """Nobody listens any more."""
        await asyncio.to_thread(self._valkey.stop)

    async def start_redis(self, *, emptied: bool = False) -> None:
        """It is back, with all it had or with nothing."""
        if emptied:
            shutil.rmtree(self._folder / "valkey")
        await asyncio.to_thread(self._valkey.ensure)

    def close(self) -> None:
        """Stop both, whatever state they are in."""
        self._stores.stop()


@contextmanager
def outage_stores() -> Iterator[OutageStores]:
    """Not in pytest's own folder: as root its parents are closed to PostgreSQL's user."""
    folder = Path(tempfile.mkdtemp(prefix="engage-out-"))
    stores = OutageStores(folder)
    try:
        yield stores
    finally:
        stores.close()
        shutil.rmtree(folder)


async def connect_sample(environment: Mapping[str, str], slack: SlackDouble) -> None:
    """Let the double's workspace have the sample account, connected and read."""
    async with open_desk(Settings.from_env(environment)) as desk:
        team = slack.workspace.team_id
        await desk.workspaces.ensure(team, "Playground")
        account = await desk.connecting.watch(team, AccountRef.parse("sample:harbourlight.coffee"))
        await desk.syncing.sync(team, account.id)


class RetryClock(SystemClock):
    """Real time, but Slack's late redeliveries (a minute, five minutes) come when told."""

    def __init__(self) -> None:
        self._due = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        if seconds < 60:
            await asyncio.sleep(seconds)
        else:
            await self._due.wait()

    def hold(self) -> None:
        """Let no late redelivery come until `redeliver`."""
        self._due = asyncio.Event()

    def redeliver(self) -> None:
        """Let all late redeliveries come from now on."""
        self._due.set()


def whole_answers(messages: Iterable[Message]) -> list[Message]:
    """Messages that carry a whole answer: only those say at their end who answered."""
    return [each for each in messages if any(map(_says_who, each.shown_blocks))]


def _says_who(block: Mapping[str, Any]) -> bool:
    elements = block["elements"] if block["type"] == "context" else ()
    return any("nswered by" in str(each.get("text")) for each in elements)


def words_of(message: Message) -> str:
    """The running text of a message as people see it."""
    texts = [block["text"] for block in message.shown_blocks if block["type"] == "markdown"]
    return "\n".join(texts) or message.shown_text


def figures(messages: Iterable[Message]) -> set[tuple[str, ...]]:
    """The figures of each message's words; one element when all say the same."""
    return {tuple(re.findall(r"\d+", words_of(each))) for each in messages}


def no_trace(texts: Iterable[str]) -> None:
    """Nothing a person was shown smells of a program."""
    for text in texts:
        for smell in ("Traceback", "Error", "psycopg", "redis.", "0x", 'File "', "asyncio"):
            assert smell not in text, text


@dataclass
class Scene:
    """The real program before the double of Slack, on stores of its own, and Anna in #general."""

    stores: OutageStores
    slack: SlackDouble
    clock: RetryClock
    anna: Person
    general: Channel
    program: Program

    async def command(self, text: str) -> Reply:
        """Anna uses /engage in #general."""
        return await self.slack.command(self.anna, self.general, "/engage", text)

    def mention(self, text: str) -> Message:
        """Anna mentions Engage in #general."""
        return self.slack.mention(self.anna, self.general, text)

    async def tries(self, count: int) -> None:
        """Wait until Slack has tried to deliver the latest mention so often."""
        mentions = self.slack.events("app_mention")
        await self.slack.until(lambda: len(mentions[-1].replies) >= count, 60)

    async def until(self, met: Callable[[], object]) -> None:
        """Wait for a state."""
        await self.slack.until(met, ANSWERED_S)

    def private(self) -> list[Message]:
        """Whole answers that only Anna sees."""
        return whole_answers(self.slack.ephemerals(self.anna, self.general))

    def thread(self, asked: Message) -> list[Message]:
        """What stands under a question, the question left out."""
        return self.slack.thread(self.general, asked.ts)[1:]

    def public(self, asked: Message) -> list[Message]:
        """Whole answers under a question."""
        return whole_answers(self.thread(asked))

    def told(self) -> list[str]:
        """Everything only Anna was told, in order."""
        return [words_of(each) for each in self.slack.ephemerals(self.anna, self.general)]

    def tidy(self) -> bool:
        """Whether no thread goes on looking busy."""
        return all(each.status == "active" for each in self.slack.workspace.sessions.values())

    def elsewhere(self, name: str) -> Scene:
        """The same program, with somebody new in a channel of their own."""
        person = self.slack.add_person(name.title())
        self.clock.hold()
        return replace(self, anna=person, general=self.slack.add_channel(name, person))


@asynccontextmanager
async def scene(**settings: str) -> AsyncIterator[Scene]:
    """Everything running and ready; `settings` go into the program's environment."""
    clock = RetryClock()
    with outage_stores() as stores:
        async with SlackDouble(limits=False, clock=clock) as slack:
            await connect_sample(stores.environment, slack)
            anna = slack.add_person("Anna")
            general = slack.add_channel("general", anna)
            async with serving(slack, {**stores.environment, **settings}) as program:
                await program.until_ready()
                yield Scene(stores, slack, clock, anna, general, program)
