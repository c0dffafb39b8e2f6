"""`ports.Accounts` in PostgreSQL; sign-ins go through the vault."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    ColumnElement,
    Exists,
    Select,
    bindparam,
    case,
    exists,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.community.accounts import Account, AccountRef, Platform, Profile
from assistant.errors import NotFound
from assistant.ports import Clock, Credential, Renewal
from assistant.storage.database import AnyRow, Database
from assistant.storage.schema import ACCOUNT, CREDENTIAL, WORKSPACE
from assistant.storage.texts import is_id, storable
from assistant.storage.together import Together
from assistant.storage.vault import Vault

# Who waits for somebody else's renewal waits for a platform.
_PATIENCE = text(
    "SELECT set_config('statement_timeout', '40s', true), set_config('lock_timeout', '40s', true)"
)

_SEALED = select(CREDENTIAL.c.sealed).where(CREDENTIAL.c.account_id == bindparam("account_id"))


class PostgresAccounts:
    """The connected accounts of a workspace. One that was disconnected is none of them."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        clock: Clock,
        new_id: Callable[[], str] = lambda: str(uuid4()),
    ) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._new_id = new_id
        self._listing = Together(self._all, database.rounds)

    async def all(self, workspace_id: str) -> Sequence[Account]:
        """The accounts in the order they were connected."""
        return await self._listing(workspace_id, None)

    async def _all(self, workspace_id: str, askers: Sequence[None]) -> Sequence[Sequence[Account]]:
        (rows,) = await self._database.plain.named(workspace_id, (_ALL, {}))
        accounts = [read_account(row) for row in rows]
        return [list(accounts) for _ in askers]

    async def get(self, workspace_id: str, account_id: str) -> Account:
        """Raises NotFound."""
        async with self._database.workspace(workspace_id) as connection:
            return await _get(connection, account_id)

    async def add(
        self, workspace_id: str, ref: AccountRef, profile: Profile, credential: Credential | None
    ) -> Account:
        """Connect, or reconnect the same native id: history is kept.

        A credential replaces the stored one and clears the trouble; None leaves both as they are,
        so that looking at an account without signing in never loses its sign-in. The first
        credential also takes the marks back: what only a sign-in shows has not been read yet.
        """
        made = insert(ACCOUNT).values(
            id=self._new_id(),
            workspace_id=workspace_id,
            platform=ref.platform.value,
            handle=ref.handle,
            native_id=profile.native_id,
            name=storable(profile.name),
            url=storable(profile.url),
            connected_at=self._clock(),
        )
        fresh: dict[str, Any] = {name: made.excluded[name] for name in ("handle", "name", "url")}
        fresh["disconnected_at"] = None
        marks = {
            name: case((_signed_in().correlate(ACCOUNT), ACCOUNT.c[name]))
            for name in ("synced_at", "heeded_at")
        }
        statement = made.on_conflict_do_update(
            index_elements=[ACCOUNT.c.workspace_id, ACCOUNT.c.platform, ACCOUNT.c.native_id],
            set_={**fresh, "trouble": None, **marks} if credential else fresh,
        ).returning(ACCOUNT.c.id)
        async with self._database.workspace(workspace_id) as connection:
            account_id = (await connection.execute(statement)).scalar_one()
            if credential:
                await self._keep(connection, workspace_id, account_id, credential)
            return await _get(connection, account_id)

    async def credential(self, workspace_id: str, account_id: str) -> Credential | None:
        """The stored sign-in, None when there is none.

        Raises:
            SealBroken: it cannot be opened; see `explain` for the way on.
        """
        if not is_id(account_id):
            return None
        of_it = (_SEALED, {"account_id": account_id})
        (found,) = await self._database.plain.tuples(workspace_id, of_it)
        return self._open(found[0][0], workspace_id, account_id) if found else None

    async def keep_session(
        self, workspace_id: str, account_id: str, credential: Credential
    ) -> None:
        """Replace the stored sign-in. Raises NotFound when the account is gone."""
        async with self._database.workspace(workspace_id) as connection:
            await _get(connection, account_id)
            await self._keep(connection, workspace_id, account_id, credential)

    async def renew(self, workspace_id: str, account_id: str, renewal: Renewal) -> Credential:
        """Renew the stored sign-in while its row is locked: one at a time, over all processes."""
        statement = select(CREDENTIAL.c.sealed).with_for_update()
        if not is_id(account_id):
            raise NotFound("account", account_id)
        async with self._database.workspace(workspace_id) as connection:
            await connection.execute(_PATIENCE)
            found = await connection.execute(statement.where(CREDENTIAL.c.account_id == account_id))
            sealed = found.scalar_one_or_none()
            if sealed is None:
                raise NotFound("account", account_id)
            stored = self._open(sealed, workspace_id, account_id)
            renewed = await renewal(stored)
            if renewed is not stored:
                await self._keep(connection, workspace_id, account_id, renewed)
        return renewed

    async def mark_synced(
        self, workspace_id: str, account_id: str, at: datetime, trouble: str | None
    ) -> None:
        """`trouble` None: a complete sweep began at `at`. Otherwise only the trouble is noted.

        The mark never moves back, whichever of two sweeps ends last.
        """
        if not is_id(account_id):
            raise NotFound("account", account_id)
        values: dict[str, Any] = {"trouble": trouble}
        if trouble is None:
            values["synced_at"] = func.greatest(ACCOUNT.c.synced_at, at)
        statement = update(ACCOUNT).where(ACCOUNT.c.id == account_id).values(**values)
        async with self._database.workspace(workspace_id) as connection:
            if not (await connection.execute(statement)).rowcount:
                raise NotFound("account", account_id)

    def _open(self, sealed: bytes, workspace_id: str, account_id: str) -> Credential:
        words = json.loads(self._vault.open(sealed, workspace_id, "credential", account_id))
        return Credential(words["service"], words["identifier"], words["secret"], words["session"])

    async def _keep(
        self,
        connection: AsyncConnection,
        workspace_id: str,
        account_id: str,
        credential: Credential,
    ) -> None:
        words = {
            "service": credential.service,
            "identifier": credential.identifier,
            "secret": credential.secret,
            "session": dict(credential.session),
        }
        made = insert(CREDENTIAL).values(
            account_id=account_id,
            workspace_id=workspace_id,
            sealed=self._vault.seal(
                json.dumps(words).encode(), workspace_id, "credential", account_id
            ),
            kept_at=self._clock(),
        )
        await connection.execute(
            made.on_conflict_do_update(
                index_elements=[CREDENTIAL.c.account_id],
                set_={"sealed": made.excluded.sealed, "kept_at": made.excluded.kept_at},
            )
        )


