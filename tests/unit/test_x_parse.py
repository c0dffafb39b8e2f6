"""The JSON of X: both dialects, edits, notes, links, figures, and whatever else comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.community.posts import Author, Counts, Post
from assistant.platforms.x_answers import Answer
from assistant.platforms.x_parse import born, read_people, read_posts, read_profile, versions
from assistant.platforms.x_text import Link, plain, targets
from tests.unit.x_server import ACME, FAN, REPLY, TOP, post, user

ACME_AUTHOR = Author(ACME, "acme", "Acme")


def read(raw: Any, *, author: Author | None = None, users: Any = ()) -> Post:
    (found,) = read_posts(Answer(data=[raw], users=users), author)
    return found


def test_a_post_as_a_value() -> None:
    found = read(post(), users=[user(ACME, "Acme")])
    assert found == Post(
        id=TOP,
        author=Author(ACME, "acme", "Acme A."),
        text="Hello",
        created_at=datetime(2026, 11, 20, 10, tzinfo=UTC),
        url=f"https://x.com/acme/status/{TOP}",
        language="en",
        counts=Counts(likes=3, replies=2, reposts=1, quotes=4, impressions=6, saves=5),
    )


def test_both_dialects_say_the_same() -> None:
    older = post(
        REPLY, FAN,
        referenced_tweets=[{"type": "replied_to", "id": TOP}, {"type": "quoted", "id": "7"}],
        note_tweet={"text": "All of it"}, edit_history_tweet_ids=[REPLY, "2100000000000000009"],
        non_public_metrics={"url_link_clicks": 8},
    )  # fmt: skip
    newer = {**older}
    for old, new in (
        ("referenced_tweets", "referenced_posts"), ("note_tweet", "note_post"),
        ("edit_history_tweet_ids", "edit_history_post_ids"),
    ):  # fmt: skip
        newer[new] = newer.pop(old)
    metrics = {**newer["public_metrics"]}
    metrics["repost_count"] = metrics.pop("retweet_count")
    newer["public_metrics"] = metrics
    users = [user()]
    found = read(older, users=users)
    assert found == read(newer, users=users)
    assert (found.parent_id, found.root_id, found.quoted_id) == (TOP, TOP, "7")
    assert (found.text, found.counts and found.counts.clicks) == ("All of it", 8)
    profile = read_profile(user())
    other = user()
    other["public_metrics"]["post_count"] = other["public_metrics"].pop("tweet_count")
    assert profile == read_profile(other)
    assert profile
    assert (profile.handle, profile.posts, profile.followers) == ("fan", 9, 3)


def test_an_edited_post_has_its_first_id_and_time() -> None:
    """The first id stays when it is edited again, and what answers it hangs on that."""
    later = "2100000000000000009"
    found = read(
        post(later, edit_history_tweet_ids=[TOP, later], created_at="2026-11-21T00:00:00Z"),
        author=ACME_AUTHOR,
    )
    assert (found.id, versions(found)) == (TOP, (TOP, later))
    assert found.created_at == born(TOP)
    assert found.parent_id is None
    assert found.url.endswith(TOP)


def test_reposts_and_posts_by_nobody_are_left_out() -> None:
    repost = post(referenced_tweets=[{"type": "retweeted", "id": "7"}])
    nobody = {key: value for key, value in post().items() if key != "author_id"}
    assert read_posts(Answer(data=[repost, nobody])) == ()
    assert read(nobody, author=ACME_AUTHOR).author == ACME_AUTHOR
    unknown = read(post(author="12"))
    assert (unknown.author, unknown.url) == (Author("12", ""), f"https://x.com/i/status/{TOP}")


def test_what_it_answers_is_known_by_its_conversation_alone() -> None:
    found = read(post(REPLY), author=ACME_AUTHOR)
    assert (found.parent_id, found.root_id) == (TOP, TOP)


def test_whom_it_answers_is_told_by_either_dialect() -> None:
    reply = post(REPLY, FAN, referenced_tweets=[{"type": "replied_to", "id": TOP}])
    by_field = {**reply, "in_reply_to_user_id": ACME}
    (one,) = read_posts(Answer(data=[by_field]))
    (other,) = read_posts(Answer(data=[reply], posts=[{"id": TOP, "author_id": ACME}]))
    assert one.extra["answers"] == other.extra["answers"] == ACME


@pytest.mark.parametrize("language", ["und", "zxx", "qme", "", None, 7])
def test_a_post_without_words_has_no_language(language: Any) -> None:
    assert read(post(lang=language), author=ACME_AUTHOR).language is None


def test_private_figures_fill_in_what_public_ones_do_not_tell() -> None:
    found = read(
        post(
            public_metrics={"like_count": 3},
            non_public_metrics={"impression_count": 60, "user_profile_clicks": 7},
            organic_metrics={"impression_count": 50, "url_link_clicks": 2, "like_count": 1},
        ),
        author=ACME_AUTHOR,
    )
    assert found.counts == Counts(likes=3, impressions=60, clicks=2, profile_clicks=7)


@pytest.mark.parametrize("metrics", [None, [], "many", {"like_count": None}, {"like_count": -1}])
def test_a_figure_that_is_not_told_is_none_and_never_0(metrics: Any) -> None:
    assert read(post(public_metrics=metrics), author=ACME_AUTHOR).counts == Counts()


@pytest.mark.parametrize(
    ("raw", "count"),
    [("12", 12), (12, 12), (0, 0), ("0", 0), ("1e3", None), (True, None), (1.0, None), (2**70, None),
     ("9" * 400, None), ("٣", None)],
)  # fmt: skip
def test_counts_come_as_numbers_or_as_text(raw: Any, count: int | None) -> None:
    found = read(post(public_metrics={"like_count": raw}), author=ACME_AUTHOR)
    assert found.counts
    assert found.counts.likes == count


@pytest.mark.parametrize("key", sorted(post().keys() - {"id", "author_id"}))
@pytest.mark.parametrize("junk", [None, 7, "x", [], {}, [None], [{}], {"id": []}])
def test_one_senseless_field_spoils_no_post(key: str, junk: Any) -> None:
    found = read(post(**{key: junk}), author=ACME_AUTHOR)
    assert found.id == TOP


def test_people_without_a_name_are_left_out() -> None:
    sound = user()
    broken = [
        None,
        7,
        {},
        {"id": "1"},
        {"id": "x", "username": "a"},
        {"id": "1", "username": "a b"},
    ]
    assert [each.id for each in read_people([*broken, sound])] == [FAN]
    assert read_profile({"id": "1"}) is None


def test_an_id_tells_its_time_unless_it_is_very_old() -> None:
    """The id and time of the example in docs.x.com/fundamentals/x-ids' epoch."""
    assert born("1541815603606036480") == datetime(2022, 6, 28, 16, 7, 40, 105000, UTC)
    assert born("20") is None


