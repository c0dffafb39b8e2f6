"""Facebook's JSON and links: whatever comes, something sound or a plain no comes out."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.community.posts import Author
from assistant.errors import InvalidInput
from assistant.platforms.facebook_links import Linked, linked
from assistant.platforms.facebook_parse import (
    CommentView,
    LikesView,
    PageName,
    PageView,
    PostView,
    liked,
)
from assistant.platforms.graph_json import each
from assistant.platforms.json_values import count

PAGE = PageName("61000", "acme")
POST = {"id": "61000_1", "created_time": "2026-11-20T09:00:00+0000"}
COMMENT = {"id": "1_2", "created_time": "2026-11-20T09:00:00+0000"}
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=9,
)


def odd(view: Any) -> st.SearchStrategy[dict[str, Any]]:
    """Answers with the names of a view and anything as their values."""
    names = [field.alias or name for name, field in view.model_fields.items()]
    return st.dictionaries(st.sampled_from(names), JUNK)


def post(**fields: Any) -> Any:
    (made,) = each(PostView, [{**POST, **fields}], lambda view: view.post(PAGE))
    return made


@given(odd(PostView))
def test_no_field_of_a_post_is_too_odd(fields: dict[str, Any]) -> None:
    made = post(**(fields | POST))
    assert made.id == POST["id"]
    assert "\0" not in made.text
    made.text.encode()
    each(PostView, [fields], lambda view: view.mention(PAGE))


@given(odd(CommentView))
def test_no_field_of_a_comment_is_too_odd(fields: dict[str, Any]) -> None:
    (made,) = each(CommentView, [{**fields, **COMMENT}], lambda view: view.post(PAGE))
    assert made.author.id
    assert made.parent_id
    each(CommentView, [fields], lambda view: view.post(PAGE))


@given(odd(PageView), st.lists(JUNK, max_size=4))
def test_no_page_and_no_list_of_people_is_too_odd(fields: dict[str, Any], people: Any) -> None:
    pages = each(PageView, [fields, {**fields, "id": "61000"}], lambda view: view.profile())
    assert "61000" in {page.native_id for page in pages}
    view = LikesView.model_validate({"created_time": POST["created_time"]})
    found = liked(people, "61000_1", view, PAGE)
    assert len(found) <= len(people)
    assert all(like.author.id for like in found)


@pytest.mark.parametrize(
    ("told", "figure"),
    [
        ("12", 12),
        (12, 12),
        (0, 0),
        (-1, None),
        ("many", None),
        (True, None),
        (1.5, None),
        ("", None),
    ],
)
def test_figures_come_as_numbers_or_as_words(told: Any, figure: int | None) -> None:
    assert count(told) == figure
    made = post(reactions={"summary": {"total_count": told}})
    assert made.counts
    assert made.counts.likes == figure


def test_a_post_that_nobody_shared_has_none_and_one_that_cannot_be_read_is_unknown() -> None:
    reactions = {"summary": {"total_count": 1}}
    shown = [post(reactions=reactions), post(reactions=reactions, shares="x")]
    assert [each.counts and each.counts.reposts for each in shown] == [0, None]


@pytest.mark.parametrize(
    ("writer", "author"),
    [
        ({"id": "7", "name": "Ann Lee"}, Author("7", "Ann Lee", "Ann Lee")),
        ({"id": "7"}, Author("7", "", "Somebody on Facebook")),
        (None, Author("unknown:1_2", "", "Somebody on Facebook")),
        ({"id": PAGE.id, "name": "Acme"}, Author(PAGE.id, "acme", "Acme")),
    ],
)
def test_who_wrote_a_comment_always_has_something_to_be_called(writer: Any, author: Author) -> None:
    (made,) = each(CommentView, [{**COMMENT, "from": writer}], lambda view: view.post(PAGE))
    assert made.author == author
    assert made.author.called


def test_whom_a_post_tags_is_told_in_both_forms() -> None:
    tags = [{"id": "7", "name": "Seven"}, {"id": "x"}]
    assert post(message_tags=tags).mentioned_ids == ("7",)
    assert post(message_tags={"0": tags, "9": "no"}).mentioned_ids == ("7",)


def test_a_comment_knows_its_post_by_number_or_by_whole_id() -> None:
    def root(**fields: Any) -> Any:
        (made,) = each(CommentView, [{**COMMENT, **fields}], lambda view: view.post(PAGE))
        return made.root_id, made.parent_id

    assert root() == ("61000_1", "61000_1")
    assert root(object={"id": "5"}) == ("61000_5", "61000_5")
    assert root(object={"id": "9_5"}, parent={"id": "1_1"}) == ("9_5", "1_1")


@given(
    st.text(max_size=80) | st.from_regex(r"https://www\.facebook\.com/[ -~]{0,60}", fullmatch=True)
)
def test_no_link_is_too_odd(url: str) -> None:
    try:
        found = linked(url, PAGE)
    except InvalidInput:
        return
    assert sum(map(bool, (found.id, found.text, found.photo))) == 1


def test_a_link_to_another_host_is_none() -> None:
    for url in ("https://facebook.com.example/acme/posts/1", "ftp://facebook.com/acme/posts/1"):
        with pytest.raises(InvalidInput):
            linked(url, PAGE)
    assert linked("https://fb.com/acme/posts/1", PAGE) == Linked(id="61000_1")
