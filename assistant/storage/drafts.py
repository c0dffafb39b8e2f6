"""`ports.Drafts` in PostgreSQL: a change, its line of the audit log and the jobs it causes are one
transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from psycopg.errors import ForeignKeyViolation
from sqlalchemy import func, or_, text, update
from sqlalchemy.exc import IntegrityError

from assistant.community.drafts import AuditEntry, Draft, DraftState, Wish
from assistant.errors import EditConflict
from assistant.ports.publishing import Prepared
from assistant.ports.work import Job
from assistant.storage.deferring import put
from assistant.storage.draft_rows import (
    draft_of,
    draft_values,
    prepared_text,
)
from assistant.storage.drafts_reading import DraftReading, draft_row
from assistant.storage.drafts_step import (
    add_new,
    append,
    change,
    check,
    check_request,
    missing,
    named,
    put_shown,
    put_wish,
)
from assistant.storage.run_sql import HELD
from assistant.storage.schema import DRAFT, WISH
from assistant.storage.texts import id_at, storable

_FREE = text(f"NOT coalesce({HELD}, false)")


class PostgresDrafts(DraftReading):
    """Drafts on their way."""

    async def wish(self, wish: Wish) -> bool:
        """Keep a wish and put its job into the queue. False where its event was here before.

        Raises:
            NotFound: no such item or studio.
        """
        try:
            async with self._database.workspace(wish.workspace_id) as connection:
                return await put_wish(connection, wish)
        except IntegrityError:
            raise missing(wish) from None

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
        closed = (
            update(WISH)
            .where(WISH.c.id == id_at(wish.id), WISH.c.done_at.is_(None))
            .values(done_at=at, problem=storable(problem))
        )
        async with self._database.workspace(wish.workspace_id) as connection:
            if not (await connection.execute(closed)).rowcount:
                return False
            for nth, (draft, entry) in enumerate(drafts):
                await add_new(connection, draft, entry, nth)
            await put_shown(connection, wish)
        return True

    async def add(self, draft: Draft, entry: AuditEntry) -> None:
        """Store a new one.

        Raises:
            NotFound: no such item or studio.
        """
        try:
            async with self._database.workspace(draft.workspace_id) as connection:
                await add_new(connection, draft, entry)
                await put_shown(connection, draft)
        except IntegrityError as error:
            if isinstance(error.orig, ForeignKeyViolation):
                raise missing(draft) from None
            raise

    async def keep(
        self, draft: Draft, entry: AuditEntry, *, publish_at: datetime | None = None
    ) -> Draft:
        """Store the changes made to the draft of this version; the stored one, version + 1.

        Args:
            draft: as it is to be.
            entry: its line of the audit log.
            publish_at: put the job that publishes it into the queue in the same transaction, not
                before this moment. A job of an earlier approval may come first.

        Raises:
            EditConflict: it has another version by now, or another draft of its item is under way
                or published (`current` is that draft).
            NotFound: no such draft.
            ValueError: there is no such move, or the words changed beside going back to `pending`.
        """
        return await self._keep(draft, entry, publish_at=publish_at)

    async def keep_prepared(self, draft: Draft, prepared: Prepared, entry: AuditEntry) -> Draft:
        """As `keep`, and store the request with it.

        Raises:
            ValueError: the request is for other words, or for another post.
        """
        check_request(draft, prepared)
        return await self._keep(draft, entry, prepared=prepared_text(prepared))

    async def take(
        self, workspace_id: str, draft_id: str, owner: str, lease_s: float
    ) -> Draft | None:
        """Take the draft for one worker for so long (at most five minutes), by the database's
        clock; None while another holds it. The same owner may take it again.
        """
        until = func.clock_timestamp() + func.make_interval(0, 0, 0, 0, 0, 0, lease_s)
        taken = (
            update(DRAFT)
            .where(DRAFT.c.id == id_at(draft_id), or_(DRAFT.c.owner == owner, _FREE))
            .values(owner=owner, lease_until=until)
            .returning(DRAFT)
        )
        async with self._database.workspace(workspace_id) as connection:
            row = (await connection.execute(taken)).one_or_none()
        return draft_of(row) if row else None

    async def release(self, workspace_id: str, draft_id: str, owner: str) -> None:
        """Let go of it, where it is still this owner's."""
        its = (DRAFT.c.id == id_at(draft_id), DRAFT.c.owner == owner)
        async with self._database.workspace(workspace_id) as connection:
            await connection.execute(update(DRAFT).where(*its).values(owner=None, lease_until=None))

    async def note(self, workspace_id: str, entry: AuditEntry) -> None:
        """A line that changes nothing else (somebody saw it, somebody copied it).

        Raises:
            NotFound: no such draft.
        """
        async with self._database.workspace(workspace_id) as connection:
            await draft_row(connection, entry.draft_id, lock=True)
            await append(connection, workspace_id, entry)

    async def _keep(
        self,
        draft: Draft,
        entry: AuditEntry,
        *,
        publish_at: datetime | None = None,
        prepared: str | None = None,
    ) -> Draft:
        workspace_id, values = draft.workspace_id, draft_values(draft)
        async with self._database.workspace(workspace_id) as connection:
            before = await draft_row(connection, draft.id, lock=True)
            stored = draft_of(before)
            if stored.version != draft.version:
                raise EditConflict(named(before), stored)
            check(stored, draft)
            if draft.state is not stored.state:
                values["state_at"] = entry.at
            if draft.state is DraftState.PENDING or draft.out != stored.out:
                # words that may change have no request, nor has a post that is out
                values["prepared"] = None
            if prepared is not None:
                values["prepared"] = prepared
            after = await change(connection, before, values)
            await append(connection, workspace_id, entry)
            await put_shown(connection, stored)
            if publish_at is not None:
                await put(
                    connection,
                    Job.PUBLISH,
                    # Without a lock, of which the queue takes the oldest job first, due or not: the
                    # job of a later time that was given up would hold back one that is due. Which
                    # of them works is told by the draft's lease.
                    at=publish_at,
                    workspace_id=workspace_id,
                    draft_id=draft.id,
                )
        return after
