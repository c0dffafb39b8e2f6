"""The post studio as people see it: from `/engage post` in the demo to the post in the sample's
world, with an edit, an image and its description, a time, another time, and a change of mind.
"""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.async_api import Browser, FilePayload, Locator, Page, expect

from assistant.community.authenticity.findings import Finding, Level
from assistant.community.mix import Function
from handlers.manifest import load
from playground import web
from playground.slack import SlackDouble
from tests.browser.conftest import COMMANDS, WELCOME
from tests.browser.looking import fits, handheld, watched
from tests.browser.picture import data_folder, demo, window
from tests.scenario.card_room import AT
from tests.scenario.going import going
from tests.scenario.memory import HeldClock, MemoryRuns
from tests.scenario.running import Engage, Stores
from tests.scenario.studio_desk import StudioDesk
from tests.scenario.studio_room import StudioRoom

pytestmark = pytest.mark.browser

TOPIC = "post how long beans rest before they brew well as filter coffee"
WORDS = "For filter we wait about ten days after the roast. Espresso takes two weeks."


def a_picture() -> bytes:
    """A drawing of a calendar page, as a PNG."""
    drawn = Image.new("RGB", (480, 300), "#f4ead9")
    pen = ImageDraw.Draw(drawn)
    pen.rectangle((24, 24, 456, 84), fill="#1f3d36")
    for n in range(10):
        left = 24 + n % 5 * 88
        top = 108 + n // 5 * 88
        pen.rectangle((left, top, left + 72, top + 72), outline="#1f3d36", width=4)
    data = io.BytesIO()
    drawn.save(data, "PNG")
    return data.getvalue()


def dialog(tab: Page) -> Locator:
    return tab.get_by_role("dialog").last


async def sent(tab: Page, name: str) -> None:
    """Send the form on top, and see it close."""
    form = dialog(tab)
    await form.get_by_role("button", name=name, exact=True).click()
    await gone(tab)


async def gone(tab: Page) -> None:
    """See the form close; one that took longer says that it is saved, and is closed by hand."""
    forms = tab.get_by_role("dialog")
    await expect(forms.filter(has_not_text="Saved.")).to_have_count(0, timeout=20_000)
    if await forms.count():
        await tab.keyboard.press("Escape")
    await expect(forms).to_have_count(0)


async def menu(tab: Page, idea: Locator, entry: str) -> None:
    await idea.locator(".actions summary, .actions [aria-haspopup=menu]").last.click()
    await tab.get_by_role("menuitem", name=entry).click()


async def test_a_post_is_made_planned_and_published(chromium: Browser, pictures: Path) -> None:
    """Nothing typed publishes; what goes out is what stood there, image and all."""
    with data_folder() as folder:
        async with demo(folder) as page, window(chromium, page) as tab:
            await tab.get_by_role("button", name="community").click()
            box = tab.get_by_role("combobox").last
            await box.fill(f"/engage {TOPIC}")
            await box.press("Enter")
            head = tab.locator(".conversation .message", has_text="Post studio").last
            await expect(head).to_contain_text("how long beans rest", timeout=20_000)
            await head.locator(".thread-line").click(timeout=40_000)
            thread = tab.get_by_role("complementary", name="Thread")
            approve = thread.get_by_role("button", name="Approve")
            await expect(approve.first).to_be_visible(timeout=40_000)
            inside = tab.get_by_role("button", name="Approve")
            ts = await thread.locator(".message", has=inside).first.get_attribute("data-ts")
            idea = thread.locator(f'.message[data-ts="{ts}"]')
            await tab.screenshot(path=pictures / "studio.png", animations="disabled")

            await idea.get_by_role("button", name="Edit").click()
            await dialog(tab).get_by_label("Post").first.fill(WORDS)
            await sent(tab, "Save")
            await expect(idea).to_contain_text(WORDS)

            async with tab.expect_file_chooser() as choosing:
                await thread.get_by_role("button", name="Attach an image").click()
            chooser = await choosing.value
            png = FilePayload(name="rest.png", mimeType="image/png", buffer=a_picture())
            await chooser.set_files([png])
            await thread.get_by_role("combobox").press("Enter")
            await expect(thread.get_by_role("img", name="rest.png")).to_be_visible()
            say = thread.get_by_role("button", name="Say what it shows")
            await say.click(timeout=20_000)
            await dialog(tab).get_by_label("What image 1 shows").fill("Ten days of a calendar.")
            await sent(tab, "Save")
            await expect(idea).to_contain_text("Ten days of a calendar.")

            await thread.get_by_role("combobox").fill("post it now")
            await thread.get_by_role("combobox").press("Enter")
            await expect(thread).to_contain_text("never something written here", timeout=20_000)

            await planned(tab, idea, "Schedule…", days=2, clock="09:30")
            await expect(idea).to_contain_text(re.compile(r"Goes out .*, 09:30"))
            await tab.screenshot(path=pictures / "studio-planned.png", animations="disabled")
            await planned(tab, idea, "Move…", days=3, clock="10:15")
            await expect(idea).to_contain_text(re.compile(r"Goes out .*, 10:15"))
            await idea.get_by_role("button", name="Cancel").click()

            await idea.get_by_role("button", name="Approve").click(timeout=20_000)
            anyway, out = tab.get_by_role("button", name="Approve anyway"), idea.get_by_text("Undo")
            await expect(anyway.or_(out)).to_be_visible(timeout=20_000)
            if await anyway.is_visible():
                await anyway.click()
            await expect(idea).to_contain_text("Published", timeout=60_000)
            await tab.screenshot(path=pictures / "studio-published.png", animations="disabled")
            await tab.emulate_media(color_scheme="dark")
            await tab.screenshot(path=pictures / "studio-dark.png", animations="disabled")


