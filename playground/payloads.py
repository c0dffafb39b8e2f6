"""The payloads Slack sends, built from the workspace (docs: events, interaction payloads)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from playground.chat import Chat
from playground.errors import Json
from playground.workspace import Channel, Message, Person, View, Workspace

VERIFICATION_TOKEN = "playground"  # noqa: S105 (Slack's old token, sent and never checked)

_CHANNEL_TYPES = {"public": "channel", "private": "group", "im": "im", "mpim": "mpim"}


class Payloads:
    """Builds payloads. `base_url` is where response URLs lead."""

    def __init__(self, workspace: Workspace, chat: Chat) -> None:
        self.workspace = workspace
        self.chat = chat

    @property
    def _base(self) -> Json:
        space = self.workspace
        return {
            "token": VERIFICATION_TOKEN,
            "api_app_id": space.app_id,
            "team": {"id": space.team_id, "domain": "playground"},
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def event(self, event: Json, *, shared: bool = False) -> Json:
        """An event in its envelope, with a new event id."""
        space = self.workspace
        return {
            "token": VERIFICATION_TOKEN,
            "team_id": space.team_id,
            "context_team_id": space.team_id,
            "context_enterprise_id": None,
            "api_app_id": space.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": f"Ev{secrets.token_hex(6).upper()}",
            "event_time": int(space.clock.now()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": space.team_id,
                    "user_id": space.bot.id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": shared,
            "event_context": secrets.token_hex(12),
        }

    def said(self, message: Message, channel: Channel, kind: str) -> Json:
        """A `message` or `app_mention` event."""
        told = self.chat.told(message)
        event = told | {
            "type": kind,
            "channel": channel.id,
            "event_ts": message.ts,
        }
        if message.files:
            # docs: file_share message; both events of a mention carry the files.
            event |= {"subtype": "file_share", "upload": False, "display_as_bot": False}
        if kind == "message":
            event["channel_type"] = _CHANNEL_TYPES[channel.kind]
        if message.author != self.workspace.bot.id:
            event["client_msg_id"] = secrets.token_hex(16)
        return event

    def changed(self, message: Message, channel: Channel, *, deleted: bool) -> Json:
        """A `message` event of subtype message_changed or message_deleted."""
        event: Json = {
            "type": "message",
            "subtype": "message_deleted" if deleted else "message_changed",
            "channel": channel.id,
            "channel_type": _CHANNEL_TYPES[channel.kind],
            "hidden": True,
            "ts": self.workspace.new_ts(),
            "event_ts": self.workspace.new_ts(),
            "previous_message": self.chat.told(message),
        }
        if deleted:
            return event | {"deleted_ts": message.ts}
        return event | {"message": self.chat.told(message)}

    def command(
        self, person: Person, channel: Channel, command: str, text: str, handles: Json
    ) -> Json:
        """A slash command's form fields. `handles` are trigger_id and response_url."""
        space = self.workspace
        return {
            "token": VERIFICATION_TOKEN,
            "team_id": person.team_id,
            "team_domain": "playground",
            "channel_id": channel.id,
            "channel_name": "directmessage" if channel.kind == "im" else channel.name,
            "user_id": person.id,
            "user_name": person.name.lower(),
            "command": command,
            "text": text,
            "api_app_id": space.app_id,
            "is_enterprise_install": "false",
            **handles,
        }

    def person(self, person: Person) -> Json:
        """The `user` of an interaction."""
        return {
            "id": person.id,
            "username": person.name.lower(),
            "name": person.name.lower(),
            "team_id": person.team_id,
        }

    def message_action(
        self, person: Person, message: Message, actions: list[Json], handles: Json
    ) -> Json:
        """block_actions on a message; an ephemeral one travels without its content."""
        channel = self.workspace.channels[message.channel]
        container: Json = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": message.ephemeral_to is not None,
        }
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        payload = self._base | {
            "type": "block_actions",
            "user": self.person(person),
            "container": container,
            "channel": {"id": channel.id, "name": channel.name},
            "state": {"values": {}},
            "actions": actions,
            **handles,
        }
        if message.ephemeral_to is None:
            payload["message"] = self.chat.told(message)
        return payload

    def view_action(
        self, person: Person, view: View, told: Json, actions: list[Json], handles: Json
    ) -> Json:
        """block_actions in a modal or on a Home tab: no channel, no response URL."""
        return self._base | {
            "type": "block_actions",
            "user": self.person(person),
            "container": {"type": "view", "view_id": view.id},
            "view": told,
            "actions": actions,
            "trigger_id": handles["trigger_id"],
        }

    def submission(
        self, person: Person, told: Json, values: Mapping[str, Any], trigger_id: str
    ) -> Json:
        """view_submission with what was filled in."""
        return self._base | {
            "type": "view_submission",
            "user": self.person(person),
            "trigger_id": trigger_id,
            "view": told | {"state": {"values": dict(values)}},
            "response_urls": [],
        }

    def closed(self, person: Person, told: Json, *, cleared: bool) -> Json:
        """view_closed."""
        return self._base | {
            "type": "view_closed",
            "user": self.person(person),
            "view": told,
            "is_cleared": cleared,
        }

    def shortcut(self, person: Person, message: Message, callback_id: str, handles: Json) -> Json:
        """A message shortcut."""
        channel = self.workspace.channels[message.channel]
        return self._base | {
            "type": "message_action",
            "callback_id": callback_id,
            "user": self.person(person),
            "channel": {"id": channel.id, "name": channel.name},
            "message": self.chat.told(message),
            "message_ts": message.ts,
            "action_ts": self.workspace.new_ts(),
            **handles,
        }
