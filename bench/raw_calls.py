"""Which calls of the plain API stand for one call of Engage's tools: those that fetch its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from assistant.community.period_words import parse_period
from assistant.community.periods import Period, before
from assistant.community.posts import TALK, Kind

Calls = list[tuple[str, dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Needs:
    """Rows that a figure is made of."""

    kinds: frozenset[Kind] = frozenset()
    posts: bool = False
    own_replies: bool = False
    profile: bool = False

    def __or__(self, other: Needs) -> Needs:
        return Needs(
            self.kinds | other.kinds,
            self.posts or other.posts,
            self.own_replies or other.own_replies,
            self.profile or other.profile,
        )


_EVERYBODY = Needs(frozenset(Kind))
_TALK = Needs(TALK, own_replies=True)
_POSTS = Needs(posts=True)
_KINDS = {
    "replies": Kind.REPLY,
    "quotes": Kind.QUOTE,
    "mentions": Kind.MENTION,
    "likes": Kind.LIKE,
    "reposts": Kind.REPOST,
}
_METRICS: Mapping[str, Needs] = MappingProxyType(
    {metric: Needs(frozenset({kind})) for metric, kind in _KINDS.items()}
    | dict.fromkeys(("response_rate", "answered_in_target", "response_time_median"), _TALK)
    | dict.fromkeys(("open_items", "conversation_depth", "return_rate"), _TALK)
    | dict.fromkeys(("response_time_p90", "own_replies"), _TALK)
    | dict.fromkeys(("posts", "engagements_per_post", "typical_engagements"), _POSTS)
    | dict.fromkeys(("followers", "follower_change"), Needs(profile=True))
    | {"engagements": Needs(frozenset(Kind) - {Kind.MENTION})}
    | {"own_replies": Needs(own_replies=True)}
)
"""Metrics that do not need to know everybody who did anything."""

_USUAL = ("replies", "engagements", "people", "answered_in_target", "conversation_share")
_TOOLS: Mapping[str, Needs] = MappingProxyType(
    {
        "account_health": _EVERYBODY | _TALK,
        "list_posts": _POSTS,
        "best_times": _POSTS,
        "response_times": _TALK,
        "open_items": _TALK,
        "community": _EVERYBODY,
    }
)
_PERIODS = {
    "account_health": "this week",
    "get_metrics": "last 7 days",
    "compare_periods": "last 7 days",
    "best_times": "last 90 days",
    "community": "last 28 days",
}
"""What a tool looks at when no period is named; the others look at the last 30 days."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads calls of Engage's tools, at a time and in a zone."""

    now: datetime
    zone: str
    accounts: Sequence[str]

    def calls(self, tool: str, given: Mapping[str, Any]) -> Calls:
        """The plain calls in its place."""
        match tool:
            case "list_accounts":
                return [("list_accounts", {})]
            case "post_by_link":
                return [("get_post", {"link": given["link"]})]
            case "search_posts":
                return [("search_posts", {"words": given["words"]})]
        account = self._account(given.get("account"))
        needs = self._needs(tool, given)
        profiles = [account] if account else self.accounts
        made: Calls = [("get_profile", {"account": each}) for each in profiles if needs.profile]
        for period in self._periods(tool, given):
            made += _rows(needs, period, account)
        return made

    def _needs(self, tool: str, given: Mapping[str, Any]) -> Needs:
        if tool in _TOOLS:
            return _TOOLS[tool]
        needs = Needs()
        for metric in given.get("metrics") or _USUAL:
            needs |= _METRICS.get(metric, _EVERYBODY)
        return needs

    def _periods(self, tool: str, given: Mapping[str, Any]) -> list[Period]:
        period = self._period(given.get("period") or _PERIODS.get(tool, "last 30 days"))
        if tool not in {"compare_periods", "account_health"}:
            return [period]
        named = given.get("baseline")
        return [period, self._period(named) if named else before(period)]

    def _period(self, words: str) -> Period:
        return parse_period(words, self.zone, self.now)

    def _account(self, named: str | None) -> str | None:
        """The whole name of an account that a question may shorten."""
        return next((each for each in self.accounts if named and each.endswith(named)), None)


def _rows(needs: Needs, period: Period, account: str | None) -> Calls:
    where: dict[str, Any] = {"since": period.start.isoformat(), "until": period.end.isoformat()}
    if account:
        where["account"] = account
    made: Calls = []
    if needs.kinds:
        made.append(("list_interactions", {"kinds": sorted(needs.kinds), **where}))
    if needs.posts or needs.own_replies:
        replies = {"include_replies": True} if needs.own_replies else {}
        made.append(("list_posts", {**where, **replies}))
    return made
