"""The use cases behind spotlights and joining, as listeners see them. Rights are checked there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from assistant.community.giving import OptOut, Spotlight
    from assistant.community.inbox import Item
    from assistant.desk.joining_in import JoinView
    from assistant.desk.spotlighting import Asked, SpotlightView


class Spotlighting(Protocol):
    """`assistant.desk.spotlighting.Spotlighting`."""

    async def candidates(
        self, workspace_id: str, person_id: str, account_id: str | None = None
    ) -> SpotlightView: ...

    async def choose(
        self, workspace_id: str, person_id: str, account_id: str, post_id: str
    ) -> Asked: ...

    async def permit(
        self, workspace_id: str, person_id: str, spotlight_id: str, *, given: bool, event_key: str
    ) -> Spotlight: ...


class Joining(Protocol):
    """`assistant.desk.joining_in.JoiningIn`."""

    async def worth(
        self, workspace_id: str, person_id: str, account_id: str | None = None
    ) -> JoinView: ...

    async def take(
        self, workspace_id: str, person_id: str, account_id: str, hit_id: str
    ) -> Item: ...


class LeavingAlone(Protocol):
    """`assistant.desk.leaving_alone.LeavingAlone`, as far as people take part in it."""

    async def opt_out(
        self, workspace_id: str, person_id: str, account_id: str, native_id: str
    ) -> OptOut: ...

    async def opt_in(
        self, workspace_id: str, person_id: str, account_id: str, native_id: str
    ) -> bool: ...


@dataclass(frozen=True, slots=True)
class OthersDesk:
    """What lists of people and conversations work with."""

    spotlighting: Spotlighting
    joining: Joining
    quiet: LeavingAlone
