"""Who may see an item: everybody who may work here, unless it was not written for everybody."""

from __future__ import annotations

from assistant.community.inbox import Item
from assistant.community.rights import OF_APPROVERS, Act
from assistant.desk.permitting import Permitting
from assistant.errors import NotAllowed
from assistant.ports import Person

_NOT_FOR_ALL = (
    "This was not written for everybody, so only its assignee and those who approve for the "
    "account see it."
)


async def check_sight(permitting: Permitting, act: Act, item: Item, person_id: str) -> Person:
    """The person who may do this, and may see the item.

    Raises:
        NotAllowed: with the sentence to show.
        NotFound: its account is gone.
        RateLimited, PlatformUnavailable: the chat did not tell who they are.
    """
    person = await permitting.check(act, item.workspace_id, person_id, account_id=item.account_id)
    if item.open_to_all or item.assignee_id == person_id or act in OF_APPROVERS:
        return person
    try:
        return await permitting.check(
            Act.APPROVE, item.workspace_id, person_id, account_id=item.account_id
        )
    except NotAllowed:
        raise NotAllowed(_NOT_FOR_ALL) from None
