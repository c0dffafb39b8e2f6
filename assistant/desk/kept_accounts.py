"""Accounts of which something is kept, connected or not."""

from __future__ import annotations

from assistant.community.accounts import Account
from assistant.errors import NotFound
from assistant.ports import Accounts
from assistant.ports.disconnecting import Disconnector


async def kept_account(
    accounts: Accounts, disconnector: Disconnector, workspace_id: str, account_id: str
) -> tuple[Account, bool]:
    """One of them, and whether it is connected. Raises NotFound."""
    try:
        return await accounts.get(workspace_id, account_id), True
    except NotFound:
        for past in await disconnector.past(workspace_id):
            if past.id == account_id:
                return past, False
        raise
