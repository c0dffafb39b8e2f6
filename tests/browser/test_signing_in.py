"""A newcomer connects an account in `engage demo`: from the Home tab to the platform's own page and
back, in one browser, with the real app and real stores.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from assistant.bootstrap import open_desk
from assistant.settings import Settings
from playground.beside import port_beside
from playground.run import connect, own_settings, staged
from playground.scenery import stage_for
from tests.browser.looking import fits
from tests.browser.picture import data_folder
from tests.doubles.mastodon import MastodonServer

pytestmark = pytest.mark.browser


@dataclass
class Demo:
    """The playground's page, and a Mastodon server to sign in at."""

    url: str
    mastodon: MastodonServer


@pytest.fixture
async def demo() -> AsyncIterator[Demo]:
    async with MastodonServer() as mastodon:
        with data_folder() as folder:
            given = {
                "ENGAGE_DATA_DIR": str(folder),
                "ENGAGE_ALLOW_HOSTS": f"http://{mastodon.host}",
            }
            settings = own_settings(Settings.from_env(given), port_beside(0))
            stage = stage_for(None)
            async with open_desk(settings) as desk:
                await connect(desk, stage)
                async with staged(desk, stage, 0) as page:
                    yield Demo(page.url, mastodon)


async def at_form(context: BrowserContext, demo: Demo, handle: str) -> Page:
    """The Home tab, with the form that connects a Mastodon account filled in."""
    tab = await context.new_page()
    tab.set_default_timeout(15_000)
    await tab.goto(demo.url)
    await tab.get_by_role("button", name="Engage APP").click()
    await tab.get_by_role("tab", name="Home").click()
    await tab.get_by_role("button", name="Connect account").click()
    await tab.get_by_role("radio", name="Mastodon").click()
    await expect(tab.get_by_label("Access token")).to_be_visible()
    await tab.get_by_label("Handle").fill(handle)
    await tab.get_by_role("button", name="Connect", exact=True).click()
    return tab


async def test_a_newcomer_is_walked_through_connecting(chromium: Browser, demo: Demo) -> None:
    coffee = demo.mastodon.world.join("coffee")
    handle = demo.mastodon.handle(coffee)
    context = await chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    tab = await at_form(context, demo, handle)

    async with context.expect_page() as opened:
        await tab.get_by_role("link", name="Sign in on Mastodon").click()
    there = await opened.value
    heading = there.get_by_role("heading", level=1)
    await expect(heading).to_have_text(f"Connect {handle} to Harbour Light?")
    await there.get_by_role("button", name="Go on to").click()
    await there.get_by_role("button", name="Authorize as coffee").click()
    await expect(heading).to_have_text(f"Give Harbour Light {handle}?")
    await there.get_by_role("button", name="Give it to Harbour Light").click()
    code = await there.locator(".code").inner_text()
    assert await fits_a_phone(there)
    await there.close()
    await tab.get_by_label("Code").fill(code)
    await tab.get_by_role("button", name="Connect", exact=True).click()

    await expect(tab.get_by_text("is connected")).to_be_visible()
    await tab.keyboard.press("Escape")
    await expect(tab.get_by_text(handle).first).to_be_visible()
    await context.close()


async def fits_a_phone(tab: Page) -> bool:
    await tab.set_viewport_size({"width": 360, "height": 740})
    return await fits(tab)
