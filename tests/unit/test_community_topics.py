"""What people keep asking, grouped by words; and topics as people type them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.community.content_words import content_words, stem
from assistant.community.studio import LONGEST_TOPIC
from assistant.community.topic_words import (
    kept_topic,
    link_in,
    says_something,
    wants_thread,
    was_cut,
)
from assistant.community.topics import Asked, Topic, topics
from tests.fakes import NOW


def asked(*texts: str, by: tuple[str, ...] = ()) -> list[Asked]:
    """Questions of different people, unless they are named; the latest last."""
    people = by or tuple(f"did:{n}" for n in range(len(texts)))
    return [
        Asked(who, f"{who}.example", text, f"https://x.example/{n}", NOW + timedelta(hours=n))
        for n, (who, text) in enumerate(zip(people, texts, strict=True))
    ]


def only(*texts: str, **more: tuple[str, ...]) -> Topic:
    (topic,) = topics(asked(*texts, **more))
    return topic


def test_like_questions_of_different_people_are_one_topic():
    topic = only(
        "Do you ship to Norway?", "Is shipping to Norway possible?", "What time is it in Rome?"
    )

    assert (topic.people, topic.questions) == (2, 2)
    assert set(topic.words) == {"ship", "norway"}
    assert topic.sample == "Is shipping to Norway possible?"
    assert topic.said == "2 people asked this in the last 28 days."


def test_quotes_are_of_different_people_the_latest_first_three_at_most():
    texts = [f"How do I clean the grinder, question {n}?" for n in "abcde"]
    topic = only(*texts, by=("x", "y", "x", "z", "w"))

    assert [each.person_id for each in topic.quotes] == ["w", "z", "x"]
    assert topic.people == 4
    assert topic.questions == 5


def test_one_person_who_asks_three_times_is_one_person():
    texts = ["How do I clean the grinder?"] * 3

    assert topics(asked(*texts, by=("x", "x", "x"))) == ()


def test_what_most_people_ask_comes_first():
    found = topics(
        asked(
            "Is the repair café open?", "When does the repair café open?",
            "How to clean the grinder?", "Clean the grinder, how?", "Grinder cleaning tips?",
        )
    )  # fmt: skip

    assert [each.people for each in found] == [3, 2]
    assert "grind" in found[0].words


def test_german_and_accents():
    assert only("Wann öffnet das Repair-Café?", "Ab wann öffnet das Repair-Cafe?").people == 2


def test_words_of_the_brand_alone_put_nothing_together():
    found = topics(
        asked("Is Acme Roasters in Rome?", "Why is Acme Roasters red?"),
        common=("Acme Roasters",),
    )

    assert found == ()


@pytest.mark.parametrize("texts", [(), ("Why?", "Why?"), ("🎉?", "🎉?"), ("you are there?",) * 2])
def test_nothing_keeps_coming_up(texts: tuple[str, ...]):
    assert topics(asked(*texts)) == ()


@given(st.lists(st.text(max_size=80), max_size=12))
def test_any_texts_are_grouped_and_no_person_counts_twice(texts: list[str]):
    for topic in topics(asked(*texts)):
        assert 2 <= topic.people <= topic.questions <= len(texts)
        assert len({each.person_id for each in topic.quotes}) == len(topic.quotes)


def test_forms_of_a_word_have_one_stem():
    for forms in (
        ("ship", "ships", "shipping", "shipped"),
        ("repair", "repairs", "repairing", "repaired"),
        ("bohne", "bohnen"),
        ("roast", "roasting", "roasters"),
    ):
        assert len({stem(each) for each in forms}) == 1, forms
    assert stem("2026") == "2026"


def test_links_names_and_little_words_are_no_content():
    assert content_words("See https://acme.example/shop and ask @ana.example about us") == (
        content_words("ask")
    )


# -- what is typed as a topic -----------------------------------------------------------------


def test_a_long_topic_is_cut_at_a_word_and_known_to_be_cut():
    kept = kept_topic("repairing toasters " * 600)

    assert len(kept) <= LONGEST_TOPIC
    assert kept.endswith(("repairing…", "toasters…"))
    assert was_cut(kept)
    assert not was_cut("repairing toasters…")
    assert kept_topic("  repairing\ttoasters \n") == kept_topic("  repairing\ttoasters")


@given(st.text(max_size=5_000))
def test_any_topic_is_kept_within_its_length(text: str):
    assert len(kept_topic(text)) <= LONGEST_TOPIC
    assert kept_topic(kept_topic(text)) == kept_topic(text)


@pytest.mark.parametrize(
    ("typed", "link"),
    [
        ("https://acme.example/a.", "https://acme.example/a"),
        ("about <https://acme.example/b|this>", "https://acme.example/b"),
        ("see www.acme.example, please", "www.acme.example"),
        ("no link here", None),
    ],
)
def test_the_link_in_a_topic(typed: str, link: str | None):
    assert link_in(typed) == link


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("🎉", False),
        ("?!", False),
        ("https://acme.example", False),
        ("☕ beans", True),
        ("茶 道", True),
    ],
)
def test_whether_a_topic_says_anything(typed: str, says: bool):
    assert says_something(typed) is says


@pytest.mark.parametrize(
    "typed",
    [
        "make it a thread",
        "as a thread",
        "Thread please",
        "mach einen Thread daraus",
        "a thread on it",
    ],
)
def test_who_wants_a_thread(typed: str):
    assert wants_thread(typed)


@pytest.mark.parametrize(
    "typed", ["the thread count of linen", "answer in this thread", "shorter", "no thread please"]
)
def test_who_wants_none(typed: str):
    assert not wants_thread(typed)
