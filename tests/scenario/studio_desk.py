"""The use cases behind studios over dicts: what listeners and threads see of them, with the manners
of the real ones (compare-and-set, rights, one sentence for each refusal). They have tests of their
own.
"""
# ruff: noqa: ARG002 - the use cases' parameters, whether a fake needs them or not

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from assistant.community.accounts import Account
from assistant.community.authenticity.findings import Finding
from assistant.community.best_times import Suggestion
from assistant.community.drafts import (
    UNDER_WAY,
    AuditEntry,
    Draft,
    DraftState,
    Happening,
    Intent,
    may_move,
)
from assistant.community.images import ImageLimits, fit
from assistant.community.inbox import CardPlace
from assistant.community.likeness import Similar
from assistant.community.mix import Function, Label, Value
from assistant.community.studio import Image, Studio
from assistant.desk.post_proposals import Proposal
from assistant.desk.studio_views import StudioView, ideas_of
from assistant.errors import (
    ConfirmationNeeded,
    EditConflict,
    InvalidInput,
    NotAllowed,
    NotFound,
    StoreUnavailable,
)
from handlers.give_desk import GiveDesk
from handlers.others_desk import OthersDesk
from handlers.studios import SlackStudios
from tests.scenario.memory import HeldClock
from tests.scenario.others_desk import OthersDouble
from tests.scenario.teach_desk import MemoryBook

UNDO = timedelta(seconds=30)
NOT_YOURS = "Only managers of Engage can approve what is published. Please ask Anna."
LABEL = Label(Function.SHARE, Value.EDUCATE, "explains something")
MOST = 300


