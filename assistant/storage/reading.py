"""Reads without SQLAlchemy, inside its transactions: its own work on a short statement costs more
than the statement. Statements stay `text`, and say the same in both.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from psycopg import AsyncConnection as Driver
from psycopg.rows import BaseRowFactory, namedtuple_row, tuple_row
from sqlalchemy import TextClause
from sqlalchemy.dialects import registry
from sqlalchemy.ext.asyncio import AsyncConnection

_DIALECT = registry.load("postgresql.psycopg")()


async def tuples(
    connection: AsyncConnection, statement: TextClause, values: Mapping[str, object]
) -> list[tuple[Any, ...]]:
    """Rows by position.

    Args:
        connection: of `Database.workspace`.
    """
    return await _fetched(connection, statement, values, tuple_row)


async def named(
    connection: AsyncConnection, statement: TextClause, values: Mapping[str, object]
) -> list[Any]:
    """Rows by the names of their columns, of which each must be another."""
    return await _fetched(connection, statement, values, namedtuple_row)


async def _fetched(
    connection: AsyncConnection,
    statement: TextClause,
    values: Mapping[str, object],
    rows: BaseRowFactory[Any],
) -> list[Any]:
    assert connection.sync_connection is not None
    driver = connection.sync_connection.connection.driver_connection
    assert isinstance(driver, Driver)
    async with driver.cursor(row_factory=rows) as cursor:
        await cursor.execute(_worded(statement), values)
        return await cursor.fetchall()


@cache
def _worded(statement: TextClause) -> bytes:
    """As the driver reads it. There are as many as the modules of the stores name."""
    return str(statement.compile(dialect=_DIALECT)).encode()
