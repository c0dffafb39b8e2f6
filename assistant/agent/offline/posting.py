"""Posts without a language model: a brand fact told plainly, an answer to what people keep asking,
thanks that were counted, a question to readers. English and German; nothing is ever made up, and
where nothing is known, no filler: then it says what it needs.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.agent.offline.fact_finding import Match, best
from assistant.agent.offline.post_changes import changed
from assistant.agent.offline.post_people import about_one
from assistant.agent.offline.post_speech import ENGLISH, PostSpeech, fits, speech_of
from assistant.agent.offline.post_statements import names_a_thing, statement, told_plainly
from assistant.community.brand import BrandFact
from assistant.community.drafts import Confidence
from assistant.community.mix import Function, Value
from assistant.community.post_briefs import PageRead, PostBrief, PostIdea, PostText, Room
from assistant.community.post_reasons import label_of, touches, why
from assistant.community.topic_words import says_something
from assistant.community.topics import Topic

TELL_ME = (
    "Tell me one thing that is true about “{topic}”, here in the thread, and I will build on it."
)
NOTHING_KNOWN = (
    "Nothing keeps coming up in the last 28 days, and no brand fact is stored yet. Tell me one "
    "thing that is true about what you do, here in the thread, and I will build on it."
)
ANSWER_FIRST = (
    "{people} people ask “{question}”, and no brand fact answers it. Tell me the answer, here in "
    "the thread, and I will build on it."
)
NO_ANSWER = (
    "No brand fact answers “{question}”. Tell me the answer, here in the thread, and I will build "
    "on it."
)
NOT_MY_LANGUAGE = (
    "Without a language model Engage writes posts in English and German only. Please write the one "
    "for {name} yourself."
)
NOT_SURE = "Check that this brand fact is what you mean: it shares few words with the topic."
OTHER_LANGUAGE = "The brand fact is not in {language}: please put it into that language."
WHY_READ = "Say in your own words why it is worth reading."
FEWEST_PEOPLE = 3
"""People whom thanks are written for: fewer are thanked by name, in an answer."""

_MOST = 3
_THANKS = re.compile(r"\b(?:thank|thanks|danke|bedank\w*|dank)\b", re.IGNORECASE)
_LONG_SUBJECT = 60
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class ComposedPosts:
    """Ideas, the best first; `problem` is the sentence that says why there is none, or what would
    make more of them.
    """

    ideas: tuple[PostIdea, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Told:
    """One idea before it is put into words for each account.

    Attributes:
        asked: what readers keep asking, where it answers that.
        subject: what a question to readers would be about, "" for none.
        person: whether the topic is about one person.
    """

    value: Value
    match: Match | None = None
    asked: Topic | None = None
    words: str = ""
    why: str = ""
    subject: str = ""
    page: PageRead | None = None
    person: bool = False


def compose(brief: PostBrief) -> ComposedPosts:
    """Write by rules alone."""
    if brief.instruction and brief.before:
        ideas, problem = changed(brief)
        return ComposedPosts(ideas, problem)
    found = list(_found(brief))[:_MOST]
    ideas = tuple(idea for number, told in enumerate(found) if (idea := _idea(brief, told, number)))
    return ComposedPosts(ideas, _problem(brief, ideas))


def _found(brief: PostBrief) -> Iterator[_Told]:
    """Ideas that something stands behind, one for each value, the best first."""
    if about_one(brief.topic, ENGLISH) and not brief.instruction and not brief.chosen:
        yield _Told(Value.MOTIVATE, person=True)
        return
    known = list(_known(brief))
    yield from known
    open_topic = not brief.wanted and not brief.pasted
    thanks = open_topic or _THANKS.search(brief.wanted)
    if thanks and brief.counted.people >= FEWEST_PEOPLE:
        yield _Told(Value.MOTIVATE, why=brief.counted.said)
    if subject := next((told.subject for told in known if told.subject), ""):
        yield _Told(Value.ENTERTAIN, subject=subject)


def _known(brief: PostBrief) -> Iterator[_Told]:
    if brief.page is not None:
        yield _Told(Value.EDUCATE, page=brief.page)
    elif brief.wanted:
        yield from _of_topic(brief)
    elif told := _of_readers(brief):
        yield told


def _of_topic(brief: PostBrief) -> Iterator[_Told]:
    """What the colleague says, and the fact that it names."""
    typed = "" if brief.chosen or brief.pasted else brief.topic
    if words := _in_their_words(brief) or statement(typed):
        yield _Told(Value.INFORM, words=words)
    match = best(brief.wanted, brief.facts)
    if match and (match.sure or not words):
        said = f"{brief.wanted} {match.fact.title}"
        asked = next((each for each in brief.asked if touches(said, each)), None)
        own = _is_subject(brief.topic) and not brief.chosen
        subject = brief.topic if own else match.fact.title
        yield _Told(Value.EDUCATE, match, asked=asked, subject=_subject(subject))


def _in_their_words(brief: PostBrief) -> str:
    """What a colleague told in the thread, the latest of it; "" for nothing a post can say."""
    answers = says_something(brief.topic) and not brief.before
    told = (brief.instruction, *reversed(brief.answers))
    return next((words for each in told if (words := statement(each, answers=answers))), "")


def _of_readers(brief: PostBrief) -> _Told | None:
    """The question that most people ask and a fact answers; any fact where nobody asks."""
    for topic in brief.asked:
        if match := best(" ".join(quote.text for quote in topic.quotes), brief.facts):
            subject = _subject(match.fact.title)
            return _Told(Value.EDUCATE, match, asked=topic, subject=subject)
    if brief.facts and not brief.asked:
        fact = _fresh(brief)
        return _Told(Value.EDUCATE, Match(fact, sure=True), subject=_subject(fact.title))
    return None


def _fresh(brief: PostBrief) -> BrandFact:
    """The fact that no latest post tells already, if there is one; the first one otherwise."""
    recent = " ".join(text for room in brief.rooms for text in room.recent).casefold()
    return next(
        (fact for fact in brief.facts if fact.text.casefold() not in recent), brief.facts[0]
    )


def _is_subject(topic: str) -> bool:
    return len(topic) <= _LONG_SUBJECT and "://" not in topic and names_a_thing(topic)


def _subject(title: str) -> str:
    """What readers can be asked about; "" for a title that is a question or a sentence."""
    return title if names_a_thing(title) else ""


def _idea(brief: PostBrief, told: _Told, number: int) -> PostIdea | None:
    texts = [
        text
        for room in brief.rooms
        if (speech := speech_of(brief, room)) and (text := _text(brief, told, room, speech))
    ]
    if not texts:
        return None
    first = "\n\n".join(texts[0].posts)
    label = label_of(first, Function.SHARE, told.value, tuple(r.handle for r in brief.rooms))
    reason = told.why or why(brief, first, label.function, told.asked)
    return PostIdea(label, reason, tuple(texts), number)


def _text(brief: PostBrief, told: _Told, room: Room, speech: PostSpeech) -> PostText | None:
    if told.person:
        words = about_one(brief.topic, speech)
        return PostText(room.account_id, (words,), confidence=Confidence.MEDIUM)
    if told.page is not None:
        posts = f"{speech.worth_reading.format(title=_title(told.page))}\n\n{told.page.url}"
        return PostText(room.account_id, (posts,), add=(WHY_READ,))
    if told.words:
        return PostText(room.account_id, (told.words,), confidence=Confidence.MEDIUM)
    if told.match is not None:
        return _with_fact(told, told.match, room, speech)
    if told.subject:
        asks = speech.what_about.format(subject=told.subject)
        return PostText(room.account_id, (asks,), confidence=Confidence.MEDIUM)
    counted = brief.counted
    thanks = speech.thanks.format(people=counted.people, days=counted.days)
    return PostText(room.account_id, (thanks,), confidence=Confidence.MEDIUM)


def _with_fact(told: _Told, match: Match, room: Room, speech: PostSpeech) -> PostText | None:
    if not room.may_use(match.fact):
        return None
    opening = speech.asked_lately if told.asked else ""
    add = () if match.sure else (NOT_SURE,)
    if not fits(match.fact.text, speech):
        add = (*add, OTHER_LANGUAGE.format(language=speech.name))
    post = told_plainly(opening, match.fact.text, room.longest)
    confidence = Confidence.LOW if add else Confidence.HIGH
    return PostText(room.account_id, (post,), (match.fact.id,), add, confidence)


def _title(page: PageRead) -> str:
    return page.title or textwrap.shorten(page.passages[0].text, _SHOWN, placeholder="…")


def _problem(brief: PostBrief, ideas: tuple[PostIdea, ...]) -> str:
    """What is missing, in one sentence; "" where nothing is."""
    silent = [room.name for room in brief.rooms if speech_of(brief, room) is None]
    if silent:
        return NOT_MY_LANGUAGE.format(name=" and ".join(silent))
    if any(text.facts or idea.label.value is not Value.MOTIVATE for idea in ideas
           for text in idea.texts):  # fmt: skip
        return ""
    if brief.chosen:
        question = textwrap.shorten(brief.chosen, _SHOWN, placeholder="…")
        return NO_ANSWER.format(question=question)
    if brief.wanted or brief.pasted:
        topic = textwrap.shorten(brief.topic or brief.instruction, _SHOWN, placeholder="…")
        return TELL_ME.format(topic=topic)
    if brief.asked:
        first = brief.asked[0]
        question = textwrap.shorten(first.sample, _SHOWN, placeholder="…")
        return ANSWER_FIRST.format(people=first.people, question=question)
    return "" if ideas else NOTHING_KNOWN
