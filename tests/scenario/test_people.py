"""People and rights, and what was done here."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.community.rights import Act
from assistant.desk.managing import PAGE
from assistant.ports import Deed
from handlers import ids
from handlers.render.modals import CHANGED_MEANWHILE
from playground.slack import SlackDouble
from playground.workspace import Person
from tests.scenario.rooms import Room, errors_of
from tests.scenario.running import Engage, Stores


@pytest.fixture
async def anna(slack: SlackDouble, engage: Engage, stores: Stores) -> Room:
    """A manager at the Home tab of a workspace with one account."""
    stores.connect("acme.example", slack.workspace.team_id)
    return await Room(slack, engage, slack.add_person("Anna", admin=True)).enter()


async def named(stores: Stores, slack: SlackDouble) -> set[str]:
    managed = await stores.managers.of(slack.workspace.team_id)
    return {each.person_id for each in managed.named}


async def test_managers_are_named_and_taken_off(
    anna: Room, slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """Whoever is named sees the buttons; each act is noted."""
    ben, cem = slack.add_person("Ben"), slack.add_person("Cem")
    await anna.press(ids.PEOPLE)
    await anna.fill(Managers=[ben.id])
    assert await named(stores, slack) == {ben.id}
    room = await Room(slack, engage, ben).enter()
    assert "People and rights" in room.home

    await room.press(ids.PEOPLE)
    assert room.fields["Managers"] == [ben.id]
    await room.fill(Managers=[cem.id])

    assert await named(stores, slack) == {cem.id}
    assert "People and rights" not in room.home
    deeds = [(deed.act, deed.subject) for _, deed in stores.acts.done]
    assert deeds == [
        (Act.NAME_MANAGER, ben.id),
        (Act.NAME_MANAGER, cem.id),
        (Act.UNNAME_MANAGER, ben.id),
    ]


async def test_a_guest_can_be_no_manager(anna: Room, slack: SlackDouble, stores: Stores) -> None:
    gus = slack.add_guest("Gus")
    await anna.press(ids.PEOPLE)

    wrong = errors_of(await anna.fill(Managers=[gus.id]))

    assert "Gus is not a full member" in wrong["managers"]
    assert await named(stores, slack) == set()


async def test_two_managers_name_others_at_once(
    anna: Room, slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """The second sees who was named meanwhile; nobody is taken off by accident."""
    ben, cem = slack.add_person("Ben"), slack.add_person("Cem")
    adam = await Room(slack, engage, slack.add_person("Adam", admin=True)).enter()
    await anna.press(ids.PEOPLE)
    await adam.press(ids.PEOPLE)
    await anna.fill(Managers=[ben.id])

    await adam.fill(Managers=[cem.id])

    assert CHANGED_MEANWHILE in adam.shown
    assert adam.fields["Managers"] == [ben.id]
    assert await named(stores, slack) == {ben.id}
    await adam.fill(Managers=[ben.id, cem.id])
    assert await named(stores, slack) == {ben.id, cem.id}


async def test_approvers_are_changed_from_there(
    anna: Room, slack: SlackDouble, stores: Stores
) -> None:
    """The account's form opens on top; once it is saved, the list below says so."""
    ben = slack.add_person("Ben")
    await anna.press(ids.PEOPLE)
    assert "the managers" in anna.shown

    await anna.press_in_modal(ids.ACCOUNT_SETTINGS)
    assert len(anna.modals) == 2
    await anna.fill_in({"Who approves what is published": [ben.id]})

    assert len(anna.modals) == 1
    assert f"acme.example*\\n<@{ben.id}>" in anna.shown


async def done(stores: Stores, slack: SlackDouble, who: Person, count: int) -> None:
    for at in range(count):
        moment = stores.clock() - timedelta(minutes=at)
        detail = {"zone": ["UTC", f"Zone {at}"]}
        deed = Deed(Act.CHANGE_SETTINGS, who.id, moment, "", detail)
        await stores.acts.append(slack.workspace.team_id, deed)


async def test_what_was_done_is_listed_page_by_page(
    anna: Room, slack: SlackDouble, stores: Stores
) -> None:
    """Newest first, with old and new values."""
    await done(stores, slack, anna.person, PAGE + 3)
    await anna.press(ids.PEOPLE)

    await anna.press_in_modal(ids.ACTS)
    assert f"<@{anna.person.id}> changed the settings of this workspace" in anna.shown
    assert "time zone: UTC → Zone 0" in anna.shown
    assert f"Zone {PAGE}" not in anna.shown
    await anna.press_in_modal(ids.OLDER_ACTS)

    assert len(anna.modals) == 2
    assert f"Zone {PAGE}" in anna.shown
    assert "Older" not in anna.shown


async def test_the_list_of_acts_is_the_managers(
    anna: Room, slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """Asked again for each page."""
    ben = slack.add_person("Ben")
    team = slack.workspace.team_id
    deed = Deed(Act.NAME_MANAGER, anna.person.id, stores.clock(), ben.id)
    await stores.managers.name(team, ben.id, deed)
    room = await Room(slack, engage, ben).enter()
    await room.press(ids.PEOPLE)
    await stores.managers.unname(team, ben.id, deed)

    await room.press_in_modal(ids.ACTS)

    assert "Only managers of Engage can see what was done here" in room.shown
