"""Put others into the light: who deserves it, permission first, and whether they came back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from assistant.community.accounts import Account
from assistant.community.drafts import DraftState
from assistant.community.giving import Permission, Spotlight
from assistant.community.merits import DAYS, HISTORY, Candidate, Community
from assistant.community.periods import Period
from assistant.community.returns import CameBack, came_back
from assistant.community.rights import Act
from assistant.community.spotlight_words import asking, thanking
from assistant.community.spotlights import candidates
from assistant.community.studio import Studio
from assistant.desk.choosing import chosen_account
from assistant.desk.permitting import Permitting
from assistant.errors import InvalidInput
from assistant.ports import Accounts, Clock, Records
from assistant.ports.giving import Spotlights, StudioDrafts
from assistant.ports.listening import Searches

AHEAD = timedelta(days=1)
"""Clocks of platforms may be ahead of ours."""
REMEMBERED = timedelta(days=400)
"""How far back earlier spotlights are looked at: the longest usual time they are kept."""

GONE = "This is not in the list any more. Ask for the list once more to see who is."
DECIDED = "This was decided already."


class Opening(Protocol):
    """`assistant.desk.posting.Posting`, as far as a spotlight needs it."""

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
    ) -> Studio: ...


@dataclass(frozen=True, slots=True)
class SpotlightView:
    """What `/engage spotlight` shows of one account.

    Attributes:
        accounts: all that could be shown, for choosing.
        asked: whose permission was asked for and who has not answered yet, as far as we know.
        read: whether the account was ever read to the end.
    """

    account: Account
    accounts: tuple[Account, ...]
    candidates: tuple[Candidate, ...]
    asked: tuple[Spotlight, ...]
    returned: CameBack
    read: bool


class Spotlighting:
    """The use case behind `/engage spotlight`. Nothing here publishes: a studio is opened, and what
    is written there goes the way of every post.
    """

    def __init__(
        self,
        *,
        permitting: Permitting,
        accounts: Accounts,
        records: Records,
        searches: Searches,
        spotlights: Spotlights,
        drafts: StudioDrafts,
        posting: Opening,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._permitting = permitting
        self._accounts = accounts
        self._records = records
        self._searches = searches
        self._spotlights = spotlights
        self._drafts = drafts
        self._posting = posting
        self._clock = clock
        self._new_id = new_id

    async def candidates(
        self, workspace_id: str, person_id: str, account_id: str | None = None
    ) -> SpotlightView:
        """Who is worth a spotlight now.

        Args:
            account_id: the id or the name of an account; None for the first one.

        Raises:
            NotAllowed: no full member.
            NotFound, InvalidInput: no such account, or none at all.
        """
        await self._permitting.check(Act.SEE_HOME, workspace_id, person_id)
        accounts = await self._accounts.all(workspace_id)
        account = chosen_account(accounts, account_id)
        past = await self._past(account)
        community = await self._community(account, accounts, past)
        # In a thread: judging hundreds of comments takes its time.
        found = await asyncio.to_thread(candidates, community)
        asked = tuple(each for each in past if each.permission is Permission.ASKED)
        returned = await self._returned(account, past)
        read = account.synced_at is not None
        return SpotlightView(account, tuple(accounts), found, asked, returned, read)

    async def choose(
        self, workspace_id: str, person_id: str, account_id: str, post_id: str, *, event_key: str
    ) -> Spotlight:
        """Choose somebody: a studio is opened that asks them first.

        Args:
            post_id: native id of the post of theirs that the list showed.

        Raises:
            NotAllowed: not somebody who may draft.
            NotFound: no such account.
            InvalidInput: they are not in the list any more.
        """
        await self._permitting.check(Act.DRAFT, workspace_id, person_id)
        view = await self.candidates(workspace_id, person_id, account_id)
        found = next((each for each in view.candidates if each.post.id == post_id), None)
        if found is None:
            raise InvalidInput(GONE)
        spotlight = Spotlight(
            id=self._new_id(),
            workspace_id=workspace_id,
            account_id=view.account.id,
            person=found.person,
            merit=found.merit,
            why=found.why,
            post_id=found.post.id,
            url=found.post.url,
            made_by=person_id,
            made_at=self._clock(),
            permission=Permission.ASKED,
        )
        if not await self._spotlights.add(spotlight):
            raise InvalidInput(GONE)
        return await self._opened(spotlight, person_id, asking(spotlight), event_key)

    async def permit(
        self,
        workspace_id: str,
        person_id: str,
        spotlight_id: str,
        *,
        given: bool,
        event_key: str,
    ) -> Spotlight:
        """Note what they said. With a yes a studio is opened that thanks them or shares their work;
        with a no nothing more is asked.

        Raises:
            NotAllowed: not somebody who may draft.
            NotFound: no such spotlight.
            InvalidInput: it was decided already.
        """
        await self._permitting.check(Act.DRAFT, workspace_id, person_id)
        spotlight = await self._spotlights.get(workspace_id, spotlight_id)
        if spotlight.permission is not Permission.ASKED:
            raise InvalidInput(DECIDED)
        said = Permission.GIVEN if given else Permission.REFUSED
        spotlight = await self._spotlights.permit(workspace_id, spotlight_id, said)
        if not given:
            return spotlight
        return await self._opened(spotlight, person_id, thanking(spotlight), event_key)

    async def came_back(
        self, workspace_id: str, person_id: str, account_id: str | None = None
    ) -> CameBack:
        """Whether people of an account's spotlights came back. Raises as `candidates`."""
        await self._permitting.check(Act.SEE_HOME, workspace_id, person_id)
        account = chosen_account(await self._accounts.all(workspace_id), account_id)
        return await self._returned(account, await self._past(account))

    # -- pieces ---------------------------------------------------------------------------

    async def _opened(
        self, spotlight: Spotlight, person_id: str, topic: str, event_key: str
    ) -> Spotlight:
        at = (spotlight.workspace_id, spotlight.id)
        studio = await self._posting.open(
            spotlight.workspace_id,
            person_id,
            topic,
            event_key=event_key,
            account_ids=(spotlight.account_id,),
            about=spotlight.why,
        )
        await self._spotlights.worked_on(*at, studio.id)
        return replace(spotlight, studio_id=studio.id)

    async def _community(
        self, account: Account, accounts: Sequence[Account], past: Sequence[Spotlight]
    ) -> Community:
        now, at = self._clock(), (account.workspace_id, account.id)
        since = now - timedelta(days=DAYS)
        history, recent = _until(now, now - HISTORY), _until(now, since)
        began = await self._records.history_starts(*at)
        # Where our records do not reach back further, everybody would be new.
        tellable = began is not None and began < since
        new = await self._records.first_seen(*at, recent) if tellable else frozenset()
        ours = [each for each in accounts if each.ref.platform is account.ref.platform]
        out = await self._spotlights.opt_outs(account.workspace_id, account.ref.platform)
        return Community(
            now=now,
            inbound=await self._records.inbound(*at, history),
            days=await self._records.person_days(*at, history),
            newcomers=new,
            hits=await self._searches.hits(*at, recent),
            ours=frozenset(each.native_id for each in ours),
            domains=frozenset(_domains(ours)),
            left_alone=frozenset(out),
            past=past,
        )

    async def _past(self, account: Account) -> Sequence[Spotlight]:
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

    async def _returned(self, account: Account, past: Sequence[Spotlight]) -> CameBack:
        now = self._clock()
        first = min((each.shown_at for each in past if each.shown_at), default=None)
        days = (
            await self._records.person_days(account.workspace_id, account.id, _until(now, first))
            if first
            else ()
        )
        return came_back(past, days, now)


def _until(now: datetime, start: datetime) -> Period:
    return Period(start.astimezone(UTC), now + AHEAD)


def _domains(ours: Sequence[Account]) -> list[str]:
    """A handle that is a domain name holds names of ours under it, as on Bluesky."""
    handles = (each.ref.handle.lower().removeprefix("@") for each in ours)
    return [each for each in handles if "." in each and "@" not in each]
