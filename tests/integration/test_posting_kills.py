"""kill -9 of the worker that brings out a post of our own, on the real PostgreSQL and before the
real server: at every step it takes, and after any byte it sends or is sent. A scheduled one, a
thread of three, one with an image: each ends published, and every post of it is there once.

20 runs of each by default; `make prove` sets ENGAGE_RUNS to 200. The seed is printed; ENGAGE_SEED
sets it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator

import pytest

from assistant.storage.database import Database
from tests.integration.network import World
from tests.integration.posting_stage import SHAPES, Posts
from tests.integration.publishing_house import SYSTEM_KEY, open_house
from tests.integration.publishing_proxy import Cut
from tests.integration.publishing_stage import RUNS, Stage, cuts, stage, throw_dice
from tests.integration.test_publishing_kills import Workers, stride, workers

pytestmark = [pytest.mark.integration, pytest.mark.network, pytest.mark.timeout(300 + 40 * RUNS)]


@pytest.fixture
async def place(database: Database, world: World) -> AsyncIterator[Stage]:
    async with stage(await open_house(database), world, 0) as made:
        yield made


@pytest.fixture
async def crew(place: Stage, database_url: str, redis_url: str) -> AsyncIterator[Workers]:
    environment = {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "ENGAGE_SECRET_KEY": SYSTEM_KEY,
        "BLUESKY_PUBLIC_URL": place.proxy.url,
        "BLUESKY_SERVICE_URL": place.proxy.url,
    }
    async with workers(environment) as made:
        yield made


async def killed(
    posts: Posts, crew: Workers, run: int, *, step: int, cut: Cut | None
) -> tuple[str, int]:
    """One run: approve, let a worker die, let another find it. How it was left, and its exit."""
    place = posts.place
    place.proxy.begin(None)
    draft = await posts.approved(run)
    place.proxy.begin(cut)
    code = await crew.work(draft, step)
    place.proxy.begin(None)
    left = await place.house.now(draft)
    await place.house.later(place.publishing, minutes=1)
    done = await place.settle(draft)
    where = f"{cut}" if cut else f"step {step}"
    print(
        f"run {run:3} {where:38} exit {code:3} left {left.state.value:9} with {len(left.out)} out, "
        f"{done.state} out {len(done.out)}"
    )
    await posts.check(done, f"run {run}, {where}")
    return f"{left.state.value} {len(left.out)}", code


@pytest.mark.parametrize("shape", SHAPES)
async def test_killed_anywhere_every_post_is_published_once(
    place: Stage, crew: Workers, shape: str
) -> None:
    dice, posts = throw_dice(), Posts(place, shape)
    sizes = await posts.sizes()
    place.proxy.on_cut = crew.kill
    ends: Counter[str] = Counter()
    step, steps, died, inside = 0, 0, 0, iter(cuts(dice, sizes, RUNS))
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
    assert died >= RUNS * 0.6
    await posts.check_seen()
