"""Our double of X, and what our connector asks of it, against X's official specifications."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.doubles.x.answers import DUPLICATE, NOT_SUMMONED
from tests.doubles.x.calls import CALLS
from tests.integration.x_kit import kit
from tests.peers.x_contract.checkpoint import SPECS, Checkpoint, checkpoint
from tests.peers.x_contract.driving import WITHOUT_A_CALL, drive, promised
from tests.peers.x_contract.plain import Plain, make_every_call

pytestmark = pytest.mark.peers


@pytest.fixture(scope="module", params=sorted(SPECS))
async def passed(request: pytest.FixtureRequest) -> AsyncIterator[Checkpoint]:
    """The double with the spec of one dialect in front of it: 2.159 for `tweet`, 2.167 for `post`."""
    async with checkpoint(Path(os.environ["ENGAGE_SPECS"]), request.param) as each:
        yield each


@pytest.fixture
async def plain(passed: Checkpoint) -> AsyncIterator[Plain]:
    passed.clear()
    client = Plain(passed.url, passed.x)
    async with client.client:
        yield client


async def test_the_double_answers_every_call_as_the_spec_has_it(
    passed: Checkpoint, plain: Plain
) -> None:
    await make_every_call(plain)

    assert passed.violations == []
    assert all(each.status < 300 for each in passed.x.log), passed.x.log
    assert passed.calls >= set(CALLS) - {"DELETE /2/compliance/jobs/{id}"}  # the spec has none


async def test_refusals_have_the_form_of_the_spec(passed: Checkpoint, plain: Plain) -> None:
    """Spec 2.167 lists kinds of problems and has none for "about:blank"."""
    blank = passed.x.asking.dialect.name == "tweet"
    top = passed.x.world.post(plain.acme, "Mine")
    cold = passed.x.world.post(plain.fan, "I like coffee")
    gone = await plain.call("GET", "/2/tweets/1")
    assert gone["errors"][0]["title"] == "Not Found Error"
    wrong = await plain.call("GET", "/2/tweets/search/recent", params={"query": "is:reply"})
    assert wrong["title"] == "Invalid Request"
    if blank:
        for body, words in (
            ({"text": "Mine"}, DUPLICATE),
            ({"text": "Hi", "reply": {"in_reply_to_tweet_id": cold.id}}, NOT_SUMMONED),
        ):
            assert (await plain.call("POST", "/2/tweets", json=body))["detail"] == words
        passed.x.windows.limits["GET /2/tweets/{id}"] = 0
        assert (await plain.call("GET", f"/2/tweets/{top.id}"))["status"] == 429
        passed.x.windows.limits.clear()

    assert passed.violations == []


async def test_the_connector_keeps_to_the_spec_in_everything_it_promises(
    passed: Checkpoint,
) -> None:
    """It asks in the older names first, and goes on in the newer ones where X says so."""
    passed.clear()
    world = passed.x.world
    acme, fan = (world.join(f"{name}{len(world.users)}") for name in ("acme", "fan"))
    async with kit(x=passed.x, url=passed.url) as place:
        connection = await place.signed_in(acme)
        publisher = await place.factory.publisher(place.account(acme), connection)
        noted = await drive(connection, publisher, passed.x, acme, fan)

    assert noted.keys() == promised()
    assert {name for name, calls in noted.items() if not calls} <= WITHOUT_A_CALL
    assert passed.violations == []
    assert set().union(*noted.values()) == passed.calls


# -- the check can fail --------------------------------------------------------------------------


async def test_a_wrong_request_is_noticed(passed: Checkpoint, plain: Plain) -> None:
    await plain.call("GET", "/2/users/me", params={"user.fields": "shoe_size"})
    await plain.call("GET", f"/2/users/{plain.acme.id}/tweets", params={"max_results": 4})
    await plain.call("POST", "/2/tweets", json={"text": "Hi", "quote": "1"})

    noticed = "\n".join(passed.violations)
    assert len(passed.violations) == 3, noticed
    assert all(each in noticed for each in ("user.fields", "max_results", "quote")), noticed


async def test_a_wrong_answer_is_noticed(passed: Checkpoint, plain: Plain) -> None:
    plain.acme.followers = "many"  # type: ignore[assignment]
    fields = {"user.fields": "public_metrics"}
    await plain.call("GET", "/2/users/me", params=fields)

    assert len(passed.violations) == 1
    assert "followers_count" in passed.violations[0]
