"""`engage eval`, the whole program: offline, with a good model over HTTP, and with bad ones."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from assistant.evals import running
from assistant.evals.cases import QUESTIONS
from assistant.platforms import sample
from tests import quick
from tests.doubles.model_server import Call, Garbage, ModelServer, Say

pytestmark = [pytest.mark.integration, pytest.mark.timeout(180)]

NOWHERE = "http://127.0.0.1:9"
OURS = {
    "id": "ours",
    "question": "how many replies did {FIRST} get last week?",
    "tools": {
        "get_metrics": {
            "metrics": ["replies"],
            "period": ["2026-11-09", "2026-11-15"],
            "account": "{PLATFORM}:{FIRST}",
        }
    },
}
NOBODYS = {
    "id": "nobodys",
    "question": "how is nosuch.test doing?",
    "asks_back": True,
    "nobody": True,
}
RIGHT = Call(
    (
        (
            "get_metrics",
            {"metrics": ["replies"], "period": "last week", "account": "harbourlight.coffee"},
        ),
    )
)
ASTRAY = Call(
    (
        (
            "get_metrics",
            {"metrics": ["replies"], "period": "last month", "account": "harbourlight.help"},
        ),
    )
)


@pytest.fixture
async def model() -> AsyncIterator[ModelServer]:
    async with ModelServer() as server:
        yield server


async def engage_eval(
    folder: Path, *arguments: str, model: ModelServer | None = None
) -> tuple[int, str]:
    """Run the program; its exit code and what it printed. What it left behind is a failure."""
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        "BLUESKY_PUBLIC_URL": NOWHERE,
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none",
        "ENGAGE_SECRET_KEY": "of-no-use-here-but-long-enough-to-be-one",
    }
    if model is not None:
        environment |= {"OPENAI_API_KEY": "sk-1", "OPENAI_BASE_URL": model.url, "ENGAGE_MODEL": "m"}
    process = await asyncio.create_subprocess_exec(
        *quick.engage(),
        "eval",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environment,
        cwd=folder,
    )
    async with asyncio.timeout(120):
        out, err = await process.communicate()
    assert err.decode() == ""
    return process.returncode or 0, out.decode()


def table(folder: Path, *rows: dict[str, Any]) -> tuple[str, str]:
    path = folder / "mine.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return "--questions", str(path)


def by_id(said: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["id"]: each for each in said["outcomes"]}


def test_the_accounts_are_the_samples() -> None:
    """Named again there, since only the bootstrap names adapters."""
    assert running.HANDLES == sample.HANDLES


async def test_the_offline_composer_passes_the_table_that_comes_with_engage(tmp_path: Path) -> None:
    code, out = await engage_eval(tmp_path, "--json")
    said = json.loads(out)

    assert code == 0
    assert said["composer"] == "offline"
    assert said["questions"] == len(QUESTIONS.read_text("utf-8").splitlines()) > 60
    assert said["right"] >= 0.9 * said["questions"]
    assert [said["wrong_whom"], said["wrong_when"], said["held"], said["fell_back"]] == [0] * 4
    assert said["passed"] is True


async def test_a_good_model_is_told_from_its_answers(model: ModelServer, tmp_path: Path) -> None:
    model.script(RIGHT, Say("They got {{f1}}."), Say("I do not know that account. Which one?"))

    code, out = await engage_eval(tmp_path, *table(tmp_path, OURS, NOBODYS), model=model)

    model.check()
    assert code == 0
    lines: Sequence[str] = [" ".join(line.split()) for line in out.splitlines()]
    assert "answered by m" in lines
    assert "right 2 of 2 (100 %; 90 % is enough)" in lines
    assert "asked back where nothing answers 1 of 1" in lines
    assert "tokens 300 in, 60 out" in lines
    assert "calls 3 of the model, 1 of tools" in lines
    assert not [line for line in lines if line.startswith(("ours", "nobodys"))]


async def test_a_bad_model_is_told_what_went_wrong(model: ModelServer, tmp_path: Path) -> None:
    """About somebody else and another time; a figure of its own; nothing that can be read."""
    rows = [{**OURS, "id": name} for name in ("astray", "stray", "invented", "garbage")]
    model.script(
        *(ASTRAY, Say("They got {{f1}}.")),
        *(RIGHT, Say("They got {{f1}}. That is 7 more than anybody hoped."), Say("NOTHING")),
        *(Say("They got 999 replies."), Say("NOTHING")),
        *[Garbage()] * 3,
    )

    arguments = table(tmp_path, *rows)
    code, out = await engage_eval(tmp_path, "--json", *arguments, model=model)

    model.check()
    said = json.loads(out)
    found = by_id(said)
    assert code == 1
    assert said["passed"] is False
    assert {name: row["right"] for name, row in found.items()} == {
        "astray": False, "stray": True, "invented": False, "garbage": False,
    }  # fmt: skip
    assert found["astray"]["faults"][:2] == ["about another account", "about another period"]
    assert (said["wrong_whom"], said["wrong_when"], said["fell_back"]) == (1, 1, 2)
    assert said["held"] == 2
    assert "999" not in out
    assert "anybody hoped" in found["stray"]["held"][0]
    assert found["garbage"]["composer"] == "offline"


async def test_a_table_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *quick.engage(),
        *("eval", "--questions", str(tmp_path / "none.jsonl")),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={"PATH": os.environ["PATH"]},
    )
    async with asyncio.timeout(120):
        out, err = await process.communicate()

    assert (process.returncode, out) == (1, b"")
    assert err.decode() == f"The questions in {tmp_path / 'none.jsonl'} cannot be read.\n"
