"""Questions that follow well from what was just looked at."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.agent.evidence import Evidence
from assistant.community.facts import Fact
from assistant.community.noun_phrases import noun
from assistant.community.wording import placed

_NEXT = {
    "account_health": "Who is waiting for an answer?",
    "compare_periods": "Which posts did best?",
    "list_posts": "When is the best time to post?",
    "response_times": "Who is waiting for an answer?",
    "open_items": "How fast do we answer?",
    "community": "Who came back this week?",
    "post_by_link": "Which posts did best this month?",
    "search_posts": "How are we doing this week?",
    "best_times": "Which posts did best this month?",
    "content_mix": "Which posts did best this month?",
    "list_accounts": "How are we doing this week?",
}
_ALWAYS = ("How are we doing this week?", "Who is waiting for an answer?", "Which posts did best?")
_ANSWERED_BY = {
    "How are we doing this week?": "account_health",
    "Who is waiting for an answer?": "open_items",
    "Which posts did best?": "list_posts",
    "Which posts did best this month?": "list_posts",
    "How fast do we answer?": "response_times",
    "Who came back this week?": "community",
    "When is the best time to post?": "best_times",
}
_MOST = 3
_LONGEST = 75
"""Characters of a button in Slack."""


def suggestions(evidence: Evidence) -> tuple[str, ...]:
    """At most three follow-up questions that the run has not answered already.

    None before an account is connected: each would get the same answer.

    Each says all it needs: it may be pressed long after other questions.
    """
    if not evidence.accounts:
        return ()
    asked = [source.call.partition("(")[0] for source in evidence.sources]
    wanted = [_NEXT[tool] for tool in asked if tool in _NEXT]
    fresh = [each for each in (*wanted, *_ALWAYS) if _ANSWERED_BY[each] not in asked]
    if "compare_periods" not in asked:
        fresh[:0] = _comparison(list(evidence.facts.values()), several=len(evidence.accounts) > 1)
    return tuple(dict.fromkeys(fresh))[:_MOST]


def _comparison(facts: Sequence[Fact], *, several: bool) -> list[str]:
    """The figures asked for beside those of the time before; none where nothing was counted."""
    counted = [
        fact
        for fact in facts
        if fact.source.call.startswith("get_metrics(") and fact.window and fact.value is not None
    ]
    if not counted or not counted[0].window or not counted[0].window.name:
        return []
    what = " and ".join(dict.fromkeys(noun(fact.metric) for fact in counted))
    when = placed(counted[0].window.name)
    accounts = {fact.account for fact in counted}
    (account,) = accounts if several and len(accounts) == 1 else (None,)
    where = f" for {account.partition(':')[2]}" if account else ""
    question = f"Compare {what} {when} with the period before{where}"
    return [question] if len(question) <= _LONGEST else []
