"""The whole program, from a modal in Slack through Chromium and real pages, and back.

Bluesky's page is that of a real PDS; Mastodon's is the double's. The program runs with Socket Mode,
where HTTP listens for browsers alone.
"""

from __future__ import annotations

import re
import signal
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any

import psycopg
import pytest
import redis
from playwright.async_api import Browser, Page

from assistant.storage.accounts import PostgresAccounts
from assistant.storage.database import Database
from assistant.storage.schema import METADATA
from assistant.storage.vault import Vault
from handlers import ids
from playground.slack import SlackDouble
from playground.workspace import Person, View
from tests.browser.picture import chromium
from tests.doubles.mastodon import MastodonServer
from tests.integration.connecting import now
from tests.integration.consenting import answer
from tests.integration.network import PASSWORD, Network, World
from tests.integration.outages import KEY, OutageStores, outage_stores
from tests.integration.serving import Program

pytestmark = [pytest.mark.integration, pytest.mark.network, pytest.mark.timeout(180)]

WITHIN_S = 60.0
LINK = re.compile(r"http://[^\s'\"]+/connect/\w+\?ticket=[\w.-]+")


@pytest.fixture(scope="module")
def stores() -> Iterator[OutageStores]:
    with outage_stores() as stores:
        yield stores


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@dataclass
class House:
    """The program, a workspace with Anna, and a Mastodon server."""

    slack: SlackDouble
    program: Program
    mastodon: MastodonServer
    anna: Person
    log: Path

    @property
    def modal(self) -> View:
        """The one on top."""
        return self.slack.workspace.modals[self.anna.id][-1]

    async def until(self, words: str) -> None:
        """Wait for words in the modal on top."""

        def there() -> bool:
            modals = self.slack.workspace.modals.get(self.anna.id, [])
            return bool(modals) and words in repr(modals[-1].body)

        await self.slack.until(there, WITHIN_S)

    async def link(self, platform: str, handle: str) -> str:
        """Ask for the platform's own page; the address of the button."""
        self.slack.open_app(self.anna, "home")
        homes = self.slack.workspace.homes
        await self.slack.until(lambda: self.anna.id in homes, WITHIN_S)
        await self.slack.click_view(self.anna, homes[self.anna.id], ids.CONNECT)
        await self.until("own page")
        if platform != "bluesky":
            await self.slack.click_view(self.anna, self.modal, ids.PLATFORM, platform)
            await self.until("Access token")
        await self.slack.fill(self.anna, self.modal, {"Handle": handle})
        await self.until("ticket=")
        found = LINK.search(repr(self.modal.body))
        assert found
        return found[0]

    async def type_code(self, tab: Page) -> str:
        """Read it from the page, and type it in Slack."""
        await tab.locator(".code").wait_for(timeout=WITHIN_S * 1000)
        code = await tab.locator(".code").inner_text()
        await self.slack.fill(self.anna, self.modal, {"Code": code})
        await self.until("is connected")
        return code


@pytest.fixture
async def house(stores: OutageStores, network: Network, tmp_path: Path) -> AsyncIterator[House]:
    # Its events have the same ids in every test: another team, and they are other events.
    team = f"T0{token_hex(4).upper()}"
    double = SlackDouble(name="Acme", team_id=team, limits=False)
    async with double as slack, MastodonServer() as mastodon:
        program = Program(slack, {}, ("--socket", "--no-worker"), log=tmp_path / "log")
        program.environment = {
            **stores.environment,
            "SLACK_APP_TOKEN": slack.app_token,
            "ENGAGE_PUBLIC_URL": f"http://localhost:{program.port}",
            "BLUESKY_PUBLIC_URL": network.appview,
            "BLUESKY_SERVICE_URL": network.pds,
            "BLUESKY_PLC_URL": network.plc,
            "ENGAGE_ALLOW_HOSTS": f"http://{mastodon.host}",
            "ENGAGE_LOG_LEVEL": "debug",
        }
        await program.start()
        await program.until_ready()
        try:
            anna = slack.add_person("Anna", admin=True)
            yield House(slack, program, mastodon, anna, tmp_path / "log")
        finally:
            await program.end(signal.SIGTERM)


