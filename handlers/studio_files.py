"""Images that people attach in a studio's thread: fetched from Slack, read, kept, asked about."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp
import structlog

from assistant.community.images import LARGEST_FILE
from assistant.errors import InvalidInput
from handlers import ids
from handlers.calls import OK, Method, Slack, SlackRefused
from handlers.delivering import words_for
from handlers.ids import message_key
from handlers.payloads import Spoken
from handlers.render import blocks as kit
from handlers.render import studio_words as say
from handlers.render.text import mrkdwn
from handlers.services import Installation, Services
from handlers.shared_files import SharedFile, shared_file
from handlers.standing import post

if TYPE_CHECKING:
    from handlers.render.blocks import Message

log = structlog.get_logger(__name__)

FETCH_S = 20.0
"""Seconds one file may take."""

AT_ONCE = 10
"""Files of one message that are looked at."""

CHUNK = 65_536


async def take(
    services: Services, installation: Installation, said: Spoken, studio_id: str
) -> None:
    """Take the images of a message, and say in the thread how that went: once for all of them."""
    taken, troubles = 0, list[str]()
    for shared in said.files[:AT_ONCE]:
        try:
            data = await fetched(installation.slack, shared)
            await services.giving.illustrating.attach(
                installation.workspace.id,
                said.person_id,
                studio_id,
                data,
                event_key=f"{message_key(said.channel_id, said.ts)}:{shared.id}",
            )
            taken += 1
        except Exception as error:  # noqa: BLE001 - the border: whatever it is, the person is told
            troubles.append(words_for(services, error))
    if len(said.files) > AT_ONCE:
        troubles.append(say.MOST_FILES.format(most=AT_ONCE))
    answer = _answer(studio_id, taken, tuple(dict.fromkeys(troubles)))
    try:
        await post(installation.slack, said.channel_id, answer, thread_ts=said.root_ts)
    except SlackRefused as refused:
        log.warning("studio.image_unanswered", code=refused.code)
    if taken:
        await services.giving.studios.refresh(installation.workspace.id, studio_id)


def _answer(studio_id: str, taken: int, troubles: tuple[str, ...]) -> Message:
    lines = [say.how_many(taken)] if taken else []
    lines += [mrkdwn(each) for each in troubles]
    text = "\n".join(lines)
    made = [kit.section(text)]
    if taken:
        button = kit.button(say.SAY_WHAT, ids.POST_IMAGES, studio_id, style="primary")
        made.append(kit.actions([button]))
    return kit.message(text, made)


async def fetched(slack: Slack, shared: SharedFile) -> bytes:
    """The bytes of a file.

    Raises:
        InvalidInput: with one sentence for people: it is not in Slack, gone, too large, too slow,
            or our token may not read files.
    """
    if shared.hidden:
        shared = await _asked_for(slack, shared)
    if shared.external:
        raise InvalidInput(say.EXTERNAL)
    if not shared.url:
        raise InvalidInput(say.FILE_GONE)
    if shared.size > LARGEST_FILE:
        raise InvalidInput(_too_large())
    try:
        async with asyncio.timeout(FETCH_S):
            return await _read(slack, shared)
    except (aiohttp.ClientError, OSError, TimeoutError):
        raise InvalidInput(say.FILE_SLOW) from None
    except SlackRefused:
        raise InvalidInput(say.EXTERNAL) from None


async def _read(slack: Slack, shared: SharedFile) -> bytes:
    """Without files:read Slack leads to the page where people sign in, or shows it."""
    async with slack.reading(shared.url) as response:
        signing_in = response.content_type == "text/html"
        if response.status in (301, 302, 303, 307, 308, 401, 403) or signing_in:
            log.warning("studio.file_refused", status=response.status)
            raise InvalidInput(say.NOT_ALLOWED_FILES)
        if response.status != OK:
            raise InvalidInput(say.FILE_GONE)
        data = bytearray()
        async for chunk in response.content.iter_chunked(CHUNK):
            data += chunk
            if len(data) > LARGEST_FILE:
                raise InvalidInput(_too_large())
        return bytes(data)


async def _asked_for(slack: Slack, shared: SharedFile) -> SharedFile:
    """What Slack says of a file when asked."""
    try:
        return shared_file((await slack.insist(Method.FILE_INFO, file=shared.id))["file"])
    except SlackRefused as refused:
        scope = refused.code == "missing_scope"
        raise InvalidInput(say.NOT_ALLOWED_FILES if scope else say.FILE_GONE) from None


def _too_large() -> str:
    return say.FILE_TOO_LARGE.format(most=LARGEST_FILE // 1_000_000)
