"""`ports.Preferences` in PostgreSQL.

Only what people chose is stored, as JSON; everything else has its default of today. The zone and
the language of the workspace's own columns are defaults, too: what Engage found by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Table, and_, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.community.drafts import UNDER_WAY, DraftState
from assistant.community.settings import AccountSettings, WorkspaceSettings, read, stored
from assistant.community.zones import UNKNOWN_ZONE
from assistant.errors import EditConflict, NotFound
from assistant.ports import Deed, Kept
from assistant.storage.acts import append_act
from assistant.storage.database import AnyRow, Database
from assistant.storage.deferring import put_card, put_studio
from assistant.storage.schema import ACCOUNT, DRAFT, ITEM, STUDIO, WORKSPACE
from assistant.storage.texts import is_id
from assistant.storage.together import Together

S = TypeVar("S", WorkspaceSettings, AccountSettings)

_WORKSPACE = (WORKSPACE.c.settings, WORKSPACE.c.version, WORKSPACE.c.zone, WORKSPACE.c.language)
_ACCOUNT = (ACCOUNT.c.id, ACCOUNT.c.settings, ACCOUNT.c.version)
_THIS = select(*_WORKSPACE).where(WORKSPACE.c.workspace_id == bindparam("workspace_id"))
_EACH = select(*_ACCOUNT)
_ALIVE = [DraftState.PENDING, DraftState.FAILED, *sorted(UNDER_WAY)]


class PostgresPreferences:
    """Settings of workspaces and accounts."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._reading = Together(self._of_workspace, database.rounds)
        self._listing = Together(self._of_accounts, database.rounds)

    async def of_workspace(self, workspace_id: str) -> Kept[WorkspaceSettings]:
        """Raises NotFound."""
        return await self._reading(workspace_id, None)

    async def of_account(self, workspace_id: str, account_id: str) -> Kept[AccountSettings]:
        """Raises NotFound."""
        async with self._database.workspace(workspace_id) as connection:
            return await _account(connection, account_id)

    async def of_accounts(self, workspace_id: str) -> Mapping[str, Kept[AccountSettings]]:
        """Of all accounts of a workspace, by account id."""
        return await self._listing(workspace_id, None)

    async def keep_workspace(
        self, workspace_id: str, settings: WorkspaceSettings, *, version: int, deed: Deed
    ) -> Kept[WorkspaceSettings]:
        """Replace them, in one transaction with the deed. Cards that stand, and studios with
        drafts that wait, are drawn anew where publishing was switched off or on: they say so.
        Raises NotFound and EditConflict.
        """
        async with self._database.workspace(workspace_id) as connection:
            before = await _workspace(connection, workspace_id, lock=True)
            if before.version != version:
                raise EditConflict("the settings of this workspace", before)
            await _write(
                connection,
                WORKSPACE,
                WORKSPACE.c.workspace_id == workspace_id,
                stored(settings, before.settings, before.chosen),
                version,
            )
            await append_act(connection, workspace_id, deed)
            if settings.publishing is not before.settings.publishing:
                await _put_open_cards(connection, workspace_id)
                await _put_open_studios(connection, workspace_id)
            return await _workspace(connection, workspace_id)

    async def keep_account(
        self,
        workspace_id: str,
        account_id: str,
        settings: AccountSettings,
        *,
        version: int,
        deed: Deed,
    ) -> Kept[AccountSettings]:
        """Replace them, in one transaction with the deed. Raises NotFound and EditConflict."""
        async with self._database.workspace(workspace_id) as connection:
            before = await _account(connection, account_id, lock=True)
            if before.version != version:
                raise EditConflict("the settings of this account", before)
            await _write(
                connection,
                ACCOUNT,
                ACCOUNT.c.id == account_id,
                stored(settings, before.settings, before.chosen),
                version,
            )
            await append_act(connection, workspace_id, deed)
            return await _account(connection, account_id)

    async def find_zone(self, workspace_id: str, zone: str) -> str:
        """Take a zone as the default, once; return the zone in force. Raises NotFound."""
        untouched = and_(
            WORKSPACE.c.workspace_id == workspace_id,
            WORKSPACE.c.zone == UNKNOWN_ZONE,
            WORKSPACE.c.version == 1,
        )
        async with self._database.workspace(workspace_id) as connection:
            await connection.execute(update(WORKSPACE).where(untouched).values(zone=zone))
            return (await _workspace(connection, workspace_id)).settings.zone

    # -- for many at once -----------------------------------------------------------------

    async def _of_workspace(
        self, workspace_id: str, askers: Sequence[None]
    ) -> Sequence[Kept[WorkspaceSettings]]:
        this = (_THIS, {"workspace_id": workspace_id})
        (rows,) = await self._database.plain.named(workspace_id, this)
        if not rows:
            raise NotFound("workspace", workspace_id)
        return [_of_workspace(rows[0])] * len(askers)

    async def _of_accounts(
        self, workspace_id: str, askers: Sequence[None]
    ) -> Sequence[Mapping[str, Kept[AccountSettings]]]:
        (rows,) = await self._database.plain.named(workspace_id, (_EACH, {}))
        kept = MappingProxyType({row.id: _kept(AccountSettings, row, {}) for row in rows})
        return [kept] * len(askers)


