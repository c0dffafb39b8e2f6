"""One step of a draft, inside the transaction of whoever makes it."""

from __future__ import annotations

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.community.drafts import UNDER_WAY, AuditEntry, Draft, DraftState, Wish, may_move
from assistant.errors import EditConflict, NotFound
from assistant.ports.publishing import Prepared
from assistant.ports.work import Job
from assistant.storage.database import AnyRow
from assistant.storage.deferring import put, put_card, put_studio
from assistant.storage.draft_rows import (
    draft_of,
    draft_values,
    entry_values,
    images_text,
    wish_values,
)
from assistant.storage.schema import AUDIT, DRAFT, WISH
from assistant.storage.texts import storable

_TAKEN = [each.value for each in (*UNDER_WAY, DraftState.PUBLISHED)]


def check(before: Draft, after: Draft) -> None:
    """Raise ValueError for a move that there is not, or for other words than were approved."""
    if after.state is not before.state and not may_move(before.state, after.state):
        raise ValueError(f"no move from {before.state} to {after.state}")
    in_doubt = (before.state, after.state) == (DraftState.UNKNOWN, DraftState.PREPARED)
    if in_doubt and len(after.out) <= len(before.out):
        raise ValueError("what is in doubt is not made ready again")
    if after.state is not DraftState.PENDING and _words(after) != _words(before):
        raise ValueError("words change only while nobody has approved them")
    out = len(before.out) if after.out[: len(before.out)] == before.out else 0
    if _words(after)[2][:out] != _words(before)[2][:out]:
        raise ValueError("a post that is out does not change")


def _words(draft: Draft) -> tuple[str, str, list[str]]:
    """What approval binds, as it is stored."""
    posts = [storable(each) for each in draft.posts]
    return storable(draft.target_id), images_text(draft.images), posts


def check_request(draft: Draft, prepared: Prepared) -> None:
    """Raise ValueError for a request that is for other words, or for another post.

    Of a thread the request is for the first post that is not out yet; it hangs on the one before.
    """
    n = len(draft.out)
    words = draft.posts[n] if n < len(draft.posts) else None
    targets = ("", *draft.out[-1:]) if draft.studio_id else (draft.target_id,)
    if prepared.text != words or prepared.target_id not in targets:
        raise ValueError("the request is not for what was approved")


async def put_wish(connection: AsyncConnection, wish: Wish) -> bool:
    """Keep a wish and put its job into the queue; False where its event was here before. Raises
    IntegrityError without its item or studio.
    """
    made = upsert(WISH).values(**wish_values(wish))
    once = made.on_conflict_do_nothing(index_elements=[WISH.c.workspace_id, WISH.c.event_key])
    new = await connection.execute(once.returning(WISH.c.id))
    if new.one_or_none() is None:
        return False
    await put(
        connection,
        Job.POST_DRAFT if wish.studio_id else Job.DRAFT,
        lock=f"wishes:{wish.studio_id or wish.item_id}",
        workspace_id=wish.workspace_id,
        wish_id=wish.id,
    )
    return True


async def put_shown(connection: AsyncConnection, of: Draft | Wish) -> None:
    """Have the chat show what it belongs to."""
    if of.studio_id is not None:
        await put_studio(connection, of.workspace_id, of.studio_id)
    else:
        await put_card(connection, of.workspace_id, of.item_id)


def missing(of: Draft | Wish) -> NotFound:
    """What it should belong to is not there."""
    return NotFound("studio", of.studio_id) if of.studio_id else NotFound("item", of.item_id)


async def change(connection: AsyncConnection, before: AnyRow, values: dict[str, object]) -> Draft:
    """Write the change of a draft that is held. Raises EditConflict where another one is under way
    or published in its place.
    """
    changed = update(DRAFT).where(DRAFT.c.id == before.id)
    changed = changed.values(**values, version=before.version + 1)
    try:
        async with connection.begin_nested():
            return draft_of((await connection.execute(changed.returning(DRAFT))).one())
    except IntegrityError:
        beside = select(DRAFT).where(DRAFT.c.state.in_(_TAKEN))
        if before.studio_id is None:
            beside = beside.where(DRAFT.c.item_id == before.item_id)
        else:
            beside = beside.where(
                DRAFT.c.studio_id == before.studio_id, DRAFT.c.account_id == before.account_id
            )
        other = (await connection.execute(beside)).one()
        raise EditConflict(named(before), draft_of(other)) from None


def named(row: AnyRow) -> str:
    """What a draft is, for people."""
    return "this reply" if row.studio_id is None else "this post"


async def add_new(
    connection: AsyncConnection, draft: Draft, entry: AuditEntry, nth: int = 0
) -> None:
    """Store a draft with the first line of its audit log."""
    keys = {
        "workspace_id": draft.workspace_id,
        "id": draft.id,
        "account_id": draft.account_id,
        "item_id": draft.item_id or None,
        "studio_id": draft.studio_id,
        "made_at": draft.made_at,
        "nth": nth,
        "state_at": entry.at,
        "version": draft.version,
    }
    await connection.execute(insert(DRAFT).values(**draft_values(draft), **keys))
    await append(connection, draft.workspace_id, entry)


async def append(connection: AsyncConnection, workspace_id: str, entry: AuditEntry) -> None:
    """Write a line under the next number; whoever calls holds the draft."""
    values = {"workspace_id": workspace_id, **entry_values(entry)}
    earlier = select(func.coalesce(func.max(AUDIT.c.n), 0) + 1)
    n = earlier.where(AUDIT.c.draft_id == entry.draft_id).scalar_subquery()
    await connection.execute(insert(AUDIT).values(**values, n=n))
