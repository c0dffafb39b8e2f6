"""The use cases behind drafts, of replies and of posts of our own, as listeners see them.

Rights are checked there, at every act; what is shown here is only what they return.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from assistant.community.drafts import AuditEntry, Draft


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
        send_at: datetime | None = None,
    ) -> Draft: ...

    async def move(
        self, workspace_id: str, person_id: str, draft_id: str, *, version: int, send_at: datetime
    ) -> Draft: ...

    async def call_back(self, workspace_id: str, person_id: str, draft_id: str) -> Draft: ...

    async def reopen(
        self, workspace_id: str, person_id: str, draft_id: str, *, version: int
    ) -> Draft: ...

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

    async def write(self, workspace_id: str, person_id: str, item_id: str, text: str) -> Draft: ...

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


class Settling(Protocol):
    """`assistant.desk.publishing.Publishing`, as far as people take part in it."""

    async def settle(
        self, workspace_id: str, person_id: str, draft_id: str, *, there: bool
    ) -> Draft: ...


class Wishing(Protocol):
    """Asks for drafts: `assistant.desk.replying.Replying` or `assistant.desk.posting.Posting`."""

    async def wish(
        self,
        workspace_id: str,
        person_id: str,
        subject_id: str,
        /,
        *,
        event_key: str,
        instruction: str = "",
        about: str | None = None,
    ) -> bool:
        """Keep it, and have drafts written. False where the event was known already.

        Args:
            subject_id: the item that is answered, or the studio.
            about: the draft that is to be another.
        """
        ...


class Shown(Protocol):
    """Where drafts are shown: cards, or studios."""

    async def refresh(self, workspace_id: str, subject_id: str, /) -> None:
        """Bring what stands up to date; post nothing."""
        ...


class DraftDesk(Protocol):
    """What the buttons and forms of drafts work with, of either kind."""

    @property
    def reviewing(self) -> Reviewing: ...

    @property
    def settling(self) -> Settling: ...

    @property
    def wishing(self) -> Wishing: ...

    @property
    def shown(self) -> Shown: ...
