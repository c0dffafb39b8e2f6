"""Charts, tables and texts as the page draws them."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page, expect
from slack_sdk.web.async_client import AsyncWebClient

from tests.browser.conftest import Desk
from tests.browser.said import chart, pie, table

pytestmark = pytest.mark.browser


async def post(desk: Desk, *blocks: dict[str, Any], text: str = "x") -> None:
    """The app posts blocks in the channel."""
    client = AsyncWebClient(desk.slack.bot_token, desk.slack.api_url)
    await client.chat_postMessage(channel=desk.community.id, text=text, blocks=list(blocks))


def markdown(text: str) -> dict[str, str]:
    return {"type": "markdown", "text": text}


async def test_a_line_chart_reads_out_by_arrow_keys(tab: Page, desk: Desk) -> None:
    """One line and one point a value; arrows walk through the categories."""
    await post(desk, chart())
    figure = tab.get_by_role("figure", name="Replies and likes")

    await expect(figure.locator("polyline")).to_have_count(2)
    await expect(figure.locator("circle")).to_have_count(14)
    await expect(figure.locator(".axis-name-x")).to_have_text("Day (Europe/Berlin)")
    canvas = figure.get_by_role("img")
    await canvas.focus()
    await canvas.press("ArrowRight")
    await canvas.press("ArrowRight")
    await expect(figure.get_by_role("status")).to_have_text("TueReplies 3Likes 14")
    await figure.get_by_role("button", name="Data").click()
    await expect(figure.get_by_role("row", name="Fri 4 18")).to_be_visible()


async def test_all_kinds_of_charts(tab: Page, desk: Desk) -> None:
    """Bars, areas and slices, as many as there are values."""
    await post(desk, chart("bar"), chart("area"))
    await post(desk, pie())

    await expect(tab.locator(".chart-bar .bar")).to_have_count(14)
    await expect(tab.locator(".chart-area .fill")).to_have_count(2)
    await expect(tab.locator(".chart-pie .slice")).to_have_count(4)
    await expect(tab.locator(".legend-tall li")).to_have_text(
        ["Join9", "Respond14", "Share5", "Promote4"]
    )


async def test_a_table_sorts_and_turns_pages(tab: Page, desk: Desk) -> None:
    """By number, not by letter; five rows a page."""
    await post(desk, table())
    figure = tab.get_by_role("figure", name="Best posts")
    likes = figure.locator("tbody td:nth-child(3)")

    await expect(likes).to_have_text(["1", "2", "3", "4", "5"])
    await figure.get_by_role("button", name="Likes").click()
    await expect(likes).to_have_text(["12", "11", "10", "9", "8"])
    await expect(figure.get_by_role("columnheader", name="Likes")).to_have_attribute(
        "aria-sort", "descending"
    )
    await figure.get_by_role("button", name="Rows after").click()
    await expect(likes).to_have_text(["7", "6", "5", "4", "3"])
    await expect(figure.get_by_text("6–10 of 12")).to_be_visible()


async def test_markdown_is_drawn(tab: Page, desk: Desk) -> None:
    """Headings, lists within lists, emphasis, tables, code."""
    await post(
        desk,
        markdown(
            "# Week 46\n\nAll **bold**, *slanted*, ~~gone~~ and `code`.\n\n"
            "1. one\n   - inner\n2. two\n\n"
            "| Post | Replies |\n| --- | ---: |\n| a | 3 |\n\n---\n\n"
            "```\nraw **text**\n```\n\nsnake_case_stays and 2 * 3 * 4"
        ),
    )
    body = tab.locator(".message .markdown").last

    await expect(body.get_by_role("heading", name="Week 46")).to_be_visible()
    await expect(body.locator("strong")).to_have_text(["bold"])
    await expect(body.locator("em")).to_have_text(["slanted"])
    await expect(body.locator("s")).to_have_text(["gone"])
    await expect(body.locator("ol > li")).to_have_count(2)
    await expect(body.locator("ol > li > ul > li")).to_have_text(["inner"])
    await expect(body.get_by_role("cell", name="3")).to_be_visible()
    await expect(body.locator("pre")).to_have_text("raw **text**")
    await expect(body).to_contain_text("snake_case_stays and 2 * 3 * 4")


HOSTILE = (
    '<img src=x onerror="document.title=1"><script>document.title=2</script>\n\n'
    "[click](javascript:alert(1)) [data](data:text/html,x) ![pixel](https://evil.example/p.png)\n\n"
    "<https://good.example/a?b=1&c=2> https://good.example/path."
)


async def test_public_words_stay_words(tab: Page, desk: Desk) -> None:
    """No markup comes alive, no picture is loaded, only web addresses become links."""
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    title = await tab.title()
    await post(
        desk,
        markdown(HOSTILE),
        {
            "type": "section",
            "text": {"type": "mrkdwn", "text": "<javascript:alert(1)|go> <b>x</b>"},
        },
        {"type": "section", "text": {"type": "plain_text", "text": "<i>plain</i>"}},
        {"type": "image", "image_url": "https://evil.example/q.png", "alt_text": "A picture"},
    )
    message = tab.locator(".message").last

    await expect(message).to_contain_text("<img src=x onerror=")
    await expect(message).to_contain_text("<i>plain</i>")
    assert await message.locator("img:not(.face), script, b, i").count() == 0
    links = await message.locator("a").evaluate_all("all => all.map(a => [a.href, a.rel])")
    assert [href for href, _ in links] == [
        "https://evil.example/p.png",
        "https://good.example/a?b=1&c=2",
        "https://good.example/path",
        "https://evil.example/q.png",
    ]
    assert {rel for _, rel in links} == {"noopener noreferrer"}
    assert await tab.title() == title
    assert not [url for url in asked if "evil.example" in url]


async def test_mrkdwn_is_drawn(tab: Page, desk: Desk) -> None:
    """Slack's own marks, mentions and entities."""
    text = (
        f"*bold* _slanted_ ~gone~ `a &lt; b` <https://example.com|a link> <@{desk.me.id}> "
        "<!here> 5 * 3 :wave:\n&gt; quoted\nafter"
    )
    await post(desk, {"type": "section", "text": {"type": "mrkdwn", "text": text}})
    body = tab.locator(".message .mrkdwn").last

    await expect(body.locator("strong")).to_have_text(["bold"])
    await expect(body.locator("code")).to_have_text(["a < b"])
    await expect(body.locator(".mention")).to_have_text(["@Robin Vale", "@here"])
    await expect(body.locator("blockquote")).to_have_text(["quoted"])
    await expect(body).to_contain_text("5 * 3 👋")


