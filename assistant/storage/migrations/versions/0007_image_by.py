"""Who attached an image or last said what it shows: a second person approves it, where one must."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

IMAGE_BY = "ALTER TABLE post_image ADD COLUMN by text NOT NULL DEFAULT ''"


def upgrade() -> None:
    """Go forward. There is no way back: restore a backup instead."""
    op.get_bind().exec_driver_sql(IMAGE_BY, execution_options={"no_parameters": True})
