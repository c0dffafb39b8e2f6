"""Where a listing of X goes on.

Each thing on a page is paid for, and most readers stop where they know what comes: so the first
page is small, and each is larger than the one before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.errors import InvalidInput

SIZES = (10, 20, 40, 80, 100)
"""How many a page holds at most; the last for all that follow."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One page of a listing.

    Args:
        token: X's own; None for the first page of a part.
        part: of a listing that is asked for in parts; `until` is where they meet, in unix seconds.
    """

    step: int = 0
    token: str | None = None
    part: str = ""
    until: int = 0

    @property
    def size(self) -> int:
        """How many to ask for."""
        return SIZES[min(self.step, len(SIZES) - 1)]

    def then(self, token: str | None) -> Turn | None:
        """The page behind this one; None where X names none."""
        return replace(self, step=self.step + 1, token=token) if token else None

    @property
    def cursor(self) -> str:
        """As readers keep it."""
        return f"{self.step} {self.part or '-'} {self.until} {self.token or ''}".rstrip()

    @classmethod
    def at(cls, cursor: str | None) -> Turn:
        """The page of a cursor. Raises InvalidInput."""
        if cursor is None:
            return cls()
        step, part, until, token, *_ = [*cursor.split(" ", 3), "", "", ""]
        if not step.isdecimal() or not until.isdecimal():
            raise InvalidInput("That page cannot be found. Please start from the first one.")
        return cls(int(step), token or None, "" if part == "-" else part, int(until))
