"""Engage with the real agent, its tools and its gate, over a community in memory."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.agent.limits import Limits
from assistant.agent.loop import Agent
from assistant.agent.models import ModelConfig, Models
from assistant.community.answers import AnswerEvent, Question, Turn
from tests.communities import Community, busy_week, toolbox
from tests.communities import ask as asked_of
from tests.fakes import MemoryConnections, MemoryPlatform, ScriptedModel, Step, clock_at
from tests.scenario.running import Engage

READS = {
    *("capabilities", "platform", "profile", "posts", "lookup", "resolve", "thread", "close"),
    *("likes", "reposts", "quotes", "mentions", "search"),
}
"""Everything that can be asked of a platform without changing anything there."""


def agent_of(model: ScriptedModel | None) -> Agent:
    """The real one; without a model the offline composer answers."""
    return Agent(
        models=Models(ModelConfig("scripted"), chat=model),
        limits=Limits(retry_delay_s=0.0, seconds=20.0),
        clock=clock_at(),
    )


class Watched:
    """A platform that notes what is asked of it, also what it does not have."""

    def __init__(self) -> None:
        self.asked: set[str] = set()
        self._platform = MemoryPlatform()

    def __getattr__(self, name: str) -> Any:
        self.asked.add(name)
        return getattr(self._platform, name)


@dataclass
class House:
    """Engage over one community, with a scripted model or, without steps, the offline composer."""

    engage: Engage
    town: Community = field(default_factory=busy_week)
    steps: tuple[Step, ...] = ()
    platform: Watched = field(default_factory=Watched)
    models: list[ScriptedModel] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.engage.agent.script = self.script

    async def script(
        self, question: Question, turns: Sequence[Turn]
    ) -> AsyncGenerator[AnswerEvent, None]:
        """Answer as the program does, with the community for its records."""
        model = ScriptedModel.of(*self.steps) if self.steps else None
        if model:
            self.models.append(model)
        asked = asked_of(question.text)
        tools = await toolbox(asked, self.town, connections=MemoryConnections(self.platform))  # type: ignore[arg-type]
        async for event in agent_of(model).answer(asked, turns, tools, tokens_left=1_000_000):
            yield event
