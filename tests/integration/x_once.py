"""Engage writing for Acme on X's double, through a proxy that cuts, for proofs that what is approved
is there exactly once.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from assistant.community.accounts import Platform
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
from tests.integration.publishing_house import ANNA, TEAM, open_house
from tests.integration.publishing_once import Place, Question
from tests.integration.publishing_proxy import CuttingProxy
from tests.integration.x_kit import kit

POST = b"POST /2/tweets"


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


@asynccontextmanager
async def opened(dialect: str, database: Database) -> AsyncIterator[Place]:
    """The proxy counts from the request that writes on."""
    house, patience = await open_house(database), Patience(attempts=3, first_s=0.01, longest_s=0.1)
    async with XServer(dialect) as x, CuttingProxy(x.url, POST) as proxy:
        x.windows.limits = dict.fromkeys((*CALLS, "POST /2/tweets a day"), 10**6)
        shore = XShore(x)
        async with kit(x=x, url=proxy.url, patience=patience, total_s=1.0) as made:
            ref, secret = made.ref(shore.acme), made.secret(shore.acme)
            profile, credential = await made.factory.sign_in(ref, secret, None)
            account = await house.accounts.add(TEAM, ref, profile, credential)
            connections = Connections({Platform.X: made.factory}, house.accounts)
            async with publishing_once.place(house, shore, proxy, connections, account) as all_:
                yield all_


async def settings_of(place: Place) -> dict[str, str]:
    """Of a worker before the double. It counts what its posts cost, and each has a link: so there
    is a budget for all of them.
    """
    assert isinstance(place.shore, XShore)
    (app,) = place.shore.x.signing.apps.values()
    preferences = place.house.preferences
    kept = await preferences.of_workspace(TEAM)
    deed = Deed(Act.CHANGE_SETTINGS, ANNA, datetime.now(UTC))
    rich = WorkspaceSettings(monthly_usd=1_000)
    await preferences.keep_workspace(TEAM, rich, version=kept.version, deed=deed)
    return {
        "X_API_URL": place.proxy.url,
        "X_WEB_URL": place.proxy.url,
        "X_CLIENT_ID": app.client_id,
        "X_CLIENT_SECRET": app.client_secret or "",
    }
