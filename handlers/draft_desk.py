"""The use cases behind drafts, of replies and of posts of our own: what both desks have alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from assistant.desk.posting import Posting
    from assistant.desk.publishing import Publishing
    from assistant.desk.replying import Replying
    from assistant.desk.reviewing import Reviewing


class Shown(Protocol):
    """Where drafts are shown: cards, or studios."""

    async def refresh(self, workspace_id: str, subject_id: str, /) -> None:
        """Bring what stands up to date; post nothing.

        Args:
            subject_id: the item's, or the studio's.
        """
        ...


class DraftDesk(Protocol):
    """What the buttons and forms of drafts work with, of either kind."""

    @property
    def reviewing(self) -> Reviewing: ...

    @property
    def settling(self) -> Publishing: ...

    @property
    def wishing(self) -> Replying | Posting: ...

    @property
    def shown(self) -> Shown: ...
