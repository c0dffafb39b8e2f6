"""Settings in modals: who may, what is wrong with a field, two managers at once, late clicks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from assistant.community.rights import Act
from assistant.community.settings import AccountSettings
from assistant.ports import Deed
from handlers import ids
from handlers.render.modals import CHANGED_MEANWHILE
from handlers.showing import TOO_LATE
from playground.faults import Fault
from playground.slack import SlackDouble
from tests.scenario.rooms import Room, errors_of, words_to
from tests.scenario.running import Engage, Stores, settle


@pytest.fixture
async def anna(slack: SlackDouble, engage: Engage, stores: Stores) -> Room:
    """A manager at the Home tab of a workspace with one account."""
    stores.connect("acme.example", slack.workspace.team_id)
    return await Room(slack, engage, slack.add_person("Anna", admin=True)).enter()


@pytest.fixture
async def adam(slack: SlackDouble, engage: Engage, anna: Room) -> Room:
    """Another manager there."""
    return await Room(slack, engage, slack.add_person("Adam", admin=True)).enter()


async def test_a_manager_changes_the_settings_of_the_workspace(
    anna: Room, slack: SlackDouble, stores: Stores
) -> None:
    """The form shows what holds, saving closes it, and the act is noted."""
    await anna.press(ids.WORKSPACE_SETTINGS)
    assert anna.fields["Time zone"] == "UTC"

    await anna.fill(Time_zone="berlin", Quiet_from="20:00", Quiet_until="08:00")

    kept = await stores.preferences.of_workspace(slack.workspace.team_id)
    assert kept.settings.zone == "Europe/Berlin"
    assert kept.settings.model_dump(mode="json")["quiet_from"] == "20:00"
    assert kept.chosen == {"zone", "quiet_from", "quiet_to"}
    assert anna.modals == []
    assert [deed.act for _, deed in stores.acts.done] == [Act.CHANGE_SETTINGS]
    assert sum(call.method == "views.publish" for call in slack.calls) == 2


async def test_what_cannot_be_used_is_said_at_its_field(anna: Room, stores: Stores) -> None:
    """Each with its own sentence; nothing is saved, the form stays."""
    await anna.press(ids.WORKSPACE_SETTINGS)

    reply = await anna.fill_in(
        {
            "Time zone": "Mars/Olympus",
            "Months that posts, answers and acts are kept": "500",
            "Quiet from": "20:00",
        }
    )
    both = errors_of(reply)

    assert "Europe/Berlin" in both["zone"]
    assert "to 120" in both["retention_months"]
    assert len(anna.modals) == 1
    assert stores.acts.done == []


async def test_half_a_stretch_of_quiet_is_none(anna: Room) -> None:
    await anna.press(ids.WORKSPACE_SETTINGS)

    wrong = errors_of(await anna.fill(Quiet_from="20:00"))

    assert list(wrong) == ["quiet_to"]
    assert "a beginning and an end" in wrong["quiet_to"]


async def test_two_managers_at_once(
    anna: Room, adam: Room, slack: SlackDouble, stores: Stores
) -> None:
    """The second sees one sentence and what the first saved, and can save on top of it."""
    await anna.press(ids.WORKSPACE_SETTINGS)
    await adam.press(ids.WORKSPACE_SETTINGS)
    await anna.fill(Time_zone="Europe/Berlin")

    await adam.fill(Time_zone="Asia/Tokyo")

    assert CHANGED_MEANWHILE in adam.shown
    assert adam.fields["Time zone"] == "Europe/Berlin"
    kept = await stores.preferences.of_workspace(slack.workspace.team_id)
    assert kept.settings.zone == "Europe/Berlin"
    await adam.fill(Time_zone="Asia/Tokyo")
    kept = await stores.preferences.of_workspace(slack.workspace.team_id)
    assert (kept.settings.zone, adam.modals) == ("Asia/Tokyo", [])


async def test_a_manager_changes_the_settings_of_an_account(
    anna: Room, slack: SlackDouble, stores: Stores
) -> None:
    """Business hours as people write them, approvers, a channel."""
    ben = slack.add_person("Ben")
    channel = slack.add_channel("community", anna.person)
    await anna.press(ids.ACCOUNT_SETTINGS)

    await anna.fill_in(
        {
            "Answer comments within, in hours": "2.5",
            "How those hours are counted": "business",
            "Business hours": "Mon-Fri 09:00-12:00, 13:30-18:00",
            "Country whose public holidays are closed": "de",
            "Who approves what is published": [ben.id],
            "Channel for its cards": channel.id,
        }
    )

    kept = await stores.preferences.of_account(slack.workspace.team_id, "account-acme.example")
    assert (kept.settings.target_hours, kept.settings.counted_in) == (2.5, "business")
    assert kept.settings.hours is not None
    assert kept.settings.hours.week["Friday"] == "09:00-12:00, 13:30-18:00"
    assert kept.settings.hours.country == "DE"
    assert (kept.settings.approver_ids, kept.settings.channel_id) == ((ben.id,), channel.id)
    await anna.press(ids.ACCOUNT_SETTINGS)
    assert anna.fields["Business hours"] == "Monday-Friday 09:00-12:00, 13:30-18:00"


async def test_how_replies_are_approved(anna: Room, slack: SlackDouble, stores: Stores) -> None:
    """The kill switch of the workspace; delay, second person and dry run of an account."""
    await anna.press(ids.WORKSPACE_SETTINGS)
    assert anna.fields["Publishing"]["value"] == "on"
    await anna.fill(Publishing="off")
    await anna.press(ids.ACCOUNT_SETTINGS)
    wrong = errors_of(await anna.fill_in({"Seconds to take an approval back": "4000"}))
    assert list(wrong) == ["undo_s"]
    await anna.fill_in(
        {
            "Seconds to take an approval back": "0",
            "Must somebody else approve?": "yes",
            "Dry run?": "yes",
        }
    )

    workspace = await stores.preferences.of_workspace(slack.workspace.team_id)
    kept = await stores.preferences.of_account(slack.workspace.team_id, "account-acme.example")
    assert workspace.settings.publishing is False
    assert (kept.settings.undo_s, kept.settings.second_person, kept.settings.dry_run) == (
        0,
        True,
        True,
    )


WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "a target beyond a week": ({"Answer comments within, in hours": "169"}, "target_hours", "to 168"),
    "hours nobody can read": ({"Business hours": "always"}, "hours", "Monday-Friday"),
    "hours that end before they begin": ({"Business hours": "Mon 18:00-09:00"}, "hours", ""),
    "a country without its hours": ({"Country whose public holidays are closed": "DE"}, "hours", "as well"),
    "a country nobody knows": (
        {"Business hours": "Mon 09:00-12:00", "Country whose public holidays are closed": "XX"},
        "hours",
        "XX",
    ),
    "business hours that are not there": ({"How those hours are counted": "business"}, "hours", "first"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
async def test_wrong_settings_of_an_account(
    anna: Room, slack: SlackDouble, stores: Stores, name: str
) -> None:
    typed, field, words = WRONG[name]
    await anna.press(ids.ACCOUNT_SETTINGS)

    wrong = errors_of(await anna.fill_in(typed))

    assert list(wrong) == [field]
    assert words in wrong[field]
    kept = await stores.preferences.of_account(slack.workspace.team_id, "account-acme.example")
    assert kept.settings == AccountSettings()


async def test_a_guest_can_be_no_approver(anna: Room, slack: SlackDouble) -> None:
    gus = slack.add_guest("Gus")
    await anna.press(ids.ACCOUNT_SETTINGS)

    wrong = errors_of(await anna.fill_in({"Who approves what is published": [gus.id]}))

    assert "Gus is not a full member" in wrong["approver_ids"]


async def test_two_managers_at_one_account(anna: Room, adam: Room) -> None:
    """As with the workspace."""
    await anna.press(ids.ACCOUNT_SETTINGS)
    await adam.press(ids.ACCOUNT_SETTINGS)
    await anna.fill_in({"Answer comments within, in hours": "2"})

    await adam.fill_in({"Answer comments within, in hours": "8"})

    assert CHANGED_MEANWHILE in adam.shown
    assert adam.fields["Answer comments within, in hours"] == "2"


_LONG = timedelta(minutes=11)
"""Longer than people are remembered."""

FORMS = (ids.WORKSPACE_SETTINGS, ids.ACCOUNT_SETTINGS, ids.PEOPLE, ids.CONNECT)


@pytest.mark.parametrize("button", FORMS)
@pytest.mark.parametrize("kind", ["member", "guest"])
async def test_others_open_nothing(
    anna: Room, slack: SlackDouble, engage: Engage, button: str, kind: str
) -> None:
    """A button that is not theirs (of a tab from before they lost the right) says why."""
    make = slack.add_guest if kind == "guest" else slack.add_person
    other = Room(slack, engage, make("Olga"))
    slack.workspace.homes[other.person.id] = slack.views._new(
        other.person.id, slack.workspace.homes[anna.person.id].body
    )

    await other.press(button)

    assert len(other.modals) == 1
    assert "submit" not in other.modal.body
    words = "full members of this workspace only" if kind == "guest" else "Only managers of Engage"
    assert words in other.shown


@pytest.mark.parametrize("button", FORMS)
async def test_rights_are_asked_again_when_a_form_is_sent(
    anna: Room, slack: SlackDouble, engage: Engage, stores: Stores, button: str
) -> None:
    """Who was a manager when it opened and is none now saves nothing."""
    mia = slack.add_person("Mia")
    await stores.managers.name(slack.workspace.team_id, mia.id, _deed(anna, mia.id))
    room = await Room(slack, engage, mia).enter()
    await room.press(button)
    await stores.managers.unname(slack.workspace.team_id, mia.id, _deed(anna, mia.id))
    stores.acts.done.clear()
    typed = {
        ids.WORKSPACE_SETTINGS: {"Time zone": "Europe/Berlin"},
        ids.ACCOUNT_SETTINGS: {"Answer comments within, in hours": "2"},
        ids.PEOPLE: {"Managers": [mia.id]},
        ids.CONNECT: {"Handle": "acme.example", "App password": "aubergine"},
    }[button]

    await room.fill_in(typed)

    assert "Only managers of Engage" in room.shown
    assert stores.acts.done == []


def _deed(anna: Room, whom: str) -> Any:
    return Deed(Act.NAME_MANAGER, anna.person.id, anna.engage.stores.clock(), whom)


async def test_a_click_that_comes_late_is_answered_in_one_sentence(
    anna: Room, slack: SlackDouble
) -> None:
    """Slack opens nothing after three seconds."""
    slack.faults.add(Fault("views.open", "error", error="expired_trigger_id"))

    await anna.press(ids.WORKSPACE_SETTINGS)

    assert anna.modals == []
    assert words_to(slack, anna.person) == [TOO_LATE]


async def test_a_modal_opens_in_time_while_its_data_are_late(
    slack: SlackDouble, engage: Engage, stores: Stores, anna: Room
) -> None:
    """First one that says so, then the form, without another click."""
    stores.clock.move(_LONG)
    slack.faults.add(Fault("users.info", "hang", times=1))
    view = slack.workspace.homes[anna.person.id]
    await slack.click_view(anna.person, view, ids.WORKSPACE_SETTINGS)
    await slack.until(lambda: anna.modals)
    assert "One moment" in anna.shown

    slack.api.release()
    await settle(slack, engage)

    assert anna.fields["Time zone"] == "UTC"


async def test_a_modal_that_was_closed_meanwhile_stays_closed(
    slack: SlackDouble, engage: Engage, stores: Stores, anna: Room
) -> None:
    stores.clock.move(_LONG)
    slack.faults.add(Fault("users.info", "hang", times=1))
    view = slack.workspace.homes[anna.person.id]
    await slack.click_view(anna.person, view, ids.WORKSPACE_SETTINGS)
    await slack.until(lambda: anna.modals)
    await slack.dismiss(anna.person, anna.modal)

    slack.api.release()
    await settle(slack, engage)

    assert anna.modals == []
    assert words_to(slack, anna.person) == []


async def test_a_store_that_is_away_is_said_in_the_modal(anna: Room, stores: Stores) -> None:
    stores.accounts.down = True

    await anna.press(ids.ACCOUNT_SETTINGS)

    assert "cannot reach its database" in anna.shown
