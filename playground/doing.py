"""What the page asks for in a person's name, checked and done."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from playground.errors import Json, SlackError
from playground.slack import SlackDouble
from playground.workspace import Channel, Message, Person, View

LONGEST_TEXT = 12_000
"""Characters of one message, as much as Slack's own composer takes."""

_MENTION = re.compile(r"(^|[\s(])@([\w.-]+)")


def written(text: str, people: dict[str, Person]) -> str:
    """Typed text as Slack stores it: `&<>` escaped, `@name` as a mention (docs: formatting)."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    handles = {person.name.lower().replace(" ", "."): person.id for person in people.values()}

    def mention(found: re.Match[str]) -> str:
        name = found[2].rstrip(".-")
        known = handles.get(name.lower())
        return f"{found[1]}<@{known}>{found[2][len(name) :]}" if known else found[0]

    return _MENTION.sub(mention, escaped)


class Doings:
    """The acts of the page, by name. Each takes the person and the request."""

    def __init__(self, slack: SlackDouble) -> None:
        self.slack = slack
        self.table: dict[str, Callable[[Person, Json], Awaitable[None]]] = {
            "say": self.say,
            "command": self.command,
            "click": self.click,
            "click_view": self.click_view,
            "submit": self.submit,
            "shortcut": self.shortcut,
            "dismiss": self.dismiss,
            "stop": self.stop,
            "open_app": self.open_app,
        }

    async def do(self, person: Person, request: Json) -> None:
        """Do what is asked. Raises SlackError for what is unknown or not this person's to do."""
        act = self.table.get(str(request.get("do")))
        if act is None:
            raise SlackError("unknown_act")
        try:
            await act(person, request)
        except (KeyError, LookupError, TypeError, AttributeError):
            raise SlackError("invalid_act") from None

    def _channel(self, person: Person, request: Json) -> Channel:
        channel = self.slack.workspace.channels.get(str(request["channel"]))
        if channel is None or person.id not in channel.members:
            raise SlackError("channel_not_found")
        return channel

    def _message(self, person: Person, request: Json) -> Message:
        channel = self._channel(person, request)
        message = self.slack.workspace.message(channel.id, request["ts"])
        if message.ephemeral_to not in (None, person.id):
            raise SlackError("message_not_found")
        return message

    def _view(self, person: Person, request: Json) -> View:
        view = self.slack.views.find(str(request["view"]))
        if view.person != person.id:
            raise SlackError("not_found")
        return view

    def _text(self, request: Json) -> str:
        text = str(request["text"]).strip()
        if len(text) > LONGEST_TEXT:
            raise SlackError("msg_too_long")
        return text

    async def say(self, person: Person, request: Json) -> None:
        channel = self._channel(person, request)
        text = written(self._text(request), self.slack.workspace.people)
        thread_ts = request.get("thread_ts")
        if thread_ts is not None:
            self.slack.workspace.message(channel.id, thread_ts)
        files = tuple(str(each) for each in request.get("files") or ())
        if unknown := [each for each in files if each not in self.slack.chat.files.known]:
            raise SlackError(f"file_not_found: {unknown[0]}")
        if text or files:
            self.slack.say(person, channel, text, thread_ts, files)

    async def command(self, person: Person, request: Json) -> None:
        """Commands carry what was typed, unescaped (manifest: should_escape false)."""
        channel = self._channel(person, request)
        name, _, rest = self._text(request).partition(" ")
        await self.slack.command(person, channel, name, rest.strip())

    async def click(self, person: Person, request: Json) -> None:
        message = self._message(person, request)
        action_id, value = str(request["action_id"]), request.get("value")
        reply = await self.slack.click(person, message, action_id, value)
        self._expect(reply.ok)

    async def click_view(self, person: Person, request: Json) -> None:
        view = self._view(person, request)
        action_id, value = str(request["action_id"]), request.get("value")
        values: dict[str, Any] = dict(request.get("values") or {})
        reply = await self.slack.click_view(person, view, action_id, value, values)
        self._expect(reply.ok)

    async def shortcut(self, person: Person, request: Json) -> None:
        """A shortcut of the app's on a message; not on one that only this person sees."""
        message = self._message(person, request)
        if message.ephemeral_to is not None:
            raise SlackError("message_not_found")
        reply = await self.slack.shortcut(person, message, str(request["callback_id"]))
        self._expect(reply.ok)

    async def submit(self, person: Person, request: Json) -> None:
        values: dict[str, Any] = dict(request["values"])
        reply = await self.slack.submit(person, self._view(person, request), values)
        # What the form lacks is said at its fields.
        self._expect(reply.ok or reply.reason == "incomplete")

    async def dismiss(self, person: Person, request: Json) -> None:
        await self.slack.dismiss(person, self._view(person, request))

    async def stop(self, person: Person, request: Json) -> None:
        self.slack.stop(person, self._channel(person, request), str(request["thread_ts"]))

    async def open_app(self, person: Person, request: Json) -> None:
        tab = "home" if request["tab"] == "home" else "messages"
        self.slack.open_app(person, tab)

    def _expect(self, taken: bool) -> None:  # noqa: FBT001 (a plain fact)
        if not taken:
            raise SlackError("not_answered")
