"""Which accounts a studio writes for, and what is going to be published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.community.drafts import Draft, DraftState
from assistant.community.rights import Act
from assistant.community.studio import Studio
from assistant.desk.permitting import Permitting
from assistant.desk.posting import MOST_ACCOUNTS
from assistant.errors import InvalidInput, NotFound
from assistant.ports import Accounts, Clock
from assistant.ports.giving import StudioDrafts, Studios

_GOING = frozenset({DraftState.APPROVED, DraftState.PREPARED})


class Planning:
    """The use case behind *Accounts…* of a studio, and the line on Home of what goes out next."""

    def __init__(
        self,
        *,
        permitting: Permitting,
        accounts: Accounts,
        studios: Studios,
        drafts: StudioDrafts,
        clock: Clock,
    ) -> None:
        self._permitting = permitting
        self._accounts = accounts
        self._studios = studios
        self._drafts = drafts
        self._clock = clock

    async def address(
        self, workspace_id: str, person_id: str, studio_id: str, account_ids: Sequence[str]
    ) -> Studio:
        """Let a studio write for these accounts from now on; drafts that are there stay.

        Raises:
            NotAllowed: not somebody who may draft.
            NotFound: no such studio or account.
            InvalidInput: none was chosen, or too many.
            EditConflict: somebody else changed it at the same time.
        """
        await self._permitting.check(Act.DRAFT, workspace_id, person_id)
        chosen = tuple(dict.fromkeys(account_ids))
        if not 0 < len(chosen) <= MOST_ACCOUNTS:
            raise InvalidInput(f"Choose one account at least, and {MOST_ACCOUNTS} at most.")
        known = {each.id for each in await self._accounts.all(workspace_id)}
        if missing := [each for each in chosen if each not in known]:
            raise NotFound("account", missing[0])
        studio = await self._studios.get(workspace_id, studio_id)
        if studio.account_ids == chosen:
            return studio
        return await self._studios.keep(replace(studio, account_ids=chosen))

    async def ahead(self, workspace_id: str, person_id: str) -> Sequence[Draft]:
        """Approved posts of our own that are not out yet, of all accounts, the next one first.
        Raises NotAllowed.
        """
        await self._permitting.check(Act.DRAFT, workspace_id, person_id)
        now, found = self._clock(), list[Draft]()
        for account in await self._accounts.all(workspace_id):
            found += await self._drafts.posts_ahead(workspace_id, account.id, now)
        going = [each for each in found if each.state in _GOING]
        return sorted(going, key=lambda each: each.send_at or each.made_at)
