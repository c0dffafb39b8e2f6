"""The baseline's tools: a plain API over accounts, posts and interactions, rows out as JSON.

They are what an ordinary agent gets from a connector: each row with all the fields of our own
ports, pages of 100. Where a period holds more, the agent is content with the first page; that
keeps the baseline small (a right answer would need every page).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal, TypeVar

from assistant.community.posts import Author, Counts, Interaction, Post
from bench.raw_rows import RawAccount

PAGE = 100
SHOWN = 240
"""Characters of a text in a compact row: as many as Engage shows its model."""

Kinds = Literal["reply", "quote", "mention", "like", "repost"]
Row = dict[str, Any]
Form = Callable[[Row], Row]
T = TypeVar("T", Post, Interaction)


def whole(row: Row) -> Row:
    """A row as it is."""
    return row


def compact(row: Row) -> Row:
    """A row cut to what an answer can need: no links, no inner ids, nothing empty, minutes."""
    short = {key: value for key, value in row.items() if key not in _LEFT_OUT and value}
    if "author" in row:
        short["author"] = row["author"]["handle"]
    if "created_at" in row:
        short["created_at"] = row["created_at"][:16]
    if "text" in short:
        short["text"] = short["text"][:SHOWN]
    return short


_LEFT_OUT = frozenset({"url", "language", "mentioned_ids", "quoted_id", "root_id", "native_id"})


class RawApi:
    """The tools.

    Args:
        accounts: everything there is.
        form: how a row is told; `compact` also leaves out the spaces of JSON.
    """

    def __init__(self, accounts: Sequence[RawAccount], form: Form = whole) -> None:
        self._accounts = accounts
        self._form = form

    async def list_accounts(self) -> str:
        """List the connected social accounts."""
        return self._told(asdict(each.profile) for each in self._accounts)

    async def list_posts(
        self,
        since: str,
        until: str,
        account: str | None = None,
        include_replies: bool = False,  # noqa: FBT001, FBT002 - a tool's argument
        cursor: str | None = None,
    ) -> str:
        """List our own posts with their counters, newest first, 100 a page.

        Args:
            since: ISO 8601 time, included.
            until: ISO 8601 time, excluded.
            account: "platform:handle". Leave it out for all accounts.
            include_replies: Whether our replies to others are listed, too.
            cursor: From the page before.
        """
        posts = [post for raw in self._of(account) for post in raw.posts]
        wanted = [post for post in posts if include_replies or post.parent_id is None]
        return self._page(_between(wanted, since, until), cursor)

    async def get_post(self, link: str) -> str:
        """Get one post with its counters.

        Args:
            link: Web address of the post.
        """
        posts = [post for raw in self._accounts for post in raw.posts if post.url == link]
        return self._told(map(_row, posts))

    async def list_interactions(
        self,
        kinds: list[Kinds],
        since: str,
        until: str,
        account: str | None = None,
        cursor: str | None = None,
    ) -> str:
        """List what others did under our posts or to us, newest first, 100 a page.

        Args:
            kinds: Any of reply, quote, mention, like, repost.
            since: ISO 8601 time, included.
            until: ISO 8601 time, excluded.
            account: "platform:handle". Leave it out for all accounts.
            cursor: From the page before.
        """
        found = [each for raw in self._of(account) for each in raw.interactions]
        wanted = [each for each in found if each.kind in kinds]
        return self._page(_between(wanted, since, until), cursor)

    async def get_profile(self, account: str) -> str:
        """Get an account's profile with its follower count.

        Args:
            account: "platform:handle".
        """
        return self._told(asdict(raw.profile) for raw in self._of(account))

    async def search_posts(self, words: str, cursor: str | None = None) -> str:
        """Search public posts of anybody, newest first, 100 a page.

        Args:
            words: What to look for.
            cursor: From the page before.
        """
        every: list[Post | Interaction] = []
        for raw in self._accounts:
            every += [*raw.posts, *raw.interactions]
        hits = [each for each in every if words.casefold() in each.text.casefold()]
        return self._page(hits, cursor)

    def tools(self) -> tuple[Callable[..., Coroutine[Any, Any, str]], ...]:
        """All of them."""
        return (
            self.list_accounts,
            self.get_profile,
            self.list_posts,
            self.get_post,
            self.list_interactions,
            self.search_posts,
        )

    def _of(self, account: str | None) -> list[RawAccount]:
        return [raw for raw in self._accounts if account in (None, str(raw.account.ref))]

    def _page(self, rows: Iterable[Post | Interaction], cursor: str | None) -> str:
        every = sorted(rows, key=lambda each: (each.created_at, each.id), reverse=True)
        first = int(cursor or 0)
        more = str(first + PAGE) if len(every) > first + PAGE else None
        shown = [self._form(_row(each)) for each in every[first : first + PAGE]]
        return self._json({"items": shown, "cursor": more})

    def _told(self, rows: Iterable[Row]) -> str:
        return self._json([self._form(row) for row in rows])

    def _json(self, value: object) -> str:
        separators = None if self._form is whole else (",", ":")
        return json.dumps(value, ensure_ascii=False, separators=separators)


def _between(rows: Iterable[T], since: str, until: str) -> list[T]:
    start, end = datetime.fromisoformat(since), datetime.fromisoformat(until)
    return [row for row in rows if start <= row.created_at < end]


def _row(each: Post | Interaction) -> Row:
    """All fields but the adapter's own."""
    names = [name for name in each.__slots__ if name != "extra"]
    return {name: _value(getattr(each, name)) for name in names}


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return asdict(value) if isinstance(value, Author | Counts) else value
