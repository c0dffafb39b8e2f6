"""Figures of the person's own that a sentence may repeat: never as a value.

- a period a tool took as argument: "the last 30 days"
- a threshold a tool took as argument, where it narrows things down: "posts with at least 500 likes"
- a name with digits that a tool took as argument: "web3"
- a figure of the question, quoted back: "you asked about 500"
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from assistant.agent.evidence import Evidence
from assistant.agent.gate.tokens import TOKEN
from assistant.agent.lexicon import fold
from assistant.community.facts import Fact

Span = tuple[int, int]

_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")
_NAME_WITH_DIGITS = re.compile(r"\b(?=[^\W\d_]{2})\w*\d\w*")
_ASKED = re.compile(
    r"""(?<!when\ )(?<!as\ )(?<!since\ )(?<!after\ )(?<!before\ )(?<!because\ )(?<!what\ )
    \b(?:you\ (?:asked|wanted\ to\ know|wondered)|your\ question(?:\ was|\ is)?
      |du\ hast|du\ wolltest\ wissen|sie\ haben|vous\ avez\ demandé|tu\ as\ demandé
      |preguntaste|has\ preguntado|hai\ chiesto|você\ perguntou|je\ vroeg)
    (?:\ (?:whether|if|why|how|gefragt,?\ ob|ob|warum|si|por\ qué|se|of|waarom)\b[^,;:.!?—]{1,60}
      |\ (?:about|for|nach|sur|por|di|sobre|naar)(?:\s[^\s,;:.!?—]+){0,3}?\s)$
    |\b(?:can't|can’t|cannot|couldn't|couldn’t|don't|don’t)\ (?:find|see|confirm|count|verify)
      (?:\ (?:the|those|any|all))?\s$
    |\b(?:you\ (?:mentioned|named)|your\ question\ (?:mentions|names|says|holds)|du\ nanntest)
      (?:\s[^\s,;:.!?—]+){0,2}?\s$""",
    re.VERBOSE | re.IGNORECASE,
)
_ASKED_AFTER = re.compile(
    r"""(?:\s[^\W\d_]+){0,2}\s(?:that\s)?you\s
    (?:mention(?:ed)?|asked\ (?:about|for)|named?|(?:have|had)\ in\ mind|speak\ of|wrote|gave)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_DENIED = re.compile(
    r"""(?:n['’]t|\b(?:not|cannot|as\ for|about|regarding|instead\ of|rather\ than))
    \b[^.;:!?]{0,40}$""",
    re.VERBOSE | re.IGNORECASE,
)
_IS_NOT = re.compile(
    r"(?:\bit\s(?:was|is)(?:n['’]t|\snot)|,\s(?:and\s)?not)\s(?:quite\s)?$", re.IGNORECASE
)
_STOPS = re.compile(r"\s*[,;:.—–]")
_COMPARED = (
    r"(?:at\ least|more\ than|over|above|fewer\ than|less\ than|under|below|mindestens|mehr\ als)"
)
_NARROWS = re.compile(
    rf"""(?:\b(?:posts?|comments?|replies|threads?|people|conversations?|beiträge|kommentare)|\ue000)
        \s(?:with|that\ have|having|that\ got|mit|avec|con|com|met)\s{_COMPARED}\s$
    | \b(?:threshold|limit|minimum|cut-?off|target|filter|schwelle|seuil|umbral|soglia)
        \s(?:of|is|von|de|di)\s$""",
    re.VERBOSE | re.IGNORECASE,
)
_WITHIN = re.compile(r"\bwithin\s(?:the\s|your\s)?(?:target\sof\s)?$", re.IGNORECASE)
_HOURS = re.compile(r"\s?(?:h|hours?)\b", re.IGNORECASE)
_UNIT = r"(?:days?|weeks?|months?|hours?|years?|tagen?|wochen|monaten?|stunden|jours|semaines|mois"
_UNIT += r"|días|semanas|meses|giorni|settimane|mesi|dias|dagen|weken|maanden)"
_PERCENTILES = frozenset({"response_time_p90", "response_hours_p90"})
_PERCENTILE = re.compile(r"\b90th(?= percentile\b)")
_LAST = frozenset(
    {"letzten", "vergangenen", "derniers", "dernieres", "ultimos", "ultimas", "ultimi", "ultime"}
    | {"afgelopen", "laatste"}
)
_UNITS = (
    ("days", ("tag", "jour", "dia", "giorn", "dag")),
    ("weeks", ("woche", "semain", "seman", "settiman", "wek")),
    ("months", ("monat", "mois", "mes", "maand")),
)
_PERIOD = re.compile(r"\d{4}-\d\d|\b(?:days?|weeks?|months?|years?|tage|wochen)\b", re.IGNORECASE)
_SPAN_OF_TIME = re.compile(rf"\b(?:\w+\s)?\d+\s{_UNIT}\b", re.IGNORECASE)


def own_figures(plain: str, evidence: Evidence, facts: Iterable[Fact]) -> Iterator[Span]:
    """Where a sentence, its tokens and names blanked, may hold figures of the person's own.

    Names of the periods of its facts are among them: "the 7 days before".
    """
    if not any(char.isdigit() for char in plain):
        return
    arguments = tuple(evidence.arguments)
    yield from _periods(plain, arguments)
    yield from _periods_of(plain, list(facts) or evidence.facts.values())
    if any(fact.metric in _PERCENTILES for fact in evidence.facts.values()):
        yield from (found.span() for found in _PERCENTILE.finditer(plain))
    yield from _names(plain, arguments)
    yield from _thresholds(plain, arguments)
    yield from _quoted_back(plain, evidence)


def spans_of_time(plain: str) -> Iterator[tuple[int, str]]:
    """Where a text speaks of a number of days or hours, and its words: "last 30 days"."""
    yield from ((found.start(), found[0]) for found in _SPAN_OF_TIME.finditer(plain))


def in_english(span: str) -> str:
    """Spans of other languages as tools name theirs: "últimos 7 días" is "last 7 days"."""
    words = [fold(word) for word in span.split()]
    if len(words) != len(("last", "7", "days")) or words[0] not in _LAST:
        return span.casefold()
    unit = next((name for name, stems in _UNITS if words[2].startswith(stems)), words[2])
    return f"last {words[1]} {unit}"


def _periods(plain: str, arguments: tuple[str, ...]) -> Iterator[Span]:
    known = _periods_taken(arguments)
    for start, text in spans_of_time(plain):
        if {text.casefold(), in_english(text)} & known:
            yield start, start + len(text)


@lru_cache(maxsize=64)
def _periods_taken(arguments: tuple[str, ...]) -> frozenset[str]:
    """Say "last 30 days" for an argument "the last 30 days"; never a bare "30 days"."""
    found = (span.casefold() for text in arguments for _, span in spans_of_time(text))
    return frozenset(span for span in found if not span[:1].isdigit())


def _periods_of(plain: str, facts: Iterable[Fact]) -> Iterator[Span]:
    windows = (window for fact in facts for window in (fact.window, fact.baseline))
    for name in {window.name.removeprefix("the ") for window in windows if window and window.name}:
        at = plain.casefold().find(name.casefold())
        if at >= 0:
            yield at, at + len(name)


def _names(plain: str, arguments: tuple[str, ...]) -> Iterator[Span]:
    known = {each[0].casefold() for text in arguments for each in _NAME_WITH_DIGITS.finditer(text)}
    for found in _NAME_WITH_DIGITS.finditer(plain):
        if found[0].casefold() in known:
            yield found.span()


def _thresholds(plain: str, arguments: tuple[str, ...]) -> Iterator[Span]:
    if TOKEN not in plain:
        return  # a threshold narrows something down; alone it is a claim
    known = _threshold_figures(arguments)
    for found in _FIGURE.finditer(plain):
        before, after = plain[: found.start()], plain[found.end() :]
        within = _WITHIN.search(before) and _HOURS.match(after)
        if found[0] in known and (within or _NARROWS.search(before)):
            yield found.span()


@lru_cache(maxsize=64)
def _threshold_figures(arguments: tuple[str, ...]) -> frozenset[str]:
    """The figures of arguments that hold exactly one and are neither a period nor a date."""
    found = (_FIGURE.findall(text) for text in arguments if not _PERIOD.search(text))
    return frozenset(figures[0] for figures in found if len(figures) == 1)


def _quoted_back(plain: str, evidence: Evidence) -> Iterator[Span]:
    known = {each[0] for each in _FIGURE.finditer(evidence.question)}
    told = {str(fact.value) for fact in evidence.facts.values()}
    for found in _FIGURE.finditer(plain):
        before, after = plain[: found.start()], plain[found.end() :]
        quoted = _ASKED.search(before) or (_ASKED_AFTER.match(after) and _DENIED.search(before))
        denied = found[0] not in told and _IS_NOT.search(before) and _STOPS.match(after)
        if found[0] in known and (quoted or denied):
            yield found.span()
