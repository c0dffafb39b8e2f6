"""The steps from a stored request to a confirmed post, each committed before the next begins.

A draft that is found `sending` was cut off in the middle: nobody knows what became of it. What is
not known is looked for, and sent again only where the platform takes the identical request twice
for one post.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from assistant.community.drafts import AuditEntry, Draft, DraftState, Happening
from assistant.community.post_parts import is_lost, told
from assistant.community.publication import LOOKING, LOST, Answer, Halt
from assistant.errors import (
    EditConflict,
    NotFound,
    OutcomeUnknown,
    PlatformError,
    PlatformUnavailable,
    RateLimited,
)
from assistant.explain import explain
from assistant.ports import Clock
from assistant.ports.giving import StudioDrafts
from assistant.ports.inbox import Inbox
from assistant.ports.publishing import Prepared, Published, Publisher

log = structlog.get_logger(__name__)

AGAIN_S = 20.0
"""Seconds until a draft whose request did not go through is tried again."""
SETTLED = timedelta(seconds=75)
"""After this a request that was sent is written or lost: no exchange takes longer than 30 seconds,
and servers that are slower than that give up on a client that has gone."""
TRIES = 5

_ANSWERED = "another reply was published"

_OPEN = frozenset({DraftState.PENDING, DraftState.STALE, DraftState.FAILED})


class Sending:
    """Moves drafts that whoever calls holds the lease of. Raises EditConflict where somebody else
    was faster: whoever calls then leaves the draft alone.
    """

    def __init__(self, *, drafts: StudioDrafts, inbox: Inbox, clock: Clock) -> None:
        self._drafts = drafts
        self._inbox = inbox
        self._clock = clock

    async def send(self, draft: Draft, publisher: Publisher, prepared: Prepared) -> Draft:
        """Send what is prepared, for the first time."""
        now = self._clock()
        going = replace(draft, state=DraftState.SENDING, sent_at=now, problem="")
        going = await self._keep(going, Happening.SENT)
        return await self._exchange(going, publisher, prepared, first=True)

    async def send_again(
        self, draft: Draft, publisher: Publisher, prepared: Prepared, person_id: str | None = None
    ) -> Draft:
        """Send the identical request once more, where that does no harm or a person asks for it."""
        going = replace(draft, state=DraftState.SENDING)
        going = await self._keep(going, Happening.SENT, "the same request again", person_id)
        return await self._exchange(going, publisher, prepared, first=False)

    async def settled(self, draft: Draft) -> bool:
        """Whether everything that was sent of it is written or lost by now, also what was sent
        again.
        """
        history = await self._drafts.history(draft.workspace_id, draft.id)
        sent = [each.at for each in history if each.happening is Happening.SENT]
        return bool(sent) and self._clock() - max(sent) >= SETTLED

    async def doubt(self, draft: Draft, *, cut_off: bool = False) -> Draft:
        """Nobody knows whether it took. It is looked at again soon."""
        unknown = replace(draft, state=DraftState.UNKNOWN, problem=told(LOOKING, draft))
        detail = "the program ended in the middle of sending" if cut_off else ""
        at = self._clock() + SETTLED
        return await self._keep(unknown, Happening.UNKNOWN, detail, publish_at=at)

    async def confirm(
        self, draft: Draft, found: Published | None, person_id: str | None = None
    ) -> Draft:
        """It is there. An item is closed first: until the draft says so, too, this is repeated. Of
        a thread the next post is due then.

        Args:
            found: None where a person says so and Engage does not see it.
            person_id: who says so.
        """
        now = self._clock()
        at = found.at if found else draft.sent_at or now
        if draft.studio_id:
            draft = _one_more(draft, found)
            if len(draft.out) < len(draft.posts):
                return await self._next(draft, person_id)
        else:
            await self.close(draft, Answer.of(draft, at, found.url if found else None))
            post_id, url = (found.id, found.url) if found else (None, None)
            draft = replace(draft, post_id=post_id, url=url)
        done = replace(draft, state=DraftState.PUBLISHED, problem="")
        detail = found.url if found else "a person says that it is there"
        done = await self._keep(done, Happening.PUBLISHED, detail, person_id)
        await self._expire_others(done)
        return done

    async def _next(self, draft: Draft, person_id: str | None) -> Draft:
        """One post of a thread is out, and another is to follow: its job is put into the queue with
        the note of that, so that the thread goes on whatever becomes of this process.
        """
        if is_lost(draft):
            return await self.halt(draft, LOST)
        ahead = replace(draft, state=DraftState.PREPARED, sent_at=None, problem="")
        detail = f"post {len(draft.out)} of {len(draft.posts)} is out"
        return await self._keep(
            ahead, Happening.PREPARED, detail, person_id, publish_at=self._clock()
        )

    async def halt(self, draft: Draft, halt: Halt) -> Draft:
        """It is not sent, or was refused."""
        return await self._keep(halt.of(draft), halt.happening, halt.detail)

    async def close(self, draft: Draft, answer: Answer) -> None:
        """Give the item its answer, whatever else changes about it meanwhile."""
        for left in reversed(range(TRIES)):
            try:
                item = await self._inbox.get(draft.workspace_id, draft.item_id)
                after = answer.closing(item, self._clock())
                if replace(after, decided_at=item.decided_at) == item:
                    return
                await self._inbox.keep(after)
                await self._inbox.plan(draft.workspace_id, draft.item_id, None)
            except NotFound:
                return  # erased in the meantime
            except EditConflict:
                if not left:
                    raise
            else:
                return

    async def keep_prepared(self, draft: Draft, prepared: Prepared) -> Draft:
        """Store the whole request before anything of it leaves."""
        ready = replace(draft, state=DraftState.PREPARED)
        return await self._drafts.keep_prepared(
            ready, prepared, self._entry(draft, Happening.PREPARED)
        )

    async def _exchange(
        self, draft: Draft, publisher: Publisher, prepared: Prepared, *, first: bool
    ) -> Draft:
        try:
            published = await publisher.send(prepared)
        except OutcomeUnknown as failure:
            log.warning("publishing.unknown", draft_id=draft.id, detail=failure.detail)
            return await self.doubt(draft)
        except (RateLimited, PlatformUnavailable) as failure:
            log.info("publishing.not_sent", draft_id=draft.id, error=type(failure).__name__)
            # of an earlier try nobody knows more than before
            return await (self._put_back(draft, failure) if first else self.doubt(draft))
        except PlatformError as refusal:
            log.info("publishing.refused", draft_id=draft.id, error=type(refusal).__name__)
            if not first:
                return await self.doubt(draft)
            return await self.halt(draft, Halt(DraftState.FAILED, explain(refusal)))
        return await self.confirm(draft, published)

    async def _put_back(self, draft: Draft, failure: PlatformError) -> Draft:
        """Certainly nothing was written, so it may be sent as if for the first time."""
        wait = failure.retry_after_s if isinstance(failure, RateLimited) else None
        at = self._clock() + timedelta(seconds=max(wait or 0.0, AGAIN_S))
        back = replace(draft, state=DraftState.PREPARED, sent_at=None)
        return await self._keep(back, Happening.PREPARED, explain(failure), publish_at=at)

    async def _expire_others(self, done: Draft) -> None:
        """What else was drafted for the item, or for the account in the studio, has nothing to say
        any more.
        """
        for other in await self._beside(done):
            if other.id != done.id and other.state in _OPEN:
                expired = replace(other, state=DraftState.EXPIRED)
                detail = "another post was published" if done.studio_id else _ANSWERED
                try:
                    await self._keep(expired, Happening.EXPIRED, detail)
                except EditConflict:
                    log.info("publishing.left_open", draft_id=other.id)

    async def _beside(self, done: Draft) -> Sequence[Draft]:
        if not done.studio_id:
            return await self._drafts.of_item(done.workspace_id, done.item_id)
        all_ = await self._drafts.of_studio(done.workspace_id, done.studio_id)
        return [each for each in all_ if each.account_id == done.account_id]

    async def _keep(
        self,
        draft: Draft,
        happening: Happening,
        detail: str = "",
        person_id: str | None = None,
        *,
        publish_at: datetime | None = None,
    ) -> Draft:
        entry = self._entry(draft, happening, detail, person_id)
        return await self._drafts.keep(draft, entry, publish_at=publish_at)

    def _entry(
        self, draft: Draft, happening: Happening, detail: str = "", person_id: str | None = None
    ) -> AuditEntry:
        return AuditEntry.of(draft, happening, self._clock(), person_id, detail)


def _one_more(draft: Draft, found: Published | None) -> Draft:
    """With one more of its posts out; the first one's link is the draft's."""
    out = (*draft.out, found.id if found else "")
    if found is None:
        return replace(draft, out=out)
    return replace(draft, out=out, post_id=draft.post_id or found.id, url=draft.url or found.url)
