"""Answer events become a message that grows while people watch, whatever Slack does.

A reader takes events into a `Draft`; one sender brings it to Slack, never with two calls at once,
and the reader never waits for it. The ways, from the best to the plainest:

    streamed   chat.startStream, appendStream, stopStream
    edited     the message is kept up to date by chat.update: the stream broke or grew too old, or
               what it said was taken back
    posted     one message at the end: no stream could be started
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from enum import Enum, auto
from typing import TYPE_CHECKING

from assistant.community.answers import Answer, AnswerEvent, Finished
from handlers.draft import Draft
from handlers.render import blocks as kit
from handlers.render.answers import spoken
from handlers.render.blocks import Message
from handlers.services import Pace
from handlers.thread_message import ThreadMessage

if TYPE_CHECKING:
    from assistant.ports import Clock

ANEW = "One moment, I am writing this anew."


class Way(Enum):
    """How the answer is being shown."""

    UNSTARTED = auto()
    STREAMED = auto()
    EDITED = auto()
    POSTED = auto()


class StreamedAnswer:
    """One answer on its way into a thread.

    Args:
        message: where it is shown; one that is there already is edited.
        on_message: told the timestamp of the message as soon as there is one.
    """

    def __init__(
        self,
        message: ThreadMessage,
        pace: Pace,
        clock: Clock,
        on_message: Callable[[str], None],
    ) -> None:
        self._message = message
        self._pace = pace
        self._clock = clock
        self._on_message = on_message
        self._way = Way.EDITED if message.ts else Way.UNSTARTED
        self._draft = Draft()
        self._news = asyncio.Event()
        self._hurry = asyncio.Event()
        self._pause_s = pace.first_s
        self.session_ended = False
        """Whether Slack was told that the session is not `processing` any more."""

    async def follow(self, events: AsyncGenerator[AnswerEvent, None]) -> Answer | None:
        """Show events as they come; the answer, or None when they end without one.

        Raises:
            EngageError: what ended the events; what was said so far stays visible.
        """
        reader = asyncio.create_task(self._read(events))
        try:
            if self._way is Way.EDITED:
                await self._message.close()
            while not reader.done():
                await self._news.wait()
                self._news.clear()
                self._hurry.clear()
                if not reader.done():
                    await self._send()
                    await self._rest(reader)
        finally:
            reader.cancel()
            await asyncio.wait({reader})
        answer = reader.result()
        if answer is not None and self._way is Way.UNSTARTED:
            await self._start()
        return answer

    async def finish(self, streamed: Callable[[], Message], whole: Callable[[], Message]) -> None:
        """Bring the answer to its end.

        Args:
            streamed: what goes under text that was streamed.
            whole: the answer as a message of its own.

        Raises:
            SlackRefused: it could not be shown by any way.
        """
        if self._draft.void:
            await self._to_edited()
        if self._way is Way.STREAMED:
            self.session_ended = await self._message.stop(self._draft.parcel(), streamed())
            self._way = Way.STREAMED if self.session_ended else Way.EDITED
        if self._way is Way.EDITED and not await self._message.update(whole()):
            self._way = Way.POSTED
        if self._way in (Way.UNSTARTED, Way.POSTED):
            await self._message.post(whole())

    async def end_with(self, words: str) -> None:
        """End without an answer: what was said stays, `words` follow. Raises SlackRefused."""
        self._draft.end_tasks()
        self._draft.say(words)
        text = self._draft.text
        blocks = [kit.markdown(text)]
        await self.finish(lambda: kit.message(text), lambda: kit.message(text, blocks))

    async def put_off(self, words: str) -> None:
        """Say that it takes longer: what was said is void, so that no figure can stand beside
        another one later. Raises SlackRefused.
        """
        self._draft = Draft()
        self._draft.say(words)
        await self._to_edited()
        whole = kit.message(words, [kit.markdown(words)])
        await self.finish(lambda: whole, lambda: whole)
        if self._message.ts:
            # The answer will take the place of these words.
            self._on_message(self._message.ts)

    async def leave(self) -> None:
        """Stop the stream, if there is one, without a word."""
        if self._message.ts:
            await self._message.close()

    async def _read(self, events: AsyncGenerator[AnswerEvent, None]) -> Answer | None:
        answer: Answer | None = None
        try:
            async with aclosing(events):
                async for event in events:
                    spoke = self._draft.speaks
                    self._draft.take(event)
                    if isinstance(event, Finished):
                        answer = event.answer
                        if not self._draft.speaks:
                            self._draft.say(spoken(answer))
                    elif self._draft.speaks and not spoke:
                        self._hurry.set()
                    self._news.set()
        finally:
            self._news.set()
            self._hurry.set()
        return answer

    async def _rest(self, reader: asyncio.Task[Answer | None]) -> None:
        """Pause after a call; the first words and the end cut it short."""
        if not reader.done():
            with suppress(TimeoutError):
                async with asyncio.timeout(self._pause_s):
                    await self._hurry.wait()

    async def _send(self) -> None:
        if self._draft.void or self._old():
            await self._to_edited()
        parcel = self._draft.parcel()
        if self._way is Way.UNSTARTED and parcel:
            await self._start()
        elif self._way is Way.STREAMED and parcel:
            await self._append()
        elif self._way is Way.EDITED:
            self._pause_s = self._pace.edit_s
            await self._message.edit(self._draft.text if self._draft.speaks else ANEW)

    async def _start(self) -> None:
        parcel = self._draft.parcel()
        if await self._message.start(parcel):
            self._draft.sent(parcel)
            self._way = Way.STREAMED
            assert self._message.ts is not None
            self._on_message(self._message.ts)
        else:
            self._way = Way.POSTED

    async def _append(self) -> None:
        parcel = self._draft.parcel()
        wait = await self._message.append(parcel)
        if wait is None:
            # Also when nobody knows whether it arrived: an edit shows every word exactly once.
            await self._to_edited()
        elif wait:
            self._pause_s = max(self._pause_s, wait)
        else:
            self._draft.sent(parcel)
            pause = min(self._pause_s * self._pace.growth, self._pace.longest_s)
            self._pause_s = pause * await self._message.scarcity()
        if wait != 0.0:
            self._news.set()

    async def _to_edited(self) -> None:
        if self._way is Way.STREAMED:
            await self._message.close()
            self._way = Way.EDITED

    def _old(self) -> bool:
        started = self._message.started_at
        return started is not None and self._clock() - started > self._pace.life
