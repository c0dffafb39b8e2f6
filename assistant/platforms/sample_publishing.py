"""Writing in the sample community, so that a first look goes all the way to a published post.

They live as long as the process, as everything there does.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from secrets import randbelow

from assistant.community.accounts import Platform
from assistant.community.images import ImageLimits
from assistant.community.posts import Post
from assistant.community.rules import Action, Way, rule_of
from assistant.errors import InvalidInput, NotFound
from assistant.platforms.graphemes import graphemes
from assistant.platforms.sample import SampleCommunity
from assistant.platforms.sample_world import BRANDS, SITE, World
from assistant.ports.publishing import OwnPost, Prepared, Published, Target, Verdict

MOST = 300
RESEND_FOR = timedelta(minutes=15)
NEWEST = 100


class SamplePublisher:
    """Implements `ports.Publisher` for one account of the sample.

    Args:
        handle: one of `sample.HANDLES`.
    """

    most = MOST
    image_limits = ImageLimits()
    resend_for: timedelta | None = RESEND_FOR

    def __init__(self, community: SampleCommunity, handle: str) -> None:
        self._community = community
        self._us = next(brand.author for brand in BRANDS if brand.author.handle == handle)

    def count(self, text: str) -> int:
        """Graphemes."""
        return graphemes(text)

    async def look(self, post_id: str) -> Target:
        """See the port."""
        world, now = self._community.now()
        post = world.posts.get(post_id)
        if post is None or post.created_at > now:
            raise NotFound("post", post_id)
        branch = [each for each in _branch(world, post) if each.created_at <= now]
        return Target.of(post, branch, Verdict(Way.BY_API))

    async def prepare(self, text: str, target: Target, language: str | None) -> Prepared:
        """See the port."""
        self._check(text, "reply")
        return self._prepared(text, target.id, target.root_id or target.id, language)

    async def prepare_post(self, post: OwnPost) -> Prepared:
        """See the port. Images stay here: the sample has no place for them."""
        self._check(post.text, "post")
        world, _ = self._community.now()
        for number in post.above:
            if number not in world.posts:
                raise NotFound("post", number)
        top = post.above[0] if post.above else ""
        return self._prepared(post.text, post.above[-1] if top else "", top, post.language)

    async def newest(self) -> Sequence[Post]:
        """See the port."""
        world, now = self._community.now()
        written = reversed(world.by_author[self._us.id])
        ours = (each for each in written if each.created_at <= now)
        return sorted(ours, key=lambda each: each.created_at, reverse=True)[:NEWEST]

    def _check(self, text: str, what: str) -> None:
        if not text.strip():
            raise InvalidInput(f"The {what} is empty. Write something first.")
        if self.count(text) > MOST:
            raise InvalidInput(
                f"The {what} is {self.count(text)} characters long; the sample takes {MOST} at "
                f"most."
            )

    def _prepared(self, text: str, parent: str, root: str, language: str | None) -> Prepared:
        _, now = self._community.now()
        return Prepared(
            platform=Platform.SAMPLE.value,
            # as its links want it: the day, a letter of its own, a number
            key=f"{now:%y%m%d}r{now:%H%M%S%f}{randbelow(1000):03}",
            body={"root": root, "language": language},
            text=text,
            target_id=parent,
            prepared_at=now,
        )

    async def send(self, prepared: Prepared) -> Published:
        """See the port. The same request twice is one post."""
        world, now = self._community.now()
        if found := await self.find(prepared):
            return found
        language = prepared.body.get("language")
        post = Post(
            id=_id(prepared),
            author=self._us,
            text=prepared.text,
            created_at=now,
            url=f"{SITE}/@{self._us.handle}/{prepared.key}",
            root_id=str(prepared.body.get("root") or "") or None,
            parent_id=prepared.target_id or None,
            language=language if isinstance(language, str) else None,
        )
        world.add(post)
        world.settle()
        return Published(post.id, post.url, post.created_at)

    async def hide(self, post_id: str) -> None:  # noqa: ARG002 - there is no such thing
        """See the port."""
        raise InvalidInput(rule_of(Platform.SAMPLE, Action.HIDE).text)

    async def find(self, prepared: Prepared) -> Published | None:
        """See the port."""
        world, _ = self._community.now()
        post = world.posts.get(_id(prepared))
        return Published(post.id, post.url, post.created_at) if post else None


def _id(prepared: Prepared) -> str:
    return f"sample:post/{prepared.key}"


def _branch(world: World, post: Post) -> list[Post]:
    """What a post answers up to the top, the post itself and everything under it."""
    above = [post]
    while parent := world.posts.get(above[0].parent_id or ""):
        above.insert(0, parent)
    inside = sorted(
        world.threads.get(post.root_id or post.id, ()), key=lambda each: each.created_at
    )
    branch, wanted = list(above), {post.id}
    for each in inside:
        if each.parent_id in wanted:
            wanted.add(each.id)
            branch.append(each)
    return branch
