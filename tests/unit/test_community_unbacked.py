"""What neither a fact nor the thread says is noted, and what states nothing is not."""

from __future__ import annotations

import pytest

from assistant.community.authenticity import Grounds, Level
from assistant.community.authenticity.review import review

NOTHING = Grounds()
FACTS = Grounds(facts=("Zips. We repair zips for free, but we do not repair linings.",))


def noted(text: str, grounds: Grounds = NOTHING) -> list[str]:
    """The words that the lint says nobody told it."""
    found = [each for each in review(text, grounds) if each.rule == "unbacked"]
    assert all(each.level is Level.NOTE for each in found)
    return [text[each.start : each.end] for each in found]


@pytest.mark.parametrize(
    "text",
    [
        "Thanks for writing to us.",
        "Hi Mara, sorry about the mix-up.",
        "Sorry that we forgot your parcel.",
        "I don't know yet whether it fits.",
        "We're not sure, and we'll ask the workshop.",
        "Could you send us the number on the label?",
        "Which size did you order?",
        "Try the large one, then send us a photo.",
        "Please don't climb on it.",
        "You can change that in the settings, under Account.",
        "If you tap the menu, you can turn it off.",
        "We hope you get well soon.",
        "Congratulations on the new shop.",
        "That sounds frustrating.",
        "That was our mistake.",
        "Agreed.",
        "Not yet.",
        "Happy to help, Ben.",
        "We'd take the blue one.",
        "Danke dir, und viel Spaß damit.",
        "Tut uns leid, dass wir dich vergessen haben.",
        "Das wissen wir leider noch nicht.",
        "Schreib uns bitte deine Nummer, dann schauen wir nach.",
        "In den Einstellungen kannst du das ändern.",
        "Welche Größe hast du bestellt?",
        "Das war unser Fehler.",
        "Wir fragen nach und melden uns.",
        "Muchas gracias.",
        "Merci beaucoup, Paul.",
        "Nous ne savons pas encore.",
    ],
)
def test_what_states_nothing_needs_no_fact(text: str) -> None:
    assert noted(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It's usually the slider.", "It's usually the slider."),
        ("Thanks, the blue one is out until spring.", "the blue one is out until spring."),
        ("Sorry about that, it ships with a charger.", "it ships with a charger."),
        ("Great for cold mornings on the platform.", "Great for cold mornings on the platform."),
        ("Damit kommt unser Nachtportier durch.", "Damit kommt unser Nachtportier durch."),
        ("Heute Abend gleich noch mal.", "Heute Abend gleich noch mal."),
        ("Danke, der Deckel passt auf beide Gläser.", "der Deckel passt auf beide Gläser."),
        ("El azul vuelve en primavera.", "El azul vuelve en primavera."),
    ],
)
def test_a_statement_that_nothing_backs_is_noted(text: str, words: str) -> None:
    assert noted(text) == [words]


def test_short_sentences_without_a_verb_are_statements() -> None:
    assert noted("Same biscuits. Every shift.")


def test_a_fact_bears_out_what_it_says() -> None:
    assert noted("We repair zips for free.") == ["We repair zips for free."]
    assert noted("We repair zips for free.", FACTS) == []


def test_a_fact_does_not_bear_out_what_it_denies() -> None:
    assert noted("We repair linings.", Grounds(facts=("We do not repair linings of coats.",)))[0]
    assert noted("We do not repair linings.", FACTS) == []


def test_the_thread_bears_out_what_the_person_told() -> None:
    thread = Grounds(thread=("The slider on my tent broke in Norway last week",))

    assert noted("Your slider broke in Norway.", thread) == []
    assert noted("Our slider comes from Norway, too.", thread) != []


def test_one_place_has_one_finding() -> None:
    text = "Our team tried it on every hike."

    assert [each.level for each in review(text, NOTHING)] != [Level.NOTE]
    assert noted(text) == []


def test_whatever_stands_in_it_is_read() -> None:
    for text in (
        "",
        "!!!",
        "🙂",
        "::",
        "é" * 300,
        f"and {'a' * 300}-b",
        '"',
        "(",
        "-" * 50,
        "a, b; c: d",
    ):
        review(text, FACTS)
