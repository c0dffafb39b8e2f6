"""How a batch of sync becomes rows: one transaction, whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import TextClause
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.community.posts import Interaction, Kind, Post
from assistant.errors import NotFound
from assistant.ports import Applied, Batch
from assistant.storage import records_sql as sql
from assistant.storage.database import AnyRow, Database
from assistant.storage.texts import is_id, storable

_RANK = {kind: rank for rank, kind in enumerate(Kind)}
"""The order of `Kind` is the order of `records_sql.RANK`: reply, quote, mention, like, repost."""


class RecordWriting:
    """The writing half of `ports.Records`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def apply(self, workspace_id: str, batch: Batch) -> Applied:
        """Write posts, interactions, people, rollups and snapshots in one transaction.

        A batch may be written any number of times. What our own accounts did is left out. An
        interaction counts in the hourly rollup when it was made within 90 days of the post it
        stands under; under a post not stored yet, it waits for it. A deleted post takes what
        stood under it along. Replies are never taken for deleted in a thread the server cut.

        Raises:
            NotFound: the account is not one of this workspace.
        """
        if not is_id(batch.account_id):
            raise NotFound("account", batch.account_id)
        async with self._database.workspace(workspace_id) as connection:
            step = _Step(connection, {"workspace_id": workspace_id, "account_id": batch.account_id})
            lock = await step.run(sql.LOCK)
            if lock is None:
                raise NotFound("account", batch.account_id)
            interactions = _counted_once(batch, frozenset(lock.ours))
            posts = await _write_posts(step, batch)
            gone = await _delete(step, batch, interactions)
            fresh = await _write_interactions(step, interactions)
            await _write_marks(step, batch)
        return Applied(
            inserted=posts.inserted + fresh.inserted,
            edited=posts.edited + gone.edited + fresh.edited,
            deleted=gone.deleted,
        )


class _Step:
    """Runs statements of one transaction on one account."""

    def __init__(self, connection: AsyncConnection, at: Mapping[str, str]) -> None:
        self._connection = connection
        self._at = at

    async def run(self, statement: TextClause, **values: object) -> AnyRow | None:
        """The first row."""
        return (await self._connection.execute(statement, {**self._at, **values})).first()

    async def rows(self, statement: TextClause, **values: object) -> Iterable[AnyRow]:
        """All rows."""
        return (await self._connection.execute(statement, {**self._at, **values})).all()

    async def change(self, statement: TextClause, **values: object) -> int:
        """How many rows it changed."""
        return (await self._connection.execute(statement, {**self._at, **values})).rowcount


def _counted_once(batch: Batch, ours: frozenset[str]) -> list[Interaction]:
    """What the batch really holds of others: no doubles, nothing gone, nothing of our own."""
    kept: dict[str, Interaction] = {}
    for each in batch.interactions:
        if each.author.id in ours or each.id in batch.gone or each.post_id in batch.gone:
            continue
        other = kept.get(each.id)
        if other is None or _RANK[each.kind] < _RANK[other.kind]:
            kept[each.id] = each
    return list(kept.values())


async def _write_posts(step: _Step, batch: Batch) -> Applied:
    posts = {post.id: post for post in batch.posts if post.id not in batch.gone}
    if not posts:
        return Applied()
    rows = await step.rows(sql.POSTS, posts=_as_json(map(_post_row, posts.values())))
    if moved := [row.id for row in rows if row.moved]:
        await step.change(sql.RECOUNT, post_ids=moved)
    return Applied(
        inserted=sum(row.inserted for row in rows), edited=sum(row.edited for row in rows)
    )


async def _delete(step: _Step, batch: Batch, interactions: list[Interaction]) -> Applied:
    if not (batch.gone or interactions or (batch.threads_seen and batch.kinds_seen)):
        return Applied()
    gone = [storable(each) for each in batch.gone]
    row = await step.run(
        sql.DELETE,
        interactions=_as_json(map(_interaction_row, interactions)),
        gone=gone,
        threads=list(batch.threads_seen),
        kinds=[kind.value for kind in batch.kinds_seen],
        cut=list(batch.cut_threads),
    )
    assert row is not None
    if row.authors:
        await step.change(sql.FIRST_AGAIN, authors=row.authors)
    posts = await step.run(sql.FORGET, gone=gone) if gone else None
    return Applied(edited=row.replaced, deleted=row.gone + (posts.gone if posts else 0))


async def _write_interactions(step: _Step, interactions: list[Interaction]) -> Applied:
    if not interactions:
        return Applied()
    people = {each.author.id: each.author for each in interactions}
    await step.change(
        sql.PEOPLE,
        people=_as_json(
            {"id": each.id, "handle": each.handle, "name": each.name} for each in people.values()
        ),
    )
    rows = _as_json(map(_interaction_row, interactions))
    edited = await step.change(sql.EDIT, interactions=rows)
    row = await step.run(sql.INSERT, interactions=rows)
    assert row is not None
    return Applied(inserted=row.inserted, edited=edited)


async def _write_marks(step: _Step, batch: Batch) -> None:
    if batch.threads_seen or batch.cut_threads:
        await step.change(
            sql.CHECKED,
            taken_at=batch.taken_at,
            threads=list(batch.threads_seen),
            cut=list(batch.cut_threads),
        )
    if batch.snapshots:
        snapshots = _as_json(
            {"subject_id": subject, "metric": metric, "value": value}
            for subject, metrics in batch.snapshots.items()
            for metric, value in metrics.items()
        )
        await step.change(sql.SNAPSHOTS, snapshots=snapshots, taken_at=batch.taken_at)


# -- values to rows -------------------------------------------------------------------------


def _as_json(rows: Iterable[Mapping[str, Any]]) -> str:
    return json.dumps([{name: _cell(cell) for name, cell in row.items()} for row in rows])


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):
        return [_cell(each) for each in value]
    if isinstance(value, dict):
        return {storable(name): _cell(each) for name, each in value.items()}
    return value


def _post_row(post: Post) -> dict[str, Any]:
    counts = post.counts
    return {
        "id": post.id,
        "text": post.text,
        "created_at": post.created_at.isoformat(),
        "url": post.url,
        "root_id": post.root_id,
        "parent_id": post.parent_id,
        "quoted_id": post.quoted_id,
        "mentioned_ids": list(post.mentioned_ids),
        "language": post.language,
        "counts": counts and {name: getattr(counts, name) for name in counts.__dataclass_fields__},
        "extra": dict(post.extra),
    }


def _interaction_row(each: Interaction) -> dict[str, Any]:
    return {
        "id": each.id,
        "kind": each.kind.value,
        "author_id": each.author.id,
        "created_at": each.created_at.isoformat(),
        "post_id": each.post_id,
        "parent_id": each.parent_id,
        "text": each.text,
        "url": each.url,
        "language": each.language,
    }
