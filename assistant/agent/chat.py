"""The client of the configured model. Imported by `models` in a thread, never at start."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

from langchain_core.outputs import ChatGenerationChunk
from langchain_openai import ChatOpenAI


class Chat(ChatOpenAI):
    """ChatOpenAI with a chunk timeout that never swallows a cancellation.

    The library's own `stream_chunk_timeout` awaits each chunk with `asyncio.wait_for`. Before
    Python 3.12 that loses a cancellation which comes in the same moment as a chunk, and the stream
    then goes on after *Stop* until the model has finished (python/cpython#86296). It also makes a
    task of every chunk.

    Attributes:
        chunk_s: seconds between two chunks before the stream counts as dead.
    """

    chunk_s: float = 30.0

    async def _astream(self, *args: Any, **kwargs: Any) -> AsyncIterator[ChatGenerationChunk]:
        async with aclosing(super()._astream(*args, **kwargs)) as chunks:  # type: ignore[type-var]
            while True:
                try:
                    async with asyncio.timeout(self.chunk_s):
                        chunk = await anext(chunks)
                except StopAsyncIteration:
                    return
                yield chunk
