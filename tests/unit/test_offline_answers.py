"""Whole answers of the offline composer, through the real loop and the real gate."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from inline_snapshot import snapshot

from assistant.agent.limits import Limits
from assistant.agent.loop import Agent
from assistant.agent.models import ModelConfig, Models
from assistant.agent.offline.german import GERMAN, IN_ENGLISH, speaks_german
from assistant.agent.offline.replies import FIXED, REPLIES
from assistant.community.answers import Answer, Finished, Turn
from tests.communities import Community, ask, busy_week, toolbox
from tests.fakes import NOW, MemoryConnections, MemoryPlatform, account, clock_at

AGENT = Agent(models=Models(ModelConfig("none")), limits=Limits(), clock=clock_at())


async def answer(question: str, *handles: str, turns: tuple[Turn, ...] = ()) -> Answer:
    towns = [busy_week(account(handle)) for handle in handles or ("acme.example",)]
    return await answer_about(question, *towns, turns=turns)


async def answer_about(question: str, *towns: Community, turns: tuple[Turn, ...] = ()) -> Answer:
    platform = MemoryPlatform()
    platform.known = {post.id: post for town in towns for post in town.posts}
    platform.found = list(towns[0].posts[:3])
    asked = ask(question)
    box = await toolbox(asked, *towns, connections=MemoryConnections(platform))
    events = [event async for event in AGENT.answer(asked, turns, box, tokens_left=0)]
    last = events[-1]
    assert isinstance(last, Finished)
    return last.answer


QUESTIONS = (
    "how are we doing this week?",
    "how many replies did we get this week?",
    "likes and reposts yesterday",
    "are replies up this week?",
    "why are likes down this week?",
    "compare this week with last week",
    "best posts",
    "worst posts",
    "newest posts",
    "best posts today",
    "how fast do we answer",
    "who is waiting?",
    "who are our regulars",
    "when should we post",
    "how promotional are we?",
    "which accounts are connected",
    "search for lamp",
    "how did https://social.example/post/acme.example-post-0 do",
    "how did https://social.example/post/gone do",
    "how did https://elsewhere.example/x do",
    "how many followers do we have",
    "how many new followers this month",
    "mentions this month",
    "response rate this month",
    "engagement rate last month",
    "hello",
    "thanks",
    "what can you do?",
    "are you a bot?",
    "delete our last post",
    "asdf",
    "replies 3 weeks ago",
    "likes next week",
    "how is nosuch.example doing",
    "Wie viele Kommentare hatten wir letzte Woche?",
)


@pytest.mark.parametrize("several", [False, True], ids=["one account", "five accounts"])
@pytest.mark.parametrize("question", QUESTIONS)
async def test_every_sentence_of_ours_passes_the_gate(question: str, several: bool) -> None:
    """Rules that write what the gate then holds would be silent without a reason."""
    handles = ("acme.example", *(f"help{at}.acme.example" for at in range(4))) if several else ()
    given = await answer(question, *handles)

    assert given.text
    assert given.held == ()
    assert given.composer == "offline"
    assert given.fallback is None
    assert "{{" not in given.text
    assert "!" not in re.sub(r"“[^”]*”", "", given.text)


@pytest.mark.parametrize("sentence", sorted(FIXED))
def test_fixed_sentences_hold_no_figure(sentence: str) -> None:
    """They are shown without proof."""
    assert not re.search(r"\d", sentence)


async def test_health_answers_first_then_observes_then_says_who_waits() -> None:
    """The whole text, as a person reads it."""
    assert (await answer("how are we doing this week?")).text == snapshot("""\
In short: 2 of 4 measured checks met this week (16-22 Nov). The checks ask whether comments are answered in time, whether people talk rather than only like, whether they come back, and whether promotion stays small.

Worth a look:

- 3 of 5 comments answered within 4 h (60 %) this week, after 2 of 2 (100 %) in the same part of last week (9-15 Nov), too few to tell a change
- 1 of 5 people coming back (20 %) this week, after 0 of 2 (0 %) in the same part of last week, too few to tell a change

What happened:

- 10 engagements this week, up from 2 in the same part of last week
- 6 replies this week, after 2 in the same part of last week, too few to tell a change

You have 2 unanswered comments from this week.

A good place to start, the longest wait first:

