"""Which posts are gone from X, found out by looking: each look is paid for.

Our own posts and what names us are listed, a fifth of the price of looking a post up
(docs.x.com/x-api/getting-started/pricing); what no list shows is looked up by its id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.community.costs import PRICES, Paid, Use
from assistant.errors import PlatformError, PlatformUnavailable
from assistant.platforms.x_answers import Answer, Price
from assistant.platforms.x_api import PLATFORM, XApi
from assistant.platforms.x_own import LEAST
from assistant.platforms.x_posts import LOOKUP
from assistant.platforms.x_problems import Trouble
from assistant.ports.platforms import LookedUp

LISTS = ("users/{}/tweets", "users/{}/mentions")
DEAREST = PRICES[Paid.POST_READ].micro + len(LISTS) * PRICES[Paid.OWNED_READ].micro
"""Micro that it can cost to find out about one post: it stands in place of others in each list."""
_GONE = frozenset({Trouble.GONE, Trouble.HIDDEN})


async def looked_up(api: XApi, our_id: str, ids: Sequence[str], most: int) -> LookedUp:
    """Go through posts in their order, as far as the money goes.

    Args:
        our_id: native id of the account that asks.
        ids: native ids, each once.
        most: micro that it may cost.
    """
    gone, asked, micro = set[str](), 0, 0
    while asked < len(ids):
        batch = ids[asked : asked + min(LOOKUP, (most - micro) // DEAREST)]
        if not batch:
            break
        try:
            missing, cost = await _asked_about(api, our_id, batch)
        except PlatformError as error:
            return LookedUp(frozenset(gone), asked, micro, error)
        gone |= missing
        micro += cost
        asked += len(batch)
    return LookedUp(frozenset(gone), asked, micro)


async def _asked_about(api: XApi, our_id: str, batch: Sequence[str]) -> tuple[set[str], int]:
    """Those of a batch that are gone, and what that cost."""
    left, micro = set(batch), 0
    for path in LISTS:
        if len(left) >= LEAST:
            listed = await _listed(api, path, our_id, left)
            left -= _ids(listed)
            micro += listed.micro
    if not left:
        return set(), micro
    missing, cost = await _gone(api, sorted(left, key=int))
    return missing, micro + cost


async def _listed(api: XApi, path: str, our_id: str, ids: set[str]) -> Answer:
    """A page of what stands between the oldest and the newest of them."""
    numbers = [int(each) for each in ids]
    return await api.get(
        path,
        our_id,
        price=Price(Paid.OWNED_READ, None, len(ids)),
        use=Use.CLEARING,
        max_results=len(ids),
        since_id=min(numbers) - 1,
        until_id=max(numbers) + 1,
    )


async def _gone(api: XApi, ids: Sequence[str]) -> tuple[set[str], int]:
    price = Price(Paid.POST_READ, None, len(ids))
    answer = await api.get("tweets", price=price, use=Use.CLEARING, ids=",".join(ids))
    missing = set(ids) - _ids(answer)
    explained = {each.about for each in answer.problems if each.trouble in _GONE}
    if missing - explained:
        raise PlatformUnavailable(PLATFORM, api.account, "tweets: not all told")
    return missing, answer.micro


def _ids(answer: Answer) -> set[str]:
    return {str(each.get("id")) for each in answer.items if isinstance(each, Mapping)}
