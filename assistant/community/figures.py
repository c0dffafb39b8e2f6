"""Facts with their words: the only place where a measure becomes something people read.

A wording is a noun phrase that stands in the middle of a sentence ("We got {{f1}} and ..."). It
carries the number, what was counted, the account where there are several, and the period:
"12 replies this week (16-22 Nov)". Below 30 things the counts come before the percentage. What is
not known is worded as "no data", with the reason.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from assistant.community.best_posts import RankedPost
from assistant.community.change_phrases import beside, doubt, gap, spanned
from assistant.community.comparisons import Comparison
from assistant.community.facts import Fact, Source, Unit, Window
from assistant.community.measures import Measure
from assistant.community.metrics import METRICS, OF_POSTS
from assistant.community.noun_phrases import ON_POSTS, SMALL, noun, phrase
from assistant.community.periods import Period, local_day, midnight
from assistant.community.scorecard import Check
from assistant.community.statistics import wilson
from assistant.community.wording import percent, within, words


@dataclass(frozen=True, slots=True)
class FactMaker:
    """Builds the facts of one run. The account of a fact is its source's.

    Attributes:
        next_id: gives the id of the next fact. Every method that returns a fact calls it once: a
            caller that counts stored facts stores each one before it asks for another.
        zone: IANA zone in which days of single posts are shown; periods bring their own.
        language: a BCP 47 tag; decides how numbers and dates are written.
        several_accounts: whether wordings must name the account.
    """

    next_id: Callable[[], str]
    zone: str = "UTC"
    language: str = "en"
    several_accounts: bool = False

    def fact(self, measure: Measure, period: Period | None, source: Source) -> Fact:
        """A measure as it is; `period` None for standing facts, such as followers right now."""
        return self._fact(measure, self._said(measure, period, source), source, period)

    def compared(self, comparison: Comparison, source: Source) -> Fact:
        """A measure beside its earlier self: "12 replies this week (...), up from 7 in ...".

        The value is the later one. "up" and "down" stand there only when the direction says so.
        """
        wording = self._beside(comparison, source)
        return self._fact(comparison.now, wording, source, comparison.period, comparison)

    def difference(self, comparison: Comparison, source: Source) -> Fact | None:
        """Now minus then as its own fact: "5 more replies this week (...) than in ...".

        Returns:
            None where there is none to tell: no direction, or the same value on both sides.
        """
        amount, metric = comparison.difference, comparison.now.metric
        if not amount or comparison.direction is None:
            return None
        said = gap(metric, amount, self.language) + (ON_POSTS if comparison.now.of_posts else "")
        wording = said + self._against(comparison, source) + doubt(comparison)
        measure = Measure(metric, amount, n=comparison.now.n)
        return self._fact(measure, wording, source, comparison.period, comparison)

    def among(self, comparison: Comparison, least: int, most: int, source: Source) -> Fact:
        """A count beside what several earlier weeks had each: "42 replies last week (...), up from
        18 to 27 a week in the 8 weeks before (...)".
        """
        when = self._when(comparison.baseline, source)
        said = self._said(comparison.now, comparison.period, source)
        span = spanned(comparison, least, most, when, self.language)
        return self._fact(comparison.now, said + span, source, comparison.period, comparison)

    def change(self, comparison: Comparison, source: Source) -> Fact | None:
        """The difference of two counts in percent of the earlier one: "30 % more replies ...".

        Returns:
            None unless the direction is up or down and the earlier count is at least 30.
        """
        amount, then = comparison.difference, comparison.then.value
        told = comparison.direction in {"up", "down"}
        metric = METRICS[comparison.now.metric]
        if not amount or not told or metric.unit is not Unit.COUNT:
            return None
        if not isinstance(then, int) or then < SMALL:
            return None
        wording = (
            f"{percent(abs(amount) / then, self.language)} {'more' if amount > 0 else 'fewer'}"
            f" {noun(metric.id)}{ON_POSTS if comparison.now.of_posts else ''}"
            f"{self._against(comparison, source)}"
        )
        measure = Measure(metric.id, amount / then, n=then)
        fact = self._fact(measure, wording, source, comparison.period, comparison)
        return fact.model_copy(update={"unit": Unit.SHARE})

    def likely(self, measure: Measure, period: Period, source: Source) -> Fact | None:
        """Where a share of few things may really lie: "likely between 64 % and 95 %, judging ...".

        Returns:
            None for measures that are no share of countable things, or of none.
        """
        if measure.hits is None or not measure.n:
            return None
        interval = wilson(measure.hits, measure.n)
        low, high = percent(interval.low, self.language), percent(interval.high, self.language)
        wording = (
            f"a {noun(measure.metric)} that likely lies between {low} and {high}, judging by"
            f" {phrase(measure, self.language)}{self._where(source)}{self._when(period, source)}"
        )
        return self._fact(measure, wording, source, period)

    def on_post(self, ranked: RankedPost, source: Source) -> Fact:
        """The engagements of one post so far: "48 engagements (posted 17 Nov)"."""
        day = local_day(ranked.post.created_at, self.zone)
        start, end = midnight(day, self.zone), midnight(day + timedelta(days=1), self.zone)
        dated = words(Period(start, end, None, self.zone), now=source.as_of, language=self.language)
        said = phrase(ranked.measure, self.language)
        wording = f"{said}{self._where(source)} (posted {dated})"
        return self._fact(ranked.measure, wording, source, None)

    def check(self, check: Check, period: Period, source: Source) -> Fact:
        """One check with its trend: "respond met: 17 of 20 ..., up from ..., the aim being ..."."""
        kind, comparison = check.kind, check.comparison
        if comparison is None:
            measure = Measure(kind.metric, None)
            return self._fact(measure, f"{kind.name}: {check.status}", source, period)
        label = kind.name if check.status == "no data" else f"{kind.name} {check.status}"
        said = self._beside(comparison, source)
        wording = (
            f"{label}: {said}, the aim being {check.aim} {percent(check.threshold, self.language)}"
        )
        return self._fact(comparison.now, wording, source, period, comparison)

    def name(self, text: str, source: Source) -> Fact:
        """A handle or title: no figure at all."""
        return self._fact(Measure("name", text), text, source, None)

    # -- the pieces of a wording ----------------------------------------------------------

    def _said(self, measure: Measure, period: Period | None, source: Source) -> str:
        where, when = self._where(source), self._when(period, source)
        if measure.value is None:
            because = f", because {measure.missing}" if measure.missing else ""
            return f"no data on {noun(measure.metric)}{where}{when}{because}"
        if measure.metric == "open_items" and period and period.name:
            # They wait now: "unanswered comments last week" would say that they waited then.
            when = f" from {words(period, now=source.as_of, language=self.language)}"
        return phrase(measure, self.language) + where + when

    def _beside(self, comparison: Comparison, source: Source) -> str:
        said = self._said(comparison.now, comparison.period, source)
        if comparison.now.value is None:
            return said
        return said + beside(comparison, self._when(comparison.baseline, source), self.language)

    def _where(self, source: Source) -> str:
        if not self.several_accounts:
            return ""
        return f" on {source.account}" if source.account else " across all accounts"

    def _when(self, period: Period | None, source: Source) -> str:
        if period is None:
            return ""
        return " " + within(period, now=source.as_of, language=self.language)

    def _against(self, comparison: Comparison, source: Source) -> str:
        now, then = (self._when(p, source) for p in (comparison.period, comparison.baseline))
        return f"{self._where(source)}{now} than{then}"

    def _fact(
        self,
        measure: Measure,
        wording: str,
        source: Source,
        period: Period | None,
        comparison: Comparison | None = None,
    ) -> Fact:
        metric = METRICS[measure.metric]
        of_posts = measure.of_posts or bool(comparison and comparison.now.of_posts)
        return Fact(
            id=self.next_id(),
            metric=metric.id,
            value=measure.value,
            unit=metric.unit,
            wording=wording,
            n=measure.n,
            window=Window.of(period) if period else None,
            baseline=Window.of(comparison.baseline) if comparison else None,
            account=source.account,
            direction=comparison.direction if comparison else None,
            at_least=measure.at_least,
            most=measure.most,
            source=source,
            definition=(OF_POSTS.get(metric.id, metric) if of_posts else metric).key,
        )
