"""How far it is known that what is kept of others still stands on its platform."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# `redraw` are marks of what has to be drawn anew in the chat once the words are gone.
CLEARING = """
CREATE TABLE clearing (
    workspace_id text NOT NULL,
    account_id uuid PRIMARY KEY,
    known_at timestamptz NOT NULL,
    began_at timestamptz,
    reached text NOT NULL DEFAULT '',
    month date,
    micro bigint NOT NULL DEFAULT 0,
    hindrance text NOT NULL DEFAULT '',
    told_at timestamptz,
    redraw text[] NOT NULL DEFAULT '{}',
    FOREIGN KEY (workspace_id, account_id) REFERENCES account (workspace_id, id) ON DELETE CASCADE
);
"""

# As in 0001: closed even to the owner of the table.
CLOSE = """
ALTER TABLE clearing ENABLE ROW LEVEL SECURITY;
ALTER TABLE clearing FORCE ROW LEVEL SECURITY;
CREATE POLICY workspace ON clearing
    USING (workspace_id = (SELECT current_setting('engage.workspace', true)))
    WITH CHECK (workspace_id = (SELECT current_setting('engage.workspace', true)));
"""

GRANTS = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'engage_app') THEN
        GRANT SELECT, INSERT, UPDATE, DELETE ON clearing TO engage_app;
    END IF;
END $$;
"""


def upgrade() -> None:
    """Go forward. There is no way back: restore a backup instead."""
    for script in (CLEARING, CLOSE, GRANTS):
        # as they stand: no parameters, so % and : need no escapes
        op.get_bind().exec_driver_sql(script, execution_options={"no_parameters": True})
