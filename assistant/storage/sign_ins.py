"""`ports.SignIns` and `ports.Registrations` in PostgreSQL; what they hold goes through the vault.

The keys of sign-ins under way are secrets, so the table gets a hash.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from assistant.errors import SealBroken
from assistant.ports import Clock
from assistant.ports.signing_in import UnderWay
from assistant.storage.database import AnyRow, Database
from assistant.storage.schema import REGISTRATION, SIGN_IN
from assistant.storage.vault import Vault

_COLUMNS = (SIGN_IN.c.id, SIGN_IN.c.person_id, SIGN_IN.c.sealed)


class PostgresSignIns:
    """Sign-ins under way."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock

    async def keep(
        self, workspace_id: str, key: str, under_way: UnderWay, *, until: datetime
    ) -> None:
        """Keep one."""
        name = _name(key)
        made = insert(SIGN_IN).values(
            workspace_id=workspace_id,
            id=name,
            person_id=under_way.person_id,
            sealed=self._vault.seal(
                json.dumps(dict(under_way.content)).encode(), workspace_id, "sign_in", name
            ),
            expires_at=until,
        )
        async with self._database.workspace(workspace_id) as connection:
            await connection.execute(made)

    async def look(self, workspace_id: str, key: str) -> UnderWay | None:
        """What is kept under a key, while its time lasts."""
        name = _name(key)
        found = select(*_COLUMNS).where(SIGN_IN.c.id == name, SIGN_IN.c.expires_at > self._clock())
        async with self._database.workspace(workspace_id) as connection:
            row = (await connection.execute(found)).one_or_none()
        return self._opened(workspace_id, row)

    async def take(self, workspace_id: str, key: str) -> UnderWay | None:
        """The same, once."""
        name = _name(key)
        taken = delete(SIGN_IN).where(SIGN_IN.c.id == name, SIGN_IN.c.expires_at > self._clock())
        async with self._database.workspace(workspace_id) as connection:
            row = (await connection.execute(taken.returning(*_COLUMNS))).one_or_none()
        return self._opened(workspace_id, row)

    async def expired(self, workspace_id: str) -> Sequence[UnderWay]:
        """Those whose time is over; they are gone then. What cannot be opened is left out."""
        taken = delete(SIGN_IN).where(SIGN_IN.c.expires_at <= self._clock())
        async with self._database.workspace(workspace_id) as connection:
            rows = (await connection.execute(taken.returning(*_COLUMNS))).all()
        found = []
        for row in rows:
            with suppress(SealBroken):
                found.append(self._opened(workspace_id, row))
        return [each for each in found if each]

    def _opened(self, workspace_id: str, row: AnyRow | None) -> UnderWay | None:
        if row is None:
            return None
        words = self._vault.open(row.sealed, workspace_id, "sign_in", row.id)
        return UnderWay(row.person_id, json.loads(words))


class PostgresRegistrations:
    """Engage as a client that servers know."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock

    async def get(self, workspace_id: str, platform: str, server: str) -> Mapping[str, str] | None:
        """None where the server does not know it yet."""
        found = select(REGISTRATION.c.sealed).where(
            REGISTRATION.c.platform == platform, REGISTRATION.c.server == server
        )
        async with self._database.workspace(workspace_id) as connection:
            sealed = (await connection.execute(found)).scalar_one_or_none()
        if sealed is None:
            return None
        words: Mapping[str, str] = json.loads(
            self._vault.open(sealed, workspace_id, "registration", platform, server)
        )
        return words

    async def keep(
        self, workspace_id: str, platform: str, server: str, words: Mapping[str, str]
    ) -> None:
        """Keep it, or replace it."""
        sealed = self._vault.seal(
            json.dumps(dict(words)).encode(), workspace_id, "registration", platform, server
        )
        made = insert(REGISTRATION).values(
            workspace_id=workspace_id,
            platform=platform,
            server=server,
            sealed=sealed,
            made_at=self._clock(),
        )
        key = [REGISTRATION.c.workspace_id, REGISTRATION.c.platform, REGISTRATION.c.server]
        fresh = {name: made.excluded[name] for name in ("sealed", "made_at")}
        async with self._database.workspace(workspace_id) as connection:
            await connection.execute(made.on_conflict_do_update(index_elements=key, set_=fresh))


def _name(key: str) -> str:
    return sha256(key.encode()).hexdigest()
