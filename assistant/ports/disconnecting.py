"""Letting go of an account. See `assistant.ports`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.community.accounts import Account
from assistant.ports.managing import Deed


@dataclass(frozen=True, slots=True)
class Erased:
    """How many rows of an account were erased, by what they are in words for people
    ("posts", "comments, likes and mentions", ...); what there was none of is absent.
    """

    rows: Mapping[str, int]


class Disconnector(Protocol):
    """Lets go of accounts: from then on they are none of the workspace's any more."""

    async def past(self, workspace_id: str) -> Sequence[Account]:
        """Disconnected accounts of which something is still kept, the latest first."""
        ...

    async def disconnect(self, workspace_id: str, account_id: str, deed: Deed) -> None:
        """Destroy the sign-in and stop reading; what was read is kept for a reconnect.

        Raises:
            NotFound: no such account, or disconnected already.
        """
        ...

    async def erase(self, workspace_id: str, account_id: str, deed: Deed) -> Erased:
        """Destroy everything about the account, at once and for good. The deed gets the counts.

        Raises:
            NotFound: no such account.
        """
        ...
