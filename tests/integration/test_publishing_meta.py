"""What writing on Facebook and on Instagram has to keep alike: our double, driven over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from assistant.errors import (
    InvalidInput,
    NotFound,
    OutcomeUnknown,
    PlatformUnavailable,
    RateLimited,
)
from assistant.ports.publishing import Prepared
from tests.doubles.meta import Fault, GraphError
from tests.doubles.meta.errors import SERVICE, UNKNOWN
from tests.integration.meta_kit import kit
from tests.integration.meta_talk import WORDS, Side, Talk, facebook_side, instagram_side

pytestmark = pytest.mark.integration


@pytest.fixture(params=[facebook_side, instagram_side])
async def side(request: pytest.FixtureRequest) -> AsyncIterator[Side]:
    async with kit() as place:
        yield await request.param(Talk(place))


async def prepared(side: Side, text: str = WORDS) -> Prepared:
    return await side.us.prepare(text, await side.us.look(side.comment.id), "en-GB")


@pytest.mark.parametrize(
    ("fault", "written"),
    [
        (Fault("cut"), 1),
        (Fault("cut", before=True), 0),
        (Fault("half"), 1),
        (Fault("status", status=500), 1),
        (Fault("status", status=504, before=True), 0),
        (Fault("error", error=GraphError(UNKNOWN)), 1),
        (Fault("error", error=GraphError(SERVICE)), 1),
    ],
    ids=str,
)
async def test_nobody_knows_what_became_of_a_reply(side: Side, fault: Fault, written: int) -> None:
    request = await prepared(side)
    side.fail(fault)
    with pytest.raises(OutcomeUnknown):
        await side.us.send(request)
    assert len(side.written()) == written
    assert (await side.us.find(request) is not None) == bool(written)


@pytest.mark.parametrize("fault", [Fault("status", "", "GET", status=503), Fault("cut", "", "GET")])
async def test_it_is_there_though_it_cannot_be_read_back(side: Side, fault: Fault) -> None:
    request = await prepared(side)
    side.server.faults.append(fault)
    published = await side.us.send(request)
    (reply,) = side.written()
    assert published.id == reply.id
    assert published.url == (request.body.get("url") or f"https://www.facebook.com/{reply.id}")


async def test_only_what_came_after_under_the_same_comment_counts_as_found(side: Side) -> None:
    side.write(side.own, side.comment, "At eight.")  # somebody wrote the same before
    request = await prepared(side, "At eight.")
    side.write(side.own, side.top, "At eight.")
    side.write(side.own, side.comment, "At nine.")
    side.write(side.fan, side.comment, "At eight.")
    assert await side.us.find(request) is None
    published = await side.us.send(request)
    assert await side.us.find(request) == published


async def test_it_is_found_among_many(side: Side) -> None:
    request = await prepared(side)
    published = await side.us.send(request)
    for number in range(side.page + 5):
        side.write(side.fan, side.comment, f"And {number}?")
    assert await side.us.find(request) == published


async def test_it_is_never_missing_where_it_could_not_be_looked_for(side: Side) -> None:
    request = await prepared(side)
    await side.us.send(request)
    away = Fault("status", side.edge, status=503)
    for faults in (
        (away, away),  # after the first it asks for less
        (Fault("half", side.edge),),
        (Fault("cut", side.edge),),
    ):
        side.server.faults.extend(faults)
        with pytest.raises(PlatformUnavailable):
            await side.us.find(request)
    for told in ({}, {"data": [{"id": "no number"}]}, {"data": "no list"}):
        side.server.twists[side.template] = lambda _, told=told: told
        with pytest.raises(PlatformUnavailable):
            await side.us.find(request)
    side.server.faults.append(Fault("error", side.edge, error=GraphError(side.busy)))
    with pytest.raises(RateLimited):
        await side.us.find(request)


async def test_a_comment_is_hidden_and_again_does_no_harm(side: Side) -> None:
    for _ in range(2):
        await side.us.hide(side.comment.id)
    assert side.comment.hidden


async def test_what_cannot_be_hidden_says_so(side: Side) -> None:
    ours = side.write(side.own, side.comment, "At eight")
    for each in (ours, side.top):
        with pytest.raises(InvalidInput, match="Only comments of others"):
            await side.us.hide(each.id)
    side.talk.world.delete(side.comment)
    with pytest.raises(NotFound):
        await side.us.hide(side.comment.id)
