"""Changes one part of a sound sentence so that it says something no tool returned.

Each mutation is false by its making, not by the gate's verdict: a noun is swapped only where it
names the metric of a fact in the sentence, and only for one that no fact there counts; a period
only where it names a fact's window or baseline; a direction only beside a fact that has one.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.community.accounts import Platform
from assistant.community.calendar_words import MONTHS, WEEKDAYS
from assistant.community.facts import Fact, Window
from tests.evals.gate_cases import Case

NOUNS = {
    "replies": {"replies", "comments", "own_replies", "open_items"},
    "comments": {"replies", "own_replies", "open_items"},
    "likes": {"likes"},
    "reposts": {"reposts"},
    "quotes": {"quotes"},
    "mentions": {"mentions"},
    "followers": {"followers", "follower_change", "rate_by_followers"},
    "posts": {"posts", "post_engagements", "search_hits", "best_time"},
    "engagements": {"engagements", "post_engagements"},
    "response time": {"response_time_median", "response_time_p90"},
    "response rate": {"response_rate", "answered_in_target"},
    "first-timers": {"first_timers"},
    "core": {"community_core"},
    "conversation share": {"conversation_share"},
}
DIRECTIONS = (
    ("up", "down"),
    ("rose", "fell"),
    ("more", "fewer"),
    ("grown", "shrunk"),
    ("faster", "slower"),
    ("sooner", "later than usual"),
    ("improved", "worsened"),
    ("picked up", "fell off"),
    ("flat", "growing"),
    ("steady", "higher"),
    ("best", "weakest"),
    ("strongest", "weakest"),
    ("less", "more"),
)
PERIODS = (
    *("this week", "last week", "this month", "last month", "today", "yesterday", "this year"),
    *("October", "September", "Monday", "Saturday", "the last 7 days", "the last 28 days"),
    *("the last 30 days", "the month before", "the 7 days before", "last quarter"),
)
_NOT = re.compile(r"n't\b|\bnot\b")
_TOKEN = re.compile(r"\{\{\w+\}\}")


@dataclass(frozen=True)
class Mutation:
    kind: str
    case: Case
    sentence: str


def mutations(case: Case, dice: random.Random) -> Iterator[Mutation]:
    """Every kind of mutation of a sound sentence; none for a sentence without a fact."""
    ids = re.findall(r"\{\{(f\d+)\}\}", case.sentence)
    facts = [case.evidence.facts[each] for each in ids]
    if not facts:
        return
    for kind, made in (
        ("digit", _digits(case.sentence, dice)),
        ("noun", _nouns(case.sentence, facts)),
        ("account", _accounts(case.sentence, facts, case.evidence.accounts)),
        ("period", _periods(case.sentence, facts)),
        ("direction", _directions(case.sentence, facts)),
    ):
        yield from (Mutation(kind, case, each) for each in made)


def _digits(sentence: str, dice: random.Random) -> Iterator[str]:
    """A digit anywhere but inside a token."""
    inside = {
        at for each in _TOKEN.finditer(sentence) for at in range(each.start() + 1, each.end())
    }
    for _ in range(3):
        at = dice.choice([at for at in range(len(sentence) + 1) if at not in inside])
        yield f"{sentence[:at]}{dice.randint(0, 9)}{sentence[at:]}"


def _nouns(sentence: str, facts: list[Fact]) -> Iterator[str]:
    metrics = {fact.metric for fact in facts}
    for noun, names in NOUNS.items():
        if not names & metrics:
            continue
        for other, named in NOUNS.items():
            if not named & metrics:
                yield from _swapped(sentence, noun, other)


def _accounts(sentence: str, facts: list[Fact], accounts: tuple[str, ...]) -> Iterator[str]:
    there = {fact.account for fact in facts if fact.account}
    if len(there) != 1:
        return
    account = next(iter(there))
    platform, _, handle = account.partition(":")
    for other in (*accounts, "instagram:beans", "bluesky:rival.test"):
        if other != account:
            yield from _swapped(sentence, handle.lstrip("@"), other.partition(":")[2].lstrip("@"))
            yield from _swapped(sentence, handle.lstrip("@"), other)
    for each in Platform:
        if each is not Platform.SAMPLE and each.value != platform:
            yield from _swapped(sentence, Platform(platform).title, each.title)


def _periods(sentence: str, facts: list[Fact]) -> Iterator[str]:
    windows = [window for fact in facts for window in (fact.window, fact.baseline) if window]
    named = {window.name for window in windows if window.name}
    for period in named:
        for other in PERIODS:
            if other != period and not _is_true(other, windows):
                yield from _swapped(sentence, period, other)


def _is_true(period: str, windows: list[Window]) -> bool:
    """Whether a period is another name of a window: its month, its weekday, "the month before".

    Where a part of last week is compared with, "last week" is loose and no lie.
    """
    if any(window.name and window.name.endswith(f"part of {period}") for window in windows):
        return True
    days = [(window.period.first_day, window.period.last_day) for window in windows]
    months = {MONTHS[first.month - 1] for first, _ in days}
    weekdays = {WEEKDAYS[first.weekday()] for first, last in days if first == last}
    return period in months | weekdays or (period.endswith("before") and len(windows) > 1)


def _directions(sentence: str, facts: list[Fact]) -> Iterator[str]:
    if not {"up", "down", "same"} & {fact.direction for fact in facts} and "post" not in sentence:
        return
    if any(fact.direction == "unclear" for fact in facts):
        return
    if {"same"} == {fact.direction for fact in facts} and _NOT.search(sentence):
        return  # what stayed the same went neither up nor down
    for pair in DIRECTIONS:
        for one, other in (pair, pair[::-1]):
            yield from _swapped(sentence, one, other)


def _swapped(sentence: str, one: str, other: str) -> Iterator[str]:
    """The sentence with the first `one` replaced, its capital kept, tokens untouched."""
    found = re.search(
        rf"(?<![\w{{@.])(?<!in the ){re.escape(one)}(?![\w}}])", sentence, re.IGNORECASE
    )
    if found:
        new = other[0].upper() + other[1:] if found[0][0].isupper() else other
        yield sentence[: found.start()] + new + sentence[found.end() :]
