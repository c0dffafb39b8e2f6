"""Signing in on a platform's own page: from a modal in Slack, through a browser, and back to Slack.

Nothing is connected by opening a link, by signing in, or by saying yes on a page: only the person
who asked, in Slack, with the code of the last page, connects anything.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from assistant.community.rights import Act
from assistant.errors import SealBroken
from assistant.ports import Credential, Deed
from handlers import ids
from playground.deliveries import Reply
from playground.slack import SlackDouble
from playground.workspace import Person
from tests.scenario.going import going
from tests.scenario.rooms import Room, errors_of
from tests.scenario.running import Stores
from tests.scenario.signing import TOKEN, VERIFIER, Browser, MemorySignIns, PagedEngage, Shown

LINK = re.compile(r"http://[^\s']+/connect/bluesky\?ticket=[\w.-]+")


@pytest.fixture
async def engage(slack: SlackDouble, stores: Stores) -> AsyncIterator[PagedEngage]:
    slack.workspace.name = "Acme <Roasters>"
    async with going(PagedEngage(slack, stores, MemorySignIns(stores.clock))) as running:
        yield running


@pytest.fixture
async def browser(engage: PagedEngage) -> AsyncIterator[Browser]:
    browser = Browser(engage)
    yield browser
    await browser.close()


@pytest.fixture
async def stranger(engage: PagedEngage) -> AsyncIterator[Browser]:
    """Somebody else's browser."""
    browser = Browser(engage)
    yield browser
    await browser.close()


@pytest.fixture
async def anna(slack: SlackDouble, engage: PagedEngage) -> Room:
    """A manager at the Home tab of a workspace without accounts."""
    return await Room(slack, engage, slack.add_person("Anna", admin=True)).enter()


@pytest.fixture
async def ben(slack: SlackDouble, engage: PagedEngage, anna: Room) -> Room:
    """Another manager."""
    return await Room(slack, engage, slack.add_person("Ben", admin=True)).enter()


async def link_for(room: Room, handle: str = "acme.example") -> str:
    """Ask for a page in Slack; the address its button leads to."""
    await room.press(ids.CONNECT)
    await room.fill(Handle=handle)
    found = LINK.search(room.shown)
    assert found, room.shown
    return found[0]


async def type_code(room: Room, code: str) -> Reply:
    """Into the window that is open."""
    return await room.fill(Code=code)


def connected(stores: Stores) -> list[str]:
    return [str(each.ref) for each in stores.accounts.connected]


# -- the good way -----------------------------------------------------------------------------


async def test_an_account_is_signed_in_on_its_own_page_and_connected_by_a_code(
    anna: Room, browser: Browser, stores: Stores
) -> None:
    """Each page says for whom it is; only the code, in Slack, connects."""
    link = await link_for(anna)

    asks = await browser.open(link)
    assert (asks.status, asks.title) == (200, "Connect acme.example to Acme <Roasters>?")
    assert "Anna asked for this page in Slack" in asks.words
    assert "<Roasters>" not in asks.text
    gone = await browser.press(asks)
    assert gone.onward.startswith("https://social.example/authorize?")
    offers = await browser.back(gone.state)
    assert offers.title == "Give acme.example to Acme <Roasters>?"
    assert "You are about to give Acme <Roasters>, where Anna asked for it," in offers.words
    last = await browser.press(offers)
    assert re.fullmatch(r"[B-Z]{4}-[B-Z]{4}", last.code)
    assert connected(stores) == []

    await type_code(anna, last.code.lower().replace("-", " "))

    assert connected(stores) == ["bluesky:acme.example"]
    assert stores.accounts.connected[0].signed_in
    assert "is connected" in anna.shown
    assert "acme.example" in anna.home
    (deed,) = [deed for _, deed in stores.acts.done]
    assert (deed.act, deed.person_id) == (Act.CONNECT, anna.person.id)
    assert stores.freshener.asked == ["bluesky:acme.example"]


async def test_the_code_can_be_typed_when_its_window_was_closed(
    anna: Room, browser: Browser, slack: SlackDouble, stores: Stores
) -> None:
    """Home, Connect account, Enter a code."""
    last = await browser.press(await browser.sign_in(await link_for(anna)))
    await slack.dismiss(anna.person, anna.modal)

    await anna.press(ids.CONNECT)
    await anna.press_in_modal(ids.CODE)
    await type_code(anna, last.code)

    assert connected(stores) == ["bluesky:acme.example"]


