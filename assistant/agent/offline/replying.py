"""Drafts without a language model: a brand fact in a plain sentence, thanks for praise, or the
honest word that a person must answer. English and German; nothing is ever made up.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.agent.offline.fact_finding import Match, best
from assistant.agent.offline.german import speaks_german
from assistant.agent.offline.speech import (
    GERMAN,
    Change,
    Speech,
    asks_who_writes,
    change_of,
    is_formal,
    speech_of,
    spoken_in,
)
from assistant.agent.sentences import Sentences
from assistant.community.brand import BrandFact
from assistant.community.briefs import Brief
from assistant.community.drafts import Confidence, Intent, Variant
from assistant.community.inbox import Sentiment, Topic

NO_WORDS = (
    "There are no words in it to answer, only a picture or a video that Engage cannot see. Please "
    "look at it and write the reply yourself."
)
NOTHING_TO_ANSWER = (
    "Rules take this for {what}, so no reply is drafted. If you see it another way, write one."
)
NOT_MY_LANGUAGE = (
    "Without a language model Engage drafts in English and German only. Please write this reply "
    "yourself."
)
ONLY_FACTS = (
    "Without a language model Engage drafts thanks, and answers that a brand fact holds. Please "
    "write this reply yourself."
)
CANNOT_CHANGE = (
    "Without a language model Engage can only make a draft shorter, say thanks or sorry, or add a "
    "brand fact that you name. Please edit the draft."
)
FIND_OUT = "Find out the answer, or say who does: no brand fact holds it."
LOOK_INTO = "Say who looks into it: no brand fact says what happens next."
NOT_SURE = "Check that this brand fact answers what was asked: it shares few words with it."
_OTHER_LANGUAGE = "The brand fact is not in {language}: please put it into that language."
_ASKING = frozenset({Topic.QUESTION, Topic.REQUEST, Topic.COMPLAINT})


@dataclass(frozen=True, slots=True)
class Composed:
    """Drafts, the best first; without any, `problem` is the sentence that says why."""

    variants: tuple[Variant, ...] = ()
    problem: str = ""


def compose(brief: Brief) -> Composed:
    """Draft by rules alone."""
    if not brief.asked:
        return Composed(problem=NO_WORDS)
    speech = speech_of(brief)
    if speech is None:
        return Composed(problem=NOT_MY_LANGUAGE)
    if brief.instruction:
        return _changed(brief, speech)
    if asks_who_writes(brief.asked):
        return Composed((who_writes(speech),))
    return _first(brief, speech)


def _first(brief: Brief, speech: Speech) -> Composed:
    topic = brief.triage.topic
    if topic in (Topic.SPAM, Topic.ABUSE):
        return Composed(problem=NOTHING_TO_ANSWER.format(what=topic.value))
    if topic in _ASKING or "?" in brief.asked:
        return Composed(_answers(brief, speech))
    if topic is Topic.PRAISE or brief.triage.sentiment is Sentiment.POSITIVE:
        return Composed((_thanks(brief, speech),))
    return Composed(problem=ONLY_FACTS)


def who_writes(speech: Speech) -> Variant:
    """The truth for whoever asks whether a bot writes."""
    return Variant(speech.who_writes, Intent.ANSWER, confidence=Confidence.HIGH)


def _answers(brief: Brief, speech: Speech) -> tuple[Variant, ...]:
    complains = brief.triage.topic is Topic.COMPLAINT
    open_end = _open_end(speech, complains=complains)
    found = best(brief.asked, brief.facts)
    if found is None:
        return (open_end,)
    return (_with_fact(brief, speech, found, speech.sorry if complains else ""), open_end)


def _with_fact(brief: Brief, speech: Speech, found: Match, before: str) -> Variant:
    text = _told(found.fact, before, brief.longest)
    add = () if found.sure else (NOT_SURE,)
    if speaks_german(found.fact.text) is not (speech is GERMAN):
        add = (*add, _OTHER_LANGUAGE.format(language=speech.name))
    confidence = Confidence.LOW if add else Confidence.MEDIUM
    return Variant(text, Intent.ANSWER, (found.fact.id,), add, confidence)


def _open_end(speech: Speech, *, complains: bool) -> Variant:
    if complains:
        return Variant(speech.look_into, Intent.APOLOGISE, add=(LOOK_INTO,))
    return Variant(speech.find_out, Intent.HAND_OVER, add=(FIND_OUT,))


def _thanks(brief: Brief, speech: Speech) -> Variant:
    formal = is_formal(brief.asked)
    praised = brief.triage.topic is Topic.PRAISE or brief.triage.sentiment is Sentiment.POSITIVE
    if praised:
        text = speech.thanks_formal if formal else speech.thanks
    else:
        text = speech.noted_formal if formal else speech.noted
    return Variant(text, Intent.THANK, confidence=Confidence.MEDIUM)


def _changed(brief: Brief, speech: Speech) -> Composed:
    """What a colleague asked for, as far as rules can."""
    other = spoken_in(brief.instruction)
    if other and other is not speech:
        return Composed(_answers(brief, other))
    change = change_of(brief.instruction)
    if change is Change.SHORTER and brief.about:
        return Composed((_shortened(brief),))
    if change is Change.THANK:
        return Composed((_thanks(brief, speech),))
    if change is Change.SORRY:
        return Composed((_open_end(speech, complains=True),))
    if found := best(brief.instruction, brief.facts):
        return Composed((_with_fact(brief, speech, found, brief.about),))
    return Composed(problem=CANNOT_CHANGE if brief.about else ONLY_FACTS)


def _shortened(brief: Brief) -> Variant:
    """The draft's first sentence, resting on the facts that hold it word for word."""
    first = _sentences(brief.about)[0]
    held = tuple(fact.id for fact in brief.facts if first in fact.text)
    return Variant(first, Intent.ANSWER, held, confidence=Confidence.LOW)


def _told(fact: BrandFact, before: str, longest: int | None) -> str:
    """The fact's sentences, as many as fit; the first one in any case."""
    sentences = _sentences(fact.text)
    text = f"{before} {sentences[0]}".strip()
    for sentence in sentences[1:]:
        longer = f"{text} {sentence}"
        if longest is not None and len(longer) > longest:
            break
        text = longer
    return text if text[-1] in ".!?…" else f"{text}."


def _sentences(text: str) -> list[str]:
    cut = Sentences()
    return [piece.strip() for piece in [*cut.feed(text), *cut.flush()] if piece.strip()]
