"""Events: mentions, messages, the Home and Messages tabs, the Stop button, the end of it all.

A listener commits before it returns: Bolt acknowledges afterwards, so that an event whose question
could not be committed is delivered again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any

from slack_bolt.async_app import AsyncBoltRequest

from assistant.errors import EngageError, InvalidInput, StoreUnavailable
from assistant.explain import explain
from handlers import card_talk, home, payloads, studio_talk
from handlers.asking import ask
from handlers.ids import message_key, thread_conversation
from handlers.notifier import tell
from handlers.payloads import Json, Spoken
from handlers.places import Place
from handlers.services import Installation, Services
from handlers.uninstalling import handle_removed, handle_revoked

DAY_S = 86_400


class NotCommitted(StoreUnavailable):
    """A question put to Engage that could not be kept."""


async def handle_event(
    body: Mapping[str, Any], req: AsyncBoltRequest, services: Services, installation: Installation
) -> None:
    """Route an event. What is not in the table is nothing Engage subscribed to."""
    listener = EVENTS.get(payloads.event_type(body))
    if listener is None:
        return
    try:
        await listener(services, installation, body["event"])
    except InvalidInput as error:
        _explain(services, installation, body["event"], error)
    except NotCommitted as error:
        if not payloads.last_try(req.headers):
            raise
        _explain(services, installation, body["event"], error)


async def _mentioned(services: Services, installation: Installation, event: Json) -> None:
    said = payloads.spoken(event)
    if said and not await _heard(services, installation, said, named=True):
        await _ask(services, installation, said)


async def _message(services: Services, installation: Installation, event: Json) -> None:
    """A message: to Engage alone, under a card, or a follow-up in a thread where Engage answered;
    all others are dropped, those outside such threads unread.
    """
    said = payloads.spoken(event)
    if said is None or await _heard(services, installation, said, named=said.direct):
        return
    if said.direct or (
        await _follows_up(services, installation, said)
        and await _may_ask(services, installation, said)
    ):
        await _ask(services, installation, said)


async def _heard(
    services: Services, installation: Installation, said: Spoken, *, named: bool
) -> bool:
    """Whether it was said under a card or in a studio, and is dealt with. Where the store that
    knows is away and Engage was not named, Slack delivers it again, and nobody is told: it may be
    talk of others.
    """
    try:
        return await card_talk.heard(
            services, installation, said, named=named
        ) or await studio_talk.heard(services, installation, said, named=named)
    except StoreUnavailable as error:
        if not named:
            raise
        raise NotCommitted(error.store) from error


async def _may_ask(services: Services, installation: Installation, said: Spoken) -> bool:
    """Whether a person who did not name Engage gets an answer: a guest is told once a day and
    thread that they do not, and then left in peace.
    """
    workspace_id = installation.workspace.id
    if (await services.directory.person(workspace_id, said.person_id)).full_member:
        return True
    key = f"refused:{said.channel_id}:{said.root_ts}:{said.person_id}"
    return await services.once.first(workspace_id, key, DAY_S)


async def _follows_up(services: Services, installation: Installation, said: Spoken) -> bool:
    if said.thread_ts is None:
        return False
    at = (installation.workspace.id, thread_conversation(said.channel_id, said.thread_ts))
    following = services.answering.following
    # A mention of Engage comes as an event of its own; who calls somebody else speaks to them.
    if not await following.known(*at) or said.calls:
        return False
    return await following.asks(*at, said.text(installation.bot_user_id))


async def _ask(services: Services, installation: Installation, said: Spoken) -> None:
    place = Place("thread", said.channel_id, said.person_id, root_ts=said.root_ts)
    key = message_key(said.channel_id, said.ts)
    words = said.text(installation.bot_user_id)
    try:
        await ask(services, installation, words, place, event_key=key)
    except StoreUnavailable as error:
        raise NotCommitted(error.store) from error


def _explain(
    services: Services, installation: Installation, event: Json, error: EngageError
) -> None:
    """Say in the thread what was wrong with a question."""
    said = payloads.spoken(event)
    if said:
        place = Place("thread", said.channel_id, said.person_id, root_ts=said.root_ts)
        services.tasks.start(tell(installation.slack, place, explain(error)), name="event.explain")


async def _opened(services: Services, installation: Installation, event: Json) -> None:
    opened = payloads.opened(event)
    show = home.suggest if opened.tab == "messages" else home.publish
    services.tasks.start(show(services, installation, opened), name=f"home.{opened.tab}")


async def _stop_pressed(services: Services, installation: Installation, event: Json) -> None:
    stopped = payloads.stop_pressed(event)
    conversation_id = thread_conversation(stopped.channel_id, stopped.thread_ts)
    await services.answering.stop(installation.workspace.id, conversation_id)


Listener = Callable[[Services, Installation, Json], Awaitable[None]]

EVENTS: Mapping[str, Listener] = MappingProxyType(
    {
        "app_mention": _mentioned,
        "message": _message,
        "app_home_opened": _opened,
        "agent_session_stopped": _stop_pressed,
        "tokens_revoked": handle_revoked,
        "app_uninstalled": handle_removed,
    }
)
"""Listeners by event type; `app.yaml` subscribes to these and no others."""
