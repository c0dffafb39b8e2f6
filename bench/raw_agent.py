"""The baseline: bare `create_agent` with every tool of the plain API, asked the same questions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from string import Template
from typing import Any

from langchain.agents import create_agent
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.tools import StructuredTool

from bench.raw_api import RawApi
from bench.raw_calls import Calls
from bench.token_count import Count, Spent
from bench.token_model import Recorder

_PROMPT = Template((Path(__file__).parent / "raw_prompt.md").read_text("utf-8"))


class RawAgent:
    """It is told what to call and what to answer, so that it is measured at its best.

    Args:
        api: whose tools it has.
        count: of the vocabulary.
        today: as Engage's own prompt says it.
        accounts: `platform:handle` of each.
    """

    def __init__(self, api: RawApi, count: Count, today: str, accounts: Sequence[str]) -> None:
        self._count = count
        self._prompt = _PROMPT.substitute(today=today, accounts="\n".join(accounts))
        self._tools = [
            StructuredTool.from_function(coroutine=tool, parse_docstring=True)
            for tool in api.tools()
        ]

    async def spent(
        self, question: str, history: Sequence[tuple[str, str]], calls: Calls, answer: str
    ) -> Spent:
        """What a question costs.

        Args:
            question: of the person.
            history: earlier questions with their answers; what tools returned then is left out.
            calls: all made in the first round.
            answer: what it says in the end.
        """

        async def speak(messages: Sequence[BaseMessage]) -> AIMessage:
            if isinstance(messages[-1], ToolMessage) or not calls:
                return AIMessage(answer)
            return AIMessage("", tool_calls=_tool_calls(calls))

        model = Recorder.of(speak, self._count)
        agent: Any = create_agent(model, self._tools, system_prompt=self._prompt)
        messages: list[BaseMessage] = []
        for asked, said in history:
            messages += [HumanMessage(asked), AIMessage(said)]
        await agent.ainvoke({"messages": [*messages, HumanMessage(question)]})
        return model.spent


def _tool_calls(calls: Calls) -> list[Any]:
    return [
        {"name": name, "args": arguments, "id": f"call-{at}", "type": "tool_call"}
        for at, (name, arguments) in enumerate(calls)
    ]
