"""The use cases behind post studios, as listeners see them.

Rights are checked there, at every act; what is shown here is only what they return.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from assistant.ports.giving import StudioPlaces
from handlers.draft_desk import Reviewing, Settling, Shown, Wishing

if TYPE_CHECKING:
    from assistant.community.accounts import Account
    from assistant.community.best_times import Suggestion
    from assistant.community.drafts import Draft
    from assistant.community.mix import Function, Label, Value
    from assistant.community.studio import Image, Studio
    from assistant.desk.mixing import MixView
    from assistant.desk.post_proposals import Proposal
    from assistant.desk.studio_views import StudioView
    from handlers.others_desk import OthersDesk


class Posting(Wishing, Protocol):
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

    async def view(
        self, workspace_id: str, studio_id: str, person_id: str | None = None
    ) -> StudioView: ...

    async def asked_back(self, workspace_id: str, studio_id: str) -> bool: ...

    async def proposals(self, workspace_id: str, person_id: str) -> tuple[Proposal, ...]: ...


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


class ShownStudios(StudioPlaces, Shown, Protocol):
    """Studios as the chat itself draws them: `handlers.studios.SlackStudios`."""

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
    reviewing: Reviewing
    settling: Settling
    illustrating: Illustrating
    planning: Planning
    mixing: Mixing
    studios: ShownStudios
    others: OthersDesk | None = None

    @property
    def wishing(self) -> Wishing:
        """What asks for drafts of posts."""
        return self.posting

    @property
    def shown(self) -> Shown:
        """What draws them."""
        return self.studios