async def test_signing_in_again_is_said_and_keeps_the_account(
    anna: Room, browser: Browser, slack: SlackDouble, stores: Stores
) -> None:
    """A reconnect: the same account, its history, a new sign-in."""
    before = stores.connect("acme.example", slack.workspace.team_id)
    stores.accounts.connected[-1] = replace(before, trouble="ReconnectNeeded")
    await anna.enter()
    await anna.press(ids.RECONNECT, before.id)
    await anna.fill(Handle="acme.example")
    found = LINK.search(anna.shown)
    assert found

    offers = await browser.sign_in(found[0])
    assert "It is connected there already" in offers.words
    await type_code(anna, (await browser.press(offers)).code)

    assert [each.id for each in stores.accounts.connected] == [before.id]


async def test_two_tabs_of_one_browser_both_come_to_their_end(
    anna: Room, browser: Browser, engage: PagedEngage
) -> None:
    """The second does not take the cookie from the first."""
    team = anna.slack.workspace.team_id
    links = [await make(engage, team, anna.person) for _ in range(2)]
    gone = [await browser.press(await browser.open(link)) for link in links]

    for shown in reversed(gone):
        engage.page.used.clear()
        assert (await browser.back(shown.state)).status == 200


async def make(engage: PagedEngage, team: str, person: Person) -> str:
    """A link, as the modal gets it."""
    from assistant.community.accounts import Platform  # noqa: PLC0415 - here alone

    link = await engage.signing_in.make(team, person.id, Platform.BLUESKY, "acme.example")
    assert link
    return link


async def test_pages_load_nothing_keep_nothing_and_send_only_to_themselves(
    anna: Room, browser: Browser
) -> None:
    link = await link_for(anna)
    asks = await browser.open(link)
    gone = await browser.press(asks)
    offers = await browser.back(gone.state)
    bad = await browser.open(link)

    for shown, sends in ((asks, "'self'"), (gone, "'none'"), (offers, "'self'"), (bad, "'none'")):
        policy = shown.headers["content-security-policy"]
        assert policy.startswith("default-src 'none';")
        assert f"form-action {sends};" in policy
        assert "frame-ancestors 'none'" in policy
        assert shown.headers["referrer-policy"] == "no-referrer"
        assert shown.headers["cache-control"] == "no-store"
        assert "<script" not in shown.text
    (cookie,) = browser.cookies().values()
    assert cookie.key == "engage_connect"
    assert cookie["httponly"]
    assert cookie["samesite"] == "lax"
    assert cookie["path"] == "/"


# -- links that went astray -------------------------------------------------------------------


async def test_a_forwarded_connect_link_attaches_nothing(
    anna: Room, ben: Room, stranger: Browser, stores: Stores
) -> None:
    """A stranger signs in with it and even says yes; neither Anna nor anybody else has the code."""
    last = await stranger.press(await stranger.sign_in(await link_for(anna)))

    assert "You are not Anna? Then give the code to nobody" in last.words
    assert connected(stores) == []
    wrong = errors_of(await type_code(anna, "BCDF-GHJK"))
    assert "not the code of a page that you asked for" in wrong["code"]
    await ben.press(ids.CONNECT)
    await ben.press_in_modal(ids.CODE)
    assert "code" in errors_of(await type_code(ben, last.code))
    assert connected(stores) == []


async def test_another_browser_cannot_end_what_this_one_began(
    anna: Room, browser: Browser, stranger: Browser, engage: PagedEngage, stores: Stores
) -> None:
    """The state is spent by the attempt, and nothing is exchanged."""
    gone = await browser.press(await browser.open(await link_for(anna)))

    shown = await stranger.back(gone.state)

    assert (shown.status, shown.title) == (403, "This began in another browser")
    assert engage.page.used == set()
    assert (await browser.back(gone.state)).title == "This page is no longer valid"
    assert connected(stores) == []


async def test_another_browser_cannot_answer_the_question(
    anna: Room, browser: Browser, stranger: Browser
) -> None:
    """What comes along with the form is worth nothing without the cookie; this one still can."""
    offers = await browser.sign_in(await link_for(anna))

    assert (await stranger.press(offers)).status == 403
    assert (await browser.press(offers)).code


