"""What waits for a decision: one item for what one person wrote, with its clock and its end.

Every comment gets a decision, also "no reply because ...": an item is open until it has one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from assistant.community.posts import Author


class Origin(StrEnum):
    """How it reached us. The values are stored: never rename one."""

    COMMENT = "comment"
    MENTION = "mention"
    QUOTE = "quote"
    SEARCH = "search"
    """Found by a saved search: it speaks of us and does not name our account. Or named by its link,
    and nothing in it is for us.
    """
    LINK = "link"
    """Somebody of ours named it by its link. It is for us, but the records need not hold it."""


class Need(StrEnum):
    """Whether a person should answer it."""

    REPLY = "reply"
    NONE = "none"
    UNSURE = "unsure"


class Topic(StrEnum):
    """What it is, as far as rules can tell."""

    QUESTION = "question"
    COMPLAINT = "complaint"
    REQUEST = "request"
    PRAISE = "praise"
    ABUSE = "abuse"
    SPAM = "spam"
    TALK = "talk"
    """Anything else: chatter, a thank-you, a picture."""


class Sentiment(StrEnum):
    """How it sounds."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Triage:
    """What the rules make of an item.

    Attributes:
        reason: why, in words for the card ("asks where an order is").
        language: BCP 47 tag; None where it cannot be told.
    """

    need: Need
    topic: Topic
    reason: str
    sentiment: Sentiment = Sentiment.UNSURE
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One post of an item, as it was seen last.

    Attributes:
        id: native, unique within the account.
        edited_at: when an edit of it was seen; None while there was none.
        gone_at: when it was seen to be deleted; None while it is there.
        calls_us: see `posts.Interaction`.
    """

    id: str
    origin: Origin
    text: str
    url: str
    created_at: datetime
    post_id: str | None = None
    edited_at: datetime | None = None
    gone_at: datetime | None = None
    calls_us: bool | None = None


class Decision(StrEnum):
    """What became of an item. The values are stored: never rename one."""

    REPLY = "reply"
    """A reply was published, through Engage or on the platform itself."""
    THANK = "thank"
    """A thank-you was published."""
    BY_HAND = "by_hand"
    """A person took care of it elsewhere."""
    NONE = "none"
    """No reply, and a person or a rule said why."""
    GONE = "gone"
    """Its author deleted it before anybody answered."""


_UNANSWERED = frozenset({Decision.BY_HAND, Decision.NONE})


class Step(IntEnum):
    """How much of its time is used up: a rung of the ladder, in percent."""

    STARTED = 0
    OWNER = 50
    """The assignee hears of it; the channel where nobody has it."""
    CHANNEL = 75
    LEAD = 90
    BREACH = 100


@dataclass(frozen=True, slots=True)
class CardPlace:
    """Where an item's card is. Opaque to everything but the chat."""

    channel_id: str
    ts: str


@dataclass(frozen=True, slots=True)
class Item:
    """One item.

    Attributes:
        id: ours, a UUID as text.
        thread_id: native id of the top of the thread it stands in.
        parts: in order of time, at least one; the clock runs from the first.
        open_to_all: whether everybody can read it on its platform. What is not is shown to its
            assignee and the approvers alone, and a reply is never more visible than it.
        since: when its clock started: the first part's own time, UTC.
        due_at: when it should be answered by the account's promise, UTC; None where there is no
            promise (what was there before the account was connected, what needs no reply).
        step: the last rung of the ladder that was told.
        assignee_id: whose it is; None while nobody has it.
        snoozed_until: it is quiet until then; the promise goes on.
        decision: None while it is open.
        decided_by: a person's id; None where a rule or the platform decided.
        note: why, where a person or a rule said so.
        answered_at: the true time of our answer on the platform, whoever gave it; None without.
        answer_url: a link to it.
        asked_for_at: when a person named it by its link, UTC. They want to write although it may
            have an answer: one given before does not end it. None for what came by itself.
        card: None while there is none.
        version: counts the changes; a change names the one it was made from.
    """

    id: str
    workspace_id: str
    account_id: str
    person: Author
    thread_id: str
    parts: tuple[Part, ...]
    triage: Triage
    since: datetime
    open_to_all: bool = True
    due_at: datetime | None = None
    step: Step = Step.STARTED
    assignee_id: str | None = None
    snoozed_until: datetime | None = None
    decision: Decision | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    note: str = ""
    answered_at: datetime | None = None
    answer_url: str | None = None
    asked_for_at: datetime | None = None
    card: CardPlace | None = None
    version: int = 1

    @property
    def is_open(self) -> bool:
        """Whether it still wants a decision."""
        return self.decision is None

    @property
    def may_reopen(self) -> bool:
        """Whether people may open it again: they, or a rule, closed it without an answer."""
        return self.decision in _UNANSWERED and self.answered_at is None

    @property
    def last(self) -> Part:
        """The part to answer: the latest that is still there, or the latest."""
        there = [part for part in self.parts if part.gone_at is None]
        return (there or self.parts)[-1]

    @property
    def origin(self) -> Origin:
        """How it reached us: by its first part."""
        return self.parts[0].origin


class Familiarity(StrEnum):
    """How well we know somebody."""

    FIRST_TIMER = "first_timer"
    RETURNING = "returning"
    REGULAR = "regular"
    """Active in at least three of the four weeks before."""
    LAPSED = "lapsed"
    """Was here before and away for 28 days or more."""
    UNNAMED = "unnamed"
    """The platform does not name them to us, so nobody can tell."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """Something they wrote to us earlier, with our first answer to it.

    `answer` is None where we never answered.
    """

    text: str
    at: datetime
    url: str
    answer: str | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PersonCard:
    """Who somebody is to this account.

    Attributes:
        first_at: their first interaction that we know of; None where this is it.
        exchanges: the latest first, at most three, this item left out.
        written: how many comments and mentions of theirs we know, this item left out.
        answered: to how many of these we answered.
    """

    person: Author
    familiarity: Familiarity
    first_at: datetime | None
    exchanges: tuple[Exchange, ...]
    written: int
    answered: int
