"""Connect accounts in a person's name: their right checked, the sign-in tried, the act noted."""

from __future__ import annotations

from assistant.community.accounts import Account, AccountRef
from assistant.community.rights import Act
from assistant.desk.connecting import Connecting
from assistant.desk.permitting import Permitting
from assistant.ports import Acts, Clock, Deed


class Enrolling:
    """The use case behind *Connect account* and *Reconnect*."""

    def __init__(
        self, *, permitting: Permitting, connecting: Connecting, acts: Acts, clock: Clock
    ) -> None:
        self._permitting = permitting
        self._connecting = connecting
        self._acts = acts
        self._clock = clock

    async def sign_in(
        self,
        workspace_id: str,
        person_id: str,
        ref: AccountRef,
        secret: str,
        *,
        service: str | None = None,
    ) -> Account:
        """Connect an account, or renew its sign-in; history is kept.

        Raises:
            NotAllowed: not a manager.
            InvalidInput, NotFound, PlatformError: as `Connecting.sign_in`.
        """
        await self._permitting.check(Act.CONNECT, workspace_id, person_id)
        account = await self._connecting.sign_in(workspace_id, ref, secret, service=service)
        deed = Deed(
            Act.CONNECT, person_id, self._clock(), account.id, {"account": str(account.ref)}
        )
        await self._acts.append(workspace_id, deed)
        return account
