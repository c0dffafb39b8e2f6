"""What a person reads who installs Engage: in the browser, and then in Slack."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.ports import Arrival
from handlers.ids import COMMAND
from handlers.render import blocks as kit
from handlers.render.blocks import Message
from handlers.render.pages import Page
from handlers.render.text import fold, mrkdwn
from handlers.render.words import PROMPTS

AGAIN = "Start again"

NOTHING_KEPT = "Nothing was installed, and nothing was kept."

BACK = "Everything you had here is as you left it: accounts, figures and settings."


def installed(name: str, arrival: Arrival, slack_url: str) -> Page:
    """It worked. `slack_url` opens the workspace with Engage in it."""
    lines = {
        Arrival.NEW: "A message from Engage waits for you in Slack; it says how to begin.",
        Arrival.BACK: f"Welcome back. {BACK}",
        Arrival.AGAIN: "It was here before, and goes on with its new permissions.",
    }
    closing = "You can close this page."
    return Page(f"Engage is in {fold(name)}", (lines[arrival], closing), ("Open Slack", slack_url))


def cancelled(again: str) -> Page:
    """They said no to Slack. The addresses named `again` lead to the start."""
    return Page("You did not install Engage", (NOTHING_KEPT,), (AGAIN, again))


def expired(again: str) -> Page:
    """The ticket is spent or too old."""
    lines = (
        "This page was used already, or more than ten minutes have passed since you began.",
        "If you just saw that Engage is installed, all is well. Otherwise please start again.",
    )
    return Page("This page is no longer valid", lines, (AGAIN, again))


def other_browser(again: str) -> Page:
    """Begun in one browser and ended in another."""
    why = (
        "Installing has to end in the browser in which it began, so that nobody can slip you a "
        "link of theirs."
    )
    return Page("This began in another browser", (why, NOTHING_KEPT), (AGAIN, again))


def refused(code: str, again: str) -> Page:
    """Slack said no. `code` is Slack's name for why."""
    lines = (
        f"Slack gave this reason: {code}.",
        f"{NOTHING_KEPT} Please try again. If it stays so, tell whoever runs Engage the reason.",
    )
    return Page("Slack did not let Engage in", lines, (AGAIN, again))


def not_admitted(reason: str, again: str) -> Page:
    """Engage said no, with a sentence that says why and what to do."""
    return Page("Engage could not be installed", (reason, NOTHING_KEPT), (AGAIN, again))


SLACK_AWAY = f"Slack cannot be reached right now. {NOTHING_KEPT} Please try again in a few minutes."


CROWDED = "Very many people are installing Engage from where you are. Please try again in a minute."


def failed(words: str, again: str) -> Page:
    """Something on our side."""
    return Page("That did not work", (words,), (AGAIN, again))


def org_wide() -> str:
    """Why an installation for a whole organisation is refused."""
    return (
        "Engage is installed for one workspace at a time, not for a whole organisation. Please "
        "choose a single workspace on Slack's page."
    )


def not_open(team_id: str) -> str:
    """Why a team is refused."""
    return (
        f"This Engage is not open to your workspace ({team_id}). Whoever runs it can open it by "
        f"adding that id to SLACK_ALLOWED_TEAMS."
    )


def missing(scopes: Sequence[str]) -> str:
    """Why it cannot work with what was granted."""
    named = ", ".join(f"“{_MEANING.get(scope, scope)}” ({scope})" for scope in scopes)
    return f"Engage needs every permission it asks for. Missing: {named}. Please allow all of them."


_MEANING = {
    "app_mentions:read": "see messages that mention it",
    "assistant:write": "act as an assistant",
    "channels:history": "follow threads in public channels",
    "channels:read": "see who is in public channels",
    "chat:write": "write messages",
    "commands": "offer the command /engage",
    "files:read": "take images for posts",
    "files:write": "send managers the log as a file",
    "groups:history": "follow threads in private channels",
    "groups:read": "see who is in private channels",
    "im:history": "read direct messages to it",
    "im:read": "see its direct messages",
    "im:write": "open direct messages",
    "mpim:history": "follow threads in group messages",
    "mpim:read": "see who is in group messages",
    "mpim:write": "show a few people together what is not public",
    "users:read": "see who is a full member",
}
"""Every scope of `app.yaml` in words."""


def greeting(name: str, arrival: Arrival) -> Message:
    """The first message to whoever installed Engage."""
    hello = f"*Engage is in {mrkdwn(fold(name))} now.*"
    if arrival is Arrival.BACK:
        hello = f"*Engage is back in {mrkdwn(fold(name))}.* {BACK}"
    question = PROMPTS[0][1]
    lines = (
        hello,
        "1. Open my *Home* tab: it shows which accounts are connected, and how to connect one.",
        f"2. Ask away, here or anywhere: `{COMMAND} {question[0].lower()}{question[1:]}`",
        "3. Invite me into your team's channel, so that colleagues can mention me there.",
    )
    promise = (
        "I answer full members of this workspace, every figure shows its source, and I never "
        "publish anything by myself."
    )
    words = "\n".join((*lines, promise))
    blocks = [kit.section(words)]
    return kit.message(words, blocks)
