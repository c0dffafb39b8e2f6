"""Review of posts of our own, on the real database: every post of a thread, images, times, and what
is to be looked at twice.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from blockbuster import blockbuster_ctx
from sqlalchemy import text

from assistant.community.drafts import Draft, DraftState, Happening, Intent
from assistant.community.images import ImageLimits
from assistant.community.posts import Author, Post
from assistant.community.studio import Image, Studio
from assistant.errors import (
    ConfirmationNeeded,
    EditConflict,
    InvalidInput,
    NotAllowed,
    PlatformUnavailable,
)
from assistant.explain import explain
from assistant.storage.database import Database
from tests.integration.responding import NOW, line
from tests.integration.reviewing_kit import Desk, desk_over

pytestmark = pytest.mark.integration

THREE = ("One", "Two", "Three")


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await desk_over(database)


async def waiting(desk: Desk, *posts: str, **more: Any) -> Draft:
    """A draft in a studio of its own, that Max asked for."""
    studio_id = more.pop("studio_id", None) or str(uuid4())
    await desk.studios.open(
        Studio(studio_id, "T1", "max", (desk.account.id,), "Beans", studio_id, NOW)
    )
    words: dict[str, Any] = {
        "id": str(uuid4()),
        "workspace_id": "T1",
        "account_id": desk.account.id,
        "item_id": "",
        "target_id": "",
        "text": posts[0],
        "original": posts[0],
        "intent": Intent.POST,
        "composer": "offline",
        "author_id": "max",
        "made_at": NOW,
        "studio_id": studio_id,
        "rest": posts[1:],
    }
    made = Draft(**words | more)
    await desk.drafts.add(made, line(made))
    return made


def picture(alt: str = "A cup", size: int = 9_000) -> Image:
    return Image(str(uuid4()), "ab" * 32, "image/jpeg", 40, 30, size, alt)


async def approve(desk: Desk, draft: Draft, who: str = "mia", **more: Any) -> Draft:
    return await desk.reviewing.approve(
        "T1", who, draft.id, version=draft.version, digest=draft.digest, **more
    )


async def refused(desk: Desk, draft: Draft, **more: Any) -> str:
    with pytest.raises(InvalidInput) as error:
        await approve(desk, draft, **more)
    assert (await desk.drafts.get("T1", draft.id)).state is draft.state
    return error.value.problem


async def times(database: Database, draft: Draft) -> list[datetime]:
    """When its jobs are to run."""
    its = text(
        "SELECT scheduled_at FROM procrastinate_jobs WHERE task_name = 'draft.publish' "
        "AND args->>'draft_id' = :id ORDER BY id"
    )
    async with database.workspace("T1") as connection:
        return list((await connection.execute(its, {"id": draft.id})).scalars())


async def test_an_approval_binds_every_post_and_image(desk: Desk) -> None:
    draft = await waiting(desk, *THREE, images=(picture(),))
    shown = [
        replace(draft, rest=("Two", "Four")),
        replace(draft, rest=("Two",)),
        replace(draft, images=()),
        replace(draft, images=(replace(draft.images[0], alt="A pot"),)),
    ]
    for other in shown:
        with pytest.raises(EditConflict) as conflict:
            await approve(desk, other)
        assert "changed since you looked" in explain(conflict.value)
    approved = await approve(desk, draft)
    assert (approved.state, approved.approved_hash) == (DraftState.APPROVED, draft.digest)
    assert await approve(desk, draft) == approved  # a double click


async def test_it_goes_out_at_its_time_which_can_be_moved(desk: Desk, database: Database) -> None:
    at, later, sooner = (NOW + timedelta(days=days) for days in (20, 30, 1))
    approved = await approve(desk, await waiting(desk, "One"), send_at=at)
    assert approved.send_at == at
    moved = await desk.reviewing.move(
        "T1", "mia", approved.id, version=approved.version, send_at=later
    )
    assert (moved.state, moved.send_at, moved.approver_id) == (DraftState.APPROVED, later, "mia")
    moved = await desk.reviewing.move("T1", "mia", moved.id, version=moved.version, send_at=sooner)
    assert await times(database, moved) == [at, later, sooner]
    history = await desk.drafts.history("T1", moved.id)
    assert history[-1].happening is Happening.APPROVED
    assert history[-1].detail == "moved to Mon 23 Nov 2026, 12:00 (UTC)"
    same = await desk.reviewing.move("T1", "mia", moved.id, version=moved.version, send_at=sooner)
    assert same == moved
    back = await desk.reviewing.call_back("T1", "max", moved.id)
    assert (back.state, back.send_at) == (DraftState.PENDING, None)
    with pytest.raises(EditConflict):
        await desk.reviewing.move("T1", "mia", back.id, version=back.version, send_at=at)


async def test_a_zone_is_read_without_holding_others_up(desk: Desk) -> None:
    at, later = NOW + timedelta(days=1), NOW + timedelta(days=2)
    approved = await approve(desk, await waiting(desk, "One"), send_at=at)
    with blockbuster_ctx(["assistant"]):
        ZoneInfo.clear_cache()
        assert await desk.reviewing.move(
            "T1", "mia", approved.id, version=approved.version, send_at=later
        )


async def test_only_who_approves_may_move_it(desk: Desk) -> None:
    approved = await approve(desk, await waiting(desk, "One"), send_at=NOW + timedelta(days=2))
    with pytest.raises(NotAllowed):
        await desk.reviewing.move(
            "T1", "max", approved.id, version=approved.version, send_at=NOW + timedelta(days=3)
        )
    with pytest.raises(EditConflict):
        await desk.reviewing.move(
            "T1", "mia", approved.id, version=1, send_at=NOW + timedelta(days=3)
        )


@pytest.mark.parametrize(
    ("ahead", "says"),
    [
        (timedelta(minutes=-1), "is over already"),
        (timedelta(days=400), "more than a year away"),
    ],
)
async def test_a_time_that_cannot_be_is_refused(desk: Desk, ahead: timedelta, says: str) -> None:
    draft = await waiting(desk, "One")
    assert says in await refused(desk, draft, send_at=NOW + ahead)
    approved = await approve(desk, draft)
    with pytest.raises(InvalidInput, match=says):
        await desk.reviewing.move(
            "T1", "mia", approved.id, version=approved.version, send_at=NOW + ahead
        )


async def test_second_thoughts_are_waited_for_even_when_the_time_is_sooner(desk: Desk) -> None:
    desk.set(undo_s=120)
    draft = await waiting(desk, "One")
    approved = await approve(desk, draft, send_at=NOW + timedelta(seconds=30))
    assert approved.send_at == NOW + timedelta(seconds=120)


async def test_second_thoughts_are_waited_for_after_a_move_too(desk: Desk) -> None:
    desk.set(undo_s=60)
    planned = await approve(desk, await waiting(desk, "One"), send_at=NOW + timedelta(days=3))
    moved = await desk.reviewing.move(
        "T1", "mia", planned.id, version=planned.version, send_at=NOW + timedelta(seconds=5)
    )
    assert moved.send_at == NOW + timedelta(seconds=60)


async def test_each_post_of_a_thread_is_looked_at(desk: Desk) -> None:
    long = "a" * 301
    assert await refused(desk, await waiting(desk, "One", long)) == (
        "Post 2 of 2: This is 301 characters long as Bluesky counts, and Bluesky takes 300. "
        "Please make it 1 shorter."
    )
    assert (await refused(desk, await waiting(desk, "One", "T\u200bwo"))).startswith(
        "Post 2 of 2: This holds characters that nobody sees (zero-width space)"
    )
    assert await refused(desk, await waiting(desk, "One", " ")) == (
        "Post 2 of 2: There is nothing in this post yet. Please write it first."
    )
    assert await refused(desk, await waiting(desk, long)) == (
        "This is 301 characters long as Bluesky counts, and Bluesky takes 300. Please make it 1 "
        "shorter."
    )
    assert "thread of 11 posts" in await refused(desk, await waiting(desk, *"abcdefghijk"))


async def test_images_say_what_they_show_and_fit(desk: Desk) -> None:
    without = await waiting(desk, "One", images=(picture(), picture("  ")))
    assert "say in a few words what each image shows" in await refused(desk, without)
    many = await waiting(desk, "One", images=tuple(picture() for _ in range(5)))
    assert await refused(desk, many) == (
        "Bluesky takes 4 images in one post, and this has 5. Please leave some out."
    )
    large = await waiting(desk, "One", images=(picture(size=ImageLimits().most_bytes + 1),))
    assert "too large for Bluesky" in await refused(desk, large)
    wordy = await waiting(desk, "One", images=(picture("a" * 1_501),))
    assert "1,501 characters here, and Bluesky takes 1,500" in await refused(desk, wordy)


async def test_what_an_image_shows_holds_nothing_that_nobody_sees(desk: Desk) -> None:
    """It is read aloud and shown on the platform: it is public text like the post."""
    hidden = "A cup\u200b\U000e0068\U000e0069"
    draft = await waiting(desk, "One", images=(picture(), picture(hidden)))
    assert await refused(desk, draft, overriding=True) == (
        "What image 2 shows: This holds characters that nobody sees (zero-width space, tag "
        "character). Please type that place anew."
    )


async def test_what_is_to_be_looked_at_twice_is_asked_once_more_and_logged(desk: Desk) -> None:
    desk.lint.said = ("“We never fail”: nobody never fails.",)
    desk.room.sentence = "This would be the third promotion of ten posts."
    ours = Author("did:acme", "acme.example")
    there = Post("at://us/1", ours, "ONE  more", NOW - timedelta(days=300), "https://x/1")
    desk.publishers.publisher_of.posts = (there,)
    draft = await waiting(desk, "One more", add=("Check the date.",))
    with pytest.raises(ConfirmationNeeded) as asked:
        await approve(desk, draft)
    assert asked.value.reasons == (
        "Check the date.",
        "“We never fail”: nobody never fails.",
        "This would be the third promotion of ten posts.",
        "The same words were posted at https://x/1 already.",
    )
    assert (await approve(desk, draft, overriding=True)).state is DraftState.APPROVED
    last = (await desk.drafts.history("T1", draft.id))[-1]
    assert last.detail.startswith("although: Check the date.")
    assert last.detail.endswith("https://x/1 already.")


async def test_a_platform_that_is_away_keeps_nobody_from_approving(desk: Desk) -> None:
    """Whether the same was posted is asked again before anything is sent."""

    async def away() -> None:
        raise PlatformUnavailable("bluesky", None, "down")

    desk.publishers.publisher_of.newest = away  # type: ignore[assignment, method-assign]
    assert (await approve(desk, await waiting(desk, "One"))).state is DraftState.APPROVED


async def test_who_wrote_it_may_not_approve_where_a_second_person_must(desk: Desk) -> None:
    desk.set(second_person=True)
    draft = await waiting(desk, "One", author_id="mia")
    with pytest.raises(NotAllowed, match="somebody else must approve"):
        await approve(desk, draft)


async def test_who_chose_its_images_may_not_approve_them_alone(desk: Desk) -> None:
    """An image and what it is said to show go out like words: a second person sees them first."""
    for who in ("mio", "max"):
        desk.people.add(who, admin=True)
    draft = await waiting(desk, "One")
    put = desk.reviewing.set_images
    with_one = await put("T1", "mia", draft.id, version=1, images=(picture(),))
    desk.set(second_person=True)
    with pytest.raises(NotAllowed, match="somebody else must approve"):
        await approve(desk, with_one, "mia")
    with pytest.raises(NotAllowed, match="somebody else must approve"):
        await approve(desk, with_one, "max")
    assert (await approve(desk, with_one, "mio")).state is DraftState.APPROVED


async def test_who_described_an_image_stands_for_it_and_not_who_put_it_there(desk: Desk) -> None:
    draft = await waiting(desk, "One")
    described = replace(picture(), by=("mio",))
    put = desk.reviewing.set_images
    with_one = await put("T1", "mia", draft.id, version=1, images=(described,))
    assert with_one.images == (described,)
    assert with_one.digest == replace(with_one, images=(replace(described, by=("mia",)),)).digest
    desk.set(second_person=True)
    assert (await approve(desk, with_one, "mia")).state is DraftState.APPROVED


async def test_nothing_is_approved_while_publishing_is_off_or_nobody_signed_in(desk: Desk) -> None:
    draft = await waiting(desk, "One")
    desk.publishers.signed_in = False
    assert "Copy the post and post it by hand" in await refused(desk, draft)
    desk.set_workspace(publishing=False)
    assert "switched off" in await refused(desk, draft)


async def test_of_one_account_one_draft_of_a_studio_is_approved(desk: Desk) -> None:
    first = await waiting(desk, "One")
    second = await waiting(desk, "Two", studio_id=first.studio_id, idea=1)
    await approve(desk, first, send_at=NOW + timedelta(days=1))
    with pytest.raises(EditConflict) as conflict:
        await approve(desk, second)
    assert conflict.value.what == "this post"
    assert explain(conflict.value) == (
        "A post of this studio is approved already and waits for its time."
    )


async def broken_off(desk: Desk, *out: str) -> Draft:
    """A thread of which some posts are out."""
    draft = await approve(desk, await waiting(desk, *THREE))
    for state in (DraftState.PREPARED, DraftState.SENDING):
        draft = await desk.drafts.keep(replace(draft, state=state), line(draft))
    failed = replace(draft, state=DraftState.FAILED, out=out, problem="It broke off.")
    return await desk.drafts.keep(failed, line(failed))


async def test_a_thread_that_broke_off_is_approved_once_more_as_it_is(desk: Desk) -> None:
    failed = await broken_off(desk, "at://us/1")
    again = await approve(desk, failed)
    assert (again.state, again.out) == (DraftState.APPROVED, ("at://us/1",))
    happened = [each.happening for each in await desk.drafts.history("T1", failed.id)]
    assert happened[-2:] == [Happening.EDITED, Happening.APPROVED]


async def test_one_whose_last_post_nobody_finds_goes_no_further(desk: Desk) -> None:
    failed = await broken_off(desk, "at://us/1", "")
    assert "does not know where the last post of this thread is" in await refused(desk, failed)


async def test_what_is_out_stays_and_the_rest_may_be_changed(desk: Desk) -> None:
    failed = await broken_off(desk, "at://us/1")
    edit = desk.reviewing.edit
    for words, rest in (("Other", None), ("Other", ("Two", "Three"))):
        with pytest.raises(InvalidInput, match="published already cannot be changed"):
            await edit("T1", "max", failed.id, version=failed.version, text=words, rest=rest)
    with pytest.raises(InvalidInput, match="published already cannot be changed"):
        await desk.reviewing.set_images(
            "T1", "max", failed.id, version=failed.version, images=(picture(),)
        )
    edited = await edit(
        "T1", "max", failed.id, version=failed.version, text="One", rest=("Zwei", "Drei", "Vier")
    )
    assert (edited.state, edited.posts) == (DraftState.PENDING, ("One", "Zwei", "Drei", "Vier"))
    assert edited.problem == "Only the first of 4 posts is out."


async def test_an_edit_may_make_a_thread_longer_or_shorter(desk: Desk) -> None:
    draft = await waiting(desk, *THREE)
    edit = desk.reviewing.edit
    kept = await edit("T1", "noa", draft.id, version=1, text="Eins")
    assert (kept.posts, kept.author_id) == (("Eins", "Two", "Three"), "noa")
    alone = await edit("T1", "noa", draft.id, version=2, text="Eins", rest=())
    assert alone.posts == ("Eins",)
    with pytest.raises(InvalidInput, match="Post 2 of 2: There is nothing"):
        await edit("T1", "noa", draft.id, version=3, text="Eins", rest=("",))
    with pytest.raises(InvalidInput, match="Post 2 of 2: This is 301 characters"):
        await edit("T1", "noa", draft.id, version=3, text="Eins", rest=("a" * 301,))
    with pytest.raises(NotAllowed):
        await edit("T1", "gus", draft.id, version=3, text="Eins")


async def test_images_are_changed_while_nobody_has_approved(desk: Desk) -> None:
    draft, image = await waiting(desk, "One"), picture()
    put = desk.reviewing.set_images
    with_one = await put("T1", "noa", draft.id, version=1, images=(image,))
    assert (with_one.images, with_one.author_id) == ((replace(image, by=("noa",)),), "max")
    assert await put("T1", "noa", draft.id, version=2, images=(image,)) == with_one
    assert (await desk.drafts.history("T1", draft.id))[-1].detail == "1 image"
    approved = await approve(desk, with_one)
    with pytest.raises(EditConflict):
        await put("T1", "noa", draft.id, version=approved.version, images=())


async def test_dismissing_and_history_work_as_for_replies(desk: Desk) -> None:
    draft = await waiting(desk, *THREE)
    with pytest.raises(InvalidInput):
        await desk.reviewing.reject("T1", "max", draft.id, version=1, reason=" ")
    gone = await desk.reviewing.reject("T1", "max", draft.id, version=1, reason="too dry")
    assert gone.state is DraftState.REJECTED
    history = await desk.reviewing.history("T1", "max", draft.id)
    assert history[-1].text == "One\n\nTwo\n\nThree"
    with pytest.raises(NotAllowed):
        await desk.reviewing.history("T1", "gus", draft.id)


async def on(desk: Desk, database: Database, platform: str) -> None:
    """The account is on another platform."""
    async with database.workspace("T1") as connection:
        await connection.execute(text("UPDATE account SET platform = :it"), {"it": platform})


async def test_the_rules_of_a_platform_are_said_before_anything_is_approved(
    desk: Desk, database: Database
) -> None:
    await on(desk, database, "facebook")
    thread = await waiting(desk, *THREE)
    assert await refused(desk, thread) == (
        "Facebook has no threads of posts. Put it into one post."
    )
    with pytest.raises(InvalidInput, match="no threads of posts"):
        await desk.reviewing.edit("T1", "max", thread.id, version=1, text="One", rest=("Two",))
    one = await desk.reviewing.edit("T1", "max", thread.id, version=1, text="One", rest=())
    assert (await approve(desk, one)).state is DraftState.APPROVED


async def test_a_post_without_the_image_it_needs_is_refused(desk: Desk, database: Database) -> None:
    await on(desk, database, "instagram")
    desk.publishers.publisher_of.image_limits = ImageLimits(least=1)
    assert "has no posts of words alone" in await refused(desk, await waiting(desk, "One"))
    shown = await waiting(desk, "One", images=(picture(),))
    assert (await approve(desk, shown)).state is DraftState.APPROVED
