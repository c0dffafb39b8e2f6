"""Studios with their images, what people say posts are for, spotlights, and weekly notes."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    Column,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from assistant.storage.schema.base import (
    METADATA,
    about_account,
    account,
    of_account,
    of_owner,
    of_workspace,
    own_id,
    texts,
    time,
    workspace,
)

_PLACED = text("place_ts IS NOT NULL")
_IN_STUDIO = text("studio_id IS NOT NULL")
_WRITTEN = text("state = 'written'")

STUDIO = Table(
    "studio",
    METADATA,
    workspace(key=True),
    own_id(),
    *texts("person_id"),
    # In the order they were chosen; one that is erased is taken out.
    Column("account_ids", ARRAY(Text), nullable=False),
    *texts("topic", "event_key"),
    time("made_at"),
    Column("page_url", Text),
    *texts("about"),
    Column("place_channel", Text),
    Column("place_ts", Text),
    Column("version", Integer, nullable=False),
    of_workspace(),
    UniqueConstraint("workspace_id", "event_key"),
    Index("studio_made_at", "workspace_id", "made_at"),
    Index("studio_place", "workspace_id", "place_channel", "place_ts", postgresql_where=_PLACED),
)

# Gone 30 days after the last draft of its studio ended; drafts keep saying what it showed.
POST_IMAGE = Table(
    "post_image",
    METADATA,
    workspace(key=True),
    own_id(),
    Column("studio_id", Uuid(as_uuid=False), nullable=False),
    # Its place among those of the studio.
    Column("n", Integer, nullable=False),
    *texts("sha256", "media_type"),
    *(Column(name, Integer, nullable=False) for name in ("width", "height", "size")),
    *texts("alt"),
    Column("data", LargeBinary, nullable=False),
    # Whoever attached it or last said what it shows.
    Column("by", Text, nullable=False, server_default=""),
    of_owner("studio"),
    Index("post_image_studio", "workspace_id", "studio_id", "n"),
)

POST_LABEL = Table(
    "post_label",
    METADATA,
    workspace(key=True),
    account(),
    Column("post_id", Text, primary_key=True),
    *texts("function"),
    Column("value", Text),
    *texts("made_by"),
    time("made_at"),
    of_account(),
)

SPOTLIGHT = Table(
    "spotlight",
    METADATA,
    workspace(key=True),
    own_id(),
    about_account(),
    *texts("person_id", "person_handle", "person_name", "merit", "why", "post_id", "url"),
    *texts("made_by"),
    time("made_at"),
    *texts("permission"),
    # No foreign key: a spotlight outlives the studio it was made in.
    Column("studio_id", Uuid(as_uuid=False)),
    time("shown_at", optional=True),
    of_account(),
    UniqueConstraint("workspace_id", "account_id", "person_id", "post_id"),
    Index("spotlight_made_at", "account_id", "made_at"),
    Index("spotlight_studio", "workspace_id", "studio_id", postgresql_where=_IN_STUDIO),
)

# Whoever wants to be left alone is left alone for good: only the end of the workspace erases it.
OPT_OUT = Table(
    "opt_out",
    METADATA,
    workspace(key=True),
    Column("platform", Text, primary_key=True),
    Column("person_id", Text, primary_key=True),
    *texts("person_handle", "person_name", "reason"),
    time("at"),
    Column("noted_by", Text),
    of_workspace(),
)

# Conversations of others that somebody took up, one row for each.
JOINED = Table(
    "joined",
    METADATA,
    workspace(key=True),
    account(),
    Column("hit_id", Text, primary_key=True),
    *texts("person_id"),
    time("at"),
    of_account(),
    Index("joined_at", "workspace_id", "at"),
)

NOTE_PLAN = Table(
    "note_plan",
    METADATA,
    workspace(key=True),
    time("next_at", optional=True),
    *texts("week"),
    # Of the workspace when it was planned: with another one it is planned anew.
    Column("settings_version", Integer, nullable=False),
    of_workspace(),
    Index("note_plan_next", "next_at"),
)

NOTE = Table(
    "note",
    METADATA,
    workspace(key=True),
    Column("week", Text, primary_key=True),
    time("due_at"),
    time("written_at"),
    Column("body", JSONB, nullable=False),
    *texts("state"),
    Column("place_channel", Text),
    Column("place_ts", Text),
    time("sent_at", optional=True),
    *texts("problem"),
    Column("owner", Text),
    time("lease_until", optional=True),
    of_workspace(),
    Index("note_written", "due_at", postgresql_where=_WRITTEN),
)

# When an alert of each kind was told last.
ALERT = Table(
    "alert",
    METADATA,
    workspace(key=True),
    account(),
    Column("kind", Text, primary_key=True),
    time("at"),
    of_account(),
)
