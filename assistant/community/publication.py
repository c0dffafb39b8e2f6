"""Rules of sending: what holds an approved draft back, and when one in doubt is looked at again.

The sentences stand on the draft's card, so they say what became of it and what to do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from assistant.community import staleness
from assistant.community.accounts import Account
from assistant.community.drafts import Draft, DraftState, Happening, Intent
from assistant.community.given_by_hand import is_given
from assistant.community.inbox import Decision, Item
from assistant.community.post_parts import told
from assistant.community.posts import Post

LATEST = timedelta(minutes=60)
"""What is sent later than this after its time is asked about again: the moment may have passed."""

_LATE = (
    "It could not be sent within an hour, so nothing was sent. Please approve it again if it still "
    "fits."
)
_SWITCHED_OFF = (
    "Publishing was switched off before this was sent, so nothing was sent. Please approve it "
    "again once it is on."
)
_CHANGED = "The text is not the one that was approved, so nothing was sent. Please look again."
_DRY = (
    "This was a dry run: everything was made ready, and nothing was sent. A manager can end dry "
    "runs in the account's settings."
)
_DELETED = "The post to answer is not there any more, or cannot be seen, so nothing was sent."
_DECIDED = "Somebody decided otherwise in the meantime, so nothing was sent."
_BY_HAND = "Somebody answered on the platform itself in the meantime, so nothing was sent."

_TWIN = (
    "The same words were posted by hand in the meantime, so nothing was sent. Please approve it "
    "again if it is to go out all the same."
)
_ABOVE_GONE = (
    "The post of this thread that the next one hangs on is not there any more, so nothing was "
    "sent. Please post the rest by hand."
)
_LOST = (
    "Engage does not see the post that you see, so it cannot hang the next one under it. Please "
    "post the rest by hand."
)
_NO_IMAGE = (
    "An image of this post is not kept any more, so nothing was sent. Please attach it again."
)

LOOKING = "Engage goes on looking for it, and says so here once it is found."
"""Stands with the question whether an unconfirmed reply is there."""

_DONE = frozenset({Decision.REPLY, Decision.THANK, Decision.BY_HAND})

_STEPS = (
    (timedelta(minutes=20), timedelta(minutes=1)),
    (timedelta(hours=4), timedelta(minutes=5)),
    (timedelta(days=2), timedelta(minutes=30)),
)
_RARELY = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Halt:
    """Why a draft is not sent: the state it goes to, and the sentence on its card.

    `more` goes into the log, beside the sentence; alone, where that quotes what others wrote.
    """

    state: DraftState
    problem: str
    more: str = ""

    @property
    def happening(self) -> Happening:
        """What the log calls it."""
        return _HAPPENINGS[self.state]

    @property
    def detail(self) -> str:
        """What the log says of it."""
        told = "" if self.state is DraftState.STALE else self.problem
        return f"{told} {self.more}".strip()

    def of(self, draft: Draft) -> Draft:
        """The draft, halted. One that waits for a person again was approved by nobody. Of a thread
        that broke off it says what is out.
        """
        problem = told(self.problem, draft)
        after = replace(draft, state=self.state, problem=problem, sent_at=None)
        if self.state is not DraftState.PENDING:
            return after
        none = replace(after, approver_id=None, approved_at=None, approved_hash=None)
        return replace(none, send_at=None, dry_run=False)


_HAPPENINGS: MappingProxyType[DraftState, Happening] = MappingProxyType(
    {
        DraftState.PENDING: Happening.CALLED_BACK,
        DraftState.FAILED: Happening.FAILED,
        DraftState.STALE: Happening.STALE,
        DraftState.EXPIRED: Happening.EXPIRED,
    }
)

DRY_RUN = Halt(DraftState.PENDING, _DRY)
DELETED = Halt(DraftState.FAILED, _DELETED)
BY_HAND = Halt(DraftState.EXPIRED, _BY_HAND)
ABOVE_GONE = Halt(DraftState.FAILED, _ABOVE_GONE)
NO_IMAGE = Halt(DraftState.FAILED, _NO_IMAGE)
LOST = Halt(DraftState.FAILED, _LOST)


def posted_already(twin: Post) -> Halt:
    """Somebody posted the same on the platform itself, there."""
    return Halt(DraftState.PENDING, _TWIN, twin.url)


def held_back(draft: Draft, *, publishing: bool, now: datetime) -> Halt | None:
    """What of its own forbids sending a draft now; None where nothing does.

    Args:
        publishing: whether the workspace publishes at all.
        now: aware.
    """
    if draft.approver_id is None or draft.approved_hash != draft.digest:
        return Halt(DraftState.PENDING, _CHANGED)
    if not publishing:
        return Halt(DraftState.PENDING, _SWITCHED_OFF)
    if draft.send_at is None or now - draft.send_at > LATEST:
        return Halt(DraftState.PENDING, _LATE)
    return None


def overtaken(draft: Draft, item: Item) -> Halt | None:
    """Whether its item got another end since it was approved."""
    since = draft.approved_at or draft.made_at
    newer = item.decided_at is None or item.decided_at >= since
    if item.decision in _DONE or (item.decision is Decision.NONE and newer):
        return Halt(DraftState.EXPIRED, _DECIDED, item.answer_url or "")
    return DELETED if item.decision is Decision.GONE else None


def by_hand(
    draft: Draft,
    item: Item,
    posts: Iterable[Post],
    account: Account,
    to_others: Collection[str] = (),
) -> Post | None:
    """Our own answer to the item that somebody gave on the platform since the draft was written;
    the earliest, None without.

    Args:
        to_others: native ids of what Engage sent to others.
    """
    found, known = tuple(posts), {*draft.seen, *to_others}
    asked = {draft.target_id, *(part.id for part in item.parts)}
    ours = [
        post
        for post in found
        if post.author.id == account.native_id
        and post.id not in known
        and is_given(post, asked, item, found, account)
    ]
    return min(ours, key=lambda post: post.created_at, default=None)


def moved_on(draft: Draft, item: Item, posts: Iterable[Post], account: Account) -> Halt | None:
    """Whether something was said since the draft was written; the halt's words say what."""
    found = tuple(posts)
    news = staleness.together(
        staleness.of_item(item, draft),
        _edited(draft, item, found),
        staleness.of_thread(found, draft, {account.native_id}),
    )
    return Halt(DraftState.STALE, "\n".join(news.lines()), news.counted) if news else None


