"""Threads of our own in bad weather: anything at any time, in any order. At every moment what is
there is the beginning of the thread, each post once; and in the end all of it is there.

How often: `tests.proving`; `make prove` takes 200 runs.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

import pytest

from assistant.community.drafts import Draft, DraftState
from assistant.storage.database import Database
from tests.integration.publishing_scene import US
from tests.integration.test_posting_desk import HUNG, THREE, Scene, scene_of
from tests.integration.test_publishing_weather import ACTS, Weather
from tests.proving import RUNS, throw_dice

pytestmark = [pytest.mark.integration, pytest.mark.timeout(300 + 40 * RUNS)]


@dataclass
class Thread(Scene):
    """A thread that was approved this moment."""

    draft: Draft | None = None

    async def now(self) -> Draft:
        assert self.draft
        return await self.house.now(self.draft)


class ThreadWeather(Weather):
    """The same things happen to a thread."""

    scene: Thread  # type: ignore[assignment]

    def check(self) -> None:
        """Nothing is there twice, and nothing out of its order."""
        self.scene.wire.arrive()
        chain = self.scene.chain()
        assert chain == HUNG[: len(chain)], dict(self.acts)

    def is_there(self, draft: Draft) -> bool:
        """Somebody looks whether the post in doubt is there."""
        self.scene.wire.arrive()
        return len(self.scene.chain()) > len(draft.out)


@pytest.mark.parametrize("once", [False, True], ids=["identical-is-one", "each-is-one"])
async def test_whatever_happens_every_post_of_a_thread_is_there_once(
    database: Database, once: bool
) -> None:
    dice = throw_dice()
    seen: Counter[str] = Counter()
    base = await scene_of(database, None)
    for run in range(RUNS):
        scene = Thread(base.house, base.account, base.wire, base.publishing)
        scene.house.clock.ahead = timedelta(0)
        scene.wire = type(base.wire)(
            base.house.clock, US, resend_for=None if once else timedelta(minutes=15)
        )
        scene.publishing = base.house.publishing(scene.wire)
        scene.draft = await scene.approved(*THREE)
        weather = ThreadWeather(scene, dice)  # type: ignore[arg-type]
        for _ in range(ACTS * 2):
            await weather.act()
        left = await scene.now()
        end = await weather.clear_up()
        weather.check()
        story = ">".join((await scene.story(scene.draft))[-12:])
        print(f"run {run:3} left {left.state.value:9} {len(left.out)} out, {end} {story}")
        assert end is DraftState.PUBLISHED, f"run {run}: {story}"
        assert scene.chain() == HUNG, f"run {run}: {story}"
        seen[f"{left.state.value} {len(left.out)}"] += 1
    print(f"{RUNS} runs, left {dict(seen)}")
