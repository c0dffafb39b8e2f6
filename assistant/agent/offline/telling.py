"""Facts and quotes as pieces of text: a sentence, a list, a total with its parts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import MappingProxyType

from assistant.agent.tools import Item
from assistant.community.facts import Fact

_LEADS = MappingProxyType(
    {
        "checks_ok": "In short: {}.",
        "posts": "You published {}.",
        "own_replies": "You wrote {}.",
        "people": "You heard from {}.",
        "follower_change": "You had {}.",
        "followers": "You have {}, which says little about a community.",
        "open_items": "You have {}.",
        "community_core": "You have {}.",
        "lapsed_regulars": "You have {}.",
        "response_time_median": "You answer with {}.",
        "conversation_share": "You got {}.",
        **dict.fromkeys(
            ("replies", "quotes", "mentions", "likes", "reposts", "engagements"), "You got {}."
        ),
    }
)
_LEAD = "You had {}."
_UNKNOWN = "There is {}."

_A_LIST = 3
"""From this many facts on a list reads better than sentences."""


def token(fact: Fact) -> str:
    """What stands for a fact until the gate puts its words there."""
    return "{{" + fact.id + "}}"


def said(fact: Fact) -> str:
    """One fact as a sentence."""
    lead = _UNKNOWN if fact.value is None else _LEADS.get(fact.metric, _LEAD)
    return lead.format(token(fact))


def bulleted(lead: str, lines: Iterable[str]) -> str:
    """A lead and a list beneath it; nothing when the list is empty."""
    points = [f"- {line}" for line in lines]
    return "\n".join([lead, "", *points]) if points else ""


def tell(facts: Sequence[Fact], lead: str) -> str:
    """A few facts as sentences, more of them as a list."""
    if len(facts) < _A_LIST:
        return " ".join(map(said, facts))
    return bulleted(lead, map(token, facts))


def listed(facts: Iterable[Fact]) -> str:
    """Tokens in a row, as in: a, b and c. At least one."""
    tokens = [token(fact) for fact in facts]
    return tokens[0] if len(tokens) == 1 else f"{', '.join(tokens[:-1])} and {tokens[-1]}"


def quoted(item: Item) -> str:
    """The token of an item that has words."""
    assert item.quote is not None  # callers pick items with words
    return "{{" + item.quote.id + "}}"


def by_metric(facts: Sequence[Fact]) -> list[list[Fact]]:
    """Facts in groups, in the order of their first."""
    groups: dict[str, list[Fact]] = {}
    for fact in facts:
        groups.setdefault(fact.metric, []).append(fact)
    return list(groups.values())


def with_parts(total: str, parts: Sequence[Fact]) -> str:
    """A total and what it is made of, in a sentence or, when there is much of it, as a list."""
    if len(parts) <= _A_LIST:
        return f"{total} In detail: {listed(parts)}." if parts else total
    return f"{total}\n\n{bulleted('In detail:', map(token, parts))}"


def by_account(facts: Sequence[Fact]) -> list[list[Fact]]:
    """Facts in groups, in the order of their first; None is all accounts together."""
    groups: dict[str | None, list[Fact]] = {}
    for fact in facts:
        groups.setdefault(fact.account, []).append(fact)
    return list(groups.values())


def picked(facts: Sequence[Fact], *metrics: str) -> list[Fact]:
    """The facts of some metrics, in the order of the metrics."""
    return [fact for metric in metrics for fact in facts if fact.metric == metric]


def named(items: Sequence[Item], label: str) -> list[Fact]:
    """The names under a label."""
    return [item.facts[0] for item in items if item.label == label]
