"""What a batch means for the interactions that are stored: pure decisions, no store in sight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from assistant.community.posts import Author, Interaction, Kind
from assistant.ports import Batch
from assistant.storage.database import AnyRow
from assistant.storage.texts import storable

_RANK = {
    kind: rank
    for rank, kind in enumerate((Kind.REPLY, Kind.QUOTE, Kind.MENTION, Kind.LIKE, Kind.REPOST))
}
"""A post that is several things (a reply that quotes) is stored once, as the first of these."""


@dataclass(slots=True)
class Changes:
    """What is to be done about interactions.

    What is replaced is deleted and inserted anew: its kind, author, time or post is another.
    """

    new: list[Interaction] = field(default_factory=list)
    edited: list[Interaction] = field(default_factory=list)
    deleted: dict[str, AnyRow] = field(default_factory=dict)
    replaced: dict[str, AnyRow] = field(default_factory=dict)


def really_given(batch: Batch, ours: frozenset[str]) -> dict[str, Interaction]:
    """What the batch really holds of others: no doubles, nothing gone, nothing of our own."""
    kept: dict[str, Interaction] = {}
    for raw in batch.interactions:
        if raw.author.id in ours or raw.id in batch.gone or raw.post_id in batch.gone:
            continue
        each = _clean(raw)
        other = kept.get(each.id)
        if other is None or _RANK[each.kind] < _RANK[other.kind]:
            kept[each.id] = each
    return kept


def decide(batch: Batch, given: Mapping[str, Interaction], stored: Mapping[str, AnyRow]) -> Changes:
    """Compare what is given with what is stored.

    Args:
        batch: for what is gone, and which listings were complete.
        given: of `really_given`.
        stored: rows of the given ids, of what is gone, and of the posts listed completely.
    """
    changes = Changes()
    for row in stored.values():
        if row.id in batch.gone or row.post_id in batch.gone or _missing(row, batch, given):
            changes.deleted[row.id] = row
    for each in given.values():
        old = stored.get(each.id)
        if old is None or each.id in changes.deleted:
            changes.new.append(each)
        elif _identity(each) != (old.kind, old.author_id, old.created_at, old.post_id):
            if _RANK[each.kind] <= _RANK[Kind(old.kind)]:
                changes.replaced[old.id] = old
                changes.new.append(each)
        elif _words(each) != (
            old.parent_id,
            old.text,
            old.url,
            old.language,
            old.calls_us,
        ):
            changes.edited.append(each)
    return changes


def _missing(row: AnyRow, batch: Batch, given: Mapping[str, Interaction]) -> bool:
    """Whether a complete listing of its kind no longer shows it."""
    if row.post_id not in batch.threads_seen or row.kind not in batch.kinds_seen:
        return False
    cut = row.kind == Kind.REPLY and row.post_id in batch.cut_threads
    return not cut and row.id not in given


def _identity(each: Interaction) -> tuple[object, ...]:
    return (each.kind, each.author.id, each.created_at, each.post_id)


def _words(each: Interaction) -> tuple[object, ...]:
    return (each.parent_id, each.text, each.url, each.language, each.calls_us)


def _clean(each: Interaction) -> Interaction:
    author = Author(
        storable(each.author.id), storable(each.author.handle), storable(each.author.name)
    )
    return replace(
        each,
        id=storable(each.id),
        author=author,
        text=storable(each.text),
        url=storable(each.url),
        language=each.language and storable(each.language),
        post_id=each.post_id and storable(each.post_id),
        parent_id=each.parent_id and storable(each.parent_id),
    )
