"""What a check found."""

from __future__ import annotations

from dataclasses import dataclass

CHECK_S = 15.0
"""Seconds one check may take."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found. `ok` None: nothing to check, and `words` say what that means."""

    subject: str
    ok: bool | None
    words: str
    mend: str = ""
