"""`/engage` as people type it."""

from __future__ import annotations

import pytest

from assistant.community.questions import LONGEST_QUESTION
from assistant.errors import StoreUnavailable
from assistant.explain import explain
from handlers.render import words
from playground.slack import SlackDouble
from tests.scenario.running import SECRET, Engage, Stores, buttons_of, words_of


async def test_a_question_is_answered_privately_in_one_message(
    slack: SlackDouble, engage: Engage
) -> None:
    """One line at once, then one final answer that only the person sees."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)

    reply = await slack.command(anna, general, "/engage", f"how is {SECRET} this week?")
    await engage.quiet()

    line, answer = slack.ephemerals(anna, general)

    assert words.LOOKING == reply.body == line.text
    assert words_of(answer) == "You got 12 replies this week. Two are still waiting."
    assert buttons_of(answer) == [
        "engage.share",
        "engage.continue",
        "engage.sources",
        "engage.rate",
    ]
    assert slack.messages(general) == []
    assert f"how is {SECRET} this week?" == engage.agent.asked[0].text


async def test_a_private_answer_reaches_channels_engage_is_not_in(
    slack: SlackDouble, engage: Engage
) -> None:
    """The response URL leads there, and into a direct message between two others."""
    anna, ben = slack.add_person("Anna"), slack.add_person("Ben")

    for place in (slack.add_channel("secret", anna, bot=False), slack.direct(anna, ben)):
        await slack.command(anna, place, "/engage", "how are we doing?")
        await engage.quiet()

        assert "12 replies" in words_of(slack.ephemerals(anna, place)[-1])


async def test_a_used_up_response_url_falls_back_to_other_doors(
    slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """In the channel if Engage is there, else in direct messages; never lost."""
    anna = slack.add_person("Anna")
    inside = slack.add_channel("inside", anna)
    outside = slack.add_channel("outside", anna, bot=False)

    for channel, seen in (
        (inside, lambda: slack.ephemerals(anna, inside)[-1]),
        (outside, lambda: slack.messages(slack.direct(anna))[-1]),
    ):
        await slack.command(anna, channel, "/engage", "how are we doing?")
        for hook in slack.interactions._hooks.values():
            hook.posts = 5
        await engage.quiet()

        assert "12 replies" in words_of(seen())


async def test_public_answers_stream_into_a_thread(slack: SlackDouble, engage: Engage) -> None:
    """The question stands in the channel, the answer in its thread."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)

    reply = await slack.command(anna, general, "/engage", "public how are we doing?")
    await engage.quiet()

    (anchor,) = slack.messages(general)
    _, answer = slack.thread(general, anchor.ts)

    assert reply.body == words.LOOKING_PUBLIC
    assert f"<@{anna.id}> asked: how are we doing?" == anchor.text
    assert answer.stream is not None
    assert answer.stream.state == "completed"
    assert words_of(answer) == "You got 12 replies this week. Two are still waiting."
    assert engage.agent.asked[0].text == "how are we doing?"


async def test_follow_ups_to_a_public_answer_need_no_mention(
    slack: SlackDouble, engage: Engage
) -> None:
    """The thread that was opened for the question is its conversation."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)
    await slack.command(anna, general, "/engage", "public how are we doing?")
    await engage.quiet()
    (anchor,) = slack.messages(general)

    slack.say(anna, general, "and last week?", anchor.ts)
    await slack.deliveries.settled()
    await engage.quiet()

    assert [q.text for q in engage.agent.asked] == ["how are we doing?", "and last week?"]
    assert engage.agent.turns[1][0].question == "how are we doing?"


async def test_public_says_so_where_engage_is_not_in_the_channel(
    slack: SlackDouble, engage: Engage
) -> None:
    """One sentence to the person, and the run is closed."""
    anna, ben = slack.add_person("Anna"), slack.add_person("Ben")

    for place in (slack.add_channel("closed", anna, bot=False), slack.direct(anna, ben)):
        await slack.command(anna, place, "/engage", "public how are we doing?")
        await engage.quiet()

        assert words_of(slack.ephemerals(anna, place)[-1]) == words.not_here(place.id)
        assert engage.agent.asked == []
    assert list(await engage.answering.abandoned()) == []


async def test_help_and_nothing_at_all_say_what_engage_does(
    slack: SlackDouble, engage: Engage
) -> None:
    """`help`, an empty text and an empty `public` are the same; no question is committed."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)

    for text in ("help", "", "   ", "public"):
        await slack.command(anna, general, "/engage", text)
        await engage.quiet()
        answer = slack.ephemerals(anna, general)[-1]

        assert "answers questions about your community" in answer.text
        assert "who is waiting" in answer.text
        assert "I publish nothing by myself" in answer.text
        assert "My *Home* tab" in answer.text
        assert buttons_of(answer) == []
    assert engage.stores.runs.rows == {}


