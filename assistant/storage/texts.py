"""Text as PostgreSQL takes it."""

from __future__ import annotations

from uuid import UUID


def storable(text: str) -> str:
    """The same text without what PostgreSQL refuses: NUL, and halves of surrogate pairs.

    Both occur in what platforms and people send; nothing a reader would see is lost.
    """
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def is_id(text: str) -> bool:
    """Whether a text can be an id of ours at all (a UUID): PostgreSQL refuses others."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def id_at(text: str) -> str:
    """The id a statement is about. What cannot be one of ours matches none, as an unknown one."""
    return text if is_id(text) else str(UUID(int=0))


def account_at(account_id: str) -> dict[str, str]:
    """The account a statement is about. What cannot be an id matches none, as an unknown one."""
    return {"account_id": id_at(account_id)}
