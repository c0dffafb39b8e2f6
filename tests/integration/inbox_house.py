"""The inbox's use cases on a real PostgreSQL and a real Valkey, with a clock to turn, people in
memory, and a chat that writes down what it is told.
"""

# ruff: noqa: ARG002 - the ports name the arguments, a stand-in need not use them

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from redis.asyncio import Redis

from assistant.community.accounts import Account
from assistant.community.drafts import Draft
from assistant.community.inbox import CardPlace, Item, Step
from assistant.community.posts import Author, Interaction, Kind, Post
from assistant.community.rights import Act
from assistant.community.settings import change
from assistant.desk.deciding import Deciding
from assistant.desk.item_views import ItemViews
from assistant.desk.leaving_alone import LeavingAlone
from assistant.desk.minding import Minding
from assistant.desk.permitting import Permitting
from assistant.desk.showing import Showing
from assistant.desk.triaging import Triaging
from assistant.errors import EngageError, SignInNeeded
from assistant.ports import Batch, Deed
from assistant.ports.publishing import Publisher
from assistant.storage.accounts import PostgresAccounts
from assistant.storage.acts import PostgresActs
from assistant.storage.database import Database
from assistant.storage.drafts import PostgresDrafts
from assistant.storage.familiar import PostgresFamiliar
from assistant.storage.inbox import PostgresInbox
from assistant.storage.preferences import PostgresPreferences
from assistant.storage.records import PostgresRecords
from assistant.storage.redis import RedisOnce
from assistant.storage.searches import PostgresSearches
from assistant.storage.spotlights import PostgresSpotlights
from assistant.storage.vault import Vault
from tests.integration.responding import HOUR, NOW, account_in, draft, line
from tests.managing import MemoryActs, MemoryManagers, People

MINUTE = timedelta(minutes=1)
ANN = Author("did:ann", "ann.example", "Ann")
BOB = Author("did:bob", "bob.example", "Bob")


class NoLint:
    """Finds nothing."""

    async def findings(self, draft: Draft, item: Item) -> tuple[()]:
        return ()


class NoPublishers:
    """Nobody is signed in."""

    async def publisher(self, account: Account) -> Publisher:
        raise SignInNeeded(account.ref.platform, str(account.ref))


class NotedCards:
    """`ports.Cards` that keeps its promises: what was told before is not told again."""

    def __init__(self, inbox: PostgresInbox, preferences: PostgresPreferences) -> None:
        self._inbox = inbox
        self._preferences = preferences
        self.drawn: list[str] = []
        self.private: dict[str, tuple[str, ...]] = {}
        self.reminded: list[tuple[str, Step]] = []
        self.digests: list[str] = []
        self.offers: dict[str, int] = {}
        self.no_channel = 0
        self.archived = False
        self.trouble: EngageError | None = None
        self.cut = False
        """Break off after telling, before anybody can note it."""

    def _check(self) -> None:
        if self.trouble is not None:
            raise self.trouble

    async def show(self, workspace_id: str, item_id: str) -> None:
        self._check()
        item = await self._inbox.get(workspace_id, item_id)
        kept = await self._preferences.of_account(workspace_id, item.account_id)
        if kept.settings.channel_id is None:
            self.no_channel += 1
        elif not self.archived:
            await self._stand(workspace_id, item_id, kept.settings.channel_id)

    async def show_privately(
        self, workspace_id: str, item_id: str, person_ids: Sequence[str]
    ) -> None:
        self._check()
        self.private[item_id] = tuple(person_ids)
        await self._stand(workspace_id, item_id, "D" + "".join(person_ids))

    async def _stand(self, workspace_id: str, item_id: str, channel_id: str) -> None:
        item = await self._inbox.get(workspace_id, item_id)
        place = item.card or CardPlace(channel_id, f"{len(self.drawn)}.0")
        self.drawn.append(item_id)
        await self._inbox.card_shown(workspace_id, item_id, place, item.version)

    async def remind(self, workspace_id: str, item_id: str, step: Step) -> None:
        self._check()
        if (item_id, step) not in self.reminded:
            self.reminded.append((item_id, step))
        if self.cut:
            raise asyncio.CancelledError

    async def digest(self, workspace_id: str, account_id: str) -> None:
        self._check()
        self.digests.append(account_id)

    async def offer_earlier(self, workspace_id: str, account_id: str, count: int) -> None:
        self._check()
        self.offers.setdefault(account_id, count)


