"""The forms behind a studio's buttons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from assistant.community.images import LONGEST_ALT
from assistant.community.studio import MOST_POSTS
from handlers import ids
from handlers.ids import SeenDraft
from handlers.render import blocks as kit
from handlers.render import inputs
from handlers.render import studio_words as say
from handlers.render.blocks import Block
from handlers.render.card_forms import REASON
from handlers.render.inputs import Field
from handlers.render.settings_forms import noted
from handlers.render.text import mrkdwn, unmarked

if TYPE_CHECKING:
    from assistant.community.accounts import Account
    from assistant.community.best_times import Suggestion
    from assistant.community.drafts import Draft
    from assistant.community.studio import Image, Studio
    from assistant.desk.studio_views import StudioView

TOPIC = 3_000
LATER = timedelta(hours=1)
"""What a time to send at is proposed to be, at least."""

LEFT_OUT = "out"
"""The place of an image that does not go out."""

WHY_DISMISSED = (
    ("It is not accurate", "It is not accurate"),
    ("It does not sound like us", "It does not sound like us"),
    ("It helps nobody", "It helps nobody"),
    ("We said it before", "We said it before"),
    ("Another reason", "Another reason"),
)


def post(known: Sequence[Account], channel_id: str | None) -> Block:
    """What a post is to be about, and for whom it is written.

    Args:
        channel_id: where its thread is to open; None for its accounts' channel.
    """
    about = Field(
        ids.block_of("topic", "1"),
        "What should it be about?",
        "A topic, a link, or a question that people keep asking. Empty: what they talk about.",
        optional=True,
    )
    made = [inputs.text(about, lines=True, most=TOPIC)]
    if len(known) > 1:
        made.append(_accounts(known, ()))
    memory = {"channel": channel_id or ""}
    return kit.form(ids.POST, "Write a post", "Open a studio", made, memory)


def accounts(studio: Studio, known: Sequence[Account]) -> Block:
    """Which accounts a studio writes for."""
    made = [_accounts(known, studio.account_ids)]
    memory = {"studio": studio.id}
    return kit.form(ids.POST_ACCOUNTS, "Accounts", "Write for them", made, memory)


def _accounts(known: Sequence[Account], chosen: Sequence[str]) -> Block:
    field = Field(ids.block_of("accounts", "1"), "For which accounts?", optional=not chosen)
    return inputs.several(field, [(each.id, str(each.ref)) for each in known], chosen)


def edit(draft: Draft, studio_id: str, texts: Sequence[str], note: str | None = None) -> Block:
    """The texts of a draft, one field for each of its posts.

    Args:
        texts: as they stand in the form.
        note: one sentence above them.
    """
    many, version = len(texts) > 1, str(draft.version)
    made = [*noted(note)]
    for n, text in enumerate(texts):
        label = f"Post {n + 1}" if many else "Post"
        hint = say.LEAVE_EMPTY if many and n == len(texts) - 1 else None
        field = Field(ids.block_of(f"text{n}", version), label, hint, optional=n > 0)
        made.append(inputs.text(field, text, lines=True))
    memory = {"draft": SeenDraft(draft.id, studio_id, draft.version, draft.digest).value}
    if len(texts) < MOST_POSTS:
        add = kit.button(say.ADD_POST, ids.POST_ADD, SeenDraft(draft.id, studio_id).value)
        made.append(kit.actions([add]))
    made.append(kit.context(say.AFTER_EDIT))
    return kit.form(ids.POST_EDIT, "Edit the post", "Save", made, memory)


def when(view: StudioView, draft: Draft, seen: SeenDraft, best: Suggestion | None) -> Block:
    """The day and the time at which it goes out, in the workspace's zone.

    Args:
        best: when posts did better than usual; None where nobody counts that.
    """
    zone = ZoneInfo(view.zone)
    first = (draft.send_at or view.now + LATER).astimezone(zone)
    if draft.send_at is None:
        first = _next_quarter(first)
    day = Field(ids.block_of("day", str(draft.version)), "Day")
    clock = Field(ids.block_of("time", str(draft.version)), "Time", say.ZONE.format(zone=view.zone))
    made = [
        inputs.day(day, f"{first:%Y-%m-%d}"),
        inputs.time_of_day(clock, f"{first:%H:%M}"),
        inputs.text(Field(ids.block_of("words", "1"), say.IN_WORDS, say.LIKE, optional=True)),
    ]
    if best is not None:
        words = " ".join(filter(None, (best.why, best.advice)))
        made.append(kit.context(f"💡 {unmarked(words, 500)}"))
    title, submit = ("Move the post", "Move") if draft.send_at else ("Schedule", "Approve for then")
    return kit.form(ids.POST_WHEN, title, submit, made, {"draft": seen.value})


def _next_quarter(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0) + timedelta(minutes=-at.minute % 15)


def images(studio: Studio, shown: Sequence[Image]) -> Block:
    """What each image shows, and its place."""
    made: list[Block] = []
    places = [(str(n + 1), f"Image {n + 1}") for n in range(len(shown))]
    places.append((LEFT_OUT, "Take it out"))
    for n, image in enumerate(shown):
        alt = Field(
            ids.block_of(f"alt{n}", image.id),
            f"What image {n + 1} shows ({image.width} × {image.height})",
            "For those who do not see it: what matters in it, in a sentence or two.",
        )
        made.append(inputs.text(alt, image.alt, lines=True, most=LONGEST_ALT))
        place = Field(ids.block_of(f"place{n}", image.id), f"Place of image {n + 1}")
        made.append(inputs.choice(place, places, str(n + 1)))
    if not made:
        return kit.modal("Images", [kit.section(say.NO_IMAGES)])
    memory = {"studio": studio.id, "images": " ".join(each.id for each in shown)}
    return kit.form(ids.POST_IMAGES, "Images", "Save", made, memory)


def dismiss(seen: SeenDraft) -> Block:
    """Why an idea is no good."""
    why = inputs.radio(Field(ids.block_of("why", "1"), "Why?"), WHY_DISMISSED, WHY_DISMISSED[0][0])
    field = Field(ids.block_of("more", "1"), "In your own words", optional=True)
    more = inputs.text(field, most=REASON)
    memory = {"draft": seen.value}
    return kit.form(ids.POST_DISMISS, "Dismiss this idea", "Dismiss", [why, more], memory)


def confirm(seen: SeenDraft, reasons: Sequence[str], send_at: datetime | None) -> Block:
    """What speaks against an approval, for somebody who may give it all the same."""
    lines = "\n".join(f"• {mrkdwn(each)}" for each in reasons)
    made = [kit.section(f"Before you approve this:\n{lines}"), kit.context(say.CHECKED)]
    memory = {"draft": seen.value} | _at(send_at)
    return kit.form(ids.POST_APPROVE, "Look again", "Approve anyway", made, memory)


def _at(send_at: datetime | None) -> dict[str, str]:
    return {"at": send_at.isoformat()} if send_at else {}


def copy(draft: Draft, platform: str) -> Block:
    """The texts to take along."""
    made: list[Block] = [kit.context(say.COPIED.format(platform=platform))]
    quotes = [kit.quotation([kit.words(text)]) for text in draft.posts]
    return kit.modal("Copy", [*made, *quotes])
