"""`ports.giving.Labels` in PostgreSQL: what people say posts of ours are for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import and_, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from assistant.community.giving import Correction
from assistant.community.mix import Function, Value
from assistant.errors import NotFound
from assistant.storage.database import AnyRow, Database
from assistant.storage.schema import POST, POST_LABEL
from assistant.storage.texts import id_at, storable


class PostgresLabels:
    """Corrections by people; they count over what rules say."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def corrections(
        self, workspace_id: str, account_id: str, since: datetime
    ) -> Mapping[str, Correction]:
        """By native post id, of posts published since then (and all that name a post that is not
        stored any more are left out).
        """
        same = and_(POST.c.account_id == POST_LABEL.c.account_id, POST.c.id == POST_LABEL.c.post_id)
        its = (POST_LABEL.c.account_id == id_at(account_id), POST.c.created_at >= since)
        found = select(POST_LABEL).join(POST, same).where(*its)
        async with self._database.workspace(workspace_id) as connection:
            return {row.post_id: _of(row) for row in await connection.execute(found)}

    async def correct(self, correction: Correction) -> None:
        """Keep it in place of an earlier one. Raises NotFound for an account of nobody's."""
        keys = {
            "workspace_id": correction.workspace_id,
            "account_id": id_at(correction.account_id),
            "post_id": storable(correction.post_id),
        }
        said = {
            "function": correction.function.value,
            "value": correction.value and correction.value.value,
            "made_by": correction.made_by,
            "made_at": correction.made_at,
        }
        kept = insert(POST_LABEL).values(**keys, **said)
        kept = kept.on_conflict_do_update(index_elements=[*keys], set_=said)
        try:
            async with self._database.workspace(correction.workspace_id) as connection:
                await connection.execute(kept)
        except IntegrityError:
            raise NotFound("account", correction.account_id) from None

    async def drop(self, workspace_id: str, account_id: str, post_id: str) -> bool:
        """Let the rules speak again. False where nobody had said anything."""
        its = (POST_LABEL.c.account_id == id_at(account_id), POST_LABEL.c.post_id == post_id)
        async with self._database.workspace(workspace_id) as connection:
            return bool((await connection.execute(delete(POST_LABEL).where(*its))).rowcount)


def _of(row: AnyRow) -> Correction:
    return Correction(
        workspace_id=row.workspace_id,
        account_id=row.account_id,
        post_id=row.post_id,
        function=Function(row.function),
        value=Value(row.value) if row.value else None,
        made_by=row.made_by,
        made_at=row.made_at,
    )
