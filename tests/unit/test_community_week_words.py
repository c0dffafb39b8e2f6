"""Business hours as people write them."""

from __future__ import annotations

import pytest

from assistant.community.week_words import read_week, write_week
from assistant.errors import InvalidInput

WEEK = {
    "Monday": "09:00-12:00, 13:30-18:00",
    "Tuesday": "09:00-12:00, 13:30-18:00",
    "Thursday": "09:00-12:00, 13:30-18:00",
    "Saturday": "10:00-14:00",
}


def test_days_in_a_row_share_a_line() -> None:
    assert write_week(WEEK) == (
        "Monday-Tuesday 09:00-12:00, 13:30-18:00\n"
        "Thursday 09:00-12:00, 13:30-18:00\n"
        "Saturday 10:00-14:00"
    )


def test_what_is_written_is_read_back() -> None:
    assert read_week(write_week(WEEK)) == WEEK


@pytest.mark.parametrize(
    "text",
    [
        "Mon-Tue 9:00-17:00",
        "monday to tuesday: 9:00-17:00",
        "Mo. – Tu. 9:00–17:00\n\nSunday closed",
        "Tuesday 9:00-17:00\nMonday 9:00-17:00",
    ],
)
def test_many_ways_of_writing_it(text: str) -> None:
    assert read_week(text) == {"Monday": "9:00-17:00", "Tuesday": "9:00-17:00"}


def test_a_row_of_days_may_pass_the_end_of_the_week() -> None:
    assert list(read_week("Saturday-Monday 10:00-12:00")) == ["Monday", "Saturday", "Sunday"]


@pytest.mark.parametrize(
    "text", ["always", "Someday 9:00-17:00", "T 9:00-17:00", "Monday nine to five"]
)
def test_what_nobody_can_read_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InvalidInput, match="Monday-Friday 09:00"):
        read_week(text)


def test_a_day_that_comes_twice_is_refused() -> None:
    with pytest.raises(InvalidInput, match="Tuesday comes twice"):
        read_week("Monday-Wednesday 9:00-12:00\nTuesday closed")
