"""Listening: what to look for, what was found, and what a dismissal taught."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assistant.community.posts import Author


class SearchKind(StrEnum):
    """What a saved search looks for. The values are stored: never rename one."""

    HASHTAG = "hashtag"
    KEYWORD = "keyword"
    BRAND = "brand"
    """The brand's name and its usual misspellings, where the account itself is not named."""
    PRODUCT = "product"
    DOMAIN = "domain"


class Band(StrEnum):
    """How sure it is that a hit is about us."""

    SURE = "sure"
    LIKELY = "likely"
    MAYBE = "maybe"


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """One search of one account.

    Attributes:
        words: as typed: "#espresso", "Harbour Light", "harbourlight.example".
        listen_only: hits are shown and counted, and no reply is proposed. The default.
        swept_at: when it was last looked through to its end, UTC; None before.
        trouble: class name of the error of its last look; None when that went well.
    """

    id: str
    workspace_id: str
    account_id: str
    kind: SearchKind
    words: str
    made_by: str
    made_at: datetime
    listen_only: bool = True
    swept_at: datetime | None = None
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A post of somebody else that a search found.

    Attributes:
        id: the post's native id, unique within the account.
        reason: why it is shown, in words ("says “Harbor Light”, one letter off").
        dismissed_at: when a person or a rule put it away; None while it counts.
    """

    id: str
    workspace_id: str
    account_id: str
    search_id: str
    author: Author
    text: str
    url: str
    created_at: datetime
    found_at: datetime
    band: Band
    reason: str
    language: str | None = None
    dismissed_at: datetime | None = None


class DismissalKind(StrEnum):
    """What a dismissal rule goes by. The values are stored: never rename one."""

    AUTHOR = "author"
    PHRASE = "phrase"
    DOMAIN = "domain"


@dataclass(frozen=True, slots=True)
class Dismissal:
    """A rule that somebody's dismissal became: visible, and deletable.

    `value` is an author's native id, a phrase or a domain; `shown` how people read it.
    """

    id: str
    workspace_id: str
    account_id: str
    kind: DismissalKind
    value: str
    shown: str
    made_by: str
    made_at: datetime
