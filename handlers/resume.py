"""Take up what was left: answer young runs again in their place, say so for old and failed ones."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import structlog

from assistant.community.answers import Run, RunState
from assistant.errors import EngageError, NotFound
from handlers.calls import SlackRefused
from handlers.delivering import (
    deliver,
    not_shown,
    note_shown,
    processing,
    show,
    streamed_answer,
)
from handlers.notifier import tell, whisper
from handlers.places import Place
from handlers.render import answers as render
from handlers.render.words import CUT_SHORT, TOO_OLD
from handlers.services import Installation, Services

log = structlog.get_logger(__name__)

YOUNG = timedelta(minutes=10)
EVERY_S = 5.0
"""How often to look: a dead worker's lease runs out after 12 seconds."""

AGAIN_S = 60


async def keep_resuming(services: Services, every_s: float = EVERY_S) -> None:
    """Look for abandoned runs until cancelled."""
    while True:
        try:
            await resume(services)
        except EngageError as error:
            log.warning("resume.failed", error=type(error).__name__)
        except Exception:
            # A border: nothing that is wrong with one run may end the program.
            log.exception("resume.broken")
        await asyncio.sleep(every_s)


async def resume(services: Services) -> int:
    """Take up every abandoned run once; how many were taken up."""
    taken = 0
    for run in await services.answering.abandoned():
        if run.question.run_id in services.under_way:
            continue
        place = Place.read(run.place)
        if place is None:
            await _forget_old(services, run)
            continue
        taken += 1
        log.info("run.resumed", run_id=run.question.run_id, state=run.state.value)
        services.tasks.start(_take_up(services, run, place), name=f"resume.{run.question.run_id}")
    return taken


async def _take_up(services: Services, run: Run, place: Place) -> None:
    try:
        installation = await services.installations.of(run.question.workspace_id)
        await _bring_to_an_end(services, installation, run, place)
    except NotFound:
        await _forget_old(services, run)
    except EngageError as error:
        # It is looked for again in a moment.
        log.warning("run.not_taken_up", run_id=run.question.run_id, error=type(error).__name__)


def _young(services: Services, run: Run) -> bool:
    return services.clock() - run.question.asked_at < YOUNG


async def _forget_old(services: Services, run: Run) -> None:
    """Close a run that cannot be told anything here: asked in a terminal that is gone, or in a
    workspace whose token we no longer have. A young one may still be in other hands, or its
    workspace may come back.
    """
    if not _young(services, run):
        log.info("run.closed_unseen", run_id=run.question.run_id)
        at = (run.question.workspace_id, run.question.run_id)
        await services.answering.give_up(*at)
        await services.answering.shown(*at)


async def _bring_to_an_end(
    services: Services, installation: Installation, run: Run, place: Place
) -> None:
    question = run.question
    at = (question.workspace_id, question.run_id)
    if run.state in (RunState.ANSWERED, RunState.FAILED):
        # Two processes may look at the same moment, and no lease guards what has ended.
        if not await services.once.first(question.workspace_id, f"show:{at[1]}", AGAIN_S):
            return
        if run.state is RunState.ANSWERED:
            await _show_again(services, installation, run, place)
        else:
            await _say_the_end(services, installation, run, place, CUT_SHORT)
    elif _young(services, run):
        await deliver(services, run, place)
    elif await services.answering.give_up(*at):
        await _say_the_end(services, installation, run, place, TOO_OLD)


async def _show_again(
    services: Services, installation: Installation, run: Run, place: Place
) -> None:
    """The answer is stored and never arrived, or nobody knows: show it without asking anew."""
    question = run.question
    services.under_way.add(question.run_id)
    try:
        if place.kind == "thread":
            answer = streamed_answer(services, installation, run, place)
            async with processing(services, installation.slack, place, answer):
                await answer.leave()
                await show(answer, run)
        else:
            await whisper(installation.slack, place, render.for_one(run))
        await note_shown(services, question.workspace_id, question.run_id)
    except SlackRefused as refused:
        await not_shown(services, installation, question.run_id, place, refused)
    finally:
        services.under_way.discard(question.run_id)


async def _say_the_end(
    services: Services, installation: Installation, run: Run, place: Place, words: str
) -> None:
    """Say in place that nothing will come any more; privately where no thread was opened."""
    at = (run.question.workspace_id, run.question.run_id)
    if place.kind != "thread":
        if await tell(installation.slack, replace(place, kind="private"), words):
            await note_shown(services, *at)
        return
    answer = streamed_answer(services, installation, run, place)
    async with processing(services, installation.slack, place, answer):
        await answer.leave()
        try:
            await answer.end_with(words)
        except SlackRefused as refused:
            await not_shown(services, installation, run.question.run_id, place, refused)
            return
    await note_shown(services, *at)