async def test_a_form_of_another_site_is_not_taken(anna: Room, browser: Browser) -> None:
    """It has the cookie, at most; it cannot make the token."""
    asks = await browser.open(await link_for(anna))

    for token in ("", "0" * 64, "ü"):
        shown = await browser.press(asks, token=token)
        assert (shown.status, shown.title) == (403, "This began in another browser")
    assert (await browser.press(asks)).status == 200


async def test_the_code_is_good_once(anna: Room, browser: Browser, stores: Stores) -> None:
    last = await browser.press(await browser.sign_in(await link_for(anna)))
    await type_code(anna, last.code)
    stores.accounts.connected.clear()

    await anna.press(ids.CONNECT)
    await anna.press_in_modal(ids.CODE)
    errors_of(await type_code(anna, last.code))

    assert connected(stores) == []


async def test_codes_cannot_be_tried_without_end(anna: Room, browser: Browser) -> None:
    """The seventh in a minute is not even looked up."""
    last = await browser.press(await browser.sign_in(await link_for(anna)))

    for _ in range(6):
        assert "not the code" in errors_of(await type_code(anna, "BCDF-GHJK"))["code"]

    assert "Too many codes" in errors_of(await type_code(anna, last.code))["code"]


# -- the other ways ---------------------------------------------------------------------------


async def test_a_state_is_good_once(anna: Room, browser: Browser, stores: Stores) -> None:
    """The same address again, in the same browser."""
    gone = await browser.press(await browser.open(await link_for(anna)))
    assert (await browser.back(gone.state)).status == 200

    shown = await browser.back(gone.state)

    assert (shown.status, shown.title) == (400, "This page is no longer valid")
    assert "Please start again in Slack" in shown.words


async def test_a_link_is_good_once_but_may_be_looked_at(anna: Room, browser: Browser) -> None:
    """Programs that look ahead spend nothing."""
    link = await link_for(anna)
    asks = [await browser.open(link) for _ in range(3)][-1]
    assert (await browser.open(link, "HEAD")).status == 405
    assert (await browser.press(asks)).status == 200

    assert (await browser.press(asks)).status == 400
    assert (await browser.open(link)).title == "This page is no longer valid"


Walk = Callable[[Browser, str, Stores], Any]


async def _late_link(browser: Browser, link: str, stores: Stores) -> Shown:
    stores.clock.move(timedelta(minutes=10))
    return await browser.open(link)


async def _late_return(browser: Browser, link: str, stores: Stores) -> Shown:
    gone = await browser.press(await browser.open(link))
    stores.clock.move(timedelta(minutes=10))
    return await browser.back(gone.state)


async def _late_answer(browser: Browser, link: str, stores: Stores) -> Shown:
    offers = await browser.sign_in(link)
    stores.clock.move(timedelta(minutes=10))
    return await browser.press(offers)


@pytest.mark.parametrize("late", [_late_link, _late_return, _late_answer])
async def test_after_ten_minutes_one_begins_anew(
    anna: Room, browser: Browser, stores: Stores, late: Walk
) -> None:
    shown = await late(browser, await link_for(anna), stores)

    assert (shown.status, shown.title) == (400, "This page is no longer valid")


async def test_a_code_is_good_for_ten_minutes(anna: Room, browser: Browser, stores: Stores) -> None:
    last = await browser.press(await browser.sign_in(await link_for(anna)))
    stores.clock.move(timedelta(minutes=10))

    assert "older than ten minutes" in errors_of(await type_code(anna, last.code))["code"]
    assert connected(stores) == []


async def test_who_says_no_on_the_platforms_page_connects_nothing(
    anna: Room, browser: Browser, engage: PagedEngage
) -> None:
    gone = await browser.press(await browser.open(await link_for(anna)))

    shown = await browser.back(gone.state, error="access_denied")

    assert (shown.status, shown.title) == (200, "You connected nothing")
    assert engage.sign_ins.kept == {}


async def test_who_says_no_on_our_page_gives_the_sign_in_back(
    anna: Room, browser: Browser, engage: PagedEngage
) -> None:
    """The platform is told, and nothing stays here."""
    offers = await browser.sign_in(await link_for(anna))

    shown = await browser.press(offers, "no")

    assert shown.title == "You connected nothing"
    assert engage.platforms.signed_out == [TOKEN]
    assert engage.sign_ins.kept == {}
    assert (await browser.press(offers)).status == 400


