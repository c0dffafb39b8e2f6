"""What stands out in a week, measured by the weeks before it, with every comparison counted.

Each measure stands beside the same measure of up to eight earlier weeks of the same weekdays,
judged at the same age. Whoever looks at many measures finds something in pure chance: so all of a
note's comparisons together claim a change that is none in at most 5 % of equal weeks (Holm, A
simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6 (1979)
65-70). Weeks that differ among themselves more than chance lets them make the bar higher.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from assistant.community.facts import Direction
from assistant.community.measures import Measure
from assistant.community.statistics import ALPHA

MOST_WEEKS = 8
"""Earlier weeks that are looked at; seasons pass in more than two months."""

FEWEST_WEEKS = 4
"""Fewer do not tell how much weeks differ. Then there is only the week before."""

MOST_SURPRISES = 2
"""Told in one note: the strongest."""

PLAIN_WEEKS = 6
"""Weeks that differ by chance alone, as if they had been seen beside the earlier ones: a few weeks
tell little about how much weeks differ."""

_PLAIN = 0.25
"""How much the square root of a count varies by chance."""

_NORMAL = NormalDist()
_SURE = 40.0


@dataclass(frozen=True, slots=True)
class History:
    """A measure of this week and of the weeks before it, the latest first.

    Attributes:
        account: `platform:handle`.
        before: those that are known whole, at most `MOST_WEEKS`; () where there is nothing to
            compare with.
    """

    account: str
    now: Measure
    before: tuple[Measure, ...]

    @property
    def metric(self) -> str:
        """Its id in `metrics.METRICS`."""
        return self.now.metric

    @property
    def pooled(self) -> tuple[int, int]:
        """Hits and things of all earlier weeks together, of a share."""
        return sum(m.hits or 0 for m in self.before), sum(m.n or 0 for m in self.before)

    @property
    def range(self) -> tuple[int, int]:
        """The least and the most of one earlier week, of a count."""
        counts = [int(m.value) for m in self.before if isinstance(m.value, int | float)]
        return min(counts), max(counts)


@dataclass(frozen=True, slots=True)
class Judged:
    """A history with what may be said of it.

    Attributes:
        direction: "up" or "down" where the difference holds among all that were looked at,
            "unclear" where it does not, None where there is nothing to compare with.
        p: how often chance alone does as much, before all comparisons are counted.
    """

    history: History
    direction: Direction | None
    p: float = 1.0


def judge(histories: Iterable[History]) -> tuple[Judged, ...]:
    """Judge all comparisons of one note together, in the order given."""
    told = [(each, _strength(each)) for each in histories]
    ps = {at: _two_sided(z) for at, (_, z) in enumerate(told) if z is not None}
    sure = _holm(ps)
    return tuple(
        Judged(history, _direction(z, sure=at in sure), ps.get(at, 1.0))
        for at, (history, z) in enumerate(told)
    )


def strongest(judged: Iterable[Judged]) -> tuple[Judged, ...]:
    """The changes worth telling, the least likely by chance first."""
    changed = [each for each in judged if each.direction in {"up", "down"}]
    return tuple(sorted(changed, key=lambda each: each.p)[:MOST_SURPRISES])


# -- pieces ---------------------------------------------------------------------------------


def _direction(z: float | None, *, sure: bool) -> Direction | None:
    if z is None:
        return None
    if not sure:
        return "unclear"
    return "up" if z > 0 else "down"


def _strength(history: History) -> float | None:
    """How many standard deviations of chance lie between this week and the ones before."""
    now = history.now
    if now.value is None or now.at_least or not history.before:
        return None
    if now.hits is not None:
        return _of_shares(history) if now.n and history.pooled[1] else None
    values = [m.value for m in history.before]
    if not isinstance(now.value, int) or not any(values):
        return None
    return _of_counts(now.value, [int(v) for v in values if isinstance(v, int | float)])


def _of_shares(history: History) -> float:
    """By the score interval of each share, as Newcombe's method 10 puts them together: the
    quantile at which its interval begins to leave out 0.
    """
    now, (hits, n) = history.now, history.pooled
    assert now.n is not None
    assert now.hits is not None
    p, q = now.hits / now.n, hits / n
    if p == q:
        return 0.0
    low, high = 0.0, _SURE
    for _ in range(50):
        z = (low + high) / 2
        least, most = _score(now.hits, now.n, z), _score(hits, n, z)
        near, far = (p - least[0], most[1] - q) if p > q else (least[1] - p, q - most[0])
        if math.hypot(near, far) < abs(p - q):
            low = z
        else:
            high = z
    weeks = [(m.hits or 0, m.n) for m in history.before if m.n]
    return math.copysign(low, p - q) / math.sqrt(_spread_of_shares(weeks, q))


def _score(hits: int, n: int, z: float) -> tuple[float, float]:
    """Wilson's interval for any quantile."""
    p, z2 = hits / n, z * z
    middle, half = p + z2 / (2 * n), z * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return (middle - half) / (1 + z2 / n), (middle + half) / (1 + z2 / n)


def _spread_of_shares(weeks: Sequence[tuple[int, int]], share: float) -> float:
    """How much more than chance the earlier weeks differ: Pearson's chi square for each degree of
    freedom, at least 1.
    """
    if len(weeks) < FEWEST_WEEKS or share in {0, 1}:
        return 1.0
    chi = sum((hits - n * share) ** 2 / (n * share * (1 - share)) for hits, n in weeks)
    return max(1.0, (chi + PLAIN_WEEKS) / (len(weeks) - 1 + PLAIN_WEEKS))


def _of_counts(now: int, before: Sequence[int]) -> float:
    """By the difference of square roots, which for counts of events varies by a quarter whatever
    their mean (Anscombe, Biometrika 35 (1948) 246-254), and by how much the earlier weeks differ.
    """
    roots = [_root(each) for each in before]
    mean = sum(roots) / len(roots)
    spread = _PLAIN
    if len(roots) >= FEWEST_WEEKS:
        squares = sum((each - mean) ** 2 for each in roots) + PLAIN_WEEKS * _PLAIN
        spread = max(spread, squares / (len(roots) - 1 + PLAIN_WEEKS))
    return (_root(now) - mean) / math.sqrt(spread * (1 + 1 / len(roots)))


def _root(count: int) -> float:
    return math.sqrt(count + 3 / 8)


def _two_sided(z: float) -> float:
    return 2 * _NORMAL.cdf(-abs(z))


def _holm(ps: Mapping[int, float]) -> frozenset[int]:
    """Which of many hold together."""
    sure = set()
    for left, at in zip(range(len(ps), 0, -1), sorted(ps, key=ps.__getitem__), strict=True):
        if ps[at] > ALPHA / left:
            break
        sure.add(at)
    return frozenset(sure)
