"""Drafts without a language model: a brand fact in a plain sentence, thanks for praise, or the
honest word that a person must answer. English and German; nothing is ever made up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.agent.offline.changes import Change, read_wishes
from assistant.agent.offline.fact_finding import Match, best
from assistant.agent.offline.german import speaks_german
from assistant.agent.offline.speech import (
    GERMAN,
    Speech,
    asks_who_writes,
    is_formal,
    speech_of,
)
from assistant.agent.sentences import Sentences
from assistant.community.brand import BrandFact
from assistant.community.briefs import Brief
from assistant.community.drafts import Confidence, Intent, Variant
from assistant.community.inbox import Need, Sentiment, Topic
from assistant.community.reading import fold

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
NOT_DONE = "See to “{wish}”: without a language model Engage could not."
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
    if topic in (Topic.SPAM, Topic.ABUSE) and brief.triage.need is Need.NONE:
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
    """What a colleague asked for, as far as rules can; what they cannot is said beside it."""
    wishes = read_wishes(brief.instruction)
    if wishes.speech and wishes.speech is not speech:
        answers = _answers(brief, wishes.speech)
        if not wishes.changes and not wishes.rest:
            return Composed(answers)
        speech, brief = wishes.speech, replace(brief, about=answers[0].text)
    found, left = _facts_for(wishes.rest, brief.facts)
    made = _reworked(brief, speech, wishes.changes, found)
    if made is None:
        return Composed(problem=CANNOT_CHANGE if brief.about else ONLY_FACTS)
    undone = tuple(NOT_DONE.format(wish=wish) for wish in left)
    low = Confidence.LOW if undone else made.confidence
    return Composed((replace(made, add=(*made.add, *undone), confidence=low),))


def _facts_for(
    wishes: tuple[str, ...], facts: Sequence[BrandFact]
) -> tuple[tuple[Match, ...], tuple[str, ...]]:
    """The facts that these wishes name, each once, and the wishes that name none."""
    named = [(wish, best(wish, facts)) for wish in wishes]
    left = tuple(wish for wish, match in named if match is None)
    found = [match for _, match in named if match]
    # "mention how returns and refunds work" is one wish, and only the whole names its fact
    if len(left) > 1 and (match := best(" ".join(left), facts)):
        found, left = [*found, match], ()
    return tuple({match.fact.id: match for match in found}.values()), left


def _reworked(
    brief: Brief, speech: Speech, changes: frozenset[Change], found: Sequence[Match]
) -> Variant | None:
    """One draft of everything asked for; None where rules can do nothing of it."""
    shorter = Change.SHORTER in changes
    kept = _shortened(brief) if shorter and brief.about else None
    polite = _polite(brief, speech, changes, alone=kept is None and not found)
    if not found:
        before = [each for each in (polite, kept) if each]
        return _joined(before) if before else None
    # Thanks and apologies alone take the draft's place; what is made shorter stays behind them.
    base = brief.about if not changes else ""
    pieces = [each for each in (polite, kept) if each]
    brief = replace(brief, longest=0) if shorter else brief
    for match in found:
        if kept is None or match.fact.id not in kept.facts:
            pieces.append(_with_fact(brief, speech, match, base))
            base = ""
    return _joined(pieces)


def _polite(
    brief: Brief, speech: Speech, changes: frozenset[Change], *, alone: bool
) -> Variant | None:
    if Change.SORRY in changes:
        if alone:
            return _open_end(speech, complains=True)
        return Variant(speech.sorry, Intent.APOLOGISE, confidence=Confidence.MEDIUM)
    return _thanks(brief, speech) if Change.THANK in changes else None


def _joined(pieces: Sequence[Variant]) -> Variant:
    """Several pieces as one text; it is as sure as the least of them."""
    return Variant(
        " ".join(each.text for each in pieces),
        pieces[-1].intent,
        tuple(dict.fromkeys(fact for each in pieces for fact in each.facts)),
        tuple(dict.fromkeys(add for each in pieces for add in each.add)),
        max((each.confidence for each in pieces), key=list(Confidence).index),
    )


def _shortened(brief: Brief) -> Variant:
    """The draft's first sentence, resting on the facts that hold it word for word."""
    first = _sentences(brief.about)[0]
    held = tuple(fact.id for fact in brief.facts if fold(first) in fold(fact.text))
    return Variant(first, Intent.ANSWER, held, confidence=Confidence.LOW)


def _told(fact: BrandFact, before: str, longest: int | None) -> str:
    """The fact's sentences, as many as fit; the first one in any case, and none twice."""
    said = fold(before)
    sentences = [each for each in _sentences(fact.text) if fold(each) not in said] or [""]
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