async def _put_open_cards(connection: AsyncConnection, workspace_id: str) -> None:
    """Have every card of an open item drawn anew."""
    carded = select(ITEM.c.id).where(ITEM.c.decision.is_(None), ITEM.c.card_ts.is_not(None))
    for row in (await connection.execute(carded.order_by(ITEM.c.id))).all():
        await put_card(connection, workspace_id, row.id)


async def _put_open_studios(connection: AsyncConnection, workspace_id: str) -> None:
    """Have every studio drawn anew of which a draft waits, for somebody or for its time."""
    drafts = select(DRAFT.c.studio_id).where(DRAFT.c.state.in_(_ALIVE))
    hung = select(STUDIO.c.id).where(STUDIO.c.id.in_(drafts), STUDIO.c.place_ts.is_not(None))
    for row in (await connection.execute(hung.order_by(STUDIO.c.id))).all():
        await put_studio(connection, workspace_id, row.id)


async def _workspace(
    connection: AsyncConnection, workspace_id: str, *, lock: bool = False
) -> Kept[WorkspaceSettings]:
    statement = select(*_WORKSPACE).where(WORKSPACE.c.workspace_id == workspace_id)
    found = await connection.execute(statement.with_for_update() if lock else statement)
    row = found.one_or_none()
    if row is None:
        raise NotFound("workspace", workspace_id)
    return _of_workspace(row)


def _of_workspace(row: AnyRow) -> Kept[WorkspaceSettings]:
    return _kept(WorkspaceSettings, row, {"zone": row.zone, "language": row.language})


async def _account(
    connection: AsyncConnection, account_id: str, *, lock: bool = False
) -> Kept[AccountSettings]:
    row = None
    if is_id(account_id):
        statement = select(*_ACCOUNT).where(ACCOUNT.c.id == account_id)
        found = await connection.execute(statement.with_for_update() if lock else statement)
        row = found.one_or_none()
    if row is None:
        raise NotFound("account", account_id)
    return _kept(AccountSettings, row, {})


async def _write(
    connection: AsyncConnection,
    table: Table,
    where: ColumnElement[bool],
    settings: Mapping[str, Any],
    version: int,
) -> None:
    await connection.execute(
        update(table).where(where).values(settings=settings, version=version + 1)
    )


def _kept(kind: type[S], row: AnyRow, found: Mapping[str, str]) -> Kept[S]:
    """What was stored by a later version of Engage and is unknown to this one is left out."""
    chosen = {name: row.settings[name] for name in row.settings if name in kind.model_fields}
    return Kept(read(kind, {**found, **chosen}), row.version, frozenset(chosen))
