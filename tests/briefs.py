"""Briefs to draft from, and brand facts to rest on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from assistant.community.brand import BrandFact
from assistant.community.briefs import Brief
from assistant.community.inbox import Need, Sentiment, Topic, Triage
from assistant.community.posts import Author
from tests.fakes import NOW

SHIPPING = "We ship to all of the EU, Norway and Switzerland. It takes 3 to 5 working days."
REFUNDS = "You can send things back within 30 days: https://acme.example/returns tells how."
OPENING = "Wir haben montags bis freitags von 9 bis 18 Uhr geöffnet."


def fact(id_: str, title: str, text: str, **more: Any) -> BrandFact:
    return BrandFact(
        id_, "T1", title, text, "the shop's page", "U1", NOW - timedelta(days=9), **more
    )


FACTS = (
    fact("fact-ship", "Shipping", SHIPPING),
    fact("fact-back", "Returns", REFUNDS),
    fact("fact-open", "Öffnungszeiten", OPENING),
)


def triage(
    topic: Topic = Topic.QUESTION,
    language: str | None = "en",
    sentiment: Sentiment = Sentiment.NEUTRAL,
) -> Triage:
    return Triage(Need.REPLY, topic, "asks something", sentiment, language)


def brief(*texts: str, **more: Any) -> Brief:
    words: dict[str, Any] = {
        "item_id": "i1",
        "name": "Acme",
        "handle": "acme.example",
        "platform": "Bluesky",
        "person": Author("did:ana", "ana.example", "Ana"),
        "texts": texts or ("Do you ship to Norway?",),
        "triage": triage(),
        "at": NOW,
        "facts": FACTS,
        "longest": 300,
    }
    return Brief(**words | more)
