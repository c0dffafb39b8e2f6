"""Give back sign-ins that nobody wanted in the end: their platform is asked to end them."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.community.accounts import Account, AccountRef
from assistant.desk.sign_in_steps import read
from assistant.errors import SealBroken
from assistant.ports import Accounts, Clock, Connections, Credential
from assistant.ports.signing_in import SignIns


class GivingBack:
    """The use case behind *No* on the last page, and behind sign-ins that were left lying."""

    def __init__(
        self, sign_ins: SignIns, accounts: Accounts, connections: Connections, clock: Clock
    ) -> None:
        self._sign_ins = sign_ins
        self._accounts = accounts
        self._connections = connections
        self._clock = clock

    async def expired(self, workspace_id: str) -> int:
        """Clear away what nobody came back to in time; how many sign-ins were among it."""
        left = [
            each.content
            for each in await self._sign_ins.expired(workspace_id)
            if "credential" in each.content
        ]
        for content in left:
            await self.give_back(workspace_id, content)
        return len(left)

    async def give_back(self, workspace_id: str, content: Mapping[str, str]) -> None:
        """Ask the platform to end one, unless an account lives on it: who signs in once more at a
        Mastodon server gets the token that is in use (`reuse_access_token` in its settings).
        """
        profile, credential = read(content)
        ref = AccountRef.parse(content["ref"])
        for each in await self._accounts.all(workspace_id):
            if each.native_id == profile.native_id and await self._lives_on(each, credential):
                return
        gone = Account("", workspace_id, ref, profile.native_id, "", "", self._clock())
        await self._connections.sign_out(gone, credential)

    async def _lives_on(self, account: Account, credential: Credential) -> bool:
        """Whether an account's stored sign-in is this one, or may be."""
        try:
            kept = await self._accounts.credential(account.workspace_id, account.id)
        except SealBroken:
            return True
        return kept is not None and kept.secret == credential.secret
