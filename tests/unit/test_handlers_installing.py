"""The two pages over https, as in production: what the browser is given, and where it is sent."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from starlette.requests import Request

from handlers.admitting import SlackApp
from handlers.installing import A_MINUTE, Installing
from tests.fakes_installing import MemoryTickets
from tests.scenario.memory import MemoryBuckets

APP = SlackApp(
    "1.2",
    "very-secret",
    "https://engage.example/desk",
    frozenset({"T1", "T2"}),
    frozenset({"commands", "chat:write"}),
)


def installing() -> Installing:
    tickets = MemoryTickets(lambda: datetime(2026, 11, 22, tzinfo=UTC))
    kept = (tickets, MemoryBuckets())
    return Installing(APP, None, *kept, "https://slack.com/api/", lambda: "ref")  # type: ignore[arg-type]


def request(cookie: str = "", where: str = "192.0.2.1") -> Request:
    headers = [(b"cookie", cookie.encode())] if cookie else []
    return Request(
        {
            "type": "http",
            "method": "GET",
            "headers": headers,
            "query_string": b"",
            "client": (where, 50_000),
        }
    )


async def test_over_https_the_cookie_is_secure_and_of_this_host_alone() -> None:
    """No other site under the same domain can set one of this name."""
    answer = await installing().begin(request())

    cookie = answer.headers["set-cookie"]
    assert re.match(r"__Host-engage_install=[\w-]{43};", cookie)
    for part in ("Secure", "HttpOnly", "SameSite=lax", "Path=/", "Max-Age=600"):
        assert part in cookie
    assert "Domain" not in cookie


async def test_the_browser_is_sent_to_slack_with_the_address_to_come_back_to() -> None:
    """Its path before ours stays; with several teams on the list none is named."""
    answer = await installing().begin(request())

    address = urlsplit(answer.headers["location"])
    assert f"{address.scheme}://{address.netloc}{address.path}" == (
        "https://slack.com/oauth/v2/authorize"
    )
    query = parse_qs(address.query)
    assert query["redirect_uri"] == ["https://engage.example/desk/slack/oauth_redirect"]
    assert query["scope"] == ["chat:write,commands"]
    assert "team" not in query
    assert "very-secret" not in answer.headers["location"]
    assert answer.headers["cache-control"] == "no-store"


async def test_a_cookie_that_is_none_of_ours_is_replaced() -> None:
    """What it holds was guessed, or set by somebody else."""
    for given in ("short", "x" * 43 + "!", "<script>"):
        answer = await installing().begin(request(f"__Host-engage_install={given}"))
        assert f"={given};" not in answer.headers["set-cookie"]


async def test_one_address_gets_so_many_tickets_and_no_more() -> None:
    """Another one is not held up by it."""
    pages = installing()
    statuses = [(await pages.begin(request())).status_code for _ in range(A_MINUTE)]
    held = await pages.begin(request())
    other = await pages.begin(request(where="192.0.2.2"))

    assert set(statuses) == {302}
    assert (held.status_code, other.status_code) == (429, 302)
    assert int(held.headers["retry-after"]) >= 1
    assert b"Please try again in a minute." in held.body
    assert "set-cookie" not in held.headers


def test_secrets_do_not_show() -> None:
    """Not even where somebody prints the app."""
    assert "very-secret" not in repr(APP)


def test_nobody_is_let_in_where_nobody_is_named() -> None:
    """An empty list is no open door."""
    closed = SlackApp("1.2", "s", "https://engage.example", frozenset(), frozenset())

    assert APP.lets_in("T1")
    assert not APP.lets_in("T3")
    assert not closed.lets_in("T1")
    assert SlackApp("1.2", "s", "u", frozenset({"*"}), frozenset()).lets_in("T3")
