"""A workspace with an account, somebody who approves, and everything that publishes, on the real
PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy import text

from assistant.community.accounts import Account, AccountRef, Platform, Profile
from assistant.community.drafts import AuditEntry, Draft, DraftState, Happening, Intent
from assistant.community.inbox import Item, Need, Origin, Part, Topic, Triage
from assistant.community.posts import Author
from assistant.community.studio import Studio
from assistant.desk.permitting import Permitting
from assistant.desk.publishing import Publishing
from assistant.ports import Credential
from assistant.ports.publishing import Attachment, Publishers
from assistant.storage.accounts import PostgresAccounts
from assistant.storage.database import Database
from assistant.storage.drafts import PostgresDrafts
from assistant.storage.inbox import PostgresInbox
from assistant.storage.managers import PostgresManagers
from assistant.storage.preferences import PostgresPreferences
from assistant.storage.studios import PostgresStudios
from assistant.storage.vault import Vault
from assistant.storage.workspaces import PostgresWorkspaces
from tests.managing import People

TEAM, ANNA, BERT = "T1", "UANNA", "UBERT"
FAN = Author("did:plc:fan", "fan.example", "Fan")
SYSTEM_KEY = "k" * 40


class Hand:
    """Real time, that tests move on."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def move(self, **by: float) -> None:
        self.ahead += timedelta(**by)


