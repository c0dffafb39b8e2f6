"""An approved draft on its way, on the real PostgreSQL: what holds it back, what becomes of it when
things break, and that it is never written twice.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from assistant.community.drafts import Draft, DraftState, Happening, Intent
from assistant.community.inbox import Decision, Item
from assistant.community.posts import Author
from assistant.community.publication import LOOKING
from assistant.community.rules import Way
from assistant.desk.publishing import TICK, Publishing
from assistant.desk.rounds import Rounds
from assistant.errors import (
    BudgetSpent,
    EditConflict,
    InvalidInput,
    NotAllowed,
    PlatformUnavailable,
    PostRefused,
    RateLimited,
    ReconnectNeeded,
    SignInNeeded,
)
from assistant.ports.publishing import Verdict
from assistant.storage.database import Database
from tests.integration import publishing_scene
from tests.integration.publishing_house import (
    ANNA,
    BERT,
    TEAM,
    bluesky_ref,
    open_house,
)
from tests.integration.publishing_scene import AWAY, US
from tests.integration.publishing_wire import QUESTION, Late, Wire, lost

pytestmark = pytest.mark.integration

WORDS = "At eight."


@dataclass
class Scene(publishing_scene.Scene):
    """A question, an approved reply, and the platform."""

    item: Item
    draft: Draft

    async def publish(self) -> Draft:
        await self.publishing.publish(TEAM, self.draft.id)
        return await self.now()

    async def now(self) -> Draft:
        return await self.house.now(self.draft)

    async def asked(self) -> Item:
        return await self.house.inbox.get(TEAM, self.item.id)

    async def story(self) -> list[str]:
        return (await self.house.story(self.draft))[2:]  # drafted, approved


async def scene_of(database: Database, resend_for: timedelta | None, **draft: Any) -> Scene:
    house = await open_house(database)
    account = await house.account(bluesky_ref(), US)
    item = await house.question(account, QUESTION, "When do you open?")
    wire = Wire(house.clock, US, resend_for=resend_for)
    made = await house.approved(item, WORDS, **draft)
    return Scene(house, account, wire, house.publishing(wire), item, made)


@pytest.fixture
async def scene(database: Database) -> Scene:
    """A platform that takes the identical request for 15 minutes."""
    return await scene_of(database, timedelta(minutes=15))


@pytest.fixture
async def once(database: Database) -> Scene:
    """A platform on which every request is a post."""
    return await scene_of(database, None)


def back_to_a_person(draft: Draft, words: str) -> None:
    assert draft.state is DraftState.PENDING
    assert words in draft.problem
    assert (draft.approver_id, draft.approved_hash, draft.send_at) == (None, None, None)


async def test_an_approved_reply_is_published_and_closes_its_item(scene: Scene) -> None:
    other = await scene.house.pending(scene.item, "Another way to say it")
    done = await scene.publish()
    (post,) = scene.wire.posts.values()
    assert (done.state, done.post_id, done.url) == (DraftState.PUBLISHED, post.id, post.url)
    item = await scene.asked()
    assert (item.decision, item.decided_by) == (Decision.REPLY, ANNA)
    assert (item.answered_at, item.answer_url) == (post.at, post.url)
    assert await scene.story() == ["prepared", "sent", "published"]
    assert (await scene.house.now(other)).state is DraftState.EXPIRED
    assert await scene.publish() == done  # a job that comes twice
    assert await scene.house.later(scene.publishing, hours=1) == 0
    assert scene.wire.sent == 1


async def test_a_thank_you_is_noted_as_one(database: Database) -> None:
    scene = await scene_of(database, None, intent=Intent.THANK)
    await scene.publish()
    assert (await scene.asked()).decision is Decision.THANK


async def test_nothing_leaves_before_the_time_for_second_thoughts_is_over(scene: Scene) -> None:
    called_back = replace(scene.draft, state=DraftState.PENDING)
    entry = scene.house.entry(called_back, Happening.CALLED_BACK, ANNA)
    pending = await scene.house.drafts.keep(called_back, entry)
    assert (await scene.publish()).state is DraftState.PENDING
    await scene.house.approve(pending, send_at=scene.house.clock() + timedelta(seconds=30))
    assert (await scene.publish()).state is DraftState.APPROVED
    assert scene.wire.sent == 0
    scene.house.clock.move(seconds=31)
    assert (await scene.publish()).state is DraftState.PUBLISHED


async def test_other_words_than_the_approved_ones_are_not_sent(database: Database) -> None:
    scene = await scene_of(database, None)
    changed = replace(scene.draft, text="At nine.")
    async with database.workspace(TEAM) as connection:
        await connection.execute(text("UPDATE draft SET text = 'At nine.'"))
    assert changed.digest != scene.draft.approved_hash
    back_to_a_person(await scene.publish(), "not the one that was approved")
    assert scene.wire.sent == 0


async def test_the_kill_switch_stops_what_was_approved(scene: Scene) -> None:
    await scene.switch(publishing=False)
    back_to_a_person(await scene.publish(), "switched off")
    assert scene.wire.sent == 0


async def test_the_kill_switch_is_asked_again_after_the_platform_was(scene: Scene) -> None:
    scene.wire.during_prepare = lambda: scene.switch(publishing=False)
    back_to_a_person(await scene.publish(), "switched off")
    assert scene.wire.sent == 0


async def test_a_reply_an_hour_late_is_asked_about_again(scene: Scene) -> None:
    scene.house.clock.move(minutes=61)
    back_to_a_person(await scene.publish(), "within an hour")
    assert scene.wire.sent == 0


async def test_an_approver_who_lost_the_right_has_approved_nothing(scene: Scene) -> None:
    scene.house.people.add(ANNA)  # no admin any more
    back_to_a_person(await scene.publish(), "may not do so any more")
    assert scene.wire.sent == 0


async def test_a_dry_run_does_everything_but_the_sending(scene: Scene) -> None:
    await scene.set_account(dry_run=True)
    back_to_a_person(await scene.publish(), "dry run")
    assert await scene.story() == ["prepared", "called_back"]
    assert scene.wire.sent == 0


async def test_a_deleted_question_is_not_answered(scene: Scene) -> None:
    scene.wire.thread.clear()
    failed = await scene.publish()
    assert (failed.state, scene.wire.sent) == (DraftState.FAILED, 0)
    assert "not there any more" in failed.problem


async def test_what_the_platform_forbids_is_said_before_anything_is_sent(scene: Scene) -> None:
    scene.wire.verdict = Verdict(Way.NOT_AT_ALL, "Its author lets only some people reply.")
    failed = await scene.publish()
    assert (failed.state, scene.wire.sent) == (DraftState.FAILED, 0)
    assert failed.problem == "Its author lets only some people reply."


async def test_a_sign_in_taken_back_fails_with_the_way_on(scene: Scene) -> None:
    scene.wire.away = ReconnectNeeded("bluesky", "bluesky:acme.example")
    failed = await scene.publish()
    assert failed.state is DraftState.FAILED
    assert "connect it again" in failed.problem


async def test_a_budget_that_is_used_up_is_said_at_once_and_sends_nothing(scene: Scene) -> None:
    """Nobody waits an hour for it: a manager can raise it, and then it is tried again."""
    scene.wire.away = BudgetSpent("x", "x:acme", month="2026-11")
    failed = await scene.publish()
    assert failed.state is DraftState.FAILED
    assert "What X may cost this month is used up" in failed.problem
    assert scene.wire.sent == 0


async def test_a_budget_that_ends_at_the_last_moment_sends_nothing(scene: Scene) -> None:
    scene.wire.faults = [(BudgetSpent("x", "x:acme", month="2026-11"), False)]
    failed = await scene.publish()
    assert (failed.state, failed.sent_at) == (DraftState.FAILED, None)
    assert "used up" in failed.problem
    assert len(scene.wire.posts) == 0


async def test_an_account_that_nobody_signed_in_writes_nothing(scene: Scene) -> None:
    scene.wire.away = SignInNeeded("bluesky", "bluesky:acme.example", "publishing")
    failed = await scene.publish()
    assert failed.state is DraftState.FAILED
    assert "cannot write for bluesky:acme.example" in failed.problem


async def test_what_is_too_long_for_the_platform_fails(database: Database) -> None:
    scene = await scene_of(database, None)
    scene.wire.most = 3
    failed = await scene.publish()
    assert (failed.state, failed.problem) == (DraftState.FAILED, "The reply is too long.")


async def test_an_answer_given_by_hand_closes_the_item_with_its_own_time(scene: Scene) -> None:
    post = scene.wire.answer("At eight, see you then")
    expired = await scene.publish()
    assert (expired.state, scene.wire.sent) == (DraftState.EXPIRED, 0)
    item = await scene.asked()
    assert (item.decision, item.decided_by) == (Decision.REPLY, None)
    assert (item.answered_at, item.answer_url) == (post.created_at, post.url)


async def test_a_conversation_that_moved_on_makes_it_stale_and_shows_what_is_new(
    scene: Scene,
) -> None:
    scene.wire.ask("at://fan/2", "Never mind, found it", parent=QUESTION)
    stale = await scene.publish()
    assert (stale.state, scene.wire.sent) == (DraftState.STALE, 0)
    assert "Never mind, found it" in stale.problem


async def test_an_edited_question_makes_it_stale(scene: Scene) -> None:
    scene.wire.thread[0] = replace(scene.wire.thread[0], text="When do you close?")
    stale = await scene.publish()
    assert stale.state is DraftState.STALE
    assert "When do you close?" in stale.problem


async def test_our_own_word_elsewhere_in_the_branch_changes_nothing(scene: Scene) -> None:
    ours = Author(US, "acme.example")
    scene.wire.ask("at://us/9", "To somebody else", parent="at://other/1", by=ours)
    assert (await scene.publish()).state is DraftState.PUBLISHED


@pytest.mark.parametrize(
    ("decision", "state"),
    [
        (Decision.BY_HAND, DraftState.EXPIRED),
        (Decision.NONE, DraftState.EXPIRED),
        (Decision.GONE, DraftState.FAILED),
    ],
)
async def test_an_item_decided_since_is_left_alone(
    scene: Scene, decision: Decision, state: DraftState
) -> None:
    at = scene.house.clock()
    await scene.house.inbox.keep(replace(scene.item, decision=decision, decided_at=at))
    assert (await scene.publish()).state is state
    assert scene.wire.sent == 0


async def test_while_the_platform_is_away_it_waits(scene: Scene) -> None:
    scene.wire.away = AWAY
    assert (await scene.publish()).state is DraftState.APPROVED
    for _ in range(5):
        assert await scene.house.later(scene.publishing, minutes=1) == 1
    scene.wire.away = None
    await scene.house.later(scene.publishing, minutes=1)
    assert (await scene.now()).state is DraftState.PUBLISHED
    assert scene.wire.sent == 1


async def test_after_an_outage_of_three_hours_a_person_is_asked_again(scene: Scene) -> None:
    scene.wire.away = AWAY
    for _ in range(36):
        await scene.house.later(scene.publishing, minutes=5)
    back_to_a_person(await scene.now(), "within an hour")
    scene.wire.away = None
    await scene.house.approve(await scene.now())
    assert (await scene.publish()).state is DraftState.PUBLISHED


async def test_while_the_chat_is_away_nobody_knows_who_may_and_it_waits(scene: Scene) -> None:
    class Away:
        async def person(self, *_: str) -> None:
            raise PlatformUnavailable("slack", None, "users.info")

    permitting = scene.house.permitting
    permitting._directory = Away()  # type: ignore[assignment]
    away = scene.house.publishing(scene.wire, permitting=permitting)
    await away.publish(TEAM, scene.draft.id)
    assert (await scene.now()).state is DraftState.APPROVED
    assert (await scene.publish()).state is DraftState.PUBLISHED


async def test_a_request_that_did_not_go_through_is_sent_again(scene: Scene) -> None:
    scene.wire.faults = [(RateLimited("bluesky", retry_after_s=30), False), (AWAY, False)]
    waiting = await scene.publish()
    assert (waiting.state, waiting.sent_at) == (DraftState.PREPARED, None)
    await scene.house.later(scene.publishing, minutes=1)
    assert (await scene.now()).state is DraftState.PREPARED
    await scene.house.later(scene.publishing, minutes=1)
    assert (await scene.now()).state is DraftState.PUBLISHED
    assert len(scene.wire.posts) == 1


async def test_a_refusal_is_final_and_says_why(scene: Scene) -> None:
    scene.wire.faults = [(PostRefused("bluesky", reason="the account is suspended there"), False)]
    failed = await scene.publish()
    assert (failed.state, failed.sent_at) == (DraftState.FAILED, None)
    assert "the account is suspended there" in failed.problem
    assert (await scene.asked()).is_open


@pytest.mark.parametrize("after", [True, False])
async def test_in_doubt_the_identical_request_is_sent_where_that_does_no_harm(
    scene: Scene, after: bool
) -> None:
    scene.wire.faults = [lost(after=after)]
    assert (await scene.publish()).state is DraftState.PUBLISHED
    assert len(scene.wire.posts) == 1
    assert scene.wire.sent == (1 if after else 2)


async def test_what_was_written_is_found_and_not_sent_again(once: Scene) -> None:
    once.wire.faults = [lost(after=True)]
    assert (await once.publish()).state is DraftState.PUBLISHED
    assert await once.story() == ["prepared", "sent", "unknown", "published"]
    assert once.wire.sent == 1


async def test_in_doubt_a_person_is_asked_once_and_nothing_is_sent_again(once: Scene) -> None:
    once.wire.faults = [lost(after=False)]
    unknown = await once.publish()
    assert unknown.state is DraftState.UNKNOWN
    assert unknown.problem == LOOKING
    for hours in (0.02, 0.02, 1, 3, 24, 48):
        await once.house.later(once.publishing, hours=hours)
    assert await once.now() == unknown
    assert (once.wire.sent, (await once.story()).count("unknown")) == (1, 1)


async def test_a_write_that_arrives_late_is_found_after_all(once: Scene) -> None:
    once.wire.faults = [lost(after=False)]
    unknown = await once.publish()
    prepared = await once.house.drafts.prepared(TEAM, unknown.id)
    assert prepared
    await once.wire.send(prepared)
    await once.house.later(once.publishing, minutes=2)
    assert (await once.now()).state is DraftState.PUBLISHED


async def test_in_doubt_for_longer_than_the_platform_allows_a_person_is_asked(scene: Scene) -> None:
    scene.wire.faults = [lost(after=False)]
    scene.wire.away = None

    async def go() -> None:
        scene.wire.away = AWAY

    scene.wire.during_prepare = go
    assert (await scene.publish()).state is DraftState.UNKNOWN
    for _ in range(12):
        await scene.house.later(scene.publishing, minutes=15)
    scene.wire.away = None
    await scene.house.later(scene.publishing, minutes=5)
    await scene.house.later(scene.publishing, minutes=5)
    assert (await scene.now()).state is DraftState.UNKNOWN
    assert scene.wire.sent == 1


async def test_a_second_try_that_is_refused_tells_nothing_of_the_first(scene: Scene) -> None:
    scene.wire.faults = [lost(after=False), (PostRefused("bluesky", reason="no"), False)]
    assert (await scene.publish()).state is DraftState.UNKNOWN


async def test_a_draft_cut_off_in_the_middle_is_looked_for(scene: Scene) -> None:
    class Crash(BaseException):
        pass

    scene.wire.faults = [(Crash(), True)]  # type: ignore[list-item]
    with pytest.raises(Crash):
        await scene.publish()
    assert (await scene.now()).state is DraftState.SENDING
    await scene.house.later(scene.publishing, minutes=1)
    assert (await scene.now()).state is DraftState.PUBLISHED
    assert await scene.story() == ["prepared", "sent", "unknown", "published"]
    assert scene.wire.sent == 1


async def test_two_workers_send_one_reply(scene: Scene) -> None:
    other = scene.house.publishing(scene.wire)
    await asyncio.gather(
        *(
            each.publish(TEAM, scene.draft.id)
            for each in (scene.publishing, other)
            for _ in range(3)
        )
    )
    assert (await scene.now()).state is DraftState.PUBLISHED
    assert scene.wire.sent == 1


async def test_called_back_at_the_last_moment_nothing_is_sent(scene: Scene) -> None:
    async def call_back() -> None:
        draft = replace(await scene.now(), state=DraftState.PENDING)
        await scene.house.drafts.keep(draft, scene.house.entry(draft, Happening.CALLED_BACK))

    scene.wire.during_prepare = call_back
    assert (await scene.publish()).state is DraftState.PENDING
    assert scene.wire.sent == 0


async def test_a_worker_whose_lease_went_to_another_sends_nothing(scene: Scene) -> None:
    async def taken_over() -> None:
        scene.wire.during_prepare = None
        await scene.house.end_leases()
        assert await scene.house.drafts.take(TEAM, scene.draft.id, "another", 60)

    scene.wire.during_prepare = taken_over
    assert (await scene.publish()).state is DraftState.PREPARED
    assert scene.wire.sent == 0
    await scene.house.later(scene.publishing, minutes=1)
    assert (await scene.now()).state is DraftState.PUBLISHED
    assert scene.wire.sent == 1


async def in_doubt(scene: Scene, *, after: bool = False) -> Draft:
    """Unknown, and looked for in vain."""
    scene.wire.faults = [lost(after=after)]
    scene.wire.during_prepare = None
    unknown = await scene.publish()
    assert unknown.state is DraftState.UNKNOWN
    return unknown


def cannot_look(scene: Scene) -> None:
    """The question of the scene cannot be read again; others can."""
    first = scene.wire.look

    async def look(post_id: str) -> Any:
        if post_id == QUESTION:
            raise AWAY
        return await first(post_id)

    scene.wire.look = look  # type: ignore[method-assign]


async def test_one_that_is_in_trouble_holds_up_no_other(scene: Scene) -> None:
    cannot_look(scene)
    drafts = []
    for n in range(9):
        post = scene.wire.ask(f"at://fan/more{n}", "And then?", parent="at://x/1")
        item = await scene.house.question(scene.account, post.id, post.text)
        drafts.append(await scene.house.pending(item, WORDS))
    seen = tuple(post.id for post in scene.wire.thread)
    for draft in drafts:
        await scene.house.approve(draft, seen=seen)
    assert await scene.house.later(scene.publishing, minutes=1) == 10
    states = [(await scene.house.now(each)).state for each in drafts]
    assert set(states) == {DraftState.PUBLISHED}
    assert (await scene.now()).state is DraftState.APPROVED


async def test_with_more_than_one_round_takes_each_gets_a_turn(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that nobody can bring on stays, and holds up nobody who came later."""
    monkeypatch.setattr(scene.publishing, "_rounds", {(DraftState.APPROVED,): Rounds(1, TICK)})
    cannot_look(scene)
    post = scene.wire.ask("at://fan/more", "And then?", parent="at://x/1")
    item = await scene.house.question(scene.account, post.id, post.text)
    later = await scene.house.pending(item, WORDS)
    await scene.house.approve(later, seen=tuple(post.id for post in scene.wire.thread))

    assert await scene.house.later(scene.publishing, minutes=1) == 1
    assert (await scene.house.now(later)).state is DraftState.APPROVED
    assert await scene.house.later(scene.publishing, minutes=1) == 1
    assert (await scene.house.now(later)).state is DraftState.PUBLISHED


