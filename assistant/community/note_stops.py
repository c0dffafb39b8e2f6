"""One thing to stop, from what was counted: the first of these rules that has enough to show.

"Nothing to stop this week" is an answer. A rule speaks only of things that a team can see for
itself, with their number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

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
        promotion: of the check on the mix where it is not met, in words; "" otherwise.
    """

    account: str
    own: Sequence[OwnPost]
    items: Sequence[Item]
    policy: Policy
    zone: str
    now: datetime
    exact: bool = True
    promotion: str = ""


def stop(months: Sequence[Month]) -> str:
    """One sentence or two: what to stop, and what shows it."""
    for rule in (_promotion, _late_days, _empty_posts, _mere_thanks):
        for month in months:
            if said := rule(month):
                where = f" ({month.account})" if len(months) > 1 else ""
                return said.replace("{where}", where)
    return NOTHING


def _promotion(month: Month) -> str:
    if not month.promotion:
        return ""
    return f"Stop promoting for a while{{where}}: {month.promotion}."


def _late_days(month: Month) -> str:
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
            name = WEEKDAYS[day]
            return (
                f"Stop leaving {name}s alone{{where}}: {sum(those)} of {len(those)} comments of "
                f"the last four {name}s were not answered in time, {sum(rest)} of {len(rest)} on "
                f"other days. Somebody could look in then."
            )
    return ""


def _empty_posts(month: Month) -> str:
    posts = [
        each
        for each in month.own
        if each.post.parent_id is None and month.now - each.post.created_at >= RIPE
    ]
    empty = [each for each in posts if not engagements_of(each)]
    if not month.exact or len(empty) < FEWEST_EMPTY or len(empty) < A_THIRD * len(posts):
        return ""
    return (
        f"Stop posting so much{{where}}: {len(empty)} of {len(posts)} posts of the last four weeks "
        f"got no like, reply or repost. Fewer that ask or give something may do more."
    )


def _mere_thanks(month: Month) -> str:
    replies = [each for each in month.own if each.post.parent_id is not None]
    thanks = [each for each in replies if only_closes(each.post.text)]
    if len(thanks) < FEWEST_THANKS or len(thanks) < HALF * len(replies):
        return ""
    return (
        f"Stop answering with a bare thank-you{{where}}: {len(thanks)} of {len(replies)} replies "
        f"of the last four weeks say nothing else. A question back keeps people talking."
    )


def promoted(rows: Rows, policy: Policy, language: str) -> str:
    """What promotes, in words, where it is more than the account allows itself; "" otherwise."""
    now = budget(labels_of(rows), policy.promotion)
    if now.early or now.share is None or now.share <= now.limit:
        return ""
    low, high = (percent(each or 0, language) for each in (now.low, now.high))
    return (
        f"{now.promoted} of {now.posts} posts and replies of the last 28 days promote (likely "
        f"{low} to {high}), and the most you allow is {percent(now.limit, language)}"
    )
