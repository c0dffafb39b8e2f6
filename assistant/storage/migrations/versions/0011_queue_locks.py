"""What a job waits for is found at once, however many others wait."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# Before a job is fetched, the library looks for others of its lock, and has no index for it.
BY_LOCK = """
CREATE INDEX engage_jobs_by_lock ON procrastinate_jobs (lock) WHERE status IN ('todo', 'doing')
"""


def upgrade() -> None:
    """Go forward. There is no way back: restore a backup instead."""
    op.get_bind().exec_driver_sql(BY_LOCK, execution_options={"no_parameters": True})
