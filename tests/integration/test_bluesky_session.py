"""Signing in, staying signed in, and what goes wrong on the way, on a real PDS."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import httpx2
import pytest

from assistant.community.accounts import Platform
from assistant.errors import (
    InvalidInput,
    PlatformUnavailable,
    RateLimited,
    ReconnectNeeded,
)
from assistant.platforms.bluesky import Bluesky
from assistant.platforms.bluesky_session import Session
from assistant.platforms.bluesky_signing import BlueskyFactory
from assistant.platforms.connections import Connections
from assistant.platforms.http import Door, make_client
from assistant.platforms.limits import Limits
from assistant.platforms.reading import Reader
from assistant.ports import Credential
from tests.integration.connecting import as_account, make_factory, now, ref_of
from tests.integration.network import PASSWORD, Network, World
from tests.integration.people import Person, join
from tests.peers.bluesky.stranger import Fault, Proxy

pytestmark = [pytest.mark.integration, pytest.mark.network]

CREATE, REFRESH = "createSession", "refreshSession"


@pytest.fixture
async def client(pipe: Proxy) -> AsyncIterator[httpx2.AsyncClient]:
    async with make_client(Door.make([pipe.url], "")) as client:
        yield client


@pytest.fixture
def factory(client: httpx2.AsyncClient, pipe: Proxy) -> BlueskyFactory:
    return make_factory(client, public_url=pipe.url, service_url=pipe.url)


class Kept:
    """Remembers the credential, as the store does."""

    def __init__(self, credential: Credential) -> None:
        self.credential = credential
        self.times = 0

    async def keep(self, credential: Credential) -> None:
        self.credential = credential
        self.times += 1


def same(token: str) -> str:
    return token


def nonsense(token: str) -> str:
    return f"x{token[1:]}"


async def connect(
    factory: BlueskyFactory,
    person: Person,
    *,
    access: Callable[[str], str] = same,
    refresh: Callable[[str], str] = same,
) -> tuple[Bluesky, Kept]:
    """Sign in, then begin again from the store, with the tokens changed."""
    profile, credential = await factory.sign_in(ref_of(person), await person.app_password(), None)
    tokens = {
        "did": person.did,
        "access": access(credential.session["access"]),
        "refresh": refresh(credential.session["refresh"]),
    }
    changed = replace(credential, session=tokens)
    kept = Kept(changed)
    account = as_account(ref_of(person), profile)
    return factory.signed_in(account, changed, kept.keep), kept


def expired(token: str) -> str:
    """The same access token, two hours later: the test network's signing key is a constant."""
    head, payload, _ = token.split(".")
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=="))
    claims["exp"] = int(time.time()) - 60
    body = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    signature = hmac.new(b"jwt-secret", f"{head}.{body}".encode(), hashlib.sha256).digest()
    return f"{head}.{body}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


async def test_signing_in_gives_profile_and_a_credential_by_did(
    world: World, factory: BlueskyFactory, pipe: Proxy
) -> None:
    acme = await world.make_person("acme")
    await acme.introduce("Acme")
    await world.settle()
    password = await acme.app_password()
    profile, credential = await factory.sign_in(ref_of(acme), password, None)
    assert (profile.native_id, profile.handle, profile.name) == (acme.did, acme.handle, "Acme")
    assert (credential.service, credential.identifier) == (pipe.url, acme.did)
    assert set(credential.session) == {"access", "refresh", "did"}
    assert password not in repr(credential)


async def test_a_wrong_password_needs_reconnecting_and_is_tried_once(
    world: World, factory: BlueskyFactory, pipe: Proxy
) -> None:
    acme = await world.make_person("acme")
    with pytest.raises(ReconnectNeeded):
        await factory.sign_in(ref_of(acme), "wrong-wrong-wrong", None)
    with pytest.raises(ReconnectNeeded):
        await factory.sign_in(ref_of(acme), "", None)
    assert pipe.asked(CREATE) == 2


async def test_an_expired_token_is_renewed_once_for_all_who_wait(
    world: World, factory: BlueskyFactory, pipe: Proxy
) -> None:
    acme = await world.make_person("acme")
    await acme.post("Hello")
    await world.settle()
    connection, kept = await connect(factory, acme, access=expired)
    before = kept.credential.session
    profiles = await asyncio.gather(*(connection.profile(acme.did) for _ in range(8)))
    assert {profile.native_id for profile in profiles} == {acme.did}
    assert (pipe.asked(REFRESH), kept.times) == (1, 1)
    assert kept.credential.session["refresh"] != before["refresh"]
    assert kept.credential.session["access"] != before["access"]


async def test_a_spent_refresh_token_falls_back_to_the_password(
    world: World, factory: BlueskyFactory, pipe: Proxy
) -> None:
    acme = await world.make_person("acme")
    await acme.post("Hello")
    await world.settle()
    connection, kept = await connect(factory, acme, access=nonsense, refresh=nonsense)
    created = pipe.asked(CREATE)
    assert (await connection.profile(acme.did)).native_id == acme.did
    assert (pipe.asked(CREATE) - created, kept.times) == (1, 1)


