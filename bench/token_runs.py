"""The fixed questions, put to Engage and to the baselines over the same community."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from langchain_core.messages import AIMessage, BaseMessage, ToolMessage

from assistant.agent.evidence import Evidence
from assistant.agent.limits import Limits
from assistant.agent.loop import Agent
from assistant.agent.models import ModelConfig, Models
from assistant.agent.offline.composer import OfflineComposer
from assistant.agent.offline.reading import Known
from assistant.agent.phrases import today
from assistant.agent.prompting import load
from assistant.agent.toolbox import Toolbox
from assistant.agent.tools import Findings
from assistant.bootstrap import Desk, open_desk
from assistant.community.accounts import AccountRef, Platform
from assistant.community.answers import Answer, Finished, Question, Turn
from assistant.platforms.sample import HANDLES
from assistant.settings import Settings
from bench.load import TEAM
from bench.raw_agent import RawAgent
from bench.raw_api import RawApi, compact
from bench.raw_calls import Calls, Reader
from bench.raw_rows import RawAccount, read
from bench.stage import stores
from bench.token_count import Count, Spent
from bench.token_model import NAME, Recorder

NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
"""A Wednesday. The sample community is the same whenever this runs."""

ZONE = "Europe/Berlin"
ACCOUNTS = tuple(f"{Platform.SAMPLE}:{handle}" for handle in HANDLES)
_SLIP = "That is 7 more than anybody expected. "
"""A sentence that the gate holds: its figure is no fact's."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One of the fixed questions.

    Attributes:
        kind: by which the report groups.
        before: the question before it in its conversation, None when it is the first.
    """

    kind: str
    question: str
    before: str | None = None


def questions() -> list[Asked]:
    """The fifty questions."""
    lines = (Path(__file__).parent / "questions.jsonl").read_text("utf-8").splitlines()
    return [Asked(**json.loads(line)) for line in lines]


@dataclass(frozen=True, slots=True)
class Measured:
    """What one question cost, each way.

    Attributes:
        engage: as Engage asks.
        repaired: with one sentence that the gate holds and the model is asked to mend.
        as_json: as Engage asks, with facts as JSON objects instead of lines.
        compact: the baseline with rows cut to what an answer can need.
        raw: the baseline.
    """

    asked: Asked
    answer: Answer
    requests: int
    engage: Spent
    repaired: Spent
    as_json: Spent
    compact: Spent
    raw: Spent


class Runs:
    """Puts questions.

    Args:
        desk: with the sample community connected.
        raw: the same community as rows.
        count: of the vocabulary.
    """

    def __init__(self, desk: Desk, raw: Sequence[RawAccount], count: Count) -> None:
        self._desk = desk
        self._count = count
        self._link = max(
            (post for each in raw for post in each.posts if post.parent_id is None),
            key=lambda post: (post.created_at < NOW - timedelta(days=2), post.created_at, post.id),
        ).url
        told = (count, today(NOW, ZONE), ACCOUNTS)
        self._raw = RawAgent(RawApi(raw), *told)
        self._compact = RawAgent(RawApi(raw, compact), *told)
        self._reader = Reader(NOW, ZONE, ACCOUNTS)

    async def measure(self, asked: Asked) -> Measured:
        """Put one question, each way.

        Raises:
            AssertionError: it was not answered from facts, or not all tokens were seen.
        """
        text = asked.question.replace("{LINK}", self._link)
        turns = await self._before(asked)
        engage, answer, calls = await self._engage(text, turns)
        repaired, mended, _ = await self._engage(text, turns, slip=_SLIP)
        assert answer.consulted, f"not answered: {text!r}"
        assert not answer.held, f"held: {answer.held}"
        assert len(mended.held) == 1, f"not held: {text!r}"
        assert answer.usage.input_tokens == engage.spent.input
        assert repaired.requests == engage.requests + 1
        history = [(turn.question, turn.answer) for turn in turns]
        plain = [made for tool, given in calls for made in self._reader.calls(tool, given)]
        return Measured(
            asked,
            answer,
            engage.requests,
            engage.spent,
            repaired.spent,
            engage.as_json,
            await self._compact.spent(text, history, plain, answer.text),
            await self._raw.spent(text, history, plain, answer.text),
        )

    async def _before(self, asked: Asked) -> list[Turn]:
        if asked.before is None:
            return []
        _, answer, _ = await self._engage(asked.before, [])
        return [Turn(question=asked.before, answer=answer.text, asked_at=NOW)]

    async def _engage(
        self, text: str, turns: Sequence[Turn], slip: str = ""
    ) -> tuple[Recorder, Answer, Calls]:
        """Engage's real loop with its tools; the offline composer speaks in the model's place."""
        composer = OfflineComposer(known=Known(accounts=ACCOUNTS, now=NOW, zone=ZONE))
        calls: Calls = []

        async def speak(messages: Sequence[BaseMessage]) -> AIMessage:
            if messages[0].text == load("repair").render():
                return AIMessage("NOTHING")
            # Without callbacks, or the loop would hear the composer besides the model.
            said = await composer.ainvoke(list(map(_noteless, messages)), {"callbacks": []})
            calls.extend((call["name"], call["args"]) for call in said.tool_calls)
            return said if said.tool_calls else AIMessage(slip + said.text)

        model = Recorder.of(speak, self._count)
        agent = Agent(
            models=Models(ModelConfig(NAME), chat=model), limits=Limits(), clock=lambda: NOW
        )
        toolbox = self._toolbox(text)
        events = [
            event async for event in agent.answer(toolbox[0], turns, toolbox[1], tokens_left=10**9)
        ]
        finished = events[-1]
        assert isinstance(finished, Finished)
        assert finished.answer.composer == NAME, finished.answer.fallback
        return model, finished.answer, calls

    def _toolbox(self, text: str) -> tuple[Question, Toolbox]:
        question = Question("run", TEAM, "U1", "talk", text, NOW, ZONE)
        return question, Toolbox(
            question=question,
            evidence=Evidence(text, accounts=ACCOUNTS),
            accounts=self._desk.accounts,
            records=self._desk.records,
            freshener=self._desk.syncing,
            connections=self._desk.connections,
            clock=lambda: NOW,
        )


def _noteless(message: BaseMessage) -> BaseMessage:
    """What a tool returned without its notes: code may repeat them, a model is held for it."""
    if not isinstance(message, ToolMessage) or not isinstance(message.artifact, Findings):
        return message
    return message.model_copy(update={"artifact": replace(message.artifact, notes=())})


@asynccontextmanager
async def runs(count: Count) -> AsyncIterator[Runs]:
    """The sample community, connected and read, in stores of its own."""
    async with stores() as (folder, _):
        settings = Settings.from_env(
            {"ENGAGE_DATA_DIR": str(folder), "ENGAGE_LOG_LEVEL": "warning"}
        )
        async with open_desk(settings, clock=lambda: NOW) as desk:
            await desk.workspaces.ensure(TEAM, "Bench")
            raw = []
            for handle in HANDLES:
                ref = AccountRef(Platform.SAMPLE, handle)
                account = await desk.connecting.sign_in(TEAM, ref, "any")
                await desk.syncing.refresh(account, max_age=timedelta(0), within_s=120)
                raw.append(await read(await desk.connections.open(account), account, NOW))
            yield Runs(desk, raw, count)


def by_kind(measured: Sequence[Measured]) -> Mapping[str, list[Measured]]:
    """Grouped, in the order of the questions."""
    kinds: dict[str, list[Measured]] = {}
    for each in measured:
        kinds.setdefault(each.asked.kind, []).append(each)
    return kinds
