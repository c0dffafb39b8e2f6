"""What people do with items, with rights, at the same time, and for items not everybody may see."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from redis.asyncio import Redis

from assistant.community.drafts import Draft, DraftState
from assistant.community.inbox import Decision, Familiarity, Item, Need
from assistant.community.posts import Author
from assistant.community.rights import Act, Standing
from assistant.community.rules import Way
from assistant.errors import InvalidInput, NotAllowed, NotFound
from assistant.ports import Deed
from assistant.storage.acts import PostgresActs
from assistant.storage.database import Database
from tests.integration.inbox_house import BOB, MINUTE, InboxHouse, comment, house_in
from tests.integration.responding import HOUR, NOW, draft, line, wish

pytestmark = pytest.mark.integration

NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
async def house(database: Database, valkey: Redis) -> InboxHouse:
    return await house_in(database, valkey)


async def asked(house: InboxHouse, count: int = 1) -> list[Item]:
    people = [Author(f"did:{n}", f"a{n}.example") for n in range(count)]
    await house.read(*(comment(n, n, author=who) for n, who in enumerate(people)))
    house.now += HOUR
    await house.triage()
    return await house.items()


async def hidden(house: InboxHouse, **more: object) -> Item:
    (item,) = await asked(house)
    return await house.inbox.keep(replace(item, open_to_all=False, **more))  # type: ignore[arg-type]


# -- looking ------------------------------------------------------------------------------


async def test_a_view_holds_everything_a_card_shows(house: InboxHouse) -> None:
    await house.read(comment(7, -60 * 24 * 40, "Hello?"), comment(8, -60 * 24 * 39, "Bye"))
    await house.answer("c7", NOW - timedelta(days=40) + HOUR)
    await house.read(comment(9, 1))
    house.now += HOUR
    await house.triage()
    item = (await house.inbox.open("T1"))[0]
    older = await house.drafted(item, text="Older", made_at=NOW - HOUR)
    newer = [await house.drafted(item, text=text, made_at=NOW) for text in ("One", "Two")]
    await house.drafts.wish(wish(item))

    view = await house.deciding.view("T1", "U2", item.id)

    assert view.item.id == item.id
    assert view.account.id == house.account.id
    assert view.person_card is not None
    assert view.person_card.familiarity is Familiarity.LAPSED
    assert (view.person_card.written, view.person_card.answered) == (2, 1)
    assert [each.text for each in view.person_card.exchanges] == ["Bye", "Hello?"]
    assert {each.id for each in view.drafts} == {each.id for each in newer}
    assert older.id not in view.findings
    assert view.waiting
    assert (view.target_hours, view.zone, view.now) == (4.0, "UTC", house.now)
    assert view.publishing
    assert view.verdict is not None
    assert view.verdict.way is Way.BY_HAND
    assert "post it by hand" in view.verdict.reason
    assert await house.deciding.card("T1", item.id) == view


async def test_what_was_published_stays_on_the_card(house: InboxHouse) -> None:
    (item,) = await asked(house)
    sent = await house.drafted(item, state=DraftState.PUBLISHED)
    await house.drafted(item, text="Another", state=DraftState.REJECTED)

    view = await house.deciding.view("T1", "U2", item.id)

    assert [each.id for each in view.drafts] == [sent.id]


async def test_the_inbox_lists_the_oldest_promise_first(house: InboxHouse) -> None:
    items = await asked(house, 3)
    await house.deciding.decide("T1", "U1", items[1].id, Decision.BY_HAND)

    shown = await house.deciding.inbox("T1", "U2")

    assert [each.item.id for each in shown.items] == [items[0].id, items[2].id]
    assert {each.account.id for each in shown.items} == {house.account.id}
    assert (shown.total, shown.now) == (2, house.now)
    assert (await house.deciding.inbox("T1", "U2", NOBODY)).total == 0


async def test_what_is_not_there_is_said(house: InboxHouse) -> None:
    with pytest.raises(NotFound):
        await house.deciding.view("T1", "U1", NOBODY)
    with pytest.raises(NotFound):
        await house.deciding.decide("T2", "U1", (await asked(house))[0].id, Decision.BY_HAND)


# -- rights -------------------------------------------------------------------------------


@pytest.mark.parametrize("standing", [Standing.GUEST, Standing.DEACTIVATED, Standing.OUTSIDE])
async def test_only_full_members_do_anything(house: InboxHouse, standing: Standing) -> None:
    (item,) = await asked(house)
    house.people.add("U9", standing)
    deciding, at = house.deciding, ("T1", "U9", item.id)

    for act in (
        deciding.view(*at),
        deciding.assign(*at, "U9"),
        deciding.snooze(*at, house.now + HOUR),
        deciding.decide(*at, Decision.BY_HAND),
        deciding.decide_many("T1", "U9", [item.id], Decision.BY_HAND),
        deciding.inbox("T1", "U9"),
    ):
        with pytest.raises(NotAllowed):
            await act
    assert await house.item() == item


async def test_what_not_everybody_may_read_is_for_assignee_and_approvers(house: InboxHouse) -> None:
    item = await hidden(house, assignee_id="U3")

    for person in ("U3", "U1"):  # U1 manages, and so approves
        assert (await house.deciding.view("T1", person, item.id)).item.id == item.id
        assert (await house.deciding.inbox("T1", person)).total == 1
    with pytest.raises(NotAllowed):
        await house.deciding.view("T1", "U2", item.id)
    shown = await house.deciding.inbox("T1", "U2")
    assert (shown.items, shown.total) == ((), 0)
    assert await house.deciding.decide_many("T1", "U2", [item.id], Decision.BY_HAND) == 0
    assert (await house.item()).is_open


# -- assigning and snoozing ---------------------------------------------------------------


async def test_assign_take_and_give_back(house: InboxHouse) -> None:
    (item,) = await asked(house)

    assert (await house.deciding.assign("T1", "U2", item.id, "U3")).assignee_id == "U3"
    assert (await house.deciding.assign("T1", "U2", item.id, "U2")).assignee_id == "U2"
    assert (await house.deciding.assign("T1", "U2", item.id, None)).assignee_id is None


async def test_only_members_can_be_assigned(house: InboxHouse) -> None:
    (item,) = await asked(house)
    house.people.add("U9", Standing.GUEST)

    with pytest.raises(InvalidInput, match="Only full members"):
        await house.deciding.assign("T1", "U2", item.id, "U9")


async def test_of_two_who_take_it_at_once_one_is_told(house: InboxHouse) -> None:
    (item,) = await asked(house)

    done = await asyncio.gather(
        house.deciding.assign("T1", "U2", item.id, "U2"),
        house.deciding.assign("T1", "U3", item.id, "U3"),
        return_exceptions=True,
    )

    won = (await house.item()).assignee_id
    late = [each for each in done if isinstance(each, InvalidInput)]
    assert won in {"U2", "U3"}
    if late:  # who read it after the other had it gave it to themselves, as one may
        assert str(late[0]) == f"{(won or '').title()} was faster here."
    assert len(late) + sum(isinstance(each, Item) for each in done) == 2


async def test_who_read_it_before_the_other_took_it_is_told(house: InboxHouse) -> None:
    (item,) = await asked(house)
    get = house.inbox.get

    async def slow(workspace_id: str, item_id: str) -> Item:
        read = await get(workspace_id, item_id)
        house.inbox.get = get  # type: ignore[method-assign]
        await house.deciding.assign("T1", "U3", item.id, "U3")
        return read

    house.inbox.get = slow  # type: ignore[method-assign]
    with pytest.raises(InvalidInput, match="U3 was faster here"):
        await house.deciding.assign("T1", "U2", item.id, "U2")
    assert (await house.item()).assignee_id == "U3"


async def test_a_change_beside_it_does_not_stop_an_assignment(house: InboxHouse) -> None:
    (item,) = await asked(house)
    get = house.inbox.get

    async def slow(workspace_id: str, item_id: str) -> Item:
        read = await get(workspace_id, item_id)
        house.inbox.get = get  # type: ignore[method-assign]
        await house.deciding.snooze("T1", "U3", item.id, house.now + HOUR)
        return read

    house.inbox.get = slow  # type: ignore[method-assign]
    await house.deciding.assign("T1", "U2", item.id, "U2")

    after = await house.item()
    assert (after.assignee_id, after.snoozed_until) == ("U2", house.now + HOUR)


@pytest.mark.parametrize("hours", [-1, 0, 24 * 31])
async def test_a_snooze_ends_within_thirty_days(house: InboxHouse, hours: int) -> None:
    (item,) = await asked(house)

    with pytest.raises(InvalidInput, match="next 30 days"):
        await house.deciding.snooze("T1", "U2", item.id, house.now + hours * HOUR)


# -- deciding -----------------------------------------------------------------------------


async def test_a_decision_ends_the_item_its_snooze_and_its_drafts(house: InboxHouse) -> None:
    (item,) = await asked(house)
    pending = await house.drafted(item)
    sending = draft(item, state=DraftState.SENDING)
    await house.drafts.add(sending, line(sending))
    await house.deciding.snooze("T1", "U2", item.id, house.now + HOUR)
    house.now += MINUTE

    after = await house.deciding.decide("T1", "U2", item.id, Decision.NONE, "  a joke ")

    assert (after.decision, after.decided_by, after.note) == (Decision.NONE, "U2", "a joke")
    assert (after.decided_at, after.snoozed_until) == (house.now, None)
    ended = await house.drafts.get("T1", pending.id)
    assert ended.state is DraftState.EXPIRED
    last = (await house.drafts.history("T1", pending.id))[-1]
    assert (last.person_id, last.detail) == ("U2", "a joke")
    assert (await house.drafts.get("T1", sending.id)).state is DraftState.SENDING  # it is leaving


async def test_no_reply_needs_a_reason_and_only_authors_delete(house: InboxHouse) -> None:
    (item,) = await asked(house)

    with pytest.raises(InvalidInput, match="say in a few words why"):
        await house.deciding.decide("T1", "U2", item.id, Decision.NONE, " ")
    with pytest.raises(InvalidInput, match="Only its author"):
        await house.deciding.decide("T1", "U2", item.id, Decision.GONE)
    assert (await house.item()).is_open


async def test_a_second_click_changes_nothing_and_a_second_person_is_told(
    house: InboxHouse,
) -> None:
    (item,) = await asked(house)
    first = await house.deciding.decide("T1", "U2", item.id, Decision.BY_HAND, "by phone")

    assert await house.deciding.decide("T1", "U2", item.id, Decision.BY_HAND) == first
    with pytest.raises(InvalidInput) as told:
        await house.deciding.decide("T1", "U3", item.id, Decision.NONE, "a joke")
    assert told.value.problem == (
        "U2 closed this already: somebody took care of it. Nothing was changed."
    )
    with pytest.raises(InvalidInput, match="closed this already"):
        await house.deciding.assign("T1", "U3", item.id, "U3")
    with pytest.raises(InvalidInput, match="closed this already"):
        await house.deciding.snooze("T1", "U3", item.id, house.now + HOUR)
    assert await house.item() == first


async def test_what_was_answered_on_the_platform_says_where(house: InboxHouse) -> None:
    (item,) = await asked(house)
    await house.answer("c0", NOW + 30 * MINUTE)
    await house.triage()

    with pytest.raises(InvalidInput, match="it was answered at https://x/answer"):
        await house.deciding.decide("T1", "U2", item.id, Decision.NONE, "a joke")


async def test_a_person_may_overrule_a_rule(house: InboxHouse) -> None:
    await house.read(comment(1, 1))
    answer = await house.answer("c1", NOW + 5 * MINUTE)
    await house.read(comment(2, 6, "Thanks!", post_id=answer.id, parent_id=answer.id))
    house.now += 10 * MINUTE
    await house.triage()
    thanks = (await house.items())[-1]
    assert thanks.decision is Decision.NONE

    after = await house.deciding.decide("T1", "U2", thanks.id, Decision.BY_HAND, "hugged")

    assert (after.decision, after.decided_by) == (Decision.BY_HAND, "U2")


async def test_several_at_once_and_those_that_cannot_be_are_left(house: InboxHouse) -> None:
    items = await asked(house, 4)
    await house.deciding.decide("T1", "U3", items[0].id, Decision.BY_HAND)
    await house.read(comment(9, 70, "same here", author=BOB))
    house.now += HOUR
    await house.triage()
    ids = [*(item.id for item in await house.items()), items[1].id, NOBODY]

    assert await house.deciding.decide_many("T1", "U2", ids, Decision.NONE) == 4

    after = await house.items()
    assert {item.decided_by for item in after} == {"U2", "U3"}
    assert {item.note for item in after if item.decided_by == "U2"} == {"No reply is needed."}
    assert {item.triage.need for item in after} == {Need.REPLY, Need.NONE}
    assert (await house.deciding.inbox("T1", "U2")).total == 0


async def test_ten_people_decide_at_once_and_one_decision_stands(house: InboxHouse) -> None:
    (item,) = await asked(house)
    people = [f"P{n}" for n in range(10)]
    for person in people:
        house.people.add(person)

    done = await asyncio.gather(
        *(house.deciding.decide("T1", each, item.id, Decision.NONE, each) for each in people),
        return_exceptions=True,
    )

    stood = [each for each in done if isinstance(each, Item)]
    assert len(stood) == 1
    assert all(isinstance(each, Item | InvalidInput) for each in done)
    assert (await house.item()).decided_by == stood[0].decided_by


async def test_a_draft_that_goes_on_at_the_same_moment_ends_with_its_item_too(
    house: InboxHouse,
) -> None:
    """It is between an approval and its sending: nobody looks at the item again after this."""
    (item,) = await asked(house)
    made = await house.drafted(item, state=DraftState.APPROVED)
    of_item = house.drafts.of_item

    async def slow(workspace_id: str, item_id: str) -> Sequence[Draft]:
        read = await of_item(workspace_id, item_id)
        await house.drafts.keep(replace(made, state=DraftState.PREPARED), line(made))
        return read

    house.drafts.of_item = slow  # type: ignore[method-assign]
    await house.deciding.decide("T1", "U2", item.id, Decision.BY_HAND)
    assert (await house.drafts.get("T1", made.id)).state is DraftState.EXPIRED


async def test_a_decision_while_the_platform_brings_news_loses_neither(house: InboxHouse) -> None:
    """Triage sees an edit and a person decides, at the same moment."""
    (item,) = await asked(house)
    await house.read(comment(0, 0, "Where? And how much?", author=item.person))

    await asyncio.gather(
        house.triage(), house.deciding.decide("T1", "U2", item.id, Decision.BY_HAND)
    )
    await house.triage()

    after = await house.item()
    assert after.decided_by == "U2"
    assert after.parts[0].text == "Where? And how much?"


# -- opening again ------------------------------------------------------------------------


async def reopenings(house: InboxHouse) -> list[Deed]:
    done = await PostgresActs(house.database).latest("T1", limit=9)
    return [each for each in done if each.act is Act.REOPEN]


@pytest.mark.parametrize("decision", [Decision.BY_HAND, Decision.NONE])
async def test_what_was_closed_without_an_answer_is_opened_again(
    house: InboxHouse, decision: Decision
) -> None:
    """Its clock goes on from its true beginning, and the log says who opened it."""
    (item,) = await asked(house)
    await house.deciding.decide("T1", "U2", item.id, decision, "It was a mistake")
    house.now += 2 * HOUR
    opened = await house.deciding.open_again("T1", "U3", item.id)
    again = await house.deciding.open_again("T1", "U2", item.id)
    await house.triage()
    deeds = await reopenings(house)

    assert opened.is_open
    assert (opened.since, opened.due_at) == (item.since, item.due_at)
    assert (opened.decided_by, opened.decided_at, opened.note) == (None, None, "")
    assert again == opened
    assert (await house.inbox.get("T1", item.id)).is_open
    assert [(each.act, each.person_id, each.detail) for each in deeds] == [
        (Act.REOPEN, "U3", {"item": item.id, "was": decision.value})
    ]
    assert (await house.deciding.decide("T1", "U2", item.id, Decision.BY_HAND)).decision


async def test_what_was_answered_or_deleted_stays_closed(house: InboxHouse) -> None:
    first, second, third = await asked(house, 3)
    ends = (
        (first, {"decision": Decision.REPLY, "answered_at": NOW, "answer_url": "https://x/a"}),
        (second, {"decision": Decision.GONE}),
        (third, {"decision": Decision.BY_HAND, "decided_by": "U2", "answered_at": NOW}),
    )
    for item, fields in ends:
        await house.inbox.keep(replace(item, **fields))
        with pytest.raises(InvalidInput, match=r"closed (?:this )?already"):
            await house.deciding.open_again("T1", "U3", item.id)
        assert not (await house.inbox.get("T1", item.id)).is_open
    assert await reopenings(house) == []


async def test_who_may_not_see_it_opens_nothing(house: InboxHouse) -> None:
    item = await hidden(house, decision=Decision.BY_HAND)
    house.people.add("guest", Standing.GUEST)
    for who in ("guest", "U3"):
        with pytest.raises(NotAllowed):
            await house.deciding.open_again("T1", who, item.id)
    assert not (await house.inbox.get("T1", item.id)).is_open
