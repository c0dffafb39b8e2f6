"""Reads of Respond touch what they answer about, not the history: asked of PostgreSQL's own plans,
for the very statements that the stores send.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import event

from assistant.community.accounts import Account
from assistant.community.drafts import DraftState
from assistant.community.periods import Period
from assistant.storage.database import Database, Door
from assistant.storage.drafts import PostgresDrafts
from assistant.storage.familiar import PostgresFamiliar
from assistant.storage.inbox import PostgresInbox
from assistant.storage.plain import worded
from assistant.storage.searches import PostgresSearches
from tests.integration.responding import NOW, account_in

pytestmark = pytest.mark.integration

ITEMS = 20_000
WEEK = timedelta(days=7)
TODAY = Period(NOW - timedelta(days=1), NOW)

# Two years of items, one in a hundred of them open; a draft of each, one in a thousand under way;
# a wish, a hit and a mention for each.
FILL = """
INSERT INTO item (workspace_id, id, account_id, person_id, person_handle, person_name, thread_id,
    need, topic, reason, sentiment, since, open_to_all, due_at, step, decision, note, version,
    changed_at, next_at, card_channel, card_ts, card_at, card_version)
SELECT 'T1', ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, %(account)s,
    'did:' || n %% 5000, '', '', '', 'reply', 'talk', '', 'unsure', at, true, at, 0,
    CASE WHEN n %% 100 > 0 THEN 'none' END, '', 1, at, at, 'C1', n, at, CASE WHEN n %% 1000 > 0
    THEN 1 ELSE 0 END
FROM generate_series(1, %(n)s) n, LATERAL (SELECT %(now)s - n * interval '50 minutes' AS at) t;
INSERT INTO item_part SELECT 'T1', account_id, 'at://' || card_ts, id, 'comment', '', '', since
    FROM item;
INSERT INTO draft SELECT 'T1', id, account_id, id, '', '', '', 'answer', 'offline', 'U1', since, 0,
    CASE WHEN card_ts::int %% 1000 = 0 THEN 'sending' WHEN card_ts::int %% 2 = 0 THEN 'published'
    ELSE 'rejected' END, since, '{}', '{}', 'low', '{}', NULL, NULL, NULL, NULL, since, NULL, NULL,
    '', false, 1 FROM item;
INSERT INTO audit SELECT 'T1', id, 1, 'drafted', since, 1, '', NULL, '' FROM item;
INSERT INTO wish SELECT 'T1', id, id, 'U1', id::text, since, '', NULL,
    CASE WHEN card_ts::int %% 1000 > 0 THEN since END, '' FROM item;
INSERT INTO hit SELECT 'T1', account_id, 'at://' || card_ts, id, '', '', '', '', '', since, since,
    'likely', '' FROM item;
INSERT INTO interaction (workspace_id, account_id, id, kind, author_id, created_at, text, url,
    counted) SELECT 'T1', account_id, 'at://' || card_ts, 'mention', person_id, since, '', '', true
    FROM item;
