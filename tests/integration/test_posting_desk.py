"""Posts of our own on their way, on the real PostgreSQL: alone, in threads, with images, at their
time; what holds them back, and that no post of a thread is ever written twice.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from assistant.community.drafts import Draft, DraftState, Happening
from assistant.community.post_parts import out_so_far
from assistant.desk.editing import unapproved
from assistant.desk.voiding import hold_posts
from assistant.errors import (
    BudgetSpent,
    InvalidInput,
    NotFound,
    PostRefused,
    RateLimited,
    ReconnectNeeded,
    SignInNeeded,
)
from assistant.storage.database import Database
from tests.integration import publishing_scene
from tests.integration.pictures import attached
from tests.integration.publishing_house import ANNA, TEAM, bluesky_ref, open_house
from tests.integration.publishing_scene import AWAY, US
from tests.integration.publishing_wire import Late, Wire, lost

pytestmark = pytest.mark.integration

REFUSED = PostRefused("bluesky", reason="the account is suspended there")
THREE = ("One", "Two", "Three")


@dataclass
class Scene(publishing_scene.Scene):
    """An account that posts, and its platform."""

    async def approved(self, *posts: str, wait: timedelta | None = None, **more: Any) -> Draft:
        """Approved a moment ago, to go out now or after a while."""
        draft = await self.house.post(self.account, *posts, **more)
        at = self.house.clock() + (wait or timedelta(0))
        return await self.house.approve(draft, send_at=at)

    async def publish(self, draft: Draft) -> Draft:
        await self.publishing.publish(TEAM, draft.id)
        return await self.house.now(draft)

    async def again(self, draft: Draft) -> Draft:
        """A person looks at what failed and approves it once more."""
        entry = self.house.entry(draft, Happening.EDITED, ANNA)
        pending = await self.house.drafts.keep(unapproved(draft), entry)
        return await self.house.approve(pending)

    def chain(self) -> list[tuple[str, str]]:
        """What is there, in order: each post's text, and that of the post it hangs on."""
        words = {each.id: each for each in self.wire.written}
        return [
            (each.text, words[each.target_id].text if each.target_id else "")
            for each in self.wire.written
        ]

    async def story(self, draft: Draft) -> list[str]:
        return (await self.house.story(draft))[2:]


async def scene_of(database: Database, resend_for: timedelta | None) -> Scene:
    house = await open_house(database)
    account = await house.account(bluesky_ref(), US)
    wire = Wire(house.clock, US, resend_for=resend_for)
    return Scene(house, account, wire, house.publishing(wire))


@pytest.fixture
async def scene(database: Database) -> Scene:
    """A platform that takes the identical request for 15 minutes."""
    return await scene_of(database, timedelta(minutes=15))


@pytest.fixture
async def once(database: Database) -> Scene:
    """A platform on which every request is a post."""
    return await scene_of(database, None)


HUNG = [("One", ""), ("Two", "One"), ("Three", "Two")]


async def test_a_post_of_our_own_is_published(scene: Scene) -> None:
    draft = await scene.approved("Five ways to store beans")
    done = await scene.publish(draft)
    (post,) = scene.wire.posts.values()
    assert (done.state, done.post_id, done.url, done.out) == (
        DraftState.PUBLISHED, post.id, post.url, (post.id,),
    )  # fmt: skip
    assert await scene.story(draft) == ["prepared", "sent", "published"]
    assert await scene.publish(draft) == done  # a job that comes twice
    assert await scene.house.later(scene.publishing, hours=1) == 0
    assert scene.wire.sent == 1


async def test_a_thread_goes_out_post_by_post(scene: Scene) -> None:
    draft = await scene.approved(*THREE)
    done = await scene.publish(draft)
    assert done.state is DraftState.PUBLISHED
    assert scene.chain() == HUNG
    assert done.out == tuple(each.id for each in scene.wire.posts.values())
    assert (done.post_id, done.problem) == (done.out[0], "")
    assert done.url == scene.wire.written[0].url
    assert await scene.story(draft) == [
        "prepared", "sent", "prepared", "prepared", "sent", "prepared", "prepared", "sent",
        "published",
    ]  # fmt: skip


async def test_posts_of_a_thread_may_say_the_same(scene: Scene) -> None:
    done = await scene.publish(await scene.approved("Hm", "Hm", "Hm"))
    assert (done.state, len(set(done.out)), scene.wire.sent) == (DraftState.PUBLISHED, 3, 3)


