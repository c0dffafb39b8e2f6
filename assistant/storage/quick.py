"""The one write in the way of an ack: one round to the server, and an end within two seconds.

Without SQLAlchemy, which would cost more than the insert itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import LiteralString

import psycopg
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool

from assistant.errors import StoreUnavailable
from assistant.storage.connection import (
    CLOSE_S,
    POOL_WAIT_S,
    SOCKET_ARGS,
    TRIES_S,
    postgres_errors,
    prepare,
)
from assistant.storage.urls import for_psycopg

QUICK_S = 2.0
"""Seconds it may take: Slack waits for 3 in all."""

Values = Mapping[str, object]


class QuickWrites:
    """Single statements that set `engage.workspace` themselves and commit by themselves."""

    def __init__(self, url: str) -> None:
        self._pool = AsyncConnectionPool(
            for_psycopg(url),
            kwargs={**SOCKET_ARGS, "autocommit": True},
            min_size=1,
            max_size=4,
            open=False,
            timeout=POOL_WAIT_S,
            reconnect_timeout=TRIES_S,
            configure=prepare,
        )
        self._given_up: set[asyncio.Task[list[TupleRow]]] = set()

    async def rows(
        self, statement: LiteralString, values: Values, *, again: LiteralString
    ) -> list[TupleRow]:
        """Run a statement; its rows.

        Args:
            statement: what to run.
            values: its parameters.
            again: what to run instead, once, when the connection broke under `statement` and
                nobody knows whether it was run. Looking at a connection before each use would
                double the rounds.

        Raises:
            psycopg.IntegrityError: as the driver says it, for the caller to word.
            StoreUnavailable: out of reach, or silent for `QUICK_S`; then nobody knows whether the
                statement was run.
        """
        asking = asyncio.create_task(self._rows(statement, values, again))
        try:
            done, _ = await asyncio.wait({asking}, timeout=QUICK_S)
        finally:
            if not asking.done():
                self._give_up(asking)
        if not done:
            raise StoreUnavailable("PostgreSQL")
        return asking.result()

    async def close(self) -> None:
        """Close all connections."""
        if self._given_up:
            await asyncio.wait(self._given_up, timeout=CLOSE_S)
        await self._pool.close(CLOSE_S)

    async def _rows(
        self, statement: LiteralString, values: Values, again: LiteralString
    ) -> list[TupleRow]:
        with postgres_errors():
            if self._pool.closed:
                await self._pool.open()
            async with self._pool.connection() as connection:
                try:
                    return await (await connection.execute(statement, values)).fetchall()
                except psycopg.OperationalError:
                    if not connection.broken:
                        raise
            await self._pool.check()
            async with self._pool.connection() as connection:
                return await (await connection.execute(again, values)).fetchall()

    def _give_up(self, asking: asyncio.Task[list[TupleRow]]) -> None:
        """Cancel, and keep until it has ended: on a frozen server the driver takes its time."""
        self._given_up.add(asking)
        asking.add_done_callback(self._forget)
        asking.cancel()

    def _forget(self, asking: asyncio.Task[list[TupleRow]]) -> None:
        self._given_up.discard(asking)
        if not asking.cancelled():
            asking.exception()
