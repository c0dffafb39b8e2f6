"""Hold what somebody wants to do against who they are now. Every act passes here, each time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

from assistant.community.rights import OF_APPROVERS, OF_MEMBERS, Act, Rank, Standing, allowed, check
from assistant.errors import PlatformError
from assistant.ports import Directory, ManagedBy, Managers, Person, Preferences

_MOST_HELPERS = 5


class Permitting:
    """Who may do what, asked anew at every act: of the chat (its cache is minutes old at most) and
    of what is stored.
    """

    def __init__(
        self, *, directory: Directory, managers: Managers, preferences: Preferences
    ) -> None:
        self._directory = directory
        self._managers = managers
        self._preferences = preferences

    async def check(
        self, act: Act, workspace_id: str, person_id: str, *, account_id: str | None = None
    ) -> Person:
        """Return the person who may do it.

        Args:
            account_id: whose post it is, for *approve*.

        Raises:
            NotAllowed: with the sentence to show, and the names of those who can do it.
            NotFound: there is no such account.
            RateLimited, PlatformUnavailable: the chat did not tell who they are.
        """
        person = await self._directory.person(workspace_id, person_id)
        rank = Rank(person.standing, admin=person.admin)
        if person.standing is not Standing.MEMBER or act in OF_MEMBERS:
            check(act, rank)
            return person
        managed = await self._managers.of(workspace_id)
        approvers = await self._approvers(act, workspace_id, account_id)
        rank = _rank(person, managed, approvers)
        if not allowed(act, rank):
            can = approvers or _managers(managed)
            check(act, rank, await self._names(workspace_id, can))
        return person

    async def permitted(self, workspace_id: str, person_id: str) -> frozenset[Act]:
        """Everything somebody may do here, so that only that is offered.

        *Approve* is told as for an account that names nobody.
        """
        person = await self._directory.person(workspace_id, person_id)
        managed = await self._managers.of(workspace_id)
        rank = _rank(person, managed, ())
        return frozenset(act for act in Act if allowed(act, rank))

    async def _approvers(
        self, act: Act, workspace_id: str, account_id: str | None
    ) -> tuple[str, ...]:
        if act not in OF_APPROVERS or account_id is None:
            return ()
        kept = await self._preferences.of_account(workspace_id, account_id)
        return kept.settings.approver_ids

    async def _names(self, workspace_id: str, ids: Iterable[str]) -> Sequence[str]:
        """Names of those who could do it now; a refusal without names is still a refusal."""
        asked = [self._directory.person(workspace_id, each) for each in [*ids][:_MOST_HELPERS]]
        found = await asyncio.gather(*asked, return_exceptions=True)
        for each in found:
            if isinstance(each, BaseException) and not isinstance(each, PlatformError):
                raise each
        return [each.name for each in found if isinstance(each, Person) and each.full_member]


def _rank(person: Person, managed: ManagedBy, approvers: Sequence[str]) -> Rank:
    return Rank(
        person.standing,
        admin=person.admin,
        installer=person.id == managed.installer_id,
        named=person.id in {each.person_id for each in managed.named},
        approver=person.id in approvers if approvers else None,
    )


def _managers(managed: ManagedBy) -> tuple[str, ...]:
    ids = (managed.installer_id, *(each.person_id for each in managed.named))
    return tuple(dict.fromkeys(each for each in ids if each))
