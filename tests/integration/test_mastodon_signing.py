"""Finding servers, signing in with a token and over OAuth, and everything that can be wrong."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import httpx2
import mastodon
import pytest
from aiohttp import web

from assistant.community.accounts import Account, AccountRef, Platform
from assistant.community.posts import Kind
from assistant.errors import (
    InvalidInput,
    NotFound,
    PlatformError,
    PlatformUnavailable,
    ReconnectNeeded,
)
from assistant.platforms.http import Door, make_client
from assistant.platforms.limits import Limits
from assistant.platforms.mastodon_oauth import READ, SCOPES, MastodonOAuth, authorize_url
from assistant.platforms.mastodon_signing import MastodonFactory
from assistant.platforms.pkce import new_verifier
from assistant.platforms.reading import Patience, Reader
from assistant.ports import Credential
from tests.doubles.mastodon import FLAVOURS, MastodonServer
from tests.doubles.mastodon.signing import OUT_OF_BAND
from tests.integration.mastodon_kit import Kit, kit, now

pytestmark = pytest.mark.integration

BACK = "https://engage.example/connect/mastodon/callback"


@pytest.fixture(params=list(FLAVOURS))
async def place(request: pytest.FixtureRequest) -> AsyncIterator[Kit]:
    async with kit(request.param) as made:
        yield made


def named(handle: str) -> AccountRef:
    return AccountRef.parse(f"mastodon:{handle}")


def oauth_of(place: Kit) -> MastodonOAuth:
    return MastodonOAuth(place.reader, place.factory)


# -- access tokens ---------------------------------------------------------------------------


async def test_a_token_is_kept_with_its_server_and_shows_nothing(place: Kit) -> None:
    acme = place.server.world.join("Acme", name="Acme Coffee", followers=7)
    token = place.server.token(acme, "read")
    profile, credential = await place.factory.sign_in(place.ref(acme), token, None)
    assert (profile.name, profile.followers) == ("Acme Coffee", 7)
    assert profile.native_id == f"acme@{place.server.host}"
    assert (credential.service, credential.identifier) == (place.server.url, profile.native_id)
    assert token not in repr(credential)


async def test_a_missing_scope_is_named(place: Kit) -> None:
    acme = place.server.world.join("acme")
    token = place.server.token(acme, "read:accounts", "read:statuses")
    with pytest.raises(InvalidInput, match=r"read:notifications and read:search"):
        await place.factory.sign_in(place.ref(acme), token, None)


async def test_a_token_of_somebody_else_is_not_taken(place: Kit) -> None:
    acme, bob = place.server.world.join("acme"), place.server.world.join("bob")
    with pytest.raises(InvalidInput, match=f"belongs to @bob@{place.server.host}"):
        await place.factory.sign_in(place.ref(acme), place.server.token(bob), None)


async def test_a_revoked_token_asks_to_reconnect(place: Kit) -> None:
    acme = place.server.world.join("acme")
    connection = await place.signed_in(acme)
    place.server.signing.tokens.clear()
    with pytest.raises(ReconnectNeeded) as caught:
        await connection.mentions()
    assert caught.value.account == f"mastodon:{place.server.handle(acme)}"


async def test_a_server_may_be_named_instead_of_found() -> None:
    async with kit("mastodon") as place:
        place.server.world.domain = "acme.example"
        acme = place.server.world.join("acme")
        ref = named("@acme@acme.example")
        token = place.server.token(acme)
        for service in (place.server.url, f"{place.server.url}/", place.server.host):
            profile, credential = await place.factory.sign_in(ref, token, service)
            assert profile.handle == "@acme@acme.example"
            assert credential.service == place.server.url


async def test_what_a_server_learns_is_noticed_and_kept() -> None:
    """An update of the server brings quotes; nobody has to connect again."""
    async with kit("mastodon-4.2") as place:
        acme = place.server.world.join("acme")
        profile, credential = await place.factory.sign_in(
            place.ref(acme), place.server.token(acme), None
        )
        kept: list[Credential] = []

        async def keep(credential: Credential) -> None:
            kept.append(credential)

        account = Account("a", "T", place.ref(acme), profile.native_id, "", "", now())
        connection = place.factory.signed_in(account, credential, keep)
        assert Kind.QUOTE not in connection.capabilities.tells
        newer = {"domain": place.server.host, "version": "4.5.0", "api_versions": {"mastodon": 7}}
        place.server.broken["instance"] = lambda _: web.json_response(newer)
        await connection.profile(profile.native_id)
        assert Kind.QUOTE in connection.capabilities.tells
        assert [each.session["quotes"] for each in kept] == ["yes"]
        again = place.factory.signed_in(account, kept[0], keep)
        assert Kind.QUOTE in again.capabilities.tells


# -- where an account lives ------------------------------------------------------------------


async def test_a_domain_that_keeps_its_accounts_elsewhere_is_found() -> None:
    """docs.joinmastodon.org/admin/config/#web_domain: the domain forwards WebFinger."""
    async with kit("mastodon") as place, MastodonServer("mastodon") as web_site:
        server = place.server
        web_site.broken["instance"] = lambda _: web.Response(status=404, text="a web site")
        where = f"{server.url}/.well-known/webfinger"

        def forward(request: web.Request) -> web.Response:
            return web.Response(status=301, headers={"Location": f"{where}?{request.query_string}"})

        web_site.broken["webfinger"] = forward
        server.world.domain = web_site.host
        acme = server.world.join("acme")
        server.world.post(acme, "Hello")
        door = Door.make([], f"http://{server.host}, http://{web_site.host}")
        async with make_client(door) as client:
            reader = Reader(client, Limits(now), patience=Patience(attempts=1))
            factory = MastodonFactory(reader, door, now)
            stranger = factory.anonymous()
            profile = await stranger.profile(f"@acme@{web_site.host}")
            assert profile.native_id == f"acme@{web_site.host}"
            (post,) = (await stranger.posts(profile.native_id)).items
            assert post.id.startswith(f"{server.host}/")
            assert post.author.id == profile.native_id
            with pytest.raises(NotFound):
                await stranger.profile(f"@nobody@{web_site.host}")
            ref = named(f"@acme@{web_site.host}")
            _, credential = await factory.sign_in(ref, server.token(acme), None)
            assert credential.service == server.url


