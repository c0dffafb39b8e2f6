"""The LangChain side of a run: tools wrapped, limits as middleware, the stream as our signals.

Imported by `models.warm` in a thread, never at start: it takes more than a second to load.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from dataclasses import dataclass
from functools import cache
from types import FunctionType
from typing import Any, Final, Literal

from langchain.agents import create_agent
from langchain.agents.middleware import (
    AgentMiddleware,
    ModelCallLimitMiddleware,
    ModelRetryMiddleware,
    ToolCallLimitMiddleware,
)
from langchain.agents.middleware.model_call_limit import ModelCallLimitExceededError
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, SystemMessage
from langchain_core.tools import BaseTool, StructuredTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from langgraph.config import get_stream_writer

from assistant.agent.border import Attempts, Outages, Own, Run, Tools
from assistant.agent.limits import Limits, Meter
from assistant.agent.signals import Delta, MessageEnded, Signal
from assistant.agent.toolbox import Tool, Toolbox
from assistant.agent.tools import Result
from assistant.community.answers import TaskFinished, TaskStarted
from assistant.errors import RunLimitReached

_MODES: Final[list[Literal["messages", "updates", "custom"]]] = ["messages", "updates", "custom"]


@dataclass(frozen=True, slots=True)
class Setting:
    """Everything one run of the graph works with.

    `history` is questions with their answers, oldest first. `foreign` says that the model is
    somebody else's: it may fail, and is asked again. The offline composer is code of ours.
    """

    model: BaseChatModel
    toolbox: Toolbox
    system: str
    history: Sequence[tuple[str, str]]
    question: str
    limits: Limits
    meter: Meter
    foreign: bool = True


async def signals(setting: Setting) -> AsyncGenerator[Signal, None]:
    """Run model and tools until the model has answered.

    Raises:
        ModelUnavailable: the model failed, retries included.
        RunLimitReached: "model calls" or "tokens".
        Exception: a bug in a tool, as it is.
    """
    tools = setting.toolbox.tools()
    setting.toolbox.notify = _notify
    run = Run(
        model=setting.model,
        system=setting.system,
        tools={each.name: each for each in map(_tool, tools)},
        toolbox=setting.toolbox,
        meter=setting.meter,
        front=_front(setting) if setting.foreign else None,
    )
    stream = _graph(setting, tools).astream(
        {"messages": _messages(setting)}, context=run, stream_mode=_MODES, version="v2"
    )
    try:
        async for part in stream:
            for signal in _read(part, setting):
                yield signal
    except ModelCallLimitExceededError as error:
        raise RunLimitReached("model calls") from error


async def ask_once(model: BaseChatModel, system: str, text: str, meter: Meter) -> str:
    """One bare call without tools: text in, text out. Raises whatever the model raises."""
    meter.begin(len(system) + len(text))
    message = await model.ainvoke([SystemMessage(system), HumanMessage(text)])
    _count(message, meter)
    return message.text


_graphs: dict[tuple[Any, ...], Any] = {}


def _graph(setting: Setting, tools: Sequence[Tool]) -> Any:
    """The graph of runs like this one. Building it costs more CPU than a turn of the model, so it
    is built once; what is a run's own comes with the run.
    """
    kinds = tuple(method.__func__ for method in tools)  # type: ignore[attr-defined]
    key = (setting.foreign, setting.limits, kinds)
    if key not in _graphs:
        _graphs[key] = create_agent(
            setting.model,  # any will do: see `border.Own`
            [_kind(function) for function in kinds],
            middleware=_middleware(setting.limits, foreign=setting.foreign),
            context_schema=Run,
        )
    return _graphs[key]


def _middleware(limits: Limits, *, foreign: bool) -> list[AgentMiddleware[Any, Any]]:
    """Outermost first. Limits come as LangChain has them; failures end at borders of our own."""
    bounds: list[AgentMiddleware[Any, Any]] = [
        ModelCallLimitMiddleware(run_limit=limits.model_calls, exit_behavior="error"),
        ToolCallLimitMiddleware(run_limit=limits.tool_calls, exit_behavior="continue"),
        Own(),
        Tools(limits.tool_seconds),
    ]
    if foreign:
        bounds += [
            Outages(),
            ModelRetryMiddleware(
                max_retries=limits.retries,
                on_failure="error",  # the default puts the exception's text into the answer
                initial_delay=limits.retry_delay_s,
            ),
        ]
    return [*bounds, Attempts()]


def _front(setting: Setting) -> int:
    """Characters before the messages of every request: the system prompt and the tools."""
    functions = (method.__func__ for method in setting.toolbox.tools())  # type: ignore[attr-defined]
    return len(setting.system) + sum(_length(function) for function in functions)


@cache
def _length(function: FunctionType) -> int:
    return len(json.dumps(convert_to_openai_tool(_kind(function))))


def _messages(setting: Setting) -> list[AnyMessage | dict[str, Any]]:
    messages: list[AnyMessage | dict[str, Any]] = []
    for question, answer in setting.history:
        messages += [HumanMessage(question), AIMessage(answer)]
    return [*messages, HumanMessage(setting.question)]


def _notify(event: TaskStarted | TaskFinished) -> None:
    get_stream_writer()(event)


def _tool(method: Callable[..., Coroutine[Any, Any, Result]]) -> BaseTool:
    kind = _kind(method.__func__)  # type: ignore[attr-defined]
    return kind.model_copy(update={"coroutine": method})


@cache
def _kind(function: FunctionType) -> StructuredTool:
    """A tool without its run: name, description and schema, read from its docstring once.

    Building the eleven schemas costs more than the rest of a run's set-up; copies share them.
    """
    bound = function.__get__(object())  # drops `self`, which is no argument of the tool
    kind = StructuredTool.from_function(
        coroutine=bound, parse_docstring=True, response_format="content_and_artifact"
    )
    assert kind.tool_call_schema  # made and kept by this first look
    return kind


def _read(part: Any, setting: Setting) -> list[Signal]:
    kind, data = part["type"], part["data"]
    if kind == "custom":
        return [data]
    if kind == "messages":
        message, metadata = data
        of_model = isinstance(message, AIMessage) and metadata.get("langgraph_node") == "model"
        return [Delta(message.text)] if of_model and message.text else []
    return [
        _ended(message, setting)
        for update in _updates(data.get("model"))
        for message in update.get("messages", ())
        if isinstance(message, AIMessage)
    ]


def _updates(update: Any) -> list[dict[str, Any]]:
    if update is None:
        return []
    return update if isinstance(update, list) else [update]


def _ended(message: AIMessage, setting: Setting) -> MessageEnded:
    if setting.foreign:
        _count(message, setting.meter)
    refused = message.response_metadata.get("finish_reason") == "content_filter" or bool(
        message.additional_kwargs.get("refusal")
    )
    return MessageEnded(final=not message.tool_calls, refused=refused)


def _count(message: AIMessage, meter: Meter) -> None:
    usage = message.usage_metadata
    used = (usage["input_tokens"], usage["output_tokens"]) if usage else None
    meter.end(used, len(message.text) + len(str(message.tool_calls)))
