"""Join conversations of others, sparingly: what is worth it, and taking one up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from assistant.community.accounts import Account
from assistant.community.inbox import Item
from assistant.community.intake import Scene, begin_from, handles_of
from assistant.community.periods import Period, midnight
from assistant.community.rights import Act
from assistant.community.searches import Hit
from assistant.community.worth_joining import FRESH, FULL, OFF, TAKEN, Around, Worth, ranked, worth
from assistant.community.zones import here
from assistant.desk.choosing import chosen_account
from assistant.desk.permitting import Permitting
from assistant.desk.terms import Terms, terms_of
from assistant.errors import InvalidInput
from assistant.ports import Accounts, Clock, Preferences, Records
from assistant.ports.drafting import BrandBook
from assistant.ports.giving import Spotlights
from assistant.ports.inbox import Inbox
from assistant.ports.listening import Searches

AHEAD = timedelta(days=1)
"""Clocks of platforms may be ahead of ours."""


@dataclass(frozen=True, slots=True)
class JoinView:
    """What `/engage join` shows of one account.

    Attributes:
        accounts: all that could be shown, for choosing.
        good: worth joining, best first.
        left: to leave alone, the newest first.
        searches: how many searches listen; 0 where nobody looks for anything yet.
        used, most: conversations joined today in the whole workspace, and how many may be.
    """

    account: Account
    accounts: tuple[Account, ...]
    good: tuple[Worth, ...]
    left: tuple[Worth, ...]
    searches: int
    used: int
    most: int


class JoiningIn:
    """The use case behind `/engage join`. Nothing here publishes: what is taken up becomes an item
    like any other, with its drafts, its review and its clock.
    """

    def __init__(
        self,
        *,
        permitting: Permitting,
        accounts: Accounts,
        records: Records,
        searches: Searches,
        book: BrandBook,
        spotlights: Spotlights,
        inbox: Inbox,
        preferences: Preferences,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._permitting = permitting
        self._accounts = accounts
        self._records = records
        self._searches = searches
        self._book = book
        self._spotlights = spotlights
        self._inbox = inbox
        self._preferences = preferences
        self._clock = clock
        self._new_id = new_id

    async def worth(
        self, workspace_id: str, person_id: str, account_id: str | None = None
    ) -> JoinView:
        """What is worth joining now.

        Args:
            account_id: the id or the name of an account; None for the first one.

        Raises:
            NotAllowed: no full member.
            NotFound, InvalidInput: no such account, or none at all.
        """
        await self._permitting.check(Act.SEE_HOME, workspace_id, person_id)
        accounts = await self._accounts.all(workspace_id)
        account, now = chosen_account(accounts, account_id), self._clock()
        terms = await terms_of(self._preferences, workspace_id, account.id)
        hits = await self._searches.hits(workspace_id, account.id, _recent(now))
        around = await self._around(account, hits, terms)
        good, left = await asyncio.to_thread(ranked, hits, around)
        today = await asyncio.to_thread(_midnight, now, terms)
        return JoinView(
            account,
            tuple(accounts),
            good,
            left,
            len(around.searches),
            await self._spotlights.joined_on(workspace_id, today),
            terms.workspace.most_joins,
        )

    async def take(self, workspace_id: str, person_id: str, account_id: str, hit_id: str) -> Item:
        """Take a conversation up: it becomes an item with its card, unless it is one already.

        Raises:
            NotAllowed: not somebody who may draft.
            NotFound: no such account or hit.
            InvalidInput: enough were joined today, somebody took it up before, its author asked to
                be left alone, or it is not worth joining any more; the sentence says which.
        """
        await self._permitting.check(Act.DRAFT, workspace_id, person_id)
        account, now = await self._accounts.get(workspace_id, account_id), self._clock()
        hit = await self._searches.hit(workspace_id, account_id, hit_id)
        terms = await terms_of(self._preferences, workspace_id, account_id)
        around = await self._around(account, [hit], terms)
        if hit_id in around.taken:
            raise InvalidInput(TAKEN)
        judged = worth(hit, around)
        if not judged.may:
            raise InvalidInput(judged.reasons[-1])
        most = terms.workspace.most_joins
        if not most:
            raise InvalidInput(OFF)
        since = await asyncio.to_thread(_midnight, now, terms)
        new = await self._spotlights.offered(
            workspace_id, account_id, hit_id, now, person_id, since=since, most=most
        )
        # Taken up before, and not as an item: whoever did so ended before that was kept.
        before = (workspace_id, account_id, now - FRESH)
        if not new and hit_id not in await self._spotlights.joined(*before):
            raise InvalidInput(FULL.format(most=most))
        return await self._item(account, hit, terms, now)

    # -- pieces ---------------------------------------------------------------------------

    async def _item(self, account: Account, hit: Hit, terms: Terms, now: datetime) -> Item:
        siblings = await self._accounts.all(account.workspace_id)
        ours = [each for each in siblings if each.ref.platform is account.ref.platform]
        scene = Scene(account, terms.policy, now, handles_of(ours))
        # In a thread: the words of a language are read from disk the first time.
        made = await asyncio.to_thread(begin_from, hit, scene, self._new_id())
        await self._inbox.add(made)
        return await self._inbox.of_part(account.workspace_id, account.id, hit.id) or made

    async def _around(self, account: Account, hits: Sequence[Hit], terms: Terms) -> Around:
        at, now = (account.workspace_id, account.id), self._clock()
        today = await asyncio.to_thread(here, now, terms.workspace.zone)
        words = " ".join(each.text for each in hits)
        searches = await self._searches.all(account.workspace_id, account_id=account.id)
        authors = sorted({each.author.id for each in hits})
        out = await self._spotlights.opt_outs(account.workspace_id, account.ref.platform)
        return Around(
            now=now,
            searches={each.id: each for each in searches},
            facts=(await self._book.match(*at, words, today, limit=50)).facts,
            names=(account.name, account.ref.handle.replace(".", " ")),
            known=frozenset(await self._records.people(*at, authors)),
            left_alone=frozenset(out),
            taken=await self._taken(account, now),
        )

    async def _taken(self, account: Account, now: datetime) -> frozenset[str]:
        """Native ids of what was taken up here and became an item, or was decided as one."""
        at, since = (account.workspace_id, account.id), now - FRESH
        items = await self._inbox.since(*at, since)
        decided = {part.id for each in items if not each.is_open for part in each.parts}
        kept = {part.id for each in items for part in each.parts}
        joined = await self._spotlights.joined(*at, since)
        lost = {e for e in joined - kept if await self._inbox.of_part(*at, e) is None}
        return (joined - lost) | decided


def _recent(now: datetime) -> Period:
    return Period((now - FRESH).astimezone(UTC), now + AHEAD)


def _midnight(now: datetime, terms: Terms) -> datetime:
    """When the workspace's day began."""
    zone = terms.workspace.zone
    return midnight(here(now, zone).date(), zone)
