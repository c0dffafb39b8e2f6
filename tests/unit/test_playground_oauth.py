"""The double's OAuth, its tokens, and several workspaces behind one address."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlencode, urlsplit

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground.clock import ManualClock
from playground.slack import SlackDouble
from playground.workspace import Person
from tests.unit.playground_kit import App, Json, clock_of, refusal, served

BACK = "https://engage.example/slack/oauth_redirect"


@pytest.fixture
async def slack() -> AsyncIterator[SlackDouble]:
    async with served(App()) as app, SlackDouble(clock=ManualClock(), installed=False) as double:
        double.oauth.redirect_urls = [BACK]
        double.deliver_to(app.url)
        yield double


@pytest.fixture
def anna(slack: SlackDouble) -> Person:
    return slack.add_person("Anna")


def page(slack: SlackDouble, **other: str) -> str:
    asked = {
        "client_id": slack.oauth.client_id,
        "scope": "chat:write,users:read",
        "redirect_uri": BACK,
        "state": "s-1",
        **other,
    }
    return f"{slack.base_url}/oauth/v2/authorize?{urlencode(asked)}"


def code_of(address: str) -> str:
    return parse_qs(urlsplit(address).query)["code"][0]


async def exchange(slack: SlackDouble, code: str, **other: str) -> Json:
    client = AsyncWebClient(None, slack.api_url)
    given = {
        "client_id": slack.oauth.client_id,
        "client_secret": slack.oauth.client_secret,
        "code": code,
        "redirect_uri": BACK,
        **other,
    }
    return dict((await client.oauth_v2_access(**given)).data)  # type: ignore[arg-type]


async def test_a_person_allows_it_and_the_code_is_good_for_one_token(
    slack: SlackDouble, anna: Person
) -> None:
    """With the SDK's own call, which proves itself by HTTP Basic."""
    address = slack.oauth.answer(page(slack), slack, anna)
    assert address.startswith(f"{BACK}?code=")
    assert parse_qs(urlsplit(address).query)["state"] == ["s-1"]

    granted = await exchange(slack, code_of(address))

    assert granted["access_token"] == slack.bot_token
    assert granted["scope"] == "chat:write,users:read"
    assert granted["team"] == {"id": "T0PLAYGRND", "name": "Playground"}
    assert (granted["authed_user"]["id"], granted["token_type"]) == (anna.id, "bot")
    assert await refusal(exchange(slack, code_of(address))) == "invalid_code"
    client = AsyncWebClient(slack.bot_token, slack.api_url)
    assert (await client.auth_test())["team_id"] == "T0PLAYGRND"
    assert await refusal(client.conversations_open(users=anna.id)) == "missing_scope"


async def test_what_is_wrong_with_an_exchange_has_slacks_names(
    slack: SlackDouble, anna: Person
) -> None:
    """Client, secret, address and age."""

    def code() -> str:
        return code_of(slack.oauth.answer(page(slack), slack, anna))

    assert await refusal(exchange(slack, code(), client_id="9.9")) == "invalid_client_id"
    assert await refusal(exchange(slack, code(), client_secret="no")) == "bad_client_secret"
    assert await refusal(exchange(slack, code(), redirect_uri=f"{BACK}/x")) == "bad_redirect_uri"
    late = code()
    await clock_of(slack).advance(601)
    assert await refusal(exchange(slack, late)) == "invalid_code"


async def test_the_page_asks_and_sends_the_browser_back(slack: SlackDouble, anna: Person) -> None:
    """Allowed or not; an address that is not right gets Slack's name for it."""
    async with aiohttp.ClientSession() as browser:
        async with browser.get(page(slack)) as shown:
            text = await shown.text()
        assert "Anna, Playground" in text
        assert "<li>users:read</li>" in text
        who = f"T0PLAYGRND:{anna.id}"
        asked = {k: v[0] for k, v in parse_qs(urlsplit(page(slack)).query).items()}
        for answer, given in (("allow", "code="), ("cancel", "error=access_denied")):
            form = {**asked, "person": who, "answer": answer}
            url = f"{slack.base_url}/oauth/v2/authorize"
            async with browser.post(url, data=form, allow_redirects=False) as sent:
                assert sent.status == 302
                assert f"{BACK}?{given}" in sent.headers["location"]
        for wrong, name in (
            ({"client_id": "9.9"}, "invalid_client_id"),
            ({"redirect_uri": "https://evil.example"}, "bad_redirect_uri"),
            ({"scope": ""}, "invalid_scope"),
        ):
            async with browser.get(page(slack, **wrong)) as shown:
                assert (shown.status, name in await shown.text()) == (400, True)


async def install(slack: SlackDouble, team: SlackDouble, person: Person) -> AsyncWebClient:
    code = code_of(slack.oauth.answer(page(slack), team, person))
    return AsyncWebClient((await exchange(slack, code))["access_token"], slack.api_url)


async def test_tokens_decide_the_workspace(slack: SlackDouble, anna: Person) -> None:
    """One address, two teams, each with its own people."""
    other = slack.beside("Other", "T0OTHER")
    olga = other.add_person("Olga")
    assert olga.id == anna.id, "the ids are the same on purpose"

    first, second = await install(slack, slack, anna), await install(slack, other, olga)

    assert (await first.auth_test())["team"] == "Playground"
    assert (await second.auth_test())["team"] == "Other"
    assert (await second.users_info(user=olga.id))["user"]["real_name"] == "Olga"
    assert await refusal(second.auth_test(team_id="T0PLAYGRND")) == "team_not_found"
    assert [call.method for call in other.calls] == ["auth.test", "users.info", "auth.test"]


async def test_removing_the_app_ends_the_token_and_is_told(
    slack: SlackDouble, anna: Person
) -> None:
    """Two events without authorizations, and then none any more; installed again it is new."""
    client = await install(slack, slack, anna)
    before = slack.bot_token

    slack.uninstall()
    await slack.deliveries.settled()

    assert await refusal(client.auth_test()) == "account_inactive"
    told = {each.payload["event"]["type"]: each.payload for each in slack.deliveries.log}
    assert set(told) == {"app_uninstalled", "tokens_revoked"}
    assert told["tokens_revoked"]["event"]["tokens"]["bot"] == [slack.workspace.bot.id]
    assert "authorizations" not in told["app_uninstalled"]
    slack.direct(anna)
    slack.open_app(anna, "home")
    assert slack.events("app_home_opened") == []
    await install(slack, slack, anna)
    assert slack.bot_token not in ("", before)


async def test_installing_again_keeps_the_token_and_adds_scopes(
    slack: SlackDouble, anna: Person
) -> None:
    """As Slack does while the app is installed."""
    await install(slack, slack, anna)
    before = slack.bot_token
    more = page(slack, scope="im:write")

    granted = await exchange(slack, code_of(slack.oauth.answer(more, slack, anna)))

    assert granted["access_token"] == before
    assert granted["scope"] == "chat:write,im:write,users:read"


async def test_a_token_can_be_given_back(slack: SlackDouble, anna: Person) -> None:
    """auth.revoke: only tried with `test`; then it is none any more, and the app is told."""
    client = await install(slack, slack, anna)

    assert (await client.auth_revoke(test=True))["revoked"] is False
    assert (await client.auth_revoke())["revoked"] is True
    assert await refusal(client.auth_test()) == "token_revoked"
    assert [each.payload["event"]["type"] for each in slack.deliveries.log] == ["tokens_revoked"]
