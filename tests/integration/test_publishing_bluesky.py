"""Replies on the real Bluesky network: written once, whatever breaks, and read back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import httpx2
import pytest

from assistant.community.rules import Way
from assistant.errors import (
    InvalidInput,
    NotFound,
    OutcomeUnknown,
    PlatformUnavailable,
    PostRefused,
    RateLimited,
    ReconnectNeeded,
)
from assistant.platforms.http import Door, make_client
from assistant.ports.publishing import Prepared
from tests.integration.network import Network, World
from tests.integration.people import Person, Written
from tests.integration.publishing_kit import Writer, factory_of, writer
from tests.peers.bluesky.stranger import Fault, Proxy

pytestmark = [pytest.mark.integration, pytest.mark.network]

PUT = "com.atproto.repo.putRecord"
FAMILY = "👩‍👩‍👧‍👦"


@pytest.fixture
async def client(network: Network, pipe: Proxy) -> AsyncIterator[httpx2.AsyncClient]:
    async with make_client(Door.make([network.pds, pipe.url], "")) as client:
        yield client


class Talk:
    """Acme's post, a fan's question under it, and Engage writing for Acme."""

    def __init__(self, acme: Person, fan: Person, top: Written, question: Written, us: Writer):
        self.acme, self.fan, self.top, self.question, self.us = acme, fan, top, question, us

    async def prepared(self, text: str = "At eight, every day.", language: str = "en") -> Prepared:
        target = await self.us.publisher.look(self.question.uri)
        return await self.us.publisher.prepare(text, target, language)

    async def replies(self) -> list[str]:
        """Texts of Acme's replies, read from its repository with the other client."""
        listed = await self.acme.client.com.atproto.repo.list_records(
            {"repo": self.acme.did, "collection": "app.bsky.feed.post", "limit": 100}
        )
        return [each.value.text for each in listed.records if each.value.reply]


@pytest.fixture
async def talk(world: World, client: httpx2.AsyncClient, pipe: Proxy) -> Talk:
    acme, fan = await world.make_person("acme"), await world.make_person("fan")
    top = await acme.post("We have new beans")
    question = await fan.reply(top, "When do you open?")
    await world.settle()
    return Talk(acme, fan, top, question, await writer(factory_of(client, pipe.url), acme))


async def test_a_reply_is_there_with_everything_that_makes_it_one(talk: Talk, world: World) -> None:
    text = f"Hé @{talk.fan.handle} 👋 see https://acme.example/hours. #Coffee and @nobody.invalid"
    target = await talk.us.publisher.look(talk.question.uri)
    assert (target.text, target.author_id) == ("When do you open?", talk.fan.did)
    assert target.root_id == talk.top.uri
    assert set(target.conversation) == {talk.top.uri, talk.question.uri}
    assert target.verdict.way is Way.BY_API
    assert target.opening == ""
    prepared = await talk.us.publisher.prepare(text, target, "en")
    assert await talk.us.publisher.find(prepared) is None
    published = await talk.us.publisher.send(prepared)
    assert published == await talk.us.publisher.find(prepared)
    await world.settle()
    thread = await talk.fan.client.app.bsky.feed.get_post_thread({"uri": talk.question.uri})
    (reply,) = thread.thread.replies
    assert reply.post.uri == published.id
    record = reply.post.record
    assert (record.text, record.langs) == (text, ["en"])
    assert (record.reply.root.uri, record.reply.parent.uri) == (talk.top.uri, talk.question.uri)
    assert (record.reply.root.cid, record.reply.parent.cid) == (talk.top.cid, talk.question.cid)
    raw = text.encode()
    named = {
        raw[each.index.byte_start : each.index.byte_end].decode(): each.features[0].py_type
        for each in record.facets
    }
    assert named == {
        f"@{talk.fan.handle}": "app.bsky.richtext.facet#mention",
        "https://acme.example/hours": "app.bsky.richtext.facet#link",
        "#Coffee": "app.bsky.richtext.facet#tag",
    }
    assert record.facets[0].features[0].did == talk.fan.did


async def test_the_same_request_again_is_the_same_post(talk: Talk) -> None:
    prepared = await talk.prepared()
    first = await talk.us.publisher.send(prepared)
    assert await talk.us.publisher.send(prepared) == first
    assert await talk.replies() == ["At eight, every day."]


async def test_what_is_there_is_never_overwritten(talk: Talk) -> None:
    prepared = await talk.prepared()
    await talk.us.publisher.send(prepared)
    record = dict(prepared.body["record"], text="Something else")  # type: ignore[call-overload]
    with pytest.raises(OutcomeUnknown):
        await talk.us.publisher.send(replace(prepared, body={**prepared.body, "record": record}))
    assert await talk.replies() == ["At eight, every day."]


async def test_length_is_counted_as_the_server_counts_it(talk: Talk) -> None:
    longest = FAMILY * 100 + "e\u0301" * 100 + "🇩🇪" * 100
    assert talk.us.publisher.count(longest) == 300
    target = await talk.us.publisher.look(talk.question.uri)
    with pytest.raises(InvalidInput, match="301 characters"):
        await talk.us.publisher.prepare("a" * 301, target, None)
    fits = await talk.us.publisher.prepare("e\u0301" * 300, target, None)
    await talk.us.publisher.send(fits)
    record = dict(fits.body["record"], text="e\u0301" * 301)  # type: ignore[call-overload]
    other = replace(fits, key="3" * 13, body={**fits.body, "rkey": "3" * 13, "record": record})
    with pytest.raises(PostRefused):
        await talk.us.publisher.send(other)
    with pytest.raises(InvalidInput):  # 3,000 bytes are the other limit
        await talk.us.publisher.prepare(longest, target, None)


