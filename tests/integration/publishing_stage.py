"""The real Bluesky network with an account of ours that Engage writes for through a proxy that
cuts, and many questions to answer.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from assistant.community.accounts import Account, Platform
from assistant.community.drafts import Draft, DraftState
from assistant.community.posts import Author
from assistant.desk.publishing import Publishing
from assistant.platforms.connections import Connections
from assistant.platforms.http import Door, make_client
from tests.integration.connecting import make_factory, ref_of
from tests.integration.network import World
from tests.integration.people import POST, Person, Written
from tests.integration.publishing_house import TEAM, House
from tests.integration.publishing_proxy import Cut, CuttingProxy

PUT = b"POST /xrpc/com.atproto.repo.putRecord"
WORDS = "At eight 🌅, Sundays at nine: https://acme.example/hours #coffee"
MINUTE = timedelta(minutes=1)


@dataclass
class Stage:
    """See the module."""

    house: House
    world: World
    proxy: CuttingProxy
    connections: Connections
    acme: Person
    fan: Person
    account: Account
    questions: list[Written]

    @property
    def publishing(self) -> Publishing:
        return self.house.publishing(self.connections)

    async def draft(self, question: Written) -> Draft:
        """A reply to it, approved this moment."""
        self.house.clock.ahead = timedelta(0)
        fan = Author(self.fan.did, self.fan.handle)
        item = await self.house.question(self.account, question.uri, question.text, person=fan)
        target = await (await self.connections.publisher(self.account)).look(question.uri)
        return await self.house.approved(item, WORDS, seen=target.conversation)

    async def replies(self) -> Counter[str]:
        """How many replies of ours there are by the post they answer, read on the account's own
        server with the other client.
        """
        found: Counter[str] = Counter()
        cursor = None
        while True:
            listed = await self.acme.client.com.atproto.repo.list_records(
                {"repo": self.acme.did, "collection": POST, "limit": 100, "cursor": cursor}
            )
            found.update(each.value.reply.parent.uri for each in listed.records if each.value.reply)
            cursor = listed.cursor
            if not cursor:
                return found

    async def settle(self, draft: Draft, *, ticks: int = 14) -> Draft:
        """What the minutes after a failure bring."""
        return await self.house.until_settled(self.publishing, draft, ticks=ticks, step=MINUTE)

    async def sizes(self, question: Written) -> dict[tuple[str, bool], int]:
        """Bytes of one run in which nothing happens."""
        draft = await self.draft(question)
        self.proxy.begin(None)
        await self.publishing.publish(TEAM, draft.id)
        assert (await self.house.now(draft)).state is DraftState.PUBLISHED
        return dict(self.proxy.seen)


@asynccontextmanager
async def stage(house: House, world: World, questions: int) -> AsyncIterator[Stage]:
    """Everything in place: as many questions under one post of ours as there will be runs."""
    acme, fan = await world.make_person("acme"), await world.make_person("fan")
    tops = [await acme.post(f"News {n}") for n in range(questions)]
    now = datetime.now(UTC)
    asked: list[Written] = []
    for n, top in enumerate(tops):
        asked.append(await fan.reply(top, f"When do you open on day {n}?", at=now))
    await world.settle()
    async with CuttingProxy(world.network.pds, PUT) as proxy:
        door = Door.make([proxy.url, world.network.pds], "")
        async with make_client(door) as client:
            factory = make_factory(client, public_url=proxy.url, service_url=proxy.url, total_s=8)
            ref, secret = ref_of(acme), await acme.app_password()
            profile, credential = await factory.sign_in(ref, secret, None)
            account = await house.accounts.add(TEAM, ref, profile, credential)
            connections = Connections({Platform.BLUESKY: factory}, house.accounts)
            yield Stage(house, world, proxy, connections, acme, fan, account, asked)
            await connections.close()


def cuts(dice: random.Random, sizes: dict[tuple[str, bool], int], runs: int) -> Sequence[Cut]:
    """Cuts spread evenly over all bytes of a run in both directions, half of them over the bytes
    of the write alone; the last are behind the last byte.
    """
    made = []
    for number in range(runs):
        direction, of_write = ("up", "down")[number % 2], number % 4 < 2
        many = max(1, runs // 4)
        size = sizes[direction, of_write]
        byte = min(size, round(size * (number // 4 + dice.random()) / many))
        made.append(
            Cut(direction, byte, of_write, dice.randrange(4), dice.random() < 0.3)  # type: ignore[arg-type]
        )
    return made
