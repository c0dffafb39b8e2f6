"""Everybody gets a turn, however many there are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from assistant.desk.rounds import Rounds

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TICK = timedelta(minutes=1)


def ids(*names: str) -> list[tuple[str, str]]:
    return [("T1", name) for name in names]


def test_who_was_not_looked_at_for_longest_comes_first() -> None:
    rounds, waiting = Rounds(2, TICK), ids("a", "b", "c", "d", "e")
    turns = [rounds.turn(waiting, NOW + n * TICK) for n in range(5)]

    assert ["".join(name for (_, name), _ in turn) for turn in turns] == [
        "ab",
        "cd",
        "ea",
        "bc",
        "da",
    ]


def test_it_tells_how_long_ago_the_last_look_was() -> None:
    rounds, waiting = Rounds(1, TICK), ids("a", "b")
    since = [rounds.turn(waiting, NOW + n * TICK)[0][1] for n in range(4)]

    assert since == [TICK, TICK, 2 * TICK, 2 * TICK]


def test_what_waits_no_longer_is_forgotten() -> None:
    rounds = Rounds(9, TICK)
    rounds.turn(ids("a"), NOW)
    assert rounds.turn([], NOW + 5 * TICK) == []

    assert rounds.turn(ids("a"), NOW + 9 * TICK) == [(("T1", "a"), TICK)]
