"""What the rules decide on: tool calls, or words to answer with."""

from __future__ import annotations

from dataclasses import dataclass

Arguments = dict[str, str | int | list[str]]


@dataclass(frozen=True, slots=True)
class Call:
    """One tool call."""

    tool: str
    arguments: Arguments


Plan = tuple[Call, ...] | str
"""Tool calls, or the words to answer with."""
