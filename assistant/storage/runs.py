"""`ports.Runs` in PostgreSQL. Where a run is answered is sealed: it holds a secret address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import LiteralString

import structlog
from psycopg.errors import ForeignKeyViolation
from pydantic import ValidationError
from sqlalchemy import and_, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.elements import ColumnElement

from assistant.community.answers import Answer, Run, RunState, Turn
from assistant.errors import NotFound, SealBroken
from assistant.ports import Clock
from assistant.storage import keys
from assistant.storage.conversations import KEPT_TURNS
from assistant.storage.database import Database, Door
from assistant.storage.run_rows import run_of, run_values, sealed_place, turn_of
from assistant.storage.schema import RATING, RUN
from assistant.storage.vault import Vault

log = structlog.get_logger(__name__)

SHOWING = timedelta(minutes=1)
"""How long a finished answer may take to reach its place before others look after it."""

_HELD = RunState.ANSWERING.value

# One round to the server: it enters the workspace, inserts and commits by itself.
_INSERT: LiteralString = """
WITH here AS (SELECT set_config('engage.workspace', %(workspace_id)s, true))
INSERT INTO run (workspace_id, id, event_key, person_id, conversation_id, text, asked_at, zone,
    language, accounts, place, state)
SELECT %(workspace_id)s, %(id)s, %(event_key)s, %(person_id)s, %(conversation_id)s, %(text)s,
    %(asked_at)s, %(zone)s, %(language)s, %(accounts)s, %(place)s, %(state)s
