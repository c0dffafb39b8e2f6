"""Write the drafts that somebody asked for in a studio, in the background.

Drafts are stored with the end of their wish in one transaction, so that a worker that dies leaves
it to be written again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Protocol

import structlog

from assistant.community.drafts import AuditEntry, Draft, Happening, Wish
from assistant.community.post_briefs import PostBrief, PostsDrafted
from assistant.desk.post_briefing import GatheredPost, PostBriefing
from assistant.desk.post_drafts import drafts_of
from assistant.desk.running import forgiven
from assistant.errors import EngageError, NotFound, StoreUnavailable
from assistant.ports import Budget, Clock, Preferences
from assistant.ports.giving import StudioDrafts, Studios

log = structlog.get_logger(__name__)

OVERDUE = timedelta(minutes=5)
"""A wish that waits longer has lost its job, or its job failed."""

GIVEN_UP = timedelta(hours=3)
"""Nobody waits for drafts that long: the wish is closed, and the studio says so."""

_WITHOUT_PAGE = "The drafts were written without it."
_TOO_LATE = "No draft could be written in time. Please ask for one again, or write the post."


class PostDrafter(Protocol):
    """`assistant.agent.posting.PostDrafter`, as this use case sees it: loaded late."""

    async def draft(self, brief: PostBrief, *, tokens_left: int) -> PostsDrafted: ...


class PostWriting:
    """What of `posting.Posting` runs as a job."""

    def __init__(
        self,
        *,
        studios: Studios,
        drafts: StudioDrafts,
        briefing: PostBriefing,
        drafter: PostDrafter,
        budget: Budget,
        preferences: Preferences,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._studios = studios
        self._drafts = drafts
        self._briefing = briefing
        self._drafter = drafter
        self._budget = budget
        self._preferences = preferences
        self._clock = clock
        self._new_id = new_id

    async def write(self, workspace_id: str, wish_id: str) -> None:
        """Write the drafts of a wish. Safe to run again at any point: a wish that is done stays as
        it is, and drafts are stored with its end or not at all.
        """
        try:
            wish = await self._drafts.wished(workspace_id, wish_id)
            if wish.done_at is not None or wish.studio_id is None:
                return
            studio = await self._studios.get(workspace_id, wish.studio_id)
        except NotFound:
            return  # erased while this waited in the queue
        gathered = await self._briefing.gather(studio, wish)
        settings = (await self._preferences.of_workspace(workspace_id)).settings
        left = await self._budget.left(workspace_id, allowed=settings.daily_tokens)
        drafted = await self._drafter.draft(gathered.brief, tokens_left=left)
        with forgiven("budget", wish_id):
            if tokens := drafted.usage.charged_tokens:
                await self._budget.spend(workspace_id, tokens)
        await self._grant(wish, gathered, drafted)

    async def look_after(self) -> int:
        """Write again what nobody brought to its end, in all workspaces; how many were taken up.

        One that fails again and again is closed after a while, with the reason in its studio.
        """
        found = await self._drafts.ungranted(self._clock() - OVERDUE, posts=True)
        broken: list[BaseException] = []
        for workspace_id, wish_id in found:
            # gathered alone: one that fails in a way nobody thought of stops no other
            (failure,) = await asyncio.gather(
                self._take_up(workspace_id, wish_id), return_exceptions=True
            )
            if isinstance(failure, StoreUnavailable | asyncio.CancelledError):
                raise failure
            if failure is not None:
                log.warning("wish.not_written", wish_id=wish_id, error=type(failure).__name__)
                broken += [] if isinstance(failure, EngageError) else [failure]
        if broken:
            raise broken[0]  # with its traceback, where failed jobs are told
        return len(found)

    # -- pieces ---------------------------------------------------------------------------

    async def _take_up(self, workspace_id: str, wish_id: str) -> None:
        wish = await self._drafts.wished(workspace_id, wish_id)
        now = self._clock()
        if now - wish.made_at > GIVEN_UP:
            await self._drafts.grant(wish, (), now, _TOO_LATE)
        else:
            await self.write(workspace_id, wish_id)

    async def _grant(self, wish: Wish, gathered: GatheredPost, drafted: PostsDrafted) -> None:
        now = self._clock()
        made = drafts_of(wish, gathered, drafted, now, self._new_id)
        entries = [(draft, _entry(draft, wish)) for draft in made]
        await self._drafts.grant(wish, entries, now, _problem(gathered, drafted, made))
        log.info("wish.granted", wish_id=wish.id, drafts=len(made), composer=drafted.composer)


def _problem(gathered: GatheredPost, drafted: PostsDrafted, made: Sequence[Draft]) -> str:
    """What the studio says beside the drafts: a page that was not read, who wrote, what lacks."""
    excuse = drafted.excuse
    if excuse and made:
        excuse = f"{excuse} So this was drafted by rules."
    without = _WITHOUT_PAGE if gathered.trouble and made else ""
    return " ".join(each for each in (gathered.trouble, without, excuse, drafted.problem) if each)


def _entry(draft: Draft, wish: Wish) -> AuditEntry:
    return AuditEntry(
        draft.id, Happening.DRAFTED, draft.made_at, draft.version, draft.text, wish.person_id,
        wish.instruction,
    )  # fmt: skip
