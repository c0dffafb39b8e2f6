"""Why the readers of a post would care, in words: only from what was counted or said.

No interest is invented: where nothing shows that readers want it, the sentence says so.
"""

from __future__ import annotations

import textwrap
from types import MappingProxyType

from assistant.community.classifying import classify_text
from assistant.community.content_words import content_words
from assistant.community.mix import Function, Label, Value
from assistant.community.own_mix import Ours
from assistant.community.post_briefs import PostBrief
from assistant.community.topics import Topic

YOU_ASKED = "You asked for it. Nothing in the last 28 days shows that readers ask for it, too."
NOBODY = "Nothing in the last 28 days shows that readers ask for it."

_SHOWN = 90
_ENOUGH = 2
"""Words of content by which a text is on a topic."""

_LACKING = MappingProxyType(
    {
        Function.SHARE: "Your posts of the last 28 days hardly share anything; this one does.",
        Function.JOIN: "Your posts of the last 28 days hardly join a conversation; this one does.",
        Function.RESPOND: "Your posts of the last 28 days hardly answer anybody; this one does.",
        Function.PROMOTE: "Your posts of the last 28 days promote little; there is room for it.",
    }
)


def why(brief: PostBrief, text: str, function: Function | None, asked: Topic | None = None) -> str:
    """One to three sentences beside an idea.

    Args:
        text: of the idea, in any of its languages.
        asked: what it is known to answer; None where its words are to tell.
    """
    said: list[str] = []
    if topic := asked or next((each for each in brief.asked if touches(text, each)), None):
        said.append(_asked(topic))
    elif brief.about:
        said.append(brief.about)
    if drew := _drew(brief, text):
        said.append(drew)
    if not said:
        said.append(YOU_ASKED if brief.topic or brief.told else NOBODY)
    if function is not None and function is brief.missing:
        said.append(_LACKING[function])
    return " ".join(said)


def touches(text: str, topic: Topic) -> bool:
    """Whether a text is about what people ask."""
    words = frozenset(topic.words)
    shared = words & content_words(text)
    return bool(words) and len(shared) >= min(_ENOUGH, len(words))


def label_of(text: str, function: Function, value: Value, handles: tuple[str, ...]) -> Label:
    """What a post is for. A rule that sees promotion counts over what its composer says.

    Args:
        handles: of our own accounts.
    """
    ours = Ours(handles=frozenset(each.lower().removeprefix("@") for each in handles))
    read = classify_text(text, ours)
    promotes = read.function is Function.PROMOTE
    return Label(Function.PROMOTE if promotes else function, value, read.reason)


def _asked(topic: Topic) -> str:
    sample = textwrap.shorten(topic.sample, _SHOWN, placeholder="…")
    return f"{topic.said} For example: “{sample}”"


def _drew(brief: PostBrief, text: str) -> str:
    """A post of ours on the same thing that people talked under."""
    if brief.counted.best is None:
        return ""
    best, comments = brief.counted.best
    if len(content_words(best) & content_words(text)) <= _ENOUGH:
        return ""
    begins = textwrap.shorten(best, _SHOWN, placeholder="…")
    noun = "comment" if comments == 1 else "comments"
    return f"Your post “{begins}” drew {comments} {noun}."