FROM here
ON CONFLICT (workspace_id, event_key) DO
"""
_ADD = _INSERT + "NOTHING RETURNING id"
# After a broken connection the run may stand there already: our own one is no repeat.
_ADD_AGAIN = _INSERT + "UPDATE SET id = excluded.id WHERE run.id = excluded.id RETURNING id"


class PostgresRuns:
    """Questions on their way."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock

    async def add(self, run: Run) -> bool:
        """Commit a new run in one round to the server; False when its event key was there before.

        Raises:
            NotFound: Engage does not know the workspace.
        """
        values = run_values(run, self._vault)
        try:
            return await self._database.quick.one(_ADD, values, again=_ADD_AGAIN) is not None
        except ForeignKeyViolation:
            raise NotFound("workspace", run.question.workspace_id) from None

    async def get(self, workspace_id: str, run_id: str) -> Run:
        """Raises NotFound."""
        async with self._database.workspace(workspace_id) as connection:
            found = await connection.execute(select(RUN).where(RUN.c.id == run_id))
            row = found.one_or_none()
        if row is None:
            raise NotFound("run", run_id)
        return run_of(row, self._vault)

    async def move(
        self, workspace_id: str, run_id: str, *, conversation_id: str, place: Mapping[str, str]
    ) -> None:
        """Note where a run is answered, once that is known. Raises NotFound."""
        moved = await self._change(
            workspace_id,
            RUN.c.id == run_id,
            conversation_id=conversation_id,
            place=sealed_place(self._vault, workspace_id, run_id, place),
        )
        if not moved:
            raise NotFound("run", run_id)

    async def claim(self, workspace_id: str, run_id: str, owner: str, lease_s: float) -> bool:
        """Take a run that is asked, or answering under a lease that ran out."""
        now = self._clock()
        free = or_(
            RUN.c.state == RunState.ASKED.value,
            and_(RUN.c.state == _HELD, RUN.c.lease_until < now),
        )
        return await self._change(
            workspace_id,
            and_(RUN.c.id == run_id, free),
            state=_HELD,
            owner=owner,
            lease_until=now + timedelta(seconds=lease_s),
            attempts=RUN.c.attempts + 1,
        )

    async def renew(self, workspace_id: str, run_id: str, owner: str, lease_s: float) -> bool:
        """Extend the lease; False when it is no longer ours.

        A lease that ran out, but that nobody has taken since, is still ours.
        """
        until = self._clock() + timedelta(seconds=lease_s)
        return await self._change(workspace_id, _ours(run_id, owner), lease_until=until)

    async def finish(
        self, workspace_id: str, run_id: str, owner: str, state: RunState, answer: Answer | None
    ) -> bool:
        """Store the end; False when the lease is no longer ours."""
        return await self._change(
            workspace_id,
            _ours(run_id, owner),
            state=state.value,
            answer=answer.model_dump_json() if answer else None,
            lease_until=None,
            finished_at=self._clock(),
        )

    async def rate(self, workspace_id: str, run_id: str, person_id: str, *, good: bool) -> None:
        """Keep a thumb; the same person's next one replaces it. Raises NotFound."""
        made = insert(RATING).values(
            workspace_id=workspace_id,
            run_id=run_id,
            person_id=person_id,
            good=good,
            rated_at=self._clock(),
        )
        statement = made.on_conflict_do_update(
            index_elements=[RATING.c.workspace_id, RATING.c.run_id, RATING.c.person_id],
            set_={"good": made.excluded.good, "rated_at": made.excluded.rated_at},
        )
        try:
            async with self._database.workspace(workspace_id) as connection:
                await connection.execute(statement)
        except IntegrityError:
            raise NotFound("run", run_id) from None

    async def shown(self, workspace_id: str, run_id: str) -> None:
        """Note that the person has seen how the run ended; the first time counts."""
        await self._change(
            workspace_id, and_(RUN.c.id == run_id, RUN.c.shown_at.is_(None)), shown_at=self._clock()
        )

    async def abandoned(self, at: datetime) -> Sequence[Run]:
        """Runs of all workspaces that nobody brings to their end, the oldest first.

        A run whose place cannot be opened any more (its key is gone), or whose answer is of another
        version of Engage, is logged and left out: nobody could bring it to an end.
        """
        unheld = or_(RUN.c.lease_until.is_(None), RUN.c.lease_until < at)
        statement = (
            select(RUN)
            .where(
                or_(
                    and_(RUN.c.state.in_([RunState.ASKED.value, _HELD]), unheld),
                    and_(
                        RUN.c.state.in_([RunState.ANSWERED.value, RunState.FAILED.value]),
                        RUN.c.shown_at.is_(None),
                        RUN.c.finished_at < at - SHOWING,
                    ),
                )
            )
            .order_by(RUN.c.asked_at, RUN.c.id)
        )
        async with self._database.across(Door.ABANDONED_RUNS) as connection:
            rows = (await connection.execute(statement)).all()
        runs = []
        for row in rows:
            try:
                runs.append(run_of(row, self._vault))
            except (SealBroken, ValidationError) as error:
                # The run's words stand in the error of the latter: its class is enough.
                log.error("run.unreadable", run_id=row.id, error=type(error).__name__)  # noqa: TRY400
        return runs

    async def turns(self, workspace_id: str, conversation_id: str) -> Sequence[Turn]:
        """The latest answered questions of a conversation, the oldest first."""
        statement = (
            select(RUN.c.text, RUN.c.answer, RUN.c.asked_at)
            .where(
                RUN.c.conversation_id == conversation_id,
                RUN.c.state == RunState.ANSWERED.value,
                RUN.c.asked_at > self._clock() - timedelta(seconds=keys.TURNS_S),
            )
            .order_by(RUN.c.asked_at.desc(), RUN.c.id)
            .limit(KEPT_TURNS)
        )
        async with self._database.workspace(workspace_id) as connection:
            rows = (await connection.execute(statement)).all()
        return [turn for turn in map(turn_of, reversed(rows)) if turn]

    async def _change(
        self, workspace_id: str, where: ColumnElement[bool], **values: object
    ) -> bool:
        async with self._database.workspace(workspace_id) as connection:
            done = await connection.execute(update(RUN).where(where).values(**values))
            return bool(done.rowcount)


def _ours(run_id: str, owner: str) -> ColumnElement[bool]:
    return and_(RUN.c.id == run_id, RUN.c.state == _HELD, RUN.c.owner == owner)
