"""Many workspaces that want their weekly note at one minute: each with an account of nine weeks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import psycopg

DUE = datetime(2065, 11, 23, 9, 0, tzinfo=UTC)
"""A Monday that the database's own clock, by which jobs wait, is far from: `strike` brings it."""
WEEK = "2065-11-23"
AHEAD = DUE - timedelta(minutes=30)
EACH = 60
"""Interactions of one account: six or seven a week."""

_FILL = """
INSERT INTO workspace (workspace_id, name, settings, version)
SELECT 'W' || w, 'Bench', '{"note_channel_id": "C1", "zone": "UTC"}', 1
FROM generate_series(1, %(many)s) w;
INSERT INTO account (id, workspace_id, platform, handle, native_id, name, url, connected_at,
    synced_at)
SELECT md5('a' || w)::uuid, 'W' || w, 'sample', 'town' || w, 'us', 'Town', 'https://town',
    %(start)s, %(now)s
FROM generate_series(1, %(many)s) w;
INSERT INTO post (account_id, workspace_id, id, text, created_at, url, mentioned_ids, extra)
SELECT md5('a' || w)::uuid, 'W' || w, 'p' || n, 'How we trim a wick, in a few words',
    %(start)s + n * interval '5 days', 'https://town/' || n, '{}', '{}'
FROM generate_series(1, %(many)s) w, generate_series(0, 13) n;
INSERT INTO interaction (account_id, workspace_id, id, kind, author_id, created_at, post_id, text,
    url, counted)
SELECT md5('a' || w)::uuid, 'W' || w, 'i' || n, (ARRAY['like','reply','like','reply','repost'])
    [1 + n %% 5], 'u' || (n * 7 %% 23), %(start)s + n * (%(now)s - %(start)s) / %(each)s,
    'p' || least(13, n * 14 / %(each)s), 'Does it burn long?', 'https://town/i/' || n, true
FROM generate_series(1, %(many)s) w, generate_series(1, %(each)s) n;
INSERT INTO rollup_hour (workspace_id, account_id, hour, kind, n)
SELECT workspace_id, account_id, date_trunc('hour', created_at, 'UTC'), kind, count(*)
FROM interaction WHERE counted GROUP BY 1, 2, 3, 4;
INSERT INTO rollup_post (workspace_id, account_id, post_id, kind, n)
SELECT workspace_id, account_id, post_id, kind, count(*)
FROM interaction WHERE post_id IS NOT NULL GROUP BY 1, 2, 3, 4;
INSERT INTO author_day (workspace_id, account_id, day, author_id, talk, "all")
SELECT workspace_id, account_id, (created_at AT TIME ZONE 'UTC')::date, author_id,
    count(*) FILTER (WHERE kind IN ('reply', 'quote', 'mention')), count(*)
FROM interaction GROUP BY 1, 2, 3, 4;
INSERT INTO person (workspace_id, account_id, id, handle, name, first_at)
SELECT workspace_id, account_id, author_id, author_id || '.example', '', min(created_at)
FROM interaction GROUP BY 1, 2, 3;
INSERT INTO note_plan (workspace_id, next_at, week, settings_version)
SELECT 'W' || w, %(now)s, %(week)s, 1 FROM generate_series(1, %(many)s) w;
"""


def fill(database_url: str, many: int) -> None:
    """Write them. Blocks; the login must be a superuser's."""
    values = {
        "many": many,
        "each": EACH,
        "now": AHEAD,
        "start": AHEAD - timedelta(days=70),
        "week": WEEK,
    }
    with psycopg.ClientCursor(psycopg.connect(database_url, autocommit=True)) as cursor:
        cursor.execute(_FILL, values)
        cursor.execute("VACUUM ANALYZE")
        cursor.connection.close()


def counts(connection: psycopg.Connection) -> dict[str, int]:
    """How many notes are in each state."""
    return dict(connection.execute("SELECT state, count(*) FROM note GROUP BY 1").fetchall())


def strike(database_url: str) -> None:
    """Let the hour come: what waits for nine o'clock may begin. Nobody is woken, as by a clock."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(
            "UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE task_name = 'note.send'"
        )
