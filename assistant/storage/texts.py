"""Text as PostgreSQL takes it."""

from __future__ import annotations


def storable(text: str) -> str:
    """The same text without what PostgreSQL refuses: NUL, and halves of surrogate pairs.

    Both occur in what platforms and people send; nothing a reader would see is lost.
    """
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
