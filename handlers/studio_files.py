"""Images that people attach in a studio's thread: fetched from Slack, read, kept, asked about."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import aiohttp
import structlog

from assistant.community.images import LARGEST_FILE
from assistant.community.studio import Shared
from assistant.errors import InvalidInput, NotFound, StoreUnavailable
from handlers import ids
from handlers.calls import OK, Method, Slack, SlackRefused
from handlers.delivering import told_of
from handlers.ids import message_key
from handlers.render import blocks as kit
from handlers.render import studio_words as say
from handlers.render.text import mrkdwn
from handlers.services import Installation, Installations
from handlers.shared_files import SharedFile, shared_file
from handlers.standing import GONE, post

if TYPE_CHECKING:
    from assistant.desk.illustrating import Illustrating
    from assistant.ports import Once
    from handlers.render.blocks import Message

log = structlog.get_logger(__name__)

FETCH_S = 20.0
"""Seconds one file may take."""

AT_ONCE = 10
"""Files of one message that are looked at."""

CHUNK = 65_536

NOT_THERE = frozenset({"file_not_found", "file_deleted", "file_not_visible"})
"""Slack's names for a file that is not there for us (docs: files.info)."""

TOLD_S = 7 * 24 * 3600
"""How long it is known that an answer was posted: longer than any job is tried again."""


class StudioImages:
    """Takes the images of a message, as a job: safe to run again.

    Args:
        refresh: draws a studio anew.
    """

    def __init__(
        self,
        *,
        installations: Installations,
        illustrating: Illustrating,
        refresh: Callable[[str, str], Awaitable[None]],
        once: Once,
        new_id: Callable[[], str],
    ) -> None:
        self._installations = installations
        self._illustrating = illustrating
        self._refresh = refresh
        self._once = once
        self._new_id = new_id

    async def take(
        self,
        workspace_id: str,
        studio_id: str,
        *,
        person_id: str,
        channel_id: str,
        ts: str,
        root_ts: str,
        file_ids: str,
    ) -> None:
        """Take them, and say in the thread how that went: once for all of them.

        Args:
            file_ids: with blanks between.

        Raises:
            StoreUnavailable: whoever asks tries again.
            SlackRefused: Slack could not be asked, or told; the same.
        """
        try:
            installation = await self._installations.of(workspace_id)
        except NotFound:
            return  # the app is not installed any more
        shared = Shared(person_id, channel_id, ts, root_ts, tuple(file_ids.split()))
        taken, troubles = 0, list[str]()
        for file_id in shared.file_ids[:AT_ONCE]:
            try:
                await self._one(installation, studio_id, shared, file_id)
                taken += 1
            except (StoreUnavailable, SlackRefused):
                raise
            except Exception as error:  # noqa: BLE001 - the border: whatever it is, it is told
                troubles.append(told_of(error, self._new_id))
        if len(shared.file_ids) > AT_ONCE:
            troubles.append(say.MOST_FILES.format(most=AT_ONCE))
        answer = _answer(studio_id, taken, tuple(dict.fromkeys(troubles)))
        await self._say_once(installation, shared, answer)
        if taken:
            await self._refresh(workspace_id, studio_id)

    async def _one(
        self, installation: Installation, studio_id: str, shared: Shared, file_id: str
    ) -> None:
        data = await fetched(installation.slack, file_id)
        await self._illustrating.attach(
            installation.workspace.id,
            shared.person_id,
            studio_id,
            data,
            event_key=f"{message_key(shared.channel_id, shared.ts)}:{file_id}",
        )

    async def _say_once(self, installation: Installation, shared: Shared, answer: Message) -> None:
        """Post the answer unless it was. Whoever ends right before it leaves the images taken, and
        the studio asks what they show.
        """
        key = f"studio.images_told:{message_key(shared.channel_id, shared.ts)}"
        if not await self._once.first(installation.workspace.id, key, TOLD_S):
            return
        try:
            await post(installation.slack, shared.channel_id, answer, thread_ts=shared.root_ts)
        except SlackRefused as refused:
            log.warning("studio.image_unanswered", code=refused.code)
            if refused.code not in GONE:
                await self._once.forget(installation.workspace.id, key)
                raise


def _answer(studio_id: str, taken: int, troubles: tuple[str, ...]) -> Message:
    lines = [say.how_many(taken)] if taken else []
    lines += [mrkdwn(each) for each in troubles]
    text = "\n".join(lines)
    made = [kit.section(text)]
    if taken:
        button = kit.button(say.SAY_WHAT, ids.POST_IMAGES, studio_id, style="primary")
        made.append(kit.actions([button]))
    return kit.message(text, made)


async def fetched(slack: Slack, file_id: str) -> bytes:
    """The bytes of a file.

    Raises:
        InvalidInput: with one sentence for people: it is not in Slack, gone, too large, too slow,
            or our token may not read files.
        SlackRefused: Slack could not be asked.
    """
    shared = await _asked_for(slack, file_id)
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


async def _asked_for(slack: Slack, file_id: str) -> SharedFile:
    """What Slack says of a file when asked."""
    try:
        return shared_file((await slack.insist(Method.FILE_INFO, file=file_id))["file"])
    except SlackRefused as refused:
        if refused.code == "missing_scope":
            raise InvalidInput(say.NOT_ALLOWED_FILES) from None
        if refused.code in NOT_THERE:
            raise InvalidInput(say.FILE_GONE) from None
        raise


def _too_large() -> str:
    return say.FILE_TOO_LARGE.format(most=LARGEST_FILE // 1_000_000)
