"""Anything at any time, in any order: requests lost, late, refused, workers dying, the platform away,
the switch thrown, people clicking. A reply is never there twice, and in the end it is there once.

How often: `tests.proving`; `make prove` takes 200 runs.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from assistant.community.drafts import UNDER_WAY, Draft, DraftState, Happening
from assistant.errors import (
    EditConflict,
    InvalidInput,
    PlatformError,
    PostRefused,
    RateLimited,
)
from assistant.storage.database import Database
from tests.integration.publishing_house import ANNA, TEAM
from tests.integration.publishing_scene import AWAY
from tests.integration.publishing_wire import Late, lost
from tests.integration.test_publishing_desk import WORDS, CutOff, Scene, Steps, scene_of
from tests.proving import RUNS, throw_dice

pytestmark = [pytest.mark.integration, pytest.mark.timeout(300 + 20 * RUNS)]

ACTS = 14
LATEST_S = 60
"""A server that is slower has given up: see `sending.SETTLED`."""


class Weather:
    """One draft and everything that happens to it."""

    def __init__(self, scene: Scene, dice: random.Random) -> None:
        self.scene, self.dice = scene, dice
        self.acts: Counter[str] = Counter()

    @property
    def posts(self) -> int:
        """How many there are now, for whoever looks."""
        self.scene.wire.arrive()
        return len(self.scene.wire.posts)

    async def act(self) -> None:
        """One thing, at random."""
        choices: list[Callable[[], Awaitable[None]]] = [
            self.work, self.work, self.wait, self.wait, self.trouble, self.trouble,
            self.weather, self.person, self.person, self.throw_switch, self.rush,
        ]  # fmt: skip
        chosen = self.dice.choice(choices)
        self.acts[chosen.__name__] += 1
        await chosen()
        self.check()

    def check(self) -> None:
        """What holds at any moment."""
        assert self.posts <= 1, dict(self.acts)

    def is_there(self, draft: Draft) -> bool:  # noqa: ARG002 - threads need it
        """What somebody sees who looks for what is in doubt."""
        return self.posts == 1

    async def work(self) -> None:
        """The job runs; now and then its worker dies somewhere."""
        steps = Steps(self.dice.randrange(45) if self.dice.random() < 0.4 else 10_000)
        with contextlib.suppress(CutOff):
            await steps.around(self.scene).publish(TEAM, self.scene.draft.id)

    async def wait(self) -> None:
        """Time goes by, and somebody looks after what was left."""
        seconds = self.dice.choice([5, 20, 70, 300, 1_200, 4_000, 11_000])
        await self.scene.house.later(self.scene.publishing, seconds=seconds)

    async def trouble(self) -> None:
        """Something waits for the next request."""
        wire = self.scene.wire
        wire.faults.append(
            self.dice.choice(
                [
                    lost(after=True),
                    lost(after=False),
                    (Late(timedelta(seconds=self.dice.randrange(1, LATEST_S))), False),
                    (RateLimited("bluesky", retry_after_s=30), False),
                    (AWAY, False),
                    (PostRefused("bluesky", reason="no"), False),
                ]
            )
        )

    async def weather(self) -> None:
        """The platform goes away or comes back."""
        self.scene.wire.away = AWAY if self.scene.wire.away is None else None

    async def throw_switch(self) -> None:
        """Publishing off, or on again."""
        await self.scene.switch(publishing=self.dice.random() < 0.6)

    async def rush(self) -> None:
        """Several at once."""
        publishing = self.scene.publishing
        await asyncio.gather(
            publishing.publish(TEAM, self.scene.draft.id),
            self.scene.house.publishing(self.scene.wire).publish(TEAM, self.scene.draft.id),
            publishing.look_after(),
        )

    async def person(self) -> None:
        """Somebody who looks before they click does what the card offers."""
        draft = await self.scene.now()
        keep, entry = self.scene.house.drafts.keep, self.scene.house.entry
        if draft.state in {DraftState.FAILED, DraftState.STALE}:
            again = replace(draft, state=DraftState.PENDING, approver_id=None, approved_hash=None)
            draft = await keep(again, entry(again, Happening.EDITED, ANNA))
        if draft.state is DraftState.PENDING:
            await self.scene.house.approve(draft, problem="")
        elif draft.state is DraftState.UNKNOWN:
            there = self.is_there(draft)
            steps = Steps(self.dice.randrange(25) if self.dice.random() < 0.3 else 10_000)
            with contextlib.suppress(CutOff, EditConflict, InvalidInput, PlatformError):
                await steps.around(self.scene).settle(TEAM, ANNA, draft.id, there=there)
        elif draft.state in UNDER_WAY - {DraftState.SENDING} and self.dice.random() < 0.3:
            back = replace(draft, state=DraftState.PENDING, approver_id=None, approved_hash=None)
            await keep(back, entry(back, Happening.CALLED_BACK, ANNA))

    async def clear_up(self) -> DraftState:
        """Everything works again, and whoever is asked answers."""
        scene = self.scene
        scene.wire.faults.clear()
        scene.wire.away = None
        await scene.switch(publishing=True)
        for _ in range(30):
            if (await scene.now()).state is DraftState.PUBLISHED:
                break
            await scene.house.later(scene.publishing, seconds=70)
            if (await scene.now()).state not in {DraftState.APPROVED, DraftState.PREPARED}:
                await self.person()
            await scene.publishing.publish(TEAM, scene.draft.id)
        return (await scene.now()).state


@pytest.mark.parametrize("once", [False, True], ids=["identical-is-one", "each-is-one"])
async def test_whatever_happens_a_reply_is_there_once(database: Database, once: bool) -> None:
    dice = throw_dice()
    seen: Counter[str] = Counter()
    for run in range(RUNS):
        scene = await scene_of(database, None if once else timedelta(minutes=15), text=WORDS)
        weather = Weather(scene, dice)
        for _ in range(ACTS):
            await weather.act()
        left = await scene.now()
        end = await weather.clear_up()
        story = ">".join((await scene.story())[-12:])
        print(f"run {run:3} left {left.state.value:9} sent {scene.wire.sent} {end} {story}")
        assert (end, weather.posts) == (DraftState.PUBLISHED, 1), f"run {run}: {story}"
        seen[left.state.value] += 1
        await forget(database)
    print(f"{RUNS} runs, left {dict(seen)}")


async def forget(database: Database) -> None:
    """Make room for the next run: one question has one reply."""
    async with database.workspace(TEAM) as connection:
        await connection.execute(text("DELETE FROM item"))
