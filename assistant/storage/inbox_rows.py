"""Items and their parts as rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ARRAY, Uuid, any_, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.community.inbox import (
    CardPlace,
    Decision,
    Item,
    Need,
    Origin,
    Part,
    Sentiment,
    Step,
    Topic,
    Triage,
)
from assistant.community.posts import Author
from assistant.storage.database import AnyRow
from assistant.storage.schema import ITEM_PART
from assistant.storage.texts import storable


def item_values(item: Item, changed_at: datetime) -> dict[str, object]:
    """The columns that a change writes; the card, the rung and `next_at` have ways of their own."""
    return {
        "person_id": storable(item.person.id),
        "person_handle": storable(item.person.handle),
        "person_name": storable(item.person.name),
        "thread_id": storable(item.thread_id),
        "need": item.triage.need.value,
        "topic": item.triage.topic.value,
        "reason": storable(item.triage.reason),
        "sentiment": item.triage.sentiment.value,
        "language": item.triage.language,
        "since": item.since,
        "open_to_all": item.open_to_all,
        "due_at": item.due_at,
        "assignee_id": item.assignee_id,
        "snoozed_until": item.snoozed_until,
        "decision": item.decision and item.decision.value,
        "decided_by": item.decided_by,
        "decided_at": item.decided_at,
        "note": storable(item.note),
        "answered_at": item.answered_at,
        "answer_url": item.answer_url and storable(item.answer_url),
        "asked_for_at": item.asked_for_at,
        "changed_at": changed_at,
    }


def part_values(item: Item) -> list[dict[str, object]]:
    """One row for each part, in the same order for everybody who writes them."""
    return [
        {
            "workspace_id": item.workspace_id,
            "account_id": item.account_id,
            "id": storable(part.id),
            "item_id": item.id,
            "origin": part.origin.value,
            "text": storable(part.text),
            "url": storable(part.url),
            "created_at": part.created_at,
            "post_id": part.post_id and storable(part.post_id),
            "edited_at": part.edited_at,
            "gone_at": part.gone_at,
            "calls_us": part.calls_us,
        }
        for part in sorted(item.parts, key=lambda part: part.id)
    ]


PARTS = (
    select(ITEM_PART)
    .where(ITEM_PART.c.item_id == any_(bindparam("ids", type_=ARRAY(Uuid(as_uuid=False)))))
    .order_by(ITEM_PART.c.created_at, ITEM_PART.c.id)
)
"""The parts of items by their ids."""


async def whole(connection: AsyncConnection, rows: Sequence[AnyRow]) -> list[Item]:
    """The items of rows, with their parts."""
    if not rows:
        return []
    return items(rows, (await connection.execute(PARTS, {"ids": [row.id for row in rows]})).all())


def items(rows: Sequence[AnyRow], theirs: Sequence[AnyRow]) -> list[Item]:
    """The items of rows, with the parts of other rows."""
    parts: dict[str, list[Part]] = {row.id: [] for row in rows}
    for row in theirs:
        parts[row.item_id].append(_part(row))
    return [_item(row, parts[row.id]) for row in rows]


def _part(row: AnyRow) -> Part:
    return Part(
        id=row.id,
        origin=Origin(row.origin),
        text=row.text,
        url=row.url,
        created_at=row.created_at,
        post_id=row.post_id,
        edited_at=row.edited_at,
        gone_at=row.gone_at,
        calls_us=row.calls_us,
    )


def _item(row: AnyRow, parts: Sequence[Part]) -> Item:
    triage = Triage(
        need=Need(row.need),
        topic=Topic(row.topic),
        reason=row.reason,
        sentiment=Sentiment(row.sentiment),
        language=row.language,
    )
    card = CardPlace(row.card_channel, row.card_ts) if row.card_ts is not None else None
    return Item(
        id=row.id,
        workspace_id=row.workspace_id,
        account_id=row.account_id,
        person=Author(row.person_id, row.person_handle, row.person_name),
        thread_id=row.thread_id,
        parts=tuple(parts),
        triage=triage,
        since=row.since,
        open_to_all=row.open_to_all,
        due_at=row.due_at,
        step=Step(row.step),
        assignee_id=row.assignee_id,
        snoozed_until=row.snoozed_until,
        decision=Decision(row.decision) if row.decision else None,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        note=row.note,
        answered_at=row.answered_at,
        answer_url=row.answer_url,
        asked_for_at=row.asked_for_at,
        card=card,
        version=row.version,
    )