async def test_a_revoked_password_needs_reconnecting_and_is_not_tried_again(
    world: World, factory: BlueskyFactory, pipe: Proxy
) -> None:
    acme = await world.make_person("acme")
    connection, kept = await connect(factory, acme, access=nonsense)
    await acme.revoke()
    for _ in range(3):
        with pytest.raises(ReconnectNeeded) as caught:
            await connection.mentions()
        assert caught.value.account == f"bluesky:{acme.handle}"
    assert pipe.asked(CREATE) == 2  # the sign-in of the test, and one try with the password
    assert kept.times == 0


async def test_a_new_handle_does_not_end_the_sign_in(world: World, factory: BlueskyFactory) -> None:
    acme = await world.make_person("acme")
    await acme.post("Hello")
    connection, kept = await connect(factory, acme, access=nonsense, refresh=nonsense)
    await acme.rename(acme.handle.removesuffix(".test") + "x")
    await world.settle()
    assert (await connection.profile(acme.did)).handle == acme.handle
    assert kept.times == 1


async def test_a_service_that_is_down_or_none_is_said_to_be_so(
    world: World, factory: BlueskyFactory, pipe: Proxy
) -> None:
    acme = await world.make_person("acme")
    password = await acme.app_password()
    with (
        pipe.fault(Fault(CREATE, status=502)) as fault,
        pytest.raises(PlatformUnavailable),
    ):
        await factory.sign_in(ref_of(acme), password, None)
    assert fault.hits == 3
    with (
        pipe.fault(Fault(CREATE, status=404, body=b"<h1>Not here</h1>")),
        pytest.raises(PlatformUnavailable),
    ):
        await factory.sign_in(ref_of(acme), password, None)
    for service in (
        "http://127.0.0.1:9",
        "https://localhost",
        "10.0.0.1",
        "ftp://x",
        "https://a b",
    ):
        with pytest.raises(InvalidInput):
            await factory.sign_in(ref_of(acme), password, service)


async def test_real_limits_on_signing_in_are_kept(limited_pds: Network) -> None:
    """A PDS allows 30 sign-ins in five minutes; the 31st is told when to come back."""
    person = await join(limited_pds.pds, f"busy-{time.time_ns() % 10**8}.test", PASSWORD)
    async with make_client(Door.make([limited_pds.pds], "")) as client:
        reader = Reader(client, Limits(now))
        credential = Credential(limited_pds.pds, person.did, PASSWORD, {})
        # the reserve of a tenth is left for other processes of ours
        for _ in range(27):
            await Session(reader, credential, "bluesky:busy").token()
        with pytest.raises(RateLimited) as caught:
            await Session(reader, credential, "bluesky:busy").token()
        for _ in range(3):
            careless = Reader(client, Limits(now))
            await Session(careless, credential, "bluesky:busy").token()
        careless = Reader(client, Limits(now))
        with pytest.raises(RateLimited) as told:
            await Session(careless, credential, "bluesky:busy").token()
    await person.close()
    wait, server_says = caught.value.retry_after_s, told.value.retry_after_s
    assert server_says is not None
    assert 0 < server_says <= 300
    assert wait is not None
    assert 0 < wait <= 300


@pytest.mark.parametrize(
    "fault",
    [
        Fault("getProfile", status=500, times=1),
        Fault("getProfile", status=503, headers={"retry-after": "0"}, times=2),
        Fault("getProfile", status=429, headers={"retry-after": "1"}, times=1),
        Fault("getProfile", cut_after=7, times=2),
        Fault("getProfile", status=200, body=b"<html>", times=1),
        Fault("getProfile", stall=True, times=1),
    ],
    ids=["500", "503", "429", "cut", "garbage", "stall"],
)
async def test_a_passing_fault_is_not_noticed(
    world: World, client: httpx2.AsyncClient, pipe: Proxy, fault: Fault
) -> None:
    fault = replace(fault, hits=0)
    acme = await world.make_person("acme")
    await acme.post("Hello")
    await world.settle()
    factory = make_factory(client, public_url=pipe.url, service_url=pipe.url, total_s=2)
    connection, _ = await connect(factory, acme)
    with pipe.fault(fault):
        assert (await connection.profile(acme.did)).native_id == acme.did
    assert fault.hits == fault.times


async def test_one_connection_for_each_account_until_the_password_changes(
    world: World, factory: BlueskyFactory
) -> None:
    acme = await world.make_person("acme")
    profile, first = await factory.sign_in(ref_of(acme), await acme.app_password("one"), None)
    _, second = await factory.sign_in(ref_of(acme), await acme.app_password("two"), None)
    account = as_account(ref_of(acme), profile)
    store = Stored(first)
    connections = Connections({Platform.BLUESKY: factory}, store)  # type: ignore[arg-type]
    opened = await connections.open(account)
    assert await connections.open(account) is opened
    store.credential_now = replace(first, session={"access": "other"})
    assert await connections.open(account) is opened
    store.credential_now = second
    assert await connections.open(account) is not opened
    store.credential_now = None
    assert await connections.open(account) is await connections.anonymous(Platform.BLUESKY)
    await connections.close()


class Stored:
    """The part of `ports.Accounts` that connections use."""

    def __init__(self, credential: Credential | None) -> None:
        self.credential_now = credential

    async def credential(self, *_: str) -> Credential | None:
        return self.credential_now

    async def keep_session(self, _: str, __: str, credential: Credential) -> None:
        self.credential_now = credential