@pytest.mark.parametrize("broken", [0, 1, 2])
async def test_a_thread_that_breaks_off_says_what_is_out_and_goes_on_there(
    scene: Scene, broken: int
) -> None:
    draft = await scene.approved(*THREE)
    scene.wire.faults = [*[None] * broken, (REFUSED, False)]
    failed = await scene.publish(draft)
    assert (failed.state, len(failed.out)) == (DraftState.FAILED, broken)
    tail = ("", " Only the first of 3 posts is out.", " Only the first 2 of 3 posts are out.")
    assert failed.problem == (
        f"Bluesky refused the post: the account is suspended there.{tail[broken]}"
    )
    assert failed.url == (scene.wire.written[0].url if broken else None)
    done = await scene.publish(await scene.again(failed))
    assert (done.state, scene.chain()) == (DraftState.PUBLISHED, HUNG)


async def test_what_is_said_between_the_posts_holds(scene: Scene) -> None:
    """The kill switch, the right to approve and the hour are asked before each post."""
    draft = await scene.approved(*THREE)
    scene.wire.after_write = lambda: scene.switch(publishing=False)
    stopped = await scene.publish(draft)
    assert (stopped.state, len(stopped.out)) == (DraftState.PENDING, 1)
    assert stopped.problem == (
        "Publishing was switched off before this was sent, so only the first of 3 posts is out. "
        "Please approve it again once it is on."
    )
    scene.wire.after_write = None
    await scene.switch(publishing=True)
    scene.wire.faults = [None, (RateLimited("bluesky", retry_after_s=4_000), False)]
    waiting = await scene.publish(await scene.house.approve(stopped))
    assert (waiting.state, len(waiting.out)) == (DraftState.PREPARED, 2)
    await scene.house.later(scene.publishing, minutes=65)
    late = await scene.house.now(draft)
    assert (late.state, len(late.out)) == (DraftState.PENDING, 2)
    assert late.problem == (
        "It could not be sent within an hour, so only the first 2 of 3 posts are out. Please "
        "approve it again if it still fits."
    )
    assert (await scene.publish(await scene.house.approve(late))).state is DraftState.PUBLISHED
    assert scene.chain() == HUNG


async def test_a_thread_called_back_in_the_middle_goes_no_further(scene: Scene) -> None:
    draft = await scene.approved(*THREE)
    scene.wire.faults = [None, (AWAY, False)]
    waiting = await scene.publish(draft)
    entry = scene.house.entry(waiting, Happening.CALLED_BACK, ANNA)
    pending = await scene.house.drafts.keep(unapproved(waiting), entry)
    assert pending.problem == "Only the first of 3 posts is out."
    await scene.house.later(scene.publishing, minutes=2)
    assert (await scene.publish(pending)).state is DraftState.PENDING
    assert scene.wire.sent == 2
    with pytest.raises(ValueError, match="out does not change"):
        await scene.house.drafts.keep(
            replace(pending, text="Other", version=pending.version), entry
        )


@pytest.mark.parametrize("after", [True, False])
@pytest.mark.parametrize("part", [0, 1, 2])
async def test_a_post_in_doubt_is_found_or_sent_again_and_the_thread_goes_on(
    scene: Scene, part: int, after: bool
) -> None:
    draft = await scene.approved(*THREE)
    scene.wire.faults = [*[None] * part, lost(after=after)]
    done = await scene.publish(draft)
    assert (done.state, scene.chain()) == (DraftState.PUBLISHED, HUNG)
    assert len(done.out) == 3
    doubts = (await scene.story(draft)).count("unknown")
    assert doubts == 1


async def test_what_cannot_be_found_waits_for_a_person_and_goes_on_once_they_said_so(
    once: Scene,
) -> None:
    draft = await once.approved(*THREE)
    once.wire.faults = [None, lost(after=False)]
    unknown = await once.publish(draft)
    await once.house.later(once.publishing, minutes=2)
    unknown = await once.house.now(draft)
    assert (unknown.state, len(unknown.out)) == (DraftState.UNKNOWN, 1)
    assert unknown.problem.endswith("Only the first of 3 posts is out.")
    again = await once.publishing.settle(TEAM, ANNA, draft.id, there=False)
    assert (again.state, len(again.out)) == (DraftState.PREPARED, 2)
    assert (await once.publish(draft)).state is DraftState.PUBLISHED
    assert once.chain() == HUNG


