"""When notes are written and brought: once, on time, or made up for, and never twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from assistant.errors import NotAllowed, NotFound, PlatformUnavailable
from assistant.ports.notes import NoteState
from tests.communities import busy_week
from tests.fakes import NOW, account
from tests.noting_kit import NoteOffice

DUE = datetime(2026, 11, 23, 9, tzinfo=UTC)
WEEK = "2026-11-23"


async def office_of(**settings: object) -> NoteOffice:
    return await NoteOffice(busy_week(), **settings).filled()


async def test_it_is_written_ahead_and_brought_at_its_hour() -> None:
    office = await office_of()

    await office.pass_time(DUE - timedelta(minutes=10))
    ahead = office.notes.kept["T1", WEEK]
    before = list(office.herald.posted)
    await office.pass_time(DUE)

    assert DUE - timedelta(minutes=60) <= ahead.written_at <= DUE - timedelta(minutes=9)
    assert before == []
    assert [each.week for each in office.herald.posted] == [WEEK]
    assert office.notes.kept["T1", WEEK].state is NoteState.SENT
    assert office.notes.kept["T1", WEEK].sent_at == DUE


async def test_one_a_week_and_none_twice() -> None:
    office = await office_of()

    await office.pass_time(DUE + timedelta(weeks=3, minutes=5), timedelta(minutes=5))

    assert [each.week for each in office.herald.posted] == [
        (date(2026, 11, 23) + timedelta(weeks=at)).isoformat() for at in range(4)
    ]


async def test_jobs_that_run_again_bring_nothing_again() -> None:
    office = await office_of()
    await office.pass_time(DUE)

    for _ in range(3):
        await office.summarizing.write("T1", WEEK)
        await office.summarizing.send("T1", WEEK)

    assert len(office.herald.posted) == 1


async def test_a_missed_hour_is_made_up_for_within_the_day() -> None:
    office = await office_of()
    await office.pass_time(DUE - timedelta(minutes=5))
    office.herald.trouble = PlatformUnavailable("slack", None)
    with pytest.raises(PlatformUnavailable):
        await office.pass_time(DUE)

    office.herald.trouble, office.now = None, DUE + timedelta(hours=3)
    await office.pass_time(office.now + timedelta(minutes=3))

    assert len(office.herald.posted) == 1
    assert office.notes.kept["T1", WEEK].state is NoteState.SENT


async def test_nobody_was_there_all_morning() -> None:
    office = await office_of()
    await office.pass_time(NOW)
    office.now = DUE + timedelta(hours=2)

    await office.pass_time(office.now + timedelta(minutes=3))

    assert [each.week for each in office.herald.posted] == [WEEK]


async def test_later_than_the_day_it_is_missed_and_the_next_one_says_so() -> None:
    office = await office_of()
    await office.pass_time(NOW)
    office.now = DUE + timedelta(days=1)

    await office.pass_time(office.now + timedelta(minutes=2))
    missed = office.notes.kept["T1", WEEK].state
    office.now = DUE + timedelta(days=6)
    await office.pass_time(DUE + timedelta(weeks=1), timedelta(minutes=5))

    assert missed is NoteState.MISSED
    assert [each.week for each in office.herald.posted] == ["2026-11-30"]
    assert office.herald.posted[0].body["missed"].startswith("The note of Mon 23 Nov never came")


async def test_quiet_hours_do_not_hold_back_what_people_chose_an_hour_for() -> None:
    office = await office_of(quiet_from=time(8), quiet_to=time(12))

    await office.pass_time(DUE)

    assert len(office.herald.posted) == 1


async def test_without_a_channel_nothing_is_planned_and_a_summary_still_comes() -> None:
    office = await office_of(note_channel_id=None)

    await office.pass_time(DUE, timedelta(minutes=5))
    asked = await office.summarizing.now("T1", "mia")

    assert office.notes.plans["T1"][0] is None
    assert office.herald.posted == []
    assert asked.opening


async def test_a_channel_chosen_later_is_planned_for() -> None:
    office = await office_of(note_channel_id=None)
    await office.pass_time(NOW)

    office.set(note_channel_id="C1")
    await office.pass_time(DUE + timedelta(minutes=5), timedelta(minutes=5))

    assert len(office.herald.posted) == 1


async def test_an_hour_moved_after_it_was_written_counts() -> None:
    office = await office_of()
    await office.pass_time(DUE - timedelta(minutes=5))

    office.set(note_hour=11)
    await office.pass_time(DUE + timedelta(hours=1, minutes=55))
    early = list(office.herald.posted)
    await office.pass_time(DUE + timedelta(hours=2, minutes=5))

    assert early == []
    assert len(office.herald.posted) == 1


async def test_a_channel_that_is_gone_loses_nothing() -> None:
    office = await office_of()
    office.herald.trouble = NotFound("channel", "C1")

    await office.pass_time(DUE + timedelta(minutes=5))
    office.herald.trouble = None
    await office.pass_time(DUE + timedelta(minutes=10))

    assert len(office.herald.posted) == 1


async def test_settings_saved_between_writing_and_bringing_write_no_second() -> None:
    office = await office_of()
    await office.pass_time(DUE - timedelta(minutes=5))

    office.set(language="de")
    await office.pass_time(DUE + timedelta(days=2), timedelta(minutes=5))

    assert len(office.herald.posted) == 1
    assert office.notes.plans["T1"][1] == "2026-11-30"


async def test_an_action_is_found_by_its_note() -> None:
    town = busy_week(replace(account(), synced_at=DUE))
    office = await NoteOffice(town).filled()
    await office.pass_time(DUE)

    kept = await office.summarizing.action("T1", "mia", WEEK, "post")
    gone = await office.summarizing.action("T1", "mia", "2020-01-06", "post")
    asked = await office.summarizing.action("T1", "mia", "", "post")

    assert kept is not None
    assert kept.account_id == town.account.id
    assert gone is None
    assert asked is not None


async def test_a_summary_is_for_members() -> None:
    office = await office_of()

    with pytest.raises(NotAllowed):
        await office.summarizing.now("T1", "stranger")
