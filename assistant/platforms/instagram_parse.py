"""The JSON of an Instagram professional account, turned into our values (https://developers.
facebook.com/docs/instagram-platform/reference/instagram-user, .../instagram-media and
.../instagram-comment).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import Field

from assistant.community.accounts import Profile
from assistant.community.posts import UNNAMED, Author, Counts, Interaction, Kind, Post
from assistant.platforms.graph_json import Moment, Named, Node
from assistant.platforms.json_values import Count, Loose, Text, View

PROFILE = "id,username,name,followers_count,follows_count,media_count"
MEDIA = "id,caption,timestamp,permalink,username,like_count,comments_count"
"""What is asked of media, ours and those that tag us."""
COMMENT = "id,text,timestamp,username,from,like_count,hidden,parent_id,media"
"""What is asked of a comment."""
REPLIES = 50
"""Answers that come along with a comment (https://developers.facebook.com/docs/instagram-platform/
reference/instagram-media/comments)."""
COMMENTS = f"{COMMENT},replies.limit({REPLIES}){{{COMMENT}}}"
NOBODY = "Somebody on Instagram"


@dataclass(frozen=True, slots=True)
class Owner:
    """Our account: its native id and its username."""

    id: str
    handle: str


class UserView(Node):
    """https://developers.facebook.com/docs/instagram-platform/reference/instagram-user#fields."""

    username: Annotated[str, Field(min_length=1, max_length=100)]
    name: Text = None
    followers_count: Count = None
    follows_count: Count = None
    media_count: Count = None

    def profile(self) -> Profile:
        """As a value of ours."""
        handle = self.username.lower()
        return Profile(
            native_id=self.id,
            handle=handle,
            name=self.name or self.username,
            url=f"https://www.instagram.com/{handle}/",
            followers=self.followers_count,
            following=self.follows_count,
            posts=self.media_count,
        )


class MediaView(Node):
    """https://developers.facebook.com/docs/instagram-platform/reference/instagram-media#fields."""

    timestamp: Moment
    caption: Text = None
    permalink: Text = None
    username: Text = None
    like_count: Count = None
    comments_count: Count = None

    def is_of(self, owner: Owner) -> bool:
        """Whether it is a post of ours: media of others that tag us come without an owner."""
        return (self.username or "").lower() in {"", owner.handle}

    def post(self, owner: Owner) -> Post:
        """As a value of ours. Likes that the author hides are not told."""
        own = self.is_of(owner)
        return Post(
            id=self.id,
            author=_author(None, owner.handle if own else self.username, self.id, owner),
            text=self.caption or "",
            created_at=self.timestamp,
            url=self.permalink or "",
            counts=Counts(likes=self.like_count, replies=self.comments_count) if own else None,
        )

    def mention(self, owner: Owner) -> Interaction:
        """A post that tags us, as something done to us. One without a name is not ours."""
        post = self.post(owner)
        author = post.author if self.username else _author(None, None, self.id, owner)
        return Interaction(
            post.id, Kind.MENTION, author, post.created_at, None, text=post.text, url=post.url
        )


class FromView(View):
    """Whom a comment is by. The id is told of some people only."""

    id: Text = None
    username: Text = None


class AnswersView(View):
    """The answers that came along with a comment."""

    data: Annotated[tuple[Any, ...], Loose] = ()
    paging: Annotated[Mapping[str, Any] | None, Loose] = None

    @property
    def cut(self) -> bool:
        """Whether there are more."""
        return bool((self.paging or {}).get("next"))


class CommentView(Node):
    """https://developers.facebook.com/docs/instagram-platform/reference/instagram-comment."""

    timestamp: Moment
    text: Text = None
    username: Text = None
    writer: Annotated[FromView | None, Loose] = Field(None, alias="from")
    like_count: Count = None
    hidden: Any = None
    parent_id: Annotated[str | None, Loose] = None
    media: Named = None
    replies: Annotated[AnswersView | None, Loose] = None

    def post(self, owner: Owner, top: Post | None = None, parent_id: str | None = None) -> Post:
        """As a value of ours.

        Args:
            top: the post it stands under, where that is known.
            parent_id: the comment it came along with.
        """
        root_id = top.id if top else (self.media.id if self.media else None)
        person = self.writer or FromView()
        return Post(
            id=self.id,
            author=_author(person.id, person.username or self.username, self.id, owner),
            text=self.text or "",
            created_at=self.timestamp,
            url=top.url if top else "",
            root_id=root_id,
            parent_id=parent_id or self.parent_id or root_id,
            counts=Counts(likes=self.like_count),
            extra=MappingProxyType({"hidden": "yes"} if self.hidden is True else {}),
        )


def _author(native_id: str | None, username: str | None, of: str, owner: Owner) -> Author:
    """Somebody as a value of ours. Where Instagram tells no id, the username stands for it."""
    name = (username or "").lower()
    if name == owner.handle:
        return Author(owner.id, owner.handle, owner.handle)
    if not native_id and not name:
        return Author(f"{UNNAMED}{of}", "", NOBODY)
    return Author(native_id or f"@{name}", name, username or NOBODY)
