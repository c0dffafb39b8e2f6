"""Listen for who speaks of the brand without calling it: saved searches and their job."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.community.rights import Act
from assistant.community.search_terms import proposed, read_words, unheard
from assistant.community.searches import SavedSearch, SearchKind
from assistant.desk.combing import Combing
from assistant.desk.overhearing import Overhearing
from assistant.desk.permitting import Permitting
from assistant.errors import InvalidInput, NotFound
from assistant.ports import Accounts, Acts, Clock, Connections, Deed, Records
from assistant.ports.listening import Searches

MOST = 20
"""Searches of one account: each costs calls, every time it is looked through."""

KNOWN = "This account has this search already."
ENOUGH = f"An account keeps at most {MOST} searches. Delete one before you add another."


class Listening(Overhearing):
    """The use case behind *Listening*: saved searches, what they found, and the job."""

    def __init__(
        self,
        *,
        permitting: Permitting,
        searches: Searches,
        accounts: Accounts,
        records: Records,
        connections: Connections,
        acts: Acts,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        super().__init__(
            permitting=permitting,
            searches=searches,
            accounts=accounts,
            clock=clock,
            new_id=new_id,
        )
        self._acts = acts
        self._combing = Combing(
            searches=searches,
            accounts=accounts,
            records=records,
            connections=connections,
            clock=clock,
        )

    # -- searches -------------------------------------------------------------------------

    async def searches(
        self, workspace_id: str, person_id: str, account_id: str | None = None
    ) -> Sequence[SavedSearch]:
        """For any member to see, oldest first. Raises NotAllowed."""
        await self._permitting.check(Act.SEE_HOME, workspace_id, person_id)
        return await self._searches.all(workspace_id, account_id=account_id)

    async def proposals(
        self, workspace_id: str, person_id: str, account_id: str
    ) -> tuple[tuple[SearchKind, str], ...]:
        """Searches that suit an account and are not there yet. Only a person adds them.

        Raises:
            NotAllowed: no full member.
            NotFound: no such account.
        """
        await self._permitting.check(Act.SEE_HOME, workspace_id, person_id)
        account = await self._accounts.get(workspace_id, account_id)
        kept = await self._searches.all(workspace_id, account_id=account_id)
        return unheard(proposed(account), kept)

    async def add(
        self,
        workspace_id: str,
        person_id: str,
        account_id: str,
        kind: SearchKind,
        words: str,
        *,
        listen_only: bool = True,
    ) -> SavedSearch:
        """Save a search; its first look comes soon.

        Args:
            words: as typed; see `search_terms.read_words`.
            listen_only: hits are shown and counted, and no reply is proposed.

        Raises:
            NotAllowed: not a manager.
            NotFound: no such account.
            InvalidInput: it cannot be looked for, is there already, or is one too many.
        """
        await self._permitting.check(Act.LISTEN, workspace_id, person_id)
        said = read_words(kind, words)
        await self._accounts.get(workspace_id, account_id)
        if len(await self._searches.all(workspace_id, account_id=account_id)) >= MOST:
            raise InvalidInput(ENOUGH)
        search = SavedSearch(
            self._new_id(),
            workspace_id,
            account_id,
            kind,
            said,
            person_id,
            self._clock(),
            listen_only=listen_only,
        )
        if not await self._searches.add(search):
            raise InvalidInput(KNOWN)
        await self._note(search, person_id, "added")
        return search

    async def change(
        self, workspace_id: str, person_id: str, search_id: str, *, listen_only: bool
    ) -> SavedSearch:
        """Say whether replies may be proposed to what it finds.

        Raises:
            NotAllowed: not a manager.
            NotFound: no such search.
        """
        await self._permitting.check(Act.LISTEN, workspace_id, person_id)
        before = await self._searches.get(workspace_id, search_id)
        after = replace(before, listen_only=listen_only)
        if after != before:
            await self._searches.change(after)
            await self._note(after, person_id, "listens only" if listen_only else "may answer")
        return after

    async def drop(self, workspace_id: str, person_id: str, search_id: str) -> bool:
        """Delete a search; its hits stay. False where it was gone. Raises NotAllowed."""
        await self._permitting.check(Act.LISTEN, workspace_id, person_id)
        try:
            search = await self._searches.get(workspace_id, search_id)
        except NotFound:
            return False
        dropped = await self._searches.drop(workspace_id, search_id)
        if dropped:
            await self._note(search, person_id, "deleted")
        return dropped

    async def sweep(self, workspace_id: str, account_id: str) -> int:
        """The job: look once through an account's searches; how many hits were new.

        Raises:
            NotFound: the account is gone.
        """
        return await self._combing.sweep(workspace_id, account_id)

    # -- pieces ---------------------------------------------------------------------------

    async def _note(self, search: SavedSearch, person_id: str, done: str) -> None:
        detail = {"search": search.kind.value, "done": done}
        deed = Deed(Act.LISTEN, person_id, self._clock(), search.account_id, detail)
        await self._acts.append(search.workspace_id, deed)
