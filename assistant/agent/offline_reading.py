"""What a question says: its period, its account, and words that can be matched.

Rules only, no guessing: what is not understood stays unread, and the plan then asks back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from assistant.agent.offline_words import (
    BEFORE_PERIOD,
    COMMON,
    INTENTS,
    METRICS,
    MONTH_WORDS,
    ORDERS,
    SMALL_TALK,
    WHY,
    WORD_BEFORE,
)
from assistant.agent.spelling import nearest
from assistant.community.accounts import Platform
from assistant.community.calendar_words import MONTHS, PLAIN, WEEKDAYS
from assistant.community.period_words import parse_period
from assistant.errors import InvalidInput

_LINK = re.compile(r"(?:https?|at)://[^\s<>\"']+[^\s<>\"'.,;:!?)]")
_QUOTED = re.compile(r"[\"“„«]([^\"”“»]{2,80})[\"”“»]")
_HANDLE = re.compile(r"@\S+|[a-z]+:\S+|(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE)
_ENDS = ".,!?;:()[]\"'“”„«»…"
_MOST_WORDS = 120
_LONGEST_PERIOD = 7
_SHORTEST_PREFIX = 4
_GAP = r"(?: \S+){0,3} "
_AHEAD = ("next", "tomorrow", "nächste", "nächsten", "kommende")
_UNITS = frozenset({"week", "weeks", "day", "days", "month", "months", "year", "quarter"})


@dataclass(frozen=True, slots=True)
class Known:
    """What the composer knows besides the question: accounts as `platform:handle`, the time and
    the zone of the person.
    """

    accounts: tuple[str, ...]
    now: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A question, taken apart.

    Attributes:
        text: its words that are no period and no account, typos mended, single spaces.
        raw: the same words as they were written, for searching.
        periods: as written, in order.
        before: whether it names the stretch just before as what to compare with.
        account: `platform:handle`, None when it names none.
        stranger: a name that looks like an account and is none of ours.
        link: a web address, None without one.
        quoted: words in quotation marks, None without them.
    """

    text: str
    raw: tuple[str, ...]
    periods: tuple[str, ...]
    before: bool
    account: str | None
    stranger: str | None
    link: str | None
    quoted: str | None


def read(question: str, known: Known) -> Reading:
    """Take a question apart."""
    link = _LINK.search(question)
    rest = question.replace(link[0], " ") if link else question
    quoted = _QUOTED.search(rest)
    words = [word for each in rest.split()[:_MOST_WORDS] if (word := each.strip(_ENDS))]
    words, account, stranger = _take_account(words, known)
    mended = _mend([word.lower().replace("'", "").replace("’", "") for word in words])
    kept, periods = _take_periods(mended, known)
    text = " ".join(mended[at] for at in kept)
    before = has(text, _BEFORE)
    return Reading(
        text=_BEFORE.sub(" ", text).strip(),
        raw=tuple(words[at] for at in kept),
        periods=periods,
        before=before,
        account=account,
        stranger=stranger,
        link=link[0] if link else None,
        quoted=quoted[1].strip() if quoted else None,
    )


def pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """One pattern for phrases; longer ones first, "*" stands for up to three words."""
    ordered = sorted(phrases, key=len, reverse=True)
    each = (re.escape(phrase).replace(r"\ \*\ ", _GAP) for phrase in ordered)
    return re.compile(rf"(?<!\S)(?:{'|'.join(each)})(?!\S)")


def patterns(table: Mapping[str, Iterable[str]]) -> dict[str, re.Pattern[str]]:
    """One pattern per row of a table, in its order."""
    return {name: pattern(phrases) for name, phrases in table.items()}


def has(text: str, words: re.Pattern[str]) -> bool:
    """Whether a phrase stands in the text."""
    return words.search(text) is not None


_BEFORE = pattern([f"the {each}" for each in WORD_BEFORE] + list(WORD_BEFORE))


# -- typos ----------------------------------------------------------------------------------


