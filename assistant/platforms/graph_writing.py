"""What writing on Facebook and on Instagram has in common."""

from __future__ import annotations

import unicodedata
from types import MappingProxyType

from assistant.errors import InvalidInput, PostRefused
from assistant.platforms.graph_api import GraphApi
from assistant.platforms.graph_errors import GraphRefused, Trouble

_SHORT = 160
_REASONS = MappingProxyType(
    {
        Trouble.GONE: (
            "what it belongs under is not there any more, or this account may not write there"
        ),
        Trouble.TOO_MUCH: "it is more than is taken at once",
    }
)


def check_text(text: str, what: str, most: int, title: str) -> None:
    """Raises InvalidInput for a text that is empty or too long.

    Args:
        what: "reply" or "post".
        title: the platform, as people call it.
    """
    if not text.strip():
        raise InvalidInput(f"The {what} is empty. Write something first.")
    if len(text) > most:
        raise InvalidInput(
            f"The {what} is {len(text):,} characters long; Engage sends {most:,} to {title} at "
            f"most."
        )


def same(told: str | None, sent: str) -> bool:
    """Whether a text holds the words that were sent: spaces at the ends and lines are changed."""
    return _bare(told or "") == _bare(sent)


def refused(api: GraphApi, no: GraphRefused, what: str) -> PostRefused:
    """The error that a refused write is, for people.

    Args:
        what: "text", "image".
    """
    problem = no.problem
    reason = _REASONS.get(problem.trouble)
    if reason is None:
        said = " ".join(problem.words.split()).rstrip(".")[:_SHORT] or f"code {problem.code}"
        reason = f"it did not accept the {what} ({said})"
    return PostRefused(api.platform, api.label, reason=reason)


def _bare(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
