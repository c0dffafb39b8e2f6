"""The use cases behind post studios, as listeners see them.

Rights are checked there, at every act; what is shown here is only what they return.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from assistant.ports.giving import StudioPlaces

if TYPE_CHECKING:
    from assistant.community.accounts import Account
    from assistant.community.best_times import Suggestion
    from assistant.community.drafts import AuditEntry, Draft
    from assistant.community.mix import Function, Label, Value
    from assistant.community.studio import Image, Studio
    from assistant.desk.mixing import MixView
    from assistant.desk.post_proposals import Proposal
    from assistant.desk.studio_views import StudioView
    from handlers.others_desk import OthersDesk


class Posting(Protocol):
    """`assistant.desk.posting.Posting`."""

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
    ) -> Studio: ...

    async def wish(
        self,
        workspace_id: str,
        person_id: str,
        studio_id: str,
        *,
        event_key: str,
        instruction: str = "",
        about: str | None = None,
    ) -> bool: ...

    async def view(
        self, workspace_id: str, studio_id: str, person_id: str | None = None
    ) -> StudioView: ...

    async def asked_back(self, workspace_id: str, studio_id: str) -> bool: ...

    async def proposals(self, workspace_id: str, person_id: str) -> tuple[Proposal, ...]: ...


class PostReviewing(Protocol):
    """`assistant.desk.reviewing.Reviewing`, for posts of our own. Changes name the version they
    were made from and raise EditConflict where it is another by now.
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
        send_at: datetime | None = None,
    ) -> Draft: ...

    async def move(
        self, workspace_id: str, person_id: str, draft_id: str, *, version: int, send_at: datetime
    ) -> Draft: ...

    async def call_back(self, workspace_id: str, person_id: str, draft_id: str) -> Draft: ...

    async def edit(
        self,
        workspace_id: str,
        person_id: str,
        draft_id: str,
        *,
        version: int,
        text: str,
        rest: Sequence[str] | None = None,
    ) -> Draft: ...

    async def set_images(
        self,
        workspace_id: str,
        person_id: str,
        draft_id: str,
        *,
        version: int,
        images: Sequence[Image],
    ) -> Draft: ...

    async def reject(
        self, workspace_id: str, person_id: str, draft_id: str, *, version: int, reason: str
    ) -> Draft: ...

    async def shown(
        self, workspace_id: str, draft_id: str, person_id: str | None = None
    ) -> None: ...

    async def copied(self, workspace_id: str, person_id: str, draft_id: str) -> object: ...

    async def history(
        self, workspace_id: str, person_id: str, draft_id: str
    ) -> Sequence[AuditEntry]: ...


class PostSettling(Protocol):
    """`assistant.desk.publishing.Publishing`, as far as people take part in it."""

    async def settle(
        self, workspace_id: str, person_id: str, draft_id: str, *, there: bool
    ) -> Draft: ...


class Illustrating(Protocol):
    """`assistant.desk.illustrating.Illustrating`."""

    async def attach(
        self, workspace_id: str, person_id: str, studio_id: str, data: bytes, *, event_key: str
    ) -> Image: ...

    async def arrange(
        self,
        workspace_id: str,
        person_id: str,
        studio_id: str,
        image_ids: Sequence[str],
        alts: Mapping[str, str],
        *,
        shown: Sequence[str],
    ) -> None: ...


class Planning(Protocol):
    """`assistant.desk.planning.Planning`."""

    async def address(
        self, workspace_id: str, person_id: str, studio_id: str, account_ids: Sequence[str]
    ) -> Studio: ...

    async def ahead(self, workspace_id: str, person_id: str) -> Sequence[Draft]: ...


class Mixing(Protocol):
    """`assistant.desk.mixing.Mixing`, as far as people take part in it."""

    async def mix(
        self, workspace_id: str, person_id: str, account_id: str | None = None
    ) -> MixView: ...

    async def correct(
        self,
        workspace_id: str,
        person_id: str,
        account_id: str,
        post_id: str,
        function: Function | None,
        *,
        value: Value | None = None,
    ) -> Label: ...

    async def times(self, account: Account) -> Suggestion: ...


class ShownStudios(StudioPlaces, Protocol):
    """Studios as the chat itself draws them: `handlers.studios.SlackStudios`."""

    async def refresh(self, workspace_id: str, studio_id: str) -> None:
        """Bring what stands up to date; post nothing."""
        ...

    async def link(self, workspace_id: str, studio_id: str) -> str | None:
        """A link to its first message; None where it has none."""
        ...

    async def studio_at(self, workspace_id: str, channel_id: str, ts: str) -> Studio | None:
        """The studio whose thread hangs on the message there; None where it is none."""
        ...


@dataclass(frozen=True, slots=True)
class GiveDesk:
    """What studios and their modals work with."""

    posting: Posting
    reviewing: PostReviewing
    settling: PostSettling
    illustrating: Illustrating
    planning: Planning
    mixing: Mixing
    studios: ShownStudios
    others: OthersDesk | None = None
