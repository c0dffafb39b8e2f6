"""What tools found, put into sentences: the answer first, then a few observations, then who waits.

Sentences hold tokens where the facts belong and no figure of their own; whatever a sentence says
about a number is in the fact's own wording.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

from assistant.agent.offline.replies import NOTHING_FOUND
from assistant.agent.tools import Findings, Item
from assistant.community.facts import Fact

_LEADS = MappingProxyType(
    {
        "posts": "You published {}.",
        "own_replies": "You wrote {}.",
        "people": "You heard from {}.",
        "follower_change": "You had {}.",
        "followers": "You have {}, which says little about a community.",
        "open_items": "You have {}.",
        "community_core": "You have {}.",
        "lapsed_regulars": "You have {}.",
        **dict.fromkeys(
            ("replies", "quotes", "mentions", "likes", "reposts", "engagements"), "You got {}."
        ),
    }
)
_LEAD = "You had {}."
_UNKNOWN = "There is {}."

_MOST_OBSERVATIONS = 3
_MOST_ACCOUNTS = 6


def compose(findings: Sequence[Findings], failures: Sequence[str]) -> str:
    """The whole answer.

    Args:
        findings: of each tool call, in order.
        failures: why calls failed, one sentence each.
    """
    paragraphs = [_WRITERS[each.tool](each) for each in findings if not each.empty]
    paragraphs += [" ".join(each.notes) for each in findings if each.notes]
    paragraphs += list(dict.fromkeys(failures))
    return "\n\n".join(filter(None, paragraphs)) or NOTHING_FOUND


# -- sentences ------------------------------------------------------------------------------


def _token(fact: Fact) -> str:
    return "{{" + fact.id + "}}"


def _said(fact: Fact) -> str:
    """One fact as a sentence."""
    lead = _UNKNOWN if fact.value is None else _LEADS.get(fact.metric, _LEAD)
    return lead.format(_token(fact))


def _listed(facts: Iterable[Fact]) -> str:
    tokens = [_token(fact) for fact in facts]
    return tokens[0] if len(tokens) == 1 else f"{', '.join(tokens[:-1])} and {tokens[-1]}"


def _quoted(item: Item) -> str:
    assert item.quote is not None  # callers pick items with words
    return "{{" + item.quote.id + "}}"


def _waiting(items: Sequence[Item]) -> str:
    """Who waits, the longest wait first."""
    quoted = [item for item in items if item.quote]
    if not quoted:
        return ""
    first = f"The longest wait is this one: {_quoted(quoted[0])}"
    return "\n".join([first, *(f"- {_quoted(item)}" for item in quoted[1:])])


def _by_metric(facts: Sequence[Fact]) -> Mapping[str, list[Fact]]:
    groups: dict[str, list[Fact]] = {}
    for fact in facts:
        groups.setdefault(fact.metric, []).append(fact)
    return groups


# -- one writer a tool ------------------------------------------------------------------------


def _metrics(found: Findings) -> str:
    sentences: list[str] = []
    for facts in _by_metric(found.facts).values():
        total = [fact for fact in facts if fact.account is None]
        own = [fact for fact in facts if fact.account is not None]
        if total:
            sentences += [_said(total[0]), f"By account: {_listed(own[:_MOST_ACCOUNTS])}."]
        else:
            sentences += [_said(fact) for fact in own[:_MOST_ACCOUNTS]]
    return " ".join(sentences)


def _comparison(found: Findings) -> str:
    sentences: list[str] = []
    for facts in _by_metric(found.facts).values():
        totals = [fact for fact in facts if fact.account is None] or facts
        sentences.append(_said(totals[0]))
        told = [fact for fact in totals[1:] if fact.direction in {"up", "down"}]
        sentences += [f"That is {_token(fact)}." for fact in told if fact.baseline]
    return " ".join(sentences)


def _health(found: Findings) -> str:
    paragraphs = []
    for facts in _by_account(found.facts):
        named = {fact.metric: fact for fact in facts}
        checks = named.pop("checks_ok")
        still = named.pop("open_items")
        first = f"You meet {_token(checks)}." if checks.value is not None else _said(checks)
        known = [fact for fact in named.values() if fact.value is not None]
        moved = [fact for fact in known if fact.direction in {"up", "down"}]
        rest = [fact for fact in known if fact not in moved]
        sentences = [first, *(_said(fact) for fact in (moved + rest)[:_MOST_OBSERVATIONS])]
        paragraphs.append(" ".join([*sentences, _said(still)]))
    return "\n\n".join(filter(None, [*paragraphs, _waiting(found.items)]))


def _by_account(facts: Sequence[Fact]) -> list[list[Fact]]:
    groups: dict[str | None, list[Fact]] = {}
    for fact in facts:
        groups.setdefault(fact.account, []).append(fact)
    return list(groups.values())


def _posts(found: Findings) -> str:
    order = found.order or "best"
    lines = []
    for place, item in enumerate(found.items):
        what = f"Your {order} post" if place == 0 else "Then comes"
        got = _token(item.facts[0])
        if item.quote is None:
            lines.append(f"- A post without words got {got}.")
        elif place == 0:
            lines.append(f"{what} got {got}: {_quoted(item)}")
        else:
            lines.append(f"- {got}: {_quoted(item)}")
    return "\n".join(lines)


def _times(found: Findings) -> str:
    sentences = []
    for facts in _by_account(found.facts)[:_MOST_ACCOUNTS]:
        named = {fact.metric: fact for fact in facts}
        sentences.append(_said(named["response_time_median"]))
        sentences.append(_said(named["answered_in_target"]))
        slow = named["response_time_p90"]
        if slow.value is not None:
            sentences.append(f"At the slow end there is {_token(slow)}.")
    return " ".join(sentences)


def _open(found: Findings) -> str:
    told = " ".join(_said(fact) for fact in found.facts)
    return "\n\n".join(filter(None, [told, _waiting(found.items)]))


def _community(found: Findings) -> str:
    sentences = []
    for facts in _by_account(found.facts):
        named = {fact.metric: fact for fact in facts}
        sentences.append(_said(named["people"]))
        both = [named["returning_people"], named["first_timers"]]
        known = [fact for fact in both if fact.value is not None]
        if known:
            sentences.append(f"Among them are {_listed(known)}.")
        sentences += [_said(named[each]) for each in ("community_core", "lapsed_regulars")]
    core = [item.facts[0] for item in found.items if item.label == "core member"]
    if core:
        sentences.append(f"Some who come often: {_listed(core)}.")
    return " ".join(sentences)


def _post(found: Findings) -> str:
    item = found.items[0]
    got = [fact for fact in item.facts if fact.metric != "post_engagements"]
    told = f"It got {_listed(got)}." if got else "Its platform does not say what it got."
    return f"This is the post: {_quoted(item)}\n\n{told}" if item.quote else told


def _search(found: Findings) -> str:
    told = " ".join(f"The search brought up {_token(fact)}." for fact in found.facts)
    return "\n".join([told, *(f"- {_quoted(item)}" for item in found.items if item.quote)])


def _best_times(found: Findings) -> str:
    known = [fact for fact in found.facts if fact.value is not None]
    unknown = [fact for fact in found.facts if fact.value is None]
    sentences = [f"Your posts did best on {_token(fact)}." for fact in known]
    if known:
        sentences.append("That shows what went together, not what caused it.")
    return " ".join([*sentences, *(_said(fact) for fact in unknown)])


def _accounts(found: Findings) -> str:
    names = [item.facts[0] for item in found.items]
    return f"There are {_token(found.facts[0])} connected: {_listed(names)}."


_WRITERS: Mapping[str, Callable[[Findings], str]] = MappingProxyType(
    {
        "list_accounts": _accounts,
        "account_health": _health,
        "get_metrics": _metrics,
        "compare_periods": _comparison,
        "list_posts": _posts,
        "response_times": _times,
        "open_items": _open,
        "community": _community,
        "post_by_link": _post,
        "search_posts": _search,
        "best_times": _best_times,
    }
)
