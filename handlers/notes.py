"""Weekly notes and alerts in Slack: `assistant.ports.notes.Herald`.

A note is never posted twice: its week stands in the metadata of its message, and whoever brings it
looks there first. So nothing here repeats a call whose fate is unknown; the job does, and looks.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import structlog

from assistant.community.inbox import CardPlace
from assistant.community.note_times import LATE
from assistant.community.notes import Note
from assistant.errors import NotFound
from handlers.calls import Method, Slack, SlackRefused
from handlers.card_troubles import AGAIN_S, WEEK_S, Troubles
from handlers.posting import with_plainer_blocks
from handlers.render import alerts as say
from handlers.render import notes as draw
from handlers.render.blocks import Block, Message
from handlers.services import Installation, Installations
from handlers.standing import GONE, carrying

if TYPE_CHECKING:
    from assistant.ports import Accounts, Clock, Managers, Once, Preferences
    from assistant.ports.notes import KeptNote

log = structlog.get_logger(__name__)

LOOKED_THROUGH = 200
"""Messages a page. Some apps get 15 of them at most (slack.md 2.2)."""

MOST_PAGES = 10

TURNS = 5
"""Tries of a post that comes too soon: Slack takes about one a second in a channel."""

CLOCKS_APART = timedelta(hours=1)
"""How far Slack's clock and ours may differ."""


class SlackHerald:
    """Brings notes and alerts into the chat."""

    def __init__(
        self,
        *,
        installations: Installations,
        accounts: Accounts,
        preferences: Preferences,
        managers: Managers,
        once: Once,
        clock: Clock,
    ) -> None:
        self._installations = installations
        self._accounts = accounts
        self._preferences = preferences
        self._once = once
        self._troubles = Troubles(managers, once)
        self._clock = clock

    async def bring(self, note: KeptNote, channel_id: str) -> CardPlace:
        """Post a note and its thread into a channel, or what of it is not there yet.

        Raises:
            NotFound: there is no place for it; managers were told, once a day.
            SlackRefused: Slack cannot be reached, or nobody knows whether it was posted.
        """
        installation = await self._installations.of(note.workspace_id)
        try:
            return await self._brought(installation, channel_id, note)
        except SlackRefused as refused:
            if refused.code not in GONE:
                raise
            await self._tell_managers(installation, channel_id)
            raise NotFound("channel", channel_id) from refused

    async def alert(
        self, workspace_id: str, account_id: str, key: str, sentences: Sequence[str]
    ) -> None:
        """Say it in the account's channel, once for each key; nowhere where there is none."""
        installation = await self._installations.of(workspace_id)
        account = await self._accounts.get(workspace_id, account_id)
        settings = (await self._preferences.of_account(workspace_id, account_id)).settings
        if settings.channel_id is None:
            return
        message = say.alert(account, sentences)
        await self._troubles.say_once(
            installation, account, settings.channel_id, message, key=f"alert:{key}"
        )

    # -- pieces ---------------------------------------------------------------------------

    async def _brought(
        self, installation: Installation, channel_id: str, kept: KeptNote
    ) -> CardPlace:
        note, slack = Note.model_validate(kept.body), installation.slack
        mark = f"note.posting:{channel_id}:{kept.week}"
        tried = not await self._once.first(kept.workspace_id, mark, WEEK_S)
        found = await _find(installation, channel_id, kept, tried=tried)
        if found is not None and found[1]:
            return found[0]
        delayed = self._clock() - kept.due_at >= LATE
        message, thread = await asyncio.to_thread(_drawn, note, kept.due_at if delayed else None)
        place = found[0] if found else await _posted(slack, channel_id, message, week=kept.week)
        await _posted(slack, channel_id, thread, under=place.ts)
        return place

    async def _tell_managers(self, installation: Installation, channel_id: str) -> None:
        workspace_id = installation.workspace.id
        log.warning("note.channel_gone", workspace_id=workspace_id)
        if await self._once.first(workspace_id, f"note.no_place:{channel_id}", AGAIN_S):
            await self._troubles.tell(installation, draw.no_place(channel_id))


async def _posted(
    slack: Slack, channel_id: str, message: Message, *, week: str | None = None, under: str = ""
) -> CardPlace:
    """Post once: a call that may have arrived is not repeated, one that came too soon is."""
    made: list[CardPlace] = []

    async def send(blocks: tuple[Block, ...]) -> None:
        said = await _in_turn(
            slack,
            channel=channel_id,
            thread_ts=under or None,
            text=message.text,
            blocks=blocks or None,
            metadata=draw.metadata(week) if week else None,
            unfurl_links=False,
            unfurl_media=False,
        )
        made.append(CardPlace(str(said["channel"]), str(said["ts"])))

    await with_plainer_blocks(send, message)
    return made[-1]


async def _in_turn(slack: Slack, **arguments: Any) -> Mapping[str, Any]:
    """Post, again where Slack says that it was too soon: then nothing was posted."""
    for _ in range(TURNS):
        try:
            return await slack.call(Method.POST, **arguments)
        except SlackRefused as refused:
            if refused.code != "ratelimited":
                raise
            await asyncio.sleep(refused.retry_after_s or 1.0)
    return await slack.call(Method.POST, **arguments)


def _drawn(note: Note, late_since: datetime | None) -> tuple[Message, Message]:
    """The note and its thread. In a thread: names of months are read from disk the first time."""
    late = draw.late_sentence(late_since, note) if late_since else ""
    return draw.note_message(note, late=late), draw.thread_message(note)


async def _find(
    installation: Installation, channel_id: str, note: KeptNote, *, tried: bool
) -> tuple[CardPlace, bool] | None:
    """The note as it stands in its channel, and whether its thread is there; None where it does
    not stand there. Raises SlackRefused: without a look nothing may be posted.

    Args:
        tried: whether somebody began to post it; then nothing short of all messages tells.
    """
    cursor: str | None = None
    for _ in range(MOST_PAGES):
        said = await installation.slack.insist(
            Method.HISTORY,
            channel=channel_id,
            limit=LOOKED_THROUGH,
            oldest=f"{(note.written_at - CLOCKS_APART).timestamp():.6f}",
            include_all_metadata=True,
            cursor=cursor,
        )
        for payload, each in carrying(said, draw.EVENT):
            # any app may put a week into its metadata: it must be ours
            ours = each.get("user") == installation.bot_user_id
            if ours and payload.get("week") == note.week:
                return CardPlace(channel_id, str(each["ts"])), bool(each.get("reply_count"))
        cursor = (said.get("response_metadata") or {}).get("next_cursor") or None
        if cursor is None:
            return None
    if tried:
        raise SlackRefused(Method.HISTORY, "too_many_messages")
    return None
