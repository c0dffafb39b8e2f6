"""The whole Slack side, really running, on a double of Slack; only the model is scripted."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp
from prometheus_client import CollectorRegistry
from slack_sdk.web.async_client import AsyncWebClient
from starlette.routing import Route

from assistant.community.accounts import Account
from assistant.community.answers import (
    Answer,
    AnswerEvent,
    Finished,
    Question,
    TextAdded,
    Turn,
)
from assistant.community.facts import Source
from assistant.desk.answering import Answering
from assistant.desk.connecting import Connecting
from assistant.desk.costing import Costing
from assistant.desk.disconnecting import Disconnecting
from assistant.desk.enrolling import Enrolling
from assistant.desk.managing import Managing
from assistant.desk.overseeing import Overseeing
from assistant.desk.permitting import Permitting
from handlers.app import make_app
from handlers.calls import Slack
from handlers.directory import SlackDirectory
from handlers.give_desk import GiveDesk
from handlers.installations import OneWorkspace
from handlers.listening import Listening
from handlers.metrics import Figures
from handlers.respond_desk import RespondDesk
from handlers.resume import resume
from handlers.server import make_server
from handlers.services import HomeDesk, Pace, Services
from handlers.tasks import Tasks
from playground.faults import Fault
from playground.slack import SlackDouble
from playground.workspace import Message
from tests.costing_kit import MemoryClearances, MemoryCosts
from tests.fakes import MemoryRecords, StillFreshener
from tests.fakes_installing import MemoryApps, MemoryTickets
from tests.managing import MemoryActs, MemoryManagers, MemoryPreferences
from tests.scenario.connecting import Links, MemoryDisconnector, PostsAhead, SignIns
from tests.scenario.memory import (
    EndlessBudget,
    HeldClock,
    MemoryAccounts,
    MemoryBuckets,
    MemoryConversations,
    MemoryOnce,
    MemoryRuns,
    MemoryWorkspaces,
)

Script = Callable[[Question, Sequence[Turn]], AsyncGenerator[AnswerEvent, None]]

SECRET = "aubergine"

READ = Source(
    call="get_metrics(replies; this week)",
    account="bluesky:acme.example",
    as_of=datetime(2026, 11, 22, 10, 30, tzinfo=UTC),
)
"""What an answer with figures rests on."""

QUICK = Pace(first_s=0.01, growth=1.0, longest_s=0.02, edit_s=0.01)


async def plain_script(question: Question, turns: Sequence[Turn]) -> AsyncGenerator[AnswerEvent]:
    """Two sentences."""
    yield TextAdded("You got 12 replies this week. ")
    yield TextAdded("Two are still waiting.")
    text = "You got 12 replies this week. Two are still waiting."
    yield Finished(Answer(text=text, composer="scripted-model", sources=(READ,)))


class ScriptedAgent:
    """Stands where the agent stands: same method, events by script."""

    def __init__(self) -> None:
        self.script: Script = plain_script
        self.asked: list[Question] = []
        self.turns: list[Sequence[Turn]] = []

    def answer(
        self, question: Question, turns: Sequence[Turn], _: Any, *, tokens_left: int
    ) -> AsyncGenerator[AnswerEvent, None]:
        assert tokens_left > 0
        self.asked.append(question)
        self.turns.append(tuple(turns))
        return self.script(question, turns)


@dataclass
class Stores:
    """What outlives a process, and how long it lets a form wait for its answer."""

    clock: HeldClock
    runs: MemoryRuns
    conversations: MemoryConversations = field(default_factory=MemoryConversations)
    workspaces: MemoryWorkspaces = field(default_factory=MemoryWorkspaces)
    accounts: MemoryAccounts = field(default_factory=MemoryAccounts)
    once: MemoryOnce = field(default_factory=MemoryOnce)
    buckets: MemoryBuckets = field(default_factory=MemoryBuckets)
    acts: MemoryActs = field(default_factory=MemoryActs)
    posts: PostsAhead = field(default_factory=PostsAhead)
    records: MemoryRecords = field(default_factory=MemoryRecords)
    freshener: StillFreshener = field(default_factory=StillFreshener)
    costs: MemoryCosts = field(default_factory=MemoryCosts)
    clearances: MemoryClearances = field(default_factory=MemoryClearances)
    preferences: MemoryPreferences = field(init=False)
    managers: MemoryManagers = field(init=False)
    answer_s: float = 2.0
    respond: Callable[[Engage], RespondDesk] | None = None
    give: Callable[[Engage], GiveDesk] | None = None
    apps: MemoryApps = field(init=False)
    tickets: MemoryTickets = field(init=False)

    def __post_init__(self) -> None:
        self.apps = MemoryApps(self.workspaces.known)
        self.tickets = MemoryTickets(self.clock)
        self.preferences = MemoryPreferences(self.acts)
        self.managers = MemoryManagers(self.acts)

    def connect(self, handle: str, workspace_id: str) -> Account:
        """A connected account with nothing set."""
        account = self.accounts.connect(handle, workspace_id, self.clock())
        self.preferences.connect(workspace_id, account.id)
        return account


class Engage:
    """One process of Engage, in this one."""

    def __init__(self, slack: SlackDouble, stores: Stores, name: str = "worker-1") -> None:
        self.slack = slack
        self.stores = stores
        self.agent = ScriptedAgent()
        self.tasks = Tasks()
        numbers = itertools.count(1)
        self.http = aiohttp.ClientSession()

        async def asgi(scope: Any, receive: Any, send: Any) -> None:
            await self._asgi(scope, receive, send)

        self.listening = Listening(asgi, "127.0.0.1", 0)
        self.installations: Any = self._installations()

        async def slack_of(workspace_id: str) -> Any:
            return (await self.installations.of(workspace_id)).slack

        self.directory = SlackDirectory(slack_of, stores.clock)
        self.answering = Answering(
            agent=self.agent,  # type: ignore[arg-type]
            runs=stores.runs,
            conversations=stores.conversations,
            accounts=stores.accounts,  # type: ignore[arg-type]
            records=None,  # type: ignore[arg-type]
            freshener=None,  # type: ignore[arg-type]
            connections=None,  # type: ignore[arg-type]
            budget=EndlessBudget(),
            preferences=stores.preferences,
            directory=self.directory,
            clock=stores.clock,
            worker_id=name,
            run_seconds=5,
        )
        self.platforms = SignIns(stores.accounts)
        self.links = Links()
        respond = stores.respond(self) if stores.respond else None
        give = stores.give(self) if stores.give else None
        self.services = Services(
            answering=self.answering,
            home=self._home_desk(),
            conversations=stores.conversations,
            directory=self.directory,
            installations=self.installations,
            once=stores.once,
            buckets=stores.buckets,
            tasks=self.tasks,
            clock=stores.clock,
            new_id=lambda: f"{name}-run-{next(numbers)}",
            pace=QUICK,
            make_respond=(lambda: respond) if respond else None,
            make_give=(lambda: give) if give else None,
        )
        self.app = make_app(
            self.services,
            self.installations,
            signing_secret=slack.signing_secret,
            api_url=slack.api_url,
        )
        self.figures = Figures(CollectorRegistry(), self.tasks)
        self._asgi = make_server(
            self.app,
            self.figures,
            self._ready,
            metrics_token="for-operators",
            more=self._routes(),
        )

    def _home_desk(self) -> HomeDesk:
        stores, clock = self.stores, self.stores.clock
        permitting = Permitting(
            directory=self.directory, managers=stores.managers, preferences=stores.preferences
        )
        managing = Managing(
            permitting=permitting,
            directory=self.directory,
            preferences=stores.preferences,
            managers=stores.managers,
            acts=stores.acts,
            clock=clock,
            most_tokens=2_000_000,
        )
        overseeing = Overseeing(
            permitting=permitting,
            accounts=stores.accounts,  # type: ignore[arg-type]
            records=stores.records,
            connections=self.platforms,  # type: ignore[arg-type]
            freshener=stores.freshener,
            preferences=stores.preferences,
            managers=stores.managers,
            clearances=stores.clearances,  # type: ignore[arg-type]  # only `all` is asked
            clock=clock,
        )
        connecting = Connecting(stores.accounts, self.platforms)  # type: ignore[arg-type]
        enrolling = Enrolling(
            permitting=permitting, connecting=connecting, acts=stores.acts, clock=clock
        )
        disconnecting = Disconnecting(
            permitting=permitting,
            accounts=stores.accounts,  # type: ignore[arg-type]
            disconnector=MemoryDisconnector(stores.accounts, stores.acts),
            connections=self.platforms,  # type: ignore[arg-type]
            drafts=stores.posts,  # type: ignore[arg-type]
            clock=clock,
        )
        return HomeDesk(
            permitting,
            managing,
            overseeing,
            enrolling,
            disconnecting,
            Costing(
                permitting=permitting,
                accounts=stores.accounts,  # type: ignore[arg-type]
                costs=stores.costs,
                clock=clock,
            ),
            self.links,
            answer_s=stores.answer_s,
        )

    def slack_with(self, token: str | None, on_dead: Callable[[], None] = lambda: None) -> Slack:
        client = AsyncWebClient(
            token=token, base_url=self.slack.api_url, session=self.http, retry_handlers=[]
        )
        return Slack(client, self.http, on_dead)

    def _installations(self) -> Any:
        return OneWorkspace(
            self.slack_with(self.slack.bot_token),
            self.slack.bot_token,
            self.stores.workspaces,
            self.stores.apps,
            tasks=self.tasks,
            clock=self.stores.clock,
        )

    def _routes(self) -> Sequence[Route]:
        return ()

    async def _ready(self) -> dict[str, bool]:
        return {"slack": self.installations.ready}

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.listening.port}"

    @property
    def url(self) -> str:
        return f"{self.base_url}/slack/events"

    async def start(self) -> None:
        await self.installations.warm()
        self.listening.start()
        self.slack.deliver_to(self.url)

    async def stop(self, within_s: float = 5.0) -> int:
        """As at SIGTERM: no more requests, then wait for what is under way."""
        await self.listening.stop()
        return await self.tasks.drain(within_s)

    async def kill(self) -> None:
        """As at kill -9: what is under way ends here, and nothing of its tidying up is heard."""
        going = dict(self.stores.conversations.going)
        self.slack.faults.add(Fault("*", "drop", times=None))
        await self.stop(within_s=0)
        self.slack.faults.clear()
        self.stores.conversations.going.update(going)

    async def close(self) -> None:
        await self.stop()
        await self.http.close()

    async def quiet(self) -> None:
        """Wait until nothing is under way."""
        async with asyncio.timeout(10):
            while len(self.tasks):  # noqa: ASYNC110 - states are waited for, as they are reached
                await asyncio.sleep(0)

    async def streaming(self) -> str:
        """Wait until a stream is known to be there; its message's timestamp."""
        async with asyncio.timeout(10):
            while True:
                for row in self.stores.runs.rows.values():
                    if ts := row.run.place.get("message_ts"):
                        return ts
                await asyncio.sleep(0)

    async def resume(self) -> int:
        return await resume(self.services)


def words_of(message: Message) -> str:
    """The running text of a message as people see it."""
    texts = [block["text"] for block in message.shown_blocks if block["type"] == "markdown"]
    return "\n".join(texts) or message.shown_text


def buttons_of(message: Message) -> list[str]:
    """The action ids of a message's buttons, in order."""
    elements = [each for block in message.shown_blocks for each in block.get("elements", [])]
    return [each["action_id"] for each in elements if "action_id" in each]


async def settle(slack: SlackDouble, engage: Engage) -> None:
    """Wait until events are delivered and nothing is under way."""
    await slack.deliveries.settled()
    await engage.quiet()
    await slack.deliveries.settled()
