"""Drafts, wishes and the audit log as they stand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement

from assistant.community.brand import Correction
from assistant.community.drafts import UNDER_WAY, AuditEntry, Draft, DraftState, Wish
from assistant.errors import NotFound
from assistant.ports.publishing import Prepared
from assistant.storage.database import AnyRow, Database, Door
from assistant.storage.draft_rows import draft_of, entry_of, prepared_of, wish_of
from assistant.storage.schema import AUDIT, DRAFT, WISH, WORKSPACE
from assistant.storage.texts import id_at
from assistant.storage.to_do import everywhere

_LEAVING = [DraftState.SENDING.value, DraftState.UNKNOWN.value]


class DraftReading:
    """The reading half of `ports.Drafts`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def wished(self, workspace_id: str, wish_id: str) -> Wish:
        """Raises NotFound."""
        rows = await self._rows(workspace_id, select(WISH).where(WISH.c.id == id_at(wish_id)))
        if not rows:
            raise NotFound("wish", wish_id)
        return wish_of(rows[0])

    async def waiting(self, workspace_id: str, item_id: str) -> Sequence[Wish]:
        """Wishes of an item that are not done, oldest first."""
        return await self._open(workspace_id, WISH.c.item_id == id_at(item_id))

    async def waiting_in(self, workspace_id: str, studio_id: str) -> Sequence[Wish]:
        """Wishes of a studio that are not done, oldest first."""
        return await self._open(workspace_id, WISH.c.studio_id == id_at(studio_id))

    async def wishes_in(self, workspace_id: str, studio_id: str) -> Sequence[Wish]:
        """All wishes of a studio, done or not, oldest first."""
        every = select(WISH).where(WISH.c.studio_id == id_at(studio_id))
        rows = await self._rows(workspace_id, every.order_by(WISH.c.made_at, WISH.c.id))
        return [wish_of(row) for row in rows]

    async def last_wish(self, workspace_id: str, item_id: str) -> Wish | None:
        """The latest wish of an item, done or not; None where nobody ever wished."""
        return await self._latest(workspace_id, WISH.c.item_id == id_at(item_id))

    async def last_wish_in(self, workspace_id: str, studio_id: str) -> Wish | None:
        """The latest wish of a studio, done or not; None where nobody ever wished."""
        return await self._latest(workspace_id, WISH.c.studio_id == id_at(studio_id))

    async def ungranted(
        self, before: datetime, *, posts: bool = False, limit: int = 100
    ) -> Sequence[tuple[str, str]]:
        """(workspace, wish) over all workspaces that were made before that moment and are not done,
        oldest first: for those whose job was lost. Of replies, or of posts of our own.
        """
        house = WORKSPACE.c.workspace_id == WISH.c.workspace_id
        left = select(WISH.c.workspace_id, WISH.c.id).join(WORKSPACE, house)
        its = WISH.c.studio_id.is_not(None) if posts else WISH.c.item_id.is_not(None)
        left = left.where(WISH.c.done_at.is_(None), WISH.c.made_at < before, its)
        return await self._everywhere(left.order_by(WISH.c.made_at, WISH.c.id).limit(limit))

    async def get(self, workspace_id: str, draft_id: str) -> Draft:
        """Raises NotFound."""
        async with self._database.workspace(workspace_id) as connection:
            return draft_of(await draft_row(connection, draft_id))

    async def of_item(self, workspace_id: str, item_id: str) -> Sequence[Draft]:
        """All drafts of an item, the latest first; those of one wish in the order they came."""
        return await self._drafts(workspace_id, DRAFT.c.item_id == id_at(item_id))

    async def of_studio(self, workspace_id: str, studio_id: str) -> Sequence[Draft]:
        """All drafts of a studio, the latest first; those of one wish in the order they came."""
        return await self._drafts(workspace_id, DRAFT.c.studio_id == id_at(studio_id))

    async def posts_ahead(
        self, workspace_id: str, account_id: str, since: datetime
    ) -> Sequence[Draft]:
        """Posts of our own that are not published yet and may be: pending ones written at or after
        that moment, approved ones and those on their way. Replies are left out.
        """
        pending = DRAFT.c.state == DraftState.PENDING.value
        going = DRAFT.c.state.in_([each.value for each in UNDER_WAY])
        ahead = or_(and_(pending, DRAFT.c.made_at >= since), going)
        its = (DRAFT.c.account_id == id_at(account_id), DRAFT.c.studio_id.is_not(None))
        return await self._drafts(workspace_id, *its, ahead)

    async def prepared(self, workspace_id: str, draft_id: str) -> Prepared | None:
        """The request as it was stored before the first byte left; None before."""
        words = select(DRAFT.c.prepared).where(DRAFT.c.id == id_at(draft_id))
        rows = await self._rows(workspace_id, words)
        return prepared_of(rows[0].prepared) if rows and rows[0].prepared else None

    async def in_state(
        self, states: Sequence[DraftState], before: datetime, *, limit: int = 100
    ) -> Sequence[tuple[str, str]]:
        """(workspace, draft) over all workspaces that have been in one of these states since
        before that moment, oldest first. Of those under way only; one whose time is still ahead
        is left out.
        """
        if not UNDER_WAY.issuperset(states):
            raise ValueError("only drafts under way are looked for over all workspaces")
        found = everywhere(DRAFT.c.account_id, DRAFT.c.workspace_id, DRAFT.c.id)
        found = found.where(DRAFT.c.state.in_([each.value for each in states]))
        found = found.where(DRAFT.c.state_at < before)
        found = found.where(or_(DRAFT.c.send_at.is_(None), DRAFT.c.send_at < before))
        return await self._everywhere(found.order_by(DRAFT.c.state_at, DRAFT.c.id).limit(limit))

    async def history(self, workspace_id: str, draft_id: str) -> Sequence[AuditEntry]:
        """Its audit log, oldest first."""
        lines = select(AUDIT).where(AUDIT.c.draft_id == id_at(draft_id)).order_by(AUDIT.c.n)
        return [entry_of(row) for row in await self._rows(workspace_id, lines)]

    async def audit(
        self, workspace_id: str, since: datetime, until: datetime, *, limit: int = 10_000
    ) -> Sequence[AuditEntry]:
        """The audit log of all drafts in [since, until), oldest first, for the export."""
        lines = select(AUDIT).where(AUDIT.c.at >= since, AUDIT.c.at < until)
        lines = lines.order_by(AUDIT.c.at, AUDIT.c.draft_id, AUDIT.c.n).limit(limit)
        return [entry_of(row) for row in await self._rows(workspace_id, lines)]

    async def sent_texts(
        self, workspace_id: str, account_id: str, *, limit: int, posts: bool = False
    ) -> Sequence[Draft]:
        """Published replies, or posts of our own, the latest first: sameness is held against
        them.
        """
        its = DRAFT.c.studio_id.is_not(None) if posts else DRAFT.c.item_id.is_not(None)
        rows = await self._rows(workspace_id, _published(account_id, its).limit(limit))
        return [draft_of(row) for row in rows]

    async def sent_as(
        self, workspace_id: str, account_id: str, post_ids: Collection[str], since: datetime
    ) -> Sequence[Draft]:
        """Replies that left since then and became one of these posts, and all those of which it is
        not known yet what they became.
        """
        became = (DRAFT.c.sent_at >= since, DRAFT.c.post_id.in_(post_ids))
        found = await self._rows(workspace_id, _published(account_id, *became))
        left = (DRAFT.c.account_id == id_at(account_id), DRAFT.c.sent_at.is_not(None))
        leaving = select(DRAFT).where(*left, DRAFT.c.state.in_(_LEAVING))
        found = [*found, *await self._rows(workspace_id, leaving.order_by(DRAFT.c.id))]
        return [draft_of(row) for row in found if row.item_id]

    async def corrections(
        self, workspace_id: str, account_id: str, *, limit: int
    ) -> Sequence[Correction]:
        """What people made of published drafts that a composer wrote, the latest first."""
        # Its word lists take their time to load, and no start waits for them.
        from assistant.community.edits import distance  # noqa: PLC0415

        drafted = _published(account_id, DRAFT.c.composer != "person").limit(limit)
        return [
            Correction(
                row.id, row.original, row.text, row.sent_at, distance(row.original, row.text)
            )
            for row in await self._rows(workspace_id, drafted)
        ]

    async def _drafts(self, workspace_id: str, *its: ColumnElement[bool]) -> Sequence[Draft]:
        """The latest first, those of one wish in the order they came."""
        found = select(DRAFT).where(*its).order_by(DRAFT.c.made_at.desc(), DRAFT.c.nth)
        return [draft_of(row) for row in await self._rows(workspace_id, found)]

    async def _open(self, workspace_id: str, its: ColumnElement[bool]) -> Sequence[Wish]:
        open_ = select(WISH).where(its, WISH.c.done_at.is_(None))
        rows = await self._rows(workspace_id, open_.order_by(WISH.c.made_at, WISH.c.id))
        return [wish_of(row) for row in rows]

    async def _latest(self, workspace_id: str, its: ColumnElement[bool]) -> Wish | None:
        latest = select(WISH).where(its).order_by(WISH.c.made_at.desc(), WISH.c.id.desc())
        rows = await self._rows(workspace_id, latest.limit(1))
        return wish_of(rows[0]) if rows else None

    async def _rows(self, workspace_id: str, statement: Select[Any]) -> Sequence[AnyRow]:
        async with self._database.workspace(workspace_id) as connection:
            rows: Sequence[AnyRow] = (await connection.execute(statement)).all()
        return rows

    async def _everywhere(self, statement: Select[Any]) -> Sequence[tuple[str, str]]:
        async with self._database.across(Door.TO_DO) as connection:
            return [(row.workspace_id, row.id) for row in await connection.execute(statement)]


async def draft_row(connection: AsyncConnection, draft_id: str, *, lock: bool = False) -> AnyRow:
    """The row of a draft, held against changes if so wished. Raises NotFound."""
    statement = select(DRAFT).where(DRAFT.c.id == id_at(draft_id))
    if lock:
        statement = statement.with_for_update(key_share=True)
    row = (await connection.execute(statement)).one_or_none()
    if row is None:
        raise NotFound("draft", draft_id)
    return row


def _published(account_id: str, *where: ColumnElement[bool]) -> Select[Any]:
    """What really went out, the latest first."""
    sent = (DRAFT.c.state == DraftState.PUBLISHED.value, DRAFT.c.dry_run.is_(False))
    its = DRAFT.c.account_id == id_at(account_id)
    return select(DRAFT).where(its, *sent, *where).order_by(DRAFT.c.sent_at.desc(), DRAFT.c.id)
