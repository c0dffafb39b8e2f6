"""Every step of the schema, from every version before it, over rows in every table of two
workspaces; and the program on a database that the first version left.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid5

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from psycopg.types.json import Jsonb
from sqlalchemy import create_engine

from assistant.bootstrap import open_desk
from assistant.settings import Settings
from assistant.storage import migrations
from assistant.storage.schema import METADATA
from assistant.storage.urls import for_sqlalchemy
from assistant.storage.vault import Vault
from playground.slack import SlackDouble
from playground.workspace import Message
from tests.integration.outages import KEY, whole_answers, words_of
from tests.integration.serving import serving
from tests.integration.test_bad_input_settings import engage

pytestmark = [pytest.mark.integration, pytest.mark.timeout(180)]

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TEAMS = ("T1", "T2")
STEPS = [*reversed(migrations.steps())]
PAIRS = [*pairwise(STEPS), (STEPS[0], STEPS[-1])]
"""Every step alone, and all of them in one go."""
SPACE = UUID(int=7)
POINTERS = {"run_id", "item_id", "draft_id", "studio_id"}
"""Columns that name the `id` of another row."""
EITHER = {"item_id", "studio_id"}
"""Columns of which one is there."""


@pytest.fixture
def url(database_url: str) -> Iterator[str]:
    """An empty database on the same server."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS upgraded")
        connection.execute("CREATE DATABASE upgraded")
    yield database_url.replace("/engage?", "/upgraded?")
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("DROP DATABASE upgraded WITH (FORCE)")


def bring(url: str, revision: str) -> None:
    """Go to a revision, as the version of that time did."""
    config = Config()
    config.set_main_option("script_location", str(migrations.__path__[0]))
    engine = create_engine(for_sqlalchemy(url))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


Columns = dict[str, dict[str, str]]
"""Types by column by table, of one revision."""


def columns(url: str) -> Columns:
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns "
            "WHERE table_schema = 'public' AND is_generated = 'NEVER'"
        ).fetchall()
    found: Columns = {table.name: {} for table in METADATA.sorted_tables}
    for table, column, kind in rows:
        if table in found:
            found[table][column] = kind
    return {table: kinds for table, kinds in found.items() if kinds}


def value(team: str, table: str, column: str, kind: str, n: int) -> Any:
    if column == "workspace_id":
        return team
    if column == "account_id" or (table, column) == ("account", "id"):
        return uuid5(SPACE, f"{team}-account-{n}")
    name = f"{'id' if column in POINTERS else column}-{team}-{n}"
    return {
        "uuid": uuid5(SPACE, name),
        "text": name,
        "integer": n,
        "bigint": 2**53 + n,
        "boolean": n % 2 == 0,
        "date": NOON.date() + timedelta(days=n),
        "timestamp with time zone": NOON + timedelta(hours=n),
        "bytea": Vault([KEY]).seal(name.encode(), team),
        "jsonb": Jsonb({"n": n, "text": "שלום"}),
        "ARRAY": [name, 'a,"b"'],
    }[kind]


def fill(url: str, known: Columns, numbers: range) -> None:
    """Rows in every table, in the columns of one revision."""
    with psycopg.connect(url) as connection:
        for table, kinds in known.items():
            key = [each.name for each in METADATA.tables[table].primary_key]
            for team in TEAMS:
                for n in numbers[:1] if key == ["workspace_id"] else numbers:
                    row = {name: value(team, table, name, kind, n) for name, kind in kinds.items()}
                    if kinds.keys() >= EITHER:
                        row[sorted(EITHER)[n % 2]] = None
                    names = ", ".join(f'"{name}"' for name in row)
                    marks = ", ".join(["%s"] * len(row))
                    statement = f'INSERT INTO "{table}" ({names}) VALUES ({marks}) '  # noqa: S608
                    if key == ["workspace_id"]:
                        statement += "ON CONFLICT DO NOTHING"
                    connection.execute(statement.encode(), tuple(row.values()))


def rows(url: str, known: Columns) -> dict[str, list[str]]:
    """Everything in those columns, as JSON."""
    found = {}
    with psycopg.connect(url) as connection:
        for table, kinds in known.items():
            all_of_it = connection.execute(f'SELECT to_jsonb(t) FROM "{table}" t').fetchall()  # noqa: S608
            found[table] = sorted(
                json.dumps({name: row[name] for name in sorted(kinds)}) for (row,) in all_of_it
            )
    return found


