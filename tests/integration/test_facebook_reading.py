"""What is Facebook's own: two levels, people without names, figures apart, lists that hold tokens,
and everything it says no with.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import structlog
from aiohttp import web

from assistant.community.accounts import AccountRef, Platform
from assistant.community.posts import Interaction, Kind
from assistant.errors import (
    AccessRefused,
    InvalidInput,
    NotFound,
    PlatformError,
    PlatformUnavailable,
    RateLimited,
    ReconnectNeeded,
)
from assistant.platforms.reading import Patience
from assistant.ports import SocialPlatform
from tests.doubles.meta import errors
from tests.doubles.meta import insights as figures
from tests.doubles.meta.faults import Fault
from tests.doubles.meta.nodes import Comment, PagePost
from tests.integration.meta_kit import Kit, kit

pytestmark = pytest.mark.integration

ACME = AccountRef(Platform.FACEBOOK, "acme")


@pytest.fixture
async def place() -> AsyncIterator[Kit]:
    async with kit() as made:
        yield made


async def connected(place: Kit) -> SocialPlatform:
    connection = await place.signed_in(place.facebook, ACME)
    place.server.calls.clear()
    return connection


async def mentions(connection: SocialPlatform) -> list[Interaction]:
    found: list[Interaction] = []
    cursor: str | None = None
    for _ in range(50):
        page = await connection.mentions(cursor=cursor)
        found += page.items
        cursor = page.cursor
        if cursor is None:
            return found
    raise AssertionError("it does not end")


async def test_a_profile_has_its_page_and_no_number_of_posts(place: Kit) -> None:
    place.page.followers, place.page.fans = 120, 118
    profile = await (await connected(place)).profile("acme")
    assert (profile.native_id, profile.handle, profile.name) == (
        place.page.id,
        "acme",
        "Acme Coffee",
    )
    assert (profile.followers, profile.following, profile.posts) == (120, None, None)


async def test_reactions_comments_of_both_levels_and_shares_are_counted(place: Kit) -> None:
    world = place.server.world
    fan, friend = world.person("Ada"), world.person("Ben", shares_name=False)
    post = world.post(place.page, "Hello")
    first = world.comment(fan, post, "First")
    world.comment(friend, first, "Second")
    world.react(fan, post, "LOVE")
    world.react(friend, post, "HAHA")
    for _ in range(3):
        world.share(post)
    (shown,) = (await (await connected(place)).posts("acme")).items
    assert shown.counts
    assert (shown.counts.likes, shown.counts.replies, shown.counts.reposts) == (2, 2, 3)
    assert shown.author.handle == "acme"


async def test_who_shares_no_name_is_still_somebody(place: Kit) -> None:
    world = place.server.world
    post = world.post(place.page, "Hello")
    shy = world.person("Nobody knows", shares_name=False)
    answers = [world.comment(shy, post, "One"), world.comment(shy, post, "Two")]
    world.react(shy, post)
    connection = await connected(place)
    thread = await connection.thread(post.id)
    assert {each.author.id for each in thread.below} == {f"unknown:{each.id}" for each in answers}
    assert {each.author.name for each in thread.below} == {"Somebody on Facebook"}
    assert (await connection.likes(post.id)).items == ()


async def test_hidden_comments_are_ours_to_see_and_marked(place: Kit) -> None:
    world = place.server.world
    post = world.post(place.page, "Hello")
    rude = world.comment(world.person("Ada"), post, "Rude")
    world.hide(rude)
    connection = await connected(place)
    (shown,) = (await connection.thread(post.id)).below
    assert shown.extra == {"hidden": "yes"}
    assert (await connection.lookup([rude.id]))[rude.id].extra == {"hidden": "yes"}


async def test_a_thread_of_many_pages_is_whole_and_one_that_counts_more_is_not(place: Kit) -> None:
    world = place.server.world
    fan = world.person("Ada")
    post = world.post(place.page, "Ask us anything")
    for number in range(230):
        world.comment(fan, post, f"Question {number}")
    connection = await connected(place)
    thread = await connection.thread(post.id)
    assert (len(thread.below), thread.complete) == (230, True)
    assert len({each.id for each in thread.below}) == 230

    def more(told: dict[str, Any]) -> dict[str, Any]:
        return {**told, "summary": {"total_count": "231"}}

    place.server.twists["/{PagePost}/comments"] = more
    assert not (await connection.thread(post.id)).complete


async def test_lookup_finds_what_is_there_among_what_is_gone(place: Kit) -> None:
    world = place.server.world
    fan, other = world.person("Ada"), world.page("other")
    posts = [world.post(place.page, f"Post {number}") for number in range(60)]
    answers = [world.comment(fan, posts[0], f"Answer {number}") for number in range(5)]
    tagged = world.tag(other, place.page, "With Acme")
    gone: list[PagePost | Comment] = [posts.pop(7), posts.pop(40), answers.pop(2)]
    for node in gone:
        world.delete(node)
    connection = await connected(place)
    ids = [*(each.id for each in posts), *(each.id for each in answers), tagged.id]
    found = await connection.lookup([*ids, *(node.id for node in gone), f"{place.page.id}_1"])
    assert found.keys() == set(ids)
    assert found[answers[0].id].parent_id == found[answers[0].id].root_id == posts[0].id
    assert (found[tagged.id].text, found[tagged.id].counts) == ("With Acme", None)
    place.server.calls.clear()  # it was taken for a comment first, and refused for its fields


async def test_what_only_shares_is_no_post_of_ours_and_words_over_it_quote(place: Kit) -> None:
    world = place.server.world
    posts = [world.post(place.page, text) for text in ("", "Look at this", "Plain")]

    def shared(told: dict[str, Any]) -> dict[str, Any]:
        for post in told["data"]:
            if post["id"] != posts[2].id:
                post |= {"status_type": "shared_story", "parent_id": "77_88"}
        return told

    place.server.twists["/{Page}/published_posts"] = shared
    shown = (await (await connected(place)).posts("acme")).items
    assert {each.text: each.quoted_id for each in shown} == {"Look at this": "77_88", "Plain": None}


# -- mentions ----------------------------------------------------------------------------------


async def test_tags_and_visitors_come_as_one_list_newest_first(place: Kit) -> None:
    """Two lists of several pages each, some at the same second, each told once."""
    world, now = place.server.world, place.server.now()
    fan = world.person("Ada")
    made = set()
    for number in range(130):
        at = now - timedelta(seconds=(number * 7919) % 400)
        made.add(world.tag(fan, place.page, f"Tag {number}", at=at).id)
        if number % 3:
            at = now - timedelta(seconds=(number * 104729) % 300)
            made.add(world.post(place.page, f"Visit {number}", by=fan, at=at).id)
    found = await mentions(await connected(place))
    assert len(found) == len({each.id for each in found}) == len(made)
    assert {each.id for each in found} == made
    times = [each.created_at for each in found]
    assert times == sorted(times, reverse=True)
    assert {(each.kind, each.post_id) for each in found} == {(Kind.MENTION, None)}


async def test_one_list_may_be_empty_or_end_before_the_other(place: Kit) -> None:
    world = place.server.world
    assert await mentions(await connected(place)) == []
    fan = world.person("Ada")
    for number in range(120):
        world.post(place.page, f"Visit {number}", by=fan)
    assert len(await mentions(await connected(place))) == 120


# -- links -------------------------------------------------------------------------------------


async def test_links_of_every_form_lead_to_the_post(place: Kit) -> None:
    world, page = place.server.world, place.page.id
    post = world.post(place.page, "Hello")
    answer = world.comment(world.person("Ada"), post, "Hi")
    number, own = post.id.partition("_")[2], answer.id.partition("_")[2]
    connection = await connected(place)
    for link in (
        f"https://www.facebook.com/acme/posts/{number}",
        f"https://www.facebook.com/Acme/posts/what-a-day/{number}/?ref=share",
        f"https://m.facebook.com/{page}/posts/{number}",
        f"https://www.facebook.com/permalink.php?story_fbid={number}&id={page}",
        f"<https://www.facebook.com/story.php?story_fbid={number}&id={page}|look>",
    ):
        assert await connection.resolve(link) == post.id
    link = f"https://www.facebook.com/acme/posts/{number}?comment_id={own}"
    assert await connection.resolve(link) == answer.id
    elsewhere = "https://www.facebook.com/123456/posts/789"
    assert await connection.resolve(elsewhere) == "123456_789"


async def test_links_with_a_text_of_facebooks_own_are_found_among_our_posts(place: Kit) -> None:
    world = place.server.world
    posts = [world.post(place.page, f"Post {number}") for number in range(120)]
    text = "pfbid02abcDEF"

    def named(told: dict[str, Any]) -> dict[str, Any]:
        for post in told["data"]:
            if post["id"] == posts[3].id:
                post["permalink_url"] = f"https://www.facebook.com/acme/posts/{text}"
        return told

    place.server.twists["/{Page}/published_posts"] = named
    connection = await connected(place)
    for link in (f"acme/posts/{text}", f"permalink.php?story_fbid={text}&id=61"):
        assert await connection.resolve(f"https://www.facebook.com/{link}") == posts[3].id
    with pytest.raises(InvalidInput, match="none of them"):
        await connection.resolve("https://www.facebook.com/acme/posts/pfbid0other")


async def test_a_photo_knows_its_post_and_a_share_link_is_no_use(place: Kit) -> None:
    post = place.server.world.post(place.page, "Hello")
    place.server.broken["122555"] = lambda _: web.json_response({"page_story_id": post.id})
    connection = await connected(place)
    for link in ("photo/?fbid=122555&set=a.1", "acme/photos/a.1/122555/", "photo.php?fbid=122555"):
        assert await connection.resolve(f"https://www.facebook.com/{link}") == post.id
    with pytest.raises(InvalidInput, match="none of them"):
        await connection.resolve("https://www.facebook.com/photo/?fbid=122556")
    with pytest.raises(InvalidInput, match="share links"):
        await connection.resolve("https://www.facebook.com/share/p/1AbCdEf/")
    with pytest.raises(InvalidInput, match="none of them"):
        await connection.resolve("https://www.facebook.com/somebody.else/posts/123")


# -- figures -----------------------------------------------------------------------------------

SEEN = {"post_media_view": 900, "post_total_media_view_unique": 400, "post_clicks": 7}


async def test_figures_stand_beside_young_posts_and_are_asked_once_an_hour(place: Kit) -> None:
    server = place.server
    server.moment = server.now()
    posts = [server.world.post(place.page, f"Post {number}") for number in range(60)]
    for post in posts:
        post.figures = dict(SEEN)
    old = server.world.post(place.page, "Old", at=server.moment - timedelta(days=91))
    old.figures = dict(SEEN)
    connection = await connected(place)

    async def told() -> set[tuple[int | None, ...]]:
        found = await connection.lookup([each.id for each in posts])
        counts = [each.counts for each in found.values()]
        return {(c.impressions, c.reach, c.clicks, c.saves) for c in counts if c}

    def asked() -> int:
        return sum(("PagePost", "insights") in call.fields for call in server.calls)

    assert await told() == {(900, 400, 7, None)}
    assert asked() == 2
    posts[0].figures["post_clicks"] = 8
    assert await told() == {(900, 400, 7, None)}
    assert asked() == 2
    server.moment += timedelta(hours=1)
    assert await told() == {(900, 400, 7, None), (900, 400, 8, None)}
    counts = (await connection.lookup([old.id]))[old.id].counts
    assert counts
    assert (counts.impressions, counts.likes) == (None, 0)
    assert connection.capabilities.left_out == ()


async def test_a_figure_that_is_gone_is_named_dated_and_never_zero(
    place: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "POST_METRICS", figures.POST_METRICS - {"post_clicks"})
    server = place.server
    post = server.world.post(place.page, "Hello")
    post.figures = dict(SEEN)
    connection = await connected(place)
    counts = (await connection.lookup([post.id]))[post.id].counts
    assert counts
    assert (counts.impressions, counts.reach, counts.clicks) == (900, 400, None)
    (left,) = connection.capabilities.left_out
    assert left.metric == "clicks"
    day = server.now()
    assert f"clicks on posts (noticed on {day.day} {day:%B %Y})" in left.sentence
    server.calls.clear()
    again = server.world.post(place.page, "Again")
    await connection.lookup([again.id])
    assert [call.code for call in server.calls] == [0, 0]


@pytest.mark.parametrize(
    "error", [errors.missing_permission("read_insights"), errors.busy(80001), errors.GraphError(2)]
)
async def test_posts_are_told_where_their_figures_cannot_be(
    place: Kit, error: errors.GraphError
) -> None:
    post = place.server.world.post(place.page, "Hello")
    connection = await connected(place)
    graph, real = place.server.routes.graph, place.server.routes.graph.several

    def several(view: Any, ids: str) -> dict[str, Any]:
        if "insights" in view.params["fields"]:
            raise error
        return real(view, ids)

    graph.several = several  # type: ignore[method-assign]
    counts = (await connection.lookup([post.id]))[post.id].counts
    assert counts
    assert (counts.likes, counts.impressions) == (0, None)


# -- refusals ----------------------------------------------------------------------------------


async def test_the_token_is_in_a_header_and_in_no_log(place: Kit) -> None:
    """The address of the next page holds it; it is not followed."""
    world = place.server.world
    for number in range(60):
        world.post(place.page, f"Post {number}")
    connection = await connected(place)
    with structlog.testing.capture_logs() as logs:
        first = await connection.posts("acme")
        await connection.posts("acme", cursor=first.cursor)
        with pytest.raises(NotFound):
            await connection.thread(f"{place.page.id}_1")
    assert place.token not in f"{first.cursor}{logs}"
    assert all(call.by_header and call.proven for call in place.server.calls)


@pytest.mark.parametrize(
    ("subcode", "expected"),
    [
        (errors.NOT_INSTALLED, ReconnectNeeded),
        (errors.PASSWORD, ReconnectNeeded),
        (errors.EXPIRED, ReconnectNeeded),
        (errors.INVALID_SESSION, ReconnectNeeded),
        (errors.CHECKPOINT, AccessRefused),
        (errors.UNCONFIRMED, AccessRefused),
    ],
)
async def test_a_sign_in_that_ended_asks_for_a_person(
    place: Kit, subcode: int, expected: type[PlatformError]
) -> None:
    connection = await connected(place)
    place.server.tokens.kill_all(place.owner, subcode)
    with pytest.raises(expected) as raised:
        await connection.posts("acme")
    assert raised.value.account == "facebook:acme"


async def test_a_permission_taken_back_is_named(place: Kit) -> None:
    connection = await connected(place)
    post = place.server.world.post(place.page, "Hello")
    place.server.tokens.take_back(place.owner, "pages_read_user_content")
    with pytest.raises(AccessRefused, match="pages_read_user_content"):
        await connection.thread(post.id)


async def test_an_app_in_development_says_what_to_do(place: Kit) -> None:
    connection = await connected(place)
    place.server.app.live = False
    with pytest.raises(AccessRefused, match="set it live"):
        await connection.profile("acme")


async def test_a_changed_app_secret_is_said_so(place: Kit) -> None:
    connection = await connected(place)
    place.server.app.secret = "another"
    with pytest.raises(AccessRefused, match="META_APP_SECRET"):
        await connection.profile("acme")


@pytest.mark.parametrize("code", [4, 17, 32, 613, 80001])
async def test_too_many_calls_rest_the_account_a_while(place: Kit, code: int) -> None:
    connection = await connected(place)
    server = place.server
    server.moment = server.now()
    server.faults.append(Fault("error", error=errors.busy(code), before=True))
    for _ in range(2):
        with pytest.raises(RateLimited) as raised:
            await connection.profile("acme")
    assert raised.value.retry_after_s == 60
    assert server.calls == []
    server.moment += timedelta(seconds=61)
    assert (await connection.profile("acme")).handle == "acme"


async def test_a_limit_used_up_rests_as_many_minutes_as_it_says(place: Kit) -> None:
    connection = await connected(place)
    place.server.usage.business["pages"] = 100
    with pytest.raises(RateLimited) as raised:
        await connection.posts("acme")
    assert raised.value.retry_after_s
    assert 11 * 60 < raised.value.retry_after_s <= 12 * 60


async def test_from_75_percent_on_reads_are_spread_out(
    place: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []

    async def pause(seconds: float) -> None:
        waited.append(seconds)

    connection = await connected(place)
    monkeypatch.setattr(place.oauth._reader._limits, "_pause", pause)
    place.server.moment = place.server.now()
    for used in (74, 85, 85, 85, 50, 50):
        place.server.usage.business["pages"] = used
        await connection.profile("acme")
    assert waited == [0, 2.5, 5.0]


async def test_at_95_percent_reading_stops_before_it_is_refused(place: Kit) -> None:
    connection = await connected(place)
    place.server.usage.business["pages"] = 95
    await connection.profile("acme")
    with pytest.raises(RateLimited):
        await connection.profile("acme")
    assert [call.code for call in place.server.calls] == [0]


@pytest.mark.parametrize("headers", [{}, {"Retry-After": "30"}])
async def test_a_429_is_obeyed_with_and_without_a_time(place: Kit, headers: dict[str, str]) -> None:
    connection = await connected(place)
    place.server.faults.append(Fault("status", status=429, headers=headers, before=True))
    with pytest.raises(RateLimited) as raised:
        await connection.profile("acme")
    assert raised.value.retry_after_s == (30 if headers else None)


@pytest.mark.parametrize(
    "fault",
    [
        Fault("status", status=503),
        Fault("status", status=400),
        Fault("half"),
        Fault("cut"),
        Fault("error", error=errors.GraphError(1)),
        Fault("error", error=errors.GraphError(2, status=500)),
        Fault("error", error=errors.GraphError(2207051, "Something new")),
    ],
    ids=lambda fault: f"{fault.kind} {fault.status} {fault.error}",
)
async def test_what_fails_on_their_side_is_unavailable(place: Kit, fault: Fault) -> None:
    connection = await connected(place)
    place.server.faults.append(fault)
    with pytest.raises(PlatformUnavailable):
        await connection.profile("acme")


async def test_a_read_that_failed_is_tried_again() -> None:
    async with kit(patience=Patience(attempts=3, first_s=0.01)) as place:
        connection = await connected(place)
        place.server.faults += [Fault("status", status=502), Fault("half")]
        assert (await connection.profile("acme")).handle == "acme"


TOO_MUCH = "Please reduce the amount of data you're asking for, then retry your request"


@pytest.mark.parametrize("status", [400, 500])
async def test_a_list_too_large_for_meta_is_read_in_small_pages(place: Kit, status: int) -> None:
    posts = [place.server.world.post(place.page, f"Post {number}") for number in range(15)]
    connection = await connected(place)
    error = errors.GraphError(1, TOO_MUCH, status=status)
    place.server.faults.append(Fault("error", "published_posts", error=error))
    first = await connection.posts("acme")
    assert len(first.items) == 10
    rest = await connection.posts("acme", cursor=first.cursor)
    assert [each.id for each in (*first.items, *rest.items)] == [
        each.id for each in reversed(posts)
    ]


async def test_too_many_things_at_once_are_asked_for_in_halves(place: Kit) -> None:
    posts = [place.server.world.post(place.page, f"Post {number}") for number in range(20)]
    connection = await connected(place)
    place.server.faults += [Fault("error", error=errors.GraphError(1, TOO_MUCH)) for _ in range(2)]
    assert len(await connection.lookup([each.id for each in posts])) == 20


async def test_unknown_missing_and_senseless_fields_cost_only_themselves(place: Kit) -> None:
    world = place.server.world
    posts = [world.post(place.page, f"Post {number}") for number in range(5)]

    def odd(told: dict[str, Any]) -> dict[str, Any]:
        newest = told["data"]
        newest[0] |= {"reactions": {"summary": {"total_count": "12"}}, "shares": {"count": "3"}}
        newest[1] |= {"comments": "many", "shares": [], "from": 7, "message": 9, "new_field": {}}
        newest[2].pop("created_time")
        newest[3].pop("reactions")
        told["data"] = [*newest, "junk", None, {"id": "x"}]
        return told

    connection = await connected(place)
    place.server.twists["/{Page}/published_posts"] = odd
    shown = (await connection.posts("acme")).items
    assert [each.id for each in shown] == [posts[n].id for n in (4, 3, 1, 0)]
    counts = [each.counts for each in shown]
    assert counts[0]
    assert (counts[0].likes, counts[0].reposts) == (12, 3)
    assert counts[1]
    assert (counts[1].likes, counts[1].replies, counts[1].reposts) == (0, None, None)
    assert (shown[1].author.name, shown[1].text) == ("Somebody on Facebook", "")
    assert counts[2] is None


async def test_only_the_connected_page_is_read(place: Kit) -> None:
    place.server.world.page("other")
    connection = await connected(place)
    with pytest.raises(InvalidInput):
        await connection.posts("other")
    for name in ("other", "no such/page", "nobody"):
        with pytest.raises(NotFound):
            await connection.profile(name)
