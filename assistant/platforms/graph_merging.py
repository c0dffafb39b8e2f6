"""Two lists of the Graph API read as one, newest first, page by page.

Each goes on by a cursor of its own, so a page is told only down to where both are known; what
lies below comes again with the next page, and is told then. Nothing is kept in between: the place
in both is in the cursor.
"""

from __future__ import annotations

import json
import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.community.posts import Interaction, Page

EMPTY = 5
"""Pages without anything readable that are passed over for one that has something."""

Listing = Callable[[str | None], Awaitable[Page[Interaction]]]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where reading goes on.

    Attributes:
        until: everything after this moment is told, in seconds since 1970; None at the beginning.
        told: what is told of that very moment, by id.
        cursors: of each list where it goes on; a list that is not named is at its end.
    """

    until: float | None = None
    told: tuple[str, ...] = ()
    cursors: Mapping[str, str | None] = field(default_factory=dict)

    @classmethod
    def read(cls, cursor: str | None, names: Sequence[str]) -> _Place:
        if cursor is None:
            return cls(cursors=dict.fromkeys(names))
        until, told, cursors = json.loads(cursor)
        return cls(until, tuple(told), cursors)

    def __str__(self) -> str:
        return json.dumps([self.until, self.told, dict(self.cursors)])

    def has_told(self, each: Interaction) -> bool:
        """Whether an earlier page held it."""
        at = _at(each)
        return self.until is not None and (
            at > self.until or (at == self.until and each.id in self.told)
        )


async def merged(listings: Mapping[str, Listing], cursor: str | None) -> Page[Interaction]:
    """One page of all lists together. Raises what the lists raise."""
    place = _Place.read(cursor, tuple(listings))
    read: dict[str, tuple[str | None, Page[Interaction]]] = {}
    for name, start in place.cursors.items():
        read[name] = await _filled(listings[name], start)
    floor = max((_floor(page) for _, page in read.values()), default=-math.inf)
    found = {each.id: each for _, page in read.values() for each in page.items}
    told = [each for each in found.values() if _at(each) >= floor and not place.has_told(each)]
    told.sort(key=lambda each: (each.created_at, each.id), reverse=True)
    cursors: dict[str, str | None] = {}
    for name, (begins, page) in read.items():
        if any(_at(each) < floor for each in page.items):
            cursors[name] = begins
        elif page.cursor is not None:
            cursors[name] = page.cursor
    until = place.until if floor in {math.inf, -math.inf} else floor
    at_it = [each.id for each in told if _at(each) == until]
    before = place.told if until == place.until else ()
    following = _Place(until, (*before, *at_it), cursors)
    return Page(tuple(told), str(following) if cursors else None)


async def _filled(listing: Listing, start: str | None) -> tuple[str | None, Page[Interaction]]:
    """The first page from a cursor on that holds something, and where it begins."""
    page = await listing(start)
    for _ in range(EMPTY):
        if page.items or page.cursor is None:
            break
        start = page.cursor
        page = await listing(start)
    return start, page


def _floor(page: Page[Interaction]) -> float:
    """Down to which moment a list is known: all the way at its end, and nothing of it where a page
    says only that it goes on.
    """
    if page.cursor is None:
        return -math.inf
    return min(map(_at, page.items), default=math.inf)


def _at(each: Interaction) -> float:
    return each.created_at.timestamp()
