"""A model client that keeps every request it would send, and lets code of ours reply."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any, Self

from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr, SecretStr

from assistant.agent.chat import Chat
from assistant.agent.tools import Findings
from bench.token_count import Count, Spent, spent, summed

Speak = Callable[[Sequence[BaseMessage]], Awaitable[AIMessage]]
"""Replies to messages in a model's place."""

NAME = "bench"


class Recorder(Chat):
    """Engage's own client up to the moment the request would leave.

    Attributes:
        speak: who replies.
        count: of the vocabulary.
    """

    speak: Speak
    count: Count
    _spent: list[Spent] = PrivateAttr(default_factory=list)
    _as_json: list[Spent] = PrivateAttr(default_factory=list)

    @classmethod
    def of(cls, speak: Speak, count: Count) -> Self:
        """A client that goes nowhere."""
        return cls(
            speak=speak,
            count=count,
            model=NAME,
            api_key=SecretStr(NAME),
            max_retries=0,
            use_responses_api=False,
        )

    @property
    def requests(self) -> int:
        """How many were made."""
        return len(self._spent)

    @property
    def spent(self) -> Spent:
        """All requests together."""
        return summed(self._spent)

    @property
    def as_json(self) -> Spent:
        """The same requests with facts as JSON objects where Engage sends a line each."""
        return summed(self._as_json)

    async def _agenerate(
        self, messages: list[BaseMessage], *_args: Any, **options: Any
    ) -> ChatResult:
        said = await self._kept(messages, options)
        return ChatResult(generations=[ChatGeneration(message=said)])

    async def _astream(
        self, messages: list[BaseMessage], *_args: Any, **options: Any
    ) -> AsyncIterator[ChatGenerationChunk]:
        said = await self._kept(messages, options)
        chunk = AIMessageChunk(
            content=said.content,
            tool_calls=said.tool_calls,
            usage_metadata=said.usage_metadata,
            chunk_position="last",
        )
        yield ChatGenerationChunk(message=chunk)

    async def _kept(self, messages: list[BaseMessage], options: dict[str, Any]) -> AIMessage:
        said = await self.speak(messages)
        reply = self._get_request_payload([said])["messages"][0]
        options = {name: value for name, value in options.items() if name == "tools"}
        for kept, told in (
            (self._spent, messages),
            (self._as_json, list(map(_with_json, messages))),
        ):
            kept.append(spent(self._get_request_payload(told, **options), reply, self.count))
        used = self._spent[-1]
        return said.model_copy(
            update={
                "usage_metadata": {
                    "input_tokens": used.input,
                    "output_tokens": used.output,
                    "total_tokens": used.total,
                }
            }
        )


def _with_json(message: BaseMessage) -> BaseMessage:
    """A tool's message with its facts and quotes as JSON."""
    if not isinstance(message, ToolMessage) or not isinstance(message.artifact, Findings):
        return message
    found = message.artifact
    quotes = [item.quote for item in found.items if item.quote]
    facts = [*found.facts, *(fact for item in found.items for fact in item.facts)]
    objects = ",".join(each.model_dump_json(exclude_none=True) for each in (*facts, *quotes))
    return message.model_copy(update={"content": f"[{objects}]"})
