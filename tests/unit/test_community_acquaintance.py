"""Who somebody is to an account, seen from the moment they wrote."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.community.acquaintance import Known, person_card
from assistant.community.inbox import Exchange, Familiarity
from assistant.community.posts import UNNAMED, Author
from tests.fakes import NOW

ANN = Author("ann", "ann.example", "Ann")
DAY = timedelta(days=1)


def known(*days_ago: float, answered: int = 0, liked: float | None = None) -> Known:
    """Somebody who wrote so many days before, the first of them answered."""
    talks = [
        (
            f"c{ago}",
            Exchange("Hi", NOW - ago * DAY, f"https://x/{ago}", "Hello", NOW)
            if number < answered
            else Exchange("Hi", NOW - ago * DAY, f"https://x/{ago}"),
        )
        for number, ago in enumerate(days_ago)
    ]
    first = max([*days_ago, *([liked] if liked else [])], default=None)
    return Known(talks, [], None if first is None else NOW - first * DAY)


@pytest.mark.parametrize(
    ("history", "familiarity"),
    [
        (known(), Familiarity.FIRST_TIMER),
        (known(liked=3), Familiarity.RETURNING),
        (known(3), Familiarity.RETURNING),
        (known(1, 2, 3), Familiarity.RETURNING),  # all in one week
        (known(1, 8, 15), Familiarity.REGULAR),
        (known(1, 8, 27.9), Familiarity.REGULAR),
        (known(1, 8, 28), Familiarity.RETURNING),
        (known(28), Familiarity.LAPSED),
        (known(300, 307, 314), Familiarity.LAPSED),
    ],
)
def test_how_well_somebody_is_known(history: Known, familiarity: Familiarity) -> None:
    assert person_card(ANN, history, since=NOW).familiarity is familiarity


def test_the_item_itself_and_what_came_after_it_tell_nothing() -> None:
    history = known(0, -1, 5)
    card = person_card(ANN, history, since=NOW + timedelta(minutes=1), leave_out={"c0"})

    assert [each.at for each in card.exchanges] == [NOW - 5 * DAY]
    assert card.written == 1


def test_the_latest_three_exchanges_and_how_many_were_answered() -> None:
    card = person_card(ANN, known(9, 1, 40, 3, answered=2), since=NOW)

    assert [each.at for each in card.exchanges] == [NOW - ago * DAY for ago in (1, 3, 9)]
    assert (card.written, card.answered, card.first_at) == (4, 2, NOW - 40 * DAY)


def test_days_of_the_rollups_count_beside_the_talks() -> None:
    days = [(NOW - ago * DAY).replace(hour=0) for ago in (3, 10, 17)]
    card = person_card(ANN, Known((), days, days[-1]), since=NOW)

    assert card.familiarity is Familiarity.REGULAR


def test_nobody_can_tell_how_well_somebody_without_a_name_is_known() -> None:
    unnamed = Author(f"{UNNAMED}c1", "", "Somebody on Facebook")
    assert person_card(unnamed, Known(), since=NOW).familiarity is Familiarity.UNNAMED
