"""Who is in the community: people, those who return, its core, newcomers, and who went quiet.

Counted from (person, UTC day) with every kind of interaction, our own accounts left out, and whom
the platform does not name: nobody knows how many they are. With some of those, or where our
history does not reach back far enough, a number that can only grow is "at least".
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable

from assistant.community.activity import PersonDay
from assistant.community.measures import Measure, counted, nothing, share
from assistant.community.posts import is_named
from assistant.community.rows import Need, Rows, dated, stretch

CORE_DAYS = 3
"""Active on this many days of 28 makes a regular (Orbit's model asked two days a week for
"participating"; three in four weeks fits smaller communities)."""

FEWEST = 10
"""Below this many people there is no "most active tenth"."""

_NOBODY = "nobody was active then"
_NO_HISTORY = "our records do not reach back before it"


def people(rows: Rows) -> Measure:
    """Distinct people active in the period; "at least" where it is not told who liked when."""
    hidden = not rows.whole or not dated(rows.tells) or _unnamed(rows.days)
    return counted("people", len(_active(rows, rows.days)), at_least=hidden)


def returning(rows: Rows) -> Measure:
    """People of the period who were active in one of the four windows before it, too."""
    if rows.known_since >= rows.period.start:
        return nothing("returning_people", _NO_HISTORY)
    whole = rows.known_since <= stretch(Need.EARLIER_DAYS, rows.period).start
    hidden = not whole or not dated(rows.tells) or _unnamed(rows.days)
    return counted("returning_people", len(returning_of(rows)), at_least=hidden)


def returning_of(rows: Rows) -> set[str]:
    """Ids of people of the period who were active in one of the four windows before it, too."""
    return _active(rows, rows.days) & _active(rows, rows.earlier_days)


def returning_share(rows: Rows) -> Measure:
    """Returning people of all people of the period; needs the history of all four windows."""
    if rows.known_since > stretch(Need.EARLIER_DAYS, rows.period).start:
        return nothing("returning_share", _NO_HISTORY)
    everybody = len(_active(rows, rows.days))
    return share("returning_share", len(returning_of(rows)), everybody, none=_NOBODY)


def core(rows: Rows) -> Measure:
    """People active on at least three different days of the 28 that end with the period."""
    whole = rows.known_since <= stretch(Need.CORE_DAYS, rows.period).start
    hidden = not whole or not dated(rows.tells) or _unnamed(rows.core_days)
    return counted("community_core", len(core_of(rows)), at_least=hidden)


def core_of(rows: Rows) -> set[str]:
    """Ids of the community core."""
    return _regulars(rows, rows.core_days)


def first_timers(rows: Rows) -> Measure:
    """People of the period never seen before it."""
    if rows.known_since >= rows.period.start:
        return nothing("first_timers", _NO_HISTORY)
    assert rows.first_seen is not None
    hidden = not all(map(is_named, rows.first_seen))
    return counted("first_timers", len(first_timers_of(rows)), at_least=hidden)


def first_timers_of(rows: Rows) -> set[str]:
    """Ids of people first seen in the period."""
    assert rows.first_seen is not None
    return {each for each in rows.first_seen if is_named(each)}.difference(rows.ours)


def lapsed(rows: Rows) -> Measure:
    """Regulars of the 28 days before who were not active in the last 28 at all."""
    before = stretch(Need.REGULAR_DAYS, rows.period)
    if rows.known_since >= before.end:
        return nothing("lapsed_regulars", "our records do not reach back eight weeks")
    whole = rows.known_since <= before.start
    return counted("lapsed_regulars", len(lapsed_of(rows)), at_least=not whole)


def lapsed_of(rows: Rows) -> set[str]:
    """Ids of lapsed regulars."""
    return _regulars(rows, rows.regular_days) - _active(rows, rows.core_days)


def concentration(rows: Rows) -> Measure:
    """Share of the period's talk that came from its most active tenth (rounded up)."""
    said: Counter[str] = Counter()
    for entry in _others(rows, rows.days):
        if entry.talk:
            said[entry.person_id] += entry.talk
    if len(said) < FEWEST:
        return nothing("concentration", f"fewer than {FEWEST} people wrote to us then")
    top = sum(count for _, count in said.most_common(math.ceil(len(said) / 10)))
    return share("concentration", top, said.total(), none=_NOBODY)


def _others(rows: Rows, days: Collection[PersonDay] | None) -> Iterable[PersonDay]:
    assert days is not None
    theirs = (entry for entry in days if entry.person_id not in rows.ours)
    return (entry for entry in theirs if is_named(entry.person_id))


def _unnamed(days: Collection[PersonDay] | None) -> bool:
    """Whether there were some whom nobody can count."""
    assert days is not None
    return not all(is_named(entry.person_id) for entry in days)


def _active(rows: Rows, days: Collection[PersonDay] | None) -> set[str]:
    return {entry.person_id for entry in _others(rows, days)}


def _regulars(rows: Rows, days: Collection[PersonDay] | None) -> set[str]:
    seen = {(entry.person_id, entry.day) for entry in _others(rows, days)}
    often = Counter(person for person, _ in seen)
    return {person for person, count in often.items() if count >= CORE_DAYS}
