"""Everything that a post of our own is written from, gathered before anybody writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from assistant.community.answers import Usage
from assistant.community.brand import BrandFact
from assistant.community.briefs import Voice
from assistant.community.drafts import Confidence
from assistant.community.markdown import Passage
from assistant.community.mix import Function, Label
from assistant.community.topics import Topic, in_their_words

LONG_TOPIC = 600
"""Characters. Who gives more has pasted a text: it is what to write about, and asks nothing."""


@dataclass(frozen=True, slots=True)
class Room:
    """One account to write for, and how its posts have to be.

    Attributes:
        name: as people read it; `handle` and `platform` of it.
        longest: characters that fit into one post, about: the platform counts its own way. None:
            no limit known.
        language: BCP 47 tag its posts are in.
        recent: its latest posts, the latest first: none of them is to be written again.
    """

    account_id: str
    name: str
    handle: str
    platform: str
    longest: int | None = None
    language: str = "en"
    voice: Voice = field(default_factory=Voice)
    recent: tuple[str, ...] = ()

    def may_use(self, fact: BrandFact) -> bool:
        """Whether a fact holds for this account."""
        return fact.account_id in (None, self.account_id)


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page that a colleague named, as far as it was read."""

    url: str
    title: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted over the last `days` days, all accounts of the studio together.

    Attributes:
        people: different people who wrote to us; whom a platform does not name is left out.
        comments: what they wrote.
        best: the own post that drew the most comments, as its text, with their number; None where
            none drew any.
    """

    days: int = 28
    people: int = 0
    comments: int = 0
    best: tuple[str, int] | None = None

    @property
    def said(self) -> str:
        """How many wrote to us, in words for people."""
        return (
            f"{self.people} people wrote to you in the last {self.days} days, "
            f"{self.comments} comments in all."
        )


@dataclass(frozen=True, slots=True)
class Before:
    """The idea that a colleague wants to be different.

    Attributes:
        idea: its number in the studio.
        posts: its texts by account, of a thread all posts.
        label: what it is for.
    """

    idea: int
    posts: tuple[tuple[str, tuple[str, ...]], ...]
    label: Label | None = None
    why: str = ""
    facts: tuple[str, ...] = ()

    def of(self, account_id: str) -> tuple[str, ...]:
        """Its posts for one account; empty where it has none there."""
        return dict(self.posts).get(account_id, ())


@dataclass(frozen=True, slots=True)
class PostBrief:
    """What to write about, for whom, and what is known.

    Attributes:
        studio_id: for logs.
        topic: as a colleague typed it; "" where Engage proposes.
        about: where the topic came from, in words for people; "" for one of their own. A question
            that readers asked is in a stranger's words: what to write about, and no ground.
        rooms: at least one.
        page: None where no page was named, or it could not be read.
        facts: that hold today and may matter, the best match first.
        asked: what people keep asking, the most asked first.
        missing: what our posts of the last 28 days lack; None where nothing, or nobody counted.
        thread: whether a text that is too long becomes a thread.
        images: what the attached images show, as far as somebody said.
        instruction: what a colleague wants to be different, "" for first drafts.
        before: the ideas it speaks of.
        answers: what colleagues told in the thread before there was any idea, the earliest first;
            () where ideas are to be changed, as they hold it already.
        at: now.
        zone: IANA name that "today" goes by.
    """

    studio_id: str
    topic: str
    rooms: tuple[Room, ...]
    at: datetime
    zone: str = "UTC"
    about: str = ""
    page: PageRead | None = None
    facts: tuple[BrandFact, ...] = ()
    asked: tuple[Topic, ...] = ()
    counted: Counted = Counted()
    missing: Function | None = None
    thread: bool = False
    images: tuple[str, ...] = ()
    instruction: str = ""
    before: tuple[Before, ...] = ()
    answers: tuple[str, ...] = ()

    @property
    def pasted(self) -> bool:
        """Whether the topic is a text to write about rather than a topic."""
        return len(self.topic) > LONG_TOPIC

    @property
    def chosen(self) -> str:
        """What was proposed and a colleague chose, in a reader's words; "" without."""
        return self.topic if in_their_words(self.about) and not self.pasted else ""

    @property
    def wanted(self) -> str:
        """What it is to be about, as one text; "" where nobody said."""
        return " ".join(each for each in (self.chosen, *self.told) if each)

    @property
    def counted_said(self) -> tuple[str, ...]:
        """What was counted, in words."""
        return (*(each.said for each in self.asked), self.counted.said)

    @property
    def told(self) -> tuple[str, ...]:
        """What colleagues themselves said, which posts may rest on."""
        given = self.pasted or self.chosen
        said = ("" if given else self.topic, *self.answers, self.instruction)
        return tuple(text for text in said if text.strip())


@dataclass(frozen=True, slots=True)
class PostText:
    """One idea as it would be published by one account.

    Attributes:
        posts: at least one; more are a thread.
        facts: ids of the brand facts it rests on.
        add: what a person must add or check before it can go out, one short sentence each.
    """

    account_id: str
    posts: tuple[str, ...]
    facts: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
    confidence: Confidence = Confidence.LOW


@dataclass(frozen=True, slots=True)
class PostIdea:
    """One idea, with a text for each account.

    Attributes:
        why: why these readers would care, resting on what was counted or said.
    """

    label: Label
    why: str
    texts: tuple[PostText, ...]
    number: int = 0


@dataclass(frozen=True, slots=True)
class PostsDrafted:
    """What became of a brief.

    Attributes:
        ideas: empty only with a `problem`.
        composer: the model's name, or "offline".
        excuse: why rules wrote although there is a model, for people; "" where they did not.
        problem: why there is no draft, or what is missing, for people.
    """

    ideas: Sequence[PostIdea]
    composer: str
    usage: Usage
    excuse: str = ""
    problem: str = ""
