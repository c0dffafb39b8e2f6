"""Publish an approved text exactly once, or say that it is not known and ask a person.

Every step is committed before the next begins and can be taken up by whoever finds it:
approved -> prepared -> sending -> published | failed | unknown. A thread goes through them post by
post: one that is out is noted, and the next is prepared.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import structlog

from assistant.community import publication
from assistant.community.drafts import Draft, DraftState
from assistant.community.post_parts import named, next_part
from assistant.community.publication import Answer, Halt
from assistant.community.rights import Act
from assistant.desk.charging import Charging
from assistant.desk.permitting import Permitting
from assistant.desk.post_readiness import PostReadiness, PostScene, spoken
from assistant.desk.readiness import Answered, Readiness, Scene
from assistant.desk.rounds import Ids, Rounds
from assistant.desk.sending import Sending
from assistant.desk.settling import Settling
from assistant.errors import (
    EditConflict,
    EngageError,
    NotFound,
    PlatformError,
    StoreUnavailable,
)
from assistant.ports import Accounts, Clock, Preferences
from assistant.ports.giving import StudioDrafts, Studios
from assistant.ports.inbox import Inbox
from assistant.ports.publishing import Prepared, Publishers

log = structlog.get_logger(__name__)

LEASE_S = 240.0
"""Seconds a draft belongs to one worker."""
WORK_S = 200.0
"""Seconds of work on a draft at a time, so that no step begins after the lease ran out."""
TICK = timedelta(minutes=1)
"""How often `look_after` is to be called."""
STUCK = timedelta(seconds=30)
"""A draft whose own job has not moved it for so long is looked after."""
MOST, AT_ONCE = 500, 6
"""Drafts looked after in one go, and how many of them side by side."""
KNOWN = 10_000
"""Among so many they take turns, whoever was not looked at for longest first."""

_WAITING = (DraftState.APPROVED, DraftState.PREPARED, DraftState.SENDING)
_UNKNOWN = (DraftState.UNKNOWN,)


class Publishing:
    """The use case behind everything that leaves the house.

    Args:
        charging: counts what only a person sees; None where nothing is counted.
        language_of: tells the language of a post of our own (BCP 47); None where it cannot.
    """

    def __init__(
        self,
        *,
        permitting: Permitting,
        drafts: StudioDrafts,
        studios: Studios,
        inbox: Inbox,
        accounts: Accounts,
        preferences: Preferences,
        publishers: Publishers,
        clock: Clock,
        new_id: Callable[[], str],
        charging: Charging | None = None,
        language_of: Callable[[str], str | None] = spoken,
    ) -> None:
        self._permitting = permitting
        self._drafts = drafts
        self._clock = clock
        self._new_id = new_id
        self._rounds = {each: Rounds(MOST, TICK) for each in (_WAITING, _UNKNOWN)}
        self._sending = Sending(drafts=drafts, inbox=inbox, clock=clock)
        self._readiness = Readiness(
            permitting=permitting,
            preferences=preferences,
            accounts=accounts,
            inbox=inbox,
            drafts=drafts,
            publishers=publishers,
            clock=clock,
        )
        self._settling = Settling(
            drafts=drafts,
            readiness=self._readiness,
            sending=self._sending,
            charging=charging,
            clock=clock,
        )
        self._posts = PostReadiness(
            accounts=accounts, publishers=publishers, studios=studios, language_of=language_of
        )

    async def publish(self, workspace_id: str, draft_id: str) -> None:
        """Bring a draft as far as it gets now. Safe to call again at any point, by anybody.

        Where a platform or the chat is away the draft stays as it is, for `look_after`.

        Raises:
            StoreUnavailable: nothing can be said or done; whoever called tries again.
        """
        owner = self._new_id()
        draft = await self._drafts.take(workspace_id, draft_id, owner, LEASE_S)
        if draft is None:
            return  # somebody else is at it, or it is gone
        try:
            async with asyncio.timeout(WORK_S):
                await self._bring_on(draft, owner)
        except TimeoutError:
            log.warning("publishing.too_slow", draft_id=draft_id)
        except EditConflict:
            log.info("publishing.changed", draft_id=draft_id)
        except (PlatformError, NotFound) as failure:
            log.info("publishing.waits", draft_id=draft_id, error=type(failure).__name__)
        finally:
            await self._release(workspace_id, draft_id, owner)

    async def look_after(self) -> int:
        """Bring on every draft that its own job left somewhere, over all workspaces: after a
        crash, a lost job, or an outage of any length. Returns how many.
        """
        now, gate = self._clock(), asyncio.Semaphore(AT_ONCE)
        turns: list[tuple[Ids, timedelta]] = []
        for states, rounds in self._rounds.items():
            turns += rounds.turn(await self._drafts.in_state(states, now - STUCK, limit=KNOWN), now)

        async def look(ids: Ids, since: timedelta) -> bool:
            async with gate:
                return await self._look_at(*ids, max(since, TICK))

        looks = (look(*each) for each in turns)
        outcomes = await asyncio.gather(*looks, return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome
        return sum(outcome is True for outcome in outcomes)

    async def settle(
        self, workspace_id: str, person_id: str, draft_id: str, *, there: bool
    ) -> Draft:
        """A person says what became of an unknown draft. Engage looks itself first: what it finds
        is published, whatever was said.

        Args:
            there: the person sees it on the platform; otherwise they want it sent again.

        Raises:
            NotAllowed: they do not approve for the account.
            EditConflict: it is not unknown any more (current: the draft), or somebody is at it.
            InvalidInput: it is too early to send again, or publishing is switched off.
            PlatformError: it could not be looked for, so it is not sent again either.
        """
        draft = await self._drafts.get(workspace_id, draft_id)
        await self._permitting.check(
            Act.APPROVE, workspace_id, person_id, account_id=draft.account_id
        )
        owner = self._new_id()
        held = await self._drafts.take(workspace_id, draft_id, owner, LEASE_S)
        try:
            if held is None or held.state is not DraftState.UNKNOWN:
                raise EditConflict(named(draft), held or draft)
            settled = self._settling.believe if there else self._settling.repeat
            async with asyncio.timeout(WORK_S):
                return await settled(held, person_id)
        except TimeoutError:
            now = await self._drafts.get(workspace_id, draft_id)
            raise EditConflict(named(draft), now) from None
        finally:
            await self._release(workspace_id, draft_id, owner)

    async def _look_at(self, workspace_id: str, draft_id: str, since: timedelta) -> bool:
        """Bring one on, if it is due. What goes wrong with one is no reason to leave others."""
        try:
            draft = await self._drafts.get(workspace_id, draft_id)
            if not publication.is_due(draft, self._clock(), since):
                return False
            await self.publish(workspace_id, draft_id)
        except EngageError as failure:
            log.warning("publishing.left", draft_id=draft_id, error=type(failure).__name__)
        return True

    async def _bring_on(self, draft: Draft, owner: str) -> None:
        """As far as it gets; of a thread post by post."""
        while True:
            before, draft = draft, await self._step(draft, owner)
            if draft.state is not DraftState.PREPARED or draft.out == before.out:
                return

    async def _step(self, draft: Draft, owner: str) -> Draft:
        if draft.state in (DraftState.APPROVED, DraftState.PREPARED):
            if draft.send_at is None or self._clock() < draft.send_at:
                return draft  # it can still be called back; its own job comes
            draft = await self._begin(draft, owner)
        elif draft.state is DraftState.SENDING:
            draft = await self._sending.doubt(draft, cut_off=True)
        return await self._settling.resolve(draft) if draft.state is DraftState.UNKNOWN else draft

    async def _begin(self, draft: Draft, owner: str) -> Draft:
        """From an approval to the platform's answer, or to why not."""
        if halt := await self._readiness.at_home(draft):
            return await self._sending.halt(draft, halt)
        ready = self._posts if draft.studio_id else self._readiness
        scene = await ready.there(draft)
        if isinstance(scene, Answered):
            await self._sending.close(draft, Answer.given_by_hand(scene.post))
            expired = Halt(DraftState.EXPIRED, publication.BY_HAND.problem, scene.post.url)
            return await self._sending.halt(draft, expired)
        if isinstance(scene, Halt):
            return await self._sending.halt(draft, scene)
        return await self._go(draft, scene, owner)

    async def _go(self, draft: Draft, scene: Scene | PostScene, owner: str) -> Draft:
        prepared = await self._stored(draft)
        if prepared is None:
            # Making a post ready hands its images over, so a dry run leaves them out.
            dry = bool(draft.images) and await self._readiness.is_dry(draft)
            made = await scene.prepare(replace(draft, images=()) if dry else draft)
            if dry and not isinstance(made, Halt):
                made = publication.DRY_RUN
            if isinstance(made, Halt):
                return await self._sending.halt(draft, made)
            prepared = made
            draft = await self._sending.keep_prepared(draft, prepared)
        if await self._readiness.is_dry(draft):
            return await self._sending.halt(draft, publication.DRY_RUN)
        # reading the platform took its time: the switch, the hour and the lease are asked again
        if halt := await self._readiness.at_home(draft):
            return await self._sending.halt(draft, halt)
        if await self._drafts.take(draft.workspace_id, draft.id, owner, LEASE_S) is None:
            raise EditConflict(named(draft), draft)
        return await self._sending.send(draft, scene.publisher, prepared)

    async def _stored(self, draft: Draft) -> Prepared | None:
        """The request that is ready for what is to be sent next; None where it must be made. What
        is stored for a post that is out is none.
        """
        if draft.state is not DraftState.PREPARED:
            return None
        prepared, part = await self._drafts.prepared(draft.workspace_id, draft.id), next_part(draft)
        ready = prepared and (prepared.text, prepared.target_id) == (part.text, part.target_id)
        return prepared if ready else None

    async def _release(self, workspace_id: str, draft_id: str, owner: str) -> None:
        try:
            await self._drafts.release(workspace_id, draft_id, owner)
        except StoreUnavailable:
            log.info("publishing.lease_left", draft_id=draft_id)  # it runs out by itself
