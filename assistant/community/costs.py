"""What calls to platforms cost that are paid by the call: prices, a month's budget, what is left.

Money is counted in millionths of a US dollar ("micro"), as a whole number: $0.005 is 5,000.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum, StrEnum
from types import MappingProxyType
from uuid import UUID

from assistant.community.accounts import Platform
from assistant.community.domain_endings import ENDINGS

DOLLAR = 1_000_000
"""Micro of a dollar."""

READS_END = 0.9
"""Reading stops at this share of the budget: the rest is kept for publishing what was approved,
and a part of it for removing here what was removed there."""
CLEARING_ENDS = 0.95
"""Looking for what was removed stops at this share: it never takes what publishing needs."""
WARN_AT = 0.8
"""From this share on, somebody is told."""


class Level(StrEnum):
    """What somebody is told of, once a month. The values are stored: never rename one."""

    WARN = "warn"
    STOP = "stop"
    """Reading has stopped."""


class Use(Enum):
    """What a call is for: up to which share of the budget it may be made."""

    READING = READS_END
    CLEARING = CLEARING_ENDS
    """Finding out what was removed."""
    PUBLISHING = 1.0
    """Whatever is written, and what has to be read for that."""


class Paid(StrEnum):
    """What is charged. The values are stored: never rename one."""

    POST_READ = "post_read"
    USER_READ = "user_read"
    OWNED_READ = "owned_read"
    """Our own posts and profile, and mentions of us."""
    COUNTS = "counts"
    CREATE = "create"
    CREATE_WITH_LINK = "create_with_link"
    CALLED_REPLY = "called_reply"
    """A reply to somebody who named or quoted us."""
    IMAGE_WORDS = "image_words"
    """What an image shows, said to those who cannot see it."""
    HIDE = "hide"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Price:
    """Micro for each post, person or request; where it is written, and when that was read."""

    micro: int
    source: str
    as_of: date


_PAGE, _READ = "https://docs.x.com/x-api/getting-started/pricing", date(2026, 11, 22)

PRICES: MappingProxyType[Paid, Price] = MappingProxyType(
    {
        Paid.POST_READ: Price(5_000, _PAGE, _READ),
        Paid.USER_READ: Price(10_000, _PAGE, _READ),
        Paid.OWNED_READ: Price(1_000, _PAGE, _READ),
        Paid.COUNTS: Price(5_000, _PAGE, _READ),
        Paid.CREATE: Price(15_000, _PAGE, _READ),
        Paid.CREATE_WITH_LINK: Price(200_000, _PAGE, _READ),
        Paid.CALLED_REPLY: Price(10_000, _PAGE, _READ),
        Paid.IMAGE_WORDS: Price(5_000, _PAGE, _READ),
        Paid.HIDE: Price(5_000, _PAGE, _READ),
        Paid.DELETE: Price(10_000, _PAGE, _READ),
    }
)
"""What X charges. The same thing read twice on one UTC day is charged once, whatever it was read
as; each request that writes or counts is charged."""

READS = frozenset({Paid.POST_READ, Paid.USER_READ, Paid.OWNED_READ})
"""What is charged by what comes."""

WRITES = frozenset(
    {
        *(Paid.CREATE, Paid.CREATE_WITH_LINK, Paid.CALLED_REPLY),
        *(Paid.IMAGE_WORDS, Paid.HIDE, Paid.DELETE),
    }
)
"""What is charged by the request."""

CHARGING = frozenset({Platform.X})
"""Platforms that are paid by the call."""

_LINK = re.compile(r"https?://\S", re.IGNORECASE)
_BARE = re.compile(r"(?<![\w@.-])(?:[\w-]+\.)+(\w+)(?![\w@-])")


def writing(text: str, *, called: bool) -> Paid:
    """What a post or reply with this text is charged as. One with a link costs most, whatever it
    is.

    Args:
        called: it answers somebody who named or quoted us.
    """
    if _LINK.search(text) or any(each[1].lower() in ENDINGS for each in _BARE.finditer(text)):
        return Paid.CREATE_WITH_LINK
    return Paid.CALLED_REPLY if called else Paid.CREATE


def sending_micro(
    platform: Platform, texts: tuple[str, ...], *, called: bool = False, images: int = 0
) -> int:
    """Micro that sending these posts costs; 0 where it costs nothing.

    Args:
        called: they answer somebody who named or quoted us.
        images: how many go along that are said to show something.
    """
    if platform not in CHARGING:
        return 0
    words = sum(PRICES[writing(text, called=called)].micro for text in texts)
    return words + images * PRICES[Paid.IMAGE_WORDS].micro


NOBODY = str(UUID(int=0))
"""Stands for accounts that were erased: what they cost stays paid."""


def month_of(now: datetime) -> date:
    """The first day of its calendar month, UTC."""
    return now.astimezone(UTC).date().replace(day=1)


def month_after(month: date) -> date:
    """The first day of the next one."""
    return (month + timedelta(days=31)).replace(day=1)


@dataclass(frozen=True, slots=True)
class Spent:
    """What a workspace has spent in a calendar month (UTC), in micro.

    Attributes:
        month: its first day.
        budget: what it may spend in all.
        by_paid: units and micro of each kind.
        by_account: micro by account id; what erased accounts cost stands under `NOBODY`.
    """

    month: date
    budget: int
    by_paid: MappingProxyType[Paid, tuple[int, int]]
    by_account: MappingProxyType[str, int]

    @property
    def micro(self) -> int:
        """All of it, also of kinds and accounts that nobody knows any more."""
        return sum(self.by_account.values())

    @property
    def share(self) -> float:
        """Of the budget; 1.0 where there is none."""
        return self.micro / self.budget if self.budget else 1.0

    @property
    def level(self) -> Level | None:
        """What is to be told; None where nothing is, and where somebody wants nothing spent."""
        if not self.budget or self.share < WARN_AT:
            return None
        return Level.STOP if self.share >= READS_END else Level.WARN

    def left(self, use: Use) -> int:
        """Micro that may still be spent on calls of this kind; never below 0."""
        return max(0, int(self.budget * use.value) - self.micro)


def dollars(micro: int) -> str:
    """As people read it: "$0.20", "$0.001" where cents do not tell it."""
    return f"${micro / DOLLAR:,.2f}" if micro % 10_000 == 0 else f"${micro / DOLLAR:,.3f}"
