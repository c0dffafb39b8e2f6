"""Bluesky behind `ports.SocialPlatform`: public reads for everyone, more when signed in.

What strangers are not told (seen in production and on a real AppView): search answers 403,
notifications 401. Times of reposts come from their authors' feeds, see `bluesky_reposts`.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

from assistant.community.accounts import Platform, Profile
from assistant.community.posts import Interaction, Kind, Page, Post, Thread
from assistant.errors import InvalidInput, NotFound, SignInNeeded
from assistant.platforms.bluesky_parse import (
    AuthorView,
    LikeView,
    NoteView,
    PostView,
    ProfileView,
    acted,
    each,
    listing,
    next_cursor,
    one,
)
from assistant.platforms.bluesky_record import DID, HANDLE, POST, at
from assistant.platforms.bluesky_reposts import RepostTimes
from assistant.platforms.bluesky_thread import whole_thread
from assistant.platforms.bluesky_xrpc import Xrpc, XrpcRefused
from assistant.platforms.reading import together
from assistant.ports import Capabilities, Clock

PAGE = 100
"""The most a listing gives at once."""
EMPTY = 50
"""Pages without anything for us that are passed over at once."""
LOOKUP = 25
"""getPosts takes this many ids."""

T = TypeVar("T")

_POST_URI = re.compile(rf"at://([^/\s]+)/{re.escape(POST)}/([A-Za-z0-9._:~-]{{1,512}})")
_LINK = re.compile(
    r"https?://(?:[a-z]+\.)?bsky\.(?:app|dev)/profile/([^/\s]+)/post/([A-Za-z0-9._:~-]{1,512})/?",
    re.IGNORECASE,
)
_STRANGER = frozenset({Kind.REPLY, Kind.QUOTE, Kind.LIKE, Kind.REPOST})


class Bluesky:
    """One connection. `us` is the DID of the signed-in account, None for a stranger."""

    platform = Platform.BLUESKY

    def __init__(self, xrpc: Xrpc, clock: Clock, us: str | None = None) -> None:
        self.xrpc = self._xrpc = xrpc
        self._us = us
        self._times = RepostTimes(xrpc, clock)

    @property
    def capabilities(self) -> Capabilities:
        """Bluesky has no impressions at all."""
        signed_in = self._xrpc.signed_in
        return Capabilities(
            tells=_STRANGER | {Kind.MENTION} if signed_in else _STRANGER,
            mentions=signed_in,
            search=signed_in,
            impressions=False,
        )

    async def profile(self, actor: str) -> Profile:
        """See the port. `actor` may carry a leading @."""
        name = _actor(actor)
        call = "app.bsky.actor.getProfile"
        try:
            answer = await self._xrpc.get(call, actor=name)
        except XrpcRefused as refused:
            refused.if_missing("account", actor)
            raise
        return one(ProfileView, answer, call).profile()

    async def posts(self, actor: str, *, cursor: str | None = None) -> Page[Post]:
        """See the port."""
        name = _actor(actor)
        return await _with_items(lambda cursor: self._posts(name, cursor), cursor)

    async def lookup(self, ids: Sequence[str]) -> Mapping[str, Post]:
        """See the port."""
        call = "app.bsky.feed.getPosts"
        sound = [post_id for post_id in dict.fromkeys(ids) if _POST_URI.fullmatch(post_id)]
        batches = [sound[start : start + LOOKUP] for start in range(0, len(sound), LOOKUP)]
        answers = await together(batches, lambda uris: self._xrpc.get(call, uris=uris))
        views = [view for answer in answers for view in listing(answer, "posts", call)]
        return {post.id: post for post in each(PostView, views, PostView.post)}

    async def resolve(self, url: str) -> str:
        """See the port. Takes links of bsky.app and at:// URIs.

        Raises:
            InvalidInput: it is no link to a Bluesky post.
            NotFound: there is no such account.
        """
        text = url.strip().strip("<>").partition("|")[0]
        text = re.split(r"[?#]", text, maxsplit=1)[0]
        match = _POST_URI.fullmatch(text) or _LINK.fullmatch(text)
        if not match:
            raise InvalidInput(
                "That is not a link to a Bluesky post. Copy it from the post's share menu and "
                "try again."
            )
        actor = _actor(match[1])
        if not DID.fullmatch(actor):
            actor = await self._did(actor)
        return f"at://{actor}/{POST}/{match[2]}"

    async def thread(self, post_id: str) -> Thread:
        """See the port and `bluesky_thread`."""
        return await whole_thread(self._xrpc, post_id)

    async def likes(self, post_id: str, *, cursor: str | None = None) -> Page[Interaction]:
        """See the port."""
        call = "app.bsky.feed.getLikes"
        answer = await self._about(call, post_id, cursor)
        views = listing(answer, "likes", call)
        items = each(LikeView, views, lambda view: view.interaction(post_id))
        return Page(items, next_cursor(answer, cursor))

    async def reposts(self, post_id: str, *, cursor: str | None = None) -> Page[Interaction]:
        """See the port. A repost that cannot be dated is left out (see `RepostTimes`)."""
        call = "app.bsky.feed.getRepostedBy"
        answer = await self._about(call, post_id, cursor)
        people = each(AuthorView, listing(answer, "repostedBy", call), lambda view: view)
        post = (await self.lookup([post_id])).get(post_id) if people else None
        if post is None:
            return Page((), None)
        times = await together(
            people, lambda person: self._times.of(person.did, post_id, post.created_at)
        )
        items = [
            acted(Kind.REPOST, person, when, post_id)
            for person, when in zip(people, times, strict=True)
            if when
        ]
        return Page(tuple(items), next_cursor(answer, cursor))

    async def quotes(self, post_id: str, *, cursor: str | None = None) -> Page[Post]:
        """See the port."""
        call = "app.bsky.feed.getQuotes"
        answer = await self._about(call, post_id, cursor)
        views = listing(answer, "posts", call)
        return Page(each(PostView, views, PostView.post), next_cursor(answer, cursor))

    async def mentions(self, *, cursor: str | None = None) -> Page[Interaction]:
        """See the port."""
        call = "app.bsky.notification.listNotifications"
        us = self._us
        if us is None:
            raise SignInNeeded(Platform.BLUESKY.value, None, call)

        async def page(cursor: str | None) -> Page[Interaction]:
            answer = await self._xrpc.get(call, reasons=["mention"], limit=PAGE, cursor=cursor)
            notes = listing(answer, "notifications", call)
            # servers older than the `reasons` parameter send every kind
            notes = [note for note in notes if at(note, "reason") == "mention"]
            items = each(NoteView, notes, lambda view: view.mention(us))
            return Page(items, next_cursor(answer, cursor))

        return await _with_items(page, cursor)

    async def search(self, words: str, *, cursor: str | None = None) -> Page[Post]:
        """See the port. Newest first, where the server can sort."""
        call = "app.bsky.feed.searchPosts"
        if not words.strip():
            raise InvalidInput("Say what to search for.")
        answer = await self._xrpc.get(call, q=words, sort="latest", limit=PAGE, cursor=cursor)
        views = listing(answer, "posts", call)
        return Page(each(PostView, views, PostView.post), next_cursor(answer, cursor))

    async def close(self) -> None:
        """Let go of the sign-in; the HTTP client belongs to the process."""
        await self._xrpc.close()

    async def _posts(self, actor: str, cursor: str | None) -> Page[Post]:
        call = "app.bsky.feed.getAuthorFeed"
        try:
            answer = await self._xrpc.get(
                call,
                actor=actor,
                filter="posts_with_replies",
                includePins=False,
                limit=PAGE,
                cursor=cursor,
            )
        except XrpcRefused as refused:
            refused.if_missing("account", actor)
            raise
        entries = listing(answer, "feed", call)
        own = [at(entry, "post") for entry in entries if at(entry, "reason") is None]
        return Page(each(PostView, own, PostView.post), next_cursor(answer, cursor))

    async def _about(self, call: str, post_id: str, cursor: str | None) -> Mapping[str, Any]:
        try:
            return await self._xrpc.get(call, uri=post_id, limit=PAGE, cursor=cursor)
        except XrpcRefused as refused:
            refused.if_missing("post", post_id)
            raise

    async def _did(self, handle: str) -> str:
        call = "com.atproto.identity.resolveHandle"
        try:
            did = at(await self._xrpc.get(call, handle=handle), "did")
        except XrpcRefused as refused:
            refused.if_missing("account", handle)
            raise
        if not isinstance(did, str) or not DID.fullmatch(did):
            raise NotFound("account", handle)
        return did


async def _with_items(
    listing: Callable[[str | None], Awaitable[Page[T]]], cursor: str | None
) -> Page[T]:
    """The next page that holds something: one of nothing but reposts is no end of the posts."""
    for _ in range(EMPTY):
        page = await listing(cursor)
        if page.items or page.cursor is None:
            break
        cursor = page.cursor
    return page


def _actor(text: str) -> str:
    """A handle in its normal form, or a DID. Raises NotFound for what can be neither."""
    name = text.strip().removeprefix("@")
    if DID.fullmatch(name):
        return name
    if not HANDLE.fullmatch(name.lower()):
        raise NotFound("account", text)
    return name.lower()
