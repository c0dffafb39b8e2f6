"""The figures of a weekly note: what was gathered of each account, judged together and worded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count

from assistant.community.accounts import Account, Platform
from assistant.community.comparisons import Comparison
from assistant.community.facts import Fact, Source, Unit
from assistant.community.figures import FactMaker
from assistant.community.inbox import Item
from assistant.community.measures import share
from assistant.community.metrics import METRICS
from assistant.community.note_stops import Month
from assistant.community.periods import Period
from assistant.community.rows import Rows
from assistant.community.scorecard import Check, checks_ok
from assistant.community.surprises import History, Judged, judge, strongest

CALL = "weekly_note"


@dataclass(frozen=True, slots=True)
class AccountWeek:
    """One account's week as it was gathered.

    Attributes:
        rows: of the week; None where the account was not read yet.
        checks: the scorecard.
        histories: what is watched over the weeks.
        limit: the most promotion it allows itself, a fraction.
        weeks: the earlier weeks the histories reach over, the latest first.
    """

    account: Account
    rows: Rows | None = None
    checks: tuple[Check, ...] = ()
    histories: tuple[History, ...] = ()
    weeks: tuple[Period, ...] = ()
    month: Month | None = None
    limit: float = 0.2


@dataclass(frozen=True, slots=True)
class Scene:
    """What the note needs beside the figures.

    Attributes:
        week: ISO date of the note's day.
        waiting: open items that everybody may see, the oldest promise first, but for those that
            seem to need no answer: `quiet` is how many they are.
        last: the definitions of the note before; None before the first.
        missed: a week whose note never came; None where there is none.
        left_alone: (platform, native id) of people who are not to be named in public.
    """

    week: str
    period: Period
    zone: str
    language: str
    now: datetime
    waiting: Sequence[Item] = ()
    quiet: int = 0
    last: tuple[str, ...] | None = None
    missed: str | None = None
    left_alone: frozenset[tuple[Platform, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Told:
    """What was judged, with the fact of each."""

    judged: tuple[Judged, ...]
    by_history: dict[int, Fact]
    counted: tuple[Fact, ...]

    @property
    def facts(self) -> tuple[Fact, ...]:
        return (*self.counted, *self.by_history.values())

    @property
    def changed(self) -> tuple[Fact, ...]:
        """Of the strongest changes."""
        at = {id(each): number for number, each in enumerate(self.judged)}
        return tuple(self.by_history[at[id(each)]] for each in strongest(self.judged))


def told(weeks: Sequence[AccountWeek], scene: Scene) -> Told:
    """All comparisons of the note, judged together."""
    numbers = count(1)
    maker = FactMaker(
        next_id=lambda: f"f{next(numbers)}",
        zone=scene.zone,
        language=scene.language,
        several_accounts=len(weeks) > 1,
    )
    known = [each for each in weeks if each.rows is not None]
    counted = tuple(
        maker.fact(checks_ok(each.checks), scene.period, _source(each, scene)) for each in known
    )
    of = [(week, history) for week in known for history in week.histories]
    judged = judge(history for _, history in of)
    facts = {
        at: _fact(maker, week, each, scene)
        for at, ((week, _), each) in enumerate(zip(of, judged, strict=True))
    }
    return Told(judged, facts, counted)


def _fact(maker: FactMaker, week: AccountWeek, judged: Judged, scene: Scene) -> Fact:
    history, source = judged.history, _source(week, scene)
    if not history.before or judged.direction is None:
        return maker.fact(history.now, scene.period, source)
    weeks = week.weeks[: len(history.before)]
    name = "the week before" if len(weeks) == 1 else f"the {len(weeks)} weeks before"
    baseline = Period(weeks[-1].start, weeks[0].end, name, scene.zone)
    then = history.before[0]
    if history.now.hits is not None:
        hits, n = history.pooled
        then = replace(share(history.metric, hits, n, none=""), within=history.now.within)
    comparison = Comparison(history.now, then, scene.period, baseline, judged.direction)
    many = len(weeks) > 1 and METRICS[history.metric].unit is Unit.COUNT
    if many:
        return maker.among(comparison, *history.range, source)
    return maker.compared(comparison, source)


def _source(week: AccountWeek, scene: Scene) -> Source:
    assert week.rows is not None
    return Source(
        call=f"{CALL}({scene.period.name})", account=str(week.account.ref), as_of=week.rows.as_of
    )
