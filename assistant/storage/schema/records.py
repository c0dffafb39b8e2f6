"""Posts, interactions and people, their rollups, and counters as they were."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from assistant.storage.schema.base import METADATA, account, of_account, texts, time, workspace

TALK_KINDS = text("kind IN ('reply', 'quote', 'mention')")
"""Kinds with words, as `community.posts.TALK`; partial indexes rest on this very text."""

POST = Table(
    "post",
    METADATA,
    account(),
    Column("id", Text, primary_key=True),
    workspace(),
    Column("text", Text, nullable=False),
    time("created_at"),
    Column("url", Text, nullable=False),
    Column("root_id", Text),
    Column("parent_id", Text),
    Column("quoted_id", Text),
    Column("mentioned_ids", ARRAY(Text), nullable=False),
    Column("language", Text),
    Column("counts", JSONB),
    Column("extra", JSONB, nullable=False),
    Column("cut", Boolean, nullable=False, server_default=text("false")),
    time("checked_at", optional=True),
    of_account(),
    Index("post_created_at", "account_id", "created_at"),
    Index("post_parent", "account_id", "parent_id"),
    Index("post_thread", "account_id", text("coalesce(root_id, id)")),
)

INTERACTION = Table(
    "interaction",
    METADATA,
    account(),
    Column("id", Text, primary_key=True),
    workspace(),
    *texts("kind", "author_id"),
    time("created_at"),
    Column("post_id", Text),
    Column("parent_id", Text),
    *texts("text", "url"),
    Column("language", Text),
    Column("calls_us", Boolean),
    # Whether it is in rollup_hour: made within 90 days of the post it stands under.
    Column("counted", Boolean, nullable=False),
    of_account(),
    Index("interaction_created_at", "account_id", "created_at"),
    Index("interaction_talk", "account_id", "created_at", postgresql_where=TALK_KINDS),
    Index("interaction_post", "account_id", "post_id", "created_at"),
    Index("interaction_talk_post", "account_id", "post_id", postgresql_where=TALK_KINDS),
    Index("interaction_author", "account_id", "author_id", "created_at"),
)

PERSON = Table(
    "person",
    METADATA,
    account(),
    Column("id", Text, primary_key=True),
    workspace(),
    *texts("handle", "name"),
    # Of their first interaction known, also when it was erased since (others of theirs are kept);
    # None when it was deleted and none is left.
    time("first_at", optional=True),
    of_account(),
    Index("person_first_at", "account_id", "first_at"),
)

ROLLUP_HOUR = Table(
    "rollup_hour",
    METADATA,
    account(),
    time("hour", key=True),
    Column("kind", Text, primary_key=True),
    workspace(),
    Column("n", Integer, nullable=False),
    of_account(),
)

ROLLUP_POST = Table(
    "rollup_post",
    METADATA,
    account(),
    Column("post_id", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    workspace(),
    Column("n", Integer, nullable=False),
    of_account(),
)

AUTHOR_DAY = Table(
    "author_day",
    METADATA,
    account(),
    Column("day", Date, primary_key=True),
    Column("author_id", Text, primary_key=True),
    workspace(),
    Column("talk", Integer, nullable=False),
    Column("all", Integer, nullable=False),
    of_account(),
)

SNAPSHOT = Table(
    "snapshot",
    METADATA,
    account(),
    # A post's native id, or '' for the account itself.
    Column("subject_id", Text, primary_key=True),
    Column("metric", Text, primary_key=True),
    time("taken_at", key=True),
    workspace(),
    Column("value", BigInteger, nullable=False),
    of_account(),
)
