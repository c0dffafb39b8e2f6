"""`ports.Searches` in PostgreSQL: what to look for, what was found, and what dismissals taught."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, Select, Text, any_, cast, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.elements import ColumnElement

from assistant.community.periods import Period
from assistant.community.searches import Dismissal, Hit, SavedSearch
from assistant.errors import NotFound
from assistant.ports.work import Job
from assistant.storage.database import AnyRow, Database
from assistant.storage.deferring import put
from assistant.storage.schema import DISMISSAL, HIT, SAVED_SEARCH
from assistant.storage.search_rows import (
    dismissal_of,
    dismissal_values,
    hit_of,
    hit_values,
    search_of,
    search_values,
)
from assistant.storage.texts import id_at, storable


class PostgresSearches:
    """Saved searches, hits and dismissals."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(
        self, workspace_id: str, *, account_id: str | None = None
    ) -> Sequence[SavedSearch]:
        """Of one account, or of all, oldest first."""
        found = select(SAVED_SEARCH)
        if account_id is not None:
            found = found.where(SAVED_SEARCH.c.account_id == id_at(account_id))
        oldest = found.order_by(SAVED_SEARCH.c.made_at, SAVED_SEARCH.c.id)
        return [search_of(row) for row in await self._rows(workspace_id, oldest)]

    async def get(self, workspace_id: str, search_id: str) -> SavedSearch:
        """Raises NotFound."""
        its = select(SAVED_SEARCH).where(SAVED_SEARCH.c.id == id_at(search_id))
        rows = await self._rows(workspace_id, its)
        if not rows:
            raise NotFound("search", search_id)
        return search_of(rows[0])

    async def add(self, search: SavedSearch) -> bool:
        """Store it, and have it looked through soon. False where the account has the same kind and
        words already, however they are capitalised.

        Raises:
            NotFound: no such account in this workspace.
        """
        made = insert(SAVED_SEARCH).values(**search_values(search)).on_conflict_do_nothing()
        account_id, mark = search.account_id, f"{Job.LISTEN}:{search.account_id}"
        try:
            async with self._database.workspace(search.workspace_id) as connection:
                new = await connection.execute(made.returning(SAVED_SEARCH.c.id))
                if new.one_or_none() is None:
                    return False
                await put(
                    connection,
                    Job.LISTEN,
                    lock=mark,
                    once=mark,
                    workspace_id=search.workspace_id,
                    account_id=account_id,
                )
        except IntegrityError:
            raise NotFound("account", account_id) from None
        return True

    async def change(self, search: SavedSearch) -> None:
        """Store listen_only, swept_at and trouble. Raises NotFound."""
        values: dict[str, object] = {"listen_only": search.listen_only}
        values |= {"swept_at": search.swept_at, "trouble": search.trouble}
        await self._update(search.workspace_id, search.id, values)

    async def looked(
        self, workspace_id: str, search_id: str, swept_at: datetime | None, trouble: str | None
    ) -> None:
        """Note how its last look ended, and nothing else: somebody may be changing it.

        Raises:
            NotFound: it was deleted meanwhile.
        """
        await self._update(workspace_id, search_id, {"swept_at": swept_at, "trouble": trouble})

    async def drop(self, workspace_id: str, search_id: str) -> bool:
        """Delete it; its hits stay. False where it was gone."""
        dropped = delete(SAVED_SEARCH).where(SAVED_SEARCH.c.id == id_at(search_id))
        async with self._database.workspace(workspace_id) as connection:
            return bool((await connection.execute(dropped)).rowcount)

    async def add_hits(self, hits: Sequence[Hit]) -> Sequence[Hit]:
        """Store them, all of one account; those that were new. A post found by two searches is one
        hit.

        Raises:
            NotFound: no such account in this workspace.
        """
        first = {storable(each.id): each for each in reversed(hits)}
        if not first:
            return []
        rows = [hit_values(first[id_]) for id_ in sorted(first)]
        made = insert(HIT).on_conflict_do_nothing().returning(HIT.c.id)
        try:
            async with self._database.workspace(hits[0].workspace_id) as connection:
                new = set((await connection.execute(made, rows)).scalars())
        except IntegrityError:
            raise NotFound("account", hits[0].account_id) from None
        told = {id(first[id_]) for id_ in new}
        return [each for each in hits if id(each) in told]

    async def hit(self, workspace_id: str, account_id: str, hit_id: str) -> Hit:
        """Raises NotFound."""
        its = (HIT.c.account_id == id_at(account_id), HIT.c.id == storable(hit_id))
        rows = await self._rows(workspace_id, select(HIT).where(*its))
        if not rows:
            raise NotFound("hit", hit_id)
        return hit_of(rows[0])

    async def hits(
        self, workspace_id: str, account_id: str, period: Period, *, limit: int = 200
    ) -> Sequence[Hit]:
        """Hits created in the period that were not dismissed, the newest first."""
        found = select(HIT).where(*_counting(account_id, period))
        newest = found.order_by(HIT.c.created_at.desc(), HIT.c.id).limit(limit)
        return [hit_of(row) for row in await self._rows(workspace_id, newest)]

    async def count(self, workspace_id: str, account_id: str, period: Period) -> int:
        """How many of them."""
        counted = select(func.count()).select_from(HIT).where(*_counting(account_id, period))
        async with self._database.workspace(workspace_id) as connection:
            return (await connection.execute(counted)).scalar_one()

    async def dismiss(
        self, workspace_id: str, account_id: str, hit_ids: Sequence[str], at: datetime
    ) -> int:
        """Put hits away; how many were not before."""
        theirs = (HIT.c.account_id == id_at(account_id), HIT.c.dismissed_at.is_(None))
        ids = any_(cast([storable(each) for each in hit_ids], ARRAY(Text)))
        put_away = update(HIT).where(*theirs, HIT.c.id == ids).values(dismissed_at=at)
        async with self._database.workspace(workspace_id) as connection:
            return (await connection.execute(put_away)).rowcount

    async def dismissals(self, workspace_id: str, account_id: str) -> Sequence[Dismissal]:
        """The rules of an account, oldest first."""
        its = select(DISMISSAL).where(DISMISSAL.c.account_id == id_at(account_id))
        rows = await self._rows(workspace_id, its.order_by(DISMISSAL.c.made_at, DISMISSAL.c.id))
        return [dismissal_of(row) for row in rows]

    async def add_dismissal(self, dismissal: Dismissal) -> bool:
        """False where there is the same rule already.

        Raises:
            NotFound: no such account in this workspace.
        """
        made = insert(DISMISSAL).values(**dismissal_values(dismissal)).on_conflict_do_nothing()
        try:
            async with self._database.workspace(dismissal.workspace_id) as connection:
                new = await connection.execute(made.returning(DISMISSAL.c.id))
                return new.one_or_none() is not None
        except IntegrityError:
            raise NotFound("account", dismissal.account_id) from None

    async def drop_dismissal(self, workspace_id: str, dismissal_id: str) -> bool:
        """Delete a rule. False where it was gone."""
        dropped = delete(DISMISSAL).where(DISMISSAL.c.id == id_at(dismissal_id))
        async with self._database.workspace(workspace_id) as connection:
            return bool((await connection.execute(dropped)).rowcount)

    async def _update(
        self, workspace_id: str, search_id: str, values: Mapping[str, object]
    ) -> None:
        changed = update(SAVED_SEARCH).where(SAVED_SEARCH.c.id == id_at(search_id)).values(**values)
        async with self._database.workspace(workspace_id) as connection:
            if not (await connection.execute(changed)).rowcount:
                raise NotFound("search", search_id)

    async def _rows(self, workspace_id: str, statement: Select[Any]) -> Sequence[AnyRow]:
        async with self._database.workspace(workspace_id) as connection:
            rows: Sequence[AnyRow] = (await connection.execute(statement)).all()
        return rows


def _counting(account_id: str, period: Period) -> tuple[ColumnElement[bool], ...]:
    """Hits of an account that were created in the period and not dismissed."""
    created = HIT.c.created_at
    within = (created >= period.start, created < period.end)
    return (HIT.c.account_id == id_at(account_id), HIT.c.dismissed_at.is_(None), *within)