"""


@pytest.fixture
async def account(database: Database, database_url: str) -> Account:
    account = await account_in(database)
    with psycopg.connect(database_url, autocommit=True) as connection:
        fill = psycopg.ClientCursor(connection)  # several statements at once
        fill.execute(FILL, {"account": account.id, "now": NOW, "n": ITEMS})
        connection.execute("VACUUM ANALYZE")
    return account


Read = Callable[[Database, Account], Awaitable[Any]]
ID = "00000000-0000-4000-8000-000000000100"


def _inbox(database: Database) -> PostgresInbox:
    return PostgresInbox(database, lambda: NOW)


READS: dict[str, Read] = {
    "get": lambda d, _: _inbox(d).get("T1", ID),
    "of_part": lambda d, a: _inbox(d).of_part("T1", a.id, "at://7"),
    "open": lambda d, _: _inbox(d).open("T1"),
    "open_count": lambda d, _: _inbox(d).open_count("T1"),
    "of_person": lambda d, a: _inbox(d).of_person("T1", a.id, "did:7", limit=5),
    "since": lambda d, a: _inbox(d).since("T1", a.id, NOW - WEEK),
    "uncarded": lambda d, a: _inbox(d).uncarded("T1", a.id),
    "of_card": lambda d, _: _inbox(d).of_card("T1", "C1", "7"),
    "cards_since": lambda d, a: _inbox(d).cards_since("T1", a.id, NOW - WEEK),
    "talks": lambda d, a: PostgresFamiliar(d).talks("T1", a.id, "did:7", limit=4),
    "active_days": lambda d, a: PostgresFamiliar(d).active_days("T1", a.id, "did:7", NOW - WEEK),
    "of_item": lambda d, _: PostgresDrafts(d).of_item("T1", ID),
    "history": lambda d, _: PostgresDrafts(d).history("T1", ID),
    "waiting": lambda d, _: PostgresDrafts(d).waiting("T1", ID),
    "audit": lambda d, _: PostgresDrafts(d).audit("T1", NOW - WEEK, NOW),
    "sent_texts": lambda d, a: PostgresDrafts(d).sent_texts("T1", a.id, limit=20),
    "sent_as": lambda d, a: PostgresDrafts(d).sent_as("T1", a.id, ["at://7"], NOW - WEEK),
    "corrections": lambda d, a: PostgresDrafts(d).corrections("T1", a.id, limit=20),
    "hits": lambda d, a: PostgresSearches(d).hits("T1", a.id, TODAY),
    "count": lambda d, a: PostgresSearches(d).count("T1", a.id, TODAY),
    "due_steps": lambda d, _: _inbox(d).due_steps(NOW - 100 * WEEK),
    "behind": lambda d, _: _inbox(d).behind(NOW),
    "in_state": lambda d, _: PostgresDrafts(d).in_state([DraftState.SENDING], NOW),
    "ungranted": lambda d, _: PostgresDrafts(d).ungranted(NOW),
    "of_studio": lambda d, _: PostgresDrafts(d).of_studio("T1", ID),
    "wishes_in": lambda d, _: PostgresDrafts(d).wishes_in("T1", ID),
    "waiting_in": lambda d, _: PostgresDrafts(d).waiting_in("T1", ID),
    "posts_ahead": lambda d, a: PostgresDrafts(d).posts_ahead("T1", a.id, NOW - WEEK),
}
ACROSS = {"due_steps", "behind", "in_state", "ungranted"}
BIG = {"item", "item_part", "draft", "audit", "wish", "hit", "interaction"}


@asynccontextmanager
async def statements(database: Database) -> AsyncIterator[list[tuple[str, Any]]]:
    """What is asked of the database meanwhile."""
    asked: list[tuple[str, Any]] = []

    def note(*args: Any) -> None:
        if args[2].lstrip().startswith("SELECT") and "FROM" in args[2]:
            asked.append((args[2], args[3]))

    async def run(workspace_id: str, wanted: Sequence[Any], **how: bool) -> Any:
        for statement, values in (each for _, every in wanted for each in every):
            words, constants = worded(statement)
            asked.append((words.decode(), {**constants, **values}))
        return await ran(workspace_id, wanted, **how)

    engine, plain, ran = database._engine.sync_engine, database.plain, database.plain._run
    event.listen(engine, "before_cursor_execute", note)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(plain, "_run", run)
            yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _scans(plan: dict[str, Any]) -> Iterator[tuple[str, str, int]]:
    """Every scan of a table in a plan: (table, way, rows read)."""
    if "Relation Name" in plan:
        read = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)
        yield plan["Relation Name"], plan["Node Type"], int(read * plan["Actual Loops"])
    for part in plan.get("Plans", []):
        yield from _scans(part)


async def test_reads_of_respond_do_not_read_the_history(
    database: Database, account: Account
) -> None:
    for name, read in READS.items():
        async with statements(database) as asked:
            await read(database, account)
        assert asked, name
        for statement, values in asked:
            enter = database.across(Door.TO_DO) if name in ACROSS else database.workspace("T1")
            async with enter as connection:
                explain = f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}"
                (plan,) = (await connection.exec_driver_sql(explain, values)).scalar_one()
            scans = [each for each in _scans(plan["Plan"]) if each[0] in BIG]
            assert scans, (name, json.dumps(plan))
            assert not [way for _, way, _ in scans if way == "Seq Scan"], (name, json.dumps(plan))
            assert max(read for *_, read in scans) <= ITEMS / 50, (name, json.dumps(plan))
