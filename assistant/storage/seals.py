"""Everything the vault sealed, table by table: whether it opens, and how it gets a new key."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, and_, func, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.errors import SealBroken
from assistant.storage.database import Database
from assistant.storage.schema import ACCOUNT, CREDENTIAL, INSTALLATION, REGISTRATION, RUN, SIGN_IN
from assistant.storage.vault import Vault

_ALL = true()

MOST = 500
"""Rows sealed anew in one transaction."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """One kind of secret: the column, and what else it is bound to beside workspace and table.

    `matters` leaves out rows whose secret nobody needs any more.
    """

    table: Table
    column: Column[Any]
    names: tuple[str, ...]
    matters: ColumnElement[bool]

    @property
    def keys(self) -> list[Column[Any]]:
        """The columns it is bound to."""
        return [self.table.c[name] for name in self.names]


def _sealed(table: Table, column: str, *names: str, matters: ColumnElement[bool] = _ALL) -> Sealed:
    return Sealed(table, table.c[column], names, matters)


SEALED = (
    _sealed(CREDENTIAL, "sealed", "account_id"),
    _sealed(INSTALLATION, "sealed", matters=INSTALLATION.c.revoked_at.is_(None)),
    _sealed(REGISTRATION, "sealed", "platform", "server"),
    _sealed(SIGN_IN, "sealed", "id", matters=SIGN_IN.c.expires_at > func.now()),
    _sealed(RUN, "place", "id", matters=RUN.c.state.in_(["asked", "answering"])),
)
"""In step with whoever seals: `accounts`, `installations`, `sign_ins` and `run_rows`."""


@dataclass(slots=True)
class Opened:
    """What came of trying, by table: `shut` does not open, `old` opens with a key that is to go.

    `accounts` are those whose sign-in does not open, as `platform:handle`.
    """

    shut: Counter[str] = field(default_factory=Counter)
    old: Counter[str] = field(default_factory=Counter)
    accounts: list[str] = field(default_factory=list)


class PostgresSeals:
    """What is sealed in any workspace."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def check(self, workspace_id: str, found: Opened) -> None:
        """Try to open every secret that still matters; what comes of it is added to `found`."""
        async with self._database.workspace(workspace_id) as connection:
            for each in SEALED:
                statement = select(each.column, *each.keys).where(each.matters)
                for sealed, *names in (await connection.execute(statement)).all():
                    if not self._opens(each, sealed, workspace_id, names):
                        found.shut[each.table.name] += 1
                        if each.table is CREDENTIAL:
                            found.accounts.append(await _account(connection, names[0]))
                    elif self._is_old(sealed):
                        found.old[each.table.name] += 1

    async def renew(self, workspace_id: str) -> int:
        """Seal what an older key sealed anew with the newest; how many. What is shut stays so."""
        done = 0
        for each in SEALED:
            while count := await self._renew_some(each, workspace_id):
                done += count
        return done

    async def _renew_some(self, each: Sealed, workspace_id: str) -> int:
        older = [bytes.fromhex(key) for key in self._vault.key_ids - {self._vault.newest}]
        # Bytes 2 to 5 name the key, see `vault`.
        by_older = func.substring(each.column, 2, 4).in_(older)
        statement = select(each.column, *each.keys).where(by_older).limit(MOST)
        done = 0
        async with self._database.workspace(workspace_id) as connection:
            for sealed, *names in (await connection.execute(statement)).all():
                try:
                    plain = self._vault.open(sealed, workspace_id, each.table.name, *names)
                except SealBroken:
                    continue
                fresh = self._vault.seal(plain, workspace_id, each.table.name, *names)
                # Only what nobody has replaced in between.
                same = [column == name for column, name in zip(each.keys, names, strict=True)]
                where = and_(each.column == sealed, *same)
                changed = update(each.table).where(where).values({each.column.name: fresh})
                done += (await connection.execute(changed)).rowcount
        return done

    def _opens(self, each: Sealed, sealed: bytes, workspace_id: str, names: list[str]) -> bool:
        try:
            self._vault.open(sealed, workspace_id, each.table.name, *names)
        except SealBroken:
            return False
        return True

    def _is_old(self, sealed: bytes) -> bool:
        return sealed[1:5].hex() != self._vault.newest


async def _account(connection: AsyncConnection, account_id: str) -> str:
    found = select(ACCOUNT.c.platform, ACCOUNT.c.handle).where(ACCOUNT.c.id == account_id)
    platform, handle = (await connection.execute(found)).one()
    return f"{platform}:{handle}"
