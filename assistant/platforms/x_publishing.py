"""Writing on X: at most once, looked for when in doubt, and within the month's budget.

X knows no key that would make two identical requests one post. So a write whose result is unknown
is read back among the account's own posts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, timedelta
from secrets import token_urlsafe
from typing import Any

from assistant.community.costs import PRICES, Paid, Use, writing
from assistant.community.images import ImageLimits
from assistant.community.posts import Author, Post
from assistant.errors import (
    InvalidInput,
    NotFound,
    OutcomeUnknown,
    PlatformUnavailable,
    StoreUnavailable,
)
from assistant.platforms.reading import Reply
from assistant.platforms.x_api import PLATFORM, XApi
from assistant.platforms.x_lengths import MOST, weighted
from assistant.platforms.x_media import IMAGES, hand_over
from assistant.platforms.x_own import LEAST, Listed, own_posts
from assistant.platforms.x_parse import born, versions
from assistant.platforms.x_posts import is_id
from assistant.platforms.x_refusing import hiding, refused
from assistant.platforms.x_same import same
from assistant.platforms.x_target import look_at, post_of
from assistant.ports import Clock
from assistant.ports.publishing import OwnPost, Prepared, Published, Target

NEWEST = 20
"""Own posts among which one with the same words is looked for before another one goes out."""
FEW, PAGE, PAGES = 10, 100, 20
"""Own posts that are read back: few first, for there must be money for all that may come; then
pages of them. X keeps 3,200 (https://docs.x.com/x-api/users/get-posts)."""

_CASHTAG = re.compile(r"(?<![\w$])\$[A-Za-z]{1,6}(?:[._][A-Za-z]{1,2})?(?!\w)")


class XPublisher:
    """Implements `ports.Publisher` for one account.

    Args:
        us: the account.
    """

    most = MOST
    image_limits: ImageLimits = IMAGES
    resend_for: timedelta | None = None

    def __init__(self, api: XApi, us: Author, clock: Clock) -> None:
        self._api = api
        self._us = us
        self._clock = clock

    def count(self, text: str) -> int:
        """Units of X, see `x_lengths`."""
        return weighted(text)

    async def look(self, post_id: str) -> Target:
        """See the port."""
        return await look_at(self._api, self._us, post_id)

    async def prepare(self, text: str, target: Target, language: str | None) -> Prepared:  # noqa: ARG002
        """See the port. Notes the newest post of ours, to look behind it later."""
        _check(text, "reply")
        called = target.author_id != self._us.id
        newest = await self._own(LEAST)
        more = {"reply": {"in_reply_to_tweet_id": target.id}}
        return self._prepared(text, target.id, more, newest, called=called)

    async def prepare_post(self, post: OwnPost) -> Prepared:
        """See the port."""
        _check(post.text, "post")
        newest = await self._own(LEAST)
        parent, more = post.above[-1] if post.above else "", dict[str, Any]()
        if parent:
            await self._there(parent, newest)
            more["reply"] = {"in_reply_to_tweet_id": parent}
        if post.images:
            made = [await hand_over(self._api, each) for each in post.images]
            more["media"] = {"media_ids": made}
        return self._prepared(post.text, parent, more, newest, called=False)

    async def newest(self) -> Sequence[Post]:
        """See the port."""
        return (await self._own(NEWEST)).posts

    async def send(self, prepared: Prepared) -> Published:
        """See the port. Within the budget, which is asked before anything leaves."""
        try:
            async with self._api.held(PRICES[Paid(prepared.key)].micro, Use.PUBLISHING):
                reply = await self._api.send("POST", "tweets", body=dict(prepared.body))
                if not reply.ok:
                    raise refused(self._api, "tweets", reply)
                post_id = _id_of(reply)
                if post_id is None:
                    raise OutcomeUnknown(PLATFORM, self._api.account, "tweets: no id")
                await self._charge(prepared, post_id)
        except StoreUnavailable as away:  # before anything left: what comes later is in doubt
            raise PlatformUnavailable(PLATFORM, self._api.account, "the budget") from away
        at = born(post_id) or self._clock()
        return Published(post_id, self._url(post_id), at.astimezone(UTC))

    async def find(self, prepared: Prepared) -> Published | None:
        """See the port. Goes through every post of ours that is newer than the newest known
        before, and takes the one that stands under the same post in the same words.
        """
        page = await self._own(FEW, prepared.after)
        for _ in range(PAGES):
            for post in page.posts:
                if _is(post, prepared):
                    await self._charge(prepared, post.id)
                    return Published(post.id, self._url(post.id), post.created_at)
            if page.token is None:
                return None
            page = await self._own(PAGE, prepared.after, page.token)
        raise PlatformUnavailable(PLATFORM, self._api.account, "too many posts to look through")

    async def hide(self, post_id: str) -> None:
        """See the port."""
        if not is_id(post_id):
            raise NotFound("post", post_id)
        async with self._api.held(PRICES[Paid.HIDE].micro, Use.PUBLISHING):
            reply = await self._api.send(
                "PUT", "tweets/{}/hidden", post_id, body={"hidden": True}, again=True
            )
            if not reply.ok:
                raise hiding(self._api, post_id, reply)
            if self._api.meter:
                await self._api.meter.charge(Paid.HIDE, [f"{post_id} {token_urlsafe(8)}"])

    async def _own(self, size: int, since: str | None = None, token: str | None = None) -> Listed:
        return await own_posts(self._api, self._us, size=size, since=since, token=token)

    async def _there(self, post_id: str, newest: Listed) -> None:
        """Raises NotFound where a post of ours is gone. It is mostly among the newest."""
        if any(post_id in versions(each) for each in newest.posts):
            return
        if not is_id(post_id) or await post_of(self._api, post_id) is None:
            raise NotFound("post", post_id)

    def _prepared(
        self, text: str, target_id: str, more: Mapping[str, Any], newest: Listed, *, called: bool
    ) -> Prepared:
        return Prepared(
            platform=PLATFORM,
            # X takes no key; what it will be charged as stands here instead
            key=writing(text, called=called).value,
            body={"text": text, **more},
            text=text,
            target_id=target_id,
            prepared_at=self._clock(),
            after=_latest(newest),
        )

    async def _charge(self, prepared: Prepared, post_id: str) -> None:
        """Raises OutcomeUnknown where it could not be noted: it is found, and noted, again."""
        if self._api.meter is None:
            return
        try:
            await self._api.meter.charge(Paid(prepared.key), [post_id])
        except StoreUnavailable as away:
            detail = "tweets: its cost is not noted"
            raise OutcomeUnknown(PLATFORM, self._api.account, detail) from away

    def _url(self, post_id: str) -> str:
        return f"https://x.com/{self._us.handle}/status/{post_id}"


def _check(text: str, what: str) -> None:
    if not text.strip():
        raise InvalidInput(f"The {what} is empty. Write something first.")
    length = weighted(text)
    if length > MOST:
        raise InvalidInput(
            f"The {what} is {length} characters long as X counts; it takes {MOST} at most."
        )
    if len(_CASHTAG.findall(text)) > 1:
        raise InvalidInput(f"X takes one cashtag, such as $ACME, in a {what}. Leave one of them.")


def _latest(newest: Listed) -> str | None:
    """The newest id; those of X grow with time."""
    ids = [each for post in newest.posts for each in versions(post)]
    return max(ids, key=int, default=None)


def _is(post: Post, prepared: Prepared) -> bool:
    """Whether it stands where it was to stand, under one post or alone, in the same words."""
    if (post.parent_id or "") != prepared.target_id:
        return False
    reply = bool(prepared.target_id)
    return same(post.text, prepared.text, reply=reply, quoted_id=post.quoted_id)


def _id_of(reply: Reply) -> str | None:
    data = reply.data.get("data") if isinstance(reply.data, Mapping) else None
    post_id = data.get("id") if isinstance(data, Mapping) else None
    return post_id if isinstance(post_id, str) and is_id(post_id) else None
