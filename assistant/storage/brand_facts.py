"""Brand facts: written once each, and found by full-text search."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from psycopg.errors import ForeignKeyViolation
from sqlalchemy import Select, Text, and_, cast, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import TSQUERY, insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.elements import ColumnElement

from assistant.community.brand import ALL_IN, BrandFact
from assistant.community.reading import one_apostrophe
from assistant.errors import EditConflict, NotFound
from assistant.ports.drafting import Found
from assistant.storage.database import AnyRow, Database
from assistant.storage.schema import BRAND_FACT, WORKSPACE
from assistant.storage.texts import id_at, storable

_LANGUAGE = select(
    func.coalesce(WORKSPACE.c.settings["language"].astext, WORKSPACE.c.language)
).scalar_subquery()
"""Of the workspace that is seen, as its people chose it."""


class FactKeeping:
    """The facts of `ports.BrandBook`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def facts(
        self, workspace_id: str, *, account_id: str | None = None
    ) -> Sequence[BrandFact]:
        """Those of the workspace and of the account (None: of every account), by title; expired
        ones included.
        """
        found = select(BRAND_FACT)
        if account_id is not None:
            found = found.where(_for(account_id))
        rows = await self._rows(workspace_id, found.order_by(BRAND_FACT.c.title, BRAND_FACT.c.id))
        return [_fact(row) for row in rows]

    async def fact(self, workspace_id: str, fact_id: str) -> BrandFact:
        """Raises NotFound."""
        its = select(BRAND_FACT).where(BRAND_FACT.c.id == id_at(fact_id))
        rows = await self._rows(workspace_id, its)
        if not rows:
            raise NotFound("fact", fact_id)
        return _fact(rows[0])

    async def add_facts(self, facts: Sequence[BrandFact]) -> int:
        """Store them, all of one workspace; how many were new. The same title and text of the same
        account are one.

        Raises:
            NotFound: one of their accounts is not of this workspace.
        """
        if not facts:
            return 0
        rows = [
            {
                "workspace_id": each.workspace_id,
                "id": each.id,
                "added_by": each.added_by,
                "added_at": each.added_at,
                **_values(each),
            }
            for each in facts
        ]
        made = insert(BRAND_FACT).values(language=_LANGUAGE).on_conflict_do_nothing()
        try:
            async with self._database.workspace(facts[0].workspace_id) as connection:
                new = await connection.execute(made.returning(BRAND_FACT.c.id), rows)
                return len(new.all())
        except IntegrityError as error:
            if isinstance(error.orig, ForeignKeyViolation):
                raise NotFound("account", str(facts[0].account_id)) from None
            raise

    async def change_fact(self, fact: BrandFact) -> None:
        """Store its account, words, source and last day.

        Raises:
            EditConflict: another one says the same (`current` is that fact).
            NotFound: no such fact, or no such account in this workspace.
        """
        values = _values(fact)
        changed = (
            update(BRAND_FACT)
            .where(BRAND_FACT.c.id == id_at(fact.id))
            .values(**values, language=_LANGUAGE)
        )
        try:
            async with self._database.workspace(fact.workspace_id) as connection:
                if not (await connection.execute(changed)).rowcount:
                    raise NotFound("fact", fact.id)
        except IntegrityError as error:
            if isinstance(error.orig, ForeignKeyViolation):
                raise NotFound("account", str(fact.account_id)) from None
            same = select(BRAND_FACT).where(BRAND_FACT.c.digest == values["digest"])
            (row,) = await self._rows(fact.workspace_id, same)
            raise EditConflict("this fact", _fact(row)) from None

    async def drop_fact(self, workspace_id: str, fact_id: str) -> bool:
        """Delete it. False where it was gone."""
        dropped = delete(BRAND_FACT).where(BRAND_FACT.c.id == id_at(fact_id))
        async with self._database.workspace(workspace_id) as connection:
            return bool((await connection.execute(dropped)).rowcount)

    async def match(
        self, workspace_id: str, account_id: str, words: str, day: datetime, *, limit: int = 12
    ) -> Found:
        """Facts that hold on that day (of the zone it is given in): all of them while there are at
        most `ALL_IN`, else those that PostgreSQL's full-text search finds for any of the words, in
        the workspace's language; best first.
        """
        last = BRAND_FACT.c.valid_until
        holding = and_(_for(account_id), or_(last.is_(None), last >= day.date()))
        query = _any_of(words)
        rank = func.ts_rank(BRAND_FACT.c.words, query)
        best = select(BRAND_FACT).where(holding)
        best = best.order_by(rank.desc(), BRAND_FACT.c.title, BRAND_FACT.c.id)
        some = select(BRAND_FACT.c.id).where(holding).limit(ALL_IN + 1)
        whole = len(await self._rows(workspace_id, some)) <= ALL_IN
        if not whole:
            best = best.where(BRAND_FACT.c.words.bool_op("@@")(query)).limit(limit)
        rows = await self._rows(workspace_id, best)
        return Found(tuple(_fact(row) for row in rows), whole)

    async def _rows(self, workspace_id: str, statement: Select[Any]) -> Sequence[AnyRow]:
        async with self._database.workspace(workspace_id) as connection:
            rows: Sequence[AnyRow] = (await connection.execute(statement)).all()
        return rows


def _for(account_id: str) -> ColumnElement[bool]:
    """What holds for an account: its own, and those for all."""
    account = BRAND_FACT.c.account_id
    return or_(account.is_(None), account == id_at(account_id))


def _any_of(words: str) -> ColumnElement[Any]:
    """The search for any of these words; words that say nothing, as "the" does, are left out.

    A query of its own, so that it is put together once and not for each fact.
    """
    language = func.engage_search_config(_LANGUAGE)
    every = func.plainto_tsquery(language, storable(words))
    any_ = cast(func.replace(cast(every, Text), " & ", " | "), TSQUERY)
    return select(any_).scalar_subquery()


def _values(fact: BrandFact) -> dict[str, Any]:
    said = (one_apostrophe(storable(each)) for each in (fact.title, fact.text))
    bound = json.dumps([fact.account_id, *said])
    return {
        "account_id": fact.account_id,
        "title": storable(fact.title),
        "text": storable(fact.text),
        "source": storable(fact.source),
        "valid_until": fact.valid_until,
        "digest": hashlib.sha256(bound.encode()).hexdigest(),
    }


def _fact(row: AnyRow) -> BrandFact:
    return BrandFact(
        id=row.id,
        workspace_id=row.workspace_id,
        title=row.title,
        text=row.text,
        source=row.source,
        added_by=row.added_by,
        added_at=row.added_at,
        account_id=row.account_id,
        valid_until=row.valid_until,
    )
