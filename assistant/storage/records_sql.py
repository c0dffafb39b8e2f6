"""The statements that write records: whole batches, by key, one table each.

What changes is decided in `records_writing`. Joins of a batch with a table are kept out on
purpose: on tables PostgreSQL has not analysed yet it runs them row against row.
"""

from __future__ import annotations

from sqlalchemy import text

LOCK = text("""
SELECT (SELECT array_agg(b.native_id) FROM account b WHERE b.platform = a.platform) AS ours
FROM account a WHERE a.id = :account_id FOR NO KEY UPDATE OF a
""")
"""Batches of one account come one after another. Tells the ids of all our accounts there, too."""

STORED_POSTS = text("""
SELECT id, text, created_at, url, root_id, parent_id, quoted_id, mentioned_ids, language, counts,
    extra
FROM post WHERE account_id = :account_id AND id = ANY(:ids)
""")

ANSWERS = text("""
SELECT post_id, target_id FROM draft
WHERE account_id = :account_id AND state = 'published' AND sent_at >= :since
    AND item_id IS NOT NULL AND post_id = ANY(:ids)
""")
"""What answers that Engage sent were written to answer."""

LEAVING = text("""
SELECT draft.target_id, draft.text, draft.sent_at, ARRAY(
    SELECT beside.id FROM interaction beside
    WHERE beside.account_id = :account_id AND beside.post_id = asked.post_id
        AND beside.parent_id = asked.parent_id
    UNION SELECT asked.parent_id) AS places
FROM draft
    JOIN account ON account.id = draft.account_id AND account.platform = ANY(:two_levels)
    JOIN interaction asked ON asked.account_id = :account_id AND asked.id = draft.target_id
    JOIN interaction above ON above.account_id = :account_id AND above.id = asked.parent_id
WHERE draft.account_id = :account_id AND draft.state IN ('sending', 'unknown')
    AND draft.sent_at IS NOT NULL AND draft.item_id IS NOT NULL
ORDER BY draft.sent_at, draft.id
""")
"""The same of answers on the second of two levels that are on their way: nobody knows their ids
yet, only their words and where they may be told to stand. Elsewhere a platform tells what each
answers.
"""

KEEP_POSTS = text("""
INSERT INTO post (workspace_id, account_id, id, text, created_at, url, root_id, parent_id,
    quoted_id, mentioned_ids, language, counts, extra)
SELECT :workspace_id, :account_id, g.*
FROM json_to_recordset(CAST(:rows AS json)) AS g (
    id text, text text, created_at timestamptz, url text, root_id text, parent_id text,
    quoted_id text, mentioned_ids text[], language text, counts jsonb, extra jsonb)
ON CONFLICT (account_id, id) DO UPDATE SET
    text = excluded.text, created_at = excluded.created_at, url = excluded.url,
    root_id = excluded.root_id, parent_id = excluded.parent_id, quoted_id = excluded.quoted_id,
    mentioned_ids = excluded.mentioned_ids, language = excluded.language,
    counts = excluded.counts, extra = excluded.extra
""")

POST_TIMES = text("""
SELECT id, created_at FROM post WHERE account_id = :account_id AND id = ANY(:ids)
""")

FORGET_POSTS = text("""
WITH counters AS (
    DELETE FROM rollup_post WHERE account_id = :account_id AND post_id = ANY(:ids)
)
DELETE FROM post WHERE account_id = :account_id AND id = ANY(:ids)
""")

MARK_POSTS = text("""
UPDATE post SET checked_at = greatest(checked_at, :taken_at), cut = id = ANY(:cut)
WHERE account_id = :account_id AND id = ANY(:ids)
""")

STORED = text("""
SELECT id, kind, author_id, created_at, post_id, parent_id, text, url, language, calls_us, counted
FROM interaction WHERE account_id = :account_id AND id = ANY(:ids)
UNION
SELECT id, kind, author_id, created_at, post_id, parent_id, text, url, language, calls_us, counted
FROM interaction WHERE account_id = :account_id AND post_id = ANY(:post_ids)
""")

INSERT = text("""
INSERT INTO interaction (workspace_id, account_id, id, kind, author_id, created_at, post_id,
    parent_id, text, url, language, calls_us, counted)
SELECT :workspace_id, :account_id, g.*
FROM json_to_recordset(CAST(:rows AS json)) AS g (
    id text, kind text, author_id text, created_at timestamptz, post_id text, parent_id text,
    text text, url text, language text, calls_us boolean, counted boolean)
ON CONFLICT (account_id, id) DO UPDATE SET
    parent_id = excluded.parent_id, text = excluded.text, url = excluded.url,
    language = excluded.language, calls_us = excluded.calls_us
""")

TURN = text("""
UPDATE interaction SET counted = NOT counted WHERE account_id = :account_id AND id = ANY(:ids)
""")

DELETE = text("""
DELETE FROM interaction WHERE account_id = :account_id AND id = ANY(:ids)
""")

KEEP_PEOPLE = text("""
INSERT INTO person AS p (workspace_id, account_id, id, handle, name, first_at)
SELECT :workspace_id, :account_id, g.*
FROM json_to_recordset(CAST(:rows AS json)) AS g (
    id text, handle text, name text, first_at timestamptz)
ON CONFLICT (account_id, id) DO UPDATE SET
    handle = excluded.handle, name = excluded.name,
    first_at = least(p.first_at, excluded.first_at)
WHERE (p.handle, p.name) IS DISTINCT FROM (excluded.handle, excluded.name)
    OR p.first_at IS DISTINCT FROM least(p.first_at, excluded.first_at)
""")

FIRST_AGAIN = text("""
UPDATE person p SET first_at = (
    SELECT min(i.created_at) FROM interaction i
    WHERE i.account_id = :account_id AND i.author_id = p.id)
WHERE p.account_id = :account_id AND p.id = ANY(:ids)
""")

KEEP_SNAPSHOTS = text("""
INSERT INTO snapshot (workspace_id, account_id, taken_at, subject_id, metric, value)
SELECT :workspace_id, :account_id, :taken_at, g.*
FROM json_to_recordset(CAST(:rows AS json)) AS g (subject_id text, metric text, value bigint)
ON CONFLICT DO NOTHING
""")

ADD_HOURS = text("""
INSERT INTO rollup_hour AS r (workspace_id, account_id, hour, kind, n)
SELECT :workspace_id, :account_id, g.*
FROM json_to_recordset(CAST(:rows AS json)) AS g (hour timestamptz, kind text, n int)
ON CONFLICT (account_id, hour, kind) DO UPDATE SET n = r.n + excluded.n
RETURNING r.n
""")

ADD_POSTS = text("""
INSERT INTO rollup_post AS r (workspace_id, account_id, post_id, kind, n)
SELECT :workspace_id, :account_id, g.*
FROM json_to_recordset(CAST(:rows AS json)) AS g (post_id text, kind text, n int)
ON CONFLICT (account_id, post_id, kind) DO UPDATE SET n = r.n + excluded.n
RETURNING r.n
""")

ADD_DAYS = text("""
INSERT INTO author_day AS r (workspace_id, account_id, day, author_id, talk, "all")
SELECT :workspace_id, :account_id, g.*
FROM json_to_recordset(CAST(:rows AS json)) AS g (day date, author_id text, talk int, "all" int)
ON CONFLICT (account_id, day, author_id)
    DO UPDATE SET talk = r.talk + excluded.talk, "all" = r."all" + excluded."all"
RETURNING least(r.talk, r."all") AS n
""")