class InboxHouse:
    """One workspace with one account, and everything that works on its inbox."""

    def __init__(self, database: Database, valkey: Redis, account: Account) -> None:
        self.now = NOW
        self.account = account
        self.at = (account.workspace_id, account.id)
        self.database = database
        self.inbox = PostgresInbox(database, self.clock)
        self.drafts = PostgresDrafts(database)
        self.searches = PostgresSearches(database)
        self.records = PostgresRecords(database)
        self.accounts = PostgresAccounts(database, Vault(["k" * 40]), self.clock)
        self.preferences = PostgresPreferences(database)
        self.people = People()
        for person in ("U1", "U2", "U3"):
            self.people.add(person)
        self.managers = MemoryManagers(MemoryActs(), installer_id="U1")
        self.cards = NotedCards(self.inbox, self.preferences)
        permitting = Permitting(
            directory=self.people, managers=self.managers, preferences=self.preferences
        )
        self.quiet = LeavingAlone(
            permitting=permitting,
            accounts=self.accounts,
            records=self.records,
            searches=self.searches,
            spotlights=PostgresSpotlights(database),
            once=RedisOnce(valkey),
            clock=self.clock,
            new_id=lambda: str(uuid4()),
        )
        self.triaging = Triaging(
            permitting=permitting,
            accounts=self.accounts,
            records=self.records,
            inbox=self.inbox,
            drafts=self.drafts,
            searches=self.searches,
            preferences=self.preferences,
            cards=self.cards,
            clock=self.clock,
            new_id=lambda: str(uuid4()),
            heed=self.quiet.heed,
        )
        self.showing = self.another_showing(valkey)
        self.minding = Minding(
            inbox=self.inbox,
            cards=self.cards,
            preferences=self.preferences,
            showing=self.showing,
            clock=self.clock,
        )
        self.deciding = Deciding(
            permitting=permitting,
            directory=self.people,
            accounts=self.accounts,
            inbox=self.inbox,
            drafts=self.drafts,
            views=ItemViews(
                accounts=self.accounts,
                familiar=PostgresFamiliar(database),
                drafts=self.drafts,
                preferences=self.preferences,
                publishers=NoPublishers(),
                lint=NoLint(),
                clock=self.clock,
            ),
            acts=PostgresActs(database),
            clock=self.clock,
        )

    def clock(self) -> datetime:
        return self.now

    # -- settings -------------------------------------------------------------------------

    async def set(self, **fields: object) -> None:
        """Settings of the account."""
        kept = await self.preferences.of_account(*self.at)
        after = change(kept.settings, fields)
        deed = Deed(Act.CHANGE_SETTINGS, "U1", self.now, self.account.id)
        await self.preferences.keep_account(*self.at, after, version=kept.version, deed=deed)

    async def set_workspace(self, **fields: object) -> None:
        kept = await self.preferences.of_workspace(self.at[0])
        after = change(kept.settings, fields)
        deed = Deed(Act.CHANGE_SETTINGS, "U1", self.now)
        await self.preferences.keep_workspace(self.at[0], after, version=kept.version, deed=deed)

    # -- the platform ---------------------------------------------------------------------

    async def read(self, *interactions: Interaction, **parts: Any) -> None:
        """What a sync brought."""
        batch = Batch(self.account.id, self.now, interactions=interactions, **parts)
        await self.records.apply(self.at[0], batch)

    async def swept(self) -> None:
        """A sync went through to its end."""
        await self.accounts.mark_synced(*self.at, self.now, None)

    async def post(self, name: str = "p1", at: datetime | None = None, **more: Any) -> Post:
        """A post of ours, read."""
        us = Author(self.account.native_id, "acme.example", "Acme")
        made = Post(name, us, "Hello", at or NOW - HOUR, f"https://x/{name}", **more)
        await self.read(posts=(made,))
        return made

    async def answer(self, to: str, at: datetime, name: str = "answer") -> Post:
        """A reply of ours, written on the platform itself."""
        return await self.post(name, at, root_id="p1", parent_id=to)

    # -- the inbox ------------------------------------------------------------------------

    async def triage(self) -> int:
        return await self.triaging.triage(*self.at)

    async def items(self) -> list[Item]:
        """Every item, oldest first."""
        return list(await self.inbox.since(*self.at, NOW - timedelta(days=60)))

    async def item(self) -> Item:
        """The only one."""
        (only,) = await self.items()
        return only

    def another_showing(self, valkey: Redis) -> Showing:
        """As each process has one."""
        return Showing(
            inbox=self.inbox,
            cards=self.cards,
            preferences=self.preferences,
            managers=self.managers,
            once=RedisOnce(valkey),
            clock=self.clock,
        )

    async def present(self, *items: Item) -> None:
        for each in items or await self.items():
            await self.showing.present(self.at[0], each.id)

    async def tick(self, after: timedelta = timedelta()) -> int:
        self.now += after
        return await self.minding.tick()

    async def drafted(self, item: Item, **more: Any) -> Draft:
        """A pending draft of it."""
        made = draft(item, **more)
        await self.drafts.add(made, line(made))
        return made


def comment(
    number: int,
    minutes: float = 0,
    text: str = "Where can I buy it?",
    *,
    author: Author = ANN,
    kind: Kind = Kind.REPLY,
    **more: Any,
) -> Interaction:
    """A comment under our post, so many minutes after NOW."""
    at = NOW + timedelta(minutes=minutes)
    given: dict[str, Any] = {"post_id": "p1", "parent_id": "p1", "url": f"https://x/c{number}"}
    return Interaction(f"c{number}", kind, author, at, **{"text": text, **given, **more})


async def house_in(database: Database, valkey: Redis, workspace_id: str = "T1") -> InboxHouse:
    """Connected at NOW, with a channel."""
    house = InboxHouse(database, valkey, await account_in(database, workspace_id))
    await house.set(channel_id="C1")
    await house.post()
    return house
