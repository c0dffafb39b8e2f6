"""Threads that a server cuts, hides, or lies about."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.errors import NotFound, PlatformUnavailable
from assistant.platforms.bluesky_thread import CALLS
from tests.unit.bluesky_server import FAN, AppView, node, post, stranger, uri

BLOCKED = {"$type": "app.bsky.feed.defs#blockedPost", "uri": uri("x", FAN), "blocked": True}


def serve(**threads: Any) -> AppView:
    """`threads` are by rkey of the post they begin at."""

    def answer(params: Any) -> Any:
        thread = threads.get(params["uri"].rpartition("/")[2])
        return {"thread": thread} if thread else {"_": 400, "error": "NotFound"}

    return AppView(getPostThread=answer)


async def test_a_cut_branch_is_fetched_from_where_it_stopped() -> None:
    view = serve(
        top=node(post("top", replies=2), node(post("a", replies=1)), node(post("b"))),
        a=node(post("a", replies=1), node(post("c", replies=1))),
        c=node(post("c", replies=1), node(post("d"))),
    )
    thread = await stranger(view).thread(uri("top"))
    assert {each.id for each in thread.below} == {uri(each) for each in "abcd"}
    assert (thread.complete, view.count("getPostThread")) == (True, 3)


async def test_what_stays_missing_makes_it_incomplete() -> None:
    view = serve(
        top=node(post("top", replies=1), node(post("a", replies=2), node(post("b")))),
        a=node(post("a", replies=2), node(post("b"))),
    )
    thread = await stranger(view).thread(uri("top"))
    assert {each.id for each in thread.below} == {uri("a"), uri("b")}
    assert not thread.complete


@pytest.mark.parametrize("hidden", [BLOCKED, {"uri": uri("x"), "notFound": True}, None, 7])
async def test_a_placeholder_makes_it_incomplete(hidden: Any) -> None:
    view = serve(top=node(post("top", replies=2), node(post("a")), hidden))
    thread = await stranger(view).thread(uri("top"))
    assert ([each.id for each in thread.below], thread.complete) == ([uri("a")], False)


async def test_a_malformed_reply_is_left_out_and_makes_it_incomplete() -> None:
    broken = {**post("broken", replies=1), "indexedAt": "never"}
    view = serve(top=node(post("top", replies=1), node(broken, node(post("child")))))
    thread = await stranger(view).thread(uri("top"))
    assert ([each.id for each in thread.below], thread.complete) == ([uri("child")], False)


async def test_a_branch_deleted_in_between_does_not_lose_the_rest() -> None:
    view = serve(top=node(post("top", replies=2), node(post("a", replies=1)), node(post("b"))))
    thread = await stranger(view).thread(uri("top"))
    assert {each.id for each in thread.below} == {uri("a"), uri("b")}
    assert not thread.complete


@pytest.mark.parametrize("top", [None, BLOCKED, {"uri": uri("top"), "notFound": True}])
async def test_a_post_that_is_gone_or_closed_is_not_found(top: Any) -> None:
    with pytest.raises(NotFound):
        await stranger(serve(top=top)).thread(uri("top"))


async def test_a_malformed_top_is_nonsense() -> None:
    with pytest.raises(PlatformUnavailable):
        await stranger(serve(top=node({"uri": "x"}))).thread(uri("top"))


async def test_a_server_that_never_ends_is_asked_so_often_and_no_more() -> None:
    def endless(params: Any) -> Any:
        rkey = params["uri"].rpartition("/")[2]
        return {"thread": node(post(rkey, replies=1), node(post(f"{rkey}x", replies=1)))}

    view = AppView(getPostThread=endless)
    thread = await stranger(view).thread(uri("top"))
    assert view.count("getPostThread") == CALLS
    assert (len(thread.below), thread.complete) == (CALLS, False)


async def test_a_reply_shown_twice_counts_once() -> None:
    again = node(post("a"))
    view = serve(top=node(post("top", replies=1), again, again, node(post("top", replies=1))))
    thread = await stranger(view).thread(uri("top"))
    assert [each.id for each in thread.below] == [uri("a")]


async def test_a_thread_asked_for_by_handle_has_its_top() -> None:
    view = AppView(getPostThread={"thread": node(post("top"))})
    thread = await stranger(view).thread("at://acme.test/app.bsky.feed.post/top")
    assert (thread.top.id, thread.below) == (uri("top"), ())
