"""The client of the configured model. Imported by `models` in a thread, never at start."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from typing import Any, Self

from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatGenerationChunk
from langchain_core.runnables import Runnable
from langchain_core.utils.function_calling import convert_to_openai_tool
from langchain_openai import ChatOpenAI
from openai import AsyncStream
from openai.resources.chat import AsyncCompletions
from pydantic import model_validator


class _Completions(AsyncCompletions):
    """The SDK's `chat.completions`, with each chunk of a stream left as the JSON it came as.

    The SDK makes an object of every chunk, and LangChain takes it apart again at once: together
    almost a third of what an answer costs (`docs/performance.md`).
    """

    async def create(self, **payload: Any) -> Any:
        """Ask for a completion; payload as the SDK's own `create` takes it."""
        if not payload.get("stream"):
            return await super().create(**payload)
        return await self._client.post(
            "/chat/completions",
            body=payload,
            cast_to=object,
            stream=True,
            stream_cls=AsyncStream[object],
        )


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

    @model_validator(mode="after")
    def _leave_chunks_as_they_come(self) -> Self:
        self.async_client = _Completions(self.root_async_client)
        return self

    def bind_tools(
        self, tools: Sequence[Any], **options: Any
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Take the tools, each in as few tokens as tell the same: they go with every request."""
        return super().bind_tools(
            [_short(convert_to_openai_tool(tool)) for tool in tools], **options
        )

    async def _astream(self, *args: Any, **kwargs: Any) -> AsyncIterator[ChatGenerationChunk]:
        async with aclosing(super()._astream(*args, **kwargs)) as chunks:  # type: ignore[type-var]
            while True:
                try:
                    async with asyncio.timeout(self.chunk_s):
                        chunk = await anext(chunks)
                except StopAsyncIteration:
                    return
                yield chunk


def _short(tool: dict[str, Any]) -> dict[str, Any]:
    """A tool without line breaks in its words and without null: who wants it leaves a part out."""
    function = tool["function"]
    parameters = function["parameters"]
    parts = {name: _without_null(part) for name, part in parameters["properties"].items()}
    told = {
        **function,
        "description": " ".join(function["description"].split()),
        "parameters": {**parameters, "properties": parts},
    }
    return {**tool, "function": told}


def _without_null(part: dict[str, Any]) -> dict[str, Any]:
    kinds = [kind for kind in part.get("anyOf", ()) if kind != {"type": "null"}]
    if len(kinds) != 1:
        return part
    left = ("anyOf", "default") if part.get("default", ...) is None else ("anyOf",)
    return {**kinds[0], **{name: value for name, value in part.items() if name not in left}}
