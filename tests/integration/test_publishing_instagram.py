"""Writing on Instagram: our double, driven over HTTP, which fetches images as Meta does."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.community.rules import Way
from assistant.errors import (
    AccessRefused,
    InvalidInput,
    NotFound,
    OutcomeUnknown,
    PlatformUnavailable,
    PostRefused,
    RateLimited,
)
from assistant.platforms.instagram_container import LOOKS
from assistant.platforms.instagram_publishing import MOST, InstagramPublisher
from assistant.ports.publishing import Attachment, OwnPost, Prepared, Publisher
from tests.doubles.meta import Fault, GraphError
from tests.doubles.meta.errors import INSTAGRAM_BUSY
from tests.doubles.meta.nodes import Container
from tests.integration.meta_kit import kit
from tests.integration.meta_talk import WORDS, Talk
from tests.integration.pictures import MADE, attached

pytestmark = pytest.mark.integration

READS = "pages_show_list", "pages_read_engagement", "instagram_basic", "instagram_manage_comments"
LOOKING = tuple(each for each in READS if each != "instagram_manage_comments")
REPLY, MAKE, PUBLISH = ("replies", "POST"), ("media", "POST"), ("media_publish", "POST")


@pytest.fixture
async def talk() -> AsyncIterator[Talk]:
    async with kit() as place:
        yield Talk(place)


async def prepared(talk: Talk, us: Publisher, text: str = WORDS) -> Prepared:
    return await us.prepare(text, await us.look(talk.remark.id), "en-GB")


def cup(alt: str = "A red cup", **more: object) -> Attachment:
    made = attached(alt)
    return replace(made, image=replace(made.image, **more))  # type: ignore[arg-type]


async def posted(us: Publisher, text: str = "Cups #coffee", *cups: Attachment) -> Prepared:
    return await us.prepare_post(OwnPost(text, (), "en", cups or (cup(),)))


# -- replies ----------------------------------------------------------------------------------


async def test_a_comment_is_answered_as_the_account(talk: Talk) -> None:
    us = await talk.instagram()
    request = await prepared(talk, us)
    assert await us.find(request) is None
    published = await us.send(request)
    (reply,) = talk.remarks()
    assert (reply.text, reply.parent, reply.media) == (WORDS, talk.remark, talk.media)
    assert (published.id, published.at) == (reply.id, reply.created_at)
    assert published.url == f"https://www.instagram.com/p/{talk.media.shortcode}/"
    assert await us.find(request) == published
    assert us.resend_for is None


async def test_what_answers_an_answer_stands_under_the_comment_and_names_whom_it_answers(
    talk: Talk,
) -> None:
    us = await talk.instagram()
    target = await us.look(talk.retort.id)
    assert target.opening == "@other "
    assert target.conversation == (talk.media.id, talk.remark.id, talk.retort.id)
    request = await us.prepare(f"{target.opening}{WORDS}", target, None)
    published = await us.send(request)
    (reply,) = talk.remarks()
    assert reply.parent is talk.remark
    assert await us.find(request) == published
    assert (await us.look(talk.retort.id)).conversation[-1] == published.id
    assert (await us.look(talk.remark.id)).opening == ""


async def test_where_a_reply_may_not_stand_it_is_said(talk: Talk) -> None:
    us, world = await talk.instagram(), talk.world
    tagging = world.media(talk.friend, "With @acme", tagged=(talk.place.insta,))
    verdict = (await us.look(tagging.id)).verdict
    assert verdict.way is Way.BY_HAND
    assert "only under the account's own posts" in verdict.reason
    world.hide(talk.remark)
    for each in (talk.remark, talk.retort):
        assert "hidden" in (await us.look(each.id)).verdict.reason
    talk.media.closed = True
    verdict = (await us.look(talk.media.id)).verdict
    assert (verdict.way, "switched off" in verdict.reason) == (Way.NOT_AT_ALL, True)
    world.delete(talk.remark)
    for gone in (talk.remark.id, talk.retort.id, "17999", "no number"):
        with pytest.raises(NotFound):
            await us.look(gone)
    forget_wrong_kinds(talk)


def forget_wrong_kinds(talk: Talk) -> None:
    """An id does not say whose it is, so one that is not known is asked for as a comment first."""
    calls = talk.place.server.calls
    for call in [each for each in calls if each.code and each.template == "/?ids"]:
        calls.remove(call)


async def test_nobody_knows_of_a_reply_after_a_failure_of_instagrams_own(talk: Talk) -> None:
    us = await talk.instagram()
    request = await prepared(talk, us)
    oops = GraphError(-1, "Oops", subcode=2207001)
    talk.place.server.faults.append(Fault("error", *REPLY, error=oops, before=True))
    with pytest.raises(OutcomeUnknown):
        await us.send(request)
    assert await us.find(request) is None


async def test_refusals_of_replies_say_why(talk: Talk) -> None:
    us = await talk.instagram()
    request = await prepared(talk, us)
    talk.world.hide(talk.remark)
    with pytest.raises(PostRefused, match="did not accept the text"):
        await us.send(request)
    talk.world.delete(talk.remark)
    with pytest.raises(PostRefused, match="not there any more"):
        await us.send(request)
    busy = Fault("error", *REPLY, error=GraphError(INSTAGRAM_BUSY), before=True)
    talk.place.server.faults.append(busy)
    with pytest.raises(RateLimited):
        await us.send(request)
    assert talk.remarks() == []


# -- posts ------------------------------------------------------------------------------------


async def test_a_post_goes_out_in_two_phases(talk: Talk) -> None:
    us = await talk.instagram()
    image = cup()
    talk.place.server.routes.instagram.looks = 3
    request = await posted(us, WORDS, image)
    (container,) = talk.world.all(Container)
    assert (container.status, talk.medias()) == ("FINISHED", [])
    assert container.images == (MADE[image.image.id],)
    assert await us.find(request) is None
    published = await us.send(request)
    (media,) = talk.medias()
    assert (media.caption, media.alt, media.image) == (WORDS, "A red cup", image.data)
    assert (published.id, published.at) == (media.id, media.created_at)
    assert published.url == f"https://www.instagram.com/p/{media.shortcode}/"
    assert await us.find(request) == published
    assert (await us.newest())[0].id == published.id


async def test_several_images_stand_in_one_post_in_order(talk: Talk) -> None:
    us = await talk.instagram()
    cups = [cup(f"Cup {number}") for number in range(10)]
    request = await posted(us, "Ten cups", *cups)
    await us.send(request)
    (media,) = talk.medias()
    assert media.media_type == "CAROUSEL_ALBUM"
    whole = [each for each in talk.world.all(Container) if not each.item]
    assert [each.images for each in whole] == [tuple(each.data for each in cups)]
    items = [each for each in talk.world.all(Container) if each.item]
    assert [each.alt for each in items] == [f"Cup {number}" for number in range(10)]


@pytest.mark.parametrize(
    ("fault", "written"),
    [
        (Fault("cut", *PUBLISH), 1),
        (Fault("cut", *PUBLISH, before=True), 0),
        (Fault("half", *PUBLISH), 1),
        (Fault("status", *PUBLISH, status=504), 1),
        (Fault("error", *PUBLISH, error=GraphError(-1, "Oops", subcode=2207001)), 1),
    ],
    ids=str,
)
async def test_a_container_knows_whether_it_was_published(
    talk: Talk, fault: Fault, written: int
) -> None:
    us = await talk.instagram()
    request = await posted(us)
    talk.place.server.faults.append(fault)
    with pytest.raises(OutcomeUnknown):
        await us.send(request)
    assert len(talk.medias()) == written
    assert (await us.find(request) is not None) == bool(written)


async def test_a_container_that_is_out_is_never_published_again(talk: Talk) -> None:
    us = await talk.instagram()
    request = await posted(us)
    await us.send(request)
    with pytest.raises(PostRefused, match="made ready for a day only"):
        await us.send(request)
    assert len(talk.medias()) == 1


async def test_what_is_out_and_not_listed_yet_is_not_missing(talk: Talk) -> None:
    us, server = await talk.instagram(), talk.place.server
    request = await posted(us)
    await us.send(request)
    server.twists["/{IGUser}/media"] = lambda _: {"data": []}
    with pytest.raises(PlatformUnavailable, match="not listed yet"):
        await us.find(request)
    server.twists["/{IGContainer}"] = lambda _: {"status_code": "IN_PROGRESS"}
    with pytest.raises(PlatformUnavailable, match="not decided yet"):
        await us.find(request)


async def test_a_container_that_is_gone_leaves_the_list_to_say_it(talk: Talk) -> None:
    us = await talk.instagram()
    request = await posted(us)
    published = await us.send(request)
    for container in list(talk.world.all(Container)):
        talk.world.delete(container)
    assert await us.find(request) == published
    talk.world.delete(talk.medias()[0])
    assert await us.find(request) is None


async def test_a_container_that_is_too_old_is_refused_and_was_not_published(talk: Talk) -> None:
    us, server = await talk.instagram(), talk.place.server
    request = await posted(us)
    server.moment = server.now() + timedelta(hours=25)
    with pytest.raises(PostRefused, match="Approve it again"):
        await us.send(request)
    assert await us.find(request) is None


async def test_a_container_that_is_not_ready_can_be_published_later(talk: Talk) -> None:
    us = await talk.instagram()
    request = await posted(us)
    not_ready = GraphError(9007, "The media is not ready for publishing", subcode=2207027)
    talk.place.server.faults.append(Fault("error", *PUBLISH, error=not_ready, before=True))
    with pytest.raises(PlatformUnavailable):
        await us.send(request)
    await us.send(request)
    assert len(talk.medias()) == 1


async def test_a_container_that_never_gets_ready_is_given_up_and_nothing_is_out(
    talk: Talk,
) -> None:
    us = await talk.instagram()
    talk.place.server.routes.instagram.looks = LOOKS + 1
    with pytest.raises(PlatformUnavailable, match="not ready"):
        await posted(us)
    talk.place.server.routes.instagram.looks = 0
    talk.place.server.routes.instagram.fate = ["2207026"]
    with pytest.raises(PostRefused, match="could not use the image"):
        await posted(us)
    talk.place.server.faults.append(Fault("cut", *MAKE))
    with pytest.raises(PlatformUnavailable):
        await posted(us)
    assert talk.medias() == []


async def test_the_limit_of_a_day_is_read_before_and_said(talk: Talk) -> None:
    us = await talk.instagram()
    talk.place.server.routes.instagram.most = 1
    second = await posted(us, "Two")
    await us.send(await posted(us, "One"))
    with pytest.raises(PostRefused, match=r"published 1 posts .* Instagram takes 1\. Try again"):
        await posted(us, "Three")
    with pytest.raises(PostRefused, match="as many posts today"):
        await us.send(second)
    assert len(talk.medias()) == 1


async def test_an_image_that_instagram_cannot_fetch_is_told(talk: Talk) -> None:
    us = await talk.instagram()
    image = cup()
    del MADE[image.image.id]
    with pytest.raises(PostRefused, match="ENGAGE_PUBLIC_URL is reached"):
        await posted(us, "Cup", image)
    (address,) = talk.place.server.routes.instagram.fetched
    assert "/media/" in address


async def test_without_a_public_address_there_are_no_posts_and_replies_go_out(talk: Talk) -> None:
    us = await talk.instagram()
    assert isinstance(us, InstagramPublisher)
    us._images = None
    with pytest.raises(PostRefused, match="ENGAGE_PUBLIC_URL"):
        await posted(us)
    await us.send(await prepared(talk, us))
    assert len(talk.remarks()) == 1


@pytest.mark.parametrize(
    ("post", "words"),
    [
        (lambda: OwnPost("Words alone"), "no posts of words alone"),
        (lambda: OwnPost("Two", ("1",), None, (cup(),)), "no threads"),
        (lambda: OwnPost(" ", (), None, (cup(),)), "empty"),
        (lambda: OwnPost("a" * (MOST + 1), (), None, (cup(),)), "2,201 characters"),
        (lambda: OwnPost("#a " * 31, (), None, (cup(),)), "31 hashtags"),
        (lambda: OwnPost("@a " * 21, (), None, (cup(),)), "21 names"),
        (lambda: OwnPost("Eleven", (), None, (cup(),) * 11), "ten JPEG"),
        (lambda: OwnPost("PNG", (), None, (cup(media_type="image/png"),)), "JPEG images only"),
        (lambda: OwnPost("Wide", (), None, (cup(width=400, height=100),)), "too wide"),
        (lambda: OwnPost("Narrow", (), None, (cup(width=100, height=400),)), "too narrow"),
        (lambda: OwnPost("Large", (), None, (cup(size=9_000_000),)), "too large"),
        (lambda: OwnPost("Alt", (), None, (cup("a" * 1_001),)), "1,001 characters"),
    ],
)
async def test_what_cannot_be_posted_is_said_before(
    talk: Talk, post: Callable[[], OwnPost], words: str
) -> None:
    us = await talk.instagram()
    before = len(talk.place.server.calls)
    with pytest.raises(InvalidInput, match=words):
        await us.prepare_post(post())
    assert len(talk.place.server.calls) == before


async def test_what_only_looks_like_names_and_tags_is_none(talk: Talk) -> None:
    us = await talk.instagram()
    mails = " ".join(f"mail{n}@acme.example" for n in range(25))
    links = " ".join(f"https://acme.example/a#b{n}" for n in range(3))
    text = f"{mails} {links} # @"
    await us.send(await posted(us, text))
    assert [each.caption for each in talk.medias()] == [text]


async def test_a_permission_that_is_missing_is_named(talk: Talk) -> None:
    us = await talk.instagram(*LOOKING)
    full = await talk.instagram()
    request = await prepared(talk, full)
    us = await talk.instagram(*LOOKING)
    with pytest.raises(PostRefused, match="instagram_manage_comments is missing"):
        await us.send(request)
    with pytest.raises((AccessRefused, PostRefused), match="instagram_content_publish is missing"):
        await posted(us)
    assert talk.remarks() == talk.medias() == []


# -- hiding -----------------------------------------------------------------------------------
