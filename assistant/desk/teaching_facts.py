"""Teach Engage what replies may rest on: brand facts, one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.community.brand import BrandFact
from assistant.community.fact_fields import FactFields, read_fact
from assistant.community.periods import local_day
from assistant.community.rights import Act
from assistant.desk.teaching_voice import TeachingVoice
from assistant.errors import EditConflict, InvalidInput

MOST_FACTS = 2_000
"""Facts of a workspace, expired ones included."""

KNOWN = "This fact is there already."
ENOUGH = f"A workspace keeps at most {MOST_FACTS:,} facts. Delete some before you add more."


@dataclass(frozen=True, slots=True)
class FactBook:
    """Brand facts by title: those that hold today, and those whose time is over."""

    holding: tuple[BrandFact, ...]
    expired: tuple[BrandFact, ...]


class TeachingFacts(TeachingVoice):
    """The use case behind *Brand facts*."""

    async def facts(
        self, workspace_id: str, person_id: str, account_id: str | None = None
    ) -> FactBook:
        """For any member to see: of one account and the whole workspace, or (None) all there are.

        Raises:
            NotAllowed: no full member.
        """
        await self._permitting.check(Act.SEE_HOME, workspace_id, person_id)
        kept = await self._book.facts(workspace_id, account_id=account_id)
        today = await self._today(workspace_id)
        return FactBook(
            tuple(each for each in kept if each.holds_on(today)),
            tuple(each for each in kept if not each.holds_on(today)),
        )

    async def add(
        self,
        workspace_id: str,
        person_id: str,
        *,
        title: str,
        text: str,
        source: str,
        valid_until: str | date | None = None,
        account_id: str | None = None,
    ) -> BrandFact:
        """Add one fact.

        Args:
            account_id: the account it holds for; None for all of the workspace.

        Raises:
            NotAllowed: not a manager.
            NotFound: no such account.
            InvalidFields: one sentence for each field that cannot be used; nothing is cut.
            InvalidInput: it is there already, or there are too many.
        """
        await self._permitting.check(Act.TEACH, workspace_id, person_id)
        fields = read_fact(title, text, source, valid_until, await self._today(workspace_id))
        fact = self._fact(fields, workspace_id, person_id, account_id)
        if not await self._keep([fact], person_id):
            raise InvalidInput(KNOWN)
        return fact

    async def change(
        self,
        workspace_id: str,
        person_id: str,
        fact_id: str,
        *,
        title: str,
        text: str,
        source: str,
        valid_until: str | date | None = None,
        account_id: str | None = None,
    ) -> BrandFact:
        """Change a fact; its id stays, so that drafts which rest on it still name it.

        Raises:
            As `add`, and NotFound: no such fact.
        """
        await self._permitting.check(Act.TEACH, workspace_id, person_id)
        before = await self._book.fact(workspace_id, fact_id)
        fields = read_fact(title, text, source, valid_until, await self._today(workspace_id))
        after = replace(
            before,
            title=fields.title,
            text=fields.text,
            source=fields.source,
            valid_until=fields.valid_until,
            account_id=account_id,
        )
        try:
            await self._book.change_fact(after)
        except EditConflict:
            raise InvalidInput(KNOWN) from None
        await self._note(workspace_id, person_id, account_id or "", {"changed_facts": 1})
        return after

    async def drop(self, workspace_id: str, person_id: str, fact_id: str) -> bool:
        """Delete a fact. False where it was gone. Raises NotAllowed."""
        await self._permitting.check(Act.TEACH, workspace_id, person_id)
        dropped = await self._book.drop_fact(workspace_id, fact_id)
        if dropped:
            await self._note(workspace_id, person_id, "", {"deleted_facts": 1})
        return dropped

    # -- pieces -----------------------------------------------------------------------------

    async def _keep(self, facts: Sequence[BrandFact], person_id: str) -> int:
        if not facts:
            return 0
        workspace_id, account_id = facts[0].workspace_id, facts[0].account_id
        if account_id is not None:
            await self._accounts.get(workspace_id, account_id)
        if len(await self._book.facts(workspace_id)) + len(facts) > MOST_FACTS:
            raise InvalidInput(ENOUGH)
        added = await self._book.add_facts(facts)
        if added:
            await self._note(workspace_id, person_id, account_id or "", {"added_facts": added})
        return added

    def _fact(
        self, fields: FactFields, workspace_id: str, person_id: str, account_id: str | None
    ) -> BrandFact:
        return BrandFact(
            self._new_id(),
            workspace_id,
            fields.title,
            fields.text,
            fields.source,
            person_id,
            self._clock(),
            account_id,
            fields.valid_until,
        )

    async def _today(self, workspace_id: str) -> date:
        """The day it is where the workspace is."""
        kept = await self._preferences.of_workspace(workspace_id)
        # In a thread: a zone is read from disk the first time.
        return await asyncio.to_thread(local_day, self._clock(), kept.settings.zone)
