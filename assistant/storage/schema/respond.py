"""Items with their parts, drafts with their audit log, and wishes."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from assistant.storage.schema.base import (
    METADATA,
    about_account,
    of_account,
    of_owner,
    own_id,
    texts,
    time,
    workspace,
)

OPEN = text("decision IS NULL")
CARDED = text("card_ts IS NOT NULL")
WAITING = text("decision IS NULL AND next_at IS NOT NULL")
BEHIND = text(
    "card_version < version OR card_ts IS NULL AND decision IS NULL AND due_at IS NOT NULL"
)
"""Items that the chat does not show as they are."""
UNDER_WAY = text("state IN ('approved', 'prepared', 'sending', 'unknown')")
"""As `community.drafts.UNDER_WAY`."""
TAKEN = text("state IN ('approved', 'prepared', 'sending', 'unknown', 'published')")
"""At most one draft of an item is in one of these."""
_POST = text("studio_id IS NOT NULL")
TAKEN_POST = text(f"{_POST} AND {TAKEN}")
"""At most one draft of a studio for each account is in one of these."""
AHEAD = text(f"{_POST} AND state IN ('pending', 'approved', 'prepared', 'sending', 'unknown')")
PUBLISHED = text("state = 'published'")
UNDONE = text("done_at IS NULL")
_NO_TEXTS = text("'{}'")


def _of_item_or_studio() -> list[Column[str] | CheckConstraint]:
    """A reply belongs to an item, a post of our own to the studio it is made in."""
    return [
        Column("item_id", Uuid(as_uuid=False)),
        Column("studio_id", Uuid(as_uuid=False)),
        CheckConstraint("num_nonnulls(item_id, studio_id) = 1", name="one_of_two"),
    ]


ITEM = Table(
    "item",
    METADATA,
    workspace(key=True),
    own_id(),
    about_account(),
    *texts("person_id", "person_handle", "person_name", "thread_id"),
    *texts("need", "topic", "reason", "sentiment"),
    Column("language", Text),
    time("since"),
    Column("open_to_all", Boolean, nullable=False),
    time("due_at", optional=True),
    Column("step", Integer, nullable=False),
    Column("assignee_id", Text),
    time("snoozed_until", optional=True),
    Column("decision", Text),
    Column("decided_by", Text),
    time("decided_at", optional=True),
    *texts("note"),
    time("answered_at", optional=True),
    Column("answer_url", Text),
    time("asked_for_at", optional=True),
    Column("version", Integer, nullable=False),
    time("changed_at"),
    # When somebody must look at it again by itself; see `ports.inbox.Inbox.plan`.
    time("next_at", optional=True),
    # Where its card is, when the first one was posted, and which version it shows.
    Column("card_channel", Text),
    Column("card_ts", Text),
    time("card_at", optional=True),
    Column("card_version", Integer),
    of_account(),
    Index("item_open", "workspace_id", "due_at", "since", postgresql_where=OPEN),
    Index("item_person", "account_id", "person_id", "since"),
    Index("item_since", "account_id", "since"),
    Index("item_card_at", "account_id", "card_at", postgresql_where=text("card_at IS NOT NULL")),
    Index("item_card", "workspace_id", "card_channel", "card_ts", postgresql_where=CARDED),
    Index("item_next", "next_at", postgresql_where=WAITING),
    Index("item_behind", "changed_at", postgresql_where=BEHIND),
)

# One item for each post: the key holds it.
ITEM_PART = Table(
    "item_part",
    METADATA,
    workspace(),
    Column("account_id", Uuid(as_uuid=False), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("item_id", Uuid(as_uuid=False), nullable=False),
    *texts("origin", "text", "url"),
    time("created_at"),
    Column("post_id", Text),
    time("edited_at", optional=True),
    time("gone_at", optional=True),
    Column("calls_us", Boolean),
    of_account(),
    of_owner("item"),
    Index("item_part_item", "workspace_id", "item_id", "created_at"),
)

DRAFT = Table(
    "draft",
    METADATA,
    workspace(key=True),
    own_id(),
    about_account(),
    *_of_item_or_studio(),
    *texts("target_id", "text", "original", "intent", "composer", "author_id"),
    time("made_at"),
    # Its place among those that one wish brought.
    Column("nth", Integer, nullable=False),
    *texts("state"),
    time("state_at"),
    Column("facts", ARRAY(Text), nullable=False),
    Column("to_add", ARRAY(Text), nullable=False),
    *texts("confidence"),
    Column("seen", ARRAY(Text), nullable=False),
    Column("approver_id", Text),
    time("approved_at", optional=True),
    Column("approved_hash", Text),
    time("send_at", optional=True),
    time("sent_at", optional=True),
    Column("post_id", Text),
    Column("url", Text),
    *texts("problem"),
    Column("dry_run", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    # The whole request before its first byte leaves: JSON as text, which is sent again as it is.
    Column("prepared", Text),
    Column("owner", Text),
    time("lease_until", optional=True),
    # Of a post of our own: the rest of its thread, its images as JSON, what it is for, why, which
    # idea of its studio it is, and what of it is out.
    Column("rest", ARRAY(Text), nullable=False, server_default=_NO_TEXTS),
    Column("images", Text, nullable=False, server_default=text("'[]'")),
    *(Column(f"label_{name}", Text) for name in ("function", "value", "reason", "by")),
    Column("why", Text, nullable=False, server_default=text("''")),
    Column("idea", Integer, nullable=False, server_default=text("0")),
    Column("out", ARRAY(Text), nullable=False, server_default=_NO_TEXTS),
    of_account(),
    of_owner("item"),
    of_owner("studio"),
    Index("draft_item", "workspace_id", "item_id", "made_at"),
    Index("draft_one", "workspace_id", "item_id", unique=True, postgresql_where=TAKEN),
    Index("draft_studio", "workspace_id", "studio_id", "made_at", postgresql_where=_POST),
    Index(
        "draft_one_post",
        "workspace_id",
        "studio_id",
        "account_id",
        unique=True,
        postgresql_where=TAKEN_POST,
    ),
    Index("draft_ahead", "account_id", "made_at", postgresql_where=AHEAD),
    Index("draft_under_way", "state_at", postgresql_where=UNDER_WAY),
    Index("draft_published", "account_id", "sent_at", postgresql_where=PUBLISHED),
)

# The audit log. Numbered within its draft, so that a missing line would show.
AUDIT = Table(
    "audit",
    METADATA,
    workspace(key=True),
    Column("draft_id", Uuid(as_uuid=False), primary_key=True),
    Column("n", Integer, primary_key=True),
    *texts("happening"),
    time("at"),
    Column("version", Integer, nullable=False),
    *texts("text"),
    Column("person_id", Text),
    *texts("detail"),
    of_owner("draft"),
    Index("audit_at", "workspace_id", "at"),
)

WISH = Table(
    "wish",
    METADATA,
    workspace(key=True),
    own_id(),
    *_of_item_or_studio(),
    *texts("person_id", "event_key"),
    time("made_at"),
    *texts("instruction"),
    Column("about", Text),
    time("done_at", optional=True),
    *texts("problem"),
    of_owner("item"),
    of_owner("studio"),
    UniqueConstraint("workspace_id", "event_key"),
    Index("wish_item", "workspace_id", "item_id", "made_at"),
    Index("wish_studio", "workspace_id", "studio_id", "made_at", postgresql_where=_POST),
    Index("wish_undone", "made_at", postgresql_where=UNDONE),
)
