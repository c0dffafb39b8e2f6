"""The tables of PostgreSQL. Every one carries `workspace_id` and is closed to other workspaces.

The row-level security that closes them is written in the migrations; a test goes through
`METADATA` and fails on a table without it. Times are `timestamptz`, days are UTC dates. Ids of
platforms are text as the platform gives them; ids of ours are UUIDs, passed as text.
"""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

METADATA = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pkey",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ck": "%(table_name)s_%(constraint_name)s_check",
    }
)

TALK_KINDS = text("kind IN ('reply', 'quote', 'mention')")
"""Kinds with words, as `community.posts.TALK`; partial indexes rest on this very text."""
OPEN_RUNS = text(
    "state IN ('asked', 'answering') OR state IN ('answered', 'failed') AND shown_at IS NULL"
)
"""Runs that somebody still has to bring to their end, or to their place."""


def _workspace(*, key: bool = False) -> Column[str]:
    return Column("workspace_id", Text, primary_key=key, nullable=False)


def _account() -> Column[str]:
    return Column("account_id", Uuid(as_uuid=False), primary_key=True)


def _texts(*names: str) -> list[Column[str]]:
    return [Column(name, Text, nullable=False) for name in names]


def _time(name: str, *, optional: bool = False, key: bool = False) -> Column[object]:
    return Column(name, DateTime(timezone=True), primary_key=key, nullable=optional)


def _of_account() -> ForeignKeyConstraint:
    """Rows go with their account, and belong to the same workspace as it."""
    ours, theirs = ["workspace_id", "account_id"], ["account.workspace_id", "account.id"]
    return ForeignKeyConstraint(ours, theirs, ondelete="CASCADE")


def _of_workspace() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["workspace_id"], ["workspace.workspace_id"], ondelete="CASCADE")


WORKSPACE = Table(
    "workspace",
    METADATA,
    _workspace(key=True),
    Column("name", Text, nullable=False),
    Column("zone", Text, nullable=False, server_default=text("'UTC'")),
    Column("language", Text, nullable=False, server_default=text("'en'")),
    Column("made_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    # An unset `engage.workspace` reads as '' later in the session: it must match nothing.
    CheckConstraint("workspace_id <> ''", name="named"),
)

ACCOUNT = Table(
    "account",
    METADATA,
    Column("id", Uuid(as_uuid=False), primary_key=True),
    _workspace(),
    *_texts("platform", "handle", "native_id", "name", "url"),
    _time("connected_at"),
    _time("synced_at", optional=True),
    Column("trouble", Text),
    _of_workspace(),
    UniqueConstraint("workspace_id", "id"),
    UniqueConstraint("workspace_id", "platform", "native_id"),
)

CREDENTIAL = Table(
    "credential",
    METADATA,
    _account(),
    _workspace(),
    Column("sealed", LargeBinary, nullable=False),
    _time("kept_at"),
    _of_account(),
)

POST = Table(
    "post",
    METADATA,
    _account(),
    Column("id", Text, primary_key=True),
    _workspace(),
    Column("text", Text, nullable=False),
    _time("created_at"),
    Column("url", Text, nullable=False),
    Column("root_id", Text),
    Column("parent_id", Text),
    Column("quoted_id", Text),
    Column("mentioned_ids", ARRAY(Text), nullable=False),
    Column("language", Text),
    Column("counts", JSONB),
    Column("extra", JSONB, nullable=False),
    Column("cut", Boolean, nullable=False, server_default=text("false")),
    _time("checked_at", optional=True),
    _of_account(),
    Index("post_created_at", "account_id", "created_at"),
    Index("post_parent", "account_id", "parent_id"),
    Index("post_thread", "account_id", text("coalesce(root_id, id)")),
)

INTERACTION = Table(
    "interaction",
    METADATA,
    _account(),
    Column("id", Text, primary_key=True),
    _workspace(),
    *_texts("kind", "author_id"),
    _time("created_at"),
    Column("post_id", Text),
    Column("parent_id", Text),
    *_texts("text", "url"),
    Column("language", Text),
    # Whether it is in rollup_hour: made within 90 days of the post it stands under.
    Column("counted", Boolean, nullable=False),
    _of_account(),
    Index("interaction_created_at", "account_id", "created_at"),
    Index("interaction_talk", "account_id", "created_at", postgresql_where=TALK_KINDS),
    Index("interaction_post", "account_id", "post_id", "created_at"),
    Index("interaction_talk_post", "account_id", "post_id", postgresql_where=TALK_KINDS),
    Index("interaction_author", "account_id", "author_id", "created_at"),
)

PERSON = Table(
    "person",
    METADATA,
    _account(),
    Column("id", Text, primary_key=True),
    _workspace(),
    *_texts("handle", "name"),
    # Of their first interaction that is stored; None when none is any more.
    _time("first_at", optional=True),
    _of_account(),
    Index("person_first_at", "account_id", "first_at"),
)

ROLLUP_HOUR = Table(
    "rollup_hour",
    METADATA,
    _account(),
    _time("hour", key=True),
    Column("kind", Text, primary_key=True),
    _workspace(),
    Column("n", Integer, nullable=False),
    _of_account(),
)

ROLLUP_POST = Table(
    "rollup_post",
    METADATA,
    _account(),
    Column("post_id", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    _workspace(),
    Column("n", Integer, nullable=False),
    _of_account(),
)

AUTHOR_DAY = Table(
    "author_day",
    METADATA,
    _account(),
    Column("day", Date, primary_key=True),
    Column("author_id", Text, primary_key=True),
    _workspace(),
    Column("talk", Integer, nullable=False),
    Column("all", Integer, nullable=False),
    _of_account(),
)

SNAPSHOT = Table(
    "snapshot",
    METADATA,
    _account(),
    # A post's native id, or '' for the account itself.
    Column("subject_id", Text, primary_key=True),
    Column("metric", Text, primary_key=True),
    _time("taken_at", key=True),
    _workspace(),
    Column("value", BigInteger, nullable=False),
    _of_account(),
)

RUN = Table(
    "run",
    METADATA,
    _workspace(key=True),
    Column("id", Text, primary_key=True),
    *_texts("event_key", "person_id", "conversation_id", "text"),
    _time("asked_at"),
    *_texts("zone", "language"),
    Column("accounts", ARRAY(Text), nullable=False),
    Column("place", LargeBinary, nullable=False),
    Column("state", Text, nullable=False),
    # JSON as text: public words may hold \u0000, which jsonb refuses.
    Column("answer", Text),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("owner", Text),
    _time("lease_until", optional=True),
    _time("finished_at", optional=True),
    _time("shown_at", optional=True),
    _of_workspace(),
    UniqueConstraint("workspace_id", "event_key"),
    Index("run_open", "asked_at", postgresql_where=OPEN_RUNS),
    Index("run_conversation", "workspace_id", "conversation_id", "asked_at"),
)

RATING = Table(
    "rating",
    METADATA,
    _workspace(key=True),
    Column("run_id", Text, primary_key=True),
    Column("person_id", Text, primary_key=True),
    Column("good", Boolean, nullable=False),
    _time("rated_at"),
    ForeignKeyConstraint(
        ["workspace_id", "run_id"], ["run.workspace_id", "run.id"], ondelete="CASCADE"
    ),
)
