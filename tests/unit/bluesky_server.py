"""An AppView that says what a test tells it to, in the shapes seen on the real one."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2

from assistant.platforms.bluesky import Bluesky
from assistant.platforms.bluesky_xrpc import Xrpc
from assistant.platforms.http import Door, make_client
from assistant.platforms.limits import Limits
from assistant.platforms.reading import Patience, Reader

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ACME, FAN = "did:plc:acme", "did:plc:fan"
Says = Mapping[str, Any] | Callable[[Mapping[str, str]], Any]


class Hand:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


class AppView:
    """Answers methods by name; anything else is a 400. `asked` lists (name, parameters)."""

    def __init__(self, **methods: Says) -> None:
        self.methods = methods
        self.asked: list[tuple[str, dict[str, str]]] = []

    async def __call__(self, request: httpx2.Request) -> httpx2.Response:
        name = request.url.path.rpartition(".")[2]
        params = dict(request.url.params)
        self.asked.append((name, params))
        says = self.methods.get(name, {"_": 400, "error": "InvalidRequest"})
        answer = says(params) if callable(says) else says
        status = answer.get("_", 200) if isinstance(answer, dict) else 200
        return httpx2.Response(status, content=json.dumps(answer).encode())

    def count(self, name: str) -> int:
        """How often a method was asked for."""
        return sum(each == name for each, _ in self.asked)


def stranger(view: AppView, clock: Hand | None = None) -> Bluesky:
    """The adapter, reading from `view` without credentials."""
    hand = clock or Hand()
    client = make_client(Door(), transport=httpx2.MockTransport(view))
    reader = Reader(client, Limits(hand), patience=Patience(attempts=1))
    return Bluesky(Xrpc(reader, "https://appview.example"), hand)


def uri(rkey: str, did: str = ACME) -> str:
    return f"at://{did}/app.bsky.feed.post/{rkey}"


def author(did: str = ACME, **fields: Any) -> dict[str, Any]:
    return {"did": did, "handle": f"{did.rpartition(':')[2]}.test", **fields}


def post(rkey: str, did: str = ACME, *, replies: int = 0, **record: Any) -> dict[str, Any]:
    return {
        "uri": uri(rkey, did),
        "cid": f"cid-{rkey}",
        "author": author(did),
        "record": {"text": f"Post {rkey}", "createdAt": "2026-11-20T10:00:00.000Z", **record},
        "replyCount": replies,
        "likeCount": 0,
        "indexedAt": "2026-11-20T10:00:01.000Z",
        "labels": [],
    }


def node(view: dict[str, Any], *replies: Any) -> dict[str, Any]:
    return {
        "$type": "app.bsky.feed.defs#threadViewPost",
        "post": view,
        **({"replies": list(replies)} if replies else {}),
    }
