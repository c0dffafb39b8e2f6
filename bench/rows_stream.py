"""Answers that grow while people watch: how soon words leave, how many calls, and rate limits.

Against the playground's double with its rate limits. Beside it, in the same rounds: bare
`create_agent` behind slack_sdk's `chat_stream`, which sends every 256 characters.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
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


def _cpu_row(together: Mapping[str, Sequence[Round]]) -> Row:
    pairs = zip(together["engage"], together["bare"], strict=True)
    return Row.beside(
        f"CPU of an answer of {TOKENS} tokens",
        "ms",
        [(ours.cpu_ms, bare.cpu_ms) for ours, bare in pairs],
        budget=1.3,
        note=f"{AT_ONCE} answers at once, the share of one: question, tool, gate, records and "
        "Slack included. Beside it: bare create_agent streaming the same through chat_stream.",
    )


def _alone_rows(alone: Mapping[str, Sequence[Round]]) -> list[Row]:
    ours, bare = ([each for one in alone[name] for each in one.shown] for name in alone)
    return [
        Row(
            "streaming: first checked sentence leaves after",
            median(each.first_ms for each in ours),
            "ms",
            median(each.first_ms for each in bare),
            budget=50,
            note="From the sentence's last token. The token after it, 12.5 ms later, tells that it "
            "is over. Beside it: slack_sdk's chat_stream.",
        ),
        Row(
            "  last call after the last token",
            median(each.last_ms for each in ours),
            "ms",
            median(each.last_ms for each in bare),
            budget=100,
        ),
        Row(
            "  calls an answer",
            max(each.calls for each in ours),
            "",
            median(each.calls for each in bare),
            budget=12,
        ),
    ]


def _together_rows(together: Mapping[str, Sequence[Round]]) -> list[Row]:
    ours, bare = ([each for one in together[name] for each in one.shown] for name in together)
    rounds = len(together["engage"])
    return [
        Row(
            f"streaming: {AT_ONCE} at once in a workspace: refusals (429)",
            sum(each.refused for each in ours) / rounds,
            "",
            sum(each.refused for each in bare) / rounds,
            budget=0,
        ),
        Row(
            "  lost",
            sum(each.lost for each in ours) / rounds,
            "",
            sum(each.lost for each in bare) / rounds,
            budget=0,
        ),
        Row(
            "  last call after the last token, the slowest",
            max(each.last_ms for each in ours),
            "ms",
            max(each.last_ms for each in bare),
            budget=100,
        ),
        Row(
            "  calls an answer",
            median(each.calls for each in ours),
            "",
            median(each.calls for each in bare),
        ),
    ]


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