@pytest.mark.parametrize(("before", "after"), PAIRS, ids="-".join)
def test_a_step_loses_nothing_and_lets_the_older_version_go_on(
    url: str, before: str, after: str
) -> None:
    """While processes of both versions run, the older one still writes what it knows."""
    bring(url, before)
    known = columns(url)
    fill(url, known, range(1, 4))
    kept = rows(url, known)
    bring(url, after)

    assert rows(url, known) == kept
    assert all(kept.values()), "a table without a row proves nothing"
    fill(url, known, range(4, 6))
    assert all(len(found) >= len(kept[table]) for table, found in rows(url, known).items())


FIRST = """
INSERT INTO workspace (workspace_id, name, zone) VALUES (%(team)s, 'Playground', 'Europe/Berlin'),
    ('T2', 'Other', 'UTC');
INSERT INTO account (id, workspace_id, platform, handle, native_id, name, url, connected_at)
    SELECT %(account)s::uuid, %(team)s, 'sample', 'harbourlight.coffee', 'harbourlight.coffee',
        'Harbour', 'https://h', now()
    UNION SELECT %(other)s::uuid, 'T2', 'sample', 'harbourlight.help', 'harbourlight.help', 'Help',
        'https://h', now();
INSERT INTO credential VALUES (%(account)s, %(team)s, %(sealed)s, now());
INSERT INTO run (workspace_id, id, event_key, person_id, conversation_id, text, asked_at, zone,
        language, accounts, place, state, owner, lease_until)
    VALUES (%(team)s, 'asked', 'e1', %(person)s, 'c1', 'how many replies did we get last week?',
        now(), 'UTC', 'en', '{}', %(asked)s, 'asked', NULL, NULL),
    (%(team)s, 'held', 'e2', %(person)s, 'c2', 'how many likes did we get last week?',
        now(), 'UTC', 'en', '{}', %(held)s, 'answering', 'a process that is gone',
        now() - interval '1 minute'),
    ('T2', 'theirs', 'e3', 'U9', 'c3', 'and we?', now(), 'UTC', 'en', '{}', %(theirs)s, 'asked',
        NULL, NULL);
"""


async def test_the_program_goes_on_where_the_first_version_stopped(
    url: str, redis_url: str, emptied: None
) -> None:
    """`engage serve` names the command; after it open questions are answered, sign-ins open."""
    vault, account = Vault([KEY]), str(uuid5(SPACE, "account"))
    words = {"service": "s", "identifier": "harbourlight.coffee", "secret": "any", "session": {}}
    async with SlackDouble(limits=False) as slack:
        team = slack.workspace.team_id
        anna = slack.add_person("Anna")
        general = slack.add_channel("general", anna)

        def place(workspace: str, run: str) -> bytes:
            kept = {"kind": "private", "channel_id": general.id, "person_id": anna.id}
            return vault.seal(json.dumps(kept).encode(), workspace, "run", run)

        def private() -> list[Message]:
            return whole_answers(slack.ephemerals(anna, general))

        bring(url, "0001")
        with psycopg.connect(url, cursor_factory=psycopg.ClientCursor) as connection:
            given = {
                "team": team, "account": account, "other": str(uuid5(SPACE, "other")),
                "person": anna.id, "asked": place(team, "asked"), "held": place(team, "held"),
                "theirs": place("T2", "theirs"),
                "sealed": vault.seal(json.dumps(words).encode(), team, "credential", account),
            }  # fmt: skip
            connection.execute(FIRST.encode(), given)
        environment = {"DATABASE_URL": url, "REDIS_URL": redis_url, "ENGAGE_SECRET_KEY": KEY}
        settings = {
            **environment,
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "SLACK_API_URL": slack.api_url,
            "ENGAGE_PORT": "0",
        }
        refused, said = await engage("serve", **settings)
        migrated, _ = await engage("migrate", **environment)
        async with serving(slack, environment) as program:
            await program.until_ready()
            await slack.until(lambda: len(private()) == 2, 90)
            await slack.command(anna, general, "/engage", "how many replies did we get last week?")
            await slack.until(lambda: len(private()) == 3, 90)
        async with open_desk(Settings.from_env(environment)) as desk:
            stored = await desk.accounts.credential(team, account)
            theirs = await desk.runs.get("T2", "theirs")

    assert (refused, migrated) == (1, 0)
    assert ("engage migrate" in said, "resume" in said) == (True, False)
    assert [words_of(each).count("last week") > 0 for each in private()] == [True] * 3
    assert stored
    assert (stored.secret, theirs.state.value) == ("any", "asked")
