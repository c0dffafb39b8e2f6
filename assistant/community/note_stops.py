"""One thing to stop, from what was counted: the first of these rules that has enough to show.

"Nothing to stop this week" is an answer. A rule speaks only of things that a team can see for
itself, with their number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from assistant.community.activity import OwnPost
from assistant.community.budget import budget, labels_of
from assistant.community.bursts import Item
from assistant.community.calendar_words import WEEKDAYS
from assistant.community.clocks import due_at
from assistant.community.courtesy import only_closes
from assistant.community.engagement import engagements_of
from assistant.community.periods import local_day
from assistant.community.responses import Policy
from assistant.community.rows import Rows
from assistant.community.statistics import newcombe
from assistant.community.wording import percent

NOTHING = "Nothing to stop this week."

Rule = Literal["promotion", "late", "empty", "thanks"]

RIPE = timedelta(hours=72)
"""A post younger than this may still be found."""

FEWEST_LATE = 4
FEWEST_EMPTY = 3
FEWEST_THANKS = 5
HALF = 0.5
A_THIRD = 1 / 3


@dataclass(frozen=True, slots=True)
class Month:
    """What four weeks hold of one account.

    Attributes:
        account: `platform:handle`.
        own: our posts and replies.
        items: what waited for an answer, answered or not.
        exact: whether likes and reposts of our posts are all counted.
        promotion: of the check on the mix where it is not met; None otherwise.
    """

    account: str
    own: Sequence[OwnPost]
    items: Sequence[Item]
    policy: Policy
    zone: str
    now: datetime
    exact: bool = True
    promotion: Promoted | None = None


@dataclass(frozen=True, slots=True)
class Promoted:
    """More promotion than an account allows itself: of how many posts and replies of 28 days, where
    the true share likely lies, and the most that is allowed; fractions.
    """

    promoted: int
    posts: int
    low: float
    high: float
    limit: float


@dataclass(frozen=True, slots=True)
class Stop:
    """One thing to stop.

    Attributes:
        rule: which of the rules found it.
        account: `platform:handle`.
        hits, n: what shows it, of how many; `other_hits` and `others` on other days.
        weekday: 0 is Monday; None where it is about no day.
        promotion: None where it is about something else.
    """

    rule: Rule
    account: str
    hits: int = 0
    n: int = 0
    other_hits: int = 0
    others: int = 0
    weekday: int | None = None
    promotion: Promoted | None = None


def stop(months: Sequence[Month]) -> Stop | None:
    """What to stop, and what shows it; None: nothing."""
    for rule in (_promotion, _late_days, _empty_posts, _mere_thanks):
        for month in months:
            if found := rule(month):
                return found
    return None


def _promotion(month: Month) -> Stop | None:
    if month.promotion is None:
        return None
    return Stop("promotion", month.account, promotion=month.promotion)


def _late_days(month: Month) -> Stop | None:
    """A weekday whose comments are answered late, surely more often than those of other days."""
    late: dict[int, list[bool]] = {day: [] for day in range(7)}
    for item in month.items:
        hours = month.policy.hours if month.policy.in_hours else None
        target = month.policy.target
        due = item.since + target if hours is None else due_at(item.since, target, hours)
        if due <= month.now:
            missed = item.answered_at is None or item.answered_at > due
            late[local_day(item.since, month.zone).weekday()].append(missed)
    for day, those in sorted(late.items(), key=lambda each: -sum(each[1])):
        rest = [each for other, some in late.items() if other != day for each in some]
        if sum(those) < FEWEST_LATE or not rest:
            continue
        if newcombe(sum(those), len(those), sum(rest), len(rest)).low > 0:
            seen = (sum(those), len(those), sum(rest), len(rest))
            return Stop("late", month.account, *seen, weekday=day)
    return None


def _empty_posts(month: Month) -> Stop | None:
    posts = [
        each
        for each in month.own
        if each.post.parent_id is None and month.now - each.post.created_at >= RIPE
    ]
    empty = [each for each in posts if not engagements_of(each)]
    if not month.exact or len(empty) < FEWEST_EMPTY or len(empty) < A_THIRD * len(posts):
        return None
    return Stop("empty", month.account, len(empty), len(posts))


def _mere_thanks(month: Month) -> Stop | None:
    replies = [each for each in month.own if each.post.parent_id is not None]
    thanks = [each for each in replies if only_closes(each.post.text)]
    if len(thanks) < FEWEST_THANKS or len(thanks) < HALF * len(replies):
        return None
    return Stop("thanks", month.account, len(thanks), len(replies))


def promoted(rows: Rows, policy: Policy) -> Promoted | None:
    """What promotes, where it is more than the account allows itself."""
    now = budget(labels_of(rows), policy.promotion)
    if now.early or now.share is None or now.share <= now.limit:
        return None
    return Promoted(now.promoted, now.posts, now.low or 0.0, now.high or 0.0, now.limit)


def said(found: Stop | None, several: bool) -> str:  # noqa: FBT001 - one of a table of sayings
    """One sentence or two: what to stop, and what shows it."""
    if found is None:
        return NOTHING
    where = f" ({found.account})" if several else ""
    if found.promotion is not None:
        of = found.promotion
        low, high, most = (percent(each) for each in (of.low, of.high, of.limit))
        return (
            f"Stop promoting for a while{where}: {of.promoted} of {of.posts} posts and replies of "
            f"the last 28 days promote (likely {low} to {high}), and the most you allow is {most}."
        )
    if found.weekday is not None:
        name = WEEKDAYS[found.weekday]
        return (
            f"Stop leaving {name}s alone{where}: {found.hits} of {found.n} comments of the last "
            f"four {name}s were not answered in time, {found.other_hits} of {found.others} on "
            f"other days. Somebody could look in then."
        )
    if found.rule == "empty":
        return (
            f"Stop posting so much{where}: {found.hits} of {found.n} posts of the last four weeks "
            f"got no like, reply or repost. Fewer that ask or give something may do more."
        )
    return (
        f"Stop answering with a bare thank-you{where}: {found.hits} of {found.n} replies of the "
        f"last four weeks say nothing else. A question back keeps people talking."
    )
