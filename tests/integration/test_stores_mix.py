"""What the records tell of the mix: where each post of ours stands, corrections, our domains."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from assistant.community.accounts import Account
from assistant.community.labelling import labelled
from assistant.community.mix import Function
from assistant.community.own_mix import Place
from assistant.community.periods import Period
from assistant.community.posts import Author, Interaction, Kind, Post
from assistant.community.searches import SavedSearch, SearchKind
from assistant.desk.mixing import Mixing
from assistant.desk.permitting import Permitting
from assistant.ports import Batch
from assistant.storage.accounts import PostgresAccounts
from assistant.storage.acts import PostgresActs
from assistant.storage.brand import PostgresBrandBook
from assistant.storage.database import Database
from assistant.storage.drafts import PostgresDrafts
from assistant.storage.labels import PostgresLabels
from assistant.storage.managers import PostgresManagers
from assistant.storage.preferences import PostgresPreferences
from assistant.storage.records import PostgresRecords
from assistant.storage.searches import PostgresSearches
from assistant.storage.vault import Vault
from tests.fakes import MemoryConnections
from tests.integration.giving import correction, studio
from tests.integration.giving import post as drafted
from tests.integration.responding import ANA, NOW, account_in, fact
from tests.managing import People

pytestmark = pytest.mark.integration

HOUR = timedelta(hours=1)
MONTH = Period(NOW - timedelta(days=28), NOW)


@pytest.fixture
async def account(database: Database) -> Account:
    return await account_in(database)


@pytest.fixture
def records(database: Database) -> PostgresRecords:
    return PostgresRecords(database)


def post(account: Account, name: str, text: str = "Hello", ago: int = 5, **more: object) -> Post:
    author = Author(account.native_id, account.ref.handle)
    return Post(name, author, text, NOW - ago * HOUR, "https://x.example/p", **more)  # type: ignore[arg-type]


async def written(records: PostgresRecords, account: Account, *posts: Post) -> None:
    comment = Interaction("c1", Kind.REPLY, ANA, NOW - 9 * HOUR, "own", "own", "How?", "u")
    batch = Batch(account.id, NOW, posts=posts, interactions=(comment,))
    await records.apply(account.workspace_id, batch)


async def test_each_post_stands_where_it_stands(records: PostgresRecords, account: Account) -> None:
    await written(
        records,
        account,
        post(account, "own", ago=10),
        post(account, "answer", ago=8, parent_id="c1", root_id="own"),
        post(account, "below", ago=7, parent_id="not-read", root_id="own"),
        post(account, "thread", ago=6, parent_id="own", root_id="own"),
        post(account, "joined", ago=5, parent_id="theirs", root_id="theirs"),
        post(account, "older", ago=29 * 24),
    )

    mix = await records.own_mix(account.workspace_id, account.id, MONTH)

    assert {each.post.id: each.place for each in mix.written} == {
        "own": Place.OWN,
        "answer": Place.CALLED,
        "below": Place.CALLED,
        "thread": Place.OWN,
        "joined": Place.UNCALLED,
    }
    assert mix.ours.ids == {account.native_id}


async def test_corrections_and_our_domains_come_with_it(
    database: Database, records: PostgresRecords, account: Account
) -> None:
    sale = "Order yours now: https://shop.lamps.example/new"
    await written(records, account, post(account, "p1", sale), post(account, "old", ago=50 * 24))
    labels = PostgresLabels(database)
    await labels.correct(correction(account, "p1", function=Function.SHARE))
    await labels.correct(correction(account, "gone"))
    await PostgresBrandBook(database).add_facts(
        [fact("T1", "Hours", source="https://www.acme-hours.example/faq")]
    )
    site = SavedSearch(
        str(uuid4()), "T1", account.id, SearchKind.DOMAIN, "lamps.example", "U1", NOW
    )
    await PostgresSearches(database).add(site)

    mix = await records.own_mix(account.workspace_id, account.id, MONTH)

    assert [(each.post_id, each.text, each.function) for each in mix.told] == [
        ("p1", sale, Function.SHARE)
    ]
    assert mix.ours.domains >= {"acme-hours.example", "lamps.example"}
    (found,) = labelled(mix)
    assert (found.label.function, found.label.by) == (Function.SHARE, "U1")


async def test_a_correction_reaches_the_budget_and_the_acts(
    database: Database, records: PostgresRecords, account: Account
) -> None:
    """Through the stores, from a person's choice to what a draft is held by."""
    tips = [post(account, f"tip{n}", f"How to trim wick {n}: cut it straight.") for n in range(6)]
    sale = "Order yours now for €29, back in our shop."
    await written(records, account, post(account, "sale", sale), *tips)
    people = People()
    people.add("U1")
    acts, preferences = PostgresActs(database), PostgresPreferences(database)
    managers = PostgresManagers(database)
    mixing = Mixing(
        permitting=Permitting(directory=people, managers=managers, preferences=preferences),
        accounts=PostgresAccounts(database, Vault(["k" * 40]), lambda: NOW),
        records=records,
        connections=MemoryConnections(),
        labels=PostgresLabels(database),
        drafts=PostgresDrafts(database),
        preferences=preferences,
        acts=acts,
        clock=lambda: NOW,
    )
    again = drafted(studio(account), "Order yours today, only 3 left.")

    assert await mixing.held("T1", again) is not None
    await mixing.correct("T1", "U1", account.id, "sale", Function.SHARE)

    now = await mixing.budget("T1", account.id)
    assert (now.promoted, now.posts) == (0, 7)
    assert await mixing.held("T1", again) is None
    (deed,) = await acts.latest("T1", limit=5)
    assert deed.detail == {"post": "sale", "function": "share", "value": None}


async def test_another_workspace_reads_nothing(
    database: Database, records: PostgresRecords, account: Account
) -> None:
    await written(records, account, post(account, "p1"))
    await PostgresLabels(database).correct(correction(account, "p1"))

    mix = await records.own_mix("T9", account.id, MONTH)

    assert (mix.written, mix.told, mix.ours.ids) == ((), (), frozenset())
