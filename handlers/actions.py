"""Buttons: each is acknowledged at once and worked on behind; a question is committed before."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck

from assistant.errors import EngageError
from assistant.explain import explain
from handlers import ids, payloads, sharing
from handlers.asking import ask
from handlers.calls import SlackRefused
from handlers.card_actions import CARD_ACTIONS
from handlers.delivering import words_for
from handlers.joins import JOIN_ACTIONS
from handlers.listen import LISTEN_ACTIONS
from handlers.mix import MIX_ACTIONS
from handlers.note_acts import NOTE_ACTIONS
from handlers.notifier import tell, whisper
from handlers.opening import OPENERS
from handlers.payloads import Click
from handlers.places import Place
from handlers.render.blocks import Message
from handlers.render.words import RATED, notice, question_as_asked
from handlers.services import Installation, Services
from handlers.spotlights import SPOTLIGHT_ACTIONS
from handlers.standing import post
from handlers.studio_actions import POST_ACTIONS
from handlers.teaching import TEACH_ACTIONS

log = structlog.get_logger(__name__)

REPEAT_S = 3_600
"""A click that comes again within this many seconds (Socket Mode redelivers) is the same."""


async def handle_action(
    ack: AsyncAck, body: Mapping[str, Any], services: Services, installation: Installation
) -> None:
    """Route a click by its action id."""
    click = payloads.click(body)
    if ids.kind_of(click.action_id) == ids.ASK:
        await _ask(ack, services, installation, click)
        return
    await ack()
    work = ACTIONS.get(ids.kind_of(click.action_id))
    if work is not None:
        services.tasks.start(
            _act(services, installation, click, work), name=f"click.{click.action_id}"
        )


Work = Callable[[Services, Installation, Click], Awaitable[Message | None]]


async def _act(services: Services, installation: Installation, click: Click, work: Work) -> None:
    """Do it once, and tell the person how it went."""
    try:
        key = ids.trigger_key(click.trigger_id)
        if not await services.once.first(installation.workspace.id, key, REPEAT_S):
            return
        said = await work(services, installation, click)
    except Exception as error:  # noqa: BLE001 - the border: whatever it is, the person is told
        said = notice(words_for(services, error))
    if said is not None:
        try:
            if click.channel_id is None:
                await post(installation.slack, click.person_id, said)
            else:
                await whisper(installation.slack, _beside(click), said)
        except SlackRefused as refused:
            log.warning("click.unanswered", method=refused.method, code=refused.code)


async def _ask(ack: AsyncAck, services: Services, installation: Installation, click: Click) -> None:
    """Ask what stands on the button: privately beside a private message, else in the thread."""
    beside = _beside(click)
    key = ids.trigger_key(click.trigger_id)
    place = beside if click.ephemeral else _thread_of(click)
    try:
        new = await ask(services, installation, click.value, place, event_key=key)
    except EngageError as error:
        services.tasks.start(tell(installation.slack, beside, explain(error)), name="click.explain")
        new = False
    await ack()
    if new and not click.ephemeral:
        asked = question_as_asked(click.person_id, click.value)
        posted = post(installation.slack, place.channel_id, asked, thread_ts=place.root_ts)
        services.tasks.start(posted, name="click.question")


async def _share(services: Services, installation: Installation, click: Click) -> Message | None:
    return await sharing.share(services, installation, click, warned=False)


async def _share_anyway(
    services: Services, installation: Installation, click: Click
) -> Message | None:
    return await sharing.share(services, installation, click, warned=True)


async def _rate(services: Services, installation: Installation, click: Click) -> Message | None:
    verdict, _, run_id = click.value.partition(":")
    run = await sharing.answered(services, installation, click, run_id=run_id)
    await services.answering.rate(
        installation.workspace.id,
        run.question.run_id,
        click.person_id,
        good=verdict == ids.GOOD,
    )
    return notice(RATED)


def _beside(click: Click) -> Place:
    """Where to speak to the person alone: beside the message with the button."""
    return Place(
        "private",
        click.channel_id or click.person_id,
        click.person_id,
        root_ts=None if click.ephemeral else click.thread_ts,
        response_url=click.response_url,
    )


def _thread_of(click: Click) -> Place:
    root_ts = click.thread_ts or click.message_ts
    return Place("thread", str(click.channel_id), click.person_id, root_ts=root_ts)


ACTIONS: Mapping[str, Work] = MappingProxyType(
    {
        ids.SHARE: _share,
        ids.SHARE_ANYWAY: _share_anyway,
        ids.CONTINUE: sharing.go_on_in_direct,
        ids.SOURCES: sharing.show_sources,
        ids.RATE: _rate,
        **OPENERS,
        **CARD_ACTIONS,
        **TEACH_ACTIONS,
        **LISTEN_ACTIONS,
        **SPOTLIGHT_ACTIONS,
        **JOIN_ACTIONS,
        **NOTE_ACTIONS,
        **POST_ACTIONS,
        **MIX_ACTIONS,
    }
)
"""What buttons do, by action id."""
