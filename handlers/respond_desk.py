"""The use cases behind cards, as listeners know them: by their types alone.

Rights are checked there, at every act; what is shown here is only what they return.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from assistant.ports.inbox import Cards
from handlers.draft_desk import Shown

if TYPE_CHECKING:
    from assistant.community.inbox import Item
    from assistant.desk.deciding import Deciding
    from assistant.desk.handing import Handing
    from assistant.desk.hiding import Hiding
    from assistant.desk.listening import Listening
    from assistant.desk.publishing import Publishing
    from assistant.desk.replying import Replying
    from assistant.desk.reviewing import Reviewing
    from assistant.desk.teaching import Teaching
    from assistant.desk.triaging import Triaging


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
    settling: Publishing
    triaging: Triaging
    teaching: Teaching
    cards: ShownCards
    listening: Listening
    handing: Handing
    hiding: Hiding

    @property
    def wishing(self) -> Replying:
        """What asks for drafts of replies."""
        return self.replying

    @property
    def shown(self) -> Shown:
        """What draws them."""
        return self.cards
