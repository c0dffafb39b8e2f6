"""Every button, clicked in one workspace with an id of another: it finds nothing there.

What a button carries is an id of ours as its value. Slack signs what it delivers, yet whoever can
make a button (another app, a copied message) chooses its value: each id is looked up under the
workspace in which it was clicked. A button that is not known here fails the first test.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Sequence

import pytest
from blockbuster import blockbuster_ctx

from assistant.community.answers import Answer, AnswerEvent, Finished, Question, TextAdded, Turn
from handlers import ids
from playground.slack import SlackDouble
from tests.scenario.many import Browser, ManyEngage
from tests.scenario.running import Stores
from tests.scenario.test_uninstalling import Team

RUN = frozenset(
    {"engage.share", "engage.share_anyway", "engage.continue", "engage.sources", "engage.rate"}
)
"""Those that carry the id of an answer."""

ACCOUNT = frozenset({"engage.reconnect", "engage.account_settings", "engage.disconnect"})
"""Those that carry the id of an account."""

CARD = frozenset(
    {
        "engage.draft",
        "engage.thank",
        "engage.compose",
        "engage.take",
        "engage.open_again",
        "engage.card_menu",
        "engage.assign",
        "engage.no_reply",
        "engage.hide",
        "engage.show_card",
        "engage.show_earlier",
        "engage.inbox",
        "engage.versions",
        "engage.approve",
        "engage.edit",
        "engage.redo",
        "engage.dismiss",
        "engage.undo",
        "engage.reopen",
        "engage.copy",
        "engage.posted",
        "engage.on_word",
        "engage.there",
        "engage.send_again",
        "engage.history",
        "engage.facts",
        "engage.fact",
        "engage.fact_menu",
        "engage.import",
        "engage.page_facts",
        "engage.voice",
        "engage.rule",
        "engage.accept_rule",
        "engage.drop_rule",
        "engage.searches",
        "engage.search",
        "engage.search_menu",
        "engage.proposed_searches",
        "engage.hit_menu",
        "engage.drop_dismissal",
    }
)
"""Those of cards and of teaching: `test_cards_apart.py` presses them with ids of another workspace's."""

POST = frozenset(name for name in vars(ids).values() if str(name).startswith("engage.post"))
"""Those of studios: `test_studios_apart.py` presses them with ids of another workspace's."""

MIX = frozenset({"engage.mix", "engage.mix_label"})
"""Those of the mix: `test_mix.py` chooses with ids of another workspace's."""

OTHERS = frozenset(
    {
        "engage.spotlight",
        "engage.spotlight_ask",
        "engage.spotlight_yes",
        "engage.spotlight_no",
        "engage.join",
        "engage.join_take",
        "engage.leave_alone",
        "engage.take_back",
    }
)
"""Those of spotlights and joining: `test_others.py` presses them with ids of another
workspace's."""

NOTE = frozenset({"engage.note_action"})
"""Those of weekly notes: `test_notes.py` presses them with ids of another workspace's."""

NO_ID = frozenset(
    {
        "engage.ask",  # the person's own question
        "engage.code",  # a field for one
        "engage.connect",
        "engage.platform",
        "engage.sign_in_link",
        "engage.workspace_settings",
        "engage.people",
        "engage.acts",
        "engage.older_acts",
        "engage.open_post",  # a link that the browser follows
    }
)
"""Those that carry none: what they show is the clicking workspace's own."""

HANDLE = "quietharbour.example"
OURS = sorted(
    name for name in vars(ids).values() if isinstance(name, str) and name.startswith("engage.")
)


async def marked(question: Question, _: Sequence[Turn]) -> AsyncGenerator[AnswerEvent, None]:
    """An answer that says whose it is."""
    text = f"Only {question.workspace_id} may read this."
    yield TextAdded(text)
    yield Finished(Answer(text=text, composer="scripted-model"))


@pytest.fixture
async def engage(slack: SlackDouble, stores: Stores) -> AsyncIterator[ManyEngage]:
    running = ManyEngage(slack, stores)
    running.agent.script = marked
    await running.start()
    with blockbuster_ctx(["handlers", "assistant"]):
        yield running
    await running.close()


