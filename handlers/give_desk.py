"""The use cases behind post studios, as listeners know them: by their types alone.

Rights are checked there, at every act; what is shown here is only what they return.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from assistant.ports.giving import StudioPlaces
from handlers.draft_desk import Shown

if TYPE_CHECKING:
    from assistant.community.studio import Studio
    from assistant.desk.illustrating import Illustrating
    from assistant.desk.joining_in import JoiningIn
    from assistant.desk.leaving_alone import LeavingAlone
    from assistant.desk.mixing import Mixing
    from assistant.desk.planning import Planning
    from assistant.desk.posting import Posting
    from assistant.desk.publishing import Publishing
    from assistant.desk.reviewing import Reviewing
    from assistant.desk.spotlighting import Spotlighting


@dataclass(frozen=True, slots=True)
class OthersDesk:
    """What lists of people and conversations work with."""

    spotlighting: Spotlighting
    joining: JoiningIn
    quiet: LeavingAlone


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
    settling: Publishing
    illustrating: Illustrating
    planning: Planning
    mixing: Mixing
    studios: ShownStudios
    others: OthersDesk | None = None

    @property
    def wishing(self) -> Posting:
        """What asks for drafts of posts."""
        return self.posting

    @property
    def shown(self) -> Shown:
        """What draws them."""
        return self.studios
