"""Other pages and programs cannot use the playground."""

from __future__ import annotations

import aiohttp
import pytest
from aiohttp import web
from playwright.async_api import Browser, Page

from tests.browser.conftest import Desk

pytestmark = pytest.mark.browser

TRY = """
async (port) => {
  const socket = await new Promise((done) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/socket`);
    socket.onopen = () => done("open");
    socket.onerror = () => done("refused");
  });
  const read = await fetch(`http://127.0.0.1:${port}/`, { credentials: "include" })
    .then(() => "read", () => "refused");
  return [socket, read];
}
"""


async def test_a_foreign_page_gets_nothing(chromium: Browser, tab: Page, desk: Desk) -> None:
    """Neither socket nor page, though the browser holds the cookie."""
    served = web.Application()

    async def page(_: web.Request) -> web.Response:
        return web.Response(text="<!doctype html><title>Other</title>", content_type="text/html")

    served.router.add_get("/", page)
    runner = web.AppRunner(served, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        other = await tab.context.new_page()
        await other.goto(f"http://localhost:{runner.addresses[0][1]}/")
        assert await other.evaluate(TRY, desk.page.port) == ["refused", "refused"]
        await other.close()
    finally:
        await runner.cleanup()


async def test_the_address_carries_the_key_only_once(tab: Page, desk: Desk) -> None:
    """After opening, the token is gone from the address bar, and the cookie is out of reach."""
    assert tab.url == f"http://127.0.0.1:{desk.page.port}/"
    assert await tab.evaluate("document.cookie") == ""
    cookie = (await tab.context.cookies())[0]
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")


@pytest.mark.parametrize(
    ("path", "headers", "allowed"),
    [
        ("/?token={token}", {}, True),
        ("/?token=wrong", {}, False),
        ("/", {}, False),
        ("/page/app.js", {}, False),
        ("/socket", {}, False),
        ("/?token={token}", {"Host": "evil.example"}, False),
        ("/?token={token}", {"Host": "127.0.0.1:1"}, False),
        ("/?token={token}", {"Origin": "https://evil.example"}, False),
        ("/?token={token}", {"Origin": "null"}, False),
        ("/?token={token}", {"Host": "localhost:{port}"}, True),
    ],
)
async def test_who_is_let_in(
    desk: Desk, path: str, headers: dict[str, str], *, allowed: bool
) -> None:
    """The right key, host and origin, together."""
    page = desk.page
    url = f"http://127.0.0.1:{page.port}" + path.format(token=page.guard.token)
    sent = {name: value.format(port=page.port) for name, value in headers.items()}
    async with aiohttp.ClientSession() as session, session.get(url, headers=sent) as answer:
        assert answer.status == (200 if allowed else 403)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


async def test_a_socket_needs_the_pages_own_origin(desk: Desk) -> None:
    """With the cookie but from elsewhere, or with no origin at all, it stays shut."""
    page = desk.page
    base = f"http://127.0.0.1:{page.port}"
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        await session.get(f"{base}/?token={page.guard.token}")
        async with session.ws_connect(f"{base}/socket", headers={"Origin": base}) as socket:
            assert (await socket.receive_json())["kind"] == "state"
        for headers in ({}, {"Origin": "http://127.0.0.1:1"}):
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(f"{base}/socket", headers=headers)


async def test_it_listens_on_this_machine_only(desk: Desk) -> None:
    """Page and double are bound to loopback."""
    for runner in (desk.page._runner, desk.slack._runner):
        assert runner is not None
        assert [address[0] for address in runner.addresses] == ["127.0.0.1"]
