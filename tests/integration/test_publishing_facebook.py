"""Writing as a Facebook Page: our double, driven over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.community.accounts import Account, AccountRef, Platform
from assistant.community.rules import Way
from assistant.errors import (
    AccessRefused,
    InvalidInput,
    NotFound,
    OutcomeUnknown,
    PlatformUnavailable,
    PostRefused,
    RateLimited,
    ReconnectNeeded,
)
from assistant.platforms.facebook_publishing import MOST
from assistant.platforms.meta_oauth import MetaOAuth
from assistant.platforms.meta_signing import FacebookFactory
from assistant.ports import Credential
from assistant.ports.publishing import OwnPost, Prepared, Publisher
from tests.doubles.meta import Fault, GraphError
from tests.doubles.meta.errors import (
    BAD_TOKEN,
    DUPLICATE,
    EXPIRED,
    INVALID,
    PAGES_BUSY,
    PASSWORD,
    RESTRICTED,
    missing_permission,
)
from tests.doubles.meta.nodes import Photo
from tests.integration.meta_kit import kit
from tests.integration.meta_talk import WORDS, Talk
from tests.integration.pictures import attached
from tests.integration.platform_kit import Held

pytestmark = pytest.mark.integration

READS = "pages_show_list", "pages_read_engagement", "pages_read_user_content"
COMMENT, FEED, PHOTOS = ("comments", "POST"), ("feed", "POST"), ("photos", "POST")


@pytest.fixture
async def talk() -> AsyncIterator[Talk]:
    async with kit() as place:
        yield Talk(place)


async def prepared(talk: Talk, us: Publisher, text: str = WORDS) -> Prepared:
    return await us.prepare(text, await us.look(talk.question.id), "en-GB")


async def test_a_comment_is_answered_as_the_page(talk: Talk) -> None:
    us = await talk.facebook()
    request = await prepared(talk, us)
    assert await us.find(request) is None
    published = await us.send(request)
    (reply,) = talk.comments()
    assert (reply.message, reply.parent, reply.post) == (WORDS, talk.question, talk.top)
    assert (published.id, published.at) == (reply.id, reply.created_at)
    assert published.url.startswith("https://www.facebook.com/")
    assert await us.find(request) == published
    assert us.resend_for is None


@pytest.mark.parametrize("under_replies", [True, False])
async def test_what_answers_an_answer_stands_under_the_comment(
    talk: Talk, under_replies: bool
) -> None:
    """Also where Facebook takes it in no other way."""
    talk.place.server.routes.writing.under_replies = under_replies
    us = await talk.facebook()
    target = await us.look(talk.answer.id)
    assert target.conversation == (talk.top.id, talk.question.id, talk.answer.id)
    request = await us.prepare(WORDS, target, None)
    published = await us.send(request)
    (reply,) = talk.comments()
    assert (reply.parent, reply.id) == (talk.question, published.id)
    assert await us.find(request) == published
    again = await us.look(talk.answer.id)
    assert again.conversation[-1] == published.id


# -- whether a reply may go out ---------------------------------------------------------------


async def test_what_stands_on_the_page_or_tags_it_is_answered_by_api(talk: Talk) -> None:
    us, world, page = await talk.facebook(), talk.world, talk.place.page
    visitor = world.post(page, "Hi there", by=talk.fan)
    tagging = world.tag(talk.fan, page, "With Acme")
    for each in (talk.top, talk.question, talk.answer, visitor, tagging):
        target = await us.look(each.id)
        assert target.verdict.way is Way.BY_API, each
    target = await us.look(visitor.id)
    await us.send(await us.prepare("Hello", target, None))
    assert [each.post for each in talk.comments()] == [visitor]
    # an id does not say whose it is, so a post that is not ours is asked for as a comment first
    refused = [call for call in talk.place.server.calls if call.code]
    assert {call.template for call in refused} == {"/?ids"}
    for call in refused:
        talk.place.server.calls.remove(call)


async def test_a_hidden_comment_is_not_answered(talk: Talk) -> None:
    us = await talk.facebook()
    talk.world.hide(talk.question)
    for each in (talk.question, talk.answer):
        verdict = (await us.look(each.id)).verdict
        assert verdict.way is Way.NOT_AT_ALL
        assert "hidden" in verdict.reason


async def test_what_is_gone_is_not_found(talk: Talk) -> None:
    us = await talk.facebook()
    talk.world.delete(talk.question)
    for gone in (talk.question.id, talk.answer.id, "1_2", "no number"):
        with pytest.raises(NotFound):
            await us.look(gone)


# -- sending and finding ----------------------------------------------------------------------


@pytest.mark.parametrize("told", [{}, {"id": "no number"}, {"id": None}])
async def test_an_answer_without_an_id_leaves_it_unknown(talk: Talk, told: dict[str, str]) -> None:
    us = await talk.facebook()
    request = await prepared(talk, us)
    talk.place.server.twists["/{Comment}/comments"] = lambda _: told
    with pytest.raises(OutcomeUnknown):
        await us.send(request)
    talk.place.server.twists.clear()
    assert await us.find(request)


# -- what Facebook says no to -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (GraphError(RESTRICTED), "blocked"),
        (missing_permission("pages_manage_engagement"), "pages_manage_engagement is missing"),
        (GraphError(10, "(#10) The app is in development mode"), "development mode"),
        (GraphError(INVALID, "(#100) Bad", told=("No", "Comments are off here.")), "off here"),
        (GraphError(INVALID, "Gone", subcode=33), "not there any more"),
        (GraphError(1705, "(#1705) What"), "code 1705"),
    ],
    ids=str,
)
async def test_definite_refusals_say_why(talk: Talk, error: GraphError, words: str) -> None:
    us = await talk.facebook()
    request = await prepared(talk, us)
    talk.place.server.faults.append(Fault("error", *COMMENT, error=error, before=True))
    with pytest.raises(PostRefused, match=words):
        await us.send(request)
    assert talk.comments() == []


@pytest.mark.parametrize("subcode", [None, EXPIRED, PASSWORD])
async def test_a_token_that_is_over_asks_for_a_new_sign_in(talk: Talk, subcode: int | None) -> None:
    us = await talk.facebook()
    request = await prepared(talk, us)
    error = GraphError(BAD_TOKEN, subcode=subcode)
    talk.place.server.faults.append(Fault("error", *COMMENT, error=error, before=True))
    with pytest.raises(ReconnectNeeded):
        await us.send(request)


async def test_too_many_calls_mean_that_nothing_was_sent(talk: Talk) -> None:
    us = await talk.facebook()
    request = await prepared(talk, us)
    error = GraphError(PAGES_BUSY)
    talk.place.server.faults.append(Fault("error", *COMMENT, error=error, before=True))
    with pytest.raises(RateLimited):
        await us.send(request)
    assert talk.comments() == []


async def test_a_permission_that_is_missing_is_named(talk: Talk) -> None:
    us = await talk.facebook(*READS)
    request = await prepared(talk, us)
    with pytest.raises(PostRefused, match="pages_manage_engagement is missing"):
        await us.send(request)
    with pytest.raises((PostRefused, AccessRefused), match="pages_manage_engagement"):
        await us.hide(talk.question.id)
    with pytest.raises(PostRefused, match="pages_manage_posts is missing"):
        await us.prepare_post(OwnPost("Cup", images=(attached("A cup"),)))
    assert talk.comments() == []


# -- posts of our own -------------------------------------------------------------------------


async def test_a_post_with_images_is_seen_once_it_is_sent(talk: Talk) -> None:
    us = await talk.facebook()
    cups = (attached("A red cup"), attached("A blue cup", side=240))
    request = await us.prepare_post(OwnPost("Cups & more https://acme.example", (), "en", cups))
    assert talk.posts() == []
    assert not any(photo.published for photo in talk.world.all(Photo))
    published = await us.send(request)
    (post,) = talk.posts()
    assert (post.id, post.message) == (published.id, request.text)
    assert [(photo.alt, photo.data) for photo in post.photos] == [
        (cup.image.alt, cup.data) for cup in cups
    ]
    assert await us.find(request) == published
    assert (await us.newest())[0].id == published.id


async def test_the_very_same_post_is_refused_and_it_is_said_why(talk: Talk) -> None:
    us = await talk.facebook()
    await us.send(await us.prepare_post(OwnPost("Hello")))
    with pytest.raises(PostRefused, match="very same a short while ago"):
        await us.send(await us.prepare_post(OwnPost("Hello")))
    assert len(talk.posts()) == 1


async def test_a_post_is_found_by_its_words_and_is_none_of_before(talk: Talk) -> None:
    us = await talk.facebook()
    talk.world.post(talk.place.page, "Good morning")
    talk.world.post(talk.place.page, "Another")
    request = await us.prepare_post(OwnPost("Good\n\nmorning "))
    assert await us.find(request) is None
    talk.place.server.faults.append(Fault("cut", *FEED))
    with pytest.raises(OutcomeUnknown):
        await us.send(request)
    found = await us.find(request)
    assert found
    assert found.id == talk.posts()[-1].id


async def test_what_is_older_than_a_day_is_not_looked_through(talk: Talk) -> None:
    us = await talk.facebook()
    old = talk.place.server.now() - timedelta(days=3)
    for number in range(30):
        talk.world.post(talk.place.page, f"Old {number}", at=old)
    before = len(talk.place.server.calls)
    request = await us.prepare_post(OwnPost("New"))
    assert await us.find(request) is None
    assert len(talk.place.server.calls) == before + 2


async def test_an_image_that_is_refused_is_told(talk: Talk) -> None:
    us = await talk.facebook()
    error = GraphError(324, "(#324) Missing or invalid image file")
    talk.place.server.faults.append(Fault("error", *PHOTOS, error=error, before=True))
    with pytest.raises(PostRefused, match=r"gave no reason \(code 324\)"):
        await us.prepare_post(OwnPost("Cup", images=(attached("A cup"),)))
    talk.place.server.faults.append(Fault("cut", *PHOTOS))
    with pytest.raises(PlatformUnavailable):
        await us.prepare_post(OwnPost("Cup", images=(attached("A cup"),)))
    assert talk.posts() == []


async def test_what_cannot_be_sent_is_said_before(talk: Talk) -> None:
    us = await talk.facebook()
    with pytest.raises(InvalidInput, match="no threads"):
        await us.prepare_post(OwnPost("Two", (talk.top.id,)))
    with pytest.raises(InvalidInput, match="8,001 characters long"):
        await us.prepare_post(OwnPost("a" * (MOST + 1)))
    with pytest.raises(InvalidInput, match="empty"):
        await us.prepare_post(OwnPost(" \n"))
    assert us.count("Zoë 🌅") == 5


# -- hiding -----------------------------------------------------------------------------------


async def test_a_hiding_that_fails_is_not_known(talk: Talk) -> None:
    us = await talk.facebook()
    error = GraphError(DUPLICATE)
    talk.place.server.faults.append(Fault("status", talk.question.id, "POST", status=502))
    with pytest.raises(PlatformUnavailable):
        await us.hide(talk.question.id)
    talk.place.server.faults.append(Fault("error", talk.question.id, "POST", error=error))
    with pytest.raises(PostRefused):
        await us.hide(talk.question.id)


async def test_without_the_app_it_was_connected_with_an_account_says_so(talk: Talk) -> None:
    """Whoever runs Engage took its settings out: a person can mend that, and no job breaks."""
    place, us = talk.place, await talk.facebook()
    account = Account(
        "a1",
        "T1",
        AccountRef(Platform.FACEBOOK, "acme"),
        place.page.id,
        "Acme",
        "",
        place.server.now(),
    )
    credential = Credential(place.server.graph, place.page.id, place.token, {})
    app = replace(place.oauth.app, app_id=None, app_secret=None)
    unset = FacebookFactory(MetaOAuth(place.oauth._reader, app), place.server.now, lambda *_: us)
    with pytest.raises(AccessRefused, match="META_APP_ID and META_APP_SECRET are not set"):
        unset.signed_in(account, credential, Held(credential))
