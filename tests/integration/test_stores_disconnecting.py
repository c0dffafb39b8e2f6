"""Letting go of an account: what goes at once, what stays, and that nobody else's goes along."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from assistant.community.accounts import Account, AccountRef, Platform, Profile
from assistant.community.answers import Answer, Question, Run, RunState
from assistant.community.drafts import DraftState, Happening
from assistant.community.facts import Source
from assistant.community.posts import Author, Interaction, Kind, Post
from assistant.community.rights import Act
from assistant.desk.disconnecting import Disconnecting
from assistant.desk.permitting import Permitting
from assistant.errors import NotAllowed, NotFound
from assistant.ports import Batch, Credential, Deed
from assistant.storage.accounts import PostgresAccounts
from assistant.storage.acts import PostgresActs
from assistant.storage.brand import PostgresBrandBook
from assistant.storage.database import Database
from assistant.storage.disconnecting import PostgresDisconnector
from assistant.storage.drafts import PostgresDrafts
from assistant.storage.inbox import PostgresInbox
from assistant.storage.managers import PostgresManagers
from assistant.storage.preferences import PostgresPreferences
from assistant.storage.records import PostgresRecords
from assistant.storage.runs import PostgresRuns
from assistant.storage.searches import PostgresSearches
from assistant.storage.studios import PostgresStudios
from assistant.storage.vault import Vault
from assistant.storage.workspaces import PostgresWorkspaces
from tests.fakes import MemoryConnections
from tests.integration import giving, responding
from tests.managing import People

pytestmark = pytest.mark.integration

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
VAULT = Vault(["k" * 40])
SIGN_IN = Credential("https://pds", "acme.example", "app-password", {})


class SignedOut(MemoryConnections):
    """Takes sign-ins back, and notes which."""

    def __init__(self) -> None:
        super().__init__()
        self.given_back: list[Credential] = []
        self.takes = True

    async def sign_out(self, account: Account, credential: Credential) -> bool:
        assert account.signed_in
        self.given_back.append(credential)
        return self.takes


class House:
    """Everything a test touches, over the real database."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.accounts = PostgresAccounts(database, VAULT, lambda: NOW)
        self.records = PostgresRecords(database)
        self.runs = PostgresRuns(database, VAULT, lambda: NOW)
        self.acts = PostgresActs(database)
        self.people = People()
        self.platforms = SignedOut()
        self.people.add("boss", admin=True)
        self.people.add("member")
        permitting = Permitting(
            directory=self.people,
            managers=PostgresManagers(database),
            preferences=PostgresPreferences(database),
        )
        self.disconnecting = Disconnecting(
            permitting=permitting,
            accounts=self.accounts,
            disconnector=PostgresDisconnector(database),
            connections=self.platforms,
            drafts=PostgresDrafts(database),
            clock=lambda: NOW,
        )

    async def account(self, team: str, handle: str) -> Account:
        """A signed-in account with a post, a comment under it, and an answer that told of both."""
        profile = Profile(f"did:plc:{handle}", handle, handle, "https://x", 1, 1, 1)
        ref = AccountRef(Platform.BLUESKY, handle)
        account = await self.accounts.add(team, ref, profile, SIGN_IN)
        post = Post("p1", Author(profile.native_id, handle), "words", NOW, "https://x/p1")
        talk = Interaction("i1", Kind.REPLY, Author("did:plc:u", "u.example"), NOW, "p1", text="hi")
        batch = Batch(account.id, NOW, (post,), (talk,), snapshots={"": {"followers": 3}})
        await self.records.apply(team, batch)
        await self.respond(account)
        await self.accounts.mark_synced(team, account.id, NOW, None)
        await self.answer(team, f"about-{handle}", str(account.ref))
        return await self.accounts.get(team, account.id)

    async def respond(self, account: Account) -> None:
        """An item with a draft and a wish, and what was learned and heard about the account."""
        made = responding.item(account)
        text, search = responding.draft(made), responding.saved(account)
        await PostgresInbox(self.database, lambda: NOW).add(made)
        await PostgresDrafts(self.database).add(text, responding.line(text))
        await PostgresDrafts(self.database).wish(responding.wish(made, made.id))
        book, searches = PostgresBrandBook(self.database), PostgresSearches(self.database)
        await book.add_facts([responding.fact(account.workspace_id, account_id=account.id)])
        await book.add_rule(responding.rule(account))
        await searches.add(search)
        await searches.add_hits([responding.hit(search)])
        await searches.add_dismissal(responding.dismissal(account))

    async def answer(self, team: str, run_id: str, ref: str) -> None:
        question = Question(run_id, team, "member", f"c-{run_id}", "how?", NOW)
        await self.runs.add(Run(question, run_id, {}, RunState.ASKED))
        await self.runs.claim(team, run_id, "w", 60)
        source = Source(call="Counting", account=ref, as_of=NOW)
        await self.runs.finish(
            team, run_id, "w", RunState.ANSWERED, Answer(text="1", composer="m", sources=(source,))
        )


