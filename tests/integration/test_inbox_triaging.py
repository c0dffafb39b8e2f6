"""From records to items: bursts, edits, deletions, answers, what came before, what a search found."""

from __future__ import annotations

from datetime import timedelta

import pytest
from redis.asyncio import Redis

from assistant.community.drafts import DraftState
from assistant.community.inbox import Decision, Item, Need, Origin, Step, Topic
from assistant.community.posts import Kind
from assistant.errors import NotAllowed
from assistant.storage.database import Database
from tests.integration.inbox_house import ANN, BOB, MINUTE, InboxHouse, comment, house_in
from tests.integration.responding import HOUR, NOW, forget_jobs, hit, jobs, saved

pytestmark = pytest.mark.integration


@pytest.fixture
async def house(database: Database, valkey: Redis) -> InboxHouse:
    return await house_in(database, valkey)


# -- beginning ----------------------------------------------------------------------------


async def test_a_comment_becomes_an_item_with_a_clock_and_a_card(
    house: InboxHouse, database_url: str
) -> None:
    forget_jobs(database_url)
    await house.read(comment(1, 2, language="en"))
    house.now += 5 * MINUTE

    assert await house.triage() == 1

    item = await house.item()
    assert (item.person.handle, item.origin, item.thread_id) == (ANN.handle, Origin.COMMENT, "p1")
    assert item.triage.need is Need.REPLY
    assert item.triage.topic is Topic.QUESTION
    assert "Where can I buy it?" in item.triage.reason
    assert item.since == NOW + 2 * MINUTE  # the platform's time, not ours
    assert item.due_at == NOW + 4 * HOUR + 2 * MINUTE
    assert [name for name, _, _ in jobs(database_url)] == ["card.show"]


async def test_running_again_changes_nothing(house: InboxHouse) -> None:
    await house.read(comment(1))
    await house.triage()
    before = await house.items()

    assert await house.triage() == 0
    assert await house.items() == before


async def test_five_in_a_row_are_one_item_due_by_the_first(house: InboxHouse) -> None:
    await house.read(*(comment(n, 3 * n, f"part {n}?") for n in range(1, 6)))
    house.now += HOUR
    await house.triage()

    item = await house.item()
    assert [part.id for part in item.parts] == ["c1", "c2", "c3", "c4", "c5"]
    assert item.due_at == NOW + 4 * HOUR + 3 * MINUTE


async def test_a_burst_that_is_read_in_two_halves_is_still_one(house: InboxHouse) -> None:
    await house.read(comment(2, 5))
    await house.triage()
    await house.read(comment(1, 1, "Hello"), comment(3, 9, "please"))
    house.now += 10 * MINUTE
    await house.triage()

    item = await house.item()
    assert [part.id for part in item.parts] == ["c1", "c2", "c3"]
    assert item.since == NOW + MINUTE  # an earlier one was found late: so the clock began earlier
    assert item.due_at == NOW + 4 * HOUR + MINUTE


async def test_other_people_other_threads_and_later_ones_are_items_of_their_own(
    house: InboxHouse,
) -> None:
    await house.post("p2")
    await house.read(
        comment(1, 1),
        comment(2, 2, author=BOB),
        comment(3, 3, post_id="p2", parent_id="p2"),
        comment(4, 17),
        comment(5, 4, kind=Kind.QUOTE),
        comment(6, 5, kind=Kind.MENTION, post_id=None, parent_id=None),
    )
    house.now += HOUR
    await house.triage()

    found = {item.parts[0].id: item.origin for item in await house.items()}
    assert found == {
        "c1": Origin.COMMENT,
        "c2": Origin.COMMENT,
        "c3": Origin.COMMENT,
        "c4": Origin.COMMENT,
        "c5": Origin.QUOTE,
        "c6": Origin.MENTION,
    }


async def test_a_late_sync_makes_a_card_that_is_nearly_due(house: InboxHouse) -> None:
    await house.read(comment(1, 1))
    house.now += timedelta(hours=3, minutes=40)
    await house.triage()
    await house.present()
    await house.tick()

    item = await house.item()
    assert item.due_at == NOW + 4 * HOUR + MINUTE
    assert house.cards.reminded == [(item.id, Step.LEAD)]  # and none of the rungs below it


