"""Talk in a studio's thread, and the images attached there. Nothing that is written publishes."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image as Pixels

from assistant.community.drafts import DraftState
from assistant.errors import StoreUnavailable
from handlers import ids
from handlers.calls import SlackRefused
from handlers.render import studio_words as say
from playground.faults import Fault
from playground.slack import SlackDouble
from tests.scenario.studio_room import StudioRoom


def a_png(side: int = 32) -> bytes:
    out = io.BytesIO()
    Pixels.new("RGB", (side, side), "green").save(out, "PNG")
    return out.getvalue()


PNG = a_png()


def shared(studio: StudioRoom, data: bytes = PNG, name: str = "a.png", **more: Any) -> str:
    """A file of Anna's; its id."""
    return studio.slack.chat.files.add(studio.anna.id, name, "image/png", data, **more).id


@pytest.mark.parametrize(
    "words",
    ["shorter", "make it a thread", "for Mastodon only", "in German", "please add a hashtag"],
)
async def test_an_instruction_is_a_wish_for_all_ideas(studio: StudioRoom, words: str) -> None:
    await studio.open()
    await studio.draft()

    await studio.say(studio.ben, words)

    assert studio.desk.wishes == [{"studio": "studio-1", "instruction": words, "about": None}]
    assert say.REDRAFTING in studio.heads()
    assert studio.told(studio.ben) == [say.ON_IT]


@pytest.mark.parametrize(
    "words", ["post it", "approve and publish", "schedule it when it fits", "LGTM"]
)
async def test_no_words_publish_or_plan(studio: StudioRoom, words: str) -> None:
    await studio.open()
    draft = await studio.draft()

    await studio.say(studio.anna, words)

    assert studio.told(studio.anna) == [say.ONLY_BUTTON]
    assert studio.desk.drafts[draft.id].state is DraftState.PENDING
    assert studio.desk.wishes == []


async def test_a_time_is_answered_also_where_the_store_is_away(
    studio: StudioRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    await studio.open()

    async def away(*_: object) -> None:
        raise StoreUnavailable("PostgreSQL")

    monkeypatch.setattr(studio.desk, "view", away)
    await studio.say(studio.anna, "schedule it for tomorrow at 9:30")

    assert studio.told(studio.anna) == [say.ONLY_BUTTON]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("schedule it for tomorrow at 9:30", "09:30 (Europe/Berlin) is a time I can take"),
        ("post it tomorrow at 9, please", "09:00 (Europe/Berlin) is a time I can take"),
        ("bitte plane es für morgen um 9", "09:00 (Europe/Berlin) is a time I can take"),
        ("schedule this for 31 Feb at 9:00", "There is no 31 Feb"),
        ("publish it today at 0:01", "is over already"),
        ("move it to next Friday 9:00", "can be meant in two ways"),
        ("schedule it for Friday", "At which time?"),
    ],
)
async def test_a_time_in_words_plans_nothing_and_is_answered(
    studio: StudioRoom, words: str, told: str
) -> None:
    await studio.open()
    draft = await studio.draft()

    await studio.say(studio.anna, words)

    (answer,) = studio.told(studio.anna)
    assert told in answer
    assert "Schedule…" in answer
    assert studio.desk.drafts[draft.id].state is DraftState.PENDING
    assert studio.desk.wishes == []


async def test_colleagues_talk_in_peace(studio: StudioRoom) -> None:
    await studio.open()
    await studio.draft()

    await studio.say(studio.ben, "I had coffee with her last week")
    await studio.say(studio.ben, f"<@{studio.anna.id}> what do you think?")

    assert studio.told(studio.ben) == []
    assert studio.desk.wishes == []
    assert studio.engage.agent.asked == []


async def test_a_mention_that_is_no_instruction_is_one_wish(studio: StudioRoom) -> None:
    """Although it comes as two events."""
    await studio.open()
    await studio.draft()
    await studio.say(studio.ben, f"<@{studio.slack.workspace.bot.id}> the blue ones, you know")

    assert [each["instruction"] for each in studio.desk.wishes] == ["the blue ones, you know"]


# -- images ---------------------------------------------------------------------------------


async def test_an_image_goes_along_and_its_description_is_asked_for(studio: StudioRoom) -> None:
    await studio.open()
    draft = await studio.draft()

    await studio.say(studio.anna, "", (shared(studio),))

    (image,) = studio.desk.drafts[draft.id].images
    assert (image.width, image.alt) == (32, "")
    assert studio.desk.data[image.id] == PNG
    assert studio.told(studio.anna) == [say.GOT_IMAGE]
    answer = studio.slack.thread(studio.channel, studio.head().ts)[-1]
    await studio.press(studio.anna, ids.POST_IMAGES, on=answer)
    await studio.fill_in(studio.anna, {"What image 1 shows (32 × 32)": "A green square."})
    assert "A green square." in studio.shown()