async def test_a_post_that_only_a_person_sees_ends_the_thread_there(once: Scene) -> None:
    draft = await once.approved(*THREE)
    once.wire.faults = [None, lost(after=False)]
    await once.publish(draft)
    failed = await once.publishing.settle(TEAM, ANNA, draft.id, there=True)
    assert (failed.state, len(failed.out)) == (DraftState.FAILED, 2)
    assert failed.problem == (
        "Engage does not see the post that you see, so it cannot hang the next one under it. "
        "Please post the rest by hand. Only the first 2 of 3 posts are out."
    )
    stuck = await once.publish(await once.again(failed))
    assert (stuck.state, once.wire.sent) == (DraftState.FAILED, 2)


async def test_what_is_in_doubt_is_never_made_ready_again(once: Scene) -> None:
    draft = await once.approved("One", "Two")
    once.wire.faults = [lost(after=False)]
    unknown = await once.publish(draft)
    entry = once.house.entry(unknown, Happening.PREPARED)
    with pytest.raises(ValueError, match="in doubt"):
        await once.house.drafts.keep(replace(unknown, state=DraftState.PREPARED), entry)


async def test_while_the_platform_is_away_nobody_s_word_ends_a_thread(once: Scene) -> None:
    draft = await once.approved(*THREE)
    once.wire.faults = [None, lost(after=True)]
    once.wire.after_write = lambda: _go_away(once)
    await once.publish(draft)
    with pytest.raises(InvalidInput, match="say so again in a few minutes"):
        await once.publishing.settle(TEAM, ANNA, draft.id, there=True)
    once.wire.away = None
    assert (await once.house.now(draft)).state is DraftState.UNKNOWN
    await once.publishing.settle(TEAM, ANNA, draft.id, there=True)
    assert (await once.publish(draft)).state is DraftState.PUBLISHED
    assert once.chain() == HUNG


async def _go_away(scene: Scene) -> None:
    """After the second post."""
    if len(scene.wire.written) == 2:
        scene.wire.away, scene.wire.after_write = AWAY, None


async def test_the_last_post_may_be_told_by_a_person(once: Scene) -> None:
    draft = await once.approved("One", "Two")
    once.wire.faults = [None, lost(after=False)]
    await once.publish(draft)
    done = await once.publishing.settle(TEAM, ANNA, draft.id, there=True)
    assert (done.state, len(done.out), done.out[1]) == (DraftState.PUBLISHED, 2, "")
    assert done.url == once.wire.written[0].url


async def test_a_thread_whose_last_post_was_deleted_stops_and_says_so(scene: Scene) -> None:
    draft = await scene.approved(*THREE)
    scene.wire.faults = [None, (AWAY, False)]
    waiting = await scene.publish(draft)
    pending = await scene.house.drafts.keep(
        unapproved(waiting), scene.house.entry(waiting, Happening.CALLED_BACK, ANNA)
    )
    scene.wire.deleted.add(pending.out[0])
    failed = await scene.publish(await scene.house.approve(pending))
    assert failed.state is DraftState.FAILED
    assert failed.problem == (
        "The post of this thread that the next one hangs on is not there any more, so only the "
        "first of 3 posts is out. Please post the rest by hand."
    )
    assert scene.wire.sent == 2


async def test_nothing_leaves_before_its_time_however_often_its_job_comes(scene: Scene) -> None:
    draft = await scene.approved("At nine", wait=timedelta(days=20))
    for _ in range(3):
        assert (await scene.publish(draft)).state is DraftState.APPROVED
        assert await scene.house.later(scene.publishing, days=5) == 0
    moved = await scene.house.drafts.keep(
        replace(await scene.house.now(draft), send_at=scene.house.clock() + timedelta(hours=2)),
        scene.house.entry(draft, Happening.APPROVED, ANNA),
    )
    assert (await scene.publish(moved)).state is DraftState.APPROVED
    scene.house.clock.move(hours=2, seconds=1)
    assert (await scene.publish(draft)).state is DraftState.PUBLISHED
    await scene.house.later(scene.publishing, days=5)  # where its first job comes
    await scene.publish(draft)
    assert scene.wire.sent == 1


async def test_one_whose_job_was_lost_goes_out_at_its_time_all_the_same(scene: Scene) -> None:
    draft = await scene.approved("At nine", wait=timedelta(days=20))
    await scene.house.later(scene.publishing, days=20, minutes=1)
    assert (await scene.house.now(draft)).state is DraftState.PUBLISHED


