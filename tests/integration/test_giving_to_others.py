"""Spotlights, joining and leaving alone over the real stores: permission first, a daily limit, and
opt-outs for good.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from blockbuster import blockbuster_ctx

from assistant.community.accounts import Account, Profile
from assistant.community.drafts import DraftState
from assistant.community.giving import Merit, Permission, Spotlight
from assistant.community.inbox import Origin
from assistant.community.posts import UNNAMED, Author, Interaction, Kind, Post
from assistant.community.rights import Act, Standing
from assistant.community.searches import Band, SearchKind
from assistant.community.settings import WorkspaceSettings
from assistant.community.studio import Studio
from assistant.desk.asking_leave import Question
from assistant.desk.joining_in import JoiningIn
from assistant.desk.leaving_alone import LOOK_BACK, NOTING_S, LeavingAlone
from assistant.desk.permitting import Permitting
from assistant.desk.spotlighting import Spotlighting
from assistant.errors import InvalidInput, NotAllowed, NotFound, StoreUnavailable
from assistant.ports import Batch, Credential, Deed
from assistant.storage.accounts import PostgresAccounts
from assistant.storage.brand import PostgresBrandBook
from assistant.storage.database import Database
from assistant.storage.drafts import PostgresDrafts
from assistant.storage.inbox import PostgresInbox
from assistant.storage.managers import PostgresManagers
from assistant.storage.preferences import PostgresPreferences
from assistant.storage.records import PostgresRecords
from assistant.storage.redis import RedisOnce, open_redis
from assistant.storage.searches import PostgresSearches
from assistant.storage.spotlights import PostgresSpotlights
from assistant.storage.studios import PostgresStudios
from assistant.storage.vault import Vault
from tests.integration import giving
from tests.integration.responding import account_in, fact, hit, line, saved
from tests.managing import People

pytestmark = pytest.mark.integration

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
HELP = "Rinse it with hot water and a drop of vinegar, then let it dry."
ASKS = "Does anybody know whether Acme ships to Norway?"


class Opened:
    """`desk.posting.Posting.open`, without the writing."""

    def __init__(self, studios: PostgresStudios) -> None:
        self._studios = studios
        self.asked: list[tuple[str, str]] = []
        self.broken = False

    async def open(
        self,
        workspace_id: str,
        person_id: str,
        topic: str,
        *,
        event_key: str,
        account_ids: Sequence[str] = (),
        page_url: str | None = None,
        about: str = "",
    ) -> Studio:
        if self.broken:
            self.broken = False
            raise StoreUnavailable("PostgreSQL")
        self.asked.append((topic, about))
        made = Studio(
            str(uuid4()), workspace_id, person_id, tuple(account_ids), topic, event_key, NOW,
            page_url, about,
        )  # fmt: skip
        return await self._studios.open(made)


class Questions:
    """`desk.asking_leave.AskingLeave`, without cards."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.broken = False

    async def ask(self, workspace_id: str, person_id: str, spotlight: Spotlight) -> Question:
        if self.broken:
            self.broken = False
            raise StoreUnavailable("PostgreSQL")
        self.asked.append(spotlight.url)
        return Question(f"{workspace_id} {person_id}", None)


class House:
    """The use cases over the real database."""

    def __init__(self, database: Database, redis_url: str) -> None:
        self.now = NOW
        clock = lambda: self.now  # noqa: E731
        self.redis = open_redis(redis_url)
        self.people = People()
        self.people.add("U1")
        self.people.add("guest", Standing.GUEST)
        self.records, self.searches = PostgresRecords(database), PostgresSearches(database)
        self.spotlights, self.drafts = PostgresSpotlights(database), PostgresDrafts(database)
        self.inbox, self.book = PostgresInbox(database, clock), PostgresBrandBook(database)
        self.preferences = PostgresPreferences(database)
        self.studios = PostgresStudios(database)
        self.accounts = PostgresAccounts(database, Vault(["k" * 40]), clock)
        self.opened = Opened(self.studios)
        self.questions = Questions()
        numbers = count()
        shared: dict[str, Any] = {
            "permitting": Permitting(
                directory=self.people,
                managers=PostgresManagers(database),
                preferences=self.preferences,
            ),
            "accounts": self.accounts,
            "records": self.records,
            "searches": self.searches,
            "spotlights": self.spotlights,
            "clock": clock,
            "new_id": lambda: f"00000000-0000-4000-8000-{next(numbers):012d}",
        }
        self.lights = Spotlighting(
            drafts=self.drafts, leave=self.questions, posting=self.opened, **shared
        )
        self.quiet = LeavingAlone(once=RedisOnce(self.redis), **shared)
        self.joining = JoiningIn(
            book=self.book, inbox=self.inbox, preferences=self.preferences, **shared
        )

    async def named(self) -> list[str]:
        """Who is worth a spotlight now."""
        view = await self.lights.candidates("T1", "U1")
        return [each.person.name for each in view.candidates]

    async def heard(self, account: Account, *said: tuple[str, str, float, str | None]) -> None:
        """Comments under a post of ours: (who, text, days ago, what it answers)."""
        us = Author(account.native_id, account.ref.handle)
        post = Post("at://ours", us, "Hello", NOW - 80 * DAY, "https://x")
        comments = tuple(
            Interaction(
                f"at://{who}/{n}", Kind.REPLY, Author(f"did:{who}", f"{who}.example", who.title()),
                self.now - ago * DAY, post.id, parent or post.id, text, f"https://x/{who}/{n}",
            )
            for n, (who, text, ago, parent) in enumerate(said)
        )  # fmt: skip
        await self.records.apply("T1", Batch(account.id, NOW, posts=(post,), interactions=comments))


