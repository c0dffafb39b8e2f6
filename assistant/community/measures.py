"""The value of a metric: what rules return and figures put into words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Measure:
    """One metric over one period.

    Attributes:
        metric: id in `metrics.METRICS`.
        value: the number in the metric's unit (shares as fractions 0..1, times in seconds); a text
            for names; None for "no data", and then `missing` says why.
        n: how many things it was computed from; for a share its denominator.
        hits: for a share of things that can be counted, how many of the `n`; None otherwise.
        at_least: the platform or our history hid part of it: the value is a lower bound.
        missing: why there is no value, as a clause that can follow "because".
        within: for a share answered in time, the target; None when several accounts with targets
            of their own are taken together.
        in_hours: the clock of that target, or the target itself, counts business hours only.
        most: for a share that is to stay small, the most that the account allows itself; None for
            others, and where several accounts with limits of their own are taken together.
        of_posts: counted so far on the posts published in the period, not by the time it
            happened, because the platform does not tell that time.
    """

    metric: str
    value: int | float | str | None
    n: int | None = None
    hits: int | None = None
    at_least: bool = False
    missing: str | None = None
    within: timedelta | None = None
    in_hours: bool = False
    of_posts: bool = False
    most: float | None = None

    def up_to(self, most: float) -> Measure:
        """The same with the most it may be."""
        return replace(self, most=most)


HIDDEN = "only a part can be seen, and there are none in it"
"""Why nothing is known where a lower bound would be 0."""


def counted(metric: str, value: int, *, n: int | None = None, at_least: bool = False) -> Measure:
    """A count. "At least 0" tells nothing, and is no data."""
    if value == 0 and at_least:
        return nothing(metric, HIDDEN)
    return Measure(metric, value, n=n, at_least=at_least)


def share(metric: str, hits: int, n: int, *, none: str, within: timedelta | None = None) -> Measure:
    """`hits` of `n`; no data, because `none`, when there is nothing to take a share of."""
    if n == 0:
        return Measure(metric, None, n=0, missing=none, within=within)
    return Measure(metric, hits / n, n=n, hits=hits, within=within)


def nothing(metric: str, why: str) -> Measure:
    """No data."""
    return Measure(metric, None, missing=why)


def pooled(parts: Sequence[Measure]) -> Measure:
    """The same metric over several accounts: counts added up, shares pooled (sum by sum).

    A part without data makes the sum a lower bound; only when no part has data there is none.
    Medians cannot be pooled: compute them anew from the rows of all accounts.

    Args:
        parts: at least one, all counts or all shares of one metric, counted in one way
            (`of_posts`).
    """
    first = parts[0]
    known = [part for part in parts if part.value is not None]
    if not known:
        return first
    if known[0].hits is not None:
        hits, n = sum(part.hits or 0 for part in known), sum(part.n or 0 for part in known)
        told = share(first.metric, hits, n, none=first.missing or "", within=first.within)
        alike = all(
            (part.within, part.in_hours) == (first.within, first.in_hours) for part in known
        )
        limits = {part.most for part in known}
        most = first.most if len(limits) == 1 else None
        told = replace(told, of_posts=known[0].of_posts, most=most)
        return replace(told, in_hours=first.in_hours) if alike else replace(told, within=None)
    total = sum(part.value for part in known if isinstance(part.value, int))
    hidden = len(known) < len(parts) or any(part.at_least for part in known)
    return replace(counted(first.metric, total, at_least=hidden), of_posts=known[0].of_posts)


def alike(parts: Sequence[Measure]) -> bool:
    """Whether measures of one metric are counted in one way, so that they may be added up."""
    return len({part.of_posts for part in parts if part.value is not None}) <= 1
