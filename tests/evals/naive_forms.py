"""The numerals by which a value, a time or a stretch of days may be written."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from assistant.community.facts import Window
from tests.evals.naive_look import Share
from tests.evals.random_community import ZONE

NUMERAL = re.compile(r"\d+(?:[.,:]\d+)*")


def forms(metric: str, value: float | str | None) -> set[str]:
    """The numerals by which a value may be written."""
    if value is None or isinstance(value, str):
        return set()
    forms = {number(abs(value)), percent(abs(value)), number(abs(value) * 100)}
    if isinstance(value, Share):
        forms |= {f"{value.hits:,}", f"{value.n:,}"}
    if metric.startswith("response_") or metric == "target":
        forms |= duration(abs(value))
    if metric == "response_time_p90":
        forms |= {"90"}  # its name: "a 90th percentile response time"
    if metric == "best_time":
        hour = int(value) % 24
        forms |= {f"{hour:02d}:00", f"{hour + 4:02d}:00"}
    return forms


def number(value: float) -> str:
    return f"{rounded(value, 1):,f}".removesuffix(".0")


def percent(share: float) -> str:
    points = share * 100
    whole = rounded(points, 0)
    return number(float(whole) if points >= 10 and (whole != 100 or points == 100) else points)


def rounded(value: float, places: int) -> Decimal:
    """Halves go up, as people learn it at school."""
    exact = Decimal(str(round(value, 9)))
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def duration(seconds: float) -> set[str]:
    """Hours and minutes, from one day on days and hours; a half may go either way."""
    either = {round(seconds / 60), int(rounded(seconds / 60, 0))}
    return {part for minutes in either for part in _parts(minutes)}


def _parts(minutes: int) -> set[str]:
    if minutes < 24 * 60:
        return {str(minutes // 60), str(minutes % 60)}
    hours = {round(minutes / 60), int(rounded(minutes / 60, 0))}
    return {str(each // 24) for each in hours} | {str(each % 24) for each in hours}


def dates(window: Window) -> set[str]:
    """Days, years and the period's own name."""
    zone = ZoneInfo(ZONE)
    days: list[datetime] = [
        window.start.astimezone(zone),
        (window.end - timedelta(microseconds=1)).astimezone(zone),
    ]
    numbers = {str(day.day) for day in days} | {str(day.year) for day in days}
    return numbers | set(NUMERAL.findall(window.name or ""))
