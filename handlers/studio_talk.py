"""Talk in the thread of a studio: an instruction becomes a wish, an image goes along."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from assistant.community.instructions import (
    asks_to_publish,
    asks_to_schedule,
    instructs_post,
    time_said,
)
from assistant.community.scheduling import said_in, typed
from assistant.community.scheduling_words import UNCLEAR
from assistant.community.studio import Shared
from assistant.errors import InvalidInput, StoreUnavailable
from handlers import talk
from handlers.ids import message_key
from handlers.render import studio_words as say

if TYPE_CHECKING:
    from datetime import datetime

    from assistant.community.studio import Studio
    from handlers.payloads import Spoken
    from handlers.services import Installation, Services


async def heard(
    services: Services, installation: Installation, said: Spoken, *, named: bool
) -> bool:
    """Whether it was said in a studio and is dealt with by that; the wish is committed then.

    Args:
        named: whether Engage was spoken to by name, or alone.

    Raises:
        StoreUnavailable: nothing was committed.
    """
    if said.thread_ts is None or services.give is None:
        return False
    workspace_id, studios = installation.workspace.id, services.give.studios
    studio = await studios.studio_at(workspace_id, said.channel_id, said.thread_ts)
    if studio is None:
        return False
    if await talk.not_for_us(services, installation, said, named=named):
        return True
    if said.files:  # a mention comes as two events: the second finds the job of the first
        files = tuple(each.id for each in said.files)
        shared = Shared(said.person_id, said.channel_id, said.ts, said.root_ts, files)
        await services.giving.illustrating.hand_in(workspace_id, studio.id, shared)
    text = said.text(installation.bot_user_id)
    if asks_to_publish(text) or asks_to_schedule(text):
        answering = _only_buttons(services, installation, said, studio, text)
        services.tasks.start(answering, name="studio.only_buttons")
        return True
    if not instructs_post(text) and not await _meant(services, studio, text, named=named):
        return bool(said.files)
    wish = services.giving.posting.wish(
        workspace_id,
        said.person_id,
        studio.id,
        event_key=message_key(said.channel_id, said.ts),
        instruction=text,
    )
    await talk.wished(
        services, installation, said, wish, shown=studios, subject_id=studio.id, on_it=say.ON_IT
    )
    return True


async def _only_buttons(
    services: Services, installation: Installation, said: Spoken, studio: Studio, text: str
) -> None:
    """Say that buttons publish; of a time that was named also which one that is, or why it is none
    that a post can go out at. Where the time zone is not known right now the first is said alone.
    """
    words, when = say.ONLY_BUTTON, time_said(text)
    if when:
        with suppress(StoreUnavailable):
            view = await services.giving.posting.view(studio.workspace_id, studio.id)
            words = await asyncio.to_thread(_of_time, when, view.zone, services.clock())
    talk.reply(services, installation, said, words)


def _of_time(when: str, zone: str, now: datetime) -> str:
    """In a thread: time zones are read from disk at first."""
    try:
        found = typed(when, zone, now)
    except InvalidInput as refused:
        if refused.problem == UNCLEAR:
            return say.ONLY_BUTTON
        return say.NO_SUCH_MOMENT.format(problem=refused.problem)
    at = f"{said_in(found.at, zone)} ({zone})"
    return " ".join(filter(None, (say.PICK_TIME.format(at=at), found.note)))


async def _meant(services: Services, studio: Studio, text: str, *, named: bool) -> bool:
    """Whether words that give no order are for Engage: it is named, or it asked for some."""
    if not text or text.endswith("?"):
        return False
    at = (studio.workspace_id, studio.id)
    return named or await services.giving.posting.asked_back(*at)
