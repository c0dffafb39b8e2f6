"""Reads touch what they answer about, not the history: asked of PostgreSQL's own plans."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from assistant.community.periods import Period
from assistant.storage import records_counting, records_reading, records_sql
from assistant.storage.database import Database
from assistant.storage.records import PostgresRecords
from assistant.storage.stretches import HOUR, Cut
from tests.integration.records_desk import NOW, Desk, DeskMaker

pytestmark = pytest.mark.integration

WEEK = Period(NOW - timedelta(days=7, minutes=10), NOW - timedelta(minutes=10))
POSTS = 600
ROWS = 90_000

# A post every few hours over half a year, each with its share of interactions in the day after.
FILL = """
INSERT INTO post (workspace_id, account_id, id, text, created_at, url, mentioned_ids, extra)
SELECT 'T1', %(account)s, 'p' || n, 'words', %(now)s - n * interval '180 days' / %(posts)s, '',
    '{}', '{}'
FROM generate_series(1, %(posts)s) n;
INSERT INTO interaction (workspace_id, account_id, id, kind, author_id, created_at, post_id, text,
    url, counted)
SELECT 'T1', %(account)s, 'i' || n, CASE WHEN n %% 5 = 0 THEN 'reply' ELSE 'like' END,
    'a' || n %% 5000, p.created_at + (n %% 1440) * interval '1 minute', p.id, '', '', true
FROM generate_series(1, %(rows)s) n JOIN post p ON p.id = 'p' || (1 + n %% %(posts)s);
INSERT INTO rollup_hour SELECT account_id, date_trunc('hour', created_at, 'UTC'), kind, 'T1',
    count(*) FROM interaction GROUP BY 1, 2, 3;
INSERT INTO rollup_post SELECT account_id, post_id, kind, 'T1', count(*) FROM interaction
    GROUP BY 1, 2, 3;
INSERT INTO author_day SELECT account_id, (created_at AT TIME ZONE 'UTC')::date, author_id, 'T1',
    count(*) FILTER (WHERE kind = 'reply'), count(*) FROM interaction GROUP BY 1, 2, 3;
"""


@pytest.fixture
async def filled(desk_of: DeskMaker, database_url: str) -> Desk:
    desk = await desk_of()
    with psycopg.connect(database_url, autocommit=True) as connection:
        _fill(connection, desk, POSTS, ROWS)
        connection.execute("VACUUM ANALYZE")
    return desk


def _fill(connection: psycopg.Connection, desk: Desk, posts: int, rows: int) -> None:
    fill = psycopg.ClientCursor(connection)  # several statements at once
    fill.execute(FILL, {"account": desk.account.id, "now": NOW, "posts": posts, "rows": rows})


def _scans(plan: dict[str, Any]) -> Iterator[tuple[str, str, int]]:
    """Every scan of a table in a plan: (table, way, rows read)."""
    if "Relation Name" in plan:
        loops = plan["Actual Loops"]
        read = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)
        yield plan["Relation Name"], plan["Node Type"], int(read * loops)
    for part in plan.get("Plans", []):
        yield from _scans(part)


async def _rows_read(database: Database, statement: str, values: dict[str, object]) -> int:
    """How many interactions a statement reads."""
    async with database.workspace("T1") as connection:
        explain = text(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}")
        (plan,) = (await connection.execute(explain, values)).scalar_one()
    scans = [each for each in _scans(plan["Plan"]) if each[0] == "interaction"]
    assert scans, json.dumps(plan)
    assert not [way for _, way, _ in scans if way == "Seq Scan"], json.dumps(plan, indent=1)
    return sum(read for _, _, read in scans)


async def test_reads_of_a_week_do_not_read_the_history(filled: Desk, database: Database) -> None:
    account = {"account_id": filled.account.id}
    week = {**account, "starts": WEEK.start, "ends": WEEK.end}
    cut = Cut.of(WEEK.start, WEEK.end, HOUR)
    counts = {
        "whole_buckets": [0],
        "whole_starts": [cut.whole[0]],
        "whole_ends": [cut.whole[1]],
        "edge_buckets": [0] * len(cut.edges),
        "edge_starts": [start for start, _ in cut.edges],
        "edge_ends": [end for _, end in cut.edges],
    }
    in_week = await _rows_read(database, records_reading._INBOUND.text, week)
    assert 0 < in_week < ROWS / 20
    assert await _rows_read(database, records_counting._COUNTS.text, {**account, **counts}) < 200
    assert await _rows_read(database, records_reading._OWN_POSTS.text, week) < ROWS / 20
    assert await _rows_read(database, records_reading._THREADS.text, week) < ROWS / 20
    some = {**account, "ids": [f"i{n}" for n in range(300)], "post_ids": ["p1", "p2"]}
    assert await _rows_read(database, records_sql.STORED.text, some) < 1000


async def test_right_after_the_first_sync_nothing_is_counted_for_each_post_anew(
    desk_of: DeskMaker, database: Database, database_url: str
) -> None:
    """There are no statistics yet, and somebody waits for the first answer."""
    desk = await desk_of()
    with psycopg.connect(database_url, autocommit=True) as connection:
        _fill(connection, desk, 300, 3000)
    half_a_year = {
        "account_id": desk.account.id,
        "starts": NOW - timedelta(days=181),
        "ends": NOW + timedelta(days=2),
    }
    async with database.workspace("T1") as connection:
        explain = text(f"EXPLAIN (ANALYZE, FORMAT JSON) {records_reading._OWN_POSTS.text}")
        (plan,) = (await connection.execute(explain, half_a_year)).scalar_one()
    assert plan["Plan"]["Actual Rows"] == 300
    assert max(_work(plan["Plan"])) < 4000, json.dumps(plan, indent=1)


def _work(plan: dict[str, Any]) -> Iterator[int]:
    """Of every step of a plan: the rows it brought, each time it was done, and made for nothing."""
    made = plan["Actual Rows"] + plan.get("Rows Removed by Join Filter", 0)
    yield int(made * plan["Actual Loops"])
    for part in plan.get("Plans", []):
        yield from _work(part)


async def test_a_filled_account_still_counts_exactly(filled: Desk, database_url: str) -> None:
    totals = await PostgresRecords.totals(filled.records, *filled.at, WEEK)
    with psycopg.connect(database_url) as connection:
        raw = connection.execute(
            "SELECT kind, count(*) FROM interaction WHERE created_at >= %s AND created_at < %s "
            "GROUP BY 1",
            (WEEK.start, WEEK.end),
        ).fetchall()
    assert {kind.value: n for kind, n in totals.items() if n} == dict(raw)
