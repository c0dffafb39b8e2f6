"""What the records hold of those who may be put into the light, and of those who were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from assistant.community.accounts import Account
from assistant.community.drafts import DraftState
from assistant.community.giving import Permission, Spotlight
from assistant.community.merits import DAYS, HISTORY, Community
from assistant.community.periods import Period
from assistant.community.returns import CameBack, came_back
from assistant.ports import Clock, Records
from assistant.ports.giving import Spotlights, StudioDrafts
from assistant.ports.listening import Searches

AHEAD = timedelta(days=1)
"""Clocks of platforms may be ahead of ours."""
REMEMBERED = timedelta(days=400)
"""How far back earlier spotlights are looked at: the longest usual time they are kept."""


class Lights:
    """Reads, and notes when a spotlight's post went out."""

    def __init__(
        self,
        *,
        records: Records,
        searches: Searches,
        spotlights: Spotlights,
        drafts: StudioDrafts,
        clock: Clock,
    ) -> None:
        self._records = records
        self._searches = searches
        self._spotlights = spotlights
        self._drafts = drafts
        self._clock = clock

    async def community(
        self,
        account: Account,
        accounts: Sequence[Account],
        past: Sequence[Spotlight],
        left_alone: frozenset[str],
    ) -> Community:
        """What is known of an account's community as of now."""
        now, at = self._clock(), (account.workspace_id, account.id)
        since = now - timedelta(days=DAYS)
        history, recent = _until(now, now - HISTORY), _until(now, since)
        began = await self._records.history_starts(*at)
        # Where our records do not reach back further, everybody would be new.
        tellable = began is not None and began < since
        new = await self._records.first_seen(*at, recent) if tellable else frozenset()
        ours = [each for each in accounts if each.ref.platform is account.ref.platform]
        return Community(
            now=now,
            inbound=await self._records.inbound(*at, history),
            days=await self._records.person_days(*at, history),
            newcomers=new,
            hits=await self._searches.hits(*at, recent),
            ours=frozenset(each.native_id for each in ours),
            domains=frozenset(_domains(ours)),
            left_alone=left_alone,
            past=past,
        )

    async def past(self, account: Account) -> Sequence[Spotlight]:
        """Earlier spotlights, each with the moment at which its post went out."""
        at = (account.workspace_id, account.id)
        past = await self._spotlights.since(*at, self._clock() - REMEMBERED)
        return [await self._with_moment(each) for each in past]

    async def _with_moment(self, spotlight: Spotlight) -> Spotlight:
        """What was published is known from the drafts of its studio, and noted once."""
        studio_id = spotlight.studio_id
        given = spotlight.permission is Permission.GIVEN
        if spotlight.shown_at is not None or studio_id is None or not given:
            return spotlight
        drafts = await self._drafts.of_studio(spotlight.workspace_id, studio_id)
        out = [
            each.sent_at
            for each in drafts
            if each.state is DraftState.PUBLISHED and each.sent_at and not each.dry_run
        ]
        if not out:
            return spotlight
        await self._spotlights.shown(spotlight.workspace_id, studio_id, min(out))
        return replace(spotlight, shown_at=min(out))

    async def returned(self, account: Account, past: Sequence[Spotlight]) -> CameBack:
        """Whether the people of these spotlights came back."""
        now = self._clock()
        first = min((each.shown_at for each in past if each.shown_at), default=None)
        days = (
            await self._records.person_days(account.workspace_id, account.id, _until(now, first))
            if first
            else ()
        )
        read, kept_from = account.synced_at, account.erased_until
        return came_back(past, days, now, read=read, kept_from=kept_from)


def _until(now: datetime, start: datetime) -> Period:
    return Period(start.astimezone(UTC), now + AHEAD)


def _domains(ours: Sequence[Account]) -> list[str]:
    """A handle that is a domain name holds names of ours under it, as on Bluesky."""
    handles = (each.ref.handle.lower().removeprefix("@") for each in ours)
    return [each for each in handles if "." in each and "@" not in each]
