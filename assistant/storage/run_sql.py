"""The statements about runs. Each takes many runs of one workspace: see `together`."""

from __future__ import annotations

from typing import LiteralString

from sqlalchemy import text

# One round to the server: it enters the workspace, inserts and commits by itself.
_INSERT: LiteralString = """
WITH here AS (SELECT set_config('engage.workspace', %(workspace_id)s, true))
INSERT INTO run (workspace_id, id, event_key, person_id, conversation_id, text, asked_at, zone,
    language, accounts, place, state)
SELECT %(workspace_id)s, id, event_key, person_id, conversation_id, text, asked_at, zone,
    language, accounts, decode(place, 'base64'), state
FROM here, json_to_recordset(%(runs)s) AS new(id text, event_key text, person_id text,
    conversation_id text, text text, asked_at timestamptz, zone text, language text,
    accounts text[], place text, state text)
ON CONFLICT (workspace_id, event_key) DO
"""
ADD = _INSERT + "NOTHING RETURNING id"
# After a broken connection the run may stand there already: our own one is no repeat.
ADD_AGAIN = _INSERT + "UPDATE SET id = excluded.id WHERE run.id = excluded.id RETURNING id"

GET = text("SELECT * FROM run WHERE id = ANY(CAST(:ids AS text[]))")

# Leases go by the database's clock: processes whose own clocks disagree, or jump, still agree on
# who holds a run. One that reaches further than any lease does is from before that clock was set
# back, and holds nothing.
HELD = "lease_until BETWEEN clock_timestamp() AND clock_timestamp() + interval '5 minutes'"

CLAIM = text(f"""
UPDATE run SET state = 'answering', owner = :owner, attempts = attempts + 1,
    lease_until = clock_timestamp() + make_interval(secs => :lease_s)
WHERE id = ANY(CAST(:ids AS text[]))
    AND (state = 'asked' OR state = 'answering' AND NOT coalesce({HELD}, false))
RETURNING *
""")  # noqa: S608 - our own words

# What was asked a moment ago is still in the hands of whoever committed it. What ended a minute ago
# and was not noted as shown: others look after it then.
ABANDONED = text(f"""
SELECT * FROM run
WHERE state IN ('asked', 'answering') AND NOT coalesce({HELD}, false)
    AND NOT (state = 'asked'
        AND asked_at BETWEEN clock_timestamp() - interval '5 seconds' AND clock_timestamp())
    OR state IN ('answered', 'failed') AND shown_at IS NULL
    AND NOT finished_at BETWEEN clock_timestamp() - interval '1 minute' AND clock_timestamp()
ORDER BY asked_at, id
""")  # noqa: S608

RENEW = text("""
UPDATE run SET lease_until = clock_timestamp() + make_interval(secs => :lease_s)
WHERE id = ANY(CAST(:ids AS text[])) AND state = 'answering' AND owner = :owner
RETURNING id
""")

FINISH = text("""
UPDATE run SET state = ended.state, answer = ended.answer, lease_until = NULL,
    finished_at = clock_timestamp()
FROM json_to_recordset(CAST(:ends AS json)) AS ended(id text, state text, answer text)
WHERE run.id = ended.id AND run.state = 'answering' AND run.owner = :owner
RETURNING run.id
""")

SHOWN = text("""
UPDATE run SET shown_at = clock_timestamp()
WHERE id = ANY(CAST(:ids AS text[])) AND shown_at IS NULL
RETURNING id
""")

TURNS = text("""
SELECT * FROM (
    SELECT conversation_id, id, text, answer, asked_at, row_number() OVER (
        PARTITION BY conversation_id ORDER BY asked_at DESC, id) AS nth
    FROM run
    WHERE conversation_id = ANY(CAST(:ids AS text[])) AND state = 'answered' AND asked_at > :after
) latest
WHERE nth <= :most
ORDER BY nth DESC
""")
