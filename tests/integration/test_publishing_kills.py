"""kill -9 of the worker between approval and confirmation, on the real PostgreSQL and before the
real server: at every step it takes, and after any byte it sends or is sent. Each reply ends
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
from tests.integration.publishing_crew import Workers, die, stride, workers
from tests.integration.publishing_house import TEAM, open_house
from tests.integration.publishing_proxy import Cut
from tests.integration.publishing_stage import Stage, cuts, stage
from tests.proving import RUNS, at_least, throw_dice

pytestmark = [pytest.mark.integration, pytest.mark.network, pytest.mark.timeout(300 + 20 * RUNS)]


@pytest.fixture
async def place(database: Database, world: World) -> AsyncIterator[Stage]:
    async with stage(await open_house(database), world, RUNS + 1) as made:
        yield made


@pytest.fixture
async def crew(place: Stage, database_url: str, redis_url: str) -> AsyncIterator[Workers]:
    async with workers(place, database_url, redis_url) as made:
        yield made


async def killed(place: Stage, crew: Workers, run: int, *, step: int, cut: Cut | None) -> str:
    """One run: approve, let a worker die, let another find it. What it went through."""
    question = place.questions[run]
    place.proxy.begin(None)
    draft = await place.draft(question)
    death = await die(place, crew, draft, step=step, cut=cut)
    posts = (await place.replies())[question.uri]
    story = ">".join((await place.house.story(draft))[2:])
    print(f"run {run:3} {death} {story:52} {death.done.state} posts {posts}")
    assert (death.done.state, posts) == (DraftState.PUBLISHED, 1), f"run {run}, {death}"
    assert (await place.house.inbox.get(TEAM, draft.item_id)).answer_url == death.done.url
    return f"{death.left.state.value} {death.code}"


async def test_killed_anywhere_each_reply_is_published_once(place: Stage, crew: Workers) -> None:
    dice = throw_dice()
    sizes = await place.sizes(place.questions[-1])
    ends: Counter[str] = Counter()
    step, steps, inside = 0, 0, iter(cuts(dice, sizes, (RUNS + 1) // 2))
    for run in range(RUNS):
        if run % 2:
            ends[await killed(place, crew, run, step=-1, cut=next(inside))] += 1
            continue
        seen = await killed(place, crew, run, step=step, cut=None)
        ends[seen] += 1
        steps = max(steps, step)
        # after the last step from the first again
        step = 0 if seen.endswith(" 0") else step + stride(dice)
    print(f"{RUNS} runs, steps 0 to {steps}: {dict(ends)}")
    assert sum(count for end, count in ends.items() if end.endswith("-9")) >= at_least(0.7)
