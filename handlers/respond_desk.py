"""The use cases behind cards, as listeners see them.

Rights are checked there, at every act; what is shown here is only what they return.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from assistant.ports.inbox import Cards
from handlers.draft_desk import Reviewing, Settling, Shown, Wishing
from handlers.knowing_desk import Listening, Teaching

if TYPE_CHECKING:
    from assistant.community.inbox import Decision, Item
    from assistant.desk.item_views import InboxView, ItemView


class Deciding(Protocol):
    """`assistant.desk.deciding.Deciding`."""

    async def view(self, workspace_id: str, person_id: str, item_id: str) -> ItemView: ...

    async def card(self, workspace_id: str, item_id: str) -> ItemView: ...

    async def inbox(
        self, workspace_id: str, person_id: str, account_id: str | None = None
    ) -> InboxView: ...

    async def assign(
        self, workspace_id: str, person_id: str, item_id: str, to: str | None
    ) -> object: ...

    async def snooze(
        self, workspace_id: str, person_id: str, item_id: str, until: datetime
    ) -> object: ...

    async def decide(
        self, workspace_id: str, person_id: str, item_id: str, decision: Decision, note: str
    ) -> object: ...

    async def open_again(self, workspace_id: str, person_id: str, item_id: str) -> object: ...

    async def decide_many(
        self,
        workspace_id: str,
        person_id: str,
        item_ids: Sequence[str],
        decision: Decision,
        note: str,
    ) -> int: ...


class Replying(Wishing, Protocol):
    """`assistant.desk.replying.Replying`."""

    async def item_of_link(self, workspace_id: str, person_id: str, url: str) -> Item: ...


class Triaging(Protocol):
    """`assistant.desk.triaging.Triaging`, as far as people take part in it."""

    async def show_earlier(self, workspace_id: str, person_id: str, account_id: str) -> int: ...


class ShownCards(Cards, Shown, Protocol):
    """Cards as the chat itself draws them: `handlers.cards.SlackCards`."""

    async def show_to(self, workspace_id: str, item_id: str, person_id: str) -> str | None:
        """See to it that a card stands where this person sees it; a link to it, None without."""
        ...

    async def item_at(self, workspace_id: str, channel_id: str, ts: str) -> Item | None:
        """The item whose card is the message there; None where it is none."""
        ...


@dataclass(frozen=True, slots=True)
class RespondDesk:
    """What cards and their modals work with."""

    deciding: Deciding
    replying: Replying
    reviewing: Reviewing
    settling: Settling
    triaging: Triaging
    teaching: Teaching
    cards: ShownCards
    listening: Listening

    @property
    def wishing(self) -> Wishing:
        """What asks for drafts of replies."""
        return self.replying

    @property
    def shown(self) -> Shown:
        """What draws them."""
        return self.cards
