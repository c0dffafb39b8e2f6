"""The gate over its tables of cases, and over sound sentences with one part changed."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from assistant.agent.provenance import Failed, Gate, Passed
from tests.evals.gate_cases import FOLDER, Case, read_cases
from tests.evals.mutations import mutations

TABLES = sorted(FOLDER.glob("gate_*.jsonl"))
MUTATIONS = 1000
AT_LEAST = {"digit": 200, "noun": 200, "account": 30, "period": 100, "direction": 20}
"""Mutations of each kind, so that none of them is forgotten."""
HELD_AT_MOST = 0.05
CLASSES = (
    *("empty result", "partial window", "two bases", "rounding", "wrong noun", "wrong account"),
    *("wrong period", "number words", "dates", "shares of shares", "false figure in the question"),
    *("figure in a quoted post", "other languages"),
)


def cases_of(path: Path) -> list[Case]:
    return list(read_cases(path))


def all_cases() -> list[Case]:
    return [case for path in TABLES for case in cases_of(path)]


def sound_cases() -> list[Case]:
    return [case for case in all_cases() if case.kind == "sound"]


def passes(case: Case, sentence: str | None = None) -> bool:
    return isinstance(Gate(case.evidence).check(sentence or case.sentence), Passed)


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_ids_are_unique_and_sound_sentences_expect_to_pass(path: Path) -> None:
    cases = cases_of(path)
    assert [each for each, count in Counter(case.id for case in cases).items() if count > 1] == []
    assert all(case.passes for case in cases if case.kind == "sound")


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_nothing_unsupported_passes(path: Path) -> None:
    shown = [case for case in cases_of(path) if not case.passes and passes(case)]
    assert [f"{case.id}: {case.sentence} ({case.why})" for case in shown] == []


def test_fewer_than_five_in_a_hundred_sound_sentences_are_held() -> None:
    sound = sound_cases()
    held = [case for case in sound if not passes(case)]
    assert len(sound) >= 300
    assert len(held) < HELD_AT_MOST * len(sound), [f"{each.id}: {each.sentence}" for each in held]


def test_every_class_has_at_least_twenty_cases() -> None:
    counts = Counter(case.kind for case in all_cases() if not case.passes)
    assert [kind for kind in CLASSES if counts[kind] < 20] == []
    assert sum(counts.values()) >= 200


def test_no_sentence_with_one_part_made_false_passes() -> None:
    """A digit, noun, account, period or direction changed in what was sound."""
    seed = random.SystemRandom().randrange(10**9)
    print(f"seed {seed}")
    dice = random.Random(seed)
    made = [each for case in sound_cases() if passes(case) for each in mutations(case, dice)]
    dice.shuffle(made)
    counts = Counter(each.kind for each in made)
    assert [kind for kind, least in AT_LEAST.items() if counts[kind] < least] == [], counts
    kept = [each for each in made if each.kind in {"account", "direction"}]
    kept += [each for each in made if each not in kept][: max(0, MUTATIONS - len(kept))]
    assert len(kept) >= MUTATIONS
    shown = [each for each in kept if passes(each.case, each.sentence)]
    assert [f"{each.kind}: {each.sentence} (seed {seed})" for each in shown] == []


def test_a_held_sentence_gives_a_reason_and_no_figure() -> None:
    for case in all_cases():
        verdict = Gate(case.evidence).check(case.sentence)
        if isinstance(verdict, Failed):
            assert verdict.reason.endswith("."), verdict
            assert not any(char.isnumeric() for char in verdict.reason + verdict.masked), verdict
            assert "<" not in verdict.masked, verdict
            assert "://" not in verdict.masked, verdict
