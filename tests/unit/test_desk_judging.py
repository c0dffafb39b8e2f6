"""The zone and the targets a question is answered by."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from assistant.community.rights import Act, Standing
from assistant.community.settings import AccountSettings, WorkspaceSettings, change
from assistant.desk.judging import policies_of, settings_of
from assistant.ports import Deed, Kept, Person
from tests.managing import MemoryActs, MemoryPreferences

DEED = Deed(Act.CHANGE_SETTINGS, "U1", datetime(2026, 11, 22, tzinfo=UTC))


def person(zone: str | None) -> Person:
    return Person("U1", "Ana", Standing.MEMBER, admin=False, zone=zone)


@pytest.fixture
def preferences() -> MemoryPreferences:
    return MemoryPreferences(MemoryActs())


async def test_the_first_person_s_zone_is_the_workspace_s(preferences: MemoryPreferences) -> None:
    first = await settings_of(preferences, "T1", person("Europe/Berlin"))
    second = await settings_of(preferences, "T1", person("Asia/Tokyo"))

    assert (first.zone, second.zone) == ("Europe/Berlin", "Europe/Berlin")


@pytest.mark.parametrize(
    "zone", [None, "UTC", "Etc/UTC", "Mars/Olympus", "europe/berlin", "../etc"]
)
async def test_a_zone_that_tells_nothing_is_not_taken(
    preferences: MemoryPreferences, zone: str | None
) -> None:
    """The next person may tell more."""
    assert (await settings_of(preferences, "T1", person(zone))).zone == "UTC"
    assert (await settings_of(preferences, "T1", person("Asia/Tokyo"))).zone == "Asia/Tokyo"


async def test_settings_that_people_made_stay(preferences: MemoryPreferences) -> None:
    await preferences.keep_workspace("T1", WorkspaceSettings(note_hour=8), version=1, deed=DEED)

    assert (await settings_of(preferences, "T1", person("Asia/Tokyo"))).zone == "UTC"


async def test_every_account_has_its_policy(preferences: MemoryPreferences) -> None:
    office = {"week": {"Monday": "09:00-17:00"}, "country": "DE"}
    for each in ("acme", "help"):
        preferences.connect("T1", each)
    preferences.accounts["T1", "help"] = Kept(
        change(AccountSettings(), {"target_hours": 2, "hours": office, "counted_in": "business"}), 2
    )
    found = await policies_of(preferences, "T1", "Europe/Berlin")

    assert found["acme"].target == timedelta(hours=4)
    assert not found["acme"].in_hours
    assert found["help"].target == timedelta(hours=2)
    assert found["help"].in_hours
    assert found["help"].hours is not None
    assert found["help"].hours.zone == "Europe/Berlin"
