"""`/engage`: a question for one's own eyes, `public` for all, or one of the small commands."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck

from assistant.community.spelling import one_off
from assistant.errors import EngageError
from assistant.explain import explain
from handlers import payloads, studio
from handlers.asking import ask
from handlers.audit import audit
from handlers.calls import SlackRefused
from handlers.costs import costs
from handlers.delivering import words_for
from handlers.ids import CONNECT, FACTS, SEARCHES, trigger_key
from handlers.joins import join
from handlers.linked import drafts_for
from handlers.listen import searches
from handlers.mix import mix
from handlers.note_acts import summary
from handlers.notifier import whisper
from handlers.opening import connect
from handlers.payloads import Command
from handlers.places import Place
from handlers.render import card_lists
from handlers.render.blocks import Message
from handlers.render.words import LOOKING, LOOKING_PUBLIC, accounts_text, help_text, notice
from handlers.services import Installation, Services
from handlers.spotlights import spotlight
from handlers.teaching import facts

log = structlog.get_logger(__name__)

PUBLIC = "public"

KEPT_FIRST = frozenset({"post", "reply"})
"""Commands that ask for work: acknowledged once it is kept, so that whoever wrote one that was lost
is told so by Slack."""
KEEP_S = 2.0
"""Seconds to keep it in; Slack waits three for an acknowledgement."""

LONG = 5
"""Letters of a command that is understood with a typo in it."""

Reply = Callable[[Services, Installation, Command, str | None], Awaitable[Message | None]]
"""What a small command does: what to answer, or None where it opened something."""


async def handle_command(
    ack: AsyncAck, body: Mapping[str, Any], services: Services, installation: Installation
) -> None:
    """Answer a slash command: a small one at once, a question after it is committed."""
    command = payloads.command(body)
    word, _, rest = command.text.partition(" ")
    reply = _small(command.text)
    if reply is not None:
        as_question = command.text if rest.strip() else None
        work = _reply(services, installation, command, reply, as_question)
        if word.lower() not in KEPT_FIRST or not rest.strip():
            await ack()
            services.tasks.start(work, name=f"command.{word}")
        elif task := services.tasks.start(work, name=f"command.{word}"):
            await asyncio.wait({task}, timeout=KEEP_S)
            await ack()
    else:
        await _ask(ack, services, installation, command)


def _small(text: str) -> Reply | None:
    """The small command somebody means; None for a question.

    A first word is a command only if it is one and the text does not end in a question mark; a word
    alone may have one typo in it.
    """
    word = text.partition(" ")[0].lower()
    if text in ("", PUBLIC):
        return COMMANDS["help"]
    if text.endswith("?"):
        return None
    meant = [each for each in COMMANDS if len(each) >= LONG and one_off(word, each)]
    return COMMANDS.get(meant[0] if len(meant) == 1 and word == text.lower() else word)


async def _ask(
    ack: AsyncAck, services: Services, installation: Installation, command: Command
) -> None:
    word, _, rest = command.text.partition(" ")
    public = word.lower() == PUBLIC
    place = Place(
        kind="unplaced" if public else "private",
        channel_id=command.channel_id,
        person_id=command.person_id,
        response_url=command.response_url,
    )
    text = rest.strip() if public else command.text
    key = trigger_key(command.trigger_id)
    try:
        new = await ask(services, installation, text, place, event_key=key)
    except EngageError as error:
        await ack(explain(error))
    else:
        await ack((LOOKING_PUBLIC if public else LOOKING) if new else "")


async def _reply(
    services: Services,
    installation: Installation,
    command: Command,
    reply: Reply,
    as_question: str | None,
) -> None:
    place = Place(
        "private", command.channel_id, command.person_id, response_url=command.response_url
    )
    try:
        message = await reply(services, installation, command, as_question)
    except Exception as error:  # noqa: BLE001 - the border: whatever it is, the person is told
        message = notice(words_for(services, error))
    if message is None:
        return
    try:
        await whisper(installation.slack, place, message)
    except SlackRefused as refused:
        log.warning("command.unanswered", method=refused.method, code=refused.code)


async def _help(_: Services, __: Installation, ___: Command, as_question: str | None) -> Message:
    return help_text(as_question)


async def _accounts(
    services: Services, installation: Installation, _: Command, as_question: str | None
) -> Message:
    accounts = await services.answering.accounts(installation.workspace.id)
    return accounts_text(accounts, services.clock(), as_question)


async def _inbox(
    services: Services, installation: Installation, command: Command, _: str | None
) -> Message:
    """What is open, for one's own eyes."""
    shown = await services.responding.deciding.inbox(installation.workspace.id, command.person_id)
    return card_lists.inbox(shown, None)


async def _draft(
    services: Services, installation: Installation, command: Command, _: str | None
) -> Message:
    """Drafts for a post, by its link."""
    url = command.text.partition(" ")[2].strip()
    key = trigger_key(command.trigger_id)
    return await drafts_for(services, installation, command.person_id, url, key)


async def _facts(
    services: Services, installation: Installation, command: Command, _: str | None
) -> Message | None:
    """What Engage knows, in a modal."""
    return await facts(services, installation, command.pressed(FACTS))


async def _connect(
    services: Services, installation: Installation, command: Command, _: str | None
) -> Message | None:
    """The form that connects an account, in a modal."""
    platform = command.text.partition(" ")[2].strip()
    pressed = replace(command.pressed(CONNECT), value=platform)
    return await connect(services, installation, pressed)


async def _listen(
    services: Services, installation: Installation, command: Command, _: str | None
) -> Message | None:
    """What is listened for, in a modal."""
    return await searches(services, installation, command.pressed(SEARCHES))


COMMANDS: Mapping[str, Reply] = MappingProxyType(
    {
        "help": _help,
        "accounts": _accounts,
        "connect": _connect,
        "inbox": _inbox,
        "reply": _draft,
        "fact": _facts,
        "facts": _facts,
        "listen": _listen,
        "spotlight": spotlight,
        "join": join,
        "post": studio.asked,
        "mix": mix,
        "summary": summary,
        "note": summary,
        "costs": costs,
        "audit": audit,
    }
)
"""Small commands by their first word; `public` is no command but a way of asking."""
