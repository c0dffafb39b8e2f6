"""Briefs of posts, for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from assistant.community.markdown import Passage
from assistant.community.post_briefs import PageRead, PostBrief, Room
from assistant.community.topics import Asked, Topic
from tests.briefs import FACTS
from tests.fakes import NOW

PAGE = PageRead(
    "https://news.example/mending",
    "Why mending pays",
    (
        Passage("", "Mending a jumper takes 20 minutes and keeps it for years."),
        Passage("Tools", "All it takes is a needle, see https://evil.example or ask @mallory."),
    ),
)


def room(**more: Any) -> Room:
    words: dict[str, Any] = {
        "account_id": "acc-1",
        "name": "Acme",
        "handle": "acme.example",
        "platform": "Bluesky",
        "longest": 300,
    }
    return Room(**words | more)


def asked(*texts: str, words: tuple[str, ...] = ("ship", "norway")) -> Topic:
    """A topic that as many people asked as there are texts."""
    quotes = tuple(
        Asked(f"did:{n}", f"fan{n}.example", text, f"https://x.example/{n}", NOW - timedelta(n))
        for n, text in enumerate(texts, 1)
    )
    return Topic(words, len(texts), quotes[:3], len(texts))


def post_brief(topic: str = "shipping to Norway", **more: Any) -> PostBrief:
    words: dict[str, Any] = {
        "studio_id": "s1",
        "topic": topic,
        "rooms": (room(),),
        "at": NOW,
        "facts": FACTS,
    }
    return PostBrief(**words | more)
