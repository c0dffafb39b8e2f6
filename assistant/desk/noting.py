"""Gather what a weekly note is made of, and write it: reads only, and calls no platform."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date

from assistant.community.accounts import Platform
from assistant.community.inbox import Item, Need
from assistant.community.note_figures import AccountWeek, Scene
from assistant.community.note_times import covered
from assistant.community.note_writing import write
from assistant.community.notes import Note
from assistant.community.responses import Policy
from assistant.community.settings import WorkspaceSettings
from assistant.desk import zones
from assistant.desk.judging import policies_of
from assistant.desk.note_weeks import Weeks
from assistant.gathering import Gathering
from assistant.ports import Accounts, Clock, Connections, Preferences, Records
from assistant.ports.inbox import Inbox

LeftAlone = Callable[[str, Platform], Awaitable[Collection[str]]]
"""Takes a workspace and a platform; native ids of those who asked to be left alone there."""

Gathered = tuple[Sequence[AccountWeek], Scene]
"""What a note is made of."""

MOST_OPEN = 10_000
"""Open items that are counted: more than any desk answers."""


async def nobody(_: str, __: Platform) -> Collection[str]:
    """Nobody asked for it."""
    return ()


class Noting:
    """Writes notes by rules.

    Args:
        left_alone: tells whom a note proposes to nobody.
    """

    def __init__(
        self,
        *,
        accounts: Accounts,
        records: Records,
        connections: Connections,
        inbox: Inbox,
        preferences: Preferences,
        clock: Clock,
        left_alone: LeftAlone = nobody,
    ) -> None:
        self._accounts = accounts
        self._records = records
        self._connections = connections
        self._inbox = inbox
        self._preferences = preferences
        self._clock = clock
        self._left_alone = left_alone

    async def note(
        self,
        workspace_id: str,
        settings: WorkspaceSettings,
        week: date,
        *,
        last: tuple[str, ...] | None = None,
        missed: str | None = None,
    ) -> Note:
        """The note of a day.

        Args:
            last: the definitions of the note before; None before the first.
            missed: the week of a note that never came.
        """
        gathered = await self.gather(workspace_id, settings, week)
        return await self.written(gathered, last=last, missed=missed)

    async def written(
        self, gathered: Gathered, *, last: tuple[str, ...] | None = None, missed: str | None = None
    ) -> Note:
        """The same from what was gathered for it before; nothing more is read."""
        weeks, scene = gathered
        scene = replace(scene, last=last, missed=missed)
        # In a thread: names of months are read from disk the first time, and others wait.
        return await asyncio.to_thread(write, weeks, scene)

    async def gather(self, workspace_id: str, settings: WorkspaceSettings, week: date) -> Gathered:
        """Read all that the note of a day is made of."""
        every, policies, waiting = await asyncio.gather(
            self._accounts.all(workspace_id),
            policies_of(self._preferences, workspace_id, settings.zone),
            self._inbox.open(workspace_id, limit=MOST_OPEN),
        )
        named = [each for each in every if each.id in settings.note_account_ids]
        chosen = named or every
        await zones.know(settings.zone)
        period = covered(week, settings.zone)
        gathering = Gathering(self._records, self._connections, self._clock())
        reading = Weeks(gathering, every, period)
        weeks = [await reading.of(each, policies.get(each.id) or Policy()) for each in chosen]
        shown = _of_all(waiting, {each.id for each in chosen})
        asking = [each for each in shown if each.triage.need is not Need.NONE]
        scene = Scene(
            week=week.isoformat(),
            period=period,
            zone=settings.zone,
            language=settings.language,
            now=self._clock(),
            waiting=asking,
            quiet=len(shown) - len(asking),
            left_alone=frozenset(
                [
                    (platform, person_id)
                    for platform in {each.ref.platform for each in chosen}
                    for person_id in await self._left_alone(workspace_id, platform)
                ]
            ),
        )
        return weeks, scene


def _of_all(waiting: Iterable[Item], account_ids: Collection[str]) -> Sequence[Item]:
    """What is open, as far as everybody may see it."""
    return [each for each in waiting if each.account_id in account_ids and each.open_to_all]
