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

_CLEAR = frozenset({"up", "down"})
_MOST_OBSERVATIONS = 3
_MOST_ACCOUNTS = 6
_A_LIST = 3


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


def _list(lead: str, lines: Iterable[str]) -> str:
    """A lead and a list beneath it; nothing when the list is empty."""
    points = [f"- {line}" for line in lines]
    return "\n".join([lead, "", *points]) if points else ""


def _told(facts: Sequence[Fact], lead: str) -> str:
    """A few facts as sentences, more of them as a list."""
    if len(facts) < _A_LIST:
        return " ".join(map(_said, facts))
    return _list(lead, map(_token, facts))


def _listed(facts: Iterable[Fact]) -> str:
    tokens = [_token(fact) for fact in facts]
    return tokens[0] if len(tokens) == 1 else f"{', '.join(tokens[:-1])} and {tokens[-1]}"


def _quoted(item: Item) -> str:
    assert item.quote is not None  # callers pick items with words
    return "{{" + item.quote.id + "}}"


def _waiting(items: Sequence[Item]) -> str:
    """Who waits, in the order they came: the longest wait first."""
    return _list("A good place to start:", [_quoted(item) for item in items if item.quote])


def _by_metric(facts: Sequence[Fact]) -> list[list[Fact]]:
    groups: dict[str, list[Fact]] = {}
    for fact in facts:
        groups.setdefault(fact.metric, []).append(fact)
    return list(groups.values())


# -- one writer a tool ------------------------------------------------------------------------


def _metrics(found: Findings) -> str:
    return "\n\n".join(map(_one_metric, _by_metric(found.facts)))


def _one_metric(facts: Sequence[Fact]) -> str:
    """The total and what it is made of, or each account by itself."""
    total = [fact for fact in facts if fact.account is None]
    own = [fact for fact in facts if fact.account is not None][:_MOST_ACCOUNTS]
    if not total:
        return _told(own, "Account by account:")
    if not total[0].value:
        return _said(total[0])
    return f"{_said(total[0])} In detail: {_listed(own)}."


def _comparison(found: Findings) -> str:
    told: list[Fact] = []
    gaps: list[Fact] = []
    for facts in _by_metric(found.facts):
        several = any(fact.account is None for fact in facts)
        main = [fact for fact in facts if fact.account is None] if several else facts
        beside = _without_gaps(main)
        told += beside[:_MOST_ACCOUNTS]
        gaps += [fact for fact in main if fact not in beside and fact.direction in _CLEAR]
    sentences = [_told(told, "Side by side:"), *(f"That is {_token(fact)}." for fact in gaps)]
    return " ".join(sentences)


def _without_gaps(facts: Sequence[Fact]) -> list[Fact]:
    """The first fact of each account: the comparison; differences come after it."""
    return list({fact.account: fact for fact in reversed(facts)}.values())[::-1]


def _health(found: Findings) -> str:
    groups = _by_account(found.facts)
    moved = [fact for fact in found.facts if fact.direction in _CLEAR][:_MOST_OBSERVATIONS]
    if len(groups) == 1:
        usual = _picked(found.facts, "replies", "answered_in_target")
        rest = [fact for fact in usual if fact not in moved and fact.value is not None]
        told = (moved + rest)[:_MOST_OBSERVATIONS]
        first = _picked(found.facts, "checks_ok")
        paragraphs = [" ".join(map(_said, [*first, *told, *_picked(found.facts, "open_items")]))]
    else:
        lines = [_listed(_picked(facts, "checks_ok", "open_items")) for facts in groups]
        paragraphs = [_list("Account by account:", lines[:_MOST_ACCOUNTS])]
        paragraphs.append(" ".join(map(_said, moved)))
    return "\n\n".join(filter(None, [*paragraphs, _waiting(found.items)]))


def _picked(facts: Sequence[Fact], *metrics: str) -> list[Fact]:
    return [fact for metric in metrics for fact in facts if fact.metric == metric]


def _by_account(facts: Sequence[Fact]) -> list[list[Fact]]:
    groups: dict[str | None, list[Fact]] = {}
    for fact in facts:
        groups.setdefault(fact.account, []).append(fact)
    return list(groups.values())


def _posts(found: Findings) -> str:
    lines = []
    for place, item in enumerate(found.items):
        got = _token(item.facts[0])
        words = f": {_quoted(item)}" if item.quote else ", without words."
        lines.append(f"Your {found.order} post got {got}{words}" if place == 0 else got + words)
    return _list(lines[0], lines[1:]) or lines[0]


def _times(found: Findings) -> str:
    groups = _by_account(found.facts)
    first = _picked(groups[0], "response_time_median", "answered_in_target", "response_time_p90")
    known = [fact for fact in first if fact.value is not None]
    told = " ".join(map(_said, known or first[:1]))
    rest = [fact for facts in groups[1:] for fact in _picked(facts, "answered_in_target")]
    return f"{told} In detail: {_listed(rest[:_MOST_ACCOUNTS])}." if rest else told


def _open(found: Findings) -> str:
    told = " ".join(_said(fact) for fact in found.facts)
    return "\n\n".join(filter(None, [told, _waiting(found.items)]))


def _community(found: Findings) -> str:
    paragraphs = []
    for facts in _by_account(found.facts):
        sentences = list(map(_said, _picked(facts, "people")))
        among = [fact for fact in _picked(facts, "returning_people", "first_timers") if fact.value]
        sentences += [f"Among them are {_listed(among)}."] if among else []
        more = _picked(facts, "community_core", "lapsed_regulars")
        sentences += [_said(fact) for fact in more if fact.value != 0]
        paragraphs.append(" ".join(sentences))
    core = {fact.value: fact for fact in _named(found.items, "core member")}
    if core:
        paragraphs.append(f"Some who come often: {_listed(core.values())}.")
    return "\n\n".join(paragraphs)


def _named(items: Sequence[Item], label: str) -> list[Fact]:
    return [item.facts[0] for item in items if item.label == label]


def _post(found: Findings) -> str:
    item = found.items[0]
    got = [fact for fact in item.facts if fact.metric != "post_engagements"]
    told = f"It got {_listed(got)}." if got else "Its platform does not say what it got."
    return f"This is the post: {_quoted(item)}\n\n{told}" if item.quote else told


def _search(found: Findings) -> str:
    told = " ".join(f"The search brought up {_token(fact)}." for fact in found.facts)
    return _list(told, [_quoted(item) for item in found.items if item.quote]) or told


def _best_times(found: Findings) -> str:
    known = [fact for fact in found.facts if fact.value is not None]
    unknown = [fact for fact in found.facts if fact.value is None]
    sentences = [f"Your posts did best on {_token(fact)}." for fact in known]
    if known:
        sentences.append("That shows what went together, not what caused it.")
    return " ".join([*sentences, *(_said(fact) for fact in unknown)])


def _accounts(found: Findings) -> str:
    names = [item.facts[0] for item in found.items]
    return f"Engage reads {_token(found.facts[0])}: {_listed(names)}."


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
