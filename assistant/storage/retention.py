"""`ports.Retention` in PostgreSQL: small transactions, so that nobody waits long for a lock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import TextClause, and_, delete, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.community.posts import Author, Interaction, Kind
from assistant.storage import records_sql as sql
from assistant.storage.database import Database, Door
from assistant.storage.records_step import Step, Tally
from assistant.storage.schema import ACCOUNT, WORKSPACE

MOST = 1_000
"""Rows of one table in one transaction."""

_OLD_INTERACTIONS = text("""
SELECT id, kind, author_id, created_at, post_id, counted FROM interaction
WHERE account_id = :account_id AND created_at < :before ORDER BY created_at LIMIT :most
""")

_FORGET_PEOPLE = text("""
DELETE FROM person p WHERE p.account_id = :account_id AND p.id = ANY(:ids) AND NOT EXISTS (
    SELECT FROM interaction i WHERE i.account_id = :account_id AND i.author_id = p.id)
""")
"""Whoever has nothing left here. The others keep the time of their first interaction."""


def _oldest(table: str, where: str) -> TextClause:
    return text(f"""
DELETE FROM {table} WHERE ctid = ANY(ARRAY(SELECT ctid FROM {table} WHERE {where} LIMIT :most))
""")  # noqa: S608 - from the tables below, nothing that anybody typed


_OF_ACCOUNT: Mapping[str, TextClause] = {
    table: _oldest(table, f"account_id = :account_id AND {where}")
    for table, where in {
        # Drafts, their audit log and wishes go with their item; an open one stays as long as what
        # was written in it, any as long as something was done about it.
        "item": "since < :before AND coalesce(decided_at, since) < :before AND NOT EXISTS ("
        "SELECT FROM item_part p WHERE p.item_id = item.id AND p.created_at >= :before) "
        "AND NOT EXISTS (SELECT FROM draft d JOIN audit a ON a.draft_id = d.id "
        "WHERE d.item_id = item.id AND a.at >= :before)",
        "hit": "created_at < :before",
        "spotlight": "coalesce(shown_at, made_at) < :before",
        "joined": "at < :before",
        "alert": "at < :before",
        "post_label": "made_at < :before AND NOT EXISTS (SELECT FROM post p "
        "WHERE p.account_id = :account_id AND p.id = post_label.post_id AND "
        "p.created_at >= :before)",
        "post": "created_at < :before",
        "snapshot": "taken_at < :before",
        # What erased rows were counted in, once nothing is left of it.
        "rollup_hour": "hour < :before AND n = 0",
        "author_day": "day < (:before AT TIME ZONE 'UTC')::date AND \"all\" = 0",
        "rollup_post": "n = 0 AND NOT EXISTS (SELECT FROM post p "
        "WHERE p.account_id = :account_id AND p.id = rollup_post.post_id)",
    }.items()
}
_OF_WORKSPACE: Mapping[str, TextClause] = {
    "run": _oldest("run", "asked_at < :before"),  # ratings go with them
    "act": _oldest("act", "at < :before"),
    "note": _oldest("note", "due_at < :before"),
    "cost_day": _oldest("cost_day", "day < (:before AT TIME ZONE 'UTC')::date"),
    "cost_notice": _oldest("cost_notice", "month < (:before AT TIME ZONE 'UTC')::date"),
    # Its drafts go with it, as those of an item.
    "studio": _oldest(
        "studio",
        "made_at < :before AND NOT EXISTS (SELECT FROM draft d WHERE d.studio_id = studio.id "
        "AND (d.state IN ('approved', 'prepared', 'sending', 'unknown') OR EXISTS "
        "(SELECT FROM audit a WHERE a.draft_id = d.id AND a.at >= :before)))",
    ),
    # Counted from when its last draft ended, or was left alone: it may be sent once more.
    "post_image": _oldest(
        "post_image",
        "NOT EXISTS (SELECT FROM studio s WHERE s.id = post_image.studio_id "
        "AND s.made_at >= :images_before) AND NOT EXISTS (SELECT FROM draft d "
        "WHERE d.studio_id = post_image.studio_id AND (d.state IN "
        "('approved', 'prepared', 'sending', 'unknown') "
        "OR d.state_at >= :images_before))",
    ),
    "sign_in": _oldest("sign_in", "expires_at < now() - interval '1 day'"),
}


class PostgresRetention:
    """Erases records of workspaces, a bounded batch at a time."""

    def __init__(self, database: Database, *, most: int = MOST) -> None:
        self._database = database
        self._most = most

    async def erase(
        self, workspace_id: str, before: datetime, *, images_before: datetime | None = None
    ) -> Mapping[str, int]:
        """Erase one batch of what is older; how many rows of each table. Empty: nothing is left.

        Images of posts go where the last draft of their studio ended before `images_before`; None
        for `before`.
        """
        async with self._database.workspace(workspace_id) as connection:
            await _note(connection, before)
            accounts = (await connection.execute(select(ACCOUNT.c.id))).scalars().all()
            at = {"before": before, "most": self._most}
            whole = at | {"images_before": images_before or before}
            erased = Counter(
                {
                    table: (await connection.execute(statement, whole)).rowcount
                    for table, statement in _OF_WORKSPACE.items()
                }
            )
        for account_id in accounts:
            async with self._database.workspace(workspace_id) as connection:
                step = Step(connection, workspace_id, account_id)
                erased["interaction"] += await self._interactions(step, before)
                for table, statement in _OF_ACCOUNT.items():
                    erased[table] += await step.change(statement, **at)
        return +erased

    async def removed(self, before: datetime) -> Sequence[str]:
        """Ids of workspaces from which Engage was removed before that, of all workspaces."""
        statement = select(WORKSPACE.c.workspace_id).where(WORKSPACE.c.removed_at < before)
        async with self._database.across(Door.WORKSPACES) as connection:
            return (await connection.execute(statement)).scalars().all()

    async def erase_all(self, workspace_id: str, removed_before: datetime) -> Mapping[str, int]:
        """Erase one batch of a removed workspace; in the end the workspace itself.

        What is small (accounts, sign-ins, settings, managers) goes along with it.
        """
        resting = and_(
            WORKSPACE.c.workspace_id == workspace_id, WORKSPACE.c.removed_at < removed_before
        )
        async with self._database.workspace(workspace_id) as connection:
            found = await connection.execute(select(WORKSPACE.c.workspace_id).where(resting))
            if found.one_or_none() is None:
                return {}
        if erased := await self.erase(workspace_id, removed_before):
            return erased
        async with self._database.workspace(workspace_id) as connection:
            n = (await connection.execute(delete(WORKSPACE).where(resting))).rowcount
        return {"workspace": n} if n else {}

    async def _interactions(self, step: Step, before: datetime) -> int:
        """The oldest of one account, with what counts them: as `RecordWriting` deletes."""
        await step.rows(sql.LOCK)
        old = await step.rows(_OLD_INTERACTIONS, before=before, most=self._most)
        if not old:
            return 0
        tally = Tally()
        for row in old:
            author = Author(row.author_id, "")
            each = Interaction(row.id, Kind(row.kind), author, row.created_at, row.post_id)
            tally.add(each, -1, counted=row.counted)
        await step.change(sql.DELETE, ids=[row.id for row in old])
        await tally.write(step)
        await step.change(_FORGET_PEOPLE, ids=list({row.author_id for row in old}))
        return len(old)


async def _note(connection: AsyncConnection, before: datetime) -> None:
    """Say so before anything is erased: a report in between must not take the rest for all."""
    later = or_(WORKSPACE.c.erased_until.is_(None), WORKSPACE.c.erased_until < before)
    await connection.execute(update(WORKSPACE).where(later).values(erased_until=before))