# -- words -------------------------------------------------------------------------------------


def test_links_are_whole_and_what_nobody_wrote_is_gone() -> None:
    links = [
        Link("https://t.co/a", "https://acme.example/menu?a=1&lt=2"),
        Link("https://t.co/p", "https://x.com/acme/status/1/photo/1", image=True),
        Link("https://t.co/q", "https://twitter.com/fan/status/7"),
    ]
    text = (
        "A &amp; B &lt;3 https://t.co/a and &amp;lt; https://t.co/q https://t.co/p https://t.co/p"
    )
    told = "A & B <3 https://acme.example/menu?a=1&lt=2 and &lt;"
    assert plain(text, links, quotes=True) == told
    assert plain(text, links, quotes=False) == f"{told} https://twitter.com/fan/status/7"
    assert targets(links, quotes=True) == ("https://acme.example/menu?a=1&lt=2",)
    assert targets(links, quotes=False)[1:] == ("https://twitter.com/fan/status/7",)


def test_links_that_begin_alike_are_told_apart() -> None:
    links = [Link("https://t.co/a", "https://one.example"), Link("https://t.co/ab", "https://b.de")]
    assert plain("https://t.co/ab https://t.co/a", links, quotes=False) == (
        "https://b.de https://one.example"
    )


@given(st.text(max_size=80))
def test_any_words_come_back_as_they_were_typed(typed: str) -> None:
    shown = typed.strip().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert plain(shown, [], quotes=False) == typed.strip()


def test_a_text_that_no_store_takes_is_mended() -> None:
    found = read(post(text="a\0b\ud800"), author=ACME_AUTHOR)
    assert found.text.encode() == "a\ufffdb?".encode()
    assert replace(found, text="") != found
