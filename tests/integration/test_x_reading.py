"""Reading X over its double, in both of its dialects: what comes, what it costs, what goes wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest

from assistant.community.posts import Kind, Page
from assistant.errors import AccessRefused, InvalidInput, NotFound, SignInNeeded
from assistant.platforms.x_stranger import Stranger
from tests.doubles.x import Fault, Post, User
from tests.integration.x_reading import Place, place

pytestmark = pytest.mark.integration

T = TypeVar("T")


@pytest.fixture(params=["tweet", "post"])
async def at(request: pytest.FixtureRequest) -> AsyncIterator[Place]:
    async with place(request.param) as found:
        yield found


async def every(listing: Callable[[str | None], Awaitable[Page[T]]]) -> list[T]:
    items: list[T] = []
    cursor: str | None = None
    for _ in range(30):
        page = await listing(cursor)
        items += page.items
        cursor = page.cursor
        if cursor is None:
            return items
    raise AssertionError("it does not end")


def ago(**span: float) -> datetime:
    moment = datetime.now(UTC) - timedelta(**span)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


async def test_our_posts_come_with_what_only_we_are_told_for_thirty_days(at: Place) -> None:
    acme = at.x.world.join("acme")
    young = [
        at.x.world.post(acme, f"New {n}", at=ago(days=n), impressions=100 + n, link_clicks=n,
                        profile_clicks=2, bookmarks=3)
        for n in range(25)
    ]  # fmt: skip
    old = [at.x.world.post(acme, f"Old {n}", at=ago(days=31 + n), impressions=7) for n in range(25)]
    connection = at.connect(acme)
    found = await every(lambda cursor: connection.posts(acme.id, cursor=cursor))
    assert [each.id for each in found] == [each.id for each in (*young, *old)]
    figures = [each.counts for each in found if each.counts]
    assert [each.impressions for each in figures] == [*range(100, 125), *[7] * 25]
    assert [each.clicks for each in figures] == [*range(25), *[None] * 25]
    assert [each.profile_clicks for each in figures] == [*[2] * 25, *[None] * 25]
    assert figures[0].saves == 3
    assert at.purse.spent == at.x.billing.micro == 50 * 1_000


async def test_posts_of_others_cost_what_those_of_others_cost(at: Place) -> None:
    acme, fan = at.x.world.join("acme"), at.x.world.join("Fan")
    post = at.x.world.post(fan, "Hello")
    at.x.world.repost(fan, at.x.world.post(acme, "Ours"))
    connection = at.connect(acme)
    (found,) = (await connection.posts("@Fan")).items
    assert (found.id, found.author.handle, found.url) == (
        post.id, "fan", f"https://x.com/fan/status/{post.id}",
    )  # fmt: skip
    again = await connection.posts("fan")
    assert again.items == (found,)
    assert at.purse.spent == at.x.billing.micro == 10_000 + 5_000
    assert at.x.asked("GET /2/users/by/username/{username}") == 1


async def test_our_profile_costs_little_and_others_more(at: Place) -> None:
    acme = at.x.world.join("acme", followers=12, following=3)
    fan = at.x.world.join("fan", name="A fan")
    connection = at.connect(acme)
    us = await connection.profile("@Acme")
    assert (us.native_id, us.handle, us.followers, us.following) == (acme.id, "acme", 12, 3)
    assert at.purse.spent == at.x.billing.micro == 1_000
    them = await connection.profile(fan.id)
    assert (them.handle, them.name, them.url) == ("fan", "A fan", "https://x.com/fan")
    assert at.purse.spent == at.x.billing.micro == 11_000
    for nobody in ("nobody", "12345", "no such name", ""):
        with pytest.raises(NotFound):
            await connection.profile(nobody)


async def test_mentions_know_the_post_of_ours_they_stand_under(at: Place) -> None:
    world = at.x.world
    acme, fan, friend = world.join("acme"), world.join("fan"), world.join("friend")
    ours = world.post(acme, "Top")
    direct = world.reply(fan, ours, "Hi")
    nested = world.reply(friend, direct, "@acme is right")
    theirs = world.post(fan, "Theirs")
    elsewhere = world.reply(friend, theirs, "@acme look")
    alone = world.post(fan, "@acme what about this?")
    under_answer = world.reply(fan, world.reply(acme, elsewhere, "Looking"), "Thanks")
    connection = at.connect(acme)
    found = await every(lambda cursor: connection.mentions(cursor=cursor))
    assert {each.id: each.post_id for each in found} == {
        direct.id: ours.id,
        nested.id: ours.id,
        elsewhere.id: None,
        alone.id: None,
        under_answer.id: under_answer.reply_to.id if under_answer.reply_to else None,
    }
    assert {each.kind for each in found} == {Kind.MENTION}
    assert {each.author.handle for each in found} == {"fan", "friend"}
    assert at.purse.spent == at.x.billing.micro
    before = len(at.x.log)
    await connection.mentions()
    assert len(at.x.log) == before + 1  # whose conversations these are is remembered


async def test_a_thread_is_asked_for_only_where_somebody_answered(at: Place) -> None:
    world = at.x.world
    acme, fan = world.join("acme"), world.join("fan")
    quiet = world.post(acme, "Quiet")
    connection = at.connect(acme)
    thread = await connection.thread(quiet.id)
    assert (thread.below, thread.complete) == ((), True)
    assert at.x.asked("GET /2/tweets/search/recent") == 0
    loud = world.post(acme, "Loud")
    answers = {world.reply(fan, loud, f"Answer {n}").id for n in range(60)}
    thread = await connection.thread(loud.id)
    assert ({each.id for each in thread.below}, thread.complete) == (answers, True)
    assert at.purse.spent == at.x.billing.micro


def old_thread(at: Place) -> tuple[User, User, Post, Post]:
    """Acme's post of three weeks ago, under which a fan named it ten days later."""
    world = at.x.world
    acme, fan = world.join("acme"), world.join("fan")
    top = world.post(acme, "Top", at=ago(days=20))
    return acme, fan, top, world.reply(fan, top, "Old and named", at=ago(days=10))


