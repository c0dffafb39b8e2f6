"""Bring a committed run to its end where it was asked; every failure becomes a sentence there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import replace

import structlog

from assistant.community.answers import Finished, Run, RunState
from assistant.desk.running import comes_back, patiently
from assistant.errors import EngageError, StoreUnavailable
from assistant.explain import explain, explain_wait
from handlers.calls import Method, Slack, SlackRefused
from handlers.ids import thread_conversation
from handlers.notifier import tell, whisper
from handlers.places import Place
from handlers.render import answers as render
from handlers.render.words import STOPPED, not_here, question_as_asked
from handlers.services import Installation, Services
from handlers.standing import post
from handlers.stream import StreamedAnswer
from handlers.thread_message import Quotas, ThreadMessage

log = structlog.get_logger(__name__)

TIDY_S = 3.0
"""Seconds the last call of a cut-off answer may take."""

TIDY_LATER_S = 600.0
"""How long a session that could not be made `active` is tried again."""

OUTSIDE = frozenset({"not_in_channel", "channel_not_found", "is_archived", "restricted_action"})
"""Slack's names for "you may not write here"."""


async def deliver(services: Services, run: Run, place: Place) -> None:
    """Answer a run in its place. Does nothing for a run that is being answered already."""
    run_id = run.question.run_id
    if run_id in services.under_way:
        return
    services.under_way.add(run_id)
    try:
        async with services.seats:
            with structlog.contextvars.bound_contextvars(run_id=run_id):
                await _deliver(services, run, place)
    finally:
        services.under_way.discard(run_id)


async def _deliver(services: Services, run: Run, place: Place) -> None:
    workspace_id, run_id = run.question.workspace_id, run.question.run_id
    installation = await services.installations.of(workspace_id)
    try:
        if place.kind == "unplaced":
            place = await _open_thread(services, installation, run, place)
        if place.kind == "thread":
            await _in_thread(services, installation, run, place)
        else:
            await _for_one(services, installation, run, place)
    except SlackRefused as refused:
        await not_shown(services, installation, run_id, place, refused)
    except Exception as error:  # noqa: BLE001 - the border: whatever it is, the person is told
        at = (workspace_id, run_id)
        if not comes_back(error):
            if await tell(installation.slack, place, words_for(services, error)):
                await note_shown(services, *at)
        elif words := _words_once(services, run_id, error):
            await tell(installation.slack, place, words)


def _words_once(services: Services, run_id: str, error: Exception) -> str | None:
    """What to tell about a run that is kept for later; None when the person knows already."""
    log.warning("answer.put_off", error=type(error).__name__)
    if run_id in services.late:
        return None
    services.late.add(run_id)
    return explain_wait(error)


async def note_shown(services: Services, workspace_id: str, run_id: str) -> None:
    """Note that a run's end was seen. What cannot be noted is shown again later, from the store."""
    try:
        await patiently(lambda: services.answering.shown(workspace_id, run_id))
    except StoreUnavailable:
        log.warning("answer.shown_not_noted")
    services.late.discard(run_id)


async def not_shown(
    services: Services, installation: Installation, run_id: str, place: Place, refused: SlackRefused
) -> None:
    """Slack took no message. What may pass is left to be resumed; else the person is told."""
    log.warning("answer.not_shown", method=refused.method, code=refused.code)
    if not refused.final:
        return
    at = (installation.workspace.id, run_id)
    await services.answering.give_up(*at)
    outside = refused.code in OUTSIDE
    words = not_here(place.channel_id) if outside else explain(refused)
    if await tell(installation.slack, replace(place, kind="private", root_ts=None), words):
        await note_shown(services, *at)


def words_for(services: Services, error: Exception) -> str:
    """What to tell the person, and the log, about an error."""
    return told_of(error, services.new_id)


def told_of(error: Exception, new_id: Callable[[], str]) -> str:
    """The same for whoever has no services."""
    if isinstance(error, EngageError):
        log.info("answer.refused", error=type(error).__name__)
        return explain(error)
    reference = new_id()[:8]
    log.error("answer.failed", reference=reference, exc_info=error)
    return explain(error, reference=reference)


