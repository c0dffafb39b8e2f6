"""How our posts of a batch become rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from assistant.community.given_by_hand import CLOCKS, TWO_LEVELS, may_be
from assistant.community.posts import Post
from assistant.ports import Applied, Batch
from assistant.storage import records_sql as sql
from assistant.storage.database import AnyRow
from assistant.storage.records_step import Step
from assistant.storage.texts import storable

_WORDS = ("text", "url", "quoted_id", "mentioned_ids", "language")
"""What makes a change an edit; new counters beside a post do not."""


async def write_posts(step: Step, batch: Batch) -> tuple[Applied, Mapping[str, datetime]]:
    """Write what changed.

    Returns:
        how many were new and edited, and the times of those that are new or have another time.
    """
    given = {storable(post.id): post for post in batch.posts if post.id not in batch.gone}
    if not given:
        return Applied(), {}
    rows = await step.rows(sql.STORED_POSTS, ids=list(given))
    stored = {row.id: dict(row._mapping) for row in rows}  # noqa: SLF001 - SQLAlchemy's own name
    answered = await _answered(step, given, stored)
    changed: list[dict[str, Any]] = []
    moved: dict[str, datetime] = {}
    edited = 0
    for key in sorted(given):
        post, old = given[key], stored.get(key)
        row = _row(post, old, answered.get(key))
        if row == old:
            continue
        changed.append({**row, "created_at": post.created_at.isoformat()})
        if old is None or old["created_at"] != post.created_at:
            moved[key] = post.created_at
        edited += old is not None and any(old[name] != row[name] for name in _WORDS)
    await step.keep(sql.KEEP_POSTS, changed)
    return Applied(inserted=len(given.keys() - stored.keys()), edited=edited), moved


async def _answered(
    step: Step, given: Mapping[str, Post], stored: Mapping[str, object]
) -> Mapping[str, str]:
    """What each answer that Engage sent answers, by its id. Some platforms have two levels and tell
    of an answer on the second no more than under which comment of the first it stands.
    """
    answers = {key: post for key, post in given.items() if post.parent_id}
    if not answers:
        return {}
    since = min(post.created_at for post in answers.values()) - CLOCKS
    sent = await step.rows(sql.ANSWERS, ids=list(answers), since=since)
    found = {row.post_id: row.target_id for row in sent}
    new = sorted(answers.keys() - found.keys() - stored.keys())
    leaving = await step.rows(sql.LEAVING, two_levels=sorted(TWO_LEVELS)) if new else ()
    for row in leaving:
        its = (key for key in new if key not in found and _is(answers[key], row))
        if key := min(its, key=lambda key: answers[key].created_at, default=None):
            found[key] = row.target_id
    return found


def _is(post: Post, row: AnyRow) -> bool:
    """Whether it is what is on its way: such words, at such a place."""
    return post.parent_id in row.places and may_be(post, row.text, row.sent_at)


def _row(post: Post, old: Mapping[str, Any] | None, answers: str | None) -> dict[str, Any]:
    """The row as it should be; counters and a thread that this listing did not tell stay, and so
    does what it answers: a sweep may have found out more than a look at the post alone tells.

    Args:
        answers: what it was sent to answer; None where Engage did not send it.
    """
    counts = asdict(post.counts) if post.counts else old and old["counts"]
    row = {
        "id": post.id,
        "text": post.text,
        "created_at": post.created_at,
        "url": post.url,
        "root_id": post.root_id or (old["root_id"] if old and post.parent_id else None),
        "parent_id": post.parent_id and (answers or (old and old["parent_id"]) or post.parent_id),
        "quoted_id": post.quoted_id,
        "mentioned_ids": list(post.mentioned_ids),
        "language": post.language,
        "counts": counts,
        "extra": dict(post.extra),
    }
    return {name: _storable(value) for name, value in row.items()}


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):
        return [_storable(each) for each in value]
    if isinstance(value, dict):
        return {storable(name): _storable(each) for name, each in value.items()}
    return value
