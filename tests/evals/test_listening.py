"""Who speaks of a brand without calling it: ninety labelled posts, half of them written after the
rules were frozen. Both halves are printed; the second is the honest one.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.community.matching import match
from assistant.community.ourselves import Us
from assistant.community.posts import Author, Post
from assistant.community.searches import SavedSearch, SearchKind

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "listening.jsonl").read_text("utf-8").splitlines()
]
NOW = datetime(2026, 11, 22, tzinfo=UTC)
NONE = "none"


def judged(case: dict[str, Any]) -> str:
    """The band that the rules give a case; "none" for no hit."""
    names = tuple(case.get("names", ("Harbour Light",)))
    us = Us(frozenset({"us"}), names=names, handles=frozenset({"harbourlight.example"}))
    author = Author(case.get("author", "zoe"), "zoe.example")
    post = Post(
        "p", author, case["text"], NOW, "u",
        mentioned_ids=tuple(case.get("mentioned", ())), links=tuple(case.get("links", ())),
    )  # fmt: skip
    search = SavedSearch("s", "T1", "a1", SearchKind(case["kind"]), case["words"], "U1", NOW)
    found = match(search, post, us)
    return found.band.value if found else NONE


def tally(cases: Sequence[dict[str, Any]]) -> Counter[str]:
    """How the rules did: found and rightly so, missed, found wrongly, and the band as labelled."""
    count: Counter[str] = Counter()
    for case in cases:
        wanted, told = case["expect"], judged(case)
        count["cases"] += 1
        count["hits"] += wanted != NONE
        count["found"] += NONE not in (wanted, told)
        count["false alarms"] += wanted == NONE and told != NONE
        count["right band"] += wanted == told
        if wanted != told:
            print(f"{case['id']}: {told} instead of {wanted}: {case['text']!r}")
    return count


@pytest.mark.parametrize("half", ["first", "second"])
def test_who_speaks_of_us_is_found(half: str) -> None:
    """At least nine in ten are found, and at most one in ten of the others is a false alarm."""
    cases = [case for case in CASES if case["half"] == half]
    count = tally(cases)
    print(f"\nlistening, {half} half: {dict(count)}")

    assert count["cases"] >= 40
    assert count["found"] >= 0.9 * count["hits"]
    assert count["false alarms"] <= 0.1 * (count["cases"] - count["hits"])
    assert count["right band"] >= 0.8 * count["cases"]
