"""`ports.BrandBook` in PostgreSQL: brand facts, and rules of the voice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from psycopg.errors import ForeignKeyViolation
from sqlalchemy import and_, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.elements import ColumnElement

from assistant.community.brand import Leaning, RuleState, VoiceRule
from assistant.community.reading import one_apostrophe
from assistant.errors import NotFound
from assistant.storage.brand_facts import FactKeeping
from assistant.storage.database import AnyRow
from assistant.storage.schema import VOICE_RULE
from assistant.storage.texts import id_at, storable

_THERE = VOICE_RULE.c.dropped_at.is_(None)


class PostgresBrandBook(FactKeeping):
    """What a brand knows and how it speaks."""

    async def rules(self, workspace_id: str, account_id: str) -> Sequence[VoiceRule]:
        """Offered ones and those in force, oldest first."""
        its = select(VOICE_RULE).where(VOICE_RULE.c.account_id == id_at(account_id), _THERE)
        rows = await self._rows(workspace_id, its.order_by(VOICE_RULE.c.made_at, VOICE_RULE.c.id))
        return [_rule(row) for row in rows]

    async def add_rule(self, rule: VoiceRule) -> bool:
        """False where the same text is there, or was deleted before and is only offered. What was
        deleted comes back when a person writes it.

        Raises:
            NotFound: no such account in this workspace.
        """
        values = _values(rule)
        made = insert(VOICE_RULE).values(**values)
        written = literal(rule.state is RuleState.IN_FORCE)
        again = made.on_conflict_do_update(
            index_elements=[VOICE_RULE.c.workspace_id, VOICE_RULE.c.digest],
            set_=values | {"dropped_at": None, "dropped_by": None},
            where=and_(VOICE_RULE.c.dropped_at.is_not(None), written),
        ).returning(VOICE_RULE.c.id)
        try:
            async with self._database.workspace(rule.workspace_id) as connection:
                return (await connection.execute(again)).one_or_none() is not None
        except IntegrityError as error:
            if isinstance(error.orig, ForeignKeyViolation):
                raise NotFound("account", rule.account_id) from None
            raise

    async def accept_rule(self, workspace_id: str, rule_id: str, person_id: str) -> bool:
        """Put an offered one in force. False where it is no longer offered."""
        offered = and_(_THERE, VOICE_RULE.c.state == RuleState.OFFERED.value)
        values = {"state": RuleState.IN_FORCE.value, "made_by": person_id}
        return await self._change_rule(workspace_id, rule_id, offered, values)

    async def drop_rule(self, workspace_id: str, rule_id: str, person_id: str) -> bool:
        """Delete it for good: the same is not offered again. False where it was gone."""
        values = {"dropped_at": func.clock_timestamp(), "dropped_by": person_id}
        return await self._change_rule(workspace_id, rule_id, _THERE, values)

    async def _change_rule(
        self,
        workspace_id: str,
        rule_id: str,
        where: ColumnElement[bool],
        values: Mapping[str, object],
    ) -> bool:
        changed = update(VOICE_RULE).where(VOICE_RULE.c.id == id_at(rule_id), where)
        async with self._database.workspace(workspace_id) as connection:
            return bool((await connection.execute(changed.values(**values))).rowcount)


def _values(rule: VoiceRule) -> dict[str, object]:
    words = " ".join(one_apostrophe(storable(rule.text)).casefold().split())
    bound = json.dumps([rule.account_id, rule.leaning.value, words])
    return {
        "workspace_id": rule.workspace_id,
        "id": rule.id,
        "account_id": rule.account_id,
        "leaning": rule.leaning.value,
        "text": storable(rule.text),
        "digest": hashlib.sha256(bound.encode()).hexdigest(),
        "state": rule.state.value,
        "made_at": rule.made_at,
        "made_by": rule.made_by,
        "why": storable(rule.why),
    }


def _rule(row: AnyRow) -> VoiceRule:
    return VoiceRule(
        id=row.id,
        workspace_id=row.workspace_id,
        account_id=row.account_id,
        leaning=Leaning(row.leaning),
        text=row.text,
        state=RuleState(row.state),
        made_at=row.made_at,
        made_by=row.made_by,
        why=row.why,
    )
