"""Have posts of our own written: open a studio, keep what somebody asked for, and write the drafts
in the background.

A wish is stored before it is acknowledged, and its drafts are stored with its end in one
transaction, so that a worker that dies leaves it to be written again. Nothing here publishes, and
nothing that somebody types can: a draft waits for a person's click.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Protocol

import structlog

from assistant.community.drafts import AuditEntry, Draft, Happening, Wish
from assistant.community.plain_text import normal
from assistant.community.post_briefs import PostBrief, PostsDrafted
from assistant.community.rights import Act
from assistant.community.studio import Studio
from assistant.community.topic_words import kept_topic, link_in
from assistant.desk.permitting import Permitting
from assistant.desk.post_briefing import GatheredPost, PostBriefing
from assistant.desk.post_drafts import drafts_of
from assistant.desk.post_proposals import Proposal, Proposals
from assistant.desk.running import forgiven
from assistant.desk.studio_views import StudioView, StudioViews
from assistant.errors import EngageError, InvalidInput, NotFound, StoreUnavailable
from assistant.ports import Accounts, Budget, Clock, Preferences
from assistant.ports.giving import StudioDrafts, Studios

log = structlog.get_logger(__name__)

LONGEST_INSTRUCTION = 500
MOST_ACCOUNTS = 5
"""Accounts of one studio: each idea is written for each of them."""

OVERDUE = timedelta(minutes=5)
"""A wish that waits longer has lost its job, or its job failed."""

GIVEN_UP = timedelta(hours=3)
"""Nobody waits for drafts that long: the wish is closed, and the studio says so."""

_TOO_LATE = "No draft could be written in time. Please ask for one again, or write the post."
_NO_ACCOUNT = "No account is connected yet. Connect one in the Home tab, then come back."
_TOO_MANY = f"Choose up to {MOST_ACCOUNTS} accounts for one post."


class PostDrafter(Protocol):
    """`assistant.agent.posting.PostDrafter`, as this use case sees it: loaded late."""

    async def draft(self, brief: PostBrief, *, tokens_left: int) -> PostsDrafted: ...


class Posting:
    """The use case behind `/engage post` and talk in a studio's thread."""

    def __init__(
        self,
        *,
        permitting: Permitting,
        accounts: Accounts,
        studios: Studios,
        drafts: StudioDrafts,
        briefing: PostBriefing,
        views: StudioViews,
        proposals: Proposals,
        drafter: PostDrafter,
        budget: Budget,
        preferences: Preferences,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._permitting = permitting
        self._accounts = accounts
        self._studios = studios
        self._drafts = drafts
        self._briefing = briefing
        self._views = views
        self._proposals = proposals
        self._drafter = drafter
        self._budget = budget
        self._preferences = preferences
        self._clock = clock
        self._new_id = new_id

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
    ) -> Studio:
        """Open a studio and ask for its first drafts; the same event again gives the same studio.

        Args:
            topic: as typed, cut where it is too long; "" to write from what the community talks
                about. An address in it is the page to read, unless `page_url` names one.
            account_ids: to write for; () for those Engage can write for.
            about: where the topic came from, in words for people.

        Raises:
            NotAllowed: not somebody who may draft.
            NotFound: no such account.
            InvalidInput: no account is connected, or too many were chosen.
            StoreUnavailable: it was not kept; the caller must not acknowledge it.
        """
        await self._permitting.check(Act.DRAFT, workspace_id, person_id)
        topic = kept_topic(topic)
        studio = Studio(
            id=self._new_id(),
            workspace_id=workspace_id,
            person_id=person_id,
            account_ids=await self._chosen(workspace_id, account_ids),
            topic=topic,
            event_key=event_key,
            made_at=self._clock(),
            page_url=page_url or link_in(topic),
            about=about.strip(),
        )
        stored = await self._studios.open(studio)
        await self._drafts.wish(self._wish(stored, person_id, event_key))
        return stored

    async def wish(
        self,
        workspace_id: str,
        person_id: str,
        studio_id: str,
        *,
        event_key: str,
        instruction: str = "",
        about: str | None = None,
    ) -> bool:
        """Ask for other drafts. False: this click or message was here before.

        Args:
            instruction: what should be different, as typed; "" for new drafts.
            about: the draft it speaks of, whose idea alone changes then; None for all ideas.

        Raises:
            NotAllowed: not somebody who may draft.
            NotFound: no such studio, or no such draft in it.
            InvalidInput: too long an instruction.
            StoreUnavailable: it was not kept; the caller must not acknowledge it.
        """
        await self._permitting.check(Act.DRAFT, workspace_id, person_id)
        studio = await self._studios.get(workspace_id, studio_id)
        instruction = normal(instruction)
        if len(instruction) > LONGEST_INSTRUCTION:
            raise InvalidInput(
                f"That is very long for a wish ({len(instruction):,} characters). Please keep it "
                f"under {LONGEST_INSTRUCTION}, or edit the draft yourself."
            )
        if about is not None and (await self._drafts.get(workspace_id, about)).studio_id != (
            studio_id
        ):
            raise NotFound("draft", about)
        return await self._drafts.wish(
            self._wish(studio, person_id, event_key, instruction=instruction, about=about)
        )

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

    async def view(
        self, workspace_id: str, studio_id: str, person_id: str | None = None
    ) -> StudioView:
        """What a studio shows.

        Args:
            person_id: who wants to see it; None where Engage draws it into its own thread.

        Raises:
            NotAllowed: not somebody who may draft.
            NotFound: no such studio.
        """
        if person_id is not None:
            await self._permitting.check(Act.DRAFT, workspace_id, person_id)
        return await self._views.of(await self._studios.get(workspace_id, studio_id))

    async def proposals(self, workspace_id: str, person_id: str) -> tuple[Proposal, ...]:
        """Topics worth a post, the weightiest first: what people keep asking, the function that is
        missing, thanks. Empty where nothing is known. Raises NotAllowed.
        """
        await self._permitting.check(Act.DRAFT, workspace_id, person_id)
        return await self._proposals.of(workspace_id)

    # -- pieces ---------------------------------------------------------------------------

    async def _chosen(self, workspace_id: str, account_ids: Sequence[str]) -> tuple[str, ...]:
        known = {each.id: each for each in await self._accounts.all(workspace_id)}
        if not known:
            raise InvalidInput(_NO_ACCOUNT)
        chosen = tuple(dict.fromkeys(account_ids))
        if missing := [each for each in chosen if each not in known]:
            raise NotFound("account", missing[0])
        if len(chosen) > MOST_ACCOUNTS:
            raise InvalidInput(_TOO_MANY)
        signed_in = tuple(each.id for each in known.values() if each.signed_in)
        return chosen or signed_in[:MOST_ACCOUNTS] or tuple(known)[:1]

    def _wish(
        self,
        studio: Studio,
        person_id: str,
        event_key: str,
        *,
        instruction: str = "",
        about: str | None = None,
    ) -> Wish:
        return Wish(
            id=self._new_id(),
            workspace_id=studio.workspace_id,
            item_id="",
            studio_id=studio.id,
            person_id=person_id,
            event_key=event_key,
            made_at=self._clock(),
            instruction=instruction,
            about=about,
        )

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
    return " ".join(each for each in (gathered.trouble, excuse, drafted.problem) if each)


def _entry(draft: Draft, wish: Wish) -> AuditEntry:
    return AuditEntry(
        draft.id, Happening.DRAFTED, draft.made_at, draft.version, draft.text, wish.person_id,
        wish.instruction,
    )  # fmt: skip
