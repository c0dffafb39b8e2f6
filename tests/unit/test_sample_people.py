"""The sample community behaves like one: regulars, newcomers, lapses, answers, weekends."""

from __future__ import annotations

import statistics
from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pytest

from assistant.community.posts import Post
from assistant.platforms.sample import HANDLES, SampleCommunity
from assistant.platforms.sample_world import BRANDS, World

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
OURS = {brand.author.id for brand in BRANDS}
CAFES = {"sample:person/corner.table", "sample:person/cafe.moewe", "sample:person/slow.bicycle"}


def build(now: datetime = NOW, seed: int = 7) -> World:
    return SampleCommunity(lambda: now, seed).now()[0]


@pytest.fixture(scope="module")
def world() -> World:
    return build()


def told(world: World, now: datetime = NOW) -> list[Post]:
    return [post for post in world.posts.values() if post.created_at <= now]


def days_active(world: World, start: datetime, end: datetime) -> dict[str, set]:
    """Days on which each person wrote or liked."""
    days = defaultdict(set)
    for post in told(world):
        if post.author.id not in OURS and start <= post.created_at < end:
            days[post.author.id].add(post.created_at.date())
    for marks in (*world.likes.values(), *world.reposts.values()):
        for mark in marks:
            if start <= mark.at < end:
                days[mark.author.id].add(mark.at.date())
    return days


@pytest.mark.parametrize("seed", [7, 8, 9])
def test_a_core_comes_again_and_again(seed):
    days = days_active(build(seed=seed), NOW - timedelta(days=28), NOW)

    core = [person for person, dates in days.items() if len(dates) >= 3]

    assert 15 <= len(core) <= 90
    assert len(core) < len(days)


@pytest.mark.parametrize("seed", [7, 8, 9])
def test_some_regulars_have_lapsed(seed):
    world = build(seed=seed)
    month = timedelta(days=28)
    before = days_active(world, NOW - 2 * month, NOW - month)
    since = days_active(world, NOW - month, NOW)

    lapsed = [p for p, dates in before.items() if len(dates) >= 3 and p not in since]

    assert lapsed


@pytest.mark.parametrize("seed", [7, 8, 9])
def test_each_week_brings_new_people(seed):
    world = build(seed=seed)
    week = days_active(world, NOW - timedelta(days=7), NOW)
    history = days_active(world, NOW - timedelta(days=200), NOW - timedelta(days=7))

    fresh = week.keys() - history.keys()

    assert 1 <= len(fresh) <= 25
    assert len(week.keys() & history.keys()) > len(fresh)


def test_names_and_handles_belong_to_one_person(world):
    handles = defaultdict(set)
    for post in world.posts.values():
        handles[post.author.handle].add(post.author.id)

    assert all(len(ids) == 1 for ids in handles.values())


def test_the_desk_answers_most_within_a_working_day(world):
    """Response times look like a small team's: an hour or two, the night in between, some never."""
    waits, unanswered = [], 0
    posts = told(world)
    answered = {p.parent_id: p.created_at for p in posts if p.author.id in OURS and p.parent_id}
    for post in posts:
        first_level = post.parent_id in world.posts and (
            world.posts[post.parent_id].author.id in OURS
            and not world.posts[post.parent_id].root_id
        )
        if post.author.id in OURS or not first_level:
            continue
        if post.id in answered:
            waits.append((answered[post.id] - post.created_at).total_seconds() / 3600)
        else:
            unanswered += 1

    assert 0.5 < statistics.median(waits) < 5
    assert max(waits) > 24
    assert 0.05 < unanswered / (unanswered + len(waits)) < 0.4


def test_something_waits_for_an_answer_now(world):
    week = NOW - timedelta(days=5)
    answered = {post.parent_id for post in told(world) if post.author.id in OURS}
    waiting = [
        post
        for post in told(world)
        if post.author.id not in OURS and post.root_id and post.created_at > week
        if post.id not in answered and world.posts[post.root_id].author.id in OURS
    ]

    assert waiting


def test_weekends_are_quieter(world):
    talk = [post.created_at.weekday() for post in told(world) if post.author.id not in OURS]
    weekday = sum(day < 5 for day in talk) / 5
    weekend = sum(day >= 5 for day in talk) / 2

    assert weekend < 0.7 * weekday


def test_people_write_english_and_some_german(world):
    talk = [post for post in told(world) if post.author.id not in OURS]
    german = sum(post.language == "de" for post in talk) / len(talk)

    assert 0.08 < german < 0.4


def test_a_cafe_asks_about_wholesale_and_is_answered(world):
    asked = [p for p in told(world) if p.author.id in CAFES]
    answers = {post.parent_id for post in told(world) if post.author.id in OURS}

    assert asked
    assert any(post.id in answers for post in asked)


def test_texts_are_varied_and_whole(world):
    """No template mark is left over, few posts repeat, and nobody is called by a blank."""
    posts = told(world)
    tops = [post.text for post in posts if post.author.id in OURS and not post.parent_id]
    talk = [post.text for post in posts if post.author.id not in OURS]

    for text in (*tops, *talk):
        assert text.strip() == text
        assert not set("[]{}|") & set(text)
    assert len(set(tops)) > 0.75 * len(tops)
    assert len(set(talk)) > 0.55 * len(talk)


def test_both_accounts_post_every_week(world):
    for handle in HANDLES:
        weeks = {
            post.created_at.isocalendar()[:2]
            for post in told(world)
            if post.author.handle == handle and not post.parent_id
        }
        assert len(weeks) >= 20
