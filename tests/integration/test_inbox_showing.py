"""Cards with measure, and the ladder: each rung once, through restarts, snoozes and quiet hours."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from redis.asyncio import Redis

from assistant.community.inbox import Decision, Item, Step
from assistant.community.posts import Author
from assistant.errors import PlatformUnavailable
from assistant.storage.database import Database
from tests.integration.inbox_house import MINUTE, InboxHouse, comment, house_in
from tests.integration.responding import HOUR, NOW

pytestmark = pytest.mark.integration

DOWN = PlatformUnavailable("slack")


@pytest.fixture
async def house(database: Database, valkey: Redis) -> InboxHouse:
    return await house_in(database, valkey)


async def asked(house: InboxHouse, count: int = 1) -> list[Item]:
    """So many people asked at NOW, and there are items of it."""
    people = [Author(f"did:{n}", f"a{n}.example") for n in range(count)]
    await house.read(*(comment(n, n / 60, author=who) for n, who in enumerate(people)))
    await house.triage()
    return await house.items()


# -- cards --------------------------------------------------------------------------------


async def test_a_card_is_posted_and_redrawn_in_place(house: InboxHouse) -> None:
    (item,) = await asked(house)
    await house.present()
    place = (await house.item()).card
    await house.present()

    assert place is not None
    assert (await house.item()).card == place
    assert house.cards.drawn == [item.id, item.id]


async def test_no_card_without_a_channel_until_there_is_one(house: InboxHouse) -> None:
    await house.set(channel_id=None)
    await asked(house)
    await house.present()
    assert (await house.item()).card is None
    assert house.cards.no_channel == 1  # whoever can choose one hears of it

    await house.set(channel_id="C1")
    await house.tick(10 * MINUTE)
    assert (await house.item()).card is not None


async def test_ten_cards_an_hour_then_one_digest_then_the_next_ten(house: InboxHouse) -> None:
    items = await asked(house, 25)
    await house.present(*reversed(items))
    await house.tick(10 * MINUTE)

    carded = [each.id for each in await house.items() if each.card]
    assert carded == [each.id for each in items[:10]]  # the oldest promise first
    assert house.cards.digests == [house.account.id]

    for _ in range(5):
        await house.tick(10 * MINUTE)
    assert len([each for each in await house.items() if each.card]) == 10
    await house.tick(11 * MINUTE)
    carded = [each.id for each in await house.items() if each.card]
    assert carded == [each.id for each in items[:20]]
    assert house.cards.digests == [house.account.id]  # by the real clock it is the same hour


async def test_twenty_jobs_at_once_post_ten_cards(house: InboxHouse) -> None:
    items = await asked(house, 20)
    await asyncio.gather(*(house.present(each) for each in items))

    assert len([each for each in await house.items() if each.card]) == 10


@pytest.mark.parametrize("promised", [True, False])
async def test_two_processes_at_once_post_ten_cards_together(
    house: InboxHouse, valkey: Redis, promised: bool
) -> None:
    """Also of what came before the account was connected, which has no promise."""
    items = await asked(house, 24)
    if not promised:
        items = [await house.inbox.keep(replace(each, due_at=None)) for each in items]
    workers = [house.showing, *(house.another_showing(valkey) for _ in range(3))]
    for _ in range(3):
        jobs = (workers[n % 4].present("T1", each.id) for n, each in enumerate(items))
        await asyncio.gather(*jobs)

    assert len([each for each in await house.items() if each.card]) == 10


async def test_other_accounts_have_an_hour_of_their_own(house: InboxHouse) -> None:
    await house.present(*await asked(house, 12))
    posted = await house.inbox.cards_since(*house.at, NOW - HOUR)

    assert posted == 10
    assert await house.inbox.cards_since("T1", "other", NOW - HOUR) == 0


async def test_quiet_hours_hold_new_cards_and_not_redraws(house: InboxHouse) -> None:
    await house.set_workspace(zone="Europe/Berlin", quiet_from="12:00", quiet_to="15:00")
    await asked(house)  # 13:00 in Berlin
    await house.present()
    assert house.cards.drawn == []

    await house.tick(119 * MINUTE)
    assert house.cards.drawn == []
    await house.tick(MINUTE)
    assert (await house.item()).card is not None

    house.now -= HOUR  # quiet again
    shown = len(house.cards.drawn)
    await house.present()
    assert len(house.cards.drawn) == shown + 1


async def test_what_not_everybody_may_read_goes_to_no_channel(house: InboxHouse) -> None:
    (item,) = await asked(house)
    await house.inbox.keep(replace(item, open_to_all=False, assignee_id="U3"))
    await house.present()
    assert house.cards.private == {item.id: ("U3", "U1")}  # U1 installed Engage

    await house.set(approver_ids=["U2"])
    await house.present()
    assert house.cards.private == {item.id: ("U3", "U2")}
    card = (await house.item()).card
    assert card is not None
    assert card.channel_id != "C1"


async def test_nobody_is_shown_what_nobody_may_see(house: InboxHouse) -> None:
    house.managers.installer_id = None
    (item,) = await asked(house)
    await house.inbox.keep(replace(item, open_to_all=False))
    await house.present()

    assert house.cards.drawn == []


async def test_a_card_that_could_not_be_posted_is_tried_again(house: InboxHouse) -> None:
    await asked(house)
    house.cards.trouble = DOWN
    with pytest.raises(PlatformUnavailable):
        await house.present()
    for _ in range(18):  # an outage of three hours
        await house.tick(10 * MINUTE)
    house.cards.trouble = None
    await house.tick(10 * MINUTE)

    item = await house.item()
    assert item.card is not None
    assert item.step is Step.CHANNEL


async def test_a_channel_that_is_archived_is_tried_again(house: InboxHouse) -> None:
    await asked(house)
    house.cards.archived = True
    await house.present()
    assert (await house.item()).card is None
    house.cards.archived = False
    await house.tick(10 * MINUTE)

    assert (await house.item()).card is not None


async def test_a_card_that_lost_its_redraw_is_drawn_again(house: InboxHouse) -> None:
    (item,) = await asked(house)
    await house.present()
    await house.deciding.assign("T1", "U2", item.id, "U2")  # and no job comes
    shown = len(house.cards.drawn)
    await house.tick(9 * MINUTE)
    assert len(house.cards.drawn) == shown
    await house.tick(2 * MINUTE)

    assert len(house.cards.drawn) == shown + 1


async def test_an_item_that_was_erased_meanwhile_is_no_trouble(house: InboxHouse) -> None:
    await house.showing.present("T1", "00000000-0000-4000-8000-000000000000")

    assert house.cards.drawn == []


# -- the ladder ---------------------------------------------------------------------------


async def test_every_rung_is_told_once_at_its_minute(house: InboxHouse) -> None:
    (item,) = await asked(house)
    await house.present()
    told: list[tuple[int, Step]] = []
    for minute in range(1, 300):
        before = len(house.cards.reminded)
        await house.tick(MINUTE)
        told += [(minute, step) for _, step in house.cards.reminded[before:]]

    assert told == [(120, Step.OWNER), (180, Step.CHANNEL), (216, Step.LEAD), (240, Step.BREACH)]
    assert (await house.item()).step is Step.BREACH
    assert await house.inbox.due_steps(house.now + 1000 * HOUR) == []
    assert item.id == house.cards.reminded[0][0]


async def test_a_rung_that_was_told_and_not_noted_is_noted_and_told_once(house: InboxHouse) -> None:
    await asked(house)
    await house.present()
    house.cards.cut = True
    with pytest.raises(asyncio.CancelledError):
        await house.tick(2 * HOUR)
    assert (await house.item()).step is Step.STARTED
    house.cards.cut = False
    await house.tick()
    await house.tick()

    assert (await house.item()).step is Step.OWNER
    assert [step for _, step in house.cards.reminded] == [Step.OWNER]


async def test_after_an_outage_only_the_highest_rung_is_told(house: InboxHouse) -> None:
    await asked(house)
    await house.present()
    await house.tick(3 * HOUR + 50 * MINUTE)

    assert [step for _, step in house.cards.reminded] == [Step.LEAD]


async def test_one_item_in_trouble_holds_up_no_other(house: InboxHouse) -> None:
    items = await asked(house, 2)
    await house.present()
    house.cards.trouble = DOWN
    await house.tick(2 * HOUR)
    house.cards.trouble = None
    await house.tick(2 * MINUTE)

    assert sorted(house.cards.reminded) == sorted((item.id, Step.OWNER) for item in items)


async def test_more_than_a_batch_is_done_in_one_tick(
    house: InboxHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.desk.minding.BATCH", 3)
    items = await asked(house, 8)
    await house.present()

    assert await house.tick(2 * HOUR + 10 * MINUTE) == 8
    assert sorted(house.cards.reminded) == sorted((item.id, Step.OWNER) for item in items)


async def test_quiet_hours_put_off_what_is_told(house: InboxHouse) -> None:
    await house.set_workspace(zone="UTC", quiet_from="13:00", quiet_to="15:30")
    await asked(house)
    await house.present()
    await house.tick(2 * HOUR)
    await house.tick(HOUR)
    assert house.cards.reminded == []
    await house.tick(30 * MINUTE)

    assert [step for _, step in house.cards.reminded] == [Step.CHANNEL]


async def test_a_snoozed_item_is_quiet_and_its_promise_goes_on(house: InboxHouse) -> None:
    (item,) = await asked(house)
    await house.present()
    await house.deciding.snooze("T1", "U2", item.id, NOW + 3 * HOUR + 30 * MINUTE)
    await house.present()
    await house.tick(3 * HOUR)
    assert house.cards.reminded == []
    await house.tick(30 * MINUTE)

    after = await house.item()
    assert after.snoozed_until is None
    assert after.due_at == item.due_at
    assert [step for _, step in house.cards.reminded] == [Step.CHANNEL]


async def test_the_end_of_a_short_snooze_is_told_and_the_ladder_goes_on(house: InboxHouse) -> None:
    (item,) = await asked(house)
    await house.present()
    await house.deciding.snooze("T1", "U2", item.id, NOW + HOUR)
    await house.present()
    await house.tick(HOUR)
    assert [step for _, step in house.cards.reminded] == [Step.STARTED]
    await house.present()
    await house.tick(HOUR)

    assert [step for _, step in house.cards.reminded] == [Step.STARTED, Step.OWNER]


async def test_a_new_policy_is_heeded_where_nothing_is_read_any_more(house: InboxHouse) -> None:
    await asked(house)
    await house.present()
    await house.set(target_hours=8)
    await house.tick(2 * HOUR)  # half of four hours, a quarter of eight
    item = await house.item()
    assert (item.due_at, item.step, house.cards.reminded) == (NOW + 8 * HOUR, Step.STARTED, [])
    await house.tick(2 * HOUR)

    assert [step for _, step in house.cards.reminded] == [Step.OWNER]


async def test_what_is_decided_reminds_nobody(house: InboxHouse) -> None:
    (item,) = await asked(house)
    await house.present()
    await house.deciding.decide("T1", "U2", item.id, Decision.NONE, "a joke")
    await house.tick(5 * HOUR)

    assert house.cards.reminded == []


async def test_business_hours_stop_the_ladder_overnight(house: InboxHouse) -> None:
    week = dict.fromkeys(("Monday", "Tuesday"), "09:00-17:00")
    await house.set(hours={"week": week, "zone": "UTC"}, counted_in="business")
    await asked(house)  # on a Sunday
    await house.present()
    await house.tick(timedelta(hours=20))
    assert house.cards.reminded == []
    await house.tick(timedelta(hours=3))  # Monday 11:00: two of four hours

    assert [step for _, step in house.cards.reminded] == [Step.OWNER]


async def test_a_tick_with_nothing_due_asks_nobody(house: InboxHouse) -> None:
    await asked(house)
    await house.present()
    shown = len(house.cards.drawn)

    assert await house.tick(MINUTE) == 0
    assert len(house.cards.drawn) == shown
