"""`ports.keeping.Clearances` in PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime

from psycopg.errors import ForeignKeyViolation
from sqlalchemy import case, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from assistant.community.clearances import LATE, Clearance, Hindrance
from assistant.errors import NotFound
from assistant.ports.work import Job
from assistant.storage.database import AnyRow, Database
from assistant.storage.deferring import put, put_card, put_studio
from assistant.storage.schema import CLEARING
from assistant.storage.texts import id_at

CARD, STUDIO = "card:", "studio:"
"""What marks begin with, of what has to be drawn anew."""


class PostgresClearances:
    """What is known of each account."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, workspace_id: str, account_id: str, now: datetime) -> Clearance:
        """See the port."""
        its = {"workspace_id": workspace_id, "account_id": id_at(account_id)}
        begun = insert(CLEARING).values(**its, known_at=now).on_conflict_do_nothing()
        try:
            async with self._database.workspace(workspace_id) as connection:
                await connection.execute(begun)
                found = select(CLEARING).where(CLEARING.c.account_id == id_at(account_id))
                row = (await connection.execute(found)).one_or_none()
        except IntegrityError as error:
            if isinstance(error.orig, ForeignKeyViolation):
                raise NotFound("account", account_id) from None
            raise
        if row is None:  # another workspace's
            raise NotFound("account", account_id)
        return _clearance(row)

    async def all(self, workspace_id: str) -> Mapping[str, Clearance]:
        """See the port."""
        async with self._database.workspace(workspace_id) as connection:
            rows = (await connection.execute(select(CLEARING))).all()
        return {row.account_id: _clearance(row) for row in rows}

    async def used(self, workspace_id: str, month: date) -> int:
        """See the port."""
        spent = select(func.coalesce(func.sum(CLEARING.c.micro), 0)).where(
            CLEARING.c.month == month
        )
        async with self._database.workspace(workspace_id) as connection:
            return int((await connection.execute(spent)).scalar_one())

    async def keep(
        self, workspace_id: str, account_id: str, clearance: Clearance, *, tell: bool
    ) -> None:
        """See the port."""
        its = CLEARING.c.account_id == id_at(account_id)
        values = asdict(clearance) | {"hindrance": clearance.hindrance.value}
        # somebody may have been told meanwhile
        same = CLEARING.c.known_at == clearance.known_at
        values["told_at"] = case((same, CLEARING.c.told_at), else_=clearance.told_at)
        kept = update(CLEARING).where(its).values(values)
        mark = f"{Job.CLEARING}:{account_id}"
        async with self._database.workspace(workspace_id) as connection:
            known = (await connection.execute(kept)).rowcount
            if tell and known:
                await put(
                    connection,
                    Job.CLEARING,
                    lock=mark,
                    once=mark,
                    workspace_id=workspace_id,
                    account_id=account_id,
                )

    async def told(self, workspace_id: str, account_id: str, at: datetime) -> None:
        """See the port."""
        its = (CLEARING.c.account_id == id_at(account_id), CLEARING.c.known_at <= at - LATE)
        async with self._database.workspace(workspace_id) as connection:
            await connection.execute(update(CLEARING).where(*its).values(told_at=at))

    async def redraw(self, workspace_id: str, account_id: str) -> None:
        """See the port."""
        its = CLEARING.c.account_id == id_at(account_id)
        marks = select(CLEARING.c.redraw).where(its).with_for_update()
        async with self._database.workspace(workspace_id) as connection:
            for mark in sorted(set((await connection.execute(marks)).scalar() or ())):
                if mark.startswith(CARD):
                    await put_card(connection, workspace_id, mark.removeprefix(CARD))
                else:
                    await put_studio(connection, workspace_id, mark.removeprefix(STUDIO))
            await connection.execute(update(CLEARING).where(its).values(redraw=[]))


def _clearance(row: AnyRow) -> Clearance:
    return Clearance(
        known_at=row.known_at,
        began_at=row.began_at,
        reached=row.reached,
        month=row.month,
        micro=row.micro,
        hindrance=Hindrance(row.hindrance),
        told_at=row.told_at,
    )
