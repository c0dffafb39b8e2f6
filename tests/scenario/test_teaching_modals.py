"""Brand facts and rules of the voice, by their modals: who may, what is wrong, lists and imports."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assistant.community.brand import Leaning, RuleState, VoiceRule
from handlers import ids
from handlers.render import teach_words as say
from playground.slack import SlackDouble
from playground.workspace import Person
from tests.scenario.card_room import AT, CardRoom
from tests.scenario.rooms import errors_of
from tests.scenario.running import settle
from tests.scenario.teach_desk import OnePage

FACT = {
    "Title": "Shipping times",
    "The fact": "Orders leave within two working days.",
    "Where it comes from": "https://shop.example/shipping",
}


async def open_facts(room: CardRoom, person: Person) -> None:
    await room.slack.command(person, room.channel, "/engage", "fact")
    await settle(room.slack, room.engage)


async def press(room: CardRoom, person: Person, action_id: str, value: Any = None) -> None:
    """In the modal on top."""
    await room.slack.click_view(person, room.modal(person), action_id, value)
    await settle(room.slack, room.engage)


def shown(room: CardRoom, person: Person) -> str:
    return repr(room.modal(person).body)


async def add(room: CardRoom, **more: Any) -> None:
    await open_facts(room, room.anna)
    await press(room, room.anna, ids.FACT)
    await room.fill_in(room.anna, FACT | more)


async def test_a_fact_is_added_changed_and_deleted(room: CardRoom) -> None:
    """The list below shows it each time."""
    await add(room, **{"Holds until": "2026-12-31"})
    (fact,) = room.desk.book.kept.values()
    assert (fact.title, fact.added_by) == ("Shipping times", room.anna.id)
    text = shown(room, room.anna)
    assert "*<https://shop.example/shipping|Shipping times>*" in text
    assert "until 31 Dec 2026" in text

    await press(room, room.anna, ids.FACT_MENU, f"change:{fact.id}")
    await room.fill_in(room.anna, {"The fact": "Orders leave within three days."})
    assert "within three days" in shown(room, room.anna)
    await press(room, room.anna, ids.FACT_MENU, f"drop:{fact.id}")

    assert room.desk.book.kept == {}
    assert say.NO_FACTS in shown(room, room.anna)


async def test_what_cannot_be_a_fact_is_said_at_its_field(room: CardRoom) -> None:
    await open_facts(room, room.anna)
    await press(room, room.anna, ids.FACT)

    wrong = errors_of(await room.fill_in(room.anna, FACT | {"Holds until": "2020-01-01"}))

    assert "is over" in wrong["valid_until"]
    assert room.desk.book.kept == {}


async def test_the_same_fact_twice_is_said_so(room: CardRoom) -> None:
    await add(room)
    await press(room, room.anna, ids.FACT)

    assert "there already" in errors_of(await room.fill_in(room.anna, FACT))["title"]


async def test_members_look_and_managers_change(room: CardRoom) -> None:
    """A button of somebody who lost the right says why."""
    await add(room)
    await open_facts(room, room.ben)
    assert "Shipping times" in shown(room, room.ben)
    assert ids.FACT_MENU not in shown(room, room.ben)
    (fact,) = room.desk.book.kept
    room.slack.workspace.modals[room.ben.id][-1].body["blocks"] = room.modal(room.anna).body[
        "blocks"
    ]

    await press(room, room.ben, ids.FACT_MENU, f"drop:{fact}")

    assert list(room.desk.book.kept) == [fact]
    assert "Only managers of Engage" in room.slack.messages(room.slack.direct(room.ben))[-1].text


async def test_a_list_is_imported_with_the_lines_that_are_none(room: CardRoom) -> None:
    await open_facts(room, room.anna)
    await press(room, room.anna, ids.IMPORT)
    text = "lost without a heading\n\n## Returns\nReturns are free for 30 days.\n"
    await room.fill_in(
        room.anna, {"The list": text, "Where the list comes from": "Support handbook"}
    )

    assert "1 fact was added." in shown(room, room.anna)
    assert "Line 1" in shown(room, room.anna)
    assert [each.title for each in room.desk.book.kept.values()] == ["Returns"]


async def test_a_page_is_read_and_only_what_is_ticked_becomes_a_fact(room: CardRoom) -> None:
    await open_facts(room, room.anna)
    await press(room, room.anna, ids.IMPORT)
    typed = {"What it is": "page", "Address of the page": "https://elsewhere.example"}
    assert "cannot read" in errors_of(await room.fill_in(room.anna, typed))["url"]
    await room.fill_in(room.anna, typed | {"Address of the page": OnePage.URL})
    assert say.CHOOSE.format(count=2) in shown(room, room.anna)
    options = next(
        block["element"]["options"]
        for block in room.modal(room.anna).body["blocks"]
        if block["type"] == "input"
    )

    await room.fill_in(room.anna, {"Which of these are facts?": [options[1]["value"]]})

    (fact,) = room.desk.book.kept.values()
    assert (fact.title, fact.source) == ("Returns", OnePage.URL)


@pytest.fixture
def learned(room: CardRoom) -> VoiceRule:
    """A rule that Engage offers."""
    rule = VoiceRule(
        "rule-1", room.team, room.account.id, Leaning.DONT, "No emoji in apologies.",
        RuleState.OFFERED, AT, why="you took them out of 6 of the last 8 drafts",
    )  # fmt: skip
    room.desk.book.voice[rule.id] = rule
    return rule


async def test_learned_rules_wait_for_a_person(room: CardRoom, learned: VoiceRule) -> None:
    """With the evidence; accepting puts them in force, deleting is for good."""
    await open_facts(room, room.anna)
    await press(room, room.anna, ids.VOICE)
    assert learned.why in shown(room, room.anna)
    await press(room, room.anna, ids.ACCEPT_RULE)
    assert room.desk.book.voice["rule-1"] == replace(learned, state=RuleState.IN_FORCE)
    assert "Learned from your edits" not in shown(room, room.anna)

    await press(room, room.anna, ids.DROP_RULE)

    assert room.desk.book.voice == {}
    assert say.NO_RULES in shown(room, room.anna)


async def test_a_rule_of_ones_own(room: CardRoom) -> None:
    await open_facts(room, room.anna)
    await press(room, room.anna, ids.VOICE)
    await press(room, room.anna, ids.RULE)
    assert "characters" in errors_of(await room.fill_in(room.anna, {"The rule": "a"}))["rule"]
    await room.fill_in(room.anna, {"Do or do not?": "dont", "The rule": "Never say customers."})

    assert "🚫 Never say customers." in shown(room, room.anna)


async def test_the_voice_of_another_account_in_the_same_modal(
    room: CardRoom, slack: SlackDouble
) -> None:
    other = room.engage.stores.connect("other.example", slack.workspace.team_id)
    await open_facts(room, room.anna)
    await press(room, room.anna, ids.VOICE)
    depth = len(slack.workspace.modals[room.anna.id])

    await press(room, room.anna, ids.VOICE, other.id)

    assert len(slack.workspace.modals[room.anna.id]) == depth
    assert "*bluesky:other.example*" in shown(room, room.anna)
