"""Signing in to X: on its page, with a refresh token, and how a sign-in stays alive."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from assistant.community.accounts import Account, AccountRef, Platform
from assistant.errors import (
    AccessRefused,
    InvalidInput,
    PlatformUnavailable,
    ReconnectNeeded,
    SignInNeeded,
)
from assistant.platforms.connections import Connections
from assistant.platforms.http import Door, make_client
from assistant.platforms.limits import Limits
from assistant.platforms.reading import Patience, Reader
from assistant.platforms.x_oauth import SCOPES, XClient, XOAuth
from assistant.platforms.x_page import CALLBACK, XPage
from assistant.platforms.x_signing import XFactory
from assistant.ports import Credential, SocialPlatform
from assistant.storage.accounts import PostgresAccounts
from assistant.storage.database import Database
from assistant.storage.vault import Vault
from assistant.storage.workspaces import PostgresWorkspaces
from tests.doubles.x import Fault, User, XServer
from tests.doubles.x.signing import App
from tests.integration.platform_kit import Held
from tests.integration.x_kit import HOME, Kit, kit

pytestmark = pytest.mark.integration

TOKEN, ME = "POST /2/oauth2/token", "GET /2/users/me"
BACK = f"{HOME}{CALLBACK}"


@pytest.fixture(params=["tweet", "post"])
async def place(request: pytest.FixtureRequest) -> AsyncIterator[Kit]:
    async with kit(request.param) as made:
        yield made


@pytest.fixture
async def acme(place: Kit) -> User:
    return place.x.world.join("Acme", followers=12)


async def consent(url: str, who: str) -> dict[str, str]:
    """Press a button on X's page; what comes back to us."""
    async with httpx2.AsyncClient() as browser:
        answer = await browser.post(url, data={"as": who})
    assert answer.headers["location"].startswith(f"{BACK}?"), answer.text
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    return {name: values[0] for name, values in query.items()}


async def on_the_page(place: Kit, user: User, asked: User | None = None) -> Credential:
    """The whole way."""
    found = await place.page.find("T1", place.ref(asked or user))
    leaving = await place.page.leave(found, "state")
    _, credential = await place.page.arrive(leaving.kept, await consent(leaving.url, user.username))
    return credential


def nothing_is_left(x: XServer) -> bool:
    return not x.signing.tokens and not x.signing.refreshes


async def test_an_account_is_signed_in_read_and_signed_out(place: Kit, acme: User) -> None:
    found = await place.page.find("T1", place.ref(acme))
    leaving = await place.page.leave(found, "state-1")
    assert leaving.kept["verifier"] not in leaving.url

    given = await consent(leaving.url, "Acme")
    profile, credential = await place.page.arrive(leaving.kept, given)

    assert given["state"] == "state-1"
    assert (profile.native_id, profile.handle, profile.followers) == (acme.id, "acme", 12)
    assert credential.identifier == acme.id
    assert set(SCOPES) == next(iter(place.x.signing.tokens.values())).scopes
    connection = place.factory.signed_in(place.account(acme), credential, Held(credential))
    assert (await connection.mentions()).items == ()
    connections = Connections({Platform.X: place.factory}, None)
    assert await connections.sign_out(place.account(acme), credential)
    assert nothing_is_left(place.x)
    with pytest.raises(ReconnectNeeded):
        await connection.mentions()


async def test_the_page_asks_for_what_is_needed_and_no_more(place: Kit, acme: User) -> None:
    leaving = await place.page.leave(await place.page.find("T1", place.ref(acme)), "s")

    asked = parse_qs(urlsplit(leaving.url).query)

    assert asked["scope"][0].split() == [
        "tweet.read",
        "users.read",
        "tweet.write",
        "tweet.moderate.write",
        "media.write",
        "like.read",
        "offline.access",
    ]
    assert asked["code_challenge_method"] == ["S256"]


async def test_who_signs_in_as_somebody_else_leaves_nothing_behind(place: Kit, acme: User) -> None:
    other = place.x.world.join("other")

    with pytest.raises(InvalidInput, match="as @other, not as @acme"):
        await on_the_page(place, other, asked=acme)

    assert nothing_is_left(place.x)


async def test_a_missing_permission_is_named(place: Kit, acme: User) -> None:
    leaving = await place.page.leave(await place.page.find("T1", place.ref(acme)), "s")
    less = leaving.url.replace("+tweet.moderate.write", "").replace("+media.write", "")

    with pytest.raises(InvalidInput) as told:
        await place.page.arrive(leaving.kept, await consent(less, "Acme"))

    assert "hide replies (tweet.moderate.write), hand over images (media.write)" in str(told.value)
    assert nothing_is_left(place.x)


