"""Sound answers with junk in one place: whatever a server says, only our errors come out."""

from __future__ import annotations

import contextlib
import functools
import json
from collections.abc import Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import EngageError
from tests.unit.bluesky_server import FAN, AppView, author, node, post, stranger, uri

SOUND: dict[str, Any] = {
    "getProfile": {**author(), "followersCount": 3, "postsCount": 2},
    "getAuthorFeed": {
        "feed": [{"post": post("a", reply={"root": {"uri": uri("r")}, "parent": {}})}],
        "cursor": "next",
    },
    "getPosts": {"posts": [post("a", facets=[{"features": [{"did": FAN}]}], langs=["en"])]},
    "getPostThread": {"thread": node(post("a", replies=1), node(post("b", FAN)))},
    "getLikes": {"likes": [{"actor": author(FAN), "createdAt": "x", "indexedAt": "2026-11-20"}]},
    "getRepostedBy": {"repostedBy": [author(FAN)]},
    "getQuotes": {"posts": [post("q", FAN, embed={"record": {"uri": uri("a")}})]},
    "searchPosts": {"posts": [post("s", FAN)]},
    "resolveHandle": {"did": FAN},
}
JUNK = st.sampled_from(
    [
        None,
        True,
        0,
        -1,
        2**70,
        1.5,
        "",
        "x",
        "x\0y",
        "at://did:plc:a/\0",
        "did:plc:\0",
        "\ud800",
        "at://",
        [],
        [[]],
        [None],
        {},
        {"": 1},
    ]
)


def spoil(value: Any, draw: st.DrawFn) -> Any:
    """A copy with junk in one place, somewhere inside."""
    inside = (
        list(value)
        if isinstance(value, dict)
        else list(range(len(value)))
        if isinstance(value, list)
        else []
    )
    if not inside or draw(st.integers(0, 3)) == 0:
        return draw(JUNK)
    key = draw(st.sampled_from(inside))
    copy = value.copy()
    if isinstance(copy, dict) and draw(st.integers(0, 5)) == 0:
        del copy[key]
    else:
        copy[key] = spoil(copy[key], draw)
    return copy


@st.composite
def spoiled(draw: st.DrawFn) -> dict[str, Any]:
    name = draw(st.sampled_from(sorted(SOUND)))
    return {**SOUND, name: spoil(SOUND[name], draw)}


def storable(result: object) -> bool:
    """Whether PostgreSQL takes every text in it."""
    shown = json.dumps(result, default=plain, ensure_ascii=False)
    return shown.isprintable() and "\\u0000" not in shown and bool(shown.encode())


def plain(value: object) -> object:
    """One level of what JSON does not know."""
    if isinstance(value, Mapping):
        return dict(value)
    names = getattr(value, "__dataclass_fields__", None)
    return {name: getattr(value, name) for name in names} if names else str(value)


@given(answers=spoiled())
@settings(max_examples=200, deadline=None)
async def test_whatever_a_server_says_only_our_errors_come_out(answers: dict[str, Any]) -> None:
    says = {
        name: functools.partial(lambda answer, _: answer, each) for name, each in answers.items()
    }
    connection = stranger(AppView(**says))
    calls = (
        lambda: connection.profile("acme.test"),
        lambda: connection.posts("acme.test"),
        lambda: connection.lookup([uri("a")]),
        lambda: connection.thread(uri("a")),
        lambda: connection.likes(uri("a")),
        lambda: connection.reposts(uri("a")),
        lambda: connection.quotes(uri("a")),
        lambda: connection.search("x"),
        lambda: connection.resolve("https://bsky.app/profile/acme.test/post/a"),
    )
    worked = 0
    for call in calls:
        with contextlib.suppress(EngageError):
            assert storable(await call())
            worked += 1
    assert worked >= len(calls) - 2  # one answer is spoiled, and reposts need two more
