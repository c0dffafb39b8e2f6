"""The calls of X's API that are imitated: who may make them, how often, with what in the query.

Scopes, names and bounds are those of the official spec 2.159; how often in 15 minutes is
docs.x.com/x-api/fundamentals/rate-limits (None: not for this kind of token).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from aiohttp import web

from tests.doubles.x.answers import invalid
from tests.doubles.x.dialects import Dialect

READS = "tweet.read users.read"
NUMBER = re.compile(r"[0-9]{1,19}")


@dataclass(frozen=True)
class Call:
    """One call.

    Args:
        scopes: all of them are needed, of a person's token.
        user: calls in 15 minutes for one person; `app` for an app without one; `newer` for one
            person where only the newer of the two specs lets people ask (2.167, counts).
        fields: whose fields the query may ask for.
        takes: other names in the query.
        least, most: of max_results.
        owned: its path names the person it is about (docs.x.com/x-api/getting-started/pricing,
            Owned Reads).
    """

    scopes: str
    user: int | None
    app: int | None
    fields: Literal["posts", "users", ""] = ""
    takes: str = ""
    least: int = 1
    most: int = 100
    owned: bool = False
    newer: int | None = None


_TIMELINE = "since_id until_id start_time end_time max_results pagination_token"
_SEARCH = "query start_time end_time since_id until_id next_token pagination_token"
_PEOPLE = "max_results pagination_token"
_JOB = "compliance_job.fields"

CALLS = {
    "GET /2/users/me": Call(READS, 75, None, "users", owned=True),
    "GET /2/users/by/username/{username}": Call(READS, 900, 300, "users"),
    "GET /2/users/{id}": Call(READS, 900, 300, "users"),
    "GET /2/users/{id}/tweets": Call(
        READS, 900, 10_000, "posts", f"{_TIMELINE} exclude", 5, owned=True
    ),
    "GET /2/users/{id}/mentions": Call(READS, 300, 450, "posts", _TIMELINE, 5, owned=True),
    "GET /2/tweets": Call(READS, 5_000, 3_500, "posts", "ids"),
    "GET /2/tweets/{id}": Call(READS, 900, 450, "posts"),
    "GET /2/tweets/search/recent": Call(
        READS, 300, 450, "posts", f"{_SEARCH} max_results sort_order", 10
    ),
    "GET /2/tweets/counts/recent": Call("", None, 300, "", f"{_SEARCH} granularity", newer=300),
    "GET /2/tweets/{id}/quote_tweets": Call(READS, 75, 75, "posts", f"{_PEOPLE} exclude", 10),
    "GET /2/tweets/{id}/liking_users": Call(f"{READS} like.read", 75, None, "users", _PEOPLE),
    "GET /2/tweets/{id}/retweeted_by": Call(READS, 75, 75, "users", _PEOPLE),
    "POST /2/tweets": Call(f"{READS} tweet.write", 100, None),
    "DELETE /2/tweets/{id}": Call(f"{READS} tweet.write", 50, None),
    "PUT /2/tweets/{tweet_id}/hidden": Call(f"{READS} tweet.moderate.write", 50, None),
    "POST /2/media/upload": Call("media.write", 500, None),
    "GET /2/media/upload": Call("media.write", 1_000, None, "", "media_id command"),
    "POST /2/media/upload/initialize": Call("media.write", 1_875, None),
    "POST /2/media/upload/{id}/append": Call("media.write", 1_875, None),
    "POST /2/media/upload/{id}/finalize": Call("media.write", 1_875, None),
    "POST /2/media/metadata": Call("media.write", 500, None),
    "GET /2/compliance/jobs": Call("", None, 150, "", f"type status {_JOB}"),
    "POST /2/compliance/jobs": Call("", None, 150, "", _JOB),
    "GET /2/compliance/jobs/{id}": Call("", None, 150, "", _JOB),
    "DELETE /2/compliance/jobs/{id}": Call("", None, 150),
    "PUT /2/compliance/jobs/{id}/upload": Call("", None, 150, "", "token"),
    "GET /2/compliance/jobs/{id}/download": Call("", None, 150, "", "token"),
    "GET /2/usage/tweets": Call("", None, 50, "", "days usage.fields"),
}


@dataclass(frozen=True)
class Asked:
    """What a query asks for."""

    fields: frozenset[str]
    user_fields: frozenset[str]
    media_fields: frozenset[str]
    expansions: frozenset[str]


def asked(request: web.Request, call: Call, dialect: Dialect) -> Asked:
    """Read the query of a call. Raises the refusal that X gives for one that is not well formed."""
    lists: dict[str, frozenset[str]] = {}
    for name, value in request.query.items():
        known = _lists(call, dialect, name)
        if known is not None:
            lists[name] = _names(dialect, name, value, known)
        elif name not in call.takes.split():
            names = ",".join(sorted(call.takes.split() + _asking(call, dialect)))
            words = f"The query parameter [{name}] is not one of [{names}]"
            raise invalid(dialect, name, value, words)
    _bounds(request, call, dialect)
    return Asked(
        lists.get(dialect.fields, frozenset()),
        lists.get("user.fields", frozenset()),
        lists.get("media.fields", frozenset()),
        lists.get("expansions", frozenset()),
    )


def _asking(call: Call, dialect: Dialect) -> list[str]:
    if not call.fields:
        return []
    names = [dialect.fields, "user.fields", "expansions"]
    return (
        names if call.fields == "users" else [*names, "media.fields", "poll.fields", "place.fields"]
    )


def _lists(call: Call, dialect: Dialect, name: str) -> frozenset[str] | None:
    if name not in _asking(call, dialect):
        return None
    return dialect.allowed(name, of_users=call.fields == "users")


def _names(dialect: Dialect, name: str, value: str, known: frozenset[str]) -> frozenset[str]:
    names = value.split(",")
    for each in names:
        if each not in known:
            told = ",".join(sorted(known))
            words = f"The `{name}` query parameter value [{each}] is not one of [{told}]"
            raise invalid(dialect, name, value, words)
    return frozenset(names)


def _bounds(request: web.Request, call: Call, dialect: Dialect) -> None:
    query = request.query
    if (most := query.get("max_results")) is not None and not (
        most.isdecimal() and call.least <= int(most) <= call.most
    ):
        words = (
            f"The `max_results` query parameter value [{most}] is not between {call.least} and"
            f" {call.most}"
        )
        raise invalid(dialect, "max_results", most, words)
    for name in ("since_id", "until_id", "media_id"):
        if name in query and not NUMBER.fullmatch(query[name]):
            words = f"The `{name}` query parameter value [{query[name]}] is not valid"
            raise invalid(dialect, name, query[name], words)
    for name in ("start_time", "end_time"):
        if name in query:
            moment(dialect, name, query[name])


def moment(dialect: Dialect, name: str, value: str) -> datetime:
    """A time of a query; it is in UTC, as RFC 3339 writes it."""
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise invalid(dialect, name, value, f"Invalid '{name}':'{value}'. Use RFC3339.")
    return at
