"""What our connectors ask of Meta, from the double's log: every field, edge, modifier and parameter
stands in Meta's own tables, every call is proven, and no token travels in an address.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from assistant.community.accounts import AccountRef, Platform
from assistant.ports import SocialPlatform
from assistant.ports.publishing import OwnPost, Publisher
from tests.integration.meta_kit import Kit, kit
from tests.integration.meta_talk import Talk
from tests.integration.pictures import attached
from tests.peers.meta_names import unknown

pytestmark = pytest.mark.integration

FACEBOOK, INSTAGRAM = AccountRef(Platform.FACEBOOK, "acme"), AccountRef(Platform.INSTAGRAM, "acme")


@pytest.fixture
async def place() -> AsyncIterator[Kit]:
    async with kit() as made:
        yield made


async def read_all(connection: SocialPlatform, own_id: str, post_ids: list[str], url: str) -> None:
    """Every reading method of the port that the platform has."""
    await connection.profile(own_id)
    await connection.posts(own_id)
    await connection.lookup(post_ids)
    await connection.resolve(url)
    for post_id in post_ids:
        await connection.thread(post_id)
    await connection.mentions()


async def test_a_page_is_read_by_names_that_meta_knows(place: Kit) -> None:
    world = place.server.world
    post = world.post(place.page, "Hello")
    fan = world.person("Fan")
    first = world.comment(fan, post, "First")
    world.comment(place.page, first, "Ours")
    world.react(fan, post)
    world.tag(fan, place.page, "Look")
    world.post(place.page, "Hi", by=fan)
    connection = await place.signed_in(place.facebook, FACEBOOK)

    url = f"https://www.facebook.com/acme/posts/{post.id.partition('_')[2]}"
    await read_all(connection, place.page.id, [post.id, first.id], url)
    await connection.likes(post.id)

    asked = {call.template for call in place.server.calls}
    assert {"/{Page}/published_posts", "/{Page}/tagged", "/{PagePost}/comments"} <= asked
    check(place)


async def test_an_instagram_account_is_read_by_names_that_meta_knows(place: Kit) -> None:
    world = place.server.world
    media, fan = world.media(place.insta, "Cup"), world.instagram("fan")
    first = world.remark(fan, media, "First")
    world.remark(place.insta, first, "Ours")
    world.media(fan, "With @acme", tagged=(place.insta,))
    connection = await place.signed_in(place.instagram, INSTAGRAM)

    url = f"https://www.instagram.com/p/{media.shortcode}/"
    await read_all(connection, place.insta.id, [media.id, first.id], url)

    asked = {call.template for call in place.server.calls}
    assert {"/{IGUser}/media", "/{IGUser}/tags", "/{IGMedia}/comments"} <= asked
    check(place)


async def write_all(us: Publisher, comment_ids: list[str], images: int) -> None:
    """Every writing method of the port."""
    for comment_id in comment_ids:
        target = await us.look(comment_id)
        request = await us.prepare(f"{target.opening}At eight", target, None)
        assert await us.send(request) == await us.find(request)
    await us.hide(comment_ids[0])
    for number in range(1, images + 1):
        cups = tuple(attached(f"Cup {each}") for each in range(number))
        request = await us.prepare_post(OwnPost(f"Cups: {number}", (), None, cups))
        assert await us.send(request) == await us.find(request)
    await us.newest()


async def test_a_page_writes_by_names_that_meta_knows(place: Kit) -> None:
    talk = Talk(place)
    await write_all(await talk.facebook(), [talk.question.id, talk.answer.id, talk.top.id], 2)
    written = {call.template for call in place.server.calls if call.method == "POST"}
    assert written == {
        "/{Comment}/comments",
        "/{PagePost}/comments",
        "/{Comment}",
        "/{Page}/photos",
        "/{Page}/feed",
    }
    check(place)


async def test_an_instagram_account_writes_by_names_that_meta_knows(place: Kit) -> None:
    talk = Talk(place)
    await write_all(await talk.instagram(), [talk.remark.id, talk.retort.id, talk.media.id], 3)
    written = {call.template for call in place.server.calls if call.method == "POST"}
    assert written == {
        "/{IGComment}/replies",
        "/{IGMedia}/comments",
        "/{IGComment}",
        "/{IGUser}/media",
        "/{IGUser}/media_publish",
    }
    check(place)


def check(place: Kit) -> None:
    """Names, proofs and tokens of everything that was asked."""
    calls = place.server.calls
    assert unknown(calls) == set()
    assert all(call.by_header and call.proven for call in calls)
    assert not any("access_token" in call.params for call in calls)
    assert any(call.fields for call in calls)
