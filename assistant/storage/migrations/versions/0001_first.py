"""The first schema: workspaces, accounts, records and their rollups, runs; and the job queue."""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# A superuser, or a role with BYPASSRLS, would see through row-level security: whoever logs in as
# one acts as engage_app. A plain login does not need the role, and may not be allowed to make it.
ROLE = """
DO $$
DECLARE
    me pg_roles := (SELECT r FROM pg_roles r WHERE rolname = current_user);
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'engage_app')
        AND (me.rolsuper OR me.rolcreaterole)
    THEN
        BEGIN
            CREATE ROLE engage_app NOLOGIN NOSUPERUSER NOBYPASSRLS;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL; -- another database of the same server was migrated at the same moment
        END;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'engage_app') THEN
        IF me.rolbypassrls THEN
            RAISE 'the login sees through row-level security and may not create the role engage_app';
        END IF;
    ELSIF NOT me.rolsuper AND NOT pg_has_role(current_user, 'engage_app', 'MEMBER') THEN
        EXECUTE format('GRANT engage_app TO %I', current_user);
    END IF;
END $$;
"""

TABLES = """
CREATE TABLE workspace (
    workspace_id text PRIMARY KEY,
    name text NOT NULL,
    zone text NOT NULL DEFAULT 'UTC',
    language text NOT NULL DEFAULT 'en',
    made_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT workspace_named_check CHECK (workspace_id <> '')
);

CREATE TABLE account (
    id uuid PRIMARY KEY,
    workspace_id text NOT NULL REFERENCES workspace ON DELETE CASCADE,
    platform text NOT NULL,
    handle text NOT NULL,
    native_id text NOT NULL,
    name text NOT NULL,
    url text NOT NULL,
    connected_at timestamptz NOT NULL,
    synced_at timestamptz,
    trouble text,
    UNIQUE (workspace_id, id),
    UNIQUE (workspace_id, platform, native_id)
);

CREATE TABLE credential (
    account_id uuid PRIMARY KEY,
    workspace_id text NOT NULL,
    sealed bytea NOT NULL,
    kept_at timestamptz NOT NULL,
    FOREIGN KEY (workspace_id, account_id) REFERENCES account (workspace_id, id) ON DELETE CASCADE
);

CREATE TABLE post (
    account_id uuid,
    id text,
    workspace_id text NOT NULL,
    text text NOT NULL,
    created_at timestamptz NOT NULL,
    url text NOT NULL,
    root_id text,
    parent_id text,
    quoted_id text,
    mentioned_ids text[] NOT NULL,
    language text,
    counts jsonb,
    extra jsonb NOT NULL,
    cut boolean NOT NULL DEFAULT false,
    checked_at timestamptz,
    PRIMARY KEY (account_id, id),
    FOREIGN KEY (workspace_id, account_id) REFERENCES account (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX post_created_at ON post (account_id, created_at);
CREATE INDEX post_parent ON post (account_id, parent_id);
CREATE INDEX post_thread ON post (account_id, coalesce(root_id, id));

CREATE TABLE interaction (
    account_id uuid,
    id text,
    workspace_id text NOT NULL,
    kind text NOT NULL,
    author_id text NOT NULL,
    created_at timestamptz NOT NULL,
    post_id text,
    parent_id text,
    text text NOT NULL,
    url text NOT NULL,
    language text,
    counted boolean NOT NULL,
    PRIMARY KEY (account_id, id),
    FOREIGN KEY (workspace_id, account_id) REFERENCES account (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX interaction_created_at ON interaction (account_id, created_at);
CREATE INDEX interaction_talk ON interaction (account_id, created_at)
    WHERE kind IN ('reply', 'quote', 'mention');
CREATE INDEX interaction_post ON interaction (account_id, post_id, created_at);
CREATE INDEX interaction_talk_post ON interaction (account_id, post_id)
    WHERE kind IN ('reply', 'quote', 'mention');
CREATE INDEX interaction_author ON interaction (account_id, author_id, created_at);

CREATE TABLE person (
    account_id uuid,
    id text,
    workspace_id text NOT NULL,
    handle text NOT NULL,
    name text NOT NULL,
    first_at timestamptz,
    PRIMARY KEY (account_id, id),
    FOREIGN KEY (workspace_id, account_id) REFERENCES account (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX person_first_at ON person (account_id, first_at);

CREATE TABLE rollup_hour (
    account_id uuid,
    hour timestamptz,
    kind text,
    workspace_id text NOT NULL,
    n integer NOT NULL,
    PRIMARY KEY (account_id, hour, kind),
    FOREIGN KEY (workspace_id, account_id) REFERENCES account (workspace_id, id) ON DELETE CASCADE
);

CREATE TABLE rollup_post (
    account_id uuid,
    post_id text,
    kind text,
    workspace_id text NOT NULL,
    n integer NOT NULL,
    PRIMARY KEY (account_id, post_id, kind),
    FOREIGN KEY (workspace_id, account_id) REFERENCES account (workspace_id, id) ON DELETE CASCADE
);

CREATE TABLE author_day (
    account_id uuid,
    day date,
    author_id text,
    workspace_id text NOT NULL,
    talk integer NOT NULL,
    "all" integer NOT NULL,
    PRIMARY KEY (account_id, day, author_id),
    FOREIGN KEY (workspace_id, account_id) REFERENCES account (workspace_id, id) ON DELETE CASCADE
);

CREATE TABLE snapshot (
    account_id uuid,
    subject_id text,
    metric text,
    taken_at timestamptz,
    workspace_id text NOT NULL,
    value bigint NOT NULL,
    PRIMARY KEY (account_id, subject_id, metric, taken_at),
    FOREIGN KEY (workspace_id, account_id) REFERENCES account (workspace_id, id) ON DELETE CASCADE
);

CREATE TABLE run (
    workspace_id text REFERENCES workspace ON DELETE CASCADE,
    id text,
    event_key text NOT NULL,
    person_id text NOT NULL,
    conversation_id text NOT NULL,
    text text NOT NULL,
    asked_at timestamptz NOT NULL,
    zone text NOT NULL,
    language text NOT NULL,
    accounts text[] NOT NULL,
    place bytea NOT NULL,
    state text NOT NULL,
    answer text,
    attempts integer NOT NULL DEFAULT 0,
    owner text,
    lease_until timestamptz,
    finished_at timestamptz,
    shown_at timestamptz,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, event_key)
);
CREATE INDEX run_open ON run (asked_at)
    WHERE state IN ('asked', 'answering') OR state IN ('answered', 'failed') AND shown_at IS NULL;
CREATE INDEX run_conversation ON run (workspace_id, conversation_id, asked_at);

CREATE TABLE rating (
    workspace_id text,
    run_id text,
    person_id text,
    good boolean NOT NULL,
    rated_at timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, run_id, person_id),
    FOREIGN KEY (workspace_id, run_id) REFERENCES run (workspace_id, id) ON DELETE CASCADE
);
"""

