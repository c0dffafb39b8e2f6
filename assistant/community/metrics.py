"""The metrics Engage knows, each with a version, the nouns people use for it and its definition.

Change a formula, and its version goes up: facts of two versions are never compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from assistant.community.accounts import Platform
from assistant.community.facts import Unit
from assistant.community.platform_meanings import meanings


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric.

    `nouns` are the words for it in running text, singular and plural, the usual one first;
    `definition` is the sentence *Show sources* prints. `vanity` metrics are shown only when asked
    for.
    """

    id: str
    version: int
    unit: Unit
    nouns: tuple[str, ...]
    definition: str
    vanity: bool = False

    @property
    def key(self) -> str:
        """`id@version`, as facts carry it."""
        return f"{self.id}@{self.version}"


_NOT_CLOSINGS = (
    " What only thanks or closes (“Thanks!”, “Will do.”, an emoji), by somebody whom we had just "
    "answered, is left out."
)

_ALL = (
    Metric("posts", 1, Unit.COUNT, ("post", "posts"), "Posts we published in the window, replies and reposts left out."),
    Metric("own_replies", 1, Unit.COUNT, ("reply we wrote", "replies we wrote", "answers"), "Replies we published in the window, to anybody."),
    Metric("replies", 1, Unit.COUNT, ("reply", "replies", "comment", "comments"), "Posts by others anywhere under our posts, created in the window, our own left out, under posts of the last 90 days."),
    Metric("quotes", 1, Unit.COUNT, ("quote", "quotes", "quote post", "quote posts"), "Posts by others that quote one of our posts of the last 90 days, created in the window."),
    Metric("mentions", 1, Unit.COUNT, ("mention", "mentions"), "Posts by others that name us and stand outside our threads, created in the window. Needs a signed-in account."),
    Metric("likes", 1, Unit.COUNT, ("like", "likes"), "Likes others gave in the window to our posts of the last 90 days, by the like's own time."),
    Metric("reposts", 1, Unit.COUNT, ("repost", "reposts"), "Reposts by others in the window of our posts of the last 90 days, by the repost's own time."),
    Metric("engagements", 1, Unit.COUNT, ("engagement", "engagements", "interactions"), "Likes, replies, reposts and quotes we got in the window, added up."),
    Metric("engagements_per_post", 1, Unit.PER_POST, ("engagements per post",), "Engagements on posts published in the window, divided by those posts (ratio of the sums)."),
    Metric("typical_engagements", 1, Unit.PER_POST, ("median engagements per post", "engagements of a typical post"), "Median engagements of the posts published in the window, so far."),
    Metric("impressions", 1, Unit.COUNT, ("impression", "impressions"), "How often posts published in the window were shown so far, by the platform's own counters, over the posts of which it tells."),
    Metric("reach", 1, Unit.COUNT, ("view by different people", "views by different people"), "How many people saw each post published in the window so far, by the platform's own counters, added up over those posts: whoever saw two counts twice."),
    Metric("saves", 1, Unit.COUNT, ("save", "saves"), "How often posts published in the window were saved or bookmarked so far, by the platform's own counters."),
    Metric("link_clicks", 1, Unit.COUNT, ("link click", "link clicks"), "Clicks on posts published in the window so far, by the platform's own counters."),
    Metric("rate_by_impressions", 1, Unit.SHARE, ("engagement rate by impressions",), "Engagements on posts published in the window divided by their impressions, sum by sum. No value where the platform tells no impressions."),
    Metric("rate_by_followers", 1, Unit.SHARE, ("engagement rate by followers",), "Mean over posts published in the window of engagements divided by followers when it was published, from our own snapshots a day away at most."),
    Metric("conversation_share", 1, Unit.SHARE, ("conversation share", "share of talk"), "Replies and quotes divided by all engagements of the window. Likes and reposts are the rest."),
    Metric("response_rate", 3, Unit.SHARE, ("response rate", "share answered"), "Comments and mentions of the window that we answered, divided by all of them; those not due yet by the account's target are left out, answered or not. What one person writes in one thread within 15 minutes, before we answer, is one." + _NOT_CLOSINGS),
    Metric("response_time_median", 2, Unit.SECONDS, ("median response time", "typical response time"), "Time from a comment or mention to our first reply: half were answered by then. Unanswered ones count as still waiting (Kaplan-Meier)." + _NOT_CLOSINGS),
    Metric("response_time_p90", 2, Unit.SECONDS, ("90th percentile response time", "slow-end response time"), "Time from a comment or mention to our first reply: nine of ten were answered by then. Unanswered ones count as still waiting (Kaplan-Meier)." + _NOT_CLOSINGS),
    Metric("answered_in_target", 3, Unit.SHARE, ("share answered in time", "share answered within target"), "Comments and mentions answered within the account's target, divided by all old enough to be due. A late answer is a miss. The target's clock always runs, unless the account counts it in business hours." + _NOT_CLOSINGS),
    Metric("answered_in_hours", 2, Unit.SHARE, ("share answered within target in business hours",), "The same with the clock running only in the account's business hours, holidays left out, whatever its target is counted in."),
    Metric("response_hours_median", 2, Unit.SECONDS, ("median response time in business hours",), "Median response time with the clock running only in the account's business hours, holidays left out."),
    Metric("response_hours_p90", 2, Unit.SECONDS, ("90th percentile response time in business hours",), "90th percentile response time with the clock running only in the account's business hours, holidays left out."),
    Metric("open_items", 2, Unit.COUNT, ("unanswered comment", "unanswered comments", "open comments", "comments waiting"), "Comments and mentions of the window without an answer from us, as of now. What one person writes in one thread within 15 minutes is one." + _NOT_CLOSINGS),
    Metric("conversation_depth", 1, Unit.COUNT, ("median conversation depth", "messages per conversation"), "Messages in a thread where we answered somebody in the window, the median over those threads."),
    Metric("return_rate", 1, Unit.SHARE, ("return rate",), "Threads where somebody whom we answered wrote again, divided by the threads we answered in during the window."),
    Metric("people", 1, Unit.COUNT, ("person", "people"), "Distinct people who liked, replied, reposted or quoted in the window, our own accounts left out."),
    Metric("returning_people", 1, Unit.COUNT, ("returning person", "returning people"), "People active in the window who were also active in the stretch before it that is four times as long (four weeks for a week)."),
    Metric("returning_share", 1, Unit.SHARE, ("share of returning people",), "Returning people divided by all people active in the window."),
    Metric("community_core", 1, Unit.COUNT, ("core member", "core members", "community core"), "People active on at least three different days (UTC) of the 28 that end with the window."),
    Metric("first_timers", 1, Unit.COUNT, ("first-timer", "first-timers"), "People active in the window whom we had never seen before it, since the account's history begins."),
    Metric("lapsed_regulars", 1, Unit.COUNT, ("lapsed regular", "lapsed regulars"), "People active on at least three days of the 28 before the window's 28 and on none since."),
    Metric("concentration", 1, Unit.SHARE, ("concentration", "share from the most active tenth"), "Share of the window's replies, quotes and mentions that came from the most active tenth of the people who wrote them; needs ten people."),
    Metric("post_engagements", 1, Unit.COUNT, ("engagement", "engagements", "engagements on one post"), "Likes, replies, reposts and quotes of one post so far."),
    Metric("best_time", 1, Unit.HOUR_OF_WEEK, ("best time to post", "best hour"), "The part of the week whose posts did better than the account's running median, shrunk towards it (k = 8); four-hour parts, five posts at least, posts younger than 72 hours left out. What went along with good hours, not what made them."),
    Metric("followers", 1, Unit.COUNT, ("follower", "followers"), "Followers as the platform shows them right now. It says little about a community.", vanity=True),
    Metric("follower_change", 1, Unit.COUNT, ("follower change", "new followers"), "Followers at the end of the window minus at its start, from our own snapshots a day away at most.", vanity=True),
    Metric("search_hits", 1, Unit.COUNT, ("matching post", "matching posts", "search results"), "Posts the platform's search returned for the words asked for."),
    Metric("accounts", 1, Unit.COUNT, ("account", "accounts"), "Accounts connected in this workspace."),
    Metric("target", 1, Unit.SECONDS, ("target", "response target"), "The time within which comments should be answered, a setting of the account."),
    Metric("checks_ok", 1, Unit.COUNT, ("check", "checks"), "Checks of the scorecard whose value meets its threshold, of those that could be measured."),
    Metric("promotion_share", 1, Unit.SHARE, ("share of promotion", "promotion share"), "Posts and replies of ours that promote (ask people to buy, book, sign up, come, give or follow, or present something to get), divided by all posts and replies of ours, of the 28 days that end with the window, a thread counted once. What each is for is read by rules, and a person's correction counts over them; where nobody can tell, a post counts as no promotion."),
    Metric("mix_join", 1, Unit.COUNT, ("post that joins in", "posts that join in"), "Replies of ours in conversations of others that did not call us, of the 28 days that end with the window, a thread counted once."),
    Metric("mix_respond", 1, Unit.COUNT, ("post that responds", "posts that respond"), "Replies of ours to people who spoke to us, of the 28 days that end with the window, a thread counted once."),
    Metric("mix_share", 1, Unit.COUNT, ("post that gives", "posts that give"), "Posts of ours that give something or pass on the work of others, and ask for nothing, of the 28 days that end with the window, a thread counted once."),
    Metric("mix_promote", 1, Unit.COUNT, ("post that promotes", "posts that promote"), "Posts and replies of ours that ask people to buy, book, sign up, come, give or follow, or present something to get, of the 28 days that end with the window, a thread counted once."),
    Metric("mix_unsure", 1, Unit.COUNT, ("post nobody could place", "posts nobody could place"), "Posts of ours that rules cannot tell the purpose of, and no person has said, of the 28 days that end with the window, a thread counted once. They count as no promotion."),
    Metric("untagged", 1, Unit.COUNT, ("untagged mention", "untagged mentions"), "Posts by others, written in the window, that speak of us without tagging us: found by the saved searches of today for our name, products and site, what was put away left out. More may have been written than the platform's search shows."),
    Metric("listen", 1, Unit.SHARE, ("listening",), "Untagged mentions of the window that somebody decided on (answered, taken care of by hand, or left with a reason), divided by all that were decided on or should have been by now. Those found by searches that only listen are left out."),
    Metric("name", 1, Unit.NAME, (), "A name or handle as the platform shows it."),
)  # fmt: skip

