"""A scripted app behind the double: says what the page must be able to show."""

from __future__ import annotations

import asyncio
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from playground.slack import SlackDouble

Json = dict[str, Any]

DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
ANSWER = (
    "**12 replies, 16-22 Nov**, from 9 people. That is up from 7 replies the week before.\n\n"
    "- Most were under [Seed swap on Saturday](https://example.com/post/1)\n"
    "- Median time to our first answer: `2 h 10 min`\n\n"
    "> Do you ship to Norway?\n\n"
    "*Two people* still wait for an answer."
)


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def button(text: str, action_id: str, value: str = "run1", **more: Any) -> Json:
    return {
        "type": "button",
        "text": plain(text),
        "action_id": action_id,
        "value": value,
        **more,
    }


def chart(kind: str = "line") -> Json:
    values = {"Replies": [1, 3, 2, 0, 4, 1, 1], "Likes": [9, 14, 11, 6, 18, 8, 7]}
    series = [
        {"name": name, "data": [{"label": d, "value": v} for d, v in zip(DAYS, row, strict=True)]}
        for name, row in values.items()
    ]
    axis = {"categories": DAYS, "x_label": "Day (Europe/Berlin)", "y_label": "Posts by others"}
    return {
        "type": "data_visualization",
        "title": "Replies and likes, 16-22 Nov",
        "chart": {"type": kind, "series": series, "axis_config": axis},
    }


def pie() -> Json:
    parts = [("Join", 9), ("Respond", 14), ("Share", 5), ("Promote", 4)]
    segments = [{"label": label, "value": value} for label, value in parts]
    return {
        "type": "data_visualization",
        "title": "Posts by function",
        "chart": {"type": "pie", "segments": segments},
    }


def table() -> Json:
    rows = [
        [
            {"type": "raw_text", "text": f"Post {number}: what grows in shade"},
            {"type": "raw_number", "value": number * 3 % 11, "text": str(number * 3 % 11)},
            {"type": "raw_number", "value": number, "text": str(number)},
        ]
        for number in range(1, 13)
    ]
    head = [{"type": "raw_text", "text": name} for name in ("Post", "Replies", "Likes")]
    return {"type": "data_table", "caption": "Best posts", "rows": [head, *rows]}


def closing() -> list[Json]:
    rating = {
        "type": "feedback_buttons",
        "action_id": "rate",
        "positive_button": {"text": plain("Useful"), "value": "good"},
        "negative_button": {"text": plain("Not useful"), "value": "bad"},
    }
    return [
        {
            "type": "actions",
            "elements": [
                button("Share", "share", style="primary"),
                button("Continue in DM", "continue"),
                button("Show sources", "sources"),
            ],
        },
        {"type": "context_actions", "elements": [rating]},
        {
            "type": "context",
            "elements": [
                {"type": "mrkdwn", "text": "Sample data · read 22 Nov, 09:41 · offline composer"}
            ],
        },
    ]


def home() -> Json:
    return {
        "type": "home",
        "blocks": [
            {"type": "header", "text": plain("Your desk")},
            {
                "type": "section",
                "text": {"type": "mrkdwn", "text": "*bluesky:acme.example*\nRead 4 minutes ago"},
                "accessory": button("Settings", "settings"),
            },
            chart("area"),
        ],
    }


def modal() -> Json:
    option = [
        {"text": plain("Monday"), "value": "mon"},
        {"text": plain("Friday"), "value": "fri"},
    ]
    return {
        "type": "modal",
        "callback_id": "settings",
        "title": plain("Settings"),
        "submit": plain("Save"),
        "close": plain("Cancel"),
        "blocks": [
            {
                "type": "input",
                "block_id": "zone",
                "label": plain("Time zone"),
                "hint": plain("An IANA name, such as Europe/Berlin"),
                "element": {"type": "plain_text_input", "action_id": "value"},
            },
            {
                "type": "input",
                "block_id": "day",
                "label": plain("Day of the weekly note"),
                "element": {
                    "type": "static_select",
                    "action_id": "value",
                    "options": option,
                    "initial_option": option[0],
                },
            },
        ],
    }


