"""Every key in Redis: `engage:v1:<kind>:<workspace>:<id>`, and how long each lives.

All of it can be rebuilt or forgotten; nothing here is the only copy of anything.
"""

from __future__ import annotations

from datetime import date

TURNS_S = 7 * 24 * 3600
"""Turns of a conversation, counted from the latest: people come back to a thread within a week."""
GOING_S = 20
"""The mark of a conversation's only run, set anew every 4 seconds while it goes: when its process
dies, the next question does not wait long."""
CANCEL_S = 300
"""A wish to stop: as long as the run it is meant for can last."""
TOKENS_S = 2 * 24 * 3600
"""Model tokens of one UTC day: that day, and a day of grace for clocks that disagree."""

PAID_S = 2 * 24 * 3600
"""What was paid for on one UTC day: that day, and a day of grace for clocks that disagree."""

HELD_S = 120
"""What is held for a paid call: longer than any call with its tries, so that one whose process died
keeps nothing from others for long."""


def turns(workspace_id: str, conversation_id: str) -> str:
    """A list of turns as JSON, the oldest first. Lives `TURNS_S`."""
    return _key("turns", workspace_id, conversation_id)


def going(workspace_id: str, conversation_id: str) -> str:
    """The id of the run that is going in a conversation. Lives `GOING_S`."""
    return _key("going", workspace_id, conversation_id)


def cancel(workspace_id: str, run_id: str) -> str:
    """Stands while a run is asked to stop. Lives `CANCEL_S`."""
    return _key("cancel", workspace_id, run_id)


def tokens(workspace_id: str, day: date) -> str:
    """Model tokens spent on a UTC day. Lives `TOKENS_S`."""
    return _key("tokens", workspace_id, day.isoformat())


def paid(workspace_id: str, day: date) -> str:
    """The set of what was paid for on a UTC day. Lives `PAID_S`."""
    return _key("paid", workspace_id, day.isoformat())


def held(workspace_id: str, month: str) -> str:
    """What paid calls under way may come to, by call: until when, in unix seconds, and micro. Lives
    `HELD_S` after the latest.
    """
    return _key("held", workspace_id, month)


def once(workspace_id: str, name: str) -> str:
    """Stands when something was seen. Lives as long as the caller says."""
    return _key("once", workspace_id, name)


def bucket(workspace_id: str, name: str) -> str:
    """A token bucket: tokens and the time they were counted. Lives until it would be full."""
    return _key("bucket", workspace_id, name)


def ticket(digest: str) -> str:
    """What one browser may redeem once, under the hash of its ticket. It stands before there is a
    workspace. Lives as long as the caller says.
    """
    return _key("ticket", "", digest)


def _key(kind: str, workspace_id: str, name: str) -> str:
    return f"engage:v1:{kind}:{workspace_id}:{name}"
