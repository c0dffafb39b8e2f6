"""What paid calls cost, in millionths of a US dollar, what workspaces were told of it, and how far
it is known that what is kept of others still stands on its platform.
"""

from __future__ import annotations

from sqlalchemy import ARRAY, BigInteger, Column, Date, Index, Table, Text, text

from assistant.storage.schema.base import (
    METADATA,
    account,
    of_account,
    of_workspace,
    time,
    workspace,
)

_UNTOLD = text("told_at IS NULL")

# No foreign key to the account: what was paid stays paid when the account is erased.
COST_DAY = Table(
    "cost_day",
    METADATA,
    workspace(key=True),
    Column("day", Date, primary_key=True),
    account(),
    Column("paid", Text, primary_key=True),
    Column("units", BigInteger, nullable=False),
    Column("micro", BigInteger, nullable=False),
    of_workspace(),
)

# `month` is its first day.
COST_NOTICE = Table(
    "cost_notice",
    METADATA,
    workspace(key=True),
    Column("month", Date, primary_key=True),
    Column("level", Text, primary_key=True),
    time("noted_at"),
    time("told_at", optional=True),
    of_workspace(),
    Index("cost_notice_untold", "noted_at", postgresql_where=_UNTOLD),
)

# `community.clearances.Clearance`. `redraw` are marks of what has to be drawn anew in the chat once
# the words are gone: `card:` or `studio:` with an id.
CLEARING = Table(
    "clearing",
    METADATA,
    account(),
    workspace(),
    time("known_at"),
    time("began_at", optional=True),
    Column("reached", Text, nullable=False, server_default=""),
    Column("month", Date),
    Column("micro", BigInteger, nullable=False, server_default=text("0")),
    Column("hindrance", Text, nullable=False, server_default=""),
    time("told_at", optional=True),
    Column("redraw", ARRAY(Text), nullable=False, server_default=text("'{}'")),
    of_account(),
)
