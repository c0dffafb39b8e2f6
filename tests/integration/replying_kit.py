"""A replying desk over the real stores, with a model and a platform that tests can script."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

from assistant.agent.drafting import Drafter
from assistant.agent.limits import Limits
from assistant.agent.models import Models
from assistant.community.brand import BrandFact
from assistant.community.drafts import Draft
from assistant.community.inbox import Item
from assistant.desk.briefing import Briefing
from assistant.desk.linking import Linking
from assistant.desk.linting import Linting
from assistant.desk.permitting import Permitting
from assistant.desk.replying import Replying
from assistant.storage.accounts import PostgresAccounts
from assistant.storage.brand import PostgresBrandBook
from assistant.storage.database import Database
from assistant.storage.familiar import PostgresFamiliar
from assistant.storage.records import PostgresRecords
from assistant.storage.vault import Vault
from tests.fakes import MemoryConnections, MemoryPlatform
from tests.integration.responding import NOW, item, part
from tests.integration.reviewing_kit import Desk as ReviewDesk
from tests.integration.reviewing_kit import desk_over as review_over
from tests.managing import MemoryActs, MemoryManagers

QUICK = Limits(model_calls=3, retry_delay_s=0.0, seconds=20.0, tokens=30_000)
SHIPPING = "We ship to all of the EU, Norway and Switzerland. It takes 3 to 5 working days."


@dataclass
class Purse:
    """`ports.Budget`."""

    tokens: int = 10**6
    spent: list[int] = field(default_factory=list)

    async def left(self, workspace_id: str, *, allowed: int | None = None) -> int:  # noqa: ARG002
        return self.tokens if allowed is None else min(allowed, self.tokens)

    async def spend(self, workspace_id: str, tokens: int) -> None:  # noqa: ARG002
        self.spent.append(tokens)


@dataclass
class Desk:
    """The use case, and everything around it that a test may turn."""

    replying: Replying
    review: ReviewDesk
    platform: MemoryPlatform
    book: PostgresBrandBook
    records: PostgresRecords
    lint: Linting
    purse: Purse

    async def asked(self, text: str = "Do you ship to Norway?", **more: object) -> Item:
        """An item of one comment."""
        of = item(self.review.account, part(f"at://{uuid4()}", text=text), **more)
        await self.review.inbox.add(of)
        return of

    async def wish(self, of: Item, who: str = "max", **more: str) -> str:
        """Ask for drafts; the id of the wish."""
        key = more.pop("event_key", str(uuid4()))
        assert await self.replying.wish("T1", who, of.id, event_key=key, **more)
        return (await self.review.drafts.waiting("T1", of.id))[-1].id

    async def drafted(self, of: Item, **more: str) -> list[Draft]:
        """Ask, and have it written."""
        await self.replying.write("T1", await self.wish(of, **more))
        return list(await self.review.drafts.of_item("T1", of.id))

    async def teach(self, title: str = "Shipping", text: str = SHIPPING) -> BrandFact:
        fact = BrandFact(
            str(uuid4()), "T1", title, text, "the shop's page", "mia", NOW - timedelta(days=9)
        )
        await self.book.add_facts([fact])
        return fact


async def desk_over(database: Database, models: Models) -> Desk:
    """As `reviewing_kit.desk_over`, with drafting before it."""
    review = await review_over(database)
    platform, purse = MemoryPlatform(), Purse()
    connections, book = MemoryConnections(platform), PostgresBrandBook(database)
    accounts = PostgresAccounts(database, Vault(["k" * 40]), lambda: NOW)
    records = PostgresRecords(database)
    clock = lambda: review.now[0]  # noqa: E731
    permitting = Permitting(
        directory=review.people,
        managers=MemoryManagers(MemoryActs()),
        preferences=review.preferences,
    )
    briefing = Briefing(
        accounts=accounts,
        records=records,
        inbox=review.inbox,
        familiar=PostgresFamiliar(database),
        drafts=review.drafts,
        book=book,
        preferences=review.preferences,
        connections=connections,
        publishers=review.publishers,
        clock=clock,
    )
    linking = Linking(
        permitting=permitting,
        accounts=accounts,
        connections=connections,
        inbox=review.inbox,
        clock=clock,
        new_id=lambda: str(uuid4()),
    )
    replying = Replying(
        permitting=permitting,
        inbox=review.inbox,
        drafts=review.drafts,
        briefing=briefing,
        linking=linking,
        drafter=Drafter(models=models, clock=clock, limits=QUICK),
        budget=purse,
        preferences=review.preferences,
        clock=clock,
        new_id=lambda: str(uuid4()),
    )
    lint = Linting(accounts=accounts, drafts=review.drafts, book=book, publishers=review.publishers)
    return Desk(replying, review, platform, book, records, lint, purse)
