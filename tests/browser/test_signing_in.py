"""A newcomer connects accounts in `engage demo`: from the Home tab to the platform's own page and
back, in one browser, with the real app and real stores. What does not work is said in a sentence.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from assistant.bootstrap import Desk, open_desk
from assistant.community.accounts import Platform
from assistant.settings import Settings
from handlers import ids
from playground import web
from playground.beside import port_beside
from playground.run import connect, own_settings, staged
from playground.scenery import stage_for
from tests.browser.looking import desktop, fits, handheld
from tests.browser.picture import data_folder
from tests.doubles.mastodon import MastodonServer
from tests.doubles.meta import MetaServer
from tests.doubles.x import XServer

pytestmark = pytest.mark.browser

PATIENCE_MS = 15_000
LINK = re.compile(r"http://[^\s'\"]+/connect/\w+\?ticket=[\w.-]+")
TO = "Harbour Light"
"""The workspace of the demo."""


@dataclass
class Demo:
    """The playground, and platforms to sign in at."""

    shown: web.Page
    desk: Desk
    mastodon: MastodonServer
    x: XServer
    meta: MetaServer

    async def link(self, platform: Platform, handle: str) -> str:
        """Ask for a platform's own page, without looking at Slack; the address of its button."""
        slack, me = self.shown.slack, self.shown.people[0]
        homes, modals = slack.workspace.homes, slack.workspace.modals
        slack.open_app(me, "home")
        await slack.until(lambda: me.id in homes)
        await slack.click_view(me, homes[me.id], ids.CONNECT)
        await slack.until(lambda: "Platform" in repr(modals.get(me.id)))
        await slack.click_view(me, modals[me.id][-1], ids.PLATFORM, platform.value)
        await slack.until(lambda: f'"platform": "{platform.value}"' in repr(modals[me.id]))
        await slack.fill(me, modals[me.id][-1], {"Handle": handle})
        await slack.until(lambda: LINK.search(repr(modals[me.id][-1].body)))
        found = LINK.findall(repr(modals[me.id][-1].body))
        await slack.dismiss(me, modals[me.id][-1])
        return str(found[0])

    async def enter(self, code: str) -> None:
        """Type a code in Slack whose window was closed, without looking at it."""
        slack, me = self.shown.slack, self.shown.people[0]
        modals = slack.workspace.modals
        await slack.click_view(me, slack.workspace.homes[me.id], ids.CONNECT)
        await slack.until(lambda: ids.CODE in repr(modals.get(me.id)))
        await slack.click_view(me, modals[me.id][-1], ids.CODE, "bluesky")
        await slack.until(lambda: "The last page in your browser" in repr(modals[me.id]))
        await slack.fill(me, modals[me.id][-1], {"Code": code})
        await slack.until(lambda: "is connected" in repr(modals[me.id]))

    async def connected(self) -> dict[str, str]:
        """What is connected besides the sample community: native ids by account."""
        every = await self.desk.accounts.all(self.shown.slack.workspace.team_id)
        sample = Platform.SAMPLE
        return {str(each.ref): each.native_id for each in every if each.ref.platform != sample}


@pytest.fixture(scope="module")
async def demo() -> AsyncIterator[Demo]:
    port = port_beside(0)
    back = f"http://127.0.0.1:{port}/connect/{{}}/callback"
    async with MastodonServer() as mastodon, XServer() as x, MetaServer() as meta:
        app = x.signing.register(back.format("x"))
        meta.app.needs_proof = True
        meta.app.redirects = [back.format(each) for each in ("facebook", "instagram")]
        with data_folder() as folder:
            given = {
                "ENGAGE_DATA_DIR": str(folder),
                "ENGAGE_ALLOW_HOSTS": f"http://{mastodon.host}",
                "X_API_URL": x.url,
                "X_WEB_URL": x.url,
                "X_CLIENT_ID": app.client_id,
                "X_CLIENT_SECRET": app.client_secret or "",
                "GRAPH_API_URL": meta.graph,
                "META_WEB_URL": meta.url,
                "META_APP_ID": meta.app.id,
                "META_APP_SECRET": meta.app.secret,
            }
            settings, stage = own_settings(Settings.from_env(given), port), stage_for(None)
            async with open_desk(settings) as desk:
                await connect(desk, stage)
                async with staged(desk, stage, 0) as page:
                    yield Demo(page, desk, mastodon, x, meta)


