"""Messages on which somebody used a shortcut: the reader of that payload of Slack's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

Json = Mapping[str, Any]

_ADDRESS = re.compile(r"https?://[^\s<>|\"]+")


@dataclass(frozen=True, slots=True)
class ChosenMessage:
    """A message on which somebody used a shortcut. `links` are those in it, in order."""

    callback_id: str
    person_id: str
    channel_id: str
    message_ts: str
    trigger_id: str
    response_url: str | None
    links: tuple[str, ...]


def chosen_message(body: Json) -> ChosenMessage:
    """Read a `message_action` payload."""
    message = body["message"]
    return ChosenMessage(
        callback_id=body["callback_id"],
        person_id=body["user"]["id"],
        channel_id=body["channel"]["id"],
        message_ts=str(body.get("message_ts") or message["ts"]),
        trigger_id=body["trigger_id"],
        response_url=body.get("response_url"),
        links=tuple(dict.fromkeys(_links([message.get("text"), message.get("blocks")]))),
    )


def _links(value: Any) -> Iterator[str]:
    """Every address in a message, wherever its blocks hold it."""
    if isinstance(value, str):
        yield from (unescape(found) for found in _ADDRESS.findall(value))
    for inner in value.values() if isinstance(value, dict) else ():
        yield from _links(inner)
    for inner in value if isinstance(value, list) else ():
        yield from _links(inner)
