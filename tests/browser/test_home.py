"""The Home tab and its modals as they are: real app, real stores, sample community."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from playground import web
from tests.browser.looking import desktop, fits, handheld, watched

pytestmark = pytest.mark.browser


@asynccontextmanager
async def at_home(context: BrowserContext, shown: web.Page) -> AsyncIterator[Page]:
    async with watched(context, shown.url) as tab:
        await tab.get_by_role("button", name="Engage APP").click()
        await tab.get_by_role("tab", name="Home").click()
        await expect(tab.get_by_role("heading", name="Your accounts")).to_be_visible()
        yield tab
        await close_modals(tab)


async def close_modals(tab: Page) -> None:
    """They are the person's, and outlive the window."""
    top = "document.querySelector('dialog[open]')?.dataset.view ?? null"
    while view := await tab.evaluate(top):
        await tab.keyboard.press("Escape")
        await expect(tab.locator(f'dialog[data-view="{view}"]')).to_have_count(0)


@pytest.fixture
async def home(chromium: Browser, shown: web.Page) -> AsyncIterator[Page]:
    """A manager's Home tab in a desktop window."""
    async with at_home(await desktop(chromium), shown) as tab:
        yield tab


@pytest.fixture
async def phone(chromium: Browser, shown: web.Page) -> AsyncIterator[Page]:
    """The same on a phone, in the dark."""
    async with at_home(await handheld(chromium), shown) as tab:
        yield tab


def dialog(tab: Page, name: str) -> Locator:
    return tab.get_by_role("dialog", name=name, exact=True)


async def test_accounts_scorecard_and_charts(home: Page, pictures: Path) -> None:
    """Everything a manager looks for, from real records."""
    await expect(home.get_by_text("harbourlight.coffee")).not_to_have_count(0)
    await expect(home.get_by_role("figure", name="Scorecard")).to_be_visible()
    await expect(home.get_by_role("figure", name="Replies per day")).to_be_visible()
    await expect(home.get_by_role("heading", name="What is open")).to_be_visible()
    await home.mouse.move(0, 0)
    await home.screenshot(path=pictures / "home.png", animations="disabled")
    await home.set_viewport_size({"width": 1100, "height": 1960})
    await home.screenshot(path=pictures / "home-whole.png", animations="disabled")


async def test_settings_by_keyboard_alone(home: Page, pictures: Path) -> None:
    """Errors at their fields, Enter saves, what was saved stands there again, Escape closes."""
    await home.get_by_role("button", name="Workspace settings").focus()
    await home.keyboard.press("Enter")
    box = dialog(home, "Workspace settings")
    zone = box.get_by_label("Time zone")
    await expect(zone).to_be_focused()
    await zone.fill("Mars/Olympus")
    await home.keyboard.press("Enter")

    await expect(box.get_by_role("alert")).to_contain_text("Europe/Berlin")
    await expect(zone).to_be_focused()
    await expect(zone).to_have_value("Mars/Olympus")
    await home.screenshot(path=pictures / "settings-error.png", animations="disabled")
    await zone.fill("Asia/Tokyo")
    await home.keyboard.press("Enter")
    await expect(box).to_have_count(0)

    await home.get_by_role("button", name="Workspace settings").click()
    await expect(box.get_by_label("Time zone")).to_have_value("Asia/Tokyo")
    await home.screenshot(path=pictures / "settings.png", animations="disabled")
    await home.keyboard.press("Escape")
    await expect(box).to_have_count(0)


