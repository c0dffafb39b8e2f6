"""Signing in to Facebook and Instagram: on Facebook's own page, and with a Page's token."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import structlog
from aiohttp import ClientSession

from assistant.community.accounts import Account, AccountRef, Platform, Profile
from assistant.errors import (
    AccessRefused,
    InvalidInput,
    NotFound,
    PlatformUnavailable,
    RateLimited,
    ReconnectNeeded,
    SignInNeeded,
)
from assistant.platforms.meta_oauth import MetaApp, MetaOAuth
from assistant.platforms.meta_page import MetaPage
from assistant.platforms.meta_signing import FacebookFactory, MetaFactory
from assistant.ports import Credential
from assistant.ports.publishing import Publisher
from tests.doubles.meta import errors
from tests.doubles.meta.faults import Fault
from tests.doubles.meta.tokens import ALL_SCOPES
from tests.integration.meta_kit import Kit, kit

pytestmark = pytest.mark.integration

BASE = "https://engage.example"
PAGE, INSTA = AccountRef(Platform.FACEBOOK, "acme"), AccountRef(Platform.INSTAGRAM, "acme")


@pytest.fixture
async def place() -> AsyncIterator[Kit]:
    async with kit() as made:
        yield made


class Desk:
    """The connect pages' side: sends somebody there, and takes what they come back with."""

    def __init__(self, place: Kit, factory: MetaFactory) -> None:
        self.place = place
        self.accounts: list[Account] = []
        self.page = MetaPage(place.oauth, factory, self._all, BASE)

    async def _all(self, workspace_id: str) -> Sequence[Account]:
        assert workspace_id == "T1"
        return self.accounts

    async def go(
        self, ref: AccountRef, *, as_id: str = ""
    ) -> tuple[dict[str, str], dict[str, str]]:
        """What is kept, and what the browser comes back with."""
        leaving = await self.page.leave(await self.page.find("T1", ref), "the-state")
        who = {"as": as_id or self.place.owner.id}
        async with (
            ClientSession() as browser,
            browser.post(leaving.url, data=who, allow_redirects=False) as answer,
        ):
            back = urlsplit(answer.headers["Location"])
        assert (
            f"{back.scheme}://{back.netloc}{back.path}" == f"{BASE}/connect/{ref.platform}/callback"
        )
        return dict(leaving.kept), {name: each[0] for name, each in parse_qs(back.query).items()}

    async def sign_in(self, ref: AccountRef) -> tuple[Profile, Credential]:
        return await self.page.arrive(*await self.go(ref))

    @property
    def allowed(self) -> bool:
        """Whether Meta still holds anything that Olga allowed."""
        return self.place.owner.id in self.place.server.tokens.granted


async def test_the_dialog_is_asked_for_all_that_engage_does(place: Kit) -> None:
    page = Desk(place, place.facebook).page
    leaving = await page.leave(await page.find("T1", PAGE), "the-state")
    parts, query = urlsplit(leaving.url), parse_qs(urlsplit(leaving.url).query)
    assert parts.path == "/v26.0/dialog/oauth"
    assert query["redirect_uri"] == [f"{BASE}/connect/facebook/callback"]
    assert query["state"] == ["the-state"]
    scopes = set(query["scope"][0].split(","))
    assert {"pages_read_user_content", "pages_manage_engagement"} <= scopes <= set(ALL_SCOPES)
    assert place.server.app.secret not in leaving.url


async def test_a_page_and_its_instagram_are_signed_in_for_good(place: Kit) -> None:
    server = place.server
    server.moment = server.now()
    place.page.followers, place.insta.followers = 12, 34
    for factory, ref, native_id, followers in (
        (place.facebook, PAGE, place.page.id, 12),
        (place.instagram, INSTA, place.insta.id, 34),
    ):
        with structlog.testing.capture_logs() as logs:
            profile, credential = await Desk(place, factory).sign_in(ref)
        assert (profile.native_id, profile.followers) == (native_id, followers)
        assert credential.identifier == native_id
        assert credential.session == {"page_id": place.page.id}
        assert credential.secret not in f"{logs}{credential!r}"
        account = Account("a1", "T1", ref, native_id, "", "", server.now())
        connection = factory.signed_in(account, credential, None)  # type: ignore[arg-type]
        server.moment += timedelta(days=200)
        assert (await connection.profile("acme")).native_id == native_id
    asked = [call for call in server.calls if call.template == "/oauth/access_token"]
    assert asked
    assert {(call.method, call.params) for call in asked} == {("POST", frozenset())}


async def test_a_page_may_be_written_by_its_number(place: Kit) -> None:
    ref = AccountRef(Platform.FACEBOOK, place.page.id)
    profile, _ = await Desk(place, place.facebook).sign_in(ref)
    assert profile.handle == "acme"