async def test_what_is_planned_far_ahead_keeps_nobody_from_being_looked_after(
    scene: Scene,
) -> None:
    for _ in range(3):
        await scene.approved("Later", wait=timedelta(days=200))
    draft = await scene.approved("Now")
    scene.house.clock.move(minutes=1)
    before = scene.house.clock() - timedelta(seconds=30)
    found = await scene.house.drafts.in_state((DraftState.APPROVED,), before, limit=2)
    assert found == [(TEAM, draft.id)]


async def test_a_post_an_hour_late_is_asked_about_again(scene: Scene) -> None:
    draft = await scene.approved("At nine", wait=timedelta(days=3))
    await scene.house.later(scene.publishing, days=3, minutes=65)
    late = await scene.house.now(draft)
    assert (late.state, scene.wire.sent) == (DraftState.PENDING, 0)
    assert "within an hour, so nothing was sent" in late.problem


async def test_the_same_words_posted_by_hand_meanwhile_are_asked_about(scene: Scene) -> None:
    scene.wire.post("five ways  to STORE beans")  # before: whoever approved knew of it
    scene.house.clock.move(seconds=1)
    draft = await scene.approved("Five ways to store beans", wait=timedelta(hours=1))
    scene.house.clock.move(minutes=30)
    assert (await scene.publish(draft)).state is DraftState.APPROVED
    by_hand = scene.wire.post("Five ways to store beans")
    scene.house.clock.move(minutes=31)
    asked = await scene.publish(draft)
    assert (asked.state, scene.wire.sent) == (DraftState.PENDING, 0)
    assert "posted by hand in the meantime, so nothing was sent" in asked.problem
    history = await scene.house.drafts.history(TEAM, draft.id)
    assert by_hand.url in history[-1].detail
    scene.house.clock.move(seconds=1)
    assert (await scene.publish(await scene.house.approve(asked))).state is DraftState.PUBLISHED


async def test_images_go_out_with_the_first_post_alone(scene: Scene) -> None:
    images = (attached("A red cup"), attached("A blue cup"))
    done = await scene.publish(await scene.approved(*THREE, images=images))
    assert done.state is DraftState.PUBLISHED
    assert scene.wire.images == [(each.image.alt, each.data) for each in images]


async def test_an_image_that_was_erased_stops_it(scene: Scene) -> None:
    image = attached()
    draft = await scene.approved("A cup", images=(image,))
    await scene.house.studios.drop_image(TEAM, image.image.id)
    with pytest.raises(NotFound):
        await scene.house.studios.image_data(TEAM, image.image.id)
    failed = await scene.publish(draft)
    assert (failed.state, scene.wire.sent) == (DraftState.FAILED, 0)
    assert "not kept any more, so nothing was sent" in failed.problem


@pytest.mark.parametrize(
    ("away", "words"),
    [
        (ReconnectNeeded("bluesky", "bluesky:acme.example"), "connect it again"),
        (BudgetSpent("x", "x:acme", month="2026-11"), "may cost this month is used up"),
        (SignInNeeded("bluesky", "bluesky:acme.example", "publishing"), "Copy the post"),
    ],
)
async def test_an_account_signed_out_before_the_time_fails_with_the_way_on(
    scene: Scene, away: Exception, words: str
) -> None:
    draft = await scene.approved("At nine", wait=timedelta(days=3))
    scene.wire.away = away
    await scene.house.later(scene.publishing, days=3, minutes=1)
    failed = await scene.house.now(draft)
    assert failed.state is DraftState.FAILED
    assert words in failed.problem


async def test_an_account_disconnected_before_the_time_takes_it_back_and_says_what_is_out(
    scene: Scene,
) -> None:
    planned = await scene.approved("At nine", wait=timedelta(days=3))
    broken = await scene.approved(*THREE)
    scene.wire.faults = [None, (AWAY, False)]
    await scene.publish(broken)
    at = scene.house.clock()
    assert await hold_posts(scene.house.drafts, scene.account, at=at, person_id=ANNA) == 2
    said = [(await scene.house.now(each)).problem for each in (planned, broken)]
    assert said == [
        f"Its account was disconnected before this went out, so {clause}. Connect it again to "
        f"approve the post once more, or copy its text."
        for clause in ("nothing was sent", "only the first of 3 posts is out")
    ]
    await scene.house.later(scene.publishing, days=3, minutes=1)
    assert (await scene.house.now(planned)).state is DraftState.FAILED
    assert scene.wire.sent == 2


async def test_while_the_platform_is_away_it_waits(scene: Scene) -> None:
    draft = await scene.approved("At nine")
    scene.wire.away = AWAY
    assert (await scene.publish(draft)).state is DraftState.APPROVED
    scene.wire.away = None
    await scene.house.later(scene.publishing, minutes=1)
    assert (await scene.house.now(draft)).state is DraftState.PUBLISHED


