"""Post studios in Slack: `assistant.ports.giving.StudioPlaces` by chat.postMessage and chat.update.

Everything may be called again: a thread that stands is brought up to date, and messages that were
posted just before a crash are found again by their metadata.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

import structlog

from assistant.errors import NotFound
from handlers import ids, standing
from handlers.calls import SlackRefused
from handlers.card_troubles import WEEK_S
from handlers.drawn import POSTING_S
from handlers.render import studio as render
from handlers.services import Installation, Installations
from handlers.standing import GONE
from handlers.studio_drawing import LOOKED_THROUGH, Thread

if TYPE_CHECKING:
    from assistant.community.inbox import CardPlace
    from assistant.community.studio import Studio
    from assistant.desk.posting import Posting
    from assistant.desk.reviewing import Reviewing
    from assistant.desk.studio_views import StudioView
    from assistant.ports import Once, Preferences
    from assistant.ports.drafting import BrandBook
    from assistant.ports.giving import Studios
    from handlers.render.blocks import Message

log = structlog.get_logger(__name__)


class SlackStudios:
    """Draws studios, one at a time each: what was read last is drawn last."""

    def __init__(
        self,
        *,
        installations: Installations,
        posting: Posting,
        audit: Reviewing,
        stored: Studios,
        book: BrandBook,
        preferences: Preferences,
        once: Once,
    ) -> None:
        self._installations = installations
        self._posting = posting
        self._stored = stored
        self._preferences = preferences
        self._once = once
        self._thread = Thread(audit=audit, book=book)
        self._turns: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    # -- the port -------------------------------------------------------------------------

    async def show(self, workspace_id: str, studio_id: str) -> None:
        """Open its thread, or bring its drafts up to date."""
        await self._draw(workspace_id, studio_id, new=True)

    # -- for people -----------------------------------------------------------------------

    async def refresh(self, workspace_id: str, studio_id: str) -> None:
        """Bring what stands up to date; post nothing."""
        await self._draw(workspace_id, studio_id, new=False)

    async def link(self, workspace_id: str, studio_id: str) -> str | None:
        """A link to its first message; None where it has none."""
        installation = await self._installations.of(workspace_id)
        studio = await self._stored.get(workspace_id, studio_id)
        return await standing.permalink(installation.slack, studio.place)

    async def studio_at(self, workspace_id: str, channel_id: str, ts: str) -> Studio | None:
        """The studio whose thread hangs on the message there."""
        return await self._stored.at(workspace_id, channel_id, ts)

    # -- pieces ---------------------------------------------------------------------------

    async def _draw(self, workspace_id: str, studio_id: str, *, new: bool) -> None:
        try:
            installation = await self._installations.of(workspace_id)
        except NotFound:
            return  # the app is not installed any more: there is nobody to show anything to
        async with self._turns.setdefault((workspace_id, studio_id), asyncio.Lock()):
            try:
                view = await self._posting.view(workspace_id, studio_id)
            except NotFound:
                log.info("studio.erased", studio_id=studio_id)
                return
            if view.studio.place is None and not new:
                return
            # In a thread: time zones are read from disk at first.
            message = await asyncio.to_thread(render.head, view)
            place = await self._head(installation, view, message)
            try:
                await self._thread.draw(installation, view, place, new=new)
            except SlackRefused as refused:
                if refused.code not in GONE:
                    raise
                # The channel was archived, or Engage taken out of it: it goes on elsewhere.
                self._thread.forget(place)
                place = await self._head(installation, view, message)
                await self._thread.draw(installation, view, place, new=new)

    async def _head(
        self, installation: Installation, view: StudioView, message: Message
    ) -> CardPlace:
        """Where its first message stands in the end."""
        studio, slack = view.studio, installation.slack
        if studio.place is not None and await self._thread.update(
            slack, studio.place, studio.id, message
        ):
            return studio.place
        for channel_id in await self._channels(installation, view):
            try:
                place = await self._open(installation, channel_id, studio, message)
            except SlackRefused as refused:
                if refused.code not in GONE:
                    raise
                log.info("studio.not_there", code=refused.code)
                continue
            await self._stored.placed(studio.workspace_id, studio.id, place)
            return place
        direct = await standing.conversation(slack, (studio.person_id,))
        place = await self._open(installation, direct, studio, message)
        await self._stored.placed(studio.workspace_id, studio.id, place)
        return place

    async def _channels(self, installation: Installation, view: StudioView) -> list[str]:
        """Where it may open, the best first: where it was asked for, then its accounts' own."""
        wanted = [ids.studio_channel(view.studio.event_key)]
        for account in view.accounts:
            kept = await self._preferences.of_account(installation.workspace.id, account.id)
            wanted.append(kept.settings.channel_id)
        return list(dict.fromkeys(filter(None, wanted)))

    async def _open(
        self, installation: Installation, channel_id: str, studio: Studio, message: Message
    ) -> CardPlace:
        """Post it, unless it stands there already: a process may have ended before it noted so."""
        mark = render.metadata(studio.id, render.HEAD)
        key = f"studio.posted:{studio.id}:{channel_id}"
        if not await self._once.first(studio.workspace_id, key, WEEK_S):
            for pause in (0.0, POSTING_S):
                await asyncio.sleep(pause)
                noted = (await self._stored.get(studio.workspace_id, studio.id)).place
                if noted is not None and noted != studio.place:
                    return noted
                found = await standing.find(
                    installation.slack, channel_id, mark, looked_through=LOOKED_THROUGH
                )
                if found is not None and found != studio.place:
                    return found
        return await standing.post(installation.slack, channel_id, message, metadata=mark)
