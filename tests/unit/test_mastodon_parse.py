"""What servers send, in the shapes they really have."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.errors import PlatformUnavailable
from assistant.platforms.mastodon_json import one
from assistant.platforms.mastodon_parse import AccountView, Home, StatusView, readable

HOME = Home("example.social", "example.social")
ACCOUNT = {"id": "1", "acct": "Acme", "display_name": "Acme", "url": "https://example.social/@Acme"}


def status(**fields: Any) -> dict[str, Any]:
    return {
        "id": "109501",
        "account": ACCOUNT,
        "created_at": "2026-11-20T10:00:00.123Z",
        "content": "<p>Hello</p>",
        "visibility": "public",
        **fields,
    }


def test_a_status_as_mastodon_sends_it() -> None:
    (post,) = readable(
        [
            status(
                url="https://example.social/@Acme/109501",
                in_reply_to_id="109400",
                favourites_count=3,
                replies_count=0,
                reblogs_count=None,
                language="de",
                mentions=[{"acct": "fan@Other.example"}, {"acct": "Bob"}],
            )
        ],
        HOME,
    )
    assert post.id == "example.social/109501"
    assert (post.author.id, post.author.handle) == ("acme@example.social", "@Acme@example.social")
    assert post.parent_id == "example.social/109400"
    assert post.created_at == datetime(2026, 11, 20, 10, 0, 0, 123000, UTC)
    assert post.mentioned_ids == ("fan@other.example", "bob@example.social")
    assert post.counts
    assert (post.counts.likes, post.counts.replies) == (3, 0)
    assert (post.counts.reposts, post.counts.quotes) == (None, None)


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"spoiler_text": "Food"}, "Food\n\nHello"),
        ({"content": ""}, ""),
        ({"content": None}, ""),
        (
            {"poll": {"options": [{"title": "Tea"}, {"title": "Coffee"}]}},
            "Hello\n\n- Tea\n- Coffee",
        ),
        ({"content": "<p>a\0b</p>"}, "a\ufffdb"),
    ],
)
def test_warnings_and_polls_belong_to_the_words(fields: dict[str, Any], text: str) -> None:
    (post,) = readable([status(**fields)], HOME)
    assert post.text == text


@pytest.mark.parametrize(
    "fields",
    [
        {"visibility": "private"},
        {"visibility": "direct"},
        {"visibility": "local"},
        {"visibility": "list"},
        {"reblog": {"id": "1"}},
    ],
)
def test_boosts_and_what_is_not_open_are_left_out(fields: dict[str, Any]) -> None:
    assert readable([status(**fields)], HOME) == ()


@pytest.mark.parametrize(
    "fields",
    [
        {"id": "1/../2"},
        {"id": None},
        {"account": None},
        {"account": {"id": "1"}},
        {"created_at": "yesterday"},
        {"created_at": None},
    ],
)
def test_a_status_without_its_bones_is_left_out(fields: dict[str, Any]) -> None:
    assert [post.id for post in readable([status(**fields), status()], HOME)] == [
        "example.social/109501"
    ]


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ({"quote": {"state": "accepted", "quoted_status": {"id": "7"}}}, "example.social/7"),
        ({"quote": {"id": "7"}}, "example.social/7"),
        ({"quote": None, "quote_id": "7"}, "example.social/7"),
        ({"quote": {"state": "revoked", "quoted_status": None}}, None),
        ({"quote": "7"}, None),
    ],
)
def test_quotes_of_every_make(quote: dict[str, Any], found: str | None) -> None:
    (post,) = readable([status(**quote)], HOME)
    assert post.quoted_id == found


def test_times_without_a_zone_are_utc_and_edits_are_noted() -> None:
    sent = status(created_at="2026-11-20T10:00:00", edited_at="2026-11-20T11:00:00.000Z")
    (post,) = readable([sent], HOME)
    assert post.created_at == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert post.extra["edited_at"].startswith("2026-11-20T11:00")


@pytest.mark.parametrize(
    ("fields", "followers"),
    [
        ({"followers_count": 12}, 12),
        ({"followers_count": 0}, 0),
        ({"followers_count": 0, "hide_collections": True}, None),
        ({"followers_count": 0, "pleroma": {"hide_followers_count": True}}, None),
        ({"followers_count": -1}, None),
        ({"followers_count": "many"}, None),
        ({}, None),
    ],
)
def test_hidden_followers_are_unknown_and_never_zero(
    fields: dict[str, Any], followers: int | None
) -> None:
    view = AccountView.model_validate({**ACCOUNT, **fields})
    assert view.profile(HOME).followers == followers


def test_numbers_may_come_as_numbers() -> None:
    assert StatusView.model_validate(status(id=109501)).id == "109501"


def test_an_answer_that_is_no_account_is_nonsense() -> None:
    with pytest.raises(PlatformUnavailable):
        one(AccountView, {"error": "x"}, "v1/accounts/lookup")