async def test_two_images_with_words_are_taken_once_and_the_words_heard(
    studio: StudioRoom,
) -> None:
    """A mention with files comes as two events."""
    await studio.open()
    draft = await studio.draft()
    both = (shared(studio), shared(studio, a_png(40), "b.png"))

    await studio.say(studio.anna, f"<@{studio.slack.workspace.bot.id}> shorter, please", both)

    assert len(studio.desk.drafts[draft.id].images) == 2
    assert say.how_many(2) in studio.told(studio.anna)
    assert len(studio.desk.wishes) == 1


async def test_an_image_outlives_the_process_that_heard_of_it(
    studio: StudioRoom, slack: SlackDouble
) -> None:
    """It is a job before its message counts as heard; Slack may be away when its turn comes, and it
    may come again after it was told.
    """
    await studio.open()
    draft = await studio.draft()
    await studio.write_under(studio.head(), studio.anna, "", (shared(studio),))
    assert studio.told(studio.anna) == [], "nothing of it is done in the way of the event"

    slack.faults.add(Fault("files.info", "error", error="access_denied"))
    with pytest.raises(SlackRefused):
        await studio.desk.take_images(studio.engage)
    slack.faults.clear()
    (again,) = studio.desk.handed
    await studio.desk.take_images(studio.engage)
    studio.desk.handed[again] = None  # the job ended before it was noted as done
    await studio.desk.take_images(studio.engage)

    assert len(studio.desk.drafts[draft.id].images) == 1
    assert studio.told(studio.anna) == [say.GOT_IMAGE]


async def test_a_message_whose_images_could_not_be_kept_is_delivered_again(
    studio: StudioRoom,
) -> None:
    await studio.open()
    draft = await studio.draft()
    studio.desk.unkept = True
    said = studio.slack.say(studio.anna, studio.channel, "", studio.head().ts, (shared(studio),))
    mine = [each for each in studio.slack.events("message") if said.ts in repr(each.payload)]
    await studio.slack.until(lambda: len(mine[0].replies) == 1)
    studio.desk.unkept = False
    await studio.slack.until(lambda: mine[0].taken)
    await studio.desk.take_images(studio.engage)

    assert len(studio.desk.drafts[draft.id].images) == 1


async def test_a_file_of_slack_connect_is_asked_for(studio: StudioRoom) -> None:
    await studio.open()
    draft = await studio.draft()

    await studio.say(studio.anna, "", (shared(studio, connect=True),))

    assert len(studio.desk.drafts[draft.id].images) == 1
    assert [each.method for each in studio.slack.calls].count("files.info") == 1


@pytest.mark.parametrize(
    ("data", "more", "words"),
    [
        (b"%PDF-1.7 no picture", {}, "not an image that Engage can send"),
        (PNG[:60], {}, "damaged"),
        (PNG, {"size": 20_000_001}, "too large"),
        (b"\0" * 20_000_001, {"size": 10}, "too large"),
        (PNG, {"mode": "external"}, "outside of Slack"),
    ],
)
async def test_what_cannot_be_taken_is_one_sentence(
    studio: StudioRoom, data: bytes, more: dict[str, Any], words: str
) -> None:
    await studio.open()
    draft = await studio.draft()

    await studio.say(studio.anna, "", (shared(studio, data, **more),))

    (told,) = studio.told(studio.anna)
    assert words in told
    assert studio.desk.drafts[draft.id].images == ()


async def test_a_file_that_is_gone_is_said(studio: StudioRoom) -> None:
    """Deleted between its message and our asking for it."""
    await studio.open()
    await studio.draft()
    file_id = shared(studio, connect=True)
    studio.slack.chat.files.known[file_id].mode = "tombstone"

    await studio.say(studio.anna, "", (file_id,))

    assert studio.told(studio.anna) == [say.FILE_GONE]


async def test_a_missing_scope_is_named(studio: StudioRoom, slack: SlackDouble) -> None:
    """Slack leads to the page where people sign in; no token goes there."""
    await studio.open()
    await studio.draft()
    granted = {"app_mentions:read", "channels:history", "chat:write", "commands", "users:read"}
    slack.api.scopes = frozenset(granted)

    await studio.say(studio.anna, "", (shared(studio),))

    assert studio.told(studio.anna) == [say.NOT_ALLOWED_FILES]


async def test_a_guest_attaches_nothing(studio: StudioRoom) -> None:
    await studio.open()
    draft = await studio.draft()
    guest = studio.slack.add_guest("Gus")
    studio.channel.members.add(guest.id)

    await studio.say(guest, "", (shared(studio),))

    assert studio.desk.drafts[draft.id].images == ()
    assert studio.told(guest) == []
