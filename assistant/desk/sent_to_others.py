"""What Engage itself sent to others: no answer that somebody gave by hand."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.community.accounts import Account
from assistant.community.drafts import Draft
from assistant.community.given_by_hand import CLOCKS, TWO_LEVELS, may_be
from assistant.community.inbox import Item
from assistant.community.posts import Post
from assistant.ports.drafting import Drafts


async def sent_to_others(
    drafts: Drafts, account: Account, item: Item, posts: Iterable[Post]
) -> frozenset[str]:
    """Native ids of those of these posts that may stand where an answer to the item would, and are
    Engage's answers to somebody else, or may be: of what is on its way nobody knows the id yet.
    None where each answer stands under what it answers.
    """
    ours = [post for post in posts if post.author.id == account.native_id]
    if account.ref.platform not in TWO_LEVELS or not ours:
        return frozenset()
    since = min(post.created_at for post in ours) - CLOCKS
    ids = [post.id for post in ours]
    sent = await drafts.sent_as(account.workspace_id, account.id, ids, since)
    others = [draft for draft in sent if draft.item_id != item.id]
    return frozenset(post.id for post in ours if any(_became(post, draft) for draft in others))


def _became(post: Post, draft: Draft) -> bool:
    if draft.post_id is not None or draft.sent_at is None:
        return draft.post_id == post.id
    return may_be(post, draft.text, draft.sent_at)
