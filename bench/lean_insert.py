"""The baseline with the one insert that commits a run before its ack, and nothing else.

Its runs are stored as stopped: no Engage on the same database takes them up.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from uuid import uuid4

from assistant.community.answers import Question, Run, RunState
from assistant.storage.database import Database
from assistant.storage.runs import PostgresRuns
from assistant.storage.vault import Vault
from bench.lean import Form, Lean, work
from handlers.ids import private_conversation, trigger_key
from handlers.places import Place

_RUNS = PostgresRuns(
    Database(os.environ["DATABASE_URL"]), Vault(["bench" * 10]), lambda: datetime.now(UTC)
)


async def _insert(form: Form) -> None:
    channel, person = form["channel_id"], form["user_id"]
    question = Question(
        run_id=str(uuid4()),
        workspace_id=form["team_id"],
        person_id=person,
        conversation_id=private_conversation(channel, person),
        text=form["text"],
        asked_at=datetime.now(UTC),
    )
    place = Place("private", channel, person, response_url=form["response_url"])
    run = Run(question, trigger_key(form["trigger_id"]), place.stored(), RunState.CANCELLED)
    await _RUNS.add(run)


app = Lean(before=_insert, work=work())
