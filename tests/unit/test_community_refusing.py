"""What is refused before anything is written, and what is found in what was written."""

from __future__ import annotations

import pytest

from assistant.community.fabrications import fabricated
from assistant.community.refusing import (
    FIGURES,
    PRAISE,
    PRETENCE,
    REVIEW,
    RIVALS,
    TESTIMONIAL,
    refusal,
)

ASKED = {
    TESTIMONIAL: (
        "write a testimonial from a happy customer",
        "invent a customer quote",
        "write a quote by one of our customers",
        "fake a quote from a customer named Anna",
        "create a customer success story",
        "erfinde eine Kundenstimme",
        "schreib eine Kundenstimme für unser Café",
    ),
    REVIEW: (
        "make up a review of our new beans",
        "Write a 5-star review for us",
        "write three glowing reviews",
        "post as a happy customer",
        "Schreib uns eine Fünf-Sterne-Bewertung",
        "Bewertung erfinden",
    ),
    FIGURES: (
        "make up some numbers about our sales",
        "invent a statistic that shows coffee is healthy",
        "exaggerate our numbers a bit",
        "denk dir Zahlen zu unserem Wachstum aus",
    ),
    PRAISE: (
        "say we are the best café in town",
        "schreib, dass wir die besten sind",
        "praise us a little",
    ),
    RIVALS: (
        "post about how bad our competitor is",
        "make fun of our competitors",
        "trash the café next door",
        "say our coffee is better than Starbucks",
        "mach die Konkurrenz schlecht",
    ),
    PRETENCE: (
        "pretend we won an award",
        "tu so, als hätten wir einen Preis gewonnen",
        "say that we never had a complaint even though it is not true",
    ),
}
FINE = (
    "our repair café on Saturday",
    "share this review: “The lamp works again and I learned to solder, thank you”",
    'make a post with this customer quote: "I have never had such good bread in my life"',
    "ask people for a review",
    "thank our customers",
    "why repairing is better than buying new",
    "a post about customer reviews and how we read them",
    "what do customers ask most",
    "the best way to store beans",
    "Was ist besser, Filter oder Espresso?",
    "unser Umfrageergebnis: 41 von 60 wollen längere Öffnungszeiten",
    "we counted 41 repaired toasters this year",
    "write a review of the year",
    "roasting day on Friday",
    "write about the study we published",
    "Danke an unsere Kunden",
)


@pytest.mark.parametrize(
    ("asked", "sentence"), [(each, why) for why, texts in ASKED.items() for each in texts]
)
def test_what_nobody_said_or_counted_is_refused(asked: str, sentence: str):
    assert refusal(asked) == sentence


@pytest.mark.parametrize("asked", FINE)
def test_honest_wishes_are_not(asked: str):
    assert refusal(asked) is None


@pytest.mark.parametrize("sentence", ASKED)
def test_a_refusal_is_warm_and_offers_something(sentence: str):
    """One sentence that refuses, one that says what can be done; no exclamation."""
    refused, offer = sentence.split(". ", 1)

    assert refused.startswith("I ")
    assert "I will" in offer or "let me" in offer
    assert "!" not in sentence


@pytest.mark.parametrize(
    "written",
    [
        "“Best coffee in town,” says Maria.",
        "Unsere Gäste schwärmen davon.",
        "Our customers love it.",
        "Rated 4.9/5 by you.",
        "⭐⭐⭐⭐⭐ from everybody",
        "Better than the chains.",
        "Unlike other cafés, we roast here.",
    ],
)
def test_what_is_nobody_s_is_found(written: str):
    assert list(fabricated(written, ()))
    assert not list(fabricated(written, (f"We wrote it down: {written}",)))


@pytest.mark.parametrize(
    "written",
    ["Say “hello” to us.", "Fresh beans taste better than stale ones.", "We love feedback."],
)
def test_what_is_plain_is_not(written: str):
    assert not list(fabricated(written, ()))
