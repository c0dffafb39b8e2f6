"""A database of an earlier version is brought up to this one with everything that is in it."""

from __future__ import annotations

from datetime import UTC, datetime

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from assistant.community.periods import Period
from assistant.community.posts import Kind
from assistant.community.settings import AccountSettings, WorkspaceSettings
from assistant.storage import migrations
from assistant.storage.accounts import PostgresAccounts
from assistant.storage.database import Database
from assistant.storage.managers import PostgresManagers
from assistant.storage.preferences import PostgresPreferences
from assistant.storage.records import PostgresRecords
from assistant.storage.runs import PostgresRuns
from assistant.storage.urls import for_sqlalchemy
from assistant.storage.vault import Vault

pytestmark = pytest.mark.integration

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
VAULT = Vault(["k" * 40])
ACCOUNT = "3f2a91c0-0000-4000-8000-000000000001"
MONTH = Period(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))

FIRST = """
INSERT INTO workspace (workspace_id, name, zone, language)
    VALUES ('T1', 'One', 'Europe/Berlin', 'de'), ('T2', 'Two', 'UTC', 'en');
INSERT INTO account (id, workspace_id, platform, handle, native_id, name, url, connected_at)
    VALUES ('{account}', 'T1', 'bluesky', 'acme.example', 'did:acme', 'Acme', 'https://a',
        '2026-11-01T00:00Z');
INSERT INTO post (account_id, id, workspace_id, text, created_at, url, mentioned_ids, extra)
    VALUES ('{account}', 'p1', 'T1', 'Hello', '2026-11-20T10:00Z', 'https://p', '{{}}', '{{}}');
INSERT INTO interaction (account_id, id, workspace_id, kind, author_id, created_at, post_id, text,
        url, counted)
    VALUES ('{account}', 'i1', 'T1', 'reply', 'ana', '2026-11-20T11:00Z', 'p1', 'Hi', 'https://i',
        true);
INSERT INTO rollup_hour VALUES ('{account}', '2026-11-20T11:00Z', 'reply', 'T1', 1);
INSERT INTO run (workspace_id, id, event_key, person_id, conversation_id, text, asked_at, zone,
        language, accounts, place, state)
    VALUES ('T1', 'r1', 'e1', 'U1', 'c1', 'How are we doing?', '2026-11-22T09:00Z', 'UTC', 'en',
        '{{}}', %s, 'asked');
"""
"""What the first version could hold."""


def earlier(url: str, revision: str) -> None:
    """A database as an earlier version left it."""
    config = Config()
    config.set_main_option("script_location", str(migrations.__path__[0]))
    engine = create_engine(for_sqlalchemy(url))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()
    place = VAULT.seal(b'{"channel_id": "C1"}', "T1", "run", "r1")
    with psycopg.connect(url, cursor_factory=psycopg.ClientCursor) as connection:
        connection.execute(FIRST.format(account=ACCOUNT).encode(), (place,))


@pytest.mark.parametrize("revision", migrations.steps()[1:])
async def test_everything_is_still_there_after_an_upgrade(database_url: str, revision: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS upgraded")
        connection.execute("CREATE DATABASE upgraded")
    url = database_url.replace("/engage?", "/upgraded?")
    earlier(url, revision)

    migrations.migrate(url)

    database = Database(url, pool_size=1)
    try:
        preferences = PostgresPreferences(database)
        kept = await preferences.of_workspace("T1")
        assert kept.settings == WorkspaceSettings(zone="Europe/Berlin", language="de")
        assert (await preferences.of_account("T1", ACCOUNT)).settings == AccountSettings()
        account = await PostgresAccounts(database, VAULT, lambda: NOW).get("T1", ACCOUNT)
        assert (account.name, account.erased_until) == ("Acme", None)
        records = PostgresRecords(database)
        assert (await records.totals("T1", ACCOUNT, MONTH))[Kind.REPLY] == 1
        assert [own.post.text for own in await records.own_posts("T1", ACCOUNT, MONTH)] == ["Hello"]
        run = await PostgresRuns(database, VAULT, lambda: NOW).get("T1", "r1")
        assert (run.question.text, run.place) == ("How are we doing?", {"channel_id": "C1"})
        assert (await PostgresManagers(database).of("T2")).named == ()
        assert await preferences.of_accounts("T2") == {}
    finally:
        await database.close()
