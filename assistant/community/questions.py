"""What can be asked at all."""

from __future__ import annotations

from assistant.errors import InvalidInput

LONGEST_QUESTION = 2_000
"""Characters. Longer ones cost more than they tell; people paste whole threads."""


def check_question(text: str) -> None:
    """Raises InvalidInput for one that is empty or too long."""
    text = text.strip()
    if not text:
        raise InvalidInput(
            "Ask me something, for example: how are we doing this week? or: who is "
            "waiting for an answer?"
        )
    if len(text) > LONGEST_QUESTION:
        raise InvalidInput(
            f"That question is very long ({len(text):,} characters). "
            f"Please keep it under {LONGEST_QUESTION:,}."
        )
