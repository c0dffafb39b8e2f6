"""`/engage audit`: the log as a file, to whoever may have it and to nobody else."""

from __future__ import annotations

from datetime import timedelta

from handlers.audit import NOT_ALLOWED, NOTHING, SENT
from handlers.manifest import bot_scopes
from playground.faults import Fault
from playground.files import File
from playground.workspace import Person
from tests.scenario.card_room import CardRoom
from tests.scenario.draft_desk import NOT_YOURS

SCOPES = frozenset(bot_scopes())


async def used(room: CardRoom) -> None:
    """A draft was shown."""
    await room.arrive()
    await room.draft()
    room.desk.clock.at += timedelta(hours=1)


def sent_to(room: CardRoom, person: Person) -> list[tuple[str, File]]:
    """The files in somebody's direct messages with Engage, each with what was said of it."""
    space = room.slack.workspace
    direct = space.direct(person.id, space.bot.id)
    said = room.slack.messages(direct)
    return [(each.text, room.slack.chat.files.known[f]) for each in said for f in each.files]


async def test_a_manager_gets_the_log_as_a_file_in_their_direct_messages(room: CardRoom) -> None:
    await used(room)

    told = await room.call(room.anna, "audit")

    ((about, file),) = sent_to(room, room.anna)
    assert told == SENT.format(span="the last 30 days")
    assert file.name.startswith("engage-audit-")
    assert file.data.decode().startswith('"time (UTC)","account"')
    assert "shown" in file.data.decode()
    assert "Who saw, changed, approved and sent what" in about
    assert sent_to(room, room.ben) == []
    assert not any(each.files for each in room.slack.messages(room.channel))


async def test_whoever_does_not_manage_gets_no_file(room: CardRoom) -> None:
    await used(room)
    room.desk.barred.add(room.ben.id)

    assert await room.call(room.ben, "audit") == NOT_YOURS
    assert sent_to(room, room.ben) == []
    assert not [each for each in room.slack.calls if each.method.startswith("files.")]


async def test_days_are_a_number_and_an_empty_log_is_said(room: CardRoom) -> None:
    await used(room)
    room.desk.clock.at += timedelta(days=40)

    assert await room.call(room.anna, "audit") == NOTHING.format(span="the last 30 days")
    assert "in the last day, so" in await room.call(room.anna, "audit 1")
    assert "up to 400 days" in await room.call(room.anna, "audit since March")
    assert "up to 400 days" in await room.call(room.anna, "audit 401")
    assert await room.call(room.anna, "audit 90") == SENT.format(span="the last 90 days")


async def test_a_missing_scope_is_named_with_the_way_on(room: CardRoom) -> None:
    await used(room)
    room.slack.api.scopes = SCOPES - {"files:write"}

    assert await room.call(room.anna, "audit") == NOT_ALLOWED
    assert sent_to(room, room.anna) == []


async def test_what_slack_does_not_take_is_said(room: CardRoom) -> None:
    await used(room)
    fault = Fault("files.completeUploadExternal", "error", error="channel_not_found")
    room.slack.faults.add(fault)

    told = await room.call(room.anna, "audit")

    assert told
    assert "sent" not in told
    assert sent_to(room, room.anna) == []