async def test_a_person_who_sees_it_there_settles_it(once: Scene) -> None:
    unknown = await in_doubt(once)
    done = await once.publishing.settle(TEAM, ANNA, unknown.id, there=True)
    assert (done.state, done.post_id) == (DraftState.PUBLISHED, None)
    assert (await once.asked()).answered_at == unknown.sent_at
    last = (await once.house.drafts.history(TEAM, unknown.id))[-1]
    assert (last.happening, last.person_id) == (Happening.PUBLISHED, ANNA)
    with pytest.raises(EditConflict):
        await once.publishing.settle(TEAM, ANNA, unknown.id, there=False)


async def test_a_person_may_have_it_sent_again_when_it_cannot_arrive_any_more(once: Scene) -> None:
    unknown = await in_doubt(once)
    with pytest.raises(InvalidInput, match="a moment ago"):
        await once.publishing.settle(TEAM, ANNA, unknown.id, there=False)
    once.house.clock.move(seconds=80)
    both = await asyncio.gather(
        *(once.publishing.settle(TEAM, ANNA, unknown.id, there=False) for _ in range(2)),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in both) == ["Draft", "EditConflict"]
    assert (await once.now()).state is DraftState.PUBLISHED
    assert (once.wire.sent, len(once.wire.posts)) == (2, 1)


