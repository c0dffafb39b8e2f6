"""On Facebook and on Instagram (our double): whatever breaks, a reply and a post are there exactly
once, or it is unknown and one person is asked one question.

How often: `tests.proving`; `make prove` takes 200 runs of each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import cast

import pytest

from assistant.community.accounts import AccountRef, Platform
from assistant.community.drafts import Draft, DraftState
from assistant.community.posts import Author
from assistant.platforms.connections import Connections
from assistant.platforms.reading import Patience
from assistant.storage.database import Database
from tests.doubles.meta import Fault, GraphError, MetaServer
from tests.doubles.meta.nodes import Comment, IgComment, IgMedia, PagePost
from tests.integration import publishing_once
from tests.integration.meta_kit import Kit, kit
from tests.integration.pictures import attached
from tests.integration.publishing_crew import workers
from tests.integration.publishing_house import ANNA, TEAM, open_house
from tests.integration.publishing_once import (
    Place,
    Question,
    broken_anywhere,
    deaths,
    killed_anywhere,
    troubles,
)
from tests.integration.publishing_proxy import Cut, CuttingProxy
from tests.proving import RUNS, at_least, throw_dice

pytestmark = [pytest.mark.integration, pytest.mark.timeout(300 + 40 * RUNS)]

EDGES = {Platform.FACEBOOK: "comments", Platform.INSTAGRAM: "replies"}
WRITES = {Platform.FACEBOOK: "feed", Platform.INSTAGRAM: "media_publish"}


def faults(edge: str) -> tuple[Fault, ...]:
    """What can go wrong with the call that writes."""
    return (
        Fault("cut", edge, "POST"),
        Fault("cut", edge, "POST", before=True),
        Fault("slow", edge, "POST"),
        Fault("slow", edge, "POST", before=True),
        Fault("half", edge, "POST"),
        Fault("status", edge, "POST", status=500),
        Fault("status", edge, "POST", status=502, before=True),
        Fault("error", edge, "POST", error=GraphError(2)),
        Fault("error", edge, "POST", error=GraphError(1), before=True),
    )


class MetaShore:
    """See `publishing_once.Shore`."""

    words = "At eight 🌄 & later: https://acme.example/hours #coffee"

    def __init__(self, platform: Platform, meta: MetaServer) -> None:
        self.platform, self.meta = platform, meta
        self.kit: Kit
        self.faults = faults(EDGES[platform])

    def ask(self) -> Question:
        world = self.meta.world
        if self.platform is Platform.FACEBOOK:
            fan = world.person("Fan")
            asked: Comment | IgComment = world.comment(
                fan, world.post(self.kit.page, "News"), "When do you open?"
            )
            return Question(asked.id, Author(fan.id, "Fan", "Fan"))
        friend = world.instagram("fan")
        asked = world.remark(friend, world.media(self.kit.insta, "News"), "When do you open?")
        return Question(asked.id, Author(friend.id, "fan", "fan"))

    def answers(self, question: Question) -> int:
        kind = Comment if self.platform is Platform.FACEBOOK else IgComment
        us = self.kit.page if self.platform is Platform.FACEBOOK else self.kit.insta
        found = cast("list[Comment | IgComment]", [*self.meta.world.all(kind)])
        return sum(
            bool(each.parent and each.parent.id == question.id and each.author is us)
            for each in found
        )

    def posts(self, words: str) -> int:
        """How often a post of ours with these words is there."""
        if self.platform is Platform.FACEBOOK:
            return sum(each.message == words for each in self.meta.world.all(PagePost))
        return sum(each.caption == words for each in self.meta.world.all(IgMedia))

    def break_down(self, fault: Fault) -> None:
        self.meta.faults.append(fault)

    def mend(self) -> None:
        self.meta.faults.clear()


@asynccontextmanager
async def opened(platform: Platform, database: Database, write: bytes) -> AsyncIterator[Place]:
    """An account at Meta; the proxy counts from the request that writes on."""
    house, patience = await open_house(database), Patience(attempts=3, first_s=0.01, longest_s=0.1)
    async with MetaServer() as meta, CuttingProxy(meta.url, write) as proxy:
        shore = MetaShore(platform, meta)
        async with kit(server=meta, url=proxy.url, patience=patience, total_s=1.0) as made:
            shore.kit = made
            factory = made.facebook if platform is Platform.FACEBOOK else made.instagram
            ref = AccountRef(platform, "acme")
            profile, credential = await factory.sign_in(ref, made.token, None)
            account = await house.accounts.add(TEAM, ref, profile, credential)
            connections = Connections({platform: factory}, house.accounts)
            async with publishing_once.place(house, shore, proxy, connections, account) as all_:
                yield all_


@pytest.fixture(params=[Platform.FACEBOOK, Platform.INSTAGRAM])
async def place(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[Place]:
    async with opened(request.param, database, b"POST /v26.0/") as made:
        yield made


async def test_whatever_breaks_a_reply_is_there_once_or_a_person_is_asked(place: Place) -> None:
    ends = await broken_anywhere(place, throw_dice())
    assert set(ends) == {"published", "asked, then published"}


def settings_of(place: Place) -> dict[str, str]:
    """Of a worker before the double."""
    shore = cast("MetaShore", place.shore)
    return {
        "GRAPH_API_URL": f"{place.proxy.url}/v26.0",
        "META_WEB_URL": place.proxy.url,
        "META_APP_ID": shore.meta.app.id,
        "META_APP_SECRET": shore.meta.app.secret,
        "ENGAGE_PUBLIC_URL": shore.kit.images_url,
    }


async def test_killed_anywhere_a_reply_is_there_once_or_a_person_is_asked(
    place: Place, database_url: str, redis_url: str
) -> None:
    async with workers(place, database_url, redis_url, settings=settings_of(place)) as crew:
        ends = await killed_anywhere(place, crew, throw_dice())
    assert ends["exit -9"] >= at_least(0.7)
    assert ends["published"]


# -- posts of our own -------------------------------------------------------------------------


@pytest.fixture(params=[("facebook", 0), ("facebook", 2), ("instagram", 1), ("instagram", 2)])
async def studio(
    request: pytest.FixtureRequest, database: Database
) -> AsyncIterator[tuple[Place, int]]:
    """Where posts go out, with how many images each."""
    platform = Platform(request.param[0])
    write = f"/{WRITES[platform]}".encode()
    async with opened(platform, database, write) as made:
        yield made, request.param[1]


async def approved(place: Place, images: int, run: int) -> Draft:
    """Approved two hours before its time, which is now."""
    place.house.clock.ahead = timedelta(0)
    cups = tuple(attached(f"Cup {n} of run {run}") for n in range(images))
    draft = await place.house.post(place.account, f"Five ways, part {run} #coffee", images=cups)
    now = place.house.clock()
    return await place.house.approve(draft, approved_at=now - timedelta(hours=2), send_at=now)


async def one_run(place: Place, draft: Draft, trouble: Cut | Fault | None) -> str:
    """Publish into trouble."""
    shore = cast("MetaShore", place.shore)
    place.proxy.begin(trouble if isinstance(trouble, Cut) else None)
    if isinstance(trouble, Fault):
        shore.break_down(trouble)
    await place.publishing.publish(TEAM, draft.id)
    return await end(place, await place.settle(draft), f"{trouble}")


async def end(place: Place, left: Draft, where: str) -> str:
    """How a run was left; a person who looked answers what Engage asks."""
    shore = cast("MetaShore", place.shore)
    asked = left.state is DraftState.UNKNOWN
    if asked:
        assert shore.posts(left.text) == 0, f"{where}: it is there, and was not found"
        shore.mend()
        left = await place.publishing.settle(TEAM, ANNA, left.id, there=False)
    shore.mend()
    assert (left.state, shore.posts(left.text)) == (DraftState.PUBLISHED, 1), where
    return "asked, then published" if asked else "published"


async def test_whatever_breaks_a_post_is_there_once_or_a_person_is_asked(
    studio: tuple[Place, int],
) -> None:
    place, images = studio
    shore = cast("MetaShore", place.shore)
    shore.meta.routes.instagram.most = 10**6
    await one_run(place, await approved(place, images, 10_000), None)
    sizes = dict(place.proxy.seen)
    ends: Counter[str] = Counter()
    wrong = faults(WRITES[shore.platform])
    for run, trouble in enumerate(troubles(throw_dice(), sizes, wrong)):
        ends[await one_run(place, await approved(place, images, run), trouble)] += 1
    print(f"{shore.platform}, {images} images, {run + 1} runs: {dict(ends)}")
    assert set(ends) == {"published", "asked, then published"}


@pytest.mark.parametrize("studio", [("facebook", 2), ("instagram", 2)], indirect=True)
async def test_killed_anywhere_a_post_is_there_once_or_a_person_is_asked(
    studio: tuple[Place, int], database_url: str, redis_url: str
) -> None:
    """Also while a container is made: another one is made then, and one is published."""
    place, images = studio
    shore = cast("MetaShore", place.shore)
    shore.meta.routes.instagram.most = 10**6
    await one_run(place, await approved(place, images, 10_000), None)
    sizes, ends = dict(place.proxy.seen), Counter[str]()

    async def post(run: int) -> Draft:
        return await approved(place, images, run)

    async with workers(place, database_url, redis_url, settings=settings_of(place)) as crew:
        async for run, death in deaths(place, crew, throw_dice(), sizes, post):
            ends[f"exit {death.code}"] += 1
            ends[await end(place, death.done, f"run {run} {death}")] += 1
    print(f"{shore.platform}, {images} images, {RUNS} runs: {dict(ends)}")
    assert ends["exit -9"] >= at_least(0.7)
    assert ends["published"]
