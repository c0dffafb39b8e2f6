"""On X (our double, in both of its dialects): whatever breaks, a reply is there exactly once, or it
is unknown and one person is asked one question.

20 runs by default; `make prove` sets ENGAGE_RUNS to 200. The seed is printed; ENGAGE_SEED sets it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from assistant.community.accounts import Platform
from assistant.community.drafts import DraftState
from assistant.community.posts import Author
from assistant.community.rights import Act
from assistant.community.settings import WorkspaceSettings
from assistant.platforms.connections import Connections
from assistant.platforms.reading import Patience
from assistant.ports import Deed
from assistant.storage.database import Database
from tests.doubles.x import Fault, XServer
from tests.doubles.x.calls import CALLS
from tests.integration import publishing_once
from tests.integration.publishing_crew import workers
from tests.integration.publishing_house import ANNA, TEAM, open_house
from tests.integration.publishing_once import Place, Question, broken_anywhere, killed_anywhere
from tests.integration.publishing_proxy import CuttingProxy
from tests.integration.publishing_stage import RUNS, throw_dice
from tests.integration.x_kit import kit

pytestmark = [pytest.mark.integration, pytest.mark.timeout(300 + 20 * RUNS)]

POST, LIST = b"POST /2/tweets", "GET /2/users/{id}/tweets"


class XShore:
    """See `publishing_once.Shore`. X takes the same words once a day, so they are other ones."""

    faults = (
        Fault("cut"),
        Fault("cut", before=True),
        Fault("slow"),
        Fault("slow", before=True),
        Fault("half"),
        Fault("answer", status=500),
        Fault("answer", status=502, before=True),
        Fault("answer", status=201, body={"data": {}}),
    )

    def __init__(self, x: XServer) -> None:
        self.x = x
        self.acme, self.fan = x.world.join("Acme"), x.world.join("fan")
        self.asked = 0

    @property
    def words(self) -> str:
        return f"On day {self.asked} at eight 🌅 & later: https://acme.example/hours #coffee"

    def ask(self) -> Question:
        self.asked += 1
        top = self.x.world.post(self.acme, f"News {self.asked}")
        question = self.x.world.reply(self.fan, top, "When do you open?")
        return Question(question.id, Author(self.fan.id, "fan", "Fan"))

    def answers(self, question: Question) -> int:
        replies = self.x.world.replies(self.x.world.posts[question.id])
        return sum(each.author is self.acme for each in replies)

    def break_down(self, fault: Fault) -> None:
        self.x.faults.append(fault)

    def mend(self) -> None:
        self.x.faults.clear()


@pytest.fixture(params=["tweet", "post"])
async def place(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[Place]:
    house, patience = await open_house(database), Patience(attempts=3, first_s=0.01, longest_s=0.1)
    async with XServer(request.param) as x, CuttingProxy(x.url, POST) as proxy:
        x.windows.limits = dict.fromkeys((*CALLS, "POST /2/tweets a day"), 10**6)
        shore = XShore(x)
        async with kit(x=x, url=proxy.url, patience=patience, total_s=1.0) as made:
            ref, secret = made.ref(shore.acme), made.secret(shore.acme)
            profile, credential = await made.factory.sign_in(ref, secret, None)
            account = await house.accounts.add(TEAM, ref, profile, credential)
            connections = Connections({Platform.X: made.factory}, house.accounts)
            async with publishing_once.place(house, shore, proxy, connections, account) as all_:
                yield all_


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


async def allow_much(place: Place) -> None:
    """Workers count what their posts cost, and each has a link."""
    preferences = place.house.preferences
    kept = await preferences.of_workspace(TEAM)
    deed = Deed(Act.CHANGE_SETTINGS, ANNA, datetime.now(UTC))
    rich = WorkspaceSettings(monthly_usd=1_000)
    await preferences.keep_workspace(TEAM, rich, version=kept.version, deed=deed)


async def test_killed_anywhere_a_reply_is_there_once_or_a_person_is_asked(
    place: Place, database_url: str, redis_url: str
) -> None:
    assert isinstance(place.shore, XShore)
    (app,) = place.shore.x.signing.apps.values()
    settings = {
        "X_API_URL": place.proxy.url,
        "X_WEB_URL": place.proxy.url,
        "X_CLIENT_ID": app.client_id,
        "X_CLIENT_SECRET": app.client_secret or "",
    }
    await allow_much(place)
    async with workers(place, database_url, redis_url, settings=settings) as crew:
        ends = await killed_anywhere(place, crew, throw_dice())
    assert ends["exit -9"] >= RUNS * 0.7
    assert ends["published"]
