"""Charts of what tools found, within what a chat shows: few lines, few points, short labels."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from babel.dates import format_skeleton
from babel.lists import format_list

from assistant.agent.loading import Fresh
from assistant.agent.workbench import Workbench
from assistant.community.accounts import called
from assistant.community.answers import Chart, Series
from assistant.community.comparisons import Comparison
from assistant.community.engagement import ENGAGEMENTS
from assistant.community.facts import Unit
from assistant.community.measures import Measure
from assistant.community.metrics import METRICS
from assistant.community.periods import Period, local_day, midnight
from assistant.community.posts import Kind
from assistant.community.side_by_side import drawn_together
from assistant.community.wording import locale_of, words

# Slack's limits for data_visualization; six series is what every client shows.
LONGEST_TITLE = 50
MOST_SERIES = 6
MOST_POINTS = 20
LONGEST_LABEL = 20

_KINDS: Mapping[str, tuple[Kind, ...]] = {
    "replies": (Kind.REPLY,),
    "quotes": (Kind.QUOTE,),
    "mentions": (Kind.MENTION,),
    "likes": (Kind.LIKE,),
    "reposts": (Kind.REPOST,),
    "engagements": ENGAGEMENTS,
}

_FEWEST_DAYS = 3

_PER_DAY = re.compile(
    r"\b(?:per|by|each|every|a) day\b|\bdaily\b|\bday by day\b|\b(?:pro|je|nach|jeden) tage?\b"
    r"|\btäglich|\btageweise\b",
    re.IGNORECASE,
)
_BY_WEEK = (
    f"The chart is drawn by week: it holds {MOST_POINTS} points at most, fewer than the period has "
    "days. A shorter period is drawn by day."
)
"""Said where somebody asked for days and sees weeks."""


async def daily_chart(
    bench: Workbench,
    sources: Sequence[Fresh],
    found: Sequence[Mapping[str, Measure]],
    period: Period,
) -> list[Chart]:
    """Counts per day (per week over long periods): a line per metric, or per account for one.

    Only what is known exactly is drawn: a line cannot say "at least" or "no data". Empty when
    there is nothing to draw, or over fewer than three days.

    Args:
        bench: of the run.
        sources: the accounts.
        found: the period's measures of each of them.
        period: what the chart covers.
    """
    drawn = [metric for metric in _KINDS if found and all(_exact(each, metric) for each in found)]
    if not drawn or period.days < _FEWEST_DAYS:
        return []
    counts = [
        await bench.records.daily(each.account.workspace_id, each.account.id, period)
        for each in sources
    ]
    points = _Points.of(period)
    if points.step > 1 and _PER_DAY.search(bench.question.text):
        bench.miss(_BY_WEEK)
    together, left_out = list(zip(sources, counts, strict=True)), ""
    if len(drawn) == 1 and 1 < len(sources) <= MOST_SERIES:
        together, left_out = drawn_together(together, lambda each: each[0].account.ref.platform)
        names = called(each.account for each in sources)
        named = [
            (names[each.account.id], points.values([days], drawn[0])) for each, days in together
        ]
    else:
        drawn = drawn[:MOST_SERIES]
        named = [(METRICS[metric].nouns[1], points.values(counts, metric)) for metric in drawn]
    what = format_list(
        [METRICS[metric].nouns[1] for metric in drawn], locale=locale_of("en")
    ).capitalize()
    return [
        Chart(
            kind="line",
            title=f"{what} per {points.unit}"[:LONGEST_TITLE],
            categories=points.labels(bench.question.language),
            series=tuple(Series(name=name, values=each) for name, each in _named_apart(named)),
            alt=f"{what} per {points.unit}, {bench.words(period)}.",
            left_out=left_out,
        )
    ]


def pairs_chart(
    bench: Workbench,
    metrics: Sequence[str],
    found: Sequence[Mapping[str, Comparison]],
    period: Period,
    baseline: Period,
) -> list[Chart]:
    """Counts of two periods side by side, for one account; empty without two known counts."""
    if len(found) != 1:
        return []
    told = [
        (METRICS[metric].nouns[1], float(now), float(then))
        for metric in metrics
        if METRICS[metric].unit is Unit.COUNT and len(METRICS[metric].nouns) > 1
        if isinstance(now := found[0][metric].now.value, int | float)
        and isinstance(then := found[0][metric].then.value, int | float)
    ]
    if not told:
        return []
    earlier, later = _dates(baseline, bench), _dates(period, bench)
    if earlier == later or max(len(earlier), len(later)) > LONGEST_LABEL:
        earlier, later = "before", "now"
    return [
        Chart(
            kind="bar",
            title="Side by side",
            categories=tuple(name[:LONGEST_LABEL] for name, _, _ in told[:MOST_POINTS]),
            series=(
                Series(name=earlier, values=tuple(then for _, _, then in told[:MOST_POINTS])),
                Series(name=later, values=tuple(now for _, now, _ in told[:MOST_POINTS])),
            ),
            alt=f"{bench.words(period)} beside {bench.words(baseline)}.",
        )
    ]


def _dates(period: Period, bench: Workbench) -> str:
    """The days of a period without its name, which may be too long to stand beside a bar."""
    return words(replace(period, name=None), now=bench.now, language=bench.question.language)


def _exact(measures: Mapping[str, Measure], metric: str) -> bool:
    measure = measures.get(metric)
    if measure is None or measure.value is None:
        return False
    return not measure.at_least and not measure.of_posts  # the latter has no days


def _named_apart(
    named: Sequence[tuple[str, tuple[float, ...]]],
) -> list[tuple[str, tuple[float, ...]]]:
    """Names cut to the length a chat takes, and still different from each other."""
    short = [name[:LONGEST_LABEL] for name, _ in named]
    return [
        (name if short.count(name) == 1 else f"{name[: LONGEST_LABEL - 3]} {at + 1}", values)
        for at, (name, (_, values)) in enumerate(zip(short, named, strict=True))
    ]


@dataclass(frozen=True, slots=True)
class _Points:
    """The points of a chart: the first local day of each, every `step` days.

    Longer points than a day are whole ones, counted back from the period's last day: a week of
    which a day is in would look like a fall.
    """

    starts: tuple[date, ...]
    step: int
    zone: str

    @classmethod
    def of(cls, period: Period) -> _Points:
        step = 1 if period.days <= MOST_POINTS else 7
        while period.days // step > MOST_POINTS:
            step += 7
        first = period.first_day + timedelta(days=period.days % step)
        return cls(
            tuple(first + timedelta(days=at) for at in range(0, period.days // step * step, step)),
            step,
            period.zone,
        )

    @property
    def unit(self) -> str:
        return {1: "day", 7: "week"}.get(self.step, f"{self.step // 7} weeks")

    def labels(self, language: str) -> tuple[str, ...]:
        return tuple(self._label(start, language) for start in self.starts)

    def _label(self, start: date, language: str) -> str:
        """The days of a point ("9-15 Nov"), its first day where that is too long."""
        end = start + timedelta(days=self.step)
        span = Period(midnight(start, self.zone), midnight(end, self.zone), None, self.zone)
        whole = words(span, language=language)
        if len(whole) <= LONGEST_LABEL:
            return whole
        return format_skeleton("MMMd", start, locale=locale_of(language))[:LONGEST_LABEL]

    def values(
        self, accounts: Sequence[Mapping[datetime, Mapping[Kind, int]]], metric: str
    ) -> tuple[float, ...]:
        totals = [0.0] * len(self.starts)
        for days in accounts:
            for moment, counts in days.items():
                at = (local_day(moment, self.zone) - self.starts[0]).days // self.step
                if at >= 0:
                    totals[at] += sum(counts.get(kind, 0) for kind in _KINDS[metric])
        return tuple(totals)
