"""The tool about what our own posts are for."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.agent.loading import Fresh, Loader, fresh
from assistant.agent.tools import Findings, Result, result
from assistant.agent.workbench import Workbench
from assistant.community.accounts import called
from assistant.community.answers import Table
from assistant.community.facts import Fact
from assistant.community.health import covered
from assistant.community.measures import Measure
from assistant.community.mix_view import FUNCTIONS, mix_chart
from assistant.community.noun_phrases import bare
from assistant.community.periods import Period
from assistant.community.side_by_side import drawn_together

_METRICS = ("promotion_share", *FUNCTIONS)


class MixTools:
    """`content_mix`."""

    def __init__(self, bench: Workbench, loader: Loader) -> None:
        self._bench = bench
        self._loader = loader

    async def content_mix(self, period: str = "last 28 days", account: str | None = None) -> Result:
        """Say what our own posts are for: joining, responding, sharing, promoting.

        Use it for "how promotional are we", "what is our mix", "do we promote too much", "promotion
        budget". It looks at the 28 days that end with the period, replies included. Posts nobody
        could place are counted apart, and count as no promotion.

        Args:
            period: In the person's words; 28 days that end with it are looked at.
            account: "platform:handle". Leave it out for all accounts.
        """
        stretch = covered("promotion_share", self._bench.period(period))
        call = f"content_mix({period})"
        facts: list[Fact] = []
        found: list[tuple[Fresh, Mapping[str, Measure]]] = []
        for each in await fresh(self._bench, account):
            measures = await self._loader.measures(each, _METRICS, self._bench.period(period))
            facts += self._facts(each, measures, stretch, call)
            found.append((each, measures))
        names = called(each.account for each, _ in found)
        drawn, left_out = drawn_together(found, lambda each: each[0].account.ref.platform)
        counts = {names[each.account.id]: dict(measures) for each, measures in drawn}
        if chart := mix_chart(counts):
            self._bench.chart(chart.model_copy(update={"left_out": left_out}))
        self._table(found)
        return result(Findings("content_mix", self._bench.words(stretch), tuple(facts)))

    def _facts(
        self, source: Fresh, measures: Mapping[str, Measure], stretch: Period, call: str
    ) -> list[Fact]:
        """The share, where it may really lie, and each count that is not 0."""
        said = self._bench.source(call, source.account, source.as_of)
        share = measures["promotion_share"]
        facts = [self._bench.fact(share, stretch, said)]
        likely = self._bench.maker.likely(share, stretch, said)
        if likely is not None:
            facts.append(self._bench.keep(likely))
        counts = (measures[metric] for metric in FUNCTIONS)
        return facts + [self._bench.fact(each, stretch, said) for each in counts if each.value]

    def _table(self, found: list[tuple[Fresh, Mapping[str, Measure]]]) -> None:
        language = self._bench.question.language
        names = called(each.account for each, _ in found)
        rows = tuple(
            (
                names[each.account.id],
                *(_cell(measures[metric], language) for metric in _METRICS),
            )
            for each, measures in found
        )
        columns = ("Account", "Promotion", *(name.capitalize() for name in FUNCTIONS.values()))
        self._bench.table(Table(title="What our posts are for", columns=columns, rows=rows))


def _cell(measure: Measure, language: str) -> str:
    return "-" if measure.value is None else bare(measure, language)
