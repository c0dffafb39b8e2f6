"""Teams remove Engage, lose its token, and come back: nothing is lost, nobody else is touched."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

import pytest

from assistant.community.answers import AnswerEvent, Question, RunState, TextAdded, Turn
from playground.deliveries import Delivery
from playground.faults import Fault
from playground.slack import SlackDouble
from playground.workspace import Channel, Person
from tests.scenario.going import going
from tests.scenario.many import Browser, ManyEngage
from tests.scenario.running import Engage, Stores, plain_script, words_of

ANSWER = "12 replies"


@pytest.fixture
async def engage(slack: SlackDouble, stores: Stores) -> AsyncIterator[ManyEngage]:
    async with going(ManyEngage(slack, stores)) as running:
        yield running


class Team:
    """A team with Engage in it, and Anna, who installed it."""

    def __init__(self, slack: SlackDouble, name: str, team_id: str) -> None:
        self.double = slack.beside(name, team_id)
        self.id = team_id
        self.anna: Person = self.double.add_person("Anna", admin=True)
        self.general: Channel = self.double.add_channel("general", self.anna)

    async def ask(self, engage: Engage) -> str:
        """The last thing Anna was told after a question."""
        before = len(self.double.ephemerals(self.anna, self.general))
        await self.double.command(self.anna, self.general, "/engage", "how are we doing?")
        await engage.quiet()
        return "\n".join(
            words_of(each) for each in self.double.ephemerals(self.anna, self.general)[before:]
        )

    def greetings(self) -> list[str]:
        return [words_of(each) for each in self.double.messages(self.double.direct(self.anna))]

    async def again(self, delivery: Delivery) -> Delivery:
        """Let Slack deliver something once more."""
        repeated = self.double.deliveries.event(delivery.payload)
        await self.double.until(lambda: repeated.replies)
        return repeated


@pytest.fixture
async def browser(engage: ManyEngage) -> AsyncIterator[Browser]:
    browser = Browser(engage)
    yield browser
    await browser.close()


@pytest.fixture
async def acme(slack: SlackDouble, browser: Browser) -> Team:
    team = Team(slack, "Acme", "T0ACME")
    assert (await browser.install(team.double, team.anna)).status == 200
    return team


@pytest.fixture
async def brava(slack: SlackDouble, browser: Browser) -> Team:
    team = Team(slack, "Brava", "T0BRAVA")
    assert (await browser.install(team.double, team.anna)).status == 200
    return team


def events(logs: Sequence[Any]) -> list[str]:
    return [entry["event"] for entry in logs]


async def test_a_team_that_removes_engage_rests_and_others_go_on(
    engage: ManyEngage, acme: Team, brava: Team, logs: list[Any]
) -> None:
    """Both of Slack's events, each taken at the first try, whichever comes first."""
    acme.double.uninstall()
    await acme.double.deliveries.settled()

    assert set(engage.stores.apps.removed) == {"T0ACME"}
    assert await engage.installations(team_id="T0ACME") is None
    told = [each for each in acme.double.deliveries.log if "tokens" in str(each.payload["event"])]
    assert [len(each.replies) for each in told] == [1]
    assert "installation.removed" in events(logs)
    assert ANSWER in await brava.ask(engage)


async def test_installing_again_brings_everything_back(
    engage: ManyEngage, browser: Browser, acme: Team
) -> None:
    """The workspace is the same one; whoever installs is told that nothing is missing."""
    before = engage.stores.workspaces.known["T0ACME"]
    acme.double.uninstall()
    await acme.double.deliveries.settled()

    shown = await browser.install(acme.double, acme.anna)

    assert "Welcome back. Everything you had here is as you left it" in shown.text
    assert engage.stores.apps.removed == {}
    assert engage.stores.workspaces.known["T0ACME"] == before
    assert "Engage is back in Acme" in acme.greetings()[-1]
    assert ANSWER in await acme.ask(engage)


async def test_installing_again_without_removing_greets_nobody_anew(
    engage: ManyEngage, browser: Browser, acme: Team
) -> None:
    """It was there before, and is; who does it does not become a manager by that."""
    shown = await browser.install(acme.double, acme.double.add_person("Bert"))

    assert "goes on with its new permissions" in shown.text
    assert len(acme.greetings()) == 1
    assert engage.stores.apps.kept["T0ACME"].installer_id == acme.anna.id
    assert ANSWER in await acme.ask(engage)


