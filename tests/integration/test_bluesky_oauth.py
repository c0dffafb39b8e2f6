"""Signing in on the real page of a real PDS, in Chromium; and the sign-in that comes of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Browser
from sqlalchemy import select

from assistant.community.accounts import Account, AccountRef, Platform, Profile
from assistant.community.posts import Kind
from assistant.errors import InvalidInput, NotFound, ReconnectNeeded
from assistant.platforms.connections import Connections
from assistant.ports import Credential
from assistant.ports.publishing import OwnPost
from assistant.storage.accounts import PostgresAccounts
from assistant.storage.database import Database
from assistant.storage.schema import CREDENTIAL
from assistant.storage.vault import Vault
from assistant.storage.workspaces import PostgresWorkspaces
from tests.browser.picture import chromium
from tests.integration.connecting import now, ref_of
from tests.integration.consenting import Client, consent, make
from tests.integration.network import Network, World
from tests.integration.people import Person
from tests.integration.pictures import attached

pytestmark = [pytest.mark.integration, pytest.mark.network]


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest.fixture
async def engage(network: Network) -> AsyncIterator[Client]:
    client = make(network)
    yield client
    await client.http.aclose()


@pytest.fixture
async def acme(world: World) -> Person:
    acme = await world.make_person("acme")
    await world.settle()
    return acme


async def signed_in(engage: Client, browser: Browser, person: Person) -> tuple[Profile, Credential]:
    """The whole way."""
    found = await engage.page.find("T1", ref_of(person))
    leaving = await engage.page.leave(found, "state")
    given = await consent(browser, leaving.url)
    assert given["state"] == "state"
    return await engage.page.arrive(leaving.kept, given)


class House:
    """The stored account, and processes that read it."""

    def __init__(self, database: Database, network: Network) -> None:
        self.accounts = PostgresAccounts(database, Vault(["k" * 40]), now)
        self.database = database
        self.network = network
        self.processes: list[tuple[Client, Connections]] = []

    def process(self) -> Connections:
        client = make(self.network)
        connections = Connections({Platform.BLUESKY: client.factory}, self.accounts)
        self.processes.append((client, connections))
        return connections

    async def connect(self, ref: AccountRef, profile: Profile, credential: Credential) -> Account:
        return await self.accounts.add("T1", ref, profile, credential)

    async def tokens(self, account: Account) -> tuple[str, str]:
        kept = await self.accounts.credential("T1", account.id)
        assert kept is not None
        return kept.session["access"], kept.session["refresh"]

    async def spoil(self, account: Account) -> str:
        """Make the stored access token one that the server does not take; the refresh token."""
        kept = await self.accounts.credential("T1", account.id)
        assert kept is not None
        spoilt = replace(kept, session={**kept.session, "access": "no.such.token"})
        await self.accounts.keep_session("T1", account.id, spoilt)
        return kept.session["refresh"]

    async def renewing(self, account: Account) -> bool:
        """Whether a renewal has the row at this moment."""
        row = select(CREDENTIAL.c.account_id).where(CREDENTIAL.c.account_id == account.id)
        async with self.database.workspace("T1") as connection:
            free = await connection.execute(row.with_for_update(skip_locked=True))
            return free.first() is None


@pytest.fixture
async def house(database: Database, network: Network) -> AsyncIterator[House]:
    await PostgresWorkspaces(database).ensure("T1", "One")
    house = House(database, network)
    yield house
    for client, connections in house.processes:
        await connections.close()
        await client.http.aclose()


# -- there and back ---------------------------------------------------------------------------


async def test_an_account_is_signed_in_and_read(
    engage: Client, browser: Browser, world: World, house: House
) -> None:
    """Handle, DID, PDS, authorization server, PAR, PKCE, DPoP: then reading is as ever."""
    acme, fan = await world.make_person("acme"), await world.make_person("fan")
    await acme.post("Hello")
    await fan.post(f"Hi there @{acme.handle}", mentions=[acme])
    await world.settle()

    profile, credential = await signed_in(engage, browser, acme)

    assert (profile.native_id, profile.handle) == (acme.did, acme.handle)
    assert credential.identifier == acme.did
    assert "d" in credential.secret  # the private key
    assert credential.secret not in repr(credential)
    account = await house.connect(ref_of(acme), profile, credential)
    connection = await house.process().open(account)
    assert [each.text for each in (await connection.posts(acme.did)).items] == ["Hello"]
    mentions = (await connection.mentions()).items
    assert [each.kind for each in mentions] == [Kind.MENTION]
    with pytest.raises(NotFound):
        await connection.profile("nobody-at-all.test")


async def test_the_address_of_the_page_holds_no_secret(engage: Client, acme: Person) -> None:
    """What was asked for went ahead, from server to server; a used page is worth nothing."""
    leaving = await engage.page.leave(await engage.page.find("T1", ref_of(acme)), "state-1")

    assert set(parse_qs(urlsplit(leaving.url).query)) == {"client_id", "request_uri"}
    for secret in ("state-1", leaving.kept["verifier"], leaving.kept["key"]):
        assert secret not in leaving.url
        assert secret not in repr(leaving)


async def test_who_says_no_sends_no_code(engage: Client, browser: Browser, acme: Person) -> None:
    leaving = await engage.page.leave(await engage.page.find("T1", ref_of(acme)), "s")

    given = await consent(browser, leaving.url, yes=False)

    assert (given["error"], given["state"]) == ("access_denied", "s")
    assert "code" not in given


async def test_a_code_is_good_once_with_its_own_verifier_and_key(
    engage: Client, browser: Browser, acme: Person
) -> None:
    """Whoever sees one on its way can do nothing with it."""
    found = await engage.page.find("T1", ref_of(acme))
    leaving, other = [await engage.page.leave(found, "s") for _ in range(2)]
    given = await consent(browser, leaving.url)

    with pytest.raises(ReconnectNeeded):
        await engage.page.arrive({**leaving.kept, "verifier": other.kept["verifier"]}, given)
    with pytest.raises(ReconnectNeeded):
        await engage.page.arrive(leaving.kept, given)


async def test_an_answer_in_the_name_of_another_server_is_not_used(
    engage: Client, browser: Browser, acme: Person
) -> None:
    leaving = await engage.page.leave(await engage.page.find("T1", ref_of(acme)), "s")
    given = await consent(browser, leaving.url)

    for issuer in ({"iss": "https://evil.example"}, {}):
        with pytest.raises(InvalidInput, match="another server"):
            await engage.page.arrive(leaving.kept, {"code": given["code"], **issuer})
    profile, _ = await engage.page.arrive(leaving.kept, given)
    assert profile.native_id == acme.did


async def test_another_account_is_not_taken(engage: Client, browser: Browser, world: World) -> None:
    """Its tokens are given back at once."""
    acme, bob = await world.make_person("acme"), await world.make_person("bob")
    await world.settle()
    leaving = await engage.page.leave(await engage.page.find("T1", ref_of(acme)), "s")
    hers = {**leaving.kept, "did": bob.did, "handle": bob.handle}
    given = await consent(browser, leaving.url)

    with pytest.raises(InvalidInput, match=f"another account than {bob.handle}"):
        await engage.page.arrive(hers, given)


async def test_a_handle_nobody_has_is_said(engage: Client) -> None:
    with pytest.raises(NotFound):
        await engage.page.find("T1", AccountRef(Platform.BLUESKY, "nobody-at-all.test"))
    with pytest.raises(InvalidInput, match="in full"):
        await engage.page.find("T1", AccountRef(Platform.BLUESKY, "acme"))


async def test_a_post_with_an_image_goes_out_over_it(
    engage: Client, browser: Browser, acme: Person, house: House
) -> None:
    """The server asks for a proof with its nonce first: the same bytes are handed over again."""
    account = await house.connect(ref_of(acme), *await signed_in(engage, browser, acme))
    publisher = await house.process().publisher(account)
    prepared = await publisher.prepare_post(OwnPost("A cup", images=(attached("A red cup"),)))
    published = await publisher.send(prepared)
    assert await publisher.find(prepared) == published
    (post,) = await publisher.newest()
    assert (post.id, post.text) == (published.id, "A cup")


# -- staying signed in ------------------------------------------------------------------------


async def test_a_token_that_is_over_is_renewed_and_kept(
    engage: Client, browser: Browser, acme: Person, house: House
) -> None:
    account = await house.connect(ref_of(acme), *await signed_in(engage, browser, acme))
    used = await house.spoil(account)

    connection = await house.process().open(account)
    assert (await connection.profile(acme.did)).native_id == acme.did

    access, refresh = await house.tokens(account)
    assert access != "no.such.token"
    assert refresh != used


async def test_two_processes_that_renew_at_once_burn_no_token(
    engage: Client, browser: Browser, acme: Person, house: House
) -> None:
    """The server ends a sign-in whose refresh token comes twice; this one goes on and on."""
    account = await house.connect(ref_of(acme), *await signed_in(engage, browser, acme))
    processes = [house.process() for _ in range(3)]

    for _ in range(3):
        await house.spoil(account)
        connections = [await each.open(account) for each in processes]
        for each in processes:
            await each.close()  # the next round begins from the store
        profiles = await asyncio.gather(
            *(each.profile(acme.did) for each in connections for _ in range(3))
        )
        assert {profile.native_id for profile in profiles} == {acme.did}

    assert (await (await house.process().open(account)).profile(acme.did)).native_id == acme.did


async def test_who_gives_up_waiting_takes_no_renewal_along(
    engage: Client, browser: Browser, acme: Person, house: House
) -> None:
    """The new token is stored although nobody waits for it any more."""
    account = await house.connect(ref_of(acme), *await signed_in(engage, browser, acme))
    renewed = False
    for _ in range(20):  # one that was over before it was seen, or had not begun, says nothing
        used = await house.spoil(account)
        connections = house.process()
        connection = await connections.open(account)
        asking = asyncio.create_task(connection.profile(acme.did))
        caught = await _renewing(house, account, asking)
        await connections.close()
        _, refresh = await house.tokens(account)
        renewed = caught and refresh != used
        if renewed:
            break
    assert renewed, "never seen in the middle of a renewal, or it was lost: a token serves once"
    again = await house.process().open(account)
    assert (await again.profile(acme.did)).native_id == acme.did


async def _renewing(house: House, account: Account, asking: asyncio.Task[Profile]) -> bool:
    """Cancel it as soon as its renewal has the row."""
    async with asyncio.timeout(20):
        while not asking.done():
            if await house.renewing(account):
                return asking.cancel()
    return False


async def test_signing_out_gives_the_sign_in_back(
    engage: Client, browser: Browser, acme: Person, house: House
) -> None:
    """A copy of the tokens cannot be renewed any more, and the person is asked to reconnect."""
    account = await house.connect(ref_of(acme), *await signed_in(engage, browser, acme))
    kept = await house.accounts.credential("T1", account.id)
    assert kept is not None
    connections = house.process()

    assert await connections.sign_out(account, kept)

    await house.spoil(account)
    with pytest.raises(ReconnectNeeded):
        await (await connections.open(account)).profile(acme.did)


async def test_signing_out_ends_the_session_of_an_app_password(
    engage: Client, acme: Person, house: House
) -> None:
    """The password itself is its owner's to take back."""
    password = await acme.app_password()
    account = await house.connect(
        ref_of(acme), *await engage.factory.sign_in(ref_of(acme), password, None)
    )
    kept = await house.accounts.credential("T1", account.id)
    assert kept is not None
    connections = house.process()

    assert await connections.sign_out(account, kept)

    await house.spoil(account)
    spoilt = await house.accounts.credential("T1", account.id)
    assert spoilt is not None
    await house.accounts.keep_session("T1", account.id, replace(spoilt, secret="taken-back"))
    with pytest.raises(ReconnectNeeded):
        await (await connections.open(account)).profile(acme.did)


async def test_a_server_that_is_away_costs_a_sign_out_nothing(
    engage: Client, browser: Browser, acme: Person, house: House
) -> None:
    profile, credential = await signed_in(engage, browser, acme)
    account = await house.connect(ref_of(acme), profile, credential)
    away = {**credential.session, "revocation": "http://localhost:9/oauth/revoke"}

    assert not await house.process().sign_out(account, replace(credential, session=away))
