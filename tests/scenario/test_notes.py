"""The weekly note in Slack: as it comes, by `/engage summary`, and what its buttons do."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from handlers import ids
from handlers.calls import SlackRefused
from handlers.note_acts import NOT_KEPT, STUDIO
from handlers.notes import LOOKED_THROUGH, SlackHerald
from playground.workspace import Message
from tests.communities import busy_week
from tests.fakes import account
from tests.noting_kit import NoteOffice, waiting
from tests.scenario.card_room import AT, CardRoom
from tests.scenario.running import Engage, settle
from tests.scenario.studio_desk import StudioDesk

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
WEEK = "2026-11-23"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass
class Noted:
    """A note of the room's workspace, and the herald that brings it."""

    room: CardRoom
    office: NoteOffice
    herald: SlackHerald

    async def bring(self, week: str = WEEK) -> list[Message]:
        """The note and its thread."""
        kept = self.office.notes.kept[self.room.team, week]
        # The double's clock is the machine's own: whatever it says, this was written before.
        channel_id = self.office.preferences.workspaces[self.room.team].settings.note_channel_id
        assert channel_id is not None
        await self.herald.bring(replace(kept, written_at=LONG_AGO), channel_id)
        return self.standing()

    def standing(self) -> list[Message]:
        return list(self.room.slack.workspace.messages[self.room.channel.id].values())


@pytest.fixture
async def noted(studio_desk: StudioDesk, room: CardRoom, engage: Engage) -> Noted:
    """A written note about somebody who waits; the office is that of the real use case."""
    town = busy_week(replace(account(workspace_id=room.team), synced_at=MONDAY))
    office = NoteOffice(town, team=room.team, member=room.anna.id, note_channel_id=room.channel.id)
    await office.filled()
    await room.arrive("item-Ana")
    office.inbox.items = [
        replace(
            waiting("Ana", town.account.id, AT),
            workspace_id=room.team,
        )
    ]
    office.now = MONDAY - timedelta(minutes=30)
    await office.summarizing.write(room.team, WEEK)
    office.now = MONDAY
    herald = SlackHerald(
        installations=engage.installations,
        accounts=office.accounts,
        preferences=office.preferences,
        managers=engage.stores.managers,
        once=engage.stores.once,
        clock=lambda: office.now,
    )
    object.__setattr__(engage.services, "make_summaries", lambda: office.summarizing)
    room.slack.workspace.messages[room.channel.id].clear()
    return Noted(room, office, herald)


def shown(message: Message) -> str:
    return json.dumps(message.shown_blocks, ensure_ascii=False)


async def test_a_note_with_its_thread_and_never_a_second(noted: Noted) -> None:
    first = await noted.bring()
    again = await noted.bring()

    note, thread = first
    assert again == first
    assert thread.thread_ts == note.ts
    assert "Your week, 16-22 Nov" in shown(note)
    assert "data_visualization" in shown(note)
    assert "*Who waits*" in shown(note)
    assert "*One thing to stop*" in shown(note)
    assert "Where this comes from" in shown(thread)
    assert note.metadata == {"event_type": "engage_note", "event_payload": {"week": WEEK}}
    assert "This should have been here" not in shown(note)


async def test_a_busy_channel_gets_no_second_note(noted: Noted) -> None:
    """The first one stands behind what was written since: page by page it is looked for."""
    await noted.bring()
    for n in range(LOOKED_THROUGH + 5):
        noted.room.slack.say(noted.room.ben, noted.room.channel, f"Good morning {n}")

    await noted.bring()

    assert len(_notes(noted)) == 1


