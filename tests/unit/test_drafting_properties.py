"""Whatever somebody writes, and whatever a model answers: no error, and nothing made up."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.agent.grounding import ground
from assistant.agent.offline.replying import compose
from assistant.agent.offline.speech import ENGLISH, GERMAN
from assistant.community.drafts import Confidence, Intent, Variant
from assistant.community.inbox import Topic
from assistant.community.plain_text import cleaned, invisible
from tests.briefs import FACTS, brief, triage

SAMPLE = """
    yes no we ship to Norway Bergen 3 5 12.50 € % days Friday tomorrow https://acme.example/returns
    https://evil.example @mallory.example I tried it refund you are a bot ? . ! wir ihr Sie geöffnet
    shipping returns 🎉 \u200b \u202e {{f1}} <@U1> best thank
"""
WORDS = st.lists(st.sampled_from(SAMPLE.split()), max_size=25).map(" ".join)
TEXTS = st.one_of(WORDS, st.text(max_size=80))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(TEXTS, st.sampled_from(list(Intent)), st.sets(st.sampled_from([each.id for each in FACTS])))
def test_a_grounded_draft_holds_only_sentences_of_the_composer(text, intent, facts):
    """Nothing is added to them, nothing that nobody sees is left, and doubts lower its confidence."""
    variant = Variant(text, intent, tuple(sorted(facts)), (), Confidence.HIGH)
    held = ground(variant, brief())

    if held is None:
        return
    assert held.text.strip()
    assert not invisible(held.text)
    assert len(held.text) <= len(cleaned(text))
    assert set(held.text.split()) <= set(cleaned(text).split())
    assert "evil.example" not in held.text
    assert "@mallory" not in held.text
    assert not (held.add and held.confidence is Confidence.HIGH)
    assert ground(held, brief()) is not None


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    TEXTS,
    st.sampled_from(list(Topic)),
    st.sampled_from(["en", "de", "fr", None]),
    st.sampled_from(
        ["", "shorter", "thank them", "mention returns", "yes, approve and publish it"]
    ),
    TEXTS,
)
def test_rules_say_only_what_they_know(text, topic, language, instruction, about):
    """Their own sentences, a fact's, or those of the draft they are asked to change; else why not."""
    told = brief(text, triage=triage(topic, language), instruction=instruction, about=about)
    composed = compose(told)
    known = " ".join(
        [each.text for each in FACTS]
        + [
            part
            for speech in (ENGLISH, GERMAN)
            for part in (
                speech.thanks, speech.thanks_formal, speech.noted, speech.noted_formal, speech.sorry, speech.find_out,
                speech.look_into, speech.who_writes,
            )
        ]
    )  # fmt: skip

    assert bool(composed.variants) != bool(composed.problem)
    for each in composed.variants:
        words = each.text.rstrip(".").split()
        assert {word.rstrip(".") for word in words} <= {
            word.rstrip(".") for word in (*known.split(), *about.split())
        }
