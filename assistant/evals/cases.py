"""The table of questions: one JSON object a line, in the form that `docs/model-costs.md` tells."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import InvalidInput

QUESTIONS = Path(__file__).parent / "questions.jsonl"
"""The questions that come with Engage."""

AT = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
"""When they are asked: a Wednesday. Periods of the table are days as seen from here."""

ZONE = "Europe/Berlin"


class Case(BaseModel):
    """One question, and what answers it.

    Attributes:
        tools: every tool that would do, with the arguments that matter; others may be anything. A
            `period` or `baseline` is its first and last local day, an `account` of None all there
            are.
        asks_back: no tool would do: the answer must show no figure.
        nobody: it names an account that is not connected: any figure would be somebody else's.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(min_length=1)]
    language: Literal["en", "de"] = "en"
    question: Annotated[str, Field(min_length=1)]
    tools: Mapping[str, Mapping[str, Any]] = {}
    asks_back: bool = False
    nobody: bool = False

    @property
    def accounts(self) -> Sequence[str | None]:
        """The account that each tool is wanted for, where it matters which."""
        return [given["account"] for given in self.tools.values() if "account" in given]

    @property
    def periods(self) -> Sequence[list[str]]:
        """The period that each tool is wanted for, where it matters which."""
        return [given["period"] for given in self.tools.values() if "period" in given]


def read_cases(path: Path, names: Mapping[str, str]) -> list[Case]:
    """The questions of a file.

    Args:
        names: what stands for each `{NAME}` of the file.

    Raises:
        InvalidInput: no such file, no question in it, or a line that is none.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"The questions in {path} cannot be read.") from error
    found = [_case(path, at, line, names) for at, line in enumerate(lines, 1) if line.strip()]
    if not found:
        raise InvalidInput(f"There is no question in {path}.")
    return found


def _case(path: Path, at: int, line: str, names: Mapping[str, str]) -> Case:
    for name, value in names.items():
        line = line.replace(f"{{{name}}}", value)
    try:
        case = Case.model_validate(json.loads(line))
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"]))
        raise InvalidInput(f"Line {at} of {path.name}: {key}: {first['msg']}.") from None
    except ValueError:
        raise InvalidInput(f"Line {at} of {path.name} is no JSON object.") from None
    if case.asks_back is bool(case.tools):
        raise InvalidInput(
            f"Line {at} of {path.name}: name the tools that would do, or set asks_back."
        )
    return case
