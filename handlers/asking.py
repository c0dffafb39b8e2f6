"""From words to a committed question on its way: the one path behind commands, messages, clicks."""

from __future__ import annotations

from assistant.community.answers import Question, Run, RunState
from handlers.delivering import deliver
from handlers.ids import private_conversation, thread_conversation, unplaced_conversation
from handlers.places import Place
from handlers.services import Installation, Services


async def ask(
    services: Services, installation: Installation, text: str, place: Place, *, event_key: str
) -> bool:
    """Commit a question and answer it in the background.

    Returns:
        False for an event that was here before: it is being answered already.

    Raises:
        InvalidInput: empty or too long.
        StoreUnavailable: not committed; nothing will happen.
    """
    run_id = services.new_id()
    workspace = installation.workspace
    question = Question(
        run_id=run_id,
        workspace_id=workspace.id,
        person_id=place.person_id,
        conversation_id=_conversation(place, run_id),
        text=text,
        asked_at=services.clock(),
        zone=workspace.zone,
        language=workspace.language,
    )
    with services.tasks.acknowledging():
        new = await services.answering.ask(question, event_key=event_key, place=place.stored())
    if not new:
        return False
    run = Run(question, event_key, place.stored(), RunState.ASKED)
    services.tasks.start(deliver(services, run, place), name=f"answer.{run_id}")
    return True


def _conversation(place: Place, run_id: str) -> str:
    if place.kind == "thread":
        return thread_conversation(place.channel_id, str(place.root_ts))
    if place.kind == "private":
        return private_conversation(place.channel_id, place.person_id)
    return unplaced_conversation(run_id)
