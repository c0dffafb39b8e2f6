"""Whether what stands on X is what was sent."""

from __future__ import annotations

import pytest

from assistant.platforms.x_same import same


@pytest.mark.parametrize(
    ("told", "sent"),
    [
        ("At eight.", "At eight."),
        ("@fan At eight.", "At eight."),
        ("@fan @other At eight.", "@fan At eight."),
        ("See http://acme.com now", "See acme.com now"),
        ("See https://acme.com/", "See https://acme.com"),
        ("Two  spaces", "Two spaces\n"),
        ("Cafe\N{COMBINING ACUTE ACCENT}", "Café"),
    ],
)
def test_what_x_changes_makes_no_difference(told: str, sent: str) -> None:
    assert same(told, sent, reply=True)


def test_a_link_to_a_post_that_is_shown_instead_makes_no_difference() -> None:
    sent = "Look at this https://x.com/acme/status/12?s=20"
    assert same("Look at this", sent, reply=False, quoted_id="12")
    assert not same("Look at this", sent, reply=False, quoted_id="13")
    assert not same("Look at this", sent, reply=False)


@pytest.mark.parametrize(
    ("told", "sent", "reply"),
    [
        ("At nine.", "At eight.", True),
        ("@fan Hello", "Hello", False),
        ("@fan", "@other", False),
        ("https://acme.com/a", "https://acme.com/b", True),
        ("Ask @fan", "Ask", True),
    ],
)
def test_other_words_are_others(told: str, sent: str, *, reply: bool) -> None:
    """In a post of our own a name at its head was meant."""
    assert not same(told, sent, reply=reply)