async def test_the_process_that_installs_it_anew_has_the_new_token_at_once(
    engage: ManyEngage, browser: Browser, acme: Team
) -> None:
    """Although the removal was told to another process, and this one remembers the old token."""
    assert ANSWER in await acme.ask(engage)
    transport, acme.double.deliveries.transport = acme.double.deliveries.transport, None
    acme.double.uninstall()
    await engage.stores.apps.remove("T0ACME", engage.stores.clock())
    acme.double.deliveries.transport = transport

    await browser.install(acme.double, acme.anna)

    authorized = await engage.installations(team_id="T0ACME")
    assert authorized.bot_token == acme.double.bot_token
    assert ANSWER in await acme.ask(engage)


async def test_news_that_come_late_do_not_end_what_began_anew(
    engage: ManyEngage, browser: Browser, acme: Team, logs: list[Any]
) -> None:
    """Slack delivers an event for up to six minutes, and two in no certain order."""
    acme.double.uninstall()
    await acme.double.deliveries.settled()
    farewells = [*acme.double.events("app_uninstalled"), *acme.double.events("tokens_revoked")]
    await browser.install(acme.double, acme.anna)

    for farewell in farewells:
        repeated = await acme.again(farewell)
        assert [reply.status for reply in repeated.replies] == [200]

    assert engage.stores.apps.removed == engage.stores.apps.revoked == {}
    assert events(logs).count("installation.event_late") == 2
    assert ANSWER in await acme.ask(engage)


async def test_the_same_news_twice_are_taken_twice(engage: ManyEngage, acme: Team) -> None:
    """The time of the first counts."""
    acme.double.uninstall()
    await acme.double.deliveries.settled()
    first = dict(engage.stores.apps.removed)
    engage.stores.clock.move(timedelta(minutes=5))

    repeated = await acme.again(acme.double.events("app_uninstalled")[0])

    assert [reply.status for reply in repeated.replies] == [200]
    assert engage.stores.apps.removed == first


async def test_news_of_a_team_nobody_knows_do_no_harm(
    engage: ManyEngage, slack: SlackDouble
) -> None:
    """As after a refused installation, whose token was given back."""
    slack.uninstall()
    await slack.deliveries.settled()

    log = slack.deliveries.log
    assert {reply.status for each in log for reply in each.replies} == {200}
    assert engage.stores.apps.removed == {}


async def test_a_revoked_token_silences_engage_and_keeps_the_workspace(
    engage: ManyEngage, browser: Browser, acme: Team
) -> None:
    """It was not removed: nothing is to be erased."""
    acme.double.revoke()
    await acme.double.deliveries.settled()

    assert set(engage.stores.apps.revoked) == {"T0ACME"}
    assert engage.stores.apps.removed == {}
    assert await engage.installations(team_id="T0ACME") is None
    await browser.install(acme.double, acme.anna)
    assert ANSWER in await acme.ask(engage)


async def test_revoked_tokens_of_people_are_none_of_ours(engage: ManyEngage, acme: Team) -> None:
    """The bot goes on."""
    tokens = {"oauth": [acme.anna.id], "bot": []}
    acme.double._event("tokens_revoked", {"type": "tokens_revoked", "tokens": tokens})
    await acme.double.deliveries.settled()

    assert engage.stores.apps.revoked == {}
    assert ANSWER in await acme.ask(engage)


async def test_slack_that_cannot_be_asked_is_believed(engage: ManyEngage, acme: Team) -> None:
    """A removal that nobody noted would be worse than one more installation."""
    acme.double.faults.add(Fault("auth.test", "drop"))

    acme.double.uninstall()
    await acme.double.deliveries.settled()

    assert set(engage.stores.apps.removed) == {"T0ACME"}


