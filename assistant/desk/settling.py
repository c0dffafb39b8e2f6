"""What is in doubt: looked for, sent again where that does no harm, or told by a person.

Whoever calls holds the lease of the draft.
"""

from __future__ import annotations

import structlog

from assistant.community.drafts import Draft
from assistant.community.post_parts import is_last
from assistant.desk.charging import Charging
from assistant.desk.readiness import Readiness
from assistant.desk.sending import Sending
from assistant.errors import InvalidInput, NotFound, PlatformError
from assistant.ports import Clock
from assistant.ports.drafting import Drafts
from assistant.ports.publishing import Prepared, Published, Publisher

log = structlog.get_logger(__name__)

_TOO_EARLY = "It was sent a moment ago and may still arrive. Please look again in a minute."
_CANNOT_LOOK = (
    "The platform cannot be reached right now, and the next post must hang on this one. Please say "
    "so again in a few minutes."
)
_SWITCHED_OFF = "Publishing is switched off for this workspace, so nothing was sent again."


class Settling:
    """Brings unknown drafts to an end.

    Args:
        charging: None where nothing is counted.
    """

    def __init__(
        self,
        *,
        drafts: Drafts,
        readiness: Readiness,
        sending: Sending,
        charging: Charging | None,
        clock: Clock,
    ) -> None:
        self._drafts = drafts
        self._readiness = readiness
        self._sending = sending
        self._charging = charging
        self._clock = clock

    async def resolve(self, draft: Draft) -> Draft:
        """Look for it; what is certainly not there may be sent again where the platform knows the
        identical request.
        """
        publisher, prepared = await self._request(draft)
        if found := await publisher.find(prepared):
            return await self._sending.confirm(draft, found)
        window = publisher.resend_for
        if window is None or draft.sent_at is None or self._clock() - draft.sent_at >= window:
            log.info("publishing.not_found", draft_id=draft.id)
            return draft  # a person is asked
        if not await self._readiness.may_publish(draft):
            return draft
        return await self._sending.send_again(draft, publisher, prepared)

    async def believe(self, draft: Draft, person_id: str) -> Draft:
        """A person sees it on the platform; what Engage finds of it itself is noted, too, and what
        it does not find is paid for all the same. Raises InvalidInput where more of a thread is to
        follow and the platform does not say under what.
        """
        found: Published | None = None
        try:
            publisher, prepared = await self._request(draft)
            found = await publisher.find(prepared)
        except (PlatformError, NotFound) as failure:
            if draft.studio_id and not is_last(draft):
                raise InvalidInput(_CANNOT_LOOK) from failure
            log.info("publishing.taken_on_trust", draft_id=draft.id, error=type(failure).__name__)
        if found is None and self._charging is not None:
            await self._charging.on_word(draft)
        return await self._sending.confirm(draft, found, person_id)

    async def repeat(self, draft: Draft, person_id: str) -> Draft:
        """A person wants it sent again. Raises InvalidInput where it is too early, or publishing is
        switched off; PlatformError where it could not be looked for.
        """
        publisher, prepared = await self._request(draft)
        if found := await publisher.find(prepared):
            return await self._sending.confirm(draft, found, person_id)
        if not await self._sending.settled(draft):
            raise InvalidInput(_TOO_EARLY)
        if not await self._readiness.may_publish(draft):
            raise InvalidInput(_SWITCHED_OFF)
        return await self._sending.send_again(draft, publisher, prepared, person_id)

    async def _request(self, draft: Draft) -> tuple[Publisher, Prepared]:
        """Who writes, and what was sent."""
        publisher = await self._readiness.publisher(draft)
        prepared = await self._drafts.prepared(draft.workspace_id, draft.id)
        if prepared is None or draft.sent_at is None:
            raise NotFound("draft", draft.id)
        return publisher, prepared
