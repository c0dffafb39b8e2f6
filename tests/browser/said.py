"""The blocks of the scripted app: what the page must be able to show."""

from __future__ import annotations

from typing import Any

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


def task(task_id: str, title: str, status: str, **more: str) -> Json:
    return {"type": "task_update", "id": task_id, "title": title, "status": status, **more}
