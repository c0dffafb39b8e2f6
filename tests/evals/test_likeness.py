"""The guard against saying the same thing twice, on a labelled set: half of it was written after
the threshold stood still (`set` is "blind").
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.community.likeness import THRESHOLD, likeness

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parent / "likeness.jsonl").read_text("utf-8").splitlines()
]


def judged(which: str) -> tuple[float, float]:
    """The share of like pairs that are found, and of unlike pairs that are held to be like."""
    rows = [each for each in ROWS if each["set"] == which]
    like = [likeness(each["one"], each["two"]) >= THRESHOLD for each in rows if each["same"]]
    unlike = [likeness(each["one"], each["two"]) >= THRESHOLD for each in rows if not each["same"]]
    return sum(like) / len(like), sum(unlike) / len(unlike)


@pytest.mark.parametrize("which", ["own", "blind"])
def test_at_least_nine_of_ten_are_told_right(which: str):
    found, wrong = judged(which)

    assert found >= 0.9
    assert wrong <= 0.1


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["id"]))
def test_likeness_does_not_depend_on_the_order(row):
    assert likeness(row["one"], row["two"]) == pytest.approx(likeness(row["two"], row["one"]))


def test_both_halves_hold_both_kinds_in_both_languages():
    kinds = {(each["set"], each["same"], each["language"]) for each in ROWS}

    assert len(ROWS) == 60
    assert len(kinds) == 8
