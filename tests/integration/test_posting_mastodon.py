"""Posts of our own on servers that speak Mastodon's API: alone, in threads, with images."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from assistant.community.images import ImageLimits
from assistant.errors import (
    InvalidInput,
    NotFound,
    OutcomeUnknown,
    PlatformUnavailable,
    PostRefused,
    ReconnectNeeded,
)
from assistant.platforms import mastodon_media
from assistant.platforms.mastodon_media import USUAL, hand_over, image_limits
from assistant.ports.publishing import OwnPost
from tests.doubles.mastodon import FLAVOURS, Fault
from tests.integration.mastodon_kit import kit
from tests.integration.pictures import attached
from tests.integration.test_publishing_mastodon import Talk

pytestmark = pytest.mark.integration

CUP = "A red cup"


@pytest.fixture(params=FLAVOURS)
async def talk(request: pytest.FixtureRequest) -> AsyncIterator[Talk]:
    async with kit(request.param) as place:
        yield Talk(place)


@pytest.fixture
async def one() -> AsyncIterator[Talk]:
    async with kit("mastodon") as place:
        yield Talk(place)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits between two looks at an image."""
    monkeypatch.setattr(mastodon_media, "PAUSE_S", 0.0)


async def test_a_post_of_our_own_is_there_for_everybody(talk: Talk) -> None:
    us = await talk.publisher()
    prepared = await us.prepare_post(OwnPost("Five ways: https://acme.example/b #coffee", (), "en"))
    assert await us.find(prepared) is None
    published = await us.send(prepared)
    (post,) = talk.replies()
    assert (post.text, post.visibility, post.reply_to) == (prepared.text, "public", None)
    assert published.id == talk.id_of(post)
    assert await us.find(prepared) == published
    assert (await us.newest())[0].id == published.id


async def test_a_thread_hangs_together(talk: Talk) -> None:
    us = await talk.publisher()
    ids: tuple[str, ...] = ()
    for words in ("One", "Two", "Two"):  # the same words twice, too
        prepared = await us.prepare_post(OwnPost(words, above=ids))
        assert await us.find(prepared) is None
        ids = (*ids, (await us.send(prepared)).id)
        found = await us.find(prepared)
        assert found is not None
        assert found.id == ids[-1]
    first, second, third = talk.replies()
    assert (first.reply_to, second.reply_to, third.reply_to) == (None, first, second)
    assert {each.visibility for each in (first, second, third)} == {"public"}
    talk.world.delete(third)
    with pytest.raises(NotFound):
        await us.prepare_post(OwnPost("Four", above=ids))


async def test_images_go_out_with_what_they_show(talk: Talk) -> None:
    us, images = await talk.publisher(), (attached(CUP), attached("Ein Ofen 🫘"))
    await us.send(await us.prepare_post(OwnPost("Two cups", images=images)))
    (post,) = talk.replies()
    media = talk.place.server.media.stored
    shown = [media[number] for number in post.media]
    assert [each.description for each in shown] == [CUP, "Ein Ofen 🫘"]
    assert [each.data for each in shown] == [each.data for each in images]
    assert {each.media_type for each in shown} == {"image/jpeg"}


async def test_an_image_is_waited_for_until_the_server_is_done(one: Talk, at_once: None) -> None:
    us = await one.publisher()
    one.place.server.media.looks = 7
    await us.send(await us.prepare_post(OwnPost("A cup", images=(attached(CUP),))))
    assert one.replies()[0].media


async def test_an_image_that_is_never_done_is_tried_again_later(one: Talk, at_once: None) -> None:
    us = await one.publisher()
    one.place.server.media.looks = 10_000
    with pytest.raises(PlatformUnavailable):
        await us.prepare_post(OwnPost("A cup", images=(attached(CUP),)))
    assert one.place.server.asked["/api/v1/media"] == mastodon_media.LOOKS
    assert one.replies() == []


async def test_between_two_looks_it_waits(one: Talk) -> None:
    waited: list[float] = []

    async def pause(seconds: float) -> None:
        waited.append(seconds)

    one.place.server.media.looks = 3
    us = await one.publisher()
    await hand_over(us._place.api, attached(CUP), pause)
    assert waited == [mastodon_media.PAUSE_S] * 3


async def test_a_server_that_knows_the_old_call_alone_is_served(one: Talk) -> None:
    one.place.server.media.old = True
    us = await one.publisher()
    await us.send(await us.prepare_post(OwnPost("A cup", images=(attached(CUP),))))
    assert one.replies()[0].media


async def test_a_token_that_may_hand_over_no_images_says_so(one: Talk) -> None:
    us = await one.publisher("read", "write:statuses")
    with pytest.raises(PostRefused, match="write:media"):
        await us.prepare_post(OwnPost("A cup", images=(attached(CUP),)))
    await us.send(await us.prepare_post(OwnPost("No cup")))
    assert [post.text for post in one.replies()] == ["No cup"]


async def test_what_fails_while_an_image_is_handed_over_has_published_nothing(one: Talk) -> None:
    us, post = await one.publisher(), OwnPost("A cup", images=(attached(CUP),))
    broken = one.place.server.broken
    for status, body, error in (
        (500, "{}", PlatformUnavailable),
        (200, '{"id": null}', PlatformUnavailable),
        (422, '{"error": "Validation failed: File is too large"}', PostRefused),
        (401, '{"error": "The access token is invalid"}', ReconnectNeeded),
    ):
        broken["media"] = lambda _, s=status, b=body: web.Response(  # type: ignore[misc]
            status=s, text=b, content_type="application/json"
        )
        with pytest.raises(error):
            await us.prepare_post(post)
    broken.clear()
    assert one.replies() == []
    await us.send(await us.prepare_post(post))
    assert len(one.replies()) == 1


async def test_what_a_broken_connection_wrote_is_found(talk: Talk) -> None:
    us = await talk.publisher()
    talk.world.post(talk.acme, "A cup")  # the same by hand, before
    prepared = await us.prepare_post(OwnPost("A cup", images=(attached(CUP),)))
    talk.world.post(talk.acme, "Something else")
    talk.world.reply(talk.acme, talk.question, "A cup")  # no post of its own
    assert await us.find(prepared) is None
    talk.place.server.faults.append(Fault("cut"))
    with pytest.raises(OutcomeUnknown):
        await us.send(prepared)
    found = await us.find(prepared)
    assert found is not None
    assert talk.world.statuses[found.id.rpartition("/")[2]].media


async def test_more_than_it_takes_is_refused(one: Talk) -> None:
    us = await one.publisher()
    with pytest.raises(InvalidInput, match="501 characters"):
        await us.prepare_post(OwnPost("a" * 501))
    with pytest.raises(InvalidInput, match="empty"):
        await us.prepare_post(OwnPost(" "))


def test_limits_are_the_server_s_own_and_never_more_than_the_usual() -> None:
    assert image_limits(None) == USUAL
    told = {
        "configuration": {
            "statuses": {"max_media_attachments": 6},
            "media_attachments": {
                "image_size_limit": 200_000,
                "image_matrix_limit": 33_177_600,
                "description_limit": 150,
            },
        }
    }
    assert image_limits(told) == ImageLimits(4, 200_000, USUAL.longest_side, USUAL.most_pixels, 150)
    pleroma = {"upload_limit": 90_000, "description_limit": "many"}
    assert image_limits(pleroma).most_bytes == 90_000
    assert image_limits(pleroma).longest_alt == USUAL.longest_alt
