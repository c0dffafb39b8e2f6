"""Gather what a reply is drafted from: the item, its thread as it is now, what this person wrote
before, brand facts, and how the brand answers in a like situation.

Everything is read inside one workspace, and of one account.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from assistant.community import examples, voice_words
from assistant.community.accounts import Account
from assistant.community.brand import Leaning, RuleState
from assistant.community.briefs import Brief, Said, Voice
from assistant.community.drafts import Wish
from assistant.community.inbox import Exchange, Item
from assistant.community.periods import Period
from assistant.community.posts import Post
from assistant.community.triage import triage
from assistant.community.voice import profile
from assistant.desk.rereading import target_of, thread_of
from assistant.desk.voices import OWN_POSTS, own_words
from assistant.errors import NotFound, PlatformError
from assistant.ports import Accounts, Clock, Connections, Preferences, Records
from assistant.ports.drafting import BrandBook, Drafts
from assistant.ports.inbox import Familiar, Inbox
from assistant.ports.publishing import Publisher, Publishers, Target

BACK = timedelta(days=60)
"""How far back examples are looked for."""

MOST_TEXTS = 200
"""Answers that examples are chosen from: the latest."""

EARLIER = 3
_TALKS = 10


@dataclass(frozen=True, slots=True)
class Gathered:
    """A brief with what its drafts are fitted to.

    Attributes:
        target: the post to answer as its platform knows it; None where it does not tell now.
        publisher: who would write it; None where Engage cannot write for the account.
    """

    brief: Brief
    target: Target | None = None
    publisher: Publisher | None = None

    @property
    def opening(self) -> str:
        """What a reply has to begin with."""
        return self.target.opening if self.target else ""

    def too_long(self, text: str) -> int:
        """By how much a whole text is too long, as its platform counts; 0 where it fits."""
        if self.publisher is None:
            return 0
        return max(0, self.publisher.count(text) - self.publisher.most)


class Briefing:
    """Gathers briefs."""

    def __init__(
        self,
        *,
        accounts: Accounts,
        records: Records,
        inbox: Inbox,
        familiar: Familiar,
        drafts: Drafts,
        book: BrandBook,
        preferences: Preferences,
        connections: Connections,
        publishers: Publishers,
        clock: Clock,
    ) -> None:
        self._accounts = accounts
        self._records = records
        self._inbox = inbox
        self._familiar = familiar
        self._drafts = drafts
        self._book = book
        self._preferences = preferences
        self._connections = connections
        self._publishers = publishers
        self._clock = clock

    async def gather(self, item: Item, wish: Wish) -> Gathered:
        """Everything for a wish about an item. A platform that is away is left out."""
        at = (item.workspace_id, item.account_id)
        account, now = await self._accounts.get(*at), self._clock()
        publisher = await self._publisher(account)
        target = await target_of(publisher, item.last.id) if publisher else None
        settings = (await self._preferences.of_workspace(item.workspace_id)).settings
        texts = tuple(part.text for part in item.parts if part.gone_at is None) or (item.last.text,)
        words = " ".join((*texts, wish.instruction))
        brief = Brief(
            item_id=item.id,
            name=account.name,
            handle=account.ref.handle,
            platform=account.ref.platform.title,
            person=item.person,
            texts=texts,
            triage=item.triage,
            at=now,
            zone=settings.zone,
            thread=await self._thread(account, item, target),
            earlier=await self._earlier(item),
            facts=(await self._book.match(*at, words, now)).facts,
            voice=await self._voice(account, item, now),
            longest=_longest(publisher, target),
            instruction=wish.instruction,
            about=(await self._about(wish)).removeprefix(target.opening if target else ""),
        )
        return Gathered(brief, target, publisher)

    async def _thread(
        self, account: Account, item: Item, target: Target | None
    ) -> tuple[Said, ...]:
        """What stands around the item, oldest first. Of what is not for all, nothing else is read:
        its platform shows us the posts of others only.
        """
        posts: Sequence[Post] = target.posts if target else ()
        if not posts and item.open_to_all:
            thread = await thread_of(self._connections, account, item.thread_id)
            posts = (thread.top, *thread.below) if thread else ()
        ours = {each.native_id for each in await self._accounts.all(item.workspace_id)}
        parts = {part.id for part in item.parts}
        return tuple(
            Said(post.author.called, post.text, post.author.id in ours)
            for post in sorted(posts, key=lambda post: post.created_at)
            if post.id not in parts
        )

    async def _earlier(self, item: Item) -> tuple[Exchange, ...]:
        """What they wrote before, with our answers; into an answer that all can read, nothing that
        was not for all.
        """
        at = (item.workspace_id, item.account_id, item.person.id)
        hidden = {part.id for part in item.parts}
        if item.open_to_all:
            others = await self._inbox.of_person(*at, limit=100)
            hidden |= {part.id for each in others if not each.open_to_all for part in each.parts}
        talks = await self._familiar.talks(*at, limit=_TALKS)
        return tuple(
            Exchange(talk.text, talk.at, talk.url, talk.answer, talk.answered_at)
            for talk in talks
            if talk.id not in hidden
        )[:EARLIER]

    async def _voice(self, account: Account, item: Item, now: datetime) -> Voice:
        at = (account.workspace_id, account.id)
        rules = [each for each in await self._book.rules(*at) if each.state is RuleState.IN_FORCE]
        period = Period((now - BACK).astimezone(UTC), now)
        own = await own_words(self._records, self._drafts, *at, now)
        closed = await self._not_for_all(item, now)
        inbound = [
            each
            for each in await self._records.inbound(*at, period)
            if each.answer_id in own and each.interaction.id not in closed
        ][-MOST_TEXTS:]

        def read() -> Voice:
            answered = [
                examples.Answered(
                    each.interaction.text,
                    each.interaction.author.name,
                    triage((each.interaction.text,), addressed=True),
                    own[each.answer_id or ""],
                    each.interaction.created_at,
                )
                for each in inbound
            ]
            return Voice(
                do=tuple(each.text for each in rules if each.leaning is Leaning.DO),
                dont=tuple(each.text for each in rules if each.leaning is Leaning.DONT),
                measured=voice_words.in_sentences(profile(list(own.values())[:OWN_POSTS])),
                examples=examples.like(item.triage, answered),
            )

        return await asyncio.to_thread(read)  # judging hundreds of comments takes its time

    async def _not_for_all(self, item: Item, now: datetime) -> set[str]:
        """Posts that were not written for everybody: no example may come from there."""
        since = await self._inbox.since(item.workspace_id, item.account_id, now - BACK)
        return {part.id for each in since if not each.open_to_all for part in each.parts}

    async def _publisher(self, account: Account) -> Publisher | None:
        try:
            return await self._publishers.publisher(account)
        except PlatformError:
            return None

    async def _about(self, wish: Wish) -> str:
        if wish.about is None:
            return ""
        try:
            return (await self._drafts.get(wish.workspace_id, wish.about)).text
        except NotFound:
            return ""


def _longest(publisher: Publisher | None, target: Target | None) -> int | None:
    if publisher is None:
        return None
    return publisher.most - (publisher.count(target.opening) if target else 0)
