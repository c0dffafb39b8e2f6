"""`/engage post`, from the command to the thread that shows drafts, approvals and what went out."""

from __future__ import annotations

from handlers import ids
from tests.scenario.running import buttons_of
from tests.scenario.studio_room import TEXT, TOPIC, StudioRoom


async def test_a_topic_opens_a_studio_where_it_was_called(studio: StudioRoom) -> None:
    told = await studio.call(studio.anna, f"post {TOPIC}")

    head = studio.head()
    assert (head.channel, head.thread_ts) == (studio.channel.id, None)
    for part in (TOPIC, "bluesky:acme.example", f"<@{studio.anna.id}>", "writing up to three"):
        assert part in studio.heads()
    assert "Your post studio is open" in told
    assert head.ts.replace(".", "") in told


async def test_a_draft_stands_to_the_letter_with_what_is_to_be_said_of_it(
    studio: StudioRoom,
) -> None:
    await studio.open()
    await studio.draft()

    shown = studio.shown()
    for part in (TEXT, "educates", "Four people asked", f"{len(TEXT)} of 300 characters"):
        assert part in shown
    assert buttons_of(studio.idea()) == [
        ids.POST_APPROVE, ids.POST_WHEN, ids.POST_EDIT, ids.POST_MENU,
    ]  # fmt: skip
    assert "appear in this thread" not in studio.heads()
