"""How a batch of sync becomes rows: one transaction, whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from assistant.community.polling import HORIZON
from assistant.community.posts import Author, Interaction, Kind
from assistant.errors import NotFound
from assistant.ports import Applied, Batch
from assistant.storage import records_sql as sql
from assistant.storage.database import AnyRow, Database
from assistant.storage.records_changes import Changes, decide, really_given
from assistant.storage.records_posts import write_posts
from assistant.storage.records_step import Step, Tally
from assistant.storage.texts import is_id, storable


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
            step, tally = Step(connection, workspace_id, batch.account_id), Tally()
            lock = await step.rows(sql.LOCK)
            if not lock:
                raise NotFound("account", batch.account_id)
            posts, moved = await write_posts(step, batch)
            await _recount(step, tally, moved)
            given = really_given(batch, frozenset(lock[0].ours))
            changes = decide(batch, given, await _stored(step, batch, given))
            await _write(step, tally, changes, given)
            await tally.write(step)
            gone = await _forget(step, batch)
            await _mark(step, batch)
        return Applied(
            inserted=posts.inserted + len(changes.new) - len(changes.replaced),
            edited=posts.edited + len(changes.edited) + len(changes.replaced),
            deleted=gone + len(changes.deleted),
        )


async def _stored(step: Step, batch: Batch, given: Mapping[str, Interaction]) -> dict[str, AnyRow]:
    ids = [storable(each) for each in (*given, *batch.gone)]
    posts = [*batch.gone, *(batch.threads_seen if batch.kinds_seen else ())]
    if not (ids or posts):
        return {}
    return {row.id: row for row in await step.rows(sql.STORED, ids=ids, post_ids=posts)}


async def _write(
    step: Step, tally: Tally, changes: Changes, given: Mapping[str, Interaction]
) -> None:
    gone = {**changes.deleted, **changes.replaced}
    if gone:
        await step.change(sql.DELETE, ids=list(gone))
        for row in gone.values():
            tally.add(_interaction(row), -1, counted=row.counted)
    times = await _post_times(step, changes.new)
    counted = {each.id: _counts(each, times) for each in changes.new}
    for each in changes.new:
        tally.add(each, 1, counted=counted[each.id])
    await _keep_people(step, changes.new, given)
    written = sorted((*changes.new, *changes.edited), key=lambda each: each.id)
    await step.keep(
        sql.INSERT,
        (
            {
                "id": each.id,
                "kind": each.kind,
                "author_id": each.author.id,
                "created_at": each.created_at.isoformat(),
                "post_id": each.post_id,
                "parent_id": each.parent_id,
                "text": each.text,
                "url": each.url,
                "language": each.language,
                "calls_us": each.calls_us,
                "counted": counted.get(each.id, False),
            }
            for each in written
        ),
    )
    if gone:
        await step.change(sql.FIRST_AGAIN, ids=list({row.author_id for row in gone.values()}))


async def _post_times(step: Step, new: Sequence[Interaction]) -> dict[str, datetime]:
    ids = {each.post_id for each in new if each.post_id is not None}
    if not ids:
        return {}
    return {row.id: row.created_at for row in await step.rows(sql.POST_TIMES, ids=list(ids))}


def _counts(each: Interaction, times: Mapping[str, datetime]) -> bool:
    if each.post_id is None:
        return True
    return each.post_id in times and each.created_at < times[each.post_id] + HORIZON


async def _keep_people(
    step: Step, new: Sequence[Interaction], given: Mapping[str, Interaction]
) -> None:
    first: dict[str, datetime] = {}
    for each in new:
        first[each.author.id] = min(each.created_at, first.get(each.author.id, each.created_at))
    people = {each.author.id: each.author for each in given.values()}
    await step.keep(
        sql.KEEP_PEOPLE,
        (
            {
                "id": each.id,
                "handle": each.handle,
                "name": each.name,
                "first_at": first[each.id].isoformat() if each.id in first else None,
            }
            for each in sorted(people.values(), key=lambda person: person.id)
        ),
    )


async def _recount(step: Step, tally: Tally, moved: Mapping[str, datetime]) -> None:
    """What stood under posts before we knew them (or their time) counts anew."""
    if not moved:
        return
    rows = await step.rows(sql.STORED, ids=[], post_ids=list(moved))
    turned = [row for row in rows if row.counted != _counts(_interaction(row), moved)]
    if turned:
        await step.change(sql.TURN, ids=[row.id for row in turned])
    for row in turned:
        tally.turn(_interaction(row), -1 if row.counted else 1)


async def _forget(step: Step, batch: Batch) -> int:
    if not batch.gone:
        return 0
    return await step.change(sql.FORGET_POSTS, ids=[storable(each) for each in batch.gone])


async def _mark(step: Step, batch: Batch) -> None:
    listed = batch.threads_seen | batch.cut_threads
    if listed:
        await step.change(
            sql.MARK_POSTS,
            taken_at=batch.taken_at,
            ids=sorted(listed),
            cut=sorted(batch.cut_threads),
        )
    await step.keep(
        sql.KEEP_SNAPSHOTS,
        (
            {"subject_id": subject, "metric": metric, "value": value}
            for subject, metrics in (batch.snapshots or {}).items()
            for metric, value in metrics.items()
        ),
        taken_at=batch.taken_at,
    )


def _interaction(row: AnyRow) -> Interaction:
    return Interaction(
        row.id, Kind(row.kind), Author(row.author_id, ""), row.created_at, row.post_id
    )
