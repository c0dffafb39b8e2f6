"""`ports.Inbox` in PostgreSQL: a change and the job that shows it are one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg.errors import ForeignKeyViolation
from sqlalchemy import (
    Integer,
    Select,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement

from assistant.community.inbox import CardPlace, Item, Need, Step
from assistant.errors import EditConflict, NotFound
from assistant.ports import Clock
from assistant.ports.inbox import ToShow
from assistant.storage.database import Database, Door
from assistant.storage.deferring import put_card
from assistant.storage.inbox_rows import PARTS, item_values, items, part_values, whole
from assistant.storage.schema import ITEM, ITEM_PART
from assistant.storage.texts import id_at, storable
from assistant.storage.to_do import everywhere

_ACCOUNT_ID = bindparam("account_id", type_=ITEM.c.account_id.type)
_OPEN = ITEM.c.decision.is_(None)
_UNCARDED = and_(_OPEN, ITEM.c.card_ts.is_(None))
_PROMISED_FIRST = (ITEM.c.due_at.asc().nulls_last(), ITEM.c.since, ITEM.c.id)

_ALL_OPEN = (
    select(ITEM)
    .where(_OPEN, or_(_ACCOUNT_ID.is_(None), ITEM.c.account_id == _ACCOUNT_ID))
    .order_by(*_PROMISED_FIRST)
    .limit(bindparam("most", type_=Integer))
)


class PostgresInbox:
    """Items.

    Args:
        database: where they are.
        clock: when they changed, and when a card was posted.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def get(self, workspace_id: str, item_id: str) -> Item:
        """Raises NotFound."""
        async with self._database.workspace(workspace_id) as connection:
            return await _get(connection, item_id)

    async def of_part(self, workspace_id: str, account_id: str, part_id: str) -> Item | None:
        """The item a post belongs to; None where there is none."""
        account = ITEM_PART.c.account_id == id_at(account_id)
        its = select(ITEM_PART.c.item_id).where(account, ITEM_PART.c.id == storable(part_id))
        found = await self._items(workspace_id, select(ITEM).where(ITEM.c.id.in_(its)))
        return found[0] if found else None

    async def add(self, item: Item) -> bool:
        """Store a new one with its parts. False where one of its parts is in an item already.

        Raises:
            NotFound: no such account in this workspace.
        """
        values = item_values(item, self._clock())
        keys = {"workspace_id": item.workspace_id, "id": item.id, "account_id": item.account_id}
        made = insert(ITEM).values(**values, **keys, step=item.step.value, version=item.version)
        try:
            async with self._database.workspace(item.workspace_id) as connection:
                await connection.execute(made)
                await connection.execute(insert(ITEM_PART), part_values(item))
                if item.is_open:
                    await put_card(connection, item.workspace_id, item.id)
        except IntegrityError as error:
            if isinstance(error.orig, ForeignKeyViolation):
                raise NotFound("account", item.account_id) from None
            return False
        return True

    async def keep(self, item: Item) -> Item:
        """Store the changes made to the item of this version; the stored one, version + 1.

        Parts are replaced as given. The card and the plan stay as they are stored; a rung that was
        told stays told, unless the promise itself was moved.

        Raises:
            EditConflict: it has another version by now, or one of its parts is in another item.
            NotFound: no such item.
        """
        moved = ITEM.c.due_at.is_distinct_from(item.due_at)
        step = case((moved, item.step.value), else_=func.greatest(ITEM.c.step, item.step.value))
        changed = (
            update(ITEM)
            .where(_is(item.id), ITEM.c.version == item.version)
            .values(**item_values(item, self._clock()), step=step, version=item.version + 1)
        )
        try:
            async with self._database.workspace(item.workspace_id) as connection:
                if not (await connection.execute(changed)).rowcount:
                    raise EditConflict("this item", await _get(connection, item.id))
                old = delete(ITEM_PART).where(ITEM_PART.c.item_id == item.id)
                await connection.execute(old)
                await connection.execute(insert(ITEM_PART), part_values(item))
                await put_card(connection, item.workspace_id, item.id)
                return await _get(connection, item.id)
        except IntegrityError:
            stored = await self.get(item.workspace_id, item.id)
            raise EditConflict("this item", stored) from None

    async def open(
        self, workspace_id: str, *, account_id: str | None = None, limit: int = 100
    ) -> Sequence[Item]:
        """Open ones, the oldest promise first; those without a promise behind, oldest first."""
        of = {"account_id": None if account_id is None else id_at(account_id), "most": limit}
        (rows,) = await self._database.plain.named(workspace_id, (_ALL_OPEN, of))
        if not rows:
            return []
        theirs = (PARTS, {"ids": [row.id for row in rows]})
        (parts,) = await self._database.plain.named(workspace_id, theirs)
        return items(rows, parts)

    async def open_count(self, workspace_id: str, *, account_id: str | None = None) -> int:
        """How many are open."""
        return await self._count(workspace_id, _OPEN, *_of(account_id))

    async def of_person(
        self, workspace_id: str, account_id: str, person_id: str, *, limit: int
    ) -> Sequence[Item]:
        """Items by one person, the latest first."""
        theirs = ITEM.c.person_id == storable(person_id)
        found = select(ITEM).where(theirs, *_of(account_id))
        latest = found.order_by(ITEM.c.since.desc(), ITEM.c.id).limit(limit)
        return await self._items(workspace_id, latest)

    async def since(self, workspace_id: str, account_id: str, at: datetime) -> Sequence[Item]:
        """Every item of an account whose clock started at or after `at`, oldest first."""
        found = select(ITEM).where(ITEM.c.since >= at, *_of(account_id))
        return await self._items(workspace_id, found.order_by(ITEM.c.since, ITEM.c.id))

    async def due_steps(self, now: datetime, *, limit: int = 200) -> Sequence[tuple[str, str]]:
        """(workspace, item) of open items, over all workspaces, whose next rung or end of snooze
        lies at or before `now`; by the column `next_at` that `plan` keeps.
        """
        due = everywhere(ITEM.c.account_id, ITEM.c.workspace_id, ITEM.c.id).where(
            _OPEN, ITEM.c.next_at <= now
        )
        due = due.order_by(ITEM.c.next_at, ITEM.c.id).limit(limit)
        async with self._database.across(Door.TO_DO) as connection:
            return [(row.workspace_id, row.id) for row in await connection.execute(due)]

    async def behind(self, before: datetime, *, limit: int = 200) -> Sequence[ToShow]:
        """Items over all workspaces whose card has been out of date, or promised and not there,
        since before that moment; those with a card first, then the longest behind.
        """
        columns = (ITEM.c.workspace_id, ITEM.c.id, ITEM.c.card_version)
        missing = and_(_UNCARDED, ITEM.c.due_at.is_not(None))
        behind = or_(ITEM.c.card_version < ITEM.c.version, missing)
        late = everywhere(ITEM.c.account_id, *columns).where(behind, ITEM.c.changed_at < before)
        late = late.order_by(ITEM.c.card_ts.is_(None), ITEM.c.changed_at, ITEM.c.id).limit(limit)
        async with self._database.across(Door.TO_DO) as connection:
            return [ToShow(*row) for row in await connection.execute(late)]

    async def plan(self, workspace_id: str, item_id: str, next_at: datetime | None) -> None:
        """Note when somebody must look at the item again; None: never by itself."""
        async with self._database.workspace(workspace_id) as connection:
            await connection.execute(update(ITEM).where(_is(item_id)).values(next_at=next_at))

    async def note_step(self, workspace_id: str, item_id: str, step: Step) -> bool:
        """Note a rung as told, and have it shown. False where it, or a later one, was told."""
        told = update(ITEM).where(_is(item_id), ITEM.c.step < step.value)
        async with self._database.workspace(workspace_id) as connection:
            if not (await connection.execute(told.values(step=step.value))).rowcount:
                return False
            await put_card(connection, workspace_id, item_id)
        return True

    async def card_shown(
        self, workspace_id: str, item_id: str, place: CardPlace | None, version: int
    ) -> None:
        """Note where the card is and which version it shows; None: it is there no more."""
        values: dict[str, object] = {"card_channel": None, "card_ts": None, "card_version": None}
        if place is not None:
            values = {
                "card_channel": place.channel_id,
                "card_ts": place.ts,
                "card_at": func.coalesce(ITEM.c.card_at, self._clock()),
                "card_version": version,
            }
        async with self._database.workspace(workspace_id) as connection:
            await connection.execute(update(ITEM).where(_is(item_id)).values(**values))

    async def of_card(self, workspace_id: str, channel_id: str, ts: str) -> Item | None:
        """The item whose card stands there; None where there is none."""
        there = (ITEM.c.card_channel == channel_id, ITEM.c.card_ts == ts)
        found = await self._items(workspace_id, select(ITEM).where(*there))
        return found[0] if found else None

    async def cards_since(self, workspace_id: str, account_id: str, at: datetime) -> int:
        """How many cards of an account were posted for the first time at or after `at`."""
        return await self._count(workspace_id, ITEM.c.card_at >= at, *_of(account_id))

    async def uncarded(
        self, workspace_id: str, account_id: str, *, limit: int = 200
    ) -> Sequence[Item]:
        """Open items that may need a reply and have no card, oldest promise first."""
        wanting = ITEM.c.need != Need.NONE.value
        found = select(ITEM).where(_UNCARDED, wanting, *_of(account_id))
        return await self._items(workspace_id, found.order_by(*_PROMISED_FIRST).limit(limit))

    async def _items(self, workspace_id: str, statement: Select[Any]) -> list[Item]:
        async with self._database.workspace(workspace_id) as connection:
            return await whole(connection, (await connection.execute(statement)).all())

    async def _count(self, workspace_id: str, *where: ColumnElement[bool]) -> int:
        statement = select(func.count()).select_from(ITEM).where(*where)
        async with self._database.workspace(workspace_id) as connection:
            return (await connection.execute(statement)).scalar_one()


async def _get(connection: AsyncConnection, item_id: str) -> Item:
    found = await connection.execute(select(ITEM).where(_is(item_id)))
    items = await whole(connection, found.all())
    if not items:
        raise NotFound("item", item_id)
    return items[0]


def _is(item_id: str) -> ColumnElement[bool]:
    return ITEM.c.id == id_at(item_id)


def _of(account_id: str | None) -> tuple[ColumnElement[bool], ...]:
    """Of one account, or of all."""
    if account_id is None:
        return ()
    return (ITEM.c.account_id == id_at(account_id),)