@pytest.fixture
async def house(database: Database, redis_url: str) -> AsyncIterator[House]:
    made = House(database, redis_url)
    yield made
    await made.redis.aclose()


@pytest.fixture
async def account(database: Database, house: House) -> Account:
    account = await account_in(database)
    await house.heard(
        account,
        ("quinn", "How do I clean the filter of the old press?", 3, None),
        ("ana", HELP, 2, "at://quinn/0"),
    )
    return account


# -- spotlights -------------------------------------------------------------------------------


async def test_permission_comes_first_and_the_thanks_after_it(
    house: House, account: Account
) -> None:
    view = await house.lights.candidates("T1", "U1")
    (ana,) = [each for each in view.candidates if each.merit is Merit.HELPED]
    assert ana.why == "Answered 1 question of others in the last 28 days."
    asked = await house.lights.choose("T1", "U1", account.id, ana.post.id)
    chosen = asked.spotlight
    assert chosen.permission is Permission.ASKED
    assert await house.spotlights.get("T1", chosen.id) == chosen
    assert (house.questions.asked, asked.question.text) == ([ana.post.url], "T1 U1")
    assert house.opened.asked == [], "no post names them before they said yes"
    after = await house.lights.candidates("T1", "U1", "acme.example")
    assert [each.id for each in after.asked] == [chosen.id]
    assert "did:ana" not in {each.person.id for each in after.candidates}, "they had their turn"

    given = await house.lights.permit("T1", "U1", chosen.id, given=True, event_key="e2")
    assert given.permission is Permission.GIVEN
    ((topic, about),) = house.opened.asked
    assert topic.startswith("Thank @ana.example by name")
    assert about == ana.why
    with pytest.raises(InvalidInput, match="decided already"):
        await house.lights.permit("T1", "U1", chosen.id, given=False, event_key="e3")
    assert (await house.lights.candidates("T1", "U1")).asked == ()


async def test_a_no_is_a_no(house: House, account: Account) -> None:
    view = await house.lights.candidates("T1", "U1")
    post_id = view.candidates[0].post.id
    chosen = (await house.lights.choose("T1", "U1", account.id, post_id)).spotlight
    refused = await house.lights.permit("T1", "U1", chosen.id, given=False, event_key="e2")
    assert refused.permission is Permission.REFUSED
    assert house.opened.asked == []
    with pytest.raises(InvalidInput, match="not in the list"):
        await house.lights.choose("T1", "U1", account.id, post_id)


async def test_what_could_not_be_written_is_asked_for_again(house: House, account: Account) -> None:
    """Neither is somebody on the list of those who were asked before there are words that ask, nor
    is a yes noted whose thanks nobody writes.
    """
    post_id = (await house.lights.candidates("T1", "U1")).candidates[0].post.id
    house.questions.broken = True
    with pytest.raises(StoreUnavailable):
        await house.lights.choose("T1", "U1", account.id, post_id)
    view = await house.lights.candidates("T1", "U1")
    assert (view.asked, view.candidates[0].post.id) == ((), post_id)
    chosen = (await house.lights.choose("T1", "U1", account.id, post_id)).spotlight

    house.opened.broken = True
    with pytest.raises(StoreUnavailable):
        await house.lights.permit("T1", "U1", chosen.id, given=True, event_key="e3")
    (asked,) = (await house.lights.candidates("T1", "U1")).asked
    assert asked.id == chosen.id
    given = await house.lights.permit("T1", "U1", chosen.id, given=True, event_key="e4")
    assert (given.permission, await house.spotlights.get("T1", chosen.id)) == (
        Permission.GIVEN, given,
    )  # fmt: skip
    assert len(house.opened.asked) == 1


