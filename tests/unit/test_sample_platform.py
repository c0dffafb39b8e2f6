"""The sample community keeps the platform port: consistent, paged, deterministic, labelled."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from assistant.community.accounts import Platform
from assistant.community.posts import Kind, Post
from assistant.errors import InvalidInput, NotFound, SignInNeeded
from assistant.platforms.sample import HANDLES, SampleCommunity, SamplePlatform

SUNDAY = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


def at(moment: datetime, handle: str = HANDLES[0], *, seed: int = 7, page_size: int = 50):
    return SamplePlatform(SampleCommunity(lambda: moment, seed), handle, page_size=page_size)


@pytest.fixture(scope="module")
def sample() -> SamplePlatform:
    return at(SUNDAY)


def _words(text: str) -> set[str]:
    return {word for word in ("water", "filter") if word in text.lower()}


async def everything(listing, *args) -> list:
    """All pages of a listing."""
    items, cursor = [], None
    while True:
        page = await listing(*args, cursor=cursor)
        items += page.items
        cursor = page.cursor
        if cursor is None:
            return items


async def own_posts(sample: SamplePlatform) -> list[Post]:
    return [post for handle in HANDLES for post in await everything(sample.posts, handle)]


@pytest.mark.parametrize("handle", HANDLES)
async def test_both_accounts_say_that_they_are_samples(sample, handle):
    """Nobody takes them for a real brand: the name says so, the link leads nowhere."""
    profile = await sample.profile(f"@{handle}")

    assert "(sample)" in profile.name
    assert profile.url == f"https://sample.invalid/@{handle}"
    assert profile.handle == handle
    assert profile.posts == len(await everything(sample.posts, handle))
    assert (await sample.profile(profile.native_id)) == profile


async def test_nobody_of_that_name(sample):
    with pytest.raises(NotFound) as caught:
        await sample.profile("nobody.here")

    assert caught.value.known == tuple(f"sample:{handle}" for handle in HANDLES)


async def test_everything_is_open_but_impressions(sample):
    assert sample.platform is Platform.SAMPLE
    assert sample.capabilities.tells == frozenset(Kind)
    assert sample.capabilities.mentions
    assert sample.capabilities.search
    assert not sample.capabilities.impressions


async def test_a_rebuild_is_the_same_and_another_seed_is_not(sample):
    first = await everything(sample.posts, HANDLES[0])

    assert first == await everything(at(SUNDAY).posts, HANDLES[0])
    assert first != await everything(at(SUNDAY, seed=8).posts, HANDLES[0])


async def test_a_restart_days_later_tells_the_same_past():
    """A stored history still fits when the sample is built anew on another day."""
    early, late = at(SUNDAY), at(SUNDAY + timedelta(days=9))

    told_early = {post.id: post.text for post in await own_posts(early)}
    told_late = {post.id: post.text for post in await own_posts(late)}
    shared = told_early.keys() & told_late.keys()

    assert len(shared) > 800
    assert all(told_early[id_] == told_late[id_] for id_ in shared)
    assert told_late.keys() - told_early.keys()


async def test_the_community_lives_on_while_the_clock_runs():
    """What is to come is not told; later it is, and nothing told before goes away."""
    now = [SUNDAY]
    sample = SamplePlatform(SampleCommunity(lambda: now[0]))
    before = {post.id for post in await everything(sample.posts, HANDLES[0])}
    now[0] += timedelta(days=3)
    after = {post.id: post for post in await everything(sample.posts, HANDLES[0])}

    assert before < after.keys()
    assert all(post.created_at <= now[0] for post in after.values())
    assert max(post.created_at for post in after.values()) > SUNDAY


async def test_counters_equal_what_the_listings_show(sample):
    """Likes, reposts, quotes and direct replies of a post are those that can be listed."""
    for post in (await own_posts(sample))[:120]:
        thread = await sample.thread(post.id)
        direct = [below for below in thread.below if below.parent_id == post.id]

        assert post.counts.replies == len(direct)
        assert post.counts.likes == len(await everything(sample.likes, post.id))
        assert post.counts.reposts == len(await everything(sample.reposts, post.id))
        assert post.counts.quotes == len(await everything(sample.quotes, post.id))
        assert post.counts.impressions is None
        assert thread.complete
        assert thread.top == post


async def test_threads_hang_together(sample):
    """Every reply has a parent that is older and in the same thread; roots are tops."""
    nested = 0
    for post in await everything(sample.posts, HANDLES[0]):
        if post.parent_id:
            continue
        below = (await sample.thread(post.id)).below
        known = {post.id: post} | {reply.id: reply for reply in below}
        for reply in below:
            assert reply.root_id == post.id
            assert known[reply.parent_id].created_at < reply.created_at <= SUNDAY
            nested += known[reply.parent_id] is not post
    assert nested > 300


async def test_one_person_likes_a_post_once(sample):
    for post in (await own_posts(sample))[:60]:
        likes = await everything(sample.likes, post.id)

        assert len({like.author.id for like in likes}) == len(likes)
        assert len({like.id for like in likes}) == len(likes)
        assert all(post.created_at < like.created_at <= SUNDAY for like in likes)
        assert all(like.kind is Kind.LIKE for like in likes)
        assert [like.created_at for like in likes] == sorted(
            (like.created_at for like in likes), reverse=True
        )


async def test_ids_are_unique(sample):
    posts = await own_posts(sample)

    assert len({post.id for post in posts}) == len(posts)
    assert len({post.url for post in posts}) == len(posts)


async def test_mentions_stand_outside_our_threads_and_name_us(sample):
    mentions = await everything(sample.mentions)
    own = {(await sample.profile(handle)).native_id for handle in HANDLES}

    assert len(mentions) > 60
    for mention in mentions:
        assert mention.kind is Kind.MENTION
        assert mention.post_id is None
        assert f"@{HANDLES[0]}" in mention.text
        assert mention.author.id not in own
    assert (await sample.lookup([mentions[0].id]))[mentions[0].id].text == mentions[0].text


async def test_a_stranger_is_told_everything_but_mentions():
    """Nobody could say whose mentions they were, so it is never another account's."""
    stranger = SamplePlatform(SampleCommunity(lambda: SUNDAY))

    assert (await stranger.posts(HANDLES[1])).items
    assert not stranger.capabilities.mentions
    assert Kind.MENTION not in stranger.capabilities.tells
    with pytest.raises(SignInNeeded):
        await stranger.mentions()


