"""What paid calls cost, who was told of it, and the way of a webhook to its accounts."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# No foreign key to the account: what was paid stays paid when the account is erased.
TABLES = """
CREATE TABLE cost_day (
    workspace_id text,
    day date,
    account_id uuid,
    paid text,
    units bigint NOT NULL,
    micro bigint NOT NULL,
    PRIMARY KEY (workspace_id, day, account_id, paid),
    FOREIGN KEY (workspace_id) REFERENCES workspace ON DELETE CASCADE
);

CREATE TABLE cost_notice (
    workspace_id text,
    month date,
    level text,
    noted_at timestamptz NOT NULL,
    told_at timestamptz,
    PRIMARY KEY (workspace_id, month, level),
    FOREIGN KEY (workspace_id) REFERENCES workspace ON DELETE CASCADE
);
CREATE INDEX cost_notice_untold ON cost_notice (noted_at) WHERE told_at IS NULL;
"""

NAMES = ("cost_day", "cost_notice")

# As in 0001: closed even to the owner of the table.
CLOSE = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY workspace ON {table}
    USING (workspace_id = (SELECT current_setting('engage.workspace', true)))
    WITH CHECK (workspace_id = (SELECT current_setting('engage.workspace', true)));
"""

# Whom a webhook is about: a platform names its own id, and knows nothing of workspaces. And what
# nobody was told yet.
DOORS = """
CREATE POLICY door_waking ON workspace FOR SELECT
    USING ((SELECT current_setting('engage.across', true)) = 'waking' AND removed_at IS NULL);
CREATE POLICY door_waking ON account FOR SELECT
    USING ((SELECT current_setting('engage.across', true)) = 'waking'
        AND disconnected_at IS NULL);
CREATE POLICY door_costs ON workspace FOR SELECT
    USING ((SELECT current_setting('engage.across', true)) = 'costs' AND removed_at IS NULL);
CREATE POLICY door_costs ON cost_notice FOR SELECT
    USING ((SELECT current_setting('engage.across', true)) = 'costs' AND told_at IS NULL);
"""

GRANTS = """
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'engage_app') THEN
        GRANT SELECT, INSERT, UPDATE, DELETE ON cost_day, cost_notice TO engage_app;
    END IF;
END $$;
"""


def upgrade() -> None:
    """Go forward. There is no way back: restore a backup instead."""
    _run(TABLES)
    for table in NAMES:
        _run(CLOSE.format(table=table))
    _run(DOORS)
    _run(GRANTS)


def _run(script: str) -> None:
    """Several statements at once, as they stand: no parameters, so % and : need no escapes."""
    op.get_bind().exec_driver_sql(script, execution_options={"no_parameters": True})
