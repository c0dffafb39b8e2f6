"""Who named us: the notifications of the account that is signed in."""

from __future__ import annotations

from typing import Any

from assistant.community.posts import Interaction, Kind, Page
from assistant.platforms.mastodon_above import Above
from assistant.platforms.mastodon_json import each
from assistant.platforms.mastodon_names import Name
from assistant.platforms.mastodon_parse import NoteView, StatusView
from assistant.platforms.mastodon_place import EMPTY, Place


async def named_us(own: Place, above: Above, cursor: str | None) -> Page[Interaction]:
    """A page of mentions, newest first.

    Replies in our own threads name us, too: they carry the post of ours they stand under.
    """
    us = await own.number_of(Name.parse(own.owner))
    noted: list[StatusView] = []
    for _ in range(EMPTY):
        items, cursor = await own.page("v1/notifications", cursor, types=["mention"])
        # some servers do not know the parameter and send every kind
        notes = [item for item in items if _kind(item) == "mention"]
        found = each(NoteView, notes, lambda note: note.status)
        noted = [view for view in found if view.is_open and view.account.id != us]
        if noted or cursor is None:
            break
    await above.learn([view for view in noted if view.in_reply_to_account_id != us])
    return Page(tuple(_mention(own, above, view, us) for view in noted), cursor)


def _kind(item: Any) -> Any:
    return item.get("type") if isinstance(item, dict) else None


def _mention(own: Place, above: Above, view: StatusView, us: str) -> Interaction:
    post = view.post(own.home)
    ours = next((number for number, step in above.chain(view.id) if step.author == us), None)
    if view.in_reply_to_account_id == us:
        ours = view.in_reply_to_id
    return Interaction(
        id=post.id,
        kind=Kind.MENTION,
        author=post.author,
        created_at=post.created_at,
        post_id=own.home.post_id(ours) if ours else None,
        parent_id=post.parent_id,
        text=post.text,
        url=post.url,
        language=post.language,
    )
