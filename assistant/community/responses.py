"""How we answer: rate, times, what is still open. Unanswered comments are never left out.

An item counts as answered only if that happened before the moment of judging, so that last week
is judged as it stood at the same age.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from assistant.community.bursts import Item, items
from assistant.community.clocks import Hours, business_time, due_at
from assistant.community.measures import HIDDEN, Measure, counted, nothing, share
from assistant.community.rows import Rows
from assistant.community.survival import Wait, quantile

TARGET = timedelta(hours=4)
"""Default target. What consumers expected in a survey of 2016 (Sprout Social Index, Edition VI):
a policy that a team sets, not a law."""

NOBODY = "nobody wrote to us then"
"""Why there is no response time; the gate takes it for the zero it is."""
_TOO_YOUNG = "no comment is older than the target yet"


@dataclass(frozen=True, slots=True)
class Policy:
    """What a team has set: the target, when it is there (None: no business hours set), and
    whether the target's clock runs only then. `promotion` is the largest share of promotion among
    the posts of 28 days, a fraction.
    """

    target: timedelta = TARGET
    hours: Hours | None = None
    in_hours: bool = False
    promotion: float = 0.2


def items_of(rows: Rows) -> list[Item]:
    """What waited for an answer in the period."""
    assert rows.inbound is not None
    return items(entry for entry in rows.inbound if entry.interaction.author.id not in rows.ours)


def open_of(rows: Rows) -> list[Item]:
    """What still waited at the moment of judging, the longest wait first."""
    return [item for item in items_of(rows) if not _answered(item, rows.as_of)]


def open_items(rows: Rows) -> Measure:
    """How many items have no answer."""
    found = len(open_of(rows))
    return counted("open_items", found, n=len(items_of(rows)), at_least=not rows.whole)


def response_rate(rows: Rows, policy: Policy) -> Measure:
    """Answered items of those old enough to be due, answered or not."""
    every = items_of(rows)
    hours = policy.hours if policy.in_hours else None
    due = [item for item in every if _due(item.since, policy.target, hours) <= rows.as_of]
    answered = sum(_answered(item, rows.as_of) for item in due)
    return share("response_rate", answered, len(due), none=_TOO_YOUNG if every else _nobody(rows))


def in_target(rows: Rows, policy: Policy) -> Measure:
    """Items answered within the target of those old enough to be due. Late is a miss.

    The clock of the target runs as the account says: always, or in business hours only.
    """
    hours = policy.hours if policy.in_hours else None
    return _attained("answered_in_target", rows, policy.target, hours)


def in_target_hours(rows: Rows, policy: Policy) -> Measure:
    """The same with the clock running only in business hours, whatever the account says."""
    if policy.hours is None:
        return nothing("answered_in_hours", "no business hours are set")
    return _attained("answered_in_hours", rows, policy.target, policy.hours)


def response_time(metric: str, part: float, rows: Rows, hours: Hours | None) -> Measure:
    """The time by which a part of all items was answered, by Kaplan and Meier."""
    waits = waits_of(rows, hours)
    if not waits:
        return nothing(metric, _nobody(rows))
    reached = quantile(waits, part)
    if reached is None:
        answered = sum(wait.over for wait in waits)
        why = f"only {answered} of {len(waits)} comments are answered so far"
        return Measure(metric, None, n=len(waits), missing=why)
    return Measure(metric, reached.total_seconds(), n=len(waits))


def _nobody(rows: Rows) -> str:
    """Why there is nothing to time: nobody wrote, as far as the whole of it can be seen."""
    return NOBODY if rows.whole else HIDDEN


def waits_of(rows: Rows, hours: Hours | None) -> Sequence[Wait]:
    """How long each item waited, in plain time or in open hours; still open ones are censored."""
    return [
        Wait(_passed(item.since, _end(item, rows.as_of), hours), _answered(item, rows.as_of))
        for item in items_of(rows)
    ]


def _attained(metric: str, rows: Rows, target: timedelta, hours: Hours | None) -> Measure:
    every = items_of(rows)
    due = ((item, _due(item.since, target, hours)) for item in every)
    old = [(item, at) for item, at in due if at <= rows.as_of]
    met = sum(item.answered_at is not None and item.answered_at <= at for item, at in old)
    none = _TOO_YOUNG if every else _nobody(rows)
    told = share(metric, met, len(old), none=none, within=target)
    return replace(told, in_hours=hours is not None)


def _due(since: datetime, target: timedelta, hours: Hours | None) -> datetime:
    return since + target if hours is None else due_at(since, target, hours)


def _passed(since: datetime, until: datetime, hours: Hours | None) -> timedelta:
    until = max(since, until)  # servers' clocks differ by seconds
    return until - since if hours is None else business_time(since, until, hours)


def _answered(item: Item, as_of: datetime) -> bool:
    return item.answered_at is not None and item.answered_at <= as_of


def _end(item: Item, as_of: datetime) -> datetime:
    return item.answered_at if item.answered_at and item.answered_at <= as_of else as_of
