"""Figures that Meta keeps apart from a post: how often it was shown, to how many people, clicks.

Only figures that still exist are asked for (https://developers.facebook.com/docs/graph-api/
reference/insights and .../instagram-platform/reference/instagram-media/insights): Meta took every
`*_impressions` away between June 2025 and 15 June 2026, and one name that is gone fails all that
are asked for with it. They come up to 48 hours late, for Pages with 100 likes or more; what is not
told stays None.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import structlog

from assistant.community.accounts import Platform
from assistant.community.posts import Post
from assistant.errors import AccessRefused, PlatformUnavailable, RateLimited
from assistant.platforms.graph_api import GraphApi
from assistant.platforms.graph_errors import GraphRefused, Trouble
from assistant.platforms.json_values import count
from assistant.ports import Clock
from assistant.ports.platforms import LeftOut

log = structlog.get_logger(__name__)

YOUNG = timedelta(days=90)
"""Posts whose figures are asked for: older ones hardly move."""
AGAIN = timedelta(hours=1)
"""Meta works figures out about once a day, so they are asked for no more often than this."""
KEPT = 2000
"""Posts whose figures one connection remembers."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure: Meta's name of it, its field of `Counts`, and what people call it."""

    name: str
    field: str
    words: str


METRICS: Mapping[Platform, tuple[Metric, ...]] = {
    Platform.FACEBOOK: (
        Metric("post_media_view", "impressions", "views of posts"),
        Metric("post_total_media_view_unique", "reach", "how many people saw a post"),
        Metric("post_clicks", "clicks", "clicks on posts"),
    ),
    Platform.INSTAGRAM: (
        Metric("views", "impressions", "views of posts"),
        Metric("reach", "reach", "how many people saw a post"),
        Metric("saved", "saves", "how often a post was saved"),
    ),
}


@dataclass(slots=True)
class Metrics:
    """The figures of one platform that there are, as far as this process has learned."""

    platform: Platform
    gone: dict[Metric, date] = field(default_factory=dict)

    @property
    def there(self) -> tuple[Metric, ...]:
        """Those that Meta has not refused."""
        return tuple(each for each in METRICS[self.platform] if each not in self.gone)

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """See `ports.Capabilities`."""
        return tuple(
            LeftOut(
                each.field,
                f"{self.platform.title} took away the figure for {each.words} "
                f"(noticed on {day.day} {day:%B %Y}), so Engage leaves it out.",
            )
            for each, day in self.gone.items()
        )


class Insights:
    """The figures of one account's posts.

    Args:
        metrics: shared by all connections to a platform.
        period: what is asked besides the names, "" for nothing.
    """

    def __init__(self, api: GraphApi, metrics: Metrics, clock: Clock, period: str = "") -> None:
        self._api = api
        self._metrics = metrics
        self._clock = clock
        self._period = period
        self._known: OrderedDict[str, tuple[datetime, Mapping[str, int]]] = OrderedDict()

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """See `ports.Capabilities`."""
        return self._metrics.left_out

    async def beside(self, posts: Sequence[Post]) -> tuple[Post, ...]:
        """The same posts with their figures, where they are told. A figure is no reason to fail:
        what cannot be read now is None.

        Raises:
            ReconnectNeeded: nothing else could be read either.
        """
        now = self._clock()
        due = [post.id for post in posts if self._due(post, now)]
        if due and self._metrics.there:
            found = await self._asked(due)
            for post_id in due:
                self._known[post_id] = (now, found.get(post_id, {}))
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        return tuple(self._with_figures(post, now) for post in posts)

    def _due(self, post: Post, now: datetime) -> bool:
        """Whether it has counts at all (it is ours), is young, and was not asked about lately."""
        asked_at, _ = self._known.get(post.id, (None, {}))
        lately = asked_at is not None and now - asked_at < AGAIN
        return post.counts is not None and now - post.created_at <= YOUNG and not lately

    def _with_figures(self, post: Post, now: datetime) -> Post:
        asked_at, figures = self._known.get(post.id, (now, {}))
        if post.counts is None or not figures or now - asked_at >= AGAIN:
            return post
        return replace(post, counts=replace(post.counts, **figures))

    async def _asked(self, ids: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        try:
            return await self._set(ids, self._metrics.there)
        except GraphRefused as refused:
            if refused.problem.trouble is not Trouble.METRIC:
                return {}
        except (AccessRefused, PlatformUnavailable, RateLimited) as error:
            log.warning("insights.not_told", platform=self._api.platform, error=str(error))
            return {}
        await self._find_gone(ids[0])
        try:
            return await self._set(ids, self._metrics.there) if self._metrics.there else {}
        except (AccessRefused, PlatformUnavailable, RateLimited):
            return {}

    async def _find_gone(self, post_id: str) -> None:
        """Ask one by one which figure it is that Meta refuses."""
        for metric in self._metrics.there:
            try:
                await self._set([post_id], (metric,))
            except GraphRefused as refused:
                if refused.problem.trouble is Trouble.METRIC:
                    self._metrics.gone[metric] = self._clock().date()
                    log.warning("insights.metric_gone", metric=metric.name)
            except (AccessRefused, PlatformUnavailable, RateLimited):
                return

    async def _set(
        self, ids: Sequence[str], metrics: Sequence[Metric]
    ) -> Mapping[str, Mapping[str, int]]:
        names = ",".join(each.name for each in metrics)
        asked = f"insights.metric({names}){self._period}{{name,period,values}}"
        told = await self._api.several(ids, asked)
        return {post_id: _figures(node, metrics) for post_id, node in told.items()}


def _figures(node: Mapping[str, Any], metrics: Sequence[Metric]) -> Mapping[str, int]:
    """Figures by the field they go into. What is not there yet, or makes no sense, is left out."""
    insights = node.get("insights")
    entries = insights.get("data") if isinstance(insights, dict) else None
    fields = {each.name: each.field for each in metrics}
    found: dict[str, int] = {}
    for entry in entries if isinstance(entries, list) else ():
        if not isinstance(entry, dict) or entry.get("period", "lifetime") != "lifetime":
            continue
        name, values = entry.get("name"), entry.get("values")
        last = values[-1] if isinstance(values, list) and values else None
        value = count(last.get("value")) if isinstance(last, dict) else None
        if isinstance(name, str) and name in fields and value is not None:
            found[fields[name]] = value
    return found
