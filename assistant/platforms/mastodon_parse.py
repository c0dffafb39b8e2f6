"""The JSON of servers that speak Mastodon's API, checked and turned into our values.

What is not for everybody to read does not come out of here: posts for followers or single people
are left out wherever they appear, our own among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import Field

from assistant.community.accounts import Profile
from assistant.community.posts import Author, Counts, Interaction, Kind, Post
from assistant.platforms.json_values import View, Words
from assistant.platforms.mastodon_json import Count, Moment, Number, each
from assistant.platforms.mastodon_names import NUMBER, PostId
from assistant.platforms.mastodon_text import plain

OPEN = frozenset({"public", "unlisted"})
"""Visibilities anybody may read (https://docs.joinmastodon.org/entities/Status/#visibility). Others
(`private`, `direct`, Akkoma's `local`, Pleroma's `list`) are not for us."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where an answer comes from: the server's name, and the domain its own accounts have."""

    server: str
    domain: str

    def post_id(self, number: str) -> str:
        """Our id of a post there."""
        return str(PostId(self.server, number))


class AccountView(View):
    """https://docs.joinmastodon.org/entities/Account/."""

    id: Number
    acct: Annotated[Words, Field(min_length=1, max_length=400)]
    display_name: Words | None = None
    url: Words | None = None
    followers_count: Count = None
    following_count: Count = None
    statuses_count: Count = None
    hide_collections: bool | None = None
    pleroma: Any = None

    def name(self, home: Home) -> str:
        """`name@domain` as written; accounts of the server itself come without a domain."""
        acct = self.acct.removeprefix("@")
        return acct if "@" in acct else f"{acct}@{home.domain}"

    def author(self, home: Home) -> Author:
        """As a value of ours."""
        name = self.name(home)
        return Author(name.lower(), f"@{name}", self.display_name or "")

    def profile(self, home: Home) -> Profile:
        """As a value of ours. Servers say 0 for followers that an account hides."""
        author = self.author(home)
        hidden = self.hide_collections or (
            isinstance(self.pleroma, dict) and self.pleroma.get("hide_followers_count") is True
        )
        return Profile(
            native_id=author.id,
            handle=author.handle,
            name=author.name or author.handle,
            url=self.url or f"https://{home.server}/@{self.acct}",
            followers=self.followers_count or (None if hidden else self.followers_count),
            following=self.following_count or (None if hidden else self.following_count),
            posts=self.statuses_count,
        )


class MentionView(View):
    """https://docs.joinmastodon.org/entities/Status/#Mention."""

    acct: Words


class OptionView(View):
    """https://docs.joinmastodon.org/entities/Poll/#Option."""

    title: Words | None = None


class PollView(View):
    """https://docs.joinmastodon.org/entities/Poll/."""

    options: tuple[OptionView, ...] = ()


class StatusView(View):
    """https://docs.joinmastodon.org/entities/Status/."""

    id: Number
    account: AccountView
    created_at: Moment
    visibility: str = "public"
    content: Words | None = None
    spoiler_text: Words | None = None
    url: Words | None = None
    uri: Words | None = None
    in_reply_to_id: Number | None = None
    in_reply_to_account_id: Number | None = None
    language: Words | None = None
    edited_at: Moment | None = None
    favourites_count: Count = None
    replies_count: Count = None
    reblogs_count: Count = None
    quotes_count: Count = None
    mentions: tuple[MentionView, ...] | None = None
    poll: PollView | None = None
    reblog: Any = None
    quote: Any = None
    quote_id: Any = None

    @property
    def is_open(self) -> bool:
        """Whether it is a post of its author's own that anybody may read."""
        return self.reblog is None and self.visibility in OPEN

    def post(self, home: Home) -> Post:
        """As a value of ours; `root_id` is the adapter's to find (see `mastodon_above`)."""
        parent = self.in_reply_to_id
        names = (AccountView(id="0", acct=each.acct).name(home) for each in self.mentions or ())
        return Post(
            id=home.post_id(self.id),
            author=self.account.author(home),
            text=self._text(),
            created_at=self.created_at,
            url=self.url or self.uri or "",
            parent_id=home.post_id(parent) if parent else None,
            quoted_id=self._quoted(home),
            mentioned_ids=tuple(dict.fromkeys(name.lower() for name in names)),
            language=(self.language or "")[:35] or None,
            counts=Counts(
                likes=self.favourites_count,
                replies=self.replies_count,
                reposts=self.reblogs_count,
                quotes=self.quotes_count,
            ),
            extra=MappingProxyType(
                {"edited_at": self.edited_at.isoformat()} if self.edited_at else {}
            ),
        )

    def _text(self) -> str:
        """What stands before the warning's fold, the post itself, and what a poll offers."""
        warning = plain(self.spoiler_text or "")
        options = self.poll.options if self.poll else ()
        offers = "\n".join(f"- {option.title}" for option in options if option.title)
        return "\n\n".join(part for part in (warning, plain(self.content or ""), offers) if part)

    def _quoted(self, home: Home) -> str | None:
        """Mastodon and GoToSocial nest the quoted post, Pleroma names its id as well."""
        nested = self.quote.get("quoted_status", self.quote) if isinstance(self.quote, dict) else {}
        number = (nested.get("id") if isinstance(nested, dict) else None) or self.quote_id
        return (
            home.post_id(number) if isinstance(number, str) and NUMBER.fullmatch(number) else None
        )


class NoteView(View):
    """https://docs.joinmastodon.org/entities/Notification/, about a post."""

    id: Number
    type: str
    status: StatusView


def acted(kind: Kind, author: Author, at: datetime, post_id: str) -> Interaction:
    """A like or a repost. Nobody does either twice to one post, so the pair is its id."""
    return Interaction(f"{kind}:{author.id}:{post_id}", kind, author, at, post_id)


def views(raw: Sequence[Any]) -> tuple[StatusView, ...]:
    """The sound statuses of a list, whatever their visibility."""
    return each(StatusView, raw, lambda view: view)


def readable(raw: Sequence[Any], home: Home) -> tuple[Post, ...]:
    """The posts of a list that anybody may read; boosts of others' posts are left out."""
    return tuple(view.post(home) for view in views(raw) if view.is_open)
