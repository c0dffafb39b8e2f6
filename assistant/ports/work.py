"""Background work by name. See `assistant.ports`; what each does is said in `assistant.jobs`."""

from __future__ import annotations

from enum import StrEnum

QUEUE = "respond"
"""The queue of what needs the chat: only processes that reach it take that up."""
DEFAULT = "default"
"""The queue of what every worker can do."""


class Job(StrEnum):
    """Jobs that a change causes: whoever stores the change puts the job into the queue in the same
    transaction. Arguments are ids.
    """

    SYNC = "account.sync"
    """workspace_id, account_id: sweep an account. It waits in the queue that every worker has."""
    TRIAGE = "account.triage"
    """workspace_id, account_id: bring the inbox in line with what was read."""
    SHOW_CARD = "card.show"
    """workspace_id, item_id: the chat shows an item as it is now."""
    DIGEST = "cards.digest"
    """workspace_id, account_id: tell what waits without a card."""
    DRAFT = "reply.draft"
    """workspace_id, wish_id: write the drafts that somebody asked for."""
    PUBLISH = "draft.publish"
    """workspace_id, draft_id: bring an approved draft to its end."""
    LISTEN = "account.listen"
    """workspace_id, account_id: look through the account's saved searches."""
    SHOW_STUDIO = "studio.show"
    """workspace_id, studio_id: the chat shows a studio's drafts as they are now."""
    TAKE_IMAGES = "studio.images"
    """workspace_id, studio_id, person_id, channel_id, ts and root_ts of a message in a studio's
    thread, file_ids with blanks between: take the images that it brought."""
    POST_DRAFT = "post.draft"
    """workspace_id, wish_id: write the posts that somebody asked for in a studio."""
    WRITE_NOTE = "note.write"
    """workspace_id, week: write a weekly note ahead of its time."""
    NOTE = "note.send"
    """workspace_id, week: bring a weekly note to its channel, once."""
    ALERT = "account.alert"
    """workspace_id, account_id: see whether something unusual is to be told."""
    COSTS = "costs.tell"
    """workspace_id, month (its first day), level: tell those who manage what paid calls cost."""
    CLEARING = "clearing.tell"
    """workspace_id, account_id: tell those who manage that it is not known what was deleted."""
