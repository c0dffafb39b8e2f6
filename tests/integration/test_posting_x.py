"""Posts of our own on X: alone, in threads, with images."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from assistant.community.costs import PRICES, Paid
from assistant.errors import (
    AccessRefused,
    BudgetSpent,
    InvalidInput,
    NotFound,
    OutcomeUnknown,
    PlatformUnavailable,
    PostRefused,
)
from assistant.platforms.x_media import IMAGES, LOOKS, hand_over
from assistant.ports.publishing import OwnPost
from tests.doubles.x import Fault
from tests.integration.pictures import attached
from tests.integration.x_kit import kit
from tests.integration.x_talk import Talk

pytestmark = pytest.mark.integration

CUP = "A red cup"
UPLOAD, ALT = "POST /2/media/upload", "POST /2/media/metadata"


@pytest.fixture(params=["tweet", "post"])
async def talk(request: pytest.FixtureRequest) -> AsyncIterator[Talk]:
    async with kit(request.param) as place:
        yield Talk(place)


async def test_a_post_of_our_own_is_there(talk: Talk) -> None:
    us = await talk.publisher()
    prepared = await us.prepare_post(OwnPost("Five ways: https://acme.com/b #coffee", (), "en"))
    assert await us.find(prepared) is None
    published = await us.send(prepared)
    (post,) = talk.replies()
    assert (post.text, post.reply_to) == (prepared.text, None)
    assert published.id == post.id
    assert await us.find(prepared) == published
    assert (await us.newest())[0].id == published.id


@pytest.mark.parametrize(
    "words",
    [
        "Coffee & tea < 5 > 3",
        "acme.com, https://acme.com/ and http://acme.io/a?b=c&d=e#f.",
        "@fan look at this 🌅",
        "Two\n\nlines\n- of 日本",
        "https://x.com/acme/status/1 is ours",
    ],
)
async def test_what_a_broken_connection_wrote_is_found_by_its_words(talk: Talk, words: str) -> None:
    us = await talk.publisher()
    prepared = await us.prepare_post(OwnPost(words))
    talk.x.faults.append(Fault("cut"))
    with pytest.raises(OutcomeUnknown):
        await us.send(prepared)
    found = await us.find(prepared)
    assert found
    assert talk.world.posts[found.id].text == words


async def test_the_first_post_of_an_account_is_found_too(talk: Talk) -> None:
    """Where there was none before, all of them are looked through."""
    talk.world.delete(talk.top)
    us = await talk.publisher()
    prepared = await us.prepare_post(OwnPost("Hello"))
    assert prepared.after is None
    published = await us.send(prepared)
    assert await us.find(prepared) == published


async def test_a_thread_hangs_together(talk: Talk) -> None:
    us = await talk.publisher()
    ids: tuple[str, ...] = ()
    for words in ("One", "Two", "Three"):
        prepared = await us.prepare_post(OwnPost(words, above=ids))
        assert await us.find(prepared) is None
        ids = (*ids, (await us.send(prepared)).id)
        found = await us.find(prepared)
        assert found
        assert found.id == ids[-1]
    first, second, third = talk.replies()
    assert (first.reply_to, second.reply_to, third.reply_to) == (None, first, second)
    talk.world.delete(third)
    with pytest.raises(NotFound):
        await us.prepare_post(OwnPost("Four", above=ids))


async def test_a_thread_goes_on_from_a_post_that_is_not_among_the_newest(talk: Talk) -> None:
    us = await talk.publisher()
    first = await us.send(await us.prepare_post(OwnPost("One")))
    for number in range(30):
        talk.world.post(talk.acme, f"Something else {number}")
    await us.send(await us.prepare_post(OwnPost("Two", above=(first.id,))))
    assert talk.replies()[-1].reply_to is talk.world.posts[first.id]


async def test_the_same_words_twice_are_refused(talk: Talk) -> None:
    """X takes them once a while, in a thread, too."""
    us = await talk.publisher()
    first = await us.send(await us.prepare_post(OwnPost("Two")))
    with pytest.raises(PostRefused, match="same words"):
        await us.send(await us.prepare_post(OwnPost("Two", above=(first.id,))))


async def test_images_go_out_with_what_they_show(talk: Talk) -> None:
    us, images = await talk.publisher(), (attached(CUP), attached("Ein Ofen 🫘"))
    prepared = await us.prepare_post(OwnPost("Two cups", images=images))
    published = await us.send(prepared)
    (post,) = talk.replies()
    shown = [talk.x.media.stored[number] for number in post.media]
    assert [each.alt_text for each in shown] == [CUP, "Ein Ofen 🫘"]
    assert [each.data for each in shown] == [each.data for each in images]
    assert {each.media_type for each in shown} == {"image/jpeg"}
    assert await us.find(prepared) == published


async def test_making_it_ready_again_publishes_nothing(talk: Talk) -> None:
    us, post = await talk.publisher(), OwnPost("A cup", images=(attached(CUP),))
    await us.prepare_post(post)
    await us.prepare_post(post)
    assert len(talk.x.media.stored) == 2
    assert talk.replies() == []


async def test_an_image_that_is_worked_on_is_waited_for(talk: Talk) -> None:
    us, pauses = await talk.publisher(), []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    talk.x.media.looks = 3
    assert await hand_over(us._api, attached(CUP), pause)
    assert len(pauses) == 3
    talk.x.media.looks = LOOKS + 5
    with pytest.raises(PlatformUnavailable):
        await hand_over(us._api, attached(CUP), pause)


async def test_an_image_that_x_cannot_read_is_refused(talk: Talk) -> None:
    us = await talk.publisher()

    async def pause(_: float) -> None:
        """At once."""

    def failed(answer: dict[str, object]) -> dict[str, object]:
        info = {"state": "failed", "error": {"name": "InvalidMedia"}}
        return {**answer, "data": {**answer["data"], "processing_info": info}}  # type: ignore[dict-item]

    talk.x.changes[UPLOAD] = failed
    with pytest.raises(PostRefused, match="could not read the image"):
        await hand_over(us._api, attached(CUP), pause)
    talk.x.changes.clear()
    wrong = {"title": "Invalid Request", "type": "https://api.x.com/2/problems/invalid-request"}
    for call in (UPLOAD, ALT):
        talk.x.faults.append(Fault("answer", call, 400, wrong, before=True))
        with pytest.raises(PostRefused, match="did not accept the image"):
            await us.prepare_post(OwnPost("A cup", images=(attached(CUP),)))
    assert talk.replies() == []


@pytest.mark.parametrize("call", [UPLOAD, ALT])
async def test_an_image_that_may_not_have_come_leaves_no_doubt(talk: Talk, call: str) -> None:
    """It can be handed over again."""
    us, post = await talk.publisher(), OwnPost("A cup", images=(attached(CUP),))
    talk.x.faults.append(Fault("cut", call))
    with pytest.raises(PlatformUnavailable) as lost:
        await us.prepare_post(post)
    assert not isinstance(lost.value, OutcomeUnknown)
    await us.send(await us.prepare_post(post))
    assert len(talk.replies()) == 1


async def test_without_permission_for_images_it_is_said(talk: Talk) -> None:
    us = await talk.publisher("tweet.read", "users.read", "tweet.write")
    with pytest.raises(AccessRefused, match="permission"):
        await us.prepare_post(OwnPost("A cup", images=(attached(CUP),)))


async def test_what_x_takes_of_images_is_told(talk: Talk) -> None:
    us = await talk.publisher()
    assert us.image_limits is IMAGES
    assert (IMAGES.most, IMAGES.most_bytes, IMAGES.longest_alt, IMAGES.least) == (
        4,
        5_000_000,
        1_000,
        0,
    )


async def test_posts_and_images_cost_what_x_bills(talk: Talk) -> None:
    us, purse, billing = await talk.publisher(), talk.place.purse, talk.x.billing
    await us.newest()
    spent, billed = purse.spent, billing.micro
    first = await us.prepare_post(OwnPost("A cup", images=(attached(CUP),)))
    published = await us.send(first)
    words = PRICES[Paid.IMAGE_WORDS].micro
    assert purse.spent - spent == billing.micro - billed == words + PRICES[Paid.CREATE].micro
    spent, billed = purse.spent, billing.micro
    await us.send(await us.prepare_post(OwnPost("https://acme.com", above=(published.id,))))
    assert purse.spent - spent >= PRICES[Paid.CREATE_WITH_LINK].micro
    purse.micro = purse.spent
    with pytest.raises(BudgetSpent):
        await us.prepare_post(OwnPost("More"))


async def test_what_does_not_fit_goes_nowhere(talk: Talk) -> None:
    us = await talk.publisher()
    with pytest.raises(InvalidInput, match="281 characters long as X counts"):
        await us.prepare_post(OwnPost("a" * 281))
    with pytest.raises(InvalidInput, match="empty"):
        await us.prepare_post(OwnPost(" "))
    assert talk.x.asked("POST /2/tweets") == 0
