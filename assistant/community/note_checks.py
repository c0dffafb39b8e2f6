"""The scorecard of a weekly note: each check with its interval, beside the weeks before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from assistant.community.accounts import called
from assistant.community.answers import Table
from assistant.community.facts import Direction
from assistant.community.measures import nothing, share
from assistant.community.noun_phrases import bare
from assistant.community.overview import Glance, checks_chart
from assistant.community.statistics import wilson
from assistant.community.surprises import Judged
from assistant.community.wording import percent

if TYPE_CHECKING:
    from assistant.community.answers import Chart
    from assistant.community.comparisons import Comparison
    from assistant.community.measures import Measure
    from assistant.community.note_figures import AccountWeek
    from assistant.community.scorecard import Check

NOW, BEFORE = "the week", "the weeks before"

COLUMNS = ("Check", "Week", "Likely", "Weeks before", "Aim", "Result")

_TRENDS: Mapping[Direction | None, str] = MappingProxyType(
    {"up": ", up", "down": ", down", "same": "", "unclear": "", None: ""}
)


@dataclass(frozen=True, slots=True)
class Beside:
    """One row of the table: a check of an account, what stands beside it, and where it went."""

    account: str
    check: Check
    then: Measure | None
    direction: Direction | None


def rows_of(known: Sequence[AccountWeek], judged: Sequence[Judged]) -> list[Beside]:
    """The rows of the table; of several accounts, what can be measured."""
    by_key, names = _by_key(judged), called(each.account for each in known)
    rows = []
    for week in known:
        for check in week.checks:
            of = by_key.get((str(week.account.ref), check.kind.metric))
            then = _before(check.comparison, of) if check.comparison else None
            direction = of.direction if of is not None and then is not None else None
            if check.comparison or len(known) == 1:
                rows.append(Beside(names[week.account.id], check, then, direction))
    return rows


def checks_of(
    known: Sequence[AccountWeek], judged: Sequence[Judged], language: str
) -> Table | None:
    """The table; None where no account was read."""
    several = len(known) > 1
    rows = tuple(
        ((each.account,) if several else ()) + _row(each, language)
        for each in rows_of(known, judged)
    )
    columns = ("Account", *COLUMNS) if several else COLUMNS
    return Table(title="Checks", columns=columns, rows=rows) if rows else None


def chart_of(known: Sequence[AccountWeek], judged: Sequence[Judged]) -> Chart | None:
    """The same drawn, each check beside the very weeks that the table sets it beside."""
    by_key = _by_key(judged)
    glances = [
        Glance(
            week.account,
            tuple(
                _beside(check, by_key.get((str(week.account.ref), check.kind.metric)))
                for check in week.checks
            ),
        )
        for week in known
    ]
    return checks_chart(glances, this=NOW, before=BEFORE)


def likely(measure: Measure, language: str) -> str:
    """Where the true share lies with 95 % confidence: "64 % to 95 %"; "-" for what is no share."""
    if measure.hits is None or not measure.n:
        return "-"
    interval = wilson(measure.hits, measure.n)
    return f"{percent(interval.low, language)} to {percent(interval.high, language)}"


def _row(each: Beside, language: str) -> tuple[str, ...]:
    check = each.check
    name = check.kind.name.capitalize()
    if check.comparison is None:
        return (name, "-", "-", "-", "-", check.status)
    now = check.comparison.now
    said = bare(now, language) if now.value is not None else "no data"
    return (
        name,
        ("at least " if now.at_least else "") + said,
        likely(now, language),
        bare(each.then, language) if each.then is not None else "-",
        f"{check.aim} {percent(check.threshold, language)}",
        check.status + _TRENDS[each.direction],
    )


def _by_key(judged: Sequence[Judged]) -> Mapping[tuple[str, str], Judged]:
    return {(each.history.account, each.history.metric): each for each in judged}


def _beside(check: Check, judged: Judged | None) -> Check:
    told = check.comparison
    if told is None:
        return check
    then = _before(told, judged) or nothing(told.now.metric, "")
    return replace(check, comparison=replace(told, then=then))


def _before(told: Comparison, judged: Judged | None) -> Measure | None:
    """What stands beside the week: the earlier weeks it was judged by, taken together; the week
    before for what is not watched over weeks. None where nothing may.
    """
    now, then = told.now, told.then
    if judged is None:
        return then if then.value is not None and not then.at_least else None
    if not judged.history.before or now.hits is None:
        return None
    hits, n = judged.history.pooled
    return share(now.metric, hits, n, none="") if n else None
