"""A scripted, OpenAI-compatible model server: Chat Completions over HTTP, with faults.

Imitates `POST /v1/chat/completions` as described in OpenAI's API reference ("Chat Completions",
"Streaming"): server-sent events of `chat.completion.chunk` objects, tool calls as deltas with an
index, `finish_reason`, a last chunk with `usage` when `stream_options.include_usage` is set, and
errors as `{"error": {...}}`. It is driven through the real client library, never called directly.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

PIECE = 7
"""Characters of each delta: small enough to cut tokens like {{f1}} in two."""


@dataclass(frozen=True)
class Say:
    """Answer with text. `usage` None: the server does not count."""

    text: str
    usage: tuple[int, int] | None = (100, 20)
    finish_reason: str = "stop"


@dataclass(frozen=True)
class Call:
    """Call tools: (name, arguments) each; `text` is written before them."""

    calls: tuple[tuple[str, dict[str, Any] | str], ...]
    text: str = ""
    usage: tuple[int, int] | None = (100, 20)


@dataclass(frozen=True)
class Status:
    """Refuse with an HTTP status."""

    status: int
    retry_after: str | None = None
    body: str | None = None


@dataclass(frozen=True)
class Cut:
    """Begin to say `text`, then drop the connection."""

    text: str


@dataclass(frozen=True)
class Stall:
    """Begin to say `text`, then send nothing more until the client goes away."""

    text: str = ""


@dataclass(frozen=True)
class Garbage:
    """Answer 200 with what is no chat completion."""

    body: str = "data: {not json}\n\n"


Step = Say | Call | Status | Cut | Stall | Garbage


@dataclass
class ModelServer:
    """Plays its steps in order, one a request; anything beyond them is a failure of the test."""

    steps: list[Step] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    unexpected: int = 0
    left: asyncio.Event = field(default_factory=asyncio.Event)
    _runner: web.AppRunner | None = None
    url: str = ""

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self._complete)
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}/v1"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    def script(self, *steps: Step) -> None:
        """Replace what is left to play."""
        self.steps[:] = steps

    def check(self) -> None:
        """Every step was played, and none was missing."""
        assert self.unexpected == 0, f"{self.unexpected} requests were not expected"
        assert not self.steps, f"never asked for: {self.steps}"

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.requests.append(body)
        if not self.steps:
            self.unexpected += 1
            return web.json_response({"error": {"message": "no step left"}}, status=400)
        step = self.steps.pop(0)
        match step:
            case Status():
                return _refusal(step)
            case Garbage():
                return web.Response(text=step.body, content_type="text/event-stream")
        if not body.get("stream"):
            assert isinstance(step, Say | Call), "only whole answers without streaming"
            return web.json_response(_whole(step, body["model"]))
        return await self._stream(request, step, body)

    async def _stream(
        self, request: web.Request, step: Say | Call | Cut | Stall, body: dict[str, Any]
    ) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        try:
            for chunk in _chunks(step, body):
                await response.write(f"data: {json.dumps(chunk)}\n\n".encode())
            if isinstance(step, Cut):
                assert request.transport is not None
                request.transport.close()
                return response
            if isinstance(step, Stall):
                await asyncio.Event().wait()
            await response.write(b"data: [DONE]\n\n")
        except (ConnectionResetError, asyncio.CancelledError):
            self.left.set()
            raise
        return response


def _refusal(step: Status) -> web.Response:
    headers = {"Retry-After": step.retry_after} if step.retry_after else {}
    text = step.body or json.dumps({"error": {"message": "refused", "type": "fault", "code": None}})
    return web.Response(
        status=step.status, text=text, content_type="application/json", headers=headers
    )


def _chunks(step: Say | Call | Cut | Stall, body: dict[str, Any]) -> list[dict[str, Any]]:
    text = step.text
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    deltas += [{"content": text[at : at + PIECE]} for at in range(0, len(text), PIECE)]
    finish = "stop"
    if isinstance(step, Call):
        finish = "tool_calls"
        for index, call in enumerate(_calls(step.calls)):
            whole = call["function"]["arguments"]
            opened = {**call, "index": index, "function": {**call["function"], "arguments": ""}}
            deltas.append({"tool_calls": [opened]})
            deltas.append({"tool_calls": [{"index": index, "function": {"arguments": whole}}]})
    if isinstance(step, Say):
        finish = step.finish_reason
    chunks = [_chunk(body, {"index": 0, "delta": delta}) for delta in deltas]
    if isinstance(step, Cut | Stall):
        return chunks
    chunks.append(_chunk(body, {"index": 0, "delta": {}, "finish_reason": finish}))
    if step.usage and (body.get("stream_options") or {}).get("include_usage"):
        chunks.append(_chunk(body, None) | {"usage": _usage(step.usage)})
    return chunks


def _chunk(body: dict[str, Any], choice: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": body["model"],
        "choices": [choice] if choice else [],
    }


def _whole(step: Say | Call, model: str) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": step.text}
    if isinstance(step, Call):
        message["tool_calls"] = _calls(step.calls)
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": model,
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": _usage(step.usage) if step.usage else None,
    }


def _calls(calls: Sequence[tuple[str, dict[str, Any] | str]]) -> list[dict[str, Any]]:
    return [
        {
            "id": f"call_{index}",
            "type": "function",
            "function": {
                "name": name,
                "arguments": arguments if isinstance(arguments, str) else json.dumps(arguments),
            },
        }
        for index, (name, arguments) in enumerate(calls)
    ]


def _usage(usage: tuple[int, int]) -> dict[str, int]:
    return {
        "prompt_tokens": usage[0],
        "completion_tokens": usage[1],
        "total_tokens": sum(usage),
    }
