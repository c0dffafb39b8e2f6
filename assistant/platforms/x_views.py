"""The JSON of X as it comes, in both of its dialects.

What is missing, unknown or of another type is left out: only ids and names must be told.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AliasChoices, AwareDatetime, BeforeValidator, Field

from assistant.platforms.json_values import AsText, Count, Loose, Text, View, Words

NUMBER = r"[0-9]{1,19}"


def _sound_items(raw: Any) -> Any:
    return [each for each in raw if isinstance(each, Mapping)] if isinstance(raw, list) else None


Id = Annotated[str, AsText, Field(pattern=rf"^{NUMBER}$")]
Number = Annotated[Id | None, Loose]


class MetricsView(View):
    """Figures of a post or of somebody (docs.x.com/x-api/fundamentals/metrics)."""

    like_count: Count = None
    reply_count: Count = None
    repost_count: Count = Field(
        None, validation_alias=AliasChoices("repost_count", "retweet_count")
    )
    quote_count: Count = None
    bookmark_count: Count = None
    impression_count: Count = None
    url_link_clicks: Count = None
    user_profile_clicks: Count = None
    followers_count: Count = None
    following_count: Count = None
    post_count: Count = Field(None, validation_alias=AliasChoices("post_count", "tweet_count"))


Metrics = Annotated[MetricsView | None, Loose]


class UserView(View):
    """https://docs.x.com/x-api/fundamentals/data-dictionary, user."""

    id: Id
    username: Annotated[str, Field(pattern=r"^\w{1,50}$")]
    name: Text = None
    public_metrics: Metrics = None


class LinkView(View):
    """An address in a text."""

    url: Words
    expanded_url: Text = None
    media_key: Text = None


class NamedView(View):
    """Somebody named in a text."""

    id: Number = None
    username: Text = None


class EntitiesView(View):
    """What X found in a text."""

    urls: Annotated[tuple[Annotated[LinkView | None, Loose], ...] | None, Loose] = None
    mentions: Annotated[tuple[Annotated[NamedView | None, Loose], ...] | None, Loose] = None


class NoteView(View):
    """The whole of a text that is longer than a post may usually be."""

    text: Text = None
    entities: Annotated[EntitiesView | None, Loose] = None


class ReferenceView(View):
    """What a post points to: `replied_to`, `quoted` or `retweeted`."""

    type: Text = None
    id: Number = None


class WithheldView(View):
    """Where a post is not shown."""

    country_codes: Annotated[tuple[Words, ...] | None, Loose] = None


class PostView(View):
    """https://docs.x.com/x-api/fundamentals/data-dictionary, post."""

    id: Id
    text: Text = None
    created_at: Annotated[AwareDatetime | None, Loose] = None
    author_id: Number = None
    conversation_id: Number = None
    in_reply_to_user_id: Number = None
    lang: Text = None
    entities: Annotated[EntitiesView | None, Loose] = None
    note: Annotated[NoteView | None, Loose] = Field(
        None, validation_alias=AliasChoices("note_post", "note_tweet")
    )
    references: Annotated[
        tuple[ReferenceView, ...] | None, BeforeValidator(_sound_items), Loose
    ] = Field(None, validation_alias=AliasChoices("referenced_posts", "referenced_tweets"))
    versions: Annotated[tuple[Id, ...] | None, Loose] = Field(
        None, validation_alias=AliasChoices("edit_history_post_ids", "edit_history_tweet_ids")
    )
    public_metrics: Metrics = None
    non_public_metrics: Metrics = None
    organic_metrics: Metrics = None
    withheld: Annotated[WithheldView | None, Loose] = None
