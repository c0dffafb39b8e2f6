"""Finding posts: by words where the server searches them, else by hashtag.

What a server searches is its own affair: mostly posts that the account wrote, liked or was named
in, and those whose authors agreed to be found (https://docs.joinmastodon.org/methods/search/).
Posts that only carry a hashtag are all listed under it.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, quote, urlencode

from assistant.community.posts import Page, Post
from assistant.errors import InvalidInput
from assistant.platforms.mastodon_api import MastodonRefused
from assistant.platforms.mastodon_parse import readable, views
from assistant.platforms.mastodon_place import PAGE, Place

_TAG = re.compile(r"#?([\w·]{1,100})")
"""What may be a hashtag (https://docs.joinmastodon.org/entities/Tag/)."""


async def found_by_words(place: Place, words: str, cursor: str | None) -> Page[Post]:
    """Posts that hold some words. A single word is looked up as a hashtag where search is closed.

    Raises:
        InvalidInput: the server offers no search for several words.
    """
    below = "".join(parse_qs(cursor or "").get("max_id", ()))
    try:
        data = (
            await place.api.get(
                "v2/search", q=words, type="statuses", limit=PAGE, max_id=below or None
            )
        ).data
    except MastodonRefused as refused:
        if _TAG.fullmatch(words):
            return await found_by_tag(place, words, cursor)
        raise InvalidInput(
            f"{place.home.server} does not search for words. Ask for one hashtag, for example "
            f"#coffee."
        ) from refused
    items = data.get("statuses") if isinstance(data, dict) else None
    found = views(items if isinstance(items, list) else ())
    # a server that overlooks the mark sends the same page again
    fresh = [view for view in found if not below or _age(view.id) < _age(below)]
    last = min((view.id for view in fresh), key=_age, default="")
    posts = sorted(
        (view.post(place.home) for view in fresh if view.is_open),
        key=lambda post: post.created_at,
        reverse=True,
    )
    more = len(found) >= PAGE and bool(last)
    return Page(tuple(posts), urlencode({"max_id": last}) if more else None)


async def found_by_tag(place: Place, tag: str, cursor: str | None) -> Page[Post]:
    """Posts under a hashtag, as far as the server knows them. Raises InvalidInput."""
    match = _TAG.fullmatch(tag.strip())
    if match is None:
        raise InvalidInput("Ask for one hashtag at a time, for example #coffee.")
    try:
        items, following = await place.page(f"v1/timelines/tag/{quote(match[1])}", cursor)
    except MastodonRefused as refused:
        raise InvalidInput(f"{place.home.server} does not list posts by hashtag.") from refused
    return Page(readable(items, place.home), following)


def _age(number: str) -> tuple[int, str]:
    """Numbers grow with time: longer ones, then greater ones, are newer."""
    return len(number), number
