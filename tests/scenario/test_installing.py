"""Teams install Engage by a link: what works, what does not, and what each page says."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import AsyncIterator
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import pytest

from playground.faults import Fault
from playground.slack import SlackDouble
from playground.workspace import Person
from tests.scenario.going import going
from tests.scenario.many import SCOPES, Browser, ManyEngage, Shown, asked
from tests.scenario.running import Stores, words_of


@pytest.fixture
def acme(slack: SlackDouble) -> SlackDouble:
    """A team without Engage."""
    return slack.beside("Acme <Roasters>", "T0ACME")


@pytest.fixture
def anna(acme: SlackDouble) -> Person:
    return acme.add_person("Anna", admin=True, zone="Europe/Berlin")


@pytest.fixture
async def engage(slack: SlackDouble, stores: Stores) -> AsyncIterator[ManyEngage]:
    async with going(ManyEngage(slack, stores)) as running:
        yield running


@pytest.fixture
async def browser(engage: ManyEngage) -> AsyncIterator[Browser]:
    browser = Browser(engage)
    yield browser
    await browser.close()


def told(team: SlackDouble, person: Person) -> list[str]:
    """What Engage wrote to somebody directly."""
    return [words_of(each) for each in team.messages(team.direct(person))]


def secrets_of(slack: SlackDouble, *teams: SlackDouble) -> list[str]:
    return [slack.oauth.client_secret, *(team.bot_token for team in teams if team.bot_token)]


# -- the good way -----------------------------------------------------------------------------


async def test_a_team_installs_engage_and_asks_at_once(
    engage: ManyEngage, browser: Browser, acme: SlackDouble, anna: Person
) -> None:
    """The workspace is made in the installer's zone; she is greeted; her question is answered."""
    shown = await browser.install(acme, anna)

    assert (shown.status, shown.title) == (200, "Engage is in Acme &lt;Roasters&gt;")
    workspace = engage.stores.workspaces.known["T0ACME"]
    assert (workspace.name, workspace.zone) == ("Acme <Roasters>", "Europe/Berlin")
    kept = engage.stores.apps.kept["T0ACME"]
    assert kept.installer_id == anna.id
    assert kept.scopes == SCOPES
    assert kept.token == acme.bot_token
    (greeting,) = told(acme, anna)
    assert "Engage is in Acme" in greeting
    assert "<Roasters>" not in greeting
    general = acme.add_channel("general", anna)
    await acme.command(anna, general, "/engage", "how are we doing?")
    await engage.quiet()
    assert "12 replies" in words_of(acme.ephemerals(anna, general)[-1])


async def test_once_warm_nobody_is_asked_who_we_are(
    engage: ManyEngage, browser: Browser, acme: SlackDouble, anna: Person
) -> None:
    """Neither Slack nor the database, in the way of an ack or behind it."""
    await browser.install(acme, anna)
    general = acme.add_channel("general", anna)
    await acme.command(anna, general, "/engage", "how are we doing?")
    await engage.quiet()
    reads, asked_slack = engage.stores.apps.reads, len(acme.calls_of("auth.test"))

    for _ in range(10):
        await acme.command(anna, general, "/engage", "how are we doing?")
        await engage.quiet()

    assert engage.stores.apps.reads == reads
    assert len(acme.calls_of("auth.test")) == asked_slack == 1


async def test_slack_is_asked_for_what_the_manifest_says(
    engage: ManyEngage, browser: Browser, slack: SlackDouble
) -> None:
    """No more and no less, and to come back here."""
    address = await browser.begin()

    assert address.startswith(f"{slack.base_url}/oauth/v2/authorize?")
    query = asked(address)
    assert query["scope"].split(",") == sorted(SCOPES)
    assert query["redirect_uri"] == f"{engage.base_url}/slack/oauth_redirect"
    assert query["client_id"] == slack.oauth.client_id
    assert re.fullmatch(r"[\w-]{43}", query["state"])
    assert "team" not in query
    assert slack.oauth.client_secret not in address


async def test_where_one_team_may_install_slack_is_told_which(
    slack: SlackDouble, stores: Stores
) -> None:
    """So that nobody picks another one by mistake."""
    running = ManyEngage(slack, stores, allowed="T0ACME")
    await running.start()
    browser = Browser(running)

    assert asked(await browser.begin())["team"] == "T0ACME"

    await browser.close()
    await running.close()


