"""What a person does in the playground, in a real browser, with a scripted app behind it."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Desk

pytestmark = pytest.mark.browser


async def ask(tab: Page, words: str, box: str = "Message #community") -> None:
    """Type and send."""
    field = tab.get_by_role("combobox", name=box)
    await field.fill(words)
    if await field.get_attribute("aria-expanded") == "true":
        await field.press("Escape")
    await field.press("Enter")


async def test_a_question_by_command_is_seen_by_one_person(tab: Page, desk: Desk) -> None:
    """The first line comes at once, the answer with chart and table after it, both private."""
    await ask(tab, "/engage how are we doing this week?")
    answer = tab.locator(".only-you", has=tab.get_by_role("button", name="Share"))

    await expect(answer).to_contain_text("12 replies, 16-22 Nov")
    await expect(answer.get_by_text("Only visible to you")).to_be_visible()
    await expect(answer.get_by_role("img", name="line chart")).to_be_visible()
    await expect(answer.get_by_role("figure", name="Best posts")).to_be_visible()
    await tab.get_by_label("Look at the workspace as").select_option(label="Gus Otto (guest)")
    await expect(tab.locator(".message").get_by_text("Morning all.")).to_be_visible()
    await expect(tab.locator(".only-you")).to_have_count(0)
    assert desk.slack.messages(desk.community)[-1].text.startswith("Morning")


async def test_whoever_read_on_above_is_taken_to_the_new_answer(tab: Page) -> None:
    """A command leaves no message of one's own, and goes to the end all the same."""
    await ask(tab, "/engage how are we doing this week?")
    answer = tab.locator(".only-you", has=tab.get_by_role("button", name="Show sources"))
    await expect(answer).to_have_count(1)
    messages = tab.get_by_role("region", name="Messages in community")
    await messages.evaluate("pane => { pane.scrollTop = 0 }")
    await expect(tab.get_by_text("Morning all.")).to_be_in_viewport()

    await ask(tab, "/engage and last week?")

    await expect(answer).to_have_count(2)
    await expect(answer.last.get_by_text("Only visible to you")).to_be_in_viewport()


async def test_a_shared_answer_is_for_everybody(tab: Page, desk: Desk) -> None:
    """Share posts in the channel and takes the private copy away."""
    await ask(tab, "/engage how are we doing this week?")
    await tab.get_by_role("button", name="Share").click()

    await expect(tab.get_by_role("figure", name="Posts by function")).to_be_visible()
    await expect(tab.locator(".message").get_by_text("Shared.")).to_be_visible()
    assert len(desk.slack.messages(desk.community)) == 2


async def test_a_starter_question_asks(tab: Page) -> None:
    """The first screen's questions are one click away."""
    await tab.get_by_role("button", name="Who is waiting for an answer?").click()

    await expect(tab.get_by_role("button", name="Show sources")).to_be_visible()


async def test_a_mention_is_answered_in_its_thread_as_it_grows(tab: Page, desk: Desk) -> None:
    """The thread opens, a task card works, words appear, Stop is there until the end."""
    await ask(tab, "@engage how many replies?")
    thread = tab.get_by_role("complementary", name="Thread")

    await expect(thread.get_by_text("Read 38 threads")).to_be_visible()
    await expect(thread.get_by_text("12 replies, 16-22 Nov")).to_be_visible()
    await expect(thread.locator(".caret")).to_be_visible()
    await expect(thread.get_by_role("button", name="Stop")).to_be_visible()
    await expect(tab.get_by_role("button", name="1 reply")).to_contain_text("Engage is working")
    desk.go_on.set()
    await expect(thread.get_by_role("img", name="line chart")).to_be_visible()
    await expect(thread.locator(".caret")).to_have_count(0)
    await expect(thread.get_by_role("button", name="Stop")).to_have_count(0)


async def test_stop_ends_the_answer(tab: Page, desk: Desk) -> None:
    """The app hears of it, and the message says that it was stopped."""
    await ask(tab, "@engage how many replies?")
    await tab.get_by_role("button", name="Stop").click()

    await expect(tab.locator(".message").get_by_text("Stopped.")).to_be_visible()
    await expect(tab.get_by_role("button", name="Stop")).to_have_count(0)
    assert len(desk.slack.events("agent_session_stopped")) == 1


async def test_a_direct_message_offers_questions_and_answers(tab: Page, desk: Desk) -> None:
    """Suggested prompts stand in the empty conversation; one's own message is the root."""
    desk.go_on.set()
    await tab.get_by_role("button", name="Engage APP").click()
    await tab.get_by_role("button", name="How was our week?").click()
    thread = tab.get_by_role("complementary", name="Thread")

    await expect(thread.get_by_text("How are we doing this week?")).to_be_visible()
    await expect(thread.get_by_role("button", name="Show sources")).to_be_visible()
    # Once there is a conversation, they stand above the message box.
    await expect(tab.get_by_role("group", name="Ask about your community")).to_be_visible()


