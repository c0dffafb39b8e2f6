"""What is said under a card: an instruction, a wish to publish, or talk among colleagues."""

from __future__ import annotations

import pytest

from assistant.community.instructions import (
    LONGEST,
    asks_to_publish,
    asks_to_schedule,
    instructs,
    time_said,
)

INSTRUCTIONS = (
    "shorter",
    "Shorter please",
    "a bit warmer",
    "Mention the refund page",
    "please add the link to the form",
    "ok, but leave out the second sentence",
    "don't apologise twice",
    "without emoji",
    "less formal, more like us",
    "thank her first",
    "too long",
    "this is too formal for her",
    "in German",
    "could you make it friendlier",
    "kürzer bitte",
    "erwähne die Rückgabe",
    "bitte ohne Ausrufezeichen",
    "zu förmlich",
    "auf Englisch",
    "a thread please",
    "make it a thread",
    "als Thread",
    "more about the repair café",
)
TALK = (
    "I know her from the fair",
    "she came back three times last year",
    "nice weather today",
    "who takes this one?",
    "should we mention the refund page?",
    "Tom is on it",
    "lol",
    "👍",
    "",
    "   ",
    "we shipped that order on Monday, it is with the carrier",
    "ich kenne sie von der Messe",
    "wer nimmt das?",
    "mention " * LONGEST,
)
PUBLISH = (
    "yes, approve and publish it",
    "Approved.",
    "send it",
    "ok, post it now",
    "go ahead",
    "LGTM",
    "looks good",
    "ship it",
    "please publish",
    "bitte freigeben",
    "schick es ab",
    "passt so",
)
NO_PUBLISHING = ("mention our post about refunds", "shorter", "send her the link to the form?", "")


@pytest.mark.parametrize("words", INSTRUCTIONS)
def test_what_a_draft_should_be_is_heard(words: str) -> None:
    assert instructs(words)
    assert not asks_to_publish(words)


@pytest.mark.parametrize("words", TALK)
def test_colleagues_are_left_in_peace(words: str) -> None:
    assert not instructs(words)


@pytest.mark.parametrize("words", PUBLISH)
def test_a_wish_to_publish_is_heard(words: str) -> None:
    assert asks_to_publish(words)


@pytest.mark.parametrize("words", NO_PUBLISHING)
def test_other_words_are_none(words: str) -> None:
    assert not asks_to_publish(words)


@pytest.mark.parametrize(
    ("words", "time"),
    [
        ("please schedule it for Friday 9:30", "Friday 9:30"),
        ("could you send this post on 27 Nov at 9?", "on 27 Nov at 9"),
        ("post it tomorrow at 9, please!", "tomorrow at 9"),
        ("plane es für morgen um 9", "morgen um 9"),
        ("verschiebe das auf Fr 14:00 bitte", "Fr 14:00"),
        ("reschedule it to 2026-12-01 09:00", "2026-12-01 09:00"),
        ("publish it", ""),
        ("LGTM", ""),
        ("ship it tomorrow", ""),
    ],
)
def test_a_time_is_found_where_it_would_stand(words: str, time: str) -> None:
    assert time_said(words) == time


@pytest.mark.parametrize("words", ["move it to Friday 9:00", "reschedule it to Friday 9:00"])
def test_moving_is_asked_for_like_planning(words: str) -> None:
    assert asks_to_schedule(words)
