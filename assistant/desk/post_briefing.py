"""Gather what a post is written from: its topic and page, brand facts, what the community talks
about, how each account writes, and what it wrote lately.

Everything is read inside one workspace.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.community.accounts import Account
from assistant.community.brand import BrandFact
from assistant.community.drafts import Draft, Happening, Wish
from assistant.community.mix import Function
from assistant.community.post_briefs import Counted, PageRead, PostBrief, Room
from assistant.community.refusing import refusal
from assistant.community.studio import Image, Studio
from assistant.community.topics import Topic
from assistant.desk.budgets import Counts
from assistant.desk.hearing import Hearing
from assistant.desk.post_before import BeforeAll, before_of
from assistant.desk.post_voices import PostVoices
from assistant.errors import InvalidInput, PlatformError
from assistant.ports import Accounts, Clock, Preferences
from assistant.ports.drafting import BrandBook
from assistant.ports.giving import StudioDrafts, Studios
from assistant.ports.pages import WebPages
from assistant.ports.publishing import Publisher, Publishers

MOST_ASKED = 5
"""Questions of the community that a composer gets."""


@dataclass(frozen=True, slots=True)
class GatheredPost:
    """A brief with what its drafts are fitted to.

    Attributes:
        publishers: by account id, of the accounts that Engage can write for now.
        images: of the studio; see `images_for`.
        trouble: what could not be read, for people; "" where all was.
    """

    brief: PostBrief
    publishers: Mapping[str, Publisher] = field(default_factory=dict)
    images: tuple[Image, ...] = ()
    trouble: str = ""
    before: BeforeAll = field(default_factory=BeforeAll)

    def open_for(self, idea: int) -> frozenset[str]:
        """The accounts that a new draft of an idea may be stored for."""
        accounts = {room.account_id for room in self.brief.rooms}
        return frozenset(accounts - self.before.closed.get(idea, frozenset()))

    def images_for(self, account_id: str) -> tuple[Image, ...]:
        """What goes out with a new draft: as with the one before it, in the order people chose."""
        return self.before.images.get(account_id, self.images)


class PostBriefing:
    """Gathers briefs.

    Args:
        pages: reads pages that people name.
        counts: None where nobody counts what our posts are for.
    """

    def __init__(
        self,
        *,
        accounts: Accounts,
        studios: Studios,
        drafts: StudioDrafts,
        book: BrandBook,
        hearing: Hearing,
        voices: PostVoices,
        pages: WebPages,
        publishers: Publishers,
        preferences: Preferences,
        clock: Clock,
        counts: Counts | None = None,
    ) -> None:
        self._accounts = accounts
        self._studios = studios
        self._drafts = drafts
        self._book = book
        self._hearing = hearing
        self._voices = voices
        self._pages = pages
        self._publishers = publishers
        self._preferences = preferences
        self._clock = clock
        self._counts = counts

    async def gather(self, studio: Studio, wish: Wish) -> GatheredPost:
        """Everything for a wish in a studio. What cannot be read is left out, and said."""
        known = {each.id: each for each in await self._accounts.all(studio.workspace_id)}
        accounts = [known[each] for each in studio.account_ids if each in known]
        settings = (await self._preferences.of_workspace(studio.workspace_id)).settings
        publishers = await self._open(accounts)
        page, trouble = await self._page(studio)
        asked, counted = await self._heard(accounts)
        drafts = await self._drafts.of_studio(studio.workspace_id, studio.id)
        before = before_of(studio, wish, drafts, await self._rewritten(drafts))
        answers = () if before.meant else await self._answers(studio, wish, drafts)
        words = _words(studio, (*answers, wish.instruction), page, asked)
        images = tuple(await self._studios.images(studio.workspace_id, studio.id))
        rooms = [
            await self._room(each, publishers.get(each.id), words, settings.language)
            for each in accounts
        ]
        brief = PostBrief(
            studio_id=studio.id,
            topic=studio.topic,
            rooms=tuple(rooms),
            at=self._clock(),
            zone=settings.zone,
            about=studio.about,
            page=page,
            facts=await self._facts(accounts, words),
            asked=asked[:MOST_ASKED],
            counted=counted,
            missing=await self._missing(accounts),
            thread=before.as_thread(studio, wish),
            images=tuple(each.alt for each in images if each.alt),
            instruction=wish.instruction,
            before=before.meant,
            answers=answers,
        )
        return GatheredPost(brief, publishers, images, trouble, before)

    async def _open(self, accounts: Sequence[Account]) -> Mapping[str, Publisher]:
        found: dict[str, Publisher] = {}
        for each in accounts:
            try:
                found[each.id] = await self._publishers.publisher(each)
            except PlatformError:
                continue  # by hand, then: the text is copied
        return found

    async def _page(self, studio: Studio) -> tuple[PageRead | None, str]:
        if studio.page_url is None:
            return None, ""
        try:
            page = await self._pages.read(studio.page_url)
        except InvalidInput as error:
            return None, error.problem
        return PageRead(page.url, page.title, page.passages), ""

    async def _heard(self, accounts: Sequence[Account]) -> tuple[tuple[Topic, ...], Counted]:
        """Of all accounts together; people of two platforms count twice, as nobody can tell."""
        heard = [await self._hearing.of(each) for each in accounts]
        asked = sorted(
            (topic for each in heard for topic in each.asked), key=lambda topic: -topic.people
        )
        best = max((each.counted.best for each in heard if each.counted.best), default=None,
                   key=lambda one: one[1])  # fmt: skip
        people = sum(each.counted.people for each in heard)
        comments = sum(each.counted.comments for each in heard)
        return tuple(asked), Counted(people=people, comments=comments, best=best)

    async def _answers(
        self, studio: Studio, wish: Wish, drafts: Sequence[Draft]
    ) -> tuple[str, ...]:
        """What was told in the thread while there was no draft to change. What was refused then
        is not brought up again.
        """
        first = min((each.made_at for each in drafts), default=wish.made_at)
        wishes = await self._drafts.wishes_in(studio.workspace_id, studio.id)
        told = (each.instruction for each in wishes if each.made_at < first and each.id != wish.id)
        return tuple(text for text in told if text and not refusal(text))

    async def _rewritten(self, drafts: Sequence[Draft]) -> frozenset[str]:
        """Those whose words a person changed. An edit has no detail; what else is logged as one
        (images, opened again) leaves the words alone.
        """
        found: set[str] = set()
        for each in drafts:
            if each.version > 1:
                history = await self._drafts.history(each.workspace_id, each.id)
                edits = (line for line in history if line.happening is Happening.EDITED)
                found |= {each.id for line in edits if not line.detail}
        return frozenset(found)

    async def _room(
        self, account: Account, publisher: Publisher | None, words: str, language: str
    ) -> Room:
        manner = await self._voices.of(account, words)
        return Room(
            account_id=account.id,
            name=account.name,
            handle=account.ref.handle,
            platform=account.ref.platform.title,
            longest=publisher.most if publisher else None,
            language=manner.language or language,
            voice=manner.voice,
            recent=manner.recent,
        )

    async def _facts(self, accounts: Sequence[Account], words: str) -> tuple[BrandFact, ...]:
        now = self._clock()
        found: dict[str, BrandFact] = {}
        for each in accounts:
            matched = await self._book.match(each.workspace_id, each.id, words, now)
            found |= {fact.id: fact for fact in matched.facts if fact.id not in found}
        return tuple(found.values())

    async def _missing(self, accounts: Sequence[Account]) -> Function | None:
        if self._counts is None:
            return None
        budgets = [await self._counts.budget(each.workspace_id, each.id) for each in accounts]
        return next((each.missing for each in budgets if each.missing), None)


def _words(
    studio: Studio, told: Sequence[str], page: PageRead | None, asked: Sequence[Topic]
) -> str:
    """What facts are looked for by: the topic, or what people ask where there is none."""
    said = [studio.topic, *told, page.title if page else ""]
    if not studio.topic.strip():
        said += [topic.sample for topic in asked[:MOST_ASKED]]
    return " ".join(each for each in said if each.strip())