async def test_a_bluesky_account_is_connected_through_real_pages(
    house: House, browser: Browser, world: World, stores: OutageStores
) -> None:
    """Slack, our page, the server's page, our page, Slack; and no secret stays in sight."""
    acme = await world.make_person("acme")
    await world.settle()
    link = await house.link("bluesky", acme.handle)
    tab = await browser.new_page()
    states: list[str] = []
    tab.on("request", lambda request: states.extend(re.findall(r"state=([\w.-]+)", request.url)))

    await tab.goto(link)
    asked = await tab.inner_text("main")
    assert f"Connect {acme.handle} to Acme?" in asked
    assert "Anna asked for this page in Slack" in asked
    await tab.get_by_role("button", name="Go on to").click()
    await answer(tab)
    await tab.get_by_role("button", name="Give it to Acme").click()
    code = await house.type_code(tab)
    await tab.close()

    assert states
    async with _accounts(stores) as accounts:
        (account,) = await accounts.all(house.slack.workspace.team_id)
        kept = await accounts.credential(account.workspace_id, account.id)
    assert account.native_id == acme.did
    assert kept is not None
    ticket = link.partition("ticket=")[2]
    session = (kept.session["access"], kept.session["refresh"], kept.secret)
    _nowhere(stores, house, (*session, PASSWORD, ticket, code, *states))


async def test_a_mastodon_account_is_connected_through_its_servers_page(
    house: House, browser: Browser, stores: OutageStores
) -> None:
    """The server gets to know Engage on the way."""
    coffee = house.mastodon.world.join("coffee")
    link = await house.link("mastodon", house.mastodon.handle(coffee))
    tab = await browser.new_page()

    await tab.goto(link)
    await tab.get_by_role("button", name="Go on to").click()
    await tab.get_by_role("button", name="Authorize as coffee").click()
    await tab.get_by_role("button", name="Give it to Acme").click()
    code = await house.type_code(tab)
    await tab.close()

    (app,) = house.mastodon.signing.apps.values()
    (token,) = house.mastodon.signing.tokens
    async with _accounts(stores) as accounts:
        (account,) = await accounts.all(house.slack.workspace.team_id)
        kept = await accounts.credential(account.workspace_id, account.id)
    assert account.ref.handle == house.mastodon.handle(coffee)
    assert kept is not None
    assert kept.secret == token
    _nowhere(stores, house, (app.client_secret, token, code, link.partition("ticket=")[2]))


async def test_who_says_no_on_the_real_page_reads_that_nothing_was_connected(
    house: House, browser: Browser, world: World, stores: OutageStores
) -> None:
    acme = await world.make_person("acme")
    await world.settle()
    tab = await browser.new_page()

    await tab.goto(await house.link("bluesky", acme.handle))
    await tab.get_by_role("button", name="Go on to").click()
    await answer(tab, yes=False)
    await tab.get_by_role("heading", name="You connected nothing").wait_for()
    await tab.close()

    async with _accounts(stores) as accounts:
        assert await accounts.all(house.slack.workspace.team_id) == []


class _accounts:  # noqa: N801 - used as a function
    """The stored accounts, beside the program."""

    def __init__(self, stores: OutageStores) -> None:
        self._database = Database(stores.environment["DATABASE_URL"])

    async def __aenter__(self) -> PostgresAccounts:
        return PostgresAccounts(self._database, Vault([KEY]), now)

    async def __aexit__(self, *_: object) -> None:
        await self._database.close()


def _nowhere(stores: OutageStores, house: House, secrets: tuple[str, ...]) -> None:
    """In no table in clear, no key and no value of Redis, no line of the log, no call to Slack."""
    said = house.log.read_text()
    assert "serve.started" in said
    told = repr([call.arguments for call in house.slack.calls if call.method != "views.update"])
    with psycopg.connect(stores.environment["DATABASE_URL"]) as connection:
        rows = {
            table: repr(connection.execute(f"SELECT t::text FROM {table} t").fetchall())  # noqa: S608
            for table in [*METADATA.tables, "procrastinate_jobs"]
        }
    with redis.Redis.from_url(stores.environment["REDIS_URL"]) as client:
        short = b"".join(b"%b %b" % (key, _value(client, key)) for key in client.scan_iter("*"))
    for number, secret in enumerate(secrets):
        assert secret not in said, number
        assert secret not in told, number
        assert secret.encode() not in short, number
        for table, row in rows.items():
            assert secret not in row, (table, number)
            assert secret.encode().hex() not in row, (table, number)


def _value(client: Any, key: bytes) -> bytes:
    kind = client.type(key)
    read = {b"string": client.get, b"hash": client.hgetall}.get(kind)
    return repr(read(key)).encode() if read else b""
