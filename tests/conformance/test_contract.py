"""The contract of `ports.SocialPlatform`, the same for every platform."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import TypeVar

import pytest

from assistant.community.accounts import AccountRef, Platform
from assistant.community.posts import Kind, Page
from assistant.errors import InvalidInput, NotFound, ReconnectNeeded, SignInNeeded
from tests.conformance.stage import Stage, ago

pytestmark = pytest.mark.integration

T = TypeVar("T")

TWO_LEVELS = 2
EXACT = timedelta(seconds=1)
"""How exact the time of a post is kept at least."""


async def every(listing: Callable[[str | None], Awaitable[Page[T]]]) -> list[T]:
    """All pages of a listing."""
    items: list[T] = []
    cursor: str | None = None
    for _ in range(20):
        page = await listing(cursor)
        items += page.items
        cursor = page.cursor
        if cursor is None:
            return items
    raise AssertionError("it does not end")


async def test_a_profile_has_a_name_that_lasts_and_counts_or_none(stage: Stage) -> None:
    acme = await stage.person("acme")
    await stage.settle()
    connection = await stage.connect(acme)
    profile = await connection.profile(acme.handle)
    assert (profile.native_id, profile.handle.lower()) == (acme.id, acme.handle.lower())
    assert profile.url.startswith("https://")
    assert profile.followers == 0
    assert await connection.profile(profile.native_id) == profile
    with pytest.raises(NotFound):
        await connection.profile(acme.handle.replace("acme", "nobody"))


async def test_strangers_see_it_too_or_are_told_to_sign_in(stage: Stage) -> None:
    acme = await stage.person("acme")
    post = await acme.post("Hello")
    await stage.settle()
    stranger = stage.stranger()
    able = stranger.capabilities
    assert (able.mentions, able.search) == (False, False)
    assert able.impressions == stage.able.impressions
    assert Kind.MENTION not in able.tells
    with pytest.raises(SignInNeeded):
        await stranger.mentions()
    with pytest.raises(SignInNeeded if stage.able.search else (SignInNeeded, InvalidInput)):
        await stranger.search("coffee")
    if stage.able.strangers:
        assert (await stranger.profile(acme.handle)).native_id == acme.id
        assert [each.id for each in (await stranger.posts(acme.id)).items] == [post.id]
        assert (await stranger.lookup([post.id])).keys() == {post.id}
        return
    for refused in (stranger.profile(acme.handle), stranger.posts(acme.id)):
        with pytest.raises(SignInNeeded):
            await refused
    for refused in (stranger.lookup([post.id]), stranger.thread(post.id)):
        with pytest.raises(SignInNeeded):
            await refused


async def test_a_refused_secret_is_said_so(stage: Stage) -> None:
    acme = await stage.person("acme")
    await stage.settle()
    with pytest.raises(ReconnectNeeded):
        await stage.factory.sign_in(stage.ref(acme), "wrong", None)


async def test_posts_come_newest_first_over_pages_without_others_posts(stage: Stage) -> None:
    acme, fan = await stage.person("acme"), await stage.person("fan")
    theirs = await fan.post("Theirs")
    times = [ago(hours=200 - number) for number in range(110)]
    made = await acme.post_many([f"Post {number}" for number in range(110)], times)
    assert all(abs(each.at - at) < EXACT for each, at in zip(made, times, strict=True))
    answers = []
    if stage.able.elsewhere:
        await acme.repost(theirs)
        answers.append(await acme.reply(theirs, "Nice"))
    await stage.settle()
    connection = await stage.connect(acme)
    listed = await every(lambda cursor: connection.posts(acme.id, cursor=cursor))
    shown = answers if stage.able.lists_replies else []
    assert [each.id for each in listed] == [each.id for each in (*shown, *reversed(made))]
    own = listed[len(shown) :]
    assert [each.created_at for each in own] == [each.at for each in reversed(made)]
    assert [(each.parent_id, each.root_id) for each in listed[: len(shown)]] == [
        (theirs.id, theirs.id) for _ in shown
    ]
    assert {(each.parent_id, each.root_id) for each in own} == {(None, None)}
    assert {each.author.id for each in listed} == {acme.id}


async def test_lookup_leaves_out_what_is_gone(stage: Stage) -> None:
    acme = await stage.person("acme")
    made = await acme.post_many([f"Post {n}" for n in range(30)], [ago(hours=n) for n in range(30)])
    gone = made.pop(3)
    await acme.delete(gone)
    await stage.settle()
    connection = await stage.connect(acme)
    ids = [each.id for each in made]
    found = await connection.lookup([*ids, ids[0], gone.id, stage.gone_id, "", "no id"])
    assert found.keys() == set(ids)
    assert {found[each.id].text for each in made} == {each.text for each in made}
    assert await connection.lookup([]) == {}
    assert await connection.lookup([gone.id]) == {}


async def test_counts_stand_beside_a_post(stage: Stage) -> None:
    acme, fan, friend = [await stage.person(name) for name in ("acme", "fan", "friend")]
    post, quiet = await acme.post("Hello"), await acme.post("Quiet")
    await fan.like(post)
    await friend.like(post)
    await fan.repost(post)
    await fan.reply(post, "Hi")
    await stage.settle()
    connection = await stage.connect(acme)
    found = await connection.lookup([post.id, quiet.id])
    counts, none = found[post.id].counts, found[quiet.id].counts
    assert counts
    assert none
    counted = stage.able.counted
    done = {Kind.LIKE: 2, Kind.REPLY: 1, Kind.REPOST: 1}
    expected = [number if kind in counted else None for kind, number in done.items()]
    assert [counts.likes, counts.replies, counts.reposts] == expected
    expected = [0 if kind in counted else None for kind in done]
    assert [none.likes, none.replies, none.reposts] == expected
    assert connection.capabilities.impressions == stage.able.impressions
    assert counts.impressions == stage.able.seen


async def test_a_thread_is_whole_with_nested_and_own_and_without_deleted(stage: Stage) -> None:
    acme, fan, friend = [await stage.person(name) for name in ("acme", "fan", "friend")]
    top = await acme.post("Top", at=ago(days=2))
    first = await fan.reply(top, "First")
    ours = await acme.reply(first, "Ours")
    nested = await friend.reply(ours, "Nested")
    second = await friend.reply(top, "Second")
    gone = await fan.reply(top, "Gone")
    await fan.delete(gone)
    await stage.settle()
    connection = await stage.connect(acme)
    thread = await connection.thread(top.id)
    assert (thread.top.id, thread.complete) == (top.id, True)
    deepest = first if stage.able.levels == TWO_LEVELS else ours
    assert {each.id: each.parent_id for each in thread.below} == {
        first.id: top.id,
        ours.id: first.id,
        nested.id: deepest.id,
        second.id: top.id,
    }
    assert nested.parent_id == deepest.id
    assert {each.root_id for each in thread.below} == {top.id}
    assert {each.id: each.author.id for each in thread.below}[nested.id] == friend.id
    below = await connection.thread(first.id)
    assert {each.id for each in below.below} == {ours.id, nested.id}
    assert below.top.root_id == top.id


async def test_a_deep_thread_is_whole(stage: Stage) -> None:
    acme, fan = await stage.person("acme"), await stage.person("fan")
    top = await acme.post("Top")
    chain = [await fan.reply(top, "1")]
    for number in range(2, 31):
        chain.append(await (acme if number % 2 == 0 else fan).reply(chain[-1], str(number)))
    await stage.settle()
    connections = [await stage.connect(acme)]
    if stage.able.strangers:
        connections.append(stage.stranger())
    for connection in connections:
        thread = await connection.thread(top.id)
        assert {each.id for each in thread.below} == {each.id for each in chain}
        assert thread.complete


async def test_what_is_gone_is_not_found(stage: Stage) -> None:
    acme = await stage.person("acme")
    post = await acme.post("Hello")
    await acme.delete(post)
    await stage.settle()
    connection = await stage.connect(acme)
    with pytest.raises(NotFound):
        await connection.thread(post.id)


async def test_likes_and_reposts_name_people_once(stage: Stage) -> None:
    acme, fan, friend = [await stage.person(name) for name in ("acme", "fan", "friend")]
    post = await acme.post("Hello")
    await fan.like(post)
    await friend.like(post)
    await fan.repost(post)
    await stage.settle()
    connection = await stage.connect(acme)
    assert connection.capabilities.names == stage.able.names
    people = {Kind.LIKE: {fan.id, friend.id}, Kind.REPOST: {fan.id}}
    listings = {Kind.LIKE: connection.likes, Kind.REPOST: connection.reposts}
    listed = []
    for kind, listing in listings.items():
        if kind not in stage.able.names:
            with pytest.raises(InvalidInput):
                await listing(post.id)
            continue
        found = await every(partial(_page, listing, post.id))
        assert {each.author.id for each in found} == people[kind]
        assert {(each.kind, each.post_id) for each in found} == {(kind, post.id)}
        assert len(found) == len(people[kind])
        listed += found
    assert len({each.id for each in listed}) == len(listed)


async def test_quotes_are_listed_where_it_is_said_that_they_are(stage: Stage) -> None:
    acme, fan = await stage.person("acme"), await stage.person("fan")
    post = await acme.post("Hello")
    quote = await fan.quote(post, "Look at this")
    await stage.settle()
    connection = await stage.connect(acme)
    assert (Kind.QUOTE in connection.capabilities.tells) == (Kind.QUOTE in stage.able.told)
    if Kind.QUOTE not in stage.able.told:
        with pytest.raises(InvalidInput):
            await connection.quotes(post.id)
        return
    (shown,) = await every(lambda cursor: connection.quotes(post.id, cursor=cursor))
    assert (shown.id, shown.quoted_id, shown.author.id) == (quote.id, post.id, fan.id)


async def test_mentions_are_told_and_know_the_thread_they_stand_in(stage: Stage) -> None:
    acme, fan = await stage.person("acme"), await stage.person("fan")
    post = await acme.post("Hello")
    elsewhere = await fan.mention(acme, "what do you think?")
    await fan.like(post)
    await fan.post("No mention")
    await stage.settle()
    connection = await stage.connect(acme)
    assert connection.capabilities.mentions
    assert Kind.MENTION in connection.capabilities.tells
    mentions = await every(lambda cursor: connection.mentions(cursor=cursor))
    (only,) = [each for each in mentions if each.post_id is None]
    assert (only.id, only.author.id, only.kind) == (
        elsewhere.id,
        elsewhere.author_id,
        Kind.MENTION,
    )
    assert only.created_at == elsewhere.at


async def test_what_it_tells_carries_the_platforms_own_time(stage: Stage) -> None:
    """A kind that is in `tells` is listed with the time it happened, not the post's."""
    acme, fan = await stage.person("acme"), await stage.person("fan")
    post = await acme.post("Old", at=ago(days=9))
    reply = await fan.reply(post, "New", at=ago(days=1))
    await fan.like(post)
    await fan.repost(post)
    await stage.settle()
    connection = await stage.connect(acme)
    told = connection.capabilities.tells
    assert told == stage.able.told
    (shown,) = (await connection.thread(post.id)).below
    assert shown.created_at == reply.at
    for kind, listing in ((Kind.LIKE, connection.likes), (Kind.REPOST, connection.reposts)):
        if kind in stage.able.names:
            (each,) = (await listing(post.id)).items
            assert (each.created_at == post.at) == (kind not in told)


