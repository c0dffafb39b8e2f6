"""What is done about a wish for drafts whatever they are of: asked for once, and brought to an end.

Drafts are stored with the end of their wish in one transaction, so that a worker that dies leaves
it to be written again.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import ClassVar, Protocol, TypeVar

import structlog

from assistant.community.answers import Usage
from assistant.community.drafts import AuditEntry, Draft, Happening, Wish
from assistant.community.plain_text import normal
from assistant.desk.running import forgiven
from assistant.errors import EngageError, InvalidInput, StoreUnavailable
from assistant.ports import Budget, Clock, Preferences
from assistant.ports.drafting import Drafts

log = structlog.get_logger(__name__)

LONGEST_INSTRUCTION = 500

OVERDUE = timedelta(minutes=5)
"""A wish that waits longer has lost its job, or its job failed."""

GIVEN_UP = timedelta(hours=3)
"""Nobody waits for drafts that long: the wish is closed, and its card or studio says so."""


class Costly(Protocol):
    """What a composer brought, and what that cost."""

    @property
    def usage(self) -> Usage: ...


Brief_contra = TypeVar("Brief_contra", contravariant=True)
Brought_co = TypeVar("Brought_co", bound=Costly, covariant=True)


class Drafter(Protocol[Brief_contra, Brought_co]):
    """A composer of `assistant.agent`, as those who wish see it: loaded late."""

    async def draft(self, brief: Brief_contra, *, tokens_left: int) -> Brought_co: ...


class Wishing(ABC):
    """The part of a wish that is the same for replies and for posts of our own."""

    of_posts: ClassVar[bool]
    too_late: ClassVar[str]
    """What is said where no draft could be written in time."""

    def __init__(
        self,
        *,
        drafts: Drafts,
        budget: Budget,
        preferences: Preferences,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._drafts = drafts
        self._budget = budget
        self._preferences = preferences
        self._clock = clock
        self._new_id = new_id

    @abstractmethod
    async def write(self, workspace_id: str, wish_id: str) -> None:
        """Write the drafts of a wish. Safe to run again at any point: a wish that is done stays as
        it is, and drafts are stored with its end or not at all.
        """

    async def look_after(self) -> int:
        """Write again what nobody brought to its end, in all workspaces; how many were taken up.

        One that fails again and again is closed after a while, and its card or studio says why.
        """
        found = await self._drafts.ungranted(self._clock() - OVERDUE, posts=self.of_posts)
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
            await self._drafts.grant(wish, (), now, self.too_late)
        else:
            await self.write(workspace_id, wish_id)

    async def _drafted(
        self, wish: Wish, drafter: Drafter[Brief_contra, Brought_co], brief: Brief_contra
    ) -> Brought_co:
        """What a composer brings with the tokens that are left of the day, which then pays."""
        settings = (await self._preferences.of_workspace(wish.workspace_id)).settings
        left = await self._budget.left(wish.workspace_id, allowed=settings.daily_tokens)
        drafted = await drafter.draft(brief, tokens_left=left)
        with forgiven("budget", wish.id):
            if tokens := drafted.usage.charged_tokens:
                await self._budget.spend(wish.workspace_id, tokens)
        return drafted

    async def _grant(
        self, wish: Wish, made: Sequence[Draft], at: datetime, problem: str, composer: str
    ) -> None:
        said = (Happening.DRAFTED, at, wish.person_id, wish.instruction)
        entries = [(draft, AuditEntry.of(draft, *said)) for draft in made]
        await self._drafts.grant(wish, entries, at, problem)
        log.info("wish.granted", wish_id=wish.id, drafts=len(made), composer=composer)


def read_instruction(typed: str) -> str:
    """What drafts are wished to be like. Raises InvalidInput for one that is too long."""
    instruction = normal(typed)
    if len(instruction) > LONGEST_INSTRUCTION:
        raise InvalidInput(
            f"That is very long for a wish ({len(instruction):,} characters). Please keep it "
            f"under {LONGEST_INSTRUCTION}, or edit the draft yourself."
        )
    return instruction


def by_rules(excuse: str) -> str:
    """What a draft says of a model that did not write it; "" without an excuse."""
    return f"{excuse} So this was drafted by rules." if excuse else ""
