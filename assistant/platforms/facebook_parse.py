"""The JSON of a Facebook Page, turned into our values (https://developers.facebook.com/docs/
graph-api/reference/page, .../pagepost and .../comment).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import Field

from assistant.community.accounts import Profile
from assistant.community.posts import UNNAMED, Author, Counts, Interaction, Kind, Post
from assistant.platforms.graph_json import Id, Moment, Named, Node, each
from assistant.platforms.json_values import Count, Loose, Text, View

PROFILE = "id,name,username,link,followers_count,fan_count"
POST = (
    "id,message,created_time,from,permalink_url,status_type,parent_id,message_tags,shares,"
    "reactions.limit(0).summary(true),comments.filter(stream).limit(0).summary(true)"
)
"""What is asked of a post of our Page."""
OTHERS_POST = "id,message,created_time,from,permalink_url,message_tags"
"""What is asked of a post that somebody else wrote on the Page, or that tags it."""
COMMENT = (
    "id,message,created_time,from,permalink_url,message_tags,is_hidden,like_count,comment_count,"
    "parent{id},object"
)
NOBODY = "Somebody on Facebook"
"""Who did not let Engage know their name."""
_SHARED = "shared_story"


@dataclass(frozen=True, slots=True)
class PageName:
    """Our Page: its native id, and its username, or the id where it has none."""

    id: str
    handle: str

    def post_id(self, number: str) -> str:
        """Our id of a post of the Page, by the number that links have."""
        return f"{self.id}_{number}"

    def owns(self, post_id: str) -> bool:
        """Whether it is the id of a post on the Page."""
        return post_id.startswith(f"{self.id}_")


class SharesView(View):
    """How often a post was shared."""

    count: Count = None


class TotalView(View):
    """The summary of a list."""

    total_count: Count = None


class ListView(View):
    """A list of which only the number is asked."""

    summary: Annotated[TotalView | None, Loose] = None

    @property
    def total(self) -> int | None:
        """None where it is not told."""
        return self.summary.total_count if self.summary else None


class PersonView(Node):
    """Whom an answer names: a person or a Page."""

    name: Text = None

    def author(self, page: PageName) -> Author:
        """As a value of ours. People have no handle, so their name stands for it."""
        name = self.name or ""
        if self.id == page.id:
            return Author(self.id, page.handle, name)
        return Author(self.id, name, name or NOBODY)


class PageView(Node):
    """https://developers.facebook.com/docs/graph-api/reference/page/#fields."""

    name: Text = None
    username: Text = None
    link: Text = None
    followers_count: Count = None
    fan_count: Count = None

    @property
    def handle(self) -> str:
        """Its username in lower case; its id where it has none."""
        return (self.username or self.id).lower()

    def profile(self) -> Profile:
        """As a value of ours. How many posts there are is not told."""
        return Profile(
            native_id=self.id,
            handle=self.handle,
            name=self.name or self.handle,
            url=self.link or f"https://www.facebook.com/{self.username or self.id}",
            followers=self.fan_count if self.followers_count is None else self.followers_count,
            following=None,
            posts=None,
        )


class _Written(Node):
    """What posts and comments have in common. `from` is absent for people who did not agree to be
    named to apps.
    """

    created_time: Moment
    message: Text = None
    permalink_url: Text = None
    writer: Annotated[PersonView | None, Loose] = Field(None, alias="from")
    message_tags: Any = None

    def author(self, page: PageName) -> Author:
        """As a value of ours."""
        if self.writer is None:
            return Author(f"{UNNAMED}{self.id}", "", NOBODY)
        return self.writer.author(page)

    def written(self, page: PageName) -> Post:
        """As a value of ours, without what only posts or only comments have."""
        return Post(
            id=self.id,
            author=self.author(page),
            text=self.message or "",
            created_at=self.created_time,
            url=self.permalink_url or f"https://www.facebook.com/{self.id}",
            mentioned_ids=self._mentioned,
        )

    @property
    def _mentioned(self) -> tuple[str, ...]:
        """Native ids of whom it tags. Posts once listed them by their places in the text."""
        tags = self.message_tags
        if isinstance(tags, Mapping):
            tags = [tag for some in tags.values() if isinstance(some, list) for tag in some]
        return each(Node, tags, lambda tag: tag.id) if isinstance(tags, list) else ()


class PostView(_Written):
    """https://developers.facebook.com/docs/graph-api/reference/pagepost."""

    status_type: Text = None
    parent_id: Annotated[Id | None, Loose] = None
    shares: Annotated[SharesView | None, Loose] = None
    reactions: Annotated[ListView | None, Loose] = None
    comments: Annotated[ListView | None, Loose] = None

    @property
    def is_repost(self) -> bool:
        """Whether it only shares what somebody else wrote."""
        return self.status_type == _SHARED and not (self.message or "").strip()

    def post(self, page: PageName) -> Post:
        """As a value of ours."""
        quoted_id = self.parent_id if self.status_type == _SHARED else None
        return replace(self.written(page), quoted_id=quoted_id, counts=self._counts(page))

    def mention(self, page: PageName) -> Interaction:
        """A post that names our Page or stands on it, as something done to us."""
        post = self.post(page)
        return Interaction(
            post.id, Kind.MENTION, post.author, post.created_at, None, text=post.text, url=post.url
        )

    def _counts(self, page: PageName) -> Counts | None:
        """Of our own posts. A post that nobody shared comes without `shares`."""
        if not page.owns(self.id) or self.reactions is None:
            return None
        given = self.model_fields_set
        return Counts(
            likes=self.reactions.total,
            replies=self.comments.total if self.comments else None,
            reposts=self.shares.count if self.shares else (None if "shares" in given else 0),
        )


class CommentView(_Written):
    """https://developers.facebook.com/docs/graph-api/reference/comment. `object` is the post."""

    is_hidden: Any = None
    like_count: Count = None
    comment_count: Count = None
    parent: Named = None
    object: Named = None

    def post(self, page: PageName, root_id: str | None = None) -> Post:
        """As a value of ours. There are two levels: what answers an answer hangs on the comment.

        Args:
            root_id: the post it stands under, where that is known.
        """
        root = root_id or self._root(page)
        return replace(
            self.written(page),
            root_id=root,
            parent_id=self.parent.id if self.parent else root,
            counts=Counts(likes=self.like_count, replies=self.comment_count),
            extra=MappingProxyType({"hidden": "yes"} if self.is_hidden is True else {}),
        )

    def _root(self, page: PageName) -> str:
        """Told as a whole id, or as the post's number on our Page."""
        number = self.object.id if self.object else self.id.partition("_")[0]
        return number if "_" in number else page.post_id(number)


class LikesView(View):
    """A post's own time beside those who reacted to it."""

    created_time: Moment
    reactions: Annotated[Mapping[str, Any] | None, Loose] = None


def liked(
    people: Sequence[Any], post_id: str, view: LikesView, page: PageName
) -> tuple[Interaction, ...]:
    """Who reacted, at the post's own time. Nobody does twice to one post, so the pair is the id."""
    return each(
        PersonView,
        people,
        lambda person: Interaction(
            f"{Kind.LIKE}:{person.id}:{post_id}",
            Kind.LIKE,
            person.author(page),
            view.created_time,
            post_id,
        ),
    )