- “Where can I buy it?” — [ana.example](https://social.example/post/acme.example-act-4)
- “Do you ship to Malta?” — [ben.example](https://social.example/post/acme.example-act-5)\
""")


async def test_on_a_monday_the_last_whole_week_stands_beside_a_week_of_hours() -> None:
    """Its checks stand in the table: a few hours say nothing of those."""
    monday = NOW + timedelta(hours=20)
    asked = ask("how are we doing this week?")
    box = await toolbox(asked, busy_week(), at=monday)
    agent = Agent(models=Models(ModelConfig("none")), limits=Limits(), clock=clock_at(monday))
    events = [event async for event in agent.answer(asked, (), box, tokens_left=0)]
    last = events[-1]
    assert isinstance(last, Finished)

    assert last.answer.text.startswith(
        "This week has only just begun, so last week says more.\n\n"
        "You got 0 replies this week (23 Nov), after 0 in the same part of last week (16 Nov). "
        "You have 0 unanswered comments from this week.\n\nIn short:"
    )
    assert "In short: 2 of 4 measured checks met last week (16-22 Nov)." in last.answer.text
    assert last.answer.held == ()
    assert [each.title for each in last.answer.tables] == ["Scorecard, last week (16-22 Nov)"]


async def test_several_accounts_are_told_one_by_one_and_named_once_a_sentence() -> None:
    """What falls short is named; the scorecard beneath has the rest."""
    text = (await answer("how are we doing this week?", "acme.example", "help.acme.example")).text

    assert text.startswith("""\
Account by account:

- 2 of 4 measured checks met on bluesky:acme.example this week (16-22 Nov) and 2 unanswered comments
- 2 of 4 measured checks met on bluesky:help.acme.example this week and 2 unanswered comments

The checks ask whether""")
    assert "Worth a look:\n\n- 3 of 5 comments answered within 4 h (60 %) on bluesky:acme" in text


async def test_a_count_is_one_sentence() -> None:
    """Nothing around it."""
    assert (await answer("how many replies did we get this week?")).text == snapshot(
        "You got 6 replies this week (16-22 Nov)."
    )


async def test_several_accounts_are_added_up_and_told_apart() -> None:
    """The total first."""
    text = (await answer("likes this week", "acme.example", "help.acme.example")).text

    assert text == snapshot(
        "You got 8 likes across all accounts this week (16-22 Nov). In detail: 4 likes on bluesky:acme.example this week and 4 likes on bluesky:help.acme.example."
    )


async def test_no_data_says_why() -> None:
    """It is not zero."""
    assert (await answer("when should we post")).text == snapshot(
        "There is no data on best time to post in the last 90 days (25 Aug - 22 Nov), because there is not enough data: two parts of the week need 5 posts each."
    )


async def test_best_posts_are_quoted_with_author_and_link() -> None:
    """The best first."""
    assert (await answer("best posts this week")).text == snapshot("""\
You published 3 posts this week (16-22 Nov). Your best post got 6 engagements (posted 16 Nov): “Our new lamp is here” — [acme.example](https://social.example/post/acme.example-post-0)

- 2 engagements (posted 20 Nov): “Light at night” — [acme.example](https://social.example/post/acme.example-post-2)
- 2 engagements (posted 18 Nov): “Which oil do you burn?” — [acme.example](https://social.example/post/acme.example-post-1)\
""")


async def test_asked_whether_it_is_a_bot_it_says_so() -> None:
    """Promise: Engage never pretends to be human."""
    assert (await answer("are you a bot?")).text.startswith("I am software, not a person.")


@pytest.mark.parametrize(
    "question",
    [
        "Wie viele Kommentare hatten wir diese Woche?",
        "wer wartet noch",
        "Beste Beiträge und Likes?",
    ],
)
async def test_german_questions_are_told_why_the_answer_is_english(question: str) -> None:
    """In one German sentence, once, beneath it."""
    given = await answer(question)

    assert given.facts
    assert given.held == ()
    assert given.text.endswith(f"\n\n{IN_ENGLISH}")
    assert given.text.count(IN_ENGLISH) == 1


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("danke dir", "Gern geschehen."),
        ("Hallo", "Hallo. Was möchtest du"),
        ("was kannst du?", "Ich sehe in euren"),
        ("bist du ein Bot?", "Ich bin ein Programm, kein Mensch."),
        ("lösche unseren letzten Beitrag", "Ich kann nichts veröffentlichen"),
        ("wie ist das Wetter und so", "Ich bin nicht sicher"),
    ],
)
async def test_what_it_says_by_itself_it_says_in_german(question: str, said: str) -> None:
    given = await answer(question)

    assert given.text.startswith(said)
    assert given.held == ()
    assert IN_ENGLISH not in given.text


@pytest.mark.parametrize("question", ["how many likes this week?", "thanks", "who is waiting"])
async def test_english_questions_get_no_german(question: str) -> None:
    given = await answer(question)

    assert IN_ENGLISH not in given.text
    assert not speaks_german(question)


def test_every_reply_has_its_german() -> None:
    assert REPLIES.keys() == GERMAN.keys()


async def test_a_follow_up_keeps_the_subject() -> None:
    """From the question before, never from its figures."""
    turn = Turn(question="how many likes this week?", answer="You got 99 likes.", asked_at=NOW)
    given = await answer("and replies?", turns=(turn,))

    assert given.text == "You got 6 replies this week (16-22 Nov)."


async def test_a_false_figure_in_the_question_is_not_confirmed() -> None:
    """The fact stands instead."""
    given = await answer("did we get 500 replies this week?")

    assert given.text == "You got 6 replies this week (16-22 Nov)."


async def test_how_fast_tells_the_typical_time_first() -> None:
    """Then the share within the target."""
    assert (await answer("how fast do we answer?")).text == snapshot(
        "You answer with a median response time of 2 h over 8 comments in the last 30 days (24 Oct - 22 Nov). You had 5 of 7 comments answered within 4 h (71 %) in the last 30 days. The share leaves out comments that are younger than the target."
    )


async def test_a_typical_time_that_cannot_be_told_says_why() -> None:
    """Most still wait: the share within the target alone would hide it."""
    town = Community(account("acme.example"))
    post = town.post("Ask us", NOW - timedelta(days=2))
    for number in range(5):
        said = town.comment(post, f"who{number}", "When?", NOW - timedelta(hours=30 + number))
        if number == 0:
            town.answer(said, said.created_at + timedelta(hours=1))

    assert (await answer_about("how fast do we answer?", town)).text == snapshot(
        "The typical time cannot be told yet: there is no data on median response time in the last 30 days (24 Oct - 22 Nov), because only 1 of 5 comments are answered so far. You had 1 of 5 comments answered within 4 h (20 %) in the last 30 days."
    )


async def test_a_quiet_account_is_not_judged() -> None:
    """No check can be measured; that is said plainly, and first."""
    town = Community(account("acme.example"))
    town.post("Hello", NOW - timedelta(days=1))

    assert (await answer_about("how are we doing?", town)).text == snapshot("""\
You got 0 replies this week (16-22 Nov), after 0 in the same part of last week (9-15 Nov). That is too little to judge how it is going.

You have 0 unanswered comments from this week.\
""")


async def test_a_change_is_told_once() -> None:
    """Both counts say the difference already; the percentage adds something."""
    town = Community(account("acme.example"))
    post = town.post("Hello", NOW - timedelta(days=25))
    for number in range(100):
        weeks = timedelta(days=7 if number < 30 else 14)
        town.react(post, f"who{number}", NOW - weeks)

    assert (await answer_about("compare likes last week with the week before", town)).text == (
        snapshot(
            "You got 30 likes last week (9-15 Nov), down from 70 in the week before (2-8 Nov). That is 57 % fewer likes last week than in the week before."
        )
    )


async def test_who_came_back_is_told_by_name() -> None:
    """Names as plain words, in the order of their ids: no ranking, and nobody is called."""
    text = (await answer("who came back this week?")).text

    assert "Some who came back: ana.example." in text
    assert "@" not in text


async def test_a_question_of_two_parts_gets_two_answers() -> None:
    """Through the loop and the gate, which knows our word about a part that was left out."""
    both = await answer("How many replies did we get this week, and who is waiting?")
    some = await answer("How many replies did we get this week, and what will the weather be?")

    assert "You got 6 replies this week (16-22 Nov)" in both.text
    assert "You have 2 unanswered comments" in both.text
    assert "Do you ship to Malta?" in both.text
    assert "I left out a part of your question" in some.text
    assert (both.held, some.held) == ((), ())
