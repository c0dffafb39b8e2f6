"""A channel in which a desk shows what waits for people, and the people who press and write there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Generic, Self, TypeVar

from assistant.community.accounts import Account
from assistant.community.settings import AccountSettings
from assistant.ports import Kept
from playground.deliveries import Reply
from playground.slack import SlackDouble
from playground.workspace import Channel, Message, Person, View
from tests.scenario.draft_desk import DraftDesk
from tests.scenario.rooms import Room
from tests.scenario.running import Engage, settle

DeskT = TypeVar("DeskT", bound=DraftDesk)


@dataclass
class DeskRoom(Generic[DeskT]):
    """The workspace, its channel for one account, and the desk behind it. Anna manages."""

    slack: SlackDouble
    engage: Engage
    desk: DeskT
    account: Account
    channel: Channel
    anna: Person
    ben: Person

    @classmethod
    def furnish(cls, slack: SlackDouble, engage: Engage, desk: DeskT) -> Self:
        """One account whose messages go to #community; Anna manages, Ben is there, too."""
        anna = slack.add_person("Anna", admin=True)
        ben = slack.add_person("Ben")
        channel = slack.add_channel("community", anna, ben)
        account = engage.stores.connect("acme.example", slack.workspace.team_id)
        desk.accounts[account.id] = account
        room = cls(slack, engage, desk, account, channel, anna, ben)
        room.set_up(channel_id=channel.id)
        return room

    def set_up(self, **fields: Any) -> None:
        """Settings of the account."""
        preferences = self.engage.stores.preferences
        at = (self.team, self.account.id)
        kept = preferences.accounts[at]
        settings = AccountSettings(**kept.settings.model_dump() | fields)
        preferences.accounts[at] = Kept(settings, kept.version + 1)

    @property
    def team(self) -> str:
        return self.slack.workspace.team_id

    async def click(self, person: Person, message: Message, action_id: str, value: Any) -> str:
        """Press a button of a message; what the person is told beside it, "" for nothing."""
        channel = self.slack.workspace.channels[message.channel]
        before = len(self.slack.ephemerals(person, channel))
        await self.slack.click(person, message, action_id, value)
        await settle(self.slack, self.engage)
        return self._told_since(before, person, channel)

    async def call(self, person: Person, text: str, channel: Channel | None = None) -> str:
        """Use the command; what the person alone is told, "" for nothing."""
        where = channel or self.channel
        before = len(self.slack.ephemerals(person, where))
        await self.slack.command(person, where, "/engage", text)
        await settle(self.slack, self.engage)
        return self._told_since(before, person, where)

    async def forge(self, on: Message, action_id: str, value: str) -> str:
        """Press a made-up button, as Anna; everything that Slack was sent."""
        before = len(self.slack.calls)
        handles = self.slack.handles(self.anna, self.channel.id, on)
        action = {
            "type": "button",
            "action_id": action_id,
            "block_id": "b",
            "value": value,
            "action_ts": self.slack.workspace.new_ts(),
            "text": {"type": "plain_text", "text": "x"},
        }
        payload = self.slack.payloads.message_action(self.anna, on, [action], handles)
        await self.slack.deliveries.once("interactive", payload)
        await settle(self.slack, self.engage)
        told = [*self.slack.calls[before:], *self.slack.ephemerals(self.anna, self.channel)]
        return "\n".join(map(repr, told))

    def _told_since(self, before: int, person: Person, channel: Channel) -> str:
        return "\n".join(each.text for each in self.slack.ephemerals(person, channel)[before:])

    def modal(self, person: Person) -> View:
        """The modal on top."""
        return Room(self.slack, self.engage, person).modal

    async def fill(self, person: Person, **typed: Any) -> Reply:
        """Fill in the modal on top and send it; fields by their labels, "_" for spaces."""
        return await Room(self.slack, self.engage, person).fill(**typed)

    async def fill_in(self, person: Person, typed: dict[str, Any]) -> Reply:
        """The same for labels that are no names."""
        return await Room(self.slack, self.engage, person).fill_in(typed)

    async def write_under(
        self, head: Message, person: Person, text: str, files: tuple[str, ...] = ()
    ) -> Message:
        """Write in a message's thread."""
        channel = self.slack.workspace.channels[head.channel]
        said = self.slack.say(person, channel, text, head.ts, files)
        await settle(self.slack, self.engage)
        return said

    def answers_under(self, head: Message) -> list[Message]:
        """What Engage wrote in a message's thread, to all."""
        channel = self.slack.workspace.channels[head.channel]
        bot = self.slack.workspace.bot.id
        return [each for each in self.slack.thread(channel, head.ts)[1:] if each.author == bot]

    def alone(self, person: Person, message: Message) -> list[Message]:
        """What Engage told this person alone where a message is."""
        return self.slack.ephemerals(person, self.slack.workspace.channels[message.channel])


def all_of(message: Message) -> str:
    """Everything that stands on a message, as text."""
    return json.dumps(message.shown_blocks, ensure_ascii=False)
