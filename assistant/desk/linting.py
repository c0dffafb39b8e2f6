"""Hold drafts against what is known of them, for their cards and for whoever approves."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.community.authenticity import Finding, Grounds, Level
from assistant.community.authenticity.review import review
from assistant.community.drafts import Draft
from assistant.community.fabrications import fabricated
from assistant.community.inbox import Item
from assistant.community.post_briefs import LONG_TOPIC
from assistant.community.studio import Studio
from assistant.community.topics import in_their_words
from assistant.desk.rereading import target_now
from assistant.desk.voices import Voices
from assistant.errors import NotFound
from assistant.ports import Accounts
from assistant.ports.drafting import BrandBook, Drafts
from assistant.ports.giving import Studios
from assistant.ports.publishing import Publishers

RECENT = 20
"""Published replies that a draft is held against for sameness."""

_OF_ANSWERS = frozenset({"restating", "unbacked"})
"""Rules for answers alone: a post states things by its nature, and names what no fact says."""
_QUOTED = re.compile("“[^”]*”")


class Linting:
    """Reviews texts with the grounds that the stores hold.

    Args:
        voices: how accounts write; None where nothing is to be said of that.
        studios: where posts are made; None where there are none.
    """

    def __init__(
        self,
        *,
        accounts: Accounts,
        drafts: Drafts,
        book: BrandBook,
        publishers: Publishers,
        voices: Voices | None = None,
        studios: Studios | None = None,
    ) -> None:
        self._accounts = accounts
        self._drafts = drafts
        self._book = book
        self._publishers = publishers
        self._voices = voices
        self._studios = studios

    async def findings(self, draft: Draft, item: Item) -> tuple[Finding, ...]:
        """What the lint says of a draft, in the order of its text. Asks no platform: what stands in
        the thread around the item counts as unknown here.
        """
        grounds = await self._grounds(draft, item)
        return _in_order(await asyncio.to_thread(review, draft.text, grounds))

    async def doubts(self, draft: Draft, item: Item) -> Sequence[str]:
        """What in it looks dishonest, a sentence each. What the item alone does not back is held
        against its thread as it is on the platform now.
        """
        grounds = await self._grounds(draft, item)
        found = await asyncio.to_thread(_blocks, draft.text, grounds)
        if found and (posts := await self._around(draft)):
            grounds = replace(grounds, thread=(*posts, *grounds.thread))
            found = await asyncio.to_thread(_blocks, draft.text, grounds)
        return tuple(f"“{draft.text[each.start : each.end]}”: {each.reason}" for each in found)

    async def post_findings(
        self, studio: Studio, drafts: Sequence[Draft]
    ) -> Mapping[str, tuple[Finding, ...]]:
        """What the lint says of drafts of a studio, all parts of a thread, by draft id and in the
        order of `draft.whole`.
        """
        facts = await self._facts(studio.workspace_id, [e for each in drafts for e in each.facts])
        grounds = [await self._post_grounds(each, studio, facts) for each in drafts]
        return await asyncio.to_thread(_all_reviewed, drafts, grounds)

    async def post_doubts(self, draft: Draft) -> Sequence[str]:
        """What in a post of our own looks dishonest, a sentence each."""
        facts = await self._facts(draft.workspace_id, draft.facts)
        grounds = await self._post_grounds(draft, await self._studio(draft), facts)
        found = await asyncio.to_thread(_post_review, draft.whole, grounds)
        return tuple(
            f"“{draft.whole[each.start : each.end]}”: {each.reason}"
            for each in found
            if each.level is Level.BLOCK
        )

    async def _post_grounds(
        self, draft: Draft, studio: Studio | None, facts: Mapping[str, str]
    ) -> Grounds:
        """A post rests on the facts it cites and on what colleagues said in its studio. Whether
        it says again what we said lately is `Repeating`'s to tell.
        """
        at = (draft.workspace_id, draft.account_id)
        account = await self._accounts.get(*at)
        cited = (facts[each] for each in draft.facts if each in facts)
        return Grounds(
            facts=(*cited, *(await self._told(draft, studio) if studio else ())),
            voice=await self._voices.of(*at) if self._voices else None,
            handles=(account.ref.handle,),
        )

    async def _studio(self, draft: Draft) -> Studio | None:
        if self._studios is None or draft.studio_id is None:
            return None
        try:
            return await self._studios.get(draft.workspace_id, draft.studio_id)
        except NotFound:
            return None

    async def _told(self, draft: Draft, studio: Studio) -> tuple[str, ...]:
        """What colleagues typed for it, and what was counted. What they pasted, and what stands on
        a page, is for them to check.
        """
        history = await self._drafts.history(draft.workspace_id, draft.id)
        typed = len(studio.topic) <= LONG_TOPIC and not in_their_words(studio.about)
        topic = studio.topic if typed else ""
        counted = _QUOTED.sub("", f"{studio.about} {draft.why}")  # not what readers wrote in it
        said = (topic, studio.page_url or "", counted)
        return tuple(each for each in (*said, *(line.detail for line in history[:1])) if each)

    async def _grounds(self, draft: Draft, item: Item) -> Grounds:
        at = (draft.workspace_id, draft.account_id)
        account = await self._accounts.get(*at)
        sent = await self._drafts.sent_texts(*at, limit=RECENT)
        return Grounds(
            facts=tuple((await self._facts(draft.workspace_id, draft.facts)).values()),
            thread=tuple(part.text for part in item.parts),
            recent=tuple(each.text for each in sent if each.id != draft.id),
            voice=await self._voices.of(*at) if self._voices else None,
            language=item.triage.language,
            handles=(item.person.handle, account.ref.handle),
        )

    async def _facts(self, workspace_id: str, fact_ids: Sequence[str]) -> Mapping[str, str]:
        """Texts of facts that drafts cite; one that was deleted since backs nothing any more."""
        told: dict[str, str] = {}
        for fact_id in dict.fromkeys(fact_ids):
            try:
                fact = await self._book.fact(workspace_id, fact_id)
            except NotFound:
                continue
            told[fact_id] = f"{fact.title}. {fact.text}"
        return told

    async def _around(self, draft: Draft) -> tuple[str, ...]:
        account = await self._accounts.get(draft.workspace_id, draft.account_id)
        target = await target_now(self._publishers, account, draft.target_id)
        return tuple(post.text for post in target.posts) if target else ()


def _all_reviewed(
    drafts: Sequence[Draft], grounds: Sequence[Grounds]
) -> Mapping[str, tuple[Finding, ...]]:
    both = zip(drafts, grounds, strict=True)
    return {draft.id: _in_order(_post_review(draft.whole, each)) for draft, each in both}


def _post_review(text: str, grounds: Grounds) -> list[Finding]:
    """As replies are reviewed, and for what is nobody's; without what only an answer can do."""
    found = [each for each in review(text, grounds) if each.rule not in _OF_ANSWERS]
    found += [
        Finding(each.start, each.end, "fabricated", Level.BLOCK, each.reason)
        for each in fabricated(text, grounds.facts)
    ]
    return found


def _in_order(found: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(found, key=lambda each: (each.start, each.end)))


def _blocks(text: str, grounds: Grounds) -> list[Finding]:
    return [each for each in review(text, grounds) if each.level is Level.BLOCK]
