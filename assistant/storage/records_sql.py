"""The statements that write records. Each takes whole batches; none goes row by row.

The account's row is locked first, so batches of one account come one after another and there is
one order of locks. Counters follow only rows that were really inserted or deleted.
"""

from __future__ import annotations

from sqlalchemy import text

LOCK = text("""
SELECT (SELECT array_agg(b.native_id) FROM account b WHERE b.platform = a.platform) AS ours
FROM account a WHERE a.id = :account_id FOR NO KEY UPDATE OF a
""")
"""Also tells the native ids of all our accounts on the platform: what they do is not counted."""

POSTS = text("""
WITH given AS (
    SELECT * FROM json_to_recordset(CAST(:posts AS json)) AS g (
        id text, text text, created_at timestamptz, url text, root_id text, parent_id text,
        quoted_id text, mentioned_ids text[], language text, counts jsonb, extra jsonb)
), stored AS (
    SELECT p.id, p.created_at <> g.created_at AS moved,
        (p.text, p.url, p.quoted_id, p.mentioned_ids, p.language)
            IS DISTINCT FROM (g.text, g.url, g.quoted_id, g.mentioned_ids, g.language) AS edited
    FROM given g JOIN post p ON p.account_id = :account_id AND p.id = g.id
), written AS (
    INSERT INTO post AS p (workspace_id, account_id, id, text, created_at, url, root_id, parent_id,
        quoted_id, mentioned_ids, language, counts, extra)
    SELECT :workspace_id, :account_id, id, text, created_at, url, root_id, parent_id,
        quoted_id, mentioned_ids, language, counts, extra
    FROM given ORDER BY id
    ON CONFLICT (account_id, id) DO UPDATE SET
        text = excluded.text, created_at = excluded.created_at, url = excluded.url,
        root_id = excluded.root_id, parent_id = excluded.parent_id,
        quoted_id = excluded.quoted_id, mentioned_ids = excluded.mentioned_ids,
        language = excluded.language, counts = coalesce(excluded.counts, p.counts),
        extra = excluded.extra
    WHERE (p.text, p.created_at, p.url, p.root_id, p.parent_id, p.quoted_id, p.mentioned_ids,
            p.language, p.counts, p.extra)
        IS DISTINCT FROM (excluded.text, excluded.created_at, excluded.url, excluded.root_id,
            excluded.parent_id, excluded.quoted_id, excluded.mentioned_ids, excluded.language,
            coalesce(excluded.counts, p.counts), excluded.extra)
    RETURNING p.id
)
SELECT w.id, s.id IS NULL AS inserted, coalesce(s.edited, false) AS edited,
    coalesce(s.moved, true) AS moved
FROM written w LEFT JOIN stored s ON s.id = w.id
""")

RECOUNT = text("""
WITH turned AS (
    UPDATE interaction i SET counted = NOT i.counted
    FROM post p
    WHERE p.account_id = :account_id AND p.id = ANY(:post_ids)
        AND i.account_id = :account_id AND i.post_id = p.id
        AND i.counted <> (i.created_at < p.created_at + interval '2160 hours')
    RETURNING i.kind, date_trunc('hour', i.created_at, 'UTC') AS hour, i.counted
), fewer AS (
    UPDATE rollup_hour r SET n = r.n - t.n
    FROM (SELECT hour, kind, count(*) AS n FROM turned WHERE NOT counted GROUP BY 1, 2) t
    WHERE r.account_id = :account_id AND r.hour = t.hour AND r.kind = t.kind
)
INSERT INTO rollup_hour AS r (workspace_id, account_id, hour, kind, n)
SELECT :workspace_id, :account_id, hour, kind, count(*)
FROM turned WHERE counted GROUP BY hour, kind
ON CONFLICT (account_id, hour, kind) DO UPDATE SET n = r.n + excluded.n
""")
"""What stood under a post before we knew the post counts from now on, if it is young enough."""

