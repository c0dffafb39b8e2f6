"""`python -m bench.tokens [--questions]`: tokens of fifty fixed questions, beside an agent that
sends every tool and raw JSON; exit 1 when Engage needs more than half of them.

`docs/model-costs.md` tells what is counted and how to read it.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from operator import attrgetter

from assistant.agent.prompting import load
from bench.token_count import Count, Spent, o200k, summed
from bench.token_runs import Measured, by_kind, questions, runs

BUDGET = 0.5
"""Of the baseline's tokens, in and out, over all questions."""

WAYS = {
    "engage": "Engage",
    "repaired": "Engage, one sentence of each answer mended",
    "as_json": "Engage, facts as JSON",
    "compact": "every tool, compact JSON",
    "raw": "every tool, raw JSON",
}
_CHANGES = "\0"
PARTS = ("prompt", "tools", "talk", "calls", "results", "output")


async def measure(count: Count) -> list[Measured]:
    """All fixed questions, one after another."""
    async with runs(count) as prepared:
        return [await prepared.measure(asked) for asked in questions()]


def ratio(measured: Sequence[Measured], way: str = "engage", beside: str = "raw") -> float:
    """Tokens of one way over those of another."""
    return _total(measured, way).total / _total(measured, beside).total


def front(measured: Sequence[Measured], count: Count) -> int:
    """Tokens that begin every request of every workspace alike: tools, and the prompt to its date.

    Servers put tools first, or right after the prompt: then only the prompt is alike.
    """
    alike, _, _ = load("ask").render(today=_CHANGES, accounts="").partition(_CHANGES)
    tools = _total(measured, "engage").tools // sum(each.requests for each in measured)
    return tools + count(alike)


def report(measured: Sequence[Measured], count: Count, *, each: bool) -> str:
    """The tables of `docs/model-costs.md`, as Markdown."""
    rows = [(kind, found) for kind, found in by_kind(measured).items()]
    lines = [
        "| kind | questions | Engage in | out | baseline in | out | ratio | beside compact |",
        "|---|---|---|---|---|---|---|---|",
        *(_line(kind, found) for kind, found in [*rows, ("**all**", measured)]),
        "",
        "| a question, on average | " + " | ".join(PARTS) + " | total | Engage beside it |",
        "|---" * (len(PARTS) + 3) + "|",
        *(_parts(measured, way) for way in WAYS),
        "",
        f"dearer than the baseline: {sum(ratio([one]) > 1 for one in measured)} of {len(measured)}",
        f"alike at the front of every request: {front(measured, count):,}",
    ]
    if each:
        lines += ["", *(f"{ratio([one]):5.2f}  {one.asked.question}" for one in measured)]
    return "\n".join(lines)


def main() -> int:
    """Measure, print, and tell whether it is within the budget."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--questions", action="store_true", help="the ratio of each question, too")
    each = options.parse_args().questions
    count = o200k()
    measured = asyncio.run(measure(count))
    print(report(measured, count, each=each))
    found = max(ratio(measured), ratio(measured, "repaired"))
    print(f"ratio {found:.2f} with a sentence of each answer mended; budget {BUDGET}")
    return 0 if found <= BUDGET else 1


def _total(measured: Sequence[Measured], way: str) -> Spent:
    return summed(map(attrgetter(way), measured))


def _line(kind: str, found: Sequence[Measured]) -> str:
    ours, theirs = _total(found, "engage"), _total(found, "raw")
    figures = (ours.input, ours.output, theirs.input, theirs.output)
    means = " | ".join(f"{figure / len(found):,.0f}" for figure in figures)
    beside = f"{ratio(found):.2f} | {ratio(found, beside='compact'):.2f}"
    return f"| {kind} | {len(found)} | {means} | {beside} |"


def _parts(measured: Sequence[Measured], way: str) -> str:
    spent = _total(measured, way)
    figures = [*(getattr(spent, part) for part in PARTS), spent.total]
    means = " | ".join(f"{figure / len(measured):,.0f}" for figure in figures)
    return f"| {WAYS[way]} | {means} | {ratio(measured, beside=way):.2f} |"


if __name__ == "__main__":
    sys.exit(main())
