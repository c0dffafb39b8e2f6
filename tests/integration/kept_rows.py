"""Everything in both stores, put aside once and put back for each test: quicker than making it anew."""

from __future__ import annotations

import psycopg
import redis
from psycopg import sql
from sqlalchemy import Table

from assistant.storage.schema import METADATA

ASIDE = "aside"


class KeptRows:
    """The rows of every table of ours and every key of Redis, as they are when this is made."""

    def __init__(self, database_url: str, redis_url: str) -> None:
        self._database_url, self._redis_url = database_url, redis_url
        with psycopg.connect(database_url) as connection:
            connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(ASIDE)))
            for table in METADATA.tables:
                copy = sql.SQL("CREATE TABLE {} AS TABLE {}")
                connection.execute(copy.format(_aside(table), sql.Identifier(table)))
            # those that others belong to come first
            back = sql.SQL("; ").join(map(_back, METADATA.sorted_tables))
            self._back = back.as_bytes(connection)
        with redis.Redis.from_url(redis_url) as client:
            self._keys = [(key, client.pttl(key), client.dump(key)) for key in client.scan_iter()]

    def put_back(self) -> None:
        """Into empty stores."""
        with psycopg.connect(self._database_url) as connection:
            connection.execute(self._back)
        with redis.Redis.from_url(self._redis_url) as client:
            for key, left_ms, value in self._keys:
                client.restore(key, max(0, left_ms), value)

    def drop(self) -> None:
        """Keep nothing any longer."""
        with psycopg.connect(self._database_url) as connection:
            connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(ASIDE)))


def _back(table: Table) -> sql.Composed:
    given = [column.name for column in table.c if column.computed is None]
    names = sql.SQL(", ").join(map(sql.Identifier, given))
    copy = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}")
    return copy.format(sql.Identifier(table.name), names, names, _aside(table.name))


def _aside(table: str) -> sql.Identifier:
    return sql.Identifier(ASIDE, table)
