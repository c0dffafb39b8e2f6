"""How accounts are doing, put into sentences: the checks, what moved, who waits."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.agent.offline.replies import AND_LISTEN, THE_CHECKS, TOO_QUIET
from assistant.agent.offline.telling import (
    bulleted,
    by_account,
    listed,
    picked,
    quoted,
    said,
    token,
)
from assistant.agent.tools import Findings, Item
from assistant.community.facts import Fact
from assistant.community.scorecard import CHECKS, CheckKind

CLEAR = frozenset({"up", "down"})
_MOST_OBSERVATIONS = 3
_MOST_ACCOUNTS = 6


def waiting(items: Sequence[Item]) -> str:
    """Who waits, in the order they came: the longest wait first."""
    words = [quoted(item) for item in items if item.quote]
    return bulleted("A good place to start, the longest wait first:", words)


def health(found: Findings) -> str:
    """One account in full, several line by line; then what to look at, and who waits."""
    groups = by_account(found.facts)
    if found.begun:
        return _so_far(groups)
    moved = [fact for fact in found.facts if fact.direction in CLEAR][:_MOST_OBSERVATIONS]
    if len(groups) == 1:
        paragraphs = _one_health(found.facts, moved)
    else:
        lines = [listed(picked(facts, "checks_ok", "open_items")) for facts in groups]
        short = [fact for kind in CHECKS for fact in found.facts if _misses(fact, kind)]
        paragraphs = [bulleted("Account by account:", lines[:_MOST_ACCOUNTS])]
        paragraphs.append(_the_checks(found.facts))
        paragraphs.append(_look_at(short[:_MOST_OBSERVATIONS]))
        paragraphs.append(" ".join(said(fact) for fact in moved if fact not in short))
    return "\n\n".join(filter(None, [*paragraphs, waiting(found.items)]))


def _so_far(groups: Sequence[Sequence[Fact]]) -> str:
    """What came in, and how many wait: of a period of hours no check says anything."""
    told = [picked(facts, "replies", "open_items") for facts in groups][:_MOST_ACCOUNTS]
    if len(told) == 1:
        return " ".join(map(said, told[0]))
    return bulleted("So far:", map(listed, told))


def _one_health(facts: Sequence[Fact], moved: Sequence[Fact]) -> list[str]:
    """How many checks are met, which are not, what happened, how many wait."""
    (checks,), (waiting,) = picked(facts, "checks_ok"), picked(facts, "open_items")
    told = picked(facts, *(kind.metric for kind in CHECKS if not kind.at_most))
    if checks.value is None or all(fact.value is None for fact in told):
        return [f"{said(picked(facts, 'replies')[0])} {TOO_QUIET}", said(waiting)]
    short = [fact for kind in CHECKS for fact in facts if _misses(fact, kind)]
    usual = picked(facts, "replies", "answered_in_target")
    rest = [fact for fact in (*moved, *usual) if fact not in short and fact.value is not None]
    telling = list(dict.fromkeys(rest))[:_MOST_OBSERVATIONS]
    return [
        f"{said(checks)} {_the_checks(facts)}",
        _look_at(short),
        bulleted("What happened:", map(token, telling)),
        said(waiting),
    ]


def _the_checks(facts: Sequence[Fact]) -> str:
    """What they ask; *listen* only where it was measured."""
    heard = any(fact.value is not None for fact in picked(facts, "listen"))
    return f"{THE_CHECKS} {AND_LISTEN}" if heard else THE_CHECKS


def _look_at(short: Sequence[Fact]) -> str:
    if len(short) == 1:
        return f"Worth a look: {token(short[0])}."
    return bulleted("Worth a look:", map(token, short))


def _misses(fact: Fact, kind: CheckKind) -> bool:
    known = fact.metric == kind.metric and isinstance(fact.value, int | float)
    if not known:
        return False
    value = float(fact.value or 0)
    if kind.at_most:
        return value > (kind.threshold if fact.most is None else fact.most)
    return value < kind.threshold
