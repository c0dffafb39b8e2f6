"""Look through an account's saved searches: page by page back to the mark, within bounds.

Every page is written before the next is asked for, and a hit is stored once however often it is
found, so a look that is killed anywhere is simply done again. The mark of a search moves only when
it was looked through to its end.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from assistant.community.accounts import Account
from assistant.community.dismissing import put_away
from assistant.community.heard import FIRST_LOOK
from assistant.community.hearing_limits import CUT, NO_WORDS
from assistant.community.matching import Matcher
from assistant.community.ourselves import Us
from assistant.community.periods import Period
from assistant.community.polling import HORIZON
from assistant.community.posts import Post
from assistant.community.search_terms import asked, proposed
from assistant.community.searches import Dismissal, Hit, SavedSearch, SearchKind
from assistant.errors import InvalidInput, NotFound, PlatformError, SignInNeeded
from assistant.ports import Accounts, Clock, Connections, Records, SocialPlatform
from assistant.ports.listening import Searches

log = structlog.get_logger(__name__)

OVERLAP = timedelta(hours=12)
"""Read again behind the mark: platforms index late."""
PAGES = 5
"""Pages of one query in one look."""
CALLS = 80
"""Calls of one look over all searches of an account; whose turn did not come is first next time."""
LONGEST = timedelta(minutes=3)
"""Of one look; a slow platform keeps no worker from other work."""
AHEAD = timedelta(days=1)
"""Clocks of platforms may be ahead of ours; what is said to be later than that is left alone."""
LOOKED_UP = 25
"""Recent hits that are looked up by their ids each time, to put away what was deleted."""

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Combing:
    """One look through all searches of an account, for the job behind *Listening*."""

    def __init__(
        self,
        *,
        searches: Searches,
        accounts: Accounts,
        records: Records,
        connections: Connections,
        clock: Clock,
    ) -> None:
        self._searches = searches
        self._accounts = accounts
        self._records = records
        self._connections = connections
        self._clock = clock

    async def sweep(self, workspace_id: str, account_id: str) -> int:
        """Look once; how many hits were new. What went wrong is noted at the searches.

        Raises:
            NotFound: the account is gone.
        """
        account = await self._accounts.get(workspace_id, account_id)
        saved = await self._searches.all(workspace_id, account_id=account_id)
        if not saved:
            return 0
        turn = sorted(saved, key=lambda each: each.swept_at or _LONG_AGO)
        look = _Look(
            account=account,
            now=self._clock(),
            matcher=Matcher(saved, await self._us(account, saved)),
            names=_names(account, saved),
            rules=await self._searches.dismissals(workspace_id, account_id),
        )
        try:
            connection = await self._connections.open(account)
            if not connection.capabilities.search:
                raise SignInNeeded(account.ref.platform, str(account.ref))
            await self._forget_gone(look, connection)
        except PlatformError as error:
            return await self._stopped(look, turn, error)
        for at, search in enumerate(turn):
            if self._is_over(look):
                break
            try:
                await self._look_for(search, look, connection)
            except PlatformError as error:
                return await self._stopped(look, turn[at:], error)
        return look.new

    async def _look_for(self, search: SavedSearch, look: _Look, connection: SocialPlatform) -> None:
        since = look.now - FIRST_LOOK
        if search.swept_at:
            since = max(since, search.swept_at - OVERLAP)
        queries = asked(search, look.account.ref.platform, look.names)
        whole, refused = True, 0
        for query in queries:
            try:
                whole = await self._ask(query, since, look, connection) and whole
            except InvalidInput:
                refused += 1  # this server has no such search; the other queries may work
        reached = whole and refused < len(queries)
        trouble = (NO_WORDS if refused else None) if whole else CUT
        await self._note(search, look.now if reached else search.swept_at, trouble)

    async def _ask(
        self, query: str, since: datetime, look: _Look, connection: SocialPlatform
    ) -> bool:
        """Page back to `since`; whether it was reached."""
        cursor: str | None = None
        for _ in range(PAGES):
            if self._is_over(look):
                return False
            look.calls += 1
            page = await connection.search(query, cursor=cursor)
            fresh = [each for each in page.items if since <= each.created_at <= look.now + AHEAD]
            # In a thread: many posts against many searches take their time.
            hits = await asyncio.to_thread(look.hits, fresh)
            look.new += len(await self._searches.add_hits(hits))
            cursor = page.cursor
            if cursor is None or (page.items and not fresh):
                return True
        return False

    def _is_over(self, look: _Look) -> bool:
        return look.calls >= CALLS or self._clock() - look.now > LONGEST

    async def _forget_gone(self, look: _Look, connection: SocialPlatform) -> None:
        """Put away what its author deleted since. Where each look is paid for, `desk.clearing` asks
        for less, and erases it.
        """
        if connection.capabilities.paid:
            return
        at = (look.account.workspace_id, look.account.id)
        recent = Period(look.now - FIRST_LOOK, look.now + AHEAD)
        ids = [each.id for each in await self._searches.hits(*at, recent, limit=LOOKED_UP)]
        if ids:
            there = await connection.lookup(ids)
            await self._searches.dismiss(*at, [each for each in ids if each not in there], look.now)

    async def _us(self, account: Account, saved: Sequence[SavedSearch]) -> Us:
        siblings = [
            each
            for each in await self._accounts.all(account.workspace_id)
            if each.ref.platform is account.ref.platform
        ]
        now = self._clock()
        period = Period(now - HORIZON, now + timedelta(seconds=1))
        own = await self._records.own_posts(account.workspace_id, account.id, period)
        return Us(
            ids=frozenset(each.native_id for each in siblings),
            posts=frozenset(each.post.id for each in own),
            names=_names(account, saved),
            handles=frozenset(each.ref.handle.removeprefix("@") for each in siblings),
        )

    async def _stopped(self, look: _Look, left: Sequence[SavedSearch], error: PlatformError) -> int:
        """The platform ended this look: whoever was not looked for says why."""
        trouble = type(error).__name__
        log.warning("listen.stopped", account_id=look.account.id, trouble=trouble)
        for search in left:
            await self._note(search, search.swept_at, trouble)
        return look.new

    async def _note(
        self, search: SavedSearch, swept_at: datetime | None, trouble: str | None
    ) -> None:
        try:
            await self._searches.looked(search.workspace_id, search.id, swept_at, trouble)
        except NotFound:
            log.info("listen.search_gone", search_id=search.id)


@dataclass(slots=True)
class _Look:
    """One look under way. `calls` and `new` count up."""

    account: Account
    now: datetime
    matcher: Matcher
    names: tuple[str, ...]
    rules: Sequence[Dismissal]
    calls: int = 0
    new: int = 0

    def hits(self, posts: Sequence[Post]) -> list[Hit]:
        """The posts that are hits and not put away by a rule."""
        return [
            Hit(
                id=post.id,
                workspace_id=self.account.workspace_id,
                account_id=self.account.id,
                search_id=match.search_id,
                author=post.author,
                text=post.text,
                url=post.url,
                created_at=post.created_at,
                found_at=self.now,
                band=match.band,
                reason=match.reason,
                language=post.language,
            )
            for post in posts
            if (match := self.matcher.match(post)) is not None
            and not put_away(self.rules, post.author, post.text, post.links)
        ]


def _names(account: Account, saved: Sequence[SavedSearch]) -> tuple[str, ...]:
    """What we are called: what people listen for, else what the account is called."""
    brand = SearchKind.BRAND
    listened = [each.words for each in saved if each.kind is brand]
    return tuple(listened or [words for kind, words in proposed(account) if kind is brand])
