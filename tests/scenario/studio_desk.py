"""The use cases behind studios over dicts: what listeners and threads see of them. What is done with
drafts is `draft_desk`'s.
"""
# ruff: noqa: ARG002 - the use cases' parameters, whether a fake needs them or not

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from assistant.community.accounts import Account
from assistant.community.best_times import Suggestion
from assistant.community.drafts import Draft, DraftState, Happening, Intent
from assistant.community.images import ImageLimits, fit
from assistant.community.inbox import CardPlace
from assistant.community.likeness import Similar
from assistant.community.mix import Function, Label, Value
from assistant.community.studio import Image, Shared, Studio
from assistant.desk.post_proposals import Proposal
from assistant.desk.studio_views import StudioView, ideas_of
from assistant.errors import InvalidInput, NotFound, StoreUnavailable
from handlers.give_desk import GiveDesk, OthersDesk
from handlers.studio_files import StudioImages
from handlers.studios import SlackStudios
from tests.scenario.draft_desk import DraftDesk
from tests.scenario.others_desk import OthersDouble

LABEL = Label(Function.SHARE, Value.EDUCATE, "explains something")
MOST = 300


@dataclass
class StudioDesk(DraftDesk):
    """All of them at once. `unwritable` are accounts that Engage cannot write for."""

    kept: dict[str, Studio] = field(default_factory=dict)
    pictures: dict[str, list[Image]] = field(default_factory=dict)
    data: dict[str, bytes] = field(default_factory=dict)
    held: dict[str, str] = field(default_factory=dict)
    missing: dict[str, Function] = field(default_factory=dict)
    like: dict[str, tuple[Similar, ...]] = field(default_factory=dict)
    found: tuple[Proposal, ...] = ()
    unwritable: set[str] = field(default_factory=set)
    zone: str = "Europe/Berlin"
    others: OthersDouble = field(default_factory=OthersDouble)
    handed: dict[tuple[str, Shared], None] = field(default_factory=dict)
    unkept: bool = False

    # -- posting --------------------------------------------------------------------------

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
        self.may(person_id)
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
        self.may(person_id)
        self._studio(workspace_id, studio_id)
        if about and self.draft(workspace_id, about).studio_id != studio_id:
            raise NotFound("draft", about)
        wish = {"studio": studio_id, "instruction": instruction, "about": about}
        return self.wished(studio_id, event_key, wish)

    async def view(
        self, workspace_id: str, studio_id: str, person_id: str | None = None
    ) -> StudioView:
        if person_id is not None:
            self.may(person_id)
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
        self.may(person_id)
        mine = {each.id for each in self.accounts.values() if each.workspace_id == workspace_id}
        return tuple(each for each in self.found if each.account_id in mine)

    # -- reviewing ------------------------------------------------------------------------

    async def move(
        self, workspace_id: str, person_id: str, draft_id: str, *, version: int, send_at: datetime
    ) -> Draft:
        draft = self.as_seen(workspace_id, person_id, draft_id, version)
        return self.put(draft, Happening.APPROVED, send_at=send_at)

    async def set_images(
        self,
        workspace_id: str,
        person_id: str,
        draft_id: str,
        *,
        version: int,
        images: Sequence[Image],
    ) -> Draft:
        draft = self.draft(workspace_id, draft_id)
        return self.put(draft, Happening.EDITED, images=tuple(images))

    # -- images, accounts, times ----------------------------------------------------------

    async def hand_in(self, workspace_id: str, studio_id: str, shared: Shared) -> None:
        if self.unkept:
            raise StoreUnavailable("PostgreSQL")
        self.handed[studio_id, shared] = None

    async def attach(
        self, workspace_id: str, person_id: str, studio_id: str, data: bytes, *, event_key: str
    ) -> Image:
        self.may(person_id)
        self._studio(workspace_id, studio_id)
        made = fit(data, ImageLimits())
        image_id = hashlib.sha256(event_key.encode()).hexdigest()[:12]
        for each in self.pictures.get(studio_id, ()):
            if each.id == image_id:
                return each
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
        self.may(person_id)
        self._studio(workspace_id, studio_id)
        there = {each.id: each for each in self.pictures.get(studio_id, ())}
        self.pictures[studio_id] = [replace(there[each], alt=alts[each]) for each in image_ids]
        self.pictures[studio_id] += [e for e in there.values() if e.id not in shown]
        self._spread(studio_id)

    def _spread(self, studio_id: str) -> None:
        for each in [*self.drafts.values()]:
            if each.studio_id == studio_id and each.state is DraftState.PENDING:
                self.put(each, Happening.EDITED, images=tuple(self.pictures[studio_id]))

    async def address(
        self, workspace_id: str, person_id: str, studio_id: str, account_ids: Sequence[str]
    ) -> Studio:
        self.may(person_id)
        studio = self._studio(workspace_id, studio_id)
        if not account_ids:
            raise InvalidInput("Choose one account at least.")
        self.kept[studio_id] = replace(studio, account_ids=tuple(account_ids))
        return self.kept[studio_id]

    async def ahead(self, workspace_id: str, person_id: str) -> Sequence[Draft]:
        self.may(person_id)
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

    async def take_images(self, engage: Any) -> None:
        """As the job does, of every message that brought some."""
        taking = StudioImages(
            installations=engage.installations,
            illustrating=self,
            refresh=engage.services.giving.studios.refresh,
            once=engage.stores.once,
            new_id=engage.services.new_id,
        )
        for studio_id, shared in [*self.handed]:
            await taking.take(
                self.kept[studio_id].workspace_id,
                studio_id,
                person_id=shared.person_id,
                channel_id=shared.channel_id,
                ts=shared.ts,
                root_ts=shared.root_ts,
                file_ids=" ".join(shared.file_ids),
            )
            del self.handed[studio_id, shared]

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