async def test_every_other_block_has_a_form(tab: Page, desk: Desk) -> None:
    """Fields, rich text, lists, cards: nothing is left out in silence."""

    def plain(text: str) -> dict[str, str]:
        return {"type": "plain_text", "text": text}

    words = {"type": "text", "text": "bold words", "style": {"bold": True}}
    item = {"type": "rich_text_section", "elements": [words]}
    await post(
        desk,
        {"type": "header", "text": plain("A header")},
        {"type": "section", "fields": [plain("Left"), plain("Right")]},
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_list", "style": "bullet", "elements": [item]}],
        },
        {"type": "card", "title": plain("A card"), "body": plain("Its body")},
        {"type": "task_card", "task_id": "1", "title": "Read all", "status": "error"},
        {
            "type": "plan",
            "title": "Plan",
            "tasks": [{"task_id": "2", "title": "Later", "status": "pending"}],
        },
        {"type": "context", "elements": [plain("Small print")]},
    )
    message = tab.locator(".message").last

    for words_shown in ("Left", "bold words", "A card", "Read all", "Later", "Small print"):
        await expect(message.get_by_text(words_shown)).to_be_visible()
    await expect(message.get_by_role("heading", name="A header")).to_be_visible()
    await expect(message.get_by_role("img", name="Failed")).to_be_visible()
    await expect(message.get_by_text("not drawn here")).to_have_count(0)
