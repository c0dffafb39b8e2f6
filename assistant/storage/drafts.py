"""`ports.Drafts` in PostgreSQL: a change, its line of the audit log and the jobs it causes are one
transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from psycopg.errors import ForeignKeyViolation
from sqlalchemy import func, insert, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.community.drafts import UNDER_WAY, AuditEntry, Draft, DraftState, Wish, may_move
from assistant.errors import EditConflict, NotFound
from assistant.ports.publishing import Prepared
from assistant.ports.work import Job
from assistant.storage.database import AnyRow
from assistant.storage.deferring import put, put_card
from assistant.storage.draft_rows import (
    draft_of,
    draft_values,
    entry_values,
    prepared_text,
    wish_values,
)
from assistant.storage.drafts_reading import DraftReading, draft_row
from assistant.storage.run_sql import HELD
from assistant.storage.schema import AUDIT, DRAFT, WISH
from assistant.storage.texts import id_at, storable

_TAKEN = [each.value for each in (*UNDER_WAY, DraftState.PUBLISHED)]
_FREE = text(f"NOT coalesce({HELD}, false)")


class PostgresDrafts(DraftReading):
    """Drafts on their way."""

    async def wish(self, wish: Wish) -> bool:
        """Keep a wish and put its job into the queue. False where its event was here before.

        Raises:
            NotFound: no such item.
        """
        made = upsert(WISH).values(**wish_values(wish))
        once = made.on_conflict_do_nothing(index_elements=[WISH.c.workspace_id, WISH.c.event_key])
        try:
            async with self._database.workspace(wish.workspace_id) as connection:
                new = await connection.execute(once.returning(WISH.c.id))
                if new.one_or_none() is None:
                    return False
                await put(
                    connection,
                    Job.DRAFT,
                    lock=f"wishes:{wish.item_id}",
                    workspace_id=wish.workspace_id,
                    wish_id=wish.id,
                )
        except IntegrityError:
            raise NotFound("item", wish.item_id) from None
        return True

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
                await _insert(connection, draft, entry, nth)
            await put_card(connection, wish.workspace_id, wish.item_id)
        return True

    async def add(self, draft: Draft, entry: AuditEntry) -> None:
        """Store a new one.

        Raises:
            NotFound: no such item.
        """
        try:
            async with self._database.workspace(draft.workspace_id) as connection:
                await _insert(connection, draft, entry)
                await put_card(connection, draft.workspace_id, draft.item_id)
        except IntegrityError as error:
            if isinstance(error.orig, ForeignKeyViolation):
                raise NotFound("item", draft.item_id) from None
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
        if (prepared.text, prepared.target_id) != (draft.text, draft.target_id):
            raise ValueError("the request is not for what was approved")
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
            await _append(connection, workspace_id, entry)

    async def _keep(
        self,
        draft: Draft,
        entry: AuditEntry,
        *,
        publish_at: datetime | None = None,
        prepared: str | None = None,
    ) -> Draft:
        workspace_id, values = draft.workspace_id, draft_values(draft)
        if prepared is not None:
            values["prepared"] = prepared
        async with self._database.workspace(workspace_id) as connection:
            before = await draft_row(connection, draft.id, lock=True)
            stored = draft_of(before)
            if stored.version != draft.version:
                raise EditConflict("this reply", stored)
            _check(stored, draft)
            if draft.state is not stored.state:
                values["state_at"] = entry.at
            if draft.state is DraftState.PENDING:
                values["prepared"] = None  # a text that may change has no request
            after = await _change(connection, before, values)
            await _append(connection, workspace_id, entry)
            await put_card(connection, workspace_id, stored.item_id)
            if publish_at is not None:
                await put(
                    connection,
                    Job.PUBLISH,
                    lock=f"publish:{draft.id}",
                    at=publish_at,
                    workspace_id=workspace_id,
                    draft_id=draft.id,
                )
        return after


def _check(before: Draft, after: Draft) -> None:
    """Raise ValueError for a move that there is not, or for other words than were approved."""
    if after.state is not before.state and not may_move(before.state, after.state):
        raise ValueError(f"no move from {before.state} to {after.state}")
    said, says = (before.text, before.target_id), (storable(after.text), storable(after.target_id))
    if after.state is not DraftState.PENDING and says != said:
        raise ValueError("words change only while nobody has approved them")


async def _change(connection: AsyncConnection, before: AnyRow, values: dict[str, object]) -> Draft:
    changed = update(DRAFT).where(DRAFT.c.id == before.id)
    changed = changed.values(**values, version=before.version + 1)
    try:
        async with connection.begin_nested():
            return draft_of((await connection.execute(changed.returning(DRAFT))).one())
    except IntegrityError:
        beside = (DRAFT.c.item_id == before.item_id, DRAFT.c.state.in_(_TAKEN))
        other = (await connection.execute(select(DRAFT).where(*beside))).one()
        raise EditConflict("this reply", draft_of(other)) from None


async def _insert(
    connection: AsyncConnection, draft: Draft, entry: AuditEntry, nth: int = 0
) -> None:
    keys = {
        "workspace_id": draft.workspace_id,
        "id": draft.id,
        "account_id": draft.account_id,
        "item_id": draft.item_id,
        "made_at": draft.made_at,
        "nth": nth,
        "state_at": entry.at,
        "version": draft.version,
    }
    await connection.execute(insert(DRAFT).values(**draft_values(draft), **keys))
    await _append(connection, draft.workspace_id, entry)


async def _append(connection: AsyncConnection, workspace_id: str, entry: AuditEntry) -> None:
    """Write a line under the next number; whoever calls holds the draft."""
    values = {"workspace_id": workspace_id, **entry_values(entry)}
    earlier = select(func.coalesce(func.max(AUDIT.c.n), 0) + 1)
    n = earlier.where(AUDIT.c.draft_id == entry.draft_id).scalar_subquery()
    await connection.execute(insert(AUDIT).values(**values, n=n))
