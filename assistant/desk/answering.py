"""Answer questions: commit, claim, run the agent, keep the end.

A question is a committed row before anybody is told that it was received. A worker claims it
under a lease; when the worker dies the lease runs out and another claims it, and the same happens
when a store goes away in between. An answer is stored before its last event leaves, so that *Share*
and *Show sources* never need the model again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Protocol

from assistant.agent.evidence import Evidence
from assistant.agent.toolbox import Toolbox
from assistant.community.accounts import Account
from assistant.community.answers import (
    Answer,
    AnswerEvent,
    Finished,
    Question,
    Run,
    RunState,
    Turn,
)
from assistant.community.questions import check_question
from assistant.community.rights import Act, Rank, check
from assistant.community.settings import WorkspaceSettings
from assistant.community.zones import UNKNOWN_ZONE
from assistant.desk.following import Following
from assistant.desk.judging import policies_of, settings_of
from assistant.desk.running import (
    LEASE_S,
    Stopped,
    comes_back,
    forgiven,
    kept_lease,
    only_run,
    patiently,
    stoppable,
)
from assistant.desk.stopping import Stops
from assistant.ports import (
    Accounts,
    Budget,
    Clock,
    Connections,
    Conversations,
    Directory,
    Freshener,
    Preferences,
    Records,
    Runs,
)
from assistant.ports.observing import Observer, Unobserved


class Agent(Protocol):
    """`assistant.agent.loop.Agent`, as this use case sees it: loaded late."""

    def answer(
        self, question: Question, turns: Sequence[Turn], toolbox: Toolbox, *, tokens_left: int
    ) -> AsyncGenerator[AnswerEvent, None]: ...


class Answering:
    """The use case behind `/engage`, mentions, messages and `engage ask`.

    Attributes:
        following: tells follow-ups from talk.
    """

    def __init__(
        self,
        *,
        agent: Agent,
        runs: Runs,
        conversations: Conversations,
        accounts: Accounts,
        records: Records,
        freshener: Freshener,
        connections: Connections,
        budget: Budget,
        preferences: Preferences,
        directory: Directory,
        clock: Clock,
        worker_id: str,
        run_seconds: float,
        observer: Observer | None = None,
    ) -> None:
        self._agent = agent
        self._runs = runs
        self._conversations = conversations
        self._accounts = accounts
        self._records = records
        self._freshener = freshener
        self._connections = connections
        self._stops = Stops(conversations)
        self.following = Following(conversations, runs, accounts)
        self._budget = budget
        self._preferences = preferences
        self._directory = directory
        self._clock = clock
        self._worker_id = worker_id
        self._run_seconds = run_seconds
        self._observer = observer or Unobserved()

    async def ask(self, question: Question, *, event_key: str, place: Mapping[str, str]) -> bool:
        """Commit a question. False: its event was here before, nothing to do.

        Raises:
            InvalidInput: empty or too long.
            StoreUnavailable: it could not be committed; the caller must not acknowledge it.
        """
        check_question(question.text)
        run = Run(question, event_key, dict(place), RunState.ASKED)
        return await self._runs.add(run)

    async def move(
        self, workspace_id: str, run_id: str, *, conversation_id: str, place: Mapping[str, str]
    ) -> None:
        """Note where a run is answered, once that is known; a later worker goes on there."""
        await self._runs.move(workspace_id, run_id, conversation_id=conversation_id, place=place)

    async def answer(self, workspace_id: str, run_id: str) -> AsyncGenerator[AnswerEvent, None]:
        """Answer a committed question; events as they come into being.

        Ends without `Finished` when the run was stopped by a person, or belongs to another
        worker by now.

        Raises:
            NotAllowed: guests and people of other organisations.
            StoreUnavailable, PlatformUnavailable, RateLimited: a store went away, or the chat did
                not tell who asks. The run stays as it is and is abandoned, at the latest when its
                lease runs out: whoever looks for such runs answers it.
            EngageError: anything else that ended the run; its state is then `failed`.
        """
        run = await self._runs.claim(workspace_id, run_id, self._worker_id, LEASE_S)
        if run is None:
            return
        async with kept_lease(self._runs, workspace_id, run_id, self._worker_id) as over:
            question = run.question
            try:
                settings = await self._settings(question)
                if question.zone == UNKNOWN_ZONE:
                    question = replace(question, zone=settings.zone)
                async with (
                    only_run(self._conversations, question, self._run_seconds),
                    aclosing(self._events(question, settings, over)) as events,
                ):
                    async for event in events:
                        if isinstance(event, Finished) and not await self._keep(
                            question, event.answer
                        ):
                            return
                        yield event
            except Stopped:
                self._observer.unanswered("stopped")
                await self._end(question, RunState.CANCELLED)
            except Exception as error:
                self._observer.unanswered("later" if comes_back(error) else "failed")
                if comes_back(error):
                    await self._let_go(question)
                else:
                    await self._end(question, RunState.FAILED)
                raise

    async def stored(self, workspace_id: str, run_id: str) -> Run:
        """A run with its answer, for *Share*, *Show sources* and *Continue in DM*."""
        return await self._runs.get(workspace_id, run_id)

    async def shown(self, workspace_id: str, run_id: str) -> None:
        """Note that the answer reached its place; until then it counts as abandoned."""
        await self._runs.shown(workspace_id, run_id)

    async def stop(self, workspace_id: str, conversation_id: str) -> None:
        """Stop the run that is going in a conversation, in whichever process."""
        await self._conversations.cancel(workspace_id, conversation_id)

    async def rate(self, workspace_id: str, run_id: str, person_id: str, *, good: bool) -> None:
        """Keep a thumb with its run."""
        await self._runs.rate(workspace_id, run_id, person_id, good=good)

    async def abandoned(self) -> Sequence[Run]:
        """Runs no living worker holds, of all workspaces, oldest first."""
        return await self._runs.abandoned()

    async def give_up(self, workspace_id: str, run_id: str) -> bool:
        """Close an abandoned run that is too old to be answered; False when somebody has it."""
        if not await self._runs.claim(workspace_id, run_id, self._worker_id, LEASE_S):
            return False
        await self._runs.finish(workspace_id, run_id, self._worker_id, RunState.FAILED, None)
        return True

    async def accounts(self, workspace_id: str) -> Sequence[Account]:
        """The connected accounts."""
        return await self._accounts.all(workspace_id)

    # -- one run --------------------------------------------------------------------------

    async def _settings(self, question: Question) -> WorkspaceSettings:
        """Those of the workspace, for whoever may ask there. Raises NotAllowed."""
        person = await self._directory.person(question.workspace_id, question.person_id)
        check(Act.ASK, Rank(person.standing))
        return await settings_of(self._preferences, question.workspace_id, person)

    async def _events(
        self, question: Question, settings: WorkspaceSettings, over: asyncio.Event
    ) -> AsyncGenerator[AnswerEvent, None]:
        workspace_id = question.workspace_id
        accounts = await self._accounts.all(workspace_id)
        turns = await self._turns(question)
        evidence = Evidence(question.text, tuple(str(account.ref) for account in accounts))
        toolbox = Toolbox(
            question=question,
            evidence=evidence,
            accounts=self._accounts,
            records=self._records,
            freshener=self._freshener,
            connections=self._connections,
            clock=self._clock,
            policies=await policies_of(self._preferences, workspace_id, settings.zone),
        )
        left = await self._budget.left(workspace_id, allowed=settings.daily_tokens)
        stream = self._agent.answer(question, turns, toolbox, tokens_left=left)

        with self._stops.watched(question, over):
            async with aclosing(stoppable(stream, over)) as events:
                async for event in events:
                    yield event

    async def _turns(self, question: Question) -> Sequence[Turn]:
        """What was said before; out of the runs where Redis has lost it, which is mended here."""
        at = (question.workspace_id, question.conversation_id)
        if turns := await self._conversations.turns(*at):
            return turns
        turns = await self._runs.turns(*at)
        for turn in turns:
            await self._conversations.append(*at, turn)
        return turns

    async def _keep(self, question: Question, answer: Answer) -> bool:
        workspace_id, run_id = question.workspace_id, question.run_id
        kept = await patiently(
            lambda: self._runs.finish(
                workspace_id, run_id, self._worker_id, RunState.ANSWERED, answer
            )
        )
        if kept:
            waited = self._clock() - question.asked_at
            self._observer.answered(answer, waited.total_seconds())
        with forgiven("budget", run_id):
            if tokens := answer.usage.charged_tokens:
                await self._budget.spend(workspace_id, tokens)
        with forgiven("turn", run_id):
            if kept:
                turn = Turn(question=question.text, answer=answer.text, asked_at=question.asked_at)
                await self._conversations.append(workspace_id, question.conversation_id, turn)
        return kept

    async def _let_go(self, question: Question) -> None:
        """End the lease now; where that cannot be written it runs out by itself."""
        with forgiven("lease", question.run_id):
            await self._runs.renew(question.workspace_id, question.run_id, self._worker_id, 0.0)

    async def _end(self, question: Question, state: RunState) -> None:
        await self._runs.finish(
            question.workspace_id, question.run_id, self._worker_id, state, None
        )
