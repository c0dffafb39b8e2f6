"""A scripted app behind the double: answers as Engage would, without a desk."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from playground.slack import SlackDouble
from tests.browser.said import ANSWER, Json, chart, closing, home, modal, pie, table, task

PROMPTS = [
    {"title": "How was our week?", "message": "How are we doing this week?"},
    {"title": "Who waits?", "message": "Who is waiting for an answer?"},
]


class Bot:
    """The app's listeners.

    Args:
        go_on: streams wait in their middle until it is set, so that tests can look.
    """

    def __init__(self, slack: SlackDouble, go_on: asyncio.Event) -> None:
        self.slack = slack
        self.go_on = go_on
        self.client = AsyncWebClient(slack.bot_token, slack.api_url)
        self._tasks: set[asyncio.Task[Any]] = set()

    def app(self) -> AsyncApp:
        """The Bolt app with all listeners."""
        app = AsyncApp(
            signing_secret=self.slack.signing_secret,
            client=self.client,
            process_before_response=True,
        )
        app.command("/engage")(self.asked)
        app.event("app_mention")(self.mentioned)
        app.event("message")(self.said)
        app.event("app_home_opened")(self.opened)
        app.event("agent_session_stopped")(self.stopped)
        app.action("share")(self.shared)
        app.action("sources")(self.window)
        app.action("settings")(self.window)
        app.action("rate")(self.rated)
        app.action("continue")(self.continued)
        app.view("settings")(self.saved)
        return app

    def _keep(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def asked(self, ack: Any, respond: Any) -> None:
        await ack("Reading your accounts…")
        blocks = [{"type": "markdown", "text": ANSWER}, chart(), table(), *closing()]
        self._keep(respond(text=ANSWER, blocks=blocks))

    async def mentioned(self, event: Json) -> None:
        self._keep(self._stream(event))

    async def said(self, event: Json) -> None:
        if event["channel_type"] == "im" and "bot_id" not in event and "subtype" not in event:
            self._keep(self._stream(event))

    async def _stream(self, event: Json) -> None:
        channel, root = event["channel"], event.get("thread_ts", event["ts"])
        started = await self.client.chat_startStream(
            channel=channel,
            thread_ts=root,
            recipient_team_id=self.slack.workspace.team_id,
            recipient_user_id=event["user"],
            chunks=[task("reading", "Reading 38 threads", "in_progress")],
        )
        at = {"channel": channel, "ts": started["ts"]}
        first, second = ANSWER.split("\n\n", 1)
        done = task("reading", "Read 38 threads", "complete", output="412 posts, 22 Nov 09:41")
        text = {"type": "markdown_text", "text": first + "\n\n"}
        await self.client.chat_appendStream(**at, chunks=[done, text])
        await self.go_on.wait()
        stream = self.slack.workspace.message(channel, started["ts"]).stream
        if stream is not None and stream.state == "stopped":
            await self.client.agents_sessions_setStatus(
                channel_id=channel, thread_ts=root, status="active"
            )
            return
        rest = [{"type": "markdown_text", "text": second}]
        await self.client.chat_stopStream(**at, chunks=rest, blocks=[chart(), *closing()])

    async def opened(self, event: Json) -> None:
        if event["tab"] == "home":
            await self.client.views_publish(user_id=event["user"], view=home())
            return
        await self.client.assistant_threads_setSuggestedPrompts(
            channel_id=event["channel"], title="Ask about your community", prompts=PROMPTS
        )

    async def stopped(self) -> None:
        self.go_on.set()

    async def shared(self, ack: Any, respond: Any, body: Json) -> None:
        await ack()
        blocks = [{"type": "markdown", "text": ANSWER}, chart("bar"), pie()]
        await self.client.chat_postMessage(
            channel=body["channel"]["id"], text=ANSWER, blocks=blocks, unfurl_links=False
        )
        await respond(text="Shared.", replace_original=True)

    async def window(self, ack: Any, body: Json) -> None:
        await ack()
        await self.client.views_open(trigger_id=body["trigger_id"], view=modal())

    async def saved(self, ack: Any, view: Json) -> None:
        zone = view["state"]["values"]["zone"]["value"]["value"]
        if zone != "Europe/Berlin":
            await ack(response_action="errors", errors={"zone": "There is no such zone."})
            return
        await ack()

    async def rated(self, ack: Any) -> None:
        await ack()

    async def continued(self, ack: Any, body: Json) -> None:
        await ack()
        channel = self.slack.direct(self.slack.workspace.people[body["user"]["id"]])
        await self.client.chat_postMessage(channel=channel.id, text="Let us go on here.")
