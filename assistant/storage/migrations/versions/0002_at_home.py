"""At home: settings, managers, installations, sign-ins under way, and what people did."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = """
ALTER TABLE workspace
    ADD COLUMN settings jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN version integer NOT NULL DEFAULT 1,
    ADD COLUMN removed_at timestamptz;

ALTER TABLE account
    ADD COLUMN disconnected_at timestamptz,
    ADD COLUMN settings jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN version integer NOT NULL DEFAULT 1;

CREATE TABLE manager (
    workspace_id text REFERENCES workspace ON DELETE CASCADE,
    person_id text,
    named_by text NOT NULL,
    named_at timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, person_id)
);

CREATE TABLE installation (
    workspace_id text PRIMARY KEY REFERENCES workspace ON DELETE CASCADE,
    sealed bytea NOT NULL,
    app_id text NOT NULL,
    bot_id text NOT NULL,
    bot_user_id text NOT NULL,
    installer_id text NOT NULL,
    scopes text[] NOT NULL,
    installed_at timestamptz NOT NULL,
    revoked_at timestamptz
);

CREATE TABLE act (
    workspace_id text REFERENCES workspace ON DELETE CASCADE,
    id uuid,
    person_id text NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    at timestamptz NOT NULL,
    detail jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (workspace_id, id)
);
CREATE INDEX act_at ON act (workspace_id, at);

CREATE TABLE sign_in (
    workspace_id text REFERENCES workspace ON DELETE CASCADE,
    id text,
    person_id text NOT NULL,
    sealed bytea NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, id)
);

CREATE TABLE registration (
    workspace_id text REFERENCES workspace ON DELETE CASCADE,
    platform text,
    server text,
    sealed bytea NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, platform, server)
);
"""

NAMES = ("manager", "installation", "act", "sign_in", "registration")

# As in 0001: closed even to the owner of the table.
CLOSE = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY workspace ON {table}
    USING (workspace_id = (SELECT current_setting('engage.workspace', true)))
    WITH CHECK (workspace_id = (SELECT current_setting('engage.workspace', true)));
"""

GRANTS = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'engage_app') THEN
        GRANT SELECT, INSERT, UPDATE, DELETE ON manager, installation, sign_in, registration
            TO engage_app;
        GRANT SELECT, INSERT, DELETE ON act TO engage_app; -- append only, until retention
    END IF;
END $$;
"""


def upgrade() -> None:
    """Go forward. There is no way back: restore a backup instead."""
    _run(TABLES)
    for table in NAMES:
        _run(CLOSE.format(table=table))
    _run(GRANTS)


def _run(script: str) -> None:
    """Several statements at once, as they stand: no parameters, so % and : need no escapes."""
    op.get_bind().exec_driver_sql(script, execution_options={"no_parameters": True})