async def test_each_connection_has_its_own_mentions():
    texts = [mention.text for mention in await everything(at(SUNDAY, HANDLES[1]).mentions)]

    assert texts
    assert all(f"@{HANDLES[1]}" in text for text in texts)


async def test_quotes_point_at_what_they_quote(sample):
    found = 0
    for post in await everything(sample.posts, HANDLES[0]):
        for quote in await everything(sample.quotes, post.id):
            found += 1
            assert quote.quoted_id == post.id
            assert quote.author.id != post.author.id
    assert found > 30


async def test_search_wants_every_word_in_any_case(sample):
    hits = await everything(sample.search, "WATER filter")
    hit_ids = {hit.id for hit in hits}
    ours = [post for post in await own_posts(sample) if "water" in post.text.lower()]

    assert hits
    assert all({"water", "filter"} <= _words(hit.text) for hit in hits)
    assert {post.id for post in ours if "filter" in post.text.lower()} <= hit_ids
    assert {post.id for post in ours if "filter" not in post.text.lower()}.isdisjoint(hit_ids)
    assert not await everything(sample.search, "zeppelin")
    assert not await everything(sample.search, "  ")


async def test_a_pasted_link_leads_to_its_post(sample):
    post = (await sample.posts(HANDLES[0])).items[0]

    assert await sample.resolve(f" {post.url} ") == post.id
    assert (await sample.lookup([post.id]))[post.id] == post
    for link in ("https://example.com/@a/261122c0", "https://sample.invalid/", "hello"):
        with pytest.raises(InvalidInput):
            await sample.resolve(link)


async def test_what_is_not_there_yet_is_not_found(sample):
    later = at(SUNDAY + timedelta(days=2))
    coming = (await later.posts(HANDLES[0])).items[0]

    assert not await sample.lookup([coming.id, "sample:post/none"])
    for listing in (sample.thread, sample.likes, sample.reposts, sample.quotes):
        with pytest.raises(NotFound):
            await listing(coming.id)


async def test_pages_have_no_gap_and_no_repeat_while_posts_arrive():
    """The cursor marks a place, not a number: what comes in between shifts nothing."""
    now = [SUNDAY]
    sample = SamplePlatform(SampleCommunity(lambda: now[0]), page_size=7)
    whole = [post.id for post in await everything(sample.posts, HANDLES[0])]
    first = await sample.posts(HANDLES[0])
    now[0] += timedelta(days=2)
    rest, cursor = [], first.cursor
    while cursor:
        page = await sample.posts(HANDLES[0], cursor=cursor)
        rest += page.items
        cursor = page.cursor

    assert [post.id for post in (*first.items, *rest)] == whole
    assert len(first.items) == 7


@pytest.mark.parametrize("start", range(4))
async def test_this_week_always_has_data(start):
    """From Monday noon on there are comments of this week, and likes, whatever the date."""
    monday = datetime(2025, 3, 3, 12, tzinfo=UTC) + timedelta(weeks=start * 17)
    sample = at(monday)
    midnight = monday.replace(hour=0)
    fresh = Counter()
    for post in await own_posts(sample):
        if post.parent_id is None and post.created_at > monday - timedelta(days=12):
            below = (await sample.thread(post.id)).below
            fresh["talk"] += sum(reply.created_at >= midnight for reply in below)
            likes = await everything(sample.likes, post.id)
            fresh["likes"] += sum(like.created_at >= midnight for like in likes)

    assert fresh["talk"] > 0
    assert fresh["likes"] > 0
