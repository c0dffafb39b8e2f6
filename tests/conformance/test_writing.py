"""The contract of `ports.Publisher`, the same for every platform."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from assistant.community.accounts import Account
from assistant.community.rules import Way
from assistant.errors import InvalidInput, NotFound, SignInNeeded
from assistant.ports import SocialPlatform
from assistant.ports.publishing import OwnPost, Publisher
from tests.conformance.stage import Actor, Made, Stage
from tests.integration.pictures import attached

pytestmark = pytest.mark.integration


@dataclass
class Talk:
    """A question by a fan under our post, our connection, and what writes over it."""

    stage: Stage
    acme: Actor
    fan: Actor
    top: Made
    question: Made
    connection: SocialPlatform
    publisher: Publisher


def account_of(stage: Stage, person: Actor) -> Account:
    ref = stage.ref(person)
    return Account("a1", "T1", ref, person.id, ref.handle, "https://acme", datetime.now(UTC))


@pytest.fixture
async def talk(stage: Stage) -> Talk:
    acme, fan = await stage.person("acme"), await stage.person("fan")
    top = await acme.post("We have new beans")
    question = await fan.reply(top, "When do you open?")
    await stage.settle()
    connection = await stage.connect(acme)
    publisher = await stage.factory.publisher(account_of(stage, acme), connection)
    return Talk(stage, acme, fan, top, question, connection, publisher)


async def test_the_post_to_answer_is_told_as_listings_tell_it(talk: Talk) -> None:
    target = await talk.publisher.look(talk.question.id)
    (listed,) = (await talk.connection.thread(talk.top.id)).below
    assert target.verdict.way is Way.BY_API
    assert (target.id, target.root_id) == (talk.question.id, talk.top.id)
    assert (target.text, target.author_id, target.url) == (
        listed.text,
        talk.fan.id,
        listed.url,
    )
    assert abs(target.created_at - talk.question.at) < timedelta(seconds=5)
    assert set(target.conversation) == {talk.top.id, talk.question.id}
    assert {post.id: post.text for post in target.posts}[talk.question.id] == listed.text
    top = await talk.publisher.look(talk.top.id)
    assert (top.root_id, top.author_id, top.opening) == (None, talk.acme.id, "")
    assert set(top.conversation) == {talk.top.id, talk.question.id}


async def test_a_reply_is_sent_found_and_shown(talk: Talk) -> None:
    target = await talk.publisher.look(talk.question.id)
    text = f"{target.opening}At eight 🌅, see https://acme.example/hours #coffee"
    prepared = await talk.publisher.prepare(text, target, "en")
    assert (prepared.text, prepared.target_id) == (text, talk.question.id)
    assert await talk.publisher.find(prepared) is None
    published = await talk.publisher.send(prepared)
    assert await talk.publisher.find(prepared) == published
    await talk.stage.settle()
    below = (await talk.connection.thread(talk.top.id)).below
    (reply,) = [post for post in below if post.author.id == talk.acme.id]
    assert (reply.id, reply.url, reply.parent_id) == (published.id, published.url, target.id)
    assert reply.created_at == published.at
    assert "At eight 🌅, see https://acme.example/hours #coffee" in reply.text
    own = {post.id for post in (await talk.connection.posts(talk.acme.id)).items}
    assert (published.id in own) == talk.stage.able.lists_replies
    again = await talk.publisher.look(talk.question.id)
    assert published.id in again.conversation


async def test_the_identical_request_is_one_post_where_that_is_promised(talk: Talk) -> None:
    target = await talk.publisher.look(talk.question.id)
    prepared = await talk.publisher.prepare(f"{target.opening}At eight.", target, None)
    await talk.publisher.send(prepared)
    if talk.publisher.resend_for is not None:
        await talk.publisher.send(prepared)
    await talk.stage.settle()
    below = (await talk.connection.thread(talk.top.id)).below
    assert sum(post.author.id == talk.acme.id for post in below) == 1


async def test_what_cannot_be_sent_is_said_before(talk: Talk) -> None:
    target = await talk.publisher.look(talk.question.id)
    longest = target.opening + "a" * (talk.publisher.most - talk.publisher.count(target.opening))
    assert talk.publisher.count(longest) == talk.publisher.most
    await talk.publisher.prepare(longest, target, None)
    for text in (longest + "a", "", " \n"):
        with pytest.raises(InvalidInput):
            await talk.publisher.prepare(text, target, None)


async def test_a_post_that_is_gone_is_not_found(talk: Talk) -> None:
    await talk.fan.delete(talk.question)
    await talk.stage.settle()
    for gone in (talk.question.id, talk.stage.gone_id, "nonsense"):
        with pytest.raises(NotFound):
            await talk.publisher.look(gone)


async def test_strangers_write_nothing(stage: Stage) -> None:
    acme = await stage.person("acme")
    with pytest.raises(SignInNeeded):
        await stage.factory.publisher(account_of(stage, acme), stage.stranger())


async def test_a_thread_of_our_own_is_sent_found_and_shown_with_an_image(talk: Talk) -> None:
    publisher = talk.publisher
    ids: tuple[str, ...] = ()
    before = {post.id for post in await publisher.newest()}
    assert talk.top.id in before
    cup = attached("A red cup")
    assert len(cup.data) <= publisher.image_limits.most_bytes
    texts = ("Five ways to store beans", "One is the dark", "Never the fridge")
    for words in texts if talk.stage.able.threads else texts[:1]:
        images = () if ids else (cup,)
        prepared = await publisher.prepare_post(OwnPost(words, ids, "en", images))
        assert (prepared.text, prepared.target_id) == (words, ids[-1] if ids else "")
        assert await publisher.find(prepared) is None
        published = await publisher.send(prepared)
        assert await publisher.find(prepared) == published
        ids = (*ids, published.id)
    await talk.stage.settle()
    own = {post.id: post for post in (await talk.connection.posts(talk.acme.id)).items}
    assert own[ids[0]].text == "Five ways to store beans"
    assert own[ids[0]].parent_id is None
    below = {post.id: post for post in (await talk.connection.thread(ids[0])).below}
    assert [below[each].parent_id for each in ids[1:]] == list(ids[:-1])
    assert [below[each].text for each in ids[1:]] == list(texts[1 : len(ids)])
    newest = await publisher.newest()
    assert [post.id for post in newest[: len(ids)]] == list(reversed(ids))
    assert newest[len(ids) - 1].text == "Five ways to store beans"
    refused = [OwnPost("a" * (publisher.most + 1), (), "en", (cup,)), OwnPost(" ")]
    if not talk.stage.able.threads:
        refused.append(OwnPost(texts[1], ids, "en", (cup,)))
    if publisher.image_limits.least:
        refused.append(OwnPost(texts[1], (), "en"))
    for post in refused:
        with pytest.raises(InvalidInput):
            await publisher.prepare_post(post)
