"""Mentions, direct messages and what is said in threads."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence

import pytest

from assistant.community.answers import Answer, AnswerEvent, Finished, Question, TextAdded, Turn
from playground.slack import SlackDouble
from tests.scenario.running import SECRET, Engage, Stores, settle, words_of


async def asking_script(question: Question, turns: Sequence[Turn]) -> AsyncGenerator[AnswerEvent]:
    """Asks back, as the offline composer does."""
    text = "I do not know lamp. Which account do you mean?\n\n- bluesky:harbourlight.coffee"
    yield TextAdded(text)
    yield Finished(Answer(text=text, composer="scripted-model"))


async def test_a_mention_is_answered_in_its_thread_once(slack: SlackDouble, engage: Engage) -> None:
    """It comes as two events with two ids: app_mention and message."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)

    asked = slack.mention(anna, general, "how are we doing?")
    await settle(slack, engage)

    assert len(slack.events("app_mention")) == 1
    assert [each.text for each in engage.agent.asked] == ["how are we doing?"]
    _, answer = slack.thread(general, asked.ts)
    assert words_of(answer) == "You got 12 replies this week. Two are still waiting."


async def test_a_mention_in_a_thread_is_answered_there(slack: SlackDouble, engage: Engage) -> None:
    """Also in a private channel."""
    anna, ben = slack.add_person("Anna"), slack.add_person("Ben")
    team = slack.add_channel("team", anna, ben, kind="private")
    root = slack.say(ben, team, "what a week")

    slack.mention(anna, team, "how was it really?", root.ts)
    await settle(slack, engage)

    assert "12 replies" in words_of(slack.thread(team, root.ts)[-1])


async def test_follow_ups_need_no_mention_where_engage_answered(
    slack: SlackDouble, engage: Engage
) -> None:
    """The conversation goes on, with its turns."""
    anna, ben = slack.add_person("Anna"), slack.add_person("Ben")
    general = slack.add_channel("general", anna, ben)
    root = slack.mention(anna, general, "how are we doing?")
    await settle(slack, engage)

    slack.say(ben, general, "and the week before?", root.ts)
    await settle(slack, engage)

    assert [q.text for q in engage.agent.asked] == ["how are we doing?", "and the week before?"]
    assert [len(turns) for turns in engage.agent.turns] == [0, 1]
    assert len(slack.thread(general, root.ts)) == 4


async def test_a_mention_in_a_known_thread_is_answered_once(
    slack: SlackDouble, engage: Engage
) -> None:
    """Its second event is a follow-up, too."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)
    root = slack.mention(anna, general, "how are we doing?")
    await settle(slack, engage)

    slack.mention(anna, general, "and before?", root.ts)
    await settle(slack, engage)

    assert len(engage.agent.asked) == 2


async def test_every_other_message_is_dropped_unread_and_unlogged(
    slack: SlackDouble, engage: Engage, logs: list[object]
) -> None:
    """In channels, in threads of others, and when somebody speaks to somebody else."""
    anna, ben = slack.add_person("Anna"), slack.add_person("Ben")
    general = slack.add_channel("general", anna, ben)
    ours = slack.mention(anna, general, "how are we doing?")
    await settle(slack, engage)
    root = slack.say(ben, general, f"my {SECRET} is ripe")
    before, logged = len(slack.calls), len(logs)

    slack.say(anna, general, f"how is your {SECRET}?", root.ts)
    slack.say(anna, general, f"<@{ben.id}> what do you think?", ours.ts)
    edited = slack.workspace.message(general.id, root.ts)
    slack.workspace.tell("message_changed", message=edited)
    slack.workspace.forget(slack.say(ben, general, SECRET))
    await settle(slack, engage)

    assert len(engage.agent.asked) == 1
    assert before == len(slack.calls)
    assert logged == len(logs)


@pytest.mark.parametrize(
    "text",
    [
        "lol",
        "👍",
        "thanks!",
        "{ben} why?",
        "<!here> any more replies?",
        "I think Ada knows",
        "danke!",
    ],
)
async def test_people_talk_with_each_other_beneath_an_answer(
    slack: SlackDouble, engage: Engage, logs: list[object], text: str
) -> None:
    """Nothing is said, kept or logged, and the thread goes on being open to questions."""
    anna, ben = slack.add_person("Anna"), slack.add_person("Ben")
    general = slack.add_channel("general", anna, ben)
    root = slack.mention(anna, general, "how are we doing?")
    await settle(slack, engage)
    before, logged = len(slack.calls), len(logs)

    slack.say(anna, general, text.format(ben=f"<@{ben.id}>"), root.ts)
    await settle(slack, engage)

    assert (len(slack.calls), len(logs)) == (before, logged)
    assert len(engage.agent.asked) == 1
    assert len(slack.thread(general, root.ts)) == 3

    slack.say(ben, general, "why?", root.ts)
    await settle(slack, engage)
    slack.mention(anna, general, "lol", root.ts)
    await settle(slack, engage)

    assert [each.text for each in engage.agent.asked[1:]] == ["why?", "lol"]


@pytest.mark.parametrize("reply", ["harbourlight", "yes, please", "both"])
async def test_a_question_of_engages_own_can_be_answered_in_a_word(
    slack: SlackDouble, engage: Engage, stores: Stores, reply: str
) -> None:
    """Beneath an answer that asked nothing the same word is talk; when stores are away, too."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)
    stores.connect("harbourlight.coffee", slack.workspace.team_id)
    plain = slack.mention(anna, general, "how are we doing?")
    await settle(slack, engage)
    engage.agent.script = asking_script
    back = slack.mention(anna, general, "how is lamp doing?")
    await settle(slack, engage)
    before = len(engage.agent.asked)

    slack.say(anna, general, reply, plain.ts)
    await settle(slack, engage)
    stores.accounts.down = True
    slack.say(anna, general, reply, back.ts)
    await settle(slack, engage)
    assert len(engage.agent.asked) == before

    stores.accounts.down = False
    slack.say(anna, general, reply, back.ts)
    await settle(slack, engage)
    assert [each.text for each in engage.agent.asked[before:]] == [reply]


