"""What our double of X does by itself, and the official specs say nothing about."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from tests.doubles.x import Fault, User, XServer
from tests.doubles.x.answers import DUPLICATE, LOCKED, NO_TARGET, NOT_SUMMONED
from tests.doubles.x.signing import ALL_SCOPES, App

pytestmark = pytest.mark.integration

BACK = "https://engage.example/connect/x/callback"
VERIFIER = "v" * 50


class Talk:
    """The double, a brand and somebody else on it, and a client signed in as the brand."""

    def __init__(self, x: XServer, client: httpx2.AsyncClient) -> None:
        self.x = x
        self.client = client
        self.acme, self.fan = x.world.join("acme"), x.world.join("fan")
        client.headers["Authorization"] = f"Bearer {x.token(self.acme)}"

    async def get(self, path: str, **query: Any) -> Any:
        return (await self.client.get(path, params=query)).json()

    async def post(self, text: str, to: str | None = None) -> httpx2.Response:
        reply = {"reply": {"in_reply_to_tweet_id": to}} if to else {}
        return await self.client.post("/2/tweets", json={"text": text, **reply})


@pytest.fixture
async def talk() -> AsyncIterator[Talk]:
    async with XServer() as x, httpx2.AsyncClient(base_url=x.url, timeout=10) as client:
        yield Talk(x, client)


# -- consent and tokens ------------------------------------------------------------------------


async def consent(talk: Talk, app: App, user: User) -> dict[str, str]:
    """Press the button of a person; what the way back brings."""
    digest = hashlib.sha256(VERIFIER.encode()).digest()
    query = {
        "response_type": "code",
        "client_id": app.client_id,
        "redirect_uri": BACK,
        "scope": ALL_SCOPES,
        "state": "s",
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    form = {"as": user.username}
    page = await talk.client.get("/i/oauth2/authorize", params=query)
    assert user.username in page.text
    answer = await talk.client.post("/i/oauth2/authorize", params=query, data=form)
    assert answer.headers["location"].startswith(BACK)
    return {k: v[0] for k, v in parse_qs(urlsplit(answer.headers["location"]).query).items()}


async def trade(talk: Talk, app: App, **form: str) -> httpx2.Response:
    """Ask the token endpoint, as a confidential client or as a public one."""
    headers = {}
    if app.client_secret:
        pair = base64.b64encode(f"{app.client_id}:{app.client_secret}".encode()).decode()
        headers["Authorization"] = f"Basic {pair}"
    else:
        form["client_id"] = app.client_id
        headers["Authorization"] = ""
    return await talk.client.post("/2/oauth2/token", data=form, headers=headers)


def code_form(code: str, verifier: str = VERIFIER) -> dict[str, str]:
    given = {"code": code, "code_verifier": verifier, "redirect_uri": BACK}
    return {"grant_type": "authorization_code", **given}


@pytest.mark.parametrize("confidential", [True, False])
async def test_a_code_becomes_tokens_once_and_a_refresh_token_too(
    talk: Talk, confidential: bool
) -> None:
    app = talk.x.signing.register(BACK, confidential=confidential)
    back = await consent(talk, app, talk.acme)
    assert back["state"] == "s"
    first = (await trade(talk, app, **code_form(back["code"]))).json()
    assert (await trade(talk, app, **code_form(back["code"]))).status_code == 400
    refresh = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    second = (await trade(talk, app, **refresh)).json()
    assert second["access_token"] != first["access_token"]
    spent = await trade(talk, app, **refresh)
    assert spent.json()["error_description"] == "Value passed for the token was invalid."
    headers = {"Authorization": f"Bearer {second['access_token']}"}
    assert (await talk.client.get("/2/users/me", headers=headers)).json()["data"]["id"]


async def test_a_code_lives_thirty_seconds_and_wants_its_verifier(talk: Talk) -> None:
    app = talk.x.signing.register(BACK)
    wrong = await consent(talk, app, talk.acme)
    assert (await trade(talk, app, **code_form(wrong["code"], "other"))).status_code == 400
    talk.x.moment = datetime.now(UTC)
    late = await consent(talk, app, talk.acme)
    talk.x.moment += timedelta(seconds=30)
    assert (await trade(talk, app, **code_form(late["code"]))).status_code == 400


async def test_a_token_ends_after_two_hours_and_when_it_is_taken_back(talk: Talk) -> None:
    talk.x.moment = datetime.now(UTC)
    talk.client.headers["Authorization"] = f"Bearer {talk.x.token(talk.acme)}"
    assert "data" in await talk.get("/2/users/me")
    talk.x.moment += timedelta(hours=2)
    assert (await talk.get("/2/users/me"))["status"] == 401
    token = talk.x.token(talk.acme, "tweet.read", "users.read")
    talk.client.headers["Authorization"] = f"Bearer {token}"
    assert (await talk.post("Hello")).status_code == 403
    talk.x.signing.withdraw(talk.acme)
    assert (await talk.get("/2/users/me"))["status"] == 401


# -- reading -----------------------------------------------------------------------------------


async def test_pages_hold_everything_once(talk: Talk) -> None:
    made = [talk.x.world.post(talk.acme, f"Post {number}").id for number in range(23)]
    query: dict[str, Any] = {"max_results": 10}
    found: list[str] = []
    for _ in range(3):
        page = await talk.get(f"/2/users/{talk.acme.id}/tweets", **query)
        found += [each["id"] for each in page["data"]]
        query["pagination_token"] = page["meta"].get("next_token")
    assert found == made[::-1]
    assert query["pagination_token"] is None
    newer = await talk.get(f"/2/users/{talk.acme.id}/tweets", since_id=made[-2])
    assert [each["id"] for each in newer["data"]] == made[-1:]


async def test_private_figures_end_after_thirty_days(talk: Talk) -> None:
    now = talk.x.now()
    young = talk.x.world.post(talk.acme, "Young", at=now - timedelta(days=29))
    old = talk.x.world.post(talk.acme, "Old", at=now - timedelta(days=31))
    theirs = talk.x.world.post(talk.fan, "Theirs")
    ids = ",".join(each.id for each in (young, old, theirs))
    fields = {"tweet.fields": "non_public_metrics,public_metrics"}
    answer = await talk.get("/2/tweets", ids=ids, **fields)
    shown = {each["id"]: "non_public_metrics" in each for each in answer["data"]}
    assert shown == {young.id: True, old.id: False}
    assert {each["resource_id"] for each in answer["errors"]} == {old.id, theirs.id}


async def test_searches_reach_back_seven_days(talk: Talk) -> None:
    now = talk.x.now()
    talk.x.world.post(talk.fan, "Acme is old", at=now - timedelta(days=8))
    new = talk.x.world.post(talk.fan, "Acme is new")
    path = "/2/tweets/search/recent"
    found = await talk.get(path, query="acme")
    assert [each["id"] for each in found["data"]] == [new.id]
    refused = await talk.get(path, query="acme", since_id="1")
    assert "'since_id' must be a tweet id created after" in refused["errors"][0]["message"]


# -- writing -----------------------------------------------------------------------------------


async def test_rules_of_writing(talk: Talk) -> None:
    world = talk.x.world
    top = world.post(talk.acme, "Hello")
    question = world.reply(talk.fan, top, "When?")
    cold, unnamed = (
        world.post(talk.fan, "I like coffee"),
        world.reply(talk.fan, top, "So", named=False),
    )
    quote = world.quote(talk.fan, top, "See")
    gone = world.post(talk.fan, "@acme bye")
    world.delete(gone)
    for to in (top, question, quote):
        assert (await talk.post(f"Answer {to.id}", to.id)).status_code == 201
    for to, words in ((cold, NOT_SUMMONED), (unnamed, NOT_SUMMONED), (gone, NO_TARGET)):
        assert (await talk.post("Answer", to.id)).json()["detail"] == words
    assert (await talk.post("Once")).status_code == 201
    assert (await talk.post("Once")).json()["detail"] == DUPLICATE
    talk.acme.locked = True
    assert (await talk.post("Locked")).json()["detail"] == LOCKED


# -- faults, limits and money ------------------------------------------------------------------


async def test_faults_before_and_after_the_write(talk: Talk) -> None:
    talk.x.faults += [Fault("cut", before=True), Fault("cut"), Fault("half")]
    for text in ("Never", "Made"):
        with pytest.raises(httpx2.HTTPError):
            await talk.post(text)
    with pytest.raises(json.JSONDecodeError):
        (await talk.post("Half")).json()
    assert {each.text for each in talk.x.world.posts.values()} == {"Made", "Half"}
    talk.x.faults.append(Fault("answer", "GET /2/users/me", 429, {}, {"x-rate-limit-reset": "9"}))
    refused = await talk.client.get("/2/users/me")
    assert (refused.status_code, refused.headers["x-rate-limit-reset"]) == (429, "9")
    assert "x-rate-limit-limit" not in refused.headers
    talk.x.changes["GET /2/users/me"] = lambda answer: {**answer, "strange": 1}
    assert (await talk.get("/2/users/me"))["strange"] == 1
    assert [each.body["text"] for each in talk.x.log[:3]] == ["Never", "Made", "Half"]


async def test_windows_close_and_open_again(talk: Talk) -> None:
    talk.x.moment = datetime.now(UTC)
    talk.client.headers["Authorization"] = f"Bearer {talk.x.token(talk.acme)}"
    talk.x.windows.limits["GET /2/users/me"] = 2
    statuses = [(await talk.client.get("/2/users/me")).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    talk.x.moment += timedelta(minutes=15)
    assert (await talk.client.get("/2/users/me")).status_code == 200
    talk.x.windows.limits["POST /2/tweets a day"] = 1
    posted = await talk.post("One")
    assert posted.headers["x-app-limit-24hour-remaining"] == "0"
    assert (await talk.post("Two")).status_code == 429


async def test_a_thing_is_paid_for_once_a_day(talk: Talk) -> None:
    talk.x.moment = datetime(2026, 11, 23, 23, 59, tzinfo=UTC)
    talk.client.headers["Authorization"] = f"Bearer {talk.x.token(talk.acme)}"
    own, theirs = talk.x.world.post(talk.acme, "Ours"), talk.x.world.post(talk.fan, "Theirs")
    for _ in range(2):
        await talk.get("/2/tweets", ids=theirs.id)
        await talk.get(f"/2/users/{talk.acme.id}/tweets")
    assert talk.x.billing.micro == 5_000 + 1_000
    talk.x.moment += timedelta(minutes=1)
    await talk.get("/2/tweets", ids=f"{own.id},{theirs.id}")
    assert talk.x.billing.micro == 6_000 + 10_000
    await talk.post("With https://acme.example/")
    assert talk.x.billing.micro == 16_000 + 200_000
    talk.x.billing.credits = 1
    assert (await talk.get("/2/users/me"))["status"] == 402
