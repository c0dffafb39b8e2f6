"""A brief as the model reads it: one JSON object, so that no words in it can pass for a heading.

Nothing of it ever stands in the system prompt.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from assistant.agent.phrases import today
from assistant.community.brand import BrandFact
from assistant.community.briefs import Brief

BEGINNING, END = 1_000, 500
"""Characters of one post; what is longer is cut in the middle: people ask at the end."""

MOST_POSTS = 20
"""Posts of the thread, the latest ones."""

_CUT = " […] "
_PICTURE = "(no words: a picture or a video that you cannot see)"


def fact_names(facts: Sequence[BrandFact]) -> Mapping[str, BrandFact]:
    """The facts by the short ids that the model gets: f1, f2 and so on."""
    return {f"f{at}": fact for at, fact in enumerate(facts, 1)}


def cited(facts: Sequence[BrandFact], names: Sequence[str]) -> tuple[str, ...]:
    """Ids of the facts that a model cites by their short ids; what it made up is left out."""
    known = fact_names(facts)
    return tuple(known[name].id for name in dict.fromkeys(names) if name in known)


def in_lines(texts: Sequence[str]) -> tuple[str, ...]:
    """What a model says is missing, a line each."""
    return tuple(line for text in texts if (line := " ".join(text.split())))


def request_of(brief: Brief) -> str:
    """The one message to the model."""
    triage, voice = brief.triage, brief.voice
    told: dict[str, object] = {
        "today": today(brief.at, brief.zone),
        "we_are": {"name": brief.name, "handle": brief.handle, "platform": brief.platform},
        "answer_this": {
            "by": brief.person.called,
            "texts": [_cut(text) or _PICTURE for text in brief.texts],
            "situation": f"{triage.topic}: {triage.reason}",
            "language": triage.language,
        },
        "thread": [
            {"by": said.author, "us": said.ours, "text": _cut(said.text) or _PICTURE}
            for said in brief.thread[-MOST_POSTS:]
        ],
        "earlier": [
            {"they": _cut(each.text), "we": _cut(each.answer) if each.answer else None}
            for each in brief.earlier
        ],
        "brand_facts": [
            {"id": name, "title": fact.title, "text": fact.text}
            for name, fact in fact_names(brief.facts).items()
        ],
        "voice": {"do": voice.do, "dont": voice.dont, "measured": voice.measured},
        "examples": voice.examples,
        "longest": brief.longest,
        "colleague": {"asks": brief.instruction, "about_draft": brief.about},
    }
    if not brief.instruction:
        del told["colleague"]
    return json.dumps(told, ensure_ascii=False)


def _cut(text: str) -> str:
    text = text.strip()
    if len(text) <= BEGINNING + END:
        return text
    return f"{text[:BEGINNING]}{_CUT}{text[-END:]}"
