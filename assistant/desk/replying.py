"""Have replies drafted: keep what somebody asked for, and write the drafts in the background.

A wish is stored before it is acknowledged. Nothing here publishes, and nothing that somebody types
can: a draft waits for a person's click.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from assistant.community.briefs import Brief, Drafted
from assistant.community.drafts import Draft, Intent, Variant, Wish
from assistant.community.inbox import Decision, Item
from assistant.community.plain_text import normal
from assistant.community.rights import Act
from assistant.community.rules import Way
from assistant.desk.briefing import Briefing, Gathered
from assistant.desk.linking import Linking
from assistant.desk.permitting import Permitting
from assistant.desk.rereading import seen_now
from assistant.desk.seeing import check_sight
from assistant.desk.wishing import Drafter, Wishing, by_rules, read_instruction
from assistant.errors import InvalidInput, NotFound
from assistant.ports import Budget, Clock, Preferences
from assistant.ports.drafting import Drafts
from assistant.ports.inbox import Inbox

_DELETED = "Its author deleted this, so there is nothing to answer any more."
_DECIDED = (
    "This one is decided already, so no draft is written for it. Where it was closed without an "
    "answer, press *Open again* on its card first."
)


class Replying(Wishing):
    """The use case behind *Draft reply*, `/engage reply` and talk in a card's thread."""

    of_posts: ClassVar[bool] = False
    too_late: ClassVar[str] = (
        "No draft could be written in time. Please ask for one again, or write the reply."
    )

    def __init__(
        self,
        *,
        permitting: Permitting,
        inbox: Inbox,
        drafts: Drafts,
        briefing: Briefing,
        linking: Linking,
        drafter: Drafter[Brief, Drafted],
        budget: Budget,
        preferences: Preferences,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        super().__init__(
            drafts=drafts, budget=budget, preferences=preferences, clock=clock, new_id=new_id
        )
        self._permitting = permitting
        self._inbox = inbox
        self._briefing = briefing
        self._linking = linking
        self._drafter = drafter

    async def wish(
        self,
        workspace_id: str,
        person_id: str,
        item_id: str,
        *,
        event_key: str,
        instruction: str = "",
        about: str | None = None,
    ) -> bool:
        """Ask for drafts. False: this click or message was here before.

        Args:
            instruction: what should be different, as typed; "" for first drafts.
            about: the draft it speaks of.

        Raises:
            NotAllowed: not somebody who may draft for this item.
            NotFound: no such item, or no such draft of it.
            InvalidInput: too long an instruction, or the comment is gone or decided.
            StoreUnavailable: it was not kept; the caller must not acknowledge it.
        """
        item = await self._inbox.get(workspace_id, item_id)
        await check_sight(self._permitting, Act.DRAFT, item, person_id)
        instruction = read_instruction(instruction)
        if item.decision is Decision.GONE:
            raise InvalidInput(_DELETED)
        if not item.is_open:
            raise InvalidInput(_DECIDED)
        if about is not None and (await self._drafts.get(workspace_id, about)).item_id != item_id:
            raise NotFound("draft", about)
        wish = Wish(
            id=self._new_id(),
            workspace_id=workspace_id,
            item_id=item_id,
            person_id=person_id,
            event_key=event_key,
            made_at=self._clock(),
            instruction=instruction,
            about=about,
        )
        return await self._drafts.wish(wish)

    async def item_of_link(self, workspace_id: str, person_id: str, url: str) -> Item:
        """The item of the post behind a link; see `Linking`."""
        return await self._linking.item_of_link(workspace_id, person_id, url)

    async def write(self, workspace_id: str, wish_id: str) -> None:
        """See `Wishing`."""
        try:
            wish = await self._drafts.wished(workspace_id, wish_id)
            if wish.done_at is not None:
                return
            item = await self._inbox.get(workspace_id, wish.item_id)
        except NotFound:
            return  # erased while this waited in the queue
        if item.decision is Decision.GONE:
            await self._drafts.grant(wish, (), self._clock(), _DELETED)
            return
        gathered = await self._briefing.gather(item, wish)
        drafted = await self._drafted(wish, self._drafter, gathered.brief)
        common = _common(wish, item, gathered, drafted, self._clock())
        made = [self._draft(each, common, gathered) for each in drafted.variants]
        problem = f"{drafted.excuse} {drafted.problem}".strip() if not made else ""
        await self._grant(wish, made, common.made_at, problem, drafted.composer)

    # -- pieces ---------------------------------------------------------------------------

    def _draft(self, variant: Variant, common: Draft, gathered: Gathered) -> Draft:
        text = normal(variant.text)
        if not text.startswith(gathered.opening.strip()):
            text = f"{gathered.opening}{text}"
        return replace(
            common,
            id=self._new_id(),
            text=text,
            original=text,
            intent=variant.intent,
            facts=variant.facts,
            add=(*variant.add, *_shorten(text, gathered), *_barred(gathered)),
            confidence=variant.confidence,
        )


def _common(wish: Wish, item: Item, gathered: Gathered, drafted: Drafted, at: datetime) -> Draft:
    """What all drafts of a wish share."""
    return Draft(
        id="",
        workspace_id=item.workspace_id,
        account_id=item.account_id,
        item_id=item.id,
        target_id=item.last.id,
        text="",
        original="",
        intent=Intent.ANSWER,
        composer=drafted.composer,
        author_id=wish.person_id,
        made_at=at,
        seen=seen_now(item, gathered.target),
        problem=by_rules(drafted.excuse),
    )


def _shorten(text: str, gathered: Gathered) -> tuple[str, ...]:
    more = gathered.too_long(text)
    return (f"Make it {more:,} shorter: it is too long for the platform.",) if more else ()


def _barred(gathered: Gathered) -> tuple[str, ...]:
    """Why Engage cannot post it there, where the platform says so."""
    verdict = gathered.target.verdict if gathered.target else None
    return (verdict.reason,) if verdict and verdict.way is not Way.BY_API else ()