@pytest.fixture
async def house(database: Database) -> House:
    for team in ("T1", "T2"):
        await PostgresWorkspaces(database).ensure(team, team)
    return House(database)


def rows(database_url: str, account_id: str) -> dict[str, int]:
    """How many rows of each kind there are."""
    tables = ("post", "interaction", "person", "rollup_hour", "author_day", "snapshot", "item",
        "item_part", "draft", "brand_fact", "voice_rule", "saved_search", "hit", "dismissal")  # fmt: skip
    with psycopg.connect(database_url) as connection:
        found = {
            table: connection.execute(
                f"SELECT count(*) FROM {table} WHERE account_id = %s",  # noqa: S608
                (account_id,),
            ).fetchone()[0]
            for table in (*tables, "credential")
        }
        for table, what in (("audit", "draft"), ("wish", "item")):
            found[table] = connection.execute(
                f"SELECT count(*) FROM {table} JOIN {what} ON {what}.id = {what}_id "  # noqa: S608
                "WHERE account_id = %s",
                (account_id,),
            ).fetchone()[0]
        return found


async def test_disconnecting_destroys_the_sign_in_and_keeps_the_rest(
    house: House, database_url: str
) -> None:
    account = await house.account("T1", "acme.example")
    before = rows(database_url, account.id)
    parted = await house.disconnecting.disconnect("T1", "boss", account.id, erase=False)

    assert parted.account == account
    assert not parted.erased
    assert parted.signed_out is True
    assert house.platforms.given_back == [SIGN_IN]
    assert rows(database_url, account.id) == {**before, "credential": 0}
    assert all(before.values()), "a table without a row proves nothing"
    assert await house.accounts.all("T1") == []
    with pytest.raises(NotFound):
        await house.accounts.get("T1", account.id)
    (deed,) = await house.acts.latest("T1", limit=5)
    assert deed == Deed(
        Act.DISCONNECT, "boss", NOW, account.id, {"account": "bluesky:acme.example"}
    )


async def test_a_sweep_that_still_runs_brings_no_sign_in_back(
    house: House, database_url: str
) -> None:
    """Its session is renewed in the very moment."""
    account = await house.account("T1", "acme.example")
    await house.disconnecting.disconnect("T1", "boss", account.id, erase=False)
    with pytest.raises(NotFound):
        await house.accounts.keep_session("T1", account.id, SIGN_IN)
    assert rows(database_url, account.id)["credential"] == 0