def scripted(slack: SlackDouble, go_on: asyncio.Event) -> AsyncApp:
    """The app.

    Args:
        go_on: streams wait in their middle until it is set, so that tests can look.
    """
    client = AsyncWebClient(slack.bot_token, slack.api_url)
    app = AsyncApp(signing_secret=slack.signing_secret, client=client, process_before_response=True)
    tasks: set[asyncio.Task[None]] = set()

    def keep(work: Any) -> None:
        task = asyncio.ensure_future(work)
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    async def stream(channel: str, root: str, person: str) -> None:
        place = {"channel": channel, "thread_ts": root}
        started = await client.chat_startStream(
            **place,
            recipient_team_id=slack.workspace.team_id,
            recipient_user_id=person,
            chunks=[task("reading", "Reading 38 threads", "in_progress")],
        )
        at = {"channel": channel, "ts": started["ts"]}
        first, second = ANSWER.split("\n\n", 1)
        done = task("reading", "Read 38 threads", "complete", output="412 posts, 22 Nov 09:41")
        text = {"type": "markdown_text", "text": first + "\n\n"}
        await client.chat_appendStream(**at, chunks=[done, text])
        await go_on.wait()
        message = slack.workspace.message(channel, started["ts"])
        if message.stream and message.stream.state == "stopped":
            await client.agents_sessions_setStatus(
                channel_id=channel, thread_ts=root, status="active"
            )
            return
        rest = [{"type": "markdown_text", "text": second}]
        await client.chat_stopStream(**at, chunks=rest, blocks=[chart(), *closing()])

    @app.command("/engage")
    async def ask(ack: Any, respond: Any, command: Json) -> None:
        await ack("Reading your accounts…")
        blocks = [{"type": "markdown", "text": ANSWER}, chart(), table(), *closing()]
        keep(respond(text=ANSWER, blocks=blocks))

    @app.event("app_mention")
    async def mentioned(event: Json) -> None:
        keep(stream(event["channel"], event.get("thread_ts", event["ts"]), event["user"]))

    @app.event("message")
    async def said(event: Json) -> None:
        if event["channel_type"] == "im" and "bot_id" not in event and "subtype" not in event:
            keep(stream(event["channel"], event.get("thread_ts", event["ts"]), event["user"]))

    @app.event("app_home_opened")
    async def opened(event: Json) -> None:
        if event["tab"] == "home":
            await client.views_publish(user_id=event["user"], view=home())
            return
        await client.assistant_threads_setSuggestedPrompts(
            channel_id=event["channel"],
            title="Ask about your community",
            prompts=[
                {"title": "How was our week?", "message": "How are we doing this week?"},
                {"title": "Who waits?", "message": "Who is waiting for an answer?"},
            ],
        )

    @app.event("agent_session_stopped")
    async def stopped(event: Json) -> None:
        go_on.set()

    @app.action("share")
    async def share(ack: Any, respond: Any, body: Json) -> None:
        await ack()
        blocks = [{"type": "markdown", "text": ANSWER}, chart("bar"), pie()]
        await client.chat_postMessage(
            channel=body["channel"]["id"], text=ANSWER, blocks=blocks, unfurl_links=False
        )
        await respond(text="Shared.", replace_original=True)

    @app.action("sources")
    async def sources(ack: Any, body: Json) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal())

    @app.action("settings")
    async def settings(ack: Any, body: Json) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal())

    @app.view("settings")
    async def saved(ack: Any, view: Json) -> None:
        zone = view["state"]["values"]["zone"]["value"]["value"]
        if zone != "Europe/Berlin":
            await ack(response_action="errors", errors={"zone": "There is no such zone."})
            return
        await ack()

    @app.action("rate")
    async def rated(ack: Any) -> None:
        await ack()

    @app.action("continue")
    async def continued(ack: Any, body: Json) -> None:
        await ack()
        channel = slack.direct(slack.workspace.people[body["user"]["id"]])
        await client.chat_postMessage(channel=channel.id, text="Let us go on here.")

    return app


def task(task_id: str, title: str, status: str, **more: str) -> Json:
    return {"type": "task_update", "id": task_id, "title": title, "status": status, **more}
