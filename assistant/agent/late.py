"""The agent, loaded with the model library: its gate's word lists alone take as long to load as all
of the Slack side, and nobody is answered before the library is there.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.agent.drafting import Drafter
    from assistant.agent.limits import Limits
    from assistant.agent.loop import Agent
    from assistant.agent.models import Models
    from assistant.agent.noting import Opener
    from assistant.agent.posting import PostDrafter
    from assistant.agent.toolbox import Toolbox
    from assistant.community.answers import AnswerEvent, Question, Turn
    from assistant.community.briefs import Brief, Drafted
    from assistant.community.notes import Note
    from assistant.community.post_briefs import PostBrief, PostsDrafted
    from assistant.community.settings import WorkspaceSettings
    from assistant.ports import Budget, Clock


class LateAgent:
    """`loop.Agent`, made when the first question comes. Its arguments are those of that one."""

    def __init__(self, *, models: Models, limits: Limits, clock: Clock) -> None:
        self._models = models
        self._limits = limits
        self._clock = clock
        self._agent: Agent | None = None

    async def answer(
        self, question: Question, turns: Sequence[Turn], toolbox: Toolbox, *, tokens_left: int
    ) -> AsyncGenerator[AnswerEvent, None]:
        """See `loop.Agent`."""
        agent = self._agent or await self._made()
        answering = agent.answer(question, turns, toolbox, tokens_left=tokens_left)
        async with aclosing(answering) as events:
            async for event in events:
                yield event

    async def _made(self) -> Agent:
        await self._models.warm()
        from assistant.agent.loop import Agent  # noqa: PLC0415 - loaded by `warm`, in a thread

        self._agent = Agent(models=self._models, limits=self._limits, clock=self._clock)
        return self._agent


class LateDrafter:
    """`drafting.Drafter`, made when somebody first wants a draft."""

    def __init__(self, *, models: Models, clock: Clock) -> None:
        self._models = models
        self._clock = clock
        self._drafter: Drafter | None = None

    async def draft(self, brief: Brief, *, tokens_left: int) -> Drafted:
        """See `drafting.Drafter`."""
        drafter = self._drafter or await self._made()
        return await drafter.draft(brief, tokens_left=tokens_left)

    async def _made(self) -> Drafter:
        await self._models.warm()
        from assistant.agent.drafting import Drafter  # noqa: PLC0415 - loaded by `warm`

        self._drafter = Drafter(models=self._models, clock=self._clock)
        return self._drafter


class LatePostDrafter:
    """`posting.PostDrafter`, made when somebody first wants a post."""

    def __init__(self, *, models: Models, clock: Clock) -> None:
        self._models = models
        self._clock = clock
        self._drafter: PostDrafter | None = None

    async def draft(self, brief: PostBrief, *, tokens_left: int) -> PostsDrafted:
        """See `posting.PostDrafter`."""
        drafter = self._drafter or await self._made()
        return await drafter.draft(brief, tokens_left=tokens_left)

    async def _made(self) -> PostDrafter:
        await self._models.warm()
        from assistant.agent.posting import PostDrafter  # noqa: PLC0415 - loaded by `warm`

        self._drafter = PostDrafter(models=self._models, clock=self._clock)
        return self._drafter


class LateOpener:
    """`noting.Opener`, made when the first note is written."""

    def __init__(self, *, models: Models, budget: Budget, clock: Clock) -> None:
        self._models = models
        self._budget = budget
        self._clock = clock
        self._opener: Opener | None = None

    async def open(self, note: Note, settings: WorkspaceSettings, workspace_id: str) -> Note:
        """See `noting.Opener`. Where no model is set, nothing is loaded."""
        if not self._models.configured:
            return note
        opener = self._opener or await self._made()
        return await opener.open(note, settings, workspace_id)

    async def _made(self) -> Opener:
        await self._models.warm()
        from assistant.agent.noting import Opener  # noqa: PLC0415 - loaded by `warm`

        self._opener = Opener(models=self._models, budget=self._budget, clock=self._clock)
        return self._opener
