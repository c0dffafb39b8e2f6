"""Workspaces: their settings, who manages them, how Engage is installed, and what people did."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Column,
    DateTime,
    Index,
    LargeBinary,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from assistant.storage.schema.base import (
    METADATA,
    of_workspace,
    settings,
    texts,
    time,
    workspace,
)

WORKSPACE = Table(
    "workspace",
    METADATA,
    workspace(key=True),
    Column("name", Text, nullable=False),
    Column("zone", Text, nullable=False, server_default=text("'UTC'")),
    Column("language", Text, nullable=False, server_default=text("'en'")),
    Column("made_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    *settings(),
    # When Engage was removed from it; everything is erased 30 days later.
    time("removed_at", optional=True),
    # Records from before were erased, because their time to be kept was over.
    time("erased_until", optional=True),
    # An unset `engage.workspace` reads as '' later in the session: it must match nothing.
    CheckConstraint("workspace_id <> ''", name="named"),
)

# Who manages besides Slack's admins and the installer: those whom a manager named.
MANAGER = Table(
    "manager",
    METADATA,
    workspace(key=True),
    Column("person_id", Text, primary_key=True),
    *texts("named_by"),
    time("named_at"),
    of_workspace(),
)

# The bot token of each workspace that installed Engage, sealed.
INSTALLATION = Table(
    "installation",
    METADATA,
    workspace(key=True),
    Column("sealed", LargeBinary, nullable=False),
    *texts("app_id", "bot_id", "bot_user_id", "installer_id"),
    Column("scopes", ARRAY(Text), nullable=False),
    time("installed_at"),
    # When Slack took the token back; a new installation replaces the row.
    time("revoked_at", optional=True),
    of_workspace(),
)

# What people did that others may ask about later: settings, rights, connecting, erasing.
ACT = Table(
    "act",
    METADATA,
    workspace(key=True),
    Column("id", Uuid(as_uuid=False), primary_key=True),
    *texts("person_id", "kind", "subject"),
    time("at"),
    Column("detail", JSONB, nullable=False, server_default=text("'{}'")),
    of_workspace(),
    Index("act_at", "workspace_id", "at"),
)
