"""The forms of a studio: texts, time, images, accounts, and how each ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant.community.drafts import DraftState
from assistant.community.studio import Image
from handlers import ids
from handlers.render import studio_words as say
from tests.scenario.running import buttons_of
from tests.scenario.studio_room import TEXT, StudioRoom

IMAGE = Image("img-1", "0" * 64, "image/png", 640, 480, 1_000)


async def test_editing_shows_the_new_words_and_approves_nothing(studio: StudioRoom) -> None:
    """Slack's emoji become real ones."""
    await studio.open()
    draft = await studio.draft()

    await studio.press(studio.anna, ids.POST_EDIT)
    await studio.fill_in(studio.anna, {"Post": "Beans rest ten days :seedling:"})

    assert studio.desk.drafts[draft.id].text == "Beans rest ten days 🌱"
    assert studio.desk.drafts[draft.id].state is DraftState.PENDING
    assert f"edited by <@{studio.anna.id}>" in studio.shown()


async def test_a_thread_grows_and_shrinks_in_its_form(studio: StudioRoom) -> None:
    """What was typed stays when a field is added; an empty field takes its post out."""
    await studio.open()
    draft = await studio.draft(text="One.", rest=("Two.",))
    await studio.press(studio.anna, ids.POST_EDIT)
    view = studio.modal(studio.anna)
    typed = {
        block["block_id"]: {"value": {"type": "plain_text_input", "value": text}}
        for block, text in zip(
            [each for each in view.body["blocks"] if each["type"] == "input"],
            ("One, changed.", ""),
            strict=True,
        )
    }

    await studio.slack.click_view(studio.anna, view, ids.POST_ADD, values=typed)
    await studio.engage.quiet()
    assert "One, changed." in studio.modal_text(studio.anna)
    assert "Post 3" in studio.modal_text(studio.anna)
    await studio.fill_in(studio.anna, {"Post 3": "Three."})

    assert studio.desk.drafts[draft.id].posts == ("One, changed.", "Three.")


async def test_who_was_slower_sees_what_the_other_saved(studio: StudioRoom) -> None:
    await studio.open()
    await studio.draft()
    await studio.press(studio.anna, ids.POST_EDIT)
    await studio.press(studio.ben, ids.POST_EDIT)
    await studio.fill_in(studio.ben, {"Post": "Ben's words."})

    await studio.fill_in(studio.anna, {"Post": "Anna's words."})

    assert "Ben's words." in studio.modal_text(studio.anna)
    assert "Somebody else changed this" in studio.modal_text(studio.anna)


async def test_a_post_of_nothing_is_said_at_its_field(studio: StudioRoom) -> None:
    await studio.open()
    draft = await studio.draft()
    await studio.press(studio.anna, ids.POST_EDIT)

    reply = await studio.fill_in(studio.anna, {"Post": "   "})

    assert list(reply.body["errors"].values()) == [say.NOTHING_WRITTEN]
    assert studio.desk.drafts[draft.id].text == TEXT


# -- times ----------------------------------------------------------------------------------


async def test_a_time_is_the_workspaces_and_can_be_moved_and_cancelled(studio: StudioRoom) -> None:
    """With what is known of good times, which may be nothing."""
    await studio.open()
    draft = await studio.draft()
    await studio.press(studio.anna, ids.POST_WHEN)
    assert "No best time can be told" in studio.modal_text(studio.anna)
    assert "Europe/Berlin" in studio.modal_text(studio.anna)

    await studio.fill_in(studio.anna, {"Day": "2026-11-27", "Time": "09:30"})
    approved = studio.desk.drafts[draft.id]
    assert approved.send_at == datetime(2026, 11, 27, 8, 30, tzinfo=UTC)
    assert "Goes out *Fri 27 Nov 2026, 09:30*" in studio.shown()
    assert buttons_of(studio.idea()) == [ids.POST_WHEN, ids.POST_UNDO]

    await studio.press(studio.ben, ids.POST_WHEN)
    await studio.fill_in(studio.ben, {"Day": "2026-11-28", "Time": "10:00"})
    assert "Goes out *Sat 28 Nov 2026, 10:00*" in studio.shown()
    assert studio.desk.drafts[draft.id].approver_id == studio.anna.id

    await studio.press(studio.ben, ids.POST_UNDO)
    assert studio.desk.drafts[draft.id].state is DraftState.PENDING


@pytest.mark.parametrize(
    ("day", "clock", "words"),
    [
        ("2026-11-01", "09:30", "over already"),
        ("2028-01-01", "09:30", "a year"),
        ("2027-03-28", "02:30", "clocks go forward"),
    ],
)
async def test_a_time_that_cannot_be_is_said_at_its_field(
    studio: StudioRoom, day: str, clock: str, words: str
) -> None:
    await studio.open()
    draft = await studio.draft()
    await studio.press(studio.anna, ids.POST_WHEN)

    reply = await studio.fill_in(studio.anna, {"Day": day, "Time": clock})

    assert words in " ".join(reply.body["errors"].values())
    assert studio.desk.drafts[draft.id].state is DraftState.PENDING


