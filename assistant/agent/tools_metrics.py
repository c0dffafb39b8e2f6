"""Tools that count: single metrics, and periods side by side."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Literal

from assistant.agent.charting import daily_chart, pairs_chart
from assistant.agent.loading import Fresh, Loader, fresh, keep_apart, mixed, say_left_out
from assistant.agent.naming import everywhere
from assistant.agent.tools import Findings, Result, result
from assistant.agent.workbench import Workbench
from assistant.community.comparisons import Comparison, compare
from assistant.community.facts import Fact, Source
from assistant.community.health import covered
from assistant.community.measures import Measure, alike, nothing, pooled
from assistant.community.metrics import METRICS
from assistant.community.periods import Period, before

Metric = Literal[
    "posts",
    "own_replies",
    "replies",
    "quotes",
    "mentions",
    "likes",
    "reposts",
    "engagements",
    "impressions",
    "reach",
    "saves",
    "link_clicks",
    "engagements_per_post",
    "typical_engagements",
    "rate_by_impressions",
    "rate_by_followers",
    "conversation_share",
    "response_rate",
    "answered_in_target",
    "response_time_median",
    "response_time_p90",
    "open_items",
    "untagged",
    "listen",
    "conversation_depth",
    "return_rate",
    "people",
    "returning_people",
    "returning_share",
    "community_core",
    "first_timers",
    "lapsed_regulars",
    "concentration",
    "promotion_share",
    "followers",
    "follower_change",
]

ADDABLE = frozenset(
    (
        *("posts", "own_replies", "replies", "quotes", "mentions", "likes", "reposts"),
        *("engagements", "open_items", "conversation_share", "response_rate"),
        *("untagged", "listen", "promotion_share", "impressions", "saves", "link_clicks"),
        *("answered_in_target", "return_rate"),
    )
)
"""Metrics that mean something over several accounts: counts of things, and shares of things.
People are not among them: one person may be on two platforms."""

USUAL = ("replies", "engagements", "people", "answered_in_target", "conversation_share")
"""What is compared when nobody says what."""

_Said = tuple[Source | None, list[Source]]
_FOLLOWERS = re.compile(r"fol+o?w|abonn", re.IGNORECASE)
_NO_TOTAL = (
    "There is no total, because some platforms tell when each came, and others only how many their "
    "posts have so far."
)
_NOT_ASKED = (
    "Follower counts are left out, because the question does not ask for followers. "
    "They say little about a community."
)


class MetricTools:
    """`get_metrics` and `compare_periods`."""

    def __init__(self, bench: Workbench, loader: Loader) -> None:
        self._bench = bench
        self._loader = loader

    async def get_metrics(
        self, metrics: list[Metric], period: str = "last 7 days", account: str | None = None
    ) -> Result:
        """Get one or more metrics of a period, for one account or for all of them.

        Use it for "how many", "how much" and "what is our ...". Ask for all metrics of one period
        in one call. Not for "more or less than before" (compare_periods), for lists of posts
        (list_posts) or for who waits (open_items).

        Args:
            metrics: Counts: posts (we published), own_replies (we wrote), replies (comments we
                got), quotes, mentions, likes, reposts, engagements (likes, replies, reposts and
                quotes added up), open_items (unanswered comments), untagged (posts about us that
                do not tag us), people (who engaged), returning_people, community_core,
                first_timers, lapsed_regulars; of posts published in the period, so far:
                impressions, reach, saves, link_clicks. Per post: engagements_per_post (mean),
                typical_engagements (median). Shares:
                conversation_share, response_rate, answered_in_target, listen, return_rate,
                returning_share, concentration, promotion_share (28 days), rate_by_followers,
                rate_by_impressions (two different bases, never mix them).
                Times: response_time_median, response_time_p90. Messages: conversation_depth. Only
                when the question says "followers": followers, follower_change.
            period: In the person's words: "this week", "last week", "last 30 days", "October",
                "since Monday", "2026-11-03..2026-11-09". Both days of a range are included.
            account: "platform:handle". Leave it out for all accounts.
        """
        stretch = self._bench.period(period)
        wanted, notes = self._allowed(metrics)
        computed = [metric for metric in wanted if metric != "followers"]
        call = f"get_metrics({', '.join(wanted)}; {period})"
        sources = await fresh(self._bench, account) if wanted else []
        await say_left_out(self._bench, sources, wanted)
        found: list[Mapping[str, Measure]] = []
        for each in sources:
            measures = dict(await self._loader.measures(each, computed, stretch))
            if "followers" in wanted:
                measures["followers"] = await self._followers(each)
            found.append(measures)
        said = self._sources(call, sources, account)
        facts = self._facts(said, wanted, stretch, sources, found)
        apart = said[0] and not all(alike([each[name] for each in found]) for name in wanted)
        notes += (*mixed(facts, sources), *([_NO_TOTAL] if apart else []))
        for chart in await daily_chart(self._bench, sources, found, stretch):
            self._bench.chart(chart)
        return result(
            Findings("get_metrics", self._bench.words(stretch), tuple(facts), notes=notes)
        )

    async def compare_periods(
        self,
        metrics: list[Metric] | None = None,
        period: str = "last 7 days",
        baseline: str | None = None,
        account: str | None = None,
    ) -> Result:
        """Set metrics of a period beside an earlier period, with what may be said about a change.

        Use it for "up or down", "more than", "compared with", "trend" and "why". Each fact carries
        both values and a direction; `unclear` means that the numbers are too small to tell.

        Args:
            metrics: As in get_metrics. Leave it out for the usual ones (replies, engagements,
                people, comments answered in time, conversation share).
            period: The later period, in the person's words ("this week").
            baseline: The earlier period. Leave it out for the equal stretch just before; a week or
                month that is not over is then compared with the same part of the one before.
            account: "platform:handle". Leave it out for all accounts.
        """
        later = self._bench.period(period)
        earlier = self._baseline(later, baseline)
        wanted, notes = self._allowed(metrics or list(USUAL))
        wanted = [metric for metric in wanted if metric != "followers"]
        call = f"compare_periods({', '.join(wanted)}; {period}; {baseline or 'the time before'})"
        sources = await fresh(self._bench, account) if wanted else []
        found = [await self._loader.comparisons(each, wanted, later, earlier) for each in sources]
        said = self._sources(call, sources, account)
        keep_apart(self._bench, (each.account for each in sources), of_times=True)
        facts = self._compared(said, wanted, found)
        notes += mixed(facts, sources)
        for chart in pairs_chart(self._bench, wanted, found, later, earlier):
            self._bench.chart(chart)
        return result(
            Findings("compare_periods", self._bench.words(later), tuple(facts), notes=notes)
        )

    # -- one account or several -------------------------------------------------------------

    def _facts(
        self,
        said: _Said,
        metrics: Sequence[str],
        period: Period,
        sources: Sequence[Fresh],
        found: Sequence[Mapping[str, Measure]],
    ) -> list[Fact]:
        """Per metric: over all accounts where that means something, then each account's own."""
        facts: list[Fact] = []
        every, own = said
        keep_apart(self._bench, (each.account for each in sources))
        for metric in metrics:
            covers = None if metric == "followers" else covered(metric, period)
            parts = [measures[metric] for measures in found]
            if every and metric in ADDABLE and alike(parts):
                facts.append(self._bench.fact(pooled(parts), covers, every))
            for source, measures in zip(own, found, strict=True):
                facts.append(self._bench.fact(measures[metric], covers, source))
        return facts

    def _compared(
        self,
        said: _Said,
        metrics: Sequence[str],
        found: Sequence[Mapping[str, Comparison]],
    ) -> list[Fact]:
        facts: list[Fact] = []
        every, own = said
        for metric in metrics:
            parts = [comparisons[metric] for comparisons in found]
            if every and metric in ADDABLE and alike([part.now for part in parts]):
                facts += self._change(_together(parts), every, alone=len(metrics) == 1)
            for source, comparisons in zip(own, found, strict=True):
                alone = len(metrics) == 1 and not every
                facts += self._change(comparisons[metric], source, alone=alone)
        return facts

    def _change(self, comparison: Comparison, source: Source, *, alone: bool) -> list[Fact]:
        """The comparison; for a single metric its difference, too, which is often asked next."""
        facts = [self._bench.compared(comparison, source)]
        if alone:
            for make in (self._bench.maker.difference, self._bench.maker.change):
                fact = make(comparison, source)
                if fact:
                    facts.append(self._bench.keep(fact))
        return facts

    def _sources(self, call: str, sources: Sequence[Fresh], account: str | None) -> _Said:
        """Of all accounts together, where it is about all of them, and of each."""
        every = None
        if len(sources) > 1 and everywhere(account):
            read = [each.as_of for each in sources if each.as_of]
            every = self._bench.source(call, None, min(read, default=None))
        return every, [self._bench.source(call, each.account, each.as_of) for each in sources]

    def _baseline(self, period: Period, text: str | None) -> Period:
        """The earlier period; when it begins where the natural one does, of the same maturity."""
        natural = before(period)
        if text is None:
            return natural
        named = self._bench.period(text)
        return natural if named.start == natural.start else named

    def _allowed(self, metrics: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
        """Without follower counts unless the question asks for them. Checked here, not hoped."""
        asked = bool(_FOLLOWERS.search(self._bench.question.text))
        wanted = list(dict.fromkeys(metrics))
        kept = [metric for metric in wanted if asked or not METRICS[metric].vanity]
        return kept, (_NOT_ASKED,) if len(kept) < len(wanted) else ()

    async def _followers(self, source: Fresh) -> Measure:
        """The latest count of our own snapshots, taken with every reading of the account."""
        account, now = source.account, self._bench.now
        recent = Period(now - timedelta(days=2), now + timedelta(minutes=1))
        rows = await self._bench.records.snapshots(
            account.workspace_id, account.id, "followers", recent
        )
        if not rows:
            title = account.ref.platform.title
            return nothing("followers", f"{title} has not told us a count in the last days")
        return Measure("followers", rows[-1][1])


def _together(parts: Sequence[Comparison]) -> Comparison:
    """One comparison over several accounts."""
    first = parts[0]
    now, then = pooled([part.now for part in parts]), pooled([part.then for part in parts])
    return compare(now, then, first.period, first.baseline)
