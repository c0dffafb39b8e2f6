"""What is left here of posts that their platform removed: no words, and no name.

X's terms ask for it within a day (docs.x.com/developer-terms/policy, "Content compliance").
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from assistant.community.accounts import Platform
from assistant.community.inbox import Decision, Item, Part
from assistant.community.posts import Author

ERASED = "This answer showed words that were removed from their platform since, so it is gone."
"""Stands for the text of a stored answer."""

_SHORTEST = 4
"""Characters of a name that is looked for by itself: shorter ones are words, too."""
_REASON = "it was removed"
_PARTLY = "part of it was removed"


def nobody(person: Author, platform: Platform) -> Author:
    """The person without handle and name."""
    return Author(person.id, "", f"Somebody on {platform.title}")


def emptied(item: Item, gone: Collection[str], at: datetime, platform: Platform) -> Item:
    """The item without the words of what is gone; closed, and without the name, where that is all
    of it. The same one where none of it is.
    """
    parts = tuple(_emptied(part, at) if part.id in gone else part for part in item.parts)
    if parts == item.parts:
        return item
    after = replace(item, parts=parts)
    if "“" in item.triage.reason:  # it may quote what is gone
        after = replace(after, triage=replace(item.triage, reason=_PARTLY))
    if any(part.text or part.gone_at is None for part in parts):
        return after
    bare = replace(
        after, person=nobody(item.person, platform), triage=replace(item.triage, reason=_REASON)
    )
    if not item.is_open:
        return bare
    note = f"It was removed from {platform.title}."
    return replace(bare, decision=Decision.GONE, decided_at=at, note=note)


def _emptied(part: Part, at: datetime) -> Part:
    """Without its address, too, in which its author's name may stand."""
    return replace(part, text="", url="", gone_at=part.gone_at or at)


def marks_of(ids: Iterable[str], people: Iterable[Author]) -> tuple[str, ...]:
    """By what words of theirs are known again: the ids of their posts, which stand in every link;
    and the names of people of whom nothing is left.
    """
    found = set(ids)
    for each in people:
        found |= {f"@{each.handle}"} if each.handle else set()
        found |= {word for word in (each.handle, each.name) if len(word) >= _SHORTEST}
    return tuple(sorted(found))


def speaks_of(text: str, marks: Collection[str]) -> bool:
    """Whether one of them stands in it, as a word of its own."""
    return any(re.search(rf"(?<!\w){re.escape(mark)}(?!\w)", text) for mark in marks)


def without(value: Any, marks: Collection[str]) -> Any:
    """A value made of dicts, lists and texts without what speaks of them: what is listed goes as a
    whole, a text becomes empty.
    """
    if isinstance(value, str):
        return "" if speaks_of(value, marks) else value
    if isinstance(value, Mapping):
        return {key: without(each, marks) for key, each in value.items()}
    if isinstance(value, list):
        return [each for each in value if not _anywhere(each, marks)]
    return value


def _anywhere(value: Any, marks: Collection[str]) -> bool:
    if isinstance(value, Mapping):
        return any(_anywhere(each, marks) for each in value.values())
    if isinstance(value, list):
        return any(_anywhere(each, marks) for each in value)
    return isinstance(value, str) and speaks_of(value, marks)
