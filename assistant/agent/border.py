"""Where the model's and the tools' failures stop being LangChain's: middleware of ours."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain.tools.tool_node import ToolCallRequest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import SystemMessage, ToolMessage
from langchain_core.tools import BaseTool
from langgraph.errors import GraphBubbleUp
from langgraph.types import Command

from assistant.agent.limits import Meter
from assistant.agent.signals import Attempt
from assistant.agent.toolbox import Toolbox
from assistant.agent.tools import Findings
from assistant.community.answers import TaskFinished, TaskStarted
from assistant.errors import EngageError, ModelUnavailable, PlatformError, StoreUnavailable

ModelHandler = Callable[[ModelRequest], Awaitable[ModelResponse]]
ToolAnswer = ToolMessage | Command[Any]
ToolHandler = Callable[[ToolCallRequest], Awaitable[ToolAnswer]]

_TOO_SLOW = "This took too long and was stopped. Ask for a shorter period or for one account."


@dataclass(frozen=True, slots=True)
class Run:
    """What is a run's own; all runs share the graph, which takes long to build.

    Attributes:
        model: who answers.
        system: its instructions.
        tools: bound to the toolbox, by name.
        front: characters that every request has before its messages, system prompt and tools; None
            for a model that costs nothing.
    """

    model: BaseChatModel
    system: str
    tools: Mapping[str, BaseTool]
    toolbox: Toolbox
    meter: Meter
    front: int | None


def run_of(runtime: Any) -> Run:
    """The run that a step of the graph belongs to."""
    run = runtime.context
    assert isinstance(run, Run)
    return run


class Own(AgentMiddleware):
    """Puts the run's own model and instructions in the place of those of the graph."""

    async def awrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        run = run_of(request.runtime)
        own = request.override(model=run.model, system_message=SystemMessage(run.system))
        return await handler(own)


class Tools(AgentMiddleware):
    """Shows each tool call as a task, bounds its time, and puts its failure into one sentence.

    Only errors of our own tree come back to the model. A bug ends the run, and so does a store that
    is away: no model can make up for it, and the question is answered when the store is back.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds

    async def awrap_tool_call(self, request: ToolCallRequest, handler: ToolHandler) -> ToolAnswer:
        if request.tool is None:  # a name the model made up: LangChain tells it which there are
            return await handler(request)
        run = run_of(request.runtime)
        name, toolbox = request.tool.name, run.toolbox
        call = json.dumps([name, request.tool_call["args"]], sort_keys=True)
        if call in toolbox.remembered:
            again: ToolMessage = toolbox.remembered[call]
            return again.model_copy(update={"tool_call_id": request.tool_call["id"]})
        run.meter.tool_calls += 1
        # Our own id: some servers number their calls anew in each round.
        task = TaskStarted(f"tool-{run.meter.tool_calls}", toolbox.title(name))
        notify = request.runtime.stream_writer
        notify(task)
        message = await self._call(request.override(tool=run.tools[name]), handler, toolbox)
        ok = not isinstance(message, ToolMessage) or message.status != "error"
        found = message.artifact if ok and isinstance(message, ToolMessage) else None
        if isinstance(found, Findings):
            toolbox.remembered[call] = message
            for note in filter(None, (*found.notes, found.begun)):
                toolbox.explain(note)
        covers = found.covers if isinstance(found, Findings) else ""
        notify(TaskFinished(task.id, task.title, ok=ok, detail=covers))
        return message

    async def _call(
        self, request: ToolCallRequest, handler: ToolHandler, toolbox: Toolbox
    ) -> ToolAnswer:
        try:
            async with asyncio.timeout(self._seconds):
                return await handler(request)
        except StoreUnavailable:
            raise
        except EngageError as error:
            words = toolbox.why(error)
            if isinstance(error, PlatformError):
                toolbox.miss(words)
        except TimeoutError:
            words = _TOO_SLOW
        toolbox.explain(words)
        return ToolMessage(
            words,
            name=request.tool_call["name"],
            tool_call_id=request.tool_call["id"],
            status="error",
        )


class Outages(AgentMiddleware):
    """Stops at the token limit, and turns whatever a model raises into `ModelUnavailable`."""

    async def awrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        run_of(request.runtime).meter.check()
        try:
            return await handler(request)
        except (EngageError, GraphBubbleUp):
            raise
        # Nothing but the model runs in here, and it fails in every way there is: both families of
        # errors of its client, but JSONDecodeError, KeyError or AssertionError on garbage, too.
        except Exception as error:
            raise ModelUnavailable(type(error).__name__) from error


class Attempts(AgentMiddleware):
    """Counts requests to the model and says when one begins, retries included."""

    async def awrap_model_call(self, request: ModelRequest, handler: ModelHandler) -> ModelResponse:
        run = run_of(request.runtime)
        said = sum(len(message.text) for message in request.messages)
        run.meter.begin(0 if run.front is None else run.front + said)
        request.runtime.stream_writer(Attempt())
        return await handler(request)
