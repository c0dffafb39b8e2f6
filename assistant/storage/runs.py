"""`ports.Runs` in PostgreSQL. Where a run is answered is sealed: it holds a secret address."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import structlog
from psycopg.errors import ForeignKeyViolation
from pydantic import ValidationError
from sqlalchemy import TextClause, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.elements import ColumnElement

from assistant.community.answers import Answer, Run, RunState, Turn
from assistant.errors import NotFound, SealBroken
from assistant.ports import Clock
from assistant.storage import keys
from assistant.storage.connection import postgres_errors
from assistant.storage.conversations import KEPT_TURNS
from assistant.storage.database import AnyRow, Database, Door
from assistant.storage.quick import QUICK_S
from assistant.storage.run_rows import run_of, run_values, sealed_place, turn_of
from assistant.storage.run_sql import (
    ABANDONED,
    ADD,
    ADD_AGAIN,
    CLAIM,
    FINISH,
    GET,
    RENEW,
    SHOWN,
    TURNS,
)
from assistant.storage.schema import RATING, RUN
from assistant.storage.together import Together
from assistant.storage.vault import Vault

log = structlog.get_logger(__name__)

Held = tuple[str, str, float]
"""Workspace, owner, and seconds of a lease."""

End = tuple[str, str, str | None]
"""Run, state, and the answer as JSON."""


class PostgresRuns:
    """Questions on their way."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        rounds = database.rounds
        self._adding = Together(self._add, rounds)
        self._getting = Together(self._get, rounds)
        self._claiming = Together(self._claim, rounds)
        self._renewing = Together(self._renew, rounds)
        self._finishing = Together(self._finish, rounds)
        self._showing = Together(self._shown, rounds)
        self._unreadable: frozenset[str] = frozenset()
        self._recalling = Together(self._turns, rounds)

    async def add(self, run: Run) -> bool:
        """Commit a new run in one round to the server; False when its event key was there before.

        Raises:
            NotFound: Engage does not know the workspace.
        """
        try:
            with postgres_errors():
                async with asyncio.timeout(QUICK_S):
                    return await self._adding(
                        run.question.workspace_id, run_values(run, self._vault)
                    )
        except ForeignKeyViolation:
            raise NotFound("workspace", run.question.workspace_id) from None

    async def get(self, workspace_id: str, run_id: str) -> Run:
        """Raises NotFound."""
        row = await self._getting(workspace_id, run_id)
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

    async def claim(self, workspace_id: str, run_id: str, owner: str, lease_s: float) -> Run | None:
        """Take a run that is asked, or answering under a lease that ran out; None for any other."""
        row = await self._claiming((workspace_id, owner, lease_s), run_id)
        return run_of(row, self._vault) if row else None

    async def renew(self, workspace_id: str, run_id: str, owner: str, lease_s: float) -> bool:
        """Extend the lease; False when it is no longer ours.

        A lease that ran out, but that nobody has taken since, is still ours.
        """
        return await self._renewing((workspace_id, owner, lease_s), run_id)

    async def finish(
        self, workspace_id: str, run_id: str, owner: str, state: RunState, answer: Answer | None
    ) -> bool:
        """Store the end; False when the lease is no longer ours."""
        words = answer.model_dump_json() if answer else None
        return await self._finishing((workspace_id, owner), (run_id, state.value, words))

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
        await self._showing(workspace_id, run_id)

    async def abandoned(self) -> Sequence[Run]:
        """Runs of all workspaces that nobody brings to their end, the oldest first.

        A run whose place cannot be opened any more (its key is gone), or whose answer is of another
        version of Engage, is logged once and left out: nobody could bring it to an end.
        """
        async with self._database.across(Door.ABANDONED_RUNS) as connection:
            rows = (await connection.execute(ABANDONED)).all()
        runs, unreadable = [], set()
        for row in rows:
            try:
                runs.append(run_of(row, self._vault))
            except (SealBroken, ValidationError) as error:
                unreadable.add(row.id)
                if row.id not in self._unreadable:
                    # The run's words stand in the error of the latter: its class is enough.
                    log.error("run.unreadable", run_id=row.id, error=type(error).__name__)  # noqa: TRY400
        self._unreadable = frozenset(unreadable)
        return runs

    async def turns(self, workspace_id: str, conversation_id: str) -> Sequence[Turn]:
        """The latest answered questions of a conversation, the oldest first."""
        return await self._recalling(workspace_id, conversation_id)

    # -- for many at once -----------------------------------------------------------------

    async def _add(self, workspace_id: str, runs: Sequence[Mapping[str, object]]) -> Sequence[bool]:
        values = {"workspace_id": workspace_id, "runs": json.dumps(runs)}
        added = await self._database.quick.rows(ADD, values, again=ADD_AGAIN)
        return _firsts([str(run["id"]) for run in runs], added)

    async def _get(self, workspace_id: str, ids: Sequence[str]) -> Sequence[AnyRow | None]:
        rows = {row.id: row for row in await self._rows(workspace_id, GET, ids=ids)}
        return [rows.get(id_) for id_ in ids]

    async def _claim(self, held: Held, ids: Sequence[str]) -> Sequence[AnyRow | None]:
        workspace_id, owner, lease_s = held
        rows = await self._rows(workspace_id, CLAIM, ids=ids, owner=owner, lease_s=lease_s)
        claimed = {row.id: row for row in rows}
        return [claimed.pop(id_, None) for id_ in ids]  # of several with one id the first has it

    async def _renew(self, held: Held, ids: Sequence[str]) -> Sequence[bool]:
        workspace_id, owner, lease_s = held
        rows = await self._rows(workspace_id, RENEW, ids=ids, owner=owner, lease_s=lease_s)
        renewed = {row[0] for row in rows}
        return [id_ in renewed for id_ in ids]

    async def _finish(self, held: tuple[str, str], ends: Sequence[End]) -> Sequence[bool]:
        workspace_id, owner = held
        names = ("id", "state", "answer")
        once = {end[0]: dict(zip(names, end, strict=True)) for end in reversed(ends)}
        # As one JSON text: the driver would look through every answer for what an array escapes.
        rows = json.dumps([*once.values()])
        finished = await self._rows(workspace_id, FINISH, ends=rows, owner=owner)
        return _firsts([id_ for id_, _, _ in ends], finished)

    async def _shown(self, workspace_id: str, ids: Sequence[str]) -> Sequence[bool]:
        return _firsts(ids, await self._rows(workspace_id, SHOWN, ids=ids))

    async def _turns(self, workspace_id: str, ids: Sequence[str]) -> Sequence[Sequence[Turn]]:
        after = self._clock() - timedelta(seconds=keys.TURNS_S)
        turns: dict[str, list[Turn]] = {id_: [] for id_ in ids}
        for row in await self._rows(workspace_id, TURNS, ids=ids, after=after, most=KEPT_TURNS):
            if turn := turn_of(row):
                turns[row.conversation_id].append(turn)
        return [turns[id_] for id_ in ids]

    async def _rows(
        self, workspace_id: str, statement: TextClause, **values: object
    ) -> Sequence[AnyRow]:
        async with self._database.workspace(workspace_id) as connection:
            return (await connection.execute(statement, values)).all()

    async def _change(
        self, workspace_id: str, where: ColumnElement[bool], **values: object
    ) -> bool:
        async with self._database.workspace(workspace_id) as connection:
            done = await connection.execute(update(RUN).where(where).values(**values))
            return bool(done.rowcount)


def _firsts(ids: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[bool]:
    """Whether each id stands in the rows; of several callers with one id the first has it."""
    found = {row[0] for row in rows}
    return [id_ in found and id_ not in ids[:n] for n, id_ in enumerate(ids)]
