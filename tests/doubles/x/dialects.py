"""The two ways X spells its own names, by the official specs 2.159 (`tweet`) and 2.167 (`post`).

Beside the names, the second has other lists of fields: what points elsewhere (the author, posts
referred to, earlier versions) is asked for as an expansion alone. Paths and bodies are the same.
"""

from __future__ import annotations

from dataclasses import dataclass

_POST_FIELDS = (
    "article attachments card_uri community_id context_annotations conversation_id created_at"
    " display_text_range edit_controls entities geo id lang media_metadata non_public_metrics"
    " organic_metrics possibly_sensitive promoted_metrics public_metrics reply_settings scopes"
    " source suggested_source_links suggested_source_links_with_counts text withheld"
)
_USER_FIELDS = (
    "confirmed_email connection_status created_at description entities id is_identity_verified"
    " location name parody profile_banner_url profile_image_url protected public_metrics"
    " receives_your_dm subscription subscription_type url username verified"
    " verified_followers_count verified_type withheld"
)
_EXPANSIONS = (
    "article.cover_media article.media_entities attachments.media_keys"
    " attachments.media_source_tweet attachments.poll_ids author_id entities.mentions.username"
    " geo.place_id in_reply_to_user_id"
)
_MEDIA_FIELDS = (
    "alt_text duration_ms height media_key non_public_metrics organic_metrics preview_image_url"
    " promoted_metrics public_metrics type url variants width"
)
_POLL_FIELDS = "duration_minutes end_datetime id options voting_status"
_PLACE_FIELDS = "contained_within country country_code full_name geo id name place_type"


@dataclass(frozen=True)
class Dialect:
    """One way to spell.

    Args:
        name: as in the parameter that asks for fields.
        base: of the addresses that name a kind of problem.
        referred: the expansion that brings posts referred to; `referred_author` their authors,
            None where there is none.
        gone_status: of an answer about one post or person that is not there: the older one is a
            200 with nothing but errors, the newer a 404 (both are on record).
    """

    name: str
    base: str
    referenced: str
    history: str
    note: str
    reposts: str
    posts: str
    includes: str
    referred: str
    referred_author: str | None
    more_post_fields: str
    more_user_fields: str
    more_expansions: str
    user_expansions: str
    gone_status: int

    @property
    def fields(self) -> str:
        """The parameter that asks for fields of posts."""
        return f"{self.name}.fields"

    def allowed(self, parameter: str, *, of_users: bool = False) -> frozenset[str] | None:
        """What a parameter with a list of names takes; None if it is no such parameter."""
        lists = {
            self.fields: f"{_POST_FIELDS} {self.more_post_fields}",
            "user.fields": f"{_USER_FIELDS} {self.more_user_fields}",
            "expansions": f"{_EXPANSIONS} {self.more_expansions}",
            "media.fields": _MEDIA_FIELDS,
            "poll.fields": _POLL_FIELDS,
            "place.fields": _PLACE_FIELDS,
        }
        if of_users and parameter == "expansions":
            return frozenset(self.user_expansions.split())
        return frozenset(lists[parameter].split()) if parameter in lists else None

    def problem(self, kind: str) -> str:
        return f"{self.base}/2/problems/{kind}"


TWEET = Dialect(
    name="tweet",
    base="https://api.twitter.com",
    referenced="referenced_tweets",
    history="edit_history_tweet_ids",
    note="note_tweet",
    reposts="retweet_count",
    posts="tweet_count",
    includes="tweets",
    referred="referenced_tweets.id",
    referred_author="referenced_tweets.id.author_id",
    more_post_fields="author_id edit_history_tweet_ids in_reply_to_user_id note_tweet"
    " referenced_tweets",
    more_user_fields="affiliation most_recent_tweet_id pinned_tweet_id",
    more_expansions="edit_history_tweet_ids entities.note.mentions.username referenced_tweets.id"
    " referenced_tweets.id.attachments.media_keys referenced_tweets.id.author_id",
    user_expansions="affiliation.user_id most_recent_tweet_id pinned_tweet_id",
    gone_status=200,
)
POST = Dialect(
    name="post",
    base="https://api.x.com",
    referenced="referenced_posts",
    history="edit_history_post_ids",
    note="note_post",
    reposts="repost_count",
    posts="post_count",
    includes="posts",
    referred="referenced_posts",
    referred_author=None,
    more_post_fields="article_title matched_media_notes note_post note_request_suggestions"
    " paid_partnership",
    more_user_fields="subscribes_to_you",
    more_expansions="edit_history_post_ids referenced_posts username",
    user_expansions="affiliation most_recent_post_id pinned_post_id",
    gone_status=404,
)
DIALECTS = {each.name: each for each in (TWEET, POST)}