@cache
def _vocabulary() -> frozenset[str]:
    tables = (METRICS, INTENTS, SMALL_TALK, ORDERS)
    phrases = (phrase for table in tables for row in table.values() for phrase in row)
    calendar = (*PLAIN, *PLAIN.values(), *(name.lower() for name in (*MONTHS, *WEEKDAYS)))
    spoken = {word for phrase in phrases for word in phrase.split() if word != "*"}
    return frozenset(spoken | COMMON | WHY | BEFORE_PERIOD | set(calendar))


def _mend(words: Sequence[str]) -> list[str]:
    mended: list[str] = []
    for word in words:
        after = mended[-1] if mended else ""
        unit = nearest(word, _UNITS) if after in {"last", "this", "past"} else word
        mended.append(unit if unit in _UNITS else nearest(word, _vocabulary()))
    return mended


# -- periods --------------------------------------------------------------------------------


def _take_periods(words: Sequence[str], known: Known) -> tuple[list[int], tuple[str, ...]]:
    """The places of words that belong to no period, and the periods as written."""
    kept: list[int] = []
    found: list[str] = []
    at = 0
    while at < len(words):
        length = _period_at(words, at, known)
        if length:
            found.append(" ".join(words[at : at + length]))
        else:
            kept.append(at)
        at += length or 1
    return kept, tuple(found)


def _period_at(words: Sequence[str], at: int, known: Known) -> int:
    """How many words from here on name a period, the longest reading; 0 for none."""
    if words[at] in MONTH_WORDS and (at == 0 or words[at - 1] not in BEFORE_PERIOD):
        return 0
    for length in range(min(_LONGEST_PERIOD, len(words) - at), 0, -1):
        window = words[at : at + length]
        if window[0] not in _BRIDGES and window[-1] not in _BRIDGES and _names(window, known):
            return length
    return 0


_BRIDGES = frozenset({"and", "und", "to", "of", "for", "with", "by", "a", "one", "ein", "vs"})
"""Words that may stand inside a period, but neither begin nor end one."""


def _names(window: Sequence[str], known: Known) -> bool:
    if window[0] in _AHEAD:
        return len(window) == (1 if window[0] == "tomorrow" else 2)
    try:
        parse_period(" ".join(window), known.zone, known.now)
    except InvalidInput:
        return False
    return True


# -- accounts -------------------------------------------------------------------------------


def _take_account(words: Sequence[str], known: Known) -> tuple[list[str], str | None, str | None]:
    """The words without account names, the account, and a name that is none of ours."""
    account: str | None = None
    stranger: str | None = None
    rest: list[str] = []
    for word in words:
        ours = _account(word.lower().removesuffix("'s").removesuffix("’s"), known.accounts)
        if ours:
            account = account or ours
        elif _HANDLE.fullmatch(word) and not any(each.isdigit() for each in word.split(".")[:1]):
            stranger = stranger or word
        else:
            rest.append(word)
    return rest, account, stranger


def _account(word: str, accounts: Sequence[str]) -> str | None:
    """The one account a word names: written out, by handle, by its first label, or beginning."""
    name = word.lstrip("@")
    handles = {each: each.partition(":")[2].lstrip("@") for each in accounts}
    labels = {each: handle.replace("@", ".").split(".")[0] for each, handle in handles.items()}
    platforms = {each: each.partition(":")[0] for each in accounts}
    ways: list[list[str]] = [
        [each for each in accounts if each == name],
        [each for each, handle in handles.items() if handle == name],
    ]
    if name not in _vocabulary():
        ways += [
            [each for each, label in labels.items() if label == name],
            [each for each, kind in platforms.items() if kind == name and kind in _PLATFORMS],
        ]
        if len(name) >= _SHORTEST_PREFIX:
            ways.append([each for each, handle in handles.items() if handle.startswith(name)])
            meant = nearest(name, frozenset(labels.values()))
            ways.append([each for each, label in labels.items() if label == meant != name])
    return next((found[0] for found in ways if len(found) == 1), None)


_PLATFORMS = frozenset(platform.value for platform in Platform)
