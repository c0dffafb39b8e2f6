"""Puts the desk together: the only place that names adapters, but for the queue (`jobs`)."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from assistant.agent.late import LateAgent
from assistant.agent.limits import Limits as RunLimits
from assistant.agent.models import ModelConfig, Models
from assistant.clearing_side import clearing
from assistant.community.zones import read_zone
from assistant.desk.answering import Agent, Answering
from assistant.desk.clearing import Clearing
from assistant.desk.connecting import Connecting
from assistant.desk.costing import Costing
from assistant.desk.disconnecting import Disconnecting
from assistant.desk.enrolling import Enrolling
from assistant.desk.giving_back import GivingBack
from assistant.desk.keeping import Keeping
from assistant.desk.managing import Managing
from assistant.desk.overseeing import Overseeing
from assistant.desk.permitting import Permitting
from assistant.desk.sign_in_steps import Steps
from assistant.desk.signing_in import SigningIn
from assistant.desk.syncing import Syncing
from assistant.importing import importing
from assistant.late_platforms import LatePlatforms
from assistant.logs import quiet
from assistant.operating import OperatingFigures
from assistant.ports import (
    Accounts,
    Acts,
    Buckets,
    Budget,
    Clock,
    Conversations,
    Directory,
    Managers,
    Once,
    Preferences,
    Records,
    Runs,
    Workspaces,
)
from assistant.ports.installing import InstalledApps, Tickets
from assistant.ports.signing_in import SignInPages
from assistant.settings import Settings
from assistant.storage.addresses import Addresses, addresses
from assistant.storage.migrations import migrate
from assistant.storage.stores import Stores, open_stores

if TYPE_CHECKING:
    from assistant.platform_side import PlatformSide


@dataclass(frozen=True, slots=True)
class Desk:
    """The desk, open. What it holds is closed when the block of `open_desk` ends."""

    settings: Settings
    stores: Stores
    clock: Clock
    workspaces: Workspaces
    installed: InstalledApps
    preferences: Preferences
    managers: Managers
    acts: Acts
    accounts: Accounts
    records: Records
    runs: Runs
    conversations: Conversations
    budget: Budget
    once: Once
    buckets: Buckets
    tickets: Tickets
    connections: LatePlatforms
    pages: SignInPages
    connecting: Connecting
    syncing: Syncing
    keeping: Keeping
    clearing: Clearing
    models: Models
    new_id: Callable[[], str]
    figures: OperatingFigures = field(default_factory=OperatingFigures)

    def agent(self) -> LateAgent:
        """Who answers questions, within the limits of a run."""
        limits = RunLimits(seconds=self.settings.run_seconds)
        return LateAgent(models=self.models, limits=limits, clock=self.clock)

    def answering(self, directory: Directory, agent: Agent | None = None) -> Answering:
        """The use case that answers, for people whom `directory` knows.

        Args:
            agent: instead of our own.
        """
        return Answering(
            agent=agent or self.agent(),
            runs=self.runs,
            conversations=self.conversations,
            accounts=self.accounts,
            records=self.records,
            freshener=self.syncing,
            connections=self.connections,
            budget=self.budget,
            preferences=self.preferences,
            directory=directory,
            clock=self.clock,
            worker_id=f"{socket.gethostname()}:{os.getpid()}:{uuid4()}",
            run_seconds=self.settings.run_seconds,
            observer=self.figures,
        )

    def permitting(self, directory: Directory) -> Permitting:
        """Who may do what, of people whom `directory` knows."""
        return Permitting(directory=directory, managers=self.managers, preferences=self.preferences)

    def managing(self, directory: Directory) -> Managing:
        """The use case behind settings and rights."""
        return Managing(
            permitting=self.permitting(directory),
            directory=directory,
            preferences=self.preferences,
            managers=self.managers,
            acts=self.acts,
            clock=self.clock,
            most_tokens=self.settings.daily_tokens,
        )

    def overseeing(self, directory: Directory) -> Overseeing:
        """The use case behind the Home tab."""
        return Overseeing(
            permitting=self.permitting(directory),
            accounts=self.accounts,
            records=self.records,
            connections=self.connections,
            freshener=self.syncing,
            preferences=self.preferences,
            managers=self.managers,
            clearances=self.stores.clearances,
            clock=self.clock,
        )

    def costing(self, directory: Directory) -> Costing:
        """The use case behind what paid calls cost."""
        return Costing(
            permitting=self.permitting(directory),
            accounts=self.accounts,
            costs=self.stores.costs,
            clock=self.clock,
        )

    def enrolling(self, directory: Directory) -> Enrolling:
        """The use case behind connecting accounts by hand."""
        return Enrolling(
            permitting=self.permitting(directory),
            connecting=self.connecting,
            acts=self.acts,
            clock=self.clock,
        )

    def signing_in(self, directory: Directory) -> SigningIn:
        """The use case behind connecting accounts on the platforms' own pages."""
        return SigningIn(
            base_url=self.pages.base_url,
            pages=self.pages.pages,
            permitting=self.permitting(directory),
            workspaces=self.workspaces,
            steps=Steps(self.stores.sign_ins, self.clock),
            accounts=self.accounts,
            giving_back=self.giving_back(),
            acts=self.acts,
            buckets=self.buckets,
            clock=self.clock,
        )

    def giving_back(self) -> GivingBack:
        """The use case behind sign-ins that nobody wanted in the end."""
        return GivingBack(self.stores.sign_ins, self.accounts, self.connections, self.clock)

    def disconnecting(self, directory: Directory) -> Disconnecting:
        """The use case behind disconnecting and erasing accounts."""
        return Disconnecting(
            permitting=self.permitting(directory),
            accounts=self.accounts,
            disconnector=self.stores.disconnector,
            connections=self.connections,
            drafts=self.stores.drafts,
            clock=self.clock,
        )


