"""Publish an approved text exactly once, or say that it is not known and ask a person.

Every step is committed before the next begins and can be taken up by whoever finds it:
approved -> prepared -> sending -> published | failed | unknown.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import structlog

from assistant.community import publication
from assistant.community.drafts import Draft, DraftState
from assistant.community.publication import Answer, Halt
from assistant.community.rights import Act
from assistant.desk.permitting import Permitting
from assistant.desk.readiness import Answered, Readiness, Scene
from assistant.desk.rounds import Ids, Rounds
from assistant.desk.sending import Sending
from assistant.errors import (
    EditConflict,
    EngageError,
    InvalidInput,
    NotFound,
    PlatformError,
    StoreUnavailable,
)
from assistant.ports import Accounts, Clock, Preferences
from assistant.ports.drafting import Drafts
from assistant.ports.inbox import Inbox
from assistant.ports.publishing import Published, Publishers

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
    """The use case behind every reply that leaves the house."""

    def __init__(
        self,
        *,
        permitting: Permitting,
        drafts: Drafts,
        inbox: Inbox,
        accounts: Accounts,
        preferences: Preferences,
        publishers: Publishers,
        clock: Clock,
        new_id: Callable[[], str],
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
            publishers=publishers,
            clock=clock,
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
                raise EditConflict("this reply", held or draft)
            settled = self._believe if there else self._repeat
            async with asyncio.timeout(WORK_S):
                return await settled(held, person_id)
        except TimeoutError:
            now = await self._drafts.get(workspace_id, draft_id)
            raise EditConflict("this reply", now) from None
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
        if draft.state in (DraftState.APPROVED, DraftState.PREPARED):
            if draft.send_at is None or self._clock() < draft.send_at:
                return  # it can still be called back; its own job comes
            draft = await self._begin(draft, owner)
        elif draft.state is DraftState.SENDING:
            draft = await self._sending.doubt(draft, cut_off=True)
        if draft.state is DraftState.UNKNOWN:
            await self._resolve(draft)

    async def _begin(self, draft: Draft, owner: str) -> Draft:
        """From an approval to the platform's answer, or to why not."""
        if halt := await self._readiness.at_home(draft):
            return await self._sending.halt(draft, halt)
        scene = await self._readiness.there(draft)
        if isinstance(scene, Answered):
            await self._sending.close(draft, Answer.given_by_hand(scene.post))
            expired = Halt(DraftState.EXPIRED, publication.BY_HAND.problem, scene.post.url)
            return await self._sending.halt(draft, expired)
        if isinstance(scene, Halt):
            return await self._sending.halt(draft, scene)
        return await self._go(draft, scene, owner)

    async def _go(self, draft: Draft, scene: Scene, owner: str) -> Draft:
        prepared = None
        if draft.state is DraftState.PREPARED:
            prepared = await self._drafts.prepared(draft.workspace_id, draft.id)
        else:
            made = await scene.prepare(draft)
            if isinstance(made, Halt):
                return await self._sending.halt(draft, made)
            prepared = made
            draft = await self._sending.keep_prepared(draft, prepared)
        if prepared is None:
            raise NotFound("draft", draft.id)
        if await self._readiness.is_dry(draft):
            return await self._sending.halt(draft, publication.DRY_RUN)
        # reading the platform took its time: the switch, the hour and the lease are asked again
        if halt := await self._readiness.at_home(draft):
            return await self._sending.halt(draft, halt)
        if await self._drafts.take(draft.workspace_id, draft.id, owner, LEASE_S) is None:
            raise EditConflict("this reply", draft)
        return await self._sending.send(draft, scene.publisher, prepared)

    async def _resolve(self, draft: Draft) -> Draft:
        """Look for it; what is certainly not there may be sent again where the platform knows the
        identical request.
        """
        publisher = await self._readiness.publisher(draft)
        prepared = await self._drafts.prepared(draft.workspace_id, draft.id)
        if prepared is None or draft.sent_at is None:
            raise NotFound("draft", draft.id)
        if found := await publisher.find(prepared):
            return await self._sending.confirm(draft, found)
        window = publisher.resend_for
        if window is None or self._clock() - draft.sent_at >= window:
            log.info("publishing.not_found", draft_id=draft.id)
            return draft  # a person is asked
        if not await self._readiness.may_publish(draft):
            return draft
        return await self._sending.send_again(draft, publisher, prepared)

    async def _believe(self, draft: Draft, person_id: str) -> Draft:
        found: Published | None = None
        try:
            publisher = await self._readiness.publisher(draft)
            prepared = await self._drafts.prepared(draft.workspace_id, draft.id)
            found = await publisher.find(prepared) if prepared else None
        except (PlatformError, NotFound) as failure:
            log.info("publishing.taken_on_trust", draft_id=draft.id, error=type(failure).__name__)
        return await self._sending.confirm(draft, found, person_id)

    async def _repeat(self, draft: Draft, person_id: str) -> Draft:
        publisher = await self._readiness.publisher(draft)
        prepared = await self._drafts.prepared(draft.workspace_id, draft.id)
        if prepared is None or draft.sent_at is None:
            raise NotFound("draft", draft.id)
        if found := await publisher.find(prepared):
            return await self._sending.confirm(draft, found, person_id)
        if not await self._sending.settled(draft):
            raise InvalidInput(
                "It was sent a moment ago and may still arrive. Please look again in a minute."
            )
        if not await self._readiness.may_publish(draft):
            raise InvalidInput(
                "Publishing is switched off for this workspace, so nothing was sent again."
            )
        return await self._sending.send_again(draft, publisher, prepared, person_id)

    async def _release(self, workspace_id: str, draft_id: str, owner: str) -> None:
        try:
            await self._drafts.release(workspace_id, draft_id, owner)
        except StoreUnavailable:
            log.info("publishing.lease_left", draft_id=draft_id)  # it runs out by itself
