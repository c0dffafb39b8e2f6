"""Questions with their answers, and what people thought of them."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from assistant.storage.schema.base import METADATA, of_workspace, texts, time, workspace

OPEN_RUNS = text(
    "state IN ('asked', 'answering') OR state IN ('answered', 'failed') AND shown_at IS NULL"
)
"""Runs that somebody still has to bring to their end, or to their place."""

RUN = Table(
    "run",
    METADATA,
    workspace(key=True),
    Column("id", Text, primary_key=True),
    *texts("event_key", "person_id", "conversation_id", "text"),
    time("asked_at"),
    *texts("zone", "language"),
    Column("accounts", ARRAY(Text), nullable=False),
    Column("place", LargeBinary, nullable=False),
    Column("state", Text, nullable=False),
    # JSON as text: public words may hold \u0000, which jsonb refuses.
    Column("answer", Text),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("owner", Text),
    time("lease_until", optional=True),
    time("finished_at", optional=True),
    time("shown_at", optional=True),
    of_workspace(),
    UniqueConstraint("workspace_id", "event_key"),
    Index("run_open", "asked_at", postgresql_where=OPEN_RUNS),
    Index("run_conversation", "workspace_id", "conversation_id", "asked_at"),
)

RATING = Table(
    "rating",
    METADATA,
    workspace(key=True),
    Column("run_id", Text, primary_key=True),
    Column("person_id", Text, primary_key=True),
    Column("good", Boolean, nullable=False),
    time("rated_at"),
    ForeignKeyConstraint(
        ["workspace_id", "run_id"], ["run.workspace_id", "run.id"], ondelete="CASCADE"
    ),
)
