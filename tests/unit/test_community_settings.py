"""Settings: defaults, what can be typed, and one sentence for each field that cannot be used."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from assistant.community.polling import HORIZON
from assistant.community.settings import (
    AccountSettings,
    WorkspaceSettings,
    change,
    read,
    stored,
)
from assistant.community.settings_words import SENTENCES, SHORTEST_RETENTION
from assistant.community.zones import read_language, read_zone
from assistant.errors import InvalidFields, InvalidInput

NONE: frozenset[str] = frozenset()
OFFICE = {"week": {"monday": "9:00-12:00, 13:00-17:00", "Friday": "09:00-15:00", "Sunday": ""}}


def refused(kind: type[WorkspaceSettings | AccountSettings], **fields: object) -> dict[str, str]:
    with pytest.raises(InvalidFields) as caught:
        read(kind, fields)
    return dict(caught.value.fields)


def test_defaults_are_those_of_the_design():
    workspace, account = WorkspaceSettings(), AccountSettings()

    assert (workspace.zone, workspace.language) == ("UTC", "en")
    assert (
        workspace.note_day, workspace.note_hour, workspace.retention_months,
    ) == ("Monday", 9, 13)  # fmt: skip
    assert (
        workspace.quiet_from, workspace.quiet_to, workspace.daily_tokens,
    ) == (None, None, None)  # fmt: skip
    assert (
        account.target_hours, account.counted_in, account.promo_percent, account.approver_ids,
    ) == (4.0, "clock", 20, ())  # fmt: skip


def test_what_people_type_is_understood():
    typed = {
        "zone": " berlin ",
        "language": "pt_br",
        "note_day": "friday",
        "note_hour": "8",
        "quiet_from": "20:00",
        "quiet_to": "07:30",
        "daily_tokens": "50000",
        "retention_months": " 6 ",
    }

    assert WorkspaceSettings(
        zone="Europe/Berlin",
        language="pt-BR",
        note_day="Friday",
        note_hour=8,
        quiet_from=time(20),
        quiet_to=time(7, 30),
        daily_tokens=50_000,
        retention_months=6,
    ) == change(WorkspaceSettings(), typed)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("zone", "Middle-earth"),
        ("zone", 5),
        ("zone", "../../etc/passwd"),
        ("language", "tlhx"),
        ("language", "en\x00"),
        ("note_day", "Someday"),
        ("note_hour", "24"),
        ("note_hour", "nine"),
        ("daily_tokens", "0"),
        ("daily_tokens", "9" * 30),
        ("retention_months", "3"),
        ("retention_months", "1.5"),
        ("retention_months", "²"),
    ],
)
def test_a_field_of_a_workspace_that_cannot_be_used_says_what_it_takes(field: str, value: object):
    said = refused(WorkspaceSettings, **{field: value})

    assert {field} == said.keys()
    assert said[field].startswith("Write ")
    assert said[field].endswith(".")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("channel_id", "C" * 99),
        ("target_hours", "0"),
        ("target_hours", "inf"),
        ("target_hours", "nan"),
        ("counted_in", "moons"),
        ("promo_percent", "101"),
        ("approver_ids", [f"U{number}" for number in range(51)]),
        ("lead_id", 7),
        ("hours", "all day"),
        ("hours", {"week": {"Monday": 5}}),
        ("hours", {"week": {"Monday": "17:00-09:00"}}),
        ("hours", {"week": {"Monday": "mornings"}}),
        ("hours", {"week": {"Moonday": "09:00-17:00"}}),
        ("hours", {"week": {}}),
        ("hours", OFFICE | {"zone": "Nowhere/City"}),
    ],
)
def test_a_field_of_an_account_that_cannot_be_used_says_what_it_takes(field: str, value: object):
    said = refused(AccountSettings, **{field: value})

    assert {field} == said.keys()
    assert said[field].endswith(".")
    assert "pydantic" not in said[field].lower()


@pytest.mark.parametrize("place", [{"country": "XX"}, {"country": "DE", "region": "TX"}])
def test_a_country_without_known_holidays_is_refused_when_it_is_chosen(place: dict[str, str]):
    with pytest.raises(InvalidFields) as caught:
        change(AccountSettings(), {"hours": OFFICE | place})

    assert "country code" in caught.value.fields["hours"]


def test_every_wrong_field_is_named_at_once():
    assert {"zone", "note_hour", "quiet_from"} == refused(
        WorkspaceSettings, zone="x", note_hour="x", quiet_from="x"
    ).keys()


def test_fields_that_do_not_exist_are_refused():
    assert refused(WorkspaceSettings, colour="red") == {"colour": "Engage has no such setting."}


@pytest.mark.parametrize("kind", [WorkspaceSettings, AccountSettings])
def test_every_field_has_a_sentence(kind: type[WorkspaceSettings | AccountSettings]):
    """Those with a reader say it themselves."""
    assert set(kind.model_fields) <= SENTENCES.keys() | {"zone", "language"}


@pytest.mark.parametrize("field", ["quiet_from", "quiet_to"])
def test_half_of_the_quiet_hours_is_none(field: str):
    said = refused(WorkspaceSettings, **{field: "20:00"})

    assert list(said.values()) == ["Quiet hours need a beginning and an end, or neither."]


def test_quiet_hours_of_no_length_are_refused():
    assert "quiet_to" in refused(WorkspaceSettings, quiet_from="20:00", quiet_to="20:00")


@pytest.mark.parametrize(
    ("now", "months", "expected"),
    [
        ("2026-11-22 12:30", 13, "2025-10-22"),
        ("2026-03-31 23:59", 13, "2025-02-28"),
        ("2025-03-31 00:00", 13, "2024-02-29"),
        ("2026-04-30 12:00", 4, "2025-12-30"),
        ("2026-01-01 00:00", 12, "2025-01-01"),
        ("2026-01-31 00:00", 120, "2016-01-31"),
    ],
)
def test_records_are_kept_for_calendar_months(now: str, months: int, expected: str):
    """Since a midnight in UTC; a day that a month does not have is its last."""
    settings = WorkspaceSettings(retention_months=months)
    since = settings.kept_since(datetime.fromisoformat(now).replace(tzinfo=UTC))

    assert since == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_what_is_still_looked_after_is_never_erased():
    """Else every sweep would bring it back."""
    now = datetime(2026, 3, 1, tzinfo=UTC)

    assert WorkspaceSettings(retention_months=SHORTEST_RETENTION).kept_since(now) < now - HORIZON


def test_an_empty_field_has_its_default_again():
    settings = WorkspaceSettings(zone="Europe/Berlin", daily_tokens=5000, retention_months=5)
    fields = {"zone": "", "daily_tokens": None, "retention_months": ""}

    assert WorkspaceSettings() == change(settings, fields)


def test_fields_that_are_not_given_stay():
    settings = AccountSettings(channel_id="C1", approver_ids=("U1",))

    assert AccountSettings(channel_id="C1", approver_ids=("U1",), promo_percent=5) == change(
        settings, {"promo_percent": "5"}
    )


def test_only_what_was_chosen_is_stored_and_reads_back():
    before = WorkspaceSettings()
    after = change(before, {"quiet_from": "22:00", "quiet_to": "06:00", "note_hour": 9})

    assert stored(after, before, NONE) == {"quiet_from": "22:00", "quiet_to": "06:00"}
    assert read(WorkspaceSettings, stored(after, before, NONE)) == after


def test_what_was_chosen_once_stays_chosen():
    before = WorkspaceSettings(note_hour=8)
    after = change(before, {"note_hour": 9})

    assert stored(after, before, frozenset({"note_hour"})) == {"note_hour": 9}


def test_business_hours_read_back_as_stored():
    account = read(AccountSettings, {"hours": OFFICE | {"country": "de", "region": "by"}})
    kept = stored(account, AccountSettings(), NONE)

    assert kept["hours"]["week"] == {"Monday": "9:00-12:00, 13:00-17:00", "Friday": "09:00-15:00"}
    assert (kept["hours"]["country"], kept["hours"]["region"]) == ("DE", "BY")
    assert read(AccountSettings, kept) == account


def test_a_target_in_business_hours_needs_business_hours():
    assert {"hours"} == refused(AccountSettings, counted_in="business").keys()


def test_the_policy_follows_the_account():
    policy = read(
        AccountSettings, {"target_hours": "1.5", "counted_in": "business", "hours": OFFICE}
    ).policy("Asia/Tokyo")

    assert (timedelta(minutes=90), True) == (policy.target, policy.in_hours)
    assert policy.hours is not None
    assert policy.hours.zone == "Asia/Tokyo"
    assert policy.hours.week[0] == ((540, 720), (780, 1020))


def test_hours_with_a_zone_of_their_own_keep_it():
    policy = read(AccountSettings, {"hours": OFFICE | {"zone": "Europe/Paris"}}).policy("UTC")

    assert policy.hours is not None
    assert policy.hours.zone == "Europe/Paris"


def test_approvers_are_counted_once_each():
    assert read(AccountSettings, {"approver_ids": ["U1", "U2", "U1"]}).approver_ids == ("U1", "U2")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("utc", "UTC"),
    ],
)
def test_zones_are_read_as_people_write_them(text: str, expected: str):
    assert expected == read_zone(text)


@pytest.mark.parametrize(
    ("text", "expected"), [("de", "de"), ("EN-gb", "en-GB"), ("zh-hant", "zh-Hant")]
)
def test_languages_are_read_as_people_write_them(text: str, expected: str):
    assert expected == read_language(text)


@pytest.mark.parametrize("text", ["", "   ", "Factory", "localtime", "e" * 5000])
def test_what_is_no_zone_and_no_language_is_refused(text: str):
    with pytest.raises(InvalidInput):
        read_zone(text)
    with pytest.raises(InvalidInput):
        read_language(text)
