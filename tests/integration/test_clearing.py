"""Promise: what X removes is removed here within a day, words and name, wherever they stood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from croniter import croniter
from redis.asyncio import Redis

from assistant.community.accounts import Account, AccountRef, Platform, Profile
from assistant.community.answers import Answer, Question, Run, RunState, Turn
from assistant.community.clearances import EVERY, SHARE, Clearance, Hindrance
from assistant.community.costs import DOLLAR, month_of
from assistant.community.drafts import AuditEntry, Draft, DraftState
from assistant.community.facts import Quote
from assistant.community.inbox import CardPlace, Decision, Item
from assistant.community.periods import Period
from assistant.community.posts import Author, Interaction, Kind, Post
from assistant.community.publication import moved_on
from assistant.community.removing import ERASED
from assistant.community.rights import Act
from assistant.desk.clearing import CRON, Clearing
from assistant.desk.uncleared import UnclearedNotices
from assistant.errors import PlatformError, PlatformUnavailable, SignInNeeded
from assistant.ports import Deed
from assistant.ports.platforms import LookedUp
from assistant.ports.work import Job
from assistant.storage.accounts import PostgresAccounts
from assistant.storage.clearances import PostgresClearances
from assistant.storage.conversations import RedisConversations
from assistant.storage.costs import PostgresCosts
from assistant.storage.database import Database
from assistant.storage.disconnecting import PostgresDisconnector
from assistant.storage.notes import PostgresNotes
from assistant.storage.removal import PostgresRemoval
from assistant.storage.runs import PostgresRuns
from assistant.storage.spotlights import PostgresSpotlights
from assistant.storage.studios import PostgresStudios
from assistant.storage.vault import Vault
from assistant.storage.workspaces import PostgresWorkspaces
from tests.integration.giving import note, opt_out, spotlight, studio
from tests.integration.inbox_house import BOB, MINUTE, InboxHouse
from tests.integration.kept_words import everything
from tests.integration.responding import HOUR, NOW, dismissal, forget_jobs, hit, jobs, saved

pytestmark = pytest.mark.integration

WORDS = "Zanzibar bicycles rust overnight, why?"
MINA = Author("77", "wquartz", "Wilhelmina Quartz")
GONE, HEARD, STAYS = "1900000000000000001", "1900000000000000002", "1900000000000000003"
OURS = "1800000000000000000"
ALWAYS = Period(NOW - timedelta(days=30), NOW + timedelta(days=3))
PRICE = 5_000
SPOKEN = ("zanzibar", "wquartz", "wilhelmina", "quartz")


class Watched:
    """X, as far as it tells what is gone: for nothing while it has a `list`, else at a price."""

    def __init__(self) -> None:
        self.gone: set[str] = set()
        self.asked: list[Sequence[str]] = []
        self.paid: list[str] = []
        self.down = False
        self.tells_removed = True
        self.stopped: PlatformError | None = None

    async def removed(self, ids: Sequence[str]) -> frozenset[str]:
        self.asked.append(ids)
        if self.down:
            raise PlatformUnavailable("x", "x:acme", "down")
        return frozenset(self.gone & set(ids))

    async def looked_up(self, ids: Sequence[str], most: int) -> LookedUp:
        if self.stopped:
            return LookedUp(stopped=self.stopped)
        asked = ids[: most // PRICE]
        self.paid += asked
        gone = frozenset(self.gone & set(asked))
        return LookedUp(gone, len(asked), (len(asked) - len(gone)) * PRICE)

    async def open(self, account: Account) -> Any:  # noqa: ARG002 - the port's
        return self


class House(InboxHouse):
    """An inbox of X, with everything else that keeps words."""

    def __init__(self, database: Database, valkey: Redis, account: Account) -> None:
        super().__init__(database, valkey, account)
        self.x = Watched()
        self.conversations = RedisConversations(valkey)
        self.runs = PostgresRuns(database, Vault(["k" * 40]), self.clock)
        self.clearances = PostgresClearances(database)
        self.disconnector = PostgresDisconnector(database)
        self.costs = PostgresCosts(database)
        self.clearing = Clearing(
            accounts=self.accounts,
            disconnector=self.disconnector,
            connections=self.x,  # type: ignore[arg-type]  # only `open` is asked
            records=self.records,
            inbox=self.inbox,
            drafts=self.drafts,
            removal=PostgresRemoval(database),
            clearances=self.clearances,
            costs=self.costs,
            turns=self.conversations,
            clock=self.clock,
        )

    async def clear(self) -> int:
        """When it is due again."""
        self.now += EVERY
        return await self.clearing.clear(*self.at)

    async def known(self) -> Clearance:
        return await self.clearances.of(*self.at, self.now)

    def notices(self, chat: Chat) -> UnclearedNotices:
        return UnclearedNotices(
            accounts=self.accounts,
            disconnector=self.disconnector,
            clearances=self.clearances,
            teller=chat,
            clock=self.clock,
        )

    async def furnish(self) -> None:
        """Her words everywhere, beside somebody else's."""
        self.now += HOUR
        await self.post(OURS)
        await self.read(said(GONE, MINA, WORDS), said(STAYS, BOB, "Where can I buy it?"))
        await self.triage()
        await self.drafted(await self.item_of(GONE), text=f"“{WORDS}”, you ask, Wilhelmina Quartz.")
        await self.listened()
        await self.answered()
        spotlights, studios = PostgresSpotlights(self.database), PostgresStudios(self.database)
        await spotlights.add(spotlight(self.account, person=MINA, post_id=GONE, why=WORDS))
        await spotlights.opt_out(opt_out(self.account, person=MINA, reason=WORDS))
        await studios.open(studio(self.account, topic="thank Wilhelmina Quartz"))
        body = {"opening": [f"{MINA.name} asked much.", "A calm week."], "cannot": "", "n": 3}
        waiting = {"name": MINA.name, "url": url(GONE)}
        words = body | {"waiting": [waiting, {"name": "Bob", "url": url(STAYS, "bob")}]}
        await PostgresNotes(self.database).write(note("T1", body=words))

    async def overtaken(self) -> tuple[Item, Draft]:
        """A draft of another item, which tells that her words are new."""
        item = await self.item_of(STAYS)
        draft = await self.drafted(item, text="At the harbour.")
        moved = moved_on(draft, item, [Post(GONE, MINA, WORDS, NOW, url(GONE))], self.account)
        assert moved
        entry = AuditEntry.of(draft, moved.happening, NOW, None, moved.detail)
        return item, await self.drafts.keep(moved.of(draft), entry)

    async def listened(self) -> None:
        search = saved(self.account)
        await self.searches.add(search)
        found = hit(search, HEARD, author=MINA, text=WORDS, url=url(HEARD))
        await self.searches.add_hits([found, hit(search, "1900000000000000009")])
        await self.searches.add_dismissal(dismissal(self.account, value=MINA.id, shown="@wquartz"))

    async def answered(self) -> None:
        quote = Quote(id="q1", text=WORDS, author="@wquartz", url=url(GONE), written_at=NOW)
        for run_id, answer in (
            ("quoting", Answer(text=f"“{WORDS}”", quotes=(quote,), composer="offline")),
            ("counting", Answer(text="2 replies.", composer="offline")),
        ):
            question = Question(run_id, "T1", "U1", run_id, "who asked?", NOW)
            await self.runs.add(Run(question, run_id, {}, RunState.ASKED))
            await self.runs.claim("T1", run_id, "w", 60)
            await self.runs.finish("T1", run_id, "w", RunState.ANSWERED, answer)
            turn = Turn(question="who asked?", answer=answer.text, asked_at=NOW)
            await self.conversations.append("T1", run_id, turn)

    async def item_of(self, part_id: str) -> Any:
        found = await self.inbox.of_part(*self.at, part_id)
        assert found is not None
        return found


