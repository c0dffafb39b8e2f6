"""The lint: honesty first, each finding with its exact span, a reason, and what clears it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.community.authenticity import Finding, Grounds, Level
from assistant.community.authenticity.review import review
from assistant.community.authenticity.rules import prepare, word_lists

NOTHING = Grounds()


def blocked(text: str, grounds: Grounds = NOTHING) -> list[tuple[str, str]]:
    """The blocking findings: (rule, marked words)."""
    return [
        (each.rule, text[each.start : each.end])
        for each in review(text, grounds)
        if each.level is Level.BLOCK
    ]


@pytest.mark.parametrize(
    ("text", "rule", "marked"),
    [
        ("I tried it myself, lovely stuff.", "invented_experience", "I tried"),
        ("Honestly, we love using this one.", "invented_experience", "we love using"),
        ("Sounds like my own dog.", "invented_experience", "my own dog"),
        ("In my experience it holds.", "invented_experience", "In my experience"),
        ("As a mum of two, yes.", "invented_experience", "As a mum"),
        ("Been there myself, it passes.", "invented_experience", "Been there"),
        ("Our hearts go out to you.", "company_feeling", "Our hearts go"),
        ("We feel your pain.", "company_feeling", "We feel your pain"),
        ("We will refund you.", "promise", "We will refund you"),
        ("A new one by tomorrow.", "promise", "by tomorrow"),
        ("Rest assured, we looked.", "promise", "Rest assured"),
        (
            "A colleague will call you within the hour.",
            "promise",
            "A colleague will call you within the hour",
        ),
        ("Next month the box is free.", "promise", "box is free"),
        ("Our boots never leak.", "superlative", "Our boots never leak"),
        ("It won’t happen again.", "promise", "It won’t happen again"),
        ("It is the best tent on the market.", "superlative", "is the best tent on the market"),
        ("It costs €49.", "figure", "€49"),
        ("It takes three weeks.", "figure", "three weeks"),
        ("Open from 8:30, come by.", "figure", "8:30"),
        ("Only on 24 December.", "figure", "24 December"),
        ("We open on Thursday.", "date", "Thursday"),
        ("See acme.example/returns.", "link", "acme.example/returns"),
        ("Ask @postoffice about it.", "handle", "@postoffice"),
        ("Ich habe es selbst probiert.", "invented_experience", "Ich habe es selbst probiert"),
        ("Mein Hund mag es auch.", "invented_experience", "Mein Hund"),
        ("Wir erstatten dir den Betrag.", "promise", "Wir erstatten"),
        ("Das kommt nicht wieder vor.", "promise", "kommt nicht wieder vor"),
        ("Das zerreißt uns das Herz.", "company_feeling", "zerreißt uns das Herz"),
        ("Lo he probado y va bien.", "invented_experience", "Lo he probado"),
        ("Nous l'avons testé.", "invented_experience", "Nous l'avons testé"),
        ("L'ho provato e funziona.", "invented_experience", "L'ho provato"),
        ("Wij hebben hem zelf getest.", "invented_experience", "Wij hebben hem zelf getest"),
        ("Isso não vai acontecer de novo.", "promise", "Isso não vai acontecer de novo"),
    ],
)
def test_what_nobody_knows_to_be_true_is_blocked(text: str, rule: str, marked: str) -> None:
    assert (rule, marked) in blocked(text)


@pytest.mark.parametrize(
    "text",
    [
        "Sorry about that. Could you send us the order number in a message?",
        "Haven't tried it in the rain, so we can't say. Tell us if you do.",
        "We can't promise a date yet.",
        "You're the best, thanks for the photo.",
        "Happy Friday! See you on Saturday.",
        "Best of luck with the race.",
        "We won't be able to refund that one, sorry.",
        "We own that mistake.",
        "Thanks for the tip, we passed it on to Ines.",
        "If we can replace it, we do. Which bag was it?",
        "1. Open the app\n2. Tap settings",
        "Ha! <3",
        "Once a day is plenty.",
        "Danke dir. Schick uns gern ein Foto per DM.",
        "Wir können leider keinen Termin versprechen.",
        "Bis morgen!",
    ],
)
def test_plain_human_replies_are_not_blocked(text: str) -> None:
    assert blocked(text) == []


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("We will refund you.", "Unopened bags: full refund, no receipt needed."),
        ("We'll send you a new one.", "A torn bag is replaced free of charge."),
        ("It costs €49.", "The tent costs 49.00 euros."),
        ("It takes 2 weeks.", "Repairs take 14 days."),
        ("We're open until 6pm.", "Open Mon-Fri 9:00-18:00."),
        ("We open on Thursday.", "Open Mon-Fri 9:00-18:00."),
        ("See acme.example/returns.", "How to return: https://www.acme.example/returns/"),
        ("Refunds arrive within 14 days.", "Refunds are paid within 14 days."),
        ("Our team tested the jacket in Norway.", "Our own team tested this jacket in Norway."),
        ("Ask @postoffice about it.", "Delivery questions go to @PostOffice."),
        ("Our most popular bag is Fern.", "Fern is our most popular bag."),
    ],
)
def test_a_fact_clears_what_it_says(text: str, fact: str) -> None:
    assert blocked(text) != []
    assert blocked(text, Grounds(facts=(fact,))) == []


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("We will refund you.", "We do not refund opened bags."),
        ("Refunds take 14 hours.", "Refunds take 14 days."),
        ("It costs €14.", "Refunds take 14 days."),
        ("We open at 7:00.", "Open Mon-Fri 9:00-18:00."),
        ("We open on Sunday.", "Open Mon-Fri 9:00-18:00."),
        ("See acme.example/win.", "How to return: acme.example/returns"),
        ("Your money is there by tomorrow.", "Refunds are paid within 14 days."),
    ],
)
def test_a_fact_that_says_another_thing_clears_nothing(text: str, fact: str) -> None:
    assert blocked(text, Grounds(facts=(fact,))) != []


def test_a_figure_may_come_from_the_thread_but_a_promise_may_not() -> None:
    thread = ("My order 4711 is late. Will you refund me? I paid 30 euros", "@acme hello?")
    assert blocked("Is it order 4711, @acme?", Grounds(thread=thread)) == []
    assert blocked("We will refund you.", Grounds(thread=thread)) == [
        ("promise", "We will refund you")
    ]


def test_handles_of_the_conversation_may_be_named() -> None:
    assert blocked("@anna thanks", Grounds(handles=("anna.example",))) == []
    assert blocked("@bob thanks", Grounds(handles=("anna.example",))) == [("handle", "@bob")]


def test_a_quotation_of_the_thread_is_not_ours() -> None:
    thread = ("I would say it is the best tent on the market",)
    assert blocked("“The best tent on the market”, ha, thank you.", Grounds(thread=thread)) == []
    assert blocked("“The best tent on the market”, ha, thank you.") != []


def test_the_worst_comes_first_and_one_place_is_marked_once() -> None:
    text = "Thank you so much for reaching out! We truly appreciate it. We will refund you."
    found = review(text, NOTHING)
    assert [each.level for each in found] == [Level.BLOCK, Level.WARN, Level.WARN]
    assert all(
        one.end <= two.start or two.end <= one.start
        for one in found
        for two in found
        if one is not two
    )


def test_every_pattern_of_every_list_can_be_made_ahead() -> None:
    prepare()
    for each in word_lists():
        for rule in each.rules:
            assert {"_find", "_spare"} <= set(vars(rule))


def test_every_rule_gives_one_sentence_for_people() -> None:
    for each in word_lists():
        assert each.version
        assert each.source
        for rule in each.rules:
            assert rule.reason.endswith("."), rule.reason
            assert "!" not in rule.reason
            assert rule.plainer is None or rule.plainer.strip()


def check(text: str, found: tuple[Finding, ...]) -> None:
    for each in found:
        assert 0 <= each.start < each.end <= len(text)
        assert each.reason.endswith(".")


@given(st.text(st.characters(exclude_categories=())))
def test_spans_lie_inside_any_text(text: str) -> None:
    check(text, review(text, Grounds(facts=(text,), thread=(text[::-1],), recent=(text + " a",))))


OUR_WORDS = "we I my will refund you by tomorrow the best 14 days € @a a.com ! 😀 \n İ ß"


@given(st.lists(st.sampled_from(OUR_WORDS.split(" ")), max_size=60))
def test_spans_lie_inside_texts_of_our_own_words(words: list[str]) -> None:
    text = " ".join(words)
    check(text, review(text, NOTHING))


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "😀" * 5000,
        "we " * 1700,
        "a" * 5000,
        "really " * 700,
        "\n" * 5000,
        "1" * 5000,
        "." * 5000,
        "@" * 5000,
        '"' * 5000,
    ],
)
def test_odd_texts_are_read_all_the_same(text: str) -> None:
    check(text, review(text, Grounds(recent=(text,))))
