"""The playground by keyboard alone, on a phone, in the dark."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Desk

pytestmark = pytest.mark.browser

UNNAMED = """
() => [...document.querySelectorAll("button, a[href], input, select, textarea, [tabindex='0']")]
  .filter((node) => node.offsetParent !== null)
  .filter((node) => !(node.getAttribute("aria-label") || node.getAttribute("aria-labelledby")
    || node.textContent.trim() || node.labels?.length))
  .map((node) => node.outerHTML.slice(0, 120))
"""

# Contrast of every visible text against the nearest painted background (WCAG 2.2, 1.4.3).
FAINT = """
() => {
  const parts = (colour) => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => [r, g, b].map((each) => each / 255)
    .map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4))
    .reduce((sum, each, at) => sum + each * [0.2126, 0.7152, 0.0722][at], 0);
  const over = (top, below) => top.slice(0, 3)
    .map((each, at) => each * (top[3] / 255) + below[at] * (1 - top[3] / 255)).concat(255);
  const behind = (node) => {
    const layers = [];
    for (let each = node; each; each = each.parentElement) {
      layers.push(parts(getComputedStyle(each).backgroundColor));
      if (layers.at(-1)[3] === 255) break;
      if (each === document.body) layers.push(parts(getComputedStyle(each).getPropertyValue("--chrome")));
    }
    return layers.reverse().reduce((below, top) => over(top, below));
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const faint = [];
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const node = text.parentElement;
    if (!text.data.trim() || !node.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (node.closest(".unseen, :disabled, [aria-hidden], svg, option, .skip")) continue;
    const ground = behind(node);
    const [one, other] = [light(over(parts(getComputedStyle(node).color), ground)), light(ground)];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < 4.5) faint.push(`${ratio.toFixed(2)} ${text.data.trim().slice(0, 40)}`);
  }
  return faint;
}
"""


async def answered(tab: Page, desk: Desk) -> None:
    """A private answer in the channel and a finished thread beside it."""
    desk.go_on.set()
    box = tab.get_by_role("combobox", name="Message #community")
    await box.fill("/engage how are we doing?")
    await box.press("Enter")
    await expect(tab.get_by_role("button", name="Share")).to_be_visible()
    await box.fill("@engage how many replies?")
    await box.press("Escape")
    await box.press("Enter")


async def test_by_keyboard_alone(tab: Page, desk: Desk) -> None:
    """From the first key: move, ask with the offered command, press a button, close, go back."""
    keys = tab.keyboard
    desk.go_on.set()
    await keys.press("Tab")
    await expect(tab.get_by_role("link", name="Skip to the message box")).to_be_focused()
    await keys.press("Enter")
    await expect(tab.get_by_role("combobox", name="Message #community")).to_be_focused()
    await keys.type("/eng")
    offers = tab.get_by_role("listbox", name="Suggestions")
    await expect(offers.get_by_role("option")).to_have_count(3)
    await keys.press("ArrowDown")
    await expect(offers.get_by_role("option", selected=True)).to_contain_text("public")
    await keys.press("ArrowUp")
    await keys.press("Enter")
    await keys.type("how are we doing?")
    await keys.press("Enter")
    share = tab.get_by_role("button", name="Share")
    await expect(share).to_be_visible()

    await keys.press("Shift+Tab")
    for _ in range(30):
        if await share.evaluate("node => node === document.activeElement"):
            break
        await keys.press("Shift+Tab")
    await expect(share).to_be_focused()
    outline = await share.evaluate("node => getComputedStyle(node).outlineStyle")
    assert outline == "solid"
    await keys.press("Enter")
    await expect(tab.get_by_role("figure", name="Posts by function")).to_be_visible()


async def test_panes_channels_and_threads_by_keys(tab: Page, desk: Desk) -> None:
    """F6 goes round the panes, Alt and arrows change the channel, Escape closes the thread."""
    await answered(tab, desk)
    reply = tab.get_by_role("combobox", name="Reply…")
    await expect(reply).to_be_focused()
    await tab.keyboard.press("F6")
    await expect(tab.get_by_role("button", name="community", exact=True)).to_be_focused()
    await tab.keyboard.press("F6")
    await expect(tab.get_by_role("combobox", name="Message #community")).to_be_focused()
    await tab.keyboard.press("F6")
    await expect(reply).to_be_focused()
    await tab.keyboard.press("Escape")
    await expect(tab.get_by_role("complementary", name="Thread")).to_be_hidden()
    await tab.keyboard.press("Alt+ArrowDown")
    await expect(tab.get_by_role("combobox", name="Message #random")).to_be_focused()


async def test_a_message_under_the_keys_keeps_the_focus(tab: Page, desk: Desk) -> None:
    """News redraw what they change; who stands on a button stays on it."""
    await answered(tab, desk)
    button = tab.locator("#thread").get_by_role("button", name="Show sources")
    await button.focus()
    root = desk.slack.messages(desk.community)[-1]
    answer = desk.slack.thread(desk.community, root.ts)[1]
    answer.reactions["eyes"] = [desk.me.id]
    desk.slack.workspace.tell("reaction", message=answer)

    await expect(tab.locator("#thread").get_by_text("👀 1")).to_be_visible()
    await expect(button).to_be_focused()


@pytest.mark.parametrize("colours", ["light", "dark"])
async def test_everything_has_a_name_and_can_be_read(tab: Page, desk: Desk, colours: str) -> None:
    """No control without a name; every text reaches a contrast of 4.5 to 1."""
    await answered(tab, desk)
    await expect(tab.locator("#thread").get_by_role("button", name="Share")).to_be_visible()
    if colours == "dark":
        await tab.get_by_role("button", name="Switch to dark").click()

    assert await tab.evaluate(UNNAMED) == []
    assert await tab.evaluate(FAINT) == []


async def test_dark_and_light(tab: Page) -> None:
    """The switch turns the colours and is remembered; the machine's own wish comes first."""
    ground = "() => getComputedStyle(document.querySelector('main')).backgroundColor"
    assert await tab.evaluate(ground) == "rgb(255, 255, 255)"
    await tab.get_by_role("button", name="Switch to dark").click()
    dark = await tab.evaluate(ground)
    await tab.reload()
    await expect(tab.get_by_role("button", name="Switch to light")).to_be_visible()
    assert await tab.evaluate(ground) == dark != "rgb(255, 255, 255)"


