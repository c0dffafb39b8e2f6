"""On a server that overlooks the Idempotency-Key (our double, as GoToSocial): whatever breaks, a
reply is there exactly once, or it is unknown and one person is asked one question.

How often: `tests.proving`; `make prove` takes 200 runs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from assistant.community.accounts import Account, AccountRef, Platform, Profile
from assistant.community.drafts import Draft, DraftState
from assistant.community.posts import Author
from assistant.community.publication import LOOKING
from assistant.desk.publishing import Publishing
from assistant.platforms.connections import Connections
from assistant.platforms.http import Door, make_client
from assistant.platforms.limits import Limits
from assistant.platforms.mastodon_signing import MastodonFactory
from assistant.platforms.reading import Patience, Reader
from assistant.ports import Credential
from assistant.storage.database import Database
from tests.doubles.mastodon import Fault, MastodonServer, Status
from tests.integration.mastodon_kit import now
from tests.integration.publishing_house import ANNA, TEAM, House, open_house
from tests.integration.publishing_once import troubles
from tests.integration.publishing_proxy import CuttingProxy
from tests.integration.publishing_stage import MINUTE
from tests.proving import RUNS, throw_dice

pytestmark = [pytest.mark.integration, pytest.mark.timeout(300 + 20 * RUNS)]

POST = b"POST /api/v1/statuses"
WORDS = "@fan@elsewhere.example At eight 🌅: https://acme.example/hours #coffee"
FAULTS = (
    Fault("cut"),
    Fault("cut", before=True),
    Fault("slow"),
    Fault("slow", before=True),
    Fault("status", 500),
    Fault("status", 502, before=True),
    Fault("status", 504),
)


@dataclass
class Place:
    """Acme on the server, Engage writing for it through a proxy that cuts."""

    house: House
    server: MastodonServer
    proxy: CuttingProxy
    connections: Connections
    account: Account

    def __post_init__(self) -> None:
        world = self.server.world
        self.acme = world.find("acme")
        self.fan = world.join("fan", "elsewhere.example")

    @property
    def publishing(self) -> Publishing:
        return self.house.publishing(self.connections)

    async def approved(self) -> tuple[Status, Draft]:
        """A new question, and a reply to it that was approved this moment."""
        assert self.acme
        self.house.clock.move(seconds=-self.house.clock.ahead.total_seconds())
        top = self.server.world.post(self.acme, "News")
        asked = self.server.world.reply(self.fan, top, "When do you open?")
        target_id = f"{urlsplit(self.proxy.url).netloc}/{asked.id}"
        target = await (await self.connections.publisher(self.account)).look(target_id)
        fan = Author("fan@elsewhere.example", "@fan@elsewhere.example")
        item = await self.house.question(self.account, target_id, target.text, person=fan)
        return asked, await self.house.approved(item, WORDS, seen=target.conversation)

    def replies(self, asked: Status) -> int:
        """As the server has it."""
        return sum(each.author is self.acme for each in self.server.world.replies(asked))

    async def settle(self, draft: Draft) -> Draft:
        """The minutes after."""
        return await self.house.until_settled(self.publishing, draft, ticks=6, step=MINUTE)


@pytest.fixture
async def place(database: Database) -> AsyncIterator[Place]:
    async with mastodon_place(database) as made:
        yield made


@asynccontextmanager
async def mastodon_place(database: Database) -> AsyncIterator[Place]:
    house = await open_house(database)
    async with MastodonServer("gotosocial") as server, CuttingProxy(server.url, POST) as proxy:
        acme, host = server.world.join("acme"), urlsplit(proxy.url).netloc
        door = Door.make([], f"http://{host}")
        async with make_client(door) as client:
            patience = Patience(attempts=3, first_s=0.01, longest_s=0.1)
            reader = Reader(client, Limits(now), patience=patience, total_s=1.0)
            factory = MastodonFactory(reader, door, now)
            ref = AccountRef(Platform.MASTODON, f"@acme@{host}")
            credential = Credential(proxy.url, f"acme@{host}", server.token(acme), {})
            profile = Profile(f"acme@{host}", ref.handle, "Acme", "", None, None, None)
            account = await house.accounts.add(TEAM, ref, profile, credential)
            connections = Connections({Platform.MASTODON: factory}, house.accounts)
            yield Place(house, server, proxy, connections, account)


async def one_run(place: Place, run: int, trouble: object) -> str:
    """Publish into trouble; then a person who looks answers what Engage asks."""
    asked, draft = await place.approved()
    if isinstance(trouble, Fault):
        place.server.faults.append(trouble)
        place.proxy.begin(None)
    else:
        place.proxy.begin(trouble)  # type: ignore[arg-type]
    await place.publishing.publish(TEAM, draft.id)
    left = await place.settle(draft)
    posts = place.replies(asked)
    story = (await place.house.story(draft))[2:]
    print(f"run {run:3} {trouble!s:46} {'>'.join(story):44} {left.state.value:9} posts {posts}")
    if left.state is DraftState.PUBLISHED:
        assert posts == 1, f"run {run}"
        return "published"
    assert left.state is DraftState.UNKNOWN, f"run {run}"
    assert posts == 0, f"run {run}: it is there, and was not found"
    assert (story.count("unknown"), story.count("sent")) == (1, 1), f"run {run}"
    assert left.problem == LOOKING
    place.server.faults.clear()
    settled = await place.publishing.settle(TEAM, ANNA, draft.id, there=False)
    assert (settled.state, place.replies(asked)) == (DraftState.PUBLISHED, 1), f"run {run}"
    return "asked, then published"


async def test_without_a_key_a_reply_is_there_once_or_a_person_is_asked(place: Place) -> None:
    dice = throw_dice()
    _, draft = await place.approved()
    place.proxy.begin(None)
    await place.publishing.publish(TEAM, draft.id)
    ends: Counter[str] = Counter()
    for run, trouble in enumerate(troubles(dice, dict(place.proxy.seen), FAULTS)):
        ends[await one_run(place, run, trouble)] += 1
    print(f"{RUNS} runs: {dict(ends)}")
    assert set(ends) == {"published", "asked, then published"}