async def test_sent_again_and_in_doubt_again_it_may_still_arrive(once: Scene) -> None:
    """The time to arrive is counted from the last try: a person who presses twice sends it once."""
    unknown = await in_doubt(once)
    once.house.clock.move(minutes=10)
    once.wire.faults = [(Late(timedelta(seconds=50)), False)]
    again = await once.publishing.settle(TEAM, ANNA, unknown.id, there=False)
    assert again.state is DraftState.UNKNOWN
    with pytest.raises(InvalidInput, match="a moment ago"):
        await once.publishing.settle(TEAM, ANNA, unknown.id, there=False)
    once.house.clock.move(seconds=80)
    done = await once.publishing.settle(TEAM, ANNA, unknown.id, there=False)
    assert (done.state, once.wire.sent, len(once.wire.posts)) == (DraftState.PUBLISHED, 2, 1)


async def test_what_engage_finds_counts_more_than_what_a_person_says(once: Scene) -> None:
    unknown = await in_doubt(once)
    prepared = await once.house.drafts.prepared(TEAM, unknown.id)
    assert prepared
    await once.wire.send(prepared)
    done = await once.publishing.settle(TEAM, ANNA, unknown.id, there=False)
    assert (done.state, len(once.wire.posts)) == (DraftState.PUBLISHED, 1)


