"""The JSON of posts, people and images: what was asked for, and nothing else
(docs.x.com/x-api/fundamentals/fields and /expansions), in the names of one dialect.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.doubles.x.answers import no_such_field, not_found, not_shown
from tests.doubles.x.calls import Asked
from tests.doubles.x.dialects import Dialect
from tests.doubles.x.media import Stored
from tests.doubles.x.text import MOST, Written, length, written
from tests.doubles.x.world import Post, User, World

JSON = dict[str, Any]
PRIVATE_FOR = timedelta(days=30)
"""docs.x.com/x-api/fundamentals/metrics: "only available for posts created within the last 30
days"."""
_NON_PUBLIC = ("impression_count", "url_link_clicks", "user_profile_clicks", "engagements")
_ORGANIC = ("impression_count", "like_count", "reply_count")


def moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


@dataclass
class Told:
    """What goes into one answer beside its data."""

    users: dict[str, User] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    media: dict[str, Stored] = field(default_factory=dict)
    errors: list[JSON] = field(default_factory=list)


class Shapes:
    """Makes the JSON of one answer.

    Args:
        viewer: who asks; None for an app without a person.
        stored: the image with a number.
    """

    def __init__(
        self,
        world: World,
        dialect: Dialect,
        asked: Asked,
        viewer: User | None,
        stored: Callable[[str], Stored],
    ) -> None:
        self._world = world
        self._dialect = dialect
        self._asked = asked
        self._viewer = viewer
        self._stored = stored
        self.told = Told()

    # -- posts -------------------------------------------------------------------------------

    def posts(self, posts: Sequence[Post], parameter: str = "id") -> list[JSON]:
        """Of those in `data`: one whose private figures are somebody else's is left out."""
        shapes = []
        for post in posts:
            if (shape := self.post(post, parameter)) is not None:
                self._expand(post)
                shapes.append(shape)
        return shapes

    def post(self, post: Post, parameter: str = "id") -> JSON | None:
        """None where it is asked for with figures that are not for this reader."""
        asked, dialect = self._asked, self._dialect
        text = self._written(post)
        note = length(post.text) > MOST
        shape: JSON = {
            "id": post.id,
            "text": f"{text.text[: MOST - 30]}\N{HORIZONTAL ELLIPSIS}" if note else text.text,
            dialect.history: post.versions,
        }
        given = {
            "created_at": moment(post.created_at),
            "conversation_id": post.conversation_id,
            "lang": post.language,
            "possibly_sensitive": False,
            "reply_settings": "everyone",
            "display_text_range": [text.start, text.end],
            "entities": text.entities or None,
            "public_metrics": self._public(post),
            dialect.note: {"text": text.text} if note else None,
            "attachments": {"media_keys": [f"3_{each}" for each in post.media]}
            if post.media
            else None,
            "withheld": {"copyright": False, "country_codes": list(post.withheld)}
            if post.withheld
            else None,
        }
        shape |= {k: v for k, v in given.items() if k in asked.fields and v is not None}
        shape |= self._pointing(post)
        private = self._private(post, parameter)
        return None if private is None else shape | private

    def _written(self, post: Post) -> Written:
        if post.repost_of is None:
            return written(self._world, post, post.text)
        original = post.repost_of
        typed = f"RT @{original.author.username}: {original.text}"
        return written(self._world, post, typed)

    def _pointing(self, post: Post) -> JSON:
        """What points elsewhere comes by its field or by its expansion."""
        wanted = self._asked.fields | self._asked.expansions
        shape: JSON = {}
        if "author_id" in wanted:
            shape["author_id"] = post.author.id
        if "in_reply_to_user_id" in wanted and post.reply_to:
            shape["in_reply_to_user_id"] = post.reply_to.author.id
        if wanted & {self._dialect.referenced, self._dialect.referred} and (refs := _refs(post)):
            shape[self._dialect.referenced] = [{"type": kind, "id": each.id} for kind, each in refs]
        return shape

    def _public(self, post: Post) -> JSON:
        counted, world = post.repost_of or post, self._world
        return {
            self._dialect.reposts: len(world.reposts(counted)),
            "reply_count": len(world.replies(counted)),
            "like_count": len(world.likers(counted)),
            "quote_count": len(world.quotes(counted)),
            "bookmark_count": counted.bookmarks,
            "impression_count": counted.impressions,
        }

    def _private(self, post: Post, parameter: str) -> JSON | None:
        wanted = self._asked.fields & {"non_public_metrics", "organic_metrics", "promoted_metrics"}
        if not wanted:
            return {}
        own = post.author is self._viewer
        figures = self._figures(post)
        shape: JSON = {}
        for name in sorted(wanted):
            if own and name in figures and self._world.age(post) <= PRIVATE_FOR:
                shape[name] = figures[name]
            else:
                keys = _NON_PUBLIC if name == "non_public_metrics" else _ORGANIC
                self.told.errors += [
                    no_such_field(
                        self._dialect, self._dialect.name, parameter, post.id, f"{name}.{key}"
                    )
                    for key in keys
                ]
        return shape if own else None

    def _figures(self, post: Post) -> dict[str, JSON]:
        """A post that nobody paid for has no promoted figures."""
        public = self._public(post)
        clicks = {
            "url_link_clicks": post.link_clicks,
            "user_profile_clicks": post.profile_clicks,
        }
        met = sum(public[each] for each in ("like_count", "reply_count", self._dialect.reposts))
        seen = {"impression_count": post.impressions}
        organic = {key: public[key] for key in ("like_count", "reply_count", self._dialect.reposts)}
        return {
            "non_public_metrics": {**seen, **clicks, "engagements": met + sum(clicks.values())},
            "organic_metrics": {**seen, **organic, **clicks},
        }

    # -- what comes along --------------------------------------------------------------------

    def _expand(self, post: Post) -> None:
        told, asked = self.told, self._asked.expansions
        if "author_id" in asked:
            told.users[post.author.id] = post.author
        if "in_reply_to_user_id" in asked and post.reply_to:
            told.users[post.reply_to.author.id] = post.reply_to.author
        if "entities.mentions.username" in asked:
            told.users |= {user.id: user for _, user in self._world.named(post.text)}
        if "attachments.media_keys" in asked:
            told.media |= {each: self._stored(each) for each in post.media}
        if self._dialect.referred in asked:
            for _, each in _refs(post):
                self._refer(each)

    def _refer(self, post: Post) -> None:
        parameter = self._dialect.referred
        if post.id not in self._world.posts:
            error = not_found(self._dialect, self._dialect.name, parameter, post.id)
        elif not self._world.visible(post, self._viewer):
            error = not_shown(self._dialect, self._dialect.name, parameter, post.id)
        else:
            self.told.posts[post.id] = post
            if self._dialect.referred_author in self._asked.expansions:
                self.told.users[post.author.id] = post.author
            return
        self.told.errors.append(error)

    def includes(self) -> JSON:
        told = self.told
        posts = [self.post(each, self._dialect.referred) for each in told.posts.values()]
        found = {
            "users": [self.user(each) for each in told.users.values()],
            self._dialect.includes: [each for each in posts if each],
            "media": [self._image(each) for each in told.media.values()],
        }
        return {kind: items for kind, items in found.items() if items}

    def user(self, user: User) -> JSON:
        world = self._world
        posts = [each for each in world.posts.values() if each.author is user and each.newest]
        given = {
            "created_at": "2020-01-01T00:00:00.000Z",
            "description": user.description,
            "protected": user.protected,
            "verified": user.verified,
            "verified_type": "blue" if user.verified else "none",
            "profile_image_url": f"https://pbs.twimg.com/profile_images/{user.id}/a_normal.png",
            "public_metrics": {
                "followers_count": user.followers,
                "following_count": user.following,
                self._dialect.posts: len(posts),
                "listed_count": user.listed,
                "like_count": sum(who is user for _, who, _ in world.likes),
                "media_count": sum(len(each.media) for each in posts),
            },
        }
        shape = {"id": user.id, "name": user.name, "username": user.username}
        return shape | {k: v for k, v in given.items() if k in self._asked.user_fields}

    def _image(self, image: Stored) -> JSON:
        given = {
            "alt_text": image.alt_text,
            "url": f"https://pbs.twimg.com/media/{image.id}.jpg",
            "width": 1200,
            "height": 675,
        }
        shape = {"media_key": image.key, "type": "photo"}
        wanted = self._asked.media_fields
        return shape | {k: v for k, v in given.items() if k in wanted and v is not None}


def _refs(post: Post) -> list[tuple[str, Post]]:
    kinds = {"retweeted": post.repost_of, "quoted": post.quote_of, "replied_to": post.reply_to}
    return [(kind, each) for kind, each in kinds.items() if each]