async def test_whether_they_came_back_is_counted_from_when_the_post_went_out(
    house: House, account: Account
) -> None:
    post_id = (await house.lights.candidates("T1", "U1")).candidates[0].post.id
    chosen = (await house.lights.choose("T1", "U1", account.id, post_id)).spotlight
    assert (await house.lights.came_back("T1", "U1")).shown == 0
    given = await house.lights.permit("T1", "U1", chosen.id, given=True, event_key="e2")
    assert given.studio_id
    studio = await house.studios.get("T1", given.studio_id)
    each = giving.post(studio)
    await house.drafts.add(each, line(each))
    for state in (DraftState.APPROVED, DraftState.PREPARED, DraftState.SENDING):
        each = await house.drafts.keep(replace(each, state=state), line(each))
    out = replace(each, state=DraftState.PUBLISHED, sent_at=NOW)
    await house.drafts.keep(out, line(out))
    assert "too early" in (await house.lights.came_back("T1", "U1")).said
    house.now = NOW + 5 * DAY
    await house.heard(account, ("ana", "Good to be here again.", 0, None))
    house.now = NOW + 29 * DAY
    await house.accounts.mark_synced("T1", account.id, house.now, None)
    found = await house.lights.came_back("T1", "U1")
    assert (found.shown, found.ripe, found.back) == (1, 1, 1)
    assert (await house.spotlights.get("T1", chosen.id)).shown_at == NOW
    house.now = NOW + 80 * DAY
    assert (await house.lights.came_back("T1", "U1")).ripe == 1, "those 28 days are known"


async def test_an_account_that_could_not_be_read_tells_nothing_of_who_came_back(
    house: House, account: Account
) -> None:
    post_id = (await house.lights.candidates("T1", "U1")).candidates[0].post.id
    chosen = (await house.lights.choose("T1", "U1", account.id, post_id)).spotlight
    await house.lights.permit("T1", "U1", chosen.id, given=True, event_key="e2")
    shown = await house.spotlights.get("T1", chosen.id)
    await house.spotlights.shown("T1", str(shown.studio_id), NOW)
    house.now = NOW + 40 * DAY
    found = await house.lights.came_back("T1", "U1")
    assert (found.shown, found.ripe, found.unknown) == (1, 0, 1)
    assert "I cannot tell" in found.said


async def test_guests_see_and_choose_nobody(house: House, account: Account) -> None:
    for asked in (
        house.lights.candidates("T1", "guest"),
        house.lights.choose("T1", "guest", account.id, "x"),
        house.lights.permit("T1", "guest", account.id, given=True, event_key="e"),
        house.joining.worth("T1", "guest"),
        house.joining.take("T1", "guest", account.id, "x"),
        house.quiet.opt_out("T1", "guest", account.id, "did:ana"),
    ):
        with pytest.raises(NotAllowed):
            await asked
    with pytest.raises(NotFound):
        await house.lights.candidates("T1", "U1", "nobody.example")
    with pytest.raises(InvalidInput, match="No account"):
        await house.lights.candidates("T9", "U1")


# -- leaving alone ----------------------------------------------------------------------------


async def test_who_asks_for_quiet_is_left_alone_for_good(house: House, account: Account) -> None:
    await house.heard(account, ("ana", "Please stop replying to me.", 1, None))
    assert await house.quiet.heed("T1", account.id) == 1
    assert await house.quiet.heed("T1", account.id) == 0
    out = await house.spotlights.opt_outs("T1", account.ref.platform)
    assert "Please stop replying to me" in out["did:ana"].reason
    assert await house.named() == ["Quinn"]
    (rule,) = await house.searches.dismissals("T1", account.id)
    assert rule.value == "did:ana"

    assert await house.quiet.opt_in("T1", "U1", account.id, "did:ana")
    assert await house.searches.dismissals("T1", account.id) == []
    assert await house.quiet.heed("T1", account.id) == 0, "a colleague took it back"
    assert await house.named() == ["Ana", "Quinn"]


