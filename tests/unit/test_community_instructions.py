"""What is said under a card: an instruction, a wish to publish, or talk among colleagues."""

from __future__ import annotations

import pytest

from assistant.community.instructions import LONGEST, asks_to_publish, instructs

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
