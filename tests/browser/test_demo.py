"""`engage demo` as it is: real app, real stores, sample community, no keys."""

from __future__ import annotations

import asyncio
import os
import re
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from assistant.errors import InvalidInput, SettingsError
from assistant.settings import Settings
from playground import web
from playground.run import own_settings, run
from playground.scenery import QUESTIONS, stage_for
from tests.browser.looking import desktop, watched
from tests.browser.picture import TALL, data_folder, exchange, home, window

pytestmark = pytest.mark.browser


@pytest.fixture
async def tab(chromium: Browser, shown: web.Page) -> AsyncIterator[Page]:
    async with watched(await desktop(chromium, 860), shown.url, patience_s=30) as tab:
        yield tab


@pytest.mark.parametrize("question", QUESTIONS)
async def test_the_first_screens_questions_are_answered(tab: Page, question: str) -> None:
    """Each is one click, and its private answer names its composer and its sources."""
    await tab.get_by_role("button", name=question).click()
    answer = tab.locator(".only-you", has=tab.get_by_role("button", name="Share")).last

    await expect(answer).to_contain_text("offline composer", timeout=20_000)
    await expect(answer).to_contain_text(re.compile(r"\d"))
    await expect(answer.get_by_role("button", name="Show sources")).to_be_visible()


async def test_a_real_exchange_with_a_chart(
    chromium: Browser, shown: web.Page, pictures: Path
) -> None:
    """A mention is answered in its thread with a chart; this is the README's first picture."""
    async with window(chromium, shown) as tab:
        thread = await exchange(tab, pictures / "exchange.png")
        await expect(thread).to_contain_text("replies")
        await expect(thread.locator("polyline")).to_have_count(1)
    assert (pictures / "exchange.png").stat().st_size > 20_000


async def test_the_home_tab_of_the_sample(
    chromium: Browser, shown: web.Page, pictures: Path
) -> None:
    """The account, what a manager can do, scorecard and chart; the README's second picture."""
    async with window(chromium, shown, TALL) as tab:
        seen = await home(tab, pictures / "home-tab.png")
        await expect(seen.get_by_role("figure", name="Checks, in percent")).to_be_in_viewport(
            ratio=1
        )
        await expect(seen.get_by_role("button", name="Connect account")).to_be_visible()
    assert (pictures / "home-tab.png").stat().st_size > 20_000


async def test_slack_refused_nothing(tab: Page, shown: web.Page) -> None:
    """After a private answer, its sources and its sharing, every call was one Slack takes."""
    await tab.get_by_role("button", name=QUESTIONS[1]).click()
    answer = tab.locator(".only-you", has=tab.get_by_role("button", name="Share")).last
    await answer.get_by_role("button", name="Show sources").click()
    sources = tab.get_by_role("dialog", name="Sources")
    await expect(sources).to_contain_text("harbourlight.coffee")
    await sources.get_by_role("button", name="Close").last.click()
    await answer.get_by_role("button", name="Share").click()
    await shown.slack.until(
        lambda: any(
            message.author == shown.slack.workspace.bot.id
            for channel in shown.slack.workspace.channels.values()
            if channel.name == "community"
            for message in shown.slack.messages(channel)
        )
    )

    refused = [(call.method, call.error) for call in shown.slack.calls if not call.ok]
    assert refused == []


async def test_a_guest_is_refused_in_one_sentence(tab: Page) -> None:
    """Only full members ask."""
    await tab.get_by_label("Look at the workspace as").select_option(label="Gus Otto (guest)")
    box = tab.get_by_role("combobox", name="Message #community")
    await box.fill("/engage how are we doing?")
    await box.press("Escape")
    await box.press("Enter")

    await expect(tab.locator(".only-you").last).to_contain_text("member")
    await expect(tab.get_by_role("button", name="Share")).to_have_count(0)


@pytest.fixture
def folder() -> Iterator[Path]:
    with data_folder() as folder:
        yield folder


async def test_the_demo_ends_when_told_and_starts_again(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It runs twice over the same data, and keeps to its own folder."""
    settings = Settings.from_env({"ENGAGE_DATA_DIR": str(folder)})
    for _ in range(2):
        stop = asyncio.Event()
        stop.set()
        async with asyncio.timeout(60):
            await run(settings, None, 0, stop)
        assert "http://127.0.0.1:" in capsys.readouterr().out
    left = await asyncio.to_thread(os.listdir, folder)
    assert left == ["playground"]


async def test_a_taken_port_is_named_before_anything_starts() -> None:
    """The way on is in the sentence."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"Port {port} is taken"):
            await run(Settings.from_env({}), None, port, asyncio.Event())


def test_a_demo_has_its_own_stores_and_no_tokens() -> None:
    """Settings of a real installation never reach it; accounts do not mix."""
    real = Settings.from_env(
        {
            "DATABASE_URL": "postgresql://elsewhere/engage",
            "REDIS_URL": "redis://elsewhere",
            "ENGAGE_SECRET_KEY": "k" * 44,
            "SLACK_BOT_TOKEN": "xoxb-real",
            "ENGAGE_DATA_DIR": "/var/lib/engage",
        }
    )
    own = own_settings(real)

    assert (own.database_url, own.redis_url, own.secret_key, own.slack_bot_token) == (None,) * 4
    assert own.data_dir == real.data_dir / "playground"
    assert stage_for("bluesky:acme.example").team_id != stage_for(None).team_id
    assert stage_for(None).label.startswith("Sample data")
    with pytest.raises(InvalidInput):
        stage_for("acme.example")
