"""Writing on a server that speaks Mastodon's API: at most once, and looked for when in doubt.

The Idempotency-Key is sent, and not relied upon: Mastodon keeps it an hour (PostStatusService,
`redis.setex(idempotency_key, 3_600, ...)`), other servers overlook it and two identical requests
make two posts. So a write whose result is unknown is read back among the account's own posts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from secrets import token_urlsafe
from urllib.parse import quote

from pydantic import ValidationError

from assistant.community.accounts import Platform
from assistant.community.images import ImageLimits
from assistant.community.posts import Post
from assistant.community.rules import Action, rule_of
from assistant.errors import (
    InvalidInput,
    OutcomeUnknown,
    PlatformUnavailable,
    PostRefused,
)
from assistant.platforms.mastodon_api import PLATFORM, MastodonRefused
from assistant.platforms.mastodon_lengths import Lengths, short_handles
from assistant.platforms.mastodon_media import USUAL, hand_over, image_limits
from assistant.platforms.mastodon_names import Name, PostId
from assistant.platforms.mastodon_parse import StatusView, views
from assistant.platforms.mastodon_place import PAGE, Place
from assistant.platforms.mastodon_target import DIRECT, PUBLIC, look_at, opening, reply_visibility
from assistant.platforms.mastodon_text import plain
from assistant.platforms.reading import Nonsense
from assistant.ports import Clock
from assistant.ports.publishing import OwnPost, Prepared, Published, Target

PAGES = 50
"""Pages of own posts that are read back at most."""

_FORBIDDEN, _UNPROCESSABLE, _BAD = 403, 422, 400
_OUT = ("disabled", "suspended", "pending approval", "confirmed e-mail")
"""What Mastodon says when the account cannot act (Api::BaseController#require_user!)."""


class MastodonPublisher:
    """Implements `ports.Publisher` for one account.

    Args:
        place: the account's server, signed in.
        lengths: how that server counts.
        limits: what it takes of images.
    """

    resend_for: timedelta | None = None

    def __init__(
        self, place: Place, lengths: Lengths, clock: Clock, limits: ImageLimits = USUAL
    ) -> None:
        self._place = place
        self._lengths = lengths
        self._clock = clock
        self.most = lengths.most
        self.image_limits = limits

    def count(self, text: str) -> int:
        """Characters, as the server counts them."""
        return self._lengths.count(text)

    async def look(self, post_id: str) -> Target:
        """See the port."""
        return await look_at(self._place, post_id)

    async def prepare(self, text: str, target: Target, language: str | None) -> Prepared:
        """See the port. Notes the newest post of ours, to look behind it later."""
        self._check(text, "reply")
        visibility = reply_visibility(target.extra["visibility"])
        begins = self._opening(target)
        if visibility == DIRECT and begins.strip().lower() not in text.lower():
            raise InvalidInput(
                f"Only people whom it names can read this reply. Begin it with {begins.strip()}."
            )
        body = {"in_reply_to_id": self._number(target.id), "visibility": visibility}
        return await self._prepared(text, target.id, language, body)

    async def prepare_post(self, post: OwnPost) -> Prepared:
        """See the port. Every post of a thread is public, as its first one is."""
        self._check(post.text, "post")
        parent = post.above[-1] if post.above else ""
        body: dict[str, object] = {"visibility": PUBLIC}
        if parent:
            number = self._number(parent)
            await self._place.api.status(number)  # raises NotFound where it was deleted
            body["in_reply_to_id"] = number
        if post.images:
            api = self._place.api
            body["media_ids"] = [await hand_over(api, each) for each in post.images]
        return await self._prepared(post.text, parent, post.language, body)

    async def newest(self) -> Sequence[Post]:
        """See the port."""
        views = await self._own_posts(limit=PAGE)
        return tuple(view.post(self._place.home) for view in views if view.reblog is None)

    def _check(self, text: str, what: str) -> None:
        if not text.strip():
            raise InvalidInput(f"The {what} is empty. Write something first.")
        length = self.count(text)
        if length > self.most:
            server = self._place.home.server
            raise InvalidInput(
                f"The {what} is {length} characters long; {server} takes {self.most} at most."
            )

    async def _prepared(
        self, text: str, target_id: str, language: str | None, more: Mapping[str, object]
    ) -> Prepared:
        newest = await self._own_posts(limit=1)
        body: dict[str, object] = {"status": text, **more}
        if language:
            # ISO 639-1 (https://docs.joinmastodon.org/methods/statuses/#create)
            body["language"] = language.partition("-")[0]
        return Prepared(
            platform=PLATFORM,
            key=token_urlsafe(24),
            body=body,
            text=text,
            target_id=target_id,
            prepared_at=self._clock(),
            after=newest[0].id if newest else None,
        )

    async def send(self, prepared: Prepared) -> Published:
        """See the port."""
        api = self._place.api
        try:
            reply = await api.post("v1/statuses", prepared.body, key=prepared.key)
        except MastodonRefused as refused:
            reason = _reason(refused)
            raise PostRefused(PLATFORM, refused.account, reason=reason) from refused
        try:
            return self._published(StatusView.model_validate(reply.data))
        except (ValidationError, RecursionError) as odd:
            raise OutcomeUnknown(PLATFORM, None, "v1/statuses: no status") from odd

    async def hide(self, post_id: str) -> None:  # noqa: ARG002 - there is no such thing
        """See the port."""
        raise InvalidInput(rule_of(Platform.MASTODON, Action.HIDE).text)

    async def find(self, prepared: Prepared) -> Published | None:
        """See the port. Goes through every post of ours that is newer than the newest known
        before, and takes the one that stands under the same post in the same words.
        """
        parent, mark = prepared.body.get("in_reply_to_id"), prepared.after
        for _ in range(PAGES):
            page = await self._own_posts(limit=PAGE, after=mark)
            newer = [view for view in page if mark is None or _age(view.id) > _age(mark)]
            for view in newer:
                # a parent that was deleted in the meantime is named no more
                answers = view.in_reply_to_id in {parent, None} and view.reblog is None
                if answers and await self._says(view, prepared.text):
                    return self._published(view)
            if not newer or mark is None:
                return None
            mark = max((view.id for view in newer), key=_age)
        raise PlatformUnavailable(PLATFORM, None, "v1/accounts/statuses: too many to look through")

    async def _own_posts(self, *, limit: int, after: str | None = None) -> Sequence[StatusView]:
        """Our posts, newest first: the latest, or those that follow upon one."""
        number = await self._place.number_of(Name.parse(self._place.owner))
        path = f"v1/accounts/{quote(number)}/statuses"
        items, _ = await self._place.api.listing(path, None, limit=limit, min_id=after)
        return views(items)

    async def _says(self, view: StatusView, text: str) -> bool:
        """Whether a post of ours holds this text, as shown or as it was typed."""
        if _same(plain(view.content or ""), text):
            return True
        try:
            reply = await self._place.api.get(f"v1/statuses/{quote(view.id)}/source")
        except MastodonRefused as refused:
            if refused.absent:
                return False  # servers that keep no source
            raise
        except Nonsense:
            return False
        typed = reply.data.get("text") if isinstance(reply.data, dict) else None
        return isinstance(typed, str) and _same(typed, text)

    def _opening(self, target: Target) -> str:
        """What names the author of what is answered."""
        if target.opening:
            return target.opening
        told = next((post for post in target.posts if post.id == target.id), None)
        return opening(told, self._place) if told else ""

    def _number(self, post_id: str) -> str:
        post = PostId.parse(post_id)
        if post is None:
            raise InvalidInput("That post has no number on this account's server.")
        return post.number

    def _published(self, view: StatusView) -> Published:
        return Published(
            self._place.home.post_id(view.id), view.url or view.uri or "", view.created_at
        )


async def rules_of(place: Place) -> tuple[Lengths, ImageLimits]:
    """Ask a server how it counts and what images it takes. Raises PlatformError; servers that do
    not tell have the usual.
    """
    for version in ("v2", "v1"):
        try:
            instance = (await place.api.get(f"{version}/instance")).data
        except (MastodonRefused, Nonsense):
            continue
        return Lengths.of(instance), image_limits(instance)
    return Lengths(), USUAL


def _reason(refused: MastodonRefused) -> str:
    """A refusal in plain words. Statuses as in https://docs.joinmastodon.org/methods/statuses/."""
    if refused.status == _FORBIDDEN and any(word in refused.says for word in _OUT):
        return "the account cannot write there now: it is suspended, or not confirmed yet"
    if refused.status == _FORBIDDEN:
        return "the server does not allow this post"
    if refused.absent:
        return (
            "the post to answer is not there any more, or its author does not let this account "
            "see it"
        )
    if refused.status in {_UNPROCESSABLE, _BAD}:
        return f"the server did not accept the text ({refused.says[:120]})"
    return f"the server said no (HTTP {refused.status})"


def _same(one: str, other: str) -> bool:
    return _bare(one) == _bare(other)


def _bare(text: str) -> str:
    """A text without what servers change about it: spaces, and the servers of people's handles."""
    return " ".join(short_handles(text).split()).casefold()


def _age(number: str) -> tuple[int, str]:
    """Numbers grow with time: longer ones, then greater ones, are newer."""
    return len(number), number
