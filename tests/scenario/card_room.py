"""A channel with a card in it, and people who press its buttons."""

from __future__ import annotations

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
from handlers.respond_desk import ShownCards
from playground.workspace import Message, Person
from tests.scenario.card_desk import CardDesk, a_draft
from tests.scenario.desk_room import DeskRoom, all_of

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


class CardRoom(DeskRoom[CardDesk]):
    """The channel for cards."""

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
        return all_of(self.card(item_id))

    async def press(
        self, person: Person, action_id: str, value: Any = None, *, on: Message | None = None
    ) -> str:
        """Press a button of the card; what the person is told beside it, "" for nothing."""
        return await self.click(person, on or self.card(), action_id, value)

    async def say_under(self, person: Person, text: str, card: Message | None = None) -> Message:
        """Write in the card's thread."""
        return await self.write_under(card or self.card(), person, text)

    def under(self, person: Person) -> list[str]:
        """What Engage answered in the thread, to all and to this person alone."""
        card = self.card()
        return [each.text for each in [*self.answers_under(card), *self.alone(person, card)]]
