"""The brief of a post as the model reads it: one JSON object, so that no words in it can pass for a
heading. Nothing of it ever stands in the system prompt.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from assistant.agent.briefing import fact_names
from assistant.agent.phrases import today
from assistant.community.post_briefs import PageRead, PostBrief, Room

MOST_PASSAGES = 40
LONGEST_PAGE = 6_000
"""Characters of a page; what comes later is left out."""

LONGEST_RECENT = 200
_QUESTION = 300
_CUT = "…"


def room_names(brief: PostBrief) -> Mapping[str, Room]:
    """The accounts by the short ids that the model gets: a1, a2 and so on."""
    return {f"a{at}": room for at, room in enumerate(brief.rooms, 1)}


def request_of(brief: PostBrief) -> str:
    """The one message to the model."""
    rooms = room_names(brief)
    told: dict[str, object] = {
        "today": today(brief.at, brief.zone),
        "colleague": _colleague(brief),
        "pasted_text": brief.topic if brief.pasted else None,
        "chosen_question": brief.chosen or None,
        "page": _page(brief.page) if brief.page else None,
        "write_for": [_room(name, room) for name, room in rooms.items()],
        "brand_facts": [
            {
                "id": name,
                "title": fact.title,
                "text": fact.text,
                "only_for": [each for each, room in rooms.items() if room.may_use(fact)],
            }
            for name, fact in fact_names(brief.facts).items()
        ],
        "people_ask": [
            {"people": each.people, "for_example": [_cut(one.text) for one in each.quotes]}
            for each in brief.asked
        ],
        "missing": brief.missing,
        "thread": brief.thread,
        "images": brief.images,
        "ideas_before": _before(brief),
    }
    kept = {name: value for name, value in told.items() if value not in (None, [], (), {})}
    return json.dumps(kept, ensure_ascii=False)


def _colleague(brief: PostBrief) -> dict[str, str]:
    own = not (brief.pasted or brief.chosen)
    asks = "\n".join(text for text in (*brief.answers, brief.instruction) if text)
    said = {"topic": brief.topic if own else "", "asks": asks}
    return {name: text for name, text in said.items() if text}


def _page(page: PageRead) -> dict[str, object]:
    kept: list[dict[str, str]] = []
    room = LONGEST_PAGE
    for passage in page.passages[:MOST_PASSAGES]:
        if room <= 0:
            break
        kept.append({"heading": passage.heading, "text": passage.text[:room]})
        room -= len(passage.text)
    return {"address": page.url, "title": page.title, "passages": kept}


def _room(name: str, room: Room) -> dict[str, object]:
    voice = room.voice
    return {
        "account": name,
        "name": room.name,
        "platform": room.platform,
        "longest": room.longest,
        "language": room.language,
        "voice": {"do": voice.do, "dont": voice.dont, "measured": voice.measured},
        "examples": voice.examples,
        "recent_posts": [text[:LONGEST_RECENT] for text in room.recent],
    }


def _before(brief: PostBrief) -> list[dict[str, object]]:
    return [
        {
            "number": each.idea,
            "texts": [
                {"account": name, "posts": posts}
                for name, room in room_names(brief).items()
                if (posts := each.of(room.account_id))
            ],
        }
        for each in brief.before
    ]


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _QUESTION else f"{text[: _QUESTION - 1]}{_CUT}"
