"""The test network itself: people can act, and waiting is exact."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from tests.integration.network import NET, Network, World
from tests.peers.bluesky.stranger import Fault, Proxy

pytestmark = [pytest.mark.integration, pytest.mark.network]


async def read(base: str, method: str, **params: object) -> httpx2.Response:
    async with httpx2.AsyncClient(timeout=20) as http:
        return await http.get(f"{base}/xrpc/{method}", params=params)


async def test_settle_shows_everything_written_before(world: World) -> None:
    acme, fan = await world.make_person("acme"), await world.make_person("fan")
    three_weeks_ago = datetime.now(UTC) - timedelta(days=21)
    post = await acme.post("Old but good", at=three_weeks_ago)
    for round_ in range(10):
        reply = await fan.reply(post, f"Round {round_}")
        await world.settle()
        shown = await read(world.network.appview, "app.bsky.feed.getPosts", uris=reply.uri)
        assert [each["uri"] for each in shown.json()["posts"]] == [reply.uri]
    feed = await read(world.network.appview, "app.bsky.feed.getAuthorFeed", actor=acme.did)
    (item,) = feed.json()["feed"]
    assert item["post"]["replyCount"] == 10
    assert item["post"]["indexedAt"].startswith(three_weeks_ago.strftime("%Y-%m-%dT%H:%M"))


async def test_people_can_do_what_people_do(world: World) -> None:
    acme, fan = await world.make_person("acme"), await world.make_person("fan")
    first, second = await acme.post_many(["one", "two"], [datetime.now(UTC)] * 2)
    await fan.like(first)
    await fan.repost(first)
    quote = await fan.quote(first, "Look")
    mention = await fan.post(f"Ask @{acme.handle} 🙂", mentions=[acme])
    await acme.delete(second)
    await fan.introduce("A fan")
    await fan.rename(fan.handle.removesuffix(".test") + "2")
    edited = await fan.edit(quote, "Look again")
    await world.settle()
    posts = await read(
        world.network.appview,
        "app.bsky.feed.getPosts",
        uris=[first.uri, second.uri, edited.uri, mention.uri],
    )
    shown = {each["uri"]: each for each in posts.json()["posts"]}
    assert second.uri not in shown
    assert [shown[first.uri][f"{kind}Count"] for kind in ("like", "repost")] == [1, 1]
    assert shown[mention.uri]["author"]["handle"] == fan.handle
    assert shown[mention.uri]["author"]["displayName"] == "A fan"


async def test_strangers_get_what_production_gives_them(world: World, stranger: Proxy) -> None:
    acme = await world.make_person("acme")
    await acme.post("Hello")
    await world.settle()
    search = await read(stranger.url, "app.bsky.feed.searchPosts", q="Hello")
    notes = await read(stranger.url, "app.bsky.notification.listNotifications")
    real = await read(world.network.appview, "app.bsky.notification.listNotifications")
    profile = await read(stranger.url, "app.bsky.actor.getProfile", actor=acme.handle)
    assert (search.status_code, notes.status_code, profile.status_code) == (403, 401, 200)
    assert (notes.status_code, notes.json()) == (real.status_code, real.json())
    assert profile.json()["did"] == acme.did


async def test_faults_happen_only_while_they_are_asked_for(
    network: Network, stranger: Proxy
) -> None:
    method = "com.atproto.identity.resolveHandle"
    with stranger.fault(Fault(method, status=500, times=1)) as fault:
        statuses = [(await read(stranger.url, method, handle="no.test")).status_code] * 1
        statuses.append((await read(stranger.url, method, handle="no.test")).status_code)
    assert statuses == [500, 400]
    assert fault.hits == 1
    with stranger.fault(Fault(method, cut_after=5)), pytest.raises(httpx2.RemoteProtocolError):
        await read(stranger.url, method, handle="no.test")
    with stranger.fault(Fault(method, stall=True)), pytest.raises(httpx2.ReadTimeout):
        async with httpx2.AsyncClient(timeout=0.3) as http:
            await http.get(f"{stranger.url}/xrpc/{method}", params={"handle": "no.test"})


def test_stopping_again_or_while_somebody_waits_harms_nobody() -> None:
    env = {**os.environ, "PDS_ONLY": "1", "BLUESKY_TEST_PORT": "25910"}
    mine, theirs = str(os.getpid()), str(os.getppid())

    def net(verb: str, owner: str) -> int:
        return subprocess.run([NET, verb, "--owner", owner], env=env, check=False).returncode

    assert net("start", mine) == 0
    waits = subprocess.Popen(
        [NET, "start", "--owner", theirs], env=env, text=True, stderr=subprocess.PIPE
    )
    with waits:
        assert waits.stderr is not None
        assert waits.stderr.readline() == "Waiting for another session's network to end.\n"
        assert net("stop", mine) == 0
    assert waits.returncode == 0
    assert net("stop", mine) == 0
    assert net("status", mine) == 0, "theirs goes on"
    assert net("stop", theirs) == 0
    assert net("stop", theirs) == 0
    assert net("status", theirs) == 1