@pytest.fixture
async def window(chromium: Browser) -> AsyncIterator[BrowserContext]:
    """One of a desk, in light colours."""
    context = await desktop(chromium)
    context.set_default_timeout(PATIENCE_MS)
    yield context
    await context.close()


def heading(there: Page) -> Locator:
    return there.get_by_role("heading", level=1)


async def at_form(window: BrowserContext, demo: Demo, platform: Platform, handle: str) -> Page:
    """The Home tab, with the form that connects an account filled in and sent."""
    tab = await window.new_page()
    await tab.goto(demo.shown.url)
    await tab.get_by_role("button", name="Engage APP").click()
    await tab.get_by_role("tab", name="Home").click()
    await tab.get_by_role("button", name="Connect account").click()
    await tab.get_by_role("radio", name=platform.title, exact=True).click()
    hint = {Platform.X: "X charges for each thing"}.get(platform, f"sign in on {platform.title}")
    await expect(tab.get_by_text(hint)).to_be_visible()
    await tab.get_by_label("Handle").fill(handle)
    await tab.get_by_role("button", name="Connect", exact=True).click()
    return tab


@asynccontextmanager
async def at_its_page(
    window: BrowserContext, tab: Page, platform: Platform, handle: str
) -> AsyncIterator[Page]:
    """The window that the button in Slack opens, gone on to the platform's own page."""
    async with window.expect_page() as opened:
        await tab.get_by_role("link", name=f"Sign in on {platform.title}").click()
    there = await opened.value
    await expect(heading(there)).to_have_text(f"Connect {handle} to {TO}?")
    await there.get_by_role("button", name="Go on to").click()
    yield there
    await there.close()


async def given(there: Page, tab: Page, handle: str) -> None:
    """From the platform's yes over our question to the code, and with it back in Slack."""
    await expect(heading(there)).to_have_text(f"Give {handle} to {TO}?")
    await there.get_by_role("button", name=f"Give it to {TO}").click()
    code = await there.locator(".code").inner_text()
    await tab.get_by_label("Code").fill(code)
    await tab.get_by_role("button", name="Connect", exact=True).click()
    await expect(tab.get_by_text("is connected")).to_be_visible()


async def told(there: Page, title: str, *words: str) -> None:
    """What the page says, whole on a phone."""
    await expect(heading(there)).to_have_text(title)
    for each in words:
        await expect(there.locator("main")).to_contain_text(each)
    was = there.viewport_size
    await there.set_viewport_size({"width": 360, "height": 740})
    assert await fits(there)
    if was:
        await there.set_viewport_size(was)


async def test_a_newcomer_is_walked_through_connecting(window: BrowserContext, demo: Demo) -> None:
    handle = demo.mastodon.handle(demo.mastodon.world.join("coffee"))
    tab = await at_form(window, demo, Platform.MASTODON, handle)

    async with at_its_page(window, tab, Platform.MASTODON, handle) as there:
        await there.get_by_role("button", name="Authorize as coffee").click()
        await told(there, f"Give {handle} to {TO}?")
        await given(there, tab, handle)

    await tab.keyboard.press("Escape")
    await expect(tab.get_by_text(handle).first).to_be_visible()
    assert f"mastodon:{handle}" in await demo.connected()