async def test_on_a_phone_one_pane_at_a_time(phone: Page, desk: Desk) -> None:
    """List, conversation, thread, and back; nothing is wider than the screen."""
    desk.go_on.set()
    await expect(phone.get_by_role("main")).to_be_hidden()
    await phone.get_by_role("button", name="community").click()
    await expect(phone.get_by_role("navigation")).to_be_hidden()
    box = phone.get_by_role("combobox", name="Message #community")
    await box.fill("@engage how many replies?")
    await box.press("Escape")
    await phone.get_by_role("button", name="Send").click()
    await phone.get_by_role("button", name="1 reply").click()

    await expect(phone.get_by_role("main")).to_be_hidden()
    await expect(phone.get_by_role("button", name="Show sources")).to_be_visible()
    wide = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert await phone.evaluate(wide) == 0
    await phone.get_by_role("button", name="Back to community").click()
    await expect(phone.get_by_role("combobox", name="Message #community")).to_be_visible()
    await phone.get_by_role("button", name="Back to channels").click()
    await expect(phone.get_by_role("navigation")).to_be_visible()


async def test_a_phone_in_the_dark_is_dark(phone: Page) -> None:
    """prefers-color-scheme decides as long as nothing was chosen."""
    await expect(phone.get_by_role("button", name="Switch to light")).to_be_visible()