async def test_a_server_may_not_claim_a_domain_that_is_not_its_own() -> None:
    async with kit("mastodon") as place:
        place.server.world.join("acme")
        claims = {"domain": "mastodon.social", "uri": "https://mastodon.social"}
        place.server.broken["instance"] = lambda _: web.json_response(claims)
        profile = await place.factory.anonymous().profile(f"@acme@{place.server.host}")
        assert profile.handle == f"@acme@{place.server.host}"


@pytest.mark.parametrize("body", ["<html>shop</html>", "[]", '"hello"', "{", ""])
async def test_a_server_of_another_language_is_said_so(body: str) -> None:
    async with kit("mastodon") as place:
        for part in ("instance", "webfinger", "lookup"):
            place.server.broken[part] = lambda _: web.Response(text=body)
        with pytest.raises(InvalidInput, match="is no server that speaks Mastodon's language"):
            await place.factory.anonymous().profile(f"@acme@{place.server.host}")


@pytest.mark.parametrize("host", ["10.0.0.1", "127.0.0.1:9", "localhost", "169.254.169.254"])
async def test_a_server_inside_is_not_reached(host: str) -> None:
    async with kit("mastodon") as place:
        for act in (
            place.factory.anonymous().profile(f"@acme@{host}"),
            place.factory.sign_in(named(f"@acme@{host}"), "token", None),
            place.factory.sign_in(named("@acme@example.social"), "token", f"https://{host}"),
            oauth_of(place).register(host, BACK),
        ):
            with pytest.raises(InvalidInput, match="not a public https address"):
                await act


@pytest.mark.parametrize(
    "text", ["http://", "ftp://example.social", "exa mple", "@a@b@c", "https://u:p@x.example"]
)
async def test_senseless_servers_are_refused(text: str) -> None:
    async with kit("mastodon") as place:
        with pytest.raises((InvalidInput, NotFound)):
            await oauth_of(place).register(text, BACK)


# -- OAuth -----------------------------------------------------------------------------------


async def consent(url: str, who: str) -> dict[str, list[str]]:
    """Press the button on the server's page; what comes back to us."""
    async with httpx2.AsyncClient() as browser:
        page = await browser.get(url)
        assert f"Authorize as {who}" in page.text or not who
        answer = await browser.post(url, data={"as": who})
    assert answer.headers["location"].startswith(BACK)
    return parse_qs(urlsplit(answer.headers["location"]).query)


