"""How often the rules of the mix are right: on posts known to their author, and on others."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.community.classifying import classify
from assistant.community.mix import Function, Label, Value
from assistant.community.mix_words import VERSION
from assistant.community.own_mix import Ours, Place
from assistant.community.posts import Author, Post

FOLDER = Path(__file__).parent
SETS = sorted(path.stem for path in FOLDER.glob("mix_*.jsonl"))
FEWEST = 80
RIGHT = 0.80
MOST_FALSE = 0.10
MOST_UNSURE = 0.25
PLACES = {None: Place.OWN, "us": Place.CALLED, "others": Place.UNCALLED}


def _rows(name: str) -> list[dict[str, Any]]:
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def judged(row: dict[str, Any]) -> Label:
    post = Post(
        "p", Author("us", "us.example"), row["text"], datetime(2026, 11, 23, tzinfo=UTC), "u",
        parent_id="q" if row.get("reply") else None,
        quoted_id="q" if row.get("quotes") else None,
        links=tuple(row.get("links", ())),
    )  # fmt: skip
    ours = Ours(frozenset({"us"}), domains=frozenset(row.get("domains", ())))
    return classify(post, PLACES[row.get("reply")], ours)


@pytest.mark.parametrize("name", SETS)
def test_promotion_is_told_in_four_of_five(name: str) -> None:
    """Posts that the rules are unsure of count apart, and may not be many."""
    rows = _rows(name)
    told = [(row, judged(row)) for row in rows]
    unsure = [row for row, label in told if label.function is None]
    count: Counter[str] = Counter()
    for row, label in told:
        wanted, value = row["function"], row.get("value")
        if label.function is not None:
            promotes = label.function is Function.PROMOTE
            count["promotions" if wanted == "promote" else "others"] += 1
            count["found" if wanted == "promote" else "false"] += promotes
            count["right"] += label.function == wanted
        if value is not None and label.value is not None:
            count["values"] += 1
            count["right values"] += label.value == value
        if label.function != wanted:
            print(f"  {row['id']} {row['brand']}: {label.function} for {wanted}: {row['text']!r}")
            print(f"      {label.reason}")
    print(
        f"\n{name}, words {VERSION}: promote {count['found']} of {count['promotions']}, "
        f"false {count['false']} of {count['others']}, any function {count['right']} of "
        f"{len(rows) - len(unsure)}, unsure {len(unsure)} of {len(rows)}; value "
        f"{count['right values']} of {count['values']}"
    )

    assert len(rows) >= FEWEST
    assert count["found"] >= RIGHT * count["promotions"]
    assert count["false"] <= MOST_FALSE * count["others"]
    assert len(unsure) <= MOST_UNSURE * len(rows)


@pytest.mark.parametrize("name", SETS)
def test_the_sets_are_well_formed(name: str) -> None:
    rows = _rows(name)

    assert len({row["id"] for row in rows}) == len(rows)
    assert len({row["text"] for row in rows}) == len(rows)
    assert {row["function"] for row in rows} <= {each.value for each in Function}
    assert {row.get("value") for row in rows} <= {None, *(each.value for each in Value)}
    assert {row.get("reply") for row in rows} <= PLACES.keys()
