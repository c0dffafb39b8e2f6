"""The posts of a draft, one after another: which is next, and what is out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant.community.drafts import Draft, DraftState, Intent
from assistant.community.post_parts import (
    is_last,
    is_lost,
    named,
    next_part,
    out_so_far,
    told,
    twin,
)
from assistant.community.posts import Author, Post
from assistant.community.publication import DELETED, Halt

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
US = Author("did:us", "acme.example")
THREAD = Draft(
    id="d",
    workspace_id="T1",
    account_id="a",
    item_id="",
    target_id="",
    text="One",
    original="One",
    intent=Intent.POST,
    composer="offline",
    author_id="U1",
    made_at=NOW,
    studio_id="s",
    rest=("Two", "Three"),
)
REPLY = replace(THREAD, studio_id=None, item_id="i", target_id="at://q", rest=())


def test_parts_follow_each_other() -> None:
    first = next_part(THREAD)
    assert (first.number, first.text, first.target_id, first.above) == (0, "One", "", ())
    second = next_part(replace(THREAD, out=("at://1",)))
    assert (second.text, second.target_id, second.above) == ("Two", "at://1", ("at://1",))
    third = next_part(replace(THREAD, out=("at://1", "at://2")))
    assert (third.text, third.target_id, third.above) == (
        "Three", "at://2", ("at://1", "at://2"),
    )  # fmt: skip
    with pytest.raises(IndexError):
        next_part(replace(THREAD, out=("1", "2", "3")))


def test_a_reply_is_its_own_only_part() -> None:
    part = next_part(REPLY)
    assert (part.text, part.target_id, part.above) == ("One", "at://q", ())
    assert is_last(REPLY)
    assert (named(REPLY), named(THREAD)) == ("this reply", "this post")


@pytest.mark.parametrize(
    ("out", "says", "last", "lost"),
    [
        ((), "nothing was sent", False, False),
        (("1",), "only the first of 3 posts is out", False, False),
        (("1", "2"), "only the first 2 of 3 posts are out", True, False),
        (("1", ""), "only the first 2 of 3 posts are out", True, True),
        (("1", "2", "3"), "all 3 posts are out", True, False),
        (("1", "2", ""), "all 3 posts are out", True, False),
    ],
)
def test_what_is_out_is_said(out: tuple[str, ...], says: str, last: bool, lost: bool) -> None:
    draft = replace(THREAD, out=out)
    assert (out_so_far(draft), is_last(draft), is_lost(draft)) == (says, last, lost)


def test_sentences_end_with_what_is_out() -> None:
    late = "It is late, so nothing was sent. Please approve it again."
    broken = replace(THREAD, out=("1",))
    assert told(late, THREAD) == late
    assert told(late, broken) == (
        "It is late, so only the first of 3 posts is out. Please approve it again."
    )
    assert told("It said no.", broken) == "It said no. Only the first of 3 posts is out."
    assert told("", broken) == "Only the first of 3 posts is out."
    assert DELETED.of(REPLY).problem.endswith("so nothing was sent.")
    halted = Halt(DraftState.FAILED, "It said no.").of(broken)
    assert halted.problem == "It said no. Only the first of 3 posts is out."


def post(id_: str, words: str, *, ago: timedelta, parent: str | None = None) -> Post:
    return Post(id_, US, words, NOW - ago, f"https://x/{id_}", parent_id=parent)


def test_the_same_words_by_hand_are_a_twin() -> None:
    hour = timedelta(hours=1)
    ours = [
        post("old", " oNe\n", ago=9 * hour),
        post("new", "one", ago=hour),
        post("reply", "One", ago=hour, parent="x"),
        post("other", "One more", ago=hour),
    ]
    found = twin(THREAD, ours, None)
    assert found is not None
    assert found.id == "new"
    assert twin(THREAD, ours[:1], NOW - 2 * hour) is None
    assert twin(THREAD, ours[2:], None) is None
    assert twin(replace(THREAD, out=("new",)), ours[1:], None) is None
