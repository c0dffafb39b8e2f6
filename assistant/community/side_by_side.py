"""Which platforms' figures may be ranked together, and which only stand side by side.

X's terms forbid to measure it against its competitors (docs.x.com/developer-terms/policy, read on
2026-11-22), so none of its figures stands in one order with another platform's. Bars and lines
in one chart are an order to the eye, so they count as one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

from assistant.community.accounts import Platform

if TYPE_CHECKING:
    from assistant.community.answers import Answer
    from assistant.community.facts import Fact

APART = frozenset({Platform.X})

WHY = (
    "X's terms forbid ranking its figures against those of other platforms, so each platform "
    "stands by itself here."
)

NOT_DRAWN = (
    "X is not in the chart: its terms forbid measuring its figures against those of other "
    "platforms."
)

T = TypeVar("T")

_ASKS = re.compile(
    r"(?<!\w)(?:most|best|worst|fewest|least|highest|lowest|strongest|weakest|"
    r"rank\w*|which (?:of|account|platform|network|channel)|"
    r"meist\w*|best\w*|schlechtest\w*|stärkst\w*|"
    r"welche[rsnm]? (?:plattform|konto|kanal|netzwerk|account))(?!\w)",
    re.IGNORECASE,
)
_COMPARES = re.compile(
    r"(?<!\w)(?:better|worse|compar\w*|versus|vs|leads?|ahead|than|besser|schlecht\w*|verglei\w*|"
    r"als)(?!\w)",
    re.IGNORECASE,
)


def platform_of(account: str) -> Platform:
    """The platform of an account written `platform:handle`."""
    return Platform(account.partition(":")[0])


def may_rank(platforms: Iterable[Platform]) -> bool:
    """Whether figures of these platforms may stand in one order."""
    found = frozenset(platforms)
    return len(found) < 2 or not found & APART  # noqa: PLR2004 - one alone is no order


def sides(platforms: Iterable[Platform]) -> tuple[frozenset[Platform], ...]:
    """The platforms in groups within which figures are ranked: all, or each by itself."""
    found = frozenset(platforms)
    return (found,) if may_rank(found) else tuple(frozenset({each}) for each in sorted(found))


def drawn_together(things: Iterable[T], platform: Callable[[T], Platform]) -> tuple[list[T], str]:
    """What one chart may show of several, and why the rest is left out; "" where it is all."""
    every = list(things)
    if may_rank(map(platform, every)):
        return every, ""
    return [each for each in every if platform(each) not in APART], NOT_DRAWN


def asks_to_rank(question: str, *, of_times: bool = False) -> bool:
    """Whether it seems to want one set above another (English, German).

    Args:
        of_times: it compares one time with another, so that words of comparing tell nothing.
    """
    compares = not of_times and _COMPARES.search(question) is not None
    return compares or _ASKS.search(question) is not None


def platforms_of(fact: Fact, answer: Answer) -> frozenset[Platform]:
    """Whose figures a fact is made of: its account's, or those of all that its call read."""
    if fact.account:
        return frozenset({platform_of(fact.account)})
    read = (each.account for each in answer.sources if each.call == fact.source.call)
    return frozenset(platform_of(each) for each in read if each)
