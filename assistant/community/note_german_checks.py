"""The scorecard of a weekly note in German, as a table and drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from assistant.community.answers import Chart, Series, Table
from assistant.community.german_wording import bare, percent
from assistant.community.note_checks import chart_of, rows_of
from assistant.community.statistics import wilson

if TYPE_CHECKING:
    from assistant.community.facts import Direction
    from assistant.community.measures import Measure
    from assistant.community.note_checks import Beside
    from assistant.community.note_figures import AccountWeek
    from assistant.community.surprises import Judged

COLUMNS = ("Ziel", "Woche", "Wahrscheinlich", "Wochen davor", "Soll", "Ergebnis")

_CHECKS = MappingProxyType(
    {
        "respond": "Antworten",
        "talk": "Gespräch",
        "stay": "Wiederkehr",
        "mix": "Mischung",
        "listen": "Zuhören",
    }
)
_STATUS = MappingProxyType(
    {
        "met": "erreicht",
        "not met": "nicht erreicht",
        "no data": "keine Daten",
        "not listening yet": "noch niemand hört zu",
    }
)
_TRENDS: Mapping[Direction | None, str] = MappingProxyType(
    {"up": ", gestiegen", "down": ", gesunken", "same": "", "unclear": "", None: ""}
)
_LINES = MappingProxyType({"the week": "die Woche", "the weeks before": "die Wochen davor"})


def checks(known: Sequence[AccountWeek], judged: Sequence[Judged], _: str) -> Table | None:
    """The table of the scorecard."""
    several = len(known) > 1
    rows = tuple(
        ((each.account,) if several else ()) + _row(each) for each in rows_of(known, judged)
    )
    columns = ("Konto", *COLUMNS) if several else COLUMNS
    return Table(title="Ziele", columns=columns, rows=rows) if rows else None


def _row(each: Beside) -> tuple[str, ...]:
    check, name = each.check, _CHECKS[each.check.kind.name]
    if check.comparison is None:
        return (name, "-", "-", "-", "-", _STATUS[check.status])
    now = check.comparison.now
    said = bare(now) if now.value is not None else "keine Daten"
    aim = "höchstens" if check.kind.at_most else "mindestens"
    return (
        name,
        ("mindestens " if now.at_least else "") + said,
        _likely(now),
        bare(each.then) if each.then is not None else "-",
        f"{aim} {percent(check.threshold)}",
        _STATUS[check.status] + _TRENDS[each.direction],
    )


def _likely(measure: Measure) -> str:
    if measure.hits is None or not measure.n:
        return "-"
    interval = wilson(measure.hits, measure.n)
    return f"{percent(interval.low)} bis {percent(interval.high)}"


_NOT_DRAWN = (
    "X fehlt im Diagramm: Die Bedingungen von X verbieten es, seine Zahlen an denen anderer "
    "Plattformen zu messen."
)


def chart(known: Sequence[AccountWeek], judged: Sequence[Judged]) -> Chart | None:
    """The same drawn."""
    drawn = chart_of(known, judged)
    if drawn is None:
        return None
    names = [_CHECKS[each.lower()] for each in drawn.categories]
    return drawn.model_copy(
        update={
            "title": "Ziele, in Prozent",
            "categories": tuple(names),
            "series": tuple(
                Series(name=_LINES.get(each.name, each.name), values=each.values)
                for each in drawn.series
            ),
            "y_label": "Prozent",
            "alt": f"{', '.join(names)} in Prozent, die Woche.",
            "left_out": _NOT_DRAWN if drawn.left_out else "",
        }
    )
