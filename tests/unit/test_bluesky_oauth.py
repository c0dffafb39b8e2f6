"""Bluesky's sign-in against servers that answer garbage, lie, or want another proof.

What a sound server says is `tests/integration/test_bluesky_oauth.py`'s, on a real one.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from assistant.community.accounts import AccountRef, Platform
from assistant.errors import InvalidInput, NotFound, PlatformUnavailable, ReconnectNeeded
from assistant.platforms.bluesky_authority import Authorities, Authority
from assistant.platforms.bluesky_client import SCOPE, BlueskyClient
from assistant.platforms.bluesky_identity import Identities
from assistant.platforms.bluesky_oauth import BlueskyOAuth, Grant, Pushed
from assistant.platforms.bluesky_oauth_session import OAuthSession, credential_of
from assistant.platforms.bluesky_page import BlueskyPage
from assistant.platforms.bluesky_signing import BlueskyFactory
from assistant.platforms.dpop import Proofs, new_key
from assistant.platforms.http import Door, make_client
from assistant.platforms.limits import Limits
from assistant.platforms.reading import Patience, Reader, Reply
from assistant.ports import Credential, Renewal

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DID = "did:plc:" + "a" * 24
PLC, APP, PDS, ISSUER = (
    "https://plc.example",
    "https://app.example",
    "https://pds.example",
    "https://auth.example",
)
AUTHORITY = Authority(ISSUER, f"{ISSUER}/authorize", f"{ISSUER}/token", f"{ISSUER}/par", "")

Answer = Callable[[httpx2.Request], httpx2.Response]


def clock() -> datetime:
    return AT


class Net:
    """Every server there is. `told` are answers by address without its query."""

    def __init__(self) -> None:
        self.asked: list[httpx2.Request] = []
        service = {
            "id": "#atproto_pds",
            "type": "AtprotoPersonalDataServer",
            "serviceEndpoint": PDS,
        }
        self.told: dict[str, Any] = {
            f"{APP}/xrpc/com.atproto.identity.resolveHandle": {"did": DID},
            f"{PLC}/{DID}": {
                "id": DID,
                "alsoKnownAs": ["at://acme.example"],
                "service": [service],
            },
            f"{PDS}/.well-known/oauth-protected-resource": {"authorization_servers": [ISSUER]},
            f"{ISSUER}/.well-known/oauth-authorization-server": {
                "issuer": ISSUER,
                "authorization_endpoint": f"{ISSUER}/authorize",
                "token_endpoint": f"{ISSUER}/token",
                "pushed_authorization_request_endpoint": f"{ISSUER}/par",
                "revocation_endpoint": f"{ISSUER}/revoke",
                "code_challenge_methods_supported": ["S256"],
                "dpop_signing_alg_values_supported": ["ES256"],
                "scopes_supported": ["atproto"],
                "grant_types_supported": ["authorization_code", "refresh_token"],
                "client_id_metadata_document_supported": True,
            },
        }

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        told = self.told.get(str(request.url).partition("?")[0])
        if callable(told):
            answer: httpx2.Response = told(request)
            return answer
        return httpx2.Response(404) if told is None else httpx2.Response(200, json=told)

    @property
    def reader(self) -> Reader:
        client = make_client(Door(), transport=httpx2.MockTransport(self))
        return Reader(client, Limits(clock), patience=Patience(attempts=1))

    @property
    def oauth(self) -> BlueskyOAuth:
        client = BlueskyClient("https://engage.example", {"k1": b"s" * 48}, clock)
        return BlueskyOAuth(self.reader, client, clock)

    @property
    def page(self) -> BlueskyPage:
        identities = Identities(self.reader, public_url=APP, plc_url=PLC)
        factory = BlueskyFactory(self.reader, clock, public_url=APP, service_url=PDS)
        return BlueskyPage(identities, Authorities(self.reader, Door()), self.oauth, factory)

    def find(self, handle: str = "acme.example") -> Mapping[str, str]:
        return asyncio.run(self.page.find("T1", AccountRef(Platform.BLUESKY, handle)))

    def form(self, at: int = -1) -> dict[str, str]:
        """What was sent to a server."""
        sent = parse_qs(self.asked[at].content.decode())
        return {name: values[0] for name, values in sent.items()}


@pytest.fixture
def net() -> Net:
    return Net()


# -- where an account signs in ----------------------------------------------------------------


def test_a_handle_leads_to_its_server(net: Net) -> None:
    found = net.find()

    assert (found["did"], found["pds"], found["server"]) == (DID, PDS, "auth.example")
    assert Authority.of(found).revocation == f"{ISSUER}/revoke"
    assert net.find(DID)["handle"] == "acme.example"


def test_an_account_of_its_own_domain_is_asked_there(net: Net) -> None:
    """did:web, port and all."""
    did = "did:web:acme.example%3A8443"
    net.told[f"{APP}/xrpc/com.atproto.identity.resolveHandle"] = {"did": did}
    document = {**net.told[f"{PLC}/{DID}"], "id": did}
    net.told["https://acme.example:8443/.well-known/did.json"] = document

    assert net.find()["did"] == did


def test_a_handle_that_does_not_belong_to_the_account_is_refused(net: Net) -> None:
    """Whoever resolves it may be wrong: the account itself has the last word."""
    net.told[f"{PLC}/{DID}"]["alsoKnownAs"] = ["at://bob.example", "at://acme.example.evil.example"]

    with pytest.raises(InvalidInput, match="do not name each other"):
        net.find()


WRONG_DOCUMENTS: dict[str, Mapping[str, Any]] = {
    "of somebody else": {"id": "did:plc:" + "b" * 24},
    "no server": {"service": []},
    "no list": {"service": "pds"},
    "another service": {"service": [{"id": "#x", "type": "Other", "serviceEndpoint": PDS}]},
    "no address": {"service": [{"id": "#atproto_pds", "serviceEndpoint": 5}]},
    "a path": {
        "service": [
            {
                "id": "#atproto_pds",
                "type": "AtprotoPersonalDataServer",
                "serviceEndpoint": f"{PDS}/inside",
            }
        ]
    },
    "a password": {
        "service": [
            {
                "id": "#atproto_pds",
                "type": "AtprotoPersonalDataServer",
                "serviceEndpoint": "https://a:b@pds.example",
            }
        ]
    },
}


@pytest.mark.parametrize("name", WRONG_DOCUMENTS)
def test_a_document_without_a_server_of_its_own_is_refused(net: Net, name: str) -> None:
    net.told[f"{PLC}/{DID}"].update(WRONG_DOCUMENTS[name])

    with pytest.raises((InvalidInput, PlatformUnavailable)):
        net.find()
    assert not [each for each in net.asked if each.url.host not in {"app.example", "plc.example"}]


@pytest.mark.parametrize("did", ["did:key:z6Mk", "did:plc:short", "nonsense", 5, None])
def test_an_account_of_a_kind_nobody_knows_is_refused(net: Net, did: object) -> None:
    net.told[f"{APP}/xrpc/com.atproto.identity.resolveHandle"] = {"did": did}

    with pytest.raises((InvalidInput, PlatformUnavailable)):
        net.find()


def test_a_handle_nobody_has(net: Net) -> None:
    refused = httpx2.Response(400, json={"error": "InvalidRequest", "message": "no"})
    net.told[f"{APP}/xrpc/com.atproto.identity.resolveHandle"] = lambda _: refused

    with pytest.raises(NotFound):
        net.find()


@pytest.mark.parametrize("url", ["http://10.0.0.1", "https://localhost", "https://169.254.169.254"])
def test_a_server_inside_is_not_reached(url: str) -> None:
    """The guard holds for whatever a document or a server names."""
    net = Net()
    door = Door()
    reader = Reader(make_client(door), Limits(clock), patience=Patience(attempts=1))

    with pytest.raises(InvalidInput, match="not a public https address"):
        asyncio.run(Authorities(reader, door).of(url))
    assert net.asked == []


# -- servers that cannot, or should not -------------------------------------------------------

WRONG_SERVERS: dict[str, Mapping[str, Any]] = {
    "speaks for another": {"issuer": "https://other.example"},
    "no PKCE": {"code_challenge_methods_supported": ["plain"]},
    "no DPoP": {"dpop_signing_alg_values_supported": None},
    "no atproto": {"scopes_supported": ["openid"]},
    "no refresh": {"grant_types_supported": ["authorization_code"]},
    "no client documents": {"client_id_metadata_document_supported": "yes"},
    "no page": {"authorization_endpoint": None},
    "a page in the open": {"authorization_endpoint": "http://auth.example/authorize"},
    "a script": {"authorization_endpoint": "javascript:alert(1)"},
    "a header": {"authorization_endpoint": f"{ISSUER}/a\r\nSet-Cookie: x=1"},
    "a query": {"token_endpoint": f"{ISSUER}/token?to=me"},
    "no token": {"token_endpoint": 5},
    "no pushed requests": {"pushed_authorization_request_endpoint": ""},
}


@pytest.mark.parametrize("name", WRONG_SERVERS)
def test_a_server_that_cannot_sign_people_in_is_said(net: Net, name: str) -> None:
    net.told[f"{ISSUER}/.well-known/oauth-authorization-server"].update(WRONG_SERVERS[name])

    with pytest.raises(InvalidInput, match=r"auth\.example does not offer signing in"):
        net.find()


@pytest.mark.parametrize("told", [{}, [], {"authorization_servers": [5]}, "words", None])
def test_a_data_server_without_one_is_said(net: Net, told: object) -> None:
    """An older PDS; an app password will do there."""
    net.told[f"{PDS}/.well-known/oauth-protected-resource"] = told

    with pytest.raises(InvalidInput, match="Use an app password instead"):
        net.find()


def test_a_web_site_instead_of_json_is_said(net: Net) -> None:
    page = httpx2.Response(200, text="<html>Hello</html>")
    net.told[f"{PDS}/.well-known/oauth-protected-resource"] = lambda _: page

    with pytest.raises(InvalidInput, match="does not offer signing in"):
        net.find()


# -- asking for a page, and for tokens --------------------------------------------------------


def granted(**changed: Any) -> Answer:
    told = {
        "access_token": "at",
        "refresh_token": "rt",
        "token_type": "DPoP",
        "scope": SCOPE,
        "sub": DID,
        **changed,
    }
    return lambda _: httpx2.Response(200, json=told)


def exchange(net: Net) -> Grant:
    pushed = Pushed("", "verifier", new_key(), "k1")
    authority = replace(AUTHORITY, revocation=f"{ISSUER}/revoke")
    return asyncio.run(net.oauth.exchange(authority, pushed, "code"))


def test_a_server_that_does_not_take_us_says_why(net: Net) -> None:
    refused = httpx2.Response(400, json={"error": "invalid_client_metadata"})
    net.told[f"{ISSUER}/par"] = lambda _: refused

    with pytest.raises(InvalidInput, match=r"\(invalid_client_metadata\)"):
        asyncio.run(net.oauth.push(AUTHORITY, state="s", handle="acme.example"))


def test_a_nonce_is_proven_with_the_next_try(net: Net) -> None:
    """RFC 9449, 8: another proof, another assertion, the same question."""

    def par(request: httpx2.Request) -> httpx2.Response:
        proof = jwt.decode(request.headers["dpop"], key_of(request), algorithms=["ES256"])
        if proof.claims.get("nonce") != "n1":
            told = {"error": "use_dpop_nonce"}
            return httpx2.Response(400, json=told, headers={"DPoP-Nonce": "n1"})
        return httpx2.Response(201, json={"request_uri": "urn:1", "expires_in": 60})

    net.told[f"{ISSUER}/par"] = par

    pushed = asyncio.run(net.oauth.push(AUTHORITY, state="s1", handle="acme.example"))

    assert pushed.url.startswith(f"{ISSUER}/authorize?client_id=https%3A%2F%2Fengage.example")
    one, two = net.asked
    assert one.headers["dpop"] != two.headers["dpop"]
    assert net.form(0)["client_assertion"] != net.form(1)["client_assertion"]
    assert net.form()["code_challenge_method"] == "S256"
    assert pushed.verifier not in repr(net.form())


def key_of(request: httpx2.Request) -> ECKey:
    """The key a proof brings along."""
    head = request.headers["dpop"].split(".")[0]
    return ECKey.import_key(json.loads(_decoded(head))["jwk"])


def _decoded(part: str) -> bytes:
    import base64  # noqa: PLC0415 - here alone

    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def test_a_server_that_wants_ever_new_nonces_is_not_asked_for_ever(net: Net) -> None:
    numbers = iter(range(100))

    def par(_: httpx2.Request) -> httpx2.Response:
        nonce = {"DPoP-Nonce": f"n{next(numbers)}"}
        return httpx2.Response(400, json={"error": "use_dpop_nonce"}, headers=nonce)

    net.told[f"{ISSUER}/par"] = par

    with pytest.raises(InvalidInput):
        asyncio.run(net.oauth.push(AUTHORITY, state="s", handle="acme.example"))
    assert len(net.asked) == 2


def test_tokens_come_with_whose_they_are(net: Net) -> None:
    net.told[f"{ISSUER}/token"] = granted()

    grant = exchange(net)

    assert grant == Grant(DID, "at", "rt")
    assert "rt" not in repr(grant)
    assert net.form()["code_verifier"] == "verifier"


@pytest.mark.parametrize("scope", ["atproto", "transition:generic", "openid"])
def test_less_than_is_needed_is_said_and_given_back(net: Net, scope: str) -> None:
    net.told[f"{ISSUER}/token"] = granted(scope=scope)
    net.told[f"{ISSUER}/revoke"] = {}

    with pytest.raises(InvalidInput, match="allowed Engage less than it needs"):
        exchange(net)

    assert net.asked[-1].url.path == "/revoke"
    assert net.form()["token"] == "rt"


@pytest.mark.parametrize(
    "changed",
    [
        {"token_type": "Bearer"},
        {"sub": "acme.example"},
        {"sub": None},
        {"access_token": 5},
        {"refresh_token": ""},
        {"scope": None},
    ],
)
def test_tokens_that_are_not_bound_or_nobodys_are_nonsense(
    net: Net, changed: dict[str, Any]
) -> None:
    net.told[f"{ISSUER}/token"] = granted(**changed)

    with pytest.raises(PlatformUnavailable):
        exchange(net)


# -- proofs -----------------------------------------------------------------------------------


def test_a_proof_is_bound_to_its_request_and_its_token() -> None:
    """RFC 9449, 4.2: method, address without query, time, token; and never the same twice."""
    key = new_key()
    proofs = Proofs(key, clock)
    url = f"{PDS}/xrpc/a.b?x=1"
    one, two = (proofs.headers("GET", url, "token") for _ in range(2))

    claims = jwt.decode(one["dpop"], ECKey.import_key(json.loads(key)), algorithms=["ES256"]).claims

    assert one["authorization"] == "DPoP token"
    assert (claims["htm"], claims["htu"]) == ("GET", f"{PDS}/xrpc/a.b")
    assert claims["iat"] == int(AT.timestamp())
    assert claims["ath"] == "PEaenWxYddN6Q_NT1PiOYfz4EsZu7jRXRlpAsNpBU-A"  # of "token"
    assert "nonce" not in claims
    assert one["dpop"] != two["dpop"]
    assert json.loads(key)["d"] not in _decoded(one["dpop"].split(".")[0]).decode()


def test_nonces_are_kept_for_each_server() -> None:
    proofs = Proofs(new_key(), clock)
    refused = Reply(401, {"error": "use_dpop_nonce"}, nonce="n1")

    assert proofs.heard(f"{PDS}/a", refused)
    assert not proofs.heard(f"{PDS}/a", Reply(200, {}, nonce="n2"))
    assert not proofs.heard(f"{PDS}/a", Reply(401, {"error": "InvalidToken"}))

    def nonce(url: str) -> object:
        payload = proofs.headers("GET", url)["dpop"].split(".")[1]
        return json.loads(_decoded(payload)).get("nonce")

    assert nonce(f"{PDS}/b") == "n2"
    assert nonce(f"{ISSUER}/b") is None


# -- staying signed in ------------------------------------------------------------------------


class Store:
    """`Keeper` over one credential."""

    def __init__(self, credential: Credential) -> None:
        self.stored = credential

    async def __call__(self, credential: Credential) -> None:
        self.stored = credential

    async def renew(self, renewal: Renewal) -> Credential:
        self.stored = await renewal(self.stored)
        return self.stored


def session_over(net: Net) -> tuple[OAuthSession, Store]:
    grant = Grant(DID, "old", "rt")
    credential = credential_of(PDS, AUTHORITY, new_key(), "k1", grant)
    store = Store(credential)
    return OAuthSession(net.oauth, credential, "bluesky:acme.example", clock, store), store


async def test_many_who_wait_renew_once(net: Net) -> None:
    net.told[f"{ISSUER}/token"] = granted(access_token="new")
    session, store = session_over(net)

    assert set(await asyncio.gather(*(session.renew("old") for _ in range(5)))) == {"new"}

    assert len(net.asked) == 1
    assert store.stored.session["refresh"] == "rt"


async def test_what_another_process_renewed_is_used(net: Net) -> None:
    session, store = session_over(net)
    theirs = {**store.stored.session, "access": "theirs"}
    store.stored = replace(store.stored, session=theirs)

    assert await session.renew("old") == "theirs"

    assert net.asked == []


async def test_a_sign_in_that_has_ended_stays_so(net: Net) -> None:
    """The server is asked once, and the stored sign-in is left as it is."""
    ended = httpx2.Response(400, json={"error": "invalid_grant"})
    net.told[f"{ISSUER}/token"] = lambda _: ended
    session, store = session_over(net)
    before = store.stored

    for _ in range(2):
        with pytest.raises(ReconnectNeeded) as caught:
            await session.renew("old")
        assert caught.value.account == "bluesky:acme.example"

    assert len(net.asked) == 1
    assert store.stored == before


async def test_a_server_that_is_away_ends_nothing(net: Net) -> None:
    net.told[f"{ISSUER}/token"] = lambda _: httpx2.Response(503)
    session, _ = session_over(net)
    with pytest.raises(PlatformUnavailable):
        await session.renew("old")
    net.told[f"{ISSUER}/token"] = granted(access_token="new")

    assert await session.renew("old") == "new"


async def test_tokens_of_another_account_are_not_kept(net: Net) -> None:
    net.told[f"{ISSUER}/token"] = granted(sub="did:plc:" + "b" * 24)
    session, store = session_over(net)

    with pytest.raises(ReconnectNeeded):
        await session.renew("old")
    assert store.stored.session["access"] == "old"


async def test_where_engage_is_no_client_any_more_one_must_reconnect(net: Net) -> None:
    """`ENGAGE_PUBLIC_URL` was taken out."""
    _, store = session_over(net)
    session = OAuthSession(None, store.stored, "bluesky:acme.example", clock, store)

    with pytest.raises(ReconnectNeeded):
        await session.renew("old")