async def test_what_nobody_came_back_to_is_given_back(
    anna: Room, browser: Browser, engage: PagedEngage, stores: Stores, slack: SlackDouble
) -> None:
    """Signed in and then left lying, before the last page's question or before its code."""
    await browser.sign_in(await link_for(anna))
    engage.page.used.clear()
    await browser.press(await browser.sign_in(await link_for(anna)))
    await link_for(anna)
    team = slack.workspace.team_id
    assert await engage.giving_back.expired(team) == 0

    stores.clock.move(timedelta(minutes=10))

    assert await engage.giving_back.expired("T0OTHER") == 0
    assert await engage.giving_back.expired(team) == 2
    assert engage.platforms.signed_out == [TOKEN, TOKEN]
    assert engage.sign_ins.kept == {}


@pytest.mark.parametrize("sealed", [False, True])
async def test_a_sign_in_that_an_account_lives_on_is_not_given_back(
    anna: Room, browser: Browser, engage: PagedEngage, stores: Stores, sealed: bool
) -> None:
    """Mastodon servers give the token that is in use to who signs in again."""

    async def credential(_: str, __: str) -> Credential:
        if sealed:
            raise SealBroken
        return Credential("", "acme.example", TOKEN, {})

    await type_code(anna, (await browser.press(await browser.sign_in(await link_for(anna)))).code)
    engage.page.used.clear()
    stores.accounts.credential = credential  # type: ignore[method-assign]
    offers = await browser.sign_in(await link_for(anna))

    await browser.press(offers, "no")

    assert engage.platforms.signed_out == []
    assert engage.sign_ins.kept == {}


WRONG = {
    "a wrong code": ({"code": "nonsense"}, "Bluesky did not accept the sign-in"),
    "no code": ({"iss": "x"}, "Bluesky did not accept the sign-in"),
    "another account": ({"code": "code-bob.example"}, "as another account than acme.example"),
    "an error": ({"error": "server_error"}, "Bluesky did not accept the sign-in"),
    "markup": ({"error": "<b>boo</b>"}, "Bluesky did not accept the sign-in"),
}


@pytest.mark.parametrize("name", WRONG)
async def test_what_the_platform_sends_back_wrong_is_said(
    anna: Room, browser: Browser, stores: Stores, name: str
) -> None:
    given, words = WRONG[name]
    gone = await browser.press(await browser.open(await link_for(anna)))

    shown = await browser.back(gone.state, **given)

    assert (shown.status, shown.title) == (400, "The account was not connected")
    assert words in shown.words
    assert "boo" not in shown.text
    assert connected(stores) == []


async def test_less_than_is_needed_is_said(
    anna: Room, browser: Browser, engage: PagedEngage
) -> None:
    engage.page.short = True

    shown = await browser.sign_in(await link_for(anna))

    assert "less than it needs to read" in shown.words


async def test_a_platform_away_in_the_middle_costs_no_link(
    anna: Room, browser: Browser, engage: PagedEngage
) -> None:
    """On the way there nothing is spent; on the way back one begins anew."""
    asks = await browser.open(await link_for(anna))
    engage.page.down = True
    shown = await browser.press(asks)
    assert (shown.status, shown.title) == (503, "That did not work")
    assert "Bluesky cannot be reached right now" in shown.words
    engage.page.down = False
    gone = await browser.press(asks)
    engage.page.down = True

    assert (await browser.back(gone.state)).status == 503
    assert engage.sign_ins.kept == {}


async def test_a_platform_away_or_without_such_a_page_is_said_in_slack(
    anna: Room, engage: PagedEngage
) -> None:
    """At the field, before there is any link."""
    await anna.press(ids.CONNECT)
    wrong = errors_of(await anna.fill(Handle="nobody.example"))
    assert "is on no server that has such a page" in wrong["handle"]
    engage.page.down = True
    wrong = errors_of(await anna.fill(Handle="acme.example"))
    assert "Bluesky cannot be reached right now" in wrong["handle"]
    assert engage.sign_ins.kept == {}


async def test_the_database_away_is_said_and_spends_nothing(
    anna: Room, browser: Browser, engage: PagedEngage
) -> None:
    link = await link_for(anna)
    engage.sign_ins.down = True
    shown = await browser.open(link)
    assert (shown.status, shown.title) == (503, "That did not work")
    assert "(PostgreSQL) right now" in shown.words
    engage.sign_ins.down = False

    assert (await browser.open(link)).status == 200


