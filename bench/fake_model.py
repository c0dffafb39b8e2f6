"""An OpenAI-compatible model that waits, or streams at a steady pace, in a process of its own.

What it does is in the model's name: `wait-2` answers in one sentence after two seconds;
`stream-80` first calls a tool, and given its result streams `ANSWER`, 400 tokens at 80 a second.
`GET /spoken` tells when it said what (seconds since 1970), by the question's text.

Imitates `POST /v1/chat/completions` of OpenAI's API reference: server-sent events of
`chat.completion.chunk`, tool calls as deltas, a last chunk with `usage` when it is asked for.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import time
from collections.abc import AsyncIterator
from typing import Any

from aiohttp import web

TOKENS = 400
FIRST_TOKEN_S = 0.4
SENTENCE = "Thank people by name when they come back to a conversation."

CALL = {
    "name": "get_metrics",
    "arguments": json.dumps({"metrics": ["replies", "likes", "people"], "period": "last 7 days"}),
}

_PARAGRAPH = (
    "You got {{f1}}. "
    "People also left {{f2}}, and {{f3}} took part. "
    "Posts that ask people something bring talk, so asking again is worth a try. "
    "Thank people by name when they come back to a conversation. "
    "Answer the comments that still wait before you write a new post. "
    "People who get an answer tend to write again. "
    "An honest answer in time does people good. "
    "Keep an eye on the threads where people talk to each other without you. "
)
_WORDS = re.compile(r"\{\{|\}\}|f\d|\s?[A-Za-z]{1,6}|\s?\S")


def answer_tokens() -> list[str]:
    """The streamed answer, cut as a model's tokens are: {{f1}} arrives in pieces."""
    tokens = _WORDS.findall(_PARAGRAPH.strip())
    whole = tokens + [" " + tokens[0], *tokens[1:]] * (TOKENS // len(tokens))
    return [*whole[: TOKENS - 1], "."]


class FakeModel:
    """Its state and its routes."""

    def __init__(self) -> None:
        self.spoken: dict[str, dict[str, float]] = {}

    def app(self) -> web.Application:
        """The server."""
        made = web.Application()
        made.router.add_post("/v1/chat/completions", self.complete)
        made.router.add_get("/spoken", self.tell)
        return made

    async def tell(self, _: web.Request) -> web.Response:
        """When what was said."""
        return web.json_response(self.spoken)

    async def complete(self, request: web.Request) -> web.StreamResponse:
        """One completion, streamed."""
        body = await request.json()
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        async for chunk in self._chunks(body):
            await response.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")
        await response.write(b"data: [DONE]\n\n")
        return response

    async def _chunks(self, body: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
        kind, _, figure = body["model"].partition("-")
        deltas = self._waits(float(figure)) if kind == "wait" else self._streams(body, int(figure))
        finish = "stop"
        async for delta in deltas:
            finish = "tool_calls" if "tool_calls" in delta else finish
            yield _chunk(body, delta)
        yield _chunk(body, {}, finish)
        yield _chunk(body, None)

    async def _waits(self, seconds: float) -> AsyncIterator[dict[str, Any]]:
        await asyncio.sleep(seconds)
        yield {"role": "assistant", "content": SENTENCE}

    async def _streams(self, body: dict[str, Any], pace: int) -> AsyncIterator[dict[str, Any]]:
        await asyncio.sleep(FIRST_TOKEN_S)
        messages = body["messages"]
        if messages[-1]["role"] != "tool":
            call = {"index": 0, "id": "call_0", "type": "function", "function": CALL}
            yield {"role": "assistant", "content": None, "tool_calls": [call]}
            return
        said = self.spoken.setdefault(_question(messages), {})
        began, text = time.time(), ""
        for number, token in enumerate(answer_tokens()):
            await asyncio.sleep(max(0.0, began + number / pace - time.time()))
            text += token
            if text.endswith("."):
                said.setdefault("first_sentence", time.time())
            yield {"content": token}
        said["last_token"] = time.time()


def _question(messages: list[dict[str, Any]]) -> str:
    return str(next(each["content"] for each in reversed(messages) if each["role"] == "user"))


def _chunk(body: dict[str, Any], delta: dict[str, Any] | None, finish: str | None = None) -> Any:
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish}]
    made = {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": body["model"],
        "choices": choices,
    }
    if delta is None:
        made["usage"] = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
    return made


if __name__ == "__main__":
    web.run_app(
        FakeModel().app(),
        host="127.0.0.1",
        port=int(os.environ["BENCH_PORT"]),
        access_log=None,
        print=None,
    )
