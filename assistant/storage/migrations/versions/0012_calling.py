"""Whether who wrote to us named or quoted us: X lets a program answer nobody else."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

CALLING = """
ALTER TABLE interaction ADD COLUMN calls_us boolean;
ALTER TABLE item_part ADD COLUMN calls_us boolean;
"""


def upgrade() -> None:
    """Go forward. There is no way back: restore a backup instead."""
    op.get_bind().exec_driver_sql(CALLING, execution_options={"no_parameters": True})
