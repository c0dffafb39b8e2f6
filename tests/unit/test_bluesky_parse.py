"""Bluesky's JSON, sound and otherwise."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from structlog.testing import capture_logs

from assistant.errors import PlatformUnavailable
from assistant.platforms.bluesky_parse import PostView, next_cursor
from assistant.platforms.bluesky_record import language, linked, mentioned, quoted, when
from tests.unit.bluesky_server import FAN, AppView, author, post, stranger, uri

INDEXED = datetime(2026, 11, 20, 10, 0, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("2026-11-20T10:00:00.000Z", INDEXED.replace(second=0)),
        ("2026-11-20T12:00:00+02:00", INDEXED.replace(second=0)),
        ("2026-11-20T10:00:00", INDEXED.replace(second=0)),
        ("2006-03-21T20:50:14Z", datetime(2006, 3, 21, 20, 50, 14, tzinfo=UTC)),
        ("2099-01-01T00:00:00Z", INDEXED),
        ("1969-12-31T00:00:00Z", INDEXED),
        ("0001-01-01T00:00:00+14:00", INDEXED),
        ("yesterday", INDEXED),
        ("", INDEXED),
        (None, INDEXED),
        (1700000000, INDEXED),
    ],
)
def test_a_record_counts_from_the_earlier_of_two_times(written: Any, time: datetime) -> None:
    assert when(written, INDEXED) == time


def test_text_that_no_store_takes_is_mended() -> None:
    view = post("a", text="one\0two \ud83d end", langs=["de\0"])
    view["author"] = author(displayName="A\0B")
    parsed = PostView.model_validate(view).post()
    assert (parsed.text, parsed.author.name) == ("one\ufffdtwo ? end", "A\ufffdB")
    assert parsed.text.encode("utf-8")
    assert parsed.language == "de\ufffd"


def test_a_handle_that_proves_nothing_is_shown_as_the_did() -> None:
    view = post("a")
    view["author"] = {"did": FAN, "handle": "handle.invalid"}
    assert PostView.model_validate(view).post().author.handle == FAN


def test_counts_that_are_not_told_are_none() -> None:
    view = post("a")
    del view["likeCount"], view["replyCount"]
    counts = PostView.model_validate(view).post().counts
    assert counts is not None
    assert (counts.likes, counts.replies, counts.reposts, counts.impressions) == (None,) * 4


def test_links_behind_words_and_on_cards_are_read() -> None:
    """A text shows them shortened, or not at all."""
    link = {"$type": "app.bsky.richtext.facet#link", "uri": "https://x.example/a/long/path"}
    facets = [
        {"features": [link]},
        {"features": [{**link, "uri": 3}, {**link, "uri": "x" * 9_999}]},
    ]
    card = {"$type": "app.bsky.embed.external", "external": {"uri": "https://card.example"}}

    assert list(linked(facets, card)) == ["https://x.example/a/long/path", "https://card.example"]
    assert list(linked(None, {"media": card})) == ["https://card.example"]
    assert list(linked([], {"external": {"uri": 3}})) == []
    assert list(linked(facets, None)) == ["https://x.example/a/long/path"]


@pytest.mark.parametrize(
    ("embed", "expected"),
    [
        ({"$type": "app.bsky.embed.record", "record": {"uri": uri("q"), "cid": "x"}}, uri("q")),
        ({"record": {"record": {"uri": uri("q"), "cid": "x"}}, "media": {}}, uri("q")),
        ({"record": {"uri": f"at://{FAN}/app.bsky.feed.generator/x"}}, None),
        ({"record": "x"}, None),
        ({"images": []}, None),
        ([], None),
        (None, None),
    ],
)
def test_quotes_are_read_from_both_embeds(embed: Any, expected: str | None) -> None:
    assert quoted(embed) == expected


def test_odd_facets_and_languages_are_left_out() -> None:
    mention = {"$type": "app.bsky.richtext.facet#mention", "did": FAN}
    link = {"$type": "app.bsky.richtext.facet#link", "uri": "https://x.example"}
    facets = [{"features": [link, mention]}, {"features": "x"}, "x", {"features": [{"did": 3}, 1]}]
    assert list(mentioned(facets)) == [FAN]
    assert list(mentioned({"features": []})) == []
    assert [language(each) for each in (["de"], [], ["x" * 99], [3], "de", None)] == [
        "de", None, None, None, None, None,
    ]  # fmt: skip


async def test_one_malformed_post_is_skipped_and_noted_by_its_id() -> None:
    broken = post("broken", text="private words")
    broken["indexedAt"] = "never"
    feed = [{"post": post("a")}, {"post": broken}, {"post": 7}, {"post": post("b")}]
    with capture_logs() as lines:
        page = await stranger(AppView(getAuthorFeed={"feed": feed})).posts("acme.test")
    assert [each.id for each in page.items] == [uri("a"), uri("b")]
    assert [line["id"] for line in lines] == [uri("broken"), "None"]
    assert "private words" not in str(lines)


@pytest.mark.parametrize(
    "view",
    [
        {**post("a"), "uri": "https://x.example"},
        {**post("a"), "uri": "at://not-a-did/app.bsky.feed.post/a"},
        {**post("a"), "author": {"did": "x", "handle": "y"}},
        {**post("a"), "likeCount": -1},
        {**post("a"), "likeCount": "many"},
        {**post("a"), "record": {"text": 7}},
        {**post("a"), "indexedAt": "2026-11-20T10:00:01"},
    ],
)
async def test_posts_that_make_no_sense_are_skipped(view: dict[str, Any]) -> None:
    page = await stranger(AppView(getAuthorFeed={"feed": [{"post": view}]})).posts("acme.test")
    assert page.items == ()


@pytest.mark.parametrize("answer", [{}, {"feed": None}, {"feed": {}}, [], "x", None, 7])
async def test_a_page_without_its_list_is_nonsense(answer: Any) -> None:
    with pytest.raises(PlatformUnavailable):
        await stranger(AppView(getAuthorFeed=lambda _: answer)).posts("acme.test")


@pytest.mark.parametrize(
    ("answer", "given", "cursor"),
    [
        ({"cursor": "b"}, "a", "b"),
        ({"cursor": "a"}, "a", None),
        ({"cursor": ""}, None, None),
        ({"cursor": None}, None, None),
        ({}, "a", None),
    ],
)
def test_a_server_that_repeats_its_cursor_is_at_its_end(
    answer: dict[str, Any], given: str | None, cursor: str | None
) -> None:
    assert next_cursor(answer, given) == cursor


@pytest.mark.parametrize("cursor", [7, [], "a\0b", "é", True])
def test_a_senseless_cursor_does_not_end_a_listing_quietly(cursor: Any) -> None:
    with pytest.raises(PlatformUnavailable):
        next_cursor({"cursor": cursor}, None)
