"""How much people change, and which habits are offered as rules."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.community.brand import Correction, Leaning
from assistant.community.edits import Habit, distance, habits

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PLAIN = ("The shop opens at nine and the ramp is round the back", "Two left, come by")


def correction(original: str, sent: str) -> Correction:
    return Correction("d", original, sent, NOW, distance(original, sent))


def edits(count: int, original: str, sent: str, of: int = 8) -> list[Correction]:
    """So many edits of the same kind, the rest sent as drafted."""
    changed = [correction(original, sent)] * count
    return changed + [correction(PLAIN[0], PLAIN[0])] * (of - count)


@pytest.mark.parametrize(
    ("original", "sent", "expected"),
    [
        ("see you at nine", "see you at nine", 0.0),
        ("See you at nine!", "see you, at nine.", 0.0),
        ("see you at nine", "see you at ten", 0.25),
        ("see you at nine", "see you at nine or ten", 2 / 6),
        ("see you", "", 1.0),
        ("", "see you", 1.0),
        ("", "", 0.0),
        ("😀", "😀", 0.0),
        ("😀", "🎉", 1.0),
        ("all new", "nothing kept here", 1.0),
    ],
)
def test_distance_is_the_share_of_words_changed(original: str, sent: str, expected: float) -> None:
    assert expected == pytest.approx(distance(original, sent))


@given(st.text(), st.text())
def test_distance_stays_between_nothing_and_all_and_goes_both_ways(one: str, two: str) -> None:
    assert 0.0 <= distance(one, two) <= 1.0
    assert distance(one, two) == distance(two, one)
    assert distance(one, one) == 0.0


@pytest.mark.parametrize(
    ("original", "sent", "habit"),
    [
        (
            "The shop opens at nine!",
            "The shop opens at nine.",
            Habit(
                Leaning.DONT,
                "Use exclamation marks.",
                "You took out exclamation marks in 5 of your last 8 edits.",
            ),
        ),
        (
            "The shop opens at nine and the ramp is round the back by the crane",
            "The shop opens at nine and the ramp is back",
            Habit(
                Leaning.DO,
                "Keep it about a third shorter.",
                "You shortened the draft in 5 of your last 8 edits.",
            ),
        ),
        (
            "We will be there and we are open",
            "We'll be there and we're open",
            Habit(
                Leaning.DO,
                "Use short forms such as “we’ll”.",
                "You wrote short forms for long ones in 5 of your last 8 edits.",
            ),
        ),
        (
            "It opens at nine 🎉",
            "It opens at nine",
            Habit(Leaning.DONT, "Use emoji.", "You took out emoji in 5 of your last 8 edits."),
        ),
        (
            "It opens at nine",
            "It opens at nine - Tom",
            Habit(
                Leaning.DO,
                "Leave room for a name at the end.",
                "You signed the reply in 5 of your last 8 edits.",
            ),
        ),
        (
            "Please feel free to reach out and come by the shop at nine",
            "Come by the shop at nine, or at ten if you like the quiet",
            Habit(
                Leaning.DONT,
                "Write “feel free to reach out”.",
                "You took it out in 5 of your last 8 edits.",
            ),
        ),
    ],
)
def test_five_of_eight_make_a_habit_and_four_do_not(original: str, sent: str, habit: Habit) -> None:
    assert habit in habits(edits(5, original, sent))
    assert habit not in habits(edits(4, original, sent))


def test_another_apostrophe_is_no_edit() -> None:
    straight = "We'll be there, and it's open until nine"
    curly = straight.replace("'", "’")

    assert distance(straight, curly) == 0.0
    assert habits(edits(8, straight, curly)) == ()


def test_only_the_latest_eight_count() -> None:
    old = edits(8, "It opens at nine!", "It opens at nine.")
    assert habits([correction(PLAIN[1], PLAIN[1])] * 4 + old) == ()
    assert habits([correction(PLAIN[1], PLAIN[1])] * 3 + old) != ()


def test_few_corrections_offer_nothing() -> None:
    assert habits(edits(4, "It opens at nine!", "It opens at nine.", of=4)) == ()


def test_at_most_three_phrases_are_offered() -> None:
    written = correction("One two buckle shoe three four open door five six", "Nine ten big hen")
    phrases = [each for each in habits([written] * 8) if each.text.startswith("Write")]
    assert len(phrases) == 3


@given(st.lists(st.tuples(st.text(), st.text()), max_size=9))
def test_any_edits_can_be_looked_at(pairs: list[tuple[str, str]]) -> None:
    for each in habits([correction(*pair) for pair in pairs]):
        assert each.text.endswith(".")
        assert each.why.endswith("edits.")
