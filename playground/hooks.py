"""Posts to response URLs (slack.md 2.1; docs: handling user interaction, response_url)."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import web

from playground.arguments import Arguments
from playground.chat import Chat
from playground.errors import Json, SlackError
from playground.faults import Fault
from playground.interactions import Interactions, ResponseHook
from playground.workspace import Message, Workspace


class Hooks:
    """Serves `/hooks/NAME`. The bot need not be in the channel."""

    def __init__(self, workspace: Workspace, chat: Chat, interactions: Interactions) -> None:
        self.workspace = workspace
        self.chat = chat
        self.interactions = interactions
        self.posts: list[Json] = []

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one post: 404 once the URL is used up or too old, 400 for a bad payload.

        Faults strike here, too, under the name `response_url`.
        """
        fault = self.chat.faults.strike("response_url")
        if fault is not None and fault.kind != "drop_after":
            return await _fail(request, fault)
        try:
            body = json.loads(await request.text())
        except ValueError:
            return web.json_response({"ok": False, "error": "invalid_payload"}, status=400)
        try:
            hook = self.interactions.use(request.match_info["name"])
            self.posts.append(body)
            self.respond(hook, body)
        except SlackError as error:
            gone = error.error in ("expired_url", "used_url", "message_not_found")
            return web.json_response(error.answer(), status=404 if gone else 400)
        return _drop(request) if fault is not None else web.json_response({"ok": True})

    def respond(self, hook: ResponseHook, body: Json) -> Message | None:
        """Post, replace or delete what an interaction led to; the message that stands now."""
        original = self._original(hook)
        if body.get("delete_original"):
            if original is None:
                raise SlackError("message_not_found")
            self.workspace.forget(original)
            return None
        text, blocks = self.chat.content(Arguments(body))
        if body.get("replace_original") and original is not None:
            original.text, original.blocks, original.edited = text, blocks or [], True
            self.workspace.tell("message_changed", message=original)
            return original
        return self.answer(hook, body, text, blocks)

    def answer(self, hook: ResponseHook, body: Json, text: str, blocks: Any) -> Message:
        """A new message: only to the person unless `response_type` is `in_channel`.

        `thread_ts` counts with `in_channel` only (slack.md 2.1).
        """
        public = body.get("response_type") == "in_channel"
        thread_ts = body.get("thread_ts") if public else None
        return self.workspace.keep(
            Message(
                self.workspace.new_ts(),
                hook.channel,
                self.workspace.bot.id,
                text,
                blocks or [],
                thread_ts,
                None if public else hook.person,
            )
        )

    def _original(self, hook: ResponseHook) -> Message | None:
        return self.workspace.messages[hook.channel].get(hook.message_ts or "")


async def _fail(request: web.Request, fault: Fault) -> web.StreamResponse:
    """As `Fault` says; one that hangs ends when the double closes."""
    if fault.kind == "status":
        return web.Response(status=fault.status, text="upstream failed")
    if fault.kind == "rate_limit":
        return web.Response(status=429, headers={"Retry-After": str(fault.retry_after_s)})
    if fault.kind == "error":
        return web.json_response({"ok": False, "error": fault.error}, status=400)
    if fault.kind == "hang":
        await asyncio.Event().wait()
    return _drop(request)


def _drop(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
