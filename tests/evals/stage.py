"""A stage for evals: a random community, the real agent loop and tools, and what was called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from random import Random

from assistant.agent.evidence import Evidence
from assistant.agent.limits import Limits
from assistant.agent.loop import Agent
from assistant.agent.models import ModelConfig, Models
from assistant.agent.toolbox import Toolbox
from assistant.community.answers import Finished, Question
from assistant.community.posts import Counts
from assistant.evals import judging
from assistant.evals.cases import QUESTIONS, Case, read_cases
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


@dataclass(frozen=True, kw_only=True)
class Outcome(judging.Outcome):
    """One question with the calls it caused and its answer, beside the raw community."""

    wrong: list[str]
    community: Mapping[str, Raw]

    def raws(self, account: str | None) -> tuple[Raw, ...]:
        """The raw accounts a question is about."""
        return (self.community[account],) if account else tuple(self.community.values())

    def __str__(self) -> str:
        assert self.answer is not None
        return f"{self.case.id} {self.case.question!r} -> {self.calls} {self.answer.text!r}"


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

    @property
    def link(self) -> str:
        """Of a post that exists."""
        return next(iter(self.raws.values())).posts[0].url

    def cases(self) -> list[Case]:
        """The questions, about this community."""
        first, second = HANDLES
        names = {"PLATFORM": "bluesky", "FIRST": first, "SECOND": second, "LINK": self.link}
        return read_cases(QUESTIONS, {**names, "SHORT": second.removesuffix(".test")})

    async def ask(self, case: Case) -> Outcome:
        text = case.question
        question = Question(
            run_id=case.id,
            workspace_id="T1",
            person_id="U1",
            conversation_id=case.id,
            text=text,
            asked_at=NOW,
            zone=ZONE,
            language=case.language,
        )
        evidence = Evidence(text, accounts=tuple(self.raws))
        toolbox = Toolbox(
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
        opinion = Opinion(self.raws, search_words=words.strip("\"' ").lower(), link=self.link)
        wrong = opinion.wrong(finished.answer, tuple(evidence.quotes.values()))
        return Outcome(
            case=case,
            calls=toolbox.calls,
            answer=finished.answer,
            scene=judging.Scene(tuple(self.accounts.by_id.values()), NOW, ZONE),
            wrong=wrong,
            community=self.raws,
        )


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
