"""What a small run has in hand, for tests of the gate."""

from __future__ import annotations

from typing import Any

from assistant.agent.evidence import Evidence
from assistant.agent.gate.reading import Reading
from tests.evals.gate_cases import evidence_of

BLUESKY, MASTODON = "bluesky:acme.test", "mastodon:@acme@example.social"
WEEK = ["2026-11-16", "2026-11-22", "this week"]
BEFORE = ["2026-11-09", "2026-11-15", "last week"]


def fact(number: int, metric: str, value: Any, wording: str, **more: Any) -> dict[str, Any]:
    return {
        "id": f"f{number}",
        "metric": metric,
        "value": value,
        "wording": wording,
        "window": WEEK,
        "account": BLUESKY,
        **more,
    }


FACTS = [
    fact(1, "replies", 12, "12 replies this week (16-22 Nov)"),
    fact(
        2,
        "replies",
        31,
        "31 replies this week, up from 14 last week",
        direction="up",
        baseline=BEFORE,
    ),
    fact(
        3,
        "likes",
        34,
        "34 likes this week, after 30 last week",
        direction="unclear",
        baseline=BEFORE,
    ),
    fact(4, "open_items", 3, "3 unanswered comments from this week"),
    fact(5, "response_time_median", 7200, "a median response time of 2 h this week"),
    fact(6, "quotes", 0, "0 quotes this week"),
    fact(7, "mentions", None, "no data on mentions this week"),
    fact(8, "posts", 6, "at least 6 posts this week", at_least=True),
    fact(9, "reposts", 4, "4 reposts this week", as_of="2026-11-19"),
    fact(10, "name", "ben.test", "ben.test", window=None),
    fact(
        11,
        "post_engagements",
        48,
        "48 engagements on the post of 17 Oct",
        window=None,
        call="list_posts(best)",
    ),
    fact(12, "best_time", 32, "Tuesdays 08:00-12:00", window=None, call="best_times()"),
    fact(13, "replies", 7, "7 replies on Mastodon this week", account=MASTODON),
    fact(14, "replies", 19, "19 replies this week", account=None),
    fact(15, "conversation_share", 0.4, "40 % of 30 engagements being replies this week"),
]
QUOTES = [
    {"id": "q1", "text": "Love the new roast", "account": BLUESKY, "written_at": "2026-10-17"},
    {
        "id": "q2",
        "text": "Wow, 9000 replies",
        "author": "maria.example",
        "written_at": "2026-10-03",
    },
]


def evidence(**more: Any) -> Evidence:
    """Two accounts, facts of every kind, two quotes; anything else as asked for."""
    return evidence_of({"accounts": [BLUESKY, MASTODON], "facts": FACTS, "quotes": QUOTES, **more})


def read(sentence: str, **more: Any) -> Reading:
    return Reading(sentence, evidence(**more))