async def test_pages_keep_nothing_and_load_nothing(
    slack: SlackDouble, browser: Browser, acme: SlackDouble, anna: Person
) -> None:
    """No secret, no script, no referrer, no frame, no copy; the style is the one that is named."""
    good = await browser.install(acme, anna)
    bad = await browser.open(f"{browser.engage.base_url}/slack/oauth_redirect?state=x")

    for shown in (good, bad):
        policy = shown.headers["content-security-policy"]
        assert policy.startswith("default-src 'none';")
        assert "frame-ancestors 'none'" in policy
        style = shown.text.partition("<style>")[2].partition("</style>")[0]
        assert f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" in policy
        assert shown.headers["referrer-policy"] == "no-referrer"
        assert shown.headers["cache-control"] == "no-store"
        assert shown.headers["x-content-type-options"] == "nosniff"
        assert "<script" not in shown.text
        for secret in secrets_of(slack, acme):
            assert secret not in shown.text


async def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(browser: Browser) -> None:
    """It lives as long as the ticket; with https it is also Secure, and of this host alone."""
    await browser.begin()

    (cookie,) = browser.cookies().values()
    assert cookie.key == "engage_install"
    assert cookie["httponly"]
    assert cookie["samesite"] == "lax"
    assert cookie["max-age"] == "600"


async def test_two_tabs_of_one_browser_both_come_to_their_end(
    slack: SlackDouble, browser: Browser, acme: SlackDouble, anna: Person
) -> None:
    """The second does not take the ticket from the first."""
    first, second = await browser.begin(), await browser.begin()

    for address in (second, first):
        shown = await browser.open(slack.oauth.answer(address, acme, anna))
        assert shown.status == 200
    await browser.engage.quiet()
    assert len(told(acme, anna)) == 1


# -- the other ways ---------------------------------------------------------------------------


def nothing_kept(engage: ManyEngage) -> bool:
    return not engage.stores.apps.kept and not engage.stores.workspaces.known


async def test_who_says_no_to_slack_installs_nothing(
    engage: ManyEngage, browser: Browser, acme: SlackDouble, anna: Person
) -> None:
    """And may begin anew."""
    shown = await browser.install(acme, anna, agreed=False)

    assert (shown.status, shown.title) == (200, "You did not install Engage")
    assert f'href="{engage.base_url}/slack/install"' in shown.text
    assert nothing_kept(engage)


async def test_an_address_that_was_used_is_of_no_more_use(
    slack: SlackDouble, browser: Browser, acme: SlackDouble, anna: Person
) -> None:
    """The same page again, in the same browser."""
    back = slack.oauth.answer(await browser.begin(), acme, anna)
    assert (await browser.open(back)).status == 200

    shown = await browser.open(back)

    assert (shown.status, shown.title) == (400, "This page is no longer valid")


async def test_after_ten_minutes_one_begins_anew(
    engage: ManyEngage, browser: Browser, acme: SlackDouble, anna: Person, slack: SlackDouble
) -> None:
    """Not a second longer."""
    back = slack.oauth.answer(await browser.begin(), acme, anna)
    engage.stores.clock.move(timedelta(minutes=10))

    shown = await browser.open(back)

    assert (shown.status, shown.title) == (400, "This page is no longer valid")
    assert nothing_kept(engage)


