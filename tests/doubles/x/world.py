"""What X knows: people, posts, and who did what. Tests drive it directly."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

EPOCH_MS = 1_288_834_974_657
"""Where the clock of X's ids begins (docs.x.com/fundamentals/x-ids)."""
NAMED = re.compile(r"(?<!\w)@(\w{1,15})")


def made_at(number: str) -> datetime:
    """When a post with this id was made."""
    return datetime.fromtimestamp(((int(number) >> 22) + EPOCH_MS) / 1000, UTC)


def first_id(at: datetime) -> int:
    """The least id of that moment."""
    return (int(at.timestamp() * 1000) - EPOCH_MS) << 22


@dataclass(eq=False)
class User:
    """Somebody. `locked` is for a while and `suspended` for good; neither can act."""

    id: str
    username: str
    name: str = ""
    followers: int = 0
    following: int = 0
    listed: int = 0
    verified: bool = False
    protected: bool = False
    suspended: bool = False
    locked: bool = False
    description: str = ""


@dataclass(eq=False)
class Post:
    """A post, or a repost when `repost_of` is set. `versions` are its ids, the oldest first."""

    id: str
    author: User
    text: str
    created_at: datetime
    reply_to: Post | None = None
    quote_of: Post | None = None
    repost_of: Post | None = None
    language: str = "en"
    media: tuple[str, ...] = ()
    versions: list[str] = field(default_factory=list)
    hidden: bool = False
    withheld: tuple[str, ...] = ()
    """Countries in which it is not shown."""
    impressions: int = 0
    link_clicks: int = 0
    profile_clicks: int = 0
    bookmarks: int = 0
    with_ai: bool = False

    @property
    def newest(self) -> bool:
        """Whether no later version of it exists."""
        return self.versions[-1] == self.id

    @property
    def conversation_id(self) -> str:
        """The id of the post that its conversation began with."""
        return self.reply_to.conversation_id if self.reply_to else self.versions[0]


@dataclass(frozen=True)
class Gone:
    """What is left of a post: why and when it went, and that it was."""

    reason: str
    at: datetime
    post: Post


@dataclass
class World:
    """Everything X knows. `clock` is set by tests."""

    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    users: dict[str, User] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    gone: dict[str, Gone] = field(default_factory=dict)
    likes: list[tuple[int, User, Post]] = field(default_factory=list)
    _sequence: int = 0

    # -- people act --------------------------------------------------------------------------

    def join(self, username: str, **more: object) -> User:
        at = datetime(2020, 1, 1, tzinfo=UTC)
        user = User(self._number(at), username, **{"name": username.title(), **more})  # type: ignore[arg-type]
        self.users[user.id] = user
        return user

    def post(self, author: User, text: str, *, at: datetime | None = None, **more: object) -> Post:
        """Publish; `at` may lie in the past."""
        at = at or self.clock()
        number = self._number(at)
        post = Post(number, author, text, at, versions=[number], **more)  # type: ignore[arg-type]
        self.posts[number] = post
        return post

    def reply(
        self, author: User, to: Post, text: str, *, at: datetime | None = None, named: bool = True
    ) -> Post:
        """Answer. X puts the name of whom it answers before the text, unless they took it out."""
        return self.post(author, self.addressed(author, to, text, named=named), at=at, reply_to=to)

    def addressed(self, author: User, to: Post, text: str, *, named: bool = True) -> str:
        """The text of a reply with the name of whom it answers."""
        opening = f"@{to.author.username}"
        if not named or author is to.author or text.lower().startswith(opening.lower()):
            return text
        return f"{opening} {text}"

    def quote(self, author: User, what: Post, text: str, *, at: datetime | None = None) -> Post:
        return self.post(author, text, at=at, quote_of=what)

    def repost(self, author: User, what: Post, *, at: datetime | None = None) -> Post:
        return self.post(author, "", at=at, repost_of=what)

    def like(self, user: User, post: Post) -> None:
        if not any(who is user and what is post for _, who, what in self.likes):
            self._sequence += 1
            self.likes.append((self._sequence, user, post))

    def unlike(self, user: User, post: Post) -> None:
        self.likes = [each for each in self.likes if not (each[1] is user and each[2] is post)]

    def edit(self, post: Post, text: str) -> Post:
        """A new version with an id of its own (docs.x.com/x-api/fundamentals/edit-posts)."""
        number = self._number(self.clock())
        post.versions.append(number)
        edited = Post(
            number,
            post.author,
            text,
            post.created_at,
            post.reply_to,
            post.quote_of,
            language=post.language,
            media=post.media,
            versions=post.versions,
        )
        self.posts[number] = edited
        return edited

    def delete(self, post: Post, reason: str = "deleted") -> None:
        """It goes with its versions, reposts and likes; replies to it stay."""
        family = set(post.versions)
        for each in list(self.posts.values()):
            shared = each.repost_of and each.repost_of.id in family
            if each.id in family or shared:
                self.gone[each.id] = Gone(reason, self.clock(), self.posts.pop(each.id))
        self.likes = [each for each in self.likes if each[2].id not in family]

    def suspend(self, user: User) -> None:
        """Nobody sees their posts any more."""
        user.suspended = True

    # -- reading -----------------------------------------------------------------------------

    def find(self, username: str) -> User | None:
        wanted = username.lower().removeprefix("@")
        people = self.users.values()
        return next((each for each in people if each.username.lower() == wanted), None)

    def named(self, text: str) -> Iterator[tuple[re.Match[str], User]]:
        """Names in a text that somebody has."""
        for match in NAMED.finditer(text):
            if user := self.find(match[1]):
                yield match, user

    def visible(self, post: Post, viewer: User | None) -> bool:
        """Whether somebody sees it; None is an app without a person."""
        author = post.author
        return not author.suspended and (not author.protected or author is viewer)

    def shown(self, viewer: User | None) -> list[Post]:
        """The newest versions of all that somebody sees."""
        posts = self.posts.values()
        return [each for each in posts if each.newest and self.visible(each, viewer)]

    def family(self, post: Post) -> set[str]:
        return set(post.versions)

    def replies(self, post: Post) -> list[Post]:
        ids, posts = self.family(post), self.posts.values()
        return [each for each in posts if each.newest and each.reply_to and each.reply_to.id in ids]

    def quotes(self, post: Post) -> list[Post]:
        ids, posts = self.family(post), self.posts.values()
        return [each for each in posts if each.newest and each.quote_of and each.quote_of.id in ids]

    def reposts(self, post: Post) -> list[Post]:
        ids, posts = self.family(post), self.posts.values()
        return [each for each in posts if each.repost_of and each.repost_of.id in ids]

    def likers(self, post: Post) -> list[tuple[int, User]]:
        ids = self.family(post)
        return [(number, who) for number, who, what in self.likes if what.id in ids]

    def mentions(self, user: User) -> list[Post]:
        """Posts of others that name somebody (docs.x.com/x-api/posts/timelines/introduction)."""
        return [
            each
            for each in self.posts.values()
            if each.newest
            and each.author is not user
            and not each.repost_of
            and any(who is user for _, who in self.named(each.text))
        ]

    def age(self, post: Post) -> timedelta:
        return self.clock() - post.created_at

    def _number(self, at: datetime) -> str:
        self._sequence += 1
        return str(first_id(at) | (self._sequence & 0x3FFFFF))