async def _open_thread(
    services: Services, installation: Installation, run: Run, place: Place
) -> Place:
    """Post the message the answer hangs on, and note where that is: a later worker goes there, and
    so does this one when another was faster.
    """
    at = (run.question.workspace_id, run.question.run_id)
    kept = Place.read((await services.answering.stored(*at)).place)
    if kept is not None and kept.kind == "thread":
        return kept
    asked = question_as_asked(place.person_id, run.question.text)
    root_ts = (await post(installation.slack, place.channel_id, asked)).ts
    opened = place.thread(root_ts)
    await services.answering.move(
        *at,
        conversation_id=thread_conversation(opened.channel_id, root_ts),
        place=opened.stored(),
    )
    return opened


async def _for_one(services: Services, installation: Installation, run: Run, place: Place) -> None:
    at = (run.question.workspace_id, run.question.run_id)
    done: Run | None = None
    async with aclosing(services.answering.answer(*at)) as events:
        async for event in events:
            if isinstance(event, Finished):
                done = replace(run, answer=event.answer)
    if done is not None:
        await whisper(installation.slack, place, render.for_one(done))
        await note_shown(services, *at)


async def _in_thread(
    services: Services, installation: Installation, run: Run, place: Place
) -> None:
    question = run.question
    at = (question.workspace_id, question.run_id)
    answer = streamed_answer(services, installation, run, place)
    async with processing(services, installation.slack, place, answer):
        try:
            told = await answer.follow(services.answering.answer(*at))
        except Exception as error:  # noqa: BLE001 - the border: the message says what happened
            await _trouble(services, answer, run, error)
            return
        if told is not None:
            await show(answer, replace(run, answer=told))
            await note_shown(services, *at)
        elif (await services.answering.stored(*at)).state is RunState.CANCELLED:
            await answer.end_with(STOPPED)
        else:
            await answer.leave()


async def _trouble(services: Services, answer: StreamedAnswer, run: Run, error: Exception) -> None:
    """Say what ended a run, or that its answer comes later."""
    question = run.question
    if not comes_back(error):
        await answer.end_with(words_for(services, error))
        await note_shown(services, question.workspace_id, question.run_id)
    elif words := _words_once(services, question.run_id, error):
        await answer.put_off(words)
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

        def move() -> Awaitable[None]:
            return services.answering.move(
                question.workspace_id,
                question.run_id,
                conversation_id=thread_conversation(place.channel_id, str(place.root_ts)),
                place=place.written_to(message_ts).stored(),
            )

        services.tasks.start(patiently(move), name="run.move")

    message = ThreadMessage(installation.slack, quotas, services.clock, place)
    return StreamedAnswer(message, services.pace, services.clock, note)


async def show(answer: StreamedAnswer, run: Run) -> None:
    """Bring a streamed answer to its end."""
    await answer.finish(lambda: render.under_stream(run), lambda: render.in_thread(run))


@asynccontextmanager
async def processing(
    services: Services, slack: Slack, place: Place, answer: StreamedAnswer
) -> AsyncIterator[None]:
    """Keep the thread's agent session `processing` meanwhile, and `active` afterwards, always.

    Slack does not leave `processing` by itself when a message is posted (slack.md 0.2).
    """
    at = {"channel_id": place.channel_id, "thread_ts": place.root_ts}

    async def set_status(status: str) -> bool:
        with suppress(SlackRefused, TimeoutError):
            async with asyncio.timeout(TIDY_S):
                await slack.call(Method.SESSION_STATUS, **at, status=status)
                return True
        return False

    async def end() -> None:
        if not await set_status("active"):
            later = _insist_active(slack, at)
            services.tasks.start(later, name="session.active")

    begun = asyncio.create_task(set_status("processing"))
    try:
        yield
    finally:
        await asyncio.shield(begun)
        if not answer.session_ended:
            await asyncio.shield(asyncio.create_task(end()))


async def _insist_active(slack: Slack, at: Mapping[str, str | None]) -> None:
    try:
        await slack.insist(Method.SESSION_STATUS, within_s=TIDY_LATER_S, **at, status="active")
    except SlackRefused as refused:
        log.warning("session.not_active", code=refused.code)
