"""Look behind an answer, rate it, ask what it suggests."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence

import pytest

from assistant.community.answers import AnswerEvent, Finished, Question, TextAdded, Turn
from assistant.community.rights import Act, Rank, Standing, refusal
from assistant.explain import explain
from handlers.calls import SlackRefused
from handlers.render import words
from playground.faults import Fault
from playground.slack import SlackDouble
from playground.workspace import Person
from tests.scenario.running import Engage, words_of
from tests.scenario.stored_answer import ANSWER, AT, click, private_answer, sourced


@pytest.fixture
def anna(slack: SlackDouble, engage: Engage) -> Person:
    engage.agent.script = sourced
    return slack.add_person("Anna")


async def test_sources_list_every_call_and_what_the_measures_mean(
    slack: SlackDouble, engage: Engage, anna: Person
) -> None:
    """Window, account, time, note, definition, and what was left out."""
    general = slack.add_channel("general", anna)
    answer = await private_answer(slack, engage, anna, general)

    await slack.click(anna, answer, "engage.sources")
    await engage.quiet()

    (view,) = slack.workspace.modals[anna.id]
    shown = "\n".join(block["text"]["text"] for block in view.body["blocks"])
    for part in (
        "get_metrics(replies, this week)",
        "bluesky:acme.example",
        "this week, 16 Nov 2026 00:00 to 22 Nov 2026 23:59 (UTC)",
        f"<!date^{int(AT.timestamp())}^",
        "at least, the platform hides some",
        "12 replies this week (16-22 Nov)",
        "Posts by others anywhere under our posts",
        "Likes rose by ▒▒.",
    ):
        assert part in shown


async def test_sources_that_come_too_late_are_explained(
    slack: SlackDouble, engage: Engage, anna: Person
) -> None:
    """A trigger id lives for three seconds."""
    general = slack.add_channel("general", anna)
    answer = await private_answer(slack, engage, anna, general)
    slack.faults.add(Fault("views.open", "error", error="expired_trigger_id"))

    told = await click(slack, engage, anna, answer, "engage.sources")

    assert explain(SlackRefused("views.open", "expired_trigger_id")) == told


async def test_thumbs_are_kept_with_the_run(
    slack: SlackDouble, engage: Engage, anna: Person
) -> None:
    """The last one counts; Slack's own pair and the plain buttons alike."""
    general = slack.add_channel("general", anna)
    answer = await private_answer(slack, engage, anna, general)
    (run_id,) = engage.stores.runs.rows

    await slack.click(anna, answer, "engage.rate", f"good:{run_id}")
    await engage.quiet()

    assert {(run_id, anna.id): True} == engage.stores.runs.ratings

    slack.faults.no_charts = True
    await slack.click(anna, answer, "engage.rate", f"bad:{run_id}")
    await engage.quiet()

    assert {(run_id, anna.id): False} == engage.stores.runs.ratings
    assert words_of(slack.ephemerals(anna, general)[-1]) == words.RATED


async def test_guests_can_do_none_of_it(slack: SlackDouble, engage: Engage, anna: Person) -> None:
    """They see a public answer, and each button refuses in one sentence."""
    guest = slack.add_guest("Gus")
    general = slack.add_channel("general", anna, guest)
    await slack.command(anna, general, "/engage", "public how are we doing?")
    await engage.quiet()
    answer = slack.thread(general, slack.messages(general)[0].ts)[1]
    (run_id,) = engage.stores.runs.rows

    told = await click(slack, engage, guest, answer, "engage.sources")

    assert told == refusal(Act.SHARE, Rank(Standing.GUEST))
    await slack.click(guest, answer, "engage.rate", f"good:{run_id}")
    await engage.quiet()

    assert engage.stores.runs.ratings == {}
    assert slack.workspace.modals == {}


async def test_a_suggested_question_is_asked_in_its_thread(
    slack: SlackDouble, engage: Engage, anna: Person
) -> None:
    """The question stands there with the name of who asked, then its answer."""

    async def suggesting(_: Question, __: Sequence[Turn]) -> AsyncGenerator[AnswerEvent, None]:
        yield TextAdded(ANSWER.text)
        yield Finished(ANSWER.model_copy(update={"suggestions": ("Who is waiting?",)}))

    engage.agent.script = suggesting
    general = slack.add_channel("general", anna)
    asked = slack.mention(anna, general, "how are we doing?")
    await slack.deliveries.settled()
    await engage.quiet()

    await slack.click(anna, slack.thread(general, asked.ts)[1], "engage.ask:0")
    await engage.quiet()

    said = [words_of(each) for each in slack.thread(general, asked.ts)[2:]]
    assert f"<@{anna.id}> asked: Who is waiting?" in said
    assert ANSWER.text in said
    assert engage.agent.asked[1].text == "Who is waiting?"