async def test_a_page_is_signed_up_for_news_where_there_is_a_webhook(place: Kit) -> None:
    await Desk(place, place.facebook).sign_in(PAGE)
    assert not place.page.subscribed
    app = MetaApp(
        place.server.graph, place.server.url, place.server.app.id, place.server.app.secret, True
    )
    place.oauth.app = app
    for factory, ref in ((place.facebook, PAGE), (place.instagram, INSTA)):
        place.page.subscribed = ()
        await Desk(place, factory).sign_in(ref)
        assert ",".join(place.page.subscribed) == "feed,mention"
    place.server.dialog.declining = ("pages_manage_metadata",)
    profile, _ = await Desk(place, place.facebook).sign_in(PAGE)
    assert profile.handle == "acme"


async def test_a_configuration_of_login_for_business_says_what_is_asked_for(place: Kit) -> None:
    """One for both platforms; its permissions are granted as a whole, or none of them."""
    place.server.app.configurations["4711"] = ALL_SCOPES
    place.oauth.app = replace(place.oauth.app, config_id="4711")
    page = Desk(place, place.facebook).page
    leaving = await page.leave(await page.find("T1", PAGE), "the-state")
    assert parse_qs(urlsplit(leaving.url).query).keys() == {
        *("client_id", "redirect_uri", "state", "response_type", "config_id"),
    }
    for factory, ref in ((place.facebook, PAGE), (place.instagram, INSTA)):
        profile, _ = await Desk(place, factory).sign_in(ref)
        assert profile.handle == "acme"
    place.server.dialog.declining = ("read_insights",)
    with pytest.raises(InvalidInput, match=r"\(pages_show_list\).*\(read_insights\)"):
        await Desk(place, place.facebook).sign_in(PAGE)


async def test_permissions_left_out_are_named_in_words_and_nothing_stays(place: Kit) -> None:
    place.server.dialog.declining = ("pages_read_user_content", "read_insights")
    desk = Desk(place, place.facebook)
    with pytest.raises(InvalidInput) as raised:
        await desk.sign_in(PAGE)
    problem = raised.value.problem
    assert "read what people write on the Page (pages_read_user_content)" in problem
    assert " and read how often posts are seen (read_insights)" in problem
    assert not desk.allowed


async def test_another_page_is_named_and_nothing_stays(place: Kit) -> None:
    place.server.world.page("bakery", admin=place.owner)
    desk = Desk(place, place.facebook)
    with pytest.raises(InvalidInput) as raised:
        await desk.sign_in(AccountRef(Platform.FACEBOOK, "brewery"))
    assert (
        "gave Engage facebook:acme and facebook:bakery, not facebook:brewery"
        in raised.value.problem
    )
    assert not desk.allowed


async def test_no_page_and_none_with_instagram_are_said(place: Kit) -> None:
    nobody = place.server.world.person("Nobody")
    place.server.user_token(nobody)
    desk = Desk(place, place.facebook)
    with pytest.raises(InvalidInput, match="gave Engage no Page, so facebook:acme"):
        await desk.page.arrive(*await desk.go(PAGE, as_id=nobody.id))
    place.page.instagram = None
    with pytest.raises(InvalidInput, match="link it to your Page there"):
        await Desk(place, place.instagram).sign_in(INSTA)


async def test_tasks_that_are_missing_on_the_page_are_said(place: Kit) -> None:
    place.page.tasks[place.owner.id] = ("ANALYZE", "CREATE_CONTENT")
    desk = Desk(place, place.facebook)
    with pytest.raises(InvalidInput) as raised:
        await desk.sign_in(PAGE)
    assert (
        "answer and hide comments (the task Community activity) on the Page" in raised.value.problem
    )
    assert "Content)" not in raised.value.problem
    assert not desk.allowed


async def test_a_refused_sign_in_does_not_end_the_one_that_works(place: Kit) -> None:
    """What a person allowed can be taken back only as a whole."""
    desk = Desk(place, place.facebook)
    profile, credential = await desk.sign_in(PAGE)
    account = Account(
        "a1", "T1", PAGE, profile.native_id, "", "", place.server.now(), signed_in=True
    )
    desk.accounts.append(account)
    with pytest.raises(InvalidInput):
        await desk.sign_in(AccountRef(Platform.FACEBOOK, "brewery"))
    assert desk.allowed
    connection = place.facebook.signed_in(account, credential, None)  # type: ignore[arg-type]
    assert (await connection.profile("acme")).handle == "acme"


async def test_a_code_works_once_and_for_ten_minutes(place: Kit) -> None:
    desk = Desk(place, place.facebook)
    kept, given = await desk.go(PAGE)
    await desk.page.arrive(kept, given)
    with pytest.raises(ReconnectNeeded):
        await desk.page.arrive(kept, given)
    place.server.moment = place.server.now()
    kept, given = await desk.go(PAGE)
    place.server.moment += timedelta(minutes=11)
    for code in (given, {"code": "nonsense"}, {}):
        with pytest.raises(ReconnectNeeded):
            await desk.page.arrive(kept, code)


