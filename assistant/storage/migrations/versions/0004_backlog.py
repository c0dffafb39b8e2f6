"""The door for those who run Engage: how much waits, over all workspaces."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Read only, as the doors of 0001. `storage.backlog` takes counts and ages through it, no words.
DOORS = """
CREATE POLICY door_backlog ON workspace FOR SELECT
    USING ((SELECT current_setting('engage.across', true)) = 'backlog');
CREATE POLICY door_backlog ON account FOR SELECT
    USING ((SELECT current_setting('engage.across', true)) = 'backlog');
CREATE POLICY door_backlog ON run FOR SELECT
    USING ((SELECT current_setting('engage.across', true)) = 'backlog'
        AND state IN ('asked', 'answering'));
"""


def upgrade() -> None:
    """Go forward. There is no way back: restore a backup instead."""
    op.get_bind().exec_driver_sql(DOORS, execution_options={"no_parameters": True})
