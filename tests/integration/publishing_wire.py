"""A platform of one account, in memory, that does what a test tells it to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from assistant.community.accounts import Account
from assistant.community.images import ImageLimits
from assistant.community.posts import Author, Post
from assistant.community.rules import Way
from assistant.errors import InvalidInput, NotFound, OutcomeUnknown
from assistant.ports.publishing import OwnPost, Prepared, Published, Target, Verdict
from tests.integration.publishing_house import FAN, Hand

QUESTION = "at://fan/1"


@dataclass(frozen=True)
class Written:
    """A post that is there, with what it stands under."""

    id: str
    text: str
    target_id: str
    url: str


class Wire:
    """`ports.Publishers` and the one `ports.Publisher` it opens.

    Attributes:
        posts: what was written, by key, in order; the identical request writes one.
        sent: how many requests arrived.
        faults: what happens to the next requests: an error, raised after the write with `after`.
        away: raised by every read while it is set.
        images: what was handed over for posts of our own: what it shows, and its bytes.
        deleted: ids of posts that somebody took back.
        written: the same with their words, in order.
        late: writes that arrive at their time, long after whoever sent them gave up.
    """

    most = 300
    image_limits = ImageLimits()

    def __init__(self, clock: Hand, us: str, *, resend_for: timedelta | None) -> None:
        self.resend_for = resend_for
        self.posts: dict[str, Published] = {}
        self.sent = 0
        self.faults: list[tuple[Exception, bool] | None] = []
        self.away: Exception | None = None
        self.late: list[tuple[datetime, Prepared]] = []
        self.verdict = Verdict(Way.BY_API)
        self.thread: list[Post] = []
        self.images: list[tuple[str, bytes]] = []
        self.deleted: set[str] = set()
        self.during_look: Callable[[], Awaitable[object]] | None = None
        self.after_write: Callable[[], Awaitable[object]] | None = None
        self.written: list[Written] = []
        self.during_prepare: Callable[[], Awaitable[object]] | None = None
        self._clock = clock
        self._us = us
        self._keys = self._writes = 0
        self.ask(QUESTION, "When do you open?")

    def ask(self, post_id: str, words: str, *, parent: str | None = None, by: Author = FAN) -> Post:
        post = Post(
            post_id, by, words, self._clock(), f"https://there.example/{post_id}", parent_id=parent
        )
        self.thread.append(post)
        return post

    def answer(self, words: str) -> Post:
        """We, by hand."""
        ours = Author(self._us, "acme.example")
        return self.ask(f"at://us/hand{len(self.thread)}", words, parent=QUESTION, by=ours)

    def post(self, words: str) -> Post:
        """We, by hand, for everybody."""
        return self.ask(
            f"at://us/own{len(self.thread)}", words, by=Author(self._us, "acme.example")
        )

    async def publisher(self, account: Account) -> Wire:  # noqa: ARG002
        if self.away:
            raise self.away
        return self

    def count(self, text: str) -> int:
        return len(text)

    async def look(self, post_id: str) -> Target:
        if self.during_look:
            await self.during_look()
        if self.away:
            raise self.away
        post = next((each for each in self.thread if each.id == post_id), None)
        if post is None:
            raise NotFound("post", post_id)
        return Target.of(replace(post, root_id=None), self.thread, self.verdict)

    async def prepare(self, text: str, target: Target, language: str | None) -> Prepared:  # noqa: ARG002
        if self.during_prepare:
            await self.during_prepare()
        if len(text) > self.most:
            raise InvalidInput("The reply is too long.")
        self._keys += 1
        body = {"text": text, "swapRecord": None, "nested": {"b": 1, "a": [None]}}
        return Prepared("bluesky", f"k{self._keys}", body, text, target.id, self._clock(), "last")

    async def prepare_post(self, post: OwnPost) -> Prepared:
        if self.during_prepare:
            await self.during_prepare()
        if self.away:
            raise self.away
        if len(post.text) > self.most:
            raise InvalidInput("The post is too long.")
        there = {each.id for each in self.posts.values()} - self.deleted
        if gone := [each for each in post.above if each not in there]:
            raise NotFound("post", gone[0])
        self._keys += 1
        body = {"text": post.text, "swapRecord": None, "nested": {"b": 1, "a": [None]}}
        self.images += [(each.image.alt, each.data) for each in post.images]
        parent = post.above[-1] if post.above else ""
        return Prepared("bluesky", f"k{self._keys}", body, post.text, parent, self._clock(), "last")

    async def newest(self) -> Sequence[Post]:
        if self.away:
            raise self.away
        return [post for post in reversed(self.thread) if post.author.id == self._us]

    async def send(self, prepared: Prepared) -> Published:
        self.arrive()
        self.sent += 1
        assert prepared.body == {
            "text": prepared.text,
            "swapRecord": None,
            "nested": {"b": 1, "a": [None]},
        }
        fault, after = (self.faults.pop(0) if self.faults else None) or (None, False)
        if fault and not after:
            if isinstance(fault, Late):
                self.late.append((self._clock() + fault.by, prepared))
            raise fault
        published = self._write(prepared)
        if self.after_write:
            await self.after_write()
        if fault:
            raise fault
        return published

    async def find(self, prepared: Prepared) -> Published | None:
        self.arrive()
        if self.away:
            raise self.away
        keys = (key for key in self.posts if key.partition("#")[0] == prepared.key)
        return next((self.posts[key] for key in keys), None)

    def arrive(self) -> None:
        """Let the writes arrive whose time has come."""
        now = self._clock()
        for due, prepared in [each for each in self.late if each[0] <= now]:
            self.late.remove((due, prepared))
            self._write(prepared)

    def _write(self, prepared: Prepared) -> Published:
        """A post; the same request is one where the platform promises that."""
        self._writes += 1
        key = prepared.key if self.resend_for else f"{prepared.key}#{self._writes}"
        if key not in self.posts:
            made = self.posts[key] = self._made(prepared, self._clock())
            self.written.append(Written(made.id, prepared.text, prepared.target_id, made.url))
        return self.posts[key]

    def _made(self, prepared: Prepared, at: datetime) -> Published:
        return Published(f"at://us/{prepared.key}", f"https://there.example/{prepared.key}", at)


class Late(OutcomeUnknown):
    """A request that nobody answered, and that is written a while later all the same."""

    def __init__(self, by: timedelta) -> None:
        super().__init__("bluesky", None, "slow")
        self.by = by


def lost(*, after: bool) -> tuple[Exception, bool]:
    """A request of which nobody knows what became."""
    return OutcomeUnknown("bluesky", None, "cut"), after
