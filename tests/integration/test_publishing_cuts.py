"""Cut off after every n-th byte, in both directions, before the real server: each reply ends
published, and is there once.

How often: `tests.proving`; `make prove` takes 200 runs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator

import pytest

from assistant.community.drafts import DraftState
from assistant.storage.database import Database
from tests.integration.network import World
from tests.integration.publishing_house import TEAM, open_house
from tests.integration.publishing_stage import Stage, cuts, stage
from tests.proving import RUNS, at_least, throw_dice

pytestmark = [pytest.mark.integration, pytest.mark.network, pytest.mark.timeout(300 + 20 * RUNS)]


@pytest.fixture
async def place(database: Database, world: World) -> AsyncIterator[Stage]:
    async with stage(await open_house(database), world, RUNS + 1) as made:
        yield made


async def test_cut_after_any_byte_each_reply_is_published_once(place: Stage) -> None:
    dice = throw_dice()
    sizes = await place.sizes(place.questions[-1])
    print(f"bytes of a run: {sizes}")
    ends: Counter[str] = Counter()
    happened = 0
    for run, cut in enumerate(cuts(dice, sizes, RUNS)):
        question = place.questions[run]
        place.proxy.begin(None)
        draft = await place.draft(question)
        place.proxy.begin(cut)
        await place.publishing.publish(TEAM, draft.id)
        happened += place.proxy.happened
        done = await place.settle(draft)
        posts = (await place.replies())[question.uri]
        story = ">".join((await place.house.story(draft))[2:])
        print(f"run {run:3} cut {cut!s:40} {story:60} {done.state} posts {posts}")
        assert (done.state, posts) == (DraftState.PUBLISHED, 1), f"run {run}, {cut}"
        ends[story] += 1
    print(f"{RUNS} runs, {happened} really cut: {dict(ends)}")
    assert happened >= at_least(0.8)
    await shown_once(place)


async def shown_once(place: Stage) -> None:
    """Everybody else sees one reply to each question, too."""
    await place.world.settle()
    for question in place.questions:
        told = await place.fan.client.app.bsky.feed.get_post_thread({"uri": question.uri})
        assert len(told.thread.replies or []) == 1
