"""Inside a Bluesky record: what its author's client wrote, in whatever shape.

Nothing here raises; what is odd is None, empty or left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

POST = "app.bsky.feed.post"
WEB = "https://bsky.app/profile"
DID = re.compile(r"did:[a-z]+:[A-Za-z0-9._:%-]{1,500}")
"""https://atproto.com/specs/did"""
HANDLE = re.compile(
    r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?"
)
"""https://atproto.com/specs/handle, lower case"""
AT_URI = re.compile(r"at://[!-~]{1,2000}")
"""Any record's address: printable ASCII (https://atproto.com/specs/at-uri-scheme)."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST_LINK = 2_000
_LONGEST_TAG = 35
"""A language tag longer than this is none (RFC 5646, 4.4.1)."""


def storable(text: str) -> str:
    """No store takes NUL or half a surrogate pair, and both fit into JSON."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def at(raw: Any, *path: str) -> Any:
    """What lies at a path of keys; None where it breaks off."""
    for key in path:
        raw = raw.get(key) if isinstance(raw, dict) else None
    return raw


def uri_at(raw: Any, *path: str) -> str | None:
    """The at:// URI at a path."""
    uri = at(raw, *path)
    return uri if isinstance(uri, str) and AT_URI.fullmatch(uri) else None


def quoted(embed: Any) -> str | None:
    """`app.bsky.embed.record` holds {uri, cid}; `recordWithMedia` holds one of those."""
    uri = uri_at(embed, "record", "uri") or uri_at(embed, "record", "record", "uri")
    return uri if uri and f"/{POST}/" in uri else None


def mentioned(facets: Any) -> Iterator[str]:
    """DIDs that a text's facets name, in order."""
    for did in _features(facets, "mention", "did"):
        if DID.fullmatch(did):
            yield did


def linked(facets: Any, embed: Any) -> Iterator[str]:
    """Addresses behind words, and on the card under a text (`app.bsky.embed.external`)."""
    for uri in _features(facets, "link", "uri"):
        if len(uri) <= _LONGEST_LINK:
            yield storable(uri)
    card = at(embed, "external", "uri") or at(embed, "media", "external", "uri")
    if isinstance(card, str) and len(card) <= _LONGEST_LINK:
        yield storable(card)


def _features(facets: Any, kind: str, key: str) -> Iterator[str]:
    """What the facets of one kind carry (`app.bsky.richtext.facet`)."""
    for facet in facets if isinstance(facets, list) else ():
        features = at(facet, "features")
        for feature in features if isinstance(features, list) else ():
            value = at(feature, key)
            if at(feature, "$type") == f"app.bsky.richtext.facet#{kind}" and isinstance(value, str):
                yield value


def language(langs: Any) -> str | None:
    """The first language the author named."""
    first = langs[0] if isinstance(langs, list) and langs else None
    return storable(first) if isinstance(first, str) and 0 < len(first) <= _LONGEST_TAG else None


def when(created: Any, indexed: datetime) -> datetime:
    """The time of a record, as Bluesky sorts by it: the earlier of what its author's client wrote
    and when the network first saw it (`sortAt` in the AppView's tables). A senseless time of the
    client's, or one before 1970, does not count.
    """
    indexed = indexed.astimezone(UTC)
    if not isinstance(created, str):
        return indexed
    try:
        written = datetime.fromisoformat(created)
        written = written.replace(tzinfo=written.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return indexed
    return min(written, indexed) if written > _EPOCH else indexed


def web_url(uri: str) -> str:
    """The page of a post; by DID, so that it outlives a change of handle."""
    did, _, path = uri.removeprefix("at://").partition("/")
    return f"{WEB}/{did}/post/{path.rpartition('/')[2]}"