async def test_where_no_end_of_messages_is_seen_nothing_is_posted_again(
    noted: Noted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.notes.MOST_PAGES", 1)
    crowd = range(LOOKED_THROUGH + 5)
    for n in crowd:
        noted.room.slack.say(noted.room.ben, noted.room.channel, f"Good morning {n}")
    await noted.bring()
    assert len(_notes(noted)) == 1, "nobody had tried to post it before"
    for n in crowd:
        noted.room.slack.say(noted.room.ben, noted.room.channel, f"Good day {n}")

    with pytest.raises(SlackRefused, match="too_many_messages"):
        await noted.bring()

    assert len(_notes(noted)) == 1


@pytest.mark.parametrize(
    ("author", "event_type"), [("bot", "release_note"), ("ben", "engage_note")]
)
async def test_what_others_post_with_the_same_week_is_no_note(
    noted: Noted, author: str, event_type: str
) -> None:
    """Any app may put a week into its metadata."""
    room = noted.room
    who = room.slack.workspace.bot.id if author == "bot" else room.ben.id
    metadata = {"event_type": event_type, "event_payload": {"week": WEEK}}
    space = room.slack.workspace
    space.keep(Message(space.new_ts(), room.channel.id, who, "Ours", metadata=metadata))

    await noted.bring()

    assert any("Your week" in shown(each) for each in noted.standing())


async def test_one_that_comes_late_says_so(noted: Noted) -> None:
    noted.office.now = MONDAY + timedelta(hours=3)

    note, _ = await noted.bring()

    assert "This should have been here at 09:00." in shown(note)


async def test_a_workspace_without_the_newest_blocks_reads_it_in_plain_ones(noted: Noted) -> None:
    noted.room.slack.faults.no_charts = True

    note, thread = await noted.bring()

    assert "data_visualization" not in shown(note)
    assert "*One thing to stop*" in shown(note)
    assert thread.thread_ts == note.ts


async def test_the_first_button_has_a_reply_drafted_and_leads_to_the_card(noted: Noted) -> None:
    note, _ = await noted.bring()

    told = await noted.room.press(
        noted.room.anna, ids.NOTE_ACTION, f"{WEEK}:answer:item-Ana", on=note
    )

    assert noted.room.desk.wishes == [{"item": "item-Ana", "instruction": "", "about": None}]
    assert "card" in told


async def test_thanks_go_under_what_they_wrote_and_name_them_nowhere_else(
    noted: Noted, studio_desk: StudioDesk
) -> None:
    note, _ = await noted.bring()
    thanks = noted.office.notes.kept[noted.room.team, WEEK].body["actions"][1]
    noted.room.desk.links[thanks["url"]] = "item-Ana"

    told = await _click(noted, note, f"{WEEK}:thank:")

    assert noted.room.desk.wishes == [{"item": "item-Ana", "instruction": "", "about": None}]
    assert "card" in told
    assert not studio_desk.kept


async def test_the_last_opens_a_studio(noted: Noted, studio_desk: StudioDesk) -> None:
    note, _ = await noted.bring()
    studio_desk.accounts[noted.room.account.id] = noted.room.account
    post = noted.office.notes.kept[noted.room.team, WEEK].body["actions"][2]

    told = await _click(noted, note, f"{WEEK}:post:")

    (opened,) = studio_desk.kept.values()
    assert told == STUDIO
    assert opened.topic == post["topic"]
    assert opened.about == post["why"]


async def test_a_button_of_a_note_that_is_not_kept_says_so(noted: Noted) -> None:
    note, _ = await noted.bring()
    noted.office.notes.kept.clear()

    assert await _click(noted, note, f"{WEEK}:thank:") == NOT_KEPT


async def test_a_button_with_the_ids_of_another_workspace_finds_nothing(
    noted: Noted, studio_desk: StudioDesk
) -> None:
    """Its note and its items are looked up under the workspace of the click."""
    note, _ = await noted.bring()
    kept = noted.office.notes.kept.pop((noted.room.team, WEEK))
    noted.office.notes.kept["T0OTHER", WEEK] = replace(kept, workspace_id="T0OTHER")

    told = await _click(noted, note, f"{WEEK}:thank:")
    await _click(noted, note, f"{WEEK}:answer:item-of-another")

    assert told == NOT_KEPT
    assert not studio_desk.kept
    assert noted.room.desk.wishes == []


async def test_summary_is_for_ones_own_eyes(noted: Noted) -> None:
    room = noted.room

    await room.slack.command(room.anna, room.channel, "/engage", "summary")
    await settle(room.slack, room.engage)

    told = room.slack.ephemerals(room.anna, room.channel)[-1]
    assert "Your week, 16-22 Nov" in shown(told)
    assert "Details below" in shown(told)
    assert "Where this comes from" in shown(told)
    assert noted.standing() == [told]


async def test_an_alert_is_said_once_in_the_account_s_channel(noted: Noted) -> None:
    room, office = noted.room, noted.office
    town = office.towns[0].account
    office.preferences.accounts[room.team, town.id] = room.engage.stores.preferences.accounts[
        room.team, room.account.id
    ]
    words = ("23 comments on bluesky:acme.example since 14:00.", "https://a.example/1")

    for _ in range(2):
        await noted.herald.alert(room.team, town.id, "key", words)

    (said,) = noted.standing()
    assert "23 comments" in shown(said)
    assert "<https://a.example/1|1>" in shown(said)
    assert "See what is open" in shown(said)


def _notes(noted: Noted) -> list[Message]:
    return [each for each in noted.standing() if (each.metadata or {}).get("event_type")]


async def _click(noted: Noted, note: Message, value: str) -> str:
    """Press a button that carries this value; what the person is told."""
    room = noted.room
    double, person = room.slack, room.anna
    handles = double.handles(person, note.channel, note)
    action = {"type": "button", "action_id": ids.NOTE_ACTION, "block_id": "b", "value": value}
    action |= {
        "action_ts": double.workspace.new_ts(),
        "text": {"type": "plain_text", "text": "x"},
    }
    await double.deliveries.once(
        "interactive", double.payloads.message_action(person, note, [action], handles)
    )
    await settle(double, room.engage)
    return double.ephemerals(person, room.channel)[-1].text