async def test_focus_stays_in_the_modal(home: Page) -> None:
    """However often one tabs on."""
    await home.get_by_role("button", name="People and rights").click()
    await expect(dialog(home, "People and rights")).to_be_visible()
    for _ in range(40):
        await home.keyboard.press("Tab")
        inside = (
            "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )
        assert await home.evaluate(inside)
    await home.keyboard.press("Escape")


async def test_people_approvers_and_acts(home: Page, pictures: Path) -> None:
    """Somebody is named, an account gets its approver on top, both are listed, one is undone."""
    await home.get_by_role("button", name="People and rights").click()
    people = dialog(home, "People and rights")
    await people.get_by_label("Add somebody…").select_option(label="Mara Lind")
    await expect(people.get_by_role("button", name="Remove Mara Lind")).to_be_visible()
    await people.get_by_role("button", name="Save").click()
    await expect(people).to_have_count(0)

    await home.get_by_role("button", name="People and rights").click()
    await people.get_by_role("button", name="Change").click()
    account = dialog(home, "Account settings")
    await account.get_by_label("Business hours (optional)").fill("Mon-Fri 09:00-17:00")
    await account.get_by_label("Add somebody…").select_option(label="Mara Lind")
    await home.screenshot(path=pictures / "account-settings.png", animations="disabled")
    await account.get_by_role("button", name="Save").click()
    await expect(people).to_contain_text("@Mara Lind")
    await home.screenshot(path=pictures / "people.png", animations="disabled")
    await people.get_by_role("button", name="Recent acts").click()

    acts = dialog(home, "Recent acts")
    await expect(acts).to_contain_text("named @Mara Lind a manager")
    await expect(acts).to_contain_text("business hours: nothing set")
    await home.screenshot(path=pictures / "acts.png", animations="disabled")
    await acts.get_by_role("button", name="Close").first.click()
    await people.get_by_role("button", name="Remove Mara Lind").click()
    await people.get_by_role("button", name="Save").click()
    await expect(people).to_have_count(0)


async def test_connecting_an_account(home: Page, pictures: Path) -> None:
    """The platform chosen changes the fields; an empty form is held back at its fields."""
    await home.get_by_role("button", name="Connect account").click()
    box = dialog(home, "Connect account")
    await box.get_by_label("Handle").fill("acme.example")
    await home.screenshot(path=pictures / "connect.png", animations="disabled")
    await box.get_by_label("Mastodon").check()
    await expect(box.get_by_label("Access token")).to_have_value("")
    await expect(box.get_by_label("Handle")).to_have_value("")
    await expect(box.get_by_label("Mastodon")).to_be_checked()
    await box.get_by_role("button", name="Connect").click()

    await expect(box.get_by_role("alert").first).to_have_text(
        "Please complete this required field."
    )
    await box.get_by_label("Handle").fill("acme")
    await box.get_by_label("Access token").fill("nothing")
    await box.get_by_role("button", name="Connect").click()
    # both fields' alerts stand until the answer to the second press has come
    await expect(box.get_by_role("alert").filter(has_text="with its server")).to_have_count(1)
    await expect(box.get_by_role("alert")).to_have_count(1)
    await expect(box.get_by_label("Access token")).to_have_value("nothing")


async def test_a_member_sees_who_manages(home: Page) -> None:
    """The same figures, and no button."""
    await home.get_by_label("Look at the workspace as").select_option(label="Mara Lind")
    await home.get_by_role("button", name="Engage APP").click()
    await home.get_by_role("tab", name="Home").click()

    await expect(home.get_by_text("Accounts and settings are managed by")).to_be_visible()
    await expect(home.get_by_role("figure", name="Scorecard")).to_be_visible()
    await expect(home.get_by_role("button", name="Connect account")).to_have_count(0)


async def test_on_a_phone_in_the_dark(phone: Page, pictures: Path) -> None:
    """One column, nothing beside the edge, modals as large as the screen."""
    await expect(phone.get_by_role("figure", name="Scorecard")).to_be_visible()
    assert await fits(phone)
    scorecard = phone.get_by_role("figure", name="Scorecard")
    percent = scorecard.get_by_role("cell").filter(has_text="%").first
    assert "\u00a0%" in (await percent.text_content() or "")
    await phone.screenshot(path=pictures / "home-phone.png", animations="disabled")
    await phone.get_by_role("button", name="Workspace settings").click()
    box = dialog(phone, "Workspace settings")
    await expect(box).to_be_visible()
    assert await fits(phone)
    size = await box.bounding_box()
    assert size is not None
    assert (size["width"], size["height"]) == (390, 844)
    await phone.screenshot(path=pictures / "settings-phone.png", animations="disabled")


async def test_letting_an_account_go_and_erasing_it(home: Page, pictures: Path) -> None:
    """The last test here: afterwards nothing is left to look at. The report counts real rows."""
    await home.get_by_role("button", name="Settings", exact=True).click()
    await dialog(home, "Account settings").get_by_role("button", name="Disconnect account").click()
    form = dialog(home, "Disconnect account")
    await expect(form.get_by_label("Keep it")).to_be_checked()
    await home.screenshot(path=pictures / "disconnect.png", animations="disabled")
    await form.get_by_role("button", name="Disconnect").click()
    report = dialog(home, "Disconnected")
    await expect(report).to_contain_text("its sign-in is destroyed")
    await report.get_by_role("button", name="Close").last.click()
    await expect(home.locator("dialog[open]")).to_have_count(0)

    await expect(home.get_by_text("what was read is still kept")).to_be_visible()
    await home.get_by_role("button", name="Erase").click()
    await dialog(home, "Erase account").get_by_role("button", name="Erase").click()
    await expect(dialog(home, "Erased")).to_contain_text(re.compile(r"[\d,]+ posts"))
    await home.screenshot(path=pictures / "erased.png", animations="disabled")
