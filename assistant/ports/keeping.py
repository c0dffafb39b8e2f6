"""Erasing what has been kept for long enough. See `assistant.ports`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from assistant.community.clearances import Clearance


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
        What shows words of them in the chat, beside their own items, is noted for
        `Clearances.redraw`.

        Called before the records forget them: they tell whose they were.
        """
        ...

    async def tidy(self, workspace_id: str, account_id: str) -> int:
        """Erase the drafts that ended without going out, and whose item is empty; forget people of
        whom nothing is left. How many rows that were.
        """
        ...


class Clearances(Protocol):
    """Remembers how far the stored posts of accounts are known to be there still."""

    async def of(self, workspace_id: str, account_id: str, now: datetime) -> Clearance:
        """What is known of an account; from `now` on where nothing was.

        Raises:
            NotFound: there is no such account in this workspace.
        """
        ...

    async def all(self, workspace_id: str) -> Mapping[str, Clearance]:
        """What is known of each account that was asked about, by its id."""
        ...

    async def used(self, workspace_id: str, month: date) -> int:
        """Micro that looking has cost in a month, by all accounts together."""
        ...

    async def keep(
        self, workspace_id: str, account_id: str, clearance: Clearance, *, tell: bool
    ) -> None:
        """Note what is known.

        Args:
            tell: with a `Job.CLEARING` put into the queue where none waits.
        """
        ...

    async def told(self, workspace_id: str, account_id: str, at: datetime) -> None:
        """Note that those who manage were told, unless it is known again."""
        ...

    async def redraw(self, workspace_id: str, account_id: str) -> None:
        """Have the chat show anew what `Removal.erase` noted. Called once nothing tells of the
        removed posts any more.
        """
        ...


class Turns(Protocol):
    """`ports.Conversations`, as far as they are forgotten."""

    async def forget(self, workspace_id: str, conversation_id: str) -> None:
        """Drop what is remembered of a conversation: it is rebuilt from what is stored."""
        ...
