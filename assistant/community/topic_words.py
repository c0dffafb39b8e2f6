"""What somebody types as a topic: cut to what is kept, and whether there is anything to go by."""

from __future__ import annotations

import re

from assistant.community.plain_text import normal
from assistant.community.studio import LONGEST_TOPIC

_LINK = re.compile(r"(?:https?://|www\.)[^\s<>|]+", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_THREAD = re.compile(
    r"\b(?:(?:as|into|in(?= an? )|make it|write|turn (?:it|this) into|als|mach\w*|schreib\w*)\W+)"
    r"(?:(?:it|this|es|das|daraus|ein|einen|a|an?|short|kurzen)\W+){0,3}thread\b"
    r"|^\W*(?:a |ein(?:en)? )?thread\b",
    re.IGNORECASE,
)
_ONE_POST = re.compile(
    r"\b(?:no thread|not a thread|without a thread|one post|(?:a )?single post|kein(?:en)? thread|"
    r"ein(?:en)?(?: einzigen| einzelnen)? post)\b",
    re.IGNORECASE,
)
_CUT = "…"


def kept_topic(text: str) -> str:
    """A topic as it is stored: in its normal form, cut at a word where it is too long."""
    text = normal(text).strip()
    if len(text) <= LONGEST_TOPIC:
        return text
    room = text[: LONGEST_TOPIC - len(_CUT)]
    return f"{room[: max(room.rfind(' '), room.rfind(chr(10)), 1)].rstrip()}{_CUT}"


def was_cut(topic: str) -> bool:
    """Whether a stored topic is the beginning of more."""
    return len(topic) > LONGEST_TOPIC * 0.9 and topic.endswith(_CUT)


def link_in(topic: str) -> str | None:
    """The first address in a topic; None without one."""
    found = _LINK.search(topic)
    return found[0].rstrip(".,;:!?)]}>\"'’") if found else None


def says_something(text: str) -> bool:
    """Whether a topic has words, beside addresses: an emoji alone names no topic."""
    return len(_LETTER.findall(_LINK.sub(" ", text))) > 1


def wants_thread(text: str) -> bool:
    """Whether somebody asks for a thread of several posts."""
    return _THREAD.search(text) is not None and not wants_one_post(text)


def wants_one_post(text: str) -> bool:
    """Whether somebody wants a thread to be one post again."""
    return _ONE_POST.search(text) is not None
