"""`/connect/{platform}` and its callback: a person signs an account in on its platform's own page.

What ties the requests together is a ticket that works once, within ten minutes, and from the second
page on only in the browser that has the cookie it was bound to. No page stores anything before a
button on it was pressed, and none connects anything: that is done in Slack, with the code that the
last page shows.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from assistant.community.accounts import Platform
from assistant.desk.signing_in import Denied, OtherBrowser, SigningIn, Spent
from assistant.errors import EngageError, InvalidInput, NotAllowed
from assistant.explain import explain
from handlers.browsers import BrowserCookie
from handlers.render import connect_pages, pages
from handlers.render.connect_pages import NO, YES
from handlers.render.pages import Form, Page

log = structlog.get_logger(__name__)

METADATA = "/connect/bluesky/client-metadata.json"

LIFE_S = 1800
"""Seconds a browser keeps its cookie: three steps of ten minutes."""

LARGEST_FORM = 8_000
"""Bytes; a ticket and an answer stay far below."""

Work = Callable[[Request, Platform, str], Awaitable[Response]]
"""Answers one request of a browser, known by its cookie."""


@dataclass(frozen=True, slots=True)
class ConnectPages:
    """The pages.

    Args:
        base_url: where browsers reach them.
        metadata: what Bluesky's servers want to know of Engage; None where they need nothing.
        new_reference: what a person can tell, and the log has, too.
    """

    signing_in: SigningIn
    base_url: str
    metadata: Mapping[str, Any] | None
    new_reference: Callable[[], str]

    def routes(self) -> list[Route]:
        """For the server."""
        begin, finish = "/connect/{platform}", "/connect/{platform}/callback"
        made = [
            self._route(begin, {"GET": self.show, "POST": self.begin}),
            self._route(finish, {"GET": self.finish, "POST": self.answer}),
        ]
        if self.metadata is not None:
            made.append(Route(METADATA, self.describe))
        return made

    async def describe(self, _: Request) -> Response:
        """Who Engage is, for Bluesky's servers."""
        return JSONResponse(self.metadata, headers={"Cache-Control": "public, max-age=600"})

    async def show(self, request: Request, platform: Platform, browser: str) -> Response:
        """The page behind a link: for whom it is. Looking at it spends nothing."""
        ticket = request.query_params.get("ticket", "")
        asked = await self.signing_in.asked(platform, ticket)
        hidden = {"ticket": ticket, "token": _token(browser, ticket)}
        form = Form(f"/connect/{platform}", hidden, ((YES, f"Go on to {asked.server}"),))
        return self._page(connect_pages.ask(asked, self._placed(form)), browser)

    async def begin(self, request: Request, platform: Platform, browser: str) -> Response:
        """Send the browser to the platform."""
        given = await _form(request)
        ticket = _own(given, browser)
        asked, url = await self.signing_in.begin(platform, ticket, browser)
        answer = self._page(connect_pages.leaving(asked, url), browser)
        # No redirect: Chromium holds those against the page's form-action, all along the way.
        answer.headers["Refresh"] = f"0; url={url}"
        return answer

    async def finish(self, request: Request, platform: Platform, browser: str) -> Response:
        """Take what the platform sent the browser back with, and ask once more."""
        given = dict(request.query_params)
        offered = await self.signing_in.finish(platform, browser, given)
        hidden = {"ticket": offered.ticket, "token": _token(browser, offered.ticket)}
        answers = connect_pages.buttons(offered.asked.workspace)
        form = Form(f"/connect/{platform}/callback", hidden, answers)
        return self._page(connect_pages.offer(offered, self._placed(form)), browser)

    async def answer(self, request: Request, platform: Platform, browser: str) -> Response:
        """The person gives it, or does not."""
        given = await _form(request)
        ticket = _own(given, browser)
        if given.get("answer") == NO:
            server = await self.signing_in.refuse(platform, ticket, browser)
            return self._page(connect_pages.refused(server), browser)
        asked, code = await self.signing_in.agree(platform, ticket, browser)
        return self._page(connect_pages.code(asked, code), browser)

    def _route(self, path: str, work: Mapping[str, Work]) -> Route:
        return Route(path, self._guarded(work), methods=[*work])

    def _guarded(self, work: Mapping[str, Work]) -> Callable[[Request], Awaitable[Response]]:
        """The page, or one that says in words why there is none."""

        async def shown(request: Request) -> Response:
            asked = work.get(request.method)
            if asked is None:  # HEAD among them: it must spend nothing
                return Response(status_code=405, headers={"allow": ", ".join(work)})
            browser = self._cookie.browser(request)
            name = request.path_params["platform"]
            if name not in set(Platform):
                return self._failed("There is no such page", "Please start again in Slack.", 404)
            reference = self.new_reference()
            try:
                return await asked(request, Platform(name), browser)
            except ClientDisconnect:
                return Response(status_code=400)
            except EngageError as error:
                log.warning(
                    "connect.refused", platform=name, reference=reference, error=_kind(error)
                )
                return self._failed(*_words(error))
            except Exception as error:
                # A border: a browser is answered in words, whatever it is.
                log.exception("connect.broken", platform=name, reference=reference)
                return self._failed("That did not work", explain(error, reference=reference), 500)

        return shown

    def _page(self, page: Page, browser: str) -> Response:
        answer = HTMLResponse(pages.html(page), headers=pages.headers(page))
        self._cookie.put_into(answer, browser)
        return answer

    def _failed(self, title: str, words: str, status: int) -> Response:
        page = connect_pages.failed(title, words)
        return HTMLResponse(pages.html(page), status_code=status, headers=pages.headers(page))

    def _placed(self, form: Form) -> Form:
        """The form under the path that Engage may stand behind."""
        return Form(f"{urlsplit(self.base_url).path}{form.action}", form.hidden, form.buttons)

    @property
    def _cookie(self) -> BrowserCookie:
        return BrowserCookie("connect", self.base_url, LIFE_S)


def _token(browser: str, ticket: str) -> str:
    """Proves that a form comes from a page of ours in this browser."""
    return hmac.new(browser.encode(), ticket.encode(), sha256).hexdigest()


def _own(given: Mapping[str, str], browser: str) -> str:
    """The ticket of a form of ours. Raises OtherBrowser."""
    ticket = given.get("ticket", "")
    if not hmac.compare_digest(given.get("token", "").encode(), _token(browser, ticket).encode()):
        raise OtherBrowser
    return ticket


async def _form(request: Request) -> Mapping[str, str]:
    """The fields of a form that was sent. Raises InvalidInput."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_FORM:
            raise InvalidInput("That was too much. Please start again in Slack.")
    return dict(parse_qsl(body.decode("utf-8", "replace")))


def _words(error: EngageError) -> tuple[str, str, int]:
    """A title, the sentence, and a status."""
    match error:
        case Spent():
            return "This page is no longer valid", error.problem, 400
        case OtherBrowser():
            return "This began in another browser", error.problem, 403
        case Denied():
            return "You connected nothing", error.problem, 200
        case NotAllowed():
            return "That is not possible any more", error.reason, 403
        case InvalidInput():
            return "The account was not connected", error.problem, 400
    return "That did not work", explain(error), 503


def _kind(error: EngageError) -> str:
    return type(error).__name__