# A post that is both (a reply that quotes) is stored once, under the first of these kinds.
RANK = "array_position(ARRAY['reply', 'quote', 'mention', 'like', 'repost'], {})"

DELETE = text(f"""
WITH given AS (
    SELECT * FROM json_to_recordset(CAST(:interactions AS json)) AS g (
        id text, kind text, author_id text, created_at timestamptz, post_id text)
), doomed AS (
    SELECT id, false AS replaced FROM interaction
        WHERE account_id = :account_id AND (id = ANY(:gone) OR post_id = ANY(:gone))
    UNION
    SELECT i.id, false FROM interaction i
        WHERE i.account_id = :account_id AND i.post_id = ANY(:threads) AND i.kind = ANY(:kinds)
        AND NOT (i.kind = 'reply' AND i.post_id = ANY(:cut))
        AND NOT EXISTS (SELECT FROM given g WHERE g.id = i.id)
    UNION
    SELECT i.id, true FROM given g
        JOIN interaction i ON i.account_id = :account_id AND i.id = g.id
        WHERE (i.kind, i.author_id, i.created_at, i.post_id)
            IS DISTINCT FROM (g.kind, g.author_id, g.created_at, g.post_id)
        AND {RANK.format("g.kind")} <= {RANK.format("i.kind")}
), deleted AS (
    DELETE FROM interaction i USING doomed d WHERE i.account_id = :account_id AND i.id = d.id
    RETURNING i.kind, i.author_id, i.created_at, i.post_id, i.counted, d.replaced
), hours AS (
    UPDATE rollup_hour r SET n = r.n - t.n
    FROM (SELECT date_trunc('hour', created_at, 'UTC') AS hour, kind, count(*) AS n
          FROM deleted WHERE counted GROUP BY 1, 2) t
    WHERE r.account_id = :account_id AND r.hour = t.hour AND r.kind = t.kind
), posts AS (
    UPDATE rollup_post r SET n = r.n - t.n
    FROM (SELECT post_id, kind, count(*) AS n FROM deleted WHERE post_id IS NOT NULL
          GROUP BY 1, 2) t
    WHERE r.account_id = :account_id AND r.post_id = t.post_id AND r.kind = t.kind
), days AS (
    UPDATE author_day a SET talk = a.talk - t.talk, "all" = a."all" - t.n
    FROM (SELECT (created_at AT TIME ZONE 'UTC')::date AS day, author_id,
              count(*) FILTER (WHERE kind IN ('reply', 'quote', 'mention')) AS talk, count(*) AS n
          FROM deleted GROUP BY 1, 2) t
    WHERE a.account_id = :account_id AND a.day = t.day AND a.author_id = t.author_id
)
SELECT count(*) FILTER (WHERE replaced) AS replaced, count(*) FILTER (WHERE NOT replaced) AS gone,
    coalesce(array_agg(DISTINCT author_id), '{{}}') AS authors
FROM deleted
""")  # noqa: S608 - our own words

FORGET = text("""
WITH deleted AS (
    DELETE FROM post WHERE account_id = :account_id AND id = ANY(:gone) RETURNING id
), counters AS (
    DELETE FROM rollup_post WHERE account_id = :account_id AND post_id = ANY(:gone)
)
SELECT count(*) AS gone FROM deleted
""")

FIRST_AGAIN = text("""
UPDATE person p SET first_at = (
    SELECT min(i.created_at) FROM interaction i
    WHERE i.account_id = :account_id AND i.author_id = p.id)
WHERE p.account_id = :account_id AND p.id = ANY(:authors)
""")

PEOPLE = text("""
INSERT INTO person AS p (workspace_id, account_id, id, handle, name)
SELECT :workspace_id, :account_id, id, handle, name
FROM json_to_recordset(CAST(:people AS json)) AS g (id text, handle text, name text) ORDER BY id
ON CONFLICT (account_id, id) DO UPDATE SET handle = excluded.handle, name = excluded.name
WHERE (p.handle, p.name) IS DISTINCT FROM (excluded.handle, excluded.name)
""")

