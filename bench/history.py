"""A large community's records, written in one go: an account with as many interactions as wanted.

The rows go in raw and the rollups are added up from them by their definitions, since writing
hundreds of thousands through sync would take minutes. The rows that measure reports assert that
both ways of counting agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import psycopg

from assistant.community.periods import Period
from bench.load import TEAM

PEOPLE = 20_000
POSTS_A_DAY = 4
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
ACCOUNT = "00000000-0000-4000-8000-000000000001"

_CLEAR = "TRUNCATE interaction, post, person, rollup_hour, rollup_post, author_day"

_ACCOUNT = """
INSERT INTO workspace (workspace_id, name) VALUES (%(team)s, 'Bench') ON CONFLICT DO NOTHING;
INSERT INTO account (id, workspace_id, platform, handle, native_id, name, url, connected_at)
VALUES (%(account)s, %(team)s, 'sample', 'large', 'us', 'Large', 'https://large', %(start)s)
ON CONFLICT DO NOTHING
"""

_POSTS = """
INSERT INTO post (account_id, workspace_id, id, text, created_at, url, mentioned_ids, extra)
SELECT %(account)s, %(team)s, 'p' || n, 'A post with some words in it', %(start)s
    + n * (interval '1 day' / %(a_day)s), 'https://large/' || n, '{}', '{}'
FROM generate_series(0, %(posts)s - 1) n
"""

# Few people do most of it (the square of a uniform), more by day than by night; each interaction
# stands under a post of the two weeks before it.
_INTERACTIONS = """
INSERT INTO interaction (account_id, workspace_id, id, kind, author_id, created_at, post_id,
    text, url, counted)
SELECT %(account)s, %(team)s, 'i' || n, kind, author, at,
    CASE WHEN kind <> 'mention' THEN 'p' || greatest(0, least(%(posts)s - 1,
        floor(extract(epoch FROM at - %(start)s) / 86400 * %(a_day)s)::int
        - floor(14 * %(a_day)s * back * back)::int)) END,
    CASE WHEN kind IN ('reply', 'quote', 'mention') THEN 'Some words that somebody wrote ' || n
        ELSE '' END, 'https://large/i/' || n, true
FROM (
    SELECT n, back, (ARRAY['like','like','like','like','like','like','like','repost','reply',
            'mention'])[1 + floor(random() * 10)::int] AS kind,
        'u' || floor(%(people)s * random() * random())::int AS author,
        %(start)s + (%(end)s - %(start)s) * random() AS at
    FROM (SELECT n, random() AS back FROM generate_series(1, %(count)s) n) g
) drawn
"""

_ROLLUPS = """
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
FROM interaction GROUP BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class History:
    """What was written: this many interactions over this many days before `NOW`."""

    count: int
    days: int

    @property
    def start(self) -> datetime:
        """When it begins."""
        return NOW - timedelta(days=self.days)

    @property
    def month(self) -> Period:
        """Its last 30 days."""
        return Period(NOW - timedelta(days=30), NOW, "last 30 days", "Europe/Berlin")


def write(database_url: str, history: History) -> None:
    """Write a history in place of the one before. Blocks; the login must be a superuser's."""
    values = {
        "team": TEAM,
        "account": ACCOUNT,
        "people": PEOPLE,
        "count": history.count,
        "posts": history.days * POSTS_A_DAY,
        "a_day": POSTS_A_DAY,
        "start": history.start,
        "end": NOW,
    }
    with psycopg.ClientCursor(psycopg.connect(database_url, autocommit=True)) as cursor:
        cursor.execute("SELECT setseed(0.5)")
        for statement in (_CLEAR, _ACCOUNT, _POSTS, _INTERACTIONS, _ROLLUPS):
            cursor.execute(statement, values)
        cursor.execute("VACUUM ANALYZE")
        cursor.connection.close()
