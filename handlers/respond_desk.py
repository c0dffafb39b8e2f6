"""The use cases behind cards and drafts, as listeners see them.

Rights are checked there, at every act; what is shown here is only what they return.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from assistant.ports.inbox import Cards
from handlers.knowing_desk import Listening, Teaching

if TYPE_CHECKING:
    from assistant.community.drafts import AuditEntry, Draft
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


class Replying(Protocol):
    """`assistant.desk.replying.Replying`."""

    async def wish(
        self,
        workspace_id: str,
        person_id: str,
        item_id: str,
        *,
        event_key: str,
        instruction: str = "",
        about: str | None = None,
    ) -> bool: ...

    async def item_of_link(self, workspace_id: str, person_id: str, url: str) -> Item: ...


class Reviewing(Protocol):
    """`assistant.desk.reviewing.Reviewing`. Changes name the version they were made from and raise
    EditConflict where it is another by now.
    """

    async def approve(
        self,
        workspace_id: str,
        person_id: str,
        draft_id: str,
        *,
        version: int,
        digest: str,
        overriding: bool = False,
    ) -> Draft: ...

    async def reopen(
        self, workspace_id: str, person_id: str, draft_id: str, *, version: int
    ) -> Draft: ...

    async def shown(
        self, workspace_id: str, draft_id: str, person_id: str | None = None
    ) -> None: ...

    async def call_back(self, workspace_id: str, person_id: str, draft_id: str) -> Draft: ...

    async def edit(
        self, workspace_id: str, person_id: str, draft_id: str, *, version: int, text: str
    ) -> Draft: ...

    async def write(self, workspace_id: str, person_id: str, item_id: str, text: str) -> Draft: ...

    async def reject(
        self, workspace_id: str, person_id: str, draft_id: str, *, version: int, reason: str
    ) -> Draft: ...

    async def copied(self, workspace_id: str, person_id: str, draft_id: str) -> object: ...

    async def history(
        self, workspace_id: str, person_id: str, draft_id: str
    ) -> Sequence[AuditEntry]: ...


class Settling(Protocol):
    """`assistant.desk.publishing.Publishing`, as far as people take part in it."""

    async def settle(
        self, workspace_id: str, person_id: str, draft_id: str, *, there: bool
    ) -> Draft: ...


class Triaging(Protocol):
    """`assistant.desk.triaging.Triaging`, as far as people take part in it."""

    async def show_earlier(self, workspace_id: str, person_id: str, account_id: str) -> int: ...


class ShownCards(Cards, Protocol):
    """Cards as the chat itself draws them: `handlers.cards.SlackCards`."""

    async def refresh(self, workspace_id: str, item_id: str) -> None:
        """Bring a card that stands up to date; post none."""
        ...

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
