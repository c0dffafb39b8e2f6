"""When an alert is told: once a day, in the open hours, and not where it is off."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from assistant.community.inbox import Item, Need, Topic, Triage
from assistant.community.settings import AccountSettings
from assistant.desk.alerting import TELLING, Alerting
from assistant.errors import PlatformUnavailable
from assistant.ports import Kept
from tests.communities import Community
from tests.fakes import account
from tests.noting_kit import NoteOffice, waiting

NOW = datetime(2026, 11, 16, 16, 30, tzinfo=UTC)


async def office_of(**settings: object) -> tuple[NoteOffice, Alerting]:
    """Twenty-three comments since 14:00, after ten weeks with three at that time."""
    owner = replace(account(), synced_at=NOW, connected_at=NOW - timedelta(days=200))
    town = Community(owner)
    post = town.post("A lamp", NOW - timedelta(weeks=10))
    for week in range(10):
        for number in range(23 if week == 0 else 3):
            at = NOW - timedelta(weeks=week, minutes=3 * number + 1)
            town.comment(post, f"p{number}", "Where is my order?", at)
    office = NoteOffice(town)
    await office.filled()
    office.now = NOW
    chosen = AccountSettings(channel_id="C1").model_copy(update=settings)
    office.preferences.accounts["T1", owner.id] = Kept(chosen, 2)
    alerting = Alerting(
        accounts=office.accounts,
        records=office.records,
        inbox=office.inbox,  # type: ignore[arg-type]  # nothing is sorted in
        preferences=office.preferences,
        notes=office.notes,
        herald=office.herald,
        clock=lambda: office.now,
    )
    return office, alerting


async def look(office: NoteOffice, alerting: Alerting) -> None:
    await alerting.look("T1", office.towns[0].account.id)


async def test_a_rush_is_told_once_a_day_with_links_to_the_oldest() -> None:
    office, alerting = await office_of()

    await look(office, alerting)
    office.now += timedelta(minutes=2)
    await look(office, alerting)

    ((_, _, sentences),) = office.herald.alerts
    assert sentences[0].startswith("23 comments on bluesky:acme.example since 14:00; in the eight")
    assert len(sentences) == 4
    assert all(each.startswith("https://") for each in sentences[1:])


@pytest.mark.parametrize("settings", [{"alerts": False}, {"channel_id": None}])
async def test_where_it_is_off_nothing_is_told(settings: dict[str, object]) -> None:
    office, alerting = await office_of(**settings)

    await look(office, alerting)

    assert office.herald.alerts == []


async def test_in_quiet_hours_nothing_is_told_and_afterwards_what_goes_on() -> None:
    office, alerting = await office_of()
    office.set(quiet_from=time(16), quiet_to=time(16, 40))
    await look(office, alerting)
    before = list(office.herald.alerts)

    office.now += timedelta(minutes=10)
    await look(office, alerting)

    assert before == []
    assert len(office.herald.alerts) == 1


async def test_what_could_not_be_told_is_told_by_the_next_try() -> None:
    office, alerting = await office_of()
    told = office.herald.alert

    async def away(*_: object) -> None:
        raise PlatformUnavailable("slack", None)

    office.herald.alert = away  # type: ignore[method-assign]
    with pytest.raises(PlatformUnavailable):
        await look(office, alerting)
    office.herald.alert = told  # type: ignore[method-assign]
    await look(office, alerting)

    assert len(office.herald.alerts) == 1


async def test_one_whose_teller_was_killed_is_told_after_a_few_minutes() -> None:
    office, alerting = await office_of()
    told = office.herald.alert

    async def killed(*_: object) -> None:
        raise asyncio.CancelledError

    office.herald.alert = killed  # type: ignore[method-assign]
    with pytest.raises(asyncio.CancelledError):
        await look(office, alerting)
    office.herald.alert = told  # type: ignore[method-assign]
    await look(office, alerting)
    assert office.herald.alerts == [], "somebody may be at it"
    office.now += TELLING
    await look(office, alerting)
    office.now += TELLING
    await look(office, alerting)

    assert len(office.herald.alerts) == 1


class Complaints:
    """An inbox in which six people complained today, and nobody before."""

    async def since(self, _: str, account_id: str, at: datetime) -> list[Item]:
        told = Triage(Need.REPLY, Topic.COMPLAINT, "complains")
        times = [NOW - timedelta(minutes=7 * number) for number in range(6)]
        made = [waiting(f"P{n}", account_id, each, triage=told) for n, each in enumerate(times)]
        return [each for each in made if each.since >= at]


@pytest.mark.parametrize(("weeks", "told"), [(3, []), (5, ["complaints"])])
async def test_complaints_are_beside_weeks_in_which_they_were_told_apart(
    weeks: int, told: list[str]
) -> None:
    """What was read of the time before the connection never became an item."""
    office, alerting = await office_of()
    (town,) = office.towns
    known = replace(town.account, connected_at=NOW - timedelta(weeks=weeks, days=1))
    office.accounts.by_id[known.id] = known
    alerting._inbox = Complaints()  # type: ignore[assignment]

    await look(office, alerting)

    kinds = [sentences[0].split()[1] for _, _, sentences in office.herald.alerts]
    assert [each for each in kinds if each == "complaints"] == told
