"""Have replies drafted: keep what somebody asked for, and write the drafts in the background.

A wish is stored before it is acknowledged, and its drafts are stored with its end in one
transaction, so that a worker that dies leaves it to be written again. Nothing here publishes, and
nothing that somebody types can: a draft waits for a person's click.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

import structlog

from assistant.community.briefs import Brief, Drafted
from assistant.community.drafts import AuditEntry, Draft, Happening, Intent, Variant, Wish
from assistant.community.inbox import Decision, Item
from assistant.community.plain_text import normal
from assistant.community.rights import Act
from assistant.desk.briefing import Briefing, Gathered
from assistant.desk.linking import Linking
from assistant.desk.permitting import Permitting
from assistant.desk.rereading import seen_now
from assistant.desk.running import forgiven
from assistant.desk.seeing import check_sight
from assistant.errors import EngageError, InvalidInput, NotFound, StoreUnavailable
from assistant.ports import Budget, Clock, Preferences
from assistant.ports.drafting import Drafts
from assistant.ports.inbox import Inbox
from assistant.ports.publishing import Way

log = structlog.get_logger(__name__)

LONGEST_INSTRUCTION = 500

OVERDUE = timedelta(minutes=5)
"""A wish that waits longer has lost its job, or its job failed."""

GIVEN_UP = timedelta(hours=3)
"""Nobody waits for drafts that long: the wish is closed, and the card says so."""

_TOO_LATE = "No draft could be written in time. Please ask for one again, or write the reply."
_DELETED = "Its author deleted this, so there is nothing to answer any more."
_DECIDED = (
    "This one is decided already, so no draft is written for it. Where it was closed without an "
    "answer, press *Open again* on its card first."
)


class Drafter(Protocol):
    """`assistant.agent.drafting.Drafter`, as this use case sees it: loaded late."""

    async def draft(self, brief: Brief, *, tokens_left: int) -> Drafted: ...


class Replying:
    """The use case behind *Draft reply*, `/engage reply` and talk in a card's thread."""

    def __init__(
        self,
        *,
        permitting: Permitting,
        inbox: Inbox,
        drafts: Drafts,
        briefing: Briefing,
        linking: Linking,
        drafter: Drafter,
        budget: Budget,
        preferences: Preferences,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._permitting = permitting
        self._inbox = inbox
        self._drafts = drafts
        self._briefing = briefing
        self._linking = linking
        self._drafter = drafter
        self._budget = budget
        self._preferences = preferences
        self._clock = clock
        self._new_id = new_id

    async def wish(
        self,
        workspace_id: str,
        person_id: str,
        item_id: str,
        *,
        event_key: str,
        instruction: str = "",
        about: str | None = None,
    ) -> bool:
        """Ask for drafts. False: this click or message was here before.

        Args:
            instruction: what should be different, as typed; "" for first drafts.
            about: the draft it speaks of.

        Raises:
            NotAllowed: not somebody who may draft for this item.
            NotFound: no such item, or no such draft of it.
            InvalidInput: too long an instruction, or the comment is gone or decided.
            StoreUnavailable: it was not kept; the caller must not acknowledge it.
        """
        item = await self._inbox.get(workspace_id, item_id)
        await check_sight(self._permitting, Act.DRAFT, item, person_id)
        instruction = normal(instruction)
        if len(instruction) > LONGEST_INSTRUCTION:
            raise InvalidInput(
                f"That is very long for a wish ({len(instruction):,} characters). Please keep it "
                f"under {LONGEST_INSTRUCTION}, or edit the draft yourself."
            )
        if item.decision is Decision.GONE:
            raise InvalidInput(_DELETED)
        if not item.is_open:
            raise InvalidInput(_DECIDED)
        if about is not None and (await self._drafts.get(workspace_id, about)).item_id != item_id:
            raise NotFound("draft", about)
        wish = Wish(
            id=self._new_id(),
            workspace_id=workspace_id,
            item_id=item_id,
            person_id=person_id,
            event_key=event_key,
            made_at=self._clock(),
            instruction=instruction,
            about=about,
        )
        return await self._drafts.wish(wish)

    async def item_of_link(self, workspace_id: str, person_id: str, url: str) -> Item:
        """The item of the post behind a link; see `Linking`."""
        return await self._linking.item_of_link(workspace_id, person_id, url)

    async def write(self, workspace_id: str, wish_id: str) -> None:
        """Write the drafts of a wish. Safe to run again at any point: a wish that is done stays as
        it is, and drafts are stored with its end or not at all.
        """
        try:
            wish = await self._drafts.wished(workspace_id, wish_id)
            if wish.done_at is not None:
                return
            item = await self._inbox.get(workspace_id, wish.item_id)
        except NotFound:
            return  # erased while this waited in the queue
        if item.decision is Decision.GONE:
            await self._drafts.grant(wish, (), self._clock(), _DELETED)
            return
        gathered = await self._briefing.gather(item, wish)
        settings = (await self._preferences.of_workspace(workspace_id)).settings
        left = await self._budget.left(workspace_id, allowed=settings.daily_tokens)
        drafted = await self._drafter.draft(gathered.brief, tokens_left=left)
        with forgiven("budget", wish_id):
            if tokens := drafted.usage.charged_tokens:
                await self._budget.spend(workspace_id, tokens)
        await self._grant(wish, item, gathered, drafted)

    async def look_after(self) -> int:
        """Write again what nobody brought to its end, in all workspaces; how many were taken up.

        One that fails again and again is closed after a while, with the reason on its card.
        """
        now = self._clock()
        found = await self._drafts.ungranted(now - OVERDUE)
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

    async def _grant(self, wish: Wish, item: Item, gathered: Gathered, drafted: Drafted) -> None:
        common = Draft(
            id="",
            workspace_id=item.workspace_id,
            account_id=item.account_id,
            item_id=item.id,
            target_id=item.last.id,
            text="",
            original="",
            intent=Intent.ANSWER,
            composer=drafted.composer,
            author_id=wish.person_id,
            made_at=self._clock(),
            seen=seen_now(item, gathered.target),
            problem=f"{drafted.excuse} So this was drafted by rules." if drafted.excuse else "",
        )
        made = [self._draft(each, common, gathered) for each in drafted.variants]
        entries = [(draft, _entry(draft, wish)) for draft in made]
        problem = f"{drafted.excuse} {drafted.problem}".strip() if not made else ""
        await self._drafts.grant(wish, entries, common.made_at, problem)
        log.info("wish.granted", wish_id=wish.id, drafts=len(made), composer=drafted.composer)

    def _draft(self, variant: Variant, common: Draft, gathered: Gathered) -> Draft:
        text = normal(variant.text)
        if not text.startswith(gathered.opening.strip()):
            text = f"{gathered.opening}{text}"
        return replace(
            common,
            id=self._new_id(),
            text=text,
            original=text,
            intent=variant.intent,
            facts=variant.facts,
            add=(*variant.add, *_shorten(text, gathered), *_barred(gathered)),
            confidence=variant.confidence,
        )


def _shorten(text: str, gathered: Gathered) -> tuple[str, ...]:
    more = gathered.too_long(text)
    return (f"Make it {more:,} shorter: it is too long for the platform.",) if more else ()


def _barred(gathered: Gathered) -> tuple[str, ...]:
    """Why Engage cannot post it there, where the platform says so."""
    verdict = gathered.target.verdict if gathered.target else None
    return (verdict.reason,) if verdict and verdict.way is not Way.BY_API else ()


def _entry(draft: Draft, wish: Wish) -> AuditEntry:
    return AuditEntry(
        draft.id, Happening.DRAFTED, draft.made_at, draft.version, draft.text, wish.person_id,
        wish.instruction,
    )  # fmt: skip
