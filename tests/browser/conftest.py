"""Chromium, the page, and behind it the double with a scripted app."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web
from playwright.async_api import Browser, BrowserContext, Page

from playground import web as playground_web
from playground.slack import SlackDouble
from playground.workspace import Channel, Person
from tests.browser import picture
from tests.browser.bot import Bot
from tests.browser.looking import handheld


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One browser for all tests, with a fresh profile."""
    async with picture.chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
async def shown() -> AsyncIterator[playground_web.Page]:
    """`engage demo` over the sample community, for the tests of one file."""
    with picture.data_folder() as folder:
        async with picture.demo(folder) as page:
            yield page


@dataclass
class Desk:
    """The workspace the page shows."""

    slack: SlackDouble
    page: playground_web.Page
    me: Person
    community: Channel
    elsewhere: Channel
    go_on: asyncio.Event
    troubles: list[str] = field(default_factory=list)


WELCOME = playground_web.Welcome(
    title="Ask Engage about your community",
    text="Engage answers from live metrics. Every figure comes from a call you can look up.",
    label="Sample data: a made-up garden shop and its community",
    questions=(
        "How are we doing this week?",
        "Who is waiting for an answer?",
        "Which posts started conversations?",
    ),
)
COMMANDS = (
    playground_web.Command("/engage", "Ask about your community, privately", "[question]"),
    playground_web.Command("/engage", "Answer in the channel", "public [question]"),
    playground_web.Command("/engage", "What Engage can do", "help"),
)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    go_on = asyncio.Event()
    async with SlackDouble(name="Fern & Field") as slack:
        runner = web.AppRunner(Bot(slack, go_on).app().web_app(), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        slack.deliver_to(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
        me = slack.add_person("Robin Vale", admin=True)
        mara, gus = slack.add_person("Mara Lind"), slack.add_guest("Gus Otto")
        community = slack.add_channel("community", me, mara, gus)
        community.topic = "How our people are doing"
        elsewhere = slack.add_channel("random", me, mara, bot=False)
        slack.direct(me)
        slack.direct(me, mara)
        slack.say(mara, community, "Morning all. Anyone looked at the weekend replies yet?")
        page = playground_web.Page(slack, (me, gus), COMMANDS, WELCOME)
        async with page:
            yield Desk(slack, page, me, community, elsewhere, go_on)
        go_on.set()
        await runner.cleanup()


async def opened(context: BrowserContext, desk: Desk) -> Page:
    """A tab on the page that keeps what the console complains about."""
    tab = await context.new_page()
    tab.set_default_timeout(10_000)
    tab.on(
        "console",
        lambda said: desk.troubles.append(said.text) if said.type in ("error", "warning") else None,
    )
    tab.on("pageerror", lambda error: desk.troubles.append(str(error)))
    await tab.goto(desk.page.url)
    await tab.get_by_role("heading", name="Fern & Field").wait_for()
    return tab


@pytest.fixture
async def tab(chromium: Browser, desk: Desk) -> AsyncIterator[Page]:
    """A desktop window in light colours."""
    context = await chromium.new_context(
        viewport={"width": 1360, "height": 860}, color_scheme="light", locale="en-GB"
    )
    yield await opened(context, desk)
    await context.close()
    assert desk.troubles == []


@pytest.fixture
async def phone(chromium: Browser, desk: Desk) -> AsyncIterator[Page]:
    """A narrow window with a finger, in dark colours."""
    context = await handheld(chromium)
    yield await opened(context, desk)
    await context.close()
    assert desk.troubles == []


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots go: the folder PICTURES names, or one that is thrown away."""
    chosen = os.environ.get("PICTURES")
    return Path(chosen) if chosen else tmp_path_factory.mktemp("pictures")
