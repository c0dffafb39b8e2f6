"""`ports.Disconnector` in PostgreSQL: each act is one transaction, with the note of who did it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from sqlalchemy import delete, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.community.accounts import Account
from assistant.community.costs import NOBODY
from assistant.errors import NotFound
from assistant.ports import Deed
from assistant.ports.disconnecting import Erased
from assistant.storage.accounts import accounts_with, read_account
from assistant.storage.acts import append_act
from assistant.storage.database import Database
from assistant.storage.schema import ACCOUNT, CREDENTIAL
from assistant.storage.texts import is_id

# Hundreds of thousands of rows go in some seconds; the limit of ordinary statements is too short.
_PATIENCE = text("SELECT set_config('statement_timeout', '50s', true)")

_COUNT = text("""
SELECT (SELECT count(*) FROM post WHERE account_id = :id) AS posts,
    (SELECT count(*) FROM interaction WHERE account_id = :id) AS interactions,
    (SELECT count(*) FROM person WHERE account_id = :id) AS people,
    (SELECT count(*) FROM snapshot WHERE account_id = :id) AS snapshots,
    (SELECT count(*) FROM item WHERE account_id = :id) AS items,
    (SELECT count(*) FROM draft WHERE account_id = :id) AS drafts,
    (SELECT count(*) FROM brand_fact WHERE account_id = :id) AS facts,
    (SELECT count(*) FROM voice_rule WHERE account_id = :id) AS rules,
    (SELECT count(*) FROM saved_search WHERE account_id = :id) AS searches,
    (SELECT count(*) FROM hit WHERE account_id = :id) AS hits,
    (SELECT count(*) FROM post_label WHERE account_id = :id) AS labels,
    (SELECT count(*) FROM spotlight WHERE account_id = :id) AS spotlights,
    (SELECT count(*) FROM joined WHERE account_id = :id) AS joined,
    (SELECT count(*) FROM credential WHERE account_id = :id) AS credentials
""")

# An answer names the accounts it rests on with their platform; see `community.facts.Source`.
_ERASE_RUNS = text("""
DELETE FROM run WHERE strpos(answer, (
    SELECT to_json(platform || ':' || handle)::text FROM account WHERE id = :id)) > 0
""")

# Its posts go with the account; a studio that wrote for nobody else goes with them.
_LEAVE_STUDIOS = text("""
UPDATE studio SET account_ids = array_remove(account_ids, CAST(:id AS text))
WHERE CAST(:id AS text) = ANY(account_ids)
""")
# What was paid stays paid, and counts in its month; whose it was is forgotten.
_LEAVE_COSTS = text("""
WITH gone AS (
    DELETE FROM cost_day WHERE account_id = :id RETURNING workspace_id, day, paid, units, micro
)
INSERT INTO cost_day (workspace_id, day, account_id, paid, units, micro)
SELECT workspace_id, day, CAST(:nobody AS uuid), paid, units, micro FROM gone
ON CONFLICT (workspace_id, day, account_id, paid) DO UPDATE
SET units = cost_day.units + excluded.units, micro = cost_day.micro + excluded.micro
""")
_ERASE_STUDIOS = text("DELETE FROM studio WHERE cardinality(account_ids) = 0")

WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "posts": ("post", "posts"),
        "interactions": ("comment, like or mention", "comments, likes and mentions"),
        "people": ("person", "people"),
        "snapshots": ("count over time", "counts over time"),
        "items": ("item of the inbox", "items of the inbox"),
        "drafts": ("drafted reply or post", "drafted replies and posts"),
        "facts": ("brand fact", "brand facts"),
        "rules": ("rule of the voice", "rules of the voice"),
        "searches": ("saved search", "saved searches"),
        "hits": ("post that a search found", "posts that searches found"),
        "labels": ("word on what a post is for", "words on what posts are for"),
        "spotlights": ("spotlight", "spotlights"),
        "joined": ("conversation that was joined", "conversations that were joined"),
        "credentials": ("sign-in", "sign-ins"),
        "runs": ("answer that rests on them", "answers that rest on them"),
    }
)
"""What is counted, for one and for several."""


class PostgresDisconnector:
    """Lets go of accounts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def past(self, workspace_id: str) -> Sequence[Account]:
        """Disconnected accounts of which something is still kept, the latest first."""
        gone = ACCOUNT.c.disconnected_at
        statement = accounts_with(gone.is_not(None)).order_by(gone.desc(), ACCOUNT.c.id)
        async with self._database.workspace(workspace_id) as connection:
            return [read_account(row) for row in await connection.execute(statement)]

    async def disconnect(self, workspace_id: str, account_id: str, deed: Deed) -> None:
        """Destroy the sign-in and stop reading; what was read is kept for a reconnect."""
        going = update(ACCOUNT).where(ACCOUNT.c.id == _id(account_id))
        going = going.where(ACCOUNT.c.disconnected_at.is_(None)).values(
            disconnected_at=deed.at, trouble=None
        )
        async with self._database.workspace(workspace_id) as connection:
            if not (await connection.execute(going)).rowcount:
                raise NotFound("account", account_id)
            await connection.execute(
                delete(CREDENTIAL).where(CREDENTIAL.c.account_id == account_id)
            )
            await append_act(connection, workspace_id, deed)

    async def erase(self, workspace_id: str, account_id: str, deed: Deed) -> Erased:
        """Destroy everything about the account, at once and for good."""
        at = {"id": _id(account_id)}
        async with self._database.workspace(workspace_id) as connection:
            await connection.execute(_PATIENCE)
            await _lock(connection, account_id)
            counted = (await connection.execute(_COUNT, at)).mappings().one()
            runs = (await connection.execute(_ERASE_RUNS, at)).rowcount
            await connection.execute(delete(ACCOUNT).where(ACCOUNT.c.id == account_id))
            await connection.execute(_LEAVE_STUDIOS, at)
            await connection.execute(_ERASE_STUDIOS)
            await connection.execute(_LEAVE_COSTS, {**at, "nobody": NOBODY})
            rows = {WORDS[name][n != 1]: n for name, n in {**counted, "runs": runs}.items() if n}
            told = replace(deed, detail={**deed.detail, "erased": rows})
            await append_act(connection, workspace_id, told)
        return Erased(rows)


async def _lock(connection: AsyncConnection, account_id: str) -> None:
    """Wait for a sweep that writes, and keep the next one out."""
    found = await connection.execute(
        text("SELECT FROM account WHERE id = :id FOR UPDATE"), {"id": account_id}
    )
    if found.one_or_none() is None:
        raise NotFound("account", account_id)


def _id(account_id: str) -> str:
    if not is_id(account_id):
        raise NotFound("account", account_id)
    return account_id