async def test_what_cannot_be_looked_for_is_not_sent_again(once: Scene) -> None:
    unknown = await in_doubt(once)
    once.house.clock.move(hours=1)
    once.wire.away = AWAY
    with pytest.raises(PlatformUnavailable):
        await once.publishing.settle(TEAM, ANNA, unknown.id, there=False)
    once.wire.away = None
    await once.switch(publishing=False)
    with pytest.raises(InvalidInput, match="switched off"):
        await once.publishing.settle(TEAM, ANNA, unknown.id, there=False)
    assert (await once.now(), once.wire.sent) == (unknown, 1)


async def test_only_who_may_approve_settles(once: Scene) -> None:
    unknown = await in_doubt(once)
    with pytest.raises(NotAllowed):
        await once.publishing.settle(TEAM, BERT, unknown.id, there=True)
    assert await once.house.drafts.take(TEAM, unknown.id, "another", 60)
    with pytest.raises(EditConflict):  # somebody is at it
        await once.publishing.settle(TEAM, ANNA, unknown.id, there=True)


async def test_promise_3_cut_off_at_any_step_it_is_published_once(database: Database) -> None:
    scene = await scene_of(database, timedelta(minutes=15))
    cut = 0
    while True:
        steps = Steps(cut)
        question = scene.wire.ask(f"at://fan/cut{cut}", "And on Sundays?", parent="at://x/1")
        item = await scene.house.question(scene.account, question.id, question.text)
        seen = tuple(post.id for post in scene.wire.thread)
        draft = await scene.house.approved(item, WORDS, seen=seen)
        publishing = steps.around(scene)
        with contextlib.suppress(CutOff):
            await publishing.publish(TEAM, draft.id)
        for _ in range(3):
            await scene.house.later(scene.publishing, minutes=1)
        done = await scene.house.now(draft)
        assert done.state is DraftState.PUBLISHED, f"cut {cut}: {done.state}"
        assert len(scene.wire.posts) == cut + 1, f"cut {cut}"
        assert (await scene.house.inbox.get(TEAM, item.id)).answer_url == done.url
        if steps.left >= 0:
            break
        cut += 1
    assert cut >= 20, "it has that many steps"


