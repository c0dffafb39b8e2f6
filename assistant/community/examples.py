"""What people of the brand answered in a like situation, as examples of its voice.

An example shows how, never what: names, figures, links and accounts of that other talk are taken
out, so that nothing of one person's messages can come into another's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.community.inbox import Topic, Triage

MOST = 3
LONGEST = 400
"""Characters of one example; longer answers teach length alone."""

_LINK = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.\S+")
_DOMAIN = re.compile(r"\b(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?")
_HANDLE = re.compile(r"[@#]\w[\w.-]*(?:@[\w.-]+)?")
_FIGURE = re.compile(r"\d+(?:[.,:/-]\d+)*")
_CALLED = re.compile(
    r"(?P<before>\b(?:hi|hey|hello|hallo|dear|liebe[rs]?|thanks|thank you|danke)[ ,]+)"
    r"[A-ZÄÖÜ]\w+(?: [A-ZÄÖÜ]\w+)?(?=[,.!:\s]|$)",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"(?<=[a-z,;:] )(?!I\b)[A-ZÄÖÜ][\w'’-]+(?: [A-ZÄÖÜ][\w'’-]+)*")
_GERMAN = "de"


@dataclass(frozen=True, slots=True)
class Answered:
    """A comment of somebody, and what a person of the brand answered."""

    comment: str
    author: str
    triage: Triage
    reply: str
    at: datetime


def like(situation: Triage, answered: Iterable[Answered]) -> tuple[str, ...]:
    """Replies to the same kind of comment in the same language, the latest first, made neutral."""
    fitting = [
        each
        for each in answered
        if each.triage.topic is situation.topic
        and situation.topic not in (Topic.SPAM, Topic.ABUSE)
        and _same_language(each.triage, situation)
        and 0 < len(each.reply.strip()) <= LONGEST
    ]
    fitting.sort(key=lambda each: each.at, reverse=True)
    told = dict.fromkeys(neutral(each.reply, (each.author,), each.triage) for each in fitting)
    return tuple(text for text in told if _says_something(text))[:MOST]


def neutral(reply: str, names: Sequence[str], triage: Triage) -> str:
    """A reply without what belongs to its own talk alone.

    Args:
        names: of the people in it, as they are shown.
    """
    text = reply
    for pattern in (_LINK, _HANDLE, _DOMAIN):
        text = pattern.sub("…", text)
    for name in names:
        for part in name.split():
            text = re.sub(rf"\b{re.escape(part)}\b", "…", text, flags=re.IGNORECASE)
    text = _CALLED.sub(r"\g<before>…", text)
    if _language(triage) != _GERMAN:  # there every noun has a capital
        text = _CAPITAL.sub("…", text)
    return " ".join(_FIGURE.sub("…", text).split())


def _same_language(one: Triage, two: Triage) -> bool:
    """Also where one of them cannot be told."""
    return len({_language(one), _language(two)} - {""}) <= 1


def _language(triage: Triage) -> str:
    return (triage.language or "").partition("-")[0]


def _says_something(text: str) -> bool:
    return len(text.replace("…", "").split()) > 1
