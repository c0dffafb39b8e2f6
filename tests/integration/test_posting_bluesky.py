"""Posts of our own on the real Bluesky network: alone, in threads, with images and cards."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from dataclasses import replace
from hashlib import sha256

import httpx2
import pytest

from assistant.errors import (
    InvalidInput,
    NotFound,
    PlatformUnavailable,
    PostRefused,
    ReconnectNeeded,
)
from assistant.platforms.bluesky_posting import IMAGES
from assistant.platforms.http import Door, make_client
from assistant.ports.publishing import OwnPost, Published
from tests.integration.network import Network, World
from tests.integration.people import Person
from tests.integration.pictures import attached
from tests.integration.publishing_kit import Writer, factory_of, writer
from tests.peers.bluesky.stranger import Fault, Proxy

pytestmark = [pytest.mark.integration, pytest.mark.network]

UPLOAD = "com.atproto.repo.uploadBlob"


@pytest.fixture
async def client(network: Network, pipe: Proxy) -> AsyncIterator[httpx2.AsyncClient]:
    async with make_client(Door.make([network.pds, pipe.url], "")) as client:
        yield client


@pytest.fixture
async def acme(world: World) -> Person:
    return await world.make_person("acme")


@pytest.fixture
async def fan(world: World) -> Person:
    return await world.make_person("fan")


@pytest.fixture
async def us(client: httpx2.AsyncClient, pipe: Proxy, acme: Person) -> Writer:
    return await writer(factory_of(client, pipe.url), acme)


async def out(us: Writer, post: OwnPost) -> Published:
    prepared = await us.publisher.prepare_post(post)
    assert await us.publisher.find(prepared) is None
    published = await us.publisher.send(prepared)
    assert published == await us.publisher.find(prepared)
    return published


async def test_a_post_of_our_own_is_there_for_everybody(
    us: Writer, acme: Person, fan: Person, world: World
) -> None:
    text = f"Hé @{fan.handle} 👋 five ways to store beans: https://acme.example/beans #Coffee"
    published = await out(us, OwnPost(text, language="en"))
    await world.settle()
    (feed,) = (await fan.client.app.bsky.feed.get_author_feed({"actor": acme.did})).feed
    record = feed.post.record
    assert (feed.post.uri, record.text, record.langs) == (published.id, text, ["en"])
    assert record.reply is None
    named = {each.features[0].py_type.rpartition("#")[2] for each in record.facets}
    assert named == {"mention", "link", "tag"}
    (known,) = await us.publisher.newest()
    assert (known.id, known.text, known.parent_id) == (published.id, text, None)
    assert known.created_at == published.at


async def test_a_thread_hangs_together(us: Writer, acme: Person, fan: Person, world: World) -> None:
    ids: tuple[str, ...] = ()
    for words in ("One", "Two", "Three"):
        ids = (*ids, (await out(us, OwnPost(words, above=ids))).id)
    await world.settle()
    told = (await fan.client.app.bsky.feed.get_post_thread({"uri": ids[0]})).thread
    for number, words in enumerate(("One", "Two", "Three")):
        assert (told.post.uri, told.post.record.text) == (ids[number], words)
        if number:
            reply = told.post.record.reply
            assert (reply.root.uri, reply.parent.uri) == (ids[0], ids[number - 1])
        told = told.replies[0] if number < 2 else told
    assert [post.text for post in await us.publisher.newest()] == ["Three", "Two", "One"]


async def test_a_thread_whose_beginning_is_gone_goes_no_further(us: Writer, acme: Person) -> None:
    first = await out(us, OwnPost("One"))
    second = await out(us, OwnPost("Two", above=(first.id,)))
    rkey = second.id.rpartition("/")[2]
    await acme.client.com.atproto.repo.delete_record(
        {"repo": acme.did, "collection": "app.bsky.feed.post", "rkey": rkey}
    )
    with pytest.raises(NotFound):
        await us.publisher.prepare_post(OwnPost("Three", above=(first.id, second.id)))
    with pytest.raises(NotFound):
        await us.publisher.prepare_post(OwnPost("Three", above=(first.id, "")))
    with pytest.raises(NotFound):  # of somebody else
        await us.publisher.prepare_post(
            OwnPost("Three", above=("at://did:plc:other/app.bsky.feed.post/3k",))
        )


async def test_images_are_shown_with_what_they_show(
    us: Writer, acme: Person, fan: Person, world: World
) -> None:
    images = (attached("A red cup"), attached("Ein Ofen für Bohnen 🫘", side=2_400))
    prepared = await us.publisher.prepare_post(OwnPost("Two cups", images=images))
    again = await us.publisher.prepare_post(OwnPost("Two cups", images=images))
    assert again.body["record"]["embed"] == prepared.body["record"]["embed"]  # type: ignore[index]
    published = await us.publisher.send(prepared)
    assert await us.publisher.send(prepared) == published  # the same request is the same post
    await world.settle()
    (feed,) = (await fan.client.app.bsky.feed.get_author_feed({"actor": acme.did})).feed
    shown = feed.post.record.embed.images
    assert [each.alt for each in shown] == ["A red cup", "Ein Ofen für Bohnen 🫘"]
    for each, image in zip(shown, images, strict=True):
        ratio = each.aspect_ratio
        assert (ratio.width, ratio.height) == (image.image.width, image.image.height)
        assert (each.image.mime_type, each.image.size) == ("image/jpeg", len(image.data))
        cid = each.image.ref.link
        blob = await acme.client.com.atproto.sync.get_blob({"did": acme.did, "cid": str(cid)})
        assert sha256(blob).hexdigest() == image.image.sha256
    assert [each.alt for each in feed.post.embed.images] == [each.alt for each in shown]


async def test_more_than_it_takes_is_refused_before_anything_leaves(us: Writer) -> None:
    with pytest.raises(InvalidInput, match="301 characters"):
        await us.publisher.prepare_post(OwnPost("a" * 301))
    with pytest.raises(InvalidInput, match="empty"):
        await us.publisher.prepare_post(OwnPost(" \n"))


async def test_our_limits_are_within_the_server_s(us: Writer) -> None:
    """A file as large as ours may be goes out; the server refuses what is no image at all."""
    image = attached()
    full = replace(image, data=image.data + bytes(IMAGES.most_bytes - len(image.data)))
    published = await out(us, OwnPost("Large", images=(full,) * IMAGES.most))
    assert published.id
    wrong = replace(image, image=replace(image.image, media_type="text/plain"), data=b"words")
    prepared = await us.publisher.prepare_post(OwnPost("Odd", images=(wrong,)))
    with pytest.raises(PostRefused):
        await us.publisher.send(prepared)


async def test_what_fails_while_an_image_is_handed_over_has_published_nothing(
    us: Writer, pipe: Proxy
) -> None:
    post = OwnPost("With a cup", images=(attached(),))
    for fault, error in (
        (Fault(UPLOAD, status=500), PlatformUnavailable),
        (Fault(UPLOAD, cut_after=0), PlatformUnavailable),
        (Fault(UPLOAD, status=200, body=b'{"blob": 7}'), PlatformUnavailable),
        (Fault(UPLOAD, status=413, body=b'{"error":"PayloadTooLarge"}'), PostRefused),
    ):
        with pipe.fault(replace(fault, hits=0)), pytest.raises(error):
            await us.publisher.prepare_post(post)
    assert await us.publisher.newest() == ()
    await out(us, post)


def old_token(us: Writer) -> str:
    """Of the form the server gives; it is not as forgiving here as in other calls."""
    head = {"typ": "at+jwt", "alg": "HS256"}
    body = {"scope": "com.atproto.appPass", "sub": us.account.native_id, "iat": 1, "exp": 2}
    parts = (json.dumps(each).encode() for each in (head, body))
    return ".".join([*(urlsafe_b64encode(each).rstrip(b"=").decode() for each in parts), "c2ln"])


async def test_an_expired_token_is_renewed_while_an_image_is_handed_over(us: Writer) -> None:
    session = us.publisher._xrpc._session
    spoiled = {**session.credential.session, "access": old_token(us)}  # type: ignore[union-attr]
    session._credential = replace(session.credential, session=spoiled)  # type: ignore[union-attr]
    await out(us, OwnPost("With a cup", images=(attached(),)))
    assert us.kept


async def test_a_sign_in_that_was_taken_back_says_so(us: Writer, acme: Person) -> None:
    session = us.publisher._xrpc._session
    await acme.revoke()
    gone = {"did": acme.did, "access": old_token(us), "refresh": "x.y.z"}
    session._credential = replace(session.credential, session=gone)  # type: ignore[union-attr]
    with pytest.raises(ReconnectNeeded):
        await us.publisher.prepare_post(OwnPost("Hello", images=(attached(),)))
