"""The language of searches (docs.x.com/x-api/posts/search/integrate/operators, build-a-query).

Terms side by side must all hold, OR binds weaker, parentheses group, `-` denies. Operators of the
second kind cannot stand alone: with nothing else in the query, X refuses it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.doubles.x.text import LINK, TAG
from tests.doubles.x.world import Post, User, World

LONGEST = 512
"""Of a query, for apps that pay as they go (docs.x.com/x-api/posts/search/integrate/build-a-query)."""
Test = Callable[[Post], bool]

_TOKEN = re.compile(r'\s*(-?\(|\)|-?"[^"]*"|-?[^\s()"]+:"[^"]*"|-?[^\s()"]+|")')
_ALONE = {
    "from",
    "to",
    "url",
    "conversation_id",
    "in_reply_to_tweet_id",
    "quotes_of_tweet_id",
    "retweets_of_tweet_id",
}
_PARTNERED = {"is", "has", "lang", "min_likes", "min_replies", "min_reposts"}


class Unclear(Exception):
    """A query that X does not take; the words say why."""


@dataclass
class Parsed:
    """A query: what it lets through, and whether it may stand as it is."""

    test: Test
    stands: bool


def parse(world: World, text: str) -> Test:
    """Read a query. Raises Unclear."""
    if len(text) > LONGEST:
        raise Unclear(f"Rules must be {LONGEST} characters or less (was {len(text)})")
    tokens = _tokens(text)
    reader = _Reader(world, tokens)
    parsed = reader.either()
    if reader.left:
        raise Unclear(f"no viable alternative at input '{reader.left[0]}'")
    if not parsed.stands:
        raise Unclear(
            "Rule must contain at least one positive, non-stopword clause: operators such as"
            " is:, has: and lang: need a standalone one beside them"
        )
    return parsed.test


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    position = 0
    while text[position:].strip():
        match = _TOKEN.match(text, position)
        if match is None or match[1] == '"':
            raise Unclear(f"missing '\"' at '{text[position:].strip()[:20]}'")
        tokens.append(match[1])
        position = match.end()
    if not tokens:
        raise Unclear("The rule is empty")
    return tokens


class _Reader:
    def __init__(self, world: World, tokens: list[str]) -> None:
        self._world = world
        self.left = tokens

    def either(self) -> Parsed:
        parts = [self._all()]
        while self.left and self.left[0] == "OR":
            self.left.pop(0)
            parts.append(self._all())
        return Parsed(
            lambda post: any(part.test(post) for part in parts),
            all(part.stands for part in parts),
        )

    def _all(self) -> Parsed:
        parts: list[Parsed] = []
        while self.left and self.left[0] not in {"OR", ")"}:
            parts.append(self._one(self.left.pop(0)))
        if not parts:
            raise Unclear("no viable alternative at input 'OR'")
        return Parsed(
            lambda post: all(part.test(post) for part in parts),
            any(part.stands for part in parts),
        )

    def _one(self, token: str) -> Parsed:
        denied, bare = token.startswith("-") and len(token) > 1, token
        if denied:
            bare = token[1:]
        if bare == "(":
            inner = self.either()
            if not self.left or self.left.pop(0) != ")":
                raise Unclear("missing ')' at '<EOF>'")
        else:
            inner = _term(self._world, bare)
        if denied:
            return Parsed(lambda post: not inner.test(post), stands=False)
        return inner


def _term(world: World, token: str) -> Parsed:
    key, colon, value = token.partition(":")
    if token.startswith('"'):
        return Parsed(_phrase(token.strip('"')), stands=True)
    if token.startswith("#"):
        return Parsed(lambda post: _tag(token[1:]) in _tags(post), stands=True)
    if token.startswith("@"):
        name = token[1:].lower()
        return Parsed(lambda post: name in _names(world, post), stands=True)
    if not colon or not key.replace("_", "").isalpha():
        return Parsed(_phrase(token), stands=True)
    value = value.strip('"')
    if not value:
        raise Unclear(f"Operator '{key}' needs a value")
    if key in _ALONE:
        return Parsed(_standing(key, value), stands=True)
    if key in _PARTNERED:
        return Parsed(_partnered(world, key, value), stands=False)
    raise Unclear(f"Reference to invalid operator '{key}'. Operator is not available")


def _standing(key: str, value: str) -> Test:
    user = value.lower().removeprefix("@")
    tests: dict[str, Test] = {
        "from": lambda post: user in {post.author.username.lower(), post.author.id},
        "to": lambda post: bool(post.reply_to) and _is(post.reply_to.author, user),
        "url": lambda post: any(value.lower() in each.lower() for each in LINK.findall(post.text)),
        "conversation_id": lambda post: post.conversation_id == value,
        "in_reply_to_tweet_id": lambda post: bool(post.reply_to) and post.reply_to.id == value,
        "quotes_of_tweet_id": lambda post: bool(post.quote_of) and post.quote_of.id == value,
        "retweets_of_tweet_id": lambda post: bool(post.repost_of) and post.repost_of.id == value,
    }
    return tests[key]


def _partnered(world: World, key: str, value: str) -> Test:
    if key == "lang":
        return lambda post: post.language == value
    tests: dict[str, Test] = {
        "is:retweet": lambda post: post.repost_of is not None,
        "is:reply": lambda post: post.reply_to is not None,
        "is:quote": lambda post: post.quote_of is not None,
        "is:verified": lambda post: post.author.verified,
        "has:links": lambda post: LINK.search(post.text) is not None,
        "has:media": lambda post: bool(post.media),
        "has:images": lambda post: bool(post.media),
        "has:mentions": lambda post: bool(_names(world, post)),
        "has:hashtags": lambda post: bool(_tags(post)),
    }
    if (test := tests.get(f"{key}:{value}")) is not None:
        return test
    counted = {
        "min_likes": lambda post: len(world.likers(post)),
        "min_replies": lambda post: len(world.replies(post)),
        "min_reposts": lambda post: len(world.reposts(post)),
    }
    if key not in counted or not value.isdecimal():
        raise Unclear(f"Reference to invalid operator '{key}:{value}'")
    return lambda post: counted[key](post) >= int(value)


def _is(user: User, name: str) -> bool:
    return name in {user.username.lower(), user.id}


def _phrase(words: str) -> Test:
    """Whole words, in this order, whatever their case. A name or a tag is a word like any other:
    X cuts texts at punctuation.
    """
    pattern = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)", re.IGNORECASE)
    return lambda post: pattern.search(post.text) is not None


def _tag(text: str) -> str:
    return text.lower()


def _tags(post: Post) -> set[str]:
    return {_tag(match[1]) for match in TAG.finditer(post.text)}


def _names(world: World, post: Post) -> set[str]:
    return {user.username.lower() for _, user in world.named(post.text)}
