"""Count what a platform charges for that only a person sees: it went out, whoever found it."""

from __future__ import annotations

import structlog

from assistant.community.costs import CHARGING, writing
from assistant.community.drafts import Draft
from assistant.community.post_parts import next_part
from assistant.errors import NotFound
from assistant.ports import Accounts
from assistant.ports.costs import Meters

log = structlog.get_logger(__name__)


class Charging:
    """Charges on somebody's word."""

    def __init__(self, accounts: Accounts, meters: Meters) -> None:
        self._accounts = accounts
        self._meters = meters

    async def on_word(self, draft: Draft) -> None:
        """The next post of a draft is there, and Engage did not find it. Said again on the same day
        it counts once.

        Raises:
            StoreUnavailable: it was not noted.
        """
        try:
            account = await self._accounts.get(draft.workspace_id, draft.account_id)
        except NotFound:
            return  # disconnected meanwhile
        if account.ref.platform not in CHARGING:
            return
        part = next_part(draft)
        paid = writing(part.text, called=draft.studio_id is None)
        await self._meters.of(account).charge(paid, [f"{draft.id} {part.number}"])
        log.info("costs.on_word", account_id=account.id, paid=paid.value)
