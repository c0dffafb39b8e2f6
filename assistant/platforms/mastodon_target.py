"""The post to answer on a server that speaks Mastodon's API, and whether a reply is possible."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from assistant.community.posts import Post
from assistant.community.rules import Way
from assistant.errors import NotFound
from assistant.platforms.mastodon_api import MastodonRefused
from assistant.platforms.mastodon_json import one
from assistant.platforms.mastodon_names import PostId
from assistant.platforms.mastodon_parse import StatusView, views
from assistant.platforms.mastodon_place import Place
from assistant.ports.publishing import Target, Verdict

PUBLIC, UNLISTED, DIRECT = "public", "unlisted", "direct"

CLOSED = Verdict(Way.NOT_AT_ALL, "Its author has switched off replies to this post.")
NOT_US = Verdict(Way.NOT_AT_ALL, "Its author lets only some people reply to this post.")


async def look_at(place: Place, post_id: str) -> Target:
    """The post, its branch of the thread and the verdict.

    Raises:
        NotFound: it is gone, or its author lets this account see it no more: servers do not tell
            which (a block hides a post behind 404, StatusPolicy#show?).
        PlatformError: it could not be asked.
    """
    post = PostId.parse(post_id)
    if post is None or post.server != place.home.server:
        raise NotFound("post", post_id)
    raw = await place.api.status(post.number)
    top = one(StatusView, raw, "v1/statuses")
    posts = await _branch(place, top)
    told = posts[top.id]
    above = list(posts)[: list(posts).index(top.id)]
    root_id = place.home.post_id(above[0]) if above else None
    return Target.of(
        replace(told, root_id=root_id),
        tuple(posts.values()),
        _verdict(raw),
        MappingProxyType({"visibility": top.visibility}),
        opening(told, place),
    )


def reply_visibility(of_target: str) -> str:
    """Who may see a reply: never more people than see what it answers.

    A reply "for followers" would show a stranger's post for their followers to ours, so whatever
    is neither public nor unlisted is answered to the people named alone.
    """
    return of_target if of_target in {PUBLIC, UNLISTED} else DIRECT


def opening(post: Post, place: Place) -> str:
    """How a reply begins: nobody hears of one that does not name them
    (https://docs.joinmastodon.org/user/posting/#mentions). Nobody names themselves.
    """
    if post.author.id == place.owner:
        return ""
    user, _, domain = post.author.handle.removeprefix("@").partition("@")
    return f"@{user} " if domain == place.home.domain else f"@{user}@{domain} "


async def _branch(place: Place, top: StatusView) -> dict[str, Post]:
    """By number: what stands above, the post, what stands below, in that order.

    What others wrote around it for some people only is left out. It would be quoted on a card in a
    channel, and be read for a reply to all. Of ours it counts that it is there, without its words.
    """
    try:
        data = (await place.api.get(f"v1/statuses/{quote(top.id)}/context")).data
    except MastodonRefused as refused:
        if refused.absent:
            raise NotFound("post", place.home.post_id(top.id)) from refused
        raise
    found = (*_listed(data, "ancestors"), top, *_listed(data, "descendants"))
    posts = {view.id: (view, view.post(place.home)) for view in found}
    return {
        number: post if view.is_open or view is top else replace(post, text="")
        for number, (view, post) in posts.items()
        if view.is_open or view is top or post.author.id == place.owner
    }


def _listed(data: Any, key: str) -> tuple[StatusView, ...]:
    items = data.get(key) if isinstance(data, dict) else None
    return views(items if isinstance(items, list) else ())


def _verdict(raw: Any) -> Verdict:
    """Pixelfed tells `comments_disabled` (StatusTransformer); GoToSocial tells who may reply, with
    "public", or "me" for whoever asks, among them where we may (internal/api/model/
    interactionpolicy.go).
    """
    if raw.get("comments_disabled") is True:
        return CLOSED
    policy = raw.get("interaction_policy")
    rules = policy.get("can_reply") if isinstance(policy, dict) else None
    if not isinstance(rules, dict):
        return Verdict(Way.BY_API)
    names = ("always", "with_approval", "automatic_approval", "manual_approval")
    allowed = {who for name in names for who in rules.get(name) or () if isinstance(who, str)}
    return Verdict(Way.BY_API) if allowed & {"public", "me"} else NOT_US
