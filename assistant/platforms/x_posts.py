"""Reading posts of X by their ids, and our own in their order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from assistant.community.costs import Paid
from assistant.community.posts import Author, Page, Post
from assistant.errors import NotFound, PlatformUnavailable
from assistant.platforms.reading import together
from assistant.platforms.x_answers import Answer, Price
from assistant.platforms.x_api import PLATFORM, XApi
from assistant.platforms.x_dialects import Want
from assistant.platforms.x_paging import Turn
from assistant.platforms.x_parse import read_posts, versions
from assistant.platforms.x_problems import Trouble
from assistant.platforms.x_views import NUMBER
from assistant.ports import Clock

LOOKUP = 100
"""Ids in one call."""
PRIVATE_FOR = timedelta(days=30) - timedelta(hours=1)
"""How long figures are asked for that only the author is told: X tells them for 30 days, and may
leave a whole post out that is asked for with them later (docs.x.com/x-api/fundamentals/metrics)."""
_ID = re.compile(NUMBER)


class Posts:
    """Reads posts as one account.

    Args:
        us: whose connection it is.
    """

    def __init__(self, api: XApi, us: Author, clock: Clock) -> None:
        self._api = api
        self._us = us
        self._clock = clock

    async def one(self, post_id: str) -> Post:
        """A post as it is now. Raises NotFound."""
        found = (await self.lookup([post_id])).get(post_id)
        if found is None:
            raise NotFound("post", post_id)
        return found

    async def lookup(self, ids: Sequence[str]) -> Mapping[str, Post]:
        """Posts by any of their ids; those that are gone are absent.

        Raises:
            PlatformUnavailable: X could not tell of one of them.
        """
        found = await self._found(ids, Want.POSTS)
        newest = {key: versions(post)[-1] for key, post in found.items()}
        later = await self._found(
            [each for key, each in newest.items() if each not in found and each != key],
            Want.POSTS,
        )
        found = {key: later.get(newest[key], post) for key, post in found.items()}
        return await self._with_figures(found)

    async def ours(self, turn: Turn) -> Page[Post]:
        """A page of what we posted: first those whose figures only we are told, then older ones."""
        if not turn.part:
            until = int((self._clock() - PRIVATE_FOR).timestamp())
            turn = replace(turn, part="young", until=until)
        young = turn.part == "young"
        edge = datetime.fromtimestamp(turn.until, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        want, span = (Want.OUR_FIGURES, (edge, None)) if young else (Want.OUR_POSTS, (None, edge))
        answer = await self._listed(self._us, turn, want, *span)
        posts = await self._whole(answer)
        following = turn.then(answer.next_token)
        if following is None and young:
            following = replace(turn, part="old", token=None)
        return Page(posts, following.cursor if following else None)

    async def of(self, author: Author, turn: Turn) -> Page[Post]:
        """A page of what somebody else posted."""
        answer = await self._listed(author, turn, Want.OUR_POSTS)
        following = turn.then(answer.next_token)
        return Page(read_posts(answer, author), following.cursor if following else None)

    async def authors(self, ids: Iterable[str]) -> Mapping[str, str]:
        """Who wrote some posts, by native ids; those that are gone are absent."""
        price = Price(Paid.POST_READ, Paid.USER_READ, LOOKUP)
        told: dict[str, str] = {}
        for batch in batches(list(ids)):
            answer = await self._api.get(
                "tweets", want=Want.AUTHORS, price=price, ids=",".join(batch)
            )
            for post in answer.items:
                if isinstance(post, Mapping) and isinstance(post.get("author_id"), str):
                    told[str(post.get("id"))] = post["author_id"]
        return told

    async def _listed(
        self,
        author: Author,
        turn: Turn,
        want: Want,
        start: str | None = None,
        end: str | None = None,
    ) -> Answer:
        paid = Paid.OWNED_READ if author is self._us else Paid.POST_READ
        answer = await self._api.get(
            "users/{}/tweets",
            author.id,
            want=want,
            price=Price(paid, None, turn.size),
            max_results=turn.size,
            exclude="retweets",
            pagination_token=turn.token,
            start_time=start,
            end_time=end,
        )
        answer.missing("account", author.handle or author.id)
        return answer

    async def _whole(self, answer: Answer) -> tuple[Post, ...]:
        """The posts of an answer, and those that X left out for their figures alone."""
        posts = read_posts(answer, self._us)
        there = {each for post in posts for each in versions(post)}
        left = {
            each.about
            for each in answer.problems
            if each.trouble is Trouble.FIGURE and not each.pointed_to
        } - there
        if not left:
            return posts
        found = await self._found(sorted(left), Want.POSTS)
        again = (post for post in found.values() if post.author.id == self._us.id)
        whole = {post.id: post for post in (*posts, *again)}
        return tuple(sorted(whole.values(), key=lambda post: post.created_at, reverse=True))

    async def _found(
        self, ids: Sequence[str], want: Want, most: int | None = None
    ) -> dict[str, Post]:
        sound = [each for each in dict.fromkeys(ids) if _ID.fullmatch(each)]
        author = None if want is Want.POSTS else self._us
        found: dict[str, Post] = {}
        for posts in await together(
            batches(sound), lambda batch: self._batch(batch, want, author, most)
        ):
            found |= posts
        return found

    async def _batch(
        self, ids: Sequence[str], want: Want, author: Author | None, most: int | None
    ) -> Mapping[str, Post]:
        people = Paid.USER_READ if want is Want.POSTS else None
        price = Price(Paid.POST_READ, people, len(ids) if most is None else most)
        answer = await self._api.get("tweets", want=want, price=price, ids=",".join(ids))
        failed = (each.trouble is Trouble.OTHER and not each.pointed_to for each in answer.problems)
        # whatever is gone is said to be
        if any(failed) or not (answer.items or answer.problems):
            detail = f"tweets: some of {len(ids)} not told"
            raise PlatformUnavailable(PLATFORM, self._api.account, detail)
        posts = read_posts(answer, author)
        return {each: post for post in posts for each in versions(post) if each in ids}

    async def _with_figures(self, found: dict[str, Post]) -> Mapping[str, Post]:
        """With what only we are told of our own. It was paid for with the post, the same day."""
        since = self._clock() - PRIVATE_FOR
        young = [
            versions(post)[-1]
            for post in found.values()
            if post.author.id == self._us.id and post.created_at > since
        ]
        told = await self._found(young, Want.OUR_FIGURES, most=0)
        by_id = {post.id: post for post in told.values()}
        return {
            key: replace(post, counts=by_id[post.id].counts) if post.id in by_id else post
            for key, post in found.items()
        }


def batches(ids: Sequence[str]) -> list[Sequence[str]]:
    """As many as one call takes, each."""
    return [ids[start : start + LOOKUP] for start in range(0, len(ids), LOOKUP)]


def is_id(text: str) -> bool:
    """Whether it can be a post's or a person's native id."""
    return _ID.fullmatch(text) is not None