async def test_search_finds_words_of_our_own_or_of_others(stage: Stage) -> None:
    acme, fan = await stage.person("acme"), await stage.person("fan")
    word = f"roast{abs(hash(acme.id)) % 10**8}"
    ours = await acme.post(f"Our {word} is fine")
    post = ours if stage.able.finds_own else await fan.post(f"Their {word} is fine")
    await stage.settle()
    connection = await stage.connect(acme)
    assert connection.capabilities.search == stage.able.search
    if not stage.able.search:
        with pytest.raises(InvalidInput):
            await connection.search(word)
        return
    assert [each.id for each in (await connection.search(word)).items] == [post.id]
    assert (await connection.search("nothingsays" + word)).items == ()
    with pytest.raises(InvalidInput):
        await connection.search("  ")


async def test_a_pasted_link_leads_to_the_post(stage: Stage) -> None:
    acme = await stage.person("acme")
    post = await acme.post("Hello")
    await stage.settle()
    connection = await stage.connect(acme)
    for pasted in (post.link, f" <{post.link}?utm=x> ", f"<{post.link}|the post>"):
        native_id = await connection.resolve(pasted)
        assert (await connection.lookup([native_id])).keys() == {post.id}
    for senseless in ("", "hello", "https://elsewhere.example/", _elsewhere(stage.ref(acme))):
        with pytest.raises(InvalidInput):
            await connection.resolve(senseless)


def _page(
    listing: Callable[..., Awaitable[Page[T]]], post_id: str, cursor: str | None
) -> Awaitable[Page[T]]:
    return listing(post_id, cursor=cursor)


def _elsewhere(ref: AccountRef) -> str:
    """A link to a post on another platform."""
    if ref.platform is Platform.X:
        return "https://bsky.app/profile/acme.example/post/3aaaaaaaaaaa2"
    return "https://x.com/acme/status/1"
