"""Take up what others left: answer young runs again in their place, say so for old ones."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import structlog

from assistant.community.answers import Run, RunState
from assistant.errors import EngageError
from handlers.calls import SlackRefused
from handlers.delivering import deliver, not_shown, processing, show, streamed_answer
from handlers.notifier import tell, whisper
from handlers.places import Place
from handlers.render import answers as render
from handlers.render.words import TOO_OLD
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
        await asyncio.sleep(every_s)


async def resume(services: Services) -> int:
    """Take up every abandoned run once; how many were taken up."""
    taken = 0
    for run in await services.answering.abandoned():
        place = Place.read(run.place)
        if place is None or run.question.run_id in services.under_way:
            continue
        taken += 1
        log.info("run.resumed", run_id=run.question.run_id, state=run.state.value)
        services.tasks.start(_take_up(services, run, place), name=f"resume.{run.question.run_id}")
    return taken


async def _take_up(services: Services, run: Run, place: Place) -> None:
    question = run.question
    at = (question.workspace_id, question.run_id)
    installation = await services.installations.of(question.workspace_id)
    if run.state is RunState.ANSWERED:
        # Two processes may look at the same moment, and no lease guards what is answered.
        if await services.once.first(question.workspace_id, f"show:{at[1]}", AGAIN_S):
            await _show_again(services, installation, run, place)
    elif services.clock() - question.asked_at < YOUNG:
        await deliver(services, *at, place)
    elif await services.answering.give_up(*at):
        await _give_up(services, installation, run, place)


async def _show_again(
    services: Services, installation: Installation, run: Run, place: Place
) -> None:
    """The answer is stored and never arrived, or nobody knows: show it without asking anew."""
    question = run.question
    services.under_way.add(question.run_id)
    try:
        if place.kind == "thread":
            answer = streamed_answer(services, installation, run, place)
            async with processing(installation.slack, place, answer):
                await answer.leave()
                await show(answer, run)
        else:
            await whisper(installation.slack, place, render.for_one(run))
        await services.answering.shown(question.workspace_id, question.run_id)
    except SlackRefused as refused:
        await not_shown(services, installation, question.run_id, place, refused)
    finally:
        services.under_way.discard(question.run_id)


async def _give_up(services: Services, installation: Installation, run: Run, place: Place) -> None:
    """Say in place that nothing will come any more; privately where no thread was opened."""
    if place.kind != "thread":
        await tell(installation.slack, replace(place, kind="private"), TOO_OLD)
        return
    answer = streamed_answer(services, installation, run, place)
    async with processing(installation.slack, place, answer):
        await answer.leave()
        await answer.end_with(TOO_OLD)