def now() -> datetime:
    """The time, aware UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """A new id of ours."""
    return str(uuid4())


@asynccontextmanager
async def open_desk(
    settings: Settings, *, clock: Clock = now, where: Addresses | None = None
) -> AsyncIterator[Desk]:
    """Open everything the use cases need, and close it in the end.

    Args:
        where: the stores' addresses, for whoever has asked for them already.

    Raises:
        SettingsError: settings that cannot work.
        StoreUnavailable: a store that does not answer.
    """
    quiet(settings.log_level)
    await asyncio.to_thread(read_zone, "UTC")  # reads a folder, once a process
    async with AsyncExitStack() as stack:
        stores = await stack.enter_async_context(open_stores(settings, clock, where))
        platforms = LatePlatforms(lambda: _platform_side(settings, stores, clock))
        stack.push_async_callback(platforms.close)
        pages = (await platforms.warm()).pages if settings.sign_in_url else SignInPages()
        models = _models(settings)
        stack.push_async_callback(models.close)
        yield Desk(
            settings=settings,
            stores=stores,
            clock=clock,
            workspaces=stores.workspaces,
            installed=stores.installed,
            preferences=stores.preferences,
            managers=stores.managers,
            acts=stores.acts,
            accounts=stores.accounts,
            records=stores.records,
            runs=stores.runs,
            conversations=stores.conversations,
            budget=stores.budget,
            once=stores.once,
            buckets=stores.buckets,
            tickets=stores.tickets,
            connections=platforms,
            pages=pages,
            connecting=Connecting(stores.accounts, platforms),
            syncing=Syncing(stores.accounts, stores.records, platforms, clock),
            keeping=Keeping(stores.preferences, stores.retention, clock),
            clearing=clearing(stores, platforms, clock),
            models=models,
            new_id=new_id,
        )


def _models(settings: Settings) -> Models:
    found = ModelConfig(settings.model, settings.openai_api_key, settings.openai_base_url)
    return Models(found)


def _platform_side(settings: Settings, stores: Stores, clock: Clock) -> PlatformSide:
    with importing():
        from assistant.platform_side import open_platform_side  # noqa: PLC0415 - see `late_platforms`

    return open_platform_side(settings, stores, clock)


async def migrate_database(settings: Settings) -> None:
    """Bring the database to this version's schema."""
    async with addresses(settings) as where:
        await asyncio.to_thread(migrate, where.database_url)
