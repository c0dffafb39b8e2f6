"""The way to PostgreSQL: one transaction at a time, each bound to one workspace.

Row-level security shows a transaction only the rows of the workspace it was opened for; without
one it sees nothing. A login that could look past that (a superuser, as the embedded server's is)
acts as the role `engage_app`, which cannot.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, LiteralString

import psycopg
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import Row, event, text
from sqlalchemy.exc import (
    DBAPIError,
    DisconnectionError,
    InterfaceError,
    OperationalError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from assistant.errors import SettingsError, StoreUnavailable
from assistant.storage.urls import for_psycopg, for_sqlalchemy

AnyRow = Row[*tuple[Any, ...]]
"""A row of a statement whose columns the type checker cannot know."""

CONNECT_S = 5
CLOSE_S = 5
POOL_WAIT_S = 5
QUICK_S = 2.0
"""Seconds the write in the way of an ack may take: Slack waits for 3 in all."""
WHOLE_S = 60.0
"""Seconds a whole transaction may take: a server that is frozen breaks off nothing by itself."""

PER_CONNECTION = """
SELECT set_config('TimeZone', 'UTC', false),
    set_config('statement_timeout', '20s', false),
    set_config('lock_timeout', '10s', false),
    set_config('idle_in_transaction_session_timeout', '60s', false);
SELECT set_config('role', 'engage_app', false) FROM pg_roles
    WHERE rolname = session_user AND (rolsuper OR rolbypassrls)
"""
"""Runs once on every new connection, ours and the job queue's."""

SOCKET_ARGS: Mapping[str, int] = {
    "connect_timeout": CONNECT_S,
    "keepalives_idle": 30,
    "tcp_user_timeout": 15_000,
}
"""libpq's own limits: a server that went away without a word is noticed, too."""

_ENTER = text("SELECT set_config('engage.workspace', :workspace_id, true)")
_CROSS = text("SELECT set_config('engage.across', :door, true)")
_STANDING = text(
    "SELECT current_setting('server_version_num')::int, current_user, "
    "(SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user)"
)

_NOT_MIGRATED = frozenset({"42P01", "22023"})
"""undefined_table; invalid_parameter_value, which is how a missing role engage_app reads."""


class Door(StrEnum):
    """The reads across workspaces, each opened by a policy of its own in the migrations."""

    WORKSPACES = "workspaces"
    ABANDONED_RUNS = "abandoned_runs"


@dataclass(frozen=True, slots=True)
class Standing:
    """How we stand with the server: its version (180004 is 18.4), the role we act as, and
    whether that role could see through row-level security (it must not).
    """

    version: int
    role: str
    sees_all: bool


@contextmanager
def postgres_errors() -> Iterator[None]:
    """Turn what the driver raises when the server is out of reach into our errors.

    Raises:
        StoreUnavailable: out of reach, too slow, or stopped in between.
        SettingsError: the database has not been migrated.
    """
    try:
        yield
    except (
        OperationalError,
        InterfaceError,
        PoolTimeoutError,
        DisconnectionError,
        TimeoutError,
    ) as error:
        raise StoreUnavailable("PostgreSQL") from error
    except DBAPIError as error:
        _check_migrated(error.orig, error)
        raise
    except psycopg.OperationalError as error:
        raise StoreUnavailable("PostgreSQL") from error
    except psycopg.Error as error:
        _check_migrated(error, error)
        raise


def _check_migrated(said: BaseException | None, error: Exception) -> None:
    if getattr(said, "sqlstate", None) in _NOT_MIGRATED:
        problem = "The database is not at this version's schema. Run: engage migrate"
        raise SettingsError((problem,)) from error


class Database:
    """A pool of connections to one database.

    Args:
        url: `postgresql://...`.
        pool_size: connections kept; as many again are opened in a rush.
    """

    def __init__(self, url: str, *, pool_size: int = 8) -> None:
        self._engine = create_async_engine(
            for_sqlalchemy(url),
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_timeout=POOL_WAIT_S,
            pool_pre_ping=True,
            pool_recycle=1800,
            hide_parameters=True,
            use_native_hstore=False,
            # Planned anew each time: a plan kept from when tables were small reads them whole.
            connect_args={**SOCKET_ARGS, "prepare_threshold": None},
        )
        event.listen(self._engine.sync_engine, "connect", _prepare)
        self._quick = AsyncConnectionPool(
            for_psycopg(url),
            kwargs={**SOCKET_ARGS, "autocommit": True},
            min_size=1,
            max_size=4,
            open=False,
            timeout=POOL_WAIT_S,
            configure=prepare,
        )
        self._given_up: set[asyncio.Task[TupleRow | None]] = set()

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
        """One transaction that reads what one door opens, of all workspaces. It cannot write."""
        with postgres_errors():
            async with asyncio.timeout(WHOLE_S), self._engine.begin() as connection:
                await connection.execute(_CROSS, {"door": door.value})
                yield connection

    async def one(self, statement: LiteralString, values: Mapping[str, object]) -> TupleRow | None:
        """Run one statement that sets `engage.workspace` itself; it commits by itself. First row.

        For the one write in the way of an ack: one round to the server instead of four, and
        without SQLAlchemy, which would cost more than the insert. All else takes `workspace`.

        Args:
            statement: harmless when repeated: it is, when the connection breaks under it. Looking
                at a connection before each use would double the rounds.
            values: its parameters.

        Raises:
            psycopg.IntegrityError: as the driver says it, for the caller to word.
            StoreUnavailable: out of reach, or silent for `QUICK_S`; then nobody knows whether the
                statement was run.
        """
        asking = asyncio.create_task(self._one(statement, values))
        try:
            done, _ = await asyncio.wait({asking}, timeout=QUICK_S)
        finally:
            if not asking.done():
                self._give_up(asking)
        if not done:
            raise StoreUnavailable("PostgreSQL")
        return asking.result()

    def _give_up(self, asking: asyncio.Task[TupleRow | None]) -> None:
        """Cancel, and keep until it has ended: on a frozen server the driver takes its time."""
        self._given_up.add(asking)
        asking.add_done_callback(self._forget)
        asking.cancel()

    def _forget(self, asking: asyncio.Task[TupleRow | None]) -> None:
        self._given_up.discard(asking)
        if not asking.cancelled():
            asking.exception()

    async def _one(self, statement: LiteralString, values: Mapping[str, object]) -> TupleRow | None:
        with postgres_errors():
            if self._quick.closed:
                await self._quick.open()
            async with self._quick.connection() as connection:
                try:
                    return await (await connection.execute(statement, values)).fetchone()
                except psycopg.OperationalError:
                    if not connection.broken:
                        raise
            await self._quick.check()
            async with self._quick.connection() as connection:
                return await (await connection.execute(statement, values)).fetchone()

    async def standing(self) -> Standing:
        """Ask the server who we are. Doubles as a health check."""
        with postgres_errors():
            async with asyncio.timeout(WHOLE_S), self._engine.connect() as connection:
                row = (await connection.execute(_STANDING)).one()
        return Standing(*row)

    async def close(self) -> None:
        """Close all connections."""
        if self._given_up:
            await asyncio.wait(self._given_up, timeout=CLOSE_S)
        await self._engine.dispose()
        await self._quick.close(CLOSE_S)


async def prepare(connection: psycopg.AsyncConnection[Any]) -> None:
    """Set up a connection that is not SQLAlchemy's."""
    await connection.execute(PER_CONNECTION)
    if not connection.autocommit:
        await connection.commit()


def _prepare(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    try:
        cursor.execute(PER_CONNECTION)
    finally:
        cursor.close()
    connection.commit()
