"""Names of weekdays, months and units in the languages that periods are asked in. Data only."""

from __future__ import annotations

from types import MappingProxyType

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

_GERMAN_WEEKDAYS = "montag dienstag mittwoch donnerstag freitag samstag sonntag"
_GERMAN_MONTHS = (
    "januar februar märz april mai juni juli august september oktober november dezember"
)

_ALSO = {
    # English short forms
    "mon": "monday",
    "tue": "tuesday",
    "tues": "tuesday",
    "wed": "wednesday",
    "thu": "thursday",
    "thur": "thursday",
    "thurs": "thursday",
    "fri": "friday",
    "sat": "saturday",
    "sun": "sunday",
    "sept": "september",
    "current": "this",
    "previous": "last",
    "preceding": "last",
    "and": "to",
    "until": "to",
    "till": "to",
    "through": "to",
    # German
    "sonnabend": "saturday",
    "maerz": "march",
    "jänner": "january",
    "okt": "october",
    "dez": "december",
    "mrz": "march",
    "mär": "march",
    "heute": "today",
    "gestern": "yesterday",
    "seit": "since",
    "ab": "since",
    "bis": "to",
    "und": "to",
    "stunde": "hour",
    "stunden": "hours",
    "tag": "day",
    "tage": "days",
    "tagen": "days",
    "woche": "week",
    "wochen": "weeks",
    "wochenende": "weekend",
    "monat": "month",
    "monats": "month",
    "monate": "months",
    "monaten": "months",
    "quartal": "quarter",
    "jahr": "year",
    "jahres": "year",
    "kw": "week",
    "kalenderwoche": "week",
    "morgen": "tomorrow",
    **dict.fromkeys(("diese", "dieser", "diesen", "diesem", "dieses", "aktuelle"), "this"),
    **dict.fromkeys(("letzte", "letzter", "letzten", "letztem", "letztes"), "last"),
    **dict.fromkeys(("vorige", "voriger", "vorigen", "vorigem", "voriges"), "last"),
    **dict.fromkeys(("vergangene", "vergangener", "vergangenen", "vergangenes"), "last"),
    **dict.fromkeys(("nächste", "nächster", "nächsten", "nächstes", "coming"), "next"),
    **dict.fromkeys(("kommende", "kommender", "kommenden", "kommendes"), "next"),
    # numbers people write out
    **dict.fromkeys(("one", "ein", "einem", "einer"), "1"),
    **dict.fromkeys(("two", "couple", "zwei"), "2"),
    **dict.fromkeys(("three", "drei"), "3"),
    **dict.fromkeys(("four", "vier"), "4"),
    **dict.fromkeys(("five", "fünf"), "5"),
    **dict.fromkeys(("six", "sechs"), "6"),
    **dict.fromkeys(("seven", "sieben"), "7"),
    **dict.fromkeys(("eight", "acht"), "8"),
    **dict.fromkeys(("nine", "neun"), "9"),
    **dict.fromkeys(("ten", "zehn"), "10"),
    **dict.fromkeys(("twelve", "zwölf"), "12"),
    **dict.fromkeys(("thirty", "dreißig"), "30"),
}

PLAIN = MappingProxyType(
    {
        **{name.lower()[:3]: name.lower() for name in MONTHS},
        **{
            word: name.lower()
            for word, name in zip(_GERMAN_WEEKDAYS.split(), WEEKDAYS, strict=True)
        },
        **{word: name.lower() for word, name in zip(_GERMAN_MONTHS.split(), MONTHS, strict=True)},
        **_ALSO,
    }
)
"""Every word that means one of our plain English ones, lower case."""

FILLERS = frozenset(
    (
        *("the", "in", "on", "at", "during", "over", "for", "from", "of", "between", "within"),
        *("so", "far", "bisher", "whole", "full", "complete", "ganze", "ganzen", "entire"),
        *("calendar", "im", "der", "die", "das", "den", "dem", "am", "an", "von", "vom", "zum"),
    )
)
"""Words that say nothing about which period is meant."""
