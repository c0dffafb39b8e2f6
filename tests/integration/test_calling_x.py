"""X lets a program answer whoever named or quoted the account, and nobody else: each card says from
the start which it is. What X tells travels from its answer over a real database to the card.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from redis.asyncio import Redis

from assistant.community.accounts import Account, Platform
from assistant.community.inbox import Item, Origin
from assistant.community.rules import Action, Way, rule_of
from assistant.desk.connecting import Connecting
from assistant.desk.item_views import ItemViews
from assistant.desk.linking import Linking
from assistant.desk.permitting import Permitting
from assistant.desk.syncing import Syncing
from assistant.platforms.connections import Connections
from assistant.ports.publishing import Verdict
from assistant.storage.accounts import PostgresAccounts
from assistant.storage.database import Database
from assistant.storage.familiar import PostgresFamiliar
from assistant.storage.records import PostgresRecords
from assistant.storage.vault import Vault
from assistant.storage.workspaces import PostgresWorkspaces
from handlers import ids
from handlers.render.cards import card
from tests.doubles.x import Post, User
from tests.integration.inbox_house import InboxHouse, NoLint
from tests.integration.x_kit import Kit, kit

pytestmark = pytest.mark.integration

UNNAMED = Verdict(Way.BY_HAND, rule_of(Platform.X, Action.REPLY_UNNAMED).text)
UNCALLED = Verdict(Way.BY_HAND, rule_of(Platform.X, Action.REPLY_UNCALLED).text)
BY_ENGAGE = None
"""What only the look before sending could still forbid."""


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Talk:
    """Acme on X, connected, with a post of its own, and what our side makes of what is said."""

    place: Kit
    house: InboxHouse
    connections: Connections
    syncing: Syncing
    acme: User
    top: Post

    @property
    def account(self) -> Account:
        return self.house.account

    async def read(self) -> None:
        """A sync, and the inbox after it."""
        freshness = await self.syncing.refresh(self.account, max_age=timedelta(0), within_s=60)
        assert freshness.complete, freshness.trouble
        self.house.now = now()
        await self.house.triage()

    async def verdict(self, post: Post) -> Verdict | None:
        """What the card of a post goes by; it says why where Engage may not."""
        item = await self.item(post)
        drafted = await self.house.drafted(item, target_id=item.last.id)
        views = ItemViews(
            accounts=self.house.accounts,
            familiar=PostgresFamiliar(self.house.database),
            drafts=self.house.drafts,
            preferences=self.house.preferences,
            publishers=self.connections,
            lint=NoLint(),
            clock=now,
        )
        view = await views.of(item)
        shown = json.dumps(card(view).blocks, ensure_ascii=False)
        assert drafted.text in shown
        by_hand = view.verdict is not None
        assert (f'"{ids.APPROVE}"' in shown) is not by_hand
        assert (f'"{ids.COPY}"' in shown) is by_hand
        assert (f'"{ids.POSTED}"' in shown) is by_hand
        assert not view.verdict or view.verdict.reason in shown
        return view.verdict

    async def item(self, post: Post) -> Item:
        found = await self.house.inbox.of_part(*self.house.at, post.id)
        assert found
        return found

    async def by_link(self, post: Post) -> Item:
        """As somebody names it in Slack."""
        people, managers = self.house.people, self.house.managers
        linking = Linking(
            permitting=Permitting(
                directory=people, managers=managers, preferences=self.house.preferences
            ),
            accounts=self.house.accounts,
            connections=self.connections,
            inbox=self.house.inbox,
            clock=self.house.clock,
            new_id=lambda: str(uuid4()),
        )
        url = f"https://x.com/{post.author.username}/status/{post.id}"
        return await linking.item_of_link(self.account.workspace_id, "U1", url)


@pytest.fixture(params=["tweet", "post"])
async def talk(
    request: pytest.FixtureRequest, database: Database, valkey: Redis
) -> AsyncIterator[Talk]:
    async with kit(request.param) as place:
        acme = place.x.world.join("Acme")
        top = place.x.world.post(acme, "New beans are in", at=now() - timedelta(days=1))
        await PostgresWorkspaces(database).ensure("T1", "One")
        accounts = PostgresAccounts(database, Vault(["k" * 40]), now)
        connections = Connections({Platform.X: place.factory}, accounts)
        connecting = Connecting(accounts, connections)
        account = await connecting.sign_in("T1", place.ref(acme), place.secret(acme))
        house = InboxHouse(database, valkey, account)
        syncing = Syncing(accounts, PostgresRecords(database), connections, now)
        yield Talk(place, house, connections, syncing, acme, top)
        await connections.close()


async def test_whoever_did_not_name_us_is_answered_by_hand_from_the_start(talk: Talk) -> None:
    world = talk.place.x.world
    fay, gil, hal = world.join("fay"), world.join("gil"), world.join("hal")
    named = world.reply(fay, talk.top, "When do you open?")
    unnamed = world.reply(gil, talk.top, "Is it worth the way?", named=False)
    aside = world.reply(hal, named, "Do they open on Sundays?")
    mentioned = world.post(hal, "@acme do you ship to Norway?")

    await talk.read()

    assert await talk.verdict(named) == BY_ENGAGE
    assert await talk.verdict(unnamed) == UNNAMED
    assert await talk.verdict(aside) == UNNAMED
    assert await talk.verdict(mentioned) == BY_ENGAGE


async def test_a_quote_of_ours_calls_us_and_one_of_others_is_looked_at_before_sending(
    talk: Talk,
) -> None:
    world = talk.place.x.world
    fay = world.join("fay")
    ours = world.post(talk.acme, "We open at eight", at=now() - timedelta(hours=5))
    other = world.post(fay, "Elsewhere they open at six")
    in_thread = world.post(fay, "Is this still so?", reply_to=talk.top, quote_of=ours)
    beside = world.post(fay, "Why not like them?", reply_to=talk.top, quote_of=other)
    quoting = world.quote(fay, ours, "At eight on Sundays, too?")

    await talk.read()

    assert await talk.verdict(in_thread) == BY_ENGAGE
    assert await talk.verdict(quoting) == BY_ENGAGE
    assert (await talk.item(beside)).last.calls_us is None
    assert await talk.verdict(beside) == BY_ENGAGE


async def test_naming_us_in_an_edit_makes_it_engages_to_answer(talk: Talk) -> None:
    world = talk.place.x.world
    fay = world.join("fay")
    comment = world.reply(fay, talk.top, "Is it worth the way?", named=False)
    await talk.read()
    assert await talk.verdict(comment) == UNNAMED

    world.edit(comment, "@acme is it worth the way?")
    await talk.read()

    assert (await talk.item(comment)).last.calls_us
    assert await talk.verdict(comment) == BY_ENGAGE


async def test_a_link_is_judged_alike(talk: Talk) -> None:
    world = talk.place.x.world
    fay = world.join("fay")
    tops = [talk.top, world.post(fay, "Good coffee in town?")]
    found = [
        await talk.by_link(post)
        for post in (
            world.reply(fay, tops[0], "Hello, open?"),
            world.reply(fay, tops[0], "Open today?", named=False),
            world.quote(fay, tops[0], "Open as well?"),
            tops[1],
        )
    ]
    verdicts = [await talk.verdict(world.posts[each.last.id]) for each in found]

    assert [each.origin for each in found] == [Origin.LINK, Origin.LINK, Origin.LINK, Origin.SEARCH]
    assert verdicts == [BY_ENGAGE, UNNAMED, BY_ENGAGE, UNCALLED]
