"""Questions of several parts: each is planned by itself, and the plans are put together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.agent.offline.calls import Call, Plan
from assistant.agent.offline.following import leans
from assistant.agent.offline.metrics import metrics_in
from assistant.agent.offline.planning import intent_of, plan
from assistant.agent.offline.reading import Known, read
from assistant.agent.offline.replies import LEFT_OUT, REPLIES

_OPENS = (
    r"(?:how|what|whats|which|who|whos|when|where|why|did|do|does|are|is|was|were|have|has|show|list"
    r"|compare|search|find|tell|give|can you|could you|please|wie|was|welche[mnrs]?|wer|wann|wo"
    r"|warum|hat|haben|hatten|gibt|gab|zeige?|vergleiche?|suche?|nenne?|kannst du|bitte)\b"
)
_CUT = re.compile(
    rf"(?<=[?!.;])\s+(?=\S)|[,;]?\s+(?:and|und|also|plus)\s+(?:also\s+|auch\s+)?(?={_OPENS})"
    rf"|,\s+(?={_OPENS})",
    re.IGNORECASE,
)
_ASKS = re.compile(rf"{_OPENS}|.*\?$", re.IGNORECASE | re.DOTALL)

_MOST = 5
"""Parts that are answered at once; of more, the whole is read as one question."""

_OVER_A_TIME = frozenset(
    {
        "account_health",
        "community",
        "compare_periods",
        "get_metrics",
        "list_posts",
        "response_times",
    }
)
"""Tools that take over the period of another part: who waits is asked as of now."""
_EVERYWHERE = frozenset({"list_accounts", "post_by_link", "search_posts"})
"""Tools that do not take over the account of another part."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do about a question, and what to say besides of the parts that no tool answers."""

    plan: Plan
    asides: tuple[str, ...] = ()


def decide(question: str, earlier: Sequence[str], known: Known) -> Decision:
    """Plan a question with all its parts.

    Args:
        question: as asked.
        earlier: the questions before it in the conversation, oldest first.
        known: accounts, time and zone.
    """
    whole = plan(question, earlier, known)
    parts = parts_of(question)
    if not 1 < len(parts) <= _MOST or any(_leans(part, known) for part in parts[1:]):
        return Decision(whole)
    planned = [plan(part, earlier if at == 0 else (), known) for at, part in enumerate(parts)]
    found = [each for each in planned if not isinstance(each, str)]
    asides = tuple(dict.fromkeys(_aside(each) for each in planned if isinstance(each, str)))
    calls = _sharing(found)
    if not calls or (len(found) > 1 and _is_one(calls) and not asides):
        return Decision(whole)
    return Decision(calls, asides)


def parts_of(question: str) -> list[str]:
    """The parts of a question that ask something, in order, each with what is only said beside it.

    "How many replies did we get, and who is waiting?" has two, "replies and likes" one.
    """
    parts: list[str] = []
    said = ""
    for piece in filter(None, _CUT.split(question.strip())):
        if _ASKS.match(piece):
            parts.append(f"{said} {piece}".strip())
            said = ""
        else:
            said = f"{said} {piece}".strip()
    if said:
        parts[-1:] = [f"{parts[-1]} {said}" if parts else said]
    return parts


def _leans(part: str, known: Known) -> bool:
    """Whether it changes the part before it instead of asking something of its own."""
    reading = read(part, known)
    metrics = metrics_in(reading.text)
    intent = intent_of(reading, metrics)
    bare = intent is None and bool(reading.periods or reading.account)  # "and how many last week?"
    return bare or leans(reading, intent, metrics)


def _aside(reply: str) -> str:
    return LEFT_OUT if reply == REPLIES["unclear"] else reply


def _sharing(plans: Sequence[tuple[Call, ...]]) -> tuple[Call, ...]:
    """All calls, each once; a part that names no period or account has that of its neighbour."""
    calls = [each for one in plans for each in one]
    periods = [each.arguments.get("period") for each in calls]
    accounts = [each.arguments.get("account") for each in calls]
    shared: list[Call] = []
    for at, each in enumerate(calls):
        arguments = dict(each.arguments)
        for name, given, takes in (
            ("period", periods, each.tool in _OVER_A_TIME),
            ("account", accounts, each.tool not in _EVERYWHERE),
        ):
            near = next((value for value in (*given[at::-1], *given[at + 1 :]) if value), None)
            if takes and near:
                arguments.setdefault(name, near)
        shared.append(replace(each, arguments=arguments))
    return tuple(each for at, each in enumerate(shared) if each not in shared[:at])


def _is_one(calls: Sequence[Call]) -> bool:
    """Whether they differ in nothing but their measures: then one call does it."""
    bare = [
        (each.tool, {name: v for name, v in each.arguments.items() if name != "metrics"})
        for each in calls
    ]
    return all(each == bare[0] for each in bare)
