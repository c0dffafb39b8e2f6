"""How accounts are doing, at a glance: the scorecard as a table and as charts.

Every number here is a measure's, worded or in percent; nothing is added up over accounts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from assistant.community.accounts import Account, called
from assistant.community.answers import Chart, Series, Table
from assistant.community.facts import Direction
from assistant.community.measures import Measure
from assistant.community.noun_phrases import bare
from assistant.community.scorecard import CHECKS, NOT_YET, Check
from assistant.community.side_by_side import drawn_together
from assistant.community.wording import percent

MOST_LINES = 6
"""Accounts in one chart: more lines than that nobody tells apart."""

MOST_ROWS = 60
"""Accounts in the table: three rows each stay within the 200 that a chat's table holds."""

NOW, BEFORE = "last 7 days", "7 days before"

_TRENDS: MappingProxyType[Direction | None, str] = MappingProxyType(
    {
        "up": ", up",
        "down": ", down",
        "same": ", about as before",
        "unclear": ", no clear change",
        None: "",
    }
)


@dataclass(frozen=True, slots=True)
class Glance:
    """One account as its records stand.

    Attributes:
        checks: all five of the scorecard; () before the account was read for the first time.
        waiting: comments and mentions without an answer; None before the first reading.
        replies: replies we got on each of the days shown, oldest first; () where they are not
            known exactly.
    """

    account: Account
    checks: tuple[Check, ...] = ()
    waiting: Measure | None = None
    replies: tuple[float, ...] = ()


def checks_table(glances: Sequence[Glance], language: str) -> Table | None:
    """The scorecard; None while nothing is read. Of several accounts only what can be measured."""
    known = [each for each in glances if each.checks][:MOST_ROWS]
    several, names = len(known) > 1, called(each.account for each in known)
    rows = [
        ((names[each.account.id],) if several else ()) + _row(check, language)
        for each in known
        for check in each.checks
        if check.comparison or not several
    ]
    columns: tuple[str, ...] = (
        "Check",
        NOW.capitalize(),
        BEFORE.capitalize(),
        "Aim",
        "Result",
    )
    columns = ("Account", *columns) if several else columns
    return Table(title="Scorecard", columns=columns, rows=tuple(rows)) if rows else None


def unmeasured(glances: Sequence[Glance]) -> str:
    """What no row of the table tells, of several accounts."""
    deaf = all(
        check.status == NOT_YET
        for glance in glances
        for check in glance.checks
        if check.kind.metric == "listen"
    )
    return "Nobody listens yet: no search is saved." if deaf else ""


def checks_chart(
    glances: Sequence[Glance], *, this: str = NOW, before: str = BEFORE
) -> Chart | None:
    """The checks in percent: of one account beside the week before, of several side by side.

    Only checks that have a value for everybody drawn are drawn; None where there is none.

    Args:
        this: what the stretch is called; `before` the one before it.
    """
    every = [each for each in glances if any(_percents(each))]
    known, left_out = _drawn(every)
    if len(every) == 1:
        now, then = _percents(known[0]), _percents(known[0], before=True)
        lines = {before: then, this: now} if now.keys() <= then.keys() else {this: now}
    else:
        names = called(each.account for each in every)
        lines = {names[each.account.id]: _percents(each) for each in known}
    drawn = [kind.name for kind in CHECKS if lines and all(kind.name in x for x in lines.values())]
    if not drawn:
        return None
    return Chart(
        kind="bar",
        title="Checks, in percent",
        categories=tuple(name.capitalize() for name in drawn),
        series=tuple(
            Series(name=line, values=tuple(values[name] for name in drawn))
            for line, values in lines.items()
        ),
        y_label="percent",
        alt=f"{', '.join(drawn)} in percent, {this}.".capitalize(),
        left_out=left_out,
    )


def replies_chart(glances: Sequence[Glance], days: Sequence[str]) -> Chart | None:
    """Replies we got per day, a line for each account; None where nothing is known exactly.

    Args:
        days: the names of the days, as many as each glance has replies.
    """
    every = [each for each in glances if each.replies]
    known, left_out = _drawn(every)
    if not known:
        return None
    names = called(each.account for each in every)
    return Chart(
        kind="line",
        title="Replies per day",
        categories=tuple(days),
        series=tuple(
            Series(
                name=names[each.account.id] if len(every) > 1 else "replies", values=each.replies
            )
            for each in known
        ),
        y_label="replies by others",
        alt=f"Replies per day, {days[0]} to {days[-1]}.",
        left_out=left_out,
    )


def _drawn(glances: Sequence[Glance]) -> tuple[Sequence[Glance], str]:
    """The accounts of a chart, and why others are not in it."""
    together, left_out = drawn_together(glances, lambda each: each.account.ref.platform)
    return together[:MOST_LINES], left_out


def _percents(glance: Glance, *, before: bool = False) -> dict[str, float]:
    found = {}
    for check in glance.checks:
        if check.comparison is None:
            continue
        measure = check.comparison.then if before else check.comparison.now
        if isinstance(measure.value, int | float) and not measure.at_least:
            found[check.kind.name] = round(measure.value * 100, 1)
    return found


def _row(check: Check, language: str) -> tuple[str, ...]:
    name = f"{check.kind.name.capitalize()}: {check.kind.about}"
    if check.comparison is None:
        return (name, "-", "-", "-", check.status)
    told = check.comparison
    return (
        name,
        _said(told.now, language),
        _said(told.then, language),
        f"{check.aim} {percent(check.threshold, language)}",
        check.status + (_TRENDS[told.direction] if told.now.value is not None else ""),
    )


def _said(measure: Measure, language: str) -> str:
    if measure.value is None:
        return "no data"
    return ("at least " if measure.at_least else "") + bare(measure, language)
