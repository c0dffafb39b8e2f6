"""Drafts with their history, and what they rest on. See `assistant.ports`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from assistant.community.brand import BrandFact, Correction, VoiceRule
from assistant.community.drafts import AuditEntry, Draft, DraftState, Wish
from assistant.ports.publishing import Prepared


class Drafts(Protocol):
    """Drafts of one workspace. Every change is a compare-and-set and is written together with its
    line of the audit log.
    """

    async def wish(self, wish: Wish) -> bool:
        """Keep a wish and put its job into the queue. False where its event was here before.

        Raises:
            NotFound: no such item or studio.
        """
        ...

    async def wished(self, workspace_id: str, wish_id: str) -> Wish:
        """Raises NotFound."""
        ...

    async def waiting(self, workspace_id: str, item_id: str) -> Sequence[Wish]:
        """Wishes of an item that are not done, oldest first."""
        ...

    async def last_wish(self, workspace_id: str, item_id: str) -> Wish | None:
        """The latest wish of an item, done or not; None where nobody ever wished."""
        ...

    async def ungranted(
        self, before: datetime, *, posts: bool = False, limit: int = 100
    ) -> Sequence[tuple[str, str]]:
        """(workspace, wish) over all workspaces that were made before that moment and are not done,
        oldest first: for those whose job was lost. Of replies, or of posts of our own.
        """
        ...

    async def grant(
        self,
        wish: Wish,
        drafts: Sequence[tuple[Draft, AuditEntry]],
        at: datetime,
        problem: str = "",
    ) -> bool:
        """Store the drafts a wish brought and close it, in one transaction. False where it was
        closed before, or is gone: nothing is written then.
        """
        ...

    async def add(self, draft: Draft, entry: AuditEntry) -> None:
        """Store a new one.

        Raises:
            NotFound: no such item or studio.
        """
        ...

    async def get(self, workspace_id: str, draft_id: str) -> Draft:
        """Raises NotFound."""
        ...

    async def of_item(self, workspace_id: str, item_id: str) -> Sequence[Draft]:
        """All drafts of an item, the latest first; those of one wish in the order they came."""
        ...

    async def keep(
        self, draft: Draft, entry: AuditEntry, *, publish_at: datetime | None = None
    ) -> Draft:
        """Store the changes made to the draft of this version; the stored one, version + 1.

        Args:
            publish_at: put the job that publishes it into the queue in the same transaction, not
                before this moment. A job of an earlier approval may come first, and must wait.

        Raises:
            EditConflict: it has another version by now, or another draft of its item, or of its
                studio and account, is under way or published (`current` is that draft).
            NotFound: no such draft.
            ValueError: there is no such move, or the words changed beside going back to `pending`.
        """
        ...

    async def prepared(self, workspace_id: str, draft_id: str) -> Prepared | None:
        """The request as it was stored before the first byte left; None before."""
        ...

    async def keep_prepared(self, draft: Draft, prepared: Prepared, entry: AuditEntry) -> Draft:
        """As `keep`, and store the request with it.

        Raises:
            ValueError: the request is for other words, or for another post. Of a thread it is for
                the first post that is not out yet.
        """
        ...

    async def in_state(
        self, states: Sequence[DraftState], before: datetime, *, limit: int = 100
    ) -> Sequence[tuple[str, str]]:
        """(workspace, draft) over all workspaces that have been in one of these states since
        before that moment, oldest first. Of those under way only; one whose time is still ahead
        is left out.
        """
        ...

    async def take(
        self, workspace_id: str, draft_id: str, owner: str, lease_s: float
    ) -> Draft | None:
        """Take the draft for one worker for so long (at most five minutes), by the database's
        clock; None while another holds it. The same owner may take it again.
        """
        ...

    async def release(self, workspace_id: str, draft_id: str, owner: str) -> None: ...

    async def history(self, workspace_id: str, draft_id: str) -> Sequence[AuditEntry]:
        """Its audit log, oldest first."""
        ...

    async def note(self, workspace_id: str, entry: AuditEntry) -> None:
        """A line that changes nothing else (somebody saw it, somebody copied it).

        Raises:
            NotFound: no such draft.
        """
        ...

    async def audit(
        self, workspace_id: str, since: datetime, until: datetime, *, limit: int = 10_000
    ) -> Sequence[AuditEntry]:
        """The audit log of all drafts in [since, until), oldest first, for the export."""
        ...

    async def sent_texts(
        self, workspace_id: str, account_id: str, *, limit: int, posts: bool = False
    ) -> Sequence[Draft]:
        """Published replies, or posts of our own, the latest first: sameness is held against
        them.
        """
        ...

    async def sent_as(
        self, workspace_id: str, account_id: str, post_ids: Collection[str], since: datetime
    ) -> Sequence[Draft]:
        """Replies that left since then and became one of these posts, and all those of which it is
        not known yet what they became.
        """
        ...

    async def corrections(
        self, workspace_id: str, account_id: str, *, limit: int
    ) -> Sequence[Correction]:
        """What people made of published drafts that a composer wrote, the latest first."""
        ...


@dataclass(frozen=True, slots=True)
class Found:
    """Facts that match, best first; `whole` when these are all that hold."""

    facts: tuple[BrandFact, ...]
    whole: bool


class BrandBook(Protocol):
    """Brand facts and voice rules."""

    async def facts(
        self, workspace_id: str, *, account_id: str | None = None
    ) -> Sequence[BrandFact]:
        """Those of the workspace and of the account (None: of every account), by title; expired
        ones included.
        """
        ...

    async def fact(self, workspace_id: str, fact_id: str) -> BrandFact:
        """Raises NotFound."""
        ...

    async def add_facts(self, facts: Sequence[BrandFact]) -> int:
        """Store them, all of one workspace; how many were new. The same title and text of the same
        account are one.

        Raises:
            NotFound: one of their accounts is not of this workspace.
        """
        ...

    async def change_fact(self, fact: BrandFact) -> None:
        """Store its account, words, source and last day.

        Raises:
            EditConflict: another one says the same (`current` is that fact).
            NotFound: no such fact, or no such account in this workspace.
        """
        ...

    async def drop_fact(self, workspace_id: str, fact_id: str) -> bool: ...

    async def match(
        self, workspace_id: str, account_id: str, words: str, day: datetime, *, limit: int = 12
    ) -> Found:
        """Facts that hold on that day (of the zone it is given in): all of them while there are at
        most `ALL_IN`, else those that PostgreSQL's full-text search finds for any of the words, in
        the workspace's language; best first.
        """
        ...

    async def rules(self, workspace_id: str, account_id: str) -> Sequence[VoiceRule]:
        """Offered ones and those in force, oldest first."""
        ...

    async def add_rule(self, rule: VoiceRule) -> bool:
        """False where the same text is there, or was deleted before and is only offered. What was
        deleted comes back when a person writes it.

        Raises:
            NotFound: no such account in this workspace.
        """
        ...

    async def accept_rule(self, workspace_id: str, rule_id: str, person_id: str) -> bool: ...

    async def drop_rule(self, workspace_id: str, rule_id: str, person_id: str) -> bool:
        """Delete it for good: the same is not offered again."""
        ...
