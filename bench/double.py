"""The playground's double of Slack in a process of its own, with its rate limits, and a remote.

`GET /access`: what an app needs to reach it. `POST /deliver {"url"}`: where events go.
`POST /ask {"questions"}`: mention the bot with each, in a channel of its own.
`GET /seen`: what the app called, and what became of each question.
"""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bench.load import TEAM
from handlers.manifest import load
from playground.api import Call
from playground.slack import SlackDouble
from playground.workspace import Channel, Message


@dataclass
class Remote:
    """The double and the questions put to it, by channel id."""

    double: SlackDouble
    asked: dict[str, tuple[Channel, Message, str]] = field(default_factory=dict)

    def app(self) -> web.Application:
        """The remote's server."""
        made = web.Application()
        made.router.add_get("/access", self.access)
        made.router.add_post("/deliver", self.deliver)
        made.router.add_post("/ask", self.ask)
        made.router.add_get("/seen", self.seen)
        return made

    async def access(self, _: web.Request) -> web.Response:
        """Token, secret and address."""
        return web.json_response(
            {
                "SLACK_BOT_TOKEN": self.double.bot_token,
                "SLACK_SIGNING_SECRET": self.double.signing_secret,
                "SLACK_API_URL": self.double.api_url,
            }
        )

    async def deliver(self, request: web.Request) -> web.Response:
        """Set where events go."""
        self.double.deliver_to((await request.json())["url"])
        return web.Response()

    async def ask(self, request: web.Request) -> web.Response:
        """Put questions, all at once."""
        person = self.double.add_person("Robin")
        for question in (await request.json())["questions"]:
            channel = self.double.add_channel(f"room-{len(self.asked)}", person)
            root = self.double.mention(person, channel, question)
            self.asked[channel.id] = (channel, root, question)
        return web.Response()

    async def seen(self, _: web.Request) -> web.Response:
        """Every question with the calls made for it and what stands in its thread."""
        return web.json_response([self._told(id_) for id_ in self.asked])

    def _told(self, channel_id: str) -> dict[str, Any]:
        channel, root, question = self.asked[channel_id]
        replies = [each for each in self.double.thread(channel, root.ts) if each is not root]
        calls = [each for each in self.double.calls if each.arguments.get("channel") == channel_id]
        over = [each for each in replies if each.stream is None or each.stream.state == "completed"]
        return {
            "question": question,
            "calls": [_call(each) for each in calls],
            "text": "\n".join(each.shown_text for each in over),
        }


def _call(call: Call) -> dict[str, Any]:
    chunks = call.arguments.get("chunks") or []
    words = [chunk["text"] for chunk in chunks if chunk.get("type") == "markdown_text"]
    text = call.arguments.get("markdown_text") or call.arguments.get("text") or "".join(words)
    return {"method": call.method, "at": call.at, "status": call.status, "text": text}


async def _serve() -> None:
    events = frozenset(load()["settings"]["event_subscriptions"]["bot_events"])
    async with SlackDouble(team_id=TEAM, subscriptions=events) as double:
        runner = web.AppRunner(Remote(double).app(), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", int(os.environ["BENCH_PORT"])).start()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve())
