"""What a question says: its period, its account, and words that can be matched.

Rules only, no guessing: what is not understood stays unread, and the plan then asks back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.agent.offline.accounts import take_accounts, the_account
from assistant.agent.offline.phrases import has, pattern
from assistant.agent.offline.spelling import nearest
from assistant.agent.offline.vocabulary import TARGETS, VOCABULARY
from assistant.agent.offline.words import (
    BEFORE_PERIOD,
    MONTH_WORDS,
    WORD_BEFORE,
)
from assistant.community.calendar_words import FILLERS
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
_AGAINST = re.compile(
    r"\b(?:than|with|to|vs|versus|against|als|gegenüber|mit|zu|zum|zur)"
    r"(?: (?:the|in|dem|der|den|im))?$"
)
_WHICH = frozenset({"last", "this", "past"})
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
        raw: its words that are no period, as they were written, for searching.
        periods: as written, in order.
        against: whether the first of them stands behind a word that sets it beside another time
            ("than last week"); it counts in comparisons only.
        before: whether it names the stretch just before as what to compare with.
        account: `platform:handle`, several with commas between; None when it names none or all.
        several: whether it names more than one.
        stranger: a name that looks like an account and is none of ours.
        link: a web address, None without one.
        quoted: words in quotation marks, None without them.
    """

    text: str
    raw: tuple[str, ...]
    periods: tuple[str, ...]
    against: bool
    before: bool
    account: str | None
    several: bool
    stranger: str | None
    link: str | None
    quoted: str | None


def read(question: str, known: Known) -> Reading:
    """Take a question apart."""
    link = _LINK.search(question)
    rest = question.replace(link[0], " ") if link else question
    quoted = _QUOTED.search(rest)
    if quoted and the_account(quoted[1].lower(), known.accounts) is None:
        rest = rest.replace(quoted[0], " ")
    words = [word for each in rest.split()[:_MOST_WORDS] if (word := each.strip(_ENDS))]
    mended = _mend([word.lower().replace("'", "").replace("’", "") for word in words])
    kept, periods = _take_periods(mended, known)
    named, stranger, plain = take_accounts([(words[at], mended[at]) for at in kept], known.accounts)
    text = " ".join(plain)
    return Reading(
        text=_BEFORE.sub(" ", text).strip(),
        raw=tuple(words[at] for at in kept),
        periods=periods,
        against=_follows(mended, kept),
        before=has(text, _BEFORE),
        account=", ".join(named) if 0 < len(named) < max(len(known.accounts), 2) else None,
        several=len(named) > 1,
        stranger=stranger,
        link=link[0] if link else None,
        quoted=quoted[1].strip() if quoted else None,
    )


_BEFORE = pattern([f"the {each}" for each in WORD_BEFORE] + list(WORD_BEFORE))


def _follows(words: Sequence[str], kept: Sequence[int]) -> bool:
    """Whether the first period stands behind a word that sets it beside another."""
    begins = next((at for at, place in enumerate(kept) if at != place), len(kept))
    named = begins < len(words)
    return named and _AGAINST.search(" ".join(words[:begins])) is not None


# -- typos ----------------------------------------------------------------------------------


def _mend(words: Sequence[str]) -> list[str]:
    """Typos mended; beside "last" and "week" the neighbour decides, since both have near words."""
    mended: list[str] = []
    for at, word in enumerate(words):
        before = mended[-1] if mended else ""
        after = words[at + 1] if at + 1 < len(words) else ""
        likely = _UNITS if before in _WHICH else _WHICH if after in _UNITS else ()
        meant = nearest(word, likely)
        mended.append(meant if meant in likely else nearest(word, TARGETS, VOCABULARY))
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
        inside = window[0] not in _BRIDGES and window[-1] not in _BRIDGES | FILLERS
        if inside and _names(window, known):
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
