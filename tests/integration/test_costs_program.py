"""What paid calls cost, in the whole program: shown to a person who asks and in the Home tab, told to
managers at 80 %, reading stopped at 90 %, approved replies sent until it is used up.
"""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from assistant.bootstrap import Desk, open_desk
from assistant.community.accounts import AccountRef
from assistant.community.costs import DOLLAR, Paid
from assistant.community.rights import Act
from assistant.community.settings import AccountSettings, change
from assistant.ports import Deed
from assistant.settings import Settings
from assistant.storage.meters import StoredMeters
from handlers import ids
from playground.slack import SlackDouble
from playground.workspace import Channel, Message, Person
from tests.doubles.x import Post, XServer
from tests.integration.outages import outage_stores
from tests.integration.serving import Program
from tests.integration.town import SOON_S, card_of, drafted, shown

pytestmark = [pytest.mark.integration, pytest.mark.timeout(240)]

BUDGET = 10
"""Dollars a month."""


@dataclass
class House:
    """The brand on X, connected, and a Slack workspace of Anna, who manages Engage."""

    slack: SlackDouble
    x: XServer
    anna: Person
    channel: Channel
    desk: Desk
    program: Program

    async def share(self) -> float:
        """Of the budget, that is spent."""
        spent = await self.desk.stores.costs.spent(self.slack.workspace.team_id, self.desk.clock())
        return spent.share

    async def spend(self, share: float) -> None:
        """As much as it takes to have this share of the budget spent: counts of searches."""
        (account,) = await self.desk.accounts.all(self.slack.workspace.team_id)
        stores = self.desk.stores
        meter = StoredMeters(stores.costs, stores.paid_today, self.desk.clock).of(account)
        missing = (share - await self.share()) * BUDGET * DOLLAR
        assert missing > 0
        await meter.charge(Paid.COUNTS, [str(uuid4()) for _ in range(round(missing / 5_000))])

    async def asked(self, who: str) -> tuple[Post, Message]:
        """Somebody named the brand, and Anna wrote what to answer; nothing was sent."""
        fan = self.x.world.join(who, name=who.title())
        post = self.x.world.post(fan, "@Acme are you open today?")
        link = f"https://x.com/{who}/status/{post.id}"
        await self.slack.command(self.anna, self.channel, "/engage", f"reply {link}")
        card = await card_of(self, who.title(), ids.EDIT)
        await drafted(self, card, ids.EDIT, f"Until six, {who}.")
        return post, card

    def answers(self, post: Post) -> list[Post]:
        return [each for each in self.x.world.posts.values() if each.reply_to is post]

    async def costs(self) -> str:
        """What `/engage costs` shows Anna."""
        before = len(self.slack.ephemerals(self.anna, self.channel))
        await self.slack.command(self.anna, self.channel, "/engage", "costs")

        def told() -> list[Message]:
            return self.slack.ephemerals(self.anna, self.channel)[before:]

        await self.slack.until(told, SOON_S)
        return shown(told()[-1])

    async def home(self, words: str) -> None:
        """Wait until the Home tab says so."""
        self.slack.open_app(self.anna, "home")
        homes = self.slack.workspace.homes
        await self.slack.until(lambda: words in repr(homes.get(self.anna.id)), SOON_S)

    async def told(self, words: str) -> None:
        """Wait until Engage says so to Anna alone."""
        direct = self.slack.direct(self.anna)
        await self.slack.until(
            lambda: any(words in each.text for each in self.slack.messages(direct)), SOON_S
        )


@pytest.fixture
async def house() -> AsyncIterator[House]:
    with outage_stores() as stores:
        async with SlackDouble(limits=False) as slack, XServer() as x:
            app = x.signing.register("https://engage.example/connect/x/callback")
            environment: Mapping[str, str] = {
                **stores.environment,
                "X_API_URL": x.url,
                "X_WEB_URL": x.url,
                "X_CLIENT_ID": app.client_id,
                "X_CLIENT_SECRET": app.client_secret or "",
                "X_BEARER_TOKEN": x.signing.bearer(),
            }
            acme = x.world.join("Acme")
            x.world.post(acme, "New beans are in", at=datetime.now(UTC) - timedelta(days=1))
            anna = slack.add_person("Anna", admin=True)
            channel = slack.add_channel("community", anna)
            program = Program(slack, environment)
            await program.start()
            try:
                await program.until_ready()
                async with open_desk(Settings.from_env(environment)) as desk:
                    secret = x.signing.grant(acme, app=app)["refresh_token"]
                    await furnish(desk, slack, anna, channel, secret)
                    yield House(slack, x, anna, channel, desk, program)
            finally:
                await program.end(signal.SIGTERM)


async def furnish(
    desk: Desk, slack: SlackDouble, anna: Person, channel: Channel, secret: str
) -> None:
    """The account connected, a small budget, Anna as a manager, and no time for second thoughts."""
    team, deed = slack.workspace.team_id, Deed(Act.CHANGE_SETTINGS, anna.id, desk.clock())
    account = await desk.connecting.sign_in(team, AccountRef.parse("x:acme"), secret)
    settings = AccountSettings(channel_id=channel.id, undo_s=0)
    await desk.preferences.keep_account(team, account.id, settings, version=1, deed=deed)
    kept = await desk.preferences.of_workspace(team)
    after = change(kept.settings, {"monthly_usd": BUDGET})
    await desk.preferences.keep_workspace(team, after, version=kept.version, deed=deed)
    named = Deed(Act.NAME_MANAGER, anna.id, desk.clock())
    await desk.managers.name(team, anna.id, named)


async def test_a_budget_is_shown_warned_of_kept_for_publishing_and_never_gone_over(
    house: House,
) -> None:
    (first, card), (second, later) = [await house.asked(each) for each in ("fay", "gil")]
    assert "X has cost $" in await house.costs()

    await house.spend(0.81)
    await house.told("81 % of the budget of $10.00. At 90 % I stop reading X")
    await house.home("81 % of the budget of $10.00")

    await house.spend(0.92)
    await house.told("I have stopped reading X until")
    await house.slack.click(house.anna, card, ids.APPROVE)
    await house.slack.until(lambda: house.answers(first), SOON_S)
    await house.slack.until(lambda: "See it on X" in shown(card), SOON_S)
    hal = house.x.world.join("hal")
    unread = house.x.world.post(hal, "@Acme and tomorrow?")
    link = f"https://x.com/hal/status/{unread.id}"
    await house.slack.command(house.anna, house.channel, "/engage", f"reply {link}")
    await house.slack.until(
        lambda: any(
            "What X may cost this month is used up" in each.text + shown(each)
            for each in house.slack.ephemerals(house.anna, house.channel)
        ),
        SOON_S,
    )

    await house.spend(0.9995)
    await house.slack.click(house.anna, later, ids.APPROVE)
    await house.slack.until(lambda: "It was not published" in shown(later), SOON_S)
    assert "What X may cost this month is used up" in shown(later)
    assert house.answers(second) == []
    assert await house.share() <= 1.0
    assert "99 % of the budget of $10.00" in await house.costs()
