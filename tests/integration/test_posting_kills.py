"""kill -9 of the worker that brings out a post of our own, on the real PostgreSQL and before the
real server: at every step it takes, and after any byte it sends or is sent. A scheduled one, a
thread of three, one with an image: each ends published, and every post of it is there once.

How often: `tests.proving`; `make prove` takes 200 runs of each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator

import pytest

from assistant.storage.database import Database
from tests.integration.network import World
from tests.integration.posting_stage import SHAPES, Posts
from tests.integration.publishing_crew import Workers, die, stride, workers
from tests.integration.publishing_house import open_house
from tests.integration.publishing_proxy import Cut
from tests.integration.publishing_stage import Stage, cuts, stage
from tests.proving import RUNS, at_least, throw_dice

pytestmark = [pytest.mark.integration, pytest.mark.network, pytest.mark.timeout(300 + 40 * RUNS)]


@pytest.fixture
async def place(database: Database, world: World) -> AsyncIterator[Stage]:
    async with stage(await open_house(database), world, 0) as made:
        yield made


@pytest.fixture
async def crew(place: Stage, database_url: str, redis_url: str) -> AsyncIterator[Workers]:
    async with workers(place, database_url, redis_url) as made:
        yield made


async def killed(
    posts: Posts, crew: Workers, run: int, *, step: int, cut: Cut | None
) -> tuple[str, int]:
    """One run: approve, let a worker die, let another find it. How it was left, and its exit."""
    place = posts.place
    place.proxy.begin(None)
    draft = await posts.approved(run)
    death = await die(place, crew, draft, step=step, cut=cut)
    left, done = death.left, death.done
    print(f"run {run:3} {death} with {len(left.out)} out, {done.state} out {len(done.out)}")
    await posts.check(done, f"run {run}, {death}")
    return f"{left.state.value} {len(left.out)}", death.code


@pytest.mark.parametrize("shape", SHAPES)
async def test_killed_anywhere_every_post_is_published_once(
    place: Stage, crew: Workers, shape: str
) -> None:
    dice, posts = throw_dice(), Posts(place, shape)
    sizes = await posts.sizes()
    place.proxy.on_cut = crew.kill
    ends: Counter[str] = Counter()
    step, steps, died, inside = 0, 0, 0, iter(cuts(dice, sizes, (RUNS + 1) // 2))
    for run in range(RUNS):
        if run % 2:
            left, code = await killed(posts, crew, run, step=-1, cut=next(inside))
        else:
            left, code = await killed(posts, crew, run, step=step, cut=None)
            steps = max(steps, step)
            # after the last step from the first again
            step = step + stride(dice) if code else 0
        ends[left] += 1
        died += code == -9
    print(f"{shape}: {RUNS} runs, {died} killed, steps 0 to {steps}, left as {dict(ends)}")
    assert died >= at_least(0.6)
    await posts.check_seen()
