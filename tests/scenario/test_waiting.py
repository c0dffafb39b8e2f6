"""Troubles that pass: the question is kept, the person is told so once, the answer comes."""

from __future__ import annotations

from datetime import timedelta

from assistant.errors import StoreUnavailable
from assistant.explain import explain, explain_wait
from handlers.calls import SlackRefused
from handlers.render import words
from playground.faults import Fault
from playground.slack import SlackDouble
from tests.scenario.running import Engage, Stores, settle, words_of

LEASE = timedelta(seconds=31)
WHOLE = "You got 12 replies this week. Two are still waiting."


async def again(engage: Engage, stores: Stores) -> None:
    """Look for abandoned runs once more, when a lease has run out."""
    stores.clock.move(LEASE)
    await engage.resume()
    await engage.quiet()


async def test_a_question_outlives_a_store_that_goes_away(
    slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """One notice in the thread, and the answer takes its place."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)
    stores.conversations.lost = True
    asked = slack.mention(anna, general, "how are we doing?")
    await settle(slack, engage)

    (_, notice) = slack.thread(general, asked.ts)
    assert explain_wait(StoreUnavailable("Redis")) == words_of(notice)

    await again(engage, stores)
    assert len(slack.thread(general, asked.ts)) == 2

    stores.conversations.lost = False
    await again(engage, stores)

    (_, reply) = slack.thread(general, asked.ts)
    assert words_of(reply) == WHOLE
    assert slack.workspace.sessions[general.id, asked.ts].status == "active"
    assert list(await engage.answering.abandoned()) == []


async def test_a_private_question_outlives_it_too(
    slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """One line, one notice, one answer."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)
    stores.conversations.lost = True
    await slack.command(anna, general, "/engage", "how are we doing?")
    await engage.quiet()
    await again(engage, stores)
    stores.conversations.lost = False
    await again(engage, stores)

    said = [words_of(each) for each in slack.ephemerals(anna, general)]
    assert [words.LOOKING, explain_wait(StoreUnavailable("Redis")), WHOLE] == said


async def test_an_answer_slack_does_not_take_is_not_lost_in_silence(
    slack: SlackDouble, engage: Engage
) -> None:
    """A refusal that no waiting mends: the person is told where only they see it."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)
    engage.stores.buckets.tokens["chat.startStream"] = 0
    slack.faults.add(Fault("chat.postMessage", "error", times=None, error="no_permission"))
    asked = slack.mention(anna, general, "how are we doing?")
    await settle(slack, engage)

    (told,) = slack.ephemerals(anna, general)
    assert len(slack.thread(general, asked.ts)) == 1
    assert explain(SlackRefused("chat.postMessage", "no_permission")) == words_of(told)
    assert list(await engage.answering.abandoned()) == []


async def test_a_small_command_without_a_database_gets_a_sentence(
    slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """It is not kept, and the person can ask again."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)
    stores.accounts.down = True
    await slack.command(anna, general, "/engage", "accounts")
    await engage.quiet()

    (told,) = slack.ephemerals(anna, general)
    assert explain(StoreUnavailable("PostgreSQL")) == words_of(told)


async def test_an_answer_a_token_refused_is_kept_for_the_next_token(
    slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """Nobody can be told meanwhile. With a token that is accepted the answer comes."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)
    await engage.directory.person(slack.workspace.team_id, anna.id)
    revoked = slack.faults.add(Fault("*", "error", times=None, error="token_revoked"))
    asked = slack.mention(anna, general, "how are we doing?")
    await settle(slack, engage)
    await again(engage, stores)
    assert len(slack.thread(general, asked.ts)) == 1

    revoked.times = 0
    await again(engage, stores)

    assert words_of(slack.thread(general, asked.ts)[1]) == WHOLE
    assert len(engage.agent.asked) == 1
    assert list(await engage.answering.abandoned()) == []


async def test_what_can_nowhere_be_said_is_not_tried_for_ever(
    slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """The channel was deleted and the person's account, too: after that the run is at its end."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)
    await engage.directory.person(slack.workspace.team_id, anna.id)
    slack.faults.add(Fault("*", "error", times=None, error="channel_not_found"))
    slack.mention(anna, general, "how are we doing?")
    await settle(slack, engage)
    before = len(slack.calls)

    await again(engage, stores)

    assert len(slack.calls) == before
    assert list(await engage.answering.abandoned()) == []
