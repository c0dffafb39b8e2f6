"""Plain statements of one workspace: without SQLAlchemy, whose own work on a short one costs more
than the statement, and in one round to the server instead of the four of a transaction. Statements
that are sent as one begin and commit together.

All that is read at the same moment of one workspace shares a round.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cache
from itertools import chain
from typing import Any

from psycopg import AsyncClientCursor, AsyncConnection, AsyncCursor
from psycopg.rows import BaseRowFactory, namedtuple_row, tuple_row
from psycopg.types.string import TextLoader
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import Executable
from sqlalchemy.dialects import registry
from sqlalchemy.sql import ClauseElement

from assistant.storage.connection import (
    CLOSE_S,
    POOL_WAIT_S,
    SOCKET_ARGS,
    TRIES_S,
    WHOLE_S,
    check,
    postgres_errors,
    prepare,
)
from assistant.storage.together import Rounds, Together
from assistant.storage.urls import for_psycopg

MOST_CONNECTIONS = 8
LANES = 6
MOST_READERS = 16
"""In one round. Reads differ: each waits for all that share its round, and so does the loop."""

Asked = tuple[Executable, Mapping[str, object]]
"""A statement that a module names, and its values: ids and times and nothing that somebody wrote,
since a server may log them with a statement that fails. How a statement is worded is kept: one that
was made as we go would stay for ever.
"""

Run = Callable[[Executable, Mapping[str, object]], Awaitable[AsyncCursor[Any]]]
"""Runs a statement of a transaction."""

_Wanted = tuple[BaseRowFactory[Any], Sequence[Asked]]

_DIALECT = registry.load("postgresql.psycopg")()
_ENTER = b"""SELECT set_config('engage.workspace', %(workspace_id)s, true),
    set_config('transaction_read_only', %(only_read)s, true)"""


class Plain:
    """Statements that see one workspace.

    Args:
        url: `postgresql://...`.
        rounds: where rounds are kept.
    """

    def __init__(self, url: str, rounds: Rounds) -> None:
        self._pool = AsyncConnectionPool(
            for_psycopg(url),
            # Planned anew each time: a plan kept from when tables were small reads them whole.
            kwargs={**SOCKET_ARGS, "autocommit": True, "prepare_threshold": None},
            min_size=0,
            max_size=MOST_CONNECTIONS,
            open=False,
            timeout=POOL_WAIT_S,
            reconnect_timeout=TRIES_S,
            configure=_prepare,
            check=check,
        )
        self._asking = Together(self._read, rounds, lanes=LANES, most=MOST_READERS)

    async def tuples(self, workspace_id: str, *asked: Asked) -> Sequence[list[tuple[Any, ...]]]:
        """Rows of each statement by position; nothing can be changed by it.

        Raises:
            StoreUnavailable: the server cannot be reached or took too long.
        """
        return await self._asking(workspace_id, (tuple_row, asked))

    async def named(self, workspace_id: str, *asked: Asked) -> Sequence[list[Any]]:
        """The same by the names of their columns, of which each must be another."""
        return await self._asking(workspace_id, (namedtuple_row, asked))

    async def change(self, workspace_id: str, *asked: Asked) -> Sequence[list[tuple[Any, ...]]]:
        """Run statements that change something, in a transaction of their own; the rows that each
        returns, as each must.

        Raises:
            StoreUnavailable: nobody knows whether they were run.
            psycopg.IntegrityError: as the driver says it, for the caller to word.
        """
        return (await self._run(workspace_id, [(tuple_row, asked)], change=True))[0]

    @asynccontextmanager
    async def transaction(self, workspace_id: str) -> AsyncIterator[Run]:
        """One transaction; committed when the block ends well. For what somebody wrote: values go
        apart from their statement, and a statement that is not fetched waits for the next that is.

        Raises:
            StoreUnavailable: the server cannot be reached or took too long.
            psycopg.IntegrityError: as the driver says it, for the caller to word.
        """
        async with (
            self._connection() as connection,
            connection.pipeline(),
            connection.transaction(),
        ):
            await connection.execute(_ENTER, {"workspace_id": workspace_id, "only_read": "off"})

            async def run(statement: Executable, values: Mapping[str, object]) -> AsyncCursor[Any]:
                words, constants = worded(statement)
                return await connection.execute(words, {**constants, **values})

            yield run

    async def close(self) -> None:
        """Close all connections; the rounds must have ended."""
        await self._pool.close(CLOSE_S)

    async def _read(
        self, workspace_id: str, wanted: Sequence[_Wanted]
    ) -> Sequence[Sequence[list[Any]]]:
        return await self._run(workspace_id, wanted, change=False)

    async def _run(
        self, workspace_id: str, wanted: Sequence[_Wanted], *, change: bool
    ) -> Sequence[Sequence[list[Any]]]:
        seen = {"workspace_id": workspace_id, "only_read": "off" if change else "on"}
        async with self._connection() as connection, AsyncClientCursor(connection) as cursor:
            return await _fetched(cursor, seen, wanted)

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[AsyncConnection[Any]]:
        with postgres_errors():
            async with asyncio.timeout(WHOLE_S):
                if self._pool.closed:
                    await self._pool.open()
                async with self._pool.connection() as connection:
                    yield connection


async def _prepare(connection: AsyncConnection[Any]) -> None:
    await prepare(connection)
    connection.adapters.register_loader("uuid", TextLoader)  # ids are words, everywhere


async def _fetched(
    cursor: AsyncClientCursor[Any], seen: Mapping[str, str], wanted: Sequence[_Wanted]
) -> list[list[list[Any]]]:
    words = [cursor.mogrify(_ENTER, seen)]
    for statement, values in chain.from_iterable(asked for _, asked in wanted):
        said, constants = worded(statement)
        words.append(cursor.mogrify(said, {**constants, **values}))
    await cursor.execute(";".join(words).encode())
    found = []
    for rows, asked in wanted:
        each = []
        for _ in asked:
            cursor.nextset()
            each.append(list(map(rows(cursor), await cursor.fetchall())))
        found.append(each)
    return found


@cache
def worded(statement: Executable) -> tuple[bytes, Mapping[str, object]]:
    """A statement as the driver reads it, with the constants in it."""
    assert isinstance(statement, ClauseElement)
    made = statement.compile(dialect=_DIALECT)
    return str(made).encode(), made.params
