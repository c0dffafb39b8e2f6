"""The real program for many workspaces, and two teams that may install it.

The double gives people, channels and bots of both the same ids, which Slack never does: whoever
leaves the workspace out of account meets the other one.
"""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from assistant.bootstrap import open_desk
from assistant.community.accounts import AccountRef
from assistant.settings import Settings
from playground.clock import Clock
from playground.slack import SlackDouble
from playground.workspace import Channel, Message, Person
from tests.integration.outages import OutageStores, whole_answers, words_of
from tests.integration.serving import Program

QUESTION = "how many replies did we get last week?"
WITHIN_S = 60.0


@dataclass
class Team:
    """One workspace with Anna in #general, and an account of its own."""

    slack: SlackDouble
    handle: str
    anna: Person = field(init=False)
    general: Channel = field(init=False)

    def __post_init__(self) -> None:
        self.anna = self.slack.add_person("Anna", admin=True)
        self.general = self.slack.add_channel("general", self.anna)

    @property
    def id(self) -> str:
        return self.slack.workspace.team_id

    def whispers(self) -> list[Message]:
        return self.slack.ephemerals(self.anna, self.general)

    async def until(self, met: Any) -> None:
        await self.slack.until(met, WITHIN_S)

    async def ask(self, text: str = QUESTION) -> Message:
        """The whole answer that only Anna sees."""
        before = len(whole_answers(self.whispers()))
        assert (await self.slack.command(self.anna, self.general, "/engage", text)).ok
        await self.until(lambda: len(whole_answers(self.whispers())) > before)
        return whole_answers(self.whispers())[-1]

    async def mention(self) -> Message:
        """A question in #general that was answered in its thread."""
        asked = self.slack.mention(self.anna, self.general, QUESTION)
        await self.until(lambda: whole_answers(self.slack.thread(self.general, asked.ts)))
        return asked

    async def told(self, count: int) -> str:
        """The latest of so many messages that only Anna sees."""
        await self.until(lambda: len(self.whispers()) >= count)
        return words_of(self.whispers()[-1])

    async def greeted(self) -> None:
        """Wait until Anna has a message from Engage."""
        await self.until(lambda: self.slack.messages(self.slack.direct(self.anna)))

    async def home(self) -> str:
        """What stands on Anna's Home tab."""
        self.slack.open_app(self.anna, "home")
        await self.until(lambda: self.anna.id in self.slack.workspace.homes)
        return str(self.slack.workspace.homes[self.anna.id].body)

    def shown(self) -> str:
        """Everything anybody was ever shown here."""
        space = self.slack.workspace
        return "\n".join(
            f"{words_of(each)} {each.shown_blocks}"
            for messages in space.messages.values()
            for each in messages.values()
        )


@dataclass
class World:
    """The program, its stores, and two teams that may install it."""

    stores: OutageStores
    program: Program
    slack: SlackDouble
    acme: Team
    brava: Team

    @property
    def base_url(self) -> str:
        """Where browsers reach the program."""
        return f"http://127.0.0.1:{self.program.port}"


async def connect(stores: OutageStores, team: Team) -> None:
    async with open_desk(Settings.from_env(stores.environment)) as desk:
        account = await desk.connecting.watch(team.id, AccountRef.parse(f"sample:{team.handle}"))
        await desk.syncing.sync(team.id, account.id)


@asynccontextmanager
async def two_teams(stores: OutageStores, clock: Clock | None = None) -> AsyncIterator[World]:
    """The program, running; nobody has installed it yet."""
    async with SlackDouble(limits=False, installed=False, clock=clock) as slack:
        acme = Team(slack.beside("Acme", "T0ACME"), "harbourlight.coffee")
        brava = Team(slack.beside("Brava", "T0BRAVA"), "harbourlight.help")
        program = Program(slack, {}, ("--no-worker",))
        world = World(stores, program, slack, acme, brava)
        program.environment = {
            **stores.environment,
            "SLACK_BOT_TOKEN": "",
            "SLACK_CLIENT_ID": slack.oauth.client_id,
            "SLACK_CLIENT_SECRET": slack.oauth.client_secret,
            "SLACK_ALLOWED_TEAMS": "T0ACME,T0BRAVA",
            "ENGAGE_PUBLIC_URL": world.base_url,
        }
        slack.oauth.redirect_urls = [f"{world.base_url}/slack/oauth_redirect"]
        await program.start()
        await program.until_ready()
        try:
            yield world
        finally:
            await program.end(signal.SIGTERM)
