"""On X (our double, in both of its dialects): whatever breaks, a reply is there exactly once, or it
is unknown and one person is asked one question.

How often: `tests.proving`; `make prove` takes 200 runs.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from assistant.community.costs import PRICES, Paid
from assistant.community.drafts import DraftState
from assistant.desk.charging import Charging
from assistant.storage.database import Database
from tests.doubles.x import Fault
from tests.integration.publishing_crew import workers
from tests.integration.publishing_house import ANNA, TEAM
from tests.integration.publishing_once import Place, broken_anywhere, killed_anywhere
from tests.integration.x_once import XShore, opened, settings_of
from tests.integration.x_reading import Purse
from tests.proving import RUNS, at_least, throw_dice

pytestmark = [pytest.mark.integration, pytest.mark.timeout(300 + 20 * RUNS)]

LIST = "GET /2/users/{id}/tweets"


@pytest.fixture(params=["tweet", "post"])
async def place(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[Place]:
    async with opened(request.param, database) as made:
        yield made


async def test_whatever_breaks_a_reply_is_there_once_or_a_person_is_asked(place: Place) -> None:
    ends = await broken_anywhere(place, throw_dice())
    assert set(ends) == {"published", "asked, then published"}


async def test_what_x_shows_late_is_not_sent_twice(place: Place) -> None:
    """It is written, and stands nowhere yet: to a person who says that it is not there, X refuses
    the same words, and Engage goes on looking.
    """
    assert isinstance(place.shore, XShore)
    x, question = place.shore.x, place.shore.ask()
    draft = await place.draft(question)
    place.shore.break_down(Fault("cut"))
    x.changes[LIST] = lambda _: {"meta": {"result_count": 0}}
    await place.publishing.publish(TEAM, draft.id)
    assert (await place.settle(draft)).state is DraftState.UNKNOWN

    asked = await place.publishing.settle(TEAM, ANNA, draft.id, there=False)

    assert asked.state is DraftState.UNKNOWN
    x.changes.clear()
    done = await place.settle(draft)
    assert (done.state, place.shore.answers(question)) == (DraftState.PUBLISHED, 1)


class Purses:
    """`ports.costs.Meters` with one purse for all."""

    def __init__(self, purse: Purse) -> None:
        self.purse = purse

    def of(self, account: object) -> Purse:  # noqa: ARG002 - the port's
        return self.purse


async def test_what_only_a_person_sees_is_paid_for_once(place: Place) -> None:
    """Also where they say it again, because something broke in between."""
    assert isinstance(place.shore, XShore)
    x, purse = place.shore.x, Purse()
    publishing = place.house.publishing(
        place.connections, charging=Charging(place.house.accounts, Purses(purse))
    )
    draft = await place.draft(place.shore.ask())
    place.shore.break_down(Fault("cut"))
    x.changes[LIST] = lambda _: {"meta": {"result_count": 0}}
    await publishing.publish(TEAM, draft.id)
    unknown = await place.settle(draft)
    assert (unknown.state, purse.spent) == (DraftState.UNKNOWN, 0)

    await Charging(place.house.accounts, Purses(purse)).on_word(unknown)
    done = await publishing.settle(TEAM, ANNA, draft.id, there=True)

    assert done.state is DraftState.PUBLISHED
    assert purse.spent == PRICES[Paid.CREATE_WITH_LINK].micro


async def test_killed_anywhere_a_reply_is_there_once_or_a_person_is_asked(
    place: Place, database_url: str, redis_url: str
) -> None:
    async with workers(place, database_url, redis_url, settings=await settings_of(place)) as crew:
        ends = await killed_anywhere(place, crew, throw_dice())
    assert ends["exit -9"] >= at_least(0.7)
    assert ends["published"]
