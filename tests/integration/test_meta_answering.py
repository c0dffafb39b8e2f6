"""Answers under answers on Facebook and Instagram (our double): there are two levels, and yet each
counts for whom it answers.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import psycopg
import pytest

from assistant.community.accounts import Account, AccountRef, Platform
from assistant.community.drafts import DraftState
from assistant.community.periods import Period
from assistant.community.posts import Author
from assistant.desk.handing import Handing
from assistant.desk.syncing import Syncing
from assistant.platforms.connections import Connections
from assistant.storage.database import Database
from assistant.storage.records import PostgresRecords
from tests.integration.meta_kit import kit
from tests.integration.meta_talk import WORDS, Side, Talk, facebook_side, instagram_side
from tests.integration.publishing_house import ANNA, TEAM, House, open_house

pytestmark = pytest.mark.integration


@dataclass
class Office:
    """A connected account, with its conversation on the platform and its records."""

    side: Side
    house: House
    account: Account
    connections: Connections
    records: PostgresRecords

    async def answered(self) -> dict[str, str | None]:
        """What stands in the records after a sync: each comment with the answer that it got."""
        accounts, clock = self.house.accounts, self.house.clock
        sync = Syncing(accounts, self.records, self.connections, clock)
        await sync.refresh(self.account, max_age=timedelta(0), within_s=60)
        month = Period(clock() - timedelta(days=30), clock() + timedelta(minutes=1))
        heard = await self.records.inbound(TEAM, self.account.id, month)
        return {each.interaction.id: each.answer_id for each in heard}


@pytest.fixture(params=[Platform.FACEBOOK, Platform.INSTAGRAM])
async def office(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[Office]:
    house = await open_house(database)
    async with kit() as place:
        on_facebook = request.param is Platform.FACEBOOK
        factory = place.facebook if on_facebook else place.instagram
        make = facebook_side if on_facebook else instagram_side
        side = await make(Talk(place))
        ref = AccountRef(request.param, "acme")
        profile, credential = await factory.sign_in(ref, place.token, None)
        account = await house.accounts.add(TEAM, ref, profile, credential)
        connections = Connections({request.param: factory}, house.accounts)
        yield Office(side, house, account, connections, PostgresRecords(database))


async def test_an_answer_of_engages_counts_for_whom_it_was_written(office: Office) -> None:
    side = office.side
    asked = side.write(side.fan, side.comment, "And on Sundays?")
    item = await office.house.question(
        office.account, asked.id, "And on Sundays?", person=Author(asked.author.id, "fan")
    )
    seen = (await side.us.look(asked.id)).conversation
    draft = await office.house.approved(item, WORDS, seen=seen)
    await office.house.publishing(office.connections).publish(TEAM, draft.id)
    done = await office.house.now(draft)
    assert done.state is DraftState.PUBLISHED
    answered = await office.answered()
    assert answered[asked.id] == done.post_id
    assert [each for each in answered if answered[each]] == [asked.id]


@pytest.mark.parametrize("known", [True, False])
async def test_an_answer_to_somebody_else_below_leaves_a_comment_its_own(
    office: Office, database_url: str, known: bool
) -> None:
    """Both stand in one place, and neither is taken for the other, also while nobody knows what
    became of the first.
    """
    side, house = office.side, office.house
    below = side.write(side.other, side.comment, "And on Sundays?")
    seen = (await side.us.look(side.comment.id)).conversation
    items = [
        await house.question(office.account, each.id, said, person=Author(each.author.id, name))
        for each, said, name in (
            (below, "And on Sundays?", "other"),
            (side.comment, "When do you open?", "fan"),
        )
    ]
    to_other, to_fan = [await house.approved(item, WORDS, seen=seen) for item in items]
    publishing = house.publishing(office.connections)
    await publishing.publish(TEAM, to_other.id)
    assert (await house.now(to_other)).state is DraftState.PUBLISHED
    if not known:
        with psycopg.connect(database_url) as connection:
            connection.execute(
                "UPDATE draft SET state = 'unknown', post_id = NULL, url = NULL WHERE id = %s",
                (to_other.id,),
            )
    await publishing.publish(TEAM, to_fan.id)
    assert (await house.now(to_fan)).state is DraftState.PUBLISHED
    assert len(side.written()) == 2


async def test_a_reply_by_hand_that_may_be_for_somebody_else_is_asked_about(office: Office) -> None:
    """Until one names whom it answers."""
    side, house = office.side, office.house
    asked = side.write(side.other, side.comment, "And on Sundays?")
    person = Author(asked.author.id, "other", "Other")
    item = await house.question(
        office.account, asked.id, "And on Sundays?", person=person, thread_id=side.top.id
    )
    handing = Handing(
        permitting=house.permitting,
        accounts=house.accounts,
        inbox=house.inbox,
        drafts=house.drafts,
        connections=office.connections,
        deciding=None,  # type: ignore[arg-type] - nobody gives their word
        clock=house.clock,
    )
    assert "does not see" in (await handing.done(TEAM, ANNA, item.id)).problem
    side.server.moment = house.clock() + timedelta(seconds=2)
    plain = side.write(side.own, side.comment, "At nine.")
    looked = await handing.done(TEAM, ANNA, item.id)
    assert [each.id for each in looked.doubtful] == [plain.id]
    named = side.write(side.own, side.comment, "@other At nine, too.")
    assert not (await handing.done(TEAM, ANNA, item.id)).problem
    closed = await house.inbox.get(TEAM, item.id)
    assert closed.answered_at == named.created_at
