"""The tools as the configured model gets them: in few tokens, and with nothing lost."""

from __future__ import annotations

import json
from typing import Any

import pytest
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import SecretStr

from assistant.agent.chat import Chat
from assistant.agent.graph import _tool
from tests.communities import ask, toolbox


@pytest.fixture
async def tools() -> list[BaseTool]:
    return [_tool(method) for method in (await toolbox(ask("How are we doing?"))).tools()]


def sent(tools: list[Any]) -> list[dict[str, Any]]:
    """The functions that go with a request."""
    model = Chat(model="m", api_key=SecretStr("k"), use_responses_api=False)
    bound: Any = model.bind_tools(tools)
    payload = model._get_request_payload([("user", "Hello")], **bound.kwargs)
    return [tool["function"] for tool in payload["tools"]]


def test_names_and_arguments_are_all_there(tools):
    whole = [convert_to_openai_tool(tool)["function"] for tool in tools]

    for short, full in zip(sent(tools), whole, strict=True):
        parts, wanted = short["parameters"]["properties"], full["parameters"]["properties"]
        assert short["name"] == full["name"]
        assert list(parts) == list(wanted)
        assert short["parameters"].get("required") == full["parameters"].get("required")
        assert all(parts[name].get("description") for name in parts)
        for name, part in wanted.items():
            assert parts[name].get("default") == part.get("default")


def test_no_token_goes_on_null_and_line_breaks(tools):
    text = json.dumps(sent(tools))

    assert "null" not in text
    assert "anyOf" not in text
    assert "\\n" not in text


def test_an_optional_list_keeps_its_choices(tools):
    compare = next(each for each in sent(tools) if each["name"] == "compare_periods")

    metrics = compare["parameters"]["properties"]["metrics"]
    assert metrics["type"] == "array"
    assert "replies" in metrics["items"]["enum"]


def test_a_tool_without_arguments_goes_as_it_is(tools):
    accounts = next(each for each in sent(tools) if each["name"] == "list_accounts")

    assert accounts["parameters"]["properties"] == {}


def test_real_alternatives_stay():
    tool = {
        "type": "function",
        "function": {
            "name": "either",
            "description": "Take\neither.",
            "parameters": {
                "type": "object",
                "properties": {"x": {"anyOf": [{"type": "string"}, {"type": "integer"}]}},
            },
        },
    }

    (function,) = sent([tool])

    assert function["description"] == "Take either."
    assert function["parameters"]["properties"]["x"]["anyOf"] == [
        {"type": "string"},
        {"type": "integer"},
    ]
