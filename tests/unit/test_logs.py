"""What the log tells of an error that nobody foresaw: its kind and its place, never its words."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from assistant.logs import places

WORDS = "zebra crossing"

PROGRAM = f"""
import asyncio, gc, logging, structlog
from assistant.logs import quiet

quiet("info")
log = structlog.get_logger()

async def left_alone():
    async def stumbling():
        raise ValueError("{WORDS}")
    task = asyncio.create_task(stumbling())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del task
    gc.collect()

log.info("thing.done", thing_id="t1")
try:
    int("{WORDS}")
except ValueError as error:
    log.exception("thing.broken", thing_id="t1")
    log.error("thing.failed", exc_info=error)
    logging.getLogger("a.library").error("A job ended: %s", 7, exc_info=error)
asyncio.run(left_alone())
"""


def test_every_line_is_json_and_no_error_says_its_words() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, timeout=30
    )
    told = [json.loads(line) for line in ran.stderr.splitlines()]
    assert [(each["event"], each["level"]) for each in told] == [
        ("thing.done", "info"),
        ("thing.broken", "error"),
        ("thing.failed", "error"),
        ("A job ended: 7", "error"),
        ("Task exception was never retrieved", "error"),
    ]
    assert all(each["timestamp"].endswith("Z") for each in told)
    for each in told[1:]:
        assert each["exception"].startswith("builtins.ValueError\n")
        assert 'File "<string>", line' in each["exception"]
    assert (told[3]["logger"], told[4]["logger"]) == ("a.library", "asyncio")
    assert WORDS not in ran.stderr


class Refused(Exception):
    """As psycopg's errors are."""

    sqlstate = "23514"


def _refuse() -> None:
    raise Refused(f"Failing row contains ({WORDS})")


def _caused() -> Exception:
    """An error with another one as its cause."""
    try:
        _refuse()
    except Refused as cause:
        error = KeyError(WORDS)
        error.__cause__ = cause
        return error
    raise AssertionError


def test_causes_and_groups_are_told_with_their_codes() -> None:
    with pytest.raises(ExceptionGroup) as caught:
        raise ExceptionGroup(WORDS, [_caused(), ValueError(WORDS)])
    told = places((caught.type, caught.value, caught.tb))
    kinds = [line for line in told.splitlines() if line and not line.startswith(" ")]
    assert kinds == [
        "builtins.ExceptionGroup",
        f"{__name__}.Refused 23514",
        "builtins.KeyError",
        "builtins.ValueError",
    ]
    assert WORDS not in told
    assert "in _refuse" in told


def test_an_error_that_is_its_own_cause_ends() -> None:
    error = ValueError(WORDS)
    other = KeyError(WORDS)
    error.__context__, other.__context__ = other, error
    assert places((ValueError, error, None)).split() == ["builtins.KeyError", "builtins.ValueError"]