async def test_another_browser_cannot_end_what_this_one_began(
    engage: ManyEngage, browser: Browser, acme: SlackDouble, anna: Person, slack: SlackDouble
) -> None:
    """A forwarded link installs nothing, and the ticket is spent."""
    other = Browser(engage)
    back = slack.oauth.answer(await browser.begin(), acme, anna)
    for begun in (False, True):
        if begun:
            await other.begin()
            back = slack.oauth.answer(await browser.begin(), acme, anna)
        shown = await other.open(back)
        assert (shown.status, shown.title) == (403, "This began in another browser")
    await other.close()

    assert (await browser.open(back)).status == 400
    assert nothing_kept(engage)


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"code": "1.2.3"},
        {"code": "1.2.3", "state": ""},
        {"code": "1.2.3", "state": "A" * 43},
        {"code": "1.2.3", "state": "' OR 1=1"},
        {"error": "access_denied", "state": "A" * 43},
        {"code": "x" * 5000, "state": "ü" * 43},
    ],
    ids=["nothing", "no state", "empty", "guessed", "quoted", "denied", "long"],
)
async def test_a_forged_way_back_leads_nowhere(
    engage: ManyEngage, browser: Browser, slack: SlackDouble, query: dict[str, str]
) -> None:
    """Slack is not even asked."""
    await browser.begin()

    shown = await browser.open(f"{engage.base_url}/slack/oauth_redirect?{urlencode(query)}")

    assert (shown.status, shown.title) == (400, "This page is no longer valid")
    assert slack.calls_of("oauth.v2.access") == []
    assert nothing_kept(engage)


async def back_with(browser: Browser, **query: str) -> Shown:
    """As Slack sends the browser back, with a ticket that is valid."""
    given = {**query, "state": asked(await browser.begin())["state"]}
    return await browser.open(f"{browser.engage.base_url}/slack/oauth_redirect?{urlencode(given)}")


async def test_a_code_slack_does_not_know_is_refused_with_slacks_reason(browser: Browser) -> None:
    """Made up, missing, or an error of Slack's own."""
    for query in ({"code": "1.2.3"}, {}):
        shown = await back_with(browser, **query)
        assert (shown.status, shown.title) == (502, "Slack did not let Engage in")
        assert "invalid_code" in shown.text
    shown = await back_with(browser, error="<b>boo</b>")
    assert "reason: unknown." in shown.text
    assert "boo" not in shown.text


async def test_a_wrong_client_secret_is_said_without_the_secret(
    slack: SlackDouble, browser: Browser, acme: SlackDouble, anna: Person
) -> None:
    """Whoever runs Engage can look it up by Slack's name for it."""
    back = slack.oauth.answer(await browser.begin(), acme, anna)
    right, slack.oauth.client_secret = slack.oauth.client_secret, "another-secret"

    shown = await browser.open(back)

    assert "bad_client_secret" in shown.text
    assert right not in shown.text


async def test_a_missing_permission_is_named_in_words(
    engage: ManyEngage, browser: Browser, acme: SlackDouble, anna: Person, slack: SlackDouble
) -> None:
    """Whoever takes one out of the address gets nothing, and leaves no token behind."""
    address = (await browser.begin()).replace("users%3Aread", "team%3Aread")

    shown = await browser.open(slack.oauth.answer(address, acme, anna))

    assert (shown.status, shown.title) == (403, "Engage could not be installed")
    assert "“see who is a full member” (users:read)" in shown.text
    assert nothing_kept(engage)
    assert acme.bot_token == ""
    assert [call.ok for call in acme.calls_of("auth.revoke")] == [True]


async def test_a_workspace_in_use_survives_a_refused_installation(
    engage: ManyEngage, browser: Browser, acme: SlackDouble, anna: Person
) -> None:
    """Slack grants the token that is in use again: giving that back would end everything."""
    await browser.install(acme, anna)
    engage.installations.forget("T0ACME")
    acme.api.scopes = frozenset({"commands"})
    address = (await browser.begin()).replace("users%3Aread", "team%3Aread")

    shown = await browser.open(engage.slack.oauth.answer(address, acme, anna))

    assert shown.status == 403
    assert acme.calls_of("auth.revoke") == []
    assert (await engage.installations.of("T0ACME")).workspace.id == "T0ACME"


@pytest.mark.parametrize("allowed", ["", "T0OTHER T0THIRD"], ids=["nobody", "others"])
async def test_a_team_that_is_not_on_the_list_is_told_what_to_do(
    slack: SlackDouble, stores: Stores, acme: SlackDouble, anna: Person, allowed: str
) -> None:
    """With the id that whoever runs Engage has to add; nothing stays behind."""
    running = ManyEngage(slack, stores, allowed=allowed)
    await running.start()
    browser = Browser(running)

    shown = await browser.install(acme, anna)

    assert (shown.status, shown.title) == (403, "Engage could not be installed")
    assert "adding that id to SLACK_ALLOWED_TEAMS" in shown.text
    assert "T0ACME" in shown.text
    assert nothing_kept(running)
    assert acme.bot_token == ""
    await browser.close()
    await running.close()


