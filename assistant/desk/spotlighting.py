"""Put others into the light: who deserves it, permission first, and whether they came back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.community.accounts import Account
from assistant.community.giving import OptOut, Permission, Spotlight
from assistant.community.merits import Candidate
from assistant.community.returns import CameBack
from assistant.community.rights import Act
from assistant.community.spotlight_words import thanking
from assistant.community.spotlights import candidates
from assistant.community.studio import Studio
from assistant.desk.asking_leave import Question
from assistant.desk.choosing import chosen_account
from assistant.desk.lights import Lights
from assistant.desk.permitting import Permitting
from assistant.errors import InvalidInput
from assistant.ports import Accounts, Clock, Records
from assistant.ports.giving import Spotlights, StudioDrafts
from assistant.ports.listening import Searches

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


class Leave(Protocol):
    """`assistant.desk.asking_leave.AskingLeave`."""

    async def ask(self, workspace_id: str, person_id: str, spotlight: Spotlight) -> Question: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who is asked, and how."""

    spotlight: Spotlight
    question: Question


@dataclass(frozen=True, slots=True)
class SpotlightView:
    """What `/engage spotlight` shows of one account.

    Attributes:
        accounts: all that could be shown, for choosing.
        asked: whose permission was asked for and who has not answered yet, as far as we know.
        left_alone: who asked to be left alone on this platform, the latest first.
        read: whether the account was ever read to the end.
    """

    account: Account
    accounts: tuple[Account, ...]
    candidates: tuple[Candidate, ...]
    asked: tuple[Spotlight, ...]
    returned: CameBack
    left_alone: tuple[OptOut, ...]
    read: bool


class Spotlighting:
    """The use case behind `/engage spotlight`. Nothing here publishes: the question goes the way of
    every reply, and what is written in a studio the way of every post.
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
        leave: Leave,
        posting: Opening,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._permitting = permitting
        self._accounts = accounts
        self._spotlights = spotlights
        self._lights = Lights(
            records=records,
            searches=searches,
            spotlights=spotlights,
            drafts=drafts,
            clock=clock,
        )
        self._leave = leave
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
        past = await self._lights.past(account)
        out = await self._spotlights.opt_outs(workspace_id, account.ref.platform)
        community = await self._lights.community(account, accounts, past, frozenset(out))
        # In a thread: judging hundreds of comments takes its time.
        found = await asyncio.to_thread(candidates, community)
        asked = tuple(each for each in past if each.permission is Permission.ASKED)
        returned = await self._lights.returned(account, past)
        read = account.synced_at is not None
        latest = tuple(sorted(out.values(), key=lambda each: each.at, reverse=True))
        return SpotlightView(account, tuple(accounts), found, asked, returned, latest, read)

    async def choose(
        self, workspace_id: str, person_id: str, account_id: str, post_id: str
    ) -> Asked:
        """Choose somebody: a reply is drafted under their post that asks them first.

        Args:
            post_id: native id of the post of theirs that the list showed.

        Raises:
            NotAllowed: not somebody who may draft.
            NotFound: no such account, or their post is gone.
            InvalidInput: they are not in the list any more, or their post cannot be answered.
            PlatformError: it cannot be read now.
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
        # The question comes first: whoever is on the list of those asked has words that ask them.
        question = await self._leave.ask(workspace_id, person_id, spotlight)
        if not await self._spotlights.add(spotlight):
            raise InvalidInput(GONE)
        return Asked(spotlight, question)

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
        if not given:
            return await self._spotlights.permit(workspace_id, spotlight_id, Permission.REFUSED)
        # Noted last, so that a yes is asked for again where its studio did not open.
        opened = await self._opened(spotlight, person_id, thanking(spotlight), event_key)
        await self._spotlights.worked_on(workspace_id, spotlight_id, opened.studio_id or "")
        return await self._spotlights.permit(workspace_id, spotlight_id, Permission.GIVEN)

    async def came_back(
        self, workspace_id: str, person_id: str, account_id: str | None = None
    ) -> CameBack:
        """Whether people of an account's spotlights came back. Raises as `candidates`."""
        await self._permitting.check(Act.SEE_HOME, workspace_id, person_id)
        account = chosen_account(await self._accounts.all(workspace_id), account_id)
        return await self._lights.returned(account, await self._lights.past(account))

    # -- pieces ---------------------------------------------------------------------------

    async def _opened(
        self, spotlight: Spotlight, person_id: str, topic: str, event_key: str
    ) -> Spotlight:
        """It, made in a studio that is new."""
        studio = await self._posting.open(
            spotlight.workspace_id,
            person_id,
            topic,
            event_key=event_key,
            account_ids=(spotlight.account_id,),
            about=spotlight.why,
        )
        return replace(spotlight, studio_id=studio.id)
