"""The best and weakest posts, and the best time to post."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from assistant.community import best_posts, best_times
from assistant.community.activity import OwnPost
from assistant.community.health import measure
from tests.unit.community_rows import (
    DAY,
    MONDAY,
    POLICY,
    WEEK,
    own,
    rows,
)


def test_best_and_weakest_posts_never_overlap() -> None:
    week = rows(own_posts=[own(hour, likes=hour) for hour in range(5)])

    assert [ranked.measure.value for ranked in best_posts.best(week)] == [4, 3, 2]
    assert [ranked.measure.value for ranked in best_posts.weakest(week)] == [0, 1]


def test_a_young_post_is_never_called_weak_and_a_silent_one_never_best() -> None:
    young = rows(as_of=MONDAY + 3 * DAY, own_posts=[own(71), own(0, likes=3), own(-1, likes=5)])

    assert [ranked.post.id for ranked in best_posts.weakest(young)] == ["p0"]
    assert "p71" not in [ranked.post.id for ranked in best_posts.best(young)]


def posted(count: int, hour: int, likes: int, chance: random.Random) -> list[OwnPost]:
    return [
        own(week * 168 + hour + chance.random(), likes=max(0, likes + chance.randint(-3, 3)))
        for week in range(-count, 0)
    ]


def test_the_best_part_of_the_week_is_found() -> None:
    chance = random.Random(7)
    found = rows(own_posts=[*posted(15, 34, 60, chance), *posted(15, 82, 10, chance)])

    best = best_times.best_time(found)

    assert (best.value, best.n) == (32, pytest.approx(13, abs=2))  # Tuesdays 8 to 12


def test_the_best_time_is_told_in_the_zone_of_the_period() -> None:
    chance = random.Random(7)
    week = replace(WEEK, zone="Asia/Tokyo")
    found = rows(period=week, own_posts=[*posted(15, 34, 60, chance), *posted(15, 82, 10, chance)])

    assert best_times.best_time(found).value == 24 + 16  # nine hours on: Tuesdays 16 to 20


def test_shrinkage_and_the_fewest_posts() -> None:
    """Ten posts of 9 engagements at one hour, then five of 99 at another.

    Five posts build the usual; the next five of the first hour do as usual. The five others lie
    log(100) - log(10) above it, shrunk by 5 / 13.
    """
    usual = [own(hour * 168, likes=9, name=f"a{hour}") for hour in range(10)]
    great = [own(9 * 168 + 24 + minute / 60, likes=99, name=f"b{minute}") for minute in range(5)]
    ranked = best_times.slots([*great, *usual], "UTC")

    assert [(slot.hour, slot.n) for slot in ranked] == [(24, 5), (0, 5)]
    assert ranked[0].effect == pytest.approx(2.302585 * 5 / 13)
    assert ranked[1].effect == 0
    assert best_times.slots(usual[:9], "UTC") == []


def test_too_few_posts_have_no_best_time() -> None:
    found = measure("best_time", rows(own_posts=[own(1), own(30)]), POLICY)

    assert found.value is None
    assert "not enough data" in (found.missing or "")


def test_when_nothing_did_better_than_usual_there_is_no_best_time() -> None:
    flat = rows(own_posts=[own(week * 168 + hour, 9) for week in range(-12, 0) for hour in (1, 90)])

    assert best_times.best_time(flat).missing == "no part of the week did better than usual"


def test_growth_does_not_look_like_a_good_hour() -> None:
    """Engagement doubles over half a year; the late Tuesdays are as good as the late Fridays."""
    posts = [
        own(week * 168 + hour, likes=20 + 2 * week) for week in range(-0, 26) for hour in (34, 106)
    ]
    effects = [slot.effect for slot in best_times.slots(posts, "UTC")]

    assert max(effects) - min(effects) < 0.05


def test_a_time_is_suggested_with_its_doubt() -> None:
    chance = random.Random(7)
    found = rows(own_posts=[*posted(15, 34, 60, chance), *posted(15, 82, 10, chance)])

    told = best_times.suggest(found)

    assert told.slot is not None
    assert told.why.startswith("Posts on Tuesdays 08:00-12:00 did better than usual")
    assert (told.rival, told.advice) == (None, "")


def test_of_two_that_are_close_chance_is_to_tell() -> None:
    """One post in five, between the two."""
    chance = random.Random(5)
    good = [*posted(15, 34, 60, chance), *posted(15, 58, 60, chance)]
    told = best_times.suggest(rows(own_posts=[*good, *posted(15, 82, 10, chance)]))

    assert told.slot is not None
    assert told.rival is not None
    assert {told.slot.hour, told.rival.hour} == {32, 56}
    assert "one post in five" in told.advice


def test_too_few_posts_suggest_no_time() -> None:
    told = best_times.suggest(rows(own_posts=[own(1, likes=4)]))

    assert told.slot is None
    assert "not enough data" in told.why