async def test_a_whole_organisation_is_refused_in_one_sentence(
    engage: ManyEngage, browser: Browser, acme: SlackDouble, anna: Person
) -> None:
    """Enterprise Grid: workspace by workspace."""
    shown = await browser.install(acme, anna, org_wide=True)

    assert shown.status == 403
    assert "one workspace at a time, not for a whole organisation" in shown.text
    assert nothing_kept(engage)


async def test_slack_away_in_the_middle_is_said_and_nothing_is_kept(
    engage: ManyEngage, browser: Browser, acme: SlackDouble, anna: Person, slack: SlackDouble
) -> None:
    """At the exchange, and at the question who we are."""
    slack.faults.add(Fault("oauth.v2.access", "drop"))
    shown = await browser.install(acme, anna)
    assert (shown.status, shown.title) == (503, "That did not work")
    assert "Slack cannot be reached right now." in shown.text

    acme.faults.add(Fault("auth.test", "status"))
    shown = await browser.install(acme, anna)
    assert shown.status == 503
    assert nothing_kept(engage)

    assert (await browser.install(acme, anna)).status == 200


async def test_stores_away_are_said_with_the_way_on(
    engage: ManyEngage, browser: Browser, acme: SlackDouble, anna: Person
) -> None:
    """Redis at the beginning, PostgreSQL at the end."""
    engage.stores.tickets.down = True
    shown = await browser.open(f"{engage.base_url}/slack/install")
    assert (shown.status, shown.title) == (503, "That did not work")
    assert "(Redis) right now" in shown.text
    engage.stores.tickets.down = False

    engage.stores.apps.down = True
    shown = await browser.install(acme, anna)
    assert "(PostgreSQL) right now" in shown.text
    engage.stores.apps.down = False

    assert (await browser.install(acme, anna)).status == 200


async def test_who_cannot_be_written_to_is_still_installed(
    browser: Browser, acme: SlackDouble, anna: Person, logs: list[Any]
) -> None:
    """The page has said it; the zone is UTC where Slack does not tell."""
    acme.faults.add(Fault("chat.postMessage", "error", error="cannot_dm_bot"))
    acme.faults.add(Fault("users.info", "error", error="user_not_found"))

    shown = await browser.install(acme, anna)

    assert shown.status == 200
    assert browser.engage.stores.workspaces.known["T0ACME"].zone == "UTC"
    assert "installation.not_greeted" in [each["event"] for each in logs]


async def test_only_get_is_answered_and_looking_spends_nothing(
    engage: ManyEngage, browser: Browser, acme: SlackDouble, anna: Person, slack: SlackDouble
) -> None:
    """A program that looks ahead does not take the ticket away."""
    back = slack.oauth.answer(await browser.begin(), acme, anna)

    for method in ("HEAD", "POST"):
        async with browser._http.request(method, back) as answer:
            assert answer.status == 405
    assert (await browser.open(back)).status == 200


async def test_one_workspace_by_its_token_has_no_such_pages(
    slack: SlackDouble, stores: Stores
) -> None:
    """Nothing to find."""
    from tests.scenario.running import Engage  # noqa: PLC0415 - the other kind, here alone

    running = Engage(slack, stores)
    await running.start()
    browser = Browser(running)  # type: ignore[arg-type]

    for page in ("install", "oauth_redirect"):
        assert (await browser.open(f"{running.base_url}/slack/{page}")).status == 404

    await browser.close()
    await running.close()


async def test_no_secret_is_logged(
    slack: SlackDouble, browser: Browser, acme: SlackDouble, anna: Person, logs: list[Any]
) -> None:
    """No token, no code, no ticket, no client secret; ids are enough."""
    back = slack.oauth.answer(await browser.begin(), acme, anna)
    await browser.open(back)
    await browser.engage.quiet()
    await back_with(browser, code="1.2.3-secret")

    said = repr(logs)
    assert "T0ACME" in said
    for secret in (*secrets_of(slack, acme), *asked(back).values(), "1.2.3-secret"):
        assert secret not in said
