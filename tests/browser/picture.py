"""Take the README's pictures from the playground as it is: a real exchange, a card, a post
studio, a weekly note, the Home tab.

.venv/bin/python -m tests.browser.picture docs/images
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from playwright.async_api import Browser, Locator, async_playwright
from playwright.async_api import Page as Tab

from assistant.bootstrap import open_desk
from assistant.settings import Settings
from playground.run import connect, own_settings, staged
from playground.scenery import stage_for
from playground.web import Page

WITHOUT = (
    # What each window opens for its unseen address bar takes as long as a page does.
    *("WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup", "WebUIOmniboxPopup"),
    *("PreloadTopChromeWebUI", "SpareRendererForSitePerProcess"),
    # Playwright's own choice: of two such lists only ours counts.
    *("AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync"),
    *("DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades"),
    *("LensOverlay", "MediaRouter", "NetworkTimeServiceQuerying", "OptimizationHints"),
    *("PaintHolding", "PreconnectToSearch", "ThirdPartyStoragePartitioning"),
)
"""Features of Chromium that no test is about."""

FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(WITHOUT)}",
]
TALL = 1740
"""Pixels of height that show the Home tab down to its first chart."""

CARD_HEIGHT = 760
"""Pixels of height that show a card whole, and the end of the one before."""

NOTE_HEIGHT = 1500
"""Pixels of height that show a weekly note whole."""

_CAME_IN = re.compile(r"(\d+) comments? of the last 48 hours came in")
_CARDS_AN_HOUR = 10
_TELLING = (
    ("needs a reply: asks", "English"),
    ("needs a reply", "English"),
    ("needs a reply",),
    (),
)

TOPIC = "how to grind for filter"
QUESTION = "how many replies did we get per day in the last two weeks?"


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Debian's Chromium, or the one that CHROMIUM names, with a fresh profile."""
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        await browser.close()


@contextmanager
def data_folder() -> Iterator[Path]:
    """A folder for stores: a short path, for their sockets, that a database run as root may pass."""
    folder = Path(tempfile.mkdtemp(prefix="engage-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@asynccontextmanager
async def demo(folder: Path) -> AsyncIterator[Page]:
    """What `engage demo` runs, over the sample community, with its stores under `folder`."""
    settings = own_settings(Settings.from_env({"ENGAGE_DATA_DIR": str(folder)}))
    stage = stage_for(None)
    async with open_desk(settings) as desk:
        await connect(desk, stage)
        async with staged(desk, stage, 0) as page:
            yield page


@asynccontextmanager
async def window(browser: Browser, page: Page, height: int = 900) -> AsyncIterator[Tab]:
    """A window on the playground, for a sharp picture."""
    context = await browser.new_context(
        viewport={"width": 1280, "height": height},
        device_scale_factor=1.5,
        color_scheme="light",
        locale="en-GB",
    )
    tab = await context.new_page()
    await tab.goto(page.url)
    yield tab
    await context.close()


async def exchange(tab: Tab, path: Path) -> Locator:
    """Ask in the channel, wait for the whole answer, take the picture; the thread it shows."""
    box = tab.get_by_role("combobox", name="Message #community")
    await box.fill(f"@engage {QUESTION}")
    await box.press("Escape")
    await box.press("Enter")
    thread = tab.get_by_role("complementary", name="Thread")
    await thread.get_by_role("button", name="Show sources").wait_for()
    await thread.get_by_role("figure").wait_for()
    await _take(tab, path)
    return thread


async def home(tab: Tab, path: Path) -> Locator:
    """Open the Home tab, wait for its figures, take the picture; the tab it shows."""
    await tab.get_by_role("button", name="Engage APP").click()
    await tab.get_by_role("tab", name="Home").click()
    shown = tab.get_by_role("tabpanel")
    await shown.get_by_role("figure", name="Replies per day").wait_for()
    await _take(tab, path)
    return shown


async def card(tab: Tab, path: Path) -> Locator:
    """Have comments of the last days shown, a reply drafted for the one that tells most, and take
    the picture; the channel it shows.
    """
    await tab.get_by_role("button", name="Show the last 48 h").click()
    channel = tab.get_by_role("main")
    told = channel.get_by_role("article").filter(has_text=_CAME_IN).first
    came = _CAME_IN.search(await told.inner_text(timeout=30_000))
    assert came, "there is always somebody who wrote to the sample community"
    shown = channel.get_by_role("article").filter(has=tab.get_by_role("button", name="Draft reply"))
    await shown.nth(min(int(came[1]), _CARDS_AN_HOUR) - 1).wait_for()
    drawn = channel.locator(f'[data-ts="{await _telling(shown)}"]')
    await drawn.get_by_role("button", name="Draft reply").click()
    await drawn.get_by_role("button", name="Approve").wait_for()
    await drawn.scroll_into_view_if_needed()
    await _take(tab, path)
    return channel


async def _telling(cards: Locator) -> str:
    """The newest card of somebody who asks, complains, or wrote at all; in English if there is one.

    What came in during the last days of the sample depends on the weekday.
    """
    for signs in _TELLING:
        found = cards
        for sign in signs:
            found = found.filter(has_text=sign)
        if await found.count():
            break
    return str(await found.last.get_attribute("data-ts"))


async def studio(tab: Tab, path: Path) -> Locator:
    """Ask for a post, wait for its ideas, take the picture; the thread it shows."""
    await _command(tab, f"post {TOPIC}")
    head = tab.get_by_role("main").get_by_role("article").filter(has_text="Post studio").last
    await head.locator(".thread-line").click()
    thread = tab.get_by_role("complementary", name="Thread")
    await thread.get_by_role("button", name="Approve").first.wait_for()
    await thread.get_by_role("button", name="Approve").last.scroll_into_view_if_needed()
    await _take(tab, path)
    return thread


async def note(tab: Tab, path: Path) -> Locator:
    """Ask for the weekly note, take the picture; the note it shows."""
    await _command(tab, "summary")
    shown = tab.locator(".only-you").last
    await shown.get_by_role("heading", name="Your week").wait_for()
    await shown.get_by_role("heading", name="Your week").scroll_into_view_if_needed()
    await _take(tab, path)
    return shown


async def _command(tab: Tab, words: str) -> None:
    box = tab.get_by_role("combobox", name="Message #community")
    await box.fill(f"/engage {words}")
    await box.press("Escape")
    await box.press("Enter")


async def _take(tab: Tab, path: Path) -> None:
    await tab.mouse.move(0, 0)
    await tab.screenshot(path=path, animations="disabled", caret="hide")


async def _main(pictures: Path) -> None:
    with data_folder() as folder:
        async with demo(folder) as page, chromium() as browser:
            async with window(browser, page) as tab:
                await exchange(tab, pictures / "exchange.png")
            async with window(browser, page) as tab:
                await card(tab, pictures / "card.png")
            async with window(browser, page) as tab:
                await studio(tab, pictures / "studio.png")
            async with window(browser, page, NOTE_HEIGHT) as tab:
                await note(tab, pictures / "note.png")
            async with window(browser, page, TALL) as tab:
                await home(tab, pictures / "home.png")
    sys.stdout.write(f"Wrote five pictures into {pictures}\n")


if __name__ == "__main__":
    asyncio.run(_main(Path(sys.argv[1])))
