"""Posts, comments and threads as they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import TextClause, text

from assistant.community.activity import Inbound, OwnPost, ThreadShape
from assistant.community.periods import Period
from assistant.community.polling import HORIZON
from assistant.community.posts import Author, Interaction, Kind
from assistant.storage.database import AnyRow, Database
from assistant.storage.post_rows import post_of
from assistant.storage.texts import account_at

_KINDS = {kind.value: kind for kind in Kind}
"""Quicker than asking the enum, which matters for long lists."""

# Lists of ids are handed on as arrays: joined plainly, the planner may read all of the account.
# Counted so far, less what came at or after `ends`: mostly nothing, found by the time index.
# Looked up in one object, which is made once: after the first sync there are no statistics yet, and
# for a join the planner would count all posts anew for each of them.
_OWN_POSTS = text("""
WITH mine AS (
    SELECT * FROM post
    WHERE account_id = :account_id AND created_at >= :starts AND created_at < :ends
), so_far AS (
    SELECT post_id, kind, n FROM rollup_post
        WHERE account_id = :account_id AND post_id = ANY(ARRAY(SELECT id FROM mine))
    UNION ALL
    SELECT post_id, kind, -1 FROM interaction
        WHERE account_id = :account_id AND created_at >= :ends
        AND post_id = ANY(ARRAY(SELECT id FROM mine))
), counted AS (
    SELECT post_id, jsonb_object_agg(kind, n) AS by_kind
    FROM (SELECT post_id, kind, sum(n) AS n FROM so_far GROUP BY 1, 2) k GROUP BY 1
)
SELECT mine.*, a.native_id, a.handle, a.name,
    (SELECT jsonb_object_agg(post_id, by_kind) FROM counted) -> mine.id AS by_kind
FROM mine JOIN account a ON a.id = mine.account_id
ORDER BY mine.created_at DESC, mine.id DESC
""")

_INBOUND = text("""
SELECT i.id, i.kind, i.author_id, coalesce(w.handle, i.author_id), coalesce(w.name, ''),
    i.created_at, i.post_id, i.parent_id, i.text, i.url, i.language, i.calls_us,
    CASE WHEN i.kind = 'reply' THEN coalesce(p.root_id, i.post_id, i.parent_id, i.id)
         WHEN i.kind = 'mention' THEN coalesce(i.parent_id, i.id) ELSE i.id END,
    answer.created_at, answer.id, talk.id IS NOT NULL
FROM interaction i
    LEFT JOIN person w ON w.account_id = :account_id AND w.id = i.author_id
    LEFT JOIN post p ON p.account_id = :account_id AND p.id = i.post_id
    LEFT JOIN LATERAL (
        SELECT id, created_at FROM post
        WHERE account_id = :account_id AND parent_id = i.id ORDER BY created_at, id LIMIT 1
    ) answer ON true
    LEFT JOIN LATERAL (
        SELECT o.id FROM post o JOIN interaction q ON q.account_id = :account_id
            AND q.id = o.parent_id AND q.author_id = i.author_id
        WHERE o.account_id = :account_id AND o.id = i.parent_id LIMIT 1
    ) talk ON true
WHERE i.account_id = :account_id AND i.created_at >= :starts AND i.created_at < :ends
    AND i.kind IN ('reply', 'quote', 'mention')
ORDER BY i.created_at, i.id
""")

_THREADS = text("""
WITH joined AS (
    SELECT DISTINCT coalesce(root_id, id) AS thread FROM post
    WHERE account_id = :account_id AND created_at >= :starts AND created_at < :ends
), ours AS (
    SELECT j.thread, p.id, p.parent_id, p.created_at
    FROM joined j JOIN post p ON p.account_id = :account_id AND coalesce(p.root_id, p.id) = j.thread
), theirs AS (
    SELECT o.thread, i.id, i.author_id, i.created_at
    FROM ours o JOIN interaction i ON i.post_id = o.id
    WHERE i.account_id = :account_id AND i.post_id = ANY(ARRAY(SELECT id FROM ours))
        AND i.kind = 'reply'
    UNION -- and what we answered that stands under no post of ours
    SELECT o.thread, i.id, i.author_id, i.created_at
    FROM ours o JOIN interaction i ON i.id = o.parent_id
    WHERE i.account_id = :account_id AND i.id = ANY(ARRAY(SELECT parent_id FROM ours))
        AND i.kind IN ('reply', 'quote', 'mention')
)
SELECT thread, created_at, id, (SELECT native_id FROM account WHERE id = :account_id) AS author_id
FROM ours
UNION ALL
SELECT thread, created_at, id, author_id FROM theirs
ORDER BY thread, created_at, id
""")

_PEOPLE = text("""
SELECT id, handle, name FROM person WHERE account_id = :account_id AND id = ANY(:ids)
""")

_ANY_CUT = text("""
SELECT EXISTS (SELECT FROM post
    WHERE account_id = :account_id AND created_at >= :starts AND created_at < :ends AND cut)
