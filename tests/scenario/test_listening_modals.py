"""`/engage listen`: searches, what they heard, and dismissals that can be taken back."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.community.posts import Author
from assistant.community.searches import Band, Hit, SavedSearch, SearchKind
from handlers import ids
from handlers.render import listen_forms as forms
from playground.workspace import Person
from tests.scenario.card_room import AT, CardRoom
from tests.scenario.rooms import errors_of
from tests.scenario.running import settle

HEARD = "Does anybody know whether Acme ships to Norway?"


async def open_listening(room: CardRoom, person: Person) -> str:
    await room.slack.command(person, room.channel, "/engage", "listen")
    await settle(room.slack, room.engage)
    return shown(room, person)


async def press(room: CardRoom, person: Person, action_id: str, value: Any = None) -> str:
    await room.slack.click_view(person, room.modal(person), action_id, value)
    await settle(room.slack, room.engage)
    return shown(room, person)


def shown(room: CardRoom, person: Person) -> str:
    return repr(room.modal(person).body)


@pytest.fixture
def hit(room: CardRoom) -> Hit:
    """Something that a search has heard."""
    at = (room.team, room.account.id)
    search = SavedSearch("s1", *at, SearchKind.BRAND, "Acme", "U1", AT)
    hit = Hit(
        "at://olaf/1", *at, search.id, Author("did:plc:olaf", "olaf.example", "Olaf"), HEARD,
        "https://bsky.app/profile/olaf.example/post/1", AT, AT, Band.SURE, "says “Acme”",
    )  # fmt: skip
    room.desk.heard.saved[search.id] = search
    room.desk.heard.found[hit.id] = hit
    return hit


async def test_a_search_is_added_turned_round_and_deleted(room: CardRoom) -> None:
    """Listening only at first; the modal below shows it each time."""
    assert forms.NO_SEARCH in await open_listening(room, room.anna)
    await press(room, room.anna, ids.SEARCH)
    await room.fill_in(room.anna, {"What is it?": "hashtag", "What to listen for": "#espresso"})
    (search,) = room.desk.heard.saved.values()
    assert "*#espresso* · a hashtag" in shown(room, room.anna)
    assert "only listens" in shown(room, room.anna)

    menu = f"{forms.CHANGE}:{search.id}"
    assert "proposes replies" in await press(room, room.anna, ids.SEARCH_MENU, menu)
    menu = f"{forms.DROP}:{search.id}"
    assert forms.NO_SEARCH in await press(room, room.anna, ids.SEARCH_MENU, menu)


async def test_what_is_proposed_is_added_by_a_click(room: CardRoom) -> None:
    """Nothing is added before; members are offered nothing."""
    assert ids.PROPOSED not in await open_listening(room, room.ben)
    assert ids.PROPOSED in await open_listening(room, room.anna)
    assert room.desk.heard.saved == {}

    text = await press(room, room.anna, ids.PROPOSED)
    assert [each.words for each in room.desk.heard.saved.values()] == ["acme.example", "Acme"]
    assert ids.PROPOSED not in text


async def test_what_cannot_be_looked_for_is_said_at_its_field(room: CardRoom) -> None:
    await open_listening(room, room.anna)
    await press(room, room.anna, ids.SEARCH)

    typed = {"What is it?": "hashtag", "What to listen for": "two words"}
    assert "words" in errors_of(await room.fill_in(room.anna, typed))


async def test_what_was_heard_can_be_answered(room: CardRoom, hit: Hit) -> None:
    """With why it is shown, and why Engage proposes nothing by itself."""
    await room.arrive()
    room.desk.links[hit.url] = "item-1"
    text = await open_listening(room, room.ben)
    assert HEARD in text
    assert "surely about us: says “Acme”" in text
    assert "only listens" in text

    await press(room, room.ben, ids.HIT_MENU, f"{forms.REPLY}:{hit.id}")

    assert [each["item"] for each in room.desk.wishes] == ["item-1"]


async def test_a_dismissal_is_a_rule_that_can_be_deleted(room: CardRoom, hit: Hit) -> None:
    await open_listening(room, room.ben)

    text = await press(room, room.ben, ids.HIT_MENU, f"author:{hit.id}")
    assert HEARD not in text
    assert "Posts by" in text
    (rule,) = room.desk.heard.rules
    text = await press(room, room.ben, ids.DROP_DISMISSAL, rule)

    assert "Posts by" not in text
    assert room.desk.heard.rules == {}


async def test_members_see_and_do_not_change_searches(room: CardRoom, hit: Hit) -> None:
    text = await open_listening(room, room.ben)

    assert "*Acme*" in text
    assert ids.SEARCH_MENU not in text
    assert "Add a search" not in text
    assert hit.id in text
