"""Rate budgets learned from headers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from assistant.platforms.limits import (
    LONGEST_S,
    STOP_S,
    Bucket,
    Limits,
    ratelimit_reading,
    retry_after_s,
)

START = datetime(2026, 11, 22, 12, tzinfo=UTC)
READS = Bucket("bluesky", "did:plc:a", "read")
SIGN_INS = Bucket("bluesky", "did:plc:a", "session")


class Hand:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def move(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def headers(limit: int, remaining: int, in_s: int) -> dict[str, str]:
    return {
        "ratelimit-limit": str(limit),
        "ratelimit-remaining": str(remaining),
        "ratelimit-reset": str(int(START.timestamp()) + in_s),
        "ratelimit-policy": f"{limit};w=300",
    }


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def limits(clock: Hand) -> Limits:
    return Limits(clock)


def test_an_unknown_bucket_is_free(limits: Limits) -> None:
    assert limits.wait_s(READS) == 0.0


def test_reads_stop_at_the_reserve_and_go_on_after_the_reset(limits: Limits, clock: Hand) -> None:
    limits.note(READS, headers(3000, 301, 100))
    assert limits.wait_s(READS) == 0.0
    limits.note(READS, headers(3000, 300, 100))
    assert limits.wait_s(READS) == 100.0
    clock.move(100)
    assert limits.wait_s(READS) == 0.0


def test_a_limit_of_few_calls_keeps_no_reserve(limits: Limits) -> None:
    limits.note(READS, headers(5, 1, 100))
    assert limits.wait_s(READS) == 0.0
    limits.note(READS, headers(5, 0, 100))
    assert limits.wait_s(READS) == 100.0


def test_a_429_stops_its_own_bucket_until_the_reset(limits: Limits, clock: Hand) -> None:
    assert limits.stop(SIGN_INS, headers(30, 0, 240)) == 240.0
    assert (limits.wait_s(SIGN_INS), limits.wait_s(READS)) == (240.0, 0.0)
    assert limits.wait_s(Bucket("bluesky", "did:plc:b", "session")) == 0.0
    clock.move(241)
    assert limits.wait_s(SIGN_INS) == 0.0


def test_retry_after_goes_before_the_reset(limits: Limits) -> None:
    assert limits.stop(READS, {**headers(30, 0, 240), "retry-after": "7"}) == 7.0


def test_a_429_without_a_word_rests_for_a_while_and_says_none(limits: Limits, clock: Hand) -> None:
    assert limits.stop(READS, {}) is None
    assert limits.wait_s(READS) == STOP_S
    clock.move(STOP_S)
    assert limits.wait_s(READS) == 0.0


def test_headers_of_another_limit_do_not_count_for_a_429(limits: Limits) -> None:
    assert limits.stop(READS, headers(3000, 2999, 240)) is None
    assert limits.wait_s(READS) == STOP_S


def test_a_senseless_reset_does_not_end_reading_for_good(limits: Limits) -> None:
    limits.note(READS, headers(10, 0, 10**9))
    assert limits.wait_s(READS) == LONGEST_S
    assert limits.stop(SIGN_INS, {"retry-after": "999999999"}) == 999999999.0
    assert limits.wait_s(SIGN_INS) == LONGEST_S


@pytest.mark.parametrize("reset", ["2026-11-22T12:01:40.000000Z", "1795348900"])
def test_mastodon_and_gotosocial_put_an_x_before_them(limits: Limits, reset: str) -> None:
    limits.note(
        READS,
        {"x-ratelimit-limit": "300", "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset},
    )
    assert limits.wait_s(READS) == 100.0


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"ratelimit-limit": "10"},
        headers(1, 1, 1) | {"ratelimit-reset": "soon"},
        headers(1, 1, 1) | {"ratelimit-reset": "9" * 30},
        headers(1, 1, 1) | {"ratelimit-limit": ""},
    ],
)
def test_odd_headers_are_ignored(limits: Limits, odd: dict[str, str]) -> None:
    assert ratelimit_reading(odd) is None
    limits.note(READS, odd)
    assert limits.wait_s(READS) == 0.0


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0.0),
        (" 12 ", 12.0),
        (format_datetime(START + timedelta(seconds=90), usegmt=True), 90.0),
        (format_datetime(START - timedelta(seconds=90), usegmt=True), 0.0),
        ("", None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("٣", None),
    ],
)
def test_retry_after_as_seconds_or_date(text: str, seconds: float | None) -> None:
    assert retry_after_s({"retry-after": text}, START) == seconds


def test_forgotten_buckets_do_not_pile_up(limits: Limits) -> None:
    for number in range(3000):
        limits.note(Bucket("bluesky", str(number), "read"), headers(10, 0, 50))
    assert limits.wait_s(Bucket("bluesky", "2999", "read")) == 50.0
    assert limits.wait_s(Bucket("bluesky", "0", "read")) == 0.0


def told_by_x(limit: int, remaining: int, in_s: int, name: str = "x-rate-limit") -> dict[str, str]:
    reset = str(int((START + timedelta(seconds=in_s)).timestamp()))
    return {
        f"{name}-limit": str(limit),
        f"{name}-remaining": str(remaining),
        f"{name}-reset": reset,
    }


def test_the_names_of_x_are_read() -> None:
    clock = Hand()
    limits = Limits(clock)
    bucket = Bucket("x", "1", "GET users/me")
    limits.note(bucket, told_by_x(75, 8, 600))
    assert limits.wait_s(bucket) == 0.0
    limits.note(bucket, told_by_x(75, 7, 600))
    assert limits.wait_s(bucket) == 600.0
    assert limits.stop(bucket, told_by_x(75, 0, 700)) == 700.0


@pytest.mark.parametrize("day", ["x-user-limit-24hour", "x-app-limit-24hour"])
def test_a_day_of_x_that_is_used_up_counts_more_than_its_window(day: str) -> None:
    limits = Limits(Hand())
    bucket = Bucket("x", "1", "write POST tweets")
    headers = told_by_x(100, 90, 300)
    limits.note(bucket, {**headers, **told_by_x(10_000, 12, 40_000, day)})
    assert limits.wait_s(bucket) == 0.0
    limits.note(bucket, {**headers, **told_by_x(10_000, 0, 40_000, day)})
    assert limits.wait_s(bucket) == LONGEST_S


def test_every_kind_of_write_may_use_its_bucket_up() -> None:
    limits = Limits(Hand())
    for kind, wait in (("write", 0.0), ("write PUT tweets/{}/hidden", 0.0), ("read", 60.0)):
        bucket = Bucket("x", "1", kind)
        limits.note(bucket, told_by_x(50, 1, 60))
        assert limits.wait_s(bucket) == wait
