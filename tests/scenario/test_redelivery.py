"""Events that come again, and events that could not be committed."""

from __future__ import annotations

from assistant.errors import StoreUnavailable
from assistant.explain import explain
from playground.slack import SlackDouble
from tests.scenario.running import Engage, Stores, settle, words_of


async def test_an_event_whose_question_was_not_committed_comes_again(
    slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """Slack retries what was not taken, and the retry is answered."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)
    stores.runs.down = True

    asked = slack.mention(anna, general, "how are we doing?")
    await slack.until(lambda: len(slack.events("app_mention")[0].replies) == 1)
    stores.runs.down = False
    await slack.until(lambda: slack.events("app_mention")[0].taken)
    await engage.quiet()

    assert [reply.status for reply in slack.events("app_mention")[0].replies] == [500, 200]
    assert "12 replies" in words_of(slack.thread(general, asked.ts)[1])


async def test_after_the_last_try_the_person_is_told(
    slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """Nothing comes after the third retry, so silence would be a loss."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)
    asked = slack.mention(anna, general, "how are we doing?")
    await settle(slack, engage)
    stores.runs.down = True
    payload = slack.payloads.event(
        slack.payloads.said(slack.say(anna, general, "x"), general, "app_mention")
    )
    assert slack.deliveries.transport is not None

    early = await slack.deliveries.transport.send("events_api", payload, 2, "http_error")
    late = await slack.deliveries.transport.send("events_api", payload, 3, "http_error")
    await engage.quiet()

    assert (early.status, late.status) == (500, 200)
    last = slack.thread(general, payload["event"]["ts"])[-1]
    assert words_of(last) == explain(StoreUnavailable("PostgreSQL"))
    assert asked.ts != last.thread_ts


async def test_a_replayed_event_is_answered_once(slack: SlackDouble, engage: Engage) -> None:
    """The same event again, with a retry header, changes nothing."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)
    asked = slack.mention(anna, general, "how are we doing?")
    await settle(slack, engage)
    assert slack.deliveries.transport is not None

    for attempt in (1, 2, 3):
        payload = slack.events("app_mention")[0].payload
        reply = await slack.deliveries.transport.send(
            "events_api", payload, attempt, "http_timeout"
        )
        assert reply.ok
    await engage.quiet()

    assert len(slack.thread(general, asked.ts)) == 2


async def test_a_store_that_is_down_is_not_talked_about_in_threads_of_others(
    slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """Whether a thread is ours cannot be told then, so nothing is said in it."""
    anna, ben = slack.add_person("Anna"), slack.add_person("Ben")
    general = slack.add_channel("general", anna, ben)
    root = slack.say(anna, general, "lunch?")
    await settle(slack, engage)
    stores.conversations.down = stores.runs.down = True
    said = slack.payloads.said(slack.say(ben, general, "yes", root.ts), general, "message")
    assert slack.deliveries.transport is not None

    reply = await slack.deliveries.transport.send(
        "events_api", slack.payloads.event(said), 3, "http_error"
    )
    await engage.quiet()

    assert reply.status == 500
    assert len(slack.thread(general, root.ts)) == 2
