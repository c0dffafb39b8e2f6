"""Retention: up to when the records of a workspace were erased."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward. There is no way back: restore a backup instead."""
    op.execute("ALTER TABLE workspace ADD COLUMN erased_until timestamptz")
