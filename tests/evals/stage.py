"""A stage for evals: a random community, the real agent loop and tools, and what was called."""

from __future__ import annotations

import functools
import json
import types
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from assistant.agent.evidence import Evidence
from assistant.agent.limits import Limits
from assistant.agent.loop import Agent
from assistant.agent.models import ModelConfig, Models
from assistant.agent.toolbox import Tool, Toolbox
from assistant.community.answers import Answer, Finished, Question
from assistant.community.facts import Unit
from assistant.community.period_words import parse_period
from assistant.community.posts import Counts
from assistant.errors import InvalidInput
from assistant.ports import Batch
from tests.evals.naive_counts import engaged
from tests.evals.naive_look import Look
from tests.evals.random_community import NOW, ZONE, Raw, random_raw
from tests.evals.second_opinion import Opinion
from tests.fakes import (
    MemoryAccounts,
    MemoryConnections,
    MemoryPlatform,
    MemoryRecords,
    StillFreshener,
    account,
    clock_at,
)

HANDLES = ("lanterns.test", "lanterns-care.test")


# -- what happened ------------------------------------------------------------------------


@dataclass
class Outcome:
    """One question with the calls it caused and its answer."""

    case: Mapping[str, Any]
    calls: list[tuple[str, Mapping[str, Any]]]
    answer: Answer
    wrong: list[str]
    community: Mapping[str, Raw]

    def raws(self, account: str | None) -> tuple[Raw, ...]:
        """The raw accounts a question is about."""
        return (self.community[account],) if account else tuple(self.community.values())

    @property
    def asked_back(self) -> bool:
        """It says something, and no figure."""
        figures = [fact for fact in self.answer.facts if fact.unit is not Unit.NAME]
        return bool(self.answer.text.strip()) and not figures and not self.answer.quotes

    @property
    def right(self) -> bool:
        if self.case["asks_back"]:
            return self.asked_back
        wanted = self.case["tools"]
        return any(tool in wanted and _fits(wanted[tool], given) for tool, given in self.calls)

    def __str__(self) -> str:
        return f"{self.case['id']} {self.case['question']!r} -> {self.calls} {self.answer.text!r}"


def _fits(wanted: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
    """Whether a call was made with the arguments that matter."""
    return all(_fit(name, value, given.get(name)) for name, value in wanted.items())


def _fit(name: str, wanted: Any, given: Any) -> bool:
    match name:
        case "metrics":
            return given is not None and set(wanted) <= set(given)
        case "account":
            return _account_of(given) == wanted
        case "period":
            return given is not None and _days_of(given) == wanted
        case "baseline":
            return given is None or _days_of(given) == wanted or _same_start(given, wanted)
        case "words":
            return str(given).casefold().strip("\"' ") == wanted
    return bool(given == wanted)


def _days_of(words: str) -> list[str]:
    """First and last local day of a period in words."""
    try:
        period = parse_period(words, ZONE, NOW)
    except InvalidInput:
        return []
    zone = ZoneInfo(ZONE)
    last = (period.end - timedelta(microseconds=1)).astimezone(zone)
    return [period.start.astimezone(zone).date().isoformat(), last.date().isoformat()]


def _same_start(words: str, wanted: list[str]) -> bool:
    """A baseline may be cut to the part that is as old as the period."""
    return _days_of(words)[:1] == wanted[:1]


def _account_of(given: str | None) -> str | None:
    if given is None or given.lower() in {"", "all"}:
        return None
    name = given.lower().removeprefix("bluesky:").removeprefix("@").removesuffix(".test")
    return f"bluesky:{name}.test"


# -- the stage ----------------------------------------------------------------------------


class SpyToolbox(Toolbox):
    """Notes each call before it is made."""

    def __init__(self, **ports: Any) -> None:
        super().__init__(**ports)
        self.calls: list[tuple[str, Mapping[str, Any]]] = []

    def tools(self) -> tuple[Tool, ...]:
        return tuple(self._watched(tool) for tool in super().tools())

    def _watched(self, tool: Tool) -> Tool:
        function = tool.__func__  # type: ignore[attr-defined]
        return types.MethodType(_spy_on(function), _Seat(tool.__self__, self.calls))  # type: ignore[attr-defined]


@dataclass
class _Seat:
    """What a watched tool is bound to: the real one, and where to note its calls."""

    tools: Any
    calls: list[tuple[str, Mapping[str, Any]]]


@functools.cache
def _spy_on(function: Callable[..., Coroutine[Any, Any, Any]]) -> Callable[..., Any]:
    @functools.wraps(function)
    async def watched(seat: _Seat, **arguments: Any) -> Any:
        seat.calls.append((function.__name__, dict(arguments)))
        return await function(seat.tools, **arguments)

    return watched


@dataclass
class Stage:
    """One random community with everything a run needs."""

    raws: dict[str, Raw]
    accounts: MemoryAccounts
    records: MemoryRecords
    connections: MemoryConnections
    agent: Agent = field(
        default_factory=lambda: Agent(
            models=Models(ModelConfig(name="offline")), limits=Limits(), clock=clock_at(NOW)
        )
    )

    async def ask(self, case: Mapping[str, Any]) -> Outcome:
        link = next(iter(self.raws.values())).posts[0].url
        text = case["question"].replace("{LINK}", link)
        wanted = json.loads(json.dumps(case).replace("{LINK}", link))
        question = Question(
            run_id=case["id"],
            workspace_id="T1",
            person_id="U1",
            conversation_id=case["id"],
            text=text,
            asked_at=NOW,
            zone=ZONE,
            language=case["language"],
        )
        evidence = Evidence(text, accounts=tuple(self.raws))
        toolbox = SpyToolbox(
            question=question,
            evidence=evidence,
            accounts=self.accounts,
            records=self.records,
            freshener=StillFreshener(NOW),
            connections=self.connections,
            clock=clock_at(NOW),
        )
        events = [
            event async for event in self.agent.answer(question, (), toolbox, tokens_left=10**6)
        ]
        finished = events[-1]
        assert isinstance(finished, Finished)
        words = next((given["words"] for _, given in toolbox.calls if "words" in given), "")
        opinion = Opinion(self.raws, search_words=words.strip("\"' ").lower(), link=link)
        wrong = opinion.wrong(finished.answer, tuple(evidence.quotes.values()))
        return Outcome(wanted, toolbox.calls, finished.answer, wrong, self.raws)


async def build(seed: int) -> Stage:
    rng = Random(seed)
    raws = {f"bluesky:{handle}": random_raw(rng, handle) for handle in HANDLES}
    platform, records = MemoryPlatform(), MemoryRecords()
    accounts = MemoryAccounts(*(account(handle, name=handle, synced_at=NOW) for handle in HANDLES))
    for stored, raw in zip(accounts.by_id.values(), raws.values(), strict=True):
        look = Look((raw,), NOW, NOW, NOW)
        raw.posts = [replace(p, counts=Counts(engaged(p, look), 0, 0, 0)) for p in raw.posts]
        batch = Batch(stored.id, NOW, posts=tuple(raw.posts), interactions=tuple(raw.interactions))
        await records.apply("T1", batch)
        for at, count in raw.followers:
            await records.apply("T1", Batch(stored.id, at, snapshots={"": {"followers": count}}))
        platform.found += raw.posts
        platform.known |= {post.id: post for post in raw.posts}
    return Stage(raws, accounts, records, MemoryConnections(platform))
