"""Windows on the playground: a desk's, a phone's, and what must never happen in any."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, BrowserContext, Page


async def desktop(chromium: Browser, height: int = 900) -> BrowserContext:
    """A window in light colours."""
    return await chromium.new_context(
        viewport={"width": 1280, "height": height}, color_scheme="light", locale="en-GB"
    )


async def handheld(chromium: Browser) -> BrowserContext:
    """A phone in the dark: a narrow window with a finger."""
    return await chromium.new_context(
        viewport={"width": 390, "height": 844},
        color_scheme="dark",
        locale="en-GB",
        has_touch=True,
        is_mobile=True,
    )


@asynccontextmanager
async def watched(
    context: BrowserContext, url: str, *, patience_s: float = 10
) -> AsyncIterator[Page]:
    """A tab in whose console nothing is complained about; its window is closed in the end."""
    troubles: list[str] = []
    tab = await context.new_page()
    tab.set_default_timeout(patience_s * 1_000)
    tab.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    tab.on("pageerror", lambda error: troubles.append(str(error)))
    await tab.goto(url)
    yield tab
    await context.close()
    assert troubles == []


async def fits(tab: Page) -> bool:
    """Whether nothing is wider than the window."""
    return bool(await tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
