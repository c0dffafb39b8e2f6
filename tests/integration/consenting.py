"""Saying yes, or no, on a Bluesky server's own page, in a real browser; and Engage as its client."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import httpx2
from playwright.async_api import Browser, Page, Route

from assistant.platforms.bluesky_authority import Authorities
from assistant.platforms.bluesky_client import BlueskyClient
from assistant.platforms.bluesky_identity import Identities
from assistant.platforms.bluesky_oauth import BlueskyOAuth
from assistant.platforms.bluesky_page import BlueskyPage
from assistant.platforms.bluesky_signing import BlueskyFactory
from assistant.platforms.http import Door, make_client
from assistant.platforms.limits import Limits
from assistant.platforms.reading import Reader
from tests.integration.connecting import QUICK, now
from tests.integration.network import PASSWORD, Network

ENGAGE = "http://127.0.0.1:39999"
"""Nothing listens there: the browser shows us what it is sent to."""

WAIT_S = 20.0


@dataclass
class Client:
    """Everything that signs in on Bluesky's own page, as `platform_side` puts it together."""

    http: httpx2.AsyncClient
    page: BlueskyPage
    factory: BlueskyFactory
    oauth: BlueskyOAuth


def make(network: Network, base_url: str = ENGAGE) -> Client:
    """A process of Engage, as far as Bluesky is concerned."""
    door = Door.make([network.appview, network.plc, network.pds], "")
    http = make_client(door)
    reader = Reader(http, Limits(now), patience=QUICK)
    oauth = BlueskyOAuth(reader, BlueskyClient(base_url, {}, now), now)
    factory = BlueskyFactory(
        reader, now, public_url=network.appview, service_url=network.pds, oauth=oauth
    )
    identities = Identities(reader, public_url=network.appview, plc_url=network.plc)
    page = BlueskyPage(identities, Authorities(reader, door), oauth, factory)
    return Client(http, page, factory, oauth)


async def consent(
    browser: Browser, url: str, *, handle: str | None = None, yes: bool = True
) -> dict[str, str]:
    """Open the server's page, sign in and answer; what Engage would get back.

    Args:
        handle: who signs in, where it is somebody else than the page expects.
    """
    context = await browser.new_context()
    back: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def arrive(route: Route) -> None:
        if not back.done():
            back.set_result(route.request.url)
        await route.fulfill(body="Back.")

    await context.route(f"{ENGAGE}/**", arrive)
    try:
        tab = await context.new_page()
        await tab.goto(url)
        await answer(tab, handle=handle, yes=yes)
        async with asyncio.timeout(WAIT_S):
            address = await back
    finally:
        await context.close()
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


async def answer(tab: Page, *, handle: str | None = None, yes: bool = True) -> None:
    """Sign in on the page that is open, and press one of its buttons."""
    password = tab.locator("input[type=password]")
    await password.wait_for(timeout=WAIT_S * 1000)
    if handle is not None:
        name = tab.locator("input[name=username]")
        await name.fill(handle)
    await password.fill(PASSWORD)
    await tab.get_by_role("button", name="Sign in", exact=True).click()
    await tab.get_by_role("button", name="Authorize" if yes else "Deny access", exact=True).click()
