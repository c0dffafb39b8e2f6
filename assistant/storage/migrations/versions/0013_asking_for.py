"""When a person asked for a reply to a post: what was answered before does not end that."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ASKING_FOR = """
ALTER TABLE item ADD COLUMN asked_for_at timestamptz;
"""


def upgrade() -> None:
    """Go forward. There is no way back: restore a backup instead."""
    op.get_bind().exec_driver_sql(ASKING_FOR, execution_options={"no_parameters": True})
