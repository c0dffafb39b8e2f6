"""Direct messages of several people, Engage among them or not."""

from __future__ import annotations

from handlers.render import words
from playground.slack import SlackDouble
from tests.scenario.running import SECRET, Engage, settle, words_of

QUESTION = "how are we doing?"


async def test_a_group_message_is_like_a_channel(slack: SlackDouble, engage: Engage) -> None:
    """A mention opens a thread, follow-ups in it need none, all else is dropped unread."""
    anna, ben = slack.add_person("Anna"), slack.add_person("Ben")
    group = slack.add_channel("mpdm-anna--ben--engage", anna, ben, kind="mpim")
    asked = slack.mention(anna, group, QUESTION)
    await settle(slack, engage)
    slack.say(ben, group, "and the week before?", asked.ts)
    await settle(slack, engage)
    before = len(slack.calls)
    slack.say(ben, group, f"shall we buy an {SECRET}?")
    await settle(slack, engage)

    assert [each.payload["event"]["channel_type"] for each in slack.events("message")] == [
        "mpim"
    ] * len(slack.events("message"))
    assert [each.text for each in engage.agent.asked] == [QUESTION, "and the week before?"]
    assert len(slack.thread(group, asked.ts)) == 4
    assert len(slack.calls) == before


async def test_a_public_answer_stands_in_a_group_message_with_engage(
    slack: SlackDouble, engage: Engage
) -> None:
    """`/engage public` opens a thread there."""
    anna, ben = slack.add_person("Anna"), slack.add_person("Ben")
    group = slack.add_channel("mpdm-anna--ben--engage", anna, ben, kind="mpim")

    await slack.command(anna, group, "/engage", f"public {QUESTION}")
    await settle(slack, engage)

    (anchor,) = slack.messages(group)
    assert len(slack.thread(group, anchor.ts)) == 2


async def test_a_group_message_without_engage_is_answered_privately(
    slack: SlackDouble, engage: Engage
) -> None:
    """A public answer cannot stand there; the sentence says what can be done."""
    anna, ben = slack.add_person("Anna"), slack.add_person("Ben")
    group = slack.add_channel("mpdm-anna--ben", anna, ben, kind="mpim", bot=False)

    await slack.command(anna, group, "/engage", QUESTION)
    await settle(slack, engage)
    await slack.command(anna, group, "/engage", f"public {QUESTION}")
    await settle(slack, engage)

    told = [words_of(each) for each in slack.ephemerals(anna, group)]
    assert "You got 12 replies this week." in told[1]
    assert told[-1] == words.not_here(group.id)
    assert slack.messages(group) == []
