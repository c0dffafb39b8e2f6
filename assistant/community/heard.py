"""Talk that does not tag us: how much of it we hear, and how much of it somebody took care of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from assistant.community.activity import Ears, Heard
from assistant.community.measures import Measure, counted, nothing, share
from assistant.community.responses import Policy
from assistant.community.rows import Rows
from assistant.community.searches import SearchKind

ABOUT_US = frozenset({SearchKind.BRAND, SearchKind.PRODUCT, SearchKind.DOMAIN})
"""Searches whose hits speak of us; hashtags and keywords are topics."""

FIRST_LOOK = timedelta(days=7)
"""How far back a look through a saved search ever goes."""

NOT_LISTENING = "nobody listens yet: no search for our name, our products or our site is saved"
ONLY_LISTENS = "every saved search only listens, so nothing waits for a decision"
NONE_DUE = "nothing of that time that does not tag us is due yet"
"""Why there is no value."""


def untagged(rows: Rows) -> Measure:
    """Posts about us that do not tag us; "at least" where something could not be looked through."""
    ears = _ears(rows)
    if ears.since is None:
        return nothing("untagged", NOT_LISTENING)
    early = rows.period.start < ears.since - FIRST_LOOK
    known = sum(1 for _ in _until(rows, ears.heard))
    return counted("untagged", known, at_least=early or not ears.whole)


def listen(rows: Rows, policy: Policy) -> Measure:
    """Those that were decided on, of those that should have been by now."""
    ears = _ears(rows)
    if ears.since is None:
        return nothing("listen", NOT_LISTENING)
    if not ears.answering:
        return nothing("listen", ONLY_LISTENS)
    done = late = 0
    for each in _until(rows, ears.heard):
        if not each.waits:
            continue
        decided = each.decided_at is not None and each.decided_at <= rows.as_of
        due_at = each.due_at or each.created_at + policy.target
        done += decided
        late += not decided and due_at <= rows.as_of
    return share("listen", done, done + late, none=NONE_DUE)


def _ears(rows: Rows) -> Ears:
    assert rows.heard is not None
    return rows.heard


def _until(rows: Rows, heard: Iterable[Heard]) -> Iterable[Heard]:
    return (each for each in heard if each.created_at <= rows.as_of)