async def test_follow_ups_stay_in_the_thread(tab: Page, desk: Desk) -> None:
    """A reply goes into the open thread; a command there is refused in words."""
    desk.go_on.set()
    await ask(tab, "@engage how many replies?")
    await expect(tab.get_by_role("button", name="Show sources")).to_be_visible()
    await ask(tab, "/engage and likes?", box="Reply…")
    await expect(tab.get_by_text("cannot be used in threads")).to_be_visible()
    await ask(tab, "and likes?", box="Reply…")

    await expect(tab.locator("#thread").get_by_text("and likes?")).to_be_visible()
    roots = desk.slack.messages(desk.community)
    assert [m.text for m in desk.slack.thread(desk.community, roots[-1].ts)][-1] == "and likes?"


async def test_a_modal_keeps_what_is_wrong_open(tab: Page, desk: Desk) -> None:
    """Field errors are shown at the field, and what was typed stays."""
    await tab.get_by_role("button", name="Engage APP").click()
    await tab.get_by_role("tab", name="Home").click()
    await tab.get_by_role("button", name="Settings").click()
    dialog = tab.get_by_role("dialog", name="Settings")
    zone = dialog.get_by_label("Time zone")
    await zone.fill("Mars/Olympus")
    await dialog.get_by_role("button", name="Save").click()

    await expect(dialog.get_by_role("alert")).to_have_text("There is no such zone.")
    await expect(zone).to_have_value("Mars/Olympus")
    await expect(zone).to_be_focused()
    await zone.fill("Europe/Berlin")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_have_count(0)
    assert desk.slack.workspace.modals[desk.me.id] == []


async def test_thumbs_show_what_was_pressed(tab: Page, desk: Desk) -> None:
    """The press reaches the app with its value."""
    await ask(tab, "/engage how are we doing this week?")
    await tab.get_by_role("button", name="Useful", exact=True).click()

    pressed = tab.get_by_role("button", name="Useful", exact=True)
    await expect(pressed).to_have_attribute("aria-pressed", "true")
    async with asyncio.timeout(20):  # the button shows it at once, the app hears of it after that
        while "actions" not in desk.slack.deliveries.log[-1].payload:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    last = desk.slack.deliveries.log[-1].payload["actions"][0]
    assert (last["action_id"], last["value"]) == ("rate", "good")


async def test_news_elsewhere_are_marked(tab: Page) -> None:
    """A message in another conversation makes its row bold until it is opened."""
    await ask(tab, "/engage how are we doing this week?")
    await tab.get_by_role("button", name="Continue in DM").click()
    row = tab.get_by_role("button", name="Engage APP (new messages)")
    await row.click()

    await expect(tab.get_by_role("main").get_by_text("Let us go on here.")).to_be_visible()
    await expect(row).to_have_count(0)


async def test_a_channel_without_the_app(tab: Page) -> None:
    """Whoever names it there is told; the command still answers privately."""
    await tab.get_by_role("button", name="random").click()
    await ask(tab, "@engage hello?", box="Message #random")
    await expect(
        tab.locator(".message").get_by_text("is not in this channel. Invite it?")
    ).to_be_visible()
    await ask(tab, "/engage hello?", box="Message #random")

    await expect(tab.locator(".only-you").get_by_role("button", name="Share")).to_be_visible()


async def test_what_is_sent_without_a_connection_stays_in_the_box(tab: Page) -> None:
    """Nothing typed is lost; the page says why it was not sent."""
    closed = "Object.defineProperty(WebSocket.prototype, 'readyState', { get: () => 3 })"
    await tab.evaluate(f"() => {{ {closed} }}")
    await ask(tab, "/engage how are we doing this week?")

    await expect(tab.get_by_text("What you wrote stays here.")).to_be_visible()
    box = tab.get_by_role("combobox", name="Message #community")
    await expect(box).to_have_value("/engage how are we doing this week?")


async def test_the_page_finds_back_after_a_broken_connection(tab: Page, desk: Desk) -> None:
    """It says so, connects again, and shows what happened meanwhile."""
    for viewer in tuple(desk.page._viewers):
        await viewer.socket.close()
    mara = next(p for p in desk.slack.workspace.people.values() if p.name == "Mara Lind")
    desk.slack.say(mara, desk.community, "You missed this.")

    await expect(tab.locator(".message").get_by_text("You missed this.")).to_be_visible()
    await expect(tab.get_by_text("Connection lost.")).to_be_hidden()
