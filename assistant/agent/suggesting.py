"""Questions that follow well from what was just looked at."""

from __future__ import annotations

from assistant.agent.evidence import Evidence

_NEXT = {
    "account_health": "Who is waiting for an answer?",
    "get_metrics": "How does that compare with the period before?",
    "compare_periods": "Which posts did best?",
    "list_posts": "When is the best time to post?",
    "response_times": "Who is waiting for an answer?",
    "open_items": "How fast do we answer?",
    "community": "Who came back this week?",
    "post_by_link": "Which posts did best this month?",
    "search_posts": "How are we doing this week?",
    "best_times": "Which posts did best this month?",
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
    "How does that compare with the period before?": "compare_periods",
}
_MOST = 3


def suggestions(evidence: Evidence) -> tuple[str, ...]:
    """At most three follow-up questions that the run has not answered already."""
    asked = [source.call.partition("(")[0] for source in evidence.sources]
    wanted = [_NEXT[tool] for tool in asked if tool in _NEXT]
    fresh = [each for each in (*wanted, *_ALWAYS) if _ANSWERED_BY[each] not in asked]
    return tuple(dict.fromkeys(fresh))[:_MOST]
