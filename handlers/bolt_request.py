"""From the bytes of a request to Bolt's request, at a third of what Bolt's own reading costs.

Bolt parses forms by the standard library, pair by pair with all its options, and that is the
largest part of an acknowledgement (`docs/performance.md`). Bolt still checks the signature, over
the same raw body.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote_plus

from slack_bolt.async_app import AsyncBoltContext, AsyncBoltRequest
from slack_bolt.request.async_internals import build_async_context

_NEEDED = (
    (b"content-type", "content-type"),
    (b"x-slack-signature", "x-slack-signature"),
    (b"x-slack-request-timestamp", "x-slack-request-timestamp"),
    (b"x-slack-retry-num", "x-slack-retry-num"),
    (b"x-slack-retry-reason", "x-slack-retry-reason"),
)
"""The headers that Bolt and the listeners read."""


class _Request(AsyncBoltRequest):
    """Bolt's request with its parts given instead of parsed."""

    def __init__(self, raw: str, body: dict[str, Any], headers: dict[str, Sequence[str]]) -> None:
        self.raw_body = raw
        self.body = body
        self.headers = headers
        self.query = {}
        self.content_type = headers["content-type"][0] if "content-type" in headers else None
        self.context = build_async_context(AsyncBoltContext({}), body)
        self.lazy_only = False
        self.lazy_function_name = None
        self.mode = "http"


def read_request(raw: bytes, headers: Mapping[bytes, bytes]) -> AsyncBoltRequest:
    """Read what Slack posts: JSON for events, a form for commands, JSON in a form for the rest.

    Args:
        raw: the whole body.
        headers: by lower-case name.

    Raises:
        ValueError, TypeError, AttributeError: it is none of these.
    """
    text = raw.decode()
    given: dict[str, Sequence[str]] = {
        name: [headers[key].decode()] for key, name in _NEEDED if key in headers
    }
    body = json.loads(text) if text.startswith(("{", "[")) else _form(text)
    if not isinstance(body, dict):
        raise TypeError("a payload is an object")
    return _Request(text, body, given)


def _form(text: str) -> Any:
    pairs = (pair.partition("=") for pair in text.split("&") if pair)
    fields: dict[str, Any] = {_decoded(name): _decoded(value) for name, _, value in pairs}
    payload = fields.get("payload")
    return fields if payload is None else json.loads(payload)


def _decoded(text: str) -> str:
    return unquote_plus(text) if "%" in text or "+" in text else text
