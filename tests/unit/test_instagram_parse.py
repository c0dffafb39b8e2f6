"""Instagram's JSON, and two lists of Meta's told as one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.community.posts import Author, Interaction, Kind, Page
from assistant.platforms.graph_json import each
from assistant.platforms.graph_merging import merged
from assistant.platforms.instagram_parse import CommentView, MediaView, Owner, UserView
from tests.unit.test_facebook_parse import JUNK, odd

OWNER = Owner("1784", "acme")
NODE = {"id": "179", "timestamp": "2026-11-20T09:00:00+0000"}


@given(odd(MediaView), JUNK)
def test_no_field_of_media_is_too_odd(fields: dict[str, Any], junk: Any) -> None:
    (made,) = each(MediaView, [{**fields, **NODE}], lambda view: view.post(OWNER))
    assert made.id == "179"
    assert made.author.id
    each(MediaView, [fields, junk], lambda view: view.mention(OWNER))


@given(odd(CommentView), JUNK)
def test_no_field_of_a_comment_is_too_odd(fields: dict[str, Any], junk: Any) -> None:
    (made,) = each(CommentView, [{**fields, **NODE}], lambda view: view.post(OWNER))
    assert made.author.id
    assert "\0" not in made.text
    each(CommentView, [fields, junk], lambda view: (view.post(OWNER), view.replies))
    each(UserView, [fields, junk], lambda view: view.profile())


@pytest.mark.parametrize(
    ("fields", "author"),
    [
        ({"from": {"id": "5", "username": "Ada"}, "username": "Ada"}, Author("5", "ada", "Ada")),
        ({"username": "Ada"}, Author("@ada", "ada", "Ada")),
        ({"from": {"id": "5"}}, Author("5", "", "Somebody on Instagram")),
        ({"from": {"id": "6", "username": "Acme"}}, Author("1784", "acme", "acme")),
        ({}, Author("unknown:179", "", "Somebody on Instagram")),
    ],
)
def test_who_wrote_a_comment(fields: dict[str, Any], author: Author) -> None:
    (made,) = each(CommentView, [{**NODE, **fields}], lambda view: view.post(OWNER))
    assert made.author == author


def test_a_post_that_tags_us_and_names_nobody_is_not_taken_for_ours() -> None:
    media = {"id": "9", "timestamp": NODE["timestamp"]}
    (seen,) = each(MediaView, [media], lambda view: view.mention(OWNER))
    assert seen.author == Author("unknown:9", "", "Somebody on Instagram")
    (named,) = each(MediaView, [{**media, "username": "Ada"}], lambda view: view.mention(OWNER))
    assert named.author.handle == "ada"


# -- two lists as one --------------------------------------------------------------------------

START = datetime(2026, 11, 23, tzinfo=UTC)


def listed(name: str, ages: list[int]) -> list[Interaction]:
    """Things of one list, so many seconds old each, newest first."""
    return [
        Interaction(
            f"{name}{place}",
            Kind.MENTION,
            Author("1", "ada"),
            START - timedelta(seconds=age),
            None,
        )
        for place, age in enumerate(sorted(ages))
    ]


class Listing:
    """A list in pages of a size; every third page is empty and goes on."""

    def __init__(self, items: list[Interaction], size: int) -> None:
        self.pages: list[tuple[Interaction, ...]] = []
        for start in range(0, len(items), size):
            self.pages.append(tuple(items[start : start + size]))
            if len(self.pages) % 3 == 0:
                self.pages += [()] * size

    async def __call__(self, cursor: str | None) -> Page[Interaction]:
        at = int(cursor or 0)
        items = self.pages[at] if at < len(self.pages) else ()
        return Page(items, str(at + 1) if at + 1 < len(self.pages) else None)


AGES = st.lists(st.integers(0, 30), max_size=40)


@given(AGES, AGES, st.integers(1, 9), st.integers(1, 9))
async def test_two_lists_are_told_as_one_in_order_and_once(
    first: list[int], second: list[int], size: int, other: int
) -> None:
    listings = {"a": Listing(listed("a", first), size), "b": Listing(listed("b", second), other)}
    told: list[Interaction] = []
    cursor: str | None = None
    for _ in range(400):
        page = await merged(listings, cursor)
        told += page.items
        cursor = page.cursor
        if cursor is None:
            break
    assert cursor is None
    assert sorted(each.id for each in told) == sorted(
        each.id for each in (*listed("a", first), *listed("b", second))
    )
    times = [each.created_at for each in told]
    assert times == sorted(times, reverse=True)
