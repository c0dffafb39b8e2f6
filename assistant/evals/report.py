"""What came of a table of questions: one line for each that went wrong, and a small table."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.agent.models import OFFLINE
from assistant.community.wording import percent
from assistant.evals.judging import Call, Outcome

ENOUGH = 0.9
"""Share of the questions that must be right."""


@dataclass(frozen=True, slots=True)
class Report:
    """The outcomes of one table.

    Attributes:
        composer: the model's name, or "offline".
        seconds: for all of it, the stores and the first reading included.
    """

    composer: str
    outcomes: Sequence[Outcome]
    seconds: float

    @property
    def right(self) -> int:
        """Questions that got what the table wants."""
        return sum(each.right for each in self.outcomes)

    @property
    def astray(self) -> int:
        """Answers about another account or another period than the one asked about."""
        return sum(each.wrong_whom or each.wrong_when for each in self.outcomes)

    @property
    def passed(self) -> bool:
        """Whether enough is right, and nothing is about somebody else or another time."""
        return self.right >= ENOUGH * len(self.outcomes) and not self.astray

    def tokens(self, way: str) -> int | None:
        """Tokens "input" or "output" as the server counted them; None where it did not."""
        found = [getattr(usage, f"{way}_tokens") for usage in self._usages()]
        told = [each for each in found if each is not None]
        return sum(told) if told else None

    def calls(self, of: str) -> int:
        """Calls to the "model" or to a "tool".

        Retries, mended sentences, and the offline composer's rounds in a model's place count too.
        """
        return sum(getattr(usage, f"{of}_calls") for usage in self._usages())

    def _usages(self) -> list[Any]:
        return [each.answer.usage for each in self.outcomes if each.answer is not None]


def wrong_line(outcome: Outcome) -> str:
    """What went wrong with one question, on one line."""
    case = outcome.case
    return f"{case.id} “{case.question}”: {'; '.join(faults(outcome))}."


def faults(outcome: Outcome) -> list[str]:
    """What is wrong with an answer, in plain words; none where it is right."""
    if outcome.right:
        return []
    if outcome.answer is None:
        return ["not answered in time"]
    if outcome.fell_back:
        return [f"the model did not answer ({(outcome.answer.fallback or '').rstrip('.')})"]
    said = []
    if outcome.wrong_whom:
        said.append("about another account")
    if outcome.wrong_when:
        said.append("about another period")
    if outcome.case.asks_back:
        return [*said, "showed something where nothing answers it"]
    wanted = " or ".join(_called(each) for each in outcome.case.tools.items())
    called = ", ".join(_called(each) for each in outcome.calls) or "nothing"
    back = "asked back; " if outcome.asked_back and not outcome.calls else ""
    return [*said, f"{back}called {called}, wanted {wanted}"]


def _called(call: Call) -> str:
    name, given = call
    told = ", ".join(f"{key}: {_plain(value)}" for key, value in given.items())
    return f"{name}({told})"


def _plain(value: Any) -> str:
    if value is None:
        return "all"
    if isinstance(value, list):
        return " ".join(map(str, value))
    return str(value)


def table(report: Report) -> list[tuple[str, str]]:
    """The small table at the end: what, and how many."""
    all_, outcomes = len(report.outcomes), report.outcomes
    to_ask = [each for each in outcomes if each.case.asks_back]
    held = [len(each.answer.held) for each in outcomes if each.answer is not None]
    among = sum(map(bool, held))
    slowest = max(each.seconds for each in outcomes)
    middle = statistics.median(each.seconds for each in outcomes)
    tokens = [report.tokens(way) for way in ("input", "output")]
    share, offline = report.right / all_, report.composer == OFFLINE
    asked = "" if offline else f"{report.calls('model')} of the model, "
    counted = " in, ".join(f"{each:,}" for each in tokens if each is not None)
    return [
        ("answered by", "the offline composer" if offline else report.composer),
        ("right", f"{report.right} of {all_} ({percent(share)}; {percent(ENOUGH)} is enough)"),
        ("about another account or period", f"{report.astray} (none is allowed)"),
        ("asked back where nothing answers", f"{sum(e.right for e in to_ask)} of {len(to_ask)}"),
        ("asked back where something does", str(sum(_needless(each) for each in outcomes))),
        ("sentences held back", f"{sum(held)} in {among} {'answer' if among == 1 else 'answers'}"),
        ("left to the offline composer", str(sum(each.fell_back for each in outcomes))),
        (
            "tokens",
            f"{counted} out" if counted else "none" if offline else "not counted by the server",
        ),
        ("calls", f"{asked}{report.calls('tool')} of tools"),
        ("seconds", f"{report.seconds:.0f}; a question {middle:.1f}, the slowest {slowest:.1f}"),
    ]


def _needless(outcome: Outcome) -> bool:
    return outcome.asked_back and not outcome.case.asks_back and not outcome.fell_back


def as_json(report: Report) -> str:
    """The object that `engage eval --json` prints."""
    outcomes = report.outcomes
    return json.dumps(
        {
            "composer": report.composer,
            "passed": report.passed,
            "questions": len(outcomes),
            "right": report.right,
            "wrong_whom": sum(each.wrong_whom for each in outcomes),
            "wrong_when": sum(each.wrong_when for each in outcomes),
            "asked_back": sum(each.asked_back for each in outcomes),
            "asked_back_needlessly": sum(_needless(each) for each in outcomes),
            "held": sum(len(each.answer.held) for each in outcomes if each.answer),
            "fell_back": sum(each.fell_back for each in outcomes),
            "input_tokens": report.tokens("input"),
            "output_tokens": report.tokens("output"),
            "model_calls": report.calls("model"),
            "tool_calls": report.calls("tool"),
            "seconds": round(report.seconds, 1),
            "outcomes": [_row(each) for each in outcomes],
        },
        ensure_ascii=False,
        indent=2,
    )


def _row(outcome: Outcome) -> dict[str, Any]:
    answer = outcome.answer
    return {
        "id": outcome.case.id,
        "question": outcome.case.question,
        "right": outcome.right,
        "faults": faults(outcome),
        "calls": [{"tool": name, "arguments": given} for name, given in outcome.calls],
        "answer": answer.text if answer else None,
        "composer": answer.composer if answer else None,
        "held": [f"{held.reason} {held.masked}" for held in answer.held] if answer else [],
        "fallback": answer.fallback if answer else None,
        "seconds": round(outcome.seconds, 2),
    }
