"""When an item should be answered, when somebody is reminded of it, and when Engage is quiet.

The clock starts at the platform's own time of the first comment that is still there, so an item
that was read late is born with part of its time used up. Everything is computed from the policy as
it is now: a change of it moves what is open, in both directions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from assistant.community import clocks
from assistant.community.inbox import Item, Part, Step
from assistant.community.periods import local_day, wall_clock
from assistant.community.responses import Policy
from assistant.community.settings import WorkspaceSettings

LADDER = (Step.OWNER, Step.CHANNEL, Step.LEAD, Step.BREACH)
"""The rungs that somebody is told, in their order."""


def since(parts: Sequence[Part]) -> datetime:
    """When the clock of an item starts: its first comment that is still there, or its first.

    So the card counts from the same comment as the measures do, which know no deleted ones.
    """
    there = [part for part in parts if part.gone_at is None]
    return (there or parts)[0].created_at


def due_at(start: datetime, policy: Policy) -> datetime:
    """When the target is used up, in UTC."""
    return rung_at(start, policy, Step.BREACH)


def rung_at(start: datetime, policy: Policy, step: Step) -> datetime:
    """When so much of the target is used up, in UTC: of plain time, or of business time.

    Args:
        start: aware.
    """
    used = policy.target * int(step) / 100
    if policy.in_hours and policy.hours is not None:
        return clocks.due_at(start, used, policy.hours)
    return start.astimezone(UTC) + used


def reached(start: datetime, policy: Policy, now: datetime) -> Step:
    """The last rung that lies at or before `now`."""
    passed = [step for step in LADDER if rung_at(start, policy, step) <= now]
    return passed[-1] if passed else Step.STARTED


def promised(item: Item, policy: Policy, now: datetime) -> Item:
    """An item with its promise as the policy makes it now; what has none stays without.

    A promise that moved has its own ladder: rungs that lie ahead again will be told again.
    """
    if not item.is_open or item.due_at is None:
        return item
    due = due_at(item.since, policy)
    if due == item.due_at:
        return item
    return replace(item, due_at=due, step=min(item.step, reached(item.since, policy, now)))


def next_at(item: Item, policy: Policy) -> datetime | None:
    """When somebody must look at an item again: its next rung, or the end of its snooze.

    Returns:
        None where nothing will ever be due by itself. A moment in the past is due now.
    """
    if not item.is_open:
        return None
    if item.snoozed_until is not None:
        return item.snoozed_until
    if item.due_at is None:
        return None
    left = [step for step in LADDER if step > item.step]
    return rung_at(item.since, policy, left[0]) if left else None


def quiet_until(settings: WorkspaceSettings, now: datetime) -> datetime | None:
    """The end of the quiet hours that `now` lies in, in UTC; None outside of them.

    Args:
        settings: the stretch may pass midnight, and begins and ends by the workspace's clock.
        now: aware.
    """
    if settings.quiet_from is None or settings.quiet_to is None:
        return None
    first, last = (
        each.hour * 60 + each.minute for each in (settings.quiet_from, settings.quiet_to)
    )
    today = local_day(now, settings.zone)
    for day in (today - timedelta(days=1), today):
        until = day if first < last else day + timedelta(days=1)
        ends = wall_clock(until, last, settings.zone)
        if wall_clock(day, first, settings.zone) <= now < ends:
            return ends
    return None
