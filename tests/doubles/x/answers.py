"""What X says when it does not do something.

Words are X's own as developers have quoted them: duplicate content (github.com/akrherz/iembot
issue 163, February 2026), one parameter of many (redouane59/twittered issue 118), a field of one
post (plhery/node-twitter-api-v2 issue 432), a deleted target (the same, issue 366), nothing in a
200 (HunterLarco/twitter-v2 issue 26). Kinds of problems: docs.x.com/x-api/fundamentals/
response-codes-and-errors. The official specs send them as application/problem+json.
"""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from tests.doubles.x.dialects import Dialect

NOT_SUMMONED = (
    "Reply to this conversation is not allowed because you have not been mentioned or otherwise"
    " engaged by the author of the post you are replying to."
)
DUPLICATE = "You are not allowed to create a Tweet with duplicate content."
NO_TARGET = "You attempted to reply to a Tweet that is deleted or not visible to you."
LOCKED = (
    "To protect our users from spam and other malicious activity, this account is temporarily"
    " locked. Please log in to https://x.com to unlock your account."
)
SUSPENDED = "Your account is suspended and is not permitted to access this feature."
NO_CREDITS = "Your enrolled account [1] does not have any credits to fulfill this request."


class Refusal(Exception):
    """Carries the answer."""

    def __init__(self, response: web.Response) -> None:
        super().__init__(response.status)
        self.response = response


def problem_answer(status: int, body: dict[str, Any]) -> web.Response:
    """An answer of the kind that RFC 7807 describes."""
    headers = {"Content-Type": "application/problem+json"}
    return web.Response(status=status, body=json.dumps(body).encode(), headers=headers)


def problem(
    status: int, title: str, detail: str, kind: str = "about:blank", **more: Any
) -> Refusal:
    body = {"title": title, "detail": detail, "type": kind, "status": status, **more}
    return Refusal(problem_answer(status, body))


def forbidden(detail: str = "Forbidden") -> Refusal:
    return problem(403, "Forbidden", detail)


def unauthorized() -> Refusal:
    return problem(401, "Unauthorized", "Unauthorized")


def wrong_kind_of_token(dialect: Dialect, *, app: bool) -> Refusal:
    """docs.x.com/fundamentals/authentication/overview names what each call takes."""
    kinds = "OAuth 1.0a User Context, OAuth 2.0 User Context"
    came = "OAuth 2.0 Application-Only" if app else "OAuth 2.0 User Context"
    detail = (
        f"Authenticating with {came} is forbidden for this endpoint.  Supported authentication"
        f" types are [{kinds if app else 'OAuth 2.0 Application-Only'}]."
    )
    kind = dialect.problem("unsupported-authentication")
    return problem(403, "Unsupported Authentication", detail, kind)


def invalid(dialect: Dialect, parameter: str, value: str, message: str) -> Refusal:
    """A request that is not well formed."""
    body = {
        "errors": [{"parameters": {parameter: [value]}, "message": message}],
        "title": "Invalid Request",
        "detail": "One or more parameters to your request was invalid.",
        "type": dialect.problem("invalid-request"),
    }
    return Refusal(problem_answer(400, body))


def not_found(dialect: Dialect, kind: str, parameter: str, value: str) -> dict[str, Any]:
    """One of the errors beside the data: there is no such thing."""
    return {
        "value": value,
        "detail": f"Could not find {kind} with {parameter}: [{value}].",
        "title": "Not Found Error",
        "resource_type": kind,
        "parameter": parameter,
        "resource_id": value,
        "type": dialect.problem("resource-not-found"),
    }


def not_shown(dialect: Dialect, kind: str, parameter: str, value: str) -> dict[str, Any]:
    """One of the errors beside the data: it is not for this reader."""
    return {
        "value": value,
        "detail": f"Sorry, you are not authorized to see the {kind.title()} with {parameter}:"
        f" [{value}].",
        "title": "Authorization Error",
        "resource_type": kind,
        "parameter": parameter,
        "resource_id": value,
        "section": "includes" if parameter == dialect.referred else "data",
        "type": dialect.problem("not-authorized-for-resource"),
    }


def no_such_field(
    dialect: Dialect, kind: str, parameter: str, value: str, field: str
) -> dict[str, Any]:
    """One of the errors beside the data: a figure that is not for this reader, or not any more.
    What an expansion would have brought stands in another section.
    """
    return {
        "resource_id": value,
        "parameter": parameter,
        "resource_type": kind,
        "field": field,
        "section": "includes" if parameter == dialect.referred else "data",
        "title": "Field Authorization Error",
        "value": value,
        "detail": f"Sorry, you are not authorized to access '{field}' on the {kind.title()} with"
        f" {parameter} : [{value}].",
        "type": dialect.problem("not-authorized-for-field"),
    }