async def test_what_needs_no_reply_gets_no_promise_and_no_card(house: InboxHouse) -> None:
    await house.read(comment(1, 1, "same here"))
    await house.triage()
    await house.present()

    item = await house.item()
    assert (item.triage.need, item.due_at, item.decision) == (Need.NONE, None, None)
    assert house.cards.drawn == []


async def test_only_emoji_are_decided_by_the_rule_until_words_follow(house: InboxHouse) -> None:
    await house.read(comment(1, 1, "😂😂"))
    await house.triage()
    item = await house.item()
    assert (item.decision, item.decided_by, item.note) == (Decision.NONE, None, "only emoji")

    await house.read(comment(2, 9, "but seriously, where can I buy it?"))
    house.now += 10 * MINUTE
    await house.triage()
    item = await house.item()
    assert item.is_open
    assert item.due_at == NOW + 4 * HOUR + MINUTE  # by the first of the burst, as it is measured


async def test_an_account_that_was_disconnected_meanwhile_is_no_trouble(house: InboxHouse) -> None:
    assert await house.triaging.triage("T1", "00000000-0000-4000-8000-000000000000") == 0


async def test_thanks_for_our_answer_are_decided_by_the_rule(house: InboxHouse) -> None:
    await house.read(comment(1, 1))
    answer = await house.answer("c1", NOW + 5 * MINUTE)
    await house.read(comment(2, 6, "Thanks!", post_id=answer.id, parent_id=answer.id))
    house.now += 10 * MINUTE
    await house.triage()

    asked, thanked = await house.items()
    assert (asked.decision, asked.answered_at) == (Decision.REPLY, NOW + 5 * MINUTE)
    assert (thanked.decision, thanked.decided_by) == (Decision.NONE, None)
    assert thanked.note == "only closes the talk"


async def test_our_own_words_are_no_items(house: InboxHouse) -> None:
    await house.answer("p1", NOW + MINUTE)
    await house.triage()

    assert await house.items() == []


# -- following ----------------------------------------------------------------------------


async def test_an_edit_is_seen_and_does_not_move_the_promise(house: InboxHouse) -> None:
    await house.read(comment(1, 1))
    await house.triage()
    before = await house.item()
    house.now += HOUR
    await house.read(comment(1, 1, "Found it, but it arrived broken"))
    await house.triage()

    after = await house.item()
    assert after.parts[0].edited_at == house.now
    assert after.triage.topic is Topic.COMPLAINT
    assert after.due_at == before.due_at


async def test_an_edit_can_make_an_item_ask(house: InboxHouse) -> None:
    await house.read(comment(1, 1))
    answer = await house.answer("c1", NOW + 5 * MINUTE)
    under = {"post_id": answer.id, "parent_id": answer.id}
    await house.read(comment(2, 6, "Thanks!", **under))
    house.now += 10 * MINUTE
    await house.triage()
    await house.read(comment(2, 6, "Thanks! And do you ship it?", **under))
    await house.triage()

    _, item = await house.items()
    assert item.is_open
    assert item.due_at == NOW + 4 * HOUR + 6 * MINUTE


async def test_what_its_author_deleted_is_gone_and_comes_back(house: InboxHouse) -> None:
    await house.read(comment(1, 1))
    await house.triage()
    await house.read(gone=frozenset({"c1"}))
    house.now += MINUTE
    await house.triage()

    gone = await house.item()
    assert (gone.decision, gone.decided_by, gone.decided_at) == (Decision.GONE, None, house.now)
    assert gone.parts[0].gone_at == house.now
    await house.read(comment(1, 1))
    await house.triage()
    assert (await house.item()).is_open


