"""Dating reposts from their authors' feeds."""

from __future__ import annotations

from typing import Any

from assistant.community.posts import Kind
from assistant.platforms.bluesky_reposts import PAGES
from tests.unit.bluesky_server import FAN, AppView, Hand, author, post, stranger, uri

DAY = "2026-11-21T09:00:00.000Z"


def entry(rkey: str, at: str = DAY) -> dict[str, Any]:
    """Somebody's repost of a post of ours, as it stands in their feed."""
    reason = {"$type": "app.bsky.feed.defs#reasonRepost", "by": author(FAN), "indexedAt": at}
    return {"post": post(rkey), "reason": reason}


def view(feed: Any, people: int = 1, created: str = "2026-11-20T10:00:00.000Z") -> AppView:
    fans = [author(f"{FAN}{number}") for number in range(people)]
    return AppView(
        getRepostedBy={"uri": uri("a"), "repostedBy": fans},
        getPosts=lambda params: {
            "posts": [post(params["uris"].rpartition("/")[2], createdAt=created)]
        },
        getAuthorFeed=feed,
    )


async def test_a_repost_has_the_time_that_its_feed_tells() -> None:
    (shown,) = (await stranger(view({"feed": [entry("a")]})).reposts(uri("a"))).items
    assert (shown.kind, shown.post_id, shown.author.id) == (Kind.REPOST, uri("a"), f"{FAN}0")
    assert shown.created_at.isoformat() == "2026-11-21T09:00:00+00:00"
    assert shown.id == f"repost:{FAN}0:{uri('a')}"


async def test_an_undated_repost_is_left_out() -> None:
    page = await stranger(view({"feed": [entry("other")]})).reposts(uri("a"))
    assert page.items == ()


async def test_a_closed_feed_leaves_out_its_repost_only() -> None:
    def feed(params: Any) -> Any:
        if params["actor"].endswith("0"):
            return {"_": 400, "error": "BlockedActor"}
        return {"feed": [entry("a")]}

    page = await stranger(view(feed, people=3)).reposts(uri("a"))
    assert [each.author.id for each in page.items] == [f"{FAN}1", f"{FAN}2"]


async def test_a_long_feed_is_read_so_far_and_no_further() -> None:
    pages = iter(range(1000))
    appview = view(lambda _: {"feed": [entry("other")], "cursor": f"c{next(pages)}"})
    assert (await stranger(appview).reposts(uri("a"))).items == ()
    assert appview.count("getAuthorFeed") == PAGES


async def test_reading_stops_before_the_post_was_published() -> None:
    old = entry("other", "2026-11-01T00:00:00.000Z")
    pages = iter(range(1000))
    appview = view(lambda _: {"feed": [old], "cursor": f"c{next(pages)}"})
    await stranger(appview).reposts(uri("a"))
    assert appview.count("getAuthorFeed") == 1


async def test_own_posts_in_the_feed_count_as_time_too() -> None:
    own = {"post": {**post("x", FAN), "indexedAt": "2026-11-01T00:00:00.000Z"}}
    pages = iter(range(1000))
    appview = view(lambda _: {"feed": [entry("other"), own], "cursor": f"c{next(pages)}"})
    await stranger(appview).reposts(uri("a"))
    assert appview.count("getAuthorFeed") == 1


async def test_a_feed_is_remembered_for_a_while() -> None:
    clock = Hand()
    appview = view({"feed": [entry("a"), entry("b")]})
    connection = stranger(appview, clock)
    await connection.reposts(uri("a"))
    await connection.reposts(uri("b"))
    assert appview.count("getAuthorFeed") == 1
    clock.move(minutes=11)
    await connection.reposts(uri("b"))
    assert appview.count("getAuthorFeed") == 2


async def test_nobody_reposted_costs_one_call() -> None:
    appview = view({"feed": []}, people=0)
    assert (await stranger(appview).reposts(uri("a"))).items == ()
    assert [name for name, _ in appview.asked] == ["getRepostedBy"]
