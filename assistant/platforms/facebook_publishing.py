"""Writing as a Facebook Page: at most once, and looked for when in doubt.

Facebook knows no key that would make two identical requests one post. It refuses a post that says
what the last one said, and takes the same comment any number of times. So a write whose result is
unknown is read back: under what it answers, or among the Page's own posts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from assistant.community.accounts import Platform
from assistant.community.images import ImageLimits
from assistant.community.posts import Post
from assistant.community.rules import Action, rule_of
from assistant.errors import InvalidInput, PlatformUnavailable, SignInNeeded
from assistant.platforms.facebook import PLATFORM, Facebook
from assistant.platforms.facebook_parse import COMMENT, OTHERS_POST, CommentView, PostView
from assistant.platforms.facebook_target import UNDER, look_at
from assistant.platforms.graph_api import GraphApi
from assistant.platforms.graph_errors import GraphRefused
from assistant.platforms.graph_json import Node, each
from assistant.platforms.graph_writing import (
    Hiding,
    check_text,
    hide_comment,
    oldest_new,
    read_back,
    refused,
    same,
    write,
)
from assistant.platforms.json_values import one
from assistant.platforms.uploads import Upload
from assistant.ports import Clock
from assistant.ports.publishing import Attachment, OwnPost, Prepared, Published, Target

MOST = 8_000
"""Characters: what the site takes in a comment. A post may be longer there; its reference names no
limit."""
IMAGES = ImageLimits(
    most=10, most_bytes=4_000_000, longest_side=2_048, most_pixels=4_194_304, longest_alt=1_000
)
"""Less than the 10 MB of https://developers.facebook.com/docs/graph-api/reference/page/photos."""
RECENT = timedelta(days=1)
"""How far before the request was made it is looked for: clocks differ, and by less than that."""
PAGE, PAGES = 100, 20
"""Comments or posts that are read back."""
HIDING = Hiding(
    {"is_hidden": "true"},
    "Only comments of others under the Page's posts can be hidden. A post of its own can be taken "
    "down on Facebook.",
    "Facebook does not hide this comment for the Page. It hides those of others under the Page's "
    "own posts.",
)


class FacebookPublisher:
    """Implements `ports.Publisher` for one Page.

    Args:
        facebook: its connection. Raises SignInNeeded for one of strangers.
    """

    most = MOST
    image_limits: ImageLimits = IMAGES
    resend_for: timedelta | None = None

    def __init__(self, facebook: Facebook, clock: Clock) -> None:
        if facebook.own is None:
            raise SignInNeeded(PLATFORM, None, "publishing")
        self._api, self._page = facebook.own
        self._facebook = Facebook(self._api, self._page)  # no figures are asked along the way
        self._clock = clock

    def count(self, text: str) -> int:
        """Characters."""
        return len(text)

    async def look(self, post_id: str) -> Target:
        """See the port."""
        return await look_at(self._facebook, self._api, self._page, post_id)

    async def prepare(self, text: str, target: Target, language: str | None) -> Prepared:  # noqa: ARG002
        """See the port. Notes what of ours says the same there already."""
        check_text(text, "reply", MOST, Platform.FACEBOOK.title)
        path = f"{target.extra[UNDER]}/comments"
        return await self._prepared(path, {"message": text}, text, target.id)

    async def prepare_post(self, post: OwnPost) -> Prepared:
        """See the port. Its images lie with Facebook, seen by nobody, until a post shows them."""
        if post.above:
            raise InvalidInput(rule_of(Platform.FACEBOOK, Action.THREAD).text)
        check_text(post.text, "post", MOST, Platform.FACEBOOK.title)
        form = {"message": post.text}
        if post.images:
            photos = [await hand_over(self._api, self._page.id, image) for image in post.images]
            form["attached_media"] = json.dumps([{"media_fbid": photo} for photo in photos])
        return await self._prepared(f"{self._page.id}/feed", form, post.text, "")

    async def newest(self) -> Sequence[Post]:
        """See the port."""
        return (await self._facebook.posts(self._page.id)).items

    async def send(self, prepared: Prepared) -> Published:
        """See the port."""
        post_id = await write(self._api, prepared, lambda no: refused(self._api, no, "text"))
        at_hand = Published(post_id, f"https://www.facebook.com/{post_id}", self._clock())
        fields = COMMENT if prepared.target_id else OTHERS_POST
        found = self._read(await read_back(self._api, post_id, fields), prepared)
        return _published(found[0]) if found else at_hand

    async def hide(self, post_id: str) -> None:
        """See the port. Only comments: a post is taken down by its Page on Facebook."""
        comment = (await self._facebook.lookup([post_id])).get(post_id)
        await hide_comment(self._api, self._page.id, post_id, comment, HIDING)

    async def find(self, prepared: Prepared) -> Published | None:
        """See the port. The oldest of ours that says the same there and did not before."""
        found = oldest_new(prepared, await self._saying(prepared, every=True))
        return _published(found) if found else None

    async def _prepared(
        self, path: str, form: Mapping[str, str], text: str, target_id: str
    ) -> Prepared:
        body: dict[str, object] = {"path": path, "form": dict(form), "known": []}
        made = Prepared(PLATFORM, "", body, text, target_id, self._clock())
        body["known"] = [post.id for post in await self._saying(made)]
        return made

    async def _saying(self, prepared: Prepared, *, every: bool = False) -> Sequence[Post]:
        """What of ours says the same in the same place, the newest first.

        Args:
            every: one that cannot be read could be it, so that is a failure.
        """
        path = str(prepared.body["path"])
        since = int((prepared.prepared_at - RECENT).timestamp())
        comments: dict[str, Any] = {}
        if prepared.target_id:
            comments = {"filter": "stream", "order": "reverse_chronological"}
        else:
            path = f"{self._page.id}/published_posts"
        fields = COMMENT if prepared.target_id else OTHERS_POST
        found: list[Post] = []
        cursor: str | None = None
        for _ in range(PAGES):
            items, cursor = await self._api.listing(
                path, cursor, fields=fields, limit=PAGE, since=since, **comments
            )
            posts = self._read(items, prepared)
            if every and len(posts) < len(items):
                raise PlatformUnavailable(PLATFORM, self._api.label, "something nobody can read")
            found += self._ours(posts, prepared)
            if cursor is None:
                return found
        raise PlatformUnavailable(PLATFORM, self._api.label, "too many to look through")

    def _read(self, items: Sequence[Any], prepared: Prepared) -> Sequence[Post]:
        """Comments for a reply, posts for a post."""
        if prepared.target_id:
            return each(CommentView, items, lambda view: view.post(self._page))
        return each(PostView, items, lambda view: view.post(self._page))

    def _ours(self, posts: Sequence[Post], prepared: Prepared) -> Sequence[Post]:
        own = (post for post in posts if post.author.id == self._page.id)
        return [post for post in own if same(post.text, prepared.text)]


async def hand_over(api: GraphApi, page_id: str, attached: Attachment) -> str:
    """Give Facebook an image with its description, unpublished.

    Returns:
        Facebook's id of it.

    Raises:
        PostRefused: Facebook does not take it.
        PlatformError: it is not known to be there; it can be handed over again.
    """
    form = {"published": "false"}
    if attached.image.alt:
        form["alt_text_custom"] = attached.image.alt
    file = Upload(attached.data, attached.image.media_type, "source")
    try:
        told = await api.post(f"{page_id}/photos", form, upload=file, again=True)
    except GraphRefused as no:
        raise refused(api, no, "image") from no
    return one(Node, told, PLATFORM, "photos").id


def _published(post: Post) -> Published:
    return Published(post.id, post.url, post.created_at)