class Chat:
    """`ports.costs.CostTeller`: what managers were told, once for each key."""

    def __init__(self) -> None:
        self.by_key: dict[str, str] = {}

    @property
    def told(self) -> list[str]:
        return list(self.by_key.values())

    async def tell_managers(self, workspace_id: str, key: str, sentence: str) -> None:
        assert workspace_id == "T1"
        assert key not in self.by_key
        self.by_key[key] = sentence


def jobs_of(database_url: str, job: Job) -> list[dict[str, str]]:
    """What waits in the queue of one kind."""
    return [ids for name, ids, _ in jobs(database_url) if name == job.value]


async def rewind(house: House) -> None:
    """As if all were known by now."""
    await house.clearances.keep(*house.at, Clearance(house.now), tell=False)


def after(does: Any, then: Any) -> Any:
    async def both(*given: Any) -> None:
        await does(*given)
        await then()

    return both


def url(post_id: str, handle: str = "wquartz") -> str:
    return f"https://x.com/{handle}/status/{post_id}"


def said(id_: str, author: Author, words: str, **more: Any) -> Interaction:
    given = {"post_id": OURS, "text": words, "url": url(id_, author.handle)}
    return Interaction(id_, Kind.REPLY, author, NOW + MINUTE, **{**given, **more})


