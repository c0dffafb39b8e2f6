"""Posts of our own cut off after every n-th byte, in both directions, before the real server: a
scheduled one, a thread of three, one with an image. Each ends published, and every post of it is
there once.

How often: `tests.proving`; `make prove` takes 200 runs of each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator

import pytest

from assistant.storage.database import Database
from tests.integration.network import World
from tests.integration.posting_stage import SHAPES, Posts
from tests.integration.publishing_house import TEAM, open_house
from tests.integration.publishing_stage import Stage, cuts, stage
from tests.proving import RUNS, at_least, throw_dice

pytestmark = [pytest.mark.integration, pytest.mark.network, pytest.mark.timeout(300 + 30 * RUNS)]


@pytest.fixture
async def place(database: Database, world: World) -> AsyncIterator[Stage]:
    async with stage(await open_house(database), world, 0) as made:
        yield made


@pytest.mark.parametrize("shape", SHAPES)
async def test_cut_after_any_byte_every_post_is_published_once(place: Stage, shape: str) -> None:
    dice, posts = throw_dice(), Posts(place, shape)
    sizes = await posts.sizes()
    print(f"{shape}, bytes of a run: {sizes}")
    ends: Counter[str] = Counter()
    happened = 0
    for run, cut in enumerate(cuts(dice, sizes, RUNS)):
        place.proxy.begin(None)
        make = posts.scheduled if shape == "scheduled" else posts.approved
        draft = await make(run)
        place.proxy.begin(cut)
        await place.publishing.publish(TEAM, draft.id)
        happened += place.proxy.happened
        done = await place.settle(draft)
        story = ">".join((await place.house.story(draft))[2:])
        print(f"run {run:3} cut {cut!s:40} {done.state} out {len(done.out)} {story}")
        await posts.check(done, f"run {run}, {cut}")
        ends[story] += 1
    print(f"{shape}: {RUNS} runs, {happened} really cut: {dict(ends)}")
    assert happened >= at_least(0.7)
    await posts.check_seen()
