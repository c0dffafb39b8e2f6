"""Settings and managers: rights asked at every act, two managers at once, and what is noted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest

from assistant.community.rights import OF_MEMBERS, Act, Standing
from assistant.desk.managing import Managing
from assistant.desk.permitting import Permitting
from assistant.errors import (
    EditConflict,
    InvalidFields,
    InvalidInput,
    NotAllowed,
    NotFound,
    PlatformUnavailable,
)
from assistant.ports import Kept, Person
from tests.managing import MemoryActs, MemoryManagers, MemoryPreferences, People

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
NOBODY = ("member", "guest", "stranger", "left")


class Office:
    """One workspace with an installer, an admin, a named manager, a member and a guest."""

    def __init__(self) -> None:
        self.people = People()
        self.acts = MemoryActs()
        self.managers = MemoryManagers(self.acts, installer_id="ines")
        self.preferences = MemoryPreferences(self.acts)
        self.preferences.connect("T1", "acme")
        for each in ("ines", "nora", "member"):
            self.people.add(each)
        self.people.add("adam", admin=True)
        self.people.add("guest", Standing.GUEST)
        self.people.add("left", Standing.DEACTIVATED)
        self.permitting = Permitting(
            directory=self.people, managers=self.managers, preferences=self.preferences
        )
        self.managing = Managing(
            permitting=self.permitting,
            directory=self.people,
            preferences=self.preferences,
            managers=self.managers,
            acts=self.acts,
            clock=lambda: NOON,
            most_tokens=2000,
        )


@pytest.fixture
async def office() -> Office:
    office = Office()
    await office.managing.name_manager("T1", "ines", "nora")
    office.acts.done.clear()
    return office


@pytest.mark.parametrize("who", ["ines", "nora", "adam"])
async def test_managers_change_settings_and_the_change_is_noted(office: Office, who: str) -> None:
    kept = await office.managing.change_workspace(
        "T1", who, {"zone": "berlin", "note_hour": "8"}, version=1
    )

    assert (kept.settings.zone, kept.settings.note_hour) == ("Europe/Berlin", 8)
    assert (2, frozenset({"zone", "note_hour"})) == (kept.version, kept.chosen)
    [(_, deed)] = office.acts.done
    assert (Act.CHANGE_SETTINGS, who, NOON, "") == (
        deed.act,
        deed.person_id,
        deed.at,
        deed.subject,
    )
    assert deed.detail == {"zone": ["UTC", "Europe/Berlin"], "note_hour": [9, 8]}


@pytest.mark.parametrize("who", NOBODY)
async def test_nobody_else_changes_anything(office: Office, who: str) -> None:
    desk = office.managing
    works: list[Callable[[], Awaitable[object]]] = [
        lambda: desk.change_workspace("T1", who, {"note_hour": "8"}, version=1),
        lambda: desk.change_account("T1", who, "acme", {"promo_percent": "1"}, version=1),
        lambda: desk.name_manager("T1", who, "member"),
        lambda: desk.unname_manager("T1", who, "nora"),
        lambda: desk.acts("T1", who),
    ]
    for work in works:
        with pytest.raises(NotAllowed) as refused:
            await work()
        assert refused.value.reason.endswith(".")

    assert office.acts.done == []
    assert (await office.preferences.of_workspace("T1")).version == 1
    assert [each.person_id for each in (await office.managers.of("T1")).named] == ["nora"]


async def test_a_refusal_names_those_who_can_do_it_now(office: Office) -> None:
    """Who left is no help."""
    await office.managing.name_manager("T1", "ines", "member")
    office.people.add("nora", Standing.DEACTIVATED)
    office.people.add("new")
    with pytest.raises(NotAllowed) as refused:
        await office.managing.change_workspace("T1", "new", {}, version=1)

    assert refused.value.reason == (
        "Only managers of Engage can change settings. "
        "Please ask Ines, Member or any admin of this workspace."
    )


async def test_a_manager_who_left_is_none_any_more(office: Office) -> None:
    office.people.add("nora", Standing.DEACTIVATED)
    with pytest.raises(NotAllowed):
        await office.managing.change_workspace("T1", "nora", {"note_hour": 8}, version=1)


async def test_members_see_settings_and_guests_do_not(office: Office) -> None:
    assert (await office.managing.workspace_settings("T1", "member")).version == 1
    assert (await office.managing.account_settings("T1", "member", "acme")).version == 1
    assert (await office.managing.managers("T1", "member")).installer_id == "ines"
    with pytest.raises(NotAllowed):
        await office.managing.workspace_settings("T1", "guest")
    with pytest.raises(NotFound):
        await office.managing.account_settings("T1", "member", "other")


async def test_of_two_managers_at_once_the_second_gets_what_is_there(office: Office) -> None:
    await office.managing.change_workspace("T1", "ines", {"note_hour": "8"}, version=1)
    with pytest.raises(EditConflict) as conflict:
        await office.managing.change_workspace("T1", "nora", {"note_hour": "7"}, version=1)

    assert isinstance(conflict.value.current, Kept)
    assert (conflict.value.current.settings.note_hour, conflict.value.current.version) == (8, 2)
    assert len(office.acts.done) == 1


async def test_the_same_form_twice_is_one_change(office: Office) -> None:
    for version in (1, 2):
        kept = await office.managing.change_workspace(
            "T1", "ines", {"note_hour": "8"}, version=version
        )

    assert kept.version == 2
    assert len(office.acts.done) == 1


async def test_wrong_fields_change_nothing(office: Office) -> None:
    with pytest.raises(InvalidFields) as wrong:
        await office.managing.change_workspace(
            "T1", "ines", {"note_hour": "25", "zone": "Mars", "language": "de"}, version=1
        )

    assert {"note_hour", "zone"} == wrong.value.fields.keys()
    assert (await office.preferences.of_workspace("T1")).settings.language == "en"
    assert office.acts.done == []


async def test_no_workspace_gets_more_tokens_than_its_operator_allows(office: Office) -> None:
    with pytest.raises(InvalidFields) as wrong:
        await office.managing.change_workspace("T1", "ines", {"daily_tokens": 2001}, version=1)
    kept = await office.managing.change_workspace("T1", "ines", {"daily_tokens": 2000}, version=1)

    assert "2,000" in wrong.value.fields["daily_tokens"]
    assert kept.settings.daily_tokens == 2000


async def test_settings_of_an_account_are_changed_and_noted(office: Office) -> None:
    fields = {
        "target_hours": "2",
        "approver_ids": ["member", "adam"],
        "lead_id": "nora",
        "hours": {"week": {"Monday": "09:00-17:00"}, "country": "DE"},
    }
    kept = await office.managing.change_account("T1", "adam", "acme", fields, version=1)

    assert (kept.settings.target_hours, kept.settings.approver_ids) == (2.0, ("member", "adam"))
    [(_, deed)] = office.acts.done
    assert deed.subject == "acme"
    assert deed.detail["target_hours"] == [4.0, 2.0]
    with pytest.raises(EditConflict):
        await office.managing.change_account("T1", "ines", "acme", {"lead_id": ""}, version=1)
    with pytest.raises(NotFound):
        await office.managing.change_account("T1", "ines", "gone", {}, version=1)


@pytest.mark.parametrize("fields", [{"approver_ids": ["member", "guest"]}, {"lead_id": "stranger"}])
async def test_only_full_members_approve_or_lead(office: Office, fields: dict[str, object]) -> None:
    with pytest.raises(InvalidFields) as wrong:
        await office.managing.change_account("T1", "adam", "acme", fields, version=1)

    assert fields.keys() == wrong.value.fields.keys()
    assert "full member" in next(iter(wrong.value.fields.values()))


async def test_approvers_who_left_do_not_block_other_changes(office: Office) -> None:
    await office.managing.change_account("T1", "adam", "acme", {"lead_id": "nora"}, version=1)
    office.people.add("nora", Standing.DEACTIVATED)
    kept = await office.managing.change_account(
        "T1", "adam", "acme", {"promo_percent": 5}, version=2
    )

    assert (kept.settings.promo_percent, kept.settings.lead_id) == (5, "nora")


async def test_managers_name_and_unname_each_other(office: Office) -> None:
    assert await office.managing.name_manager("T1", "nora", "member")
    assert not await office.managing.name_manager("T1", "nora", "member")
    assert await office.managing.unname_manager("T1", "member", "nora")
    assert not await office.managing.unname_manager("T1", "member", "nora")

    assert [(deed.act, deed.subject) for _, deed in office.acts.done] == [
        (Act.NAME_MANAGER, "member"),
        (Act.UNNAME_MANAGER, "nora"),
    ]
    with pytest.raises(NotAllowed):
        await office.managing.name_manager("T1", "nora", "nora")


@pytest.mark.parametrize("whom", ["guest", "stranger", "left"])
async def test_only_full_members_become_managers(office: Office, whom: str) -> None:
    with pytest.raises(InvalidInput, match="full member"):
        await office.managing.name_manager("T1", "ines", whom)


@pytest.mark.parametrize("whom", ["ines", "adam"])
async def test_the_last_ways_in_stay(office: Office, whom: str) -> None:
    with pytest.raises(InvalidInput, match="always manages"):
        await office.managing.unname_manager("T1", "nora", whom)


async def test_acts_are_shown_to_managers_the_newest_first(office: Office) -> None:
    await office.managing.name_manager("T1", "ines", "member")

    assert [deed.act for deed in await office.managing.acts("T1", "member")] == [Act.NAME_MANAGER]
    assert await office.managing.acts("T1", "member", before=NOON) == []


async def test_other_workspaces_have_their_own_managers(office: Office) -> None:
    office.managers.installer_id = None
    with pytest.raises(NotAllowed):
        await office.managing.change_workspace("T2", "nora", {"note_hour": 8}, version=1)


# -- permitting ---------------------------------------------------------------------------------


async def test_an_account_with_approvers_is_approved_by_them_alone(office: Office) -> None:
    await office.managing.change_account(
        "T1", "adam", "acme", {"approver_ids": ["member"]}, version=1
    )

    await office.permitting.check(Act.APPROVE, "T1", "member", account_id="acme")
    for manager in ("adam", "ines", "nora"):
        with pytest.raises(NotAllowed, match="Please ask Member"):
            await office.permitting.check(Act.APPROVE, "T1", manager, account_id="acme")


async def test_an_account_without_approvers_is_approved_by_managers(office: Office) -> None:
    for manager in ("adam", "ines", "nora"):
        await office.permitting.check(Act.APPROVE, "T1", manager, account_id="acme")
    with pytest.raises(NotAllowed):
        await office.permitting.check(Act.APPROVE, "T1", "member", account_id="acme")


@pytest.mark.parametrize(
    ("who", "expected"),
    [("guest", frozenset()), ("member", OF_MEMBERS), ("nora", frozenset(Act))],
)
async def test_what_somebody_may_do_is_known_beforehand(
    office: Office, who: str, expected: frozenset[Act]
) -> None:
    assert expected == await office.managing.permitted("T1", who)


async def test_acts_of_members_read_nothing_but_the_person() -> None:
    """A question must not wait for the list of managers."""
    people = People()
    people.add("member")
    permitting = Permitting(directory=people, managers=None, preferences=None)  # type: ignore[arg-type]

    assert (await permitting.check(Act.ASK, "T1", "member")).id == "member"
    with pytest.raises(NotAllowed):
        await permitting.check(Act.CONNECT, "T1", "stranger")


async def test_a_refusal_does_without_names_that_the_chat_does_not_tell(office: Office) -> None:
    class Away(People):
        async def person(self, workspace_id: str, person_id: str) -> Person:
            if person_id == "member":
                return await super().person(workspace_id, person_id)
            raise PlatformUnavailable("slack")

    away = Away(*office.people.by_id.values())
    permitting = Permitting(
        directory=away, managers=office.managers, preferences=office.preferences
    )
    with pytest.raises(NotAllowed, match="Please ask any admin"):
        await permitting.check(Act.CONNECT, "T1", "member")
    with pytest.raises(PlatformUnavailable):
        await permitting.check(Act.CONNECT, "T1", "ines")
