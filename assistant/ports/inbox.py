"""Items and what is known of the people behind them. See `assistant.ports`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from assistant.community.inbox import CardPlace, Item, Step
from assistant.community.posts import Author


@dataclass(frozen=True, slots=True)
class ToShow:
    """A card that the chat does not show as it should: it is not there yet, or it is out of date.

    `shown_version` is the item's version on the card, None while there is no card.
    """

    workspace_id: str
    item_id: str
    shown_version: int | None


class Inbox(Protocol):
    """The items of one workspace. Every change is a compare-and-set on the item's version."""

    async def get(self, workspace_id: str, item_id: str) -> Item:
        """Raises NotFound."""
        ...

    async def of_part(self, workspace_id: str, account_id: str, part_id: str) -> Item | None:
        """The item a post belongs to; None where there is none."""
        ...

    async def add(self, item: Item) -> bool:
        """Store a new one with its parts. False where one of its parts is in an item already.

        Raises:
            NotFound: no such account in this workspace.
        """
        ...

    async def keep(self, item: Item) -> Item:
        """Store the changes made to the item of this version; the stored one, version + 1.

        Parts are replaced as given. The card and the plan stay as they are stored; a rung that was
        told stays told, unless the promise itself was moved.

        Raises:
            EditConflict: it has another version by now, or one of its parts is in another item
                (current: the stored item).
            NotFound: no such item.
        """
        ...

    async def open(
        self, workspace_id: str, *, account_id: str | None = None, limit: int = 100
    ) -> Sequence[Item]:
        """Open ones, the oldest promise first; those without a promise behind, oldest first."""
        ...

    async def open_count(self, workspace_id: str, *, account_id: str | None = None) -> int: ...

    async def of_person(
        self, workspace_id: str, account_id: str, person_id: str, *, limit: int
    ) -> Sequence[Item]:
        """Items by one person, the latest first."""
        ...

    async def since(self, workspace_id: str, account_id: str, at: datetime) -> Sequence[Item]:
        """Every item of an account whose clock started at or after `at`, oldest first."""
        ...

    async def due_steps(self, now: datetime, *, limit: int = 200) -> Sequence[tuple[str, str]]:
        """(workspace, item) of open items, over all workspaces, whose next rung or end of snooze
        lies at or before `now`; by the column `next_at` that `plan` keeps.
        """
        ...

    async def behind(self, before: datetime, *, limit: int = 200) -> Sequence[ToShow]:
        """Items over all workspaces whose card has been out of date, or promised and not there,
        since before that moment; those with a card first, then the longest behind.
        """
        ...

    async def plan(self, workspace_id: str, item_id: str, next_at: datetime | None) -> None:
        """Note when somebody must look at the item again; None: never by itself."""
        ...

    async def note_step(self, workspace_id: str, item_id: str, step: Step) -> bool:
        """Note a rung as told, and have the card show it. False where it, or a later one, was told
        already.
        """
        ...

    async def card_shown(
        self, workspace_id: str, item_id: str, place: CardPlace | None, version: int
    ) -> None:
        """Note where the card is and which version it shows; None: it is there no more."""
        ...

    async def of_card(self, workspace_id: str, channel_id: str, ts: str) -> Item | None:
        """The item whose card stands there; None where there is none."""
        ...

    async def cards_since(self, workspace_id: str, account_id: str, at: datetime) -> int:
        """How many cards of an account were posted for the first time at or after `at`."""
        ...

    async def uncarded(
        self, workspace_id: str, account_id: str, *, limit: int = 200
    ) -> Sequence[Item]:
        """Open items that may need a reply and have no card, oldest promise first."""
        ...


class Familiar(Protocol):
    """What the records know of one person; reads only."""

    async def talks(
        self, workspace_id: str, account_id: str, person_id: str, *, limit: int
    ) -> Sequence[Talk]:
        """Their comments, quotes and mentions with our first answer, the latest first."""
        ...

    async def first_at(
        self, workspace_id: str, account_id: str, person_id: str
    ) -> datetime | None: ...

    async def active_days(
        self, workspace_id: str, account_id: str, person_id: str, since: datetime
    ) -> Sequence[datetime]:
        """UTC days on which they wrote to us since then, oldest first."""
        ...

    async def person(self, workspace_id: str, account_id: str, person_id: str) -> Author | None: ...


@dataclass(frozen=True, slots=True)
class Talk:
    """One comment of a person, and our first answer; None where we never answered."""

    id: str
    text: str
    url: str
    at: datetime
    answer: str | None = None
    answered_at: datetime | None = None


class Cards(Protocol):
    """Shows the desk's work in the chat. Implemented by `handlers`; every method may be called
    again for the same thing without showing it twice.
    """

    async def show(self, workspace_id: str, item_id: str) -> None:
        """Post an item's card, or bring the posted one up to date.

        Raises:
            EngageError: the chat cannot be reached; whoever asks tries again.
        """
        ...

    async def show_privately(
        self, workspace_id: str, item_id: str, person_ids: Sequence[str]
    ) -> None:
        """As `show`, for an item that not everybody may read: in a conversation of exactly these
        people with Engage (at most seven), never in a channel.
        """
        ...

    async def remind(self, workspace_id: str, item_id: str, step: Step) -> None:
        """Tell whoever is to be told that a rung of the ladder is reached.

        `Step.STARTED`: its snooze is over; its assignee hears of it, or the channel.
        """
        ...

    async def digest(self, workspace_id: str, account_id: str) -> None:
        """Tell in the account's channel what waits without a card of its own."""
        ...

    async def offer_earlier(self, workspace_id: str, account_id: str, count: int) -> None:
        """Tell in the account's channel how many comments were there, unanswered, before the
        account was connected, and offer to show those of the last 48 hours.
        """
        ...
