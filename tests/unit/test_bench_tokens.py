"""The count of tokens beside the baseline: what is counted, and that the baseline is a fair one."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assistant.community.accounts import Profile
from assistant.community.posts import Author, Counts, Interaction, Kind, Post
from bench.raw_api import PAGE, RawApi, compact
from bench.raw_calls import Reader
from bench.raw_rows import RawAccount
from bench.token_count import AROUND, Spent, spent, summed
from bench.token_runs import ACCOUNTS, NOW, ZONE, questions
from tests.fakes import account

WEEK = {"since": "2026-11-15T23:00:00+00:00", "until": NOW.isoformat()}


def words(text: str) -> int:
    return len(text.split())


# -- the questions ------------------------------------------------------------------------


def test_there_are_fifty_questions_of_all_kinds():
    asked = questions()

    assert len(asked) == len({(each.before, each.question) for each in asked}) == 50
    kinds = Counter(each.kind for each in asked)
    assert kinds.keys() >= {
        "overview",
        "counts",
        "comparisons",
        "posts",
        "response times",
        "open items",
        "community",
        "best times",
        "follow-ups",
    }
    assert all(each.before for each in asked if each.kind == "follow-ups")


# -- counting -----------------------------------------------------------------------------


def test_every_part_of_a_request_is_counted_once():
    call = {"id": "1", "function": {"name": "count", "arguments": "{} {}"}}
    payload: dict[str, Any] = {
        "messages": [
            {"role": "system", "content": "one two three"},
            {"role": "user", "content": "how many"},
            {"role": "assistant", "content": None, "tool_calls": [call, call]},
            {"role": "tool", "content": "f1 = 12 replies"},
        ],
        "tools": [{"function": {"name": "count it"}}],
    }

    found = spent(payload, {"role": "assistant", "content": "You got {{f1}}."}, words)

    assert found == Spent(
        prompt=AROUND + 3, tools=2, talk=AROUND + 2, calls=AROUND + 6, results=AROUND + 4, output=3
    )
    assert found.input == found.total - 3


def test_a_reply_that_calls_tools_counts_as_output():
    call = {"id": "1", "function": {"name": "count", "arguments": '{"a": 1}'}}

    found = spent(
        {"messages": []}, {"role": "assistant", "content": "", "tool_calls": [call]}, words
    )

    assert found == Spent(output=3)


def test_what_was_spent_adds_up():
    assert summed([Spent(prompt=1, output=2), Spent(prompt=3, tools=4)]) == Spent(
        prompt=4, tools=4, output=2
    )


# -- the plain API ------------------------------------------------------------------------


def post(number: int, **other: Any) -> Post:
    at = NOW - timedelta(hours=number)
    us = Author("us", "acme.example", "Acme")
    counts = Counts(likes=1, replies=2, reposts=3, quotes=4)
    return Post(
        f"p{number}", us, "Hello", at, f"https://s.example/{number}", counts=counts, **other
    )


def like(number: int, kind: Kind = Kind.LIKE, text: str = "") -> Interaction:
    at = NOW - timedelta(minutes=number)
    return Interaction(f"i{number}", kind, Author("a", "ada.example", "Ada"), at, "p1", text=text)


def raw(posts: list[Post], interactions: list[Interaction]) -> RawAccount:
    profile = Profile("us", "acme.example", "Acme", "https://s.example", 12, 3, 4)
    return RawAccount(account(), profile, posts, interactions)


async def test_rows_come_with_every_field():
    api = RawApi([raw([post(1)], [like(1, Kind.REPLY, "Hi")])])

    told = json.loads(await api.list_posts(**WEEK))
    reply = json.loads(await api.list_interactions(["reply"], **WEEK))["items"][0]

    assert told["cursor"] is None
    assert told["items"][0]["counts"]["quotes"] == 4
    assert set(reply) == set(Interaction.__slots__)
    assert reply["author"] == {"id": "a", "handle": "ada.example", "name": "Ada"}


async def test_a_page_ends_at_its_size_and_the_next_goes_on():
    api = RawApi([raw([], [like(number) for number in range(1, PAGE + 6)])])

    first = json.loads(await api.list_interactions(["like"], **WEEK))
    rest = json.loads(await api.list_interactions(["like"], **WEEK, cursor=first["cursor"]))

    assert len(first["items"]) == PAGE
    assert first["items"][0]["id"] == "i1"
    assert len(rest["items"]) == 5
    assert rest["cursor"] is None


async def test_only_what_was_asked_for_comes():
    answer = post(3, root_id="p1", parent_id="p1")
    old = replace(post(2), id="old", created_at=datetime(2026, 10, 1, tzinfo=UTC))
    api = RawApi([raw([post(1), answer, old], [like(1), like(2, Kind.QUOTE, "See")])])

    posts = json.loads(await api.list_posts(**WEEK))["items"]
    with_replies = json.loads(await api.list_posts(**WEEK, include_replies=True))["items"]
    quotes = json.loads(await api.list_interactions(["quote"], **WEEK))["items"]
    others = json.loads(await api.list_posts(**WEEK, account="sample:else"))["items"]

    assert [each["id"] for each in posts] == ["p1"]
    assert [each["id"] for each in with_replies] == ["p1", "p3"]
    assert [each["kind"] for each in quotes] == ["quote"]
    assert others == []


async def test_compact_rows_keep_what_answers_need_in_fewer_characters():
    rows = raw([post(1)], [like(1, Kind.REPLY, "Hi there")])
    whole = await RawApi([rows]).list_interactions(["reply"], **WEEK)
    short = await RawApi([rows], compact).list_interactions(["reply"], **WEEK)

    (row,) = json.loads(short)["items"]
    assert (row["author"], row["text"], row["kind"]) == ("ada.example", "Hi there", "reply")
    assert len(short) < 0.7 * len(whole)


# -- which calls --------------------------------------------------------------------------

READER = Reader(NOW, ZONE, ACCOUNTS)


def test_a_count_fetches_its_own_kind_and_its_own_period():
    (call,) = READER.calls("get_metrics", {"metrics": ["replies"], "period": "this week"})

    assert call == ("list_interactions", {"kinds": ["reply"], **WEEK})


def test_a_comparison_fetches_both_periods():
    calls = READER.calls("compare_periods", {"metrics": ["likes"], "period": "this week"})

    assert [name for name, _ in calls] == ["list_interactions"] * 2
    assert calls[1][1]["since"] == "2026-11-08T23:00:00+00:00"


def test_an_account_is_passed_on_by_its_whole_name():
    ((_, given),) = READER.calls("list_posts", {"account": "harbourlight.help"})

    assert given["account"] == "sample:harbourlight.help"


def test_answers_are_fetched_with_what_they_answer():
    calls = READER.calls("response_times", {})

    assert [name for name, _ in calls] == ["list_interactions", "list_posts"]
    assert calls[0][1]["kinds"] == ["mention", "quote", "reply"]
    assert calls[1][1]["include_replies"]


@pytest.mark.parametrize(
    ("tool", "given", "name"),
    [
        ("list_accounts", {}, "list_accounts"),
        ("post_by_link", {"link": "https://s.example/1"}, "get_post"),
        ("search_posts", {"words": "shipping"}, "search_posts"),
        ("best_times", {}, "list_posts"),
        ("get_metrics", {"metrics": ["posts"]}, "list_posts"),
    ],
)
def test_one_call_is_enough_where_one_list_holds_it(tool, given, name):
    assert [each for each, _ in READER.calls(tool, given)] == [name]


def test_followers_are_on_the_profiles():
    calls = READER.calls("get_metrics", {"metrics": ["followers"]})

    assert calls == [("get_profile", {"account": each}) for each in ACCOUNTS]
