"""Regular expressions made of word lists: compiled at their first use, or all at once in a thread.

Some take tens of milliseconds, and no acknowledgement needs them.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, cast

_made: list[_Late] = []


class _Late:
    """Acts as the compiled pattern."""

    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern."""
        return re.compile(self._source, self._flags)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.compiled, name)


def late(source: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`, at the first use."""
    made = _Late(source, flags)
    _made.append(made)
    return cast("re.Pattern[str]", made)


def compile_all() -> None:
    """Compile every one there is. Blocks for a while; for a thread."""
    for each in tuple(_made):
        _ = each.compiled
