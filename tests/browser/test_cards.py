"""Cards as people see them: arriving, drafted, edited, approved, taken back, unknown, in a digest;
on a desktop and on a phone, and from the first comment to the published reply in the demo.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from assistant.community.authenticity.findings import Finding, Level
from assistant.community.brand import BrandFact
from assistant.community.drafts import DraftState, Intent
from assistant.community.inbox import Step
from handlers.manifest import load
from handlers.render import card_words as say
from playground import web
from playground.scenery import shortcuts
from playground.slack import SlackDouble
from tests.browser.conftest import COMMANDS, WELCOME
from tests.browser.looking import desktop, fits, handheld, watched
from tests.scenario.card_desk import CardDesk
from tests.scenario.card_room import ANSWER, AT, CardRoom, an_item
from tests.scenario.going import going
from tests.scenario.memory import HeldClock, MemoryRuns
from tests.scenario.running import Engage, Stores

pytestmark = pytest.mark.browser

TEXT = "So sorry, Mara. Orders leave within two days, and yours is on its way. I checked it myself."


@pytest.fixture
async def room() -> AsyncIterator[CardRoom]:
    """A card with everything on it, in a channel of a workspace that the page shows."""
    clock = HeldClock()
    clock.at = AT + timedelta(minutes=5)
    stores, desk = Stores(clock, MemoryRuns(clock)), CardDesk(clock)
    stores.respond = desk.respond
    manifest = load()
    events = frozenset(manifest["settings"]["event_subscriptions"]["bot_events"])
    async with (
        SlackDouble(name="Fern & Field", subscriptions=events) as slack,
        going(Engage(slack, stores)) as engage,
    ):
        room = CardRoom.furnish(slack, engage, desk)
        page = web.Page(
            slack, (room.anna, room.ben), COMMANDS, WELCOME, shortcuts=shortcuts(manifest)
        )
        async with page:
            room.page = page  # type: ignore[attr-defined]
            await room.arrive()
            yield room


async def drafted(room: CardRoom) -> None:
    """Two drafts; the first rests on a fact, lacks something, and claims what nobody knows."""
    room.desk.book.kept["f1"] = BrandFact(
        "f1", room.team, "Shipping times", "Orders leave within two working days.",
        "https://shop.example/shipping", "U1", AT,
    )  # fmt: skip
    at = TEXT.index("I checked")
    room.desk.findings[f"draft-{TEXT[:12]}"] = (
        Finding(at, len(TEXT), "experience", Level.WARN, "Nobody knows that somebody did.", "leave it out"),
    )  # fmt: skip
    await room.draft(text=TEXT, facts=("f1",), add=("the day it left",), intent=Intent.APOLOGISE)
    await room.draft(text="Could you send us your order number?", intent=Intent.ASK_BACK)


@pytest.fixture
async def tab(chromium: Browser, room: CardRoom) -> AsyncIterator[Page]:
    async with watched(await desktop(chromium), room.page.url) as tab:  # type: ignore[attr-defined]
        yield tab


@pytest.fixture
async def phone(chromium: Browser, room: CardRoom) -> AsyncIterator[Page]:
    """A phone in the dark."""
    async with watched(await handheld(chromium), room.page.url) as tab:  # type: ignore[attr-defined]
        await tab.get_by_role("button", name="community").tap()
        yield tab


def dialog(tab: Page, name: str) -> Locator:
    return tab.get_by_role("dialog", name=name, exact=True)


async def last(tab: Page) -> Locator:
    """The last message of the channel, also when others follow."""
    ts = await tab.locator(".conversation .message").last.get_attribute("data-ts")
    return tab.locator(f'.conversation .message[data-ts="{ts}"]')


async def shot(tab: Page, path: Path) -> None:
    await tab.mouse.move(0, 0)
    await tab.screenshot(path=path, animations="disabled")


async def test_a_card_says_everything_at_a_glance(
    tab: Page, room: CardRoom, pictures: Path
) -> None:
    """The promise in the reader's own time; the menu by keyboard alone."""
    card = tab.locator(".message").last
    await expect(card).to_contain_text("Mara Quist commented on Bluesky")
    await expect(card.get_by_text("at 13:00")).to_be_visible()
    await shot(tab, pictures / "card.png")

    await card.locator(".section summary").first.focus()
    await tab.keyboard.press("Enter")
    await expect(card.get_by_role("menuitem", name="Snooze for 1 hour")).to_be_visible()
    await shot(tab, pictures / "card-menu.png")
    await tab.keyboard.press("Tab")
    await tab.keyboard.press("Tab")
    await tab.keyboard.press("Enter")

    await expect(card).to_contain_text("Quiet until")
    assert room.desk.items["item-1"].snoozed_until is not None


