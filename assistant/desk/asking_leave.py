"""Ask somebody under their own post whether they may be named: nowhere else are they named before
they said yes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from assistant.community.drafts import AuditEntry, Draft, DraftState, Happening, Intent
from assistant.community.giving import Spotlight
from assistant.community.inbox import Item
from assistant.community.rules import Way
from assistant.community.spotlight_words import asking
from assistant.desk.rereading import seen_now, target_now
from assistant.ports import Accounts, Clock
from assistant.ports.drafting import Drafts
from assistant.ports.publishing import Publishers, Target

_DETAIL = "asks whether they may be named"


class Links(Protocol):
    """`assistant.desk.linking.Linking`, and `Replying` as well."""

    async def item_of_link(self, workspace_id: str, person_id: str, url: str) -> Item: ...


class Reopening(Protocol):
    """`assistant.desk.deciding.Deciding`, as far as a question needs it."""

    async def open_again(self, workspace_id: str, person_id: str, item_id: str) -> Item: ...


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody is asked.

    Attributes:
        text: the words.
        item: their post, on whose card the words wait as a draft; None where it was answered
            already: then a person asks by hand.
    """

    text: str
    item: Item | None


class AskingLeave:
    """Writes the question as a draft by rules. Nothing here publishes: it goes the way of every
    reply.
    """

    def __init__(
        self,
        *,
        links: Links,
        reopening: Reopening,
        accounts: Accounts,
        drafts: Drafts,
        publishers: Publishers,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._links = links
        self._reopening = reopening
        self._accounts = accounts
        self._drafts = drafts
        self._publishers = publishers
        self._clock = clock
        self._new_id = new_id

    async def ask(self, workspace_id: str, person_id: str, spotlight: Spotlight) -> Question:
        """Put the question on the card of their post; once, however often it is called.

        Raises:
            NotAllowed: not somebody who may draft for this post.
            InvalidInput, NotFound, PlatformError: their post cannot be read, or is gone.
        """
        item = await self._links.item_of_link(workspace_id, person_id, spotlight.url)
        words = asking(spotlight.merit, item.triage.language)
        if not item.is_open and not item.may_reopen:
            return Question(words, None)
        item = await self._reopening.open_again(workspace_id, person_id, item.id)
        account = await self._accounts.get(workspace_id, item.account_id)
        target = await target_now(self._publishers, account, item.last.id)
        draft = self._draft(item, person_id, words, target)
        if not await self._there(draft):
            entry = AuditEntry.of(draft, Happening.DRAFTED, draft.made_at, person_id, _DETAIL)
            await self._drafts.add(draft, entry)
        return Question(words, item)

    async def _there(self, draft: Draft) -> bool:
        """Whether the same question waits there, of a click that went no further."""
        known = await self._drafts.of_item(draft.workspace_id, draft.item_id)
        waits = [each for each in known if each.state is DraftState.PENDING]
        return any((each.original, each.intent) == (draft.text, draft.intent) for each in waits)

    def _draft(self, item: Item, person_id: str, words: str, target: Target | None) -> Draft:
        text = f"{target.opening}{words}" if target else words
        barred = target is not None and target.verdict.way is not Way.BY_API
        return Draft(
            id=self._new_id(),
            workspace_id=item.workspace_id,
            account_id=item.account_id,
            item_id=item.id,
            target_id=item.last.id,
            text=text,
            original=text,
            intent=Intent.ASK_BACK,
            composer="offline",
            author_id=person_id,
            made_at=self._clock(),
            seen=seen_now(item, target),
            add=(target.verdict.reason,) if target and barred else (),
        )