async def account_on(database: Database, platform: Platform) -> Account:
    await PostgresWorkspaces(database).ensure("T1", "One")
    accounts = PostgresAccounts(database, Vault(["k" * 40]), lambda: NOW)
    profile = Profile("7", "acme", "Acme", "https://x.com/acme", 1, 1, 1)
    return await accounts.add("T1", AccountRef(platform, "acme"), profile, None)


@pytest.fixture
async def house(database: Database, valkey: Redis) -> House:
    made = House(database, valkey, await account_on(database, Platform.X))
    await made.set(channel_id="C1")
    await made.furnish()
    made.x.gone = {GONE, HEARD}
    await made.known()
    return made


async def test_nothing_of_the_words_and_the_name_is_left_anywhere(
    house: House, database_url: str, valkey: Redis
) -> None:
    before = await everything(database_url, valkey)
    assert all(before.count(word) >= 5 for word in ("zanzibar", "wquartz", "wilhelmina"))

    assert await house.clear() == 2

    after = await everything(database_url, valkey)
    assert [line for line in after.split("\n") if any(word in line for word in SPOKEN)] == []


async def test_what_stays_on_the_platform_stays_here(
    house: House, database_url: str, valkey: Redis
) -> None:
    await house.clear()

    assert (await house.item_of(STAYS)).person == BOB
    assert (await house.item_of(STAYS)).is_open
    (left,) = await house.searches.hits(*house.at, ALWAYS)
    assert left.id == "1900000000000000009"
    counting = await house.runs.get("T1", "counting")
    assert counting.answer is not None
    assert counting.answer.text == "2 replies."
    assert len(await house.conversations.turns("T1", "counting")) == 1
    kept = await everything(database_url, valkey)
    assert "a calm week." in kept
    assert '"name": "bob"' in kept


async def test_figures_are_corrected_with_it(house: House) -> None:
    assert (await house.records.totals(*house.at, ALWAYS))[Kind.REPLY] == 2

    await house.clear()

    assert (await house.records.totals(*house.at, ALWAYS))[Kind.REPLY] == 1
    assert [each.interaction.id for each in await house.records.inbound(*house.at, ALWAYS)] == [
        STAYS
    ]


async def test_its_item_is_closed_its_drafts_end_and_its_card_is_drawn_anew(
    house: House, database_url: str
) -> None:
    item = await house.item_of(GONE)
    forget_jobs(database_url)

    await house.clear()

    after = await house.item_of(GONE)
    assert (after.decision, after.note) == (Decision.GONE, "It was removed from X.")
    assert (after.person.handle, after.person.name) == ("", "Somebody on X")
    assert await house.drafts.of_item("T1", item.id) == []
    shown = [each for each in jobs(database_url) if each[0] == "card.show"]
    assert any(item.id in str(each) for each in shown)


async def test_what_we_published_stays_ours(house: House) -> None:
    item = await house.item_of(GONE)
    sent = await house.drafted(item, text="They rust in salt water.", state=DraftState.PUBLISHED)

    await house.clear()

    (left,) = await house.drafts.of_item("T1", item.id)
    assert (left.id, left.text) == (sent.id, sent.text)


async def test_an_answer_that_quoted_it_says_so(house: House) -> None:
    await house.clear()

    quoting = await house.runs.get("T1", "quoting")
    assert quoting.answer is not None
    assert (quoting.answer.text, quoting.answer.quotes) == (ERASED, ())
    assert await house.conversations.turns("T1", "quoting") == []
    assert [turn.answer for turn in await house.runs.turns("T1", "quoting")] == [ERASED]


