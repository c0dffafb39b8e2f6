"""Spotlights, joining, the note and the mix in `engage demo`: real app and stores, sample community,
no keys.
"""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from handlers.render import joins, spotlights
from playground import web
from tests.browser.looking import desktop, watched

pytestmark = pytest.mark.browser


@pytest.fixture
async def tab(chromium: Browser, shown: web.Page) -> AsyncIterator[Page]:
    """The demo, once all that was said before is there."""
    async with watched(await desktop(chromium, 860), shown.url, patience_s=30) as tab:
        await expect(tab.locator(".message").first).to_be_visible()
        yield tab


async def said(tab: Page, command: str) -> Locator:
    """What the person alone is told."""
    box = tab.get_by_role("combobox", name="Message #community")
    before = await tab.locator(".only-you").count()
    await box.fill(command)
    await box.press("Escape")
    await box.press("Enter")
    await expect(tab.locator(".only-you")).to_have_count(before + 1, timeout=20_000)
    return tab.locator(".only-you").last


async def log(tab: Page) -> list[dict[str, str]]:
    """The lines of the file that `/engage audit` sends, as a click downloads it."""
    await expect(await said(tab, "/engage audit")).to_contain_text("as a file")
    await tab.get_by_role("button", name="Engage APP").click()
    async with tab.expect_download() as coming:
        await tab.get_by_role("link", name="engage-audit-").click()
    file = await (await coming.value).path()
    return list(csv.DictReader(io.StringIO(await asyncio.to_thread(file.read_text))))


async def test_somebody_is_chosen_and_asked_first(tab: Page, shown: web.Page) -> None:
    """The card of their post asks for permission, no post names them, and the list remembers whom."""
    listed = await said(tab, "/engage spotlight")
    await expect(listed).to_contain_text("Who deserves the light")
    await expect(listed).to_contain_text("Nobody was put into the light yet")
    bold = await listed.locator("strong").all_inner_texts()
    second = [each for each in bold if "(@" in each][1]
    await listed.get_by_role("button", name=spotlights.ASK).nth(1).click()
    told = tab.locator(".only-you").last
    await expect(told).to_contain_text("asks whether you may name them", timeout=30_000)
    await told.get_by_role("link", name="here is the card").click()
    card = tab.locator(".message").filter(has_text="with your name? A no is fine.").first
    await expect(card).to_be_visible(timeout=60_000)
    await expect(tab.get_by_text("Post studio", exact=False)).to_have_count(0)

    again = await said(tab, "/engage spotlight")
    await expect(again).to_contain_text("Waiting for their answer")
    assert second in (await again.inner_text()).partition("Waiting for their answer")[2]
    await expect(again.get_by_role("button", name=spotlights.YES)).to_have_count(1)
    assert "drafted" in {line["what happened"] for line in await log(tab)}
    refused = [(call.method, call.error) for call in shown.slack.calls if not call.ok]
    assert refused == []


async def test_what_is_worth_joining_says_why_or_why_not(tab: Page) -> None:
    """What there is to join depends on the day; that somebody listens does not."""
    listed = await said(tab, "/engage join")
    await expect(listed).to_contain_text("Worth joining")
    await expect(listed).to_contain_text("of 5 for today are used")
    await expect(listed).not_to_contain_text(joins.NOBODY_LISTENS)


async def test_the_weekly_note_has_its_checks_and_buttons_that_work(
    tab: Page, shown: web.Page
) -> None:
    """What a team reads on its Monday: a chart, a table, something to stop, and what to do."""
    note = await said(tab, "/engage summary")
    await expect(note.get_by_role("heading", name="Your week")).to_be_visible(timeout=30_000)
    await expect(note.get_by_role("figure", name="Checks, in percent")).to_be_visible()
    await expect(note).to_contain_text("Stop")
    await note.get_by_role("button", name="Thank").first.click()
    told = tab.locator(".only-you").last
    await expect(told.get_by_role("link", name="here is the card")).to_be_visible(timeout=30_000)
    await expect(tab.get_by_text("Post studio", exact=False)).to_have_count(0)
    note = tab.locator(".only-you").filter(has_text="Your week").last
    post = note.get_by_role("button", name="Draft a post").first
    await post.click()
    studio = tab.get_by_text("Post studio", exact=False).first
    await expect(studio).to_be_visible(timeout=30_000)
    refused = [(call.method, call.error) for call in shown.slack.calls if not call.ok]
    assert refused == []


async def test_the_mix_is_drawn_and_takes_a_correction(tab: Page) -> None:
    """What our posts are for, counted; a label that is wrong is put right in place."""
    mix = await said(tab, "/engage mix")
    await expect(mix.get_by_role("figure").first).to_be_visible(timeout=30_000)
    await expect(mix).to_contain_text("promot")
    await mix.get_by_role("combobox").last.select_option(index=1)
    await expect(tab.locator(".only-you").last).to_contain_text("Noted", timeout=20_000)
