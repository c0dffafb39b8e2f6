"""What waits for an answer: comments and mentions, several in a row taken as one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.community.activity import Inbound
from assistant.community.courtesy import only_closes
from assistant.community.posts import Kind

BURST = timedelta(minutes=15)
"""Comments by one person in one thread within this time are one item, so that three short
messages do not look like three people waiting."""

ASKS = frozenset({Kind.REPLY, Kind.MENTION})
"""The kinds that wait for an answer. A quote speaks to its author's own readers."""


@dataclass(frozen=True, slots=True)
class Item:
    """One burst: what one person wrote in one thread before anybody answered.

    `parts` are in order of time, at least one; the clock runs from the first. `answered_at` is our
    first answer to any of them, None while there is none.
    """

    parts: tuple[Inbound, ...]
    answered_at: datetime | None

    @property
    def since(self) -> datetime:
        """When its clock started."""
        return self.parts[0].interaction.created_at

    @property
    def person_id(self) -> str:
        """Who wrote it."""
        return self.parts[0].interaction.author.id


def items(inbound: Iterable[Inbound]) -> list[Item]:
    """Group the comments and mentions that ask for something into items, oldest first.

    Args:
        inbound: in any order; what does not ask is left out.
    """
    return grouped(filter(_asks, inbound))


def grouped(entries: Iterable[Inbound]) -> list[Item]:
    """Group everything that is given into items, oldest first.

    A comment belongs to the person's last item in its thread when it came within 15 minutes of
    that item's first part and we had not answered that item yet; otherwise it begins a new one.

    Args:
        entries: in any order.
    """
    ordered = sorted(entries, key=lambda each: (each.interaction.created_at, each.interaction.id))
    groups: list[list[Inbound]] = []
    last: dict[tuple[str, str], list[Inbound]] = {}
    for entry in ordered:
        key = (entry.interaction.author.id, entry.thread_id)
        group = last.get(key)
        if group is None or not _continues(group, entry):
            group = last[key] = []
            groups.append(group)
        group.append(entry)
    return [Item(tuple(group), _answered_at(group)) for group in groups]


def closes(entry: Inbound) -> bool:
    """Whether it only ends our talk: "Thanks!" to our answer does, under our post it does not."""
    return entry.goes_on and only_closes(entry.interaction.text)


def _asks(entry: Inbound) -> bool:
    """Whether it waits for an answer."""
    return entry.interaction.kind in ASKS and not closes(entry)


def _continues(group: list[Inbound], entry: Inbound) -> bool:
    at = entry.interaction.created_at
    answered = _answered_at(group)
    soon = at - group[0].interaction.created_at <= BURST
    return soon and (answered is None or at < answered)


def _answered_at(group: list[Inbound]) -> datetime | None:
    return min((part.answered_at for part in group if part.answered_at), default=None)
