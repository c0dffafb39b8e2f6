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


MOMENTS = st.builds(
    lambda day, hour, rest: NOW + timedelta(days=day, hours=hour, microseconds=rest),
    st.sampled_from([0, -1, -2, -30, -89, -90, -91, -150]),
    st.integers(-13, 13),
    st.sampled_from([0, 1, -1, 1_800_000_000, 2_700_000_000, 900_000_000]),
)
POSTS = st.builds(
    lambda number, at, text, parent: {"number": number, "at": at, "text": text, "parent": parent},
    st.integers(0, 3),
    MOMENTS,
    st.sampled_from(["hello", "hallo", "\x00 שלום 😀\ud83d"]),
    st.sampled_from([None, *IDS[:3]]),
)
INTERACTIONS = st.builds(
    Interaction,
    id=st.sampled_from(IDS),
    kind=st.sampled_from(list(Kind)),
    author=st.sampled_from(AUTHORS),
    created_at=MOMENTS,
    post_id=st.sampled_from([*POST_IDS, None, "at://ours/unknown"]),
    parent_id=st.sampled_from([None, *POST_IDS]),
    text=st.sampled_from(["", "nice", "edited"]),
    url=st.just("https://r"),
    language=st.sampled_from([None, "en"]),
)
BATCHES = st.fixed_dictionaries(
    {
        "posts": st.lists(POSTS, max_size=4),
        "interactions": st.lists(INTERACTIONS, max_size=12),
        "gone": st.frozensets(st.sampled_from([*POST_IDS, *IDS]), max_size=2),
        "threads_seen": st.frozensets(st.sampled_from(POST_IDS), max_size=2),
        "kinds_seen": st.frozensets(st.sampled_from(list(Kind)), max_size=5),
        "cut_threads": st.frozensets(st.sampled_from(POST_IDS), max_size=1),
    }
)
PERIODS = st.builds(
    lambda a, b, zone: Period(min(a, b), max(a, b), None, zone),
    MOMENTS,
    MOMENTS,
    st.sampled_from(ZONES),
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(batches=st.lists(BATCHES, min_size=1, max_size=5), periods=st.lists(PERIODS, min_size=2))
async def test_whatever_is_written_every_read_equals_a_naive_count(
    desk_of: DeskMaker, database_url: str, batches: list[dict[str, Any]], periods: list[Period]
) -> None:
    desk = await desk_of()
    us = Author(desk.account.native_id, "acme.example", "Acme")
    for parts in batches:
        posts = {}
        for each in parts["posts"]:
            parent, text = each["parent"], each["text"].replace("\x00", "").replace("\ud83d", "?")
            post = own_post(us, each["number"], each["at"], parent_id=parent)
            posts[post.id] = replace(post, text=text, root_id="at://x/root" if parent else None)
        await desk.apply(**{**parts, "posts": tuple(posts.values())})
    for period in [*periods, ALWAYS]:
        await desk.check(period)
    check_rollups(database_url, desk.account.id)
