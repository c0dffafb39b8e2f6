"""Saved searches once each, hits once each whatever found them, and dismissals that last."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from assistant.community.accounts import Account
from assistant.community.activity import Ears, Heard
from assistant.community.inbox import Decision
from assistant.community.periods import Period
from assistant.community.searches import Band, DismissalKind, SearchKind
from assistant.errors import NotFound
from assistant.storage.database import Database
from assistant.storage.inbox import PostgresInbox
from assistant.storage.records import PostgresRecords
from assistant.storage.searches import PostgresSearches
from tests.integration.responding import (
    ANA,
    NOW,
    account_in,
    dismissal,
    forget_jobs,
    hit,
    item,
    jobs,
    part,
    saved,
)

pytestmark = pytest.mark.integration

NOBODY = str(uuid4())
HOUR = timedelta(hours=1)
TODAY = Period(NOW - 12 * HOUR, NOW + 12 * HOUR)


@pytest.fixture
async def account(database: Database) -> Account:
    return await account_in(database)


@pytest.fixture
async def searches(database: Database) -> PostgresSearches:
    return PostgresSearches(database)


# -- searches ---------------------------------------------------------------------------------


async def test_a_search_is_kept_once_and_looked_through_soon(
    searches: PostgresSearches, database: Database, account: Account, database_url: str
) -> None:
    first = saved(account)
    assert await searches.add(first)
    listen = [
        (
            "account.listen",
            {"workspace_id": "T1", "account_id": account.id},
            f"account.listen:{account.id}",
        )
    ]
    assert jobs(database_url) == listen
    forget_jobs(database_url)
    assert not await searches.add(saved(account, "#ESPRESSO"))
    assert jobs(database_url) == []
    second = saved(account, kind=SearchKind.KEYWORD, made_at=NOW + HOUR)
    elsewhere = saved(await account_in(database, name="beside"), made_at=NOW + 2 * HOUR)
    assert await searches.add(second)
    assert await searches.add(elsewhere)
    assert await searches.all("T1") == [first, second, elsewhere]
    assert await searches.all("T1", account_id=account.id) == [first, second]
    assert await searches.drop("T1", first.id)
    assert not await searches.drop("T1", first.id)
    assert await searches.all("T1", account_id=account.id) == [second]


async def test_the_same_search_at_once_is_one(searches: PostgresSearches, account: Account) -> None:
    added = await asyncio.gather(*(searches.add(saved(account)) for _ in range(5)))
    assert sum(added) == 1


async def test_a_look_is_noted(searches: PostgresSearches, account: Account) -> None:
    made = saved(account, "nul\x00")
    await searches.add(made)
    looked = replace(made, listen_only=False, swept_at=NOW, trouble="RateLimited", words="nul")
    await searches.change(looked)
    assert await searches.get("T1", made.id) == looked


async def test_a_look_overwrites_nothing_that_somebody_changed(
    searches: PostgresSearches, account: Account
) -> None:
    made = saved(account)
    await searches.add(made)
    await searches.change(replace(made, listen_only=False))
    await searches.looked("T1", made.id, NOW, "RateLimited")

    known = replace(made, listen_only=False, swept_at=NOW, trouble="RateLimited")
    assert await searches.get("T1", made.id) == known


async def test_what_is_not_there_is_said(searches: PostgresSearches, account: Account) -> None:
    for id_ in (NOBODY, "no id"):
        lost = saved(account, id_)
        with pytest.raises(NotFound):
            await searches.get("T1", id_)
        with pytest.raises(NotFound):
            await searches.change(replace(lost, id=id_))
        with pytest.raises(NotFound):
            await searches.looked("T1", id_, NOW, None)
        with pytest.raises(NotFound):
            await searches.hit("T1", id_, "at://hit")
        assert not await searches.drop("T1", id_)
        assert not await searches.drop_dismissal("T1", id_)
        assert await searches.all("T1", account_id=id_) == []
        assert await searches.hits("T1", id_, TODAY) == []
        assert await searches.count("T1", id_, TODAY) == 0
        assert await searches.dismiss("T1", id_, ["at://hit"], NOW) == 0
        assert await searches.dismissals("T1", id_) == []
    for lost in (searches.add(replace(saved(account), account_id=NOBODY)),
                 searches.add_hits([replace(hit(saved(account)), account_id=NOBODY)]),
                 searches.add_dismissal(replace(dismissal(account), account_id=NOBODY))):  # fmt: skip
        with pytest.raises(NotFound):
            await lost


# -- hits -------------------------------------------------------------------------------------


async def test_a_post_found_by_two_searches_is_one_hit(
    searches: PostgresSearches, account: Account
) -> None:
    one, other = saved(account), saved(account, "beans")
    await searches.add(one)
    first = hit(one, "at://1", band=Band.SURE, language="en")
    second = hit(one, "at://2", text="nul\x00 half \ud83d", author=replace(ANA, name="A\x00"))
    assert await searches.add_hits([first, second, hit(other, "at://1")]) == [first, second]
    assert await searches.add_hits([hit(other, "at://2"), third := hit(other, "at://3")]) == [third]
    assert await searches.add_hits([]) == []
    assert await searches.hit("T1", account.id, "at://1") == first
    assert (await searches.hit("T1", account.id, "at://2")).text == "nul half ?"
    with pytest.raises(NotFound):
        await searches.hit("T1", account.id, "at://4")
    await searches.drop("T1", one.id)
    assert await searches.count("T1", account.id, TODAY) == 3


async def test_two_looks_at_once_tell_each_hit_once(
    searches: PostgresSearches, account: Account
) -> None:
    search = saved(account)
    found = [hit(search, f"at://{n}") for n in range(20)]
    told = await asyncio.gather(searches.add_hits(found), searches.add_hits(found[::-1]))
    assert sorted(each.id for new in told for each in new) == sorted(each.id for each in found)


async def test_hits_of_a_period_that_nobody_put_away(
    searches: PostgresSearches, account: Account
) -> None:
    search = saved(account)
    old, young, away, ruled = (
        hit(search, "at://old", created_at=TODAY.start - HOUR),
        hit(search, "at://young", created_at=TODAY.start),
        hit(search, "at://away"),
        hit(search, "at://ruled", dismissed_at=NOW),
    )
    later = hit(search, "at://later", created_at=TODAY.end)
    await searches.add_hits([old, young, away, ruled, later])
    assert await searches.hits("T1", account.id, TODAY) == [away, young]
    assert await searches.hits("T1", account.id, TODAY, limit=1) == [away]
    assert await searches.count("T1", account.id, TODAY) == 2
    assert await searches.dismiss("T1", account.id, ["at://away", "at://ruled", "x"], NOW) == 1
    assert await searches.dismiss("T1", account.id, ["at://away"], NOW + HOUR) == 0
    assert await searches.dismiss("T1", account.id, [], NOW) == 0
    assert await searches.hits("T1", account.id, TODAY) == [young]
    assert (await searches.hit("T1", account.id, "at://away")).dismissed_at == NOW


# -- dismissals -------------------------------------------------------------------------------


async def test_a_dismissal_is_a_rule_that_can_be_seen_and_deleted(
    searches: PostgresSearches, account: Account
) -> None:
    ana = dismissal(account, shown="nul\x00")
    phrase = dismissal(account, "espresso martini", kind=DismissalKind.PHRASE)
    assert await searches.add_dismissal(ana)
    assert not await searches.add_dismissal(dismissal(account))
    assert await searches.add_dismissal(phrase)
    found = await searches.dismissals("T1", account.id)
    assert sorted(found, key=lambda each: each.value) == [replace(ana, shown="nul"), phrase]
    assert await searches.drop_dismissal("T1", ana.id)
    assert not await searches.drop_dismissal("T1", ana.id)
    assert await searches.dismissals("T1", account.id) == [phrase]


async def test_the_records_tell_what_was_heard(
    searches: PostgresSearches, account: Account, database: Database
) -> None:
    """Hits about us with what became of their items; topics and what was put away are left out."""
    kinds = {"listen_only": False, "kind": SearchKind.BRAND, "made_at": NOW - 2 * HOUR}
    ours, topic = saved(account, "Acme", **kinds), saved(account, "#tea", made_at=NOW)
    quiet = saved(account, "acme.example", kind=SearchKind.DOMAIN, made_at=NOW)
    for each in (ours, topic, quiet):
        await searches.add(each)
    await searches.looked("T1", ours.id, NOW, None)
    found = {
        "decided": hit(ours, "decided"),
        "open": hit(ours, "open"),
        "before": hit(ours, "before", created_at=NOW - 3 * HOUR),
        "topic": hit(topic, "topic"),
        "quiet": hit(quiet, "quiet"),
        "away": hit(ours, "away", dismissed_at=NOW),
    }
    await searches.add_hits(list(found.values()))
    inbox = PostgresInbox(database, lambda: NOW)
    done = {"decision": Decision.NONE, "decided_at": NOW + HOUR}
    await inbox.add(item(account, part("decided"), **done))
    await inbox.add(item(account, part("open")))

    records = PostgresRecords(database)
    ears = await records.heard("T1", account.id, Period(NOW - 9 * HOUR, NOW + HOUR))

    due_at = NOW + 4 * HOUR
    assert (ears.searches, ears.answering, ears.since) == (2, 1, NOW - 2 * HOUR)
    assert not ears.whole, "one of them was not looked through yet"
    assert ears.heard == (
        Heard(NOW - 3 * HOUR),
        Heard(NOW, waits=True, due_at=due_at, decided_at=NOW + HOUR),
        Heard(NOW, waits=True, due_at=due_at),
        Heard(NOW),
    )
    await searches.looked("T1", quiet.id, NOW, None)
    assert (await records.heard("T1", account.id, Period(NOW, NOW + HOUR))).whole
    assert await records.heard("T1", NOBODY, Period(NOW, NOW + HOUR)) == Ears()