async def test_a_wish_for_quiet_from_a_long_outage_is_heard_afterwards(
    house: House, account: Account
) -> None:
    """The mark is where all was read, not where somebody last looked at what was read."""
    await house.accounts.mark_synced("T1", account.id, NOW, None)
    assert await house.quiet.heed("T1", account.id) == 0
    house.now = NOW + 40 * DAY
    await house.accounts.mark_synced("T1", account.id, house.now, "PlatformUnavailable")
    assert await house.quiet.heed("T1", account.id) == 0
    await house.heard(account, ("ana", "Please stop replying to me.", 38, None))
    await house.accounts.mark_synced("T1", account.id, house.now, None)
    assert await house.quiet.heed("T1", account.id) == 1
    assert await house.spotlights.heeded_at("T1", account.id) == house.now

    await house.quiet.opt_in("T1", "U1", account.id, "did:ana")
    assert await house.quiet.heed("T1", account.id) == 0, "a colleague took it back"


async def test_a_wish_for_quiet_that_only_a_sign_in_shows_is_heard(
    house: House, account: Account
) -> None:
    """What is read then is older than the mark of what strangers see."""
    await house.accounts.mark_synced("T1", account.id, NOW, None)
    assert await house.quiet.heed("T1", account.id) == 0
    profile = Profile(account.native_id, account.ref.handle, "Acme", account.url, 1, 1, 1)
    secret = Credential("https://pds.example", "acme", "secret", {})
    await house.accounts.add("T1", account.ref, profile, secret)
    await house.heard(account, ("ana", "Please stop replying to me.", 38, None))
    assert await house.quiet.heed("T1", account.id) == 1
    await house.accounts.mark_synced("T1", account.id, NOW, None)
    await house.quiet.heed("T1", account.id)
    await house.accounts.add("T1", account.ref, profile, secret)  # signed in once more
    assert await house.spotlights.heeded_at("T1", account.id) == NOW


@pytest.mark.parametrize("days", [2, 13, 27, 60, 89])
async def test_a_wish_for_quiet_from_before_the_connection_is_heard(
    house: House, account: Account, days: int
) -> None:
    await house.heard(account, ("ana", "Please stop replying to me.", days, None))
    assert await house.quiet.heed("T1", account.id) == 1


