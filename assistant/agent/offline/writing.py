"""What tools found, put into sentences: the answer first, then a few observations, then who waits.

Sentences hold tokens where the facts belong and no figure of their own; whatever a sentence says
about a number is in the fact's own wording.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from assistant.agent.offline.replies import NOT_DUE, NOT_WHY, NOTHING_FOUND
from assistant.agent.offline.telling import (
    bulleted,
    by_account,
    by_metric,
    listed,
    named,
    picked,
    quoted,
    said,
    tell,
    token,
    with_parts,
)
from assistant.agent.offline.writing_health import CLEAR, health, waiting
from assistant.agent.tools import Findings, Item
from assistant.community.facts import Fact, Unit
from assistant.community.noun_phrases import SMALL

_MOST_ACCOUNTS = 6
_SOME = (
    ("returning person", "Some who came back", 5),
    ("core member", "Some who come often", 3),
)
"""Names that are told of a community: the label of each group, its words, and how many at most."""
_LASTING = ("community_core", "lapsed_regulars")
_MOST_POSTS = 3


def compose(findings: Sequence[Findings], failures: Sequence[str]) -> str:
    """The whole answer.

    Args:
        findings: of each tool call, in order.
        failures: why calls failed, one sentence each.
    """
    paragraphs = [*dict.fromkeys(each.begun for each in findings)]
    paragraphs += [_WRITERS[each.tool](each) for each in findings if not each.empty]
    if {"compare_periods", "list_posts"} == {each.tool for each in findings}:
        paragraphs.append(NOT_WHY)
    paragraphs += [" ".join(each.notes) for each in findings if each.notes]
    paragraphs += list(dict.fromkeys(failures))
    return "\n\n".join(filter(None, paragraphs)) or NOTHING_FOUND


# -- one writer a tool ------------------------------------------------------------------------


def _metrics(found: Findings) -> str:
    return "\n\n".join(map(_one_metric, by_metric(found.facts)))


def _one_metric(facts: Sequence[Fact]) -> str:
    """The total and what it is made of, or each account by itself."""
    total = [fact for fact in facts if fact.account is None]
    own = [fact for fact in facts if fact.account is not None][:_MOST_ACCOUNTS]
    if not total:
        return tell(own, "Account by account:")
    if not total[0].value:
        return said(total[0])
    return with_parts(said(total[0]), own)


def _comparison(found: Findings) -> str:
    beside: list[Fact] = []
    gaps: list[Fact] = []
    for facts in by_metric(found.facts):
        several = any(fact.account is None for fact in facts)
        main = [fact for fact in facts if fact.account is None] if several else facts
        first = _without_gaps(main)
        beside += first[:_MOST_ACCOUNTS]
        gaps += [fact for fact in main if fact not in first and _adds_something(fact)]
    sentences = [tell(beside, "Side by side:"), *(f"That is {token(fact)}." for fact in gaps)]
    return " ".join(sentences)


def _adds_something(fact: Fact) -> bool:
    """Whether a difference tells more than both counts beside it do."""
    return fact.direction in CLEAR and not (fact.unit is Unit.COUNT and isinstance(fact.value, int))


def _without_gaps(facts: Sequence[Fact]) -> list[Fact]:
    """The first fact of each account: the comparison; differences come after it."""
    return list({fact.account: fact for fact in reversed(facts)}.values())[::-1]


def _mix(found: Findings) -> str:
    """The share, of few posts with where it may lie, then how many of each function."""
    paragraphs = []
    for facts in by_account(found.facts):
        share, *likely = picked(facts, "promotion_share")
        parts = [fact for fact in facts if fact.metric.startswith("mix_")]
        doubt = [f"That is {token(each)}." for each in likely if (share.n or 0) < SMALL]
        paragraphs.append(" ".join([said(share), *doubt]))
        paragraphs.append(bulleted("By what they are for:", map(token, parts)) if parts else "")
    return "\n\n".join(filter(None, paragraphs))


def _posts(found: Findings) -> str:
    if not found.items:
        return " ".join(map(said, found.facts))
    groups: dict[str, list[Item]] = {}
    for item in found.items:
        groups.setdefault(item.label.removeprefix("our post").strip(), []).append(item)
    paragraphs = [_one_list(items, found.order, where) for where, items in groups.items()]
    return " ".join([*map(said, found.facts), "\n\n".join(paragraphs)])


def _one_list(items: Sequence[Item], order: str, where: str) -> str:
    """The first of them, and the others beneath it.

    Args:
        where: "on X", where the list is of its platform alone; "" for all.
    """
    first, *more = [
        token(item.facts[0]) + (f": {quoted(item)}" if item.quote else ", without words.")
        for item in items[:_MOST_POSTS]
    ]
    lead = f"Your {order} post {where + ' ' if where else ''}got {first}"
    return bulleted(lead, more) or lead


def _times(found: Findings) -> str:
    groups = by_account(found.facts)
    if any(fact.account is None for fact in groups[0]):
        return _answering(groups)
    return "\n\n".join(_answering([facts]) for facts in groups)


def _answering(groups: Sequence[Sequence[Fact]]) -> str:
    """How fast the first of them is answered, and the shares of the others."""
    first = picked(groups[0], "response_time_median", "answered_in_target", "response_time_p90")
    typical, *others = first
    usual = said(typical)
    if typical.value is None:
        usual = f"The typical time cannot be told yet: there is {token(typical)}."
    known = [said(fact) for fact in others if fact.value is not None]
    young = any(fact.n != typical.n for fact in others if fact.metric == "answered_in_target")
    told = " ".join([usual, *known, *([NOT_DUE] if known and young else [])])
    rest = [fact for facts in groups[1:] for fact in picked(facts, "answered_in_target")]
    return with_parts(told, rest[:_MOST_ACCOUNTS])


def _open(found: Findings) -> str:
    told = " ".join(said(fact) for fact in found.facts)
    return "\n\n".join(filter(None, [told, waiting(found.items)]))


def _community(found: Findings) -> str:
    paragraphs = []
    for facts in by_account(found.facts):
        sentences = list(map(said, picked(facts, "people")))
        among = [fact for fact in picked(facts, "returning_people", "first_timers") if fact.value]
        are = "is" if len(among) == 1 and among[0].value == 1 else "are"
        sentences += [f"Among them {are} {listed(among)}."] if among else []
        more = [fact for fact in picked(facts, *_LASTING) if fact.value != 0]
        known = [fact for fact in more if fact.value is not None]
        sentences += [f"You have {listed(known)}."] if known else []
        sentences += [said(fact) for fact in more if fact.value is None]
        paragraphs.append(" ".join(sentences))
    for label, lead, most in _SOME:
        names = {fact.value: fact for fact in named(found.items, label)}
        if names:
            paragraphs.append(f"{lead}: {listed([*names.values()][:most])}.")
    return "\n\n".join(paragraphs)


def _post(found: Findings) -> str:
    item = found.items[0]
    got = [fact for fact in item.facts if fact.metric != "post_engagements"]
    told = f"It got {listed(got)}." if got else "Its platform does not say what it got."
    return f"This is the post: {quoted(item)}\n\n{told}" if item.quote else told


def _search(found: Findings) -> str:
    told = " ".join(f"The search brought up {token(fact)}." for fact in found.facts)
    return bulleted(told, [quoted(item) for item in found.items if item.quote]) or told


def _best_times(found: Findings) -> str:
    known = [fact for fact in found.facts if fact.value is not None]
    unknown = [fact for fact in found.facts if fact.value is None]
    sentences = [f"Your posts did best on {token(fact)}." for fact in known]
    if known:
        sentences.append("That shows what went together, not what caused it.")
    return " ".join([*sentences, *(said(fact) for fact in unknown)])


def _accounts(found: Findings) -> str:
    names = [item.facts[0] for item in found.items]
    return bulleted(f"Engage reads {token(found.facts[0])}:", map(token, names))


_WRITERS: Mapping[str, Callable[[Findings], str]] = MappingProxyType(
    {
        "list_accounts": _accounts,
        "account_health": health,
        "get_metrics": _metrics,
        "compare_periods": _comparison,
        "list_posts": _posts,
        "response_times": _times,
        "open_items": _open,
        "community": _community,
        "post_by_link": _post,
        "search_posts": _search,
        "best_times": _best_times,
        "content_mix": _mix,
    }
)