async def test_a_time_can_be_given_in_words(studio: StudioRoom) -> None:
    await studio.open()
    draft = await studio.draft()
    await studio.press(studio.anna, ids.POST_WHEN)
    reply = await studio.fill_in(studio.anna, {"Or in words": "31 Feb 9:30"})
    assert "There is no 31 Feb" in reply.body["errors"].popitem()[1]
    assert studio.desk.drafts[draft.id].state is DraftState.PENDING

    await studio.fill_in(studio.anna, {"Or in words": "27.11. um 9:30"})

    assert studio.desk.drafts[draft.id].send_at == datetime(2026, 11, 27, 8, 30, tzinfo=UTC)


async def test_a_time_that_comes_twice_is_told(studio: StudioRoom) -> None:
    studio.desk.clock.at = datetime(2027, 10, 1, 9, tzinfo=UTC)
    await studio.open()
    await studio.draft()
    await studio.press(studio.anna, ids.POST_WHEN)

    await studio.fill_in(studio.anna, {"Day": "2027-10-31", "Time": "02:30"})

    assert "twice that night" in studio.modal_text(studio.anna)
    assert "Goes out *Sun 31 Oct 2027, 02:30*" in studio.shown()


async def test_doubts_keep_the_time_that_was_chosen(studio: StudioRoom) -> None:
    await studio.open()
    draft = await studio.draft()
    studio.desk.doubts[draft.id] = ("Promotion's share is used up.",)
    await studio.press(studio.anna, ids.POST_WHEN)
    await studio.fill_in(studio.anna, {"Day": "2026-11-27", "Time": "09:30"})
    assert "share is used up" in studio.modal_text(studio.anna)

    await studio.fill_in(studio.anna, {})

    assert studio.desk.drafts[draft.id].send_at == datetime(2026, 11, 27, 8, 30, tzinfo=UTC)


# -- images and accounts --------------------------------------------------------------------


async def test_images_are_described_ordered_and_taken_out(studio: StudioRoom) -> None:
    """An image without a description is never approved."""
    await studio.open()
    three = [replace(IMAGE, id=f"img-{n}", width=n) for n in (1, 2, 3)]
    studio.desk.pictures["studio-1"] = three
    draft = await studio.draft(images=tuple(three))
    assert say.NO_ALT in studio.shown()
    assert "what each image shows" in await studio.press(studio.anna, ids.POST_APPROVE)

    await studio.choose(studio.anna, "images")
    await studio.fill_in(
        studio.anna,
        {
            "What image 1 shows (1 × 480)": "One.",
            "What image 2 shows (2 × 480)": "Two.",
            "What image 3 shows (3 × 480)": "Three.",
            "Place of image 1": "2",
            "Place of image 2": "out",
            "Place of image 3": "1",
        },
    )

    assert [each.alt for each in studio.desk.drafts[draft.id].images] == ["Three.", "One."]
    assert "Three." in studio.shown()


async def test_without_images_the_way_to_one_is_said(studio: StudioRoom) -> None:
    await studio.open()
    await studio.draft()
    await studio.choose(studio.anna, "images")

    assert say.NO_IMAGES in studio.modal_text(studio.anna)


async def test_other_accounts_get_drafts_of_their_own(studio: StudioRoom) -> None:
    other = studio.engage.stores.connect("field.example", studio.team)
    studio.desk.accounts[other.id] = other
    await studio.open()
    studio.desk.kept["studio-1"] = replace(
        studio.desk.kept["studio-1"], account_ids=(studio.account.id,)
    )
    await studio.draft()

    await studio.press(studio.anna, ids.POST_ACCOUNTS, on=studio.head())
    both = [studio.account.id, other.id]
    await studio.fill_in(studio.anna, {"For which accounts?": both})

    assert studio.desk.kept["studio-1"].account_ids == tuple(both)
    assert [each["instruction"] for each in studio.desk.wishes] == [""]
    assert "bluesky:field.example" in studio.heads()


async def test_other_ideas_and_another_one_are_wishes(studio: StudioRoom) -> None:
    await studio.open()
    draft = await studio.draft()

    await studio.press(studio.ben, ids.POST_MORE, on=studio.head())
    assert say.REDRAFTING in studio.heads()
    await studio.choose(studio.ben, "another")

    assert [each["about"] for each in studio.desk.wishes] == [None, draft.id]


@pytest.mark.parametrize("what", ["copy", "history"])
async def test_the_menu_opens_what_it_says(studio: StudioRoom, what: str) -> None:
    await studio.open()
    await studio.draft()
    await studio.choose(studio.anna, what)

    assert not studio.closed(studio.anna)
