"""One transaction of writing on one account: runs statements, and keeps the tally of changes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import TextClause
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.community.posts import TALK, Interaction, Kind
from assistant.storage import records_sql as sql
from assistant.storage.database import AnyRow


class Step:
    """Runs statements; every one gets the workspace and the account."""

    def __init__(self, connection: AsyncConnection, workspace_id: str, account_id: str) -> None:
        self._connection = connection
        self._at = {"workspace_id": workspace_id, "account_id": account_id}

    async def rows(self, statement: TextClause, **values: object) -> Sequence[AnyRow]:
        """What it returns."""
        return (await self._connection.execute(statement, {**self._at, **values})).all()

    async def change(self, statement: TextClause, **values: object) -> int:
        """How many rows it changed."""
        return (await self._connection.execute(statement, {**self._at, **values})).rowcount

    async def keep(
        self, statement: TextClause, rows: Iterable[Mapping[str, Any]], **values: object
    ) -> None:
        """Write rows; they travel as one JSON text."""
        if listed := list(rows):
            await self.change(statement, rows=json.dumps(listed), **values)


@dataclass(slots=True)
class Tally:
    """What was inserted less what was deleted, by hour, by post, and by day and author."""

    hours: Counter[tuple[datetime, Kind]] = field(default_factory=Counter)
    posts: Counter[tuple[str, Kind]] = field(default_factory=Counter)
    talk: Counter[tuple[date, str]] = field(default_factory=Counter)
    days: Counter[tuple[date, str]] = field(default_factory=Counter)

    def add(self, each: Interaction, sign: int, *, counted: bool) -> None:
        """Note one insertion (+1) or deletion (-1)."""
        at = each.created_at.astimezone(UTC)
        if counted:
            self.turn(each, sign)
        if each.post_id is not None:
            self.posts[each.post_id, each.kind] += sign
        self.days[at.date(), each.author.id] += sign
        if each.kind in TALK:
            self.talk[at.date(), each.author.id] += sign

    def turn(self, each: Interaction, sign: int) -> None:
        """Note that a stored one counts from now on (+1), or no more (-1)."""
        hour = each.created_at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        self.hours[hour, each.kind] += sign

    async def write(self, step: Step) -> None:
        """Move the counters, in the order of their keys."""
        hours = [
            {"hour": hour.isoformat(), "kind": kind, "n": n}
            for (hour, kind), n in sorted(self.hours.items())
            if n
        ]
        posts = [
            {"post_id": post_id, "kind": kind, "n": n}
            for (post_id, kind), n in sorted(self.posts.items())
            if n
        ]
        days = [
            {"day": key[0].isoformat(), "author_id": key[1], "talk": self.talk[key], "all": n}
            for key, n in sorted(self.days.items())
            if n or self.talk[key]
        ]
        for statement, rows in (
            (sql.ADD_HOURS, hours),
            (sql.ADD_POSTS, posts),
            (sql.ADD_DAYS, days),
        ):
            if rows:
                left = await step.rows(statement, rows=json.dumps(rows))
                # A counter below zero would mean that counts and rows went apart: write nothing.
                assert all(row.n >= 0 for row in left)