@dataclass
class StudioDesk:
    """All of them at once. `refused` may do nothing; `barred` may not approve; `unwritable` are
    accounts that Engage cannot write for.
    """

    clock: HeldClock
    accounts: dict[str, Account] = field(default_factory=dict)
    kept: dict[str, Studio] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    pictures: dict[str, list[Image]] = field(default_factory=dict)
    data: dict[str, bytes] = field(default_factory=dict)
    findings: dict[str, tuple[Finding, ...]] = field(default_factory=dict)
    held: dict[str, str] = field(default_factory=dict)
    missing: dict[str, Function] = field(default_factory=dict)
    like: dict[str, tuple[Similar, ...]] = field(default_factory=dict)
    doubts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    found: tuple[Proposal, ...] = ()
    book: MemoryBook = field(default_factory=MemoryBook)
    waiting: set[str] = field(default_factory=set)
    troubles: dict[str, str] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    barred: set[str] = field(default_factory=set)
    unwritable: set[str] = field(default_factory=set)
    zone: str = "Europe/Berlin"
    publishing: bool = True
    down: bool = False
    wishes: list[dict[str, Any]] = field(default_factory=list)
    log: list[AuditEntry] = field(default_factory=list)
    others: OthersDouble = field(default_factory=OthersDouble)
    keys: set[str] = field(default_factory=set)

    # -- posting --------------------------------------------------------------------------

    def _may(self, person_id: str) -> None:
        if person_id in self.refused:
            raise NotAllowed("Engage answers full members of this workspace only.")

    def _studio(self, workspace_id: str, studio_id: str) -> Studio:
        studio = self.kept.get(studio_id)
        if studio is None or studio.workspace_id != workspace_id:
            raise NotFound("studio", studio_id)
        return studio

    async def open(
        self,
        workspace_id: str,
        person_id: str,
        topic: str,
        *,
        event_key: str,
        account_ids: Sequence[str] = (),
        page_url: str | None = None,
        about: str = "",
    ) -> Studio:
        self._may(person_id)
        mine = [each.id for each in self.accounts.values() if each.workspace_id == workspace_id]
        if not mine:
            raise InvalidInput("No account is connected yet. Connect one in the Home tab.")
        for each in self.kept.values():
            if each.event_key == event_key:
                return each
        studio_id = f"studio-{len(self.kept) + 1}"
        studio = Studio(
            studio_id,
            workspace_id,
            person_id,
            tuple(account_ids) or tuple(mine),
            topic,
            event_key,
            self.clock(),
            about=about,
        )
        self.kept[studio_id] = studio
        self.waiting.add(studio_id)
        return studio

    async def wish(
        self,
        workspace_id: str,
        person_id: str,
        studio_id: str,
        *,
        event_key: str,
        instruction: str = "",
        about: str | None = None,
    ) -> bool:
        self._may(person_id)
        self._studio(workspace_id, studio_id)
        if about and self._draft(workspace_id, about).studio_id != studio_id:
            raise NotFound("draft", about)
        if event_key in self.keys:
            return False
        self.keys.add(event_key)
        self.wishes.append({"studio": studio_id, "instruction": instruction, "about": about})
        self.waiting.add(studio_id)
        return True

    async def view(
        self, workspace_id: str, studio_id: str, person_id: str | None = None
    ) -> StudioView:
        if person_id is not None:
            self._may(person_id)
        studio = self._studio(workspace_id, studio_id)
        mine = [each for each in self.drafts.values() if each.studio_id == studio_id]
        known = [self.accounts[each] for each in studio.account_ids if each in self.accounts]
        return StudioView(
            studio=studio,
            accounts=tuple(known),
            ideas=ideas_of(studio, mine[::-1]),
            waiting=studio_id in self.waiting,
            findings=self.findings,
            held=self.held,
            like_recent=self.like,
            counts={
                each.id: tuple((len(text), MOST) for text in each.posts)
                for each in mine
                if each.account_id not in self.unwritable
            },
            images=tuple(self.pictures.get(studio_id, ())),
            zone=self.zone,
            now=self.clock(),
            publishing=self.publishing,
            trouble=self.troubles.get(studio_id, ""),
            missing=self.missing,
        )

    async def asked_back(self, workspace_id: str, studio_id: str) -> bool:
        return bool(self.troubles.get(self._studio(workspace_id, studio_id).id))

    async def proposals(self, workspace_id: str, person_id: str) -> tuple[Proposal, ...]:
        self._may(person_id)
        mine = {each.id for each in self.accounts.values() if each.workspace_id == workspace_id}
        return tuple(each for each in self.found if each.account_id in mine)

    # -- reviewing ------------------------------------------------------------------------

    def _draft(self, workspace_id: str, draft_id: str) -> Draft:
        draft = self.drafts.get(draft_id)
        if draft is None or draft.workspace_id != workspace_id:
            raise NotFound("draft", draft_id)
        return draft

    def keep(self, draft: Draft, state: DraftState, happening: Happening, **fields: Any) -> Draft:
        """Move a draft, with its line of the log."""
        if not may_move(draft.state, state) and state is not draft.state:
            raise EditConflict("this post", draft)
        kept = replace(draft, state=state, version=draft.version + 1, **fields)
        self.drafts[draft.id] = kept
        person = fields.get("approver_id") or fields.get("author_id")
        self.log.append(
            AuditEntry(draft.id, happening, self.clock(), kept.version, kept.text, person)
        )
        return kept

    async def approve(
        self,
        workspace_id: str,
        person_id: str,
        draft_id: str,
        *,
        version: int,
        digest: str,
        overriding: bool = False,
        send_at: datetime | None = None,
    ) -> Draft:
        draft = self._draft(workspace_id, draft_id)
        self._may(person_id)
        if person_id in self.barred:
            raise NotAllowed(NOT_YOURS)
        if draft.state in UNDER_WAY and draft.approver_id == person_id and draft.digest == digest:
            return draft
        if (draft.version, draft.digest) != (version, digest):
            raise EditConflict("this post", draft)
        if any(not each.alt for each in draft.images):
            raise InvalidInput("Please say what each image shows, under Images….")
        if (doubts := self.doubts.get(draft_id)) and not overriding:
            raise ConfirmationNeeded(doubts)
        now = self.clock()
        if draft.state is DraftState.FAILED:
            draft = self.keep(draft, DraftState.PENDING, Happening.EDITED, problem="")
        return self.keep(
            draft,
            DraftState.APPROVED,
            Happening.APPROVED,
            approver_id=person_id,
            approved_at=now,
            approved_hash=digest,
            send_at=send_at or now + UNDO,
        )

    async def move(
        self, workspace_id: str, person_id: str, draft_id: str, *, version: int, send_at: datetime
    ) -> Draft:
        draft = self._draft(workspace_id, draft_id)
        self._may(person_id)
        if draft.version != version:
            raise EditConflict("this post", draft)
        return self.keep(draft, draft.state, Happening.APPROVED, send_at=send_at)

    async def call_back(self, workspace_id: str, person_id: str, draft_id: str) -> Draft:
        draft = self._draft(workspace_id, draft_id)
        self._may(person_id)
        return self.keep(
            draft, DraftState.PENDING, Happening.CALLED_BACK, approver_id=None, send_at=None
        )

    async def edit(
        self,
        workspace_id: str,
        person_id: str,
        draft_id: str,
        *,
        version: int,
        text: str,
        rest: Sequence[str] | None = None,
    ) -> Draft:
        draft = self._draft(workspace_id, draft_id)
        self._may(person_id)
        if draft.version != version:
            raise EditConflict("this post", draft)
        others = draft.rest if rest is None else tuple(rest)
        return self.keep(
            draft, DraftState.PENDING, Happening.EDITED, text=text, rest=others,
            author_id=person_id,
        )  # fmt: skip

    async def set_images(
        self,
        workspace_id: str,
        person_id: str,
        draft_id: str,
        *,
        version: int,
        images: Sequence[Image],
    ) -> Draft:
        draft = self._draft(workspace_id, draft_id)
        return self.keep(draft, draft.state, Happening.EDITED, images=tuple(images))

    async def reject(
        self, workspace_id: str, person_id: str, draft_id: str, *, version: int, reason: str
    ) -> Draft:
        draft = self._draft(workspace_id, draft_id)
        self._may(person_id)
        if draft.version != version:
            raise EditConflict("this post", draft)
        return self.keep(draft, DraftState.REJECTED, Happening.REJECTED, problem=reason)

    async def copied(self, workspace_id: str, person_id: str, draft_id: str) -> Draft:
        draft = self._draft(workspace_id, draft_id)
        self._note(draft, Happening.COPIED, person_id)
        return draft

    async def shown(self, workspace_id: str, draft_id: str, person_id: str | None = None) -> None:
        self._note(self._draft(workspace_id, draft_id), Happening.SHOWN, person_id)

    def _note(self, draft: Draft, happening: Happening, person_id: str | None) -> None:
        at = self.clock()
        self.log.append(AuditEntry(draft.id, happening, at, draft.version, draft.text, person_id))

    async def history(
        self, workspace_id: str, person_id: str, draft_id: str
    ) -> Sequence[AuditEntry]:
        self._may(person_id)
        self._draft(workspace_id, draft_id)
        return [each for each in self.log if each.draft_id == draft_id]

    async def settle(
        self, workspace_id: str, person_id: str, draft_id: str, *, there: bool
    ) -> Draft:
        draft = self._draft(workspace_id, draft_id)
        self._may(person_id)
        if not there:
            return self.keep(draft, DraftState.SENDING, Happening.SENT)
        return self.keep(
            draft, DraftState.PUBLISHED, Happening.PUBLISHED, url="https://sky.example/p"
        )

    # -- images, accounts, times ----------------------------------------------------------

    async def attach(
        self, workspace_id: str, person_id: str, studio_id: str, data: bytes, *, event_key: str
    ) -> Image:
        self._may(person_id)
        self._studio(workspace_id, studio_id)
        made = fit(data, ImageLimits())
        image_id = hashlib.sha256(event_key.encode()).hexdigest()[:12]
        image = Image(
            image_id, made.sha256, made.media_type, made.width, made.height, len(made.data)
        )
        self.pictures.setdefault(studio_id, []).append(image)
        self.data[image_id] = data
        self._spread(studio_id)
        return image

    async def arrange(
        self,
        workspace_id: str,
        person_id: str,
        studio_id: str,
        image_ids: Sequence[str],
        alts: Mapping[str, str],
        *,
        shown: Sequence[str],
    ) -> None:
        self._may(person_id)
        self._studio(workspace_id, studio_id)
        there = {each.id: each for each in self.pictures.get(studio_id, ())}
        self.pictures[studio_id] = [replace(there[each], alt=alts[each]) for each in image_ids]
        self.pictures[studio_id] += [e for e in there.values() if e.id not in shown]
        self._spread(studio_id)

    def _spread(self, studio_id: str) -> None:
        for each in [*self.drafts.values()]:
            if each.studio_id == studio_id and each.state is DraftState.PENDING:
                images = tuple(self.pictures[studio_id])
                self.keep(each, each.state, Happening.EDITED, images=images)

    async def address(
        self, workspace_id: str, person_id: str, studio_id: str, account_ids: Sequence[str]
    ) -> Studio:
        self._may(person_id)
        studio = self._studio(workspace_id, studio_id)
        if not account_ids:
            raise InvalidInput("Choose one account at least.")
        self.kept[studio_id] = replace(studio, account_ids=tuple(account_ids))
        return self.kept[studio_id]

    async def ahead(self, workspace_id: str, person_id: str) -> Sequence[Draft]:
        self._may(person_id)
        going = [each for each in self.drafts.values() if each.state is DraftState.APPROVED]
        mine = [each for each in going if each.workspace_id == workspace_id]
        return sorted(mine, key=lambda each: each.send_at or each.made_at)

    async def times(self, account: Account) -> Suggestion:
        return Suggestion(None, "No best time can be told: there is not enough data.")

    async def mix(self, workspace_id: str, person_id: str, account_id: str | None = None) -> Any:
        raise NotFound("account", account_id or "")

    async def correct(self, *_: Any, **__: Any) -> Label:
        raise NotFound("post", "")

    # -- stores ---------------------------------------------------------------------------

    async def get(self, workspace_id: str, studio_id: str) -> Studio:
        return self._studio(workspace_id, studio_id)

    async def at(self, workspace_id: str, channel_id: str, ts: str) -> Studio | None:
        if self.down:
            raise StoreUnavailable("PostgreSQL")
        place = CardPlace(channel_id, ts)
        found = [each for each in self.kept.values() if each.place == place]
        return found[0] if found and found[0].workspace_id == workspace_id else None

    async def placed(self, workspace_id: str, studio_id: str, place: CardPlace) -> None:
        self.kept[studio_id] = replace(self._studio(workspace_id, studio_id), place=place)

    # -- put together ---------------------------------------------------------------------

    def studios(self, engage: Any) -> SlackStudios:
        """As a process has them."""
        stores, desk = engage.stores, self
        return SlackStudios(
            installations=engage.installations,
            posting=desk,
            audit=desk,
            stored=desk,  # type: ignore[arg-type]
            book=self.book,  # type: ignore[arg-type]
            preferences=stores.preferences,
            once=stores.once,
        )

    def give(self, engage: Any) -> GiveDesk:
        """As the program puts it together, with these in the place of all use cases."""
        return GiveDesk(
            posting=self,
            reviewing=self,
            settling=self,
            illustrating=self,
            planning=self,
            mixing=self,
            studios=self.studios(engage),
            others=OthersDesk(self.others, self.others, self.others),
        )


def a_post(studio: Studio, account_id: str, text: str, at: datetime, **fields: Any) -> Draft:
    """A draft in a studio; its id is made from the text."""
    given: dict[str, Any] = {
        "composer": "scripted-model",
        "author_id": "U0NOBODY",
        "original": text,
        "label": LABEL,
        "why": "Four people asked about this in the last 28 days.",
    } | fields
    return Draft(
        id=f"post-{text[:12]}",
        workspace_id=studio.workspace_id,
        account_id=account_id,
        item_id="",
        target_id="",
        studio_id=studio.id,
        intent=Intent.POST,
        text=text,
        made_at=at,
        **given,
    )
