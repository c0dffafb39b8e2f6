"""What Meta sends when something happens (graph-api/webhooks/getting-started).

The signature is made over the very bytes: JSON with everything beyond ASCII escaped as lower-case
hexadecimal and slashes escaped. What was not answered with 200 is sent again, so the same thing may
come twice and in any order; one notification may carry many changes (up to 1000).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import aiohttp

from tests.doubles.meta.nodes import Comment, IgComment, IgMedia, PagePost
from tests.doubles.meta.tokens import App

JSON = dict[str, Any]
PATIENCE_S = 10.0


@dataclass(frozen=True)
class Delivered:
    """What was answered."""

    status: int
    text: str


class Webhooks:
    """The sending side, for one app.

    Args:
        verify_token: what the app's dashboard was told to repeat.
    """

    def __init__(self, app: App, verify_token: str) -> None:
        self._app = app
        self.verify_token = verify_token

    def raw(self, body: JSON) -> bytes:
        """The bytes that go out."""
        return json.dumps(body, ensure_ascii=True).replace("/", "\\/").encode()

    def signature(self, raw: bytes, secret: str | None = None) -> str:
        """As "Validating Payloads" says: SHA-256 with the app's secret."""
        key = (secret or self._app.secret).encode()
        return "sha256=" + hmac.new(key, raw, hashlib.sha256).hexdigest()

    def headers(self, raw: bytes, secret: str | None = None) -> dict[str, str]:
        old = hmac.new((secret or self._app.secret).encode(), raw, hashlib.sha1).hexdigest()
        return {
            "Content-Type": "application/json",
            "User-Agent": "facebookexternalua",
            "X-Hub-Signature": f"sha1={old}",
            "X-Hub-Signature-256": self.signature(raw, secret),
        }

    async def verify(self, address: str, *, token: str | None = None) -> Delivered:
        """As "Verification Requests" says: the challenge has to come back."""
        asked = {
            "hub.mode": "subscribe",
            "hub.challenge": "1158201444",
            "hub.verify_token": self.verify_token if token is None else token,
        }
        async with _session() as session, session.get(f"{address}?{urlencode(asked)}") as answer:
            return Delivered(answer.status, await answer.text())

    async def send(
        self, address: str, body: JSON | bytes, *, headers: dict[str, str] | None = None
    ) -> Delivered:
        """Deliver; `headers` replace the right ones."""
        raw = body if isinstance(body, bytes) else self.raw(body)
        sent = self.headers(raw) if headers is None else headers
        async with (
            _session() as session,
            session.post(address, data=raw, headers=sent) as answer,
        ):
            return Delivered(answer.status, await answer.text())


def notification(kind: str, owner_id: str, changes: Sequence[JSON], at: datetime) -> JSON:
    """`object` is `page` or `instagram`."""
    entry = {"id": owner_id, "time": int(at.timestamp()), "changes": list(changes)}
    return {"object": kind, "entry": [entry]}


def oversized(kind: str, owner_id: str, at: datetime, size: int) -> JSON:
    """A sound notification of at least so many bytes."""
    text = "a" * 1_000
    change = {"field": "feed", "value": {"item": "comment", "verb": "add", "message": text}}
    return notification(kind, owner_id, [change] * (size // len(text) + 1), at)


def commented(comment: Comment, verb: str = "add") -> JSON:
    """webhooks/reference/page, `feed`: verbs add, edited, remove, hide, unhide."""
    post, made = comment.post, int(comment.created_at.timestamp())
    value: JSON = {
        "item": "comment",
        "verb": verb,
        "comment_id": comment.id,
        "post_id": post.id,
        "parent_id": comment.parent.id if comment.parent else post.id,
        "created_time": made,
        "message": comment.message,
        "post": {"id": post.id, "permalink_url": "", "is_published": post.published},
    }
    if comment.author.shares_name:
        value["from"] = {"id": comment.author.id, "name": comment.author.name}
    return {"field": "feed", "value": value}


def posted(post: PagePost, verb: str = "add") -> JSON:
    value = {
        "item": "status",
        "verb": verb,
        "post_id": post.id,
        "message": post.message,
        "published": int(post.published),
        "created_time": int(post.created_at.timestamp()),
        "from": {"id": post.author.id, "name": post.author.name},
    }
    return {"field": "feed", "value": value}


def mentioned(post: PagePost) -> JSON:
    """webhooks/reference/page, `mention`."""
    made = int(post.created_at.timestamp())
    sender = {"sender_id": post.author.id, "sender_name": post.author.name}
    value = {"item": "post", "verb": "add", "post_id": post.id, "created_time": made, **sender}
    return {"field": "mention", "value": value}


def remarked(comment: IgComment) -> JSON:
    """webhooks/reference/instagram, `comments`."""
    value: JSON = {
        "id": comment.id,
        "text": comment.text,
        "from": {"id": comment.author.id, "username": comment.author.username},
        "media": {"id": comment.media.id, "media_product_type": "FEED"},
    }
    if comment.parent:
        value["parent_id"] = comment.parent.id
    return {"field": "comments", "value": value}


def named(media: IgMedia) -> JSON:
    """webhooks/reference/instagram, `mentions`: ids alone."""
    return {"field": "mentions", "value": {"media_id": media.id}}


def _session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE_S))