async def test_sending_again_by_a_person_cut_off_at_any_step_makes_one_post(
    database: Database,
) -> None:
    scene = await scene_of(database, None)
    cut = 0
    while True:
        question = scene.wire.ask(f"at://fan/again{cut}", "And on Sundays?", parent="at://x/1")
        item = await scene.house.question(scene.account, question.id, question.text)
        seen = tuple(post.id for post in scene.wire.thread)
        draft = await scene.house.approved(item, WORDS, seen=seen)
        scene.wire.faults = [lost(after=False)]
        await scene.publishing.publish(TEAM, draft.id)
        await scene.house.later(scene.publishing, minutes=2)
        steps = Steps(cut)
        with contextlib.suppress(CutOff):
            await steps.around(scene).settle(TEAM, ANNA, draft.id, there=False)
        await scene.house.later(scene.publishing, minutes=1)
        await scene.house.later(scene.publishing, minutes=1)
        left = await scene.house.now(draft)
        posts = len(scene.wire.posts) - cut
        assert posts == (left.state is DraftState.PUBLISHED), f"cut {cut}: {left.state}"
        if left.state is not DraftState.PUBLISHED:
            assert left.state is DraftState.UNKNOWN, f"cut {cut}"
            await scene.publishing.settle(TEAM, ANNA, draft.id, there=False)
        assert len(scene.wire.posts) == cut + 1, f"cut {cut}"
        if steps.left >= 0:
            break
        cut += 1
    assert cut >= 15, "it has that many steps"


class CutOff(BaseException):
    """The process dies."""


class Steps:
    """Dies before or after the n-th thing that is awaited: even numbers before, odd ones after."""

    def __init__(self, cut: int) -> None:
        self.left = cut

    def around(self, scene: Scene) -> Publishing:
        """The use case with every store and the platform behind a door that may fall shut."""
        house, dying = scene.house, self
        return house.publishing(
            dying.watch(scene.wire),
            drafts=dying.watch(house.drafts),
            inbox=dying.watch(house.inbox),
            accounts=dying.watch(house.accounts),
        )

    def watch(self, inner: Any) -> Any:
        return _Watched(inner, self)

    def tick(self) -> None:
        self.left -= 1
        if self.left == -1:
            raise CutOff


class _Watched:
    def __init__(self, inner: Any, steps: Steps) -> None:
        self._inner, self._steps = inner, steps

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if not inspect.iscoroutinefunction(found):
            return found

        async def watched(*args: Any, **more: Any) -> Any:
            self._steps.tick()
            answer = await found(*args, **more)
            self._steps.tick()
            return self._steps.watch(answer) if answer is self._inner else answer

        return watched
