"""What is Instagram's own: likes that are only counted, answers that come along with a comment,
people told by name alone, ids that do not say what they are of.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from assistant.community.accounts import AccountRef, Platform
from assistant.community.posts import Kind
from assistant.errors import (
    AccessRefused,
    InvalidInput,
    NotFound,
    PlatformUnavailable,
    RateLimited,
    ReconnectNeeded,
)
from assistant.ports import SocialPlatform
from tests.doubles.meta import errors
from tests.doubles.meta import insights as figures
from tests.doubles.meta.faults import Fault
from tests.doubles.meta.nodes import IgComment, IgMedia
from tests.integration.meta_kit import Kit, kit

pytestmark = pytest.mark.integration

ACME = AccountRef(Platform.INSTAGRAM, "acme")


@pytest.fixture
async def place() -> AsyncIterator[Kit]:
    async with kit() as made:
        yield made


async def connected(place: Kit) -> SocialPlatform:
    connection = await place.signed_in(place.instagram, ACME)
    place.server.calls.clear()
    return connection


async def test_a_profile_counts_its_media(place: Kit) -> None:
    place.server.world.media(place.insta, "Hello")
    place.insta.followers, place.insta.follows = 70, 3
    profile = await (await connected(place)).profile("acme")
    assert (profile.native_id, profile.handle) == (place.insta.id, "acme")
    assert (profile.followers, profile.following, profile.posts) == (70, 3, 1)
    assert profile.url == "https://www.instagram.com/acme/"


async def test_likes_are_counted_unless_hidden_and_answers_among_the_comments(place: Kit) -> None:
    world, fan = place.server.world, place.server.world.instagram("ada")
    shown, hidden = world.media(place.insta, "Shown"), world.media(place.insta, "Hidden")
    for media in (shown, hidden):
        world.like(fan, media)
    hidden.likes_hidden = True
    world.remark(fan, world.remark(fan, shown, "One"), "Two")
    found = await (await connected(place)).lookup([shown.id, hidden.id])
    counts = [found[each.id].counts for each in (shown, hidden)]
    assert [(c.likes, c.replies, c.reposts) for c in counts if c] == [(1, 2, None), (None, 0, None)]


async def test_people_are_known_by_id_or_by_name(place: Kit) -> None:
    world = place.server.world
    known, named = world.instagram("ada"), world.instagram("Ben", told_id=False)
    media = world.media(place.insta, "Hello")
    for who in (known, named, place.insta):
        world.remark(who, media, f"I am {who.username}")
    tagged = world.media(named, "With acme", tagged=(place.insta,))
    connection = await connected(place)
    authors = {
        each.author.id: each.author.handle for each in (await connection.thread(media.id)).below
    }
    assert authors == {known.id: "ada", "@ben": "ben", place.insta.id: "acme"}
    (mention,) = (await connection.mentions()).items
    assert (mention.id, mention.author.id, mention.kind) == (tagged.id, "@ben", Kind.MENTION)
    assert mention.url.startswith("https://www.instagram.com/p/")


async def test_answers_are_whole_where_more_than_a_page_of_them_came(place: Kit) -> None:
    world = place.server.world
    fan = world.instagram("ada")
    media = world.media(place.insta, "Ask us anything")
    for number in range(60):
        world.remark(fan, media, f"Question {number}")
    busy = world.remark(fan, media, "Who else?")
    for number in range(70):
        world.remark(fan, busy, f"Me {number}")
    world.hide(busy)
    connection = await connected(place)
    thread = await connection.thread(media.id)
    assert (len(thread.below), thread.complete) == (131, True)
    assert {each.root_id for each in thread.below} == {media.id}
    assert sum(each.parent_id == busy.id for each in thread.below) == 70
    marked = [each.id for each in thread.below if each.extra]
    assert marked == [busy.id]
    below = await connection.thread(busy.id)
    assert (len(below.below), below.top.parent_id) == (70, media.id)
    nothing = await connection.thread(below.below[0].id)
    assert (nothing.below, nothing.top.parent_id) == ((), busy.id)


async def test_a_thread_that_counts_more_than_it_shows_is_not_complete(place: Kit) -> None:
    media = place.server.world.media(place.insta, "Hello")
    connection = await connected(place)
    more = {
        media.id: {"id": media.id, "timestamp": "2026-11-20T09:00:00+0000", "comments_count": "4"}
    }
    place.server.twists["/?ids"] = lambda _: more
    thread = await connection.thread(media.id)
    assert (thread.below, thread.complete) == ((), False)


async def test_lookup_tells_media_from_comments(place: Kit) -> None:
    world, fan = place.server.world, place.server.world.instagram("ada")
    media = [world.media(place.insta, f"Post {number}") for number in range(70)]
    remarks = [world.remark(fan, media[number], f"Answer {number}") for number in range(60)]
    gone: list[IgMedia | IgComment] = [media.pop(), remarks.pop(4)]
    for node in gone:
        world.delete(node)
    connection = await connected(place)
    ids = [*(each.id for each in media), *(each.id for each in remarks)]
    found = await connection.lookup([*ids, *(node.id for node in gone), "no id", ""])
    assert found.keys() == set(ids)
    assert found[remarks[0].id].root_id == media[0].id
    place.server.calls.clear()
    await connection.lookup(ids)
    asked = [call.template for call in place.server.calls]
    assert asked == ["/?ids"] * 4  # two for comments, two for media; figures were asked just now
    tagged = world.media(fan, "With acme", tagged=(place.insta,))
    assert (await connection.lookup([tagged.id]))[tagged.id].counts is None
    place.server.calls.clear()  # it was taken for a comment first, and refused for its fields


async def test_links_lead_to_our_media_and_to_those_that_tag_us(place: Kit) -> None:
    world, fan = place.server.world, place.server.world.instagram("ada")
    media = [world.media(place.insta, f"Post {number}") for number in range(120)]
    tagged = world.media(fan, "With acme", tagged=(place.insta,))
    foreign = world.media(fan, "Alone")
    connection = await connected(place)
    for form in ("p", "reel", "acme/p", "acme/reel", "tv"):
        link = f"https://www.instagram.com/{form}/{media[0].shortcode}/?igsh=x"
        assert await connection.resolve(link) == media[0].id
    assert await connection.resolve(f"https://instagram.com/p/{tagged.shortcode}") == tagged.id
    with pytest.raises(InvalidInput, match="those that tag it"):
        await connection.resolve(f"https://www.instagram.com/p/{foreign.shortcode}/")
    with pytest.raises(InvalidInput, match="not a link"):
        await connection.resolve("https://www.instagram.com/acme/")


SEEN = {"views": 80, "reach": 60, "saved": 2}


async def test_figures_stand_beside_posts_and_those_not_there_yet_are_none(place: Kit) -> None:
    world = place.server.world
    told, late = world.media(place.insta, "Told"), world.media(place.insta, "Late")
    told.figures = dict(SEEN)
    shown = {
        each.text: each.counts for each in (await (await connected(place)).posts("acme")).items
    }
    assert shown["Told"]
    assert shown["Late"]
    assert (shown["Told"].impressions, shown["Told"].reach, shown["Told"].saves) == (80, 60, 2)
    assert (shown["Late"].impressions, shown["Late"].reach, shown["Late"].saves) == (None,) * 3
    assert late.figures == {}


async def test_a_figure_that_is_gone_is_left_out_for_every_connection(
    place: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    rest = tuple(name for name in figures.MEDIA_METRICS if name != "views")
    monkeypatch.setattr(figures, "MEDIA_METRICS", rest)
    media = place.server.world.media(place.insta, "Hello")
    media.figures = dict(SEEN)
    connection = await connected(place)
    counts = (await connection.lookup([media.id]))[media.id].counts
    assert counts
    assert (counts.impressions, counts.reach) == (None, 60)
    other = await connected(place)
    (left,) = other.capabilities.left_out
    assert (left.metric, "Instagram took away" in left.sentence) == ("impressions", True)


async def test_a_figure_is_asked_again_after_an_hour(place: Kit) -> None:
    server = place.server
    server.moment = server.now()
    media = server.world.media(place.insta, "Hello")
    connection = await connected(place)
    for hours, expected in ((0, None), (0, None), (2, 80)):
        server.moment += timedelta(hours=hours)
        counts = (await connection.lookup([media.id]))[media.id].counts
        assert counts
        assert counts.impressions == expected
        media.figures = dict(SEEN)


async def test_what_instagram_does_not_tell_is_said(place: Kit) -> None:
    media = place.server.world.media(place.insta, "Hello")
    connection = await connected(place)
    for asked, words in (
        (connection.likes(media.id), "not who"),
        (connection.reposts(media.id), "who shared"),
        (connection.quotes(media.id), "no quotes"),
        (connection.search("coffee"), "hashtag"),
        (connection.posts("other"), "connected account"),
    ):
        with pytest.raises(InvalidInput, match=words):
            await asked
    with pytest.raises(NotFound):
        await connection.profile("other")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (errors.bad_token(errors.EXPIRED), ReconnectNeeded),
        (errors.missing_permission("instagram_basic"), AccessRefused),
        (errors.busy(80002), RateLimited),
        (errors.GraphError(2), PlatformUnavailable),
        (errors.GraphError(errors.RESTRICTED), AccessRefused),
    ],
)
async def test_refusals_are_told_apart(
    place: Kit, error: errors.GraphError, expected: type[Exception]
) -> None:
    connection = await connected(place)
    place.server.faults.append(Fault("error", error=error))
    with pytest.raises(expected):
        await connection.posts("acme")


async def test_odd_comments_cost_only_themselves(place: Kit) -> None:
    world, fan = place.server.world, place.server.world.instagram("ada")
    media = world.media(place.insta, "Hello")
    remarks = [world.remark(fan, media, f"Answer {number}") for number in range(4)]

    def odd(told: dict[str, Any]) -> dict[str, Any]:
        by_id = {each["id"]: each for each in told["data"]}
        by_id[remarks[0].id] |= {"like_count": "7", "from": "ada", "replies": "none", "new": 1}
        by_id[remarks[1].id] |= {"text": None, "username": None, "from": None}
        by_id[remarks[2].id].pop("timestamp")
        told["data"] = [*told["data"], 5, {"replies": {"data": [None, {"id": "1"}]}}]
        return told

    place.server.twists["/{IGMedia}/comments"] = odd
    thread = await (await connected(place)).thread(media.id)
    below = {each.id: each for each in thread.below}
    assert below.keys() == {remarks[n].id for n in (0, 1, 3)}
    assert below[remarks[0].id].author.id == "@ada"
    assert below[remarks[0].id].counts
    assert below[remarks[1].id].author.id == f"unknown:{remarks[1].id}"
    assert not thread.complete  # it counts four
