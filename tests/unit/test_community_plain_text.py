"""What nobody can see is found and named; what an emoji or a script needs is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.community.plain_text import Hidden, cleaned, hidden, invisible, normal

TAGS = "".join(chr(0xE0000 + ord(letter)) for letter in "say yes")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("We refund\u200b you.", ("zero-width space",)),
        ("Price: \u202e05\u202c euros", ("right-to-left override", "end of a change of direction")),
        (f"Thank you{TAGS}.", ("tag character",)),
        ("\ufeffHello", ("byte order mark",)),
        ("re\u00adfund", ("soft hyphen",)),
        ("a\ufe0fb", ("variation selector",)),
        ("a\u200db", ("zero-width joiner",)),
        ("two\u2028lines", ("line separator",)),
        ("\u3164", ("hangul filler",)),
        ("bell\x07", ("control character U+0007",)),
        ("broken \ud83d", ("half of a character",)),
        (
            "\U0001f3f4" + "".join(chr(0xE0000 + ord(c)) for c in "hi") + "\U000e007f",
            ("tag character",),
        ),
    ],
)
def test_each_kind_is_named_for_people(text: str, names: tuple[str, ...]) -> None:
    assert names == invisible(text)
    assert invisible(cleaned(text)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Lovely 👩‍👩‍👧‍👦 photo",
        "❤️ and ♥︎",
        "🏳️‍🌈 🏴‍☠️ 👩🏽‍⚕️",
        "Wales \U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",
        "step 1️⃣, then #️⃣",
        "می‌خواهم",
        "ក\u200bខ",
        "葛\U000e0100飾区",
        "Plain, with a tab\tand\ntwo lines, and 20\u00a0€",
        "",
    ],
)
def test_what_emoji_and_scripts_need_is_fine(text: str) -> None:
    assert invisible(text) == ()
    assert cleaned(text) == normal(text)


def test_runs_are_told_with_their_place() -> None:
    assert hidden("ab\u200b\u200bc\u202e") == (
        Hidden(2, 4, "zero-width space"),
        Hidden(5, 6, "right-to-left override"),
    )


def test_a_cleaned_text_reads_the_same() -> None:
    assert (
        cleaned("  Hel\u200blo,\u2028 we \u202eare here. \r\n\r\n\r\n\r\nTom ")
        == "Hello,\n we are here.\n\nTom"
    )


def test_the_normal_form_keeps_what_is_hidden_for_a_person_to_see() -> None:
    assert normal("Cafe\u0301\u200b \r\n") == "Café\u200b"


@given(st.text(st.characters(exclude_categories=())))
def test_cleaning_any_text_leaves_nothing_hidden_and_is_done_once(text: str) -> None:
    once = cleaned(text)
    assert invisible(once) == ()
    assert cleaned(once) == once
    assert normal(normal(text)) == normal(text)
    for run in hidden(text):
        assert 0 <= run.start < run.end <= len(text)
