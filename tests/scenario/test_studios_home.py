"""Posts on the Home tab: what goes out next, and the way to another one."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from assistant.community.drafts import DraftState
from handlers import ids
from handlers.render import studio_words as say
from tests.scenario.running import settle
from tests.scenario.studio_room import StudioRoom

AT = datetime(2026, 11, 27, 8, 30, tzinfo=UTC)


async def home(studio: StudioRoom) -> str:
    """Everything on Anna's Home tab."""
    studio.slack.open_app(studio.anna, "home")
    await settle(studio.slack, studio.engage)
    return json.dumps(studio.slack.workspace.homes[studio.anna.id].body, ensure_ascii=False)


async def test_the_next_three_are_named_with_a_link(studio: StudioRoom) -> None:
    """In the workspace's zone, the next one first; the rest is counted."""
    for n in range(4):
        await studio.call(studio.anna, f"post topic {n}")
        await studio.draft(
            text=f"Post {n}",
            studio_id=f"studio-{n + 1}",
            state=DraftState.APPROVED,
            send_at=AT + timedelta(days=n),
        )

    shown = await home(studio)

    link = studio.head("studio-1").ts.replace(".", "")
    assert f"p{link}|“Post 0”>" in shown
    assert "Fri 27 Nov 2026, " in shown
    assert "Post 2" in shown
    assert "Post 3" not in shown
    assert "…and 1 more." in shown


async def test_write_a_post_opens_a_studio_in_the_accounts_channel(studio: StudioRoom) -> None:
    shown = await home(studio)
    assert say.NOTHING_PLANNED in shown

    view = studio.slack.workspace.homes[studio.anna.id]
    await studio.slack.click_view(studio.anna, view, ids.POST)
    await settle(studio.slack, studio.engage)
    await studio.fill_in(studio.anna, {"What should it be about?": "Why we roast on Mondays"})

    assert studio.head().channel == studio.channel.id
    assert "Why we roast on Mondays" in studio.heads()
