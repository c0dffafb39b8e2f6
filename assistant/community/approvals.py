"""What stands in the way of an approval: what forbids it, and what a person must look at twice."""

from __future__ import annotations

from assistant.community.drafts import UNDER_WAY, Draft, DraftState
from assistant.community.inbox import Decision, Item
from assistant.community.plain_text import cleaned, invisible
from assistant.community.settings import AccountSettings, WorkspaceSettings
from assistant.errors import InvalidInput, NotAllowed

LONGEST = 10_000
"""Characters of any draft. No platform takes more in one post."""

_SWITCHED_OFF = (
    "Publishing is switched off for this workspace, so nothing can be approved now. The draft "
    "stays as it is; a manager of Engage can switch publishing on again."
)
_SECOND_PERSON = (
    "For this account somebody else must approve than who wrote a text or asked for it. Please "
    "ask a colleague who approves."
)
_EMPTY = "There is nothing in this reply yet. Please write it first."
_DELETED = "Its author deleted this, so there is nothing to answer any more."
_DONE = frozenset({Decision.REPLY, Decision.THANK, Decision.BY_HAND})


def is_again(draft: Draft, person_id: str, digest: str) -> bool:
    """Whether somebody clicks once more on what they approved already."""
    going = draft.state in UNDER_WAY or draft.state is DraftState.PUBLISHED
    return going and draft.approver_id == person_id and draft.approved_hash == digest


def check(
    draft: Draft,
    item: Item,
    person_id: str,
    *,
    account: AccountSettings,
    workspace: WorkspaceSettings,
) -> None:
    """Raise what forbids it, whoever insists: InvalidInput or NotAllowed with the sentence."""
    if not workspace.publishing:
        raise InvalidInput(_SWITCHED_OFF)
    if account.second_person and draft.author_id == person_id:
        raise NotAllowed(_SECOND_PERSON)
    if item.decision is Decision.GONE:
        raise InvalidInput(_DELETED)
    if item.decision in _DONE:
        where = f" at {item.answer_url}" if item.answer_url else ""
        raise InvalidInput(f"This was taken care of already{where}, so nothing was approved.")
    check_text(draft.text)
    if hidden := invisible(draft.text):
        raise InvalidInput(
            f"This text holds characters that nobody sees ({', '.join(hidden)}). Please edit it "
            f"and type that place anew."
        )


def check_text(text: str) -> None:
    """Raises InvalidInput for one in which nothing can be seen, or longer than any post."""
    if not cleaned(text):
        raise InvalidInput(_EMPTY)
    if len(text) > LONGEST:
        raise InvalidInput(
            f"That is {len(text):,} characters, and no platform takes so many in one post. Please "
            f"keep it under {LONGEST:,}."
        )


def check_seen(text: str) -> None:
    """Raises InvalidInput for characters that nobody sees."""
    if hidden := invisible(text):
        raise InvalidInput(
            f"This holds characters that nobody sees ({', '.join(hidden)}). Please type that place "
            f"anew."
        )


def check_length(count: int, most: int, platform: str) -> None:
    """Raises InvalidInput for what the platform would not take.

    Args:
        count: in the platform's own way of counting.
        platform: its name, as people write it.
    """
    if count > most:
        raise InvalidInput(
            f"This is {count:,} characters long as {platform} counts, and {platform} takes "
            f"{most:,}. Please make it {count - most:,} shorter."
        )
