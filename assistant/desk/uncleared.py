"""Tell those who manage Engage that it is not known what was deleted on a platform, once."""

from __future__ import annotations

import structlog

from assistant.community.clearing_words import late
from assistant.desk.kept_accounts import kept_account
from assistant.errors import NotFound
from assistant.ports import Accounts, Clock
from assistant.ports.costs import CostTeller
from assistant.ports.disconnecting import Disconnector
from assistant.ports.keeping import Clearances

log = structlog.get_logger(__name__)


class UnclearedNotices:
    """The use case behind it, as a job. `desk.clearing` puts it into the queue."""

    def __init__(
        self,
        *,
        accounts: Accounts,
        disconnector: Disconnector,
        clearances: Clearances,
        teller: CostTeller,
        clock: Clock,
    ) -> None:
        self._accounts = accounts
        self._disconnector = disconnector
        self._clearances = clearances
        self._teller = teller
        self._clock = clock

    async def tell(self, workspace_id: str, account_id: str) -> None:
        """Tell it, unless it was told, or is known again. Safe to run again.

        Raises:
            EngageError: the chat cannot be reached; whoever asks tries again.
        """
        at, now = (workspace_id, account_id), self._clock()
        try:
            account, connected = await kept_account(self._accounts, self._disconnector, *at)
            known = await self._clearances.of(*at, now)
        except NotFound:
            return  # erased meanwhile
        if known.told_at is not None or not known.is_late(now):
            return
        key = f"uncleared:{account_id}:{known.known_at.isoformat()}"
        await self._teller.tell_managers(
            workspace_id, key, late(account, known, now, connected=connected)
        )
        await self._clearances.told(*at, now)
        log.info("clearing.told", account_id=account_id)