@dataclass(frozen=True, slots=True)
class Answer:
    """What an item is closed with: what was decided, by whom (None: the platform told), and the
    answer's own time and link, None where nobody knows it.
    """

    decision: Decision
    by: str | None
    at: datetime
    url: str | None

    @classmethod
    def of(cls, draft: Draft, at: datetime, url: str | None) -> Answer:
        """The answer that a draft became."""
        thanks = draft.intent is Intent.THANK
        decision = Decision.THANK if thanks else Decision.REPLY
        return cls(decision, draft.approver_id, at, url)

    @classmethod
    def given_by_hand(cls, post: Post) -> Answer:
        """The answer that somebody gave on the platform."""
        return cls(Decision.REPLY, None, post.created_at, post.url)

    def closing(self, item: Item, now: datetime) -> Item:
        """The item, closed with it; the earliest answer of ours counts."""
        at, url = self.at, self.url or item.answer_url
        if item.answered_at is not None and item.answered_at <= at:
            at, url = item.answered_at, item.answer_url or url
        return replace(
            item,
            decision=self.decision,
            decided_by=self.by,
            decided_at=now,
            answered_at=at,
            answer_url=url,
            snoozed_until=None,
        )


def read_only(account: Account, what: str = "reply") -> str:
    """Why nothing was sent for an account that nobody signed in.

    Args:
        what: "reply" or "post".
    """
    return (
        f"Engage cannot write for {account.ref}. Copy the {what} and post it by hand, or let a "
        f"manager connect the account with a sign-in."
    )


def is_due(draft: Draft, now: datetime, tick: timedelta) -> bool:
    """Whether a draft under way is to be looked at now: every minute at first, then less often,
    and never given up.

    Args:
        tick: how long ago this was asked last.
    """
    since = draft.sent_at or draft.send_at
    if since is None:
        return True
    age = now - since
    if age < timedelta(0):
        return False
    every = next((step for until, step in _STEPS if age < until), _RARELY)
    return age % every < tick


def _edited(draft: Draft, item: Item, posts: Iterable[Post]) -> staleness.News:
    """A change of the post to answer that was not stored yet."""
    known = next((part for part in item.parts if part.id == draft.target_id), None)
    told = next((post for post in posts if post.id == draft.target_id), None)
    if known is None or told is None or known.text.split() == told.text.split():
        return staleness.News()
    return staleness.News((staleness.New(told.id, told.text, edited=True),))
