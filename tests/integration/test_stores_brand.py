"""Brand facts are found by their words and held to their end; rules that were deleted stay away."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import uuid4

import pytest

from assistant.community.accounts import Account
from assistant.community.brand import ALL_IN, BrandFact, Leaning, RuleState
from assistant.community.rights import Act
from assistant.community.settings import WorkspaceSettings
from assistant.errors import EditConflict, NotFound
from assistant.ports import Deed
from assistant.storage.brand import PostgresBrandBook
from assistant.storage.database import Database
from assistant.storage.preferences import PostgresPreferences
from tests.integration.responding import NOW, account_in, fact, rule

pytestmark = pytest.mark.integration

NOBODY = str(uuid4())
DAY = timedelta(days=1)


@pytest.fixture
async def account(database: Database) -> Account:
    return await account_in(database)


@pytest.fixture
async def brand(database: Database, account: Account) -> PostgresBrandBook:
    return PostgresBrandBook(database)


def many(n: int = ALL_IN) -> list[BrandFact]:
    """Facts that say nothing anybody asks for."""
    return [fact("T1", f"Shelf {each}", text=f"It holds box {each}.") for each in range(n)]


def titles(facts: tuple[BrandFact, ...]) -> list[str]:
    return [each.title for each in facts]


# -- facts ------------------------------------------------------------------------------------


async def test_a_fact_comes_back_as_it_was_stored(
    brand: PostgresBrandBook, account: Account
) -> None:
    ours = fact("T1", "Refunds", account_id=account.id, valid_until=NOW.date())
    everybodys = fact("T1", "Address", text="nul\x00 half \ud83d")
    assert await brand.add_facts([ours, everybodys]) == 2
    assert await brand.fact("T1", ours.id) == ours
    assert await brand.facts("T1") == [replace(everybodys, text="nul half ?"), ours]
    assert await brand.drop_fact("T1", ours.id)
    assert not await brand.drop_fact("T1", ours.id)
    for id_ in (ours.id, NOBODY, "no id"):
        with pytest.raises(NotFound):
            await brand.fact("T1", id_)
        with pytest.raises(NotFound):
            await brand.change_fact(replace(ours, id=id_))
    assert await brand.add_facts([]) == 0


async def test_an_account_sees_its_own_facts_and_those_of_all(
    brand: PostgresBrandBook, database: Database, account: Account
) -> None:
    beside = await account_in(database, name="beside")
    ours, theirs, alls = (
        fact("T1", "Ours", account_id=account.id), fact("T1", "Theirs", account_id=beside.id),
        fact("T1", "All"),
    )  # fmt: skip
    await brand.add_facts([ours, theirs, alls])
    assert await brand.facts("T1") == [alls, ours, theirs]
    assert await brand.facts("T1", account_id=account.id) == [alls, ours]
    found = await brand.match("T1", beside.id, "anything", NOW)
    assert sorted(titles(found.facts)) == ["All", "Theirs"]
    assert found.whole
    with pytest.raises(NotFound):
        await brand.add_facts([fact("T1", "Nobody's", account_id=NOBODY)])
    with pytest.raises(NotFound):
        await brand.change_fact(replace(ours, account_id=NOBODY))


async def test_the_same_said_twice_for_the_same_account_is_one_fact(
    brand: PostgresBrandBook, account: Account
) -> None:
    once = fact("T1")
    added = await asyncio.gather(
        *(brand.add_facts([replace(once, id=str(uuid4())), fact("T1")]) for _ in range(4))
    )
    assert sum(added) == 1
    assert await brand.add_facts([fact("T1", account_id=account.id), fact("T1", text="No.")]) == 2
    (kept,) = [each for each in await brand.facts("T1") if each.text == "No."]
    with pytest.raises(EditConflict) as caught:
        await brand.change_fact(replace(kept, text=once.text))
    assert caught.value.current.text == once.text
    assert await brand.fact("T1", kept.id) == kept
    changed = replace(kept, text="Perhaps.", source="Ana", valid_until=NOW.date())
    await brand.change_fact(changed)
    assert await brand.fact("T1", kept.id) == changed


async def test_while_there_are_few_all_of_them_are_given_the_best_first(
    brand: PostgresBrandBook, account: Account
) -> None:
    await brand.add_facts([*many(ALL_IN - 1), fact("T1", "Refunds")])
    found = await brand.match("T1", account.id, "When do I get a refund?", NOW)
    assert found.whole
    assert len(found.facts) == ALL_IN
    assert found.facts[0].title == "Refunds"
    assert len((await brand.match("T1", account.id, "", NOW)).facts) == ALL_IN


async def test_when_there_are_many_those_that_match_are_given(
    brand: PostgresBrandBook, account: Account
) -> None:
    await brand.add_facts(
        [
            *many(),
            fact("T1", "Delivery", text="A refund for late parcels is paid at once."),
            fact("T1", "Refunds", text="Ask for a refund at the desk."),
            fact("T1", "Opening hours", text="We open at nine."),
        ]
    )
    for words in ("Refunded?", "refunds", "Where is my REFUND, please?"):
        found = await brand.match("T1", account.id, words, NOW)
        assert (titles(found.facts), found.whole) == (["Refunds", "Delivery"], False)
    both = await brand.match("T1", account.id, "opening hours and refunds", NOW)
    assert set(titles(both.facts)) == {"Opening hours", "Refunds", "Delivery"}
    one = await brand.match("T1", account.id, "opening hours and refunds", NOW, limit=1)
    assert titles(one.facts) == ["Opening hours"]


@pytest.mark.parametrize(
    "words", ["", "the and of it", "zebra", "\x00", "' & | ! <-> :* \\", "🎈🎈", "x" * 5_000]
)
async def test_words_that_say_nothing_match_nothing(
    brand: PostgresBrandBook, account: Account, words: str
) -> None:
    await brand.add_facts([*many(), fact("T1", "Refunds")])
    assert await brand.match("T1", account.id, words, NOW) == replace(
        await brand.match("T1", account.id, "zebra", NOW), facts=(), whole=False
    )


async def test_words_are_stemmed_by_the_language_of_the_workspace(
    brand: PostgresBrandBook, database: Database, account: Account
) -> None:
    german = WorkspaceSettings(language="de-AT")
    deed = Deed(Act.CHANGE_SETTINGS, "U1", NOW)
    await PostgresPreferences(database).keep_workspace("T1", german, version=1, deed=deed)
    house = fact("T1", "Rückgaben", text="Bestellungen gehen an unsere Häuser zurück.")
    await brand.add_facts([*many(), house])
    for words in ("Kann ich die Bestellung zurückgeben?", "bestellungen", "In welches Haus?"):
        assert titles((await brand.match("T1", account.id, words, NOW)).facts) == ["Rückgaben"]
    assert (await brand.match("T1", account.id, "ich und die mit", NOW)).facts == ()


async def test_words_of_a_language_without_stems_are_found_as_they_stand(
    brand: PostgresBrandBook, database: Database, account: Account
) -> None:
    polish = WorkspaceSettings(language="pl")
    deed = Deed(Act.CHANGE_SETTINGS, "U1", NOW)
    await PostgresPreferences(database).keep_workspace("T1", polish, version=1, deed=deed)
    await brand.add_facts([*many(), fact("T1", "Zwroty", text="Zwrot trwa 14 dni.")])
    assert titles((await brand.match("T1", account.id, "ZWROT?", NOW)).facts) == ["Zwroty"]


async def test_a_fact_holds_to_the_end_of_its_last_day(
    brand: PostgresBrandBook, account: Account
) -> None:
    """The day of whoever asks: it is another one in Tokyo."""
    await brand.add_facts([fact("T1", "Offer", valid_until=NOW.date()), fact("T1", "Always")])
    late = datetime(2026, 11, 22, 23, 59, tzinfo=UTC)
    for day, holds in (
        (late, ["Always", "Offer"]),
        (late + DAY, ["Always"]),
        (late.astimezone(timezone(9 * timedelta(hours=1))), ["Always"]),
    ):
        found = await brand.match("T1", account.id, "", day)
        assert (titles(found.facts), found.whole) == (holds, True)
    assert len(await brand.facts("T1")) == 2


async def test_an_import_of_thousands_is_stored_at_once(
    brand: PostgresBrandBook, account: Account
) -> None:
    assert await brand.add_facts(many(6_000)) == 6_000
    assert (await brand.match("T1", account.id, "box 7", NOW, limit=1)).facts[0].title == "Shelf 7"


# -- rules ------------------------------------------------------------------------------------


async def test_a_rule_that_was_deleted_is_not_offered_again_and_comes_back_by_hand(
    brand: PostgresBrandBook, account: Account
) -> None:
    offered = rule(account, state=RuleState.OFFERED, made_by=None, why="6 of 8 drafts")
    again = replace(offered, id=str(uuid4()), text="  say   “YOU”. ", made_at=NOW + DAY)
    assert await brand.add_rule(offered)
    assert not await brand.add_rule(again)
    assert await brand.rules("T1", account.id) == [offered]
    assert await brand.drop_rule("T1", offered.id, "U1")
    assert not await brand.drop_rule("T1", offered.id, "U1")
    assert not await brand.accept_rule("T1", offered.id, "U1")
    assert await brand.rules("T1", account.id) == []
    assert not await brand.add_rule(again)

    written = replace(again, state=RuleState.IN_FORCE, made_by="U2", why="", text="Say “you”.")
    assert await brand.add_rule(written)
    assert not await brand.add_rule(offered)
    assert await brand.rules("T1", account.id) == [written]
    assert await brand.add_rule(rule(account, leaning=Leaning.DONT, made_at=NOW + 2 * DAY))
    assert [each.leaning for each in await brand.rules("T1", account.id)] == ["do", "dont"]


async def test_an_offered_rule_is_accepted_once(brand: PostgresBrandBook, account: Account) -> None:
    offered = rule(account, state=RuleState.OFFERED, made_by=None, text="nul\x00.")
    await brand.add_rule(offered)
    taken = await asyncio.gather(*(brand.accept_rule("T1", offered.id, f"U{n}") for n in range(4)))
    assert sum(taken) == 1
    (kept,) = await brand.rules("T1", account.id)
    assert kept == replace(
        offered, state=RuleState.IN_FORCE, made_by=f"U{taken.index(True)}", text="nul."
    )


async def test_rules_of_nobody(brand: PostgresBrandBook, account: Account) -> None:
    for id_ in (NOBODY, "no id"):
        assert await brand.rules("T1", id_) == []
        assert not await brand.accept_rule("T1", id_, "U1")
        assert not await brand.drop_rule("T1", id_, "U1")
    with pytest.raises(NotFound):
        await brand.add_rule(replace(rule(account), account_id=NOBODY))
