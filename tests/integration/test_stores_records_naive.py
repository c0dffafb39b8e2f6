"""Random batches, edits and deletions: every read equals a naive count of the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.community.periods import Period
from assistant.community.posts import Author, Interaction, Kind
from tests.integration.records_desk import (
    ALWAYS,
    AUTHORS,
    IDS,
    NOW,
    POST_IDS,
    DeskMaker,
    check_rollups,
    own_post,
)

pytestmark = pytest.mark.integration

ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe",
         "Asia/Kolkata", "America/St_Johns"]  # fmt: skip


# Few values, so that they meet: edges of hours, days and periods, and 90 days to the microsecond.
MOMENTS = st.builds(
    lambda day, hour, rest: NOW + timedelta(days=day, hours=hour, microseconds=rest),
    st.sampled_from([0, -90, -1]),
    st.sampled_from([0, 0, 12]),
    st.sampled_from([0, 0, 0, -1, 1_800_000_000]),
)
POSTS = st.builds(
    lambda number, at, text, parent: {"number": number, "at": at, "text": text, "parent": parent},
    st.integers(0, 2),
    MOMENTS,
    st.sampled_from(["hello", "שלום 😀"]),
    st.sampled_from([None, None, *IDS[:2]]),
)
INTERACTIONS = st.builds(
    Interaction,
    id=st.sampled_from(IDS),
    kind=st.sampled_from([*Kind, Kind.REPLY, Kind.REPLY]),
    author=st.sampled_from(AUTHORS),
    created_at=MOMENTS,
    post_id=st.sampled_from([*POST_IDS[:3], POST_IDS[0], None]),
    parent_id=st.sampled_from([None, POST_IDS[0]]),
    text=st.sampled_from(["nice", "edited"]),
    url=st.just("https://r"),
    language=st.sampled_from([None, "en"]),
)
BATCHES = st.fixed_dictionaries(
    {
        "posts": st.lists(POSTS, min_size=1, max_size=3),
        "interactions": st.lists(INTERACTIONS, min_size=3, max_size=12),
        "gone": st.frozensets(st.sampled_from([*POST_IDS, *IDS]), max_size=1),
        "threads_seen": st.frozensets(st.sampled_from(POST_IDS[:3]), max_size=2),
        "kinds_seen": st.sampled_from([frozenset(), frozenset({Kind.REPLY}), frozenset(Kind)]),
        "cut_threads": st.frozensets(st.sampled_from(POST_IDS[:2]), max_size=1),
    }
)
PERIODS = st.builds(
    lambda a, b, zone: Period(min(a, b), max(a, b), None, zone),
    MOMENTS,
    MOMENTS,
    st.sampled_from(ZONES),
)


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    batches=st.lists(BATCHES, min_size=2, max_size=4),
    periods=st.lists(PERIODS, min_size=1, max_size=2),
)
async def test_whatever_is_written_every_read_equals_a_naive_count(
    desk_of: DeskMaker, database_url: str, batches: list[dict[str, Any]], periods: list[Period]
) -> None:
    desk = await desk_of()
    us = Author(desk.account.native_id, "acme.example", "Acme")
    for parts in batches:
        posts = {}
        for each in parts["posts"]:
            parent = each["parent"]
            root = "at://x/root" if parent else None
            post = own_post(us, each["number"], each["at"], text=each["text"])
            posts[post.id] = replace(post, parent_id=parent, root_id=root)
        await desk.apply(**{**parts, "posts": tuple(posts.values())})
    for period in [*periods, ALWAYS]:
        await desk.check(period)
    check_rollups(database_url, desk.account.id)