async def test_an_account_is_known_by_its_name(
    slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """Without its platform and its ending."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)
    stores.connect("harbourlight.coffee", slack.workspace.team_id)
    root = slack.mention(anna, general, "how are we doing?")
    await settle(slack, engage)

    slack.say(anna, general, "and harbourlight?", root.ts)
    slack.say(anna, general, "and lighthouse?", root.ts)
    await settle(slack, engage)

    assert [each.text for each in engage.agent.asked[1:]] == ["and harbourlight?"]


async def test_whatever_is_said_directly_is_answered(slack: SlackDouble, engage: Engage) -> None:
    anna = slack.add_person("Anna")
    room = slack.direct(anna)

    first = slack.say(anna, room, "thanks!")
    await settle(slack, engage)
    slack.say(anna, room, "👍", first.ts)
    await settle(slack, engage)

    assert [each.text for each in engage.agent.asked] == ["thanks!", "👍"]


async def test_a_direct_message_is_answered_in_its_own_thread(
    slack: SlackDouble, engage: Engage
) -> None:
    """The person's message is the root; what they write in the thread goes on with it."""
    anna = slack.add_person("Anna")
    room = slack.direct(anna)

    first = slack.say(anna, room, "how are we doing?")
    await settle(slack, engage)
    slack.say(anna, room, "and before?", first.ts)
    await settle(slack, engage)
    other = slack.say(anna, room, "who is waiting?")
    await settle(slack, engage)

    assert [len(turns) for turns in engage.agent.turns] == [0, 1, 0]
    assert len(slack.thread(room, first.ts)) == 4
    assert len(slack.thread(room, other.ts)) == 2


async def test_words_arrive_without_slacks_markup(slack: SlackDouble, engage: Engage) -> None:
    """Links are their address, entities are characters, the mention is gone."""
    anna, ben = slack.add_person("Anna"), slack.add_person("Ben")
    general = slack.add_channel("general", anna, ben)
    link = "<https://bsky.app/profile/acme.example/post/3k|bsky.app/...>"

    slack.mention(anna, general, f"is {link} by <@{ben.id}> &gt; the rest &amp; why")
    await settle(slack, engage)

    assert (
        f"is https://bsky.app/profile/acme.example/post/3k by @{ben.id} > the rest & why"
        == engage.agent.asked[0].text
    )


@pytest.mark.parametrize("text", ["", "   "])
async def test_an_empty_mention_is_told_what_to_ask(
    slack: SlackDouble, engage: Engage, text: str
) -> None:
    """One sentence with an example, in the thread."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)

    asked = slack.mention(anna, general, text)
    await settle(slack, engage)

    assert "for example: how are we doing this week?" in words_of(
        slack.thread(general, asked.ts)[1]
    )
    assert engage.agent.asked == []


async def test_a_very_long_message_gets_one_sentence(slack: SlackDouble, engage: Engage) -> None:
    """In the direct message where it was written."""
    anna = slack.add_person("Anna")
    room = slack.direct(anna)

    asked = slack.say(anna, room, "why " * 2_500)
    await settle(slack, engage)

    assert "That question is very long" in words_of(slack.thread(room, asked.ts)[1])