async def test_a_thread_that_shuts_us_out_is_told_before_anything_is_written(
    talk: Talk, world: World
) -> None:
    post = await talk.fan.post("Friends only")
    await talk.fan.client.com.atproto.repo.create_record(
        {
            "repo": talk.fan.did,
            "collection": "app.bsky.feed.threadgate",
            "rkey": post.rkey,
            "record": {
                "$type": "app.bsky.feed.threadgate",
                "post": post.uri,
                "allow": [],
                "createdAt": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
            },
        }
    )
    await world.settle()
    verdict = (await talk.us.publisher.look(post.uri)).verdict
    assert verdict.way is Way.NOT_AT_ALL
    assert "only some people" in verdict.reason


async def test_a_block_is_told_whoever_made_it(talk: Talk, world: World) -> None:
    await talk.fan.block(talk.acme)
    await world.settle()
    target = await talk.us.publisher.look(talk.question.uri)
    assert target.verdict.way is Way.NOT_AT_ALL
    assert "has blocked the account" in target.verdict.reason
    assert target.text == "When do you open?"


async def test_a_deleted_post_is_not_found(talk: Talk, world: World) -> None:
    await talk.fan.delete(talk.question)
    await world.settle()
    with pytest.raises(NotFound):
        await talk.us.publisher.look(talk.question.uri)
    with pytest.raises(NotFound):
        await talk.us.publisher.look("at://did:plc:nobody")


async def test_a_branch_holds_what_is_above_and_below(talk: Talk, world: World) -> None:
    answer = await talk.acme.reply(talk.question, "Soon")
    later = await talk.fan.reply(answer, "Thanks")
    aside = await talk.fan.reply(talk.top, "Another matter")
    await world.settle()
    target = await talk.us.publisher.look(talk.question.uri)
    assert set(target.conversation) == {
        talk.top.uri, talk.question.uri, answer.uri, later.uri,
    }  # fmt: skip
    assert aside.uri not in target.conversation
    assert {post.id for post in target.posts if post.author.id == talk.acme.did} == {
        talk.top.uri, answer.uri,
    }  # fmt: skip


async def test_an_expired_token_is_renewed_on_the_way(talk: Talk) -> None:
    session = talk.us.publisher._xrpc._session
    spoiled = {**session.credential.session, "access": "x.y.z"}  # type: ignore[union-attr]
    prepared = await talk.prepared()
    session._credential = replace(session.credential, session=spoiled)  # type: ignore[union-attr]
    await talk.us.publisher.send(prepared)
    assert talk.us.kept
    assert await talk.replies() == ["At eight, every day."]


async def test_a_sign_in_that_was_taken_back_is_a_definite_no(talk: Talk) -> None:
    prepared = await talk.prepared()
    session = talk.us.publisher._xrpc._session
    await talk.acme.revoke()
    gone = {"did": talk.acme.did, "access": "x.y.z", "refresh": "x.y.z"}
    session._credential = replace(session.credential, session=gone)  # type: ignore[union-attr]
    with pytest.raises(ReconnectNeeded):
        await talk.us.publisher.send(prepared)
    assert await talk.replies() == []


async def test_an_account_switched_off_is_a_definite_no(talk: Talk) -> None:
    prepared = await talk.prepared()
    await talk.acme.client.com.atproto.server.deactivate_account({})
    with pytest.raises((PostRefused, ReconnectNeeded)):
        await talk.us.publisher.send(prepared)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(PUT, status=500, body=b'{"error":"InternalServerError"}'), OutcomeUnknown),
        (Fault(PUT, status=502), OutcomeUnknown),
        (Fault(PUT, cut_after=0), OutcomeUnknown),
        (Fault(PUT, cut_after=10), OutcomeUnknown),
        (Fault(PUT, status=200, body=b"<html>"), OutcomeUnknown),
        (Fault(PUT, status=200, body=b"{}"), OutcomeUnknown),
        (Fault(PUT, status=403, body=b"<html>"), OutcomeUnknown),
        (Fault(PUT, status=408, body=b'{"error":"Timeout"}'), OutcomeUnknown),
        (Fault(PUT, status=400, body=b'{"error":"InvalidRequest"}'), PostRefused),
        (Fault(PUT, status=429, headers={"retry-after": "7"}), RateLimited),
    ],
    ids=lambda each: each.__name__ if isinstance(each, type) else f"{each.status}-{each.cut_after}",
)
async def test_what_is_known_after_a_failure_is_said_exactly(
    talk: Talk, pipe: Proxy, fault: Fault, error: type[Exception]
) -> None:
    prepared = await talk.prepared()
    with pipe.fault(replace(fault, hits=0)), pytest.raises(error):
        await talk.us.publisher.send(prepared)
    written = await talk.replies()
    assert written == (["At eight, every day."] if fault.cut_after is not None else [])
    found = await talk.us.publisher.find(prepared)
    assert (found is not None) == bool(written)


async def test_a_server_nobody_reaches_was_sent_nothing(talk: Talk, network: Network) -> None:
    prepared = await talk.prepared()
    talk.us.publisher._xrpc._base_url = "http://127.0.0.1:9"
    door = Door.make(["http://127.0.0.1:9"], "")
    async with make_client(door) as closed:
        talk.us.publisher._xrpc._reader._client = closed
        with pytest.raises(PlatformUnavailable) as failure:
            await talk.us.publisher.send(prepared)
    assert not isinstance(failure.value, OutcomeUnknown)
