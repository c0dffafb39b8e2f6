"""Every metric by its id, from one bag of rows: the table that tools read.

A metric is one line here, one in `metrics`, and a pure function in the module of its subject.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from types import MappingProxyType

from assistant.community import (
    best_times,
    budget,
    conversations,
    engagement,
    followers,
    heard,
    people,
    responses,
)
from assistant.community.best_posts import RIPE
from assistant.community.comparisons import Comparison, compare, overlap
from assistant.community.measures import Measure, nothing
from assistant.community.mix import Function
from assistant.community.periods import Period
from assistant.community.posts import Kind
from assistant.community.responses import Policy
from assistant.community.rows import Need, Rows, stretch
from assistant.community.survival import compare_waits
from assistant.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Rule:
    """How a metric is computed: the parts it reads, the function, and the part whose stretch the
    value covers where that is not the asked period.
    """

    needs: frozenset[Need]
    compute: Callable[[Rows, Policy], Measure]
    covers: Need | None = None


def _rule(compute: Callable[[Rows], Measure], *needs: Need, covers: Need | None = None) -> Rule:
    return Rule(frozenset(needs), lambda rows, _policy: compute(rows), covers)


def _kind(metric: str, kind: Kind) -> Rule:
    return _rule(lambda rows: engagement.interactions(rows, kind, metric), Need.TOTALS)


def _answers(compute: Callable[[Rows, Policy], Measure]) -> Rule:
    return Rule(frozenset({Need.INBOUND}), compute)


def _time(metric: str, part: float, *, in_hours: bool = False) -> Rule:
    def compute(rows: Rows, policy: Policy) -> Measure:
        if in_hours and policy.hours is None:
            return nothing(metric, "no business hours are set")
        return responses.response_time(metric, part, rows, policy.hours if in_hours else None)

    return _answers(compute)


def _function(metric: str, function: Function | None) -> Rule:
    def compute(rows: Rows) -> Measure:
        return budget.of_function(metric, function, rows)

    return _rule(compute, Need.OWN_MIX, covers=Need.OWN_MIX)


def _told(metric: str, field: str) -> Rule:
    return _rule(lambda rows: engagement.of_posts(metric, field, rows), Need.OWN_POSTS)


RULES: MappingProxyType[str, Rule] = MappingProxyType(
    {
        "posts": _rule(engagement.posts, Need.OWN_POSTS),
        "own_replies": _rule(engagement.own_replies, Need.OWN_POSTS),
        "replies": _kind("replies", Kind.REPLY),
        "quotes": _kind("quotes", Kind.QUOTE),
        "mentions": _kind("mentions", Kind.MENTION),
        "likes": _kind("likes", Kind.LIKE),
        "reposts": _kind("reposts", Kind.REPOST),
        "engagements": _rule(engagement.engagements, Need.TOTALS),
        "conversation_share": _rule(engagement.conversation_share, Need.TOTALS),
        "engagements_per_post": _rule(engagement.per_post, Need.OWN_POSTS),
        "typical_engagements": _rule(engagement.typical, Need.OWN_POSTS),
        "impressions": _told("impressions", "impressions"),
        "reach": _told("reach", "reach"),
        "saves": _told("saves", "saves"),
        "link_clicks": _told("link_clicks", "clicks"),
        "rate_by_impressions": _rule(engagement.rate_by_impressions, Need.OWN_POSTS),
        "rate_by_followers": _rule(engagement.rate_by_followers, Need.OWN_POSTS, Need.FOLLOWERS),
        "response_rate": _answers(responses.response_rate),
        "answered_in_target": _answers(responses.in_target),
        "answered_in_hours": _answers(responses.in_target_hours),
        "response_time_median": _time("response_time_median", 0.5),
        "response_time_p90": _time("response_time_p90", 0.9),
        "response_hours_median": _time("response_hours_median", 0.5, in_hours=True),
        "response_hours_p90": _time("response_hours_p90", 0.9, in_hours=True),
        "open_items": _rule(responses.open_items, Need.INBOUND),
        "conversation_depth": _rule(conversations.depth, Need.THREADS),
        "return_rate": _rule(conversations.return_rate, Need.THREADS),
        "people": _rule(people.people, Need.DAYS),
        "returning_people": _rule(people.returning, Need.DAYS, Need.EARLIER_DAYS),
        "returning_share": _rule(people.returning_share, Need.DAYS, Need.EARLIER_DAYS),
        "community_core": _rule(people.core, Need.CORE_DAYS, covers=Need.CORE_DAYS),
        "first_timers": _rule(people.first_timers, Need.FIRST_SEEN),
        "lapsed_regulars": _rule(
            people.lapsed, Need.CORE_DAYS, Need.REGULAR_DAYS, covers=Need.CORE_DAYS
        ),
        "concentration": _rule(people.concentration, Need.DAYS),
        "best_time": _rule(best_times.best_time, Need.OWN_POSTS),
        "untagged": _rule(heard.untagged, Need.HEARD),
        "listen": Rule(frozenset({Need.HEARD}), heard.listen),
        "promotion_share": Rule(
            frozenset({Need.OWN_MIX}), budget.promotion_share, covers=Need.OWN_MIX
        ),
        "mix_join": _function("mix_join", Function.JOIN),
        "mix_respond": _function("mix_respond", Function.RESPOND),
        "mix_share": _function("mix_share", Function.SHARE),
        "mix_promote": _function("mix_promote", Function.PROMOTE),
        "mix_unsure": _function("mix_unsure", None),
        "follower_change": _rule(followers.change, Need.FOLLOWERS),
    }
)
"""Everything that can be computed from rows."""

_IN_HOURS = frozenset({"response_hours_median", "response_hours_p90"})
_TIMES = frozenset({"response_time_median", "response_time_p90"}) | _IN_HOURS
_PER_POST = frozenset(
    {"engagements_per_post", "typical_engagements", "rate_by_impressions", "rate_by_followers"}
)


def needs(metrics: Iterable[str]) -> frozenset[Need]:
    """The parts of the records that some metrics read. Raises InvalidInput for an unknown one."""
    return frozenset().union(*(_rule_of(metric).needs for metric in metrics))


def measure(metric: str, rows: Rows, policy: Policy) -> Measure:
    """Compute one metric. Raises InvalidInput for an unknown one.

    Args:
        metric: id in `RULES`.
        rows: with the parts that `needs` names.
        policy: the account's target and business hours.
    """
    return _rule_of(metric).compute(rows, policy)


def covered(metric: str, period: Period) -> Period:
    """The stretch a metric's value is about: the asked period, or 28 days for core and lapsed."""
    covers = _rule_of(metric).covers
    return period if covers is None else stretch(covers, period)


