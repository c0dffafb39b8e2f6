"""What is too old is erased in small steps; what counts it stays right, and reports say so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest

from assistant.community.accounts import Account, AccountRef, Platform, Profile
from assistant.community.answers import Question, Run, RunState
from assistant.community.costs import Paid
from assistant.community.drafts import DraftState
from assistant.community.inbox import Decision, Item
from assistant.community.periods import Period
from assistant.community.polling import BACKFILL
from assistant.community.posts import Author, Interaction, Kind, Post
from assistant.community.rights import Act
from assistant.community.settings import WorkspaceSettings
from assistant.community.studio import Studio
from assistant.desk.keeping import REST, Keeping
from assistant.errors import NotFound
from assistant.ports import Batch, Credential, Deed, InstalledApp
from assistant.storage.accounts import PostgresAccounts
from assistant.storage.acts import PostgresActs
from assistant.storage.brand import PostgresBrandBook
from assistant.storage.clearances import PostgresClearances
from assistant.storage.costs import PostgresCosts
from assistant.storage.database import Database
from assistant.storage.drafts import PostgresDrafts
from assistant.storage.inbox import PostgresInbox
from assistant.storage.installations import PostgresInstalledApps
from assistant.storage.labels import PostgresLabels
from assistant.storage.managers import PostgresManagers
from assistant.storage.notes import PostgresNotes
from assistant.storage.preferences import PostgresPreferences
from assistant.storage.records import PostgresRecords
from assistant.storage.retention import PostgresRetention
from assistant.storage.runs import PostgresRuns
from assistant.storage.schema import METADATA
from assistant.storage.searches import PostgresSearches
from assistant.storage.spotlights import PostgresSpotlights
from assistant.storage.studios import PostgresStudios
from assistant.storage.vault import Vault
from assistant.storage.workspaces import PostgresWorkspaces
from tests.integration import giving, responding
from tests.integration.records_desk import check_rollups

pytestmark = pytest.mark.integration

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SINCE = datetime(2025, 10, 22, tzinfo=UTC)
"""Thirteen months before NOW, at midnight."""
DAY = timedelta(days=1)
VAULT = Vault(["k" * 40])
ALWAYS = Period(NOW - 4000 * DAY, NOW + DAY)


class House:
    """Stores at one moment, with a batch of few rows so that there are many."""

    def __init__(self, database: Database) -> None:
        self.now = NOW
        clock = lambda: self.now  # noqa: E731
        self.database = database
        self.workspaces = PostgresWorkspaces(database)
        self.accounts = PostgresAccounts(database, VAULT, clock)
        self.records = PostgresRecords(database)
        self.runs = PostgresRuns(database, VAULT, clock)
        self.acts = PostgresActs(database)
        self.inbox = PostgresInbox(database, clock)
        self.drafts = PostgresDrafts(database)
        self.brand = PostgresBrandBook(database)
        self.searches = PostgresSearches(database)
        self.studios = PostgresStudios(database)
        self.labels = PostgresLabels(database)
        self.spotlights = PostgresSpotlights(database)
        self.notes = PostgresNotes(database)
        self.costs = PostgresCosts(database)
        self.preferences = PostgresPreferences(database)
        self.retention = PostgresRetention(database, most=3)
        self.keeping = Keeping(self.preferences, self.retention, clock)

    async def furnish(self, workspace_id: str) -> Account:
        """A workspace with something in every table, half of it older than 13 months."""
        app = InstalledApp(workspace_id, "xoxb", "A1", "B1", "U0", "U7", frozenset(), NOW)
        await PostgresInstalledApps(self.database, VAULT).keep(app, name=workspace_id, zone=None)
        profile = Profile("did:acme", "acme.example", "Acme", "https://acme", 1, 1, 1)
        ref = AccountRef(Platform.BLUESKY, "acme.example")
        signed_in = Credential("https://pds", "acme.example", "secret", {})
        account = await self.accounts.add(workspace_id, ref, profile, signed_in)
        await PostgresManagers(self.database).name(workspace_id, "U2", deed(Act.NAME_MANAGER, NOW))
        await self.brand.add_facts([responding.fact(workspace_id)])
        await self.brand.add_rule(responding.rule(account))
        await self.searches.add(responding.saved(account))
        await self.searches.add_dismissal(responding.dismissal(account))
        await PostgresClearances(self.database).of(workspace_id, account.id, NOW)
        for number, at in enumerate((SINCE - 300 * DAY, SINCE - DAY, SINCE, NOW - 9 * DAY)):
            await self._one_time(workspace_id, account, number, at)
        return account

    async def _one_time(
        self, workspace_id: str, account: Account, number: int, at: datetime
    ) -> None:
        us = Author(account.native_id, "acme.example", "Acme")
        post = Post(f"p{number}", us, "Hello", at, "https://p")
        posts = (post,)
        ids = [("reply", Kind.REPLY, "ana"), ("like", Kind.LIKE, f"fan{number}")]
        theirs = tuple(
            Interaction(f"{name}{number}", kind, Author(who, who, who), at + hours, post.id)
            for name, kind, who in ids
            for hours in [timedelta(hours=1)]
        )
        metrics = {"": {"followers": number}, post.id: {"likes": 1}}
        batch = Batch(account.id, at, posts=posts, interactions=theirs, snapshots=metrics)
        await self.records.apply(workspace_id, batch)
        question = Question(f"r{number}", workspace_id, "U1", "c1", "How?", at)
        await self.runs.add(Run(question, f"e{number}", {}, RunState.ASKED))
        await self.runs.rate(workspace_id, f"r{number}", "U1", good=True)
        await self.acts.append(workspace_id, deed(Act.CONNECT, at))
        await self.item(account, at)
        await self.given(account, number, at)
        search = responding.saved(account)
        await self.searches.add_hits([responding.hit(search, f"h{number}", created_at=at)])

    async def given(self, account: Account, number: int, at: datetime) -> Studio:
        """A studio with an image and a draft, a spotlight, a note and the like of that time."""
        workspace_id, name = account.workspace_id, f"g{number}"
        made = giving.studio(account, name, made_at=at)
        await self.studios.open(made)
        await self.studios.add_image(workspace_id, made.id, giving.image(), giving.PIXELS)
        text = giving.post(made, made_at=at)
        await self.drafts.add(text, responding.line(text, at=at))
        await self.labels.correct(giving.correction(account, f"p{number}", made_at=at))
        await self.spotlights.add(giving.spotlight(account, post_id=name, made_at=at))
        await self.spotlights.offered(workspace_id, account.id, name, at, "U1", since=NOW, most=9)
        gone = Author("did:gone", "gone.example")
        await self.spotlights.opt_out(giving.opt_out(account, person=gone, at=at))
        await self.notes.plan(workspace_id, at, name)
        await self.notes.write(giving.note(workspace_id, name, due_at=at))
        await self.notes.alerted(workspace_id, account.id, name, at, 60)
        await self.costs.add(workspace_id, account.id, Paid.COUNTS, 1, at)
        await self.costs.refuse(workspace_id, at)
        return made

    async def item(
        self, account: Account, *written: datetime, done: datetime | None = None
    ) -> Item:
        """One with parts of these times, and a draft and a wish of the first or of `done`."""
        parts = [responding.part(str(uuid4()), at) for at in written]
        made = responding.item(account, *parts)
        await self.inbox.add(made)
        text = responding.draft(made)
        await self.drafts.add(text, responding.line(text, at=done or written[0]))
        await self.drafts.wish(responding.wish(made, made.id, made_at=written[0]))
        return made


def deed(act: Act, at: datetime) -> Deed:
    return Deed(act, "U1", at)


@pytest.fixture
async def house(database: Database) -> House:
    return House(database)


def counted(database_url: str, workspace_id: str) -> Mapping[str, int]:
    """Rows of each table."""
    with psycopg.connect(database_url) as connection:
        rows = {
            table: connection.execute(
                f"SELECT count(*) FROM {table} WHERE workspace_id = %s",  # noqa: S608
                (workspace_id,),
            ).fetchone()
            for table in METADATA.tables
        }
    return {table: row[0] for table, row in rows.items() if row}


async def test_what_is_older_than_the_retention_goes_and_the_rest_stays(
    house: House, database_url: str
) -> None:
    account = await house.furnish("T1")
    erased = await house.keeping.keep("T1")

    assert (erased["post"], erased["interaction"], erased["run"], erased["act"]) == (2, 4, 2, 2)
    assert erased["snapshot"] == 4
    left = counted(database_url, "T1")
    assert (left["post"], left["interaction"], left["run"], left["rating"]) == (2, 4, 2, 2)
    assert (left["snapshot"], left["act"], left["manager"], left["credential"]) == (4, 3, 1, 1)
    assert (erased["item"], erased["hit"]) == (2, 2)
    assert {left[each] for each in ("item", "item_part", "wish", "hit")} == {2}
    assert {left[each] for each in ("draft", "audit")} == {2 + 2}, "of items and of studios"
    learned = ("brand_fact", "voice_rule", "saved_search", "dismissal")
    assert {left[each] for each in learned} == {1}
    assert (left["rollup_hour"], left["rollup_post"], left["author_day"]) == (4, 4, 4)
    check_rollups(database_url, account.id)
    found = await house.records.own_posts("T1", account.id, ALWAYS)
    assert [own.post.id for own in found] == ["p3", "p2"]
    assert (await house.records.totals("T1", account.id, ALWAYS))[Kind.REPLY] == 2
    assert await house.records.history_starts("T1", account.id) == SINCE


async def test_an_item_stays_as_long_as_what_was_written_in_it_or_done_about_it(
    house: House,
) -> None:
    account = await house.furnish("T1")
    old, young = SINCE - DAY, SINCE + DAY
    goes = await house.item(account, old, old)
    stays = [
        await house.item(account, old, young),
        await house.item(account, old, done=young),
        await house.item(account, young),
    ]
    decided = await house.item(account, old)
    by_hand = replace(decided, decision=Decision.BY_HAND, decided_at=young)
    stays.append(await house.inbox.keep(by_hand))
    await house.keeping.keep("T1")

    for each in stays:
        assert await house.inbox.get("T1", each.id)
        assert len(await house.drafts.of_item("T1", each.id)) == 1
    with pytest.raises(NotFound):
        await house.inbox.get("T1", goes.id)


async def test_erasing_again_finds_nothing(house: House) -> None:
    await house.furnish("T1")
    await house.keeping.keep("T1")

    assert await house.keeping.keep("T1") == {}


async def test_a_batch_is_small_and_each_leaves_the_counters_right(
    house: House, database_url: str
) -> None:
    account = await house.furnish("T1")
    batches = 0
    while erased := await house.retention.erase("T1", SINCE):
        batches += 1
        assert max(erased.values()) <= 3
        check_rollups(database_url, account.id)

    assert batches > 1


async def test_people_with_nothing_left_go_and_regulars_keep_their_first_time(
    house: House,
) -> None:
    """Else a regular of years would be called a first-timer."""
    account = await house.furnish("T1")
    await house.keeping.keep("T1")

    known = await house.records.people("T1", account.id, ["ana", "fan0", "fan1", "fan2", "fan3"])
    assert known.keys() == {"ana", "fan2", "fan3"}
    young = Period(SINCE, NOW)
    assert await house.records.first_seen("T1", account.id, young) == {"fan2", "fan3"}


async def test_the_accounts_say_from_when_on_they_are_whole(house: House) -> None:
    """A longer retention later does not bring back what was erased."""
    account = await house.furnish("T1")
    before = await house.accounts.get("T1", account.id)
    house.now = NOW + 400 * DAY
    await house.keeping.keep("T1")
    settings = WorkspaceSettings(retention_months=120)
    await house.preferences.keep_workspace("T1", settings, version=1, deed=deed(Act.CONNECT, NOW))
    await house.keeping.keep("T1")
    after = await house.accounts.get("T1", account.id)

    assert (before.erased_until, before.known_since) == (None, NOW - BACKFILL)
    assert after.erased_until == WorkspaceSettings().kept_since(house.now)
    assert after.known_since == after.erased_until


async def test_a_workspace_keeps_as_long_as_it_has_set(house: House) -> None:
    await house.furnish("T1")
    for months, version, posts in ((24, 1, 0), (4, 2, 3)):
        settings = WorkspaceSettings(retention_months=months)
        await house.preferences.keep_workspace(
            "T1", settings, version=version, deed=deed(Act.CHANGE_SETTINGS, NOW)
        )
        erased = await house.keeping.keep("T1")
        assert erased.get("post", 0) == posts


async def test_another_workspace_is_not_touched(house: House, database_url: str) -> None:
    for each in ("T1", "T2"):
        await house.furnish(each)
    before = counted(database_url, "T2")
    await house.keeping.keep("T1")

    assert counted(database_url, "T2") == before


async def test_sign_ins_that_nobody_ended_go(house: House, database_url: str) -> None:
    await house.furnish("T1")
    with psycopg.connect(database_url) as connection:
        for name, at in (("old", NOW - 400 * DAY), ("young", NOW + 4000 * DAY)):
            connection.execute("INSERT INTO sign_in VALUES ('T1', %s, 'U1', '', %s)", (name, at))
    await house.keeping.keep("T1")

    assert counted(database_url, "T1")["sign_in"] == 1


async def test_what_was_given_goes_by_the_same_rule_and_images_sooner(
    house: House, database_url: str
) -> None:
    """Opt-outs stay: somebody asked for good. A scheduled post keeps its studio and its image."""
    account = await house.furnish("T1")
    waits = await house.given(account, 9, SINCE - 90 * DAY)
    (text,) = await house.drafts.of_studio("T1", waits.id)
    yes = replace(text, state=DraftState.APPROVED)
    await house.drafts.keep(yes, responding.line(yes, at=SINCE - 60 * DAY), publish_at=NOW + DAY)
    erased = await house.keeping.keep("T1")

    assert (erased["studio"], erased["spotlight"], erased["note"]) == (2, 3, 3)
    assert (erased["joined"], erased["alert"], erased["post_label"]) == (3, 3, 3)
    assert (erased["cost_day"], erased["cost_notice"]) == (3, 3)
    left = counted(database_url, "T1")
    assert (left["opt_out"], left["studio"], left["post_image"]) == (1, 3, 2)

    (recent,) = [each for each in await house.studios.recent("T1") if each.event_key == "g3"]
    assert len(await house.studios.images("T1", recent.id)) == 1
    house.now += 25 * DAY
    assert (await house.keeping.keep("T1"))["post_image"] == 1
    assert await house.studios.images("T1", recent.id) == []
    assert len(await house.studios.images("T1", waits.id)) == 1
    assert (await house.drafts.of_studio("T1", recent.id))[0].text


async def test_a_workspace_that_left_is_erased_whole_after_its_rest(
    house: House, database_url: str
) -> None:
    for each in ("T1", "T2"):
        await house.furnish(each)
    untouched = counted(database_url, "T2")
    assert all(untouched[table] for table in untouched.keys() - {"sign_in", "registration"})
    await PostgresInstalledApps(house.database, VAULT).remove("T1", NOW)
    assert await house.keeping.left() == []
    assert await house.keeping.forget("T1") == {}

    house.now = NOW + REST + timedelta(seconds=1)
    assert await house.keeping.left() == ["T1"]
    erased = await house.keeping.forget("T1")

    assert erased["workspace"] == 1
    assert set(counted(database_url, "T1").values()) == {0}
    assert counted(database_url, "T2") == untouched
    assert await house.keeping.left() == []
    assert await house.keeping.keep("T1") == {}


async def test_a_workspace_that_came_back_is_not_erased(house: House, database_url: str) -> None:
    """Also when it comes back after it was found, and before its turn."""
    await house.furnish("T1")
    apps = PostgresInstalledApps(house.database, VAULT)
    await apps.remove("T1", NOW)
    house.now = NOW + 2 * REST
    assert await house.keeping.left() == ["T1"]
    app = InstalledApp("T1", "xoxb", "A1", "B1", "U0", "U7", frozenset(), house.now)
    await apps.keep(app, name="T1", zone=None)

    assert await house.keeping.forget("T1") == {}
    assert counted(database_url, "T1")["interaction"] == 8


async def test_a_workspace_that_is_gone_already_is_no_trouble(house: House) -> None:
    assert await house.keeping.keep("T9") == {}
    assert await house.keeping.forget("T9") == {}
