"""Bring a committed run to its end where it was asked; every failure becomes a sentence there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import replace

import structlog

from assistant.community.answers import Finished, Run, RunState
from assistant.errors import EngageError
from assistant.explain import explain
from handlers.calls import Method, Slack, SlackRefused
from handlers.ids import thread_conversation
from handlers.notifier import post, tell, whisper
from handlers.places import Place
from handlers.render import answers as render
from handlers.render.words import NOT_HERE, STOPPED, question_as_asked
from handlers.services import Installation, Services
from handlers.stream import StreamedAnswer
from handlers.thread_message import Quotas, ThreadMessage

log = structlog.get_logger(__name__)

TIDY_S = 3.0
"""Seconds the last call of a cut-off answer may take."""

OUTSIDE = frozenset({"not_in_channel", "channel_not_found", "is_archived", "restricted_action"})
"""Slack's names for "you may not write here"."""


async def deliver(services: Services, workspace_id: str, run_id: str, place: Place) -> None:
    """Answer a run in its place. Does nothing for a run that is being answered already."""
    if run_id in services.under_way:
        return
    services.under_way.add(run_id)
    try:
        with structlog.contextvars.bound_contextvars(run_id=run_id):
            await _deliver(services, workspace_id, run_id, place)
    finally:
        services.under_way.discard(run_id)


async def _deliver(services: Services, workspace_id: str, run_id: str, place: Place) -> None:
    installation = await services.installations.of(workspace_id)
    try:
        run = await services.answering.stored(workspace_id, run_id)
        if place.kind == "unplaced":
            place = await _open_thread(services, installation, run, place)
        if place.kind == "thread":
            await _in_thread(services, installation, run, place)
        else:
            await _for_one(services, installation, run, place)
    except SlackRefused as refused:
        await not_shown(services, installation, run_id, place, refused)
    except Exception as error:  # noqa: BLE001 - the border: whatever it is, the person is told
        await tell(installation.slack, place, words_for(services, error))


async def not_shown(
    services: Services, installation: Installation, run_id: str, place: Place, refused: SlackRefused
) -> None:
    """Slack took no message. What may pass is left to be resumed; else the person is told."""
    log.warning("answer.not_shown", method=refused.method, code=refused.code)
    if refused.passing:
        return
    at = (installation.workspace.id, run_id)
    await services.answering.give_up(*at)
    await services.answering.shown(*at)
    words = NOT_HERE if refused.code in OUTSIDE else explain(refused)
    await tell(installation.slack, replace(place, kind="private", root_ts=None), words)


def words_for(services: Services, error: Exception) -> str:
    """What to tell the person, and the log, about an error."""
    if isinstance(error, EngageError):
        log.info("answer.refused", error=type(error).__name__)
        return explain(error)
    reference = services.new_id()[:8]
    log.error("answer.failed", reference=reference, exc_info=error)
    return explain(error, reference=reference)


async def _open_thread(
    services: Services, installation: Installation, run: Run, place: Place
) -> Place:
    """Post the message the answer hangs on, and note where that is: a later worker goes there."""
    asked = question_as_asked(place.person_id, run.question.text)
    root_ts = await post(installation.slack, place.channel_id, asked)
    opened = place.thread(root_ts)
    await services.answering.move(
        run.question.workspace_id,
        run.question.run_id,
        conversation_id=thread_conversation(opened.channel_id, root_ts),
        place=opened.stored(),
    )
    return opened


async def _for_one(services: Services, installation: Installation, run: Run, place: Place) -> None:
    question = run.question
    async with aclosing(
        services.answering.answer(question.workspace_id, question.run_id)
    ) as events:
        async for event in events:
            if isinstance(event, Finished):
                done = replace(run, answer=event.answer)
                await whisper(installation.slack, place, render.for_one(done))
                await services.answering.shown(question.workspace_id, question.run_id)


async def _in_thread(
    services: Services, installation: Installation, run: Run, place: Place
) -> None:
    question = run.question
    at = (question.workspace_id, question.run_id)
    answer = streamed_answer(services, installation, run, place)
    async with processing(installation.slack, place, answer):
        try:
            told = await answer.follow(services.answering.answer(*at))
        except Exception as error:  # noqa: BLE001 - the border: the message says what happened
            await answer.end_with(words_for(services, error))
            return
        if told is not None:
            await show(answer, replace(run, answer=told))
            await services.answering.shown(*at)
        elif (await services.answering.stored(*at)).state is RunState.CANCELLED:
            await answer.end_with(STOPPED)
        else:
            await answer.leave()


def streamed_answer(
    services: Services, installation: Installation, run: Run, place: Place, *, noted: bool = True
) -> StreamedAnswer:
    """An answer on its way into a thread.

    Args:
        noted: note its message with the run, so that a later worker goes on in it.
    """
    question = run.question
    quotas = Quotas(services.buckets, question.workspace_id)

    def note(message_ts: str) -> None:
        if not noted:
            return
        moved = services.answering.move(
            question.workspace_id,
            question.run_id,
            conversation_id=thread_conversation(place.channel_id, str(place.root_ts)),
            place=place.written_to(message_ts).stored(),
        )
        services.tasks.start(moved, name="run.move")

    message = ThreadMessage(installation.slack, quotas, services.clock, place)
    return StreamedAnswer(message, services.pace, services.clock, note)


async def show(answer: StreamedAnswer, run: Run) -> None:
    """Bring a streamed answer to its end."""
    await answer.finish(lambda: render.under_stream(run), lambda: render.in_thread(run))


@asynccontextmanager
async def processing(slack: Slack, place: Place, answer: StreamedAnswer) -> AsyncIterator[None]:
    """Keep the thread's agent session `processing` meanwhile, and `active` afterwards, always.

    Slack does not leave `processing` by itself when a message is posted (slack.md 0.2).
    """

    async def set_status(status: str) -> None:
        with suppress(SlackRefused, TimeoutError):
            async with asyncio.timeout(TIDY_S):
                await slack.call(
                    Method.SESSION_STATUS,
                    channel_id=place.channel_id,
                    thread_ts=place.root_ts,
                    status=status,
                )

    begun = asyncio.create_task(set_status("processing"))
    try:
        yield
    finally:
        await asyncio.shield(begun)
        if not answer.session_ended:
            await asyncio.shield(asyncio.create_task(set_status("active")))
