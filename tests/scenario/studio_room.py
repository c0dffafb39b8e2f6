"""A channel with a post studio in it, and people who press its buttons."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from assistant.community.accounts import Account
from assistant.community.drafts import Draft
from assistant.community.settings import AccountSettings
from assistant.ports import Kept
from handlers.give_desk import ShownStudios
from playground.deliveries import Reply
from playground.slack import SlackDouble
from playground.workspace import Channel, Message, Person, View
from tests.scenario.running import Engage, settle
from tests.scenario.studio_desk import StudioDesk, a_post

TOPIC = "How long beans have to rest"
TEXT = "Beans rest ten days before they pour well as filter: https://shop.example/resting"


@dataclass
class StudioRoom:
    """The workspace, its channel, and the desk behind the studios."""

    slack: SlackDouble
    engage: Engage
    desk: StudioDesk
    account: Account
    channel: Channel
    anna: Person
    ben: Person

    @property
    def team(self) -> str:
        return self.slack.workspace.team_id

    @property
    def studios(self) -> ShownStudios:
        return self.engage.services.giving.studios

    async def call(self, person: Person, text: str, channel: Channel | None = None) -> str:
        """Use the command; what the person alone is told, "" for nothing."""
        where = channel or self.channel
        before = len(self.slack.ephemerals(person, where))
        await self.slack.command(person, where, "/engage", text)
        await settle(self.slack, self.engage)
        return "\n".join(each.text for each in self.slack.ephemerals(person, where)[before:])

    async def open(self, topic: str = TOPIC) -> str:
        """Anna opens a studio; its id."""
        await self.call(self.anna, f"post {topic}")
        return [*self.desk.kept][-1]

    async def draft(
        self, text: str = TEXT, studio_id: str = "studio-1", account_id: str = "", **fields: Any
    ) -> Draft:
        """A draft is there, and the thread shows it."""
        studio = self.desk.kept[studio_id]
        account_id = account_id or self.account.id
        draft = a_post(studio, account_id, text, self.desk.clock(), **fields)
        self.desk.drafts[draft.id] = draft
        self.desk.waiting.discard(studio_id)
        await self.show(studio_id)
        return draft

    async def show(self, studio_id: str = "studio-1") -> None:
        """As the job that shows it does."""
        await self.studios.show(self.team, studio_id)

    def head(self, studio_id: str = "studio-1") -> Message:
        """The first message as it stands now."""
        place = self.desk.kept[studio_id].place
        assert place is not None
        return self.slack.workspace.message(place.channel_id, place.ts)

    def ideas(self, studio_id: str = "studio-1") -> list[Message]:
        """The messages of its ideas, in the order they stand."""
        head = self.head(studio_id)
        thread = self.slack.workspace.thread(head.channel, head.ts)
        return [each for each in thread if each.metadata and each.ts != head.ts]

    def idea(self, n: int = 0) -> Message:
        """One of them."""
        return self.ideas()[n]

    def shown(self, n: int = 0) -> str:
        """Everything that stands on an idea, as text."""
        return json.dumps(self.idea(n).shown_blocks, ensure_ascii=False)

    def heads(self, studio_id: str = "studio-1") -> str:
        """Everything that stands on top of the thread."""
        return json.dumps(self.head(studio_id).shown_blocks, ensure_ascii=False)

    async def press(
        self, person: Person, action_id: str, value: Any = None, *, on: Message | None = None
    ) -> str:
        """Press a button of the first idea; what the person is told beside it, "" for nothing."""
        message = on or self.idea()
        channel = self.slack.workspace.channels[message.channel]
        before = len(self.slack.ephemerals(person, channel))
        await self.slack.click(person, message, action_id, value)
        await settle(self.slack, self.engage)
        told = self.slack.ephemerals(person, channel)[before:]
        return "\n".join(each.text for each in told)

    async def choose(self, person: Person, what: str, *, on: Message | None = None) -> str:
        """Choose an entry of the first idea's menu."""
        message = on or self.idea()
        for block in message.shown_blocks:
            for element in block.get("elements", []):
                for option in element.get("options", ()):
                    if option["value"].startswith(f"{what}:"):
                        return await self.press(
                            person, element["action_id"], option["value"], on=message
                        )
        raise LookupError(what)

    def modal(self, person: Person) -> View:
        """The modal on top."""
        return self.slack.workspace.modals[person.id][-1]

    def modal_text(self, person: Person) -> str:
        """Everything that stands in it."""
        return json.dumps(self.modal(person).body, ensure_ascii=False)

    def closed(self, person: Person) -> bool:
        """Whether no modal is open."""
        return not self.slack.workspace.modals.get(person.id)

    async def fill(self, person: Person, typed: dict[str, Any]) -> Reply:
        """Fill in the modal on top and send it; fields by their labels."""
        reply = await self.slack.fill(person, self.modal(person), typed)
        await settle(self.slack, self.engage)
        return reply

    async def say(
        self, person: Person, text: str, files: tuple[str, ...] = (), studio_id: str = "studio-1"
    ) -> Message:
        """Write in the studio's thread."""
        head = self.head(studio_id)
        channel = self.slack.workspace.channels[head.channel]
        said = self.slack.say(person, channel, text, head.ts, files)
        await settle(self.slack, self.engage)
        return said

    def told(self, person: Person) -> list[str]:
        """What Engage answered in the thread beside the ideas, to all and to this person alone."""
        head = self.head()
        channel = self.slack.workspace.channels[head.channel]
        bot = self.slack.workspace.bot.id
        thread = self.slack.thread(channel, head.ts)[1:]
        said = [each for each in thread if each.author == bot and not each.metadata]
        alone = [each for each in self.slack.ephemerals(person, channel) if each.thread_ts]
        return [each.text for each in [*said, *alone]]


def furnish_studio(slack: SlackDouble, engage: Engage, desk: StudioDesk) -> StudioRoom:
    """One account; Anna manages, Ben is there, too, and Engage is in the channel."""
    anna = slack.add_person("Anna", admin=True)
    ben = slack.add_person("Ben")
    channel = slack.add_channel("community", anna, ben)
    account = engage.stores.connect("acme.example", slack.workspace.team_id)
    desk.accounts[account.id] = account
    room = StudioRoom(slack, engage, desk, account, channel, anna, ben)
    at = (room.team, account.id)
    kept = engage.stores.preferences.accounts[at]
    settings = AccountSettings(**kept.settings.model_dump() | {"channel_id": channel.id})
    engage.stores.preferences.accounts[at] = Kept(settings, kept.version + 1)
    return room
