"""Leave people alone who ask for it, for good: on their whole platform, wherever we would approach
them by ourselves.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import UTC, timedelta

import structlog

from assistant.community.activity import Inbound
from assistant.community.giving import OptOut
from assistant.community.leaving_alone import NOBODY_KNOWN, asks_for_quiet, reason
from assistant.community.periods import Period
from assistant.community.posts import Author, Interaction, is_named
from assistant.community.rights import Act
from assistant.community.searches import Dismissal, DismissalKind
from assistant.desk.permitting import Permitting
from assistant.errors import EngageError, InvalidInput, NotFound
from assistant.ports import Accounts, Clock, Once, Records
from assistant.ports.giving import Spotlights
from assistant.ports.listening import Searches

log = structlog.get_logger(__name__)

AHEAD = timedelta(days=1)
"""Clocks of platforms may be ahead of ours."""
LOOK_BACK = timedelta(days=7)
"""How far behind the mark words are read again: platforms list late."""
REACH = timedelta(days=90)
"""How far back words are read at most, after an outage or for the first time."""
AT_ONCE = timedelta(days=14)
"""What is read at once of a long time: an account may get a hundred thousand comments in it."""
NOTING_S = 300
"""Seconds after which a post is heeded again whose wish nobody came to note."""

BY_A_COLLEAGUE = "A colleague said so."


class LeavingAlone:
    """The use case behind opt-outs, read by rules or noted by people."""

    def __init__(
        self,
        *,
        permitting: Permitting,
        accounts: Accounts,
        records: Records,
        searches: Searches,
        spotlights: Spotlights,
        once: Once,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._permitting = permitting
        self._accounts = accounts
        self._records = records
        self._searches = searches
        self._spotlights = spotlights
        self._once = once
        self._clock = clock
        self._new_id = new_id

    async def heed(self, workspace_id: str, account_id: str) -> int:
        """Read what was written to an account since all of it was read last, however long ago that
        is; how many asked to be left alone.

        Each post is heeded once: what a colleague took back stays taken back.
        """
        try:
            account = await self._accounts.get(workspace_id, account_id)
        except NotFound:
            return 0  # disconnected meanwhile
        now = self._clock()
        mark = await self._spotlights.heeded_at(workspace_id, account_id)
        start = max(now - REACH, mark - LOOK_BACK) if mark else now - REACH
        ours = {each.native_id for each in await self._accounts.all(workspace_id)}
        heeded = 0
        for period in _stretches(Period(start.astimezone(UTC), now + AHEAD)):
            inbound = await self._records.inbound(workspace_id, account_id, period)
            # In a thread: reading thousands of comments takes its time.
            asked = await asyncio.to_thread(_asking, inbound, ours)
            heeded += sum([await self._heeded(workspace_id, account_id, each) for each in asked])
        if account.synced_at is not None and account.synced_at != mark:
            await self._spotlights.heeded(workspace_id, account_id, account.synced_at)
        return heeded

    async def opt_out(
        self, workspace_id: str, person_id: str, account_id: str, native_id: str
    ) -> OptOut:
        """A colleague says that somebody is to be left alone, on the whole platform of an account.

        Raises:
            NotAllowed: no full member.
            NotFound: no such account.
            InvalidInput: the platform does not tell who it is.
        """
        await self._permitting.check(Act.TRIAGE, workspace_id, person_id)
        if not is_named(native_id):
            platform = (await self._accounts.get(workspace_id, account_id)).ref.platform
            raise InvalidInput(NOBODY_KNOWN.format(platform=platform.title))
        known = await self._records.people(workspace_id, account_id, [native_id])
        author = known.get(native_id, Author(native_id, native_id))
        return await self._noted(workspace_id, account_id, author, BY_A_COLLEAGUE, person_id)

    async def opt_in(
        self, workspace_id: str, person_id: str, account_id: str, native_id: str
    ) -> bool:
        """It was noted by mistake. False where it was not noted. Raises as `opt_out`."""
        await self._permitting.check(Act.TRIAGE, workspace_id, person_id)
        platform = (await self._accounts.get(workspace_id, account_id)).ref.platform
        for each in await self._accounts.all(workspace_id):
            if each.ref.platform is platform:
                for rule in await self._searches.dismissals(workspace_id, each.id):
                    if (rule.kind, rule.value) == (DismissalKind.AUTHOR, native_id):
                        await self._searches.drop_dismissal(workspace_id, rule.id)
        return await self._spotlights.opt_in(workspace_id, platform, native_id)

    async def _heeded(self, workspace_id: str, account_id: str, said: Interaction) -> bool:
        platform = (await self._accounts.get(workspace_id, account_id)).ref.platform
        if said.author.id in await self._spotlights.opt_outs(workspace_id, platform):
            return False
        key = f"quiet:{said.id}"
        if not await self._once.first(workspace_id, key, NOTING_S):
            return False
        try:
            await self._noted(workspace_id, account_id, said.author, reason(said.text), None)
        except EngageError:
            await self._once.forget(workspace_id, key)
            raise
        # Noted: from here on it is left alone, also when a colleague takes it back.
        await self._once.forget(workspace_id, key)
        await self._once.first(workspace_id, key, int((REACH + LOOK_BACK).total_seconds()))
        log.info("person.left_alone", account_id=account_id)
        return True

    async def _noted(
        self, workspace_id: str, account_id: str, person: Author, why: str, noted_by: str | None
    ) -> OptOut:
        account, now = await self._accounts.get(workspace_id, account_id), self._clock()
        out = OptOut(workspace_id, account.ref.platform, person, why, now, noted_by)
        # First the rule, so that a search that runs meanwhile finds nothing of theirs.
        for each in await self._accounts.all(workspace_id):
            if each.ref.platform is account.ref.platform:
                rule = Dismissal(
                    self._new_id(),
                    workspace_id,
                    each.id,
                    DismissalKind.AUTHOR,
                    person.id,
                    f"@{person.handle} (asked to be left alone)",
                    noted_by or "engage",
                    now,
                )
                await self._searches.add_dismissal(rule)
        await self._spotlights.opt_out(out)
        return out


def _stretches(period: Period) -> Iterator[Period]:
    start = period.start
    while start < period.end:
        end = min(start + AT_ONCE, period.end)
        yield Period(start, end)
        start = end


def _asking(inbound: Iterable[Inbound], ours: Collection[str]) -> list[Interaction]:
    return [
        each.interaction
        for each in inbound
        if each.interaction.author.id not in ours
        and is_named(each.interaction.author.id)
        and asks_for_quiet(each.interaction.text)
    ]
