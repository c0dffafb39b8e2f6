"""A review desk over the real stores, with people, settings and a platform that tests can change."""

# ruff: noqa: ARG002 - the ports name the arguments, a stand-in need not use them

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from assistant.community.accounts import Account
from assistant.community.drafts import Draft
from assistant.community.images import ImageLimits
from assistant.community.inbox import Item
from assistant.community.posts import Post
from assistant.community.rights import Standing
from assistant.community.rules import Way
from assistant.community.settings import AccountSettings, WorkspaceSettings, change
from assistant.community.staleness import seen_of
from assistant.desk.permitting import Permitting
from assistant.desk.post_gate import PostGate
from assistant.desk.reviewing import Reviewing
from assistant.errors import SignInNeeded
from assistant.ports import Kept
from assistant.ports.publishing import OwnPost, Prepared, Published, Publisher, Target, Verdict
from assistant.storage.accounts import PostgresAccounts
from assistant.storage.database import Database
from assistant.storage.drafts import PostgresDrafts
from assistant.storage.inbox import PostgresInbox
from assistant.storage.studios import PostgresStudios
from assistant.storage.vault import Vault
from tests.integration.responding import NOW, account_in, draft, item, line
from tests.managing import MemoryActs, MemoryManagers, MemoryPreferences, People


class StillPublisher:
    """`ports.Publisher` that is only looked through."""

    most = 300
    image_limits = ImageLimits()
    resend_for: timedelta | None = None

    def __init__(self, conversation: tuple[str, ...] = ()) -> None:
        self.conversation = conversation
        self.opening = ""
        self.posts: tuple[Post, ...] = ()
        self.verdict = Verdict(Way.BY_API)
        self.sent: list[Prepared] = []

    def count(self, text: str) -> int:
        return len(text)

    async def look(self, post_id: str) -> Target:
        seen = self.conversation
        return Target(
            post_id, "", "did:ana", "", NOW, None, seen, {}, self.verdict, self.posts, self.opening
        )

    async def prepare(self, text: str, target: Target, language: str | None) -> Prepared:
        raise AssertionError("a review prepares nothing")

    async def prepare_post(self, post: OwnPost) -> Prepared:
        raise AssertionError("a review prepares nothing")

    async def newest(self) -> Sequence[Post]:
        return self.posts

    async def send(self, prepared: Prepared) -> Published:
        self.sent.append(prepared)
        raise AssertionError("a review sends nothing")

    async def find(self, prepared: Prepared) -> Published | None:
        raise AssertionError("a review looks for nothing")


@dataclass
class StillPublishers:
    """`ports.Publishers`."""

    publisher_of: StillPublisher = field(default_factory=StillPublisher)
    signed_in: bool = True

    async def publisher(self, account: Account) -> Publisher:
        if not self.signed_in:
            raise SignInNeeded(account.ref.platform, str(account.ref))
        return self.publisher_of


@dataclass
class Doubts:
    """`reviewing.Lint` that says what it is told to."""

    said: tuple[str, ...] = ()

    async def doubts(self, draft: Draft, item: Item) -> Sequence[str]:
        return self.said

    async def post_doubts(self, draft: Draft) -> Sequence[str]:
        return self.said


@dataclass
class Room:
    """`post_gate.Budget` that says what it is told to."""

    sentence: str | None = None

    async def held(self, workspace_id: str, draft: Draft) -> str | None:
        return self.sentence


@dataclass
class Desk:
    """The use case, and everything around it that a test may turn."""

    reviewing: Reviewing
    account: Account
    drafts: PostgresDrafts
    inbox: PostgresInbox
    people: People
    preferences: MemoryPreferences
    publishers: StillPublishers
    lint: Doubts
    room: Room
    studios: PostgresStudios
    now: list[datetime]

    def set(self, **fields: object) -> None:
        """Change settings of the account."""
        after = change(AccountSettings(), fields)
        self.preferences.accounts["T1", self.account.id] = Kept(after, 2)

    def set_workspace(self, **fields: object) -> None:
        self.preferences.workspaces["T1"] = Kept(change(WorkspaceSettings(), fields), 2)

    async def waiting(self, text: str = "It is on its way.", **more: object) -> Draft:
        """A pending draft of a new item."""
        of = item(self.account)
        await self.inbox.add(of)
        return await self.another(of, text, **more)

    async def another(self, of: Item, text: str = "It is on its way.", **more: object) -> Draft:
        made = draft(of, text, **{"seen": seen_of(of), **more})
        await self.drafts.add(made, line(made))
        return made


async def desk_over(database: Database) -> Desk:
    """Mia manages, Max and Noa are members, Gus is a guest. Workspace T1, one account."""
    account = await account_in(database)
    people, acts = People(), MemoryActs()
    people.add("mia", admin=True)
    people.add("max")
    people.add("noa")
    people.add("gus", Standing.GUEST)
    preferences = MemoryPreferences(acts)
    preferences.connect("T1", account.id)
    now = [NOW]
    drafts, inbox = PostgresDrafts(database), PostgresInbox(database, lambda: now[0])
    publishers, lint = StillPublishers(), Doubts()
    managers, room = MemoryManagers(acts), Room()
    accounts = PostgresAccounts(database, Vault(["k" * 40]), lambda: NOW)
    gate = PostGate(accounts=accounts, publishers=publishers, lint=lint, budget=room)
    reviewing = Reviewing(
        permitting=Permitting(directory=people, managers=managers, preferences=preferences),
        drafts=drafts,
        inbox=inbox,
        accounts=accounts,
        preferences=preferences,
        publishers=publishers,
        lint=lint,
        gate=gate,
        clock=lambda: now[0],
        new_id=lambda: str(uuid4()),
    )
    return Desk(
        reviewing,
        account,
        drafts,
        inbox,
        people,
        preferences,
        publishers,
        lint,
        room,
        PostgresStudios(database),
        now,
    )
