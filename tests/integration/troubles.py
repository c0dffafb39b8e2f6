"""A platform in trouble, sign-ins that are over, and odd posts: what people may meet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

import pytest

from assistant.bootstrap import open_desk
from assistant.settings import Settings
from tests.integration.network import Network
from tests.integration.people import Person
from tests.peers.bluesky.stranger import Fault, Proxy
from tests.peers.bluesky.stranger import stranger as strangers_view

PROFILE, FEED = "app.bsky.actor.getProfile", "app.bsky.feed.getAuthorFeed"

ODD_POSTS = (
    "🦊",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "שלום, מתי אתם פותחים?",
    "مرحبا\u202e drawkcab \u2066 isolated",
    "@everyone <!channel> <@U123> [click](https://evil.example) ![x](https://evil.example/x.png)",
    "\u200b",
)


@pytest.fixture(scope="module")
def proxies(network: Network) -> Iterator[tuple[Proxy, Proxy]]:
    with strangers_view(network.appview) as public, Proxy(network.pds) as private:
        yield public, private


@contextmanager
def trouble(proxy: Proxy, fault: Fault) -> Iterator[None]:
    with proxy.fault(fault):
        yield
    assert fault.hits, "it never happened"


async def spoil_session(environment: Mapping[str, str], workspace: str, person: Person) -> None:
    """As after the server forgot us: neither token is good any more."""
    async with open_desk(Settings.from_env(environment)) as desk:
        for account in await desk.accounts.all(workspace):
            if account.ref.handle == person.handle:
                stored = await desk.accounts.credential(workspace, account.id)
                assert stored
                spoiled = {**stored.session, "access": "x.y.z", "refresh": "x.y.z"}
                await desk.accounts.keep_session(
                    workspace, account.id, replace(stored, session=spoiled)
                )


async def forget_age(environment: Mapping[str, str], workspace: str, person: Person) -> None:
    """Let an account's last sweep be an hour ago, so that the next question reads it again."""
    async with (
        open_desk(Settings.from_env(environment)) as desk,
        desk.stores.database.workspace(workspace) as connection,
    ):
        await connection.exec_driver_sql(
            "UPDATE account SET synced_at = synced_at - interval '1 hour' WHERE handle = %s",
            (person.handle,),
        )