async def test_oauth_from_registration_to_revocation(place: Kit) -> None:
    acme, oauth, verifier = place.server.world.join("acme"), oauth_of(place), new_verifier()
    app = await oauth.register(f"@acme@{place.server.host}", BACK)
    assert app.pkce == place.server.flavour.pkce
    fine = place.server.flavour.fine_scopes
    assert app.scopes == (SCOPES if fine else ("read", "write"))
    assert app.may_write
    assert app.client_secret not in repr(app)
    url = authorize_url(app, state="s1", verifier=verifier)
    assert verifier not in url
    back = await consent(url, "acme")
    assert back["state"] == ["s1"]
    profile, credential = await oauth.exchange(app, back["code"][0], verifier)
    assert profile.native_id == f"acme@{place.server.host}"
    account = Account("a", "T", place.ref(acme), profile.native_id, "", "", now())

    async def keep(_: Credential) -> None:
        """Nothing changes here."""

    connection = place.factory.signed_in(account, credential, keep)
    assert (await connection.mentions()).items == ()
    with pytest.raises(ReconnectNeeded):  # a code works once
        await oauth.exchange(app, back["code"][0], verifier)
    assert await oauth.revoke(app, credential)
    with pytest.raises(ReconnectNeeded):
        await connection.mentions()


async def test_an_app_made_for_reading_alone_is_told_apart(place: Kit) -> None:
    app = await oauth_of(place).register(place.server.host, BACK, READ)
    assert app.scopes == (READ if place.server.flavour.fine_scopes else ("read",))
    assert not app.may_write


async def test_an_app_made_before_images_were_handed_over_is_told_apart(place: Kit) -> None:
    before = (*READ, "write:statuses")
    app = await oauth_of(place).register(place.server.host, BACK, before)
    assert app.may_write is not place.server.flavour.fine_scopes


async def test_a_code_without_its_verifier_is_worth_nothing() -> None:
    async with kit("mastodon") as place:
        place.server.world.join("acme")
        oauth = oauth_of(place)
        app = await oauth.register(place.server.url, BACK)
        back = await consent(authorize_url(app, state="s", verifier=new_verifier()), "acme")
        with pytest.raises(ReconnectNeeded):
            await oauth.exchange(app, back["code"][0], new_verifier())


async def test_a_person_who_refuses_sends_no_code() -> None:
    async with kit("mastodon") as place:
        place.server.world.join("acme")
        app = await oauth_of(place).register(place.server.host, BACK)
        back = await consent(authorize_url(app, state="s", verifier=new_verifier()), "")
        assert back["error"] == ["access_denied"]


@pytest.mark.parametrize("answer", [{}, {"client_id": 5}, [], "words"])
async def test_an_answer_without_an_app_is_nonsense(answer: object) -> None:
    async with kit("mastodon") as place:
        body = json.dumps(answer)
        place.server.broken["apps"] = lambda _: web.Response(
            text=body, content_type="application/json"
        )
        with pytest.raises(PlatformUnavailable):
            await oauth_of(place).register(place.server.host, BACK)


async def test_a_server_that_registers_nobody_is_said_so() -> None:
    async with kit("mastodon") as place:
        place.server.broken["apps"] = lambda _: web.json_response({"error": "no"}, status=403)
        with pytest.raises(InvalidInput, match="does not let apps register"):
            await oauth_of(place).register(place.server.host, BACK)


async def test_neither_secret_nor_code_is_sent_after_a_redirect() -> None:
    async with kit("mastodon") as place, kit("mastodon") as thief:
        place.server.world.join("acme")
        oauth, verifier = oauth_of(place), new_verifier()
        app = await oauth.register(place.server.host, BACK)
        back = await consent(authorize_url(app, state="s", verifier=verifier), "acme")
        away = {"Location": f"{thief.server.url}/oauth/token"}
        place.server.broken["token"] = lambda _: web.Response(status=307, headers=away)
        with pytest.raises(PlatformError):
            await oauth.exchange(app, back["code"][0], verifier)
        assert thief.server.asked.total() == 0


async def test_the_double_signs_in_a_client_that_is_not_ours() -> None:
    """`Mastodon.py` goes the whole way, PKCE included."""
    async with kit("mastodon") as place:
        place.server.world.join("acme")
        key, secret = await asyncio.to_thread(
            mastodon.Mastodon.create_app, "app", api_base_url=place.server.url, scopes=["read"]
        )
        client = await asyncio.to_thread(
            mastodon.Mastodon,
            client_id=key,
            client_secret=secret,
            api_base_url=place.server.url,
            version_check_mode="none",
        )
        url = await asyncio.to_thread(
            client.auth_request_url, scopes=["read"], allow_http=True, redirect_uris=OUT_OF_BAND
        )
        async with httpx2.AsyncClient() as browser:
            code = (await browser.post(url, data={"as": "acme"})).text
        await asyncio.to_thread(client.log_in, code=code, scopes=["read"], allow_http=True)
        assert (await asyncio.to_thread(client.me))["acct"] == "acme"


def test_the_platform_of_a_handle_is_mastodon() -> None:
    assert named("acme@example.social") == AccountRef(Platform.MASTODON, "@acme@example.social")
