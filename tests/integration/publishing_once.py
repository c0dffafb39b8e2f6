"""On a platform that makes two posts of two identical requests: whatever breaks, a reply is there
exactly once, or it is unknown and one person is asked one question.

Each platform's double brings a `Shore`; the proof is the same for all of them.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain, cycle, islice
from typing import Any, Protocol

from assistant.community.accounts import Account
from assistant.community.drafts import Draft, DraftState
from assistant.community.posts import Author
from assistant.community.publication import LOOKING
from assistant.desk.publishing import Publishing
from assistant.platforms.connections import Connections
from tests.integration.publishing_crew import Death, Workers, die, stride
from tests.integration.publishing_house import ANNA, TEAM, House
from tests.integration.publishing_proxy import Cut, CuttingProxy
from tests.integration.publishing_stage import MINUTE, cuts
from tests.proving import RUNS


@dataclass(frozen=True)
class Question:
    """Somebody's words that wait for an answer."""

    id: str
    person: Author


class Shore(Protocol):
    """A platform's double, with an account of ours on it.

    Attributes:
        words: what is answered. It may be so each time.
        faults: what can go wrong with the call that writes, on the platform's side.
    """

    words: str
    faults: Sequence[Any]

    def ask(self) -> Question:
        """Somebody asks something new."""
        ...

    def answers(self, question: Question) -> int:
        """How many answers of ours stand under it, as the platform has it."""
        ...

    def break_down(self, fault: Any) -> None:
        """Let a fault come next."""
        ...

    def mend(self) -> None:
        """No fault that was to come comes any more."""
        ...


@dataclass
class Place:
    """A workspace whose account writes on a shore, through a proxy that cuts."""

    house: House
    shore: Shore
    proxy: CuttingProxy
    connections: Connections
    account: Account

    @property
    def publishing(self) -> Publishing:
        return self.house.publishing(self.connections)

    async def draft(self, question: Question) -> Draft:
        """A reply to it, approved this moment."""
        self.house.clock.ahead = timedelta(0)
        target = await (await self.connections.publisher(self.account)).look(question.id)
        item = await self.house.question(
            self.account, question.id, target.text, person=question.person
        )
        return await self.house.approved(item, self.shore.words, seen=target.conversation)

    async def settle(self, draft: Draft) -> Draft:
        """The minutes after."""
        return await self.house.until_settled(self.publishing, draft, ticks=6, step=MINUTE)

    async def sizes(self) -> dict[Any, int]:
        """Bytes of one run in which nothing happens."""
        question = self.shore.ask()
        draft = await self.draft(question)
        self.proxy.begin(None)
        await self.publishing.publish(TEAM, draft.id)
        done = await self.house.now(draft)
        assert done.state is DraftState.PUBLISHED, done.problem
        assert self.shore.answers(question) == 1
        return dict(self.proxy.seen)

    async def end(self, question: Question, left: Draft, where: str) -> str:
        """Check how a run was left; a person who looked answers what Engage asks."""
        posts = self.shore.answers(question)
        story = (await self.house.story(left))[2:]
        print(f"{where:56} {'>'.join(story):52} {left.state.value:9} posts {posts}")
        if left.state is DraftState.PUBLISHED:
            assert posts == 1, where
            return "published"
        assert left.state is DraftState.UNKNOWN, f"{where}: {left.problem}"
        assert posts == 0, f"{where}: it is there, and was not found"
        assert (story.count("unknown"), story.count("sent")) == (1, 1), where
        assert left.problem == LOOKING
        self.shore.mend()
        self.proxy.begin(None)
        settled = await self.publishing.settle(TEAM, ANNA, left.id, there=False)
        assert (settled.state, self.shore.answers(question)) == (DraftState.PUBLISHED, 1), where
        return "asked, then published"


@asynccontextmanager
async def place(
    house: House, shore: Shore, proxy: CuttingProxy, connections: Connections, account: Account
) -> AsyncIterator[Place]:
    """Everything in place; the connections are closed in the end."""
    yield Place(house, shore, proxy, connections, account)
    await connections.close()


async def broken_anywhere(made: Place, dice: random.Random) -> Counter[str]:
    """Cut the line after any byte, or let the platform fail, in turn; how the runs ended."""
    ends: Counter[str] = Counter()
    happened = 0
    for run, trouble in enumerate(troubles(dice, await made.sizes(), made.shore.faults)):
        question = made.shore.ask()
        made.proxy.begin(None)
        draft = await made.draft(question)
        if isinstance(trouble, Cut):
            made.proxy.begin(trouble)
        else:
            made.shore.break_down(trouble)
        await made.publishing.publish(TEAM, draft.id)
        happened += made.proxy.happened
        left = await made.settle(draft)
        ends[await made.end(question, left, f"run {run:3} {trouble!s:48.48}")] += 1
        made.shore.mend()
    print(f"{run + 1} runs, {happened} cut: {dict(ends)}")
    return ends


async def killed_anywhere(made: Place, crew: Workers, dice: random.Random) -> Counter[str]:
    """How workers with replies died, and how the runs ended."""
    ends: Counter[str] = Counter()
    asked: list[Question] = []

    async def reply(_: int) -> Draft:
        asked.append(made.shore.ask())
        return await made.draft(asked[-1])

    async for run, death in deaths(made, crew, dice, await made.sizes(), reply):
        ends[f"exit {death.code}"] += 1
        ends[await made.end(asked[-1], death.done, f"run {run:3} {death}")] += 1
    print(f"{RUNS} runs: {dict(ends)}")
    return ends


async def deaths(
    made: Place,
    crew: Workers,
    dice: random.Random,
    sizes: dict[Any, int],
    draft: Callable[[int], Awaitable[Draft]],
) -> AsyncIterator[tuple[int, Death]]:
    """Kill -9 the worker at every step it takes, and after any byte it sends or is sent, in turn.

    Args:
        sizes: bytes of one run in which nothing happens.
        draft: makes the next one, approved.
    """
    inside, step = iter(cuts(dice, sizes, (RUNS + 1) // 2)), 0
    for run in range(RUNS):
        made.proxy.begin(None)
        going = await draft(run)
        if run % 2:
            yield run, await die(made, crew, going, step=-1, cut=next(inside))
            continue
        death = await die(made, crew, going, step=step, cut=None)
        # after the last step from the first again
        step = 0 if death.code == 0 else step + stride(dice)
        yield run, death


def troubles(
    dice: random.Random, sizes: dict[Any, int], faults: Sequence[Any]
) -> Sequence[Cut | Any]:
    """Each fault of the platform, then cuts of the line and faults in turn; in a few runs, too, each
    fault comes, and a cut.
    """
    runs = max(RUNS, len(faults) + 1)
    spread = cuts(dice, sizes, max(1, (runs - len(faults) + 1) // 2))
    in_turn = chain.from_iterable(zip(spread, cycle(faults), strict=False))
    return [*islice(chain(faults, in_turn), runs)]