async def test_deleting_the_first_of_two_moves_the_clock_to_the_second(house: InboxHouse) -> None:
    await house.read(comment(1, 1, "oops"), comment(2, 9))
    house.now += 10 * MINUTE
    await house.triage()
    await house.read(gone=frozenset({"c1"}))
    await house.triage()

    item = await house.item()
    assert item.is_open
    assert item.last.id == "c2"
    assert item.due_at == NOW + 4 * HOUR + 9 * MINUTE


async def test_an_answer_on_the_platform_closes_it_with_its_true_time(house: InboxHouse) -> None:
    await house.read(comment(1, 1))
    await house.triage()
    made = await house.drafted(await house.item())
    await house.answer("c1", NOW + 30 * MINUTE)
    house.now += 2 * HOUR
    await house.triage()

    item = await house.item()
    assert (item.decision, item.decided_by) == (Decision.REPLY, None)
    assert item.answered_at == NOW + 30 * MINUTE
    assert item.answer_url == "https://x/answer"
    assert (await house.drafts.get("T1", made.id)).state is DraftState.EXPIRED


async def test_an_answer_after_a_decision_adds_its_time_and_changes_no_decision(
    house: InboxHouse,
) -> None:
    await house.read(comment(1, 1))
    await house.triage()
    await house.deciding.decide("T1", "U2", (await house.item()).id, Decision.BY_HAND)
    await house.answer("c1", NOW + 30 * MINUTE)
    house.now += HOUR
    await house.triage()

    item = await house.item()
    assert (item.decision, item.decided_by) == (Decision.BY_HAND, "U2")
    assert item.answered_at == NOW + 30 * MINUTE


async def test_more_from_the_same_person_after_a_decision_is_a_new_item(house: InboxHouse) -> None:
    await house.read(comment(1, 1))
    await house.triage()
    await house.deciding.decide("T1", "U2", (await house.item()).id, Decision.NONE, "a joke")
    await house.read(comment(2, 3, "No, really, where?"))
    house.now += 5 * MINUTE
    await house.triage()

    closed, opened = await house.items()
    assert [part.id for part in closed.parts] == ["c1"]
    assert opened.is_open
    assert opened.since == NOW + 3 * MINUTE


@pytest.mark.parametrize(("hours", "due", "step"), [(8.0, 8, Step.STARTED), (2.0, 2, Step.OWNER)])
async def test_a_new_policy_moves_the_promise_of_what_is_open(
    house: InboxHouse, hours: float, due: int, step: Step
) -> None:
    await house.read(comment(1, 0))
    await house.triage()
    await house.present()
    await house.tick(timedelta(hours=2, minutes=5))  # half of four hours: the owner heard of it
    assert (await house.item()).step is Step.OWNER
    await house.set(target_hours=hours)
    await house.triage()

    item = await house.item()
    assert item.due_at == NOW + due * HOUR
    assert item.step is step  # a longer promise begins its ladder anew


async def test_business_hours_set_in_mid_item_count_from_its_beginning(house: InboxHouse) -> None:
    await house.read(comment(1, 0))  # a Sunday noon, UTC
    await house.triage()
    week = dict.fromkeys(("Monday", "Tuesday"), "08:00-12:00, 13:30-18:00")
    await house.set(hours={"week": week, "zone": "Europe/Berlin"}, counted_in="business")
    await house.triage()

    assert (await house.item()).due_at == NOW.replace(day=23, hour=11)  # Monday 12:00 in Berlin


# -- what came before ---------------------------------------------------------------------


async def earlier(house: InboxHouse) -> None:
    """Three that waited when the account was connected, one of them too old, and one answered."""
    await house.post("p0", NOW - 90 * HOUR)
    under = {"post_id": "p0", "parent_id": "p0"}
    await house.read(
        comment(1, -60, **under),
        comment(2, -47 * 60, author=BOB, **under),
        comment(3, -49 * 60, **under),
        comment(4, -30 * 60, **under),
    )
    await house.answer("c4", NOW - 29 * HOUR)


async def test_what_was_there_before_gets_no_item_and_one_offer(house: InboxHouse) -> None:
    await earlier(house)
    await house.triage()
    assert house.cards.offers == {}  # not before everything was read
    await house.swept()
    await house.triage()

    assert await house.items() == []
    assert house.cards.offers == {house.account.id: 2}


