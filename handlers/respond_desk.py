"""The use cases behind cards, drafts, brand facts and searches, as listeners see them.

Rights are checked there, at every act; what is shown here is only what they return.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from assistant.community.accounts import Account
from assistant.community.drafts import AuditEntry, Draft
from assistant.community.inbox import Decision, Item, PersonCard
from assistant.ports.drafting import BrandBook
from assistant.ports.inbox import Cards
from assistant.ports.publishing import Verdict


class Level(Protocol):
    """How grave a finding is: BLOCK, WARN or NOTE."""

    @property
    def name(self) -> str: ...


class Finding(Protocol):
    """What the lint says of a stretch of a draft: `start` and `end` count its characters."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def level(self) -> Level: ...
    @property
    def reason(self) -> str: ...
    @property
    def plainer(self) -> str | None: ...


class ItemView(Protocol):
    """An item with everything its card shows.

    `drafts` are the latest variants that are alive, and the one under way or published. `waiting`
    says whether somebody asked for drafts that are not there yet, `publishing` whether anything may
    be sent at all. `verdict` is None while nobody looked.
    """

    @property
    def item(self) -> Item: ...
    @property
    def account(self) -> Account: ...
    @property
    def person_card(self) -> PersonCard | None: ...
    @property
    def drafts(self) -> tuple[Draft, ...]: ...
    @property
    def waiting(self) -> bool: ...
    @property
    def verdict(self) -> Verdict | None: ...
    @property
    def findings(self) -> Mapping[str, Sequence[Finding]]: ...
    @property
    def target_hours(self) -> float: ...
    @property
    def zone(self) -> str: ...
    @property
    def now(self) -> datetime: ...
    @property
    def publishing(self) -> bool: ...


class Entry(Protocol):
    """One line of the inbox."""

    @property
    def item(self) -> Item: ...
    @property
    def account(self) -> Account: ...


class InboxView(Protocol):
    """What is open: the first of `total`, the oldest promise first."""

    @property
    def items(self) -> Sequence[Entry]: ...
    @property
    def total(self) -> int: ...
    @property
    def now(self) -> datetime: ...


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
    book: BrandBook
    cards: ShownCards
