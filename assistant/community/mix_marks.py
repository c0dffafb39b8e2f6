"""Marks of an offer that are no words: prices, percentages off, times to come."""

from __future__ import annotations

import re

_MONEY = re.compile(
    r"(?:[€$£]\s?\d[\d.,]*+|\b\d[\d.,]*+\s?+(?:€|£|\$|(?:eur|euros?|chf|usd|gbp|dollars?|pounds?|quid|"
    r"franken|stutz)\b))(?!\s?(?:k|m|mio|mrd|bn|million\w*|billion\w*|milliarden?|millionen|"
    r"thousand|tausend)\b)",
    re.IGNORECASE,
)
_LARGE = 10_000
"""No shop window shows so much; a budget or a donation does."""
_NO_PRICE = re.compile(
    r"\b(?:raised|donated|donations?|collected|grant|budget|fund(?:ed|ing)|fine[ds]?|cost us|"
    r"costs? the|invest\w*|gespendet|gesammelt|zusammengekommen|spenden(?:summe|stand)|bußgeld|"
    r"haushalt|förder\w*|investier\w*)\b",
    re.IGNORECASE,
)
_OFF = re.compile(
    r"\d{1,2}\s?(?:%|percent|per cent|prozent)\s*(?:\w+\s){0,2}(?:off|discount|cheaper|less|"
    r"rabatt|günstiger|reduziert|billiger|nachlass|auf alle[sn]?|auf das|auf die|auf eure)\b"
    r"|(?:save|spart?|sparen)\s(?:up to |bis zu )?\d{1,2}\s?%|(?<!\w)-\s?\d{2}\s?%",
    re.IGNORECASE,
)
_CODE = re.compile(r"\b(?:[Cc]ode|CODE|[Gg]utschein\w*)[:\s]+[\"“„']?[A-Z][A-Z0-9]{3,}\b")
_CLOCK = re.compile(
    r"\b(?:\d{1,2}[:.]\d{2}(?!\d)|\d{1,2}\s?(?:am|pm|uhr|h)\b|noon\b|midnight\b"
    r"|(?:at|um|ab) \d{1,2}\b(?!\s?[%€$£.,]?\d))",
    re.IGNORECASE,
)
_MONTH = r"(?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-zä]*"
_DATE = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th|\.)?\s?(?:of\s)?{_MONTH}\b|\b{_MONTH}\s\d{{1,2}}\b"
    r"|\b\d{1,2}\.\d{1,2}\.(?!\d\d\d\w)|\b\d{1,2}/\d{1,2}\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:1\d{3}|20[01]\d)\b")


def price(text: str) -> str | None:
    """A price that somebody may pay; None for sums raised, granted or fined."""
    if _NO_PRICE.search(text):
        return None
    for match in _MONEY.finditer(text):
        digits = re.sub(r"[.,]\d{2}\b", "", match[0])
        if int(re.sub(r"\D", "", digits) or 0) < _LARGE:
            return match[0].strip()
    return None


def off(text: str) -> str | None:
    """A percentage off, or a code for one."""
    match = _OFF.search(text) or _CODE.search(text)
    return match[0].strip() if match else None


def when(text: str) -> str | None:
    """A time of the day or a date."""
    match = _CLOCK.search(text) or _DATE.search(text)
    return match[0].strip() if match else None


def long_ago(text: str) -> bool:
    """Whether it names a year long ago."""
    return bool(_YEAR.search(text))
