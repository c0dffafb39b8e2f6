"""Listening over the real stores, and a platform whose search a test scripts."""

# ruff: noqa: ARG002 - the port names the arguments, a stand-in need not use them

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from assistant.community.accounts import Account, Platform
from assistant.community.posts import Author, Kind, Page, Post
from assistant.community.rights import Standing
from assistant.desk.listening import Listening
from assistant.desk.permitting import Permitting
from assistant.errors import InvalidInput
from assistant.ports import Capabilities, SocialPlatform
from assistant.storage.accounts import PostgresAccounts
from assistant.storage.database import Database
from assistant.storage.records import PostgresRecords
from assistant.storage.searches import PostgresSearches
from assistant.storage.vault import Vault
from tests.integration.responding import ANA, NOW, account_in
from tests.managing import MemoryActs, MemoryManagers, MemoryPreferences, People

PAGE = 3


@dataclass
class ScriptedPlatform:
    """As much of `ports.SocialPlatform` as listening needs: posts that hold the words.

    Attributes:
        asked: every query with its cursor, in order.
        deaf_to: queries that the server does not take.
        failing: raised instead of the n-th answer, counted from 1.
    """

    posts: list[Post] = field(default_factory=list)
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    deaf_to: frozenset[str] = frozenset()
    failing: Mapping[int, Exception] = field(default_factory=dict)
    searches: bool = True
    paid: bool = False
    looked_up: int = 0
    platform = Platform.BLUESKY

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            frozenset(Kind),
            mentions=True,
            search=self.searches,
            impressions=False,
            paid=self.paid,
        )

    async def search(self, words: str, *, cursor: str | None = None) -> Page[Post]:
        self.asked.append((words, cursor))
        if error := self.failing.get(len(self.asked)):
            raise error
        if words in self.deaf_to:
            raise InvalidInput("This server does not search for words.")
        held = words.strip('"#').casefold()
        found = [
            post
            for post in sorted(self.posts, key=lambda post: post.created_at, reverse=True)
            if held in post.text.casefold()
        ]
        start = int(cursor or 0)
        page = found[start : start + PAGE]
        return Page(tuple(page), str(start + PAGE) if found[start + PAGE :] else None)

    async def lookup(self, ids: Sequence[str]) -> Mapping[str, Post]:
        self.looked_up += 1
        return {post.id: post for post in self.posts if post.id in ids and post.id not in self.gone}

    def says(self, text: str, *, ago: timedelta = timedelta(hours=1), by: Author = ANA) -> Post:
        """Somebody posts."""
        id_ = f"at://{by.id}/app.bsky.feed.post/{len(self.posts)}"
        post = Post(id_, by, text, NOW - ago, f"https://x/{len(self.posts)}")
        self.posts.append(post)
        return post


@dataclass
class OneConnection:
    """`ports.Connections.open`."""

    platform: ScriptedPlatform | SocialPlatform
    error: Exception | None = None

    async def open(self, account: Account) -> ScriptedPlatform | SocialPlatform:
        if self.error:
            raise self.error
        return self.platform


@dataclass
class Ear:
    """The use case, and everything around it that a test may turn."""

    listening: Listening
    account: Account
    platform: ScriptedPlatform
    connection: OneConnection
    searches: PostgresSearches
    records: PostgresRecords
    acts: MemoryActs
    now: list[datetime]

    async def sweep(self) -> int:
        return await self.listening.sweep("T1", self.account.id)

    async def texts(self) -> list[str]:
        """Texts of the hits that are shown, the newest first."""
        told = await self.listening.hits("T1", "max", self.account.id)
        return [each.hit.text for each in told.found]


async def ear_over(
    database: Database, *, account: Account | None = None, real: SocialPlatform | None = None
) -> Ear:
    """Mia manages, Max is a member, Gus a guest. Workspace T1 with one account.

    Args:
        account: None to make one.
        real: a connection to a real platform, instead of the scripted one.
    """
    account = account or await account_in(database)
    people, acts = People(), MemoryActs()
    people.add("mia", admin=True)
    people.add("max")
    people.add("gus", Standing.GUEST)
    preferences = MemoryPreferences(acts)
    preferences.connect("T1", account.id)
    now, platform = [NOW], ScriptedPlatform()
    connection = OneConnection(real or platform)
    searches, records = PostgresSearches(database), PostgresRecords(database)
    listening = Listening(
        permitting=Permitting(
            directory=people, managers=MemoryManagers(acts), preferences=preferences
        ),
        searches=searches,
        accounts=PostgresAccounts(database, Vault(["k" * 40]), lambda: NOW),
        records=records,
        connections=connection,  # type: ignore[arg-type]
        acts=acts,
        clock=lambda: now[0],
        new_id=lambda: str(uuid4()),
    )
    return Ear(listening, account, platform, connection, searches, records, acts, now)
