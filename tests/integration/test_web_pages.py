"""Pages over real sockets: what the operator allowed is read, and nothing else on this machine."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from assistant.errors import InvalidInput
from assistant.platforms.http import Door, make_client
from assistant.platforms.web_pages import NOT_PUBLIC, NOT_REACHED, TOO_BIG, GuardedPages

pytestmark = pytest.mark.integration


class Site:
    """A site on this machine, and the reader that is let through to it alone."""

    def __init__(self, server: TestServer, pages: GuardedPages, asked: list[str]) -> None:
        self.url = f"http://127.0.0.1:{server.port}"
        self.pages = pages
        self.asked = asked


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    asked: list[str] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        asked.append(request.path)
        if request.path == "/away":
            raise web.HTTPFound(request.query["to"])
        if request.path == "/big":
            return web.Response(body=b"<p>" + b"word " * 250_000, content_type="text/html")
        return web.Response(
            text="<h1>Returns</h1><p>Thirty days, unopened bags only.</p>", content_type="text/html"
        )

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    async with TestServer(app, host="127.0.0.1") as server:
        door = Door.make([], f"http://127.0.0.1:{server.port}")
        async with make_client(door) as client:
            yield Site(server, GuardedPages(client), asked)


async def test_a_page_is_read(site: Site) -> None:
    page = await site.pages.read(f"{site.url}/faq#returns")

    assert [(each.heading, each.text) for each in page.passages] == [
        ("Returns", "Thirty days, unopened bags only.")
    ]
    assert page.url == f"{site.url}/faq"


@pytest.mark.parametrize(
    "to", ["http://127.0.0.1:1/metrics", "https://localhost/", "http://169.254.169.254/latest"]
)
async def test_no_redirect_leads_inside(site: Site, to: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await site.pages.read(f"{site.url}/away?to={to}")

    assert refused.value.problem == NOT_PUBLIC
    assert site.asked == ["/away"]


async def test_redirects_without_end_and_pages_without_end_are_given_up(site: Site) -> None:
    with pytest.raises(InvalidInput) as turning:
        await site.pages.read(f"{site.url}/away?to=/away?to=/away?to=/away?to=/away?to=/away")
    with pytest.raises(InvalidInput) as big:
        await site.pages.read(f"{site.url}/big")

    assert (turning.value.problem, big.value.problem) == (NOT_REACHED, TOO_BIG)
