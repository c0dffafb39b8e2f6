"""Forms whose work takes longer than Slack waits."""

from __future__ import annotations

import pytest

from handlers import ids
from playground.slack import SlackDouble
from tests.scenario.connecting import RIGHT
from tests.scenario.memory import HeldClock, MemoryRuns
from tests.scenario.rooms import Room
from tests.scenario.running import SECRET, Engage, Stores, settle


@pytest.fixture
def stores() -> Stores:
    """As always, but that a form is answered almost at once."""
    clock = HeldClock()
    return Stores(clock, MemoryRuns(clock), answer_s=0.05)


@pytest.fixture
async def anna(slack: SlackDouble, engage: Engage) -> Room:
    """A manager at the Home tab of a workspace without accounts."""
    return await Room(slack, engage, slack.add_person("Anna", admin=True)).enter()


async def test_a_slow_sign_in_is_waited_for_in_the_modal(
    anna: Room, slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """Slack is answered in time; the end comes into the same modal."""
    engage.platforms.open_door.clear()
    await anna.press(ids.CONNECT)
    told = slack.fill(anna.person, anna.modal, {"Handle": "acme.example", "App password": RIGHT})
    assert (await told).ok
    assert "One moment" in anna.shown

    engage.platforms.open_door.set()
    await settle(slack, engage)

    assert "is connected" in anna.shown
    assert [str(each.ref) for each in stores.accounts.connected] == ["bluesky:acme.example"]


async def test_a_slow_sign_in_that_fails_is_said_there(
    anna: Room, slack: SlackDouble, engage: Engage
) -> None:
    """The sentence of the field, in the modal."""
    engage.platforms.open_door.clear()
    await anna.press(ids.CONNECT)
    await slack.fill(anna.person, anna.modal, {"Handle": "acme.example", "App password": SECRET})

    engage.platforms.open_door.set()
    await settle(slack, engage)

    assert "does not accept this handle" in anna.shown
    assert anna.fields["Handle"] == "acme.example"
    assert SECRET not in anna.shown


async def test_a_form_that_came_back_late_can_be_sent_again(
    anna: Room, slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """Only the secret is to be typed anew; the note of the first try is gone after the second."""
    engage.platforms.open_door.clear()
    await anna.press(ids.CONNECT)
    await slack.fill(anna.person, anna.modal, {"Handle": "acme.example", "App password": SECRET})
    engage.platforms.open_door.set()
    await settle(slack, engage)
    engage.platforms.open_door.clear()
    await slack.fill(anna.person, anna.modal, {"App password": SECRET})
    engage.platforms.open_door.set()
    await settle(slack, engage)
    assert anna.shown.count("does not accept this handle") == 1

    await anna.fill(App_password=RIGHT)

    assert "is connected" in anna.shown
    assert [str(each.ref) for each in stores.accounts.connected] == ["bluesky:acme.example"]