async def test_showing_it_makes_cards_without_a_promise(house: InboxHouse) -> None:
    await earlier(house)

    assert await house.triaging.show_earlier("T1", "U2", house.account.id) == 2

    items = await house.items()
    assert [item.parts[0].id for item in items] == ["c2", "c1"]
    assert {item.due_at for item in items} == {None}
    await house.present()
    assert len(house.cards.drawn) == 2
    assert await house.triaging.show_earlier("T1", "U2", house.account.id) == 0
    assert await house.triage() == 0  # nor does it get a promise later
    assert {item.due_at for item in await house.items()} == {None}


async def test_the_offer_waits_for_the_end_of_quiet_hours(house: InboxHouse) -> None:
    await house.set_workspace(zone="UTC", quiet_from="11:00", quiet_to="13:00")
    await earlier(house)
    await house.swept()
    await house.triage()
    assert house.cards.offers == {}
    house.now += HOUR
    await house.triage()

    assert house.cards.offers == {house.account.id: 2}


async def test_a_guest_cannot_show_it(house: InboxHouse) -> None:
    await earlier(house)

    with pytest.raises(NotAllowed):
        await house.triaging.show_earlier("T1", "U9", house.account.id)
    assert await house.items() == []


async def test_no_offer_two_days_later(house: InboxHouse) -> None:
    await earlier(house)
    house.now += 49 * HOUR
    await house.swept()
    await house.triage()

    assert house.cards.offers == {}


# -- what a search found ------------------------------------------------------------------


async def searched(house: InboxHouse, *, listen_only: bool) -> Item | None:
    search = saved(house.account, listen_only=listen_only)
    await house.searches.add(search)
    text = "Does anybody know where to get the #espresso?"
    await house.searches.add_hits([hit(search, created_at=NOW + MINUTE, text=text)])
    house.now += 5 * MINUTE
    await house.triage()
    items = await house.items()
    return items[0] if items else None


async def test_hits_of_a_search_that_listens_only_are_no_items(house: InboxHouse) -> None:
    assert await searched(house, listen_only=True) is None


async def test_hits_of_other_searches_are_items_with_a_clock(house: InboxHouse) -> None:
    item = await searched(house, listen_only=False)

    assert item is not None
    assert item.origin is Origin.SEARCH
    assert item.due_at == NOW + 4 * HOUR + MINUTE
    assert await house.triage() == 0


async def test_a_hit_that_is_put_away_closes_its_item(house: InboxHouse) -> None:
    item = await searched(house, listen_only=False)
    assert item is not None
    await house.searches.dismiss("T1", house.account.id, ["at://hit"], house.now)
    await house.triage()

    closed = await house.item()
    assert (closed.decision, closed.decided_by) == (Decision.NONE, None)
    assert closed.note == "Put away in listening."


async def test_a_hit_that_is_a_comment_already_stays_one_item(house: InboxHouse) -> None:
    await house.read(comment(1, 1))
    search = saved(house.account, listen_only=False)
    await house.searches.add(search)
    await house.searches.add_hits([hit(search, "c1", created_at=NOW + MINUTE)])
    house.now += 5 * MINUTE
    await house.triage()

    assert (await house.item()).origin is Origin.COMMENT


async def test_who_asks_to_be_left_alone_is_not_approached_and_still_heard(
    house: InboxHouse,
) -> None:
    """Their comment has its item; what a search found of theirs, even at the same look, has none."""
    search = saved(house.account, "Acme", listen_only=False, made_at=NOW - HOUR)
    await house.searches.add(search)
    theirs = hit(search, "at://theirs", author=ANN, text="Does anybody like Acme?")
    await house.searches.add_hits([theirs, hit(search, "at://others", author=BOB)])
    await house.read(comment(1, 2, "Please stop replying to my posts."))
    house.now += 5 * MINUTE

    assert await house.triage() == 2

    found = {part.id for each in await house.items() for part in each.parts}
    assert "at://others" in found
    assert "at://theirs" not in found
    assert len(found) == 2