async def test_x_is_signed_in_on_its_own_page(
    chromium: Browser, window: BrowserContext, demo: Demo, pictures: Path
) -> None:
    """No, somebody else, and yes; and what becomes of the address X sends the browser back to."""
    acme = demo.x.world.join("roastery")
    there = await window.new_page()
    backs: list[str] = []
    there.on("request", lambda sent: backs.append(sent.url) if "/callback?" in sent.url else None)

    await there.goto(await demo.link(Platform.X, "roastery"))
    await told(there, f"Connect roastery to {TO}?", "X's page also asks for writing")
    await there.screenshot(path=pictures / "x-asks.png")
    await there.get_by_role("button", name="Go on to").click()
    await there.get_by_role("button", name="Cancel").click()
    await told(there, "You connected nothing", "You said no on X's page")
    await go(there, await demo.link(Platform.X, "brewery"), "Authorize app as roastery")
    await told(there, "The account was not connected", "as @roastery, not as @brewery.")

    tab = await at_form(window, demo, Platform.X, "roastery")
    async with at_its_page(window, tab, Platform.X, "roastery") as page:
        await page.get_by_role("button", name="Authorize app as roastery").click()
        await page.screenshot(path=pictures / "x-gives.png")
        await given(page, tab, "roastery")
        await page.screenshot(path=pictures / "x-code.png")
    assert (await demo.connected())["x:roastery"] == acme.id

    # the same address again, and one that another browser comes back with
    await there.goto(backs[-1])
    await told(there, "This page is no longer valid", "Please start again in Slack.")
    await there.goto(await demo.link(Platform.X, "roastery"))
    await there.get_by_role("button", name="Go on to").click()
    await expect(there.get_by_role("button", name="Cancel")).to_be_visible()
    other = await handheld(chromium)
    stranger = await other.new_page()
    await stranger.goto(there.url)
    await stranger.get_by_role("button", name="Authorize app as roastery").click()
    await told(stranger, "This began in another browser", "nobody can slip you a link of theirs")
    await stranger.screenshot(path=pictures / "x-elsewhere.png")
    await other.close()
    assert len(demo.x.signing.refreshes) == 1


async def test_a_page_out_of_several_is_signed_in_on_facebooks_own_page(
    window: BrowserContext, demo: Demo, pictures: Path
) -> None:
    """And what is said of a permission or a Page that was left out."""
    world = demo.meta.world
    olga = world.person("Olga")
    pages = [world.page(name, f"The {name}", admin=olga) for name in ("mill", "tearoom", "shop")]
    there = await window.new_page()

    demo.meta.dialog.declining = ("pages_manage_engagement", "read_insights")
    await go(there, await demo.link(Platform.FACEBOOK, "tearoom"), "Continue as Olga")
    await told(
        there,
        "The account was not connected",
        "not allowed to answer and hide comments (pages_manage_engagement)",
        "read how often posts are seen (read_insights)",
    )
    await there.screenshot(path=pictures / "facebook-less.png")
    demo.meta.dialog.declining = ()
    await go(there, await demo.link(Platform.FACEBOOK, "market"), "Continue as Olga")
    await told(there, "The account was not connected", "facebook:shop, not facebook:market")
    await go(there, await demo.link(Platform.FACEBOOK, "tearoom"), "Cancel")
    await told(there, "You connected nothing", "You said no on Facebook's page")

    tab = await at_form(window, demo, Platform.FACEBOOK, "tearoom")
    async with at_its_page(window, tab, Platform.FACEBOOK, "tearoom") as page:
        await page.get_by_role("button", name="Continue as Olga").click()
        await given(page, tab, "tearoom")
    assert (await demo.connected())["facebook:tearoom"] == pages[1].id


async def test_an_instagram_account_is_signed_in_by_the_page_it_is_linked_to(
    chromium: Browser, demo: Demo, pictures: Path
) -> None:
    """And what is said where none is linked."""
    world = demo.meta.world
    nils = world.person("Nils")
    page = world.page("cellar", "The cellar", admin=nils)
    phone = await handheld(chromium)
    there = await phone.new_page()

    await go(there, await demo.link(Platform.INSTAGRAM, "cellar"), "Continue as Nils")
    await told(
        there,
        "The account was not connected",
        "no Page with an Instagram account linked to it",
        "Make it a professional account",
    )
    await there.screenshot(path=pictures / "instagram-unlinked.png")
    cellar = world.instagram("cellar", page=page)

    await go(there, await demo.link(Platform.INSTAGRAM, "cellar"), "Continue as Nils")
    await there.get_by_role("button", name="Give it to").click()
    await demo.enter(await there.locator(".code").inner_text())
    await phone.close()
    assert (await demo.connected())["instagram:cellar"] == cellar.id


async def go(there: Page, link: str, answer: str) -> None:
    """From a link of ours over our question to the platform's page, and press a button there."""
    await there.goto(link)
    await there.get_by_role("button", name="Go on to").click()
    await there.get_by_role("button", name=answer).click()
