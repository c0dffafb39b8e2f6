"""What all tables share: the metadata, and columns and keys that come again and again."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    DateTime,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    Text,
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


def workspace(*, key: bool = False) -> Column[str]:
    """The workspace a row belongs to; row-level security rests on it."""
    return Column("workspace_id", Text, primary_key=key, nullable=False)


def account() -> Column[str]:
    """The account a row belongs to, first part of its key."""
    return Column("account_id", Uuid(as_uuid=False), primary_key=True)


def own_id() -> Column[str]:
    """An id of ours, second part of a key that begins with the workspace."""
    return Column("id", Uuid(as_uuid=False), primary_key=True)


def about_account(*, optional: bool = False) -> Column[str]:
    """The account a row is about, where it is not part of the key."""
    return Column("account_id", Uuid(as_uuid=False), nullable=optional)


def texts(*names: str) -> list[Column[str]]:
    """Columns of text that are never null."""
    return [Column(name, Text, nullable=False) for name in names]


def time(name: str, *, optional: bool = False, key: bool = False) -> Column[object]:
    """An instant."""
    return Column(name, DateTime(timezone=True), primary_key=key, nullable=optional)


def settings() -> list[Column[object]]:
    """Settings that people edit (`community/settings.py`; an absent one has its default), and the
    count of edits, which shows whether somebody else was faster.
    """
    return [
        Column("settings", JSONB, nullable=False, server_default=text("'{}'")),
        Column("version", Integer, nullable=False, server_default=text("1")),
    ]


def of_account() -> ForeignKeyConstraint:
    """Rows go with their account, and belong to the same workspace as it."""
    ours, theirs = ["workspace_id", "account_id"], ["account.workspace_id", "account.id"]
    return ForeignKeyConstraint(ours, theirs, ondelete="CASCADE")


def of_workspace() -> ForeignKeyConstraint:
    """Rows go with their workspace."""
    return ForeignKeyConstraint(["workspace_id"], ["workspace.workspace_id"], ondelete="CASCADE")


def of_owner(table: str) -> ForeignKeyConstraint:
    """Rows go with what they belong to, in the same workspace."""
    ours, theirs = ["workspace_id", f"{table}_id"], [f"{table}.workspace_id", f"{table}.id"]
    return ForeignKeyConstraint(ours, theirs, ondelete="CASCADE")