METRICS = MappingProxyType({metric.id: metric for metric in _ALL})
"""Every metric by id."""

_UNDATED = "posts published in the window have so far, by the platform's own counters. It does not tell when they came."

OF_POSTS = MappingProxyType(
    {
        "likes": Metric("likes_of_posts", 1, Unit.COUNT, (), f"Likes that {_UNDATED}"),
        "reposts": Metric("reposts_of_posts", 1, Unit.COUNT, (), f"Reposts that {_UNDATED}"),
        "quotes": Metric("quotes_of_posts", 1, Unit.COUNT, (), f"Quotes that {_UNDATED}"),
        "engagements": Metric("engagements_of_posts", 1, Unit.COUNT, (), f"Likes, replies, reposts and quotes that {_UNDATED} Kinds it does not count are left out."),
        "conversation_share": Metric("conversation_share_of_posts", 1, Unit.SHARE, (), "Replies and quotes divided by all engagements that posts published in the window have so far. The platform does not tell when likes and reposts came."),
    }
)  # fmt: skip
"""How a metric is counted where the platform tells no times for it (`Measure.of_posts`)."""


def defined(key: str) -> str:
    """The sentence behind a fact's definition ("likes@1"). Raises KeyError."""
    known = {metric.id: metric for metric in (*METRICS.values(), *OF_POSTS.values())}
    return known[key.partition("@")[0]].definition


def on_platform(platform: Platform, key: str) -> str:
    """The same as one platform means it: where its figures are counted in a way of their own, that
    is said behind it. Raises KeyError.
    """
    return " ".join([defined(key), *meanings(platform, key.partition("@")[0])])