async def test_a_dry_run_does_everything_but_the_sending(scene: Scene) -> None:
    await scene.set_account(dry_run=True)
    draft = await scene.approved(*THREE)
    dry = await scene.publish(draft)
    assert (dry.state, dry.out, scene.wire.sent) == (DraftState.PENDING, (), 0)
    assert "dry run" in dry.problem
    assert await scene.story(draft) == ["prepared", "called_back"]


async def test_a_dry_run_hands_no_image_over(scene: Scene) -> None:
    """Images reach a platform while their post is made ready; "nothing was sent" must be true."""
    await scene.set_account(dry_run=True)
    dry = await scene.publish(await scene.approved("One", images=(attached("A cup"),)))
    assert (dry.state, scene.wire.sent, scene.wire.images) == (DraftState.PENDING, 0, [])
    assert "dry run" in dry.problem
    assert [each.alt for each in dry.images] == ["A cup"], "they go out once it is meant"
    await scene.set_account(dry_run=False)
    assert (await scene.publish(await scene.house.approve(dry))).state is DraftState.PUBLISHED
    assert [alt for alt, _ in scene.wire.images] == ["A cup"]


async def test_an_approver_who_lost_the_right_has_approved_nothing(scene: Scene) -> None:
    draft = await scene.approved("At nine", wait=timedelta(days=3))
    scene.house.people.add(ANNA)  # no admin any more
    await scene.house.later(scene.publishing, days=3, minutes=1)
    back = await scene.house.now(draft)
    assert (back.state, back.approver_id, scene.wire.sent) == (DraftState.PENDING, None, 0)
    assert "may not do so any more" in back.problem


async def test_other_drafts_of_the_studio_for_the_account_are_out_of_date(scene: Scene) -> None:
    draft = await scene.approved("This one")
    other = replace(draft, id=draft.id[:-4] + "0000", state=DraftState.PENDING, idea=1, version=1)
    await scene.house.drafts.add(other, scene.house.entry(other, Happening.DRAFTED))
    await scene.publish(draft)
    assert (await scene.house.now(other)).state is DraftState.EXPIRED


async def test_two_workers_at_once_send_each_post_once(scene: Scene) -> None:
    draft = await scene.approved(*THREE)
    workers = [scene.house.publishing(scene.wire) for _ in range(6)]
    await asyncio.gather(*(each.publish(TEAM, draft.id) for each in workers))
    done = await scene.house.until_settled(
        scene.publishing, draft, ticks=5, step=timedelta(minutes=1)
    )
    assert (done.state, scene.chain()) == (DraftState.PUBLISHED, HUNG)


@pytest.mark.parametrize("seed", range(12))
async def test_whatever_breaks_no_post_of_a_thread_is_there_twice(
    database: Database, seed: int
) -> None:
    """Any faults one after another; what is there is always the beginning of the thread."""
    dice = random.Random(seed)
    scene = await scene_of(database, dice.choice([None, timedelta(minutes=15)]))
    draft = await scene.approved(*THREE)
    kinds = [
        None,
        (AWAY, False),
        (RateLimited("bluesky", retry_after_s=20), False),
        lost(after=True),
        lost(after=False),
        (Late(timedelta(seconds=60)), False),
        (REFUSED, False),
    ]
    scene.wire.faults = [dice.choice(kinds) for _ in range(8)]
    for _ in range(40):
        now = await scene.publish(draft)
        if now.state is DraftState.FAILED:
            now = await scene.again(now)
        elif now.state is DraftState.UNKNOWN and scene.wire.resend_for is None:
            scene.house.clock.move(minutes=2)
            await scene.house.end_leases()
            now = await scene.publish(draft)
            if now.state is DraftState.UNKNOWN:
                with contextlib.suppress(InvalidInput):  # too early to send it again
                    now = await scene.publishing.settle(TEAM, ANNA, draft.id, there=False)
        chain = scene.chain()
        assert chain == HUNG[: len(chain)], f"seed {seed}"
        assert len(now.out) <= len(chain)
        if now.state is DraftState.PUBLISHED:
            break
        if now.state is DraftState.PENDING:
            await scene.house.approve(now)
        await scene.house.later(scene.publishing, minutes=1)
    done = await scene.house.now(draft)
    assert (done.state, scene.chain()) == (DraftState.PUBLISHED, HUNG), f"seed {seed}"
    assert out_so_far(done) == "all 3 posts are out"
