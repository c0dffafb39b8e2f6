"""The Bluesky adapter against the real network, as a stranger and signed in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

import httpx2
import pytest

from assistant.community.posts import Kind, Page, Post
from assistant.errors import InvalidInput, NotFound, SignInNeeded
from assistant.platforms.bluesky import Bluesky
from assistant.platforms.bluesky_signing import BlueskyFactory
from assistant.platforms.http import Door, make_client
from tests.integration.connecting import make_factory, now, signed_in
from tests.integration.network import World
from tests.integration.people import Written
from tests.peers.bluesky.stranger import Proxy

pytestmark = [pytest.mark.integration, pytest.mark.network]

T = TypeVar("T")


@pytest.fixture
async def client(stranger: Proxy, world: World) -> AsyncIterator[httpx2.AsyncClient]:
    async with make_client(Door.make([stranger.url, world.network.pds], "")) as client:
        yield client


@pytest.fixture
def factory(client: httpx2.AsyncClient, stranger: Proxy, world: World) -> BlueskyFactory:
    return make_factory(client, public_url=stranger.url, service_url=world.network.pds)


@pytest.fixture
def public(factory: BlueskyFactory) -> Bluesky:
    return factory.anonymous()


async def everything(listing: Callable[[str | None], Awaitable[Page[T]]]) -> list[T]:
    found: list[T] = []
    cursor: str | None = None
    while True:
        page = await listing(cursor)
        found.extend(page.items)
        cursor = page.cursor
        if cursor is None:
            return found


async def test_profile_by_handle_and_did(world: World, public: Bluesky) -> None:
    acme, fan = await world.make_person("acme"), await world.make_person("fan")
    await acme.introduce("Acme Coffee")
    await acme.post("Hello")
    await fan.follow(acme)
    await world.settle()
    profile = await public.profile(f"@{acme.handle.upper()}")
    assert (profile.native_id, profile.handle, profile.name) == (
        acme.did,
        acme.handle,
        "Acme Coffee",
    )
    assert (profile.followers, profile.following, profile.posts) == (1, 0, 1)
    assert profile == await public.profile(acme.did)


@pytest.mark.parametrize("actor", ["nobody-there.test", "not a handle", "", "did:plc:nobody"])
async def test_unknown_people_are_not_found(public: Bluesky, actor: str) -> None:
    with pytest.raises(NotFound):
        await public.profile(actor)


async def test_own_posts_come_newest_first_with_counts_and_without_reposts(
    world: World, public: Bluesky
) -> None:
    acme, fan = await world.make_person("acme"), await world.make_person("fan")
    theirs = await fan.post("Somebody else's")
    old = await acme.post("Old", at=now() - timedelta(days=21))
    new = await acme.post("New", languages=["de", "en"])
    await acme.repost(theirs)
    answer = await acme.reply(theirs, "I like that")
    gone = await acme.post("Gone")
    await acme.delete(gone)
    await fan.like(old)
    await fan.reply(old, "Still true")
    await fan.quote(old, "See")
    await fan.repost(old)
    await world.settle()
    posts = (await public.posts(acme.did)).items
    assert [post.id for post in posts] == [answer.uri, new.uri, old.uri]
    shown = posts[2]
    assert shown.counts is not None
    counts = shown.counts
    assert (counts.likes, counts.replies, counts.reposts, counts.quotes) == (1, 1, 1, 1)
    assert counts.impressions is None
    assert shown.created_at == old.at
    assert (posts[1].language, posts[1].text) == ("de", "New")
    assert (posts[0].root_id, posts[0].parent_id) == (theirs.uri, theirs.uri)


async def test_paging_over_more_than_one_page_loses_and_repeats_nothing(
    world: World, public: Bluesky
) -> None:
    acme = await world.make_person("acme")
    start = now() - timedelta(days=30)
    times = [start + timedelta(minutes=number) for number in range(230)]
    written = await acme.post_many([f"Number {number}" for number in range(230)], times)
    await world.settle()
    first = await public.posts(acme.did)
    assert len(first.items) == 100
    posts = await everything(lambda cursor: public.posts(acme.did, cursor=cursor))
    assert [post.id for post in posts] == [each.uri for each in reversed(written)]


async def test_a_page_of_nothing_but_reposts_is_no_end(world: World, public: Bluesky) -> None:
    acme, fan = await world.make_person("acme"), await world.make_person("fan")
    old = await acme.post("Before", at=now() - timedelta(days=9))
    theirs = await fan.post_many([str(number) for number in range(110)], [now()] * 110)
    await acme.repost_many(theirs)
    await world.settle()
    page = await public.posts(acme.did)
    assert [post.id for post in page.items] == [old.uri]


async def test_lookup_batches_and_leaves_out_what_is_gone(world: World, public: Bluesky) -> None:
    acme = await world.make_person("acme")
    written = await acme.post_many([str(number) for number in range(60)], [now()] * 60)
    await acme.delete(written[7])
    await world.settle()
    ids = [each.uri for each in written]
    found = await public.lookup([*ids, "at://nonsense", ids[0]])
    assert set(found) == set(ids) - {ids[7]}
    assert await public.lookup([]) == {}


async def test_links_and_uris_are_resolved(world: World, public: Bluesky) -> None:
    acme = await world.make_person("acme")
    post = await acme.post("Hello")
    await world.settle()
    by_handle = f"https://bsky.app/profile/{acme.handle}/post/{post.rkey}"
    for text in (
        post.uri,
        post.link,
        by_handle,
        f"<{by_handle}?ref=x#y|a post>",
        f"at://{acme.handle}/app.bsky.feed.post/{post.rkey}",
    ):
        assert await public.resolve(text) == post.uri


@pytest.mark.parametrize(
    "text",
    ["", "hello", "https://example.org/profile/a.b/post/3k", "https://bsky.app/profile/a.test",
     "https://bsky.app.evil.example/profile/a.test/post/3k", "at://a.test/app.bsky.feed.like/3k"],
)  # fmt: skip
async def test_other_links_are_refused(public: Bluesky, text: str) -> None:
    with pytest.raises(InvalidInput):
        await public.resolve(text)


async def test_a_link_by_an_unknown_handle_is_not_found(public: Bluesky) -> None:
    with pytest.raises(NotFound):
        await public.resolve("https://bsky.app/profile/nobody-there.test/post/3kaaaaaaaaa2a")


async def test_a_thread_deeper_than_the_server_shows_comes_whole(
    world: World, public: Bluesky, stranger: Proxy
) -> None:
    acme, fan = await world.make_person("acme"), await world.make_person("fan")
    top = await acme.post("Deep")
    replies, last = [], top
    for number in range(25):
        last = await (fan if number % 2 else acme).reply(last, f"Level {number}")
        replies.append(last)
    side = await fan.reply(replies[14], "A branch below the cut")
    await world.settle()
    thread = await public.thread(top.uri)
    assert thread.top.id == top.uri
    assert {post.id for post in thread.below} == {each.uri for each in [*replies, side]}
    assert len(thread.below) == 26
    assert stranger.asked("getPostThread") == 3
    assert thread.complete


async def test_deleted_replies_are_not_in_the_thread(world: World, public: Bluesky) -> None:
    acme, fan = await world.make_person("acme"), await world.make_person("fan")
    top = await acme.post("Top")
    kept = await fan.reply(top, "Kept")
    gone = await fan.reply(top, "Gone")
    await fan.delete(gone)
    await world.settle()
    thread = await public.thread(top.uri)
    assert ([post.id for post in thread.below], thread.complete) == ([kept.uri], True)
    await acme.delete(top)
    await world.settle()
    with pytest.raises(NotFound):
        await public.thread(top.uri)


async def test_a_thread_with_a_blocked_reply_says_that_it_is_cut(
    world: World, factory: BlueskyFactory, public: Bluesky
) -> None:
    acme, fan, troll = [await world.make_person(name) for name in ("acme", "fan", "troll")]
    top = await acme.post("Top")
    kept = await fan.reply(top, "Kept")
    await troll.reply(top, "Blocked")
    await acme.block(troll)
    await world.settle()
    for connection in (public, await signed_in(factory, acme)):
        thread = await connection.thread(top.uri)
        assert [post.id for post in thread.below] == [kept.uri]
        assert not thread.complete


async def test_likes_reposts_and_quotes_carry_their_own_times(
    world: World, public: Bluesky
) -> None:
    acme, fan, friend = [await world.make_person(name) for name in ("acme", "fan", "friend")]
    post = await acme.post("Post", at=now() - timedelta(days=20))
    other = await acme.post("Other", at=now() - timedelta(days=19))
    week, day = now() - timedelta(days=7), now() - timedelta(days=1)
    like = await fan.like(post, at=week)
    await friend.like(post, at=day)
    repost = await fan.repost(post, at=week)
    await fan.repost(other, at=day)
    await friend.repost(post, at=day)
    quote = await fan.quote(post, "Look", at=week)
    await world.settle()
    likes = (await public.likes(post.uri)).items
    assert [each.author.id for each in likes] == [friend.did, fan.did]
    assert likes[1].created_at == like.at
    assert {each.kind for each in likes} == {Kind.LIKE}
    reposts = {each.author.id: each for each in (await public.reposts(post.uri)).items}
    assert set(reposts) == {fan.did, friend.did}
    assert reposts[fan.did].created_at == repost.at
    assert (await public.reposts(other.uri)).items[0].created_at != repost.at
    (shown,) = (await public.quotes(post.uri)).items
    assert (shown.id, shown.quoted_id, shown.created_at) == (quote.uri, post.uri, quote.at)
    assert len({each.id for each in [*likes, *reposts.values()]}) == 4


async def test_a_superfan_costs_one_reading_of_the_feed(
    world: World, public: Bluesky, stranger: Proxy
) -> None:
    acme, fan = await world.make_person("acme"), await world.make_person("fan")
    posts = [await acme.post(f"Post {number}") for number in range(5)]
    for post in posts:
        await fan.repost(post)
    await world.settle()
    for post in posts:
        assert len((await public.reposts(post.uri)).items) == 1
    assert stranger.asked("getAuthorFeed") == 1


async def test_strangers_are_not_told_mentions_and_search(public: Bluesky) -> None:
    able = public.capabilities
    assert (able.mentions, able.search, able.impressions) == (False, False, False)
    assert Kind.MENTION not in able.tells
    with pytest.raises(SignInNeeded):
        await public.mentions()
    with pytest.raises(SignInNeeded):
        await public.search("coffee")


async def test_signed_in_mentions_are_told_and_nothing_else(
    world: World, factory: BlueskyFactory
) -> None:
    acme, fan = await world.make_person("acme"), await world.make_person("fan")
    ours = await acme.post("Ours")
    theirs = await fan.post("Theirs")
    elsewhere = await fan.reply(theirs, f"Ask @{acme.handle}", mentions=[acme])
    inside = await fan.reply(ours, f"Hey @{acme.handle}", mentions=[acme])
    await fan.like(ours)
    await fan.post("No mention")
    await world.settle()
    connection = await signed_in(factory, acme)
    assert connection.capabilities.mentions
    mentions = {each.id: each for each in (await connection.mentions()).items}
    assert elsewhere.uri in mentions
    assert set(mentions) <= {elsewhere.uri, inside.uri}
    mention = mentions[elsewhere.uri]
    assert (mention.kind, mention.post_id, mention.parent_id) == (Kind.MENTION, None, theirs.uri)
    assert (mention.author.id, mention.created_at) == (fan.did, elsewhere.at)


async def test_signed_in_search_finds_words(world: World, factory: BlueskyFactory) -> None:
    acme, fan = await world.make_person("acme"), await world.make_person("fan")
    word = f"roast{fan.did[-8:]}"
    post = await fan.post(f"Their {word} is fine")
    await world.settle()
    connection = await signed_in(factory, acme)
    assert [each.id for each in (await connection.search(word)).items] == [post.uri]
    with pytest.raises(InvalidInput):
        await connection.search("  ")


async def test_an_edited_post_shows_its_new_words(world: World, public: Bluesky) -> None:
    acme = await world.make_person("acme")
    post = await acme.post("before", at=now() - timedelta(days=3))
    edited = await acme.edit(post, "after")
    await world.settle()
    shown = (await public.lookup([post.uri]))[post.uri]
    assert (shown.text, shown.created_at) == ("after", post.at)
    assert shown.extra["cid"] == edited.cid != post.cid


TEXTS = [
    "مرحبا بالعالم",
    "שלום \u2067עולם\u2069",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "日本語のポスト",
    "Zalgo: Z̸̡̢͔a̷l̵g̶o̷",
    "line one\n\nline two\ttabbed",
    "\u200bzero\u200dwidth\ufeff",
    "<b>&amp;</b> {{f1}} <!channel>",
]


async def test_every_script_comes_through_as_it_was_written(world: World, public: Bluesky) -> None:
    acme = await world.make_person("acme")
    written = [await acme.post(text) for text in TEXTS]
    empty = await acme.post("")
    await world.settle()
    found = await public.lookup([each.uri for each in [*written, empty]])
    assert [found[each.uri].text for each in written] == TEXTS
    assert found[empty.uri].text == ""


async def test_mentions_in_a_text_are_found_after_emoji(world: World, public: Bluesky) -> None:
    acme, fan = await world.make_person("acme"), await world.make_person("fan")
    text = f"🙂🙂 ask @{acme.handle} and @{fan.handle} and @{acme.handle}"
    post = await fan.post(text, mentions=[acme, fan, acme])
    await world.settle()
    shown: Post = (await public.lookup([post.uri]))[post.uri]
    assert shown.mentioned_ids == (acme.did, fan.did)


async def test_a_new_handle_changes_nothing_but_the_name(world: World, public: Bluesky) -> None:
    acme = await world.make_person("acme")
    post: Written = await acme.post("Hello")
    await world.settle()
    before = (await public.lookup([post.uri]))[post.uri]
    await acme.rename(acme.handle.removesuffix(".test") + "x")
    await world.settle()
    after = (await public.lookup([post.uri]))[post.uri]
    assert (before.author.id, before.url) == (after.author.id, after.url)
    assert after.author.handle == acme.handle
    assert (await public.profile(acme.did)).handle == acme.handle
