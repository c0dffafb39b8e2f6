"""Examples teach how the brand sounds, and bring nothing of the talk they come from."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.community.examples import LONGEST, MOST, Answered, like, neutral
from assistant.community.inbox import Need, Sentiment, Topic, Triage
from tests.fakes import NOW


def triage(topic: Topic = Topic.QUESTION, language: str | None = "en") -> Triage:
    return Triage(Need.REPLY, topic, "", Sentiment.NEUTRAL, language)


def answered(reply: str, minutes: int = 0, of: Triage | None = None) -> Answered:
    at = NOW - timedelta(minutes=minutes)
    return Answered("Is it heavy?", "Bo Berg", of or triage(), reply, at)


@pytest.mark.parametrize(
    ("reply", "language", "left"),
    [
        ("Hi Bo, it is order 4711.", "en", "Hi …, it is order …."),
        ("Thanks Ms Miller, see you at 10:30", "en", "Thanks …, see you at …"),
        ("Write to bo@acme.example or see www.acme.example/4", "en", "Write to … or see …"),
        ("That was @mia.example, #lamps and Peter Pan", "en", "That was …, … and …"),
        ("I think we can", "en", "I think we can"),
        ("Liebe Anna, die Lampe kommt am 12.3. zurück", "de", "Liebe …, die Lampe kommt am …. zurück"),
        ("BERG says hello", "en", "… says hello"),
    ],
)  # fmt: skip
def test_names_figures_and_links_are_taken_out(reply, language, left):
    assert left == neutral(reply, ("Bo Berg",), triage(language=language))


def test_the_latest_of_the_same_kind_and_language_come_first():
    found = [
        answered("An old one, here.", 30),
        answered("A new one, here.", 1),
        answered("Thank you for that.", 0, triage(Topic.PRAISE)),
        answered("Auf Deutsch, bitte sehr.", 0, triage(language="de")),
        answered("x" * (LONGEST + 1), 0),
        answered("4711", 0),
    ]

    assert like(triage(), found) == ("A new one, here.", "An old one, here.")
    assert (
        len(like(triage(), [answered(f"Number {'abcdef'[n]} is here.") for n in range(6)])) == MOST
    )


def test_a_language_that_cannot_be_told_fits_any():
    assert like(triage(language=None), [answered("It is, yes.")]) == ("It is, yes.",)


def test_spam_and_abuse_teach_nothing():
    for topic in (Topic.SPAM, Topic.ABUSE):
        assert like(triage(topic), [answered("Go away now.", 0, triage(topic))]) == ()
