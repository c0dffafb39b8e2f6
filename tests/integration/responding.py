"""Items, drafts and wishes to put into the stores of Respond."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg

from assistant.community.accounts import Account, AccountRef, Platform, Profile
from assistant.community.brand import BrandFact, Leaning, RuleState, VoiceRule
from assistant.community.drafts import AuditEntry, Draft, Happening, Intent, Wish
from assistant.community.inbox import Item, Need, Origin, Part, Topic, Triage
from assistant.community.posts import Author
from assistant.community.searches import (
    Band,
    Dismissal,
    DismissalKind,
    Hit,
    SavedSearch,
    SearchKind,
)
from assistant.ports.publishing import Prepared
from assistant.storage.accounts import PostgresAccounts
from assistant.storage.database import Database
from assistant.storage.vault import Vault
from assistant.storage.workspaces import PostgresWorkspaces

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
TRIAGE = Triage(Need.REPLY, Topic.QUESTION, "asks where an order is")
ANA = Author("did:ana", "ana.example", "Ana")


async def account_in(database: Database, workspace_id: str = "T1", name: str = "acme") -> Account:
    """A connected account, in a workspace that is made if need be."""
    await PostgresWorkspaces(database).ensure(workspace_id, workspace_id)
    profile = Profile(f"did:{name}", f"{name}.example", name, "https://acme", 1, 1, 1)
    ref = AccountRef(Platform.BLUESKY, f"{name}.example")
    accounts = PostgresAccounts(database, Vault(["k" * 40]), lambda: NOW)
    return await accounts.add(workspace_id, ref, profile, None)


def move_to(platform: Platform, database_url: str) -> None:
    """Let every account be one there."""
    with psycopg.connect(database_url) as connection:
        connection.execute("UPDATE account SET platform = %s", (platform.value,))


def part(id_: str, at: datetime = NOW, text: str = "Where is my order?", **more: Any) -> Part:
    return Part(id_, Origin.COMMENT, text, f"https://x/{id_}", at, **more)


def item(account: Account, *parts: Part, **more: Any) -> Item:
    parts = parts or (part(f"at://{uuid4()}"),)
    words: dict[str, Any] = {
        "id": str(uuid4()),
        "workspace_id": account.workspace_id,
        "account_id": account.id,
        "person": ANA,
        "thread_id": "at://top",
        "parts": parts,
        "triage": TRIAGE,
        "since": parts[0].created_at,
        "due_at": parts[0].created_at + 4 * HOUR,
    }
    return Item(**words | more)


def draft(of: Item, text: str = "It is on its way.", **more: Any) -> Draft:
    words: dict[str, Any] = {
        "id": str(uuid4()),
        "workspace_id": of.workspace_id,
        "account_id": of.account_id,
        "item_id": of.id,
        "target_id": of.last.id,
        "text": text,
        "original": text,
        "intent": Intent.ANSWER,
        "composer": "offline",
        "author_id": "U1",
        "made_at": NOW,
    }
    return Draft(**words | more)


def line(of: Draft, happening: Happening = Happening.DRAFTED, **more: Any) -> AuditEntry:
    words: dict[str, Any] = {"at": NOW, "version": of.version, "text": of.text}
    return AuditEntry(of.id, happening, **words | more)


def wish(of: Item, event_key: str = "event-1", **more: Any) -> Wish:
    words: dict[str, Any] = {"person_id": "U1", "event_key": event_key, "made_at": NOW}
    return Wish(str(uuid4()), of.workspace_id, of.id, **words | more)


def prepared(of: Draft, **more: Any) -> Prepared:
    words: dict[str, Any] = {
        "platform": "bluesky",
        "key": "3lbtid",
        "body": {"record": {"text": of.text}, "swapRecord": None},
        "text": of.text,
        "target_id": of.target_id,
        "prepared_at": NOW,
    }
    return Prepared(**words | more)


def fact(workspace_id: str, title: str = "Refunds", **more: Any) -> BrandFact:
    words: dict[str, Any] = {
        "text": "You get your money back within 14 days.",
        "source": "https://acme/refunds",
        "added_by": "U1",
        "added_at": NOW,
    }
    return BrandFact(str(uuid4()), workspace_id, title, **words | more)


def rule(account: Account, text: str = "Say “you”.", **more: Any) -> VoiceRule:
    words: dict[str, Any] = {
        "leaning": Leaning.DO,
        "state": RuleState.IN_FORCE,
        "made_at": NOW,
        "made_by": "U1",
    }
    return VoiceRule(str(uuid4()), account.workspace_id, account.id, text=text, **words | more)


def saved(account: Account, words: str = "#espresso", **more: Any) -> SavedSearch:
    given: dict[str, Any] = {"kind": SearchKind.HASHTAG, "made_by": "U1", "made_at": NOW}
    return SavedSearch(str(uuid4()), account.workspace_id, account.id, words=words, **given | more)


def hit(search: SavedSearch, id_: str = "at://hit", **more: Any) -> Hit:
    words: dict[str, Any] = {
        "search_id": search.id,
        "author": ANA,
        "text": "The best #espresso",
        "url": f"https://x/{id_}",
        "created_at": NOW,
        "found_at": NOW,
        "band": Band.LIKELY,
        "reason": "says #espresso",
    }
    return Hit(id_, search.workspace_id, search.account_id, **words | more)


def dismissal(account: Account, value: str = "did:ana", **more: Any) -> Dismissal:
    words: dict[str, Any] = {
        "kind": DismissalKind.AUTHOR,
        "shown": "@ana.example",
        "made_by": "U1",
        "made_at": NOW,
    }
    given = words | more
    return Dismissal(str(uuid4()), account.workspace_id, account.id, value=value, **given)


def jobs(database_url: str) -> list[tuple[str, dict[str, str], str | None]]:
    """What waits in the queue: name, ids and mark, in the order it came."""
    with psycopg.connect(database_url) as connection:
        return connection.execute(
            "SELECT task_name, args, queueing_lock FROM procrastinate_jobs "
            "WHERE status = 'todo' ORDER BY id"
        ).fetchall()


def forget_jobs(database_url: str) -> None:
    """Empty the queue."""
    with psycopg.connect(database_url) as connection:
        connection.execute("DELETE FROM procrastinate_jobs")
