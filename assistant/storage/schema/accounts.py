"""Connected accounts, their sign-ins, and what a sign-in under way needs."""

from __future__ import annotations

from sqlalchemy import Column, LargeBinary, Table, Text, UniqueConstraint, Uuid

from assistant.storage.schema.base import (
    METADATA,
    account,
    of_account,
    of_workspace,
    settings,
    texts,
    time,
    workspace,
)

ACCOUNT = Table(
    "account",
    METADATA,
    Column("id", Uuid(as_uuid=False), primary_key=True),
    workspace(),
    *texts("platform", "handle", "native_id", "name", "url"),
    time("connected_at"),
    time("synced_at", optional=True),
    Column("trouble", Text),
    # When a person disconnected it: nothing is read any more, what was read is kept.
    time("disconnected_at", optional=True),
    # Up to when all that was written to it was read for whoever asks to be left alone.
    time("heeded_at", optional=True),
    *settings(),
    of_workspace(),
    UniqueConstraint("workspace_id", "id"),
    UniqueConstraint("workspace_id", "platform", "native_id"),
)

CREDENTIAL = Table(
    "credential",
    METADATA,
    account(),
    workspace(),
    Column("sealed", LargeBinary, nullable=False),
    time("kept_at"),
    of_account(),
)

# A sign-in on a platform's own page that is under way: single use, ten minutes. `id` is the hash
# of the state that travels through the browser.
SIGN_IN = Table(
    "sign_in",
    METADATA,
    workspace(key=True),
    Column("id", Text, primary_key=True),
    *texts("person_id"),
    Column("sealed", LargeBinary, nullable=False),
    time("expires_at"),
    of_workspace(),
)

# Engage as a client that a server knows: where each server registers its own (Mastodon).
REGISTRATION = Table(
    "registration",
    METADATA,
    workspace(key=True),
    Column("platform", Text, primary_key=True),
    Column("server", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    time("made_at"),
    of_workspace(),
)
