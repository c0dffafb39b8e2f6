"""Letting an account go, and erasing what was read of it."""

from __future__ import annotations

import pytest

from assistant.community.drafts import DraftState
from assistant.community.rights import Act
from assistant.ports import Deed
from handlers import ids
from playground.slack import SlackDouble
from tests.integration import giving
from tests.scenario.rooms import Room
from tests.scenario.running import Engage, Stores

WHAT = "What Engage has read of it"


@pytest.fixture
async def anna(slack: SlackDouble, engage: Engage, stores: Stores) -> Room:
    """A manager at the Home tab of a workspace with one account."""
    stores.connect("acme.example", slack.workspace.team_id)
    return await Room(slack, engage, slack.add_person("Anna", admin=True)).enter()


async def to_the_form(room: Room) -> None:
    """Through the account's settings, as people go."""
    await room.press(ids.ACCOUNT_SETTINGS)
    await room.press_in_modal(ids.DISCONNECT)


async def test_what_was_read_is_kept_unless_asked_otherwise(
    anna: Room, slack: SlackDouble, stores: Stores
) -> None:
    """The report says so, closing it closes everything, and Home offers to erase it later."""
    await to_the_form(anna)

    await anna.fill_in({})

    assert "sign-in is destroyed" in anna.shown
    assert stores.accounts.connected == []
    assert [deed.act for _, deed in stores.acts.done] == [Act.DISCONNECT]
    await slack.dismiss(anna.person, anna.modal)
    assert anna.modals == []
    assert "what was read is still kept" in anna.home


async def test_who_lets_an_account_go_hears_of_the_posts_that_wait(
    anna: Room, slack: SlackDouble, stores: Stores
) -> None:
    """They do not go out, and nothing of them is lost."""
    (account,) = stores.accounts.connected
    of = giving.studio(account)
    stores.posts.drafts = [
        giving.post(of, "Tomorrow."),
        giving.post(of, "Friday.", state=DraftState.APPROVED),
        giving.post(of, "Monday.", state=DraftState.APPROVED),
    ]
    await to_the_form(anna)
    assert "2 approved posts will not go out" in anna.shown

    await anna.fill_in({})

    assert "2 approved posts did not go out" in anna.shown
    states = [each.state for each in stores.posts.drafts]
    assert states == [DraftState.PENDING, DraftState.FAILED, DraftState.FAILED]
    assert "nothing was sent" in stores.posts.drafts[1].problem


async def test_erasing_reports_exactly_what_went(anna: Room, stores: Stores) -> None:
    await to_the_form(anna)

    await anna.fill_in({WHAT: "erase"})

    assert "1,204 posts" in anna.shown
    assert "3 answers that rest on them" in anna.shown
    assert [deed.act for _, deed in stores.acts.done] == [Act.ERASE]
    assert "acme.example" not in anna.home


async def test_a_disconnected_account_can_be_erased_from_home(anna: Room, stores: Stores) -> None:
    """There is nothing left to choose then."""
    await to_the_form(anna)
    await anna.fill_in({})
    await anna.slack.dismiss(anna.person, anna.modal)

    await anna.press(ids.DISCONNECT)
    assert WHAT not in anna.shown
    await anna.fill_in({})

    assert "1,204 posts" in anna.shown
    assert stores.accounts.past == []


async def test_who_was_slower_is_told(
    anna: Room, slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """Two managers with the same form: the account goes once."""
    adam = await Room(slack, engage, slack.add_person("Adam", admin=True)).enter()
    await to_the_form(anna)
    await to_the_form(adam)
    await anna.fill_in({})

    await adam.fill_in({})

    assert "not connected any more" in adam.shown
    assert len(stores.acts.done) == 1


async def test_rights_are_asked_again(
    anna: Room, slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """Who is no manager any more lets nothing go."""
    team, mia = slack.workspace.team_id, slack.add_person("Mia")
    deed = Deed(Act.NAME_MANAGER, anna.person.id, stores.clock(), mia.id)
    await stores.managers.name(team, mia.id, deed)
    room = await Room(slack, engage, mia).enter()
    await to_the_form(room)
    await stores.managers.unname(team, mia.id, deed)

    await room.fill_in({WHAT: "erase"})

    assert "Only managers of Engage can erase" in room.shown
    assert len(stores.accounts.connected) == 1


async def test_a_member_opens_nothing(anna: Room, slack: SlackDouble, engage: Engage) -> None:
    olga = Room(slack, engage, slack.add_person("Olga"))
    body = {"type": "home", "blocks": [_button()]}
    slack.workspace.homes[olga.person.id] = slack.views._new(olga.person.id, body)

    await olga.press(ids.DISCONNECT)

    assert "Only managers of Engage" in olga.shown


def _button() -> dict[str, object]:
    text = {"type": "plain_text", "text": "Erase"}
    button = {"type": "button", "text": text, "action_id": ids.DISCONNECT, "value": "account-x"}
    return {"type": "actions", "elements": [button]}