NAMES = (
    "workspace", "account", "credential", "post", "interaction", "person", "rollup_hour",
    "rollup_post", "author_day", "snapshot", "run", "rating",
)  # fmt: skip

# Closed even to the owner of the table. The sub-select is evaluated once a statement, not a row.
CLOSE = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY workspace ON {table}
    USING (workspace_id = (SELECT current_setting('engage.workspace', true)))
    WITH CHECK (workspace_id = (SELECT current_setting('engage.workspace', true)));
"""

# The two reads across workspaces, each through a door of its own (`Database.across`), read only.
DOORS = """
CREATE POLICY door_workspaces ON workspace FOR SELECT
    USING ((SELECT current_setting('engage.across', true)) = 'workspaces');
CREATE POLICY door_abandoned_runs ON run FOR SELECT
    USING ((SELECT current_setting('engage.across', true)) = 'abandoned_runs'
        AND state IN ('asked', 'answering', 'answered', 'failed'));
"""

GRANTS = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'engage_app') THEN
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO engage_app', current_schema());
        GRANT SELECT, INSERT, UPDATE, DELETE ON
            workspace, account, credential, post, interaction, person, rollup_hour, rollup_post,
            author_day, run, rating TO engage_app;
        GRANT SELECT, INSERT, DELETE ON snapshot TO engage_app; -- append only, until retention
        GRANT SELECT, INSERT, UPDATE, DELETE ON
            procrastinate_workers, procrastinate_jobs, procrastinate_periodic_defers,
            procrastinate_events TO engage_app;
        EXECUTE format('GRANT USAGE ON ALL SEQUENCES IN SCHEMA %I TO engage_app', current_schema());
    END IF;
END $$;
"""


def upgrade() -> None:
    """Go forward. There is no way back: restore a backup instead."""
    queue = Path(__file__).parent.parent / "procrastinate_3_10.sql"
    _run(ROLE)
    _run(TABLES)
    for table in NAMES:
        _run(CLOSE.format(table=table))
    _run(DOORS)
    _run(queue.read_text(encoding="utf-8"))
    _run(GRANTS)


def _run(script: str) -> None:
    """Several statements at once, as they stand: no parameters, so % and : need no escapes."""
    op.get_bind().exec_driver_sql(script, execution_options={"no_parameters": True})
