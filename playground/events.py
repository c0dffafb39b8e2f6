"""What people write and open, and the events that tell the app of it."""

from __future__ import annotations

from dataclasses import dataclass

from playground.deliveries import Deliveries, Delivery
from playground.errors import Json, SlackError
from playground.hooks import Hooks
from playground.interactions import Interactions
from playground.payloads import Payloads
from playground.views import Views
from playground.workspace import Channel, Message, Person, Workspace

_MESSAGE_EVENTS = {
    "public": "message.channels",
    "private": "message.groups",
    "im": "message.im",
    "mpim": "message.mpim",
}


@dataclass(frozen=True)
class Parts:
    """What acts work with."""

    workspace: Workspace
    payloads: Payloads
    deliveries: Deliveries
    interactions: Interactions
    hooks: Hooks
    views: Views


class Events:
    """Acts that reach the app as events.

    Args:
        subscriptions: the events the app asked for, as in its manifest; others are not sent.
    """

    def __init__(self, parts: Parts, subscriptions: frozenset[str]) -> None:
        self.workspace = parts.workspace
        self.payloads = parts.payloads
        self.deliveries = parts.deliveries
        self.interactions = parts.interactions
        self.hooks = parts.hooks
        self.views = parts.views
        self.subscriptions = subscriptions

    def _event(self, name: str, event: Json, *, shared: bool = False) -> Delivery | None:
        if name not in self.subscriptions or not self.workspace.installed:
            return None
        return self.deliveries.event(self.payloads.event(event, shared=shared))

    def deliver_message(self, message: Message) -> None:
        """Send the events of a new message, as far as the bot is in the channel."""
        channel = self.workspace.channels[message.channel]
        bot = self.workspace.bot
        if message.ephemeral_to or message.author == self.workspace.helper.id:
            return
        if bot.id not in channel.members:
            return
        # A mention comes twice, as two events with two ids (slack.md 2.1); not in a direct message
        # (docs: app_mention).
        if f"<@{bot.id}>" in message.text and channel.kind != "im" and message.author != bot.id:
            said = self.payloads.said(message, channel, "app_mention")
            self._event("app_mention", said, shared=channel.shared)
        said = self.payloads.said(message, channel, "message")
        self._event(_MESSAGE_EVENTS[channel.kind], said, shared=channel.shared)

    def deliver_change(self, message: Message, *, deleted: bool) -> None:
        """Send message_changed or message_deleted; a stream's pieces are no changes."""
        channel = self.workspace.channels[message.channel]
        streaming = message.stream is not None and message.stream.state == "in_progress"
        if message.ephemeral_to or streaming or self.workspace.bot.id not in channel.members:
            return
        event = self.payloads.changed(message, channel, deleted=deleted)
        self._event(_MESSAGE_EVENTS[channel.kind], event, shared=channel.shared)

    def say(
        self,
        person: Person,
        channel: Channel,
        text: str,
        thread_ts: str | None = None,
        files: tuple[str, ...] = (),
    ) -> Message:
        """Write a message, with the files of these ids; its events are on their way when this
        returns.
        """
        if person.id not in channel.members:
            raise SlackError("not_in_channel")
        ts = self.workspace.new_ts()
        said = Message(ts, channel.id, person.id, text, thread_ts=thread_ts, files=files)
        message = self.workspace.keep(said)
        missing = self.workspace.bot.id not in channel.members
        if missing and f"<@{self.workspace.bot.id}>" in text:
            self.helper_note(
                person, channel, f"@{self.workspace.bot.name} is not in this channel. Invite it?"
            )
        return message

    def mention(
        self, person: Person, channel: Channel, text: str, thread_ts: str | None = None
    ) -> Message:
        """Write a message that begins by naming the app's bot."""
        return self.say(person, channel, f"<@{self.workspace.bot.id}> {text}", thread_ts)

    def helper_note(self, person: Person, channel: Channel, text: str) -> Message:
        """A line from the workspace itself that only one person sees."""
        space = self.workspace
        return space.keep(
            Message(space.new_ts(), channel.id, space.helper.id, text, ephemeral_to=person.id)
        )

    def open_app(self, person: Person, tab: str) -> Delivery | None:
        """Open the app's Home or Messages tab (`home`, `messages`)."""
        event: Json = {
            "type": "app_home_opened",
            "user": person.id,
            "channel": self.workspace.direct(person.id, self.workspace.bot.id).id,
            "tab": tab,
            "event_ts": self.workspace.new_ts(),
        }
        home = self.workspace.homes.get(person.id)
        if tab == "home" and home is not None:
            event["view"] = self.views.told(home)
        return self._event("app_home_opened", event)

    def stop(self, person: Person, channel: Channel, thread_ts: str) -> Delivery | None:
        """Press Stop while a session is processing.

        Slack ends the app's open streams of the thread and tells the app; the session stays
        `processing` until the app changes it (docs: agent_session_stopped).
        """
        session = self.workspace.sessions.get((channel.id, thread_ts))
        if session is None or not session.processing(self.workspace.clock.now()):
            return None
        stopped = []
        for message in self.workspace.thread(channel.id, thread_ts):
            if message.stream and message.stream.state == "in_progress":
                message.stream.state = "stopped"
                stopped.append(message.ts)
                self.workspace.tell("message_changed", message=message)
        return self._event(
            "agent_session_stopped",
            {
                "type": "agent_session_stopped",
                "channel": channel.id,
                "user": person.id,
                "thread_ts": thread_ts,
                "streaming_message_ts": stopped,
                "event_ts": self.workspace.new_ts(),
            },
            shared=channel.shared,
        )
