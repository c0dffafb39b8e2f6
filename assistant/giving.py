"""What Engage does by itself before anybody asks: posts of our own, made of the ports that
`bootstrap` opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from assistant.agent.late import LatePostDrafter
from assistant.bootstrap import Desk
from assistant.desk.hearing import Hearing
from assistant.desk.illustrating import Illustrating, Pictured
from assistant.desk.mixing import Mixing
from assistant.desk.permitting import Permitting
from assistant.desk.planning import Planning
from assistant.desk.post_briefing import PostBriefing
from assistant.desk.post_proposals import Proposals
from assistant.desk.post_voices import PostVoices
from assistant.desk.posting import Posting
from assistant.desk.repeating import Repeating
from assistant.desk.studio_views import PostLint, StudioViews
from assistant.ports import Directory
from assistant.ports.giving import StudioPlaces


class Giving:
    """Everything about posts of our own that needs no chat.

    Args:
        desk: open.
        directory: the chat's people.
        lint, counts, pictured: `Responding`'s.
    """

    def __init__(
        self, desk: Desk, directory: Directory, lint: PostLint, counts: Mixing, pictured: Pictured
    ) -> None:
        self._desk = desk
        self._permitting = desk.permitting(directory)
        self._lint = lint
        self._counts = counts
        self.repeating = Repeating(
            records=desk.records, drafts=desk.stores.drafts, clock=desk.clock
        )
        self.posting = self._posting()
        self.planning = Planning(
            permitting=self._permitting,
            accounts=desk.accounts,
            studios=desk.stores.studios,
            drafts=desk.stores.drafts,
            clock=desk.clock,
        )
        self.illustrating = Illustrating(
            permitting=self._permitting,
            accounts=desk.accounts,
            studios=desk.stores.studios,
            drafts=desk.stores.drafts,
            publishers=desk.connections,
            reviewing=pictured,
        )

    def _posting(self) -> Posting:
        desk, stores = self._desk, self._desk.stores
        hearing = Hearing(records=desk.records, clock=desk.clock)
        return Posting(
            permitting=self._permitting,
            accounts=desk.accounts,
            studios=stores.studios,
            drafts=stores.drafts,
            briefing=self._briefing(hearing),
            views=self._views(),
            proposals=Proposals(
                accounts=desk.accounts,
                records=desk.records,
                book=stores.brand,
                hearing=hearing,
                preferences=desk.preferences,
                clock=desk.clock,
                counts=self._counts,
            ),
            drafter=LatePostDrafter(models=desk.models, clock=desk.clock),
            budget=desk.budget,
            preferences=desk.preferences,
            clock=desk.clock,
            new_id=desk.new_id,
        )

    def _briefing(self, hearing: Hearing) -> PostBriefing:
        desk, stores = self._desk, self._desk.stores
        return PostBriefing(
            accounts=desk.accounts,
            studios=stores.studios,
            drafts=stores.drafts,
            book=stores.brand,
            hearing=hearing,
            voices=PostVoices(
                records=desk.records, drafts=stores.drafts, book=stores.brand, clock=desk.clock
            ),
            pages=desk.connections,
            publishers=desk.connections,
            preferences=desk.preferences,
            clock=desk.clock,
            counts=self._counts,
        )

    def _views(self) -> StudioViews:
        desk, stores = self._desk, self._desk.stores
        return StudioViews(
            accounts=desk.accounts,
            studios=stores.studios,
            drafts=stores.drafts,
            preferences=desk.preferences,
            publishers=desk.connections,
            lint=self._lint,
            repeats=self.repeating,
            clock=desk.clock,
            mix=self._counts,
        )


def mixing(desk: Desk, permitting: Permitting) -> Mixing:
    """What counts what our posts are for."""
    return Mixing(
        permitting=permitting,
        accounts=desk.accounts,
        records=desk.records,
        connections=desk.connections,
        labels=desk.stores.labels,
        drafts=desk.stores.drafts,
        preferences=desk.preferences,
        acts=desk.acts,
        clock=desk.clock,
    )


class PostWork(Protocol):
    """`assistant.desk.posting.Posting`, as far as it works in the background."""

    async def write(self, workspace_id: str, wish_id: str) -> None: ...

    async def look_after(self) -> int: ...


class ImageWork(Protocol):
    """`handlers.studio_files.StudioImages`."""

    async def take(
        self,
        workspace_id: str,
        studio_id: str,
        *,
        person_id: str,
        channel_id: str,
        ts: str,
        root_ts: str,
        file_ids: str,
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class StudioWork:
    """What background jobs do about posts of our own."""

    posting: PostWork
    places: StudioPlaces
    images: ImageWork
