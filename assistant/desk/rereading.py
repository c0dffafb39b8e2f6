"""Read a conversation on its platform as it is now."""

from __future__ import annotations

from assistant.community import staleness
from assistant.community.accounts import Account
from assistant.community.inbox import Item
from assistant.community.posts import Thread
from assistant.errors import NotFound, PlatformError
from assistant.ports import Connections
from assistant.ports.publishing import Publisher, Publishers, Target


async def thread_of(connections: Connections, account: Account, thread_id: str) -> Thread | None:
    """The thread with everything that can be seen of it; None where it is gone, or where its
    platform does not tell now.
    """
    try:
        platform = await connections.open(account)
        return await platform.thread(thread_id)
    except (PlatformError, NotFound):
        return None


async def target_now(publishers: Publishers, account: Account, post_id: str) -> Target | None:
    """The post to answer as whoever publishes will read it; None where it is gone, or where its
    platform does not tell now or to us.
    """
    publisher = await publisher_now(publishers, account)
    return await target_of(publisher, post_id) if publisher else None


async def publisher_now(publishers: Publishers, account: Account) -> Publisher | None:
    """Who would write for an account; None where Engage cannot write for it now."""
    try:
        return await publishers.publisher(account)
    except PlatformError:
        return None


async def target_of(publisher: Publisher, post_id: str) -> Target | None:
    """The same, by a publisher at hand."""
    try:
        return await publisher.look(post_id)
    except (PlatformError, NotFound):
        return None


def seen_now(item: Item, target: Target | None) -> tuple[str, ...]:
    """What a draft remembers that is written now. Without a target it is the item alone: then the
    draft counts as stale if there is more, rather than being sent past it.
    """
    conversation = target.conversation if target else ()
    return tuple(dict.fromkeys((*staleness.seen_of(item), *conversation)))
