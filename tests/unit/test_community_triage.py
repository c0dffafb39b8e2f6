"""What the rules of triage say, and why; how often they are right is held in the evals."""

from __future__ import annotations

import pytest

from assistant.community.inbox import Need, Sentiment, Topic
from assistant.community.triage import triage
from assistant.community.triage_words import LANGUAGES, fold, tables


@pytest.mark.parametrize(
    ("text", "need", "topic", "why"),
    [
        ("Where is my order?", Need.REPLY, Topic.COMPLAINT, "Where is my"),
        ("Do you ship to Norway?", Need.REPLY, Topic.QUESTION, "Do you ship to Norway?"),
        ("Der Deckel ist kaputt", Need.REPLY, Topic.COMPLAINT, "kaputt"),
        ("Please send the recipe", Need.REPLY, Topic.REQUEST, "Please"),
        ("Thank you so much", Need.REPLY, Topic.PRAISE, "Thank you"),
        ("you idiots", Need.NONE, Topic.ABUSE, "idiots"),
        ("Follow me, I follow back", Need.NONE, Topic.SPAM, "advertising"),
        ("I sell cheap followers", Need.UNSURE, Topic.SPAM, "could be advertising"),
        ("Liars and crooks", Need.UNSURE, Topic.ABUSE, "could be an insult (“Liars”)"),
        ("look https://x.example/1", Need.UNSURE, Topic.TALK, "little more than a link"),
        ("🔥🔥", Need.NONE, Topic.TALK, "only emoji"),
        ("😡", Need.UNSURE, Topic.TALK, "not happy"),
        ("https://news.example/1", Need.UNSURE, Topic.TALK, "only a link"),
        ("", Need.UNSURE, Topic.TALK, "perhaps a picture"),
        ("@bob.example", Need.NONE, Topic.TALK, "other people"),
        ("@acme.example", Need.UNSURE, Topic.TALK, "only names us"),
        ("@acme.example ?", Need.REPLY, Topic.QUESTION, "question mark"),
        ("Zażółć gęślą jaźń nad wielką rzeką o świcie", Need.UNSURE, Topic.TALK, "a rule can see"),
        ("x" * 5000, Need.NONE, Topic.TALK, "short"),
    ],
)
def test_the_need_and_the_reason(text: str, need: Need, topic: Topic, why: str) -> None:
    found = triage([text], addressed=True, ours={"acme.example"})

    assert (found.need, found.topic) == (need, topic)
    assert why in found.reason


def test_an_insult_does_not_hide_a_complaint() -> None:
    assert triage(["Idiots, my parcel never arrived"], addressed=True).need is Need.REPLY


def test_an_emoji_between_words_does_not_make_it_a_reaction() -> None:
    assert triage(["Great 🔥 but when?"], addressed=True).topic is Topic.QUESTION


@pytest.mark.parametrize(
    ("text", "need"),
    [("Thanks!", Need.NONE), ("Merci beaucoup", Need.NONE), ("Thanks, but no", Need.REPLY)],
)
def test_thanks_end_a_talk_with_us_and_only_there(text: str, need: Need) -> None:
    assert triage([text], addressed=True, goes_on=True).need is need
    assert triage([text], addressed=True).need is Need.REPLY


def test_people_who_talk_with_each_other_are_left_alone() -> None:
    assert triage(["So true, love that"], addressed=True, aside=True).need is Need.NONE
    assert triage(["Which one do you use?"], addressed=True, aside=True).need is Need.UNSURE
    assert triage(["Mine broke as well"], addressed=True, aside=True).need is Need.REPLY
    assert triage(["@bob.example so true"], addressed=True).need is Need.NONE
    named = triage(["@acme.example @bob.example which one?"], addressed=True, ours={"acme.example"})
    assert named.need is Need.REPLY


def test_several_posts_are_judged_together() -> None:
    assert triage(["Hi", "quick one", "do you open on Sunday"], addressed=True).need is Need.REPLY


@pytest.mark.parametrize(
    ("text", "tag", "language"),
    [
        ("Wann macht ihr wieder auf", None, "de"),
        ("Wann macht ihr denn wieder auf", "en", "de"),  # the app's setting, not the text's
        ("When do you open again", "en-GB", "en-GB"),
        ("Vous ouvrez à quelle heure le samedi", None, "fr"),
        ("Ok", "nl", "nl"),
        ("Kiedy otwieracie", "pl", "pl"),
        ("Xyzzy", None, None),
    ],
)
def test_the_language(text: str, tag: str | None, language: str | None) -> None:
    assert triage([text], addressed=True, language=tag).language == language


def test_a_language_that_is_not_known_well_is_said() -> None:
    found = triage(["Bardzo dobra kawa, jak zawsze"], addressed=True, language="pl")

    assert found.need is Need.UNSURE
    assert "pl" in found.reason
    assert triage(["Kiedy otwieracie?"], addressed=True, language="pl").need is Need.REPLY


@pytest.mark.parametrize(
    ("text", "sentiment"),
    [
        ("I love it", Sentiment.POSITIVE),
        ("This is broken", Sentiment.NEGATIVE),
        ("Not good", Sentiment.NEGATIVE),
        ("Love the beans, the lid is broken", Sentiment.NEGATIVE),
        ("When do you open?", Sentiment.NEUTRAL),
        ("Leider ausverkauft", Sentiment.NEGATIVE),
        ("❤️", Sentiment.POSITIVE),
    ],
)
def test_the_sentiment(text: str, sentiment: Sentiment) -> None:
    assert triage([text], addressed=True).sentiment is sentiment


def test_what_is_denied_is_no_trouble() -> None:
    assert triage(["No problem at all"], addressed=True).topic is not Topic.COMPLAINT
    assert triage(["Not exactly lovely"], addressed=True).topic is Topic.COMPLAINT


def test_every_language_has_every_table() -> None:
    assert set(tables()) == set(LANGUAGES)
    for table in tables().values():
        assert len(table.common) > 40


def test_folded_letters_know_their_places() -> None:
    text = "Ça, c'est cassé !"
    folded = fold(text)

    assert folded.text.strip() == "ca cest casse"
    assert text[folded.at[folded.text.index("casse")] :].startswith("cassé")
