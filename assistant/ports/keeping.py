"""Erasing what has been kept for long enough. See `assistant.ports`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol


class Retention(Protocol):
    """Erases records of workspaces, a bounded batch at a time."""

    async def erase(
        self, workspace_id: str, before: datetime, *, images_before: datetime | None = None
    ) -> Mapping[str, int]:
        """Erase one batch of what is older; how many rows of each table. Empty: nothing is left.

        Images of posts go where the last draft of their studio ended before `images_before`; None
        for `before`.

        Rollups stay equal to the rows that are left, and the workspace's accounts say from when
        on their records are whole.
        """
        ...

    async def removed(self, before: datetime) -> Sequence[str]:
        """Ids of workspaces from which Engage was removed before that, of all workspaces."""
        ...

    async def erase_all(self, workspace_id: str, removed_before: datetime) -> Mapping[str, int]:
        """Erase one batch of a workspace from which Engage was removed before that; in the end the
        workspace itself. Empty: nothing is left, or Engage has been installed again.
        """
        ...


class Removal(Protocol):
    """Takes the words of posts that their platform removed out of everything that quotes them,
    but for the records and the inbox, which have ways of their own.
    """

    async def kept(self, workspace_id: str, account_id: str) -> Sequence[str]:
        """Native ids of all posts of which an account keeps words, ours and others', once each."""
        ...

    async def erase(
        self, workspace_id: str, account_id: str, ids: Collection[str]
    ) -> Collection[str]:
        """Erase them from what searches found, spotlights, studios, notes and answers, and the
        names of people of whom nothing else is kept. Returns the conversations whose answers went.

        Called before the records forget them: they tell whose they were.
        """
        ...

    async def tidy(self, workspace_id: str, account_id: str) -> int:
        """Erase the drafts that ended without going out, and whose item is empty; forget people of
        whom nothing is left. How many rows that were.
        """
        ...


class Turns(Protocol):
    """`ports.Conversations`, as far as they are forgotten."""

    async def forget(self, workspace_id: str, conversation_id: str) -> None:
        """Drop what is remembered of a conversation: it is rebuilt from what is stored."""
        ...
