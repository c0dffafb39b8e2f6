"""The reader of Slack's dicts (views are read in `windows`): payloads in, values out. Absent is
None, never "".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from handlers.shared_files import SharedFile, files_in
from handlers.windows import Window, window

Json = Mapping[str, Any]

_SPOKEN = frozenset({None, "file_share", "thread_broadcast"})
"""Subtypes of messages that a person wrote just now (docs: message event, subtypes)."""

_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
_CHANNEL = re.compile(r"<#[A-Z0-9]+(?:\|([^>]*))?>")
_GROUP = re.compile(r"<![a-z]+(?:\^[^|>]*)?(?:\|([^>]*))?>")
_CALL = re.compile(r"<@|<!(?:here|channel|everyone|subteam)")
_LINK = re.compile(r"<((?:https?|mailto):[^|>]+)(?:\|[^>]*)?>")


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command. `text` is what stands behind it, stripped."""

    text: str
    channel_id: str
    person_id: str
    trigger_id: str
    response_url: str

    def pressed(self, action_id: str) -> Click:
        """The same as a button that opens something."""
        return Click(
            action_id=action_id,
            value="",
            person_id=self.person_id,
            trigger_id=self.trigger_id,
            channel_id=self.channel_id,
            message_ts=None,
            thread_ts=None,
            ephemeral=True,
            response_url=self.response_url,
        )


@dataclass(frozen=True, slots=True)
class Spoken:
    """A message a person wrote where Engage listens.

    `thread_ts` is None for a message that is not in a thread. `raw` still holds Slack's markup;
    read it only where Engage is in the talk.
    """

    channel_id: str
    channel_type: str
    person_id: str
    ts: str
    thread_ts: str | None
    raw: str
    files: tuple[SharedFile, ...] = ()

    @property
    def root_ts(self) -> str:
        """The message at the top of the thread this belongs to; itself when it opens one."""
        return self.thread_ts or self.ts

    @property
    def direct(self) -> bool:
        """Whether it was written to Engage alone."""
        return self.channel_type == "im"

    @property
    def calls(self) -> bool:
        """Whether it names people, a group or everybody."""
        return _CALL.search(self.raw) is not None

    def text(self, bot_id: str) -> str:
        """The words, Slack's markup and the mention of Engage taken out."""
        return plain_words(self.raw, bot_id)


@dataclass(frozen=True, slots=True)
class Click:
    """A button that was pressed, or a choice that was made.

    `ephemeral` says whether only this person sees its message; `window` is the view it stands in,
    None in a message.
    """

    action_id: str
    value: str
    person_id: str
    trigger_id: str
    channel_id: str | None
    message_ts: str | None
    thread_ts: str | None
    ephemeral: bool
    response_url: str | None
    window: Window | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """Somebody opened Engage's own space. `tab` is "home" or "messages"."""

    person_id: str
    channel_id: str
    tab: str


@dataclass(frozen=True, slots=True)
class StopPressed:
    """Somebody pressed Slack's own Stop button on a session."""

    person_id: str
    channel_id: str
    thread_ts: str


@dataclass(frozen=True, slots=True)
class Granted:
    """What a team granted the app. `team_id` is None for a whole organisation at once."""

    team_id: str | None
    team_name: str
    token: str = field(repr=False)
    app_id: str
    bot_user_id: str
    installer_id: str
    scopes: frozenset[str]


def command(body: Json) -> Command:
    """Read a slash command."""
    return Command(
        text=plain_words(body.get("text") or ""),
        channel_id=body["channel_id"],
        person_id=body["user_id"],
        trigger_id=body["trigger_id"],
        response_url=body["response_url"],
    )


def event_type(body: Json) -> str:
    """The type of the event inside an envelope."""
    return str(body["event"]["type"])


def spoken(event: Json) -> Spoken | None:
    """Read a `message` or `app_mention` event; None for everything a person did not just say:
    bots' messages, edits, deletions, joins.
    """
    by_person = event.get("user") and not event.get("bot_id") and not event.get("hidden")
    if not by_person or event.get("subtype") not in _SPOKEN:
        return None
    return Spoken(
        channel_id=event["channel"],
        channel_type=event.get("channel_type") or "channel",
        person_id=event["user"],
        ts=event["ts"],
        thread_ts=event.get("thread_ts"),
        raw=event.get("text") or "",
        files=files_in(event),
    )


def opened(event: Json) -> Opened:
    """Read an `app_home_opened` event."""
    return Opened(event["user"], event["channel"], event.get("tab") or "home")


def stop_pressed(event: Json) -> StopPressed:
    """Read an `agent_session_stopped` event."""
    return StopPressed(event["user"], event["channel"], event["thread_ts"])


def granted(said: Json) -> Granted | None:
    """Read the answer of `oauth.v2.access`; None when it grants no bot anything."""
    team = said.get("team") or {}
    org_wide = bool(said.get("is_enterprise_install"))
    needed = (said.get("access_token"), said.get("bot_user_id"), org_wide or team.get("id"))
    if said.get("token_type") != "bot" or not all(needed):
        return None
    return Granted(
        team_id=None if org_wide else str(team["id"]),
        team_name=str(team.get("name") or team.get("id") or ""),
        token=str(said["access_token"]),
        app_id=str(said.get("app_id") or ""),
        bot_user_id=str(said["bot_user_id"]),
        installer_id=str((said.get("authed_user") or {}).get("id") or ""),
        scopes=frozenset(filter(None, str(said.get("scope") or "").split(","))),
    )


def revoked_bots(event: Json) -> frozenset[str]:
    """The bot users whose tokens a `tokens_revoked` event names; tokens of people are left out."""
    return frozenset(map(str, (event.get("tokens") or {}).get("bot") or ()))


def click(body: Json) -> Click:
    """Read the first action of a `block_actions` payload: a button is always alone."""
    action = body["actions"][0]
    chosen = (action.get("selected_option") or {}).get("value")
    container = body.get("container") or {}
    channel = (body.get("channel") or {}).get("id") or container.get("channel_id")
    return Click(
        action_id=action["action_id"],
        value=str(action.get("value") or chosen or ""),
        person_id=body["user"]["id"],
        trigger_id=body["trigger_id"],
        channel_id=channel,
        message_ts=container.get("message_ts"),
        thread_ts=container.get("thread_ts") or (body.get("message") or {}).get("thread_ts"),
        ephemeral=bool(container.get("is_ephemeral")),
        response_url=body.get("response_url"),
        window=window(body["view"]) if body.get("view") else None,
    )


def last_try(headers: Json) -> bool:
    """Whether Slack will not deliver this event again: it retries three times (docs: Events API,
    retries).
    """
    tries = headers.get("x-slack-retry-num") or ["0"]
    return str(tries[0]) >= "3"


def plain_words(raw: str, bot_id: str | None = None) -> str:
    """Text as a person reads it: links as their address, mentions as names, entities decoded.

    Args:
        raw: text in Slack's markup.
        bot_id: whose mentions are dropped; None drops nobody's.
    """
    text = _MENTION.sub(lambda m: "" if m[1] == bot_id else f"@{m[1]}", raw)
    text = _CHANNEL.sub(lambda m: f"#{m[1]}" if m[1] else "that channel", text)
    text = _GROUP.sub(lambda m: m[1] or "everyone", text)
    text = _LINK.sub(r"\1", text)
    return unescape(text).strip()
