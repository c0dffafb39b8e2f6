"""Answers that grow while people watch: how soon words leave, how many calls, and rate limits.

Against the playground's double with its rate limits. Beside it, in the same rounds: bare
`create_agent` behind slack_sdk's `chat_stream`, which sends every 256 characters.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any

from bench.fake_model import TOKENS
from bench.process import APP_CORE, Child, free_port, running
from bench.rows import Row
from bench.stage import Stage, engage, fake, idle

PACE = 80
"""Tokens a second."""

AT_ONCE = 15
WHOLE_S = 180
REFUSED = 429
SPOKEN = "each other without you"
"""Words of the streamed answer: an answer without them was lost."""


@dataclass(frozen=True, slots=True)
class Shown:
    """How one answer was shown.

    Attributes:
        first_ms: from the end of the model's first sentence to the call that carries it.
        last_ms: from the model's last token to the last call with words or the stop.
        calls: Web API calls made for it.
        refused: calls that were answered with 429.
        lost: whether its words do not stand in its thread, or its stream never ended.
    """

    first_ms: float
    last_ms: float
    calls: int
    refused: int
    lost: bool


@dataclass(frozen=True, slots=True)
class Round:
    """One round: how each answer was shown, and the app's CPU for one of them."""

    shown: Sequence[Shown]
    cpu_ms: float


Rounds = Mapping[str, Sequence[Round]]
"""By who answered: "engage" or "bare"."""

Summary = Callable[[Iterable[float]], float]


async def stream_rows(stage: Stage, rounds: int) -> list[Row]:
    """Measure answers that go alone and answers that go together."""
    alone: dict[str, list[Round]] = {"engage": [], "bare": []}
    together: dict[str, list[Round]] = {"engage": [], "bare": []}
    for number in range(rounds):
        await stage.connect_sample()
        for name in ("bare", "engage") if number % 2 else ("engage", "bare"):
            alone[name].append(await _round(stage, name, 1))
            together[name].append(await _round(stage, name, AT_ONCE))
    return [*_alone_rows(alone), *_together_rows(together), _cpu_row(together)]


def _cpu_row(together: Rounds) -> Row:
    pairs = zip(together["engage"], together["bare"], strict=True)
    return Row.beside(
        f"CPU of an answer of {TOKENS} tokens",
        "ms",
        [(ours.cpu_ms, bare.cpu_ms) for ours, bare in pairs],
        budget=1.3,
        note=f"{AT_ONCE} answers at once, the share of one: question, tool, gate, records and "
        "Slack included. Beside it: bare create_agent streaming the same through chat_stream.",
    )


def _alone_rows(alone: Rounds) -> list[Row]:
    return [
        _row(
            "streaming: first checked sentence leaves after",
            "ms",
            alone,
            "first_ms",
            budget=50,
            note="From the sentence's last token. The token after it, 12.5 ms later, tells that it "
            "is over. Beside it: slack_sdk's chat_stream.",
        ),
        _row("  last call after the last token", "ms", alone, "last_ms", budget=100),
        _row("  calls an answer", "", alone, "calls", ours=max, budget=12),
    ]


def _together_rows(together: Rounds) -> list[Row]:
    rounds = len(together["engage"])

    def a_round(found: Iterable[float]) -> float:
        return sum(found) / rounds

    refusals = f"streaming: {AT_ONCE} at once in a workspace: refusals (429)"
    slowest = "  last call after the last token, the slowest"
    return [
        _row(refusals, "", together, "refused", ours=a_round, theirs=a_round, budget=0),
        _row("  lost", "", together, "lost", ours=a_round, theirs=a_round, budget=0),
        _row(slowest, "ms", together, "last_ms", ours=max, theirs=max, budget=100),
        _row("  calls an answer", "", together, "calls"),
    ]


def _row(
    name: str,
    unit: str,
    rounds: Rounds,
    field: str,
    *,
    ours: Summary = median,
    theirs: Summary = median,
    budget: float | None = None,
    note: str = "",
) -> Row:
    """A field of every answer shown, summed up, beside the bare agent's; the budget is for ours."""
    value, baseline = (
        summary([float(getattr(shown, field)) for each in rounds[way] for shown in each.shown])
        for way, summary in (("engage", ours), ("bare", theirs))
    )
    return Row(name, value, unit, baseline, budget=budget, note=note)


async def _round(stage: Stage, name: str, count: int) -> Round:
    """Put questions at once to a fresh app with fresh quotas."""
    await stage.forget()
    questions = [f"How are we doing, number {number}?" for number in range(count)]
    async with fake("bench.fake_model") as model, fake("bench.double") as double:
        access = await _get(stage, double, "access")
        env = {
            **access,
            "OPENAI_BASE_URL": f"{model.url}/v1",
            "OPENAI_API_KEY": "bench",
            "ENGAGE_MODEL": f"stream-{PACE}",
        }
        async with engage(stage, env) if name == "engage" else _bare(stage, env) as app:
            await idle(app)
            await stage.http.post(f"{double.url}/deliver", json={"url": f"{app.url}/slack/events"})
            used = app.cpu_s()
            await stage.http.post(f"{double.url}/ask", json={"questions": questions})
            seen = await _settled(stage, double)
            used = app.cpu_s() - used
            spoken = await _get(stage, model, "spoken")
    return Round([_shown(each, spoken) for each in seen], used / count * 1000)


@asynccontextmanager
async def _bare(_: Stage, env: Mapping[str, str]) -> AsyncIterator[Child]:
    port = free_port()
    given = {**env, "BENCH_PORT": str(port)}
    async with running(["-m", "bench.bare_stream"], given, port, core=APP_CORE) as child:
        yield child


async def _settled(stage: Stage, double: Child) -> list[dict[str, Any]]:
    """What was seen, once every question has words that stand, or time is over."""
    seen: list[dict[str, Any]] = []
    for _ in range(WHOLE_S):
        seen = await _get(stage, double, "seen")
        if all(SPOKEN in each["text"] for each in seen):
            break
        await asyncio.sleep(1)
    return seen


async def _get(stage: Stage, child: Child, what: str) -> Any:
    async with stage.http.get(f"{child.url}/{what}") as response:
        return await response.json()


def _shown(seen: Mapping[str, Any], spoken: Mapping[str, Mapping[str, float]]) -> Shown:
    calls = seen["calls"]
    said = next(times for asked, times in spoken.items() if asked.endswith(seen["question"]))
    worded = [call["at"] for call in calls if call["text"].strip() and call["status"] != REFUSED]
    final = [call["at"] for call in calls if call["method"] in FINAL and call["status"] != REFUSED]
    return Shown(
        first_ms=(min(worded) - said["first_sentence"]) * 1000,
        last_ms=(max(final) - said["last_token"]) * 1000 if final else float("inf"),
        calls=len(calls),
        refused=sum(call["status"] == REFUSED for call in calls),
        lost=SPOKEN not in seen["text"],
    )


FINAL = frozenset({"chat.stopStream", "chat.postMessage", "chat.update"})
"""The calls that can bring an answer's last words."""
