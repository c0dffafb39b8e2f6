"""Who is worth a spotlight and why, whose turn it is, and what coming back tells."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from assistant.community.activity import Inbound, PersonDay
from assistant.community.giving import Merit, Spotlight
from assistant.community.merits import Candidate, Community
from assistant.community.posts import UNNAMED, Author, Interaction, Kind
from assistant.community.returns import came_back
from assistant.community.searches import Band, Hit
from assistant.community.spotlights import candidates

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
TODAY = NOW.replace(hour=0)


def person(name: str) -> Author:
    return Author(f"did:{name}", f"{name}.example", name.title())


def said(
    name: str, text: str, ago: float = 2, *, to: Inbound | None = None, id_: str = ""
) -> Inbound:
    id_ = id_ or f"at://{name}/{ago}/{len(text)}"
    parent = to.interaction.id if to else "at://ours"
    post = Interaction(
        id_,
        Kind.REPLY,
        person(name),
        NOW - ago * DAY,
        "at://ours",
        parent,
        text,
        f"https://x/{id_}",
    )
    return Inbound(post, "at://ours", None, None)


def seen(*inbound: Inbound, **more: object) -> Community:
    told = sorted(inbound, key=lambda each: each.interaction.created_at)
    return replace(Community(NOW, told, ()), **more)  # type: ignore[arg-type]


def spotlight(name: str, ago: float, shown: float | None = None) -> Spotlight:
    shown_at = None if shown is None else NOW - shown * DAY
    return Spotlight(
        f"s-{name}-{ago}", "T1", "A1", person(name), Merit.HELPED, "why", f"p{ago}", "https://x",
        "U1", NOW - ago * DAY, shown_at=shown_at,
    )  # fmt: skip


def named(found: tuple[Candidate, ...]) -> list[tuple[str, Merit]]:
    return [(each.person.name, each.merit) for each in found]


ASKED = said("quinn", "How do I clean the filter of the old press?", 3)
HELP = "Rinse it with hot water and a drop of vinegar, then let it dry."


def test_who_answered_others_is_counted_and_comes_with_their_latest_answer() -> None:
    more = said("quinn", "Which grinder do you use for the press?", 2.5)
    answers = [said("ana", HELP, 2, to=ASKED), said("ana", HELP + " Twice.", 1, to=more)]
    (ana,) = candidates(seen(ASKED, more, *answers))
    assert (ana.person, ana.merit) == (person("ana"), Merit.HELPED)
    assert ana.why == "Answered 2 questions of others in the last 28 days."
    assert ana.post.id == answers[1].interaction.id


@pytest.mark.parametrize(
    "answer",
    [
        said("ana", "same", 2, to=ASKED),
        said("ana", "I was wondering how to clean the filter as well?", 2, to=ASKED),
        said("quinn", HELP, 2, to=ASKED),
        said("ana", HELP, 2),
        said("ana", HELP, 40, to=replace(ASKED)),
        said("ana", "Same question here, following this one. 🙌", 2, to=ASKED),
        said("ana", "Das frage ich mich auch schon lange.", 2, to=ASKED),
        said("ana", "I don't know either, but I love the press.", 2, to=ASKED),
    ],
    ids=[
        "too short",
        "asks itself",
        "answers themselves",
        "answers us",
        "too long ago",
        "echo",
        "Echo",
        "no idea",
    ],
)
def test_what_is_no_help_is_not_called_so(answer: Inbound) -> None:
    assert candidates(seen(ASKED, answer)) == ()


def test_an_answer_to_no_question_is_talk() -> None:
    glad = said("quinn", "Lovely morning at the harbour today.", 3)
    assert candidates(seen(glad, said("ana", HELP, 2, to=glad))) == ()


def test_newcomers_are_those_whose_first_words_ever_are_recent() -> None:
    words = (said("ana", "Your decaf is wonderful.", 5), said("bob", "Nice cups.", 4))
    (ana,) = candidates(seen(*words, newcomers={"did:ana"}))
    assert (ana.person.name, ana.merit) == ("Ana", Merit.FIRST_TIMER)
    assert "1 comment since their first one" in ana.why


def test_who_complains_is_not_put_into_the_light() -> None:
    angry = said("ana", "This is terrible service, I want my money back!", 2)
    assert candidates(seen(angry, newcomers={"did:ana"})) == ()


def days(name: str, *ago: int) -> list[PersonDay]:
    return [PersonDay(f"did:{name}", TODAY - n * DAY, 1, 1) for n in ago]


@pytest.mark.parametrize(
    ("active", "back"),
    [
        ((70, 65, 60, 5), True),
        ((70, 65, 5), False),
        ((40, 35, 30, 5), False),
        ((80, 75, 70, 35, 5), True),
        ((83, 80, 79, 45, 30, 20, 5), False),
    ],
    ids=["away for 55 days", "no regular", "not away", "30 days away", "came back before"],
)
def test_who_came_back_was_here_often_and_away_for_four_weeks(
    active: tuple[int, ...], back: bool
) -> None:
    found = candidates(
        seen(said("ana", "Good to see you all again.", 5), days=days("ana", *active))
    )
    assert bool(found) is back
    if back:
        gap = max(a - b for a, b in pairwise(active) if b == 5)
        assert f"away for {gap} days, and came back on 18 November" in found[0].why


@pytest.mark.parametrize(
    "text",
    [
        "I made a little stand for my press out of driftwood.",
        "We baked the buns from your recipe.",
        "Here is my drawing of your harbour.",
        "Photographed the lighthouse at dawn.",
        "Habe heute ein Regal für die Tassen gebaut.",
        "Mein erstes Rezept mit eurem Espresso ist online.",
    ],
)
def test_people_who_made_something_are_seen_in_both_languages(text: str) -> None:
    (found,) = candidates(seen(said("ana", text)))
    assert found.merit is Merit.MADE_SOMETHING
    assert text[:20] in found.why


@pytest.mark.parametrize(
    "text", ["Great photo!", "Who made this?", "I made a complaint and nobody answers me!", "ok"]
)
def test_what_nobody_made_is_no_work(text: str) -> None:
    assert candidates(seen(said("ana", text))) == ()


def test_work_that_a_search_found_counts_unless_it_may_be_about_others() -> None:
    def hit(name: str, band: Band) -> Hit:
        return Hit(
            f"at://{name}", "T1", "A1", "S1", person(name), "I painted the Harbour Light café.",
            "https://x", NOW - DAY, NOW, band, "says it",
        )  # fmt: skip

    found = candidates(seen(hits=(hit("ana", Band.SURE), hit("bob", Band.MAYBE))))
    assert named(found) == [("Ana", Merit.MADE_SOMETHING)]


def test_ours_staff_and_those_who_opted_out_are_left_out() -> None:
    texts = [said(name, "I made a mug for your shop.") for name in ("us", "ana", "bob", "cleo")]
    staff = replace(texts[1].interaction, author=Author("did:ana", "ana.acme.example"))
    told = (texts[0], replace(texts[1], interaction=staff), *texts[2:])
    found = candidates(
        seen(
            *told,
            ours=frozenset({"did:us"}),
            domains=frozenset({"acme.example"}),
            left_alone={"did:bob"},
        )
    )
    assert [each.person.name for each in found] == ["Cleo"]


def test_whom_the_platform_does_not_name_cannot_be_put_into_the_light() -> None:
    made = said("ana", "I made a mug for your shop.")
    unnamed = Author(f"{UNNAMED}c1", "", "Somebody on Facebook")
    assert candidates(seen(made))
    assert not candidates(
        seen(replace(made, interaction=replace(made.interaction, author=unnamed)))
    )


def test_the_same_stars_do_not_win() -> None:
    """Whoever had their turn rests for 90 days, and comes after those who never had one."""
    question = [said("quinn", f"How do I descale machine number {n}?", 20 - n) for n in range(9)]
    star = [said("star", HELP, 10 - n / 2, to=each) for n, each in enumerate(question)]
    others = [said("ana", HELP, 1, to=question[0])]
    told = (*question, *star, *others)
    assert [each.person.name for each in candidates(seen(*told))] == ["Star", "Ana"]
    rested = candidates(seen(*told, past=(spotlight("star", 89),)))
    assert [each.person.name for each in rested] == ["Ana"]
    later = candidates(seen(*told, past=(spotlight("star", 91), spotlight("star", 200))))
    assert [each.person.name for each in later] == ["Ana", "Star"]
    assert later[1].last_spotlight == NOW - 91 * DAY


def test_no_reason_fills_the_list() -> None:
    made = [said(f"maker{n}", "I made a mug for your shop.", n + 1) for n in range(5)]
    new = [said(f"new{n}", "Hello from the north coast.", n + 1) for n in range(5)]
    found = candidates(seen(*made, *new, newcomers={f"did:new{n}" for n in range(5)}))
    merits = [each.merit for each in found]
    assert merits == [Merit.MADE_SOMETHING] * 2 + [Merit.FIRST_TIMER] * 2
    assert len({each.person.id for each in found}) == 4


# -- whether they came back -------------------------------------------------------------------


def test_nothing_is_said_before_there_is_anything_to_tell() -> None:
    assert "nothing to measure" in came_back([], [], NOW, read=NOW).said
    assert "nothing to measure" in came_back([spotlight("ana", 40)], [], NOW, read=NOW).said
    young = came_back([spotlight("ana", 9, 8), spotlight("bob", 9, 27)], [], NOW, read=NOW)
    assert (young.shown, young.ripe) == (2, 0)
    assert "too early" in young.said


def test_who_did_something_within_28_days_after_came_back() -> None:
    lit = [spotlight(name, 50, 40) for name in ("ana", "bob", "cleo", "dot", "eli")]
    active = [*days("ana", 39), *days("bob", 40, 41), *days("cleo", 11), *days("dot", 12)]
    found = came_back([*lit, spotlight("fay", 9, 8)], active, NOW, read=NOW)
    assert (found.shown, found.ripe, found.back) == (6, 5, 2)
    assert "2 of 5 people came back" in found.said
    assert "might have come back anyway" in found.said
    assert "tells nothing" in came_back(lit[:4], active, NOW, read=NOW).said


def test_what_was_not_read_is_not_counted_as_nobody_coming_back() -> None:
    """An account that could not be read for a month, or whose records are erased, tells nothing."""
    lit = [spotlight("ana", 50, 40), spotlight("bob", 300, 290)]
    stopped = came_back(lit, [], NOW, read=NOW - 20 * DAY, kept_from=NOW - 100 * DAY)
    assert (stopped.shown, stopped.ripe, stopped.back, stopped.unknown) == (2, 0, 0, 2)
    assert stopped.said == (
        "I cannot tell whether they came back: the account was not read through the 28 days "
        "after their spotlights, or its records are not kept any more."
    )
    assert came_back(lit, [], NOW, read=None).unknown == 2
    some = came_back([*lit, spotlight("cleo", 80, 70)], [], NOW, read=NOW - 20 * DAY)
    assert (some.ripe, some.unknown) == (2, 1)
    assert "0 of 2 people came back" in some.said
    assert "Of 1 other I cannot tell" in some.said
