"""The baseline of answers: lean hands over to LangChain's bare `create_agent`, which streams, and
posts once what it said.

The same model server, system prompt and tools as Engage sends; one agent for the whole process.
There is no commit, no rights, no gate and no data: a tool returns a fixed line.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from typing import Any, cast

import aiohttp
from langchain.agents import create_agent
from langchain_core.tools import BaseTool, StructuredTool
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from assistant.agent.prompting import load
from assistant.agent.tools_health import HealthTools
from assistant.agent.tools_metrics import MetricTools
from assistant.agent.tools_posts import PostTools
from assistant.agent.tools_search import SearchTools
from assistant.agent.tools_talk import TalkTools
from bench.lean import Form, Lean, post

METHODS = (
    HealthTools.list_accounts,
    HealthTools.account_health,
    MetricTools.get_metrics,
    MetricTools.compare_periods,
    PostTools.list_posts,
    TalkTools.response_times,
    TalkTools.open_items,
    TalkTools.community,
    PostTools.post_by_link,
    SearchTools.search_posts,
    PostTools.best_times,
)
FOUND = (
    "f1 = 12 replies in the last 7 days (16-22 Nov) | metric replies\n"
    "f2 = 80 likes in the last 7 days (16-22 Nov) | metric likes\n"
    "f3 = 31 people in the last 7 days (16-22 Nov) | metric people"
)


async def _found(**_: Any) -> str:
    return FOUND


def _tool(method: Any) -> BaseTool:
    described = StructuredTool.from_function(
        coroutine=method.__get__(object()), parse_docstring=True
    )
    return StructuredTool(
        name=method.__name__,
        description=described.description,
        args_schema=described.args_schema,
        coroutine=_found,
    )


_agent = create_agent(
    ChatOpenAI(
        model=os.environ["ENGAGE_MODEL"],
        base_url=os.environ["OPENAI_BASE_URL"],
        api_key=SecretStr("bench"),
        max_retries=0,
        stream_usage=True,
    ),
    [_tool(method) for method in METHODS],
    system_prompt=load("ask").render(today="Sunday", accounts="sample:harbourlight"),
)


async def told(question: str) -> AsyncIterator[str]:
    """What the agent says, as it comes."""
    asked: Any = {"messages": [("user", question)]}
    async for part in _agent.astream(asked, stream_mode="messages"):
        message, metadata = cast("tuple[Any, Any]", part)
        if metadata["langgraph_node"] == "model" and message.text:
            yield message.text


async def _answer(form: Form, http: aiohttp.ClientSession) -> None:
    said = ""
    async for piece in told(form["text"]):
        said += piece
    await post(form, http, said)


app = Lean(work=_answer)
