"""The two ways X spells the names of what it is asked for.

Official specs and guides disagree since 2026: 2.159 says `tweet.fields`, 2.167 `post.fields`. The
paths and what is sent to be published are the same in both. The newer one tells by expansions
alone who wrote a post and what it points to (docs.x.com/x-api/fundamentals/expansions), and each
thing that an expansion brings is paid for; so the older one is asked first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType

_POST = "created_at,conversation_id,entities,lang,public_metrics,withheld"
_PRIVATE = "non_public_metrics,organic_metrics"
_USER = "public_metrics"


class Want(Enum):
    """What to be told of what is asked for."""

    POSTS = auto()
    """Posts with their authors."""
    OUR_POSTS = auto()
    """Posts whose author is known."""
    OUR_FIGURES = auto()
    """The same, with figures that only their author is told."""
    AUTHORS = auto()
    """Who wrote posts, and nothing else."""
    PEOPLE = auto()
    """People, by name."""
    PROFILE = auto()
    """Somebody with their counters."""


@dataclass(frozen=True, slots=True)
class Along:
    """What may come with each post that is asked for, and is paid for, too."""

    posts: int = 0
    people: int = 0


REFERRED = 2
"""Posts that one points to, at most: what it answers, and what it quotes."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """One way to spell.

    Args:
        name: what a post is called, as in `tweet.fields`.
        fields: fields of posts that only this one has.
        expansion: what must be asked for to be told what a post points to; "" where a field does.
        author_field: whether a field tells who wrote a post.
    """

    name: str
    fields: str
    expansion: str
    author_field: bool

    @property
    def parameter(self) -> str:
        """The one that asks for fields of posts."""
        return f"{self.name}.fields"

    def asking(self, want: Want | None) -> Mapping[str, str]:
        """The parameters that ask for it; empty for nothing."""
        match want:
            case Want.PROFILE:
                return {"user.fields": _USER}
            case Want.POSTS | Want.OUR_POSTS | Want.OUR_FIGURES:
                return self._posts(want)
            case Want.AUTHORS:
                known = {self.parameter: "author_id"} if self.author_field else {}
                return known or {"expansions": "author_id"}
            case _:
                return {}

    def along(self, want: Want | None) -> Along:
        """What is brought beside what is asked for."""
        match want:
            case Want.POSTS:
                return Along(REFERRED if self.expansion else 0, people=1)
            case Want.OUR_POSTS | Want.OUR_FIGURES:
                return Along(REFERRED if self.expansion else 0)
            case Want.AUTHORS:
                return Along(people=0 if self.author_field else 1)
            case _:
                return Along()

    def _posts(self, want: Want) -> Mapping[str, str]:
        fields = f"{_POST},{self.fields}"
        if want is Want.OUR_FIGURES:
            fields = f"{fields},{_PRIVATE}"
        expansions = ["author_id"] if want is Want.POSTS else []
        expansions += [self.expansion] if self.expansion else []
        asked = {self.parameter: fields}
        return {**asked, "expansions": ",".join(expansions)} if expansions else asked


DIALECTS: MappingProxyType[str, Dialect] = MappingProxyType(
    {
        "tweet": Dialect(
            name="tweet",
            fields="author_id,edit_history_tweet_ids,in_reply_to_user_id,note_tweet,"
            "referenced_tweets",
            expansion="",
            author_field=True,
        ),
        "post": Dialect(
            name="post",
            fields="note_post",
            expansion="referenced_posts",
            author_field=False,
        ),
    }
)
"""By what a post is called."""


def other(dialect: Dialect) -> Dialect:
    """The one that it is not."""
    return DIALECTS["post" if dialect.name == "tweet" else "tweet"]