async def test_what_a_search_cannot_find_any_more_is_at_least_what_named_us(at: Place) -> None:
    acme, fan, top, named = old_thread(at)
    at.x.world.reply(fan, top, "Old and not", at=ago(days=9), named=False)
    new = at.x.world.reply(fan, top, "New", at=ago(days=1))
    connection = at.connect(acme)
    thread = await connection.thread(top.id)
    assert ({each.id for each in thread.below}, thread.complete) == ({new.id}, False)
    await connection.mentions()
    thread = await connection.thread(top.id)
    assert ({each.id for each in thread.below}, thread.complete) == ({new.id, named.id}, False)
    assert at.purse.spent == at.x.billing.micro


async def test_an_old_thread_is_whole_once_all_its_answers_are_known(at: Place) -> None:
    acme, _, top, named = old_thread(at)
    connection = at.connect(acme)
    await connection.mentions()
    thread = await connection.thread(top.id)
    assert ([each.id for each in thread.below], thread.complete) == ([named.id], True)


async def test_an_edited_post_keeps_its_first_id_and_says_what_it_says_now(at: Place) -> None:
    world = at.x.world
    acme, fan = world.join("acme"), world.join("fan")
    first = world.post(acme, "Draft", at=ago(hours=1), impressions=5)
    world.reply(fan, first, "To the first")
    second = world.edit(first, "Final")
    world.reply(fan, second, "To the second")
    quote = world.quote(fan, second, "Look")
    connection = at.connect(acme)
    found = await connection.lookup([first.id, second.id])
    assert {key: (each.id, each.text) for key, each in found.items()} == {
        first.id: (first.id, "Final"),
        second.id: (first.id, "Final"),
    }
    (listed,) = (await connection.posts(acme.id)).items
    assert (listed.id, listed.text, listed.created_at) == (first.id, "Final", first.created_at)
    thread = await connection.thread(first.id)
    assert {each.parent_id for each in thread.below} == {first.id}
    assert (len(thread.below), thread.complete) == (2, True)
    (shown,) = (await connection.quotes(first.id)).items
    assert (shown.id, shown.quoted_id) == (quote.id, first.id)
    assert at.purse.spent == at.x.billing.micro


