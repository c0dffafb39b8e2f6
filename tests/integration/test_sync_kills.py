"""Killed at random instants while others write and delete, the records end equal to the network.

How often: `tests.proving`; `make prove` takes 100 kills.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from assistant.bootstrap import Desk, open_desk
from assistant.community.accounts import AccountRef, Platform
from assistant.community.periods import Period
from assistant.community.posts import Kind
from assistant.settings import Settings
from tests import quick
from tests.integration.network import Network, World
from tests.integration.people import Person, Written
from tests.proving import RUNS, throw_dice

pytestmark = [pytest.mark.integration, pytest.mark.network, pytest.mark.timeout(300 + 20 * RUNS)]
WORKSPACE = "T1"


class Crowd:
    """People who write and delete under our posts until told to stop."""

    def __init__(self, us: Person, fans: list[Person], dice: random.Random) -> None:
        self.us = us
        self.fans = fans
        self.dice = dice
        self.tops: list[Written] = []
        self.replies: list[tuple[Person, Written]] = []
        self.likes: dict[tuple[str, str], tuple[Person, Written]] = {}
        self.answered: Counter[str] = Counter()
        self.acts = 0

    async def act(self) -> None:
        """Do one random thing."""
        fan = self.dice.choice(self.fans)
        kind = self.dice.choice(["reply", "reply", "nested", "like", "unlike", "delete", "answer"])
        top = self.dice.choice(self.tops)
        if kind == "reply" or (kind == "nested" and not self.replies):
            self.replies.append((fan, await fan.reply(top, "Hello")))
        elif kind == "nested":
            await self._answer(fan, self.dice.choice(self.replies)[1])
        elif kind == "like" and (fan.did, top.uri) not in self.likes:
            self.likes[fan.did, top.uri] = (fan, await fan.like(top))
        elif kind == "unlike" and self.likes:
            person, like = self.likes.pop(self.dice.choice(sorted(self.likes)))
            await person.delete(like)
        elif kind == "delete":
            await self._delete_a_leaf()
        elif kind == "answer" and self.replies:
            await self._answer(self.us, self.dice.choice(self.replies)[1])
        self.acts += 1

    async def _delete_a_leaf(self) -> None:
        """Only what nobody answered: below a gap the network shows nothing any more."""
        leaves = [each for each in self.replies if not self.answered[each[1].uri]]
        if leaves:
            leaf = self.dice.choice(leaves)
            self.replies.remove(leaf)
            await leaf[0].delete(leaf[1])

    async def _answer(self, person: Person, parent: Written) -> None:
        answer = await person.reply(parent, "Same here")
        self.answered[parent.uri] += 1
        if person is not self.us:
            self.replies.append((person, answer))


@pytest.fixture
async def settings(
    database_url: str, redis_url: str, emptied: None, network: Network
) -> dict[str, str]:
    return {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "ENGAGE_SECRET_KEY": "k" * 40,
        "BLUESKY_PUBLIC_URL": network.appview,
        "BLUESKY_SERVICE_URL": network.pds,
    }


@pytest.fixture
async def desk(settings: dict[str, str]) -> AsyncIterator[Desk]:
    async with open_desk(Settings.from_env(settings)) as desk:
        await desk.workspaces.ensure(WORKSPACE, "One")
        yield desk


async def on_the_network(us: Person, world: World) -> tuple[set[str], set[tuple[str, str]]]:
    """Replies by others and likes under our posts, read with the other client."""
    replies: set[str] = set()
    likes: set[tuple[str, str]] = set()

    def walk(node: object) -> None:
        for below in getattr(node, "replies", None) or []:
            post = getattr(below, "post", None)
            if post is not None and post.author.did != us.did:
                replies.add(post.uri)
            walk(below)

    # Without our own answers: they would fill the page.
    which = {"actor": us.did, "limit": 100, "filter": "posts_no_replies"}
    feed = await us.client.app.bsky.feed.get_author_feed(which)
    for item in feed.feed:
        thread = await us.client.app.bsky.feed.get_post_thread({"uri": item.post.uri, "depth": 100})
        walk(thread.thread)
        given = await us.client.app.bsky.feed.get_likes({"uri": item.post.uri, "limit": 100})
        likes |= {(like.actor.did, item.post.uri) for like in given.likes}
    return replies, likes


async def test_killed_at_random_the_records_end_equal_to_the_network(
    world: World, desk: Desk, settings: dict[str, str]
):
    dice = throw_dice()
    us = await world.make_person("acme")
    crowd = Crowd(us, [await world.make_person(f"fan{n}") for n in range(3)], dice)
    crowd.tops = [
        await us.post(f"Post {n}", at=datetime.now(UTC) - timedelta(days=n * 9)) for n in range(5)
    ]
    for _ in range(12):
        await crowd.act()
    await world.settle()
    account = await desk.connecting.watch(WORKSPACE, AccountRef(Platform.BLUESKY, us.handle))

    swept = 0
    for _ in range(RUNS):
        swept += await sweep_and_kill(settings, account.id, crowd, dice)
    await world.settle()
    freshness = await desk.syncing.refresh(account, max_age=timedelta(0), within_s=120)

    assert freshness.complete, freshness
    assert crowd.replies, "nothing to compare"
    now = datetime.now(UTC)
    everything = Period(now - timedelta(days=1), now + timedelta(minutes=1))
    replies, likes = await on_the_network(us, world)
    found = Counter(await desk.records.totals(WORKSPACE, account.id, everything))
    inbound = await desk.records.inbound(WORKSPACE, account.id, everything)
    assert replies == {each.interaction.id for each in inbound}
    assert len(replies) == found[Kind.REPLY]
    assert len(likes) == found[Kind.LIKE]
    print(f"{crowd.acts} acts, {swept} whole sweeps between kills")
    print(f"{len(replies)} replies and {len(likes)} likes at the end, equal to the network")


async def sweep_and_kill(
    settings: dict[str, str], account_id: str, crowd: Crowd, dice: random.Random
) -> int:
    """Start a sweeping process, let people act, kill it at a random instant."""
    child = await asyncio.create_subprocess_exec(
        *quick.module("tests.integration.sweeping_child"),
        WORKSPACE,
        account_id,
        env={**os.environ, **settings},
        stdout=asyncio.subprocess.PIPE,
    )
    assert child.stdout
    swept = 0
    end = asyncio.get_running_loop().time() + 0.2 + dice.random() * 0.9
    while (left := end - asyncio.get_running_loop().time()) > 0:
        await crowd.act()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(child.stdout.readline(), min(left, dice.random() * 0.2))
            swept += 1
    assert child.returncode is None, "the sweeping process ended by itself"
    child.kill()
    await child.wait()
    return swept
