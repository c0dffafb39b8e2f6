"""Dates of a period are told once in an answer; the facts keep them."""

from __future__ import annotations

from datetime import UTC, datetime

from assistant.agent.brevity import Brevity
from assistant.agent.evidence import Evidence
from assistant.agent.provenance import Gate, Passed
from assistant.agent.speaking import Speaker
from assistant.community.facts import Fact, Quote, Source, Unit, Window


def window(name: str | None, first: int, last: int) -> Window:
    return Window(
        start=datetime(2026, 11, first, tzinfo=UTC),
        end=datetime(2026, 11, last + 1, tzinfo=UTC),
        name=name,
    )


WEEK = window("this week", 16, 22)
LAST = window("last week", 9, 15)
BEFORE = window("the same part of last week", 9, 15)
SOURCE = Source(call="get_metrics", account=None, as_of=datetime(2026, 11, 22, tzinfo=UTC))


def fact(number: int, wording: str, covers: Window, baseline: Window | None = None) -> Fact:
    return Fact(
        id=f"f{number}",
        metric="likes" if "likes" in wording else "replies",
        value=12,
        unit=Unit.COUNT,
        wording=wording,
        window=covers,
        baseline=baseline,
        source=SOURCE,
        definition="replies@1",
    )


REPLIES = fact(1, "12 replies this week (16-22 Nov)", WEEK)
LIKES = fact(2, "30 likes this week (16-22 Nov)", WEEK)


def test_the_same_period_is_dated_once() -> None:
    """Its name is enough the second time, in another sentence or in the same one."""
    brevity = Brevity()
    first = f"You got {REPLIES.wording} and {LIKES.wording}."

    shown = brevity.shortened(Passed(first, (REPLIES, LIKES)))
    again = brevity.shortened(Passed(f"You got {LIKES.wording}.", (LIKES,)))

    assert shown == "You got 12 replies this week (16-22 Nov) and 30 likes."
    assert again == "You got 30 likes this week."


def test_of_what_came_and_what_came_from_then_the_period_is_told_once() -> None:
    """No "from" is left behind, whichever stands first."""
    waiting = fact(3, "3 unanswered comments from this week (16-22 Nov)", WEEK)

    def shown(*facts: Fact) -> str:
        text = " and ".join(each.wording for each in facts)
        return Brevity().shortened(Passed(f"You have {text}.", facts))

    assert shown(REPLIES, waiting) == (
        "You have 12 replies this week (16-22 Nov) and 3 unanswered comments."
    )
    assert shown(waiting, REPLIES) == (
        "You have 3 unanswered comments from this week (16-22 Nov) and 12 replies."
    )


def test_one_sentence_names_its_account_once() -> None:
    """And its period, where all of it is about the same one; public words stay as they are."""
    ours = {"account": "bluesky:acme.example"}
    where = "on bluesky:acme.example"
    replies = fact(1, f"12 replies {where} this week (16-22 Nov)", WEEK).model_copy(update=ours)
    likes = fact(2, f"30 likes {where} this week (16-22 Nov)", WEEK).model_copy(update=ours)
    older = fact(3, f"20 likes {where} last week (9-15 Nov)", LAST).model_copy(update=ours)
    theirs = likes.model_copy(update={"account": "bluesky:acme.example.help"})

    def shown(*facts: Fact) -> str:
        text = " and ".join(each.wording for each in facts)
        return Brevity().shortened(Passed(text, facts))

    assert shown(replies, likes) == f"12 replies {where} this week (16-22 Nov) and 30 likes"
    assert shown(replies, older) == (
        f"12 replies {where} this week (16-22 Nov) and 20 likes last week (9-15 Nov)"
    )
    assert shown(replies, theirs).count(where) == 2
    assert shown(replies) == replies.wording


def test_a_period_inside_anothers_name_is_another_one() -> None:
    """Last week up to the same hour is not the whole of last week."""
    brevity = Brevity()
    compared = fact(
        1,
        "12 replies this week (16-22 Nov), up from 7 in the same part of last week (9-15 Nov)",
        WEEK,
        BEFORE,
    )
    whole = fact(2, "20 likes last week (9-15 Nov)", LAST)

    first = brevity.shortened(Passed(compared.wording, (compared,)))
    then = brevity.shortened(Passed(f"{whole.wording}, {compared.wording}", (whole, compared)))

    assert first == compared.wording
    assert then == (
        "20 likes last week (9-15 Nov), "
        "12 replies this week, up from 7 in the same part of last week"
    )


def test_a_period_without_a_name_keeps_its_dates() -> None:
    """They are all it has."""
    brevity = Brevity()
    bare = fact(1, "12 replies (3-9 Nov)", window(None, 3, 9))
    said = Passed(f"{bare.wording}, {bare.wording}", (bare,))

    assert brevity.shortened(said) == said.text


def test_public_words_stay_as_they_are() -> None:
    """A post that happens to write like us is not ours to change."""
    brevity = Brevity()
    quote = Quote(
        id="q1",
        text="busy this week (16-22 Nov)",
        author="@kim.example",
        url="https://example.org/1",
        written_at=datetime(2026, 11, 17, tzinfo=UTC),
    )
    shown = "“busy this week (16-22 Nov)” — [@kim.example](https://example.org/1)"
    said = Passed(f"You got {REPLIES.wording}: {shown}", (REPLIES,), (quote,))

    assert brevity.shortened(said) == said.text
    assert brevity.shortened(said) == f"You got 12 replies this week: {shown}"


async def test_a_speaker_shortens_what_passed_and_starts_anew_after_a_restart() -> None:
    """The gate has judged the whole wording, and the facts keep it."""

    async def no_mending(sentence: str, reason: str) -> None:
        raise AssertionError(f"{sentence}: {reason}")

    evidence = Evidence("how was it?")
    evidence.facts |= {"f1": REPLIES, "f2": LIKES}
    speaker = Speaker(Gate(evidence), no_mending, lambda _: False)

    for piece in ("You got {{f1}}. ", "You got {{f2}}."):
        await speaker.show(piece)
    said, facts = speaker.text, speaker.facts
    speaker.restart()
    await speaker.show("You got {{f2}}.")

    assert said == "You got 12 replies this week (16-22 Nov). You got 30 likes this week."
    assert facts == (REPLIES, LIKES)
    assert speaker.text == "You got 30 likes this week (16-22 Nov)."
