"""A small community made by chance, as plain posts and interactions: what a platform would tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from assistant.community.posts import Author, Interaction, Kind, Post

NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
"""A Wednesday. The questions' periods are written for this day."""

ZONE = "Europe/Berlin"
DAYS = 84
"""How far back the community goes: further than any question asks."""

_WORDS = (
    "the broken lantern glows again", "shipping took a while", "which wick fits this one",
    "warm light on a cold evening", "does it float", "love the green glass", "a bit smoky today",
    "Die Laterne ist wunderschön", "thank you for the quick help", "mine arrived with a scratch",
    "thanks",
)  # fmt: skip


SALE = "Order yours now, the green one is back in our shop for €29"
"""What some posts of ours say; nothing else that we write asks for anything."""

CLOSINGS = ("thanks", "Danke dir!", "Will do.", "👍")
"""Replies to an answer that ask for nothing; the others do."""

_AFTER_ALL = (*CLOSINGS, "thanks, and does it float?", "it broke again", "Danke, und wann?")


@dataclass
class Raw:
    """One account as the platform has it: what we wrote, and what others did."""

    handle: str
    posts: list[Post] = field(default_factory=list)
    interactions: list[Interaction] = field(default_factory=list)
    followers: list[tuple[datetime, int]] = field(default_factory=list)

    @property
    def us(self) -> Author:
        return Author(f"did:{self.handle}", self.handle, self.handle)


def random_raw(rng: Random, handle: str) -> Raw:
    """One account; people of different accounts overlap, since they share the pool of names."""
    maker = _Maker(rng, Raw(handle))
    for _ in range(rng.randint(22, 45)):
        maker.conversation(maker.some_time())
    for _ in range(rng.randint(0, 12)):
        at = NOW - timedelta(hours=rng.uniform(0.2, DAYS * 24))
        maker.interact(Kind.MENTION, at, None, text=f"@{handle} {rng.choice(_WORDS)}")
    count = rng.randint(300, 3000)
    for day in range(DAYS, -1, -1):
        count += rng.randint(-4, 9)
        taken = (NOW - timedelta(days=day)).replace(hour=4)
        maker.raw.followers.append((taken, count))
    return maker.raw


class _Maker:
    def __init__(self, rng: Random, raw: Raw) -> None:
        self.rng = rng
        self.raw = raw
        self._ids: Iterator[int] = iter(range(10**6))
        self._diligence = rng.choice((0.4, 0.75, 0.97))
        self._eager = rng.choice((0.0, 0.3, 0.9))
        self._habits = [(rng.randrange(7), rng.randrange(6, 21)) for _ in range(2)]
        self._regulars = [f"regular{number}" for number in range(rng.randint(3, 8))]

    def some_time(self) -> datetime:
        """Any time, or one of two habits of the week, so that some hours have many posts."""
        at = NOW - timedelta(hours=self.rng.uniform(0.5, DAYS * 24))
        if self.rng.random() < 0.4:
            return at
        weekday, hour = self.rng.choice(self._habits)
        back = timedelta(days=(at.weekday() - weekday) % 7)
        return min((at - back).replace(hour=hour), NOW - timedelta(hours=1))

    def conversation(self, at: datetime) -> None:
        """A post of ours with whatever follows until now."""
        post = self.publish(at, None, None)
        assert post is not None  # its time lies before now
        for _ in range(self.rng.choice((0, 0, 1, 2, 3, 5, 9))):
            self.comment(post)
        self.marks(post)
        if self.rng.random() < 0.2:
            self.interact(Kind.QUOTE, self.after(at), post, text=self.rng.choice(_WORDS))

    def comment(self, post: Post) -> None:
        asked = self.interact(
            Kind.REPLY,
            self.after(post.created_at),
            post,
            text=self.rng.choice(_WORDS),
            parent=post.id,
        )
        if asked is None:
            return
        burst = self.rng.random() < 0.15
        if burst:
            soon = asked.created_at + timedelta(minutes=self.rng.randint(1, 9))
            self.interact(Kind.REPLY, soon, post, author=asked.author, text="PS", parent=post.id)
        if self.rng.random() < 0.15:
            at = self.after(asked.created_at)
            self.interact(Kind.REPLY, at, post, text="same here", parent=asked.id)
        if self.rng.random() < self._diligence:
            # Answers to a burst come after all of it, as a person would write them.
            wait = timedelta(minutes=10 + self.rng.lognormvariate(4.2, 1.1))
            answer = self.publish(asked.created_at + wait, post.id, asked.id)
            if answer and self.rng.random() < 0.5:
                at = self.after(answer.created_at)
                who = asked.author if self.rng.random() < 0.85 else self.person()
                words = self.rng.choice(_AFTER_ALL)
                self.interact(Kind.REPLY, at, answer, author=who, text=words, parent=answer.id)

    def marks(self, post: Post) -> None:
        people = {self.person().id: None for _ in range(self.rng.choice((0, 2, 5, 11, 19)))}
        for person in people:
            kind = Kind.REPOST if self.rng.random() < 0.12 else Kind.LIKE
            self.interact(kind, self.after(post.created_at), post, author=self._named(person))

    def publish(self, at: datetime, root: str | None, parent: str | None) -> Post | None:
        if at > NOW:
            return None
        number = next(self._ids)
        sells = parent is None and self.rng.random() < self._eager
        post = Post(
            id=f"{self.raw.handle}/post/{number}",
            author=self.raw.us,
            text=f"{SALE if sells else self.rng.choice(_WORDS)} no. {number}",
            created_at=at.replace(microsecond=0),
            url=f"https://social.example/post/{self.raw.handle}/post/{number}",
            root_id=root,
            parent_id=parent,
            language="en",
        )
        self.raw.posts.append(post)
        return post

    def interact(
        self,
        kind: Kind,
        at: datetime,
        under: Post | None,
        *,
        author: Author | None = None,
        text: str = "",
        parent: str | None = None,
    ) -> Interaction | None:
        if at > NOW:
            return None
        number = next(self._ids)
        done = Interaction(
            id=f"{self.raw.handle}/{kind}/{number}",
            kind=kind,
            author=author or self.person(),
            created_at=at.replace(microsecond=0),
            post_id=under.id if under else None,
            parent_id=parent,
            text=text,
            url=f"https://social.example/post/{self.raw.handle}/{kind}/{number}" if text else "",
            language="en" if text else None,
        )
        self.raw.interactions.append(done)
        return done

    def person(self) -> Author:
        if self.rng.random() < 0.45:
            return self._named(self.rng.choice(self._regulars))
        return self._named(f"guest{self.rng.randint(0, 160)}")

    def _named(self, name: str) -> Author:
        name = name.removeprefix("did:")
        return Author(f"did:{name}", f"{name.removesuffix('.test')}.test", name.title())

    def after(self, at: datetime) -> datetime:
        return at + timedelta(minutes=1 + self.rng.expovariate(1 / (9 * 60)))
