"""What listeners work with, made once and put into Bolt's context by `middleware.py`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol
from weakref import WeakValueDictionary

from slack_bolt.authorization import AuthorizeResult

from handlers.calls import Slack
from handlers.give_desk import GiveDesk
from handlers.respond_desk import RespondDesk
from handlers.tasks import Tasks

if TYPE_CHECKING:
    from assistant.community.accounts import Account, Platform
    from assistant.desk.answering import Answering
    from assistant.desk.costing import Costing
    from assistant.desk.disconnecting import Disconnecting
    from assistant.desk.enrolling import Enrolling
    from assistant.desk.managing import Managing
    from assistant.desk.overseeing import Overseeing
    from assistant.desk.permitting import Permitting
    from assistant.desk.summarizing import Summarizing
    from assistant.ports import Buckets, Clock, Conversations, Directory, Once, Workspace


@dataclass(frozen=True, slots=True)
class Installation:
    """One workspace's installation of the app: who we are there, and its Web API."""

    workspace: Workspace
    bot_user_id: str
    slack: Slack
    authorized: AuthorizeResult


class Installations(Protocol):
    """The workspaces that installed the app, by their team id: one by its token, or many."""

    @property
    def ready(self) -> bool:
        """Whether requests can be answered."""
        ...

    async def warm(self) -> object:
        """Find out what has to be known before the first request."""
        ...

    async def __call__(self, *, team_id: str | None, **_: object) -> AuthorizeResult | None:
        """Bolt's `authorize`: None for a team that has not installed the app."""
        ...

    async def of(self, workspace_id: str) -> Installation:
        """Raises NotFound when the app is not installed there."""
        ...

    async def revoked(self, workspace_id: str) -> None:
        """Slack took the token back: nothing can be said there until it is installed again."""
        ...

    async def removed(self, workspace_id: str) -> None:
        """The app was removed: the workspace rests."""
        ...


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a streamed answer is written.

    Attributes:
        first_s: seconds between the first two appends.
        growth: each pause is this much longer than the one before.
        longest_s: the longest pause while there is quota.
        edit_s: seconds between edits of a message that is no stream (Slack advises 3).
        life: after this a stream is closed and its message edited instead; Slack's own streams
            die at about 5 minutes (python-slack-sdk#1859).
    """

    first_s: float = 0.5
    growth: float = 1.25
    longest_s: float = 2.5
    edit_s: float = 3.0
    life: timedelta = timedelta(minutes=4, seconds=30)


AT_ONCE = 512
"""Answers one process works on at a time: far more than it has CPU for, so that waiting for a
model costs nothing. The rest of a rush waits, committed."""


class ConnectLinks(Protocol):
    """Links to the platforms' own sign-in pages."""

    def offers(self, platform: Platform) -> bool:
        """Whether there are any for a platform."""
        ...

    async def make(
        self, workspace_id: str, person_id: str, platform: Platform, handle: str
    ) -> str | None:
        """A link for one person, once; None where it is not available.

        Raises:
            EngageError: the account's server cannot be asked.
        """
        ...

    async def enter(self, workspace_id: str, person_id: str, typed: str) -> Account:
        """Connect what waits under the code that the last page showed.

        Raises:
            NotAllowed, InvalidInput: not them any more, or no such code.
        """
        ...


@dataclass(frozen=True, slots=True)
class HomeDesk:
    """What the Home tab and its modals work with.

    Attributes:
        answer_s: seconds a form may take before Slack is answered with "one moment"; Slack waits
            for three.
        turns: a lock for each person whose Home is being shown: what was read last is shown last.
    """

    permitting: Permitting
    managing: Managing
    overseeing: Overseeing
    enrolling: Enrolling
    disconnecting: Disconnecting
    costing: Costing
    links: ConnectLinks
    answer_s: float = 2.0
    turns: WeakValueDictionary[tuple[str, str], asyncio.Lock] = field(
        default_factory=WeakValueDictionary
    )

    def turn(self, workspace_id: str, person_id: str) -> asyncio.Lock:
        """Their lock."""
        return self.turns.setdefault((workspace_id, person_id), asyncio.Lock())


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a listener may use. `under_way` are the runs this process is answering now, `late`
    those whose askers were told that it takes longer; an answer takes one of the `seats`.
    """

    answering: Answering
    home: HomeDesk
    conversations: Conversations
    directory: Directory
    installations: Installations
    once: Once
    buckets: Buckets
    tasks: Tasks
    clock: Clock
    new_id: Callable[[], str]
    pace: Pace = Pace()
    under_way: set[str] = field(default_factory=set)
    late: set[str] = field(default_factory=set)
    seats: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    make_respond: Callable[[], RespondDesk] | None = None
    make_summaries: Callable[[], Summarizing] | None = None
    make_give: Callable[[], GiveDesk] | None = None

    @property
    def respond(self) -> RespondDesk | None:
        """What cards work with, loaded at the first look; None where there are none."""
        return self.make_respond() if self.make_respond else None

    @property
    def responding(self) -> RespondDesk:
        """What cards work with."""
        respond = self.respond
        assert respond is not None, "put together without the desk of cards"
        return respond

    @property
    def give(self) -> GiveDesk | None:
        """What post studios work with, loaded at the first look; None where there are none."""
        return self.make_give() if self.make_give else None

    @property
    def giving(self) -> GiveDesk:
        """What post studios work with."""
        give = self.give
        assert give is not None, "put together without the desk of studios"
        return give

    @property
    def summaries(self) -> Summarizing:
        """What weekly notes work with, loaded at the first look."""
        assert self.make_summaries is not None, "put together without weekly notes"
        return self.make_summaries()
