"""What reaches Engage over HTTP that is not Slack, or not in order."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from handlers.server import LARGEST_BODY
from playground.deliveries import encoded, signed_headers
from playground.slack import SlackDouble
from tests.scenario.running import Engage

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def command(slack: SlackDouble) -> str:
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)
    handles = slack.handles(anna, general.id, None)
    payload = slack.payloads.command(anna, general, "/engage", "how are we doing?", handles)
    return encoded("slash_commands", payload)[0]


async def post(
    http: aiohttp.ClientSession, engage: Engage, body: Any, headers: dict[str, str]
) -> tuple[int, str]:
    sent = {"content-type": FORM, **headers}
    async with http.post(engage.url, data=body, headers=sent) as answer:
        return answer.status, await answer.text()


async def test_a_signed_request_is_answered(
    slack: SlackDouble, engage: Engage, http: aiohttp.ClientSession
) -> None:
    """The control of the tests below: the same body passes with its signature."""
    body = command(slack)

    status, _ = await post(
        http, engage, body, signed_headers(slack.signing_secret, body, time.time())
    )
    await engage.quiet()

    assert status == 200
    assert len(engage.agent.asked) == 1


@pytest.mark.parametrize(
    ("secret", "age_s"),
    [("not-ours", 0.0), (None, 301.0), (None, -330.0), ("", 0.0)],
    ids=["forged", "stale", "from the future", "empty secret"],
)
async def test_a_forged_or_stale_signature_is_refused(
    slack: SlackDouble,
    engage: Engage,
    http: aiohttp.ClientSession,
    secret: str | None,
    age_s: float,
) -> None:
    """Nothing is asked, nothing is said to Slack."""
    body = command(slack)
    key = slack.signing_secret if secret is None else secret
    before = len(slack.calls)

    status, text = await post(http, engage, body, signed_headers(key, body, time.time() - age_s))

    assert status == 401
    assert "invalid request" in text
    assert engage.agent.asked == []
    assert before == len(slack.calls)


async def test_a_signature_of_another_body_is_refused(
    slack: SlackDouble, engage: Engage, http: aiohttp.ClientSession
) -> None:
    """Also when it is missing altogether, and also for an event."""
    body = command(slack)
    headers = signed_headers(slack.signing_secret, body, time.time())
    event = json.dumps({"type": "event_callback", "event": {"type": "message"}})

    assert (await post(http, engage, body + "&text=x", headers))[0] == 401
    assert (await post(http, engage, body, {}))[0] == 401
    assert (await post(http, engage, event, {"content-type": "application/json"}))[0] == 401


async def test_an_oversized_body_is_refused_before_it_is_read(
    engage: Engage, http: aiohttp.ClientSession
) -> None:
    """By its declared length, and by what really comes when none is declared."""

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(LARGEST_BODY // 65_536 + 2):
            yield b"x" * 65_536

    assert await post(http, engage, b"x" * (LARGEST_BODY + 1), {}) == (413, "Too large.")
    assert await post(http, engage, endless(), {}) == (413, "Too large.")


async def test_unreadable_bodies_get_one_sentence(
    slack: SlackDouble, engage: Engage, http: aiohttp.ClientSession
) -> None:
    """No trace, no 500: bytes that are no text, JSON that is none."""
    for body in (b"\xff\xfe\x00", b'{"type": ', b"payload=%7Bnot-json"):
        said = await post(http, engage, body, {})

        assert said == (400, "Not readable.")

    odd = json.dumps(["not", "an", "object"])
    headers = signed_headers(slack.signing_secret, odd, time.time())
    status, text = await post(http, engage, odd, headers | {"content-type": "application/json"})

    assert status == 400
    assert "Traceback" not in text


async def test_signed_nonsense_does_no_harm(
    slack: SlackDouble, engage: Engage, http: aiohttp.ClientSession
) -> None:
    """Payloads with parts missing end in a plain status, and the next request is served."""
    for payload in (
        {
            "type": "event_callback",
            "team_id": slack.workspace.team_id,
            "event": {"type": "message"},
        },
        {"type": "event_callback", "team_id": slack.workspace.team_id, "event": {}},
        {"type": "block_actions", "team": {"id": slack.workspace.team_id}, "actions": []},
        {"type": "nothing we know", "team_id": slack.workspace.team_id},
        {},
    ):
        body = json.dumps(payload)
        headers = signed_headers(slack.signing_secret, body, time.time())
        status, text = await post(
            http, engage, body, headers | {"content-type": "application/json"}
        )

        assert status in (200, 400, 404, 500)
        assert "Traceback" not in text
    body = command(slack)
    headers = signed_headers(slack.signing_secret, body, time.time())

    assert (await post(http, engage, body, headers))[0] == 200


async def test_url_verification_is_answered(
    slack: SlackDouble, engage: Engage, http: aiohttp.ClientSession
) -> None:
    """As Slack asks when the address is entered."""
    body = json.dumps({"type": "url_verification", "challenge": "c-1", "token": "t"})
    headers = signed_headers(slack.signing_secret, body, time.time())

    status, text = await post(http, engage, body, headers | {"content-type": "application/json"})

    assert (status, json.loads(text)["challenge"]) == (200, "c-1")


async def test_health_readiness_and_other_paths(
    engage: Engage, http: aiohttp.ClientSession
) -> None:
    """Alive at once; ready when Slack has told who we are."""
    base = engage.url.removesuffix("/slack/events")

    async with http.get(f"{base}/healthz") as answer:
        assert (answer.status, await answer.text()) == (200, "ok")
    async with http.get(f"{base}/readyz") as answer:
        assert (answer.status, await answer.json()) == (200, {"slack": True})
    engage.installations._known = None
    async with http.get(f"{base}/readyz") as answer:
        assert (answer.status, await answer.json()) == (503, {"slack": False})
    async with http.get(engage.url) as answer:
        assert answer.status == 405
    async with http.get(f"{base}/webhooks/bluesky") as answer:
        assert answer.status == 404


async def test_metrics_need_the_token_once_there_is_one(
    slack: SlackDouble, engage: Engage, http: aiohttp.ClientSession
) -> None:
    """And name no workspace and no person."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)
    await slack.command(anna, general, "/engage", "how are we doing?")
    await engage.quiet()
    address = engage.url.removesuffix("/slack/events") + "/metrics"

    for headers in ({}, {"authorization": "Bearer wrong"}):
        async with http.get(address, headers=headers) as answer:
            assert answer.status == 404
    async with http.get(address, headers={"authorization": "Bearer for-operators"}) as answer:
        told = await answer.text()

    assert 'engage_slack_requests_total{status="200"} 1.0' in told
    assert "engage_slack_ack_seconds_count 1.0" in told
    assert slack.workspace.team_id not in told
    assert anna.id not in told