async def test_reading_again_does_not_bring_it_back(
    house: House, database_url: str, valkey: Redis
) -> None:
    await house.clear()

    await house.triage()

    assert (await house.item_of(GONE)).decision is Decision.GONE
    assert "zanzibar" not in await everything(database_url, valkey)
    assert await house.clear() == 0
    assert not {GONE, HEARD} & set(house.x.asked[-1])


async def test_somebody_of_whom_more_is_there_keeps_their_name(house: House) -> None:
    await house.read(said("1900000000000000004", MINA, "Lovely colours"))

    await house.clear()

    people = await house.records.people(*house.at, [MINA.id])
    assert people[MINA.id].name == MINA.name


async def test_a_burst_of_which_a_part_is_removed_stays_open_without_it(house: House) -> None:
    second = "1900000000000000005"
    await house.read(said(second, MINA, "And how do I oil it?"))
    await house.triage()

    await house.clear()

    item = await house.item_of(second)
    assert item.is_open
    assert [(part.id, part.text) for part in item.parts] == [
        (GONE, ""),
        (second, "And how do I oil it?"),
    ]
    assert "Zanzibar" not in item.triage.reason


async def test_a_draft_that_it_overtook_and_its_log_quote_nothing_of_it(
    house: House, database_url: str, valkey: Redis
) -> None:
    _, draft = await house.overtaken()
    assert "Zanzibar" in (await house.drafts.get("T1", draft.id)).problem

    await house.clear()

    told = (await house.drafts.get("T1", draft.id)).problem.splitlines()
    assert told == ["New: “Where can I buy it?”", "New: a post that was removed since."]
    assert "zanzibar" not in await everything(database_url, valkey)


async def test_our_own_post_takes_what_stood_under_it_along(house: House) -> None:
    house.x.gone = {OURS}

    assert await house.clear() == 1

    assert await house.records.inbound(*house.at, ALWAYS) == []


