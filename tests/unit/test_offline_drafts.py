"""Drafts without a language model: facts quoted, thanks given, and an honest word otherwise."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.agent.offline import replying
from assistant.agent.offline.fact_finding import best
from assistant.agent.offline.replying import compose
from assistant.agent.offline.speech import ENGLISH, GERMAN, asks_who_writes, is_formal
from assistant.community.authenticity import Grounds, Level
from assistant.community.authenticity.review import review
from assistant.community.brand import BrandFact
from assistant.community.briefs import Brief, Said
from assistant.community.drafts import Confidence, Intent
from assistant.community.inbox import Need, Sentiment, Topic
from tests.briefs import FACTS, OPENING, REFUNDS, SHIPPING, brief, fact, triage


def texts(told: Brief) -> list[str]:
    return [each.text for each in compose(told).variants]


def test_a_question_gets_the_matching_fact_in_its_own_words():
    first, second = compose(brief("Do you ship to Norway?")).variants

    assert (first.text, first.facts, first.intent) == (SHIPPING, ("fact-ship",), Intent.ANSWER)
    assert first.confidence is Confidence.MEDIUM
    assert second.text == ENGLISH.find_out


def test_a_long_fact_is_cut_after_a_sentence_that_fits():
    assert texts(brief("Do you ship to Norway?", longest=60))[0] == SHIPPING.partition(" It")[0]


def test_a_german_question_gets_german_and_a_fact_in_english_is_to_be_translated():
    german = triage(language="de")
    own = brief("Öffnungszeiten am Samstag?", triage=german)
    other = compose(brief("Macht ihr shipping nach Norway?", triage=german)).variants[0]

    assert texts(own)[0] == OPENING
    assert other.text == SHIPPING
    assert other.add == ("The brand fact is not in German: please put it into that language.",)
    assert other.confidence is Confidence.LOW


@pytest.mark.parametrize(
    ("asked", "topic", "said", "intent"),
    [
        ("What is your favourite colour?", Topic.QUESTION, ENGLISH.find_out, Intent.HAND_OVER),
        ("My cup came broken", Topic.COMPLAINT, ENGLISH.look_into, Intent.APOLOGISE),
        ("Könnt ihr das gravieren?", Topic.REQUEST, GERMAN.find_out, Intent.HAND_OVER),
        ("Die Tasse ist kaputt", Topic.COMPLAINT, GERMAN.look_into, Intent.APOLOGISE),
    ],
)
def test_what_no_fact_answers_is_said_not_to_be_known(asked, topic, said, intent):
    language = "de" if said in (GERMAN.find_out, GERMAN.look_into) else "en"
    (only,) = compose(brief(asked, triage=triage(topic, language))).variants

    assert (only.text, only.intent, only.facts) == (said, intent, ())
    assert only.add


@pytest.mark.parametrize(
    ("asked", "language", "said"),
    [
        ("Love this so much", "en", ENGLISH.thanks),
        ("Ihr seid toll", "de", GERMAN.thanks),
        ("Ich finde Ihre Tassen schön, danke Ihnen", "de", GERMAN.thanks_formal),
    ],
)
def test_praise_gets_thanks(asked, language, said):
    told = brief(asked, triage=triage(Topic.PRAISE, language, Sentiment.POSITIVE))

    assert texts(told) == [said]


@pytest.mark.parametrize(
    "asked",
    [
        "Are you a bot?", "is this AI?", "Am I talking to a real person?", "are you even human?",
        "was this written by AI?", "human or bot?", "Is that an automated bot?",
        "are you an actual person?",
    ],
)  # fmt: skip
def test_whoever_asks_if_a_bot_writes_gets_the_truth(asked):
    assert texts(brief(asked)) == [ENGLISH.who_writes]


@pytest.mark.parametrize(
    "asked",
    ["Bist du ein Bot?", "Schreibt hier ein Mensch?", "Rede ich mit einer Maschine?",
     "Wurde das von einer KI geschrieben?", "Sind Sie ein Mensch?"],
)  # fmt: skip
def test_whoever_asks_in_german_gets_it_in_german(asked):
    assert texts(brief(asked, triage=triage(language="de"))) == [GERMAN.who_writes]


@pytest.mark.parametrize(
    "asked",
    ["Is the machine broken?", "Do you sell a coffee machine?", "Ist das Programm schon online?",
     "Is this person your colleague?", "Are you open?", "I am not a bot."],
)  # fmt: skip
def test_other_questions_are_not_taken_for_that(asked):
    assert not asks_who_writes(asked)


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        (brief(""), replying.NO_WORDS),
        (brief("", " "), replying.NO_WORDS),
        (brief("Livrez-vous ?", triage=triage(language="fr")), replying.NOT_MY_LANGUAGE),
        (brief("Livrez-vous en Norvège ?", triage=triage(language=None)), replying.NOT_MY_LANGUAGE),
        (brief("hm ok", triage=triage(Topic.TALK)), replying.ONLY_FACTS),
        (
            brief("Win cash", triage=replace(triage(Topic.SPAM), need=Need.NONE)),
            replying.NOTHING_TO_ANSWER.format(what="spam"),
        ),
    ],
)
def test_where_a_person_must_answer_it_says_why(told: Brief, problem: str):
    composed = compose(told)

    assert composed.variants == ()
    assert composed.problem == problem


def test_only_an_emoji_is_answered_in_the_language_of_our_post():
    ours = (Said("acme.example", "Wir haben heute wieder für euch geöffnet und freuen uns", True),)
    told = brief("🎉", triage=triage(Topic.PRAISE, None), thread=ours)

    assert texts(told) == [GERMAN.thanks]


def test_a_colleague_can_have_a_fact_added_or_a_draft_shortened():
    added = brief(instruction="mention how returns work", about="Yes, we do.")
    shorter = brief(instruction="Shorter please", about="Yes, we do. And more.")

    assert texts(added) == [f"Yes, we do. {REFUNDS}"]
    assert texts(shorter) == ["Yes, we do."]


@pytest.mark.parametrize(
    ("instruction", "said"),
    [
        ("shorter and mention how returns work", f"Yes, we do. {REFUNDS}"),
        ("Shorter, mention how returns work", f"Yes, we do. {REFUNDS}"),
        ("please mention returns, and make it shorter", f"Yes, we do. {REFUNDS}"),
        ("kürzer und nenn returns", f"Yes, we do. {REFUNDS}"),
        ("shorter and say thanks", f"{ENGLISH.noted} Yes, we do."),
        ("say sorry and mention how returns work", f"{ENGLISH.sorry} {REFUNDS}"),
        ("say sorry; thank them", ENGLISH.look_into),
        ("mention shipping and returns", f"Yes, we do. And more. {SHIPPING} {REFUNDS}"),
        ("in German, and mention returns", f"{GERMAN.find_out} {REFUNDS}"),
    ],
)
def test_two_wishes_in_one_are_both_done(instruction: str, said: str):
    told = brief("Lovely cups", instruction=instruction, about="Yes, we do. And more.")

    assert texts(told) == [said]


def test_of_two_wishes_the_one_that_rules_cannot_do_is_left_to_a_person():
    told = brief(instruction="shorter and a bit funnier", about="Yes, we do. And more.")
    (only,) = compose(told).variants

    assert only.text == "Yes, we do."
    assert only.add == (replying.NOT_DONE.format(wish="a bit funnier"),)
    assert only.confidence is Confidence.LOW


def test_a_fact_that_the_draft_holds_already_is_not_said_twice():
    told = brief(instruction="shorter and mention shipping", about=SHIPPING)
    added = brief(instruction="mention shipping", about=f"Yes. {SHIPPING}")

    assert texts(told) == [SHIPPING.partition(" It")[0]]
    assert texts(added) == [f"Yes. {SHIPPING}"]


def test_a_shortened_draft_still_rests_on_what_holds_it():
    kept = fact("a", "Mugs", "They're for coffee. They are blue.")
    told = brief(instruction="shorter", about="They’re for coffee. They are blue.", facts=(kept,))

    assert [(each.text, each.facts) for each in compose(told).variants] == [
        ("They’re for coffee.", ("a",))
    ]


def test_where_there_is_no_draft_nobody_is_told_to_edit_it():
    assert compose(brief("Lovely cups", instruction="funnier")).problem == replying.ONLY_FACTS


@pytest.mark.parametrize(
    ("instruction", "language", "said"),
    [
        ("Say thank you, in one or two warm sentences.", "en", ENGLISH.noted),
        ("Bedank dich einfach", "de", GERMAN.noted),
        ("please apologise", "en", ENGLISH.look_into),
        ("answer in German, please", "en", GERMAN.find_out),
        ("auf Englisch bitte", "de", ENGLISH.find_out),
    ],
)
def test_a_colleague_can_ask_for_thanks_an_apology_or_the_other_language(
    instruction, language, said
):
    told = brief("Lovely cups", triage=triage(Topic.TALK, language), instruction=instruction)

    assert texts(told) == [said]


@pytest.mark.parametrize(
    "instruction", ["yes, approve and publish it", "make it funnier", "go ahead, send"]
)
def test_what_rules_cannot_do_is_said(instruction):
    composed = compose(brief(instruction=instruction, about="Yes, we do."))

    assert composed.variants == ()
    assert composed.problem == replying.CANNOT_CHANGE


def test_facts_that_fit_alike_in_little_are_left_alone():
    """Better none than a wrong one."""
    two = (fact("a", "Mugs", "Mugs hold coffee."), fact("b", "Mugs", "Mugs hold tea."))

    assert best("Are the mugs blue?", two) is None


def test_whose_handle_is_named_asks_for_nothing():
    market = replace(FACTS[0], title="Harbour market", text="We are at the market, by the crane.")

    assert best("@harbourlight.coffee can I get one?", [market]) is None
    assert best("@harbour.light, where is the market by the harbour?", [market]) is not None


def test_a_match_that_is_not_sure_is_to_be_checked():
    first = compose(brief("Can I send my shoes back?")).variants[0]

    assert first.facts == ("fact-back",)
    assert first.add == (replying.NOT_SURE,)
    assert first.confidence is Confidence.LOW


def test_the_brands_own_name_decides_nothing():
    many = [fact(f"f{n}", f"Acme {word}", f"Acme {word}.") for n, word in enumerate("abcde")]

    assert best("Where is Acme from?", many) is None


def test_no_facts_no_match():
    nothing: tuple[BrandFact, ...] = ()

    assert best("Do you ship?", nothing) is None
    assert best("", FACTS) is None


def test_sie_at_the_beginning_of_a_sentence_alone_is_not_formal():
    assert not is_formal("Sie kommt morgen")
    assert is_formal("Haben Sie noch Tassen?")


@pytest.mark.parametrize("speech", [ENGLISH, GERMAN], ids=lambda each: each.code)
def test_the_rules_own_sentences_pass_the_lint(speech):
    """What Engage says by itself is held to what it holds others to."""
    said = (
        speech.thanks, speech.thanks_formal, speech.noted, speech.noted_formal, speech.sorry, speech.find_out, speech.look_into,
        speech.who_writes,
    )  # fmt: skip
    found = [
        (text, each.reason)
        for text in said
        for each in review(text, Grounds(language=speech.code))
        if each.level > Level.NOTE
    ]

    assert found == []