async def test_reconnecting_keeps_history(house: House, database_url: str) -> None:
    account = await house.account("T1", "acme.example")
    before = rows(database_url, account.id)
    await house.disconnecting.disconnect("T1", "boss", account.id, erase=False)
    profile = Profile(account.native_id, "acme.new", "Acme", "https://x", 1, 1, 1)
    ref = AccountRef(Platform.BLUESKY, "acme.new")
    again = await house.accounts.add("T1", ref, profile, SIGN_IN)

    assert again.id == account.id
    assert again.synced_at is None  # read whole again: much may have happened meanwhile
    assert rows(database_url, account.id) == before
    assert await house.disconnecting.past("T1", "boss") == []


async def test_erasing_leaves_nothing_and_says_what_there_was(
    house: House, database_url: str
) -> None:
    account = await house.account("T1", "acme.example")
    parted = await house.disconnecting.disconnect("T1", "boss", account.id, erase=True)

    assert parted.erased == {
        "post": 1,
        "comment, like or mention": 1,
        "person": 1,
        "count over time": 1,
        "item of the inbox": 1,
        "drafted reply or post": 1,
        "brand fact": 1,
        "rule of the voice": 1,
        "saved search": 1,
        "post that a search found": 1,
        "sign-in": 1,
        "answer that rests on them": 1,
    }
    assert not any(rows(database_url, account.id).values())
    (deed,) = await house.acts.latest("T1", limit=5)
    assert deed.detail == {"account": "bluesky:acme.example", "erased": parted.erased}


async def test_nothing_of_others_is_erased(house: House, database_url: str) -> None:
    """Not of an account whose name begins alike, and not of the same account elsewhere."""
    account = await house.account("T1", "acme.example")
    beside = await house.account("T1", "acme.example.org")
    elsewhere = await house.account("T2", "acme.example")
    kept = [rows(database_url, each.id) for each in (beside, elsewhere)]
    await house.disconnecting.disconnect("T1", "boss", account.id, erase=True)

    assert [rows(database_url, each.id) for each in (beside, elsewhere)] == kept
    assert await house.runs.get("T1", "about-acme.example.org")
    assert await house.runs.get("T2", "about-acme.example")
    with pytest.raises(NotFound):
        await house.runs.get("T1", "about-acme.example")


async def test_a_platform_that_does_not_take_the_sign_in_back_keeps_nothing_here(
    house: House, database_url: str
) -> None:
    account = await house.account("T1", "acme.example")
    house.platforms.takes = False
    parted = await house.disconnecting.disconnect("T1", "boss", account.id, erase=False)
    assert parted.signed_out is False
    assert rows(database_url, account.id)["credential"] == 0


async def test_a_sign_in_that_does_not_open_is_destroyed_all_the_same(
    house: House, database: Database, database_url: str
) -> None:
    """ENGAGE_SECRET_KEY was lost."""
    account = await house.account("T1", "acme.example")
    house.disconnecting._accounts = PostgresAccounts(database, Vault(["z" * 40]), lambda: NOW)
    parted = await house.disconnecting.disconnect("T1", "boss", account.id, erase=False)
    assert parted.signed_out is None
    assert rows(database_url, account.id)["credential"] == 0


async def test_one_that_was_disconnected_can_be_erased_later(
    house: House, database_url: str
) -> None:
    account = await house.account("T1", "acme.example")
    await house.disconnecting.disconnect("T1", "boss", account.id, erase=False)
    assert [each.id for each in await house.disconnecting.past("T1", "boss")] == [account.id]
    await house.disconnecting.disconnect("T1", "boss", account.id, erase=True)

    assert not any(rows(database_url, account.id).values())
    assert await house.disconnecting.past("T1", "boss") == []


@pytest.mark.parametrize("erase", [False, True])
async def test_twice_is_once_and_said(house: House, erase: bool) -> None:
    account = await house.account("T1", "acme.example")
    await house.disconnecting.disconnect("T1", "boss", account.id, erase=erase)
    with pytest.raises(NotFound):
        await house.disconnecting.disconnect("T1", "boss", account.id, erase=erase)
    assert len(await house.acts.latest("T1", limit=5)) == 1