class Two:
    """Acme with an answer and an account, Brava with an answer of its own."""

    def __init__(self, engage: ManyEngage, acme: Team, brava: Team) -> None:
        self.engage, self.acme, self.brava = engage, acme, brava
        self.account = engage.stores.accounts.connect(HANDLE, acme.id, engage.stores.clock())
        engage.stores.preferences.connect(acme.id, self.account.id)

    @property
    def run_id(self) -> str:
        """Of Acme's answer."""
        (found,) = [
            run_id
            for run_id, row in self.engage.stores.runs.rows.items()
            if row.run.question.workspace_id == self.acme.id
        ]
        return found

    def of_acme(self) -> str:
        """Everything that is stored of Acme and that a click could change."""
        stores = self.engage.stores
        return repr(
            (
                stores.runs.rows[self.run_id],
                {key: good for key, good in stores.runs.ratings.items() if key[0] == self.run_id},
                sorted(stores.preferences.accounts.items(), key=repr),
                stores.accounts.connected,
            )
        )

    async def click(self, team: Team, action_id: str, value: str) -> str:
        """Click on a made-up button beside the latest answer there; all that Slack was sent."""
        double, person = team.double, team.anna
        message = double.ephemerals(person, team.general)[-1]
        before = len(double.calls)
        handles = double.handles(person, message.channel, message)
        action = {"type": "button", "action_id": action_id, "block_id": "b", "value": value}
        action |= {
            "action_ts": double.workspace.new_ts(),
            "text": {"type": "plain_text", "text": "x"},
        }
        payload = double.payloads.message_action(person, message, [action], handles)
        await double.deliveries.once("interactive", payload)
        await self.engage.quiet()
        shown = [
            *(repr(call) for call in double.calls[before:]),
            *(repr(each) for each in double.ephemerals(person, team.general)),
        ]
        return "\n".join(shown)


@pytest.fixture
async def two(slack: SlackDouble, engage: ManyEngage) -> AsyncIterator[Two]:
    browser = Browser(engage)
    teams = [Team(slack, "Acme", "T0ACME"), Team(slack, "Brava", "T0BRAVA")]
    for team in teams:
        assert (await browser.install(team.double, team.anna)).status == 200
        assert f"Only {team.id}" in await team.ask(engage)
    yield Two(engage, *teams)
    await browser.close()


def test_every_button_is_known() -> None:
    """Who adds one says here what it carries."""
    assert set(OURS) <= RUN | ACCOUNT | CARD | POST | MIX | OTHERS | NOTE | NO_ID


@pytest.mark.parametrize("action_id", sorted({*OURS} - CARD - POST - MIX - OTHERS - NOTE))
async def test_no_button_reaches_another_workspace(two: Two, action_id: str) -> None:
    """Whatever it is meant to carry, and in whatever form."""
    before = two.of_acme()
    for value in (two.run_id, f"good:{two.run_id}", two.account.id):
        told = await two.click(two.brava, action_id, value)

        assert "Only T0ACME" not in told
        assert HANDLE not in told
    assert two.of_acme() == before


@pytest.mark.parametrize("action_id", sorted(RUN))
async def test_the_same_click_at_home_does_something(two: Two, action_id: str) -> None:
    """Otherwise the test above would prove nothing."""
    before = two.of_acme()
    value = f"good:{two.run_id}" if action_id == ids.RATE else two.run_id
    told = await two.click(two.acme, action_id, value)

    assert "not kept any more" not in told
    assert two.of_acme() != before or told.count("Only T0ACME") > 1 or "views.open" in told


@pytest.mark.parametrize("action_id", sorted(RUN))
async def test_an_answer_of_another_workspace_is_said_to_be_gone(two: Two, action_id: str) -> None:
    """One plain sentence, which tells nothing of whether there is one."""
    value = f"good:{two.run_id}" if action_id == ids.RATE else two.run_id

    assert "That answer is not kept any more." in await two.click(two.brava, action_id, value)