@pytest.mark.parametrize(
    ("typed", "asked"),
    [("acounts", False), ("Acccounts", False), ("acounts?", True), ("hlep", True)],
)
async def test_a_word_alone_may_have_a_typo_in_it(
    slack: SlackDouble, engage: Engage, typed: str, asked: bool
) -> None:
    """In a short word, or before a question mark, it is a question like any other."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)

    await slack.command(anna, general, "/engage", typed)
    await engage.quiet()

    assert bool(engage.stores.runs.rows) is asked
    assert (
        "connects one in its *Home* tab" in slack.ephemerals(anna, general)[-1].text
    ) is not asked


async def test_accounts_are_listed_with_their_age(
    slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """Connected accounts, or how to connect one."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)
    await slack.command(anna, general, "/engage", "accounts")
    await engage.quiet()

    assert "connects one in its *Home* tab" in slack.ephemerals(anna, general)[-1].text

    stores.accounts.connect("acme.example", slack.workspace.team_id, stores.clock())
    await slack.command(anna, general, "/engage", "accounts")
    await engage.quiet()

    listed = slack.ephemerals(anna, general)[-1].text
    assert "*1 account is connected*" in listed
    assert "`bluesky:acme.example` Acme, read just now" in listed


async def test_a_first_word_is_a_command_only_without_a_question_mark(
    slack: SlackDouble, engage: Engage
) -> None:
    """What may have been meant as a question can be asked as one, with one click."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)

    await slack.command(anna, general, "/engage", "accounts that answer fastest?")
    await engage.quiet()

    assert [each.text for each in engage.agent.asked] == ["accounts that answer fastest?"]

    await slack.command(anna, general, "/engage", "accounts that answer fastest")
    await engage.quiet()
    listed = slack.ephemerals(anna, general)[-1]

    assert buttons_of(listed) == ["engage.ask"]
    assert len(engage.agent.asked) == 1

    await slack.click(anna, listed, "engage.ask")
    await engage.quiet()

    assert engage.agent.asked[1].text == "accounts that answer fastest"
    assert "12 replies" in words_of(slack.ephemerals(anna, general)[-1])


async def test_a_question_of_ten_thousand_characters_gets_one_sentence(
    slack: SlackDouble, engage: Engage
) -> None:
    """It is refused at once, with what to do."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)

    reply = await slack.command(anna, general, "/engage", "why " * 2_500)

    assert f"Please keep it under {LONGEST_QUESTION:,}." in reply.body
    assert engage.stores.runs.rows == {}


async def test_a_question_that_cannot_be_committed_is_not_acknowledged(
    slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """The person is told at once instead of waiting for nothing."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)
    stores.runs.down = True

    reply = await slack.command(anna, general, "/engage", "how are we doing?")

    assert reply.body == explain(StoreUnavailable("PostgreSQL"))


async def test_the_same_command_delivered_twice_is_answered_once(
    slack: SlackDouble, engage: Engage
) -> None:
    """Its trigger id is the key of the run."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)
    await slack.command(anna, general, "/engage", "how are we doing?")

    again = await slack.deliveries.once("slash_commands", slack.deliveries.log[0].payload)
    await engage.quiet()

    assert again.ok
    assert len(engage.agent.asked) == 1
    assert len(slack.ephemerals(anna, general)) == 2


async def test_who_we_are_is_asked_once_and_people_once(slack: SlackDouble, engage: Engage) -> None:
    """No auth.test per request, no users.info per question."""
    anna = slack.add_person("Anna")
    general = slack.add_channel("general", anna)

    for _ in range(5):
        await slack.command(anna, general, "/engage", "how are we doing?")
        await engage.quiet()

    assert len(slack.calls_of("auth.test")) == 1
    assert len(slack.calls_of("users.info")) == 1