async def test_a_code_is_good_for_thirty_seconds_and_once(place: Kit, acme: User) -> None:
    leaving = await place.page.leave(await place.page.find("T1", place.ref(acme)), "s")
    given = await consent(leaving.url, "Acme")
    await place.page.arrive(leaving.kept, given)
    with pytest.raises(ReconnectNeeded):
        await place.page.arrive(leaving.kept, given)

    late = await consent(leaving.url, "Acme")
    place.x.moment = datetime.now(UTC) + timedelta(seconds=31)
    with pytest.raises(ReconnectNeeded):
        await place.page.arrive(leaving.kept, late)


async def test_another_verifier_is_not_taken(place: Kit, acme: User) -> None:
    leaving = await place.page.leave(await place.page.find("T1", place.ref(acme)), "s")
    with pytest.raises(ReconnectNeeded):
        await place.page.arrive(
            {**leaving.kept, "verifier": "x" * 64}, await consent(leaving.url, "Acme")
        )


async def test_where_it_cannot_be_asked_who_signed_in_nothing_stays(place: Kit, acme: User) -> None:
    place.x.faults.append(Fault("answer", ME, 503))
    with pytest.raises(PlatformUnavailable):
        await on_the_page(place, acme)
    assert nothing_is_left(place.x)


@pytest.mark.parametrize("handle", ["a name", "x" * 16, "acme.example", "ä"])
async def test_a_name_nobody_can_have_is_told_at_once(place: Kit, handle: str) -> None:
    with pytest.raises(InvalidInput, match="up to 15 letters"):
        await place.page.find("T1", AccountRef(Platform.X, handle))
    assert place.x.log == []


# -- in the terminal --------------------------------------------------------------------------


async def test_a_refresh_token_signs_in(place: Kit, acme: User) -> None:
    """It is used up by that, so it stands nowhere afterwards."""
    secret = place.secret(acme)

    profile, credential = await place.factory.sign_in(place.ref(acme), secret, None)

    assert profile.native_id == acme.id
    assert secret in place.x.signing.spent
    assert secret not in str((credential.secret, credential.session))
    assert secret not in repr(credential)


async def test_what_cannot_be_a_refresh_token_of_the_account_is_refused(
    place: Kit, acme: User
) -> None:
    other = place.x.world.join("other")
    with pytest.raises(ReconnectNeeded):
        await place.factory.sign_in(place.ref(acme), "nonsense", None)
    with pytest.raises(InvalidInput, match="not as @acme"):
        await place.factory.sign_in(place.ref(acme), place.secret(other), None)
    with pytest.raises(InvalidInput, match="service"):
        await place.factory.sign_in(place.ref(acme), "any", "https://x.example")


async def test_without_an_app_it_is_said_what_to_set(place: Kit, acme: User) -> None:
    reader, x = place.factory._reader, place.x
    bare = XFactory(reader, x.now, api_url=x.url)
    with pytest.raises(InvalidInput, match="X_CLIENT_ID"):
        await bare.sign_in(place.ref(acme), "any", None)


async def test_nobody_writes_for_an_account_without_a_sign_in(place: Kit, acme: User) -> None:
    with pytest.raises(SignInNeeded):
        await place.factory.publisher(place.account(acme), place.factory.anonymous())


# -- the two kinds of clients -----------------------------------------------------------------


async def _arrives(x: XServer, app: App, client: XClient, user: User) -> Credential:
    async with make_client(Door.make([x.url], "")) as http:
        reader = Reader(http, Limits(x.now), patience=Patience(attempts=1))
        oauth = XOAuth(reader, client, api_url=x.url, web_url=x.url)
        factory = XFactory(reader, x.now, api_url=x.url, oauth=oauth)
        page = XPage(oauth, factory, HOME)
        assert app.redirects == (BACK,)
        leaving = await page.leave(await page.find("T1", AccountRef(Platform.X, "acme")), "s")
        _, made = await page.arrive(leaving.kept, await consent(leaving.url, user.username))
        return made


@pytest.mark.parametrize("confidential", [True, False])
async def test_both_kinds_of_apps_can_sign_in(*, confidential: bool) -> None:
    """One proves itself in the header, the other names itself in the form."""
    async with XServer() as x:
        acme, app = x.world.join("acme"), x.signing.register(BACK, confidential=confidential)
        await _arrives(x, app, XClient(app.client_id, app.client_secret), acme)

        form = next(each.body for each in x.log if each.call == TOKEN)
        assert ("client_id" in form) is not confidential


async def test_an_app_that_x_does_not_know_is_no_reason_to_sign_in_anew() -> None:
    async with XServer() as x:
        acme, app = x.world.join("acme"), x.signing.register(BACK)
        with pytest.raises(AccessRefused, match="X_CLIENT_SECRET"):
            await _arrives(x, app, XClient(app.client_id, "another"), acme)


