"""Listening to the real Bluesky network and to a server that speaks Mastodon's API.

The network's search here is a substring, case included: what is asked and what becomes of it is
tried, not how well a platform searches.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx2
import pytest
from aiohttp import web

from assistant.community.accounts import Account, AccountRef, Platform, Profile
from assistant.community.searches import Band, DismissalKind, SearchKind
from assistant.platforms.bluesky_signing import BlueskyFactory
from assistant.platforms.http import Door, make_client
from assistant.platforms.sample import SampleCommunity, SamplePlatform
from assistant.platforms.sample_world import COFFEE
from assistant.storage.accounts import PostgresAccounts
from assistant.storage.database import Database
from assistant.storage.vault import Vault
from assistant.storage.workspaces import PostgresWorkspaces
from tests.integration.connecting import make_factory, signed_in
from tests.integration.listening_kit import Ear, ear_over
from tests.integration.mastodon_kit import kit
from tests.integration.network import World
from tests.peers.bluesky.stranger import Proxy

pytestmark = pytest.mark.integration


def now() -> datetime:
    return datetime.now(UTC)


async def stored(database: Database, ref: AccountRef, profile: Profile) -> Account:
    await PostgresWorkspaces(database).ensure("T1", "T1")
    return await PostgresAccounts(database, Vault(["k" * 40]), now).add("T1", ref, profile, None)


async def found(ear: Ear) -> dict[str, tuple[Band, str]]:
    told = await ear.listening.hits("T1", "max", ear.account.id)
    return {each.hit.text: (each.hit.band, each.hit.reason) for each in told.found}


@pytest.fixture
async def client(stranger: Proxy, world: World) -> AsyncIterator[httpx2.AsyncClient]:
    async with make_client(Door.make([stranger.url, world.network.pds], "")) as client:
        yield client


@pytest.fixture
def factory(client: httpx2.AsyncClient, stranger: Proxy, world: World) -> BlueskyFactory:
    return make_factory(client, public_url=stranger.url, service_url=world.network.pds)


def link_behind(text: str, word: str, uri: str) -> dict[str, object]:
    start = len(text[: text.index(word)].encode())
    return {
        "index": {"byteStart": start, "byteEnd": start + len(word.encode())},
        "features": [{"$type": "app.bsky.richtext.facet#link", "uri": uri}],
    }


@pytest.mark.network
async def test_talk_on_bluesky_that_does_not_tag_us_is_heard(
    world: World, factory: BlueskyFactory, database: Database
) -> None:
    acme, fan = await world.make_person("acme"), await world.make_person("fan")
    name = f"Brew{fan.did[-8:]}"
    shop = f"shop{fan.did[-8:]}.example"
    heard = await fan.post(f"Nobody beats {name} on a monday")
    await fan.post(f"#{name} with oat milk")
    card = f"The card under {shop} shows more"
    await fan.post(card, facets=[link_behind(card, "card", f"https://{shop}/beans")])
    ours = await acme.post(f"Our own {name}")
    await fan.reply(ours, f"{name} is in your thread already")
    tagged = f"Dear @{acme.handle}, {name} is tagged"
    await fan.post(tagged, mentions=[acme])
    await fan.post("Something else altogether")
    await world.settle()

    connection = await signed_in(factory, acme)
    profile = await connection.profile(acme.did)
    account = await stored(database, AccountRef(Platform.BLUESKY, acme.handle), profile)
    ear = await ear_over(database, account=account, real=connection)
    ear.now[0] = now()
    for kind, words in ((SearchKind.BRAND, name), (SearchKind.DOMAIN, shop)):
        await ear.listening.add("T1", "mia", account.id, kind, words)

    assert (await ear.sweep(), await ear.sweep()) == (3, 0)
    assert await found(ear) == {
        f"Nobody beats {name} on a monday": (Band.SURE, f"says “{name}”"),
        f"#{name} with oat milk": (Band.SURE, f"carries #{name}"),
        card: (Band.SURE, f"links to {shop}"),
    }
    told = await ear.listening.hits("T1", "max", account.id)
    assert told.limits == ()
    assert all(each.swept_at for each in told.searches)

    await ear.listening.dismiss("T1", "max", account.id, heard.uri, DismissalKind.AUTHOR)
    await fan.post(f"{name} once more")
    await world.settle()
    assert await ear.sweep() == 0
    assert await found(ear) == {}


@pytest.mark.network
async def test_a_post_deleted_on_bluesky_is_put_away(
    world: World, factory: BlueskyFactory, database: Database
) -> None:
    acme, fan = await world.make_person("acme"), await world.make_person("fan")
    name = f"Brew{fan.did[-8:]}"
    post = await fan.post(f"{name}, said in anger")
    await world.settle()
    connection = await signed_in(factory, acme)
    profile = await connection.profile(acme.did)
    account = await stored(database, AccountRef(Platform.BLUESKY, acme.handle), profile)
    ear = await ear_over(database, account=account, real=connection)
    ear.now[0] = now()
    await ear.listening.add("T1", "mia", account.id, SearchKind.BRAND, name)
    assert await ear.sweep() == 1

    await fan.delete(post)
    await world.settle()
    await ear.sweep()

    assert await found(ear) == {}


@pytest.mark.network
async def test_a_stranger_to_bluesky_hears_nothing_and_it_is_said(
    world: World, factory: BlueskyFactory, database: Database
) -> None:
    acme = await world.make_person("acme")
    await world.settle()
    public = factory.anonymous()
    profile = await public.profile(acme.did)
    account = await stored(database, AccountRef(Platform.BLUESKY, acme.handle), profile)
    ear = await ear_over(database, account=account, real=public)
    ear.now[0] = now()
    await ear.listening.add("T1", "mia", account.id, SearchKind.BRAND, "Freshbrew")

    assert await ear.sweep() == 0
    (limit,) = (await ear.listening.hits("T1", "max", account.id)).limits
    assert limit.startswith("Bluesky lets only signed-in accounts search.")


@pytest.mark.parametrize("searches", [True, False], ids=["searches", "has no search"])
async def test_a_mastodon_server_is_heard_as_far_as_it_tells(
    database: Database, searches: bool
) -> None:
    """Hashtags always; words only where the server searches them, and never all of them."""
    async with kit("mastodon") as place:
        town = place.server.world
        acme, fan = town.join("acme"), town.join("fan")
        town.post(fan, "My #freshbrew this morning")
        town.post(fan, "No tag, but Freshbrew all the same")
        town.post(fan, "Freshbrew is only for followers #freshbrew", visibility="private")
        town.post(fan, "#oatmilk it is")
        if not searches:
            place.server.broken["search"] = lambda _: web.json_response({"error": ""}, status=404)
        connection = await place.signed_in(acme)
        profile = await connection.profile(place.server.handle(acme))
        account = await stored(database, place.ref(acme), profile)
        ear = await ear_over(database, account=account, real=connection)
        ear.now[0] = now()
        for kind, words in (
            (SearchKind.BRAND, "Freshbrew"),
            (SearchKind.HASHTAG, "oatmilk"),
            (SearchKind.KEYWORD, "oat milk"),
        ):
            await ear.listening.add("T1", "mia", account.id, kind, words)

        await ear.sweep()
        heard = await found(ear)
        assert heard["My #freshbrew this morning"] == (Band.SURE, "carries #freshbrew")
        assert heard["#oatmilk it is"] == (Band.MAYBE, "carries #oatmilk")
        assert not any("followers" in text for text in heard)
        told = await ear.listening.hits("T1", "max", account.id)
        assert "words only in posts whose authors agreed" in told.limits[0]
        mute = {each.words: each.trouble for each in told.searches}
        assert mute["#oatmilk"] is None
        assert mute["oat milk"] == (None if searches else "InvalidInput")
        if not searches:
            assert "nobody can listen for “oat milk” there" in told.limits[1]


async def test_the_sample_community_is_heard(database: Database) -> None:
    """With what is proposed for its roaster and added by a person: there is something to show."""
    community = SampleCommunity(now)
    platform = SamplePlatform(community, COFFEE.author.handle)
    profile = await platform.profile(COFFEE.author.handle)
    ref = AccountRef(Platform.SAMPLE, COFFEE.author.handle)
    account = await stored(database, ref, profile)
    ear = await ear_over(database, account=account, real=platform)
    ear.now[0] = now()
    for kind, words in await ear.listening.proposals("T1", "max", account.id):
        await ear.listening.add("T1", "mia", account.id, kind, words)

    heard = await ear.sweep()
    told = await ear.listening.hits("T1", "max", account.id)
    assert heard == told.total > 0
    assert told.limits == ()
    assert not any("@" in each.hit.text for each in told.found), "who tags us is a mention"
