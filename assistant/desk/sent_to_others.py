"""What Engage itself sent to others: no answer that somebody gave by hand."""

from __future__ import annotations

from assistant.community.accounts import Account
from assistant.community.given_by_hand import TWO_LEVELS
from assistant.community.inbox import Item
from assistant.ports.drafting import Drafts

LATELY = 200
"""Replies of an account, the latest, among which they are looked for."""


async def sent_to_others(drafts: Drafts, account: Account, item: Item) -> frozenset[str]:
    """Native ids of what may stand where an answer to the item would; none where each answer stands
    under what it answers.
    """
    if account.ref.platform not in TWO_LEVELS:
        return frozenset()
    sent = await drafts.sent_texts(account.workspace_id, account.id, limit=LATELY)
    return frozenset(each.post_id for each in sent if each.post_id and each.item_id != item.id)
