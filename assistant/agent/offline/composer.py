"""The offline composer as a chat model: same loop, same tools, same gate, no network."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    HumanMessage,
    ToolMessage,
)
from langchain_core.messages.tool import ToolCallChunk, tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from pydantic import ConfigDict

from assistant.agent.offline.calls import Call
from assistant.agent.offline.german import IN_ENGLISH, speaks_german
from assistant.agent.offline.parts import decide
from assistant.agent.offline.reading import Known
from assistant.agent.offline.replies import in_german
from assistant.agent.offline.writing import compose
from assistant.agent.tools import Findings


class OfflineComposer(BaseChatModel):
    """Reads the last question, calls tools, and writes from what they found.

    Attributes:
        known: accounts, time and zone of the run.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    known: Known

    @property
    def _llm_type(self) -> str:
        return "offline"

    def bind_tools(
        self, tools: Sequence[Any], *, tool_choice: str | None = None, **kwargs: Any
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Take the tools; the rules know them by name."""
        return self.bind(tools=[tool.name for tool in tools], tool_choice=tool_choice, **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002 - LangChain's signature
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **_kwargs: Any,
    ) -> ChatResult:
        text, calls = self._answer(messages)
        message = AIMessageChunk(content=text, tool_call_chunks=calls)
        return ChatResult(generations=[ChatGeneration(message=message)])

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,  # noqa: ARG002
        **kwargs: Any,
    ) -> ChatResult:
        return self._generate(messages, stop, None, **kwargs)

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **_kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        text, calls = self._answer(messages)
        for piece in text.splitlines(keepends=True):
            chunk = ChatGenerationChunk(message=AIMessageChunk(content=piece))
            if run_manager:
                await run_manager.on_llm_new_token(piece, chunk=chunk)
            yield chunk
        last = AIMessageChunk(content="", tool_call_chunks=calls, chunk_position="last")
        yield ChatGenerationChunk(message=last)

    def _answer(self, messages: Sequence[BaseMessage]) -> tuple[str, list[ToolCallChunk]]:
        """Words, or tool calls."""
        asked = [at for at, message in enumerate(messages) if isinstance(message, HumanMessage)]
        since = messages[asked[-1] + 1 :]
        results = [message for message in since if isinstance(message, ToolMessage)]
        questions = [messages[at].text for at in asked]
        german = speaks_german(questions[-1])
        decided = decide(questions[-1], questions[:-1], self.known)
        if results:
            found = [each.artifact for each in results if isinstance(each.artifact, Findings)]
            failed = [each.text for each in results if each.status == "error"]
            told = "\n\n".join([compose(found, failed), *decided.asides])
            return (f"{told}\n\n{IN_ENGLISH}" if german else told), []
        if isinstance(decided.plan, str):
            return (in_german(decided.plan) if german else decided.plan), []
        return "", [_call(call, at) for at, call in enumerate(decided.plan)]


def _call(call: Call, at: int) -> ToolCallChunk:
    arguments = json.dumps(call.arguments, ensure_ascii=False)
    return tool_call_chunk(name=call.tool, args=arguments, id=f"call-{at}", index=at)
