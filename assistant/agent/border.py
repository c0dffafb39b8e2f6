"""Where the model's and the tools' failures stop being LangChain's: middleware of ours."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain.tools.tool_node import ToolCallRequest
from langchain_core.messages import ToolMessage
from langgraph.errors import GraphBubbleUp
from langgraph.types import Command

from assistant.agent.limits import Meter
from assistant.agent.signals import Attempt
from assistant.agent.toolbox import Toolbox
from assistant.agent.tools import Findings
from assistant.community.answers import TaskFinished, TaskStarted
from assistant.errors import EngageError, ModelUnavailable, PlatformError, StoreUnavailable
from assistant.explain import explain

ModelHandler = Callable[[ModelRequest], Awaitable[ModelResponse]]
ToolAnswer = ToolMessage | Command[Any]
ToolHandler = Callable[[ToolCallRequest], Awaitable[ToolAnswer]]

_TOO_SLOW = "This took too long and was stopped. Ask for a shorter period or for one account."


class Tools(AgentMiddleware):
    """Shows each tool call as a task, bounds its time, and puts its failure into one sentence.

    Only errors of our own tree come back to the model. A bug ends the run, and so does a store that
    is away: no model can make up for it, and the question is answered when the store is back.
    """

    def __init__(self, toolbox: Toolbox, meter: Meter, seconds: float) -> None:
        super().__init__()
        self._toolbox = toolbox
        self._meter = meter
        self._seconds = seconds

    async def awrap_tool_call(self, request: ToolCallRequest, handler: ToolHandler) -> ToolAnswer:
        if request.tool is None:  # a name the model made up: LangChain tells it which there are
            return await handler(request)
        call = json.dumps([request.tool.name, request.tool_call["args"]], sort_keys=True)
        if call in self._toolbox.remembered:
            again: ToolMessage = self._toolbox.remembered[call]
            return again.model_copy(update={"tool_call_id": request.tool_call["id"]})
        self._meter.tool_calls += 1
        # Our own id: some servers number their calls anew in each round.
        task = TaskStarted(f"tool-{self._meter.tool_calls}", self._toolbox.title(request.tool.name))
        notify = request.runtime.stream_writer
        notify(task)
        message = await self._call(request, handler)
        ok = not isinstance(message, ToolMessage) or message.status != "error"
        found = message.artifact if ok and isinstance(message, ToolMessage) else None
        if isinstance(found, Findings):
            self._toolbox.remembered[call] = message
            for note in found.notes:
                self._toolbox.explain(note)
        covers = found.covers if isinstance(found, Findings) else ""
        notify(TaskFinished(task.id, task.title, ok=ok, detail=covers))
        return message

    async def _call(self, request: ToolCallRequest, handler: ToolHandler) -> ToolAnswer:
        try:
            async with asyncio.timeout(self._seconds):
                return await handler(request)
        except StoreUnavailable:
            raise
        except EngageError as error:
            words = explain(error)
            if isinstance(error, PlatformError):
                self._toolbox.miss(words)
        except TimeoutError:
            words = _TOO_SLOW
        self._toolbox.explain(words)
        return ToolMessage(
            words,
            name=request.tool_call["name"],
            tool_call_id=request.tool_call["id"],
            status="error",
        )


class Outages(AgentMiddleware):
    """Stops at the token limit, and turns whatever a model raises into `ModelUnavailable`."""

    def __init__(self, meter: Meter) -> None:
        super().__init__()
        self._meter = meter

    async def awrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        self._meter.check()
        try:
            return await handler(request)
        except (EngageError, GraphBubbleUp):
            raise
        # Nothing but the model runs in here, and it fails in every way there is: both families of
        # errors of its client, but JSONDecodeError, KeyError or AssertionError on garbage, too.
        except Exception as error:
            raise ModelUnavailable(type(error).__name__) from error


class Attempts(AgentMiddleware):
    """Counts requests to the model and says when one begins, retries included.

    Args:
        front: characters that every request has before its messages, system prompt and tools; None
            for a model that costs nothing.
    """

    def __init__(self, meter: Meter, front: int | None) -> None:
        super().__init__()
        self._meter = meter
        self._front = front

    async def awrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        said = sum(len(message.text) for message in request.messages)
        self._meter.begin(0 if self._front is None else self._front + said)
        request.runtime.stream_writer(Attempt())
        return await handler(request)