async def test_people_and_quotes_cost_what_they_bring(at: Place) -> None:
    world = at.x.world
    acme = world.join("acme")
    fans = [world.join(f"fan{number}") for number in range(12)]
    post = world.post(acme, "Hello")
    for fan in fans:
        world.like(fan, post)
        world.repost(fan, post)
    quotes = [world.quote(fan, post, "Look") for fan in fans]
    connection = at.connect(acme)
    likes = await every(lambda cursor: connection.likes(post.id, cursor=cursor))
    reposts = await every(lambda cursor: connection.reposts(post.id, cursor=cursor))
    assert {each.author.id for each in likes} == {each.id for each in fans}
    assert {each.author.id for each in reposts} == {each.id for each in fans}
    assert {each.created_at for each in (*likes, *reposts)} == {
        post.created_at.replace(microsecond=post.created_at.microsecond // 1000 * 1000)
    }
    assert at.purse.spent == at.x.billing.micro == 12 * 10_000
    shown = await every(lambda cursor: connection.quotes(post.id, cursor=cursor))
    assert {each.id for each in shown} == {each.id for each in quotes}
    assert {each.text for each in shown} == {"Look"}
    assert at.purse.spent == at.x.billing.micro


async def test_what_is_asked_of_a_post_that_is_gone(at: Place) -> None:
    world = at.x.world
    acme = world.join("acme")
    post = world.post(acme, "Hello")
    world.delete(post)
    connection = at.connect(acme)
    for asked in (connection.likes, connection.reposts, connection.quotes, connection.thread):
        for post_id in (post.id, "no id"):
            with pytest.raises(NotFound):
                await asked(post_id)
    assert at.purse.spent == at.x.billing.micro == 0


async def test_a_search_leaves_out_our_own_and_begins_small(at: Place) -> None:
    world = at.x.world
    acme = world.join("acme")
    fans = [world.join(f"fan{number}") for number in range(3)]
    world.post(acme, "Our Harbour Light")
    said = [
        world.post(fans[n % 3], f"Harbour Light {n}", at=ago(hours=n, minutes=1)) for n in range(30)
    ]
    connection = at.connect(acme)
    page = await connection.search('"Harbour Light"')
    assert [each.id for each in page.items] == [each.id for each in said[:10]]
    assert at.purse.spent == at.x.billing.micro == 10 * 5_000 + 3 * 10_000
    found = await every(lambda cursor: connection.search('"Harbour Light"', cursor=cursor))
    assert [each.id for each in found] == [each.id for each in said]
    counted = 5_000 if at.x.asking.dialect.name == "post" else 0  # people may ask it there
    assert at.purse.spent == at.x.billing.micro == 30 * 5_000 + 3 * 10_000 + counted
    asked = next(each.query for each in at.x.log if "query" in each.query)
    assert asked["query"] == '"Harbour Light" -from:acme -is:retweet'


async def test_whoever_reads_on_has_x_count_first(
    at: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = at.x.world
    acme, fan = world.join("acme"), world.join("fan")
    for number in range(30):
        world.post(fan, f"Coffee {number}", at=ago(hours=number, minutes=1))
    connection = at.connect(acme, app=True)
    await connection.search("coffee")
    assert at.x.asked("GET /2/tweets/counts/recent") == 0
    found = await every(lambda cursor: connection.search("coffee", cursor=cursor))
    assert len(found) == 30
    assert at.x.asked("GET /2/tweets/counts/recent") == 1
    assert at.purse.spent == at.x.billing.micro == 30 * 5_000 + 10_000 + 5_000
    monkeypatch.setattr("assistant.platforms.x_search.MOST", 29)
    with pytest.raises(InvalidInput, match="About 30 posts"):
        await connection.search("coffee")
    assert at.purse.spent == at.x.billing.micro


async def test_where_nobody_may_count_the_pages_tell_how_many_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("assistant.platforms.x_search.MOST", 100)
    async with place("tweet") as at:
        world = at.x.world
        acme, fan = world.join("acme"), world.join("fan")
        for number in range(60):
            world.post(fan, f"Coffee {number}", at=ago(minutes=60 * number + 1))
            world.post(fan, f"Rare tea {number}", at=ago(hours=2.7 * number, minutes=1))
        connection = at.connect(acme)
        with pytest.raises(InvalidInput, match=r"a week would bring about 17\d:"):
            await every(lambda cursor: connection.search("coffee", cursor=cursor))
        assert at.purse.spent == at.x.billing.micro == 30 * 5_000 + 10_000
        with pytest.raises(InvalidInput, match="something rarer"):
            await connection.search("coffee")
        assert len(await every(lambda cursor: connection.search("tea", cursor=cursor))) == 60
        assert at.x.asked("GET /2/tweets/counts/recent") == 1  # and the no is remembered


async def test_a_no_to_the_app_is_not_passed_over(at: Place) -> None:
    world = at.x.world
    acme, fan = world.join("acme"), world.join("fan")
    for number in range(30):
        world.post(fan, f"Coffee {number}", at=ago(hours=number, minutes=1))
    at.x.faults.append(Fault("answer", "GET /2/tweets/counts/recent", 403, {"title": "No"}))
    connection = at.connect(acme, app=True)
    with pytest.raises(AccessRefused):
        await every(lambda cursor: connection.search("coffee", cursor=cursor))


async def test_a_lookup_of_ours_comes_with_figures_and_is_paid_for_once(at: Place) -> None:
    world = at.x.world
    acme, fan = world.join("acme"), world.join("fan")
    ours = world.post(acme, "Ours", at=ago(days=3), link_clicks=4)
    old = world.post(acme, "Old", at=ago(days=40), link_clicks=5)
    theirs = world.post(fan, "Theirs", link_clicks=6)
    connection = at.connect(acme)
    found = await connection.lookup([ours.id, old.id, theirs.id])
    clicks = {key: each.counts.clicks if each.counts else 0 for key, each in found.items()}
    assert clicks == {ours.id: 4, old.id: None, theirs.id: None}
    assert at.purse.spent == at.x.billing.micro == 3 * 5_000 + 2 * 10_000


async def test_the_words_come_as_they_were_written(at: Place) -> None:
    world = at.x.world
    acme, fan = world.join("acme"), world.join("fan")
    typed = 'R&B <3 "jazz" at https://acme.example/menu?a=1&b=2 with @fan #coffee &copy;'
    post = world.post(acme, typed)
    quote = world.quote(fan, post, "See https://fan.example/x, I say")
    found = await at.connect(acme).lookup([post.id, quote.id])
    assert found[post.id].text == typed
    assert found[post.id].links == ("https://acme.example/menu?a=1&b=2",)
    assert found[post.id].mentioned_ids == (fan.id,)
    assert found[quote.id].text == "See https://fan.example/x, I say"
    assert (found[quote.id].quoted_id, found[quote.id].links) == (
        post.id,
        ("https://fan.example/x",),
    )


async def test_a_long_post_comes_whole(at: Place) -> None:
    acme = at.x.world.join("acme")
    typed = f"{'All of it. ' * 60}See https://acme.example/end"
    post = at.x.world.post(acme, typed)
    found = await at.connect(acme).lookup([post.id])
    assert found[post.id].text == typed


async def test_strangers_are_told_to_sign_in() -> None:
    stranger = Stranger()
    assert (stranger.capabilities.paid, stranger.capabilities.names) == (True, frozenset())
    for call in (
        stranger.profile("acme"), stranger.posts("acme"), stranger.lookup(["1"]),
        stranger.thread("1"), stranger.likes("1"), stranger.reposts("1"), stranger.quotes("1"),
        stranger.mentions(), stranger.search("coffee"),
    ):  # fmt: skip
        with pytest.raises(SignInNeeded):
            await call
    assert await stranger.resolve("https://twitter.com/acme/status/12?s=20") == "12"
    await stranger.close()


async def test_our_answers_to_others_stand_among_our_posts(at: Place) -> None:
    world = at.x.world
    acme, fan = world.join("acme"), world.join("fan")
    theirs = world.post(fan, "Theirs", at=ago(hours=2))
    answer = world.reply(acme, theirs, "Nice", at=ago(hours=1))
    world.repost(acme, theirs)
    (found,) = (await at.connect(acme).posts(acme.id)).items
    assert (found.id, found.author.id) == (answer.id, acme.id)
    assert (found.parent_id, found.root_id) == (theirs.id, theirs.id)