async def test_a_clearing_that_breaks_off_is_done_by_the_next(
    house: House, database_url: str, valkey: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise PlatformUnavailable("x", None, "the store went away")

    for what, method in ((house.inbox, "keep"), (house.records, "apply")):
        with monkeypatch.context() as patched:
            patched.setattr(what, method, broken)
            with pytest.raises(PlatformUnavailable):
                await house.clear()

    assert await house.clear() > 0
    after = await everything(database_url, valkey)
    assert [line for line in after.split("\n") if any(word in line for word in SPOKEN)] == []


# -- within a day ---------------------------------------------------------------------------


async def every_hour(house: House, hours: int) -> None:
    """By the times at which the job is put into the queue."""
    times = croniter(CRON, house.now)
    until = house.now + timedelta(hours=hours)
    while (following := times.get_next(type(NOW))) <= until:
        house.now = following
        await house.clearing.clear(*house.at)


async def left_of(database_url: str, valkey: Redis) -> list[str]:
    lines = (await everything(database_url, valkey)).split("\n")
    return [line for line in lines if any(word in line for word in SPOKEN)]


async def test_x_is_asked_four_times_a_day(house: House) -> None:
    await every_hour(house, 25)
    assert len(house.x.asked) == 4
    assert house.x.paid == []
    assert (await house.known()).hindrance is Hindrance.NONE


async def test_what_failed_is_tried_again_within_the_hour(
    house: House, database_url: str, valkey: Redis
) -> None:
    house.x.down = True
    await every_hour(house, 9)
    assert len(house.x.asked) == 3
    house.x.down = False
    await every_hour(house, 1)
    assert await left_of(database_url, valkey) == []


async def test_where_x_does_not_tell_posts_are_looked_up_before_the_day_is_over(
    house: House, database_url: str, valkey: Redis
) -> None:
    """Its list is down for thirty hours, and somebody deletes right after it worked last."""
    house.x.gone = set()
    await house.clear()
    removed_at, house.x.gone, house.x.down = house.now, {GONE, HEARD}, True

    await every_hour(house, 17)
    assert house.x.paid == []
    await every_hour(house, 1)

    assert house.now - removed_at < timedelta(hours=24)
    assert await left_of(database_url, valkey) == []
    kept = set(house.x.paid)
    assert {OURS, GONE, HEARD, STAYS} <= kept
    known = await house.known()
    assert (known.known_at, known.hindrance) == (house.now, Hindrance.NONE)
    assert known.micro == (len(kept) - 2) * PRICE

    await every_hour(house, 16)  # thirty hours and more without its list
    assert set(house.x.paid) == kept
    assert jobs_of(database_url, Job.CLEARING) == []


async def test_what_cannot_be_found_out_for_a_day_is_told_once(
    house: House, database_url: str
) -> None:
    await house.clear()
    house.x.down, house.x.stopped = True, PlatformUnavailable("x", "x:acme", "down")
    forget_jobs(database_url)
    await every_hour(house, 22)
    assert jobs_of(database_url, Job.CLEARING) == []
    assert not (await house.clearances.all("T1"))[house.account.id].is_late(house.now)

    await every_hour(house, 2)

    ids = {"workspace_id": "T1", "account_id": house.account.id}
    assert jobs_of(database_url, Job.CLEARING) == [ids]
    known = (await house.clearances.all("T1"))[house.account.id]
    assert known.is_late(house.now)
    assert known.hindrance is Hindrance.AWAY
    chat = Chat()
    notices = house.notices(chat)
    for _ in range(2):
        await notices.tell(**ids)
    assert len(chat.told) == 1
    assert chat.told[0].endswith("X does not answer. I go on trying every hour, and you need do "
                                 "nothing.")  # fmt: skip
    forget_jobs(database_url)
    await every_hour(house, 24)
    assert jobs_of(database_url, Job.CLEARING) == []

    house.x.down = False
    await every_hour(house, 1)
    assert not (await house.clearances.all("T1"))[house.account.id].is_late(house.now)
    house.x.down = True
    await every_hour(house, 25)
    assert jobs_of(database_url, Job.CLEARING) == [ids]  # the next time is told anew
    await notices.tell(**ids)
    assert len(chat.told) == 2
    await notices.tell("T1", "00000000-0000-0000-0000-000000000000")


async def test_nobody_is_told_of_what_is_known_again(house: House) -> None:
    await house.clear()
    chat = Chat()
    await house.notices(chat).tell(*house.at)
    assert chat.told == []


# -- without a list -------------------------------------------------------------------------


async def test_without_a_list_all_is_looked_through_once_a_day(
    house: House, database_url: str, valkey: Redis
) -> None:
    house.x.tells_removed = False
    await every_hour(house, 22)
    assert await left_of(database_url, valkey) == []
    looked = len(house.x.paid)
    assert looked == len(set(house.x.paid)) >= 4
    await every_hour(house, 19)
    assert len(house.x.paid) < 2 * looked
    assert house.x.asked == []


async def test_looking_has_a_share_of_the_budget_and_says_when_it_does_not_suffice(
    house: House, database_url: str
) -> None:
    """A day's part of a quarter of a dollar: two posts a day, of more than four."""
    await house.set_workspace(monthly_usd=1)
    house.x.tells_removed = False
    house.now = house.now.replace(day=1, hour=1)
    await rewind(house)
    posts = sorted(await PostgresRemoval(house.database).kept(*house.at))
    most = int(DOLLAR * SHARE / 30) // PRICE

    await every_hour(house, 22)
    assert house.x.paid == posts[:most]
    assert (await house.known()).hindrance is Hindrance.BUDGET
    await every_hour(house, 2)
    assert jobs_of(database_url, Job.CLEARING)
    while len(house.x.paid) < len(posts):
        await every_hour(house, 24)
    # in their order, each before any comes again
    assert house.x.paid[: len(posts)] == posts
    used = await house.clearances.used("T1", month_of(house.now))
    assert used <= DOLLAR * SHARE * house.now.day / 30


async def test_another_way_round_may_take_all_that_is_left_of_the_share(house: House) -> None:
    await house.set_workspace(monthly_usd=1)
    house.now = house.now.replace(day=1, hour=1)
    await rewind(house)
    house.x.down = True
    await every_hour(house, 18)
    assert (await house.known()).hindrance is Hindrance.NONE
    assert house.x.paid


async def test_what_several_accounts_look_for_comes_out_of_one_share(house: House) -> None:
    await house.set_workspace(monthly_usd=1)
    profile = Profile("8", "beta", "Beta", "https://x.com/beta", 1, 1, 1)
    other = await house.accounts.add("T1", AccountRef(Platform.X, "beta"), profile, None)
    known = (await house.clearances.of("T1", other.id, house.now)).paid(10**6, house.now)
    await house.clearances.keep("T1", other.id, known, tell=False)
    house.x.down = True
    await every_hour(house, 19)
    assert house.x.paid == []
    assert (await house.known()).hindrance is Hindrance.LIST


async def test_a_lost_sign_in_is_said(house: House) -> None:
    house.x.tells_removed, house.x.stopped = False, SignInNeeded("x", "x:acme", "lookup")
    await every_hour(house, 21)
    assert (await house.known()).hindrance is Hindrance.SIGN_IN


# -- cards ----------------------------------------------------------------------------------


def drawn(database_url: str, item_id: str) -> bool:
    return any(item_id in str(each) for each in jobs_of(database_url, Job.SHOW_CARD))


async def test_a_card_that_showed_it_beside_another_post_is_drawn_anew(
    house: House, database_url: str
) -> None:
    """What the same person wrote before stands on their next card."""
    later = Interaction("1900000000000000077", Kind.REPLY, MINA, NOW + HOUR, OURS)
    await house.read(replace(later, text="And how do I oil it?"))
    await house.triage()
    item = await house.item_of(later.id)
    assert item.id != (await house.item_of(GONE)).id
    await house.inbox.card_shown("T1", item.id, CardPlace("C1", "7.7"), item.version)
    forget_jobs(database_url)

    await house.clear()

    assert drawn(database_url, item.id)


async def test_a_card_that_showed_what_we_answered_is_drawn_anew(
    house: House, database_url: str
) -> None:
    answer = "1900000000000000078"
    await house.post(answer, root_id=OURS, parent_id=STAYS)
    item = await house.item_of(STAYS)
    await house.inbox.card_shown("T1", item.id, CardPlace("C1", "7.8"), item.version)
    forget_jobs(database_url)
    house.x.gone = {answer}

    await house.clear()

    assert drawn(database_url, item.id)


async def test_a_card_and_a_studio_that_said_what_is_new_are_drawn_anew(
    house: House, database_url: str
) -> None:
    item, _ = await house.overtaken()
    forget_jobs(database_url)

    await house.clear()

    assert drawn(database_url, item.id)
    assert jobs_of(database_url, Job.SHOW_STUDIO)  # its topic named her


async def test_cards_are_drawn_anew_though_it_broke_off_right_before(
    house: House, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise PlatformUnavailable("x", None, "the process ended")

    await house.known()
    with monkeypatch.context() as patched:
        patched.setattr(house.records, "apply", after(house.records.apply, broken))
        with pytest.raises(PlatformUnavailable):
            await house.clear()
    forget_jobs(database_url)

    assert await house.clear() == 0

    assert jobs_of(database_url, Job.SHOW_STUDIO)


async def test_platforms_that_do_not_ask_for_it_are_not_asked(
    database: Database, valkey: Redis
) -> None:
    house = House(database, valkey, await account_on(database, Platform.BLUESKY))
    await house.read(said(GONE, MINA, WORDS))

    assert await house.clear() == 0
    assert house.x.asked == []


async def test_what_is_kept_of_a_disconnected_account_is_cleared_too(
    house: House, database_url: str, valkey: Redis
) -> None:
    deed = Deed(Act.DISCONNECT, "U1", house.now, house.account.id)
    await house.disconnector.disconnect(*house.at, deed)

    assert await house.clear() == 2

    assert await left_of(database_url, valkey) == []


async def test_of_a_disconnected_account_that_nobody_can_ask_about_managers_are_told_once(
    house: House, database_url: str
) -> None:
    deed = Deed(Act.DISCONNECT, "U1", house.now, house.account.id)
    await house.disconnector.disconnect(*house.at, deed)
    house.x.tells_removed, house.x.stopped = False, SignInNeeded("x", "x:acme", "lookup")
    await every_hour(house, 24)
    (ids,) = jobs_of(database_url, Job.CLEARING)
    chat = Chat()
    for _ in range(2):
        await house.notices(chat).tell(**ids)
    (told,) = chat.told
    assert told.endswith("can erase what was read of it in the Home tab, or connect it again.")
    forget_jobs(database_url)
    await every_hour(house, 24)
    assert jobs_of(database_url, Job.CLEARING) == []


async def test_an_account_that_was_erased_meanwhile_is_no_trouble(house: House) -> None:
    other = replace(house.account, id="00000000-0000-0000-0000-000000000000")
    assert await house.clearing.clear("T1", other.id) == 0
