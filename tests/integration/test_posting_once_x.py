"""Posts of our own on X (our double): whatever breaks, a post with an image and every post of a thread
are there exactly once, or it is unknown and one person is asked one question.

How often: `tests.proving`; `make prove` takes 200 runs of each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from assistant.community.drafts import Draft, DraftState
from assistant.storage.database import Database
from tests.doubles.x import Fault, Post
from tests.integration.pictures import attached
from tests.integration.publishing_crew import workers
from tests.integration.publishing_house import ANNA, TEAM
from tests.integration.publishing_once import Place, deaths, troubles
from tests.integration.publishing_proxy import Cut
from tests.integration.x_once import XShore, opened, settings_of
from tests.proving import RUNS, at_least, throw_dice

pytestmark = [pytest.mark.integration, pytest.mark.timeout(300 + 40 * RUNS)]


@dataclass
class Studio:
    """Where posts of one shape go out."""

    place: Place
    shape: str

    @property
    def shore(self) -> XShore:
        assert isinstance(self.place.shore, XShore)
        return self.place.shore

    async def approved(self, run: int) -> Draft:
        """Approved two hours before its time, which is now."""
        house = self.place.house
        house.clock.ahead = timedelta(0)
        count = 3 if self.shape == "thread" else 1
        words = [f"Run {run} part {n}: five ways 🌅 https://acme.example/b" for n in range(count)]
        images = (attached(f"A cup, number {run}"),) if self.shape == "image" else ()
        draft = await house.post(self.place.account, *words, images=images)
        now = house.clock()
        return await house.approve(draft, approved_at=now - timedelta(hours=2), send_at=now)

    async def sizes(self) -> dict[tuple[str, bool], int]:
        """Bytes of one run in which nothing happens."""
        draft = await self.approved(10_000)
        self.place.proxy.begin(None)
        await self.place.publishing.publish(TEAM, draft.id)
        left = await self.place.settle(draft)
        assert await self.end(left, "nothing happens") == "published"
        return dict(self.place.proxy.seen)

    def there(self, draft: Draft) -> list[Post]:
        """What X has of it, in order."""
        posts = self.shore.x.world.posts.values()
        return [each for each in posts if each.text in draft.posts]

    def check(self, draft: Draft, where: str) -> None:
        """What is there is the beginning of it: each post once, in order, each under the one
        before.
        """
        posts = self.there(draft)
        assert [each.text for each in posts] == list(draft.posts[: len(posts)]), where
        assert [each.reply_to for each in posts] == [None, *posts][: len(posts)], where
        assert all(bool(each.media) == (self.shape == "image") for each in posts), where

    async def end(self, left: Draft, where: str) -> str:
        """How a run was left; a person who looked answers what Engage asks."""
        self.check(left, where)
        asked = left.state is DraftState.UNKNOWN
        if asked:
            out = len(self.there(left))
            assert out == len(left.out), f"{where}: it is there, and was not found"
            self.shore.mend()
            self.place.proxy.begin(None)
            left = await self.place.publishing.settle(TEAM, ANNA, left.id, there=False)
            left = await self.place.settle(left)
        self.shore.mend()
        print(f"{where:56} asked {asked!s:5} {left.state} out {len(left.out)}")
        self.check(left, where)
        assert left.state is DraftState.PUBLISHED, where
        assert len(self.there(left)) == len(left.posts) == len(left.out), where
        return "asked, then published" if asked else "published"


@pytest.fixture(params=[("image", "post"), ("thread", "tweet")], ids="-".join)
async def studio(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[Studio]:
    """One shape in each of X's dialects: what is sent is the same in both."""
    shape, dialect = request.param
    async with opened(dialect, database) as place:
        yield Studio(place, shape)


async def test_whatever_breaks_a_post_is_there_once_or_a_person_is_asked(studio: Studio) -> None:
    """Faults of the platform strike any post of a thread."""
    place, dice, ends = studio.place, throw_dice(), Counter[str]()
    for run, trouble in enumerate(troubles(dice, await studio.sizes(), studio.shore.faults)):
        place.proxy.begin(None)
        draft = await studio.approved(run)
        if isinstance(trouble, Cut):
            place.proxy.begin(trouble)
        else:
            assert isinstance(trouble, Fault)
            for _ in range(dice.randrange(len(draft.posts))):
                await place.publishing.publish(TEAM, draft.id)
            studio.shore.break_down(trouble)
        await place.publishing.publish(TEAM, draft.id)
        ends[await studio.end(await place.settle(draft), f"run {run:3} {trouble!s:46.46}")] += 1
    print(f"{studio.shape}: {run + 1} runs: {dict(ends)}")
    assert set(ends) == {"published", "asked, then published"}


async def test_killed_anywhere_a_post_is_there_once_or_a_person_is_asked(
    studio: Studio, database_url: str, redis_url: str
) -> None:
    """The process dies with each step it takes, or after any byte that it sends or is sent."""
    place, ends, settings = studio.place, Counter[str](), await settings_of(studio.place)
    sizes = await studio.sizes()
    async with workers(place, database_url, redis_url, settings=settings) as crew:
        struck = deaths(place, crew, throw_dice(), sizes, studio.approved)
        async for run, death in struck:
            ends[f"exit {death.code}"] += 1
            ends[await studio.end(death.done, f"run {run:3} {death}")] += 1
    print(f"{studio.shape}: {RUNS} runs: {dict(ends)}")
    assert ends["exit -9"] >= at_least(0.5)
    assert ends["published"]
