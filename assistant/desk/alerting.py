"""Tell of a rush of comments or complaints, once a day at most, with what is usual beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from assistant.community.accounts import Account
from assistant.community.activity import Inbound
from assistant.community.alerts import (
    FEWEST,
    FEWEST_WEEKS,
    WEEKS,
    Beside,
    Surge,
    beside,
    is_surge,
    said,
    stretch,
)
from assistant.community.bursts import items
from assistant.community.deadlines import quiet_until
from assistant.community.inbox import Item, Topic
from assistant.community.periods import Period
from assistant.desk.terms import terms_of
from assistant.errors import EngageError
from assistant.ports import Accounts, Clock, Preferences, Records
from assistant.ports.inbox import Inbox
from assistant.ports.notes import Herald, Notes

log = structlog.get_logger(__name__)

QUIET = timedelta(hours=24)
"""After an alert there is none of its kind for so long."""

TELLING = timedelta(minutes=5)
"""After it somebody who began to tell of one has ended without."""

WEEK = timedelta(days=7)
LINKED = 3
"""Links to the oldest of what came."""


class Alerting:
    """The use case behind alerts: after each reading of an account."""

    def __init__(
        self,
        *,
        accounts: Accounts,
        records: Records,
        inbox: Inbox,
        preferences: Preferences,
        notes: Notes,
        herald: Herald,
        clock: Clock,
    ) -> None:
        self._accounts = accounts
        self._records = records
        self._inbox = inbox
        self._preferences = preferences
        self._notes = notes
        self._herald = herald
        self._clock = clock

    async def look(self, workspace_id: str, account_id: str) -> None:
        """See whether something unusual is to be told, and tell it. Safe to run again.

        In quiet hours nothing is told; what still goes on after them is.

        Raises:
            EngageError: the chat cannot be reached; whoever asks tries again.
        """
        terms = await terms_of(self._preferences, workspace_id, account_id)
        now = self._clock()
        if not terms.account.alerts or terms.account.channel_id is None:
            return
        zone = terms.workspace.zone
        # In a thread: the zone is read from disk the first time.
        hours = await asyncio.to_thread(stretch, now, zone)
        if quiet_until(terms.workspace, now) is not None:
            return
        account = await self._accounts.get(workspace_id, account_id)
        weeks = _weeks(hours.start - account.known_since)
        fresh = await self._records.inbound(workspace_id, account_id, hours)
        if account.synced_at is None or weeks < FEWEST_WEEKS:
            return
        if len(fresh) < min(FEWEST.values()):
            return  # nearly always: nothing more is read
        await self._consider(account, Surge.COMMENTS, hours, weeks)
        # Complaints are told apart since the account was connected; what was read of the time
        # before would stand there as weeks without any.
        since = _weeks(hours.start - max(account.known_since, account.connected_at))
        if since >= FEWEST_WEEKS:
            await self._consider(account, Surge.COMPLAINTS, hours, since)

    async def _consider(self, account: Account, surge: Surge, hours: Period, weeks: int) -> None:
        since = Period(hours.start - weeks * WEEK, hours.end, None, hours.zone)
        came = await (
            self._comments(account, since)
            if surge is Surge.COMMENTS
            else self._complaints(account, since)
        )
        found = beside(surge, [at for at, _ in came], hours, weeks)
        if not is_surge(found):
            return
        links = [url for at, url in came if hours.start <= at < hours.end][:LINKED]
        await self._tell(account, found, links, hours)

    async def _comments(self, account: Account, since: Period) -> Sequence[tuple[datetime, str]]:
        """When each came with its link: what one person writes in a row is one."""
        inbound = await self._records.inbound(account.workspace_id, account.id, since)
        ours = {each.native_id for each in await self._accounts.all(account.workspace_id)}
        theirs = (each for each in inbound if each.interaction.author.id not in ours)
        return [(item.since, _url(item.parts[0])) for item in items(theirs)]

    async def _complaints(self, account: Account, since: Period) -> Sequence[tuple[datetime, str]]:
        sorted_in = await self._inbox.since(account.workspace_id, account.id, since.start)
        found = [each for each in sorted_in if each.triage.topic is Topic.COMPLAINT]
        return [(each.since, _link(each)) for each in found if each.open_to_all]

    async def _tell(
        self, account: Account, found: Beside, links: Sequence[str], hours: Period
    ) -> None:
        at = (account.workspace_id, account.id, found.surge.value)
        now = self._clock()
        # For a few minutes at first, so that a process that is killed leaves nobody untold.
        if not await self._notes.alerted(*at, now - QUIET + TELLING, TELLING.total_seconds()):
            return
        key = f"{account.id}:{found.surge.value}:{now.isoformat()}"
        words = said(found, str(account.ref), hours.zone)
        try:
            await self._herald.alert(account.workspace_id, account.id, key, (words, *links))
        except EngageError:
            # Nobody was told: as if there had been none, and the job tries again.
            await self._notes.alerted(*at, now - 2 * QUIET, -QUIET.total_seconds() * 365)
            raise
        await self._notes.alerted(*at, now, 0)
        log.info("alert.told", account_id=account.id, surge=found.surge.value)


def _weeks(known: timedelta) -> int:
    """How many earlier weeks are known whole, of those that are looked at."""
    return min(WEEKS, int(known / WEEK))


def _url(entry: Inbound) -> str:
    return entry.interaction.url


def _link(item: Item) -> str:
    return item.last.url
