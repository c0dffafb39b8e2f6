"""Make the picture of the README from a real exchange in the playground.

.venv/bin/python -m tests.browser.picture docs/images/exchange.png
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from playwright.async_api import Browser, Locator, async_playwright

from assistant.bootstrap import open_desk
from assistant.settings import Settings
from playground.run import connect, own_settings, stage_for, staged
from playground.web import Page

FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
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
async def photographed(browser: Browser, page: Page, path: Path) -> AsyncIterator[Locator]:
    """Ask in the channel, wait for the whole answer, take the picture; the thread it shows."""
    context = await browser.new_context(
        viewport={"width": 1280, "height": 900},
        device_scale_factor=1.5,
        color_scheme="light",
        locale="en-GB",
    )
    tab = await context.new_page()
    await tab.goto(page.url)
    box = tab.get_by_role("combobox", name="Message #community")
    await box.fill(f"@engage {QUESTION}")
    await box.press("Escape")
    await box.press("Enter")
    thread = tab.get_by_role("complementary", name="Thread")
    await thread.get_by_role("button", name="Show sources").wait_for()
    await thread.get_by_role("figure").wait_for()
    await tab.mouse.move(0, 0)
    await tab.screenshot(path=path, animations="disabled", caret="hide")
    yield thread
    await context.close()


async def _main(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with data_folder() as folder:
        async with (
            demo(folder) as page,
            chromium() as browser,
            photographed(browser, page, path),
        ):
            sys.stdout.write(f"Wrote {path}\n")


if __name__ == "__main__":
    asyncio.run(_main(Path(sys.argv[1])))
