"""The way to PostgreSQL: one transaction at a time, each bound to one workspace.

Row-level security shows a transaction only the rows of the workspace it was opened for; without
one it sees nothing. A login that could look past that (a superuser, as the embedded server's is)
acts as the role `engage_app`, which cannot.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import structlog
from sqlalchemy import Row, event, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from assistant.storage.connection import (
    SOCKET_ARGS,
    WHOLE_S,
    check_sqlalchemys,
    not_migrated,
    postgres_errors,
    prepare_sqlalchemys,
)
from assistant.storage.migrations import steps
from assistant.storage.plain import Plain
from assistant.storage.quick import QuickWrites
from assistant.storage.together import Rounds
from assistant.storage.urls import for_sqlalchemy

log = structlog.get_logger(__name__)

AnyRow = Row[*tuple[Any, ...]]
"""A row of a statement whose columns the type checker cannot know."""

BUSY_S = 20.0
"""Seconds a transaction waits while all connections are busy, as in a rush of questions."""

_ENTER = text("SELECT set_config('engage.workspace', :workspace_id, true)")
_CROSS = text("SELECT set_config('engage.across', :door, true)")
_STANDING = text(
    "SELECT current_setting('server_version_num')::int, current_user, "
    "(SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user)"
)
_NOW = text("SELECT clock_timestamp()")
_READABLE = text("SELECT has_table_privilege(to_regclass('alembic_version'), 'SELECT')")
_REVISION = text("SELECT version_num FROM alembic_version")


class Door(StrEnum):
    """The reads across workspaces, each opened by a policy of its own in the migrations."""

    WORKSPACES = "workspaces"
    ABANDONED_RUNS = "abandoned_runs"
    BACKLOG = "backlog"
    TO_DO = "to_do"
    NOTES = "notes"
    """This one also moves plans of notes, which hold nothing that anybody said."""
    WAKING = "waking"
    """Connected accounts, by the id their platform knows them by."""
    COSTS = "costs"


@dataclass(frozen=True, slots=True)
class Standing:
    """How we stand with the server: its version (180004 is 18.4), the role we act as, and
    whether that role could see through row-level security (it must not).
    """

    version: int
    role: str
    sees_all: bool


class Database:
    """A pool of connections to one database.

    Args:
        url: `postgresql://...`.
        pool_size: connections kept; as many again are opened in a rush.

    Attributes:
        quick: for the one write in the way of an ack.
        plain: for short statements of one workspace.
        rounds: work for many callers at once; ends before the connections are closed.
    """

    def __init__(self, url: str, *, pool_size: int = 8) -> None:
        self._engine = create_async_engine(
            for_sqlalchemy(url),
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_timeout=BUSY_S,
            pool_recycle=1800,
            hide_parameters=True,
            use_native_hstore=False,
            # Planned anew each time: a plan kept from when tables were small reads them whole.
            connect_args={**SOCKET_ARGS, "prepare_threshold": None},
        )
        event.listen(self._engine.sync_engine, "connect", prepare_sqlalchemys)
        event.listen(self._engine.sync_engine, "checkout", check_sqlalchemys)
        self.quick = QuickWrites(url)
        self.rounds = Rounds()
        self.plain = Plain(url, self.rounds)

    @asynccontextmanager
    async def workspace(self, workspace_id: str) -> AsyncIterator[AsyncConnection]:
        """One transaction that sees one workspace; committed when the block ends well.

        Raises:
            StoreUnavailable: the server cannot be reached or took too long.
        """
        with postgres_errors():
            async with asyncio.timeout(WHOLE_S), self._engine.begin() as connection:
                await connection.execute(_ENTER, {"workspace_id": workspace_id})
                yield connection

    @asynccontextmanager
    async def across(self, door: Door) -> AsyncIterator[AsyncConnection]:
        """One transaction that reads what one door opens, of all workspaces. It cannot write, but
        for what `Door` says.
        """
        with postgres_errors():
            async with asyncio.timeout(WHOLE_S), self._engine.begin() as connection:
                await connection.execute(_CROSS, {"door": door.value})
                yield connection

    async def standing(self) -> Standing:
        """Ask the server who we are. Doubles as a health check."""
        with postgres_errors():
            async with asyncio.timeout(WHOLE_S), self._engine.connect() as connection:
                row = (await connection.execute(_STANDING)).one()
        return Standing(*row)

    async def now(self) -> datetime:
        """The server's clock."""
        with postgres_errors():
            async with asyncio.timeout(WHOLE_S), self._engine.connect() as connection:
                moment: datetime = (await connection.execute(_NOW)).scalar_one()
        return moment

    async def revision(self) -> str | None:
        """The migration it was brought to last, also one of a newer version; None before all."""
        with postgres_errors():
            async with asyncio.timeout(WHOLE_S), self._engine.connect() as connection:
                if not (await connection.execute(_READABLE)).scalar():
                    return None
                at: str | None = (await connection.execute(_REVISION)).scalar()
        return at

    async def check_schema(self) -> None:
        """Look whether all of our migrations are there. More of them do no harm: while a newer
        version takes over, the older one goes on.

        Raises:
            StoreUnavailable: the server cannot be reached or took too long.
            SettingsError: some are missing.
        """
        _, *older = known = await asyncio.to_thread(steps)
        at = await self.revision()
        if at is None or at in older:
            raise not_migrated()
        if at not in known:
            log.warning("database.newer", revision=at, known=known[0])

    async def close(self) -> None:
        """Close all connections."""
        await self.rounds.end()
        await self._engine.dispose()
        await self.quick.close()
        await self.plain.close()