def test_secrets_stand_in_no_words() -> None:
    client = XClient("id", "hush")
    pair = base64.b64encode(b"id:hush").decode()
    assert client.headers() == {"authorization": f"Basic {pair}"}
    assert "hush" not in repr(client)


# -- staying signed in ------------------------------------------------------------------------


@pytest.fixture
async def accounts(database: Database) -> PostgresAccounts:
    await PostgresWorkspaces(database).ensure("T1", "One")
    return PostgresAccounts(database, Vault(["k" * 40]), lambda: datetime.now(UTC))


async def connected(place: Kit, accounts: PostgresAccounts, user: User) -> Account:
    profile, credential = await place.factory.sign_in(place.ref(user), place.secret(user), None)
    return await accounts.add("T1", place.ref(user), profile, credential)


@pytest.fixture
async def connection(
    place: Kit, acme: User, accounts: PostgresAccounts
) -> AsyncIterator[SocialPlatform]:
    """Of an account that is connected."""
    connections = Connections({Platform.X: place.factory}, accounts)
    yield await connections.open(await connected(place, accounts, acme))
    await connections.close()


def expire(x: XServer) -> None:
    """Two hours pass: every access token is over."""
    x.signing.tokens.clear()


async def test_a_token_that_is_over_is_renewed_and_the_new_one_is_kept(
    place: Kit, acme: User, accounts: PostgresAccounts
) -> None:
    account = await connected(place, accounts, acme)
    connections = Connections({Platform.X: place.factory}, accounts)
    connection = await connections.open(account)
    before = await accounts.credential("T1", account.id)
    expire(place.x)

    await connection.mentions()

    after = await accounts.credential("T1", account.id)
    assert before
    assert after
    assert before.session["refresh"] in place.x.signing.spent
    assert after.session["refresh"] in place.x.signing.refreshes
    assert after.session["access"] in place.x.signing.tokens
    assert await connections.open(account) is connection
    await connections.close()


async def test_one_at_a_time_renews_over_all_processes(
    place: Kit, acme: User, accounts: PostgresAccounts
) -> None:
    """Three connections of their own, each with four calls at once: one refresh token is used."""
    account = await connected(place, accounts, acme)
    sides = [Connections({Platform.X: place.factory}, accounts) for _ in range(3)]
    opened = [await side.open(account) for side in sides]
    before = place.x.asked(TOKEN)
    expire(place.x)

    await asyncio.gather(*(each.mentions() for each in opened for _ in range(4)))

    assert place.x.asked(TOKEN) == before + 1
    for side in sides:
        await side.close()


async def test_a_caller_who_goes_away_does_not_take_the_new_token_along(
    place: Kit, acme: User, accounts: PostgresAccounts
) -> None:
    account = await connected(place, accounts, acme)
    connections = Connections({Platform.X: place.factory}, accounts)
    connection = await connections.open(account)
    expire(place.x)
    traded = asyncio.Event()

    def notice(answer: object) -> object:
        traded.set()
        return answer

    place.x.changes[TOKEN] = notice
    asking = asyncio.create_task(connection.mentions())
    await traded.wait()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await connection.close()

    kept = await accounts.credential("T1", account.id)
    assert kept
    assert kept.session["refresh"] in place.x.signing.refreshes
    await connections.close()


async def test_what_was_taken_back_on_x_needs_a_person(
    place: Kit, acme: User, connection: SocialPlatform
) -> None:
    """And X is not asked again and again."""
    place.x.signing.withdraw(acme)
    for _ in range(2):
        with pytest.raises(ReconnectNeeded):
            await connection.mentions()
    assert place.x.asked(TOKEN) == 2  # the sign-in, and one try to renew it


@pytest.mark.parametrize(
    "fault",
    [
        Fault("answer", TOKEN, 503, before=True),
        Fault("answer", TOKEN, 403, "<h1>Denied</h1>", before=True),
        Fault("answer", TOKEN, 404, {"title": "Not Found"}, before=True),
        Fault("cut", TOKEN, before=True),
    ],
)
async def test_what_stands_in_between_ends_no_sign_in(
    place: Kit, connection: SocialPlatform, fault: Fault
) -> None:
    expire(place.x)
    place.x.faults.append(replace(fault))

    with pytest.raises(PlatformUnavailable):
        await connection.mentions()

    assert (await connection.mentions()).items == ()


async def test_a_permission_that_was_taken_back_is_told(
    place: Kit, connection: SocialPlatform
) -> None:
    expire(place.x)
    refreshes = place.x.signing.refreshes
    for token, grant in list(refreshes.items()):
        refreshes[token] = replace(grant, scopes=grant.scopes - {"tweet.write"})

    with pytest.raises(ReconnectNeeded):
        await connection.mentions()

    assert nothing_is_left(place.x)
