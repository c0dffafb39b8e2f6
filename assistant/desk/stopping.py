"""Stop, pressed by a person: one look for all runs of this process, twice a second."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from assistant.community.answers import Question
from assistant.errors import StoreUnavailable
from assistant.ports import Conversations

log = structlog.get_logger(__name__)

LOOK_S = 0.5


class Stops:
    """Looks whether somebody asked a run to stop, in whichever process."""

    def __init__(self, conversations: Conversations) -> None:
        self._conversations = conversations
        self._going: defaultdict[str, dict[str, asyncio.Event]] = defaultdict(dict)
        self._looking: asyncio.Task[None] | None = None

    @contextmanager
    def watched(self, question: Question, over: asyncio.Event) -> Iterator[None]:
        """Set `over` when somebody asks this run to stop while the block goes on."""
        workspace_id, run_id = question.workspace_id, question.run_id
        self._going[workspace_id][run_id] = over
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        try:
            yield
        finally:
            del self._going[workspace_id][run_id]
            if not self._going[workspace_id]:
                del self._going[workspace_id]

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            if not self._going:
                return
            for workspace_id, runs in list(self._going.items()):
                try:
                    wished = await self._conversations.cancelled(workspace_id, tuple(runs))
                except StoreUnavailable as error:
                    log.warning("stop.unknown", workspace_id=workspace_id, store=error.store)
                    continue
                for run_id in wished:
                    if over := runs.get(run_id):
                        over.set()
