"""Replies in the sample community: there at once, once, and in their thread."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from assistant.community.accounts import Account, AccountRef
from assistant.community.rules import Way
from assistant.errors import InvalidInput, NotFound
from assistant.platforms.connections import Connections
from assistant.platforms.sample_connecting import SampleFactory
from assistant.ports.publishing import OwnPost

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
REF = AccountRef.parse("sample:harbourlight.coffee")
ACCOUNT = Account("a1", "T1", REF, "sample:account/coffee", "Harbour Light", "https://x", NOW)


async def test_a_reply_appears_in_its_thread_and_among_our_posts() -> None:
    connections = Connections({REF.platform: SampleFactory(lambda: NOW)}, None)
    platform, publisher = await connections.open(ACCOUNT), await connections.publisher(ACCOUNT)
    posts = (await platform.posts(ACCOUNT.native_id)).items
    below = [each for post in posts for each in (await platform.thread(post.id)).below]
    mention = next(each for each in below if each.author.id != ACCOUNT.native_id)
    target = await publisher.look(mention.id)
    assert (target.text, target.verdict.way) == (mention.text, Way.BY_API)
    assert mention.id in target.conversation
    prepared = await publisher.prepare("At eight, every day.", target, "en")
    assert await publisher.find(prepared) is None
    published = await publisher.send(prepared)
    assert await publisher.send(prepared) == published == await publisher.find(prepared)
    thread = await platform.thread(mention.root_id or mention.id)
    (reply,) = [post for post in thread.below if post.id == published.id]
    assert (reply.text, reply.parent_id) == ("At eight, every day.", mention.id)
    assert await platform.resolve(published.url) == published.id
    assert published.id in {post.id for post in (await platform.posts(ACCOUNT.native_id)).items}
    assert published.id in (await publisher.look(mention.id)).conversation


async def test_what_cannot_be_sent_is_said() -> None:
    connections = Connections({REF.platform: SampleFactory(lambda: NOW)}, None)
    publisher = await connections.publisher(ACCOUNT)
    with pytest.raises(NotFound):
        await publisher.look("sample:post/nothing")
    platform = await connections.open(ACCOUNT)
    (post, *_) = (await platform.posts(ACCOUNT.native_id)).items
    target = await publisher.look(post.id)
    for text in ("", "a" * 301):
        with pytest.raises(InvalidInput):
            await publisher.prepare(text, target, None)


async def test_posts_of_our_own_stand_alone_or_in_threads() -> None:
    us = await Connections({REF.platform: SampleFactory(lambda: NOW)}, None).publisher(ACCOUNT)
    before = await us.newest()
    first = await us.send(await us.prepare_post(OwnPost("One", language="en")))
    second = await us.send(await us.prepare_post(OwnPost("Two", above=(first.id,))))
    third = await us.send(await us.prepare_post(OwnPost("Three", above=(first.id, second.id))))
    newest = await us.newest()
    assert [post.text for post in newest[:3]] == ["Three", "Two", "One"]
    assert [post.parent_id for post in newest[:3]] == [second.id, first.id, None]
    assert [post.root_id for post in newest[:3]] == [first.id, first.id, None]
    assert newest[2].language == "en"
    assert len(newest) == min(100, len(before) + 3)
    assert third.id == newest[0].id
    with pytest.raises(NotFound):
        await us.prepare_post(OwnPost("Four", above=("sample:post/none",)))
    with pytest.raises(InvalidInput, match="empty"):
        await us.prepare_post(OwnPost(" "))
