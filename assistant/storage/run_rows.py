"""Runs as rows: where one is answered is sealed, since it holds a secret address."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping

from pydantic import ValidationError

from assistant.community.answers import Answer, Question, Run, RunState, Turn
from assistant.storage.database import AnyRow
from assistant.storage.texts import storable
from assistant.storage.vault import Vault


def run_values(run: Run, vault: Vault) -> dict[str, object]:
    """A new run, column by column, as JSON takes them."""
    question = run.question
    sealed = sealed_place(vault, question.workspace_id, question.run_id, run.place)
    return {
        "id": question.run_id,
        "event_key": run.event_key,
        "person_id": question.person_id,
        "conversation_id": question.conversation_id,
        "text": storable(question.text),
        "asked_at": question.asked_at.isoformat(),
        "zone": question.zone,
        "language": question.language,
        "accounts": list(question.accounts),
        "place": b64encode(sealed).decode(),
        "state": run.state.value,
    }


def run_of(row: AnyRow, vault: Vault) -> Run:
    """The run of a row.

    Raises:
        SealBroken: its place cannot be opened.
        ValidationError: its answer is of another version of Engage.
    """
    question = Question(
        run_id=row.id,
        workspace_id=row.workspace_id,
        person_id=row.person_id,
        conversation_id=row.conversation_id,
        text=row.text,
        asked_at=row.asked_at,
        zone=row.zone,
        language=row.language,
        accounts=tuple(row.accounts),
    )
    place = json.loads(vault.open(row.place, row.workspace_id, "run", row.id))
    answer = Answer.model_validate_json(row.answer) if row.answer else None
    return Run(question, row.event_key, place, RunState(row.state), answer, row.attempts)


def turn_of(row: AnyRow) -> Turn | None:
    """The words of a row with `text`, `answer` and `asked_at`."""
    try:
        said = Answer.model_validate_json(row.answer).text
    except ValidationError:
        return None  # of another version of Engage: forgotten, not fatal
    return Turn(question=row.text, answer=said, asked_at=row.asked_at)


def sealed_place(vault: Vault, workspace_id: str, run_id: str, place: Mapping[str, str]) -> bytes:
    """Seal where a run is answered, for this run only."""
    return vault.seal(json.dumps(dict(place)).encode(), workspace_id, "run", run_id)
