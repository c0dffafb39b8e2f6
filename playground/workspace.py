"""What the make-believe workspace holds: people, channels, messages, sessions, views.

Only state and the news of its changes; the rules of each Web API method live with the method.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from playground.clock import Clock
from playground.errors import Json, SlackError
from playground.streams import Stream

PersonKind = Literal["member", "guest", "stranger", "bot"]
ChannelKind = Literal["public", "private", "im", "mpim"]


PROCESSING_S = 3_600.0
"""Seconds after which Slack ends `processing` by itself (slack.md 0.2)."""


@dataclass
class Person:
    """Somebody. A stranger belongs to another organisation; `zone` is an IANA name."""

    id: str
    name: str
    kind: PersonKind
    team_id: str
    admin: bool = False
    zone: str = "Etc/UTC"


@dataclass
class Channel:
    """A conversation. `members` are person ids; `shared` with another organisation."""

    id: str
    name: str
    kind: ChannelKind
    members: set[str] = field(default_factory=set)
    topic: str = ""
    shared: bool = False
    archived: bool = False


@dataclass
class Message:
    """One message. `ephemeral_to` names the only person who sees it, None for everybody; `files`
    are ids of those shared with it.
    """

    ts: str
    channel: str
    author: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    ephemeral_to: str | None = None
    edited: bool = False
    stream: Stream | None = None
    metadata: Json | None = None
    files: tuple[str, ...] = ()
    reactions: dict[str, list[str]] = field(default_factory=dict)

    @property
    def shown_blocks(self) -> list[Json]:
        """Blocks as people see them now, streamed ones included."""
        return self.stream.blocks() if self.stream and not self.edited else self.blocks

    @property
    def shown_text(self) -> str:
        """The text as people see it now."""
        return self.stream.text if self.stream and not self.edited else self.text


@dataclass
class Session:
    """An agent session of a thread (docs: agent sessions). `note` is the legacy status line."""

    channel: str
    thread_ts: str
    status: Literal["processing", "active", "suspended", "closed"]
    since: float
    title: str | None = None
    note: str = ""

    def processing(self, now: float) -> bool:
        """Whether the app works on it: until it says otherwise, or an hour has passed."""
        return self.status == "processing" and now - self.since < PROCESSING_S


@dataclass
class View:
    """A modal that is open, or a Home tab. `hash` changes with each update."""

    id: str
    person: str
    hash: str
    body: Json
    root: str


@dataclass(frozen=True)
class Change:
    """News for whoever watches (the page, a waiting test)."""

    kind: str
    data: Json


class Workspace:
    """The state of one workspace. Ids look like Slack's; a bot user is always there.

    Two workspaces may have people, channels and bots of the same ids, which Slack's never have:
    whoever leaves the team out of account is found out.
    """

    def __init__(self, clock: Clock, name: str = "Playground", team_id: str = "T0PLAYGRND") -> None:
        self.clock = clock
        self.name = name
        self.team_id = team_id
        self.app_id = "A0ENGAGE01"
        self.bot_id = "B0ENGAGE01"
        self.installed = True
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: dict[str, dict[str, Message]] = {}
        self.sessions: dict[tuple[str, str], Session] = {}
        self.prompts: dict[str, Json] = {}
        self.homes: dict[str, View] = {}
        self.modals: dict[str, list[View]] = {}
        self.watchers: list[Callable[[Change], None]] = []
        self._numbers = itertools.count(1)
        self._last_ts = 0
        self.bot = Person("U0ENGAGE01", "engage", "bot", self.team_id)
        self.people[self.bot.id] = self.bot
        # Speaks for the workspace itself: failed commands, invitations. The id is Slack's.
        self.helper = Person("USLACKBOT", "Workspace", "bot", self.team_id)
        self.people[self.helper.id] = self.helper

    # -- news -----------------------------------------------------------------------------

    def tell(self, kind: str, **data: Any) -> None:
        """Tell all watchers of a change."""
        for watcher in tuple(self.watchers):
            watcher(Change(kind, data))

    # -- people and channels --------------------------------------------------------------

    def new_id(self, prefix: str) -> str:
        """An id like Slack's, unique in this workspace."""
        return f"{prefix}{next(self._numbers):09d}"

    def add_person(
        self, name: str, kind: PersonKind = "member", *, admin: bool = False, zone: str = "Etc/UTC"
    ) -> Person:
        """Add somebody; a stranger comes from another team."""
        team = "T0ELSEWHER" if kind == "stranger" else self.team_id
        person = Person(self.new_id("U"), name, kind, team, admin, zone)
        self.people[person.id] = person
        return person

    def add_channel(
        self, name: str, kind: ChannelKind = "public", members: Iterable[str] = ()
    ) -> Channel:
        """Add a channel; it is shared as soon as a stranger is in it."""
        channel = Channel(self.new_id("D" if kind == "im" else "C"), name, kind, set(members))
        channel.shared = any(self.people[each].kind == "stranger" for each in channel.members)
        self.channels[channel.id] = channel
        self.messages[channel.id] = {}
        return channel

    def direct(self, one: str, other: str) -> Channel:
        """The direct message of two people, opened when there is none yet."""
        pair = {one, other}
        for channel in self.channels.values():
            if channel.kind == "im" and channel.members == pair:
                return channel
        return self.add_channel("directmessage", "im", pair)

    def group(self, people: Iterable[str]) -> Channel:
        """The direct message of several people, opened when there is none yet."""
        members = set(people)
        for channel in self.channels.values():
            if channel.kind == "mpim" and channel.members == members:
                return channel
        names = sorted(self.people[each].name for each in members - {self.bot.id})
        return self.add_channel(", ".join(names), "mpim", members)

    def person(self, person_id: object) -> Person:
        """Raises SlackError `user_not_found`."""
        found = self.people.get(str(person_id))
        if found is None:
            raise SlackError("user_not_found")
        return found

    # -- messages -------------------------------------------------------------------------

    def new_ts(self) -> str:
        """A timestamp that no message of this workspace has yet, later than all before."""
        self._last_ts = max(self._last_ts + 1, int(self.clock.now() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def keep(self, message: Message) -> Message:
        """Store a new message and tell of it."""
        self.messages[message.channel][message.ts] = message
        self.tell("message", message=message)
        return message

    def forget(self, message: Message) -> None:
        """Remove a message and tell of it."""
        del self.messages[message.channel][message.ts]
        self.tell("message_deleted", message=message)

    def message(self, channel: str, ts: object) -> Message:
        """Raises SlackError `message_not_found`."""
        found = self.messages.get(channel, {}).get(str(ts))
        if found is None:
            raise SlackError("message_not_found")
        return found

    def thread(self, channel: str, root_ts: str) -> Iterator[Message]:
        """A thread's messages in order, its root first."""
        for message in self.messages[channel].values():
            if root_ts in (message.ts, message.thread_ts):
                yield message

    # -- sessions -------------------------------------------------------------------------

    def set_session(
        self,
        channel: str,
        thread_ts: str,
        status: Literal["processing", "active", "suspended", "closed"],
        title: str | None = None,
    ) -> Session:
        """Create or change the agent session of a thread. `processing` stays until changed."""
        session = self.sessions.get((channel, thread_ts))
        if session is None:
            session = Session(channel, thread_ts, status, self.clock.now(), title)
            self.sessions[channel, thread_ts] = session
        session.status, session.since = status, self.clock.now()
        session.title = title or session.title
        self.tell("session", session=session)
        return session