@pytest.mark.parametrize("erase", [False, True])
async def test_members_cannot_and_other_workspaces_see_no_such_account(
    house: House, database_url: str, erase: bool
) -> None:
    account = await house.account("T1", "acme.example")
    before = rows(database_url, account.id)
    with pytest.raises(NotAllowed):
        await house.disconnecting.disconnect("T1", "member", account.id, erase=erase)
    for id_ in (account.id, "no id", "00000000-0000-4000-8000-000000000000"):
        with pytest.raises(NotFound):
            await house.disconnecting.disconnect("T2", "boss", id_, erase=erase)
    with pytest.raises(NotAllowed):
        await house.disconnecting.past("T1", "member")

    assert rows(database_url, account.id) == before


async def test_a_sweep_that_comes_after_erasing_writes_nothing(
    house: House, database_url: str
) -> None:
    account = await house.account("T1", "acme.example")
    await house.disconnecting.disconnect("T1", "boss", account.id, erase=True)
    post = Post(
        "p2", Author(account.native_id, "acme.example"), "x", NOW + timedelta(1), "https://x"
    )
    with pytest.raises(NotFound):
        await house.records.apply("T1", Batch(account.id, NOW, (post,)))
    assert not any(rows(database_url, account.id).values())


async def test_an_approved_post_waits_with_its_text_when_its_account_goes(
    house: House, database: Database, database_url: str
) -> None:
    """Nothing of it is sent, its thread is told, and it can be approved again after a reconnect."""
    account = await house.account("T1", "acme.example")
    drafts, studios = PostgresDrafts(database), PostgresStudios(database)
    kept = []
    for n, states in enumerate(((DraftState.APPROVED,), (), (DraftState.APPROVED,))):
        room = await studios.open(giving.studio(account, f"post-{n}"))
        each = giving.post(room, f"Post {n}.")
        await drafts.add(each, responding.line(each))
        for state in states:
            each = replace(each, state=state)
            each = await drafts.keep(each, responding.line(each), publish_at=NOW)
        kept.append(each)
    sending = replace(kept[2], state=DraftState.PREPARED)
    sending = await drafts.keep(sending, responding.line(sending))
    sending = await drafts.keep(
        replace(sending, state=DraftState.SENDING), responding.line(sending)
    )
    responding.forget_jobs(database_url)

    assert await house.disconnecting.waiting("T1", account.id) == 1
    parted = await house.disconnecting.disconnect("T1", "boss", account.id, erase=False)

    assert parted.held == 1
    held, pending, sent = [await drafts.get("T1", each.id) for each in kept]
    states = (held.state, pending.state, sent.state)
    assert states == (DraftState.FAILED, DraftState.PENDING, DraftState.SENDING)
    assert (held.text, "disconnected" in held.problem) == ("Post 0.", True)
    (line,) = [e for e in await drafts.history("T1", held.id) if e.happening is Happening.FAILED]
    assert line.person_id == "boss"
    shown = [
        ids["studio_id"] for name, ids, _ in responding.jobs(database_url) if name == "studio.show"
    ]
    assert shown == [held.studio_id]
    again = await drafts.keep(replace(held, state=DraftState.PENDING), responding.line(held))
    assert again.text == "Post 0."


async def test_erasing_an_account_takes_its_posts_and_leaves_those_of_others(
    house: House, database: Database
) -> None:
    acme = await house.account("T1", "acme.example")
    beta = await responding.account_in(database, "T1", "beta")
    studios = PostgresStudios(database)
    alone = await studios.open(giving.studio(acme, "alone"))
    both = await studios.open(giving.studio(acme, "both", account_ids=(acme.id, beta.id)))
    await house.disconnecting.disconnect("T1", "boss", acme.id, erase=True)
    with pytest.raises(NotFound):
        await studios.get("T1", alone.id)
    assert (await studios.get("T1", both.id)).account_ids == (beta.id,)
