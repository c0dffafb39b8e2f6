"""`/engage mix`, from the command to a correction that is used."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from assistant.community.accounts import Account
from assistant.community.mix import Function
from assistant.community.rights import Act
from assistant.desk.mixing import Mixing
from assistant.desk.permitting import Permitting
from handlers import ids
from handlers.render.mix import choice_of
from playground.slack import SlackDouble
from playground.workspace import Channel, Message, Person
from tests.communities import Community
from tests.fakes import NOW, MemoryConnections
from tests.mixes import Ahead, MemoryLabels
from tests.scenario.going import going
from tests.scenario.running import SECRET, Engage, Stores, settle
from tests.scenario.studio_desk import StudioDesk

SALE = f"Order yours now for €29, the green lamp is back in our shop. {SECRET}"
TIP = "How to trim a wick: cut it straight, and never while it burns."


def mixing_of(engage: Engage, labels: MemoryLabels) -> Mixing:
    """The real one over memory."""
    stores = engage.stores
    permitting = Permitting(
        directory=engage.directory, managers=stores.managers, preferences=stores.preferences
    )
    return Mixing(
        permitting=permitting,
        accounts=stores.accounts,  # type: ignore[arg-type]
        records=stores.records,
        connections=MemoryConnections(),
        labels=labels,
        drafts=Ahead(),  # type: ignore[arg-type]
        preferences=stores.preferences,
        acts=stores.acts,
        clock=stores.clock,
    )


@dataclass
class Room:
    """A channel, and people who use the command in it."""

    slack: SlackDouble
    engage: Engage
    labels: MemoryLabels
    account: Account
    channel: Channel
    anna: Person

    async def call(self, text: str = "mix", person: Person | None = None) -> str:
        """Use the command; everything that is shown for it."""
        await self.slack.command(person or self.anna, self.channel, "/engage", text)
        await settle(self.slack, self.engage)
        return self.shown(person)

    def last(self, person: Person | None = None) -> Message:
        return self.slack.ephemerals(person or self.anna, self.channel)[-1]

    def shown(self, person: Person | None = None) -> str:
        last = self.last(person)
        return json.dumps([last.text, last.shown_blocks], ensure_ascii=False)

    async def choose(self, value: str, number: int) -> str:
        """Choose beside one of the posts."""
        action_id = ids.numbered(ids.MIX_LABEL, number)
        await self.slack.click(self.anna, self.last(), action_id, value)
        await settle(self.slack, self.engage)
        return self.shown()

    async def forge(self, value: str, action_id: str = ids.MIX_LABEL) -> str:
        """Choose what none of our messages offers; everything that is shown for it."""
        message, before = self.last(), len(self.slack.calls)
        handles = self.slack.handles(self.anna, message.channel, message)
        chosen = {"text": {"type": "plain_text", "text": "x"}, "value": value}
        action = {
            "type": "static_select",
            "action_id": action_id,
            "block_id": "b",
            "action_ts": self.slack.workspace.new_ts(),
            "selected_option": chosen,
        }
        payload = self.slack.payloads.message_action(self.anna, message, [action], handles)
        await self.slack.deliveries.once("interactive", payload)
        await settle(self.slack, self.engage)
        return repr(self.slack.calls[before:]) + self.shown()

    def options(self, text: str) -> list[str]:
        """What can be chosen beside the post that begins so."""
        for block in self.last().shown_blocks:
            if text in str(block.get("text", {}).get("text")):
                return [each["value"] for each in block["accessory"]["options"]]
        raise LookupError(text)


@pytest.fixture
async def room(slack: SlackDouble, stores: Stores) -> AsyncIterator[Room]:
    stores.clock.at = NOW
    team = slack.workspace.team_id
    account = replace(stores.connect("acme.example", team), synced_at=NOW - timedelta(minutes=3))
    stores.accounts.connected[-1] = account
    town = Community(account)
    for day, text in enumerate([*[f"{TIP} Part {n}." for n in range(6)], SALE, TIP]):
        town.post(text, NOW - timedelta(days=9 - day))
    await town.store(stores.records)
    labels = MemoryLabels(stores.records, team)
    desk = StudioDesk(stores.clock)

    def give(engage: Engage) -> Any:
        return replace(desk.give(engage), mixing=mixing_of(engage, labels))

    stores.give = give
    async with going(Engage(slack, stores)) as engage:
        anna = slack.add_person("Anna")
        channel = slack.add_channel("social", anna)
        yield Room(slack, engage, labels, account, channel, anna)


async def test_the_mix_is_shown_to_one_person_with_its_chart(room: Room) -> None:
    shown = await room.call()

    for part in ("1 of 8 posts and replies promote (13 %)", "The limit is 20 %", "share*: 7"):
        assert part in shown
    assert "anything from" in shown
    assert "not enough data" in shown
    assert "For now one more promotion fits" in shown or "No promotion fits" in shown
    kinds = [block["type"] for block in room.last().shown_blocks]
    assert kinds.count("data_visualization") == 1
    assert all(text in shown for text in ("Part 5", "unsure", "asks to buy"))


async def test_without_the_newest_blocks_the_chart_is_text(room: Room) -> None:
    room.slack.faults.no_charts = True

    shown = await room.call()

    assert "data_visualization" not in shown
    assert "▇" in shown


async def test_a_correction_is_kept_and_counts(room: Room) -> None:
    await room.call()
    (share,) = [each for each in room.options(SALE[:30]) if each.startswith("share:inform")]

    told = await room.choose(share, 1)

    assert "that post *gives, informs*. So it counts" in told
    shown = await room.call()
    assert "0 of" in shown
    assert f"by <@{room.anna.id}>" in shown
    ((_, deed),) = room.engage.stores.acts.done
    assert (deed.act, deed.detail["function"]) == (Act.DRAFT, "share")
    rules = choice_of("rules", "", room.account.id, deed.detail["post"])
    assert "Engage's own rules" in await room.choose(rules, 1)


async def test_what_is_not_there_cannot_be_corrected(room: Room) -> None:
    """Nor by a value that no choice of ours carries."""
    await room.call()
    elsewhere = choice_of(Function.SHARE, "", "another-account", "acme.example-post-0")
    unknown = choice_of(Function.SHARE, "", room.account.id, "of-nobody")

    for value in (elsewhere, unknown, "sell::x:y", "nothing"):
        told = await room.forge(value)
        assert "from now on" not in told
    assert room.labels.kept == {}


async def test_no_choice_reaches_another_workspace(room: Room) -> None:
    """Neither the choice of an account nor a word on a post of one."""
    theirs = room.engage.stores.connect("quiet.example", "T0OTHER")
    town = Community(theirs)
    town.post(SALE, NOW - timedelta(days=1))
    await town.store(room.engage.stores.records)
    await room.call()

    post = choice_of(Function.SHARE, "", theirs.id, town.posts[0].id)
    for action_id, value in ((ids.MIX, theirs.id), (ids.MIX_LABEL, post)):
        told = await room.forge(value, action_id)
        assert "quiet.example" not in told.replace(theirs.id, "")
        assert "from now on" not in told
    assert room.labels.kept == {}
    assert room.engage.stores.acts.done == []


async def test_a_guest_is_refused(room: Room) -> None:
    guest = room.slack.add_guest("Gus")
    room.channel.members.add(guest.id)

    shown = await room.call(person=guest)

    assert "posts and replies promote" not in shown


async def test_an_account_that_nobody_has_is_said(room: Room) -> None:
    assert "acme.example" in await room.call("mix nobody.example")
    assert "posts and replies promote" not in room.shown()
