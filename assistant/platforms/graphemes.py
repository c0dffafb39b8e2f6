"""What people see as one character, however many code points it is made of."""

from __future__ import annotations

import regex

_ONE = regex.compile(r"\X")
"""An extended grapheme cluster (https://unicode.org/reports/tr29)."""


def graphemes(text: str) -> int:
    """How many there are."""
    return sum(1 for _ in _ONE.finditer(text))
