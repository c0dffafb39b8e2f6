"""How often the rules of triage are right: on comments known to their author, and on others."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from assistant.community.inbox import Need, Triage
from assistant.community.triage import triage

FOLDER = Path(__file__).parent
SETS = ("triage_own", "triage_first", "triage_blind")
FEWEST = 120
RIGHT = 0.80
MOST_UNSURE = 0.30


def _rows(name: str) -> list[dict[str, Any]]:
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def judged(row: dict[str, Any]) -> Triage:
    return triage(
        [row["text"]],
        addressed=row.get("addressed", True),
        aside=row.get("aside", False),
        goes_on=row.get("goes_on", False),
    )


@pytest.mark.parametrize("name", SETS)
def test_needs_a_reply_is_right_in_four_of_five(name: str) -> None:
    """What the rules are unsure of is neither right nor wrong, and may not be much."""
    rows = _rows(name)
    told = [(row, judged(row)) for row in rows]
    firm = [(row, said) for row, said in told if said.need is not Need.UNSURE]
    wrong = [(row, said) for row, said in firm if said.need.value != row["need"]]
    unsure = Counter(row["need"] for row, said in told if said.need is Need.UNSURE)
    right = 1 - len(wrong) / len(firm)
    print(
        f"\n{name}: {len(firm) - len(wrong)} of {len(firm)} right ({right:.1%}), "
        f"unsure of {unsure.total()} of {len(rows)} {dict(unsure)}"
    )
    for row, said in wrong:
        print(
            f"  {row['id']} {row['language']} wants {row['need']}: {row['text']} -> {said.reason}"
        )

    assert len(rows) >= FEWEST
    assert right >= RIGHT
    assert unsure.total() <= MOST_UNSURE * len(rows)


@pytest.mark.parametrize("name", SETS)
def test_the_sets_are_well_formed(name: str) -> None:
    rows = _rows(name)

    assert len({row["id"] for row in rows}) == len(rows)
    assert len({row["text"] for row in rows}) == len(rows)
    assert {row["need"] for row in rows} <= {need.value for need in Need}


def test_advertising_and_insults_are_doubted_and_nobody_s_trouble_is_put_away() -> None:
    """Half of the set is unwanted, half looks like it and is not; written after the rules."""
    told = [(row, judged(row).need) for row in _rows("triage_unwanted")]
    unwanted = [need for row, need in told if row["need"] == "none"]
    wanted = [need for row, need in told if row["need"] == "reply"]
    taken, kept = unwanted.count(Need.REPLY), wanted.count(Need.REPLY)
    print(f"\n{taken} of {len(unwanted)} unwanted need a reply, {kept} of {len(wanted)} wanted do")

    assert len(unwanted) == len(wanted) == 20
    assert taken <= 0.2 * len(unwanted)
    assert kept >= 0.8 * len(wanted)
    assert Need.NONE not in wanted
