"""An X that says what a test tells it to, in the shapes of the official specs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import httpx2

from assistant.community.posts import Author
from assistant.platforms.http import Door, make_client
from assistant.platforms.limits import Limits
from assistant.platforms.reading import Patience, Reader
from assistant.platforms.x import X
from assistant.platforms.x_api import XApi

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
BASE = "https://x.test"
ACME, FAN = "1000000000000000001", "1000000000000000002"
TOP, REPLY = "2100000000000000001", "2100000000000000002"
Answer = httpx2.Response | Mapping[str, Any] | list[Any] | None
Says = Answer | Callable[[httpx2.Request], Answer]


class Session:
    """A sign-in that always works."""

    label = "x:acme"
    owner = ACME

    async def token(self) -> str:
        return "token"

    async def renew(self, used: str) -> str:
        return f"{used}+"


class View:
    """Answers by path, ids left out; `asked` lists the requests."""

    def __init__(self, answers: Mapping[str, Says]) -> None:
        self.answers = dict(answers)
        self.asked: list[httpx2.Request] = []

    async def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        path = re.sub(r"(/\d+|(?<=username)/\w+)(?=/|$)", "/{}", request.url.path[len("/2/") :])
        says = self.answers.get(path)
        answer = says(request) if callable(says) else says
        if isinstance(answer, httpx2.Response):
            return answer
        status = answer.get("status", 200) if isinstance(answer, Mapping) else 200
        sound = status if isinstance(status, int) and 100 <= status < 600 else 200
        return httpx2.Response(sound, content=json.dumps(answer).encode())


def reader(view: View) -> Reader:
    """What asks it."""
    client = make_client(Door(), transport=httpx2.MockTransport(view))
    return Reader(client, Limits(clock), patience=Patience(attempts=1))


def api(view: View) -> XApi:
    """A way to ask it."""
    return XApi(reader(view), BASE, Session())


def connection(view: View) -> X:
    """The adapter over it."""
    return X(api(view), Author(ACME, "acme", "Acme"), clock)


def clock() -> datetime:
    return NOW


def user(number: str = FAN, name: str = "Fan") -> dict[str, Any]:
    metrics = {"followers_count": 3, "following_count": 2, "tweet_count": 9}
    return {"id": number, "username": name, "name": f"{name} A.", "public_metrics": metrics}


def post(number: str = TOP, author: str = ACME, **more: Any) -> dict[str, Any]:
    metrics = {
        "retweet_count": 1, "reply_count": 2, "like_count": 3, "quote_count": 4,
        "bookmark_count": 5, "impression_count": 6,
    }  # fmt: skip
    return {
        "id": number, "text": "Hello", "author_id": author, "conversation_id": TOP,
        "created_at": "2026-11-20T10:00:00.000Z", "lang": "en", "public_metrics": metrics,
        "edit_history_tweet_ids": [number], **more,
    }  # fmt: skip


def told(*posts: Any, **more: Any) -> dict[str, Any]:
    """A listing with the people in it."""
    users = [user(ACME, "acme"), user()]
    return {"data": list(posts), "includes": {"users": users}, "meta": {}, **more}
