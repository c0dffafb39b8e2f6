"""Signing in on a Mastodon server's own page: one app for each server and workspace, kept sealed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import httpx2
import psycopg
import pytest
from aiohttp import web

from assistant.community.accounts import Account
from assistant.errors import InvalidInput, PlatformError, ReconnectNeeded
from assistant.platforms.connections import Connections
from assistant.platforms.mastodon_oauth import MastodonOAuth
from assistant.platforms.mastodon_page import MastodonPage
from assistant.storage.database import Database
from assistant.storage.sign_ins import PostgresRegistrations
from assistant.storage.vault import Vault
from assistant.storage.workspaces import PostgresWorkspaces
from tests.doubles.mastodon import FLAVOURS
from tests.integration.mastodon_kit import Kit, kit, now

pytestmark = pytest.mark.integration

ENGAGE = "https://engage.example"


@pytest.fixture(params=list(FLAVOURS))
async def place(request: pytest.FixtureRequest) -> AsyncIterator[Kit]:
    async with kit(request.param) as made:
        yield made


@pytest.fixture
async def registrations(database: Database) -> PostgresRegistrations:
    for each in ("T1", "T2"):
        await PostgresWorkspaces(database).ensure(each, each)
    return PostgresRegistrations(database, Vault(["k" * 40]), now)


def page_of(
    place: Kit, registrations: PostgresRegistrations, base_url: str = ENGAGE
) -> MastodonPage:
    oauth = MastodonOAuth(place.reader, place.factory)
    return MastodonPage(place.factory.servers, oauth, registrations, base_url)


async def consent(url: str, who: str) -> dict[str, str]:
    """Press a button on the server's page; what comes back to us."""
    async with httpx2.AsyncClient() as browser:
        answer = await browser.post(url, data={"as": who})
    assert answer.headers["location"].startswith(f"{ENGAGE}/connect/mastodon/callback?")
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    return {name: values[0] for name, values in query.items()}


async def test_an_account_is_signed_in_read_and_signed_out(
    place: Kit, registrations: PostgresRegistrations
) -> None:
    """On every make of server; the token goes back where the server takes it."""
    acme, page = place.server.world.join("acme"), page_of(place, registrations)
    leaving = await page.leave(await page.find("T1", place.ref(acme)), "state-1")
    assert leaving.kept["verifier"] not in leaving.url

    given = await consent(leaving.url, "acme")
    profile, credential = await page.arrive(leaving.kept, given)

    assert given["state"] == "state-1"
    assert profile.native_id == f"acme@{place.server.host}"
    account = Account("a", "T1", place.ref(acme), profile.native_id, "", "", now())
    connection = place.factory.signed_in(account, credential, None)  # type: ignore[arg-type]
    assert (await connection.mentions()).items == ()
    connections = Connections({account.ref.platform: place.factory}, None)
    assert await connections.sign_out(account, credential)
    with pytest.raises(ReconnectNeeded):
        await connection.mentions()


async def test_one_app_serves_every_account_of_a_server(
    place: Kit, registrations: PostgresRegistrations
) -> None:
    """And another one each workspace."""
    page = page_of(place, registrations)
    for workspace_id, name in (("T1", "acme"), ("T1", "beta"), ("T2", "acme")):
        person = place.server.world.find(name) or place.server.world.join(name)
        found = await page.find(workspace_id, place.ref(person))
        assert found["account"] == f"{name}@{place.server.host}"

    assert len(place.server.signing.apps) == 2


async def test_an_app_the_server_has_forgotten_is_made_anew(
    place: Kit, registrations: PostgresRegistrations
) -> None:
    """Mastodon removes apps that nobody uses."""
    acme, page = place.server.world.join("acme"), page_of(place, registrations)
    first = await page.find("T1", place.ref(acme))
    place.server.signing.apps.clear()

    again = await page.find("T1", place.ref(acme))

    assert again["client_id"] != first["client_id"]
    assert again["client_id"] in place.server.signing.apps


async def test_another_address_of_ours_is_another_app(registrations: PostgresRegistrations) -> None:
    async with kit("mastodon") as place:
        ref = place.ref(place.server.world.join("acme"))
        await page_of(place, registrations).find("T1", ref)
        await page_of(place, registrations, "https://moved.example").find("T1", ref)

        redirects = [each.redirects for each in place.server.signing.apps.values()]
        assert redirects[1] == ["https://moved.example/connect/mastodon/callback"]


async def test_the_apps_secret_is_sealed(
    registrations: PostgresRegistrations, database_url: str
) -> None:
    async with kit("mastodon") as place:
        ref = place.ref(place.server.world.join("acme"))
        found = await page_of(place, registrations).find("T1", ref)

    with psycopg.connect(database_url) as connection:
        rows = connection.execute("SELECT t::text FROM registration t").fetchall()
    assert len(rows) == 1
    secret = found["client_secret"]
    assert secret not in rows[0][0]
    assert secret.encode().hex() not in rows[0][0]


async def test_another_account_is_not_taken(
    place: Kit, registrations: PostgresRegistrations
) -> None:
    """Its token is given back at once."""
    world, page = place.server.world, page_of(place, registrations)
    acme, _ = world.join("acme"), world.join("bob")
    leaving = await page.leave(await page.find("T1", place.ref(acme)), "s")

    with pytest.raises(InvalidInput, match="You signed in as @bob@"):
        await page.arrive(leaving.kept, await consent(leaving.url, "bob"))

    assert place.server.signing.tokens == {}


async def test_less_than_is_needed_is_said_and_given_back(
    registrations: PostgresRegistrations,
) -> None:
    async with kit("mastodon") as place:
        acme, page = place.server.world.join("acme"), page_of(place, registrations)
        leaving = await page.leave(await page.find("T1", place.ref(acme)), "s")
        less = leaving.url.replace("read%3Anotifications", "read%3Aaccounts")

        with pytest.raises(InvalidInput, match="let Engage read less than it needs"):
            await page.arrive(leaving.kept, await consent(less, "acme"))

        assert place.server.signing.tokens == {}


@pytest.mark.parametrize("body", ["<html>hello</html>", "[]", "{", '{"access_token": 5}', ""])
async def test_a_server_that_answers_garbage_is_said(
    registrations: PostgresRegistrations, body: str
) -> None:
    async with kit("mastodon") as place:
        acme, page = place.server.world.join("acme"), page_of(place, registrations)
        leaving = await page.leave(await page.find("T1", place.ref(acme)), "s")
        given = await consent(leaving.url, "acme")
        place.server.broken["token"] = lambda _: web.Response(
            text=body, content_type="application/json"
        )

        with pytest.raises(PlatformError):
            await page.arrive(leaving.kept, given)


async def test_a_token_made_by_hand_is_its_owners_to_take_back() -> None:
    async with kit("mastodon") as place:
        acme = place.server.world.join("acme")
        profile, credential = await place.factory.sign_in(
            place.ref(acme), place.server.token(acme), None
        )
        account = Account("a", "T1", place.ref(acme), profile.native_id, "", "", now())
        connections = Connections({account.ref.platform: place.factory}, None)

        assert not await connections.sign_out(account, credential)