def compared(metric: str, rows: Rows, earlier: Rows, policy: Policy) -> Comparison:
    """Compare a metric with an earlier period.

    Response times go by the log-rank test over all waits. What posts collected so far is set
    beside the earlier posts only once all of them are 72 hours old. The rest is
    `comparisons.compare`.

    Args:
        metric: id in `RULES`.
        rows: of the later period.
        earlier: of `periods.before(rows.period)`, judged at `rows.judged_at(...)`.
        policy: the account's target and business hours.
    """
    now, then = measure(metric, rows, policy), measure(metric, earlier, policy)
    if (metric in _PER_POST or now.of_posts) and not _ripe(rows):
        then = nothing(metric, "its posts have had longer to collect")
    told = compare(now, then, covered(metric, rows.period), covered(metric, earlier.period))
    if overlap(told.period, told.baseline):
        return told
    if metric in _TIMES and now.value is not None and then.value is not None:
        hours = policy.hours if metric in _IN_HOURS else None
        waits = responses.waits_of(rows, hours), responses.waits_of(earlier, hours)
        return replace(told, direction=compare_waits(*waits))
    return told


def _ripe(rows: Rows) -> bool:
    ours = engagement.posts_of(rows)
    return all(rows.as_of - own.post.created_at >= RIPE for own in ours)


def _rule_of(metric: str) -> Rule:
    try:
        return RULES[metric]
    except KeyError:
        known = ", ".join(RULES)
        raise InvalidInput(f"Engage has no metric called {metric[:40]}. It has {known}.") from None