async def test_from_draft_to_approval_and_back(tab: Page, room: CardRoom, pictures: Path) -> None:
    """What is asked for, read, edited, approved and called back, each time on the same card."""
    card = tab.locator(".message").last
    await card.get_by_role("button", name="Draft reply").click()
    await expect(card).to_contain_text(say.DRAFTING)
    await drafted(room)
    await expect(card).to_contain_text("Rests on Shipping times")
    await expect(card).to_contain_text("Nobody knows that somebody did.")
    await shot(tab, pictures / "card-draft.png")

    await card.get_by_role("button", name="Other version").click()
    await expect(dialog(tab, "Versions")).to_contain_text("Could you send us your order number?")
    await shot(tab, pictures / "card-versions.png")
    await tab.keyboard.press("Escape")
    await card.get_by_role("button", name="Edit").click()
    box = dialog(tab, "Edit the reply")
    await expect(box.get_by_label("Reply")).to_have_value(TEXT)
    await box.get_by_label("Reply").fill(ANSWER)
    await shot(tab, pictures / "card-edit.png")
    await box.get_by_role("button", name="Save").click()
    await expect(card).to_contain_text(ANSWER)
    await expect(card).to_contain_text("edited by @Anna")

    await card.get_by_role("button", name="Approve").click()
    await expect(card).to_contain_text("Approved by @Anna. Goes out at")
    await shot(tab, pictures / "card-approved.png")
    await card.get_by_role("button", name="Undo").click()
    await expect(card.get_by_role("button", name="Approve")).to_be_visible()


async def test_two_people_see_the_same_card(tab: Page, chromium: Browser, room: CardRoom) -> None:
    """What one presses, the other sees; nobody presses on a card of before."""
    await drafted(room)
    context = await chromium.new_context(locale="en-GB")
    async with watched(context, room.page.url) as other:  # type: ignore[attr-defined]
        await other.get_by_label("Look at the workspace as").select_option(label="Ben")
        await expect(other.locator(".message").last).to_contain_text(TEXT)
        await tab.locator(".message").last.get_by_role("button", name="Dismiss").click()
        box = dialog(tab, "Dismiss this draft")
        await box.get_by_label("It is too long").check()
        await box.get_by_role("button", name="Dismiss").click()

        await expect(other.locator(".message").last).not_to_contain_text(TEXT)


async def test_unknown_asks_before_anything_is_sent_twice(
    tab: Page, room: CardRoom, pictures: Path
) -> None:
    """*Send again* asks once more; *It is there* ends it with the link."""
    await room.draft(state=DraftState.UNKNOWN)
    card = tab.locator(".message").last
    await expect(card).to_contain_text("did not confirm it")
    await shot(tab, pictures / "card-unknown.png")
    await card.get_by_role("button", name="Send again").click()
    asked = dialog(tab, "Send it again?")
    await expect(asked).to_contain_text("it will stand there twice")
    await asked.get_by_role("button", name="Not now").click()
    assert [each.state for each in room.desk.drafts.values()] == [DraftState.UNKNOWN]

    await card.get_by_role("button", name="It is there").click()

    await expect(card.get_by_role("link", name="See it on Bluesky")).to_be_visible()
    await card.get_by_role("button", name="History").click()
    await expect(dialog(tab, "History")).to_contain_text("published")


async def test_the_digest_leads_to_cards_and_decides_several(
    tab: Page, room: CardRoom, pictures: Path
) -> None:
    """What waits without a card: one click posts it, one form decides several."""
    for number in range(2, 6):
        item = an_item(room.account, f"item-{number}", due_at=AT + timedelta(hours=3 + number))
        room.desk.items[item.id] = replace(item, step=Step.OWNER)
    await room.cards.digest(room.team, room.account.id)
    await expect(tab.locator(".message").last).to_contain_text("4 more wait for an answer")
    digest = await last(tab)
    await shot(tab, pictures / "digest.png")
    await digest.get_by_role("button", name="Show card").first.click()
    link = tab.get_by_role("link", name="Here is the card.")
    await link.click()
    await expect(tab.locator(".message.linked")).to_contain_text("Half of the time is over")

    await digest.get_by_role("button", name="Decide several…").click()
    box = dialog(tab, "Inbox")
    await box.get_by_role("checkbox").nth(1).check()
    await box.get_by_role("checkbox").nth(2).check()
    await box.get_by_label("Why (optional)").fill("one campaign")
    await shot(tab, pictures / "inbox.png")
    await box.get_by_role("button", name="Decide").click()

    await expect(dialog(tab, "Engage")).to_contain_text(say.decided(2))


