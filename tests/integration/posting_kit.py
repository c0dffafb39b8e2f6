"""A posting desk over the real stores, with a model, pages and a platform that tests can script."""

# ruff: noqa: ARG002 - the ports name the arguments, a stand-in need not use them

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from assistant.agent.limits import Limits
from assistant.agent.models import Models
from assistant.agent.posting import PostDrafter
from assistant.community.accounts import Account
from assistant.community.brand import BrandFact
from assistant.community.drafts import Draft
from assistant.community.mix import Function
from assistant.community.posts import UNNAMED, Author, Interaction, Kind, Post
from assistant.community.studio import Studio
from assistant.desk.hearing import Hearing
from assistant.desk.linting import Linting
from assistant.desk.permitting import Permitting
from assistant.desk.post_briefing import PostBriefing
from assistant.desk.post_proposals import Proposals
from assistant.desk.post_voices import PostVoices
from assistant.desk.posting import Posting
from assistant.desk.repeating import Repeating
from assistant.desk.studio_views import Idea, StudioView, StudioViews
from assistant.errors import InvalidInput
from assistant.ports import Batch
from assistant.ports.pages import WebPage
from assistant.storage.accounts import PostgresAccounts
from assistant.storage.brand import PostgresBrandBook
from assistant.storage.database import Database
from assistant.storage.records import PostgresRecords
from assistant.storage.studios import PostgresStudios
from assistant.storage.vault import Vault
from tests.integration.replying_kit import Purse
from tests.integration.responding import NOW
from tests.integration.reviewing_kit import Desk as ReviewDesk
from tests.integration.reviewing_kit import desk_over as review_over
from tests.managing import MemoryActs, MemoryManagers

QUICK = Limits(model_calls=3, retry_delay_s=0.0, seconds=20.0, tokens=30_000)
SHIPPING = "We ship to all of the EU, Norway and Switzerland. It takes 3 to 5 working days."
AWAY = "This page cannot be reached right now. Check the address, or try again later."


@dataclass
class Pages:
    """`ports.pages.WebPages` over a table; other addresses cannot be reached."""

    known: dict[str, WebPage] = field(default_factory=dict)

    async def read(self, url: str) -> WebPage:
        if url not in self.known:
            raise InvalidInput(AWAY)
        return self.known[url]


@dataclass
class Missing:
    """`post_proposals.Counts`: what our posts lack, as a test says."""

    missing: Function | None = None

    async def budget(self, workspace_id: str, account_id: str) -> Missing:
        return self


@dataclass
class Desk:
    """The use case, and everything around it that a test may turn."""

    posting: Posting
    review: ReviewDesk
    account: Account
    studios: PostgresStudios
    book: PostgresBrandBook
    records: PostgresRecords
    pages: Pages
    purse: Purse
    counts: Missing

    async def open(
        self, topic: str = "shipping to Norway", who: str = "max", **more: str
    ) -> Studio:
        """Open a studio; nothing is written yet."""
        key = more.pop("event_key", str(uuid4()))
        return await self.posting.open("T1", who, topic, event_key=key, **more)

    async def written(self, topic: str = "shipping to Norway", **more: str) -> StudioView:
        """Open a studio, and have its drafts written."""
        return await self.after(await self.open(topic, **more))

    async def asked(
        self, studio: Studio, instruction: str, about: Draft | None = None
    ) -> StudioView:
        """Say something in a studio, and have it written."""
        about_id = about.id if about else None
        assert await self.posting.wish(
            "T1", "noa", studio.id, event_key=str(uuid4()), instruction=instruction, about=about_id
        )
        return await self.after(studio)

    async def after(self, studio: Studio) -> StudioView:
        """A minute later, once everything that was wished for is written."""
        self.review.now[0] += timedelta(minutes=1)
        for wish in await self.review.drafts.waiting_in("T1", studio.id):
            await self.posting.write("T1", wish.id)
        return await self.posting.view("T1", studio.id)

    async def teach(self, title: str = "Shipping", text: str = SHIPPING) -> BrandFact:
        fact = BrandFact(
            str(uuid4()), "T1", title, text, "the shop's page", "mia", NOW - timedelta(days=9)
        )
        await self.book.add_facts([fact])
        return fact

    async def published(self, *texts: str, at: datetime = NOW - timedelta(days=9)) -> None:
        """Posts of our own as sync found them."""
        ours = Author(self.account.native_id, self.account.ref.handle)
        posts = tuple(
            Post(f"at://own/{uuid4()}", ours, text, at, "https://x.example/own", language="en")
            for text in texts
        )
        await self.records.apply("T1", Batch(self.account.id, at, posts=posts))

    async def heard(
        self, *texts: str, at: datetime = NOW - timedelta(days=3), named: bool = True
    ) -> None:
        """Mentions by different people, or by those whom the platform does not name."""
        said = tuple(
            Interaction(
                f"at://fan/{uuid4()}",
                Kind.MENTION,
                Author(f"did:fan{n}", f"fan{n}.example", f"Fan {n}")
                if named
                else Author(f"{UNNAMED}{n}", "", "Somebody on Facebook"),
                at + timedelta(minutes=n),
                None,
                text=text,
                url=f"https://x.example/{n}",
            )
            for n, text in enumerate(texts)
        )
        await self.records.apply("T1", Batch(self.account.id, at, interactions=said))


def only(view: StudioView) -> Idea:
    """The one idea of a studio."""
    (idea,) = view.ideas
    return idea


async def desk_over(database: Database, models: Models) -> Desk:
    """As `reviewing_kit.desk_over`, with studios."""
    review = await review_over(database)
    clock = lambda: review.now[0]  # noqa: E731
    accounts = PostgresAccounts(database, Vault(["k" * 40]), lambda: NOW)
    records, book = PostgresRecords(database), PostgresBrandBook(database)
    studios, pages, purse = PostgresStudios(database), Pages(), Purse()
    hearing = Hearing(records=records, clock=clock)
    lint = Linting(
        accounts=accounts,
        drafts=review.drafts,
        book=book,
        publishers=review.publishers,
        studios=studios,
    )
    counts = Missing()
    briefing = PostBriefing(
        accounts=accounts,
        studios=studios,
        drafts=review.drafts,
        book=book,
        hearing=hearing,
        voices=PostVoices(records=records, drafts=review.drafts, book=book, clock=clock),
        pages=pages,
        publishers=review.publishers,
        preferences=review.preferences,
        clock=clock,
        counts=counts,
    )
    views = StudioViews(
        accounts=accounts,
        studios=studios,
        drafts=review.drafts,
        preferences=review.preferences,
        publishers=review.publishers,
        lint=lint,
        repeats=Repeating(records=records, drafts=review.drafts, clock=clock),
        clock=clock,
    )
    posting = Posting(
        permitting=Permitting(
            directory=review.people,
            managers=MemoryManagers(MemoryActs()),
            preferences=review.preferences,
        ),
        accounts=accounts,
        studios=studios,
        drafts=review.drafts,
        briefing=briefing,
        views=views,
        proposals=Proposals(
            accounts=accounts,
            records=records,
            book=book,
            hearing=hearing,
            preferences=review.preferences,
            clock=clock,
            counts=counts,
        ),
        drafter=PostDrafter(models=models, clock=clock, limits=QUICK),
        budget=purse,
        preferences=review.preferences,
        clock=clock,
        new_id=lambda: str(uuid4()),
    )
    return Desk(posting, review, review.account, studios, book, records, pages, purse, counts)