async def planned(tab: Page, idea: Locator, button: str, *, days: int, clock: str) -> None:
    """Choose a day and a time; doubts, if there are any, are looked at and overridden."""
    await idea.get_by_role("button", name=button).click()
    form = dialog(tab)
    day = datetime.now(UTC) + timedelta(days=days)
    await form.get_by_label("Day").fill(f"{day:%Y-%m-%d}")
    await form.get_by_label("Time").fill(clock)
    await form.locator("button[type=submit]").click()
    anyway = tab.get_by_role("button", name="Approve anyway")
    await expect(anyway.or_(idea.get_by_text(f", {clock}"))).to_be_visible(timeout=20_000)
    if await anyway.is_visible():
        await anyway.click()
    await gone(tab)


async def test_a_studio_on_a_phone_in_the_dark(chromium: Browser, pictures: Path) -> None:
    """One column, one decision a message, every button in reach; forms as large as the screen."""
    clock = HeldClock()
    clock.at = AT + timedelta(minutes=5)
    stores, desk = Stores(clock, MemoryRuns(clock)), StudioDesk(clock)
    stores.give = desk.give
    events = frozenset(load()["settings"]["event_subscriptions"]["bot_events"])
    async with (
        SlackDouble(name="Fern & Field", subscriptions=events) as slack,
        going(Engage(slack, stores)) as engage,
    ):
        room = StudioRoom.furnish(slack, engage, desk)
        await room.open()
        text = "Beans rest ten days before they pour well: https://shop.example/resting/filter"
        draft_id = f"post-{text[:12]}"
        found = Finding(11, 19, "figure", Level.BLOCK, "This length of time stands in no fact.")
        desk.findings[draft_id] = (found,)
        desk.held[draft_id] = "4 of 18 posts of the last 28 days promoted, and 20 % are allowed."
        desk.missing[room.account.id] = Function.SHARE
        await room.draft(text=text, rest=("Espresso takes longer.",))
        await room.draft(text="What would you like to know about resting?", idea=1)
        async with (
            web.Page(slack, (room.anna, room.ben), COMMANDS, WELCOME) as page,
            watched(await handheld(chromium), page.url) as phone,
        ):
            await phone.get_by_role("button", name="community").tap()
            await phone.locator(".thread-line").tap()
            approve = phone.get_by_role("button", name="Approve").first
            await expect(approve).to_be_visible()
            await expect(phone.get_by_text("4 of 18 posts")).to_be_visible()
            await approve.scroll_into_view_if_needed()
            assert await fits(phone)
            await phone.screenshot(path=pictures / "studio-phone.png", animations="disabled")
            await phone.get_by_role("button", name="Schedule…").first.tap()
            await expect(dialog(phone).get_by_label("Day")).to_be_visible()
            assert await fits(phone)
            when = pictures / "studio-when-phone.png"
            await phone.screenshot(path=when, animations="disabled")
