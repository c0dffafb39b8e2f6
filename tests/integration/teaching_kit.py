"""Teaching over the real stores, with people and a page that tests can change."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from assistant.community.accounts import Account
from assistant.community.markdown import Passage
from assistant.community.rights import Standing
from assistant.community.settings import WorkspaceSettings, change
from assistant.desk.permitting import Permitting
from assistant.desk.teaching import Teaching
from assistant.ports import Kept
from assistant.ports.pages import WebPage
from assistant.storage.accounts import PostgresAccounts
from assistant.storage.brand import PostgresBrandBook
from assistant.storage.database import Database
from assistant.storage.drafts import PostgresDrafts
from assistant.storage.records import PostgresRecords
from assistant.storage.vault import Vault
from tests.integration.responding import NOW, account_in
from tests.managing import MemoryActs, MemoryManagers, MemoryPreferences, People


@dataclass
class OnePage:
    """`ports.WebPages` with one page."""

    passages: list[Passage] = field(default_factory=list)

    async def read(self, url: str) -> WebPage:
        return WebPage(url, "Questions", tuple(self.passages))


@dataclass
class School:
    """The use case, and everything around it that a test may turn."""

    teaching: Teaching
    account: Account
    other: Account
    acts: MemoryActs
    preferences: MemoryPreferences
    page: OnePage
    drafts: PostgresDrafts
    records: PostgresRecords
    now: list[datetime]

    def set_zone(self, zone: str) -> None:
        self.preferences.workspaces["T1"] = Kept(change(WorkspaceSettings(), {"zone": zone}), 2)


async def school_over(database: Database) -> School:
    """Mia manages, Max is a member, Gus a guest. Workspace T1 with two accounts; T2 has one."""
    account = await account_in(database)
    other = await account_in(database, "T2", "beta")
    people, acts = People(), MemoryActs()
    people.add("mia", admin=True)
    people.add("max")
    people.add("gus", Standing.GUEST)
    preferences = MemoryPreferences(acts)
    preferences.connect("T1", account.id)
    now, page = [NOW], OnePage()
    managers = MemoryManagers(acts)
    drafts, records = PostgresDrafts(database), PostgresRecords(database)
    teaching = Teaching(
        permitting=Permitting(directory=people, managers=managers, preferences=preferences),
        book=PostgresBrandBook(database),
        drafts=drafts,
        records=records,
        accounts=PostgresAccounts(database, Vault(["k" * 40]), lambda: NOW),
        preferences=preferences,
        pages=page,
        acts=acts,
        clock=lambda: now[0],
        new_id=lambda: str(uuid4()),
    )
    return School(teaching, account, other, acts, preferences, page, drafts, records, now)