async def test_a_wrong_app_secret_is_said(place: Kit) -> None:
    desk = Desk(place, place.facebook)
    kept, given = await desk.go(PAGE)
    place.server.app.secret = "another"
    with pytest.raises(AccessRefused, match="META_APP_SECRET"):
        await desk.page.arrive(kept, given)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Fault("status", "access_token", status=503), PlatformUnavailable),
        (Fault("half", "access_token"), PlatformUnavailable),
        (Fault("cut", "access_token"), PlatformUnavailable),
        (Fault("error", "access_token", error=errors.GraphError(2)), PlatformUnavailable),
        (Fault("status", "access_token", status=429), RateLimited),
        (Fault("error", "accounts", error=errors.busy(17)), RateLimited),
        (Fault("half", "permissions", "GET"), PlatformUnavailable),
    ],
    ids=lambda each: f"{each.kind} {each.edge}" if isinstance(each, Fault) else "",
)
async def test_what_fails_on_the_way_back_is_no_wrong_code(
    place: Kit, fault: Fault, expected: type[Exception]
) -> None:
    desk = Desk(place, place.facebook)
    kept, given = await desk.go(PAGE)
    place.server.faults.append(fault)
    with pytest.raises(expected):
        await desk.page.arrive(kept, given)


async def test_an_app_in_development_lets_in_only_who_has_a_role_on_it(place: Kit) -> None:
    desk = Desk(place, place.facebook)
    kept, given = await desk.go(PAGE)
    place.server.app.live = False
    with pytest.raises(AccessRefused, match="set it live"):
        await desk.page.arrive(kept, given)
    place.server.app.roles.add(place.owner.id)
    profile, _ = await desk.sign_in(PAGE)
    assert profile.handle == "acme"


# -- with a token ------------------------------------------------------------------------------


async def test_a_pages_token_signs_both_in(place: Kit) -> None:
    for factory, ref in ((place.facebook, PAGE), (place.instagram, INSTA)):
        profile, credential = await factory.sign_in(ref, place.token, None)
        assert (profile.handle, credential.secret) == ("acme", place.token)
        assert not await factory.sign_out(
            Account("a1", "T1", ref, profile.native_id, "", "", place.server.now()), credential
        )


@pytest.mark.parametrize("platform", [Platform.FACEBOOK, Platform.INSTAGRAM])
async def test_a_token_that_will_not_do_is_told_from_a_wrong_one(
    place: Kit, platform: Platform
) -> None:
    factory = place.facebook if platform is Platform.FACEBOOK else place.instagram
    ref = AccountRef(platform, "acme")
    with pytest.raises(ReconnectNeeded):
        await factory.sign_in(ref, "wrong", None)
    with pytest.raises(InvalidInput, match="of a person"):
        await factory.sign_in(ref, place.server.user_token(place.owner), None)
    place.server.calls.clear()  # a person has no username, which is how it was told
    with pytest.raises(InvalidInput, match=f"belongs to {platform.value}:acme, not to"):
        await factory.sign_in(AccountRef(platform, "brewery"), place.token, None)
    place.server.tokens.take_back(place.owner)
    with pytest.raises(ReconnectNeeded):
        await factory.sign_in(ref, next(iter(place.server.tokens.known)), None)


async def test_a_token_with_less_than_is_needed_names_what(place: Kit) -> None:
    token = place.server.page_token(
        place.owner, place.page, "pages_show_list", "pages_read_engagement", "instagram_basic"
    )
    with pytest.raises(InvalidInput) as raised:
        await place.facebook.sign_in(PAGE, token, None)
    assert "read what people write on the Page (pages_read_user_content)" in raised.value.problem
    with pytest.raises(InvalidInput) as raised:
        await place.instagram.sign_in(INSTA, token, None)
    assert "instagram_manage_comments" in raised.value.problem
    place.page.instagram = None
    with pytest.raises(InvalidInput, match="no Instagram account linked"):
        await place.instagram.sign_in(INSTA, token, None)


async def test_without_an_app_it_is_said_what_to_set(place: Kit) -> None:
    oauth = MetaOAuth(place.oauth._reader, MetaApp(place.server.graph, place.server.url))
    factory = FacebookFactory(oauth, place.server.now, _nothing)
    desk = Desk(place, factory)
    page = MetaPage(oauth, factory, desk._all, BASE)
    with pytest.raises(InvalidInput, match="META_APP_ID and META_APP_SECRET"):
        await factory.sign_in(PAGE, place.token, None)
    with pytest.raises(InvalidInput, match="META_APP_ID and META_APP_SECRET"):
        await page.find("T1", PAGE)
    with pytest.raises(NotFound):
        await desk.page.find("T1", AccountRef(Platform.FACEBOOK, ""))


async def test_nobody_writes_who_is_not_signed_in(place: Kit) -> None:
    for factory, ref in ((place.facebook, PAGE), (place.instagram, INSTA)):
        account = Account("a1", "T1", ref, "1", "", "", place.server.now())
        with pytest.raises(SignInNeeded):
            await factory.publisher(account, factory.anonymous())


def _nothing(*_: object) -> Publisher:
    raise AssertionError
