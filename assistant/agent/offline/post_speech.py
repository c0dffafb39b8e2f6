"""The sentences that posts without a model are made of, English and German.

None of them claims anything but what was counted: what is known comes from brand facts, and from
what colleagues say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.agent.offline.german import speaks_german
from assistant.agent.offline.speech import is_formal
from assistant.community.post_briefs import PostBrief, Room


@dataclass(frozen=True, slots=True)
class PostSpeech:
    """One language. `{people}` and `{comments}` are counted, `{subject}` is a title of a fact or a
    topic of a colleague.
    """

    code: str
    name: str
    asked_lately: str
    thanks: str
    what_about: str
    worth_reading: str


ENGLISH = PostSpeech(
    code="en",
    name="English",
    asked_lately="This came up more than once lately.",
    thanks="In the last {days} days {people} people wrote to us. Thank you, all of you.",
    what_about="What would you like to know about {subject}? Ask us here.",
    worth_reading="Worth reading: {title}",
)
GERMAN = PostSpeech(
    code="de",
    name="German",
    asked_lately="Danach wurde zuletzt mehrfach gefragt.",
    thanks="In den letzten {days} Tagen haben uns {people} Menschen geschrieben. Danke euch allen.",
    what_about="Was möchtet ihr zum Thema {subject} wissen? Fragt uns hier.",
    worth_reading="Lesenswert: {title}",
)
GERMAN_FORMAL = PostSpeech(
    code="de",
    name="German",
    asked_lately="Danach wurde zuletzt mehrfach gefragt.",
    thanks=(
        "In den letzten {days} Tagen haben uns {people} Menschen geschrieben. Danke Ihnen allen."
    ),
    what_about="Was möchten Sie zum Thema {subject} wissen? Fragen Sie uns hier.",
    worth_reading="Lesenswert: {title}",
)

_IN_LANGUAGE = re.compile(
    r"\b(?:in|auf|into|ins) (english|german|englisch|deutsch)\b", re.IGNORECASE
)


def speech_of(brief: PostBrief, room: Room) -> PostSpeech | None:
    """The language an account is written for in; None where rules do not write it. What a colleague
    asks for goes first.
    """
    asked = _IN_LANGUAGE.search(" ".join(reversed(brief.told)))
    code = room.language.partition("-")[0]
    if asked:
        code = "de" if asked[1].lower() in ("german", "deutsch") else "en"
    if code == "de":
        return GERMAN_FORMAL if any(map(is_formal, room.recent)) else GERMAN
    return ENGLISH if code == "en" else None


def asks_for_language(text: str) -> bool:
    """Whether a colleague names a language that rules write."""
    return _IN_LANGUAGE.search(text) is not None


def fits(text: str, speech: PostSpeech) -> bool:
    """Whether a text is in that language, as far as its little words tell."""
    return speaks_german(text) is (speech.code == "de")
