"""A thread, whole where the server lets it be.

Strangers get 60 replies, 20 levels deep (https://docs.joinmastodon.org/methods/statuses/#context),
so they ask again from where it stopped. What a post counts and nobody shows us (replies for
followers only, blocked people, more than 60 side by side) makes the thread incomplete.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from urllib.parse import quote

from assistant.community.posts import Thread
from assistant.errors import NotFound
from assistant.platforms.mastodon_above import Above
from assistant.platforms.mastodon_api import MastodonRefused
from assistant.platforms.mastodon_parse import StatusView, views
from assistant.platforms.mastodon_place import Place
from assistant.platforms.reading import together

CALLS = 40
"""Requests for one thread at most; what is left then makes it incomplete."""


@dataclass(slots=True)
class _Gathered:
    """Posts by number, and how many direct replies of each were shown."""

    posts: dict[str, StatusView] = field(default_factory=dict)
    shown: Counter[str] = field(default_factory=Counter)

    def take(self, found: tuple[StatusView, ...]) -> list[str]:
        """Take posts in. Returns the numbers not seen before."""
        new = [view for view in found if view.id not in self.posts]
        for view in new:
            self.posts[view.id] = view
            self.shown[view.in_reply_to_id or ""] += 1
        return [view.id for view in new]

    def short(self, number: str) -> bool:
        """Whether the server counts more direct replies than it showed."""
        return self.shown[number] < (self.posts[number].replies_count or 0)


async def whole_thread(place: Place, above: Above, number: str) -> Thread:
    """Everything below a post that anybody may read.

    Raises:
        NotFound: the post is gone, or not for everybody.
    """
    top = await place.status(number)
    post_id = place.home.post_id(number)
    if not top.is_open:
        raise NotFound("post", post_id)
    gathered = _Gathered()
    gathered.take((top,))
    try:
        ancestors, new = await _ask(place, gathered, number)
    except MastodonRefused as refused:
        if refused.absent:
            raise NotFound("post", post_id) from refused
        raise
    above.note((*ancestors, *gathered.posts.values()))
    calls = 1
    while not place.api.signed_in:
        cut = [each for each in new if gathered.short(each)][: CALLS - calls]
        if not cut:
            break
        calls += len(cut)
        answers = await together(cut, partial(_ask_on, place, gathered))
        new = [each for found in answers for each in found]
    root = ancestors[0].id if ancestors else number
    root_id = place.home.post_id(root)
    below = [
        replace(view.post(place.home), root_id=root_id)
        for view in gathered.posts.values()
        if view.id != number and view.is_open
    ]
    complete = not any(gathered.short(each) for each in gathered.posts)
    told = top.post(place.home)
    return Thread(
        replace(told, root_id=root_id) if told.parent_id else told, tuple(below), complete
    )


async def _ask(
    place: Place, gathered: _Gathered, number: str
) -> tuple[tuple[StatusView, ...], list[str]]:
    """What stands above a post, and the numbers below it that are new."""
    data = (await place.api.get(f"v1/statuses/{quote(number)}/context")).data
    return views(_list(data, "ancestors")), gathered.take(views(_list(data, "descendants")))


async def _ask_on(place: Place, gathered: _Gathered, number: str) -> list[str]:
    try:
        return (await _ask(place, gathered, number))[1]
    except MastodonRefused as refused:
        if refused.absent:
            return []  # deleted since we saw it; its parent still counts it
        raise


def _list(data: Any, key: str) -> list[Any]:
    items = data.get(key) if isinstance(data, dict) else None
    return items if isinstance(items, list) else []
