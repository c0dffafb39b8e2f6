"""Fixed sentences and small formats around an answer."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from assistant.agent.limits import DAILY
from assistant.errors import AgentError, ModelUnavailable, RunLimitReached

CUT = "The answer grew too long and ends early. A narrower question gets a whole one."

_LIMITS = {
    DAILY: "Today's budget for the language model is used up.",
    "tokens": "This question used up its share of the language model's budget.",
    "model calls": "The language model did not come to an end.",
    "tool calls": "The language model did not come to an end.",
    "seconds": "The language model took too long.",
}
_OUTAGES = (
    ("refused", "The language model declined to answer."),
    ("empty", "The language model gave no answer that could be proven."),
    ("Authentication", "The language model did not accept our key."),
    ("Permission", "The language model did not accept our key."),
    ("NotFound", "The language model's server does not know the configured model."),
    ("RateLimit", "The language model is overloaded right now."),
    ("Overflow", "This was too much for the language model at once."),
    ("Timeout", "The language model stopped answering."),
    ("Connection", "The language model cannot be reached right now."),
    ("JSON", "The language model sent something unreadable."),
)
_FIGURE = re.compile(r"\d+(?:[.,:/]\d+)*")
_LONGEST_ANSWER = 800


def excuse(error: AgentError, *, at: datetime, zone: str) -> str:
    """Why the offline composer speaks, and until when where that is known.

    Args:
        at: now.
        zone: the asker's, for a time of the day.
    """
    if isinstance(error, RunLimitReached):
        full = f" {_full_again(at, zone)}" if error.limit == DAILY else ""
        return _LIMITS[error.limit] + full
    assert isinstance(error, ModelUnavailable)  # the only other one that a run can end in
    for part, words in _OUTAGES:
        if part in str(error):
            return words
    return "The language model is not answering right now."


def today(at: datetime, zone: str) -> str:
    """Weekday, date and time for the prompt ("Sunday, 22 November 2026, 14:05, Europe/Berlin")."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%A}, {local.day} {local:%B %Y}, {local:%H:%M}, {zone}"


def _full_again(at: datetime, zone: str) -> str:
    """Budgets are of UTC days, so they are full again at another hour elsewhere."""
    midnight = at.astimezone(UTC).replace(hour=0, minute=0, second=0) + timedelta(days=1)
    local, here = midnight.astimezone(ZoneInfo(zone)), at.astimezone(ZoneInfo(zone))
    day = "today" if local.date() == here.date() else "tomorrow"
    return f"It is full again {day} at {local:%H:%M}."


def blank_figures(text: str) -> str:
    """An earlier answer as the model may remember it: words, cut to a length, figures blanked.

    Figures go stale, and a model that sees them repeats them.
    """
    return _FIGURE.sub("…", text)[:_LONGEST_ANSWER]
