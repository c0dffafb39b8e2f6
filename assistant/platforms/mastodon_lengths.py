"""How long a post may be on one server, and how that server counts.

Every address counts the same whatever its length, and of people's handles only the part before
their server does (https://docs.joinmastodon.org/user/posting/#text).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import regex

from assistant.platforms.graphemes import graphemes

USUAL_MOST = 500
USUAL_URL = 23
"""What servers that tell neither go by (StatusLengthValidator, MAX_CHARS and
URL_PLACEHOLDER_CHARS)."""

_URL = regex.compile(r"https?://[^\s<>]*[^\s<>.,;:!?'\")\]}]", regex.IGNORECASE)
_HANDLE = regex.compile(r"(?<![\w/])@(\w+(?:[.-]\w+)*)@[\w.-]+\w(?::\d+)?")


@dataclass(frozen=True, slots=True)
class Lengths:
    """The rule of one server: the longest post, and what an address counts."""

    most: int = USUAL_MOST
    url: int = USUAL_URL

    @classmethod
    def of(cls, instance: Any) -> Lengths:
        """From what a server tells of itself.

        Mastodon, GoToSocial, Pixelfed and Takahe tell it under `configuration`
        (https://docs.joinmastodon.org/entities/Instance/#max_characters), Pleroma and Akkoma as
        `max_toot_chars` (their docs, "Differences in Mastodon API responses").
        """
        statuses = _at(_at(instance, "configuration"), "statuses")
        return cls(
            _number(_at(statuses, "max_characters"))
            or _number(_at(instance, "max_toot_chars"))
            or USUAL_MOST,
            _number(_at(statuses, "characters_reserved_per_url")) or USUAL_URL,
        )

    def count(self, text: str) -> int:
        """The length of a text as the server counts it."""
        bare = _URL.sub("", text)
        addresses = sum(1 for _ in _URL.finditer(text))
        return graphemes(short_handles(bare)) + addresses * self.url


def short_handles(text: str) -> str:
    """A text with the handles of people as `@user`, their servers left out."""
    return _HANDLE.sub(r"@\1", text)


def _at(raw: Any, key: str) -> Any:
    return raw.get(key) if isinstance(raw, dict) else None


def _number(raw: Any) -> int | None:
    sound = isinstance(raw, int) and not isinstance(raw, bool) and raw > 0
    return raw if sound else None
