"""How every connection to PostgreSQL is set up, and what becomes of its errors."""

from __future__ import annotations

import select
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg_pool import AsyncConnectionPool
from sqlalchemy.exc import DBAPIError, DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from assistant.errors import SettingsError, StoreUnavailable

CONNECT_S = 5
CLOSE_S = 5
POOL_WAIT_S = 5
TRIES_S = 1.0
"""How long a pool of psycopg's tries to connect before it leaves it to the next who asks. Its own
way is to wait twice as long each time: after an outage of minutes it would stay away for as long
again."""

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

_NOT_MIGRATED = frozenset({"42P01", "42703", "22023"})
"""undefined_table; undefined_column; invalid_parameter_value, which is how a missing role
engage_app reads.
"""


async def prepare(connection: psycopg.AsyncConnection[Any]) -> None:
    """Set up a connection that is not SQLAlchemy's."""
    await connection.execute(PER_CONNECTION)
    if not connection.autocommit:
        await connection.commit()


def prepare_sqlalchemys(connection: Any, _record: object) -> None:
    """Set up a connection of SQLAlchemy's pool: a listener of its event "connect"."""
    cursor = connection.cursor()
    try:
        cursor.execute(PER_CONNECTION)
    finally:
        cursor.close()
    connection.commit()


def silent(connection: psycopg.AsyncConnection[Any]) -> bool:
    """Whether the server said nothing to an idle connection: one that ended it, or went away, did.
    Asking it would cost a round each time; one that went without a word shows by `SOCKET_ARGS`.
    """
    if connection.closed:
        return False
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    return not waiting.poll(0)


async def check(connection: psycopg.AsyncConnection[Any]) -> None:
    """Look at an idle connection before its use, for a pool of psycopg's. Raises psycopg.Error."""
    if not silent(connection):
        await AsyncConnectionPool.check_connection(connection)


def check_sqlalchemys(connection: Any, _record: object, _proxy: object) -> None:
    """The same for SQLAlchemy's: a listener of its event "checkout"."""
    if not silent(connection.driver_connection):
        raise DisconnectionError


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
        raise not_migrated() from error


def not_migrated() -> SettingsError:
    """What to say of a database that is not at our schema."""
    return SettingsError(("The database is not at this version's schema. Run: engage migrate",))
