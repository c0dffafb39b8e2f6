"""The tools of one run. Nothing here publishes, deletes, likes or follows: they only read.

No tool takes a workspace: it is the question's, and the ports are bound to it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine, Mapping
from types import MappingProxyType
from typing import Any

from assistant.agent.evidence import Evidence
from assistant.agent.loading import Loader
from assistant.agent.offline.replies import pieces
from assistant.agent.tools import Result
from assistant.agent.tools_health import HealthTools
from assistant.agent.tools_metrics import MetricTools
from assistant.agent.tools_mix import MixTools
from assistant.agent.tools_posts import PostTools
from assistant.agent.tools_search import SearchTools
from assistant.agent.tools_talk import TalkTools
from assistant.agent.workbench import Notify, Workbench
from assistant.community.answers import Question
from assistant.community.responses import Policy
from assistant.ports import Accounts, Clock, Connections, Freshener, Records

Tool = Callable[..., Coroutine[Any, Any, Result]]

_TITLES = MappingProxyType(
    {
        "list_accounts": "Looking up the connected accounts",
        "account_health": "Checking how it is going",
        "get_metrics": "Counting",
        "compare_periods": "Comparing with before",
        "list_posts": "Going through your posts",
        "response_times": "Measuring how fast you answer",
        "open_items": "Looking for people who wait",
        "community": "Looking at who takes part",
        "post_by_link": "Opening the post",
        "search_posts": "Searching public posts",
        "best_times": "Looking for good times to post",
        "content_mix": "Looking at what your posts are for",
    }
)


class Toolbox:
    """Everything a model may do in one run.

    Args:
        question: names the workspace, the zone, and the accounts it is restricted to.
        evidence: grows with every call.
        accounts: of the workspace.
        records: what sync has stored.
        freshener: brings an account up to date, once a run.
        connections: to platforms, for links and searches.
        clock: tells the run's "now", once.
        policies: targets and business hours by account id; the usual ones where none is given.
        refresh_seconds: the longest a tool waits for newer records of one account.
    """

    def __init__(
        self,
        *,
        question: Question,
        evidence: Evidence,
        accounts: Accounts,
        records: Records,
        freshener: Freshener,
        connections: Connections,
        clock: Clock,
        policies: Mapping[str, Policy] = MappingProxyType({}),
        refresh_seconds: float = 20.0,
    ) -> None:
        self._bench = Workbench(
            question=question,
            evidence=evidence,
            accounts=accounts,
            records=records,
            freshener=freshener,
            connections=connections,
            clock=clock,
            policies=policies,
            refresh_seconds=refresh_seconds,
        )
        self.remembered: dict[str, Any] = {}
        """What calls of this run returned, by name and arguments: a repeat costs nothing."""
        self.explained: frozenset[str] = frozenset()
        """Sentences of ours about the calls of this run."""

    @property
    def evidence(self) -> Evidence:
        """What the run has in hand."""
        return self._bench.evidence

    @property
    def calls(self) -> tuple[tuple[str, dict[str, Any]], ...]:
        """The calls of this run that came back with findings, in order: name and arguments."""
        made = (json.loads(call) for call in self.remembered)
        return tuple((name, given) for name, given in made)

    @property
    def notify(self) -> Notify:
        """Takes tasks that people may watch."""
        return self._bench.notify

    @notify.setter
    def notify(self, notify: Notify) -> None:
        self._bench.notify = notify

    def explain(self, words: str) -> None:
        """Note our own words on a call: why it failed, or what it could not find."""
        self.explained |= pieces(words)

    def why(self, error: Exception) -> str:
        """What went wrong, for the person, with the way on that they have where they asked."""
        return self._bench.why(error)

    def miss(self, sentence: str) -> None:
        """Note what could not be had, for the person."""
        self._bench.miss(sentence)

    def title(self, tool: str) -> str:
        """What a call of the tool is called while it runs."""
        return _TITLES[tool]

    def tools(self) -> tuple[Tool, ...]:
        """The tools, always in the same order: models cache what comes first."""
        loader = Loader(self._bench)
        health, posts = HealthTools(self._bench, loader), PostTools(self._bench, loader)
        metrics, talk = MetricTools(self._bench, loader), TalkTools(self._bench, loader)
        return (
            health.list_accounts,
            health.account_health,
            metrics.get_metrics,
            metrics.compare_periods,
            posts.list_posts,
            talk.response_times,
            talk.open_items,
            talk.community,
            posts.post_by_link,
            SearchTools(self._bench).search_posts,
            posts.best_times,
            MixTools(self._bench, loader).content_mix,
        )
