"""Posts without a model: drafts from what is known, and never a filler."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.agent.offline import post_changes, posting
from assistant.agent.offline.post_speech import ENGLISH, GERMAN, GERMAN_FORMAL, speech_of
from assistant.agent.offline.post_statements import statement
from assistant.agent.offline.posting import ComposedPosts, compose
from assistant.community.giving import Merit, Spotlight
from assistant.community.mix import Value
from assistant.community.post_briefs import Before, Counted, PostBrief
from assistant.community.posts import Author
from assistant.community.spotlight_words import thanking
from tests.briefs import FACTS, OPENING, REFUNDS, SHIPPING, fact
from tests.fakes import NOW
from tests.post_briefs import PAGE, asked, post_brief, room
from tests.unit.test_agent_posting import drafted

GERMAN_SHIPPING = "Wir liefern in die ganze EU und nach Norwegen. Das dauert 3 bis 5 Werktage."


def texts(composed: ComposedPosts) -> list[tuple[str, ...]]:
    return [each.texts[0].posts for each in composed.ideas]


def values(composed: ComposedPosts) -> list[Value | None]:
    return [each.label.value for each in composed.ideas]


def test_a_topic_that_a_fact_holds_is_told_plainly_and_asked_about():
    composed = compose(post_brief("shipping to Norway"))

    assert texts(composed) == [
        (SHIPPING,),
        ("What would you like to know about shipping to Norway? Ask us here.",),
    ]
    assert values(composed) == [Value.EDUCATE, Value.ENTERTAIN]
    assert composed.ideas[0].texts[0].facts == ("fact-ship",)
    assert composed.problem == ""


@pytest.mark.parametrize("topic", ["gardening", "our anniversary", "Gartenarbeit im Herbst"])
def test_of_a_topic_nobody_knows_anything_of_there_is_no_filler(topic: str):
    composed = compose(post_brief(topic))

    assert composed.ideas == ()
    assert composed.problem == posting.TELL_ME.format(topic=topic)


def test_what_a_colleague_tells_goes_into_the_post():
    first = compose(post_brief("our anniversary"))
    second = compose(post_brief("our anniversary", instruction="we turn five on Friday"))

    assert first.ideas == ()
    assert texts(second) == [("We turn five on Friday.",)]
    assert values(second) == [Value.INFORM]


RECIPE = "Use 15 g of Beacon to 250 g of water at 94 degrees, and pour for 3 minutes."
JUG = fact("fact-jug", "Water", "A filter jug is enough for most kettles.")
BREWING = "how to brew our Beacon at home"


async def test_what_a_colleague_tells_readers_to_do_goes_first_and_alone():
    """A fact that shares few words with it does not stand in its place."""
    told = post_brief(BREWING, facts=(JUG,), instruction=RECIPE)
    composed = compose(told)
    held, _ = await drafted(told, tokens_left=0)

    assert texts(composed) == [(RECIPE,)]
    assert composed.problem == ""
    assert [each.texts[0].posts for each in held.ideas] == [(RECIPE,)]
    assert not held.ideas[0].texts[0].add


def test_other_ideas_rest_on_what_was_told_before():
    other = compose(post_brief(BREWING, facts=(JUG,), answers=("Grind it fine", RECIPE)))

    assert texts(other) == [(RECIPE,)]
    assert other.problem == ""


@pytest.mark.parametrize("topic", [BREWING, "why water matters", "Wie wir rösten", "we mend water"])
def test_readers_are_asked_only_about_what_is_named_as_a_thing(topic: str):
    asks = compose(post_brief(topic, facts=(fact("f", "What is soft water", "Water is water."),)))
    named = compose(post_brief("our water", facts=(JUG,)))

    assert "What would you like" not in str(texts(asks))
    assert texts(named)[-1] == ("What would you like to know about our water? Ask us here.",)


def test_what_people_ask_is_answered_and_that_is_the_reason():
    told = post_brief(
        "",
        asked=(asked("Do you ship to Norway?", "Ship to Norway?"),),
        counted=Counted(people=12, comments=20),
    )
    composed = compose(told)

    assert texts(composed) == [
        (f"This came up more than once lately. {SHIPPING}",),
        ("In the last 28 days 12 people wrote to us. Thank you, all of you.",),
        ("What would you like to know about Shipping? Ask us here.",),
    ]
    assert "2 people asked this in the last 28 days." in composed.ideas[0].why
    assert composed.ideas[1].why == told.counted.said


def test_a_post_that_says_people_asked_names_who_did():
    """The words of the topic tell it, where those of the fact do not."""
    topic = asked("Do you post parcels to Bergen?", "Bergen?", words=("ship", "berg"))
    composed = compose(post_brief("shipping to Bergen", asked=(topic,)))

    assert composed.ideas[0].texts[0].posts[0].startswith("This came up more than once lately.")
    assert "2 people asked this" in composed.ideas[0].why


def test_a_question_that_no_fact_answers_is_put_to_colleagues():
    told = post_brief("", asked=(asked("Clean a grinder?", "Grinder?", words=("grind",)),))
    composed = compose(told)

    assert composed.ideas == ()
    assert composed.problem == posting.ANSWER_FIRST.format(people=2, question="Clean a grinder?")


def test_a_chosen_question_is_answered_by_a_colleague():
    said = "2 people asked this in the last 28 days."
    question = "Can I clean the grinder with rice?"
    first = compose(post_brief(question, about=said))
    then = compose(post_brief(question, about=said, instruction="no, rice breaks the burrs"))

    assert first.ideas == ()
    assert first.problem == posting.NO_ANSWER.format(question=question)
    assert texts(then) == [("No, rice breaks the burrs.",)]


def test_with_nothing_known_it_says_what_it_needs():
    assert compose(post_brief("", facts=())).problem == posting.NOTHING_KNOWN


def test_few_people_are_not_thanked_in_public():
    composed = compose(post_brief("", facts=(), counted=Counted(people=2, comments=2)))

    assert composed.ideas == ()


def test_no_word_of_a_reader_comes_into_a_post():
    told = post_brief("", asked=(asked("Ship to Norway, MALLORY?", "MALLORY ship Norway?"),))

    assert "MALLORY" not in str([each.texts for each in compose(told).ideas])


def test_a_page_is_shared_with_its_title_and_address():
    composed = compose(post_brief("", page=PAGE))

    assert texts(composed) == [("Worth reading: Why mending pays\n\nhttps://news.example/mending",)]
    assert posting.WHY_READ in composed.ideas[0].texts[0].add


def test_each_account_is_written_for_in_its_language():
    composed = compose(
        post_brief("Öffnungszeiten", rooms=(room(language="de"), room(account_id="acc-2")))
    )
    german, english = composed.ideas[0].texts

    assert german.posts == english.posts == (OPENING,)
    assert posting.OTHER_LANGUAGE.format(language="English") in english.add
    assert not any("not in" in line for line in german.add)
    assert composed.ideas[1].texts[0].posts[0].startswith("Was möchtet ihr")


def test_a_language_that_rules_do_not_write_is_said():
    composed = compose(post_brief(rooms=(room(language="fr", name="Acme France"),)))

    assert composed.ideas == ()
    assert "Acme France" in composed.problem


def test_sie_or_du_as_the_account_writes():
    formal = room(language="de", recent=("Wir freuen uns auf Sie und Ihre Fragen.",))

    assert speech_of(post_brief(), formal) is GERMAN_FORMAL
    assert speech_of(post_brief(), room(language="de")) is GERMAN
    assert speech_of(post_brief(), room()) is ENGLISH
    assert speech_of(post_brief(instruction="auf Deutsch"), room()) is GERMAN


def test_a_fact_that_was_told_lately_waits_for_one_that_was_not():
    told = post_brief("", rooms=(room(recent=(SHIPPING,)),))

    assert texts(compose(told))[0] == (REFUNDS,)


# -- changes ---------------------------------------------------------------------------------


def changed(instruction: str, post: str = SHIPPING, **more: object) -> ComposedPosts:
    before = (Before(1, (("acc-1", (post,)),), None, "why", ("fact-ship",)),)
    return compose(post_brief(instruction=instruction, before=before, **more))


def test_shorter_keeps_the_first_sentence_and_the_idea_its_number():
    composed = changed("shorter please")

    assert texts(composed) == [("We ship to all of the EU, Norway and Switzerland.",)]
    assert (composed.ideas[0].number, composed.ideas[0].why) == (1, "why")


def test_a_fact_that_is_named_is_brought_in():
    composed = changed("mention how returns work")

    assert texts(composed) == [(f"{SHIPPING} {REFUNDS}",)]
    assert composed.ideas[0].texts[0].facts == ("fact-ship", "fact-back")


def test_what_is_told_is_added_once():
    once = changed("say that we are closed on Monday")
    twice = changed("we are closed on Monday", post=once.ideas[0].texts[0].posts[0])

    assert texts(once) == texts(twice) == [(f"{SHIPPING} We are closed on Monday.",)]


def test_the_other_language_needs_a_fact_in_it():
    german = fact("fact-de", "Shipping to Norway", GERMAN_SHIPPING)

    assert changed("in German").problem == post_changes.CANNOT_TRANSLATE.format(language="German")
    assert texts(changed("in German", facts=(*FACTS, german))) == [(GERMAN_SHIPPING,)]


def test_what_rules_cannot_do_is_said():
    assert changed("funnier please").problem == post_changes.CANNOT_CHANGE
    half = changed("shorter and with more swing")
    assert half.ideas[0].texts[0].add == (post_changes.NOT_DONE.format(wish="with more swing"),)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("we open at nine on Saturday", "We open at nine on Saturday."),
        ("Say that the workshop moved to Mill Lane", "The workshop moved to Mill Lane."),
        ("Die Werkstatt ist jetzt in der Mühlgasse", "Die Werkstatt ist jetzt in der Mühlgasse."),
        ("our repair café", ""),
        ("something about our repair café on Saturday", ""),
        ("write a post about what we do", ""),
        ("what are we doing on Saturday?", ""),
        ("how long beans rest before they brew well", ""),
        ("warum die Werkstatt am Montag zu ist", ""),
        ("What matters to us is taste.", "What matters to us is taste."),
        ("tips for cleaning a grinder at home", ""),
        (RECIPE, RECIPE),
        ("use a warmer tone for this", ""),
        ("add 2 hashtags at the end", ""),
        ("make it 30 seconds to read", ""),
        ("", ""),
    ],
)
def test_what_is_a_statement_and_what_only_a_topic(told: str, said: str):
    assert statement(told) == said


async def test_rules_are_held_as_models_are():
    """A draft of rules passes the same gate, and nothing of it is left out."""
    told: PostBrief = post_brief("shipping to Norway", counted=Counted(people=12, comments=20))
    result, _ = await drafted(told, tokens_left=0)

    assert result.ideas[0].texts[0].posts == (SHIPPING,)
    assert not any("left out" in line for each in result.ideas for line in each.texts[0].add)


# -- about one person ------------------------------------------------------------------------


def spotlight(merit: Merit) -> Spotlight:
    return Spotlight(
        "sp1", "T1", "acc-1", Author("did:ana", "ana.example", "Ana"), merit,
        "answered three questions of others", "at://ana/1", "https://x.example/ana/1", "mia", NOW,
    )  # fmt: skip


@pytest.mark.parametrize("merit", Merit)
async def test_a_spotlight_thanks_by_name(merit: Merit):
    """What Engage asks of itself is no text to publish; the person's name and post may stand."""
    thanks = post_brief(thanking(spotlight(merit)), about="answered three questions of others")
    then, _ = await drafted(thanks, tokens_left=0)
    ((thanked,),) = [each.texts[0].posts for each in then.ideas]

    assert "@ana.example" in thanked
    assert "They agreed" not in thanked
    assert ("https://x.example/ana/1" in thanked) is (merit is Merit.MADE_SOMETHING)
    assert not then.ideas[0].texts[0].add


@pytest.mark.parametrize("merit", Merit)
async def test_a_spotlight_names_people_of_platforms_without_handles(merit: Merit):
    person = Author("7", "Ann Lee", "Ann Lee")
    told = thanking(replace(spotlight(merit), person=person))
    result, _ = await drafted(post_brief(told, about="answered three questions"), tokens_left=0)
    ((thanked,),) = [each.texts[0].posts for each in result.ideas]

    assert "Ann Lee" in thanked
    assert "@" not in thanked


async def test_thanks_to_one_person_name_them_in_each_language():
    told = post_brief(
        "Thank @fan.example, who wrote to us 5 times on 3 days",
        about="Fan wrote to us 5 times on 3 days.",
        rooms=(room(), room(account_id="acc-2", language="de")),
    )
    result, _ = await drafted(told, tokens_left=0)

    assert [each.posts for each in result.ideas[0].texts] == [
        ("Thank you, @fan.example.",),
        ("Danke, @fan.example.",),
    ]
