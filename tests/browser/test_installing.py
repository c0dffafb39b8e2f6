"""Teams install Engage in a browser: over Slack's page and back, into the real program."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.integration.outages import OutageStores, outage_stores, words_of
from tests.integration.two_teams import Team, World, connect, two_teams

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def stores() -> Iterator[OutageStores]:
    with outage_stores() as stores:
        yield stores


@pytest.fixture(scope="module")
async def world(stores: OutageStores) -> AsyncIterator[World]:
    async with two_teams(stores) as world:
        yield world


@pytest.fixture
async def context(chromium: Browser) -> AsyncIterator[BrowserContext]:
    context = await chromium.new_context(
        viewport={"width": 1000, "height": 700}, color_scheme="light", locale="en-GB"
    )
    yield context
    await context.close()


@pytest.fixture
async def tab(context: BrowserContext) -> AsyncIterator[Page]:
    """A tab in which nothing may be complained about: no script, no style that is not allowed."""
    troubles: list[str] = []
    tab = await context.new_page()
    tab.set_default_timeout(15_000)
    tab.on(
        "console",
        lambda said: (
            troubles.append(said.text)
            if said.type in ("error", "warning") and "status of 4" not in said.text
            else None
        ),
    )
    yield tab
    assert troubles == []


async def begin(tab: Page, world: World, team: Team) -> None:
    """Open the link, and say on Slack's page who one is."""
    await tab.goto(f"{world.base_url}/slack/install")
    await tab.get_by_role("combobox").select_option(label=f"Anna, {team.slack.workspace.name}")


async def test_two_teams_install_and_neither_sees_the_other(
    tab: Page, world: World, stores: OutageStores, pictures: Path
) -> None:
    for team in (world.acme, world.brava):
        await begin(tab, world, team)
        await tab.get_by_role("button", name="Allow").click()
        title = f"Engage is in {team.slack.workspace.name}"
        await expect(tab.get_by_role("heading", name=title)).to_be_visible()
        where = await tab.get_by_role("link", name="Open Slack").get_attribute("href")
        assert where == f"{world.slack.base_url}/app_redirect?app=A0ENGAGE01&team={team.id}"
        await team.greeted()
        await connect(stores, team)
    await tab.screenshot(path=pictures / "installed.png")

    ours, theirs = words_of(await world.acme.ask()), words_of(await world.brava.ask())

    assert ours != theirs
    assert world.brava.handle not in world.acme.shown() + await world.acme.home()
    assert world.acme.handle not in world.brava.shown() + await world.brava.home()


async def test_the_style_of_the_pages_is_let_in(tab: Page, world: World) -> None:
    """The browser itself holds the policy: the card has its corners only when the hash is right."""
    await tab.goto(f"{world.base_url}/slack/oauth_redirect")

    await expect(tab.get_by_role("heading")).to_have_text("This page is no longer valid")
    radius = await tab.locator("main").evaluate("each => getComputedStyle(each).borderRadius")
    assert radius == "16px"


async def test_cancelling_says_so_and_leads_back_to_the_start(
    tab: Page, world: World, pictures: Path
) -> None:
    await begin(tab, world, world.acme)
    await tab.get_by_role("button", name="Cancel").click()

    await expect(tab.get_by_role("heading")).to_have_text("You did not install Engage")
    await tab.emulate_media(color_scheme="dark")
    await tab.screenshot(path=pictures / "cancelled.png")
    await tab.get_by_role("link", name="Start again").click()
    await expect(tab.get_by_role("button", name="Allow")).to_be_visible()


async def test_a_link_that_is_forwarded_or_opened_twice_installs_nothing(
    tab: Page, chromium: Browser, world: World
) -> None:
    """In the other browser, and then in the first one, whose ticket is spent."""
    await begin(tab, world, world.acme)
    asked = tab.url
    back = world.slack.oauth.answer(asked, world.acme.slack, world.acme.anna)
    stranger = await chromium.new_context()
    elsewhere = await stranger.new_page()

    await elsewhere.goto(back)
    await expect(elsewhere.get_by_role("heading")).to_have_text("This began in another browser")
    await stranger.close()
    await tab.goto(back)
    await expect(tab.get_by_role("heading")).to_have_text("This page is no longer valid")
