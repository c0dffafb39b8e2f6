"""Days and months named in a reply, and whether something it rests on names them, too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.community.authenticity.findings import Finding, Level
from assistant.community.reading import Reading, fold

_WEEK = (
    "monday mondays mon montag montags mo lundi lunes lunedì maandag segunda",
    "tuesday tuesdays tue tues dienstag dienstags di mardi martes martedì dinsdag terça",
    "wednesday wednesdays wed mittwoch mittwochs mi mercredi miércoles mercoledì woensdag quarta",
    "thursday thursdays thu thur thurs donnerstag donnerstags do jeudi jueves giovedì donderdag",
    "friday fridays fri freitag freitags fr vendredi viernes venerdì vrijdag sexta",
    "saturday saturdays sat samstag samstags sa sonnabend samedi sábado sabato zaterdag",
    "sunday sundays sun sonntag sonntags so dimanche domingo domenica zondag",
)
_DAY = {name: at for at, names in enumerate(_WEEK) for name in names.split()}
_SAID = {name: at for name, at in _DAY.items() if len(name) > 5}  # noqa: PLR2004 - not "mon", "do"
_EVERY_DAY = re.compile(r"(?<!\w)(?:every ?day|daily|all week|täglich|jeden tag|7 days)(?!\w)")
_WEEKDAYS = re.compile(r"(?<!\w)(?:weekdays?|werktags?|wochentags?|unter der woche)(?!\w)")
_WEEKEND = re.compile(r"(?<!\w)(?:weekends?|wochenenden?s?)(?!\w)")

_DAYS = "|".join(sorted(_DAY, key=len, reverse=True))
_RANGE = re.compile(
    rf"(?<!\w)({_DAYS})\.?(?: ?- ?| to | bis | through | until | till )({_DAYS})(?!\w)"
)
_LONG = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(_SAID, key=len, reverse=True))})(?!\w)")
_ANY = re.compile(rf"(?<!\w)(?:{_DAYS})(?!\w)")
_MONTH = re.compile(
    r"(?<!\w)(?:(?:in|by|from|until|till|since|early|late|mid|end of|this|next|last|im|ab|bis"
    r"|anfang|ende|mitte)[ -](?:january|february|march|april|may|june|july|august|september|october"
    r"|november|december|januar|februar|märz|mai|juni|juli|oktober|dezember))(?!\w)"
)
_SOON = re.compile(
    r"(?<!\w)(?:tomorrow|tonight|next (?:week|month|year|spring|summer|autumn|winter)|übermorgen"
    r"|(?<!guten )morgen(?= (?:wieder|früh|ab|um|da|geht|kommt|ist|sind))"
    r"|nächste[nrs]? (?:woche|monat|jahr))(?!\w)"
)
_PLEASANT = re.compile(
    r"(?<!\w)(?:happy|great|nice|lovely|good|fab|enjoy|see you|see y’all|cheers to|schöne[nrs]?"
    r"|guten|bis|feliz|bon|buon)(?: [\w’]+){0,3} $"
)
_BEFORE = 40


def ungrounded_days(reading: Reading, texts: Sequence[str]) -> Iterator[Finding]:
    """Named days and months that neither the facts nor the thread name."""
    folded = reading.folded
    known = frozenset[int]().union(*(_days(text) for text in texts))
    there = [fold(text) for text in texts]
    for found in _LONG.finditer(folded):
        if _SAID[found[0]] not in known and not _pleasant(folded, found.start()):
            yield _finding(found, Level.BLOCK, "This day stands")
    for found in _MONTH.finditer(folded):
        if not any(found[0].split()[-1] in text for text in there):
            yield _finding(found, Level.BLOCK, "This month stands")
    for found in _SOON.finditer(folded):
        if not any(found[0] in text for text in there) and not _pleasant(folded, found.start()):
            yield _finding(found, Level.WARN, "This time stands")


def _pleasant(folded: str, start: int) -> bool:
    """Whether it is only a wish ("happy Friday", "see you on Saturday")."""
    return _PLEASANT.search(folded, max(0, start - _BEFORE), start) is not None


def _finding(found: re.Match[str], level: Level, what: str) -> Finding:
    return Finding(
        *found.span(),
        "date",
        level,
        f"{what} in no fact and not in the conversation.",
        "Cite the fact it comes from, or leave it out.",
    )


@lru_cache(maxsize=512)
def _days(text: str) -> frozenset[int]:
    """Days of the week a text names, 0 is Monday; "Mon to Fri" names five."""
    folded = fold(text)
    named = {_DAY[name] for name in _ANY.findall(folded)}
    for first, last in _RANGE.findall(folded):
        named |= {(_DAY[first] + step) % 7 for step in range((_DAY[last] - _DAY[first]) % 7 + 1)}
    if _EVERY_DAY.search(folded):
        named |= set(range(7))
    if _WEEKDAYS.search(folded):
        named |= set(range(5))
    if _WEEKEND.search(folded):
        named |= {5, 6}
    return frozenset(named)
