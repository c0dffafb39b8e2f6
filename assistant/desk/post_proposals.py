"""What is worth a post, from what was counted and said: for `/engage post` without a topic."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.community.accounts import Account
from assistant.desk.hearing import Hearing
from assistant.ports import Accounts

MOST = 3


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
    """

    def __init__(self, *, accounts: Accounts, hearing: Hearing) -> None:
        self._accounts = accounts
        self._hearing = hearing

    async def of(self, workspace_id: str) -> tuple[Proposal, ...]:
        """Up to three, the weightiest first; empty where nothing keeps coming up."""
        found: list[tuple[int, Proposal]] = []
        for account in await self._accounts.all(workspace_id):
            found += await self._asked(account)
        found.sort(key=lambda each: -each[0])
        return tuple(each for _, each in found)[:MOST]

    async def _asked(self, account: Account) -> list[tuple[int, Proposal]]:
        heard = await self._hearing.of(account)
        return [
            (topic.people, Proposal(topic.sample, topic.said, account.id)) for topic in heard.asked
        ]
