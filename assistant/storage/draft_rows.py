"""Drafts, their audit log and wishes as rows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime

from assistant.community.drafts import (
    AuditEntry,
    Confidence,
    Draft,
    DraftState,
    Happening,
    Intent,
    Wish,
)
from assistant.community.mix import Function, Label, Value
from assistant.community.studio import Image
from assistant.ports.publishing import Prepared
from assistant.storage.database import AnyRow
from assistant.storage.texts import storable


def draft_values(draft: Draft) -> dict[str, object]:
    """The columns that a change writes."""
    return {
        "target_id": storable(draft.target_id),
        "text": storable(draft.text),
        "original": storable(draft.original),
        "intent": draft.intent.value,
        "composer": storable(draft.composer),
        "author_id": draft.author_id,
        "state": draft.state.value,
        "facts": list(draft.facts),
        "to_add": [storable(each) for each in draft.add],
        "confidence": draft.confidence.value,
        "seen": [storable(each) for each in draft.seen],
        "approver_id": draft.approver_id,
        "approved_at": draft.approved_at,
        "approved_hash": draft.approved_hash,
        "send_at": draft.send_at,
        "sent_at": draft.sent_at,
        "post_id": draft.post_id and storable(draft.post_id),
        "url": draft.url and storable(draft.url),
        "problem": storable(draft.problem),
        "dry_run": draft.dry_run,
        "rest": [storable(each) for each in draft.rest],
        "images": images_text(draft.images),
        "why": storable(draft.why),
        "idea": draft.idea,
        "out": [storable(each) for each in draft.out],
        **_label_values(draft.label),
    }


def draft_of(row: AnyRow) -> Draft:
    """The draft of a row."""
    return Draft(
        id=row.id,
        workspace_id=row.workspace_id,
        account_id=row.account_id,
        item_id=row.item_id or "",
        target_id=row.target_id,
        text=row.text,
        original=row.original,
        intent=Intent(row.intent),
        composer=row.composer,
        author_id=row.author_id,
        made_at=row.made_at,
        state=DraftState(row.state),
        facts=tuple(row.facts),
        add=tuple(row.to_add),
        confidence=Confidence(row.confidence),
        seen=tuple(row.seen),
        approver_id=row.approver_id,
        approved_at=row.approved_at,
        approved_hash=row.approved_hash,
        send_at=row.send_at,
        sent_at=row.sent_at,
        post_id=row.post_id,
        url=row.url,
        problem=row.problem,
        dry_run=row.dry_run,
        version=row.version,
        studio_id=row.studio_id,
        rest=tuple(row.rest),
        images=images_of(row.images),
        label=_label_of(row),
        why=row.why,
        idea=row.idea,
        out=tuple(row.out),
    )


def _label_values(label: Label | None) -> dict[str, object]:
    """Without a label there is no reason either; one that says "unsure" has one."""
    if label is None:
        return dict.fromkeys(("label_function", "label_value", "label_reason", "label_by"))
    return {
        "label_function": label.function and label.function.value,
        "label_value": label.value and label.value.value,
        "label_reason": storable(label.reason),
        "label_by": label.by,
    }


def _label_of(row: AnyRow) -> Label | None:
    if row.label_reason is None:
        return None
    return Label(
        function=Function(row.label_function) if row.label_function else None,
        value=Value(row.label_value) if row.label_value else None,
        reason=row.label_reason,
        by=row.label_by,
    )


def images_text(images: Sequence[Image]) -> str:
    """Images without their bytes, as JSON in ASCII."""
    said = [asdict(each) | {"alt": storable(each.alt)} for each in images]
    return json.dumps(said)


def images_of(words: str) -> tuple[Image, ...]:
    """The images that `images_text` wrote; older ones hold one person or "" in `by`."""
    return tuple(Image(**each | {"by": _people(each["by"])}) for each in json.loads(words))


def _people(by: str | Sequence[str]) -> tuple[str, ...]:
    return tuple(by.split()) if isinstance(by, str) else tuple(by)


def entry_values(entry: AuditEntry) -> dict[str, object]:
    """A line of the audit log, without its number."""
    return {
        "draft_id": entry.draft_id,
        "happening": entry.happening.value,
        "at": entry.at,
        "version": entry.version,
        "text": storable(entry.text),
        "person_id": entry.person_id,
        "detail": storable(entry.detail),
    }


def entry_of(row: AnyRow) -> AuditEntry:
    """The line of a row."""
    return AuditEntry(
        draft_id=row.draft_id,
        happening=Happening(row.happening),
        at=row.at,
        version=row.version,
        text=row.text,
        person_id=row.person_id,
        detail=row.detail,
    )


def wish_values(wish: Wish) -> dict[str, object]:
    """A new wish."""
    return {
        "workspace_id": wish.workspace_id,
        "id": wish.id,
        "item_id": wish.item_id or None,
        "studio_id": wish.studio_id,
        "person_id": wish.person_id,
        "event_key": wish.event_key,
        "made_at": wish.made_at,
        "instruction": storable(wish.instruction),
        "about": wish.about,
        "done_at": wish.done_at,
        "problem": storable(wish.problem),
    }


def wish_of(row: AnyRow) -> Wish:
    """The wish of a row."""
    return Wish(
        id=row.id,
        workspace_id=row.workspace_id,
        item_id=row.item_id or "",
        person_id=row.person_id,
        event_key=row.event_key,
        made_at=row.made_at,
        instruction=row.instruction,
        about=row.about,
        done_at=row.done_at,
        problem=row.problem,
        studio_id=row.studio_id,
    )


def prepared_text(prepared: Prepared) -> str:
    """A whole request as JSON in ASCII: every character comes back as it was, also what PostgreSQL
    refuses.
    """
    words = {each.name: getattr(prepared, each.name) for each in fields(prepared)}
    at = prepared.prepared_at.isoformat()
    return json.dumps(words | {"body": dict(prepared.body), "prepared_at": at})


def prepared_of(words: str) -> Prepared:
    """The request that `prepared_text` wrote."""
    kept = json.loads(words)
    return Prepared(**kept | {"prepared_at": datetime.fromisoformat(kept["prepared_at"])})
