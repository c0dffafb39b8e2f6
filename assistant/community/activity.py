"""What the records hold, as rules read it: our posts, what reached us, who came when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.community.posts import Counts, Interaction, Kind, Post


@dataclass(frozen=True, slots=True)
class OwnPost:
    """One of our posts as stored, with the interactions counted under it so far.

    `by_kind` counts stored interactions whose own time lies before the asked moment. `cut`
    says a server hid part of its thread; `checked_at` is when its thread was last listed, UTC.
    """

    post: Post
    by_kind: Mapping[Kind, int]
    cut: bool = False
    checked_at: datetime | None = None

    def with_counters(self, told: frozenset[Kind]) -> OwnPost:
        """The same with the platform's own counters for the kinds that it does not list.

        A kind that it neither lists nor counts is absent from `by_kind` then.

        Args:
            told: kinds that it lists with their times.
        """
        if {Kind.LIKE, Kind.REPOST, Kind.QUOTE} <= told:
            return self
        counts = self.post.counts or Counts()
        shown = {Kind.LIKE: counts.likes, Kind.REPOST: counts.reposts, Kind.QUOTE: counts.quotes}
        by_kind = {kind: n for kind, n in self.by_kind.items() if kind in told}
        by_kind |= {k: n for k, n in shown.items() if k not in told and n is not None}
        return replace(self, by_kind=by_kind)


@dataclass(frozen=True, slots=True)
class Inbound:
    """A comment, quote or mention with our first answer to it, None while there is none.

    `thread_id` is the root of the thread it stands in. `goes_on` says that it answers our answer to
    the same person: their talk with us goes on.
    """

    interaction: Interaction
    thread_id: str
    answered_at: datetime | None
    answer_id: str | None
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class PersonDay:
    """One person, active on one UTC day: how many interactions of talk and of all kinds."""

    person_id: str
    day: datetime
    talk: int
    all: int


@dataclass(frozen=True, slots=True)
class ThreadShape:
    """One thread under our posts or that we joined: who wrote when, oldest first.

    `messages` are (author_id, created_at); ours carry the account's native id.
    """

    thread_id: str
    messages: tuple[tuple[str, datetime], ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """A post that speaks of us and tags nobody of ours, found by a saved search.

    Attributes:
        waits: whether it waits for a decision: its search does not only listen.
        due_at: by when it should be decided on; None where that is not known yet.
        decided_at: None while it is open.
    """

    created_at: datetime
    waits: bool = False
    due_at: datetime | None = None
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ears:
    """What listens for an account, and what it heard in a period.

    Attributes:
        searches: saved searches for our name, products and site.
        answering: how many of them do not only listen.
        since: when the first of them was saved; None where there is none.
        whole: whether all of them were looked through to the end the last time, by a platform
            that shows all there is.
        heard: what was put away is left out.
    """

    searches: int = 0
    answering: int = 0
    since: datetime | None = None
    whole: bool = True
    heard: tuple[Heard, ...] = ()
