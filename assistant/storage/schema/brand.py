"""What a brand knows and how it speaks, and what listening looks for and finds."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Computed,
    Date,
    Index,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR

from assistant.storage.schema.base import (
    METADATA,
    about_account,
    of_account,
    of_workspace,
    own_id,
    texts,
    time,
    workspace,
)

COUNTS = text("dismissed_at IS NULL")
"""Hits that nobody put away."""

BRAND_FACT = Table(
    "brand_fact",
    METADATA,
    workspace(key=True),
    own_id(),
    about_account(optional=True),
    *texts("title", "text", "source", "added_by"),
    time("added_at"),
    Column("valid_until", Date),
    # Of account, title and text: the same fact is there once.
    *texts("digest"),
    # Of the workspace when it was written; its words are stemmed by that.
    *texts("language"),
    Column("words", TSVECTOR, Computed("engage_fact_words(language, title, text)", persisted=True)),
    of_workspace(),
    of_account(),
    UniqueConstraint("workspace_id", "digest"),
    # Row-level security settles first whose facts may be read, so those of a workspace are found by
    # their key and compared one by one (5,000 take 6 ms); this serves whoever looks past it.
    Index("brand_fact_words", "words", postgresql_using="gin"),
)

VOICE_RULE = Table(
    "voice_rule",
    METADATA,
    workspace(key=True),
    own_id(),
    about_account(),
    *texts("leaning", "text"),
    # Of account, leaning and text, however it is spaced or capitalised.
    *texts("digest"),
    *texts("state"),
    time("made_at"),
    Column("made_by", Text),
    *texts("why"),
    # Deleted ones are remembered, so that they are not offered again.
    time("dropped_at", optional=True),
    Column("dropped_by", Text),
    of_account(),
    UniqueConstraint("workspace_id", "digest"),
    Index("voice_rule_account", "account_id", "made_at"),
)

SAVED_SEARCH = Table(
    "saved_search",
    METADATA,
    workspace(key=True),
    own_id(),
    about_account(),
    *texts("kind", "words", "made_by"),
    time("made_at"),
    Column("listen_only", Boolean, nullable=False),
    time("swept_at", optional=True),
    Column("trouble", Text),
    of_account(),
    Index("saved_search_words", "account_id", "kind", text("lower(words)"), unique=True),
)

# A post found by two searches is one hit; a search that is deleted leaves its hits.
HIT = Table(
    "hit",
    METADATA,
    workspace(),
    Column("account_id", Uuid(as_uuid=False), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("search_id", Uuid(as_uuid=False), nullable=False),
    *texts("author_id", "author_handle", "author_name", "text", "url"),
    time("created_at"),
    time("found_at"),
    *texts("band", "reason"),
    Column("language", Text),
    time("dismissed_at", optional=True),
    of_account(),
    Index("hit_created_at", "account_id", "created_at", postgresql_where=COUNTS),
)

DISMISSAL = Table(
    "dismissal",
    METADATA,
    workspace(key=True),
    own_id(),
    about_account(),
    *texts("kind", "value", "shown", "made_by"),
    time("made_at"),
    of_account(),
    UniqueConstraint("account_id", "kind", "value"),
)
