"""What is worth a post, from what was counted and said: for `/engage post` without a topic."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, timedelta

from assistant.community.accounts import Account
from assistant.community.brand import BrandFact
from assistant.community.likeness import BACK, Said, similar
from assistant.community.mix import Function
from assistant.community.periods import Period
from assistant.community.zones import here
from assistant.desk.budgets import Counts
from assistant.desk.hearing import Heard, Hearing
from assistant.ports import Accounts, Clock, Preferences, Records
from assistant.ports.drafting import BrandBook

MOST = 3
FEWEST_THANKED = 3
"""People who wrote to us, from which on a post thanks them; fewer are thanked in an answer."""

THANKS = "thank everybody who wrote to us"
NOT_SHARED = (
    "Your posts of the last 28 days hardly share anything, and none of the last 90 tells this."
)
_ASKED, _LACKING, _THANKED = 2, 1, 0
"""What goes first."""

_Weighed = tuple[tuple[int, int], "Proposal"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A topic to open a studio with.

    Attributes:
        topic: as it would be typed.
        about: where it comes from, in words for people ("4 people asked this in the last 28
            days.").
        account_id: whose community it comes from.
    """

    topic: str
    about: str
    account_id: str


class Proposals:
    """Proposes topics.

    Args:
        hearing: what the community talks about.
        counts: None where nobody counts what our posts are for.
    """

    def __init__(
        self,
        *,
        accounts: Accounts,
        records: Records,
        book: BrandBook,
        hearing: Hearing,
        preferences: Preferences,
        clock: Clock,
        counts: Counts | None = None,
    ) -> None:
        self._accounts = accounts
        self._records = records
        self._book = book
        self._hearing = hearing
        self._preferences = preferences
        self._clock = clock
        self._counts = counts

    async def of(self, workspace_id: str) -> tuple[Proposal, ...]:
        """Up to three, the weightiest first: what most people ask, a fact nobody told lately where
        sharing is rare, thanks. Empty where nothing is known.
        """
        found: list[_Weighed] = []
        for account in await self._accounts.all(workspace_id):
            heard = await self._hearing.of(account)
            found += _asked(account, heard) + _thanks(account, heard)
            found += await self._lacking(account)
        found.sort(key=lambda each: each[0], reverse=True)
        return tuple(each for _, each in found)[:MOST]

    async def _lacking(self, account: Account) -> list[_Weighed]:
        at = (account.workspace_id, account.id)
        if self._counts is None:
            return []
        if (await self._counts.budget(*at)).missing is not Function.SHARE:
            return []
        fact = await self._untold(account)
        if fact is None:
            return []
        return [((_LACKING, 0), Proposal(fact.title, NOT_SHARED, account.id))]

    async def _untold(self, account: Account) -> BrandFact | None:
        """A fact that holds today and that no post of the last 90 days tells."""
        at, now = (account.workspace_id, account.id), self._clock()
        zone = (await self._preferences.of_workspace(account.workspace_id)).settings.zone
        today = (await asyncio.to_thread(here, now, zone)).date()
        period = Period((now - BACK).astimezone(UTC), now + timedelta(seconds=1))
        own = [
            Said(each.post.text, each.post.created_at)
            for each in await self._records.own_posts(*at, period)
        ]
        facts = await self._book.facts(account.workspace_id, account_id=account.id)
        holding = (fact for fact in facts if fact.holds_on(today))
        return next((fact for fact in holding if not similar(fact.text, own)), None)


def _asked(account: Account, heard: Heard) -> list[_Weighed]:
    return [
        ((_ASKED, topic.people), Proposal(topic.sample, topic.said, account.id))
        for topic in heard.asked
    ]


def _thanks(account: Account, heard: Heard) -> list[_Weighed]:
    people = heard.counted.people
    if people < FEWEST_THANKED:
        return []
    return [((_THANKED, people), Proposal(THANKS, heard.counted.said, account.id))]
