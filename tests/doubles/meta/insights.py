"""Figures: which still exist, for what, over which spans.

Facebook: graph-api/reference/insights and pages-api/platforminsights/page/deprecated-metrics (by
15 June and 15 November 2025, and 15 June 2026: every *_impressions*, page_fans and more). One name
that is not there fails the whole request. Pages with 100 likes or more alone have figures; 90 days
at most at one time.
Instagram: instagram-platform/reference/instagram-media/insights and .../instagram-user/insights;
`impressions` went with v22.0. What is not there yet is left out, never 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.doubles.meta.errors import GraphError, bad_parameter
from tests.doubles.meta.nodes import IgComment, IgMedia, IgUser, Node, Page, PagePost
from tests.doubles.meta.paging import moment
from tests.doubles.meta.shapes import JSON
from tests.doubles.meta.view import View

LONGEST = timedelta(days=90)
ENOUGH_FANS = 100

PAGE_METRICS = frozenset(
    {
        "page_total_actions",
        "page_post_engagements",
        "page_lifetime_engagement_followers_unique",
        "page_daily_follows",
        "page_daily_follows_unique",
        "page_daily_unfollows_unique",
        "page_follows",
        "page_media_view",
        "page_total_media_view_unique",
        "page_actions_post_reactions_like_total",
        "page_actions_post_reactions_love_total",
        "page_actions_post_reactions_total",
        "page_views_total",
        "page_video_views",
    }
)
POST_METRICS = frozenset(
    {
        "post_media_view",
        "post_total_media_view_unique",
        "post_clicks",
        "post_clicks_by_type",
        "post_reactions_like_total",
        "post_reactions_love_total",
        "post_reactions_by_type_total",
        "post_activity_by_action_type",
        "post_video_views",
    }
)
MEDIA_METRICS = (
    "reach",
    "replies",
    "follows",
    "profile_visits",
    "shares",
    "total_interactions",
    "likes",
    "comments",
    "saved",
    "navigation",
    "profile_activity",
    "reposts",
    "views",
)
USER_METRICS = (
    "reach",
    "follower_count",
    "website_clicks",
    "profile_views",
    "accounts_engaged",
    "total_interactions",
    "likes",
    "comments",
    "shares",
    "saves",
    "replies",
    "follows_and_unfollows",
    "profile_links_taps",
    "views",
)
DAILY_SERIES = frozenset({"reach", "follower_count"})
"""Metrics of an account that are told day by day; the others as `total_value`."""


def insights(view: View, node: Node, params: Mapping[str, str]) -> JSON:
    """`GET /{id}/insights`, or `insights.metric(...)` among the fields of a node."""
    names = _names(params.get("metric", ""))
    match node:
        case Page():
            view.need("read_insights")
            view.need_page(node)
            return _of_page(view, node, names, params)
        case PagePost():
            view.need("read_insights")
            view.need_page(node.page)
            _known(names, POST_METRICS)
            return {"data": _lifetime(node.id, names, node.figures)}
        case IgMedia():
            view.need("instagram_manage_insights")
            _known_to_instagram(names, MEDIA_METRICS, "media")
            return {"data": _lifetime(node.id, names, {**_counted(view, node), **node.figures})}
        case IgUser():
            view.need("instagram_manage_insights")
            return _of_account(view, node, names, params)
    raise bad_parameter("Tried accessing nonexisting field (insights)")


def _names(text: str) -> list[str]:
    names = [each.strip(' "') for each in text.strip("[]").split(",") if each.strip(' "')]
    if not names:
        words = (
            "(#3001) No metric was specified to be fetched. Please specify one or more metrics to "
            "be fetched and try again."
        )
        raise GraphError(3001, words, subcode=1504028)
    return names


def _known(names: list[str], known: frozenset[str]) -> None:
    if not known.issuperset(names):
        raise bad_parameter("The value must be a valid insights metric")


def _known_to_instagram(names: list[str], known: tuple[str, ...], kind: str) -> None:
    """gitroomhq/postiz-app issue 622 has the words for `impressions`."""
    if "impressions" in names:
        words = (
            f"Starting from version v22.0 and above, the impressions metric is no longer supported "
            f"for the queried {kind}."
        )
        raise bad_parameter(words)
    for place, name in enumerate(names):
        if name not in known:
            listed = ", ".join(known)
            raise bad_parameter(f"metric[{place}] must be one of the following values: {listed}")


def _of_page(view: View, page: Page, names: list[str], params: Mapping[str, str]) -> JSON:
    _known(names, PAGE_METRICS)
    since, until = _span(params, view.world.clock())
    if page.fans < ENOUGH_FANS:
        return {"data": []}
    period = params.get("period", "day")
    ends = [since + timedelta(days=n + 1) for n in range((until - since).days)]
    told = []
    for name in names:
        if name not in page.figures:
            continue
        values = [{"value": page.figures[name], "end_time": _morning(end)} for end in ends]
        told.append(_entry(page.id, name, period, values=values))
    return {"data": told}


def _of_account(view: View, user: IgUser, names: list[str], params: Mapping[str, str]) -> JSON:
    """`metric_type=total_value` for most; day by day for a few (instagram-user/insights)."""
    _known_to_instagram(names, USER_METRICS, "user")
    if "period" not in params:
        raise bad_parameter("The parameter period is required.")
    total = params.get("metric_type") == "total_value"
    for name in names:
        if not total and name not in DAILY_SERIES:
            words = f"The following metrics ({name}) should be specified with parameter metric_type"
            raise bad_parameter(f"{words}=total_value")
    since, until = _span(params, view.world.clock())
    told = []
    for name in names:
        value = user.figures.get(name)
        if value is None:
            continue
        ends = [since + timedelta(days=n + 1) for n in range((until - since).days)]
        series = [{"value": value, "end_time": _morning(end)} for end in ends]
        more: dict[str, Any] = {"total_value": {"value": value}} if total else {"values": series}
        told.append(_entry(user.id, name, params["period"], **more))
    return {"data": told}


def _counted(view: View, media: IgMedia) -> dict[str, int]:
    comments = sum(each.media is media for each in view.world.all(IgComment))
    return {"likes": len(media.likes), "comments": comments}


def _lifetime(node_id: str, names: list[str], figures: Mapping[str, int]) -> list[JSON]:
    return [
        _entry(node_id, name, "lifetime", values=[{"value": figures[name]}])
        for name in names
        if name in figures
    ]


def _entry(node_id: str, name: str, period: str, **more: Any) -> JSON:
    title = name.replace("_", " ").capitalize()
    return {
        "name": name,
        "period": period,
        **more,
        "title": title,
        "description": title,
        "id": f"{node_id}/insights/{name}/{period}",
    }


def _span(params: Mapping[str, str], now: datetime) -> tuple[datetime, datetime]:
    """Two days by default (insights, Parameters)."""
    until = moment(params["until"]) if "until" in params else now
    since = moment(params["since"]) if "since" in params else until - timedelta(days=2)
    if until - since > LONGEST:
        words = "There cannot be more than 90 days (7776000 s) between since and until"
        raise bad_parameter(words)
    return since, until


def _morning(at: datetime) -> str:
    """Days end at 8:00 GMT (pages-api/platforminsights/page, Limitations)."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT08:00:00+0000")