async def test_a_wish_for_quiet_outlives_a_process_killed_while_it_was_noted(
    house: House, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.heard(account, ("ana", "Please stop replying to me.", 1, None))

    async def killed(person: object) -> bool:
        raise asyncio.CancelledError

    with monkeypatch.context() as now:
        now.setattr(house.spotlights, "opt_out", killed)
        with pytest.raises(asyncio.CancelledError):
            await house.quiet.heed("T1", account.id)
    (mark,) = [key async for key in house.redis.scan_iter("*quiet*")]
    assert 0 < await house.redis.ttl(mark) <= NOTING_S, "it is heeded again soon"
    await house.redis.delete(mark)  # as after that time
    assert await house.quiet.heed("T1", account.id) == 1
    (mark,) = [key async for key in house.redis.scan_iter("*quiet*")]
    assert await house.redis.ttl(mark) > LOOK_BACK.total_seconds()


async def test_whom_a_platform_does_not_name_nobody_can_leave_alone(
    house: House, account: Account
) -> None:
    """Each of their posts has an id of its own, so nothing is noted that could not be kept."""
    nobody = Interaction(
        "at://x/9", Kind.REPLY, Author(f"{UNNAMED}x", "", "Somebody on Facebook"), NOW - DAY,
        "at://ours", "at://ours", "Please stop replying to me.", "https://x/9",
    )  # fmt: skip
    await house.records.apply("T1", Batch(account.id, NOW, interactions=(nobody,)))
    assert await house.quiet.heed("T1", account.id) == 0
    with pytest.raises(InvalidInput, match="does not tell who wrote this"):
        await house.quiet.opt_out("T1", "U1", account.id, nobody.author.id)
    assert await house.spotlights.opt_outs("T1", account.ref.platform) == {}
    assert await house.searches.dismissals("T1", account.id) == []


async def test_a_colleague_can_say_so_too(house: House, account: Account) -> None:
    out = await house.quiet.opt_out("T1", "U1", account.id, "did:ana")
    assert (out.noted_by, out.person.handle) == ("U1", "ana.example")
    assert await house.named() == ["Quinn"]
    assert await house.quiet.heed("T1", str(uuid4())) == 0


# -- joining ----------------------------------------------------------------------------------


async def listening(house: House, account: Account, n: int = 2) -> list[str]:
    """Conversations that ask what a fact answers; their ids."""
    search = saved(account, "Acme", kind=SearchKind.BRAND)
    await house.searches.add(search)
    words = "We ship to Norway within a week."
    await house.book.add_facts([fact("T1", "Shipping to Norway", text=words)])
    hits = [
        hit(
            search, f"at://asks/{each}", text=ASKS, band=Band.SURE, created_at=NOW - each * HOUR,
            author=Author(f"did:asks{each}", f"asks{each}.example"),
        )
        for each in range(n)
    ]  # fmt: skip
    await house.searches.add_hits(hits)
    return [each.id for each in hits]


async def test_what_is_taken_up_becomes_an_item_once(house: House, account: Account) -> None:
    first, second = await listening(house, account)
    view = await house.joining.worth("T1", "U1")
    assert [each.hit.id for each in view.good] == [first, second]
    assert (view.searches, view.used, view.most) == (1, 0, 5)
    item = await house.joining.take("T1", "U1", account.id, first)
    assert (item.origin, item.person.handle, item.is_open) == (Origin.SEARCH, "asks0.example", True)
    assert await house.inbox.of_part("T1", account.id, first) == item
    with pytest.raises(InvalidInput, match="took this up already"):
        await house.joining.take("T1", "U1", account.id, first)
    after = await house.joining.worth("T1", "U1")
    assert ([each.hit.id for each in after.good], after.used) == ([second], 1)
    with pytest.raises(NotFound):
        await house.joining.take("T1", "U1", account.id, "at://nothing")


async def test_a_zone_is_read_without_holding_others_up(house: House, account: Account) -> None:
    first, _ = await listening(house, account)
    await house.joining.worth("T1", "U1")  # what a start reads is read
    with blockbuster_ctx(["assistant"]) as watch:
        watch.functions["os.stat"].deactivate()  # languages are looked up anew, each time
        ZoneInfo.clear_cache()
        await house.joining.worth("T1", "U1")
        ZoneInfo.clear_cache()
        assert await house.joining.take("T1", "U1", account.id, first)


async def test_one_whose_item_was_not_kept_can_be_taken_up_again(
    house: House, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process ended between the note that somebody took it up, and its item."""
    first, _ = await listening(house, account)

    async def broken(item: object) -> bool:
        raise StoreUnavailable("postgres")

    with monkeypatch.context() as now:
        now.setattr(house.inbox, "add", broken)
        with pytest.raises(StoreUnavailable):
            await house.joining.take("T1", "U1", account.id, first)
    item = await house.joining.take("T1", "U1", account.id, first)
    assert await house.inbox.of_part("T1", account.id, first) == item
    assert (await house.joining.worth("T1", "U1")).used == 1, "it is counted once"
    with pytest.raises(InvalidInput, match="took this up already"):
        await house.joining.take("T1", "U1", account.id, first)


async def test_a_day_holds_so_many_and_no_more(house: House, account: Account) -> None:
    """The workspace's own day counts, and its own number."""
    ids = await listening(house, account, 4)
    deed = Deed(Act.CHANGE_SETTINGS, "U1", NOW)
    settings = WorkspaceSettings(most_joins=2, zone="Europe/Berlin")
    kept = await house.preferences.of_workspace("T1")
    await house.preferences.keep_workspace("T1", settings, version=kept.version, deed=deed)
    for each in ids[:2]:
        await house.joining.take("T1", "U1", account.id, each)
    with pytest.raises(InvalidInput, match="2 conversations were joined today"):
        await house.joining.take("T1", "U1", account.id, ids[2])
    house.now = datetime(2026, 11, 23, 22, 59, tzinfo=UTC)
    with pytest.raises(InvalidInput, match="joined today"):
        await house.joining.take("T1", "U1", account.id, ids[2])
    house.now = datetime(2026, 11, 23, 23, 1, tzinfo=UTC)  # midnight has passed in Berlin
    assert await house.joining.take("T1", "U1", account.id, ids[2])


async def test_who_wants_to_be_left_alone_is_not_joined(house: House, account: Account) -> None:
    first, second = await listening(house, account)
    await house.quiet.opt_out("T1", "U1", account.id, "did:asks0")
    view = await house.joining.worth("T1", "U1")
    assert [each.hit.id for each in view.good] == [second]
    with pytest.raises(InvalidInput, match="left alone"):
        await house.joining.take("T1", "U1", account.id, first)
    assert await house.inbox.of_part("T1", account.id, first) is None
