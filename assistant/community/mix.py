"""What a post of ours is for: one of four functions, and the value it gives to its readers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Function(StrEnum):
    """What a post does. The values are stored: never rename one."""

    JOIN = "join"
    """It finds a conversation of others and takes part in it."""
    RESPOND = "respond"
    """It answers somebody who spoke to us."""
    SHARE = "share"
    """It gives: something useful, or the work of others with their name on it."""
    PROMOTE = "promote"
    """It asks for something: to buy, book, sign up, follow, come."""


class Value(StrEnum):
    """What its readers have of it. The values are stored: never rename one."""

    EDUCATE = "educate"
    MOTIVATE = "motivate"
    ENTERTAIN = "entertain"
    INFORM = "inform"


@dataclass(frozen=True, slots=True)
class Label:
    """What somebody or a rule makes of a post.

    Attributes:
        function: None for "unsure".
        value: None for "unsure".
        reason: why, in words for people ("names a price and says where to buy").
        by: a person's id; None where rules said it.
    """

    function: Function | None
    value: Value | None
    reason: str
    by: str | None = None
