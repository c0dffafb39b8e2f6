"""The post studio: one thread in which a post is made, from a topic to what goes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assistant.community.inbox import CardPlace

LONGEST_TOPIC = 2_000
"""Characters of a topic that are kept and read; whoever pastes more is told so."""

MOST_POSTS = 10
"""Posts of one thread."""


@dataclass(frozen=True, slots=True)
class Studio:
    """One studio. Its drafts name it; each idea has one draft for each account.

    Attributes:
        id: ours, a UUID as text.
        person_id: who opened it.
        account_ids: whom it writes for, at least one, in the order they were chosen.
        topic: what they asked for, as typed; "" where Engage proposes.
        page_url: a page they named; None without.
        about: where the topic came from, in words for people ("four people asked this in 28
            days"), "" for a topic of their own.
        event_key: of the command or click it came from: one studio each.
        place: its first message in the chat, which its thread hangs on; None while there is none.
        version: counts the changes.
    """

    id: str
    workspace_id: str
    person_id: str
    account_ids: tuple[str, ...]
    topic: str
    event_key: str
    made_at: datetime
    page_url: str | None = None
    about: str = ""
    place: CardPlace | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Image:
    """An image that goes out with a post. Its bytes are kept apart, and erased after it went out.

    Attributes:
        id: ours, a UUID as text.
        sha256: of the bytes as they go out, in hex.
        media_type: "image/jpeg", "image/png", "image/webp" or "image/gif".
        size: in bytes.
        alt: what it shows, for those who do not see it; "" only until somebody wrote it, and
            nothing is approved before.
        by: ids of the people who attached it or said what it shows, each once, the first first; ()
            unknown, as of those kept before it was noted. No part of what goes out.
    """

    id: str
    sha256: str
    media_type: str
    width: int
    height: int
    size: int
    alt: str = ""
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shared:
    """A message in a studio's thread that brought files.

    Attributes:
        ts: of the message; `root_ts` of the one its thread hangs on.
        file_ids: the chat's own, in the order they stand.
    """

    person_id: str
    channel_id: str
    ts: str
    root_ts: str
    file_ids: tuple[str, ...]