@dataclass
class House:
    """See the module. `people` are the workspace's: Anna is an admin, Bert is not."""

    database: Database
    clock: Hand
    people: People
    drafts: PostgresDrafts
    inbox: PostgresInbox
    accounts: PostgresAccounts
    preferences: PostgresPreferences
    studios: PostgresStudios

    @property
    def permitting(self) -> Permitting:
        return Permitting(
            directory=self.people,
            managers=PostgresManagers(self.database),
            preferences=self.preferences,
        )

    def publishing(self, publishers: Publishers, **instead: object) -> Publishing:
        """The use case, with some of what it stands on replaced."""
        parts = {
            "permitting": self.permitting,
            "drafts": self.drafts,
            "studios": self.studios,
            "inbox": self.inbox,
            "accounts": self.accounts,
            "preferences": self.preferences,
            "publishers": publishers,
            "clock": self.clock,
            "new_id": lambda: str(uuid4()),
            **instead,
        }
        return Publishing(**parts)  # type: ignore[arg-type]

    async def account(self, ref: AccountRef, native_id: str, credential: Credential | None = None):
        """Connect an account."""
        profile = Profile(native_id, ref.handle, "Acme", "https://acme.example", 1, 1, 1)
        return await self.accounts.add(TEAM, ref, profile, credential)

    async def question(
        self,
        account: Account,
        target_id: str,
        words: str,
        *,
        person: Author = FAN,
        thread_id: str = "",
    ) -> Item:
        """Somebody asked something, and it is in the inbox."""
        now = self.clock()
        item = Item(
            id=str(uuid4()),
            workspace_id=TEAM,
            account_id=account.id,
            person=person,
            thread_id=thread_id or target_id,
            parts=(Part(target_id, Origin.COMMENT, words, "https://there.example/1", now),),
            triage=Triage(Need.REPLY, Topic.QUESTION, "asks something", language="en"),
            since=now,
        )
        assert await self.inbox.add(item)
        return item

    async def pending(self, item: Item, words: str, **more: object) -> Draft:
        """A draft that waits for a person."""
        draft = Draft(
            id=str(uuid4()),
            workspace_id=TEAM,
            account_id=item.account_id,
            item_id=item.id,
            target_id=item.parts[-1].id,
            text=words,
            original=words,
            intent=Intent.ANSWER,
            composer="offline",
            author_id=BERT,
            made_at=self.clock(),
            seen=tuple(part.id for part in item.parts),
        )
        draft = replace(draft, **more)  # type: ignore[arg-type]
        await self.drafts.add(draft, self.entry(draft, Happening.DRAFTED))
        return draft

    async def approved(self, item: Item, words: str, **more: object) -> Draft:
        """One that Anna approved a moment ago."""
        draft = await self.pending(item, words, **more)
        return await self.approve(draft)

    async def studio(self, account: Account) -> Studio:
        """Bert makes a post."""
        now, key = self.clock(), str(uuid4())
        return await self.studios.open(
            Studio(key, TEAM, BERT, (account.id,), "Storing beans", f"event {key}", now)
        )

    async def post(
        self, account: Account, *posts: str, images: Sequence[Attachment] = (), **more: object
    ) -> Draft:
        """A post of our own in a studio of its own, or a thread, that waits for a person."""
        studio = await self.studio(account)
        for each in images:
            await self.studios.add_image(TEAM, studio.id, each.image, each.data)
        draft = Draft(
            id=str(uuid4()),
            workspace_id=TEAM,
            account_id=account.id,
            item_id="",
            target_id="",
            text=posts[0],
            original=posts[0],
            intent=Intent.POST,
            composer="offline",
            author_id=BERT,
            made_at=self.clock(),
            studio_id=studio.id,
            rest=posts[1:],
            images=tuple(each.image for each in images),
        )
        draft = replace(draft, **more)  # type: ignore[arg-type]
        await self.drafts.add(draft, self.entry(draft, Happening.DRAFTED))
        return draft

    async def approve(self, draft: Draft, **more: object) -> Draft:
        now = self.clock()
        yes = replace(
            draft,
            state=DraftState.APPROVED,
            approver_id=ANNA,
            approved_at=now,
            approved_hash=draft.digest,
            send_at=now,
        )
        yes = replace(yes, **more)  # type: ignore[arg-type]
        return await self.drafts.keep(yes, self.entry(yes, Happening.APPROVED, ANNA))

    def entry(self, draft: Draft, happening: Happening, person: str | None = None) -> AuditEntry:
        return AuditEntry(draft.id, happening, self.clock(), draft.version, draft.text, person)

    async def now(self, draft: Draft) -> Draft:
        """A draft as it is stored."""
        return await self.drafts.get(TEAM, draft.id)

    async def story(self, draft: Draft) -> list[str]:
        """What happened to it, in order."""
        return [entry.happening.value for entry in await self.drafts.history(TEAM, draft.id)]

    async def end_leases(self) -> None:
        """As after the minutes that a lease lasts: it goes by the database's clock."""
        async with self.database.workspace(TEAM) as connection:
            await connection.execute(text("UPDATE draft SET lease_until = now() - interval '1 s'"))

    async def later(self, publishing: Publishing, **by: float) -> int:
        """Some time on, after which it is looked what was left."""
        self.clock.move(**by)
        await self.end_leases()
        return await publishing.look_after()

    async def until_settled(
        self, publishing: Publishing, draft: Draft, *, ticks: int, step: timedelta
    ) -> Draft:
        """Look after it tick by tick until nothing is under way or in doubt."""
        for _ in range(ticks):
            now = await self.now(draft)
            if now.state in {DraftState.PUBLISHED, DraftState.FAILED, DraftState.PENDING}:
                return now
            await self.later(publishing, seconds=step.total_seconds())
        return await self.now(draft)


async def open_house(database: Database) -> House:
    """The workspace, with its two people."""
    clock = Hand()
    await PostgresWorkspaces(database).ensure(TEAM, "One")
    people = People()
    people.add(ANNA, admin=True)
    people.add(BERT)
    return House(
        database,
        clock,
        people,
        PostgresDrafts(database),
        PostgresInbox(database, clock),
        PostgresAccounts(database, Vault([SYSTEM_KEY]), clock),
        PostgresPreferences(database),
        PostgresStudios(database),
    )


Step = Callable[[], Awaitable[None]]


def bluesky_ref(handle: str = "acme.example") -> AccountRef:
    return AccountRef(Platform.BLUESKY, handle)
