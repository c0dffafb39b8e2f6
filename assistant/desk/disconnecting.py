"""Let go of an account: its sign-in is destroyed, and on request everything that was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.community.accounts import Account
from assistant.community.rights import Act
from assistant.desk.permitting import Permitting
from assistant.desk.voiding import hold_posts, waiting_posts
from assistant.errors import SealBroken
from assistant.ports import Accounts, Clock, Connections, Credential, Deed
from assistant.ports.disconnecting import Disconnector
from assistant.ports.giving import StudioDrafts


@dataclass(frozen=True, slots=True)
class Parted:
    """What became of an account. `erased` counts rows by what they are, in words for people; empty
    when everything that was read is kept. `signed_out` says whether the platform took the sign-in
    back; None where there was none to give. `held` counts approved posts that will not go out.
    """

    account: Account
    erased: Mapping[str, int] = field(default_factory=dict)
    signed_out: bool | None = None
    held: int = 0


class Disconnecting:
    """The use case behind *Disconnect* and *Erase*."""

    def __init__(
        self,
        *,
        permitting: Permitting,
        accounts: Accounts,
        disconnector: Disconnector,
        connections: Connections,
        drafts: StudioDrafts,
        clock: Clock,
    ) -> None:
        self._permitting = permitting
        self._accounts = accounts
        self._disconnector = disconnector
        self._connections = connections
        self._drafts = drafts
        self._clock = clock

    async def past(self, workspace_id: str, person_id: str) -> Sequence[Account]:
        """Disconnected accounts of which something is still kept. Raises NotAllowed."""
        await self._permitting.check(Act.ERASE, workspace_id, person_id)
        return await self._disconnector.past(workspace_id)

    async def waiting(self, workspace_id: str, account_id: str) -> int:
        """How many approved posts of an account would not go out. Raises NotFound."""
        account = await self._accounts.get(workspace_id, account_id)
        return len(await waiting_posts(self._drafts, account, self._clock()))

    async def disconnect(
        self, workspace_id: str, person_id: str, account_id: str, *, erase: bool
    ) -> Parted:
        """Stop reading an account and destroy its sign-in.

        What was read stays for a reconnect, until its time to be kept is over, unless `erase` is
        set. Then it goes at once and for good, along with the answers that rest on it; one that
        was disconnected before can be erased, too. Approved posts of its do not go out: their
        studios say so, and keep the text.

        Raises:
            NotAllowed: not a manager.
            NotFound: no such account, or somebody else was faster.
        """
        act = Act.ERASE if erase else Act.DISCONNECT
        await self._permitting.check(act, workspace_id, person_id)
        account = await self._find(workspace_id, account_id, past=erase)
        detail = {"account": str(account.ref)}
        deed = Deed(act, person_id, self._clock(), account_id, detail)
        credential = await self._credential(account)
        rows: Mapping[str, int] = {}
        held = 0
        if erase:
            rows = (await self._disconnector.erase(workspace_id, account_id, deed)).rows
        else:
            await self._disconnector.disconnect(workspace_id, account_id, deed)
            # Afterwards: nobody can approve another one any more.
            held = await hold_posts(self._drafts, account, at=self._clock(), person_id=person_id)
        # Afterwards: a platform that does not answer must not keep the account here.
        taken = await self._connections.sign_out(account, credential) if credential else None
        return Parted(account, rows, taken, held)

    async def _credential(self, account: Account) -> Credential | None:
        """To be given back; one that cannot be opened any more is only destroyed."""
        try:
            return await self._accounts.credential(account.workspace_id, account.id)
        except SealBroken:
            return None

    async def _find(self, workspace_id: str, account_id: str, *, past: bool) -> Account:
        for account in await self._disconnector.past(workspace_id) if past else ():
            if account.id == account_id:
                return account
        return await self._accounts.get(workspace_id, account_id)
