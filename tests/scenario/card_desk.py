"""The use cases behind cards over dicts: what listeners and cards see of them. What is done with
drafts is `draft_desk`'s.
"""
# ruff: noqa: ARG002 - the use cases' parameters, whether a fake needs them or not

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from assistant.community.drafts import Draft, DraftState, Happening, Intent
from assistant.community.inbox import CardPlace, Decision, Item, PersonCard
from assistant.community.posts import Post
from assistant.desk.handing import Looked
from assistant.desk.item_views import InboxEntry, InboxView, ItemView
from assistant.errors import InvalidInput, NotFound, StoreUnavailable
from assistant.ports.publishing import Verdict
from handlers.cards import SlackCards
from handlers.respond_desk import RespondDesk
from tests.scenario.draft_desk import DraftDesk
from tests.scenario.listen_desk import MemorySearches, listening_of
from tests.scenario.teach_desk import teaching_of


@dataclass
class CardDesk(DraftDesk):
    """All of them at once."""

    items: dict[str, Item] = field(default_factory=dict)
    people: dict[str, PersonCard] = field(default_factory=dict)
    heard: MemorySearches = field(default_factory=MemorySearches)
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    earlier: list[str] = field(default_factory=list)
    by_hand: dict[str, str] = field(default_factory=dict)
    """Links of replies that people gave on the platform, by item."""
    doubtful: tuple[Post, ...] = ()
    """Replies that people gave there, of which Engage cannot tell which one it is."""

    # -- deciding -------------------------------------------------------------------------

    def _item(self, workspace_id: str, item_id: str) -> Item:
        item = self.items.get(item_id)
        if item is None or item.workspace_id != workspace_id:
            raise NotFound("item", item_id)
        return item

    def change(self, item_id: str, **fields: Any) -> Item:
        item = self.items[item_id]
        self.items[item_id] = replace(item, version=item.version + 1, **fields)
        return self.items[item_id]

    async def card(self, workspace_id: str, item_id: str) -> ItemView:
        item = self._item(workspace_id, item_id)
        mine = tuple(each for each in self.drafts.values() if each.item_id == item_id)
        gone = {DraftState.REJECTED, DraftState.EXPIRED}
        return ItemView(
            item,
            self.accounts[item.account_id],
            self.people.get(item_id),
            tuple(each for each in mine if each.state not in gone),
            item_id in self.waiting,
            self.verdicts.get(item_id),
            self.findings,
            4.0,
            "UTC",
            self.clock(),
            self.publishing,
            self.troubles.get(item_id, ""),
        )

    async def view(self, workspace_id: str, person_id: str, item_id: str) -> ItemView:
        self.may(person_id)
        return await self.card(workspace_id, item_id)

    async def inbox(
        self, workspace_id: str, person_id: str, account_id: str | None = None
    ) -> InboxView:
        self.may(person_id)
        mine = [
            each
            for each in self.items.values()
            if each.workspace_id == workspace_id
            and each.is_open
            and account_id in (None, each.account_id)
        ]
        mine.sort(key=lambda each: (each.due_at is None, each.due_at or each.since))
        entries = tuple(InboxEntry(each, self.accounts[each.account_id]) for each in mine)
        return InboxView(entries, len(entries), self.clock())

    async def assign(self, workspace_id: str, person_id: str, item_id: str, to: str | None) -> Item:
        self.may(person_id)
        self._item(workspace_id, item_id)
        return self.change(item_id, assignee_id=to)

    async def snooze(
        self, workspace_id: str, person_id: str, item_id: str, until: datetime
    ) -> Item:
        self.may(person_id)
        self._item(workspace_id, item_id)
        return self.change(item_id, snoozed_until=until)

    async def decide(
        self, workspace_id: str, person_id: str, item_id: str, decision: Decision, note: str
    ) -> Item:
        self.may(person_id)
        item = self._item(workspace_id, item_id)
        if not item.is_open:
            raise InvalidInput("Ben closed this already. Nothing was changed.")
        return self.change(
            item_id, decision=decision, decided_by=person_id, decided_at=self.clock(), note=note
        )

    async def done(
        self, workspace_id: str, person_id: str, item_id: str, chosen_id: str = ""
    ) -> Looked:
        self.may(person_id)
        item = self._item(workspace_id, item_id)
        chosen = next((each.url for each in self.doubtful if each.id == chosen_id), None)
        if self.doubtful and chosen is None:
            return Looked(item, "Engage cannot tell which one it is.", self.doubtful)
        if (url := chosen or self.by_hand.get(item_id)) is None:
            return Looked(item, "Engage does not see your reply yet.")
        at = self.clock()
        return Looked(
            self.change(
                item_id,
                decision=Decision.REPLY,
                decided_by=person_id,
                decided_at=at,
                answered_at=at,
                answer_url=url,
            )
        )

    async def hide(self, workspace_id: str, person_id: str, item_id: str) -> Item:
        title = self.accounts[self._item(workspace_id, item_id).account_id].ref.platform.title
        note = f"Hidden on {title}."
        return await self.decide(workspace_id, person_id, item_id, Decision.NONE, note)

    async def on_word(self, workspace_id: str, person_id: str, item_id: str) -> Item:
        return await self.decide(workspace_id, person_id, item_id, Decision.BY_HAND, "")

    async def open_again(self, workspace_id: str, person_id: str, item_id: str) -> Item:
        self.may(person_id)
        item = self._item(workspace_id, item_id)
        if item.is_open:
            return item
        if not item.may_reopen:
            raise InvalidInput("This is closed already: it was answered. Nothing was changed.")
        return self.change(item_id, decision=None, decided_by=None, decided_at=None, note="")

    async def decide_many(
        self,
        workspace_id: str,
        person_id: str,
        item_ids: Sequence[str],
        decision: Decision,
        note: str,
    ) -> int:
        for each in item_ids:
            await self.decide(workspace_id, person_id, each, decision, note)
        return len(item_ids)

    # -- replying -------------------------------------------------------------------------

    async def wish(
        self,
        workspace_id: str,
        person_id: str,
        item_id: str,
        *,
        event_key: str,
        instruction: str = "",
        about: str | None = None,
    ) -> bool:
        self.may(person_id)
        self._item(workspace_id, item_id)
        wish = {"item": item_id, "instruction": instruction, "about": about}
        return self.wished(item_id, event_key, wish)

    async def item_of_link(self, workspace_id: str, person_id: str, url: str) -> Item:
        self.may(person_id)
        if url not in self.links:
            raise NotFound("post", url)
        return self._item(workspace_id, self.links[url])

    # -- reviewing ------------------------------------------------------------------------

    async def reopen(
        self, workspace_id: str, person_id: str, draft_id: str, *, version: int
    ) -> Draft:
        draft = self.draft(workspace_id, draft_id)
        return self.keep(draft, DraftState.PENDING, Happening.EDITED, problem="")

    async def write(self, workspace_id: str, person_id: str, item_id: str, text: str) -> Draft:
        self.may(person_id)
        item = self._item(workspace_id, item_id)
        draft = a_draft(item, text, self.clock(), composer="person", author_id=person_id)
        self.drafts[draft.id] = draft
        return draft

    async def show_earlier(self, workspace_id: str, person_id: str, account_id: str) -> int:
        self.may(person_id)
        if self.accounts[account_id].workspace_id != workspace_id:
            raise NotFound("account", account_id)
        self.earlier.append(account_id)
        return 3

    # -- stores ---------------------------------------------------------------------------

    async def get(self, workspace_id: str, item_id: str) -> Item:
        return self._item(workspace_id, item_id)

    async def card_shown(
        self, workspace_id: str, item_id: str, place: CardPlace | None, version: int
    ) -> None:
        self.items[item_id] = replace(self._item(workspace_id, item_id), card=place)

    async def of_card(self, workspace_id: str, channel_id: str, ts: str) -> Item | None:
        if self.down:
            raise StoreUnavailable("PostgreSQL")
        place = CardPlace(channel_id, ts)
        found = [each for each in self.items.values() if each.card == place]
        return found[0] if found and found[0].workspace_id == workspace_id else None

    async def uncarded(
        self, workspace_id: str, account_id: str, *, limit: int = 200
    ) -> Sequence[Item]:
        return [
            each
            for each in self.items.values()
            if each.account_id == account_id and each.is_open and each.card is None
        ]

    # -- put together ---------------------------------------------------------------------

    def respond(self, engage: Any) -> RespondDesk:
        """As the program puts it together, with these in the place of all use cases."""
        stores, desk = engage.stores, self
        cards = SlackCards(
            installations=engage.installations,
            deciding=desk,
            inbox=desk,  # type: ignore[arg-type]
            accounts=stores.accounts,
            book=self.book,  # type: ignore[arg-type]
            audit=desk,
            preferences=stores.preferences,
            managers=stores.managers,
            once=stores.once,
        )
        return RespondDesk(
            deciding=desk,
            replying=desk,
            reviewing=desk,
            settling=desk,
            triaging=desk,
            teaching=teaching_of(engage, self.book),
            cards=cards,
            listening=listening_of(engage, self.heard),
            handing=desk,
            hiding=desk,
        )


def a_draft(item: Item, text: str, at: datetime, **fields: Any) -> Draft:
    """A draft for an item; its id is made from the text."""
    given = {
        "intent": Intent.ANSWER,
        "composer": "scripted-model",
        "author_id": "U0NOBODY",
        "original": text,
    } | fields
    return Draft(
        id=f"draft-{text[:12]}",
        workspace_id=item.workspace_id,
        account_id=item.account_id,
        item_id=item.id,
        target_id=item.last.id,
        text=text,
        made_at=at,
        seen=tuple(part.id for part in item.parts),
        **given,
    )
