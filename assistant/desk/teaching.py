"""Teach Engage: brand facts one by one and imported, and rules of the voice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.community.fact_fields import FactFields, key_of
from assistant.community.fact_import import Problem, Reading, from_page, read_csv, read_markdown
from assistant.community.rights import Act
from assistant.desk.permitting import Permitting
from assistant.desk.teaching_facts import TeachingFacts
from assistant.desk.teaching_voice import SentDrafts
from assistant.errors import InvalidInput
from assistant.ports import Accounts, Acts, Clock, Preferences, Records
from assistant.ports.drafting import BrandBook
from assistant.ports.pages import WebPages

NO_ORIGIN = "Say where this comes from, for example the name of the document."
CHANGED = "This page has changed in the meantime. Please look at it again and choose anew."

Kind = Literal["markdown", "csv"]


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import: facts that were added, how many were there before, and what could
    not be read, by line.
    """

    added: int
    known: int
    problems: tuple[Problem, ...] = ()


class Teaching(TeachingFacts):
    """The use case behind *Brand facts* and *Voice*.

    Args:
        pages: reads pages that people name.
        preferences: whose zone decides which day it is.
    """

    def __init__(
        self,
        *,
        permitting: Permitting,
        book: BrandBook,
        drafts: SentDrafts,
        records: Records,
        accounts: Accounts,
        preferences: Preferences,
        pages: WebPages,
        acts: Acts,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        super().__init__(
            permitting=permitting,
            book=book,
            drafts=drafts,
            records=records,
            accounts=accounts,
            preferences=preferences,
            acts=acts,
            clock=clock,
            new_id=new_id,
        )
        self._pages = pages

    async def import_text(
        self,
        workspace_id: str,
        person_id: str,
        kind: Kind,
        text: str,
        *,
        source: str,
        account_id: str | None = None,
    ) -> Imported:
        """Add what can be read; what cannot is told by its line. The same text may be imported
        again: what is there already stays one.

        Args:
            source: what the text is, for facts that name no source of their own; "" where all do.

        Raises:
            NotAllowed, NotFound: as `add`.
            InvalidInput: nothing in it can be read, or it is too much.
        """
        await self._permitting.check(Act.TEACH, workspace_id, person_id)
        today = await self._today(workspace_id)
        read = read_csv if kind == "csv" else read_markdown
        # In a thread: a long text takes its time.
        found = await asyncio.to_thread(read, text, source, today)
        if not source.strip() and not found.facts:
            raise InvalidInput(NO_ORIGIN)
        return await self._take(workspace_id, person_id, found.facts, account_id, found.problems)

    async def import_page(self, workspace_id: str, person_id: str, url: str) -> Reading:
        """What a page offers as facts. Nothing is added: a person chooses, then `add_from_page`.

        Raises:
            NotAllowed: not a manager.
            InvalidInput: the page cannot be read, or nothing on it is a fact.
        """
        await self._permitting.check(Act.TEACH, workspace_id, person_id)
        page = await self._pages.read(url)
        today = await self._today(workspace_id)
        return await asyncio.to_thread(from_page, page.url, page.title, page.passages, today)

    async def add_from_page(
        self,
        workspace_id: str,
        person_id: str,
        url: str,
        chosen: Collection[str],
        *,
        account_id: str | None = None,
    ) -> Imported:
        """Read the page once more and add what a person chose on it.

        Args:
            chosen: keys of what was offered, see `key_of`.

        Raises:
            As `import_page`, and InvalidInput: some of it is not on the page any more.
        """
        read = await self.import_page(workspace_id, person_id, url)
        facts = [each for each in read.facts if key_of(each) in chosen]
        if len(facts) < len(set(chosen)):
            raise InvalidInput(CHANGED)
        return await self._take(workspace_id, person_id, facts, account_id)

    async def _take(
        self,
        workspace_id: str,
        person_id: str,
        fields: Sequence[FactFields],
        account_id: str | None,
        problems: tuple[Problem, ...] = (),
    ) -> Imported:
        facts = [self._fact(each, workspace_id, person_id, account_id) for each in fields]
        added = await self._keep(facts, person_id)
        return Imported(added, len(facts) - added, problems)
