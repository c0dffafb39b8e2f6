"""Hide what somebody wrote under a post of ours, because a person says so. No model can: it is no
tool of any.
"""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from assistant.community.accounts import Account
from assistant.community.hiding import hidden_on, hideable, why_not
from assistant.community.inbox import Decision, Item
from assistant.community.rights import Act
from assistant.desk.deciding import Deciding
from assistant.desk.permitting import Permitting
from assistant.desk.seeing import check_sight
from assistant.errors import InvalidInput, NotFound
from assistant.ports import Accounts, Acts, Clock, Deed
from assistant.ports.inbox import Inbox
from assistant.ports.publishing import Publishers

log = structlog.get_logger(__name__)

_CLOSED = "This is closed already, so nothing was hidden. Open it again first."


class Hiding:
    """The use case behind *Hide*."""

    def __init__(
        self,
        *,
        permitting: Permitting,
        accounts: Accounts,
        inbox: Inbox,
        publishers: Publishers,
        deciding: Deciding,
        acts: Acts,
        clock: Clock,
    ) -> None:
        self._permitting = permitting
        self._accounts = accounts
        self._inbox = inbox
        self._publishers = publishers
        self._deciding = deciding
        self._acts = acts
        self._clock = clock

    async def hide(self, workspace_id: str, person_id: str, item_id: str) -> Item:
        """Hide every comment of the item, note who did it, and close the item without a reply.
        Again does no harm, so that one that broke off can be done once more.

        Raises:
            NotAllowed: they do not approve for the account.
            NotFound: the item is not there.
            InvalidInput: it is closed, or cannot be hidden, and why.
            PlatformError: it is not known to be hidden; the item stays open.
        """
        item = await self._inbox.get(workspace_id, item_id)
        await check_sight(self._permitting, Act.HIDE, item, person_id)
        account = await self._accounts.get(workspace_id, item.account_id)
        platform = account.ref.platform
        if not item.is_open:
            raise InvalidInput(_CLOSED)
        parts = hideable(item, platform)
        if not parts:
            raise InvalidInput(why_not(platform))
        publisher = await self._publishers.publisher(account)
        hidden: list[str] = []
        try:
            for part in parts:
                try:
                    await publisher.hide(part.id)
                except NotFound:
                    log.info("hiding.gone", item_id=item_id)  # its author was faster
                else:
                    hidden.append(part.id)
        finally:  # what is hidden is noted, also where the next one was not
            await self._note(account, person_id, item_id, hidden)
        note = hidden_on(platform)
        return await self._deciding.decide(workspace_id, person_id, item_id, Decision.NONE, note)

    async def _note(
        self, account: Account, person_id: str, item_id: str, hidden: Sequence[str]
    ) -> None:
        if not hidden:
            return
        detail = {"item": item_id, "posts": list(hidden)}
        deed = Deed(Act.HIDE, person_id, self._clock(), account.id, detail)
        await self._acts.append(account.workspace_id, deed)
        log.info("hiding.done", item_id=item_id, count=len(hidden))
