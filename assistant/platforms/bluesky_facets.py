"""What is more than text in a post: links, hashtags and people, by where they stand in it.

Bluesky takes nothing from the text itself: whatever is to be clicked is named beside it, by
offsets in UTF-8 bytes (https://docs.bsky.app/docs/advanced-guides/post-richtext).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import regex

from assistant.platforms.bluesky_record import HANDLE

LONGEST_TAG = 64
"""Characters of a hashtag (`app.bsky.richtext.facet#tag`, maxGraphemes)."""

_MENTION = regex.compile(r"(?<![^\s(])@([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)")
_LINK = regex.compile(r"(?<![^\s(])https?://\S+", regex.IGNORECASE)
_TAG = regex.compile(r"(?<!\S)[#＃](?!\ufe0f)([^\s\u00ad\u2060\u200a-\u200d\u20e2]+)")
_TAIL = regex.compile(r"[.,;:!?]+$")
_PUNCTUATION = regex.compile(r"\p{P}+$")
_NO_TAG = regex.compile(r"[\d\p{P}]*")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a text, in characters, the end not included."""

    start: int
    end: int
    words: str


def handles(text: str) -> tuple[Span, ...]:
    """People whom a text names; `words` are their handles in lower case."""
    found = (
        Span(match.start(), match.end(), match[1].lower()) for match in _MENTION.finditer(text)
    )
    return tuple(span for span in found if HANDLE.fullmatch(span.words))


def links(text: str) -> Iterator[Span]:
    """Web addresses, written out with http:// or https://; what ends a sentence is not theirs."""
    for match in _LINK.finditer(text):
        url = _TAIL.sub("", match[0])
        if url.endswith(")") and "(" not in url:
            url = url[:-1]
        yield Span(match.start(), match.start() + len(url), url)


def tags(text: str) -> Iterator[Span]:
    """Hashtags; `words` come without the sign. Nothing but digits is none."""
    for match in _TAG.finditer(text):
        tag = _PUNCTUATION.sub("", match[1])
        if 0 < len(tag) <= LONGEST_TAG and not _NO_TAG.fullmatch(tag):
            yield Span(match.start(), match.start() + 1 + len(tag), tag)


def facets(text: str, dids: Mapping[str, str]) -> list[dict[str, Any]]:
    """The facets of a text, in the order they stand in it.

    Args:
        dids: of the handles it names; those that are nobody's are absent, and stay plain text.
    """
    kind = "app.bsky.richtext.facet#"
    found = [
        *((span, {"$type": f"{kind}link", "uri": span.words}) for span in links(text)),
        *((span, {"$type": f"{kind}tag", "tag": span.words}) for span in tags(text)),
        *(
            (span, {"$type": f"{kind}mention", "did": dids[span.words]})
            for span in handles(text)
            if span.words in dids
        ),
    ]
    found.sort(key=lambda each: each[0].start)
    return [{"index": _bytes(text, span), "features": [feature]} for span, feature in found]


def _bytes(text: str, span: Span) -> dict[str, int]:
    start = len(text[: span.start].encode())
    return {
        "byteStart": start,
        "byteEnd": start + len(text[span.start : span.end].encode()),
    }
