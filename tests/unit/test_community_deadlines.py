"""When items are due, to the minute: clock and business hours, clock changes, quiet hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from assistant.community.calendar_words import WEEKDAYS
from assistant.community.clocks import Hours
from assistant.community.deadlines import due_at, next_at, quiet_until, reached, rung_at, since
from assistant.community.inbox import Item, Need, Origin, Part, Step, Topic, Triage
from assistant.community.posts import Author
from assistant.community.responses import Policy
from assistant.community.settings import WorkspaceSettings

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = Hours.read("Europe/Berlin", dict.fromkeys(WEEKDAYS[:5], "09:00-17:00"))
SPLIT = Hours.read("Europe/Berlin", dict.fromkeys(WEEKDAYS[:5], "08:00-12:00, 13:30-18:00"))
NIGHT = Hours.read("Europe/Berlin", dict.fromkeys(WEEKDAYS, "00:00-24:00"))
FOUR = timedelta(hours=4)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def in_hours(hours: Hours) -> Policy:
    return Policy(FOUR, hours, in_hours=True)


def item(at: datetime, **changes: object) -> Item:
    part = Part("p1", Origin.COMMENT, "When?", "https://x", at)
    made = Item(
        id="i1",
        workspace_id="T1",
        account_id="a1",
        person=Author("ann", "ann"),
        thread_id="t",
        parts=(part,),
        triage=Triage(Need.REPLY, Topic.QUESTION, "asks"),
        since=at,
        due_at=at + FOUR,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("start", "policy", "due"),
    [
        ("2026-11-20 16:30", Policy(FOUR), "2026-11-20 20:30"),  # a Friday, by the clock
        ("2026-11-20 16:30", in_hours(OFFICE), "2026-11-23 12:30"),  # 30 minutes, then Monday
        ("2026-11-20 17:00", in_hours(OFFICE), "2026-11-23 13:00"),  # just closed
        ("2026-11-21 03:00", in_hours(OFFICE), "2026-11-23 13:00"),  # a Saturday night
        ("2026-11-23 11:00", in_hours(SPLIT), "2026-11-23 16:30"),  # over the noon break
        ("2026-11-23 12:45", in_hours(SPLIT), "2026-11-23 17:30"),  # within it
        ("2026-11-23 17:00", in_hours(SPLIT), "2026-11-24 11:00"),
        ("2026-10-25 01:00", Policy(FOUR), "2026-10-25 04:00"),  # the night of 25 hours
        ("2026-10-25 01:00", in_hours(NIGHT), "2026-10-25 04:00"),
        ("2026-03-29 01:00", Policy(FOUR), "2026-03-29 06:00"),  # the night of 23 hours
        ("2026-03-29 01:00", in_hours(NIGHT), "2026-03-29 06:00"),
        ("2026-10-23 16:30", in_hours(OFFICE), "2026-10-26 12:30"),  # winter time in between
        ("2026-03-27 16:30", in_hours(OFFICE), "2026-03-30 12:30"),  # summer time in between
    ],
)
def test_due_to_the_minute(start: str, policy: Policy, due: str) -> None:
    assert due_at(local(start), policy) == local(due)


def test_holidays_and_days_of_the_team_are_closed() -> None:
    closed = frozenset({date(2026, 12, 24)})
    hours = replace(OFFICE, country="DE", closed=closed)

    # Wednesday 23 December; 24 closed by the team, 25 and 26 holidays, then a Sunday.
    assert due_at(local("2026-12-23 15:00"), in_hours(hours)) == local("2026-12-28 11:00")


def test_rungs_are_shares_of_the_target_in_its_own_time() -> None:
    start = local("2026-11-20 16:30")
    rungs = [
        rung_at(start, in_hours(OFFICE), step)
        for step in (Step.OWNER, Step.CHANNEL, Step.LEAD, Step.BREACH)
    ]

    assert rungs == [
        local("2026-11-23 10:30"),
        local("2026-11-23 11:30"),
        local("2026-11-23 12:06"),
        local("2026-11-23 12:30"),
    ]


@pytest.mark.parametrize(
    ("minutes", "step"),
    [
        (0, Step.STARTED),
        (119, Step.STARTED),
        (120, Step.OWNER),
        (180, Step.CHANNEL),
        (216, Step.LEAD),
        (239, Step.LEAD),
        (240, Step.BREACH),
        (9999, Step.BREACH),
    ],
)
def test_what_is_reached(minutes: int, step: Step) -> None:
    start = local("2026-11-23 09:00")

    assert reached(start, Policy(FOUR), start + timedelta(minutes=minutes)) is step


def test_the_next_look_is_the_next_rung_that_was_not_told() -> None:
    start = datetime(2026, 11, 23, 9, tzinfo=UTC)
    policy = Policy(FOUR)

    assert next_at(item(start), policy) == start + timedelta(hours=2)
    assert next_at(item(start, step=Step.LEAD), policy) == start + FOUR
    assert next_at(item(start, step=Step.BREACH), policy) is None
    assert next_at(item(start, due_at=None), policy) is None


def test_a_snooze_is_looked_at_when_it_ends_and_a_closed_item_never() -> None:
    start = datetime(2026, 11, 23, 9, tzinfo=UTC)
    until = start + timedelta(hours=9)
    asleep = item(start, snoozed_until=until)

    assert next_at(asleep, Policy(FOUR)) == until
    assert next_at(replace(asleep, due_at=None), Policy(FOUR)) == until
    assert next_at(replace(asleep, decision="none"), Policy(FOUR)) is None  # type: ignore[arg-type]


def test_the_clock_runs_from_the_first_post_that_is_still_there() -> None:
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    parts = [
        Part(f"p{n}", Origin.COMMENT, "", "", at + timedelta(minutes=n), gone_at=gone)
        for n, gone in ((0, at), (5, None), (9, None))
    ]

    assert since(parts) == at + timedelta(minutes=5)
    assert since(parts[:1]) == at  # all of it is gone: as it was


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-11-20 19:59", None),
        ("2026-11-20 20:00", "2026-11-21 08:00"),
        ("2026-11-21 07:59", "2026-11-21 08:00"),
        ("2026-11-21 08:00", None),
        ("2026-10-24 23:00", "2026-10-25 08:00"),  # the clock goes back in between
        ("2026-03-28 23:00", "2026-03-29 08:00"),  # and forward
    ],
)
def test_quiet_hours_pass_midnight(now: str, until: str | None) -> None:
    settings = WorkspaceSettings(zone="Europe/Berlin", quiet_from=time(20), quiet_to=time(8))

    assert quiet_until(settings, local(now)) == (local(until) if until else None)


def test_quiet_hours_within_a_day_and_none_at_all() -> None:
    noon = WorkspaceSettings(zone="Europe/Berlin", quiet_from=time(12), quiet_to=time(13))

    assert quiet_until(noon, local("2026-11-20 12:30")) == local("2026-11-20 13:00")
    assert quiet_until(noon, local("2026-11-20 11:59")) is None
    assert quiet_until(WorkspaceSettings(zone="Europe/Berlin"), local("2026-11-20 03:00")) is None
