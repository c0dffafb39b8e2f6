"""What listening found: who sees it, and what a dismissal puts away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.community.accounts import Account
from assistant.community.dismissing import puts_away, rule_of
from assistant.community.hearing_limits import limits_of
from assistant.community.joining import Joining, joining
from assistant.community.periods import Period
from assistant.community.rights import Act
from assistant.community.searches import Dismissal, DismissalKind, Hit, SavedSearch
from assistant.desk.permitting import Permitting
from assistant.errors import InvalidInput, NotFound
from assistant.ports import Accounts, Clock
from assistant.ports.listening import Searches

SHOWN_FOR = timedelta(days=7)
"""How far back hits are shown where nobody names a period."""
REACH = timedelta(days=400)
"""How far back a new rule puts hits away: the longest usual time they are kept."""
MOST_PUT_AWAY = 5_000

ALREADY = "There is this rule already, and this post is put away now, too."

_AHEAD = timedelta(days=1)
"""Clocks of platforms may be ahead of ours."""


@dataclass(frozen=True, slots=True)
class Found:
    """One hit, and whether a reply may be proposed; `search` None where it was deleted since."""

    hit: Hit
    search: SavedSearch | None
    joining: Joining | None


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found for one account in a period, the newest first.

    Attributes:
        total: how many there are; `found` may hold fewer.
        searches: the account's, oldest first; () where nobody listens yet.
        limits: what could not be looked through, one sentence each.
    """

    account: Account
    period: Period
    found: tuple[Found, ...]
    total: int
    searches: tuple[SavedSearch, ...]
    limits: tuple[str, ...]


class Overhearing:
    """The use case behind the list of hits."""

    def __init__(
        self,
        *,
        permitting: Permitting,
        searches: Searches,
        accounts: Accounts,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._permitting = permitting
        self._searches = searches
        self._accounts = accounts
        self._clock = clock
        self._new_id = new_id

    async def hits(
        self,
        workspace_id: str,
        person_id: str,
        account_id: str,
        period: Period | None = None,
        *,
        limit: int = 200,
    ) -> Hits:
        """What was found, for any member to see.

        Args:
            period: in which the posts were written; None for the last seven days.

        Raises:
            NotAllowed: no full member.
            NotFound: no such account.
        """
        await self._permitting.check(Act.SEE_HOME, workspace_id, person_id)
        account = await self._accounts.get(workspace_id, account_id)
        now = self._clock()
        within = period or Period(now - SHOWN_FOR, now + _AHEAD)
        saved = await self._searches.all(workspace_id, account_id=account_id)
        by_id = {each.id: each for each in saved}
        kept = await self._searches.hits(workspace_id, account_id, within, limit=limit)
        return Hits(
            account,
            within,
            tuple(_found(each, by_id.get(each.search_id)) for each in kept),
            await self._searches.count(workspace_id, account_id, within),
            tuple(saved),
            limits_of(account, saved),
        )

    async def dismiss(
        self,
        workspace_id: str,
        person_id: str,
        account_id: str,
        hit_id: str,
        kind: DismissalKind,
        *,
        value: str | None = None,
    ) -> Dismissal:
        """Put a hit away, and with it everything like it: a rule that all can see and delete.

        Args:
            value: the phrase or domain to go by; None to take it from the post.

        Raises:
            NotAllowed: no full member.
            NotFound: no such hit.
            InvalidInput: there is nothing to go by, or the rule is there already.
        """
        await self._permitting.check(Act.TRIAGE, workspace_id, person_id)
        hit = await self._searches.hit(workspace_id, account_id, hit_id)
        value, shown = rule_of(kind, hit, await self._search_of(hit), value)
        now = self._clock()
        rule = Dismissal(
            self._new_id(), workspace_id, account_id, kind, value, shown, person_id, now
        )
        new = await self._searches.add_dismissal(rule)
        await self._put_away(rule, hit, now)
        if not new:
            raise InvalidInput(ALREADY)
        return rule

    async def dismissals(
        self, workspace_id: str, person_id: str, account_id: str
    ) -> Sequence[Dismissal]:
        """The rules that dismissals made, oldest first, for any member to see."""
        await self._permitting.check(Act.SEE_HOME, workspace_id, person_id)
        return await self._searches.dismissals(workspace_id, account_id)

    async def drop_dismissal(self, workspace_id: str, person_id: str, dismissal_id: str) -> bool:
        """Delete a rule: what is found from now on counts again. False where it was gone.

        Raises:
            NotAllowed: no full member.
        """
        await self._permitting.check(Act.TRIAGE, workspace_id, person_id)
        return await self._searches.drop_dismissal(workspace_id, dismissal_id)

    # -- pieces ---------------------------------------------------------------------------

    async def _search_of(self, hit: Hit) -> SavedSearch | None:
        try:
            return await self._searches.get(hit.workspace_id, hit.search_id)
        except NotFound:
            return None

    async def _put_away(self, rule: Dismissal, hit: Hit, now: datetime) -> None:
        """The hit itself, whatever the rule says, and all others the rule is about."""
        at = (rule.workspace_id, rule.account_id)
        reach = Period(now - REACH, now + _AHEAD)
        kept = await self._searches.hits(*at, reach, limit=MOST_PUT_AWAY)
        alike = [each.id for each in kept if puts_away(rule, each.author, each.text)]
        await self._searches.dismiss(*at, list({hit.id, *alike}), now)


def _found(hit: Hit, search: SavedSearch | None) -> Found:
    return Found(hit, search, joining(search, hit.band, hit.text) if search else None)