INSERT = text("""
WITH given AS (
    SELECT * FROM json_to_recordset(CAST(:interactions AS json)) AS g (
        id text, kind text, author_id text, created_at timestamptz, post_id text, parent_id text,
        text text, url text, language text)
), fresh AS (
    INSERT INTO interaction (workspace_id, account_id, id, kind, author_id, created_at, post_id,
        parent_id, text, url, language, counted)
    SELECT :workspace_id, :account_id, g.id, g.kind, g.author_id, g.created_at, g.post_id,
        g.parent_id, g.text, g.url, g.language,
        g.post_id IS NULL
            OR coalesce(g.created_at < p.created_at + interval '2160 hours', false)
    FROM given g LEFT JOIN post p ON p.account_id = :account_id AND p.id = g.post_id
    ORDER BY g.id
    ON CONFLICT (account_id, id) DO NOTHING
    RETURNING kind, author_id, created_at, post_id, counted
), hours AS (
    INSERT INTO rollup_hour AS r (workspace_id, account_id, hour, kind, n)
    SELECT :workspace_id, :account_id, date_trunc('hour', created_at, 'UTC') AS hour, kind, count(*)
    FROM fresh WHERE counted GROUP BY hour, kind
    ON CONFLICT (account_id, hour, kind) DO UPDATE SET n = r.n + excluded.n
), posts AS (
    INSERT INTO rollup_post AS r (workspace_id, account_id, post_id, kind, n)
    SELECT :workspace_id, :account_id, post_id, kind, count(*)
    FROM fresh WHERE post_id IS NOT NULL GROUP BY post_id, kind
    ON CONFLICT (account_id, post_id, kind) DO UPDATE SET n = r.n + excluded.n
), days AS (
    INSERT INTO author_day AS a (workspace_id, account_id, day, author_id, talk, "all")
    SELECT :workspace_id, :account_id, (created_at AT TIME ZONE 'UTC')::date AS day, author_id,
        count(*) FILTER (WHERE kind IN ('reply', 'quote', 'mention')), count(*)
    FROM fresh GROUP BY day, author_id
    ON CONFLICT (account_id, day, author_id)
        DO UPDATE SET talk = a.talk + excluded.talk, "all" = a."all" + excluded."all"
), firsts AS (
    UPDATE person p SET first_at = least(p.first_at, t.at)
    FROM (SELECT author_id, min(created_at) AS at FROM fresh GROUP BY 1) t
    WHERE p.account_id = :account_id AND p.id = t.author_id
        AND (p.first_at IS NULL OR t.at < p.first_at)
)
SELECT count(*) AS inserted FROM fresh
""")

EDIT = text("""
UPDATE interaction i
SET text = g.text, url = g.url, language = g.language, parent_id = g.parent_id
FROM json_to_recordset(CAST(:interactions AS json)) AS g (
    id text, kind text, text text, url text, language text, parent_id text)
WHERE i.account_id = :account_id AND i.id = g.id AND i.kind = g.kind
    AND (i.text, i.url, i.language, i.parent_id)
        IS DISTINCT FROM (g.text, g.url, g.language, g.parent_id)
""")

CHECKED = text("""
UPDATE post SET checked_at = greatest(checked_at, :taken_at), cut = id = ANY(:cut)
WHERE account_id = :account_id AND (id = ANY(:threads) OR id = ANY(:cut))
""")

SNAPSHOTS = text("""
INSERT INTO snapshot (workspace_id, account_id, subject_id, metric, taken_at, value)
SELECT :workspace_id, :account_id, subject_id, metric, :taken_at, value
FROM json_to_recordset(CAST(:snapshots AS json)) AS g (subject_id text, metric text, value bigint)
ON CONFLICT DO NOTHING
""")