@pytest.mark.parametrize("step", ["link", "return", "answer", "code"])
async def test_who_manages_no_more_connects_no_more(
    anna: Room, browser: Browser, stores: Stores, step: str
) -> None:
    """Asked anew at every step, even of who was shown a page a moment ago."""
    team, clara = anna.slack.workspace.team_id, anna.slack.add_person("Clara")
    deed = Deed(Act.NAME_MANAGER, anna.person.id, stores.clock(), clara.id)
    await stores.managers.name(team, clara.id, deed)
    room = await Room(anna.slack, anna.engage, clara).enter()
    link = await link_for(room)
    gone = offers = last = None
    if step != "link":
        gone = await browser.press(await browser.open(link))
    if step in {"answer", "code"}:
        assert gone
        offers = await browser.back(gone.state)
    if step == "code":
        assert offers
        last = await browser.press(offers)
    await stores.managers.unname(team, clara.id, deed)

    if last:
        await type_code(room, last.code)
        assert "Only managers of Engage can connect accounts" in room.shown
    else:
        if offers:
            shown = await browser.press(offers)
        else:
            shown = await (browser.back(gone.state) if gone else browser.open(link))
        assert (shown.status, shown.title) == (403, "That is not possible any more")
        assert "may not connect accounts any more" in shown.words
    assert connected(stores) == []


@pytest.mark.parametrize(
    "query",
    [
        "",
        "ticket=",
        "ticket=T0ACME",
        "ticket=T0ACME." + "A" * 43,
        "ticket=T0ACME.%00" + "A" * 42,
        "ticket=' OR 1=1",
        "ticket=" + "x" * 5000,
    ],
)
async def test_a_forged_link_leads_nowhere(
    anna: Room, browser: Browser, engage: PagedEngage, query: str
) -> None:
    for path in ("/connect/bluesky", "/connect/bluesky/callback"):
        asked = query if path.endswith("bluesky") else query.replace("ticket", "state")
        shown = await browser.open(f"{engage.base_url}{path}?{asked.replace(' ', '%20')}")
        assert (shown.status, shown.title) == (400, "This page is no longer valid")


async def test_a_ticket_of_one_step_opens_no_other(
    anna: Room, browser: Browser, engage: PagedEngage
) -> None:
    """A link's is no state, a state no link's, and both are good at their own platform alone."""
    link = await link_for(anna)
    ticket = link.partition("ticket=")[2]
    assert (await browser.back(ticket)).status == 400
    assert (await browser.open(link.replace("bluesky", "mastodon"))).status == 400
    gone = await browser.press(await browser.open(link))
    assert (await browser.open(link.replace(ticket, gone.state))).status == 400
    shown = await browser.open(f"{engage.base_url}/connect/nothing?ticket={ticket}")
    assert (shown.status, shown.title) == (404, "There is no such page")


async def test_a_form_without_end_is_not_read(anna: Room, browser: Browser) -> None:
    asks = await browser.open(await link_for(anna))

    shown = await browser.press(asks, more="x" * 9_000)

    assert (shown.status, shown.title) == (400, "The account was not connected")


async def test_no_secret_is_in_any_log_page_or_message(
    anna: Room, browser: Browser, slack: SlackDouble, stores: Stores, logs: list[Any]
) -> None:
    """No token, verifier, ticket, state, code or cookie; ids are enough."""
    link = await link_for(anna)
    asks = await browser.open(link)
    gone = await browser.press(asks)
    failed = await browser.back(gone.state, code="code-bob.example")
    (cookie,) = browser.cookies().values()
    offers = await browser.sign_in(await make(browser.engage, slack.workspace.team_id, anna.person))
    last = await browser.press(offers)
    await type_code(anna, last.code)

    said = repr(logs)
    assert "connect.refused" in said
    ticket = link.partition("ticket=")[2]
    for secret in (TOKEN, VERIFIER, ticket, gone.state, "code-bob", cookie.value, last.code):
        assert secret not in said
        assert secret not in repr(stores.acts.done)
    for shown in (asks, gone, failed, offers, last):
        for secret in (TOKEN, VERIFIER, cookie.value):
            assert secret not in shown.text
    assert last.code not in repr([call.arguments for call in slack.calls])