""")

_KNOWN_IDS = text("""
SELECT id FROM interaction
WHERE account_id = :account_id AND post_id = ANY(:post_ids) AND kind = ANY(:kinds)
""")


class RecordReading:
    """Posts, comments and threads of `ports.Records`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def own_posts(
        self, workspace_id: str, account_id: str, period: Period
    ) -> Sequence[OwnPost]:
        """Our posts and replies published in the period, newest first.

        `by_kind` holds every kind, and counts what came before the period's end: equal maturity
        for periods compared. For what a post has so far, end the period now.
        """
        rows = await self._named(
            workspace_id, account_id, _OWN_POSTS, starts=period.start, ends=period.end
        )
        return [_own_post(row) for row in rows]

    async def any_cut(
        self, workspace_id: str, account_id: str, at: datetime, *, since: datetime | None = None
    ) -> bool:
        """Whether a server hid part of a thread under a post of the 90 days before `at`; with
        `since`, at most 90 days before it, of the 90 days before any moment between the two.
        """
        begins = (at if since is None else since) - HORIZON
        rows = await self._named(workspace_id, account_id, _ANY_CUT, starts=begins, ends=at)
        return bool(rows[0][0])

    async def inbound(
        self, workspace_id: str, account_id: str, period: Period
    ) -> Sequence[Inbound]:
        """Comments, quotes and mentions created in the period, oldest first.

        The thread of a quote is the quote itself; of a mention elsewhere, what it answers.
        """
        within = {**account_at(account_id), "starts": period.start, "ends": period.end}
        (rows,) = await self._database.plain.tuples(workspace_id, (_INBOUND, within))
        return [_inbound(*row) for row in rows]

    async def threads(
        self, workspace_id: str, account_id: str, period: Period
    ) -> Sequence[ThreadShape]:
        """Threads in which we wrote something in the period, whole, sorted by id.

        A post of ours that nobody answered is a thread of one message.
        """
        rows = await self._named(
            workspace_id, account_id, _THREADS, starts=period.start, ends=period.end
        )
        return [
            ThreadShape(thread, tuple((row.author_id, row.created_at) for row in messages))
            for thread, messages in groupby(rows, key=lambda row: row.thread)
        ]

    async def people(
        self, workspace_id: str, account_id: str, ids: Sequence[str]
    ) -> Mapping[str, Author]:
        """Those of `ids` that are stored, as last seen."""
        rows = await self._named(workspace_id, account_id, _PEOPLE, ids=list(ids))
        return {row.id: Author(row.id, row.handle, row.name) for row in rows}

    async def known_ids(
        self, workspace_id: str, account_id: str, post_ids: Sequence[str], kinds: frozenset[Kind]
    ) -> frozenset[str]:
        """Ids of stored interactions of these kinds under these posts of ours."""
        rows = await self._named(
            workspace_id,
            account_id,
            _KNOWN_IDS,
            post_ids=list(post_ids),
            kinds=[kind.value for kind in kinds],
        )
        return frozenset(row.id for row in rows)

    async def _named(
        self, workspace_id: str, account_id: str, statement: TextClause, **values: object
    ) -> Sequence[Any]:
        values = {**account_at(account_id), **values}
        (rows,) = await self._database.plain.named(workspace_id, (statement, values))
        return rows


def _own_post(row: AnyRow) -> OwnPost:
    by_kind = dict.fromkeys(_KINDS.values(), 0)
    for kind, n in (row.by_kind or {}).items():
        by_kind[_KINDS[kind]] = int(n)
    return OwnPost(post_of(row), by_kind, row.cut, row.checked_at)


def _inbound(  # noqa: PLR0917 - the columns of `_INBOUND`; there may be tens of thousands
    key: str,
    kind: str,
    author_id: str,
    handle: str,
    name: str,
    created_at: datetime,
    post_id: str | None,
    parent_id: str | None,
    words: str,
    url: str,
    language: str | None,
    calls_us: bool | None,  # noqa: FBT001
    thread_id: str,
    answered_at: datetime | None,
    answer_id: str | None,
    goes_on: bool,  # noqa: FBT001
) -> Inbound:
    author = Author(author_id, handle, name)
    interaction = Interaction(
        key, _KINDS[kind], author, created_at, post_id, parent_id, words, url, language, calls_us
    )
    return Inbound(interaction, thread_id, answered_at, answer_id, goes_on)
