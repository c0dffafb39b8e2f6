"""What is Mastodon's own: cut threads, closed servers, private posts, pages, limits."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from assistant.community.posts import Kind
from assistant.errors import InvalidInput, NotFound, PlatformUnavailable, RateLimited, SignInNeeded
from tests.doubles.mastodon import FLAVOURS
from tests.doubles.mastodon import Account as Person
from tests.integration.mastodon_kit import Kit, kit, now

pytestmark = pytest.mark.integration


def page(*items: Any, **headers: str) -> Any:
    return lambda _: web.json_response(list(items), headers=headers)


async def ask_often(place: Kit, person: Person) -> None:
    connection = place.factory.anonymous()
    for _ in range(60):
        await connection.profile(place.server.handle(person))


async def test_a_thread_cut_for_strangers_is_a_lower_bound_and_whole_signed_in() -> None:
    """Sixty replies side by side are all that a stranger gets, however often they ask."""
    async with kit("mastodon") as place:
        world = place.server.world
        acme, fan = world.join("acme"), world.join("fan", "elsewhere.example")
        top = world.post(acme, "Ask us anything")
        for number in range(75):
            world.reply(fan, top, f"Question {number}")
        post_id = f"{place.server.host}/{top.id}"
        cut = await place.factory.anonymous().thread(post_id)
        assert (len(cut.below), cut.complete) == (60, False)
        whole = await (await place.signed_in(acme)).thread(post_id)
        assert (len(whole.below), whole.complete) == (75, True)


async def test_a_long_branch_is_asked_for_again_from_where_it_stopped() -> None:
    async with kit("mastodon") as place:
        world = place.server.world
        acme, fan = world.join("acme"), world.join("fan")
        last = top = world.post(acme, "Top")
        for number in range(70):
            last = world.reply(fan if number % 2 else acme, last, f"{number}")
        thread = await place.factory.anonymous().thread(f"{place.server.host}/{top.id}")
        assert (len(thread.below), thread.complete) == (70, True)


@pytest.mark.parametrize("visibility", ["private", "direct", "local", "list", "mutuals_only"])
async def test_what_is_not_for_everybody_never_comes_out(visibility: str) -> None:
    async with kit("akkoma") as place:
        world = place.server.world
        acme, fan = world.join("acme"), world.join("fan")
        hidden = [
            world.post(acme, "@fan for you", visibility=visibility),
            world.post(fan, "@acme for you", visibility=visibility),
        ]
        top = world.post(acme, "Open")
        hidden.append(world.reply(fan, top, "hidden", visibility=visibility))
        connection = await place.signed_in(acme)
        ids = [f"{place.server.host}/{each.id}" for each in [*hidden, top]]
        assert [each.id for each in (await connection.posts("acme@" + world.domain)).items] == ids[
            -1:
        ]
        assert (await connection.lookup(ids)).keys() == {ids[-1]}
        assert (await connection.mentions()).items == ()
        assert (await connection.thread(ids[-1])).below == ()
        assert (await connection.search("for you")).items == ()
        for each in ids[:-1]:
            with pytest.raises(NotFound):
                await connection.thread(each)


async def test_hidden_replies_make_a_thread_incomplete() -> None:
    """A server counts replies for followers among the replies."""
    async with kit("mastodon") as place:
        world = place.server.world
        acme, fan = world.join("acme"), world.join("fan")
        top = world.post(acme, "Open")
        world.reply(fan, top, "for my followers", visibility="private")
        stranger = place.factory.anonymous()
        assert not (await stranger.thread(f"{place.server.host}/{top.id}")).complete


async def test_mentions_in_deep_replies_know_our_post() -> None:
    """Who answers somebody else in our thread names us, too: it is no mention elsewhere."""
    for flavour in FLAVOURS:
        async with kit(flavour) as place:
            world = place.server.world
            acme, fan, friend = world.join("acme"), world.join("fan"), world.join("friend")
            top = world.post(acme, "Open")
            first = world.reply(fan, top, "First")
            world.reply(friend, first, "@acme and me")
            away = world.post(fan, "Elsewhere")
            world.reply(friend, away, "@acme look")
            connection = await place.signed_in(acme)
            mentions = {each.text: each for each in (await connection.mentions()).items}
            ours = f"{place.server.host}/{top.id}"
            assert mentions["@fan @acme and me"].post_id == ours, flavour
            assert mentions["@acme First"].post_id == ours
            assert mentions["@fan @acme look"].post_id is None
            assert {each.kind for each in mentions.values()} == {Kind.MENTION}


async def test_a_server_without_link_headers_is_read_to_its_end() -> None:
    async with kit("pixelfed") as place:
        world = place.server.world
        acme = world.join("acme")
        made = [world.post(acme, f"{n}", at=now() - timedelta(hours=n)) for n in range(50)]
        connection = await place.signed_in(acme)
        listed, cursor = [], None
        while True:
            got = await connection.posts(f"acme@{world.domain}", cursor=cursor)
            listed += got.items
            cursor = got.cursor
            if cursor is None:
                break
        assert [each.text for each in listed] == [each.text for each in made]


async def test_a_page_of_others_posts_only_is_passed_over() -> None:
    """Some servers overlook `exclude_reblogs`."""
    async with kit(replace(FLAVOURS["mastodon"], leaves_out_boosts=False)) as place:
        world = place.server.world
        acme, fan = world.join("acme"), world.join("fan")
        old = world.post(acme, "Ours", at=now() - timedelta(days=3))
        for number in range(60):
            world.boost(acme, world.post(fan, f"{number}"))
        connection = place.factory.anonymous()
        got = await connection.posts(f"acme@{world.domain}")
        assert [each.text for each in got.items] == [old.text]
        assert place.server.asked["/api/v1/accounts/statuses"] == 2


async def test_many_posts_of_one_author_cost_few_calls_where_only_one_can_be_asked_for() -> None:
    async with kit("gotosocial") as place:
        world = place.server.world
        acme = world.join("acme")
        made = [world.post(acme, f"{n}", at=now() - timedelta(hours=n)) for n in range(100)]
        gone = made.pop(40)
        world.delete(gone)
        connection = await place.signed_in(acme)
        place.server.asked.clear()
        ids = [f"{place.server.host}/{each.id}" for each in [*made, gone]]
        found = await connection.lookup(ids)
        assert len(found) == 99
        assert place.server.asked.total() < 12


async def test_the_limit_of_a_server_is_kept_and_a_429_is_said() -> None:
    async with kit("mastodon", limit=40) as place:
        acme = place.server.world.join("acme")
        place.server.world.post(acme, "Hello")
        with pytest.raises(RateLimited) as caught:
            await ask_often(place, acme)
        assert caught.value.retry_after_s
        assert 0 < caught.value.retry_after_s <= 300
        assert place.server.asked.total() <= 37, "a tenth is left for publishing"


async def test_two_servers_have_limits_of_their_own() -> None:
    async with kit("mastodon", limit=20) as one, kit("pleroma") as other:
        acme = one.server.world.join("acme")
        with pytest.raises(RateLimited):
            await ask_often(one, acme)
        beside = other.server.world.join("beside")
        assert (await other.factory.anonymous().profile(other.server.handle(beside))).posts == 0


async def test_a_next_link_leads_nowhere_else() -> None:
    """Only its mark is taken over: the token goes to no other origin, and no other path is read."""
    async with kit("mastodon") as place, kit("mastodon") as thief:
        acme = place.server.world.join("acme")
        status = place.server.world.post(acme, "Hello")
        connection = await place.signed_in(acme)
        link = f'<{thief.server.url}/api/v1/steal?max_id=5&limit=9&token=x>; rel="next"'
        shape = place.server.shapes.status(status)
        place.server.broken["statuses"] = page(shape, Link=link)
        got = await connection.posts(f"acme@{place.server.world.domain}")
        assert got.cursor == "max_id=5"
        await connection.posts(f"acme@{place.server.world.domain}", cursor=got.cursor)
        assert thief.server.asked.total() == 0


@pytest.mark.parametrize(
    ("flavour", "what"), [("gotosocial", "quotes"), ("takahe", "quotes"), ("pleroma", "quotes")]
)
async def test_a_missing_call_is_said_in_words(flavour: str, what: str) -> None:
    async with kit(flavour) as place:
        acme = place.server.world.join("acme")
        post = place.server.world.post(acme, "Hello")
        connection = await place.signed_in(acme)
        assert Kind.QUOTE not in connection.capabilities.tells
        with pytest.raises(InvalidInput, match="does not tell that of a post"):
            await getattr(connection, what)(f"{place.server.host}/{post.id}")


async def test_a_call_answered_501_is_missing_too() -> None:
    async with kit("mastodon") as place:
        acme = place.server.world.join("acme")
        post = place.server.world.post(acme, "Hello")
        connection = await place.signed_in(acme)
        place.server.broken["favourited_by"] = lambda _: web.json_response({}, status=501)
        with pytest.raises(InvalidInput, match="does not tell that"):
            await connection.likes(f"{place.server.host}/{post.id}")


async def test_where_words_are_not_searched_a_hashtag_is_looked_up() -> None:
    async with kit("mastodon") as place:
        world = place.server.world
        acme, fan = world.join("acme"), world.join("fan")
        tagged = world.post(fan, "I like #coffee a lot")
        connection = await place.signed_in(acme)
        found = (await connection.search("#coffee")).items
        assert [each.id for each in found] == [f"{place.server.host}/{tagged.id}"]
        place.server.broken["search"] = lambda _: web.json_response({"error": "no"}, status=404)
        assert (await connection.search("coffee")).items == found
        with pytest.raises(InvalidInput, match="does not search for words"):
            await connection.search("good coffee")


async def test_a_link_to_another_server_is_looked_up_on_ours() -> None:
    async with kit("mastodon") as place:
        world = place.server.world
        acme, fan = world.join("acme"), world.join("fan", "elsewhere.example")
        remote = world.post(fan, "Far away")
        connection = await place.signed_in(acme)
        link = f"https://elsewhere.example/@fan/{remote.id}"
        assert await connection.resolve(link) == f"{place.server.host}/{remote.id}"
        with pytest.raises(NotFound):
            await connection.resolve("https://elsewhere.example/@fan/99")


@pytest.mark.parametrize(
    "junk",
    [
        web.Response(text="<html>hello</html>", content_type="text/html"),
        web.json_response("words"),
        web.json_response({"statuses": 1}),
    ],
    ids=["html", "text", "object"],
)
async def test_nonsense_is_no_end_of_a_listing(junk: web.Response) -> None:
    async with kit("mastodon") as place:
        acme = place.server.world.join("acme")
        connection = await place.signed_in(acme)
        place.server.broken["statuses"] = lambda _: web.Response(
            body=junk.body, content_type=junk.content_type
        )
        with pytest.raises(PlatformUnavailable):
            await connection.posts(f"acme@{place.server.world.domain}")


async def test_broken_items_are_left_out_and_the_rest_is_read() -> None:
    async with kit("mastodon") as place:
        world = place.server.world
        acme = world.join("acme")
        post = world.post(acme, "Sound")
        connection = await place.signed_in(acme)
        sound = (await connection.lookup([f"{place.server.host}/{post.id}"])).popitem()[1]
        shape = place.server.shapes.status(post)
        broken = [None, 7, {}, {**shape, "id": "../x"}, {**shape, "created_at": "soon"}]
        odd = {**shape, "favourites_count": -1, "visibility": "public", "mentions": None}
        place.server.broken["statuses"] = page(*broken, shape, odd, Link='<x>; rel="prev"')
        got = (await connection.posts(f"acme@{world.domain}")).items
        assert got[0] == sound
        assert got[1].counts
        assert got[1].counts.likes is None


async def test_strangers_are_told_how_to_sign_in() -> None:
    async with kit("gotosocial") as place:
        acme = place.server.world.join("acme")
        with pytest.raises(SignInNeeded) as caught:
            await place.factory.anonymous().profile(place.server.handle(acme))
        assert caught.value.account == f"mastodon:{place.server.handle(acme)}"


async def test_the_top_of_a_thread_is_found_by_a_connection_that_knows_nothing() -> None:
    for flavour in FLAVOURS:
        async with kit(flavour) as place:
            world = place.server.world
            acme, fan = world.join("acme"), world.join("fan")
            top = world.post(fan, "Top")
            last = top
            for number in range(6):
                last = world.reply(fan if number % 2 else acme, last, f"{number}")
            gone = world.post(fan, "Gone")
            orphan = world.reply(acme, gone, "Orphan")
            world.delete(gone)
            connection: Any = await place.signed_in(acme)
            items = (await connection.posts(f"acme@{world.domain}")).items
            roots = {each.text.split()[-1]: each.root_id for each in items}
            assert roots == {
                "Orphan": None,
                **dict.fromkeys(["0", "2", "4"], f"{place.server.host}/{top.id}"),
            }, flavour
            assert orphan.parent is None


async def test_a_post_looked_up_a_moment_ago_is_not_read_again_for_its_thread() -> None:
    """A sweep looks up all posts and then lists their threads: one call for each, not two."""
    async with kit("mastodon") as place:
        world = place.server.world
        acme, fan = world.join("acme"), world.join("fan")
        posts = [world.post(acme, f"{number}") for number in range(5)]
        for post in posts:
            world.reply(fan, post, "Hi")
        connection = await place.signed_in(acme)
        ids = [f"{place.server.host}/{post.id}" for post in posts]
        place.server.asked.clear()
        await connection.lookup(ids)
        for post_id in ids:
            assert len((await connection.thread(post_id)).below) == 1
        assert place.server.asked == {"/api/v1/statuses": 1, "/api/v1/statuses/context": 5}
        world.delete(posts[0])
        with pytest.raises(NotFound):
            await connection.thread(ids[0])


async def test_people_are_listed_over_pages_by_the_marks_of_the_server() -> None:
    """Ids of likes are told nowhere but in the Link header."""
    async with kit("mastodon") as place:
        world = place.server.world
        acme = world.join("acme")
        post = world.post(acme, "Hello")
        fans = [world.join(f"fan{number}", "elsewhere.example") for number in range(170)]
        for fan in fans:
            world.favourite(fan, post)
        connection = place.factory.anonymous()
        found: list[str] = []
        cursor = None
        for _ in range(3):
            got = await connection.likes(f"{place.server.host}/{post.id}", cursor=cursor)
            found += [each.author.id for each in got.items]
            cursor = got.cursor
        assert cursor is None
        assert sorted(found) == sorted(f"{fan.user}@elsewhere.example" for fan in fans)


async def test_a_server_that_only_says_it_lists_quotes_is_believed_once() -> None:
    async with kit("mastodon") as place:
        acme = place.server.world.join("acme")
        post = place.server.world.post(acme, "Hello")
        connection = await place.signed_in(acme)
        place.server.broken["quotes"] = lambda _: web.json_response({}, status=404)
        assert Kind.QUOTE in connection.capabilities.tells
        with pytest.raises(PlatformUnavailable):
            await connection.quotes(f"{place.server.host}/{post.id}")
        assert Kind.QUOTE not in connection.capabilities.tells


async def test_a_server_that_overlooks_the_question_for_several_posts_loses_none() -> None:
    """It answers with nothing: the posts are not gone, they are asked for one by one."""
    async with kit(replace(FLAVOURS["mastodon"], batch="other")) as place:  # type: ignore[arg-type]
        acme = place.server.world.join("acme")
        posts = [place.server.world.post(acme, f"{number}") for number in range(3)]
        connection = await place.signed_in(acme)
        ids = {f"{place.server.host}/{post.id}" for post in posts}
        assert (await connection.lookup(sorted(ids))).keys() == ids


async def test_quotes_are_told_since_the_version_that_lists_them() -> None:
    async with kit(replace(FLAVOURS["mastodon"], api_version=6)) as place:
        connection = await place.signed_in(place.server.world.join("acme"))
        assert Kind.QUOTE not in connection.capabilities.tells


async def test_a_search_that_repeats_itself_ends() -> None:
    """Some servers overlook where the next page should begin."""
    async with kit("mastodon") as place:
        acme = place.server.world.join("acme")
        posts = [place.server.world.post(acme, f"coffee {number}") for number in range(40)]
        connection = await place.signed_in(acme)
        shapes = [place.server.shapes.status(post) for post in posts]
        place.server.broken["search"] = lambda _: web.json_response({"statuses": shapes})
        first = await connection.search("coffee")
        assert (len(first.items), first.cursor is None) == (40, False)
        again = await connection.search("coffee", cursor=first.cursor)
        assert (again.items, again.cursor) == ((), None)
