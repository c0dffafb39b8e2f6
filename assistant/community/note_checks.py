"""The scorecard of a weekly note: each check with its interval, beside the weeks before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from assistant.community.answers import Table
from assistant.community.facts import Direction
from assistant.community.measures import share
from assistant.community.noun_phrases import bare
from assistant.community.statistics import wilson
from assistant.community.surprises import Judged
from assistant.community.wording import percent

if TYPE_CHECKING:
    from assistant.community.measures import Measure
    from assistant.community.note_figures import AccountWeek
    from assistant.community.scorecard import Check

COLUMNS = ("Check", "Week", "Likely", "Weeks before", "Aim", "Result")

_TRENDS: Mapping[Direction | None, str] = MappingProxyType(
    {"up": ", up", "down": ", down", "same": "", "unclear": "", None: ""}
)


def checks_of(
    known: Sequence[AccountWeek], judged: Sequence[Judged], language: str
) -> Table | None:
    """The table; None where no account was read. Of several accounts, what can be measured."""
    several = len(known) > 1
    by_key = {(each.history.account, each.history.metric): each for each in judged}
    rows = [
        ((week.account.ref.handle,) if several else ())
        + _row(check, by_key.get((str(week.account.ref), check.kind.metric)), language)
        for week in known
        for check in week.checks
        if check.comparison or not several
    ]
    columns = ("Account", *COLUMNS) if several else COLUMNS
    return Table(title="Checks", columns=columns, rows=tuple(rows)) if rows else None


def likely(measure: Measure, language: str) -> str:
    """Where the true share lies with 95 % confidence: "64 % to 95 %"; "-" for what is no share."""
    if measure.hits is None or not measure.n:
        return "-"
    interval = wilson(measure.hits, measure.n)
    return f"{percent(interval.low, language)} to {percent(interval.high, language)}"


def _row(check: Check, judged: Judged | None, language: str) -> tuple[str, ...]:
    name = check.kind.name.capitalize()
    if check.comparison is None:
        return (name, "-", "-", "-", "-", check.status)
    now = check.comparison.now
    said = bare(now, language) if now.value is not None else "no data"
    before, direction = "-", None
    if judged is not None and judged.history.before and now.hits is not None:
        hits, n = judged.history.pooled
        before = bare(share(now.metric, hits, n, none=""), language) if n else "-"
        direction = judged.direction
    return (
        name,
        ("at least " if now.at_least else "") + said,
        likely(now, language),
        before,
        f"{check.aim} {percent(check.threshold, language)}",
        check.status + _TRENDS[direction],
    )