def _signed_in() -> Exists:
    return exists().where(CREDENTIAL.c.account_id == ACCOUNT.c.id)


def _accounts() -> Select[Any]:
    return accounts_with(ACCOUNT.c.disconnected_at.is_(None))


def accounts_with(condition: ColumnElement[bool]) -> Select[Any]:
    """Select accounts as `read_account` reads them."""
    erased = select(WORKSPACE.c.erased_until).scalar_subquery()  # of the one that is seen
    found = select(ACCOUNT, _signed_in().label("signed_in"), erased.label("erased_until"))
    return found.where(condition)


_ALL = _accounts().order_by(ACCOUNT.c.connected_at, ACCOUNT.c.id)


async def _get(connection: AsyncConnection, account_id: str) -> Account:
    row = None
    if is_id(account_id):
        found = await connection.execute(_accounts().where(ACCOUNT.c.id == account_id))
        row = found.one_or_none()
    if row is None:
        raise NotFound("account", account_id)
    return read_account(row)


def read_account(row: AnyRow) -> Account:
    """One row of `accounts_with`."""
    return Account(
        id=row.id,
        workspace_id=row.workspace_id,
        ref=AccountRef(Platform(row.platform), row.handle),
        native_id=row.native_id,
        name=row.name,
        url=row.url,
        connected_at=row.connected_at,
        signed_in=row.signed_in,
        synced_at=row.synced_at,
        trouble=row.trouble,
        erased_until=row.erased_until,
    )
