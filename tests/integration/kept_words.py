"""Every word that is kept anywhere."""

from __future__ import annotations

import psycopg
from redis.asyncio import Redis

from assistant.storage.schema import METADATA


async def everything(database_url: str, valkey: Redis) -> str:
    """All that is stored, jobs and what Redis remembers too."""
    told = []
    with psycopg.connect(database_url) as connection:
        for table in (*METADATA.tables, "procrastinate_jobs", "procrastinate_events"):
            rows = connection.execute(f"SELECT to_jsonb(t)::text FROM {table} t").fetchall()  # noqa: S608
            told += [row[0] for row in rows]
    async for key in valkey.scan_iter("*"):
        kind = (await valkey.type(key)).decode()
        if kind == "list":
            told += [each.decode() for each in await valkey.lrange(key, 0, -1)]
        elif kind == "string":
            told.append((await valkey.get(key)).decode())
    return "\n".join(told).lower()
