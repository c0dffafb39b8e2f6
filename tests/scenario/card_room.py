"""A channel with a card in it, and people who press its buttons."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from assistant.community.accounts import Account
from assistant.community.drafts import Draft
from assistant.community.inbox import (
    Familiarity,
    Item,
    Need,
    Origin,
    Part,
    PersonCard,
    Sentiment,
    Topic,
    Triage,
)
from assistant.community.posts import Author
from assistant.community.settings import AccountSettings
from assistant.ports import Kept
from handlers.respond_desk import ShownCards
from playground.deliveries import Reply
from playground.slack import SlackDouble
from playground.workspace import Channel, Message, Person, View
from tests.scenario.card_desk import CardDesk, a_draft
from tests.scenario.running import Engage, settle

ASKED = "Where is my order? It was due last Friday, and nobody answers. https://shop.example/o/77"
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
MARA = Author("did:plc:mara", "mara.example", "Mara Quist")
ANSWER = "Sorry for the wait, Mara. Orders leave within two days: https://shop.example/shipping"


def an_item(account: Account, item_id: str = "item-1", text: str = ASKED, **fields: Any) -> Item:
    """An open item that asks for a reply within four hours."""
    url = f"https://bsky.app/profile/mara.example/post/{item_id}"
    part = Part(f"at://mara/{item_id}", Origin.COMMENT, text, url, AT)
    given: dict[str, Any] = {
        "person": MARA,
        "thread_id": "at://acme/1",
        "parts": (part,),
        "triage": Triage(
            Need.REPLY, Topic.COMPLAINT, "asks where an order is", Sentiment.NEGATIVE, "en"
        ),
        "since": AT,
        "due_at": AT + timedelta(hours=4),
    }
    return Item(
        id=item_id, workspace_id=account.workspace_id, account_id=account.id, **given | fields
    )


@dataclass
class CardRoom:
    """The workspace, its channel for cards, and the desk behind them."""

    slack: SlackDouble
    engage: Engage
    desk: CardDesk
    account: Account
    channel: Channel
    anna: Person
    ben: Person

    @property
    def team(self) -> str:
        return self.slack.workspace.team_id

    @property
    def cards(self) -> ShownCards:
        return self.engage.services.responding.cards

    async def arrive(self, item_id: str = "item-1", **fields: Any) -> Message:
        """An item comes in and its card is posted."""
        item = an_item(self.account, item_id, **fields)
        self.desk.items[item.id] = item
        self.desk.people[item.id] = PersonCard(MARA, Familiarity.REGULAR, AT, (), 12, 9)
        await self.cards.show(self.team, item.id)
        return self.card(item_id)

    async def draft(self, item_id: str = "item-1", text: str = ANSWER, **fields: Any) -> Draft:
        """A draft is there, and the card shows it."""
        draft = a_draft(self.desk.items[item_id], text, self.desk.clock(), **fields)
        self.desk.drafts[draft.id] = draft
        self.desk.waiting.discard(item_id)
        await self.cards.show(self.team, item_id)
        return draft

    def card(self, item_id: str = "item-1") -> Message:
        """The card as it stands now."""
        place = self.desk.items[item_id].card
        assert place is not None
        return self.slack.workspace.message(place.channel_id, place.ts)

    def shown(self, item_id: str = "item-1") -> str:
        """Everything that stands on it, as text."""
        return json.dumps(self.card(item_id).shown_blocks, ensure_ascii=False)

    async def press(
        self, person: Person, action_id: str, value: Any = None, *, on: Message | None = None
    ) -> str:
        """Press a button of the card; what the person is told beside it, "" for nothing."""
        card = on or self.card()
        channel = self.slack.workspace.channels[card.channel]
        before = len(self.slack.ephemerals(person, channel))
        await self.slack.click(person, card, action_id, value)
        await settle(self.slack, self.engage)
        told = self.slack.ephemerals(person, channel)[before:]
        return "\n".join(each.text for each in told)

    def modal(self, person: Person) -> View:
        """The modal on top."""
        return self.slack.workspace.modals[person.id][-1]

    async def fill(self, person: Person, **typed: Any) -> Reply:
        """Fill in the modal on top and send it; fields by their labels, "_" for spaces."""
        named = {name.replace("_", " "): each for name, each in typed.items()}
        return await self.fill_in(person, named)

    async def fill_in(self, person: Person, typed: dict[str, Any]) -> Reply:
        reply = await self.slack.fill(person, self.modal(person), typed)
        await settle(self.slack, self.engage)
        return reply

    async def say_under(self, person: Person, text: str, card: Message | None = None) -> Message:
        """Write in the card's thread."""
        under = card or self.card()
        channel = self.slack.workspace.channels[under.channel]
        said = self.slack.say(person, channel, text, under.ts)
        await settle(self.slack, self.engage)
        return said

    def under(self, person: Person) -> list[str]:
        """What Engage answered in the thread, to all and to this person alone."""
        card = self.card()
        channel = self.slack.workspace.channels[card.channel]
        bot = self.slack.workspace.bot.id
        said = [each for each in self.slack.thread(channel, card.ts)[1:] if each.author == bot]
        return [each.text for each in [*said, *self.slack.ephemerals(person, channel)]]


def furnish(slack: SlackDouble, engage: Engage, desk: CardDesk) -> CardRoom:
    """One account whose cards go to #community; Anna manages, Ben is there, too."""
    anna = slack.add_person("Anna", admin=True)
    ben = slack.add_person("Ben")
    channel = slack.add_channel("community", anna, ben)
    account = engage.stores.connect("acme.example", slack.workspace.team_id)
    desk.accounts[account.id] = account
    room = CardRoom(slack, engage, desk, account, channel, anna, ben)
    set_up(room, channel_id=channel.id)
    return room


def set_up(room: CardRoom, **fields: Any) -> None:
    """Settings of the account."""
    at = (room.team, room.account.id)
    kept = room.engage.stores.preferences.accounts[at]
    settings = AccountSettings(**kept.settings.model_dump() | fields)
    room.engage.stores.preferences.accounts[at] = Kept(settings, kept.version + 1)
