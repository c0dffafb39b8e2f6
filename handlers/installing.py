"""`/slack/install` and `/slack/oauth_redirect`: from a link, over Slack's page, into a workspace.

What ties the two requests together is a ticket (OAuth's `state`): redeemed once, within ten
minutes, and only by the browser that has the cookie it was issued to.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256
from math import ceil
from secrets import token_urlsafe
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin

import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from assistant.errors import EngageError, NotAllowed
from assistant.explain import explain
from handlers.admitting import EVERYBODY, Admitted, Admitting, SlackApp
from handlers.browsers import SECRET, BrowserCookie
from handlers.calls import SlackRefused
from handlers.manifest import REDIRECT
from handlers.render import pages, welcome
from handlers.render.pages import Page

if TYPE_CHECKING:
    from assistant.ports import Buckets, Tickets

log = structlog.get_logger(__name__)

INSTALL = "/slack/install"

LIFE_S = 600
"""Seconds between the two requests."""

A_MINUTE = 120
"""Tickets for one address in a minute: each is a key that lives for ten. Behind a proxy everybody
comes from its address, so there is room for a whole team that is told of the link at once."""

CANCELLED = "access_denied"
"""What Slack says of a person who did not agree (docs: OAuth v2)."""

_CODE = re.compile(r"^[a-z0-9_]{1,60}$")


@dataclass(frozen=True, slots=True)
class Installing:
    """The two pages.

    Args:
        api_url: base of Slack's Web API; its pages are on the same host.
        new_reference: what a person can tell, and the log has, too.
    """

    app: SlackApp
    admitting: Admitting
    tickets: Tickets
    buckets: Buckets
    api_url: str
    new_reference: Callable[[], str]

    def routes(self) -> list[Route]:
        """For the server."""
        return [
            Route(INSTALL, self._guarded(self.begin), methods=["GET"]),
            Route(REDIRECT, self._guarded(self.finish), methods=["GET"]),
        ]

    async def begin(self, request: Request) -> Response:
        """Send the browser to Slack, with a ticket that only it can redeem."""
        if wait := await self._crowded(request):
            return _answer(welcome.failed(welcome.CROWDED, self._again), 429, retry_after_s=wait)
        browser = self._cookie.browser(request)
        ticket = token_urlsafe(32)
        await self.tickets.issue(ticket, _digest(browser), LIFE_S)
        asked = {
            "client_id": self.app.client_id,
            "scope": ",".join(sorted(self.app.scopes)),
            "user_scope": "",
            "redirect_uri": self.app.redirect_uri,
            "state": ticket,
        }
        only = self.app.allowed - {EVERYBODY}
        if len(only) == 1 and EVERYBODY not in self.app.allowed:
            asked["team"] = next(iter(only))
        address = urljoin(self.api_url, f"/oauth/v2/authorize?{urlencode(asked)}")
        answer = RedirectResponse(address, status_code=302, headers=dict(pages.HEADERS))
        self._cookie.put_into(answer, browser)
        return answer

    async def _crowded(self, request: Request) -> float:
        """0, or the seconds until there is room for one more from where this one comes."""
        where = request.client.host if request.client else ""
        name = f"install:{_digest(where)[:16]}"
        return await self.buckets.take("", name, per_minute=A_MINUTE, burst=A_MINUTE)

    async def finish(self, request: Request) -> Response:
        """Take what Slack sent the browser back with."""
        given = request.query_params
        ticket, browser = given.get("state", ""), request.cookies.get(self._cookie.name, "")
        owner = await self.tickets.redeem(ticket) if SECRET.match(ticket) else None
        if owner is None:
            return _answer(welcome.expired(self._again), 400)
        if not hmac.compare_digest(owner, _digest(browser)):
            log.warning("installation.other_browser")
            return _answer(welcome.other_browser(self._again), 403)
        if error := given.get("error"):
            return self._declined(error)
        return await self._let_in(given.get("code", ""))

    async def _let_in(self, code: str) -> Response:
        try:
            admitted = await self.admitting.admit(code)
        except NotAllowed as refused:
            return _answer(welcome.not_admitted(refused.reason, self._again), 403)
        except SlackRefused as refused:
            if refused.passing:
                return _answer(welcome.failed(welcome.SLACK_AWAY, self._again), 503)
            return self._declined(refused.code)
        return _answer(self._welcome(admitted), 200)

    def _declined(self, code: str) -> Response:
        """Slack's no, whether the browser or Slack itself brought it."""
        if code == CANCELLED:
            return _answer(welcome.cancelled(self._again), 200)
        known = code if _CODE.match(code) else "unknown"
        log.warning("installation.slack_refused", code=known)
        return _answer(welcome.refused(known, self._again), 502)

    def _welcome(self, admitted: Admitted) -> Page:
        where = urlencode({"app": admitted.app_id, "team": admitted.team_id})
        slack_url = urljoin(self.api_url, f"/app_redirect?{where}")
        return welcome.installed(admitted.name, admitted.arrival, slack_url)

    def _guarded(
        self, page: Callable[[Request], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """The page, or one that says in words why there is none."""

        async def shown(request: Request) -> Response:
            if request.method != "GET":  # Starlette lets HEAD in, and it must redeem nothing
                return Response(status_code=405, headers={"allow": "GET"})
            reference = self.new_reference()
            try:
                return await page(request)
            except EngageError as error:
                log.warning("installation.failed", reference=reference, error=type(error).__name__)
                return _answer(welcome.failed(explain(error), self._again), 503)
            except Exception as error:
                # A border: a browser is answered in words, whatever it is.
                log.exception("installation.broken", reference=reference)
                words = explain(error, reference=reference)
                return _answer(welcome.failed(words, self._again), 500)

        return shown

    @property
    def _again(self) -> str:
        return f"{self.app.public_url}{INSTALL}"

    @property
    def _cookie(self) -> BrowserCookie:
        return BrowserCookie("install", self.app.public_url, LIFE_S)


def _digest(browser: str) -> str:
    return sha256(browser.encode()).hexdigest()


def _answer(page: Page, status: int, *, retry_after_s: float | None = None) -> Response:
    headers = dict(pages.HEADERS)
    if retry_after_s is not None:
        headers["retry-after"] = str(ceil(retry_after_s))
    return HTMLResponse(pages.html(page), status_code=status, headers=headers)
