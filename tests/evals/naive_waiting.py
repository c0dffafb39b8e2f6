"""Who waited how long, the plain way.

Written from the sentences of `community/metrics.py` alone: no rule, rollup or store of Engage is
used here, so that a figure in an answer can be held against a second opinion.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from assistant.community.posts import Interaction
from tests.evals.naive_look import ASKING, Look, share
from tests.evals.random_community import CLOSINGS

TARGET = timedelta(hours=4)


@dataclass
class Waiting:
    first: datetime
    answered: datetime | None


def waiting(look: Look) -> list[Waiting]:
    """Comments and mentions of the window; what one person adds within minutes is one."""
    answers: dict[str, datetime] = {}
    roots: dict[str, str] = {}
    asking = [each for each in look.done(ASKING) if not closes(look, each)]
    for raw in look.raws:
        for post in raw.posts:
            roots[post.id] = post.root_id or post.id
            if post.parent_id:
                known = answers.get(post.parent_id, post.created_at)
                answers[post.parent_id] = min(known, post.created_at)
    bursts: dict[tuple[str, str], list[Waiting]] = defaultdict(list)
    for each in sorted(asking, key=lambda each: each.created_at):
        thread = roots.get(each.post_id or "", each.id)
        told = answers.get(each.id)
        mine = bursts[each.author.id, thread]
        joins = mine and each.created_at - mine[-1].first <= timedelta(minutes=15)
        if joins and (mine[-1].answered is None or each.created_at < mine[-1].answered):
            times = [at for at in (mine[-1].answered, told) if at]
            mine[-1].answered = min(times, default=None)
        else:
            mine.append(Waiting(each.created_at, told))
    found = [item for items in bursts.values() for item in items]
    for item in found:
        if item.answered and item.answered > look.as_of:
            item.answered = None
    return found


def closes(look: Look, each: Interaction) -> bool:
    """Whether somebody only thanks us for having answered them."""
    if each.text not in CLOSINGS:
        return False
    ours = {post.id: post.parent_id for raw in look.raws for post in raw.posts}
    answered = ours.get(each.parent_id or "")
    theirs = {
        done.id
        for raw in look.raws
        for done in raw.interactions
        if done.author.id == each.author.id
    }
    return answered in theirs


def open_items(look: Look) -> float:
    return sum(item.answered is None for item in waiting(look))


def due(look: Look) -> list[Waiting]:
    return [item for item in waiting(look) if item.first + TARGET <= look.as_of]


def response_rate(look: Look) -> float | None:
    old = due(look)
    return share(sum(item.answered is not None for item in old), len(old))


def in_target(look: Look) -> float | None:
    old = due(look)
    return share(sum(quick(item) for item in old), len(old))


def quick(item: Waiting) -> bool:
    return item.answered is not None and item.answered - item.first <= TARGET


def wait_by(part: Fraction) -> Callable[[Look], float | None]:
    """Kaplan and Meier with exact fractions: when `part` of all had their answer, in seconds.

    Where exactly that part had it for a while, the middle of that while, as textbooks do.
    """

    def by(look: Look) -> float | None:
        items = waiting(look)
        over = sorted({i.answered - i.first for i in items if i.answered})
        still = Fraction(1)
        for place, moment in enumerate(over):
            at_risk = sum((i.answered or look.as_of) - i.first >= moment for i in items)
            ended = sum(i.answered - i.first == moment for i in items if i.answered)
            still *= 1 - Fraction(ended, at_risk)
            if still == 1 - part and place + 1 < len(over):
                return (moment + over[place + 1]).total_seconds() / 2
            if still <= 1 - part:
                return moment.total_seconds()
        return None

    return by