async def test_talk_under_a_card_and_the_shortcut(tab: Page, room: CardRoom) -> None:
    """An instruction is a wish, "publish it" is not; the menu of the message drafts, too."""
    await drafted(room)
    card = await last(tab)
    await card.hover()
    await card.get_by_role("button", name="Reply in thread").click()
    thread = tab.get_by_role("complementary", name="Thread")
    await thread.get_by_role("combobox").fill("yes, approve and publish it")
    await tab.keyboard.press("Enter")
    await expect(thread).to_contain_text("Only the Approve button on the card publishes")
    await thread.get_by_role("combobox").fill("shorter")
    await tab.keyboard.press("Enter")
    await expect(thread).to_contain_text(say.ON_IT)
    assert [each["instruction"] for each in room.desk.wishes] == ["shorter"]

    await card.hover()
    await card.get_by_label("More actions for the message of Engage").click()
    await card.get_by_role("menuitem", name="Draft a reply").click()
    await expect(tab.locator(".conversation .only-you").last).to_contain_text("are on their way")


async def test_a_card_on_a_phone(phone: Page, room: CardRoom, pictures: Path) -> None:
    """One column; every button in reach; forms as large as the screen."""
    await drafted(room)
    card = phone.locator(".message").last
    await expect(card.get_by_role("button", name="Approve")).to_be_visible()
    assert await fits(phone)
    await phone.screenshot(path=pictures / "card-phone.png", animations="disabled")
    await card.get_by_role("button", name="Edit").tap()
    box = dialog(phone, "Edit the reply")
    await expect(box.get_by_label("Reply")).to_have_value(TEXT)
    assert await fits(phone)
    await phone.screenshot(path=pictures / "card-edit-phone.png", animations="disabled")


async def test_the_demo_goes_from_comment_to_published_reply(
    chromium: Browser, shown: web.Page, pictures: Path
) -> None:
    """No keys: real app, real stores, sample people; the offline composer drafts."""
    async with watched(await desktop(chromium), shown.url) as tab:
        await send_at_once(tab)
        card = await with_a_draft(tab)
        await reworded(tab, card, "Thank you for telling us. We look into it today.")
        await card.get_by_role("button", name="Approve").click()
        again = dialog(tab, "Look again").get_by_role("button", name="Approve anyway")
        published = card.get_by_text("See it on Sample")
        await expect(again.or_(published).first).to_be_visible(timeout=20_000)
        if await again.is_visible():
            await again.click()
        await expect(published).to_be_visible(timeout=20_000)
        await shot(tab, pictures / "card-published.png")
        told = await card.inner_text()
    assert "We look into it today." in told
    assert "See it on Sample" in told


async def send_at_once(tab: Page) -> None:
    """No second thoughts: what is approved goes out."""
    await tab.get_by_role("button", name="Engage APP").click()
    await tab.get_by_role("tab", name="Home").click()
    await tab.get_by_role("button", name="Settings", exact=True).click()
    account = dialog(tab, "Account settings")
    await account.get_by_label("Seconds to take an approval back").fill("0")
    await account.get_by_role("button", name="Save").click()
    await expect(account).to_have_count(0)
    await tab.get_by_role("button", name="community").click()


async def with_a_draft(tab: Page) -> Locator:
    """A card of the last days for which a draft was asked."""
    await tab.get_by_role("button", name="Show the last 48 h").click()
    draft = tab.get_by_role("button", name="Draft reply")
    await expect(draft.first).to_be_visible(timeout=20_000)
    card = tab.locator(".message", has=draft).first
    ts = await card.get_attribute("data-ts")
    card = tab.locator(f'.message[data-ts="{ts}"]')
    await card.get_by_role("button", name="Draft reply").click()
    return card


async def reworded(tab: Page, card: Locator, words: str) -> None:
    """The draft in a person's own words, or their own reply where there is none: what people say
    in the sample goes by the day, and some of it no rule can draft an answer to.
    """
    edit = card.get_by_role("button", name="Edit")
    alone = card.get_by_text("write this reply yourself")
    await expect(edit.or_(alone).first).to_be_visible(timeout=20_000)
    own = card.get_by_role("button", name="Write my own")
    await (edit if await edit.is_visible() else own).click()
    box = tab.get_by_role("dialog").last
    await box.get_by_label("Reply").fill(words)
    await box.get_by_role("button", name="Save").click()
    await expect(card).to_contain_text(words, timeout=20_000)
