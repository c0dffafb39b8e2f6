"""The writing calls (docs.x.com/x-api/posts/manage-tweets and /hide-replies), with the rules of
2026 for apps that pay as they go (docs.x.com/changelog): replies only to those who named or quoted
us (23 February), no quotes (20 April), one cashtag.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from aiohttp import web

from tests.doubles.x.answers import (
    DUPLICATE,
    NO_TARGET,
    NOT_SUMMONED,
    forbidden,
    invalid,
    not_found,
    problem,
)
from tests.doubles.x.asking import Asking, body_of
from tests.doubles.x.calls import NUMBER
from tests.doubles.x.media import Media
from tests.doubles.x.text import MOST, has_link, length, written
from tests.doubles.x.world import Post, User

REMEMBERED = timedelta(days=1)
"""How long the same text counts as a repetition; X says no number."""
_CASHTAG = re.compile(r"(?<!\w)\$[A-Za-z]{1,6}\b")
_PARTS: dict[str, set[str]] = {
    "reply": {"in_reply_to_tweet_id", "exclude_reply_user_ids", "auto_populate_reply_metadata"},
    "media": {"media_ids", "tagged_user_ids"},
}
_WORDS = {"text", "reply_settings", "quote_tweet_id", "made_with_ai", "paid_partnership", *_PARTS}


class Writing:
    """Does what a token's owner asks.

    Attributes:
        summons: whether replies go only to those who named or quoted us; tests switch it.
        addresses: whether X puts the name of whom a reply answers before its text.
    """

    def __init__(self, asking: Asking, media: Media) -> None:
        self._asking = asking
        self._media = media
        self.summons = True
        self.addresses = True

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/2/tweets", self._post),
            web.delete("/2/tweets/{id}", self._delete),
            web.put("/2/tweets/{tweet_id}/hidden", self._hide),
        ]

    async def _post(self, request: web.Request) -> web.Response:
        world, who = self._asking.world, self._asking.person(request)
        body = await body_of(request, self._asking.dialect)
        self._check(body)
        text = str(body.get("text", ""))
        to = self._target(body, who)
        typed = world.addressed(who, to, text, named=self.addresses) if to else text
        if self._repeated(who, typed):
            raise forbidden(DUPLICATE)
        images = self._media.named(body.get("media", {}).get("media_ids", []), who)
        post = world.post(
            who, typed, reply_to=to, media=images, with_ai=bool(body.get("made_with_ai"))
        )
        self._asking.billing.act(_price(text, to, who))
        told = {
            "id": post.id,
            "text": written(world, post, typed).text,
            self._asking.dialect.history: [post.id],
        }
        return web.json_response({"data": told}, status=201)

    def _check(self, body: dict[str, Any]) -> None:
        """The form of the request, and what no app may do."""
        dialect = self._asking.dialect
        extra = set(body) - _WORDS
        for name, known in _PARTS.items():
            part = body.get(name, {})
            extra |= {f"{name}.{key}" for key in set(part) - known}
        if extra:
            words = (
                "is not defined in the schema and the schema does not allow additional properties"
            )
            raise invalid(dialect, "body", "", f"$.{min(extra)}: {words}")
        if "quote_tweet_id" in body:
            raise forbidden("Quoting posts is not available with your access.")
        text = body.get("text", "")
        if not str(text).strip() and not body.get("media"):
            raise invalid(dialect, "text", str(text), "$.text: is missing but it is required")
        if length(str(text)) > MOST:
            words = "Your Tweet text is too long. For more information on how Twitter determines"
            see = "text length see https://github.com/twitter/twitter-text."
            raise invalid(dialect, "text", str(text)[:10], f"{words} {see}")
        if len(_CASHTAG.findall(str(text))) > 1:
            raise forbidden("You may only use one cashtag in a post.")

    def _target(self, body: dict[str, Any], who: User) -> Post | None:
        if "reply" not in body:
            return None
        number = str(body["reply"].get("in_reply_to_tweet_id"))
        if not NUMBER.fullmatch(number):
            words = "$.reply.in_reply_to_tweet_id: does not match the regex pattern ^[0-9]{1,19}$"
            raise invalid(self._asking.dialect, "reply", number, words)
        to = self._asking.world.posts.get(number)
        if to is None or not self._asking.world.visible(to, who):
            raise forbidden(NO_TARGET)
        if self.summons and not self._summoned(who, to):
            raise forbidden(NOT_SUMMONED)
        return to

    def _summoned(self, who: User, to: Post) -> bool:
        """Whether somebody named us in their post, or quoted one of ours; our own go on always."""
        named = any(user is who for _, user in self._asking.world.named(to.text))
        quoted = to.quote_of is not None and to.quote_of.author is who
        return to.author is who or named or quoted

    def _repeated(self, who: User, text: str) -> bool:
        world = self._asking.world
        return bool(text) and any(
            each.author is who and each.text == text and world.age(each) < REMEMBERED
            for each in world.posts.values()
        )

    async def _delete(self, request: web.Request) -> web.Response:
        who, post = self._asking.person(request), self._asked(request, "id")
        if post.author is not who:
            raise forbidden("You are not authorized to delete this Tweet.")
        self._asking.world.delete(post)
        self._asking.billing.act("delete")
        return web.json_response({"data": {"deleted": True}})

    async def _hide(self, request: web.Request) -> web.Response:
        """Only who began a conversation hides replies in it, and none of their own."""
        who, post = self._asking.person(request), self._asked(request, "tweet_id")
        body = await body_of(request, self._asking.dialect)
        hidden = body.get("hidden")
        if not isinstance(hidden, bool):
            raise invalid(self._asking.dialect, "hidden", str(hidden), "$.hidden: is not a boolean")
        began = self._asking.world.posts.get(post.conversation_id)
        if post.reply_to is None or began is None or began.author is not who:
            raise forbidden("You are not allowed to hide this reply.")
        post.hidden = hidden
        self._asking.billing.act("manage")
        return web.json_response({"data": {"hidden": hidden}})

    def _asked(self, request: web.Request, key: str) -> Post:
        number, dialect = request.match_info[key], self._asking.dialect
        if not NUMBER.fullmatch(number):
            words = f"The `{key}` query parameter value [{number}] is not valid"
            raise invalid(dialect, key, number, words)
        post = self._asking.world.posts.get(number)
        if post is None or not self._asking.world.visible(post, self._asking.viewer(request)):
            error = not_found(dialect, dialect.name, key, number)
            raise problem(404, error["title"], error["detail"], error["type"], errors=[error])
        return post


def _price(text: str, to: Post | None, who: User) -> str:
    """docs.x.com/x-api/getting-started/pricing: a summoned reply costs the same with a link."""
    if to is not None and to.author is not who:
        return "summoned_reply"
    return "create_with_link" if has_link(text) else "create"
