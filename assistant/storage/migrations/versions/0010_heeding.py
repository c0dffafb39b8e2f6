"""How far an account's comments were read for whoever asks to be left alone."""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# Accounts that are there were read day by day so far; a new one is read from its first comment on.
HEEDED = """
ALTER TABLE account ADD COLUMN heeded_at timestamptz DEFAULT now();
ALTER TABLE account ALTER COLUMN heeded_at DROP DEFAULT;
"""


def upgrade() -> None:
    """Go forward. There is no way back: restore a backup instead."""
    op.get_bind().exec_driver_sql(HEEDED, execution_options={"no_parameters": True})