async def test_a_removal_that_cannot_be_kept_is_delivered_again(
    engage: ManyEngage, acme: Team
) -> None:
    """The database was away: Slack hears so."""
    engage.stores.apps.down = True
    acme.double.uninstall()
    await acme.double.until(lambda: all(each.replies for each in acme.double.deliveries.log))

    tries = acme.double.events("app_uninstalled")[0].replies
    assert tries[0].status == 500
    engage.stores.apps.down = False
    await acme.again(acme.double.events("app_uninstalled")[0])
    assert set(engage.stores.apps.removed) == {"T0ACME"}


# -- questions under way ----------------------------------------------------------------------


async def half(question: Question, turns: Sequence[Turn]) -> AsyncGenerator[AnswerEvent, None]:
    """One sentence, and then it hangs."""
    yield TextAdded("You got 12 replies this week. ")
    await asyncio.Event().wait()


async def cut_off(engage: ManyEngage, acme: Team) -> str:
    """A question whose process died, in a team that removed Engage right then; its run."""
    engage.agent.script = half
    acme.double.mention(acme.anna, acme.general, "how are we doing?")
    await engage.streaming()
    await engage.stop(within_s=0)
    engage.agent.script = plain_script
    (run_id,) = engage.stores.runs.rows
    return run_id


async def restarted(engage: ManyEngage, name: str) -> ManyEngage:
    second = ManyEngage(engage.slack, engage.stores, name)
    await second.start()
    return second


async def test_questions_of_a_team_that_left_are_closed_with_a_line_in_the_log(
    engage: ManyEngage, acme: Team, logs: list[Any]
) -> None:
    """Not before ten minutes are over: until then it may come back."""
    run_id = await cut_off(engage, acme)
    second = await restarted(engage, "worker-2")
    acme.double.uninstall()
    await acme.double.deliveries.settled()
    engage.stores.clock.move(timedelta(minutes=1))
    await second.resume()
    await second.quiet()
    assert run_id in [run.question.run_id for run in await second.answering.abandoned()]

    engage.stores.clock.move(timedelta(minutes=10))
    await second.resume()
    await second.quiet()

    assert RunState.FAILED is engage.stores.runs.rows[run_id].run.state
    assert list(await second.answering.abandoned()) == []
    assert {"event": "run.closed_unseen", "run_id": run_id, "log_level": "info"} in logs
    await second.close()


async def test_a_team_that_comes_back_at_once_gets_its_answer(
    engage: ManyEngage, acme: Team
) -> None:
    """In the thread where it was asked."""
    await cut_off(engage, acme)
    second = await restarted(engage, "worker-2")
    browser = Browser(second)
    acme.double.uninstall()
    await acme.double.deliveries.settled()
    await browser.install(acme.double, acme.anna)
    engage.stores.clock.move(timedelta(minutes=1))

    await second.resume()
    await second.quiet()

    asked = next(iter(acme.double.messages(acme.general)))
    assert ANSWER in words_of(acme.double.thread(acme.general, asked.ts)[1])
    await browser.close()
    await second.close()


async def test_another_process_learns_of_a_new_token_by_the_first_call_that_fails(
    engage: ManyEngage, browser: Browser, acme: Team
) -> None:
    """Its question is kept, and answered with the new token without being asked again."""
    other = ManyEngage(engage.slack, engage.stores, "worker-2")
    await other.installations.of("T0ACME")
    acme.double.uninstall()
    await acme.double.deliveries.settled()
    await browser.install(acme.double, acme.anna)
    await other.start()  # from now on it gets what Slack sends

    asked = acme.double.mention(acme.anna, acme.general, "how are we doing?")
    await acme.double.deliveries.settled()
    await other.quiet()
    engage.stores.clock.move(timedelta(minutes=2))
    await other.resume()
    await other.quiet()

    assert ANSWER in words_of(acme.double.thread(acme.general, asked.ts)[1])
    await other.close()


# -- one workspace by its token ---------------------------------------------------------------


async def test_one_workspace_by_its_token_rests_as_well(slack: SlackDouble, stores: Stores) -> None:
    """And says that it is not ready."""
    running = Engage(slack, stores)
    await running.start()

    slack.uninstall()
    await slack.deliveries.settled()

    assert set(stores.apps.removed) == {slack.workspace.team_id}
    assert not running.installations.ready
    await running.close()
