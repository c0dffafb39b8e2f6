"""What platforms mean by the things they count, where that is not what the word says.

From their own pages, read on 2026-11-22: docs.x.com/x-api/fundamentals/metrics,
developers.facebook.com/docs/graph-api/reference/insights and .../instagram-platform/reference/
instagram-media/insights, docs.joinmastodon.org/entities/Status, atproto.com/lexicons/app-bsky-feed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from assistant.community.accounts import Platform

_ENGAGEMENTS = ("likes", "replies", "reposts", "quotes")
_OF = MappingProxyType(
    {
        **dict.fromkeys(
            (
                *("engagements", "engagements_of_posts", "engagements_per_post"),
                *("typical_engagements", "post_engagements", "rate_by_followers"),
                *("conversation_share", "conversation_share_of_posts"),
                *("people", "returning_people", "returning_share", "community_core"),
            ),
            _ENGAGEMENTS,
        ),
        "rate_by_impressions": ("impressions", *_ENGAGEMENTS),
        **{each: (each,) for each in (*_ENGAGEMENTS, "mentions", "impressions", "reach")},
        **{each: (each,) for each in ("saves", "link_clicks")},
        **{f"{each}_of_posts": (each,) for each in _ENGAGEMENTS},
        **dict.fromkeys(
            (
                *("response_rate", "answered_in_target", "answered_in_hours", "open_items"),
                *("response_time_median", "response_time_p90"),
                *("response_hours_median", "response_hours_p90"),
            ),
            ("replies", "mentions"),
        ),
    }
)
"""What a metric is made of."""

_MEANT: Mapping[Platform, Mapping[str, str]] = MappingProxyType(
    {
        Platform.BLUESKY: {
            "impressions": "Bluesky tells nobody how often a post was seen.",
        },
        Platform.MASTODON: {
            "likes": "On Mastodon likes are favourites, as far as the account's server saw them.",
            "replies": "On Mastodon replies are those that the account's server saw.",
            "reposts": "On Mastodon reposts are boosts, as far as the account's server saw them.",
            "quotes": "On Mastodon quotes are told by newer servers alone.",
            "impressions": "Mastodon tells nobody how often a post was seen.",
        },
        Platform.X: {
            "replies": "On X replies are found by a search of the last seven days and by mentions "
            "of the account; private and hidden ones are left out.",
            "mentions": "On X mentions name the account with @.",
            "impressions": "On X impressions are how often a post was shown, to one person as "
            "often as they saw it.",
            "saves": "On X saves are bookmarks.",
            "link_clicks": "On X clicks are those on links, told for our own posts for 30 days.",
        },
        Platform.FACEBOOK: {
            "likes": "On Facebook likes are reactions of every kind (Like, Love, Care, Haha, Wow, "
            "Sad and Angry).",
            "replies": "On Facebook replies are comments, and answers to comments.",
            "reposts": "On Facebook reposts are shares; who shared is not told.",
            "quotes": "Facebook has no quotes.",
            "mentions": "On Facebook mentions are posts that tag the Page, and what visitors post "
            "on it.",
            "impressions": "On Facebook impressions are views: how often a post was shown or "
            "played.",
            "reach": "On Facebook reach is how many accounts saw a post at least once, estimated.",
            "link_clicks": "On Facebook clicks are those of every kind on a post, not on links "
            "alone.",
        },
        Platform.INSTAGRAM: {
            "replies": "On Instagram replies are comments, and answers to comments.",
            "reposts": "Instagram tells no reposts here.",
            "quotes": "Instagram has no quotes.",
            "mentions": "On Instagram mentions are posts that tag the account.",
            "impressions": "On Instagram impressions are views: how often a post was shown or "
            "played, up to 48 hours late.",
            "reach": "On Instagram reach is how many accounts saw a post at least once, estimated.",
            "saves": "On Instagram saves are posts that people put into their collections.",
        },
    }
)


def differ(platforms: Iterable[Platform], metric: str) -> bool:
    """Whether platforms count a metric in different ways."""
    return len({meanings(each, metric) for each in platforms}) > 1


def meanings(platform: Platform, metric: str) -> tuple[str, ...]:
    """The sentences about what a metric is made of; none where the words say what is counted."""
    meant = _MEANT.get(platform, {})
    return tuple(meant[part] for part in _OF.get(metric, ()) if part in meant)
