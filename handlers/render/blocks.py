"""Block Kit, cut to Slack's limits. The only place that knows them (`slack.md` 2.3, docs: blocks).

`slackblocks` has no say at run time; tests hold every payload against it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handlers.render.text import clip, fold

Block = dict[str, Any]

SECTION = 3_000
HEADER = 150
CONTEXT_ELEMENTS = 10
ACTIONS = 25
BUTTON = 75
VALUE = 2_000
URL = 3_000
MENU = 5
CONFIRM_TITLE, CONFIRM_TEXT, CONFIRM_BUTTON = 100, 300, 30
ID = 255
MARKDOWN = 12_000
BLOCKS = 50
ALL_TEXT = 11_500
"""Characters of all blocks of a message together, tables and charts apart. Undocumented: about
12,000 with something for each block (bolt-js#2867)."""

VIEW_BLOCKS = 100
VIEW_TITLE = 24
METADATA = 3_000
UPDATE_TEXT = 4_000
PROMPTS = 4


@dataclass(frozen=True, slots=True)
class Message:
    """Something to post.

    Attributes:
        text: what notifications and screen readers get; no blocks are needed to understand it.
        blocks: what people see.
        make_plainer: makes the same without the newest kinds of blocks, for workspaces that do not
            have them yet (`invalid_blocks`); none where the blocks are plain. Most never need it.
    """

    text: str
    blocks: tuple[Block, ...] = ()
    make_plainer: Callable[[], Iterable[Block]] = tuple

    @property
    def plainer(self) -> tuple[Block, ...]:
        """The same without the newest kinds of blocks, made now."""
        return tuple(self.make_plainer())[:BLOCKS]


def message(
    text: str, blocks: Iterable[Block] = (), make_plainer: Callable[[], Iterable[Block]] = tuple
) -> Message:
    """A message within the limits of one. See `Message`."""
    return Message(clip(text, UPDATE_TEXT) or "Engage", tuple(blocks)[:BLOCKS], make_plainer)


def plain(text: str, most: int) -> Block:
    """A plain text object: nothing in it is markup."""
    return {"type": "plain_text", "text": clip(fold(text), most) or "–", "emoji": False}


def section(text: str, *, beside: Block | None = None) -> Block:
    """A paragraph in mrkdwn; what comes from outside it must be escaped already.

    Args:
        beside: a button or a choice at its right.
    """
    made: Block = {"type": "section", "text": _mrkdwn(text, SECTION)}
    return made | ({"accessory": beside} if beside else {})


def header(text: str) -> Block:
    """A heading."""
    return {"type": "header", "text": plain(text, HEADER)}


def context(*lines: str) -> Block:
    """Small print in mrkdwn, one element a line."""
    return {
        "type": "context",
        "elements": [_mrkdwn(line, SECTION) for line in lines[:CONTEXT_ELEMENTS]],
    }


def divider() -> Block:
    """A thin line."""
    return {"type": "divider"}


def markdown(text: str) -> Block:
    """CommonMark; messages only."""
    return {"type": "markdown", "text": clip(text, MARKDOWN) or "–"}


def quotation(pieces: Iterable[Block]) -> Block:
    """Words as they stand, with a bar beside them. In rich text nothing is markup: no mention, link
    or Markdown of a stranger's is live in it.

    Args:
        pieces: made by `words`.
    """
    quote = {"type": "rich_text_quote", "elements": list(pieces)}
    return {"type": "rich_text", "elements": [quote]}


def words(text: str, *, aside: bool = False) -> Block:
    """A piece of rich text, to the letter.

    Args:
        aside: a remark of ours between them, in italics.
    """
    made: Block = {"type": "text", "text": text or "–"}
    return made | ({"style": {"italic": True}} if aside else {})


def button(label: str, action_id: str, value: str, *, style: str | None = None) -> Block:
    """A button. `value` must fit: a cut id would be another's."""
    if len(value) > VALUE:
        raise ValueError(f"the value of {action_id} is too long for a button")
    made: Block = {
        "type": "button",
        "text": plain(label, BUTTON),
        "action_id": action_id[:ID],
        "value": value,
    }
    return made | ({"style": style} if style else {})


def link_button(label: str, action_id: str, url: str, *, style: str | None = "primary") -> Block:
    """A button that opens a page in the browser."""
    made = button(label, action_id, "link", style=style)
    return made | {"url": url[:URL]}


def asking_first(made: Block, title: str, text: str, yes: str) -> Block:
    """A button that asks before it does anything."""
    confirm = {
        "title": plain(title, CONFIRM_TITLE),
        "text": plain(text, CONFIRM_TEXT),
        "confirm": plain(yes, CONFIRM_BUTTON),
        "deny": plain("Not now", CONFIRM_BUTTON),
    }
    return made | {"confirm": confirm}


def menu(action_id: str, entries: Sequence[tuple[str, str]]) -> Block:
    """A menu behind three dots: values and labels, at most five."""
    options = [{"text": plain(label, BUTTON), "value": value} for value, label in entries]
    return {"type": "overflow", "action_id": action_id, "options": options[:MENU]}


def actions(buttons: Sequence[Block]) -> Block:
    """A row of buttons."""
    return {"type": "actions", "elements": list(buttons[:ACTIONS])}


def feedback(action_id: str, good: str, bad: str) -> Block:
    """Slack's own pair of thumbs; messages only."""

    def thumb(label: str, value: str) -> Block:
        return {"text": plain(label, BUTTON), "value": value, "accessibility_label": label}

    return {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": action_id,
                "positive_button": thumb("Helpful", good),
                "negative_button": thumb("Not helpful", bad),
            }
        ],
    }


def modal(title: str, blocks: Iterable[Block]) -> Block:
    """A modal that only shows something."""
    return {
        "type": "modal",
        "title": plain(title, VIEW_TITLE),
        "close": plain("Close", VIEW_TITLE),
        "blocks": list(blocks)[:VIEW_BLOCKS],
    }


def last_modal(title: str, blocks: Iterable[Block]) -> Block:
    """A modal that only shows something, after which those below it are of no use: closing it
    closes them all.
    """
    return modal(title, blocks) | {"clear_on_close": True}


def form(
    name: str, title: str, submit: str, blocks: Iterable[Block], memory: Mapping[str, str]
) -> Block:
    """A modal to fill in.

    Args:
        name: the callback id, by which its submission is routed.
        memory: comes back with it: ids and versions, never a secret.
    """
    noted = json.dumps(dict(memory))
    if len(noted) > METADATA:
        raise ValueError(f"{name} notes more than a view can hold")
    return modal(title, blocks) | {
        "callback_id": name,
        "submit": plain(submit, VIEW_TITLE),
        "close": plain("Cancel", VIEW_TITLE),
        "private_metadata": noted,
    }


def home(blocks: Iterable[Block]) -> Block:
    """A Home tab."""
    return {"type": "home", "blocks": list(blocks)[:VIEW_BLOCKS]}


def _mrkdwn(text: str, most: int) -> Block:
    return {"type": "mrkdwn", "text": clip(text, most) or "–", "verbatim": True}
