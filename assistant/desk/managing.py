"""Change settings, name managers, and see what was done: everything managers do by themselves."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from assistant.community.rights import Act
from assistant.community.settings import AccountSettings, WorkspaceSettings, change
from assistant.desk.permitting import Permitting
from assistant.errors import InvalidFields, InvalidInput
from assistant.ports import (
    Acts,
    Clock,
    Deed,
    Directory,
    Kept,
    ManagedBy,
    Managers,
    Preferences,
)

PAGE = 50
"""Acts shown at once."""


class Managing:
    """The use case behind *Settings* and *People and rights*.

    Args:
        most_tokens: what whoever runs Engage allows a workspace a day; no setting goes beyond it.
    """

    def __init__(
        self,
        *,
        permitting: Permitting,
        directory: Directory,
        preferences: Preferences,
        managers: Managers,
        acts: Acts,
        clock: Clock,
        most_tokens: int,
    ) -> None:
        self._permitting = permitting
        self._directory = directory
        self._preferences = preferences
        self._managers = managers
        self._acts = acts
        self._clock = clock
        self._most_tokens = most_tokens

    async def permitted(self, workspace_id: str, person_id: str) -> frozenset[Act]:
        """Everything somebody may do here, so that only that is offered."""
        return await self._permitting.permitted(workspace_id, person_id)

    # -- settings -------------------------------------------------------------------------

    async def workspace_settings(
        self, workspace_id: str, person_id: str
    ) -> Kept[WorkspaceSettings]:
        """Settings of the workspace, for any member to see. Raises NotAllowed."""
        await self._permitting.check(Act.SEE_HOME, workspace_id, person_id)
        return await self._preferences.of_workspace(workspace_id)

    async def account_settings(
        self, workspace_id: str, person_id: str, account_id: str
    ) -> Kept[AccountSettings]:
        """Settings of an account, for any member to see. Raises NotAllowed and NotFound."""
        await self._permitting.check(Act.SEE_HOME, workspace_id, person_id)
        return await self._preferences.of_account(workspace_id, account_id)

    async def change_workspace(
        self, workspace_id: str, person_id: str, fields: Mapping[str, object], *, version: int
    ) -> Kept[WorkspaceSettings]:
        """Change some settings of the workspace.

        Args:
            fields: by name, as typed; an empty one has its default again.
            version: of the settings that the person saw.

        Raises:
            NotAllowed: not a manager, any more.
            InvalidFields: one sentence for each field that cannot be used; nothing is changed.
            EditConflict: somebody else was faster; `current` is what `workspace_settings` returns.
        """
        await self._permitting.check(Act.CHANGE_SETTINGS, workspace_id, person_id)
        before = await self._preferences.of_workspace(workspace_id)
        # In a thread: zones and holidays take their time to load.
        after = await asyncio.to_thread(change, before.settings, fields)
        if after.daily_tokens is not None and after.daily_tokens > self._most_tokens:
            problem = f"Write at most {self._most_tokens:,}: whoever runs Engage set that limit."
            raise InvalidFields({"daily_tokens": problem})
        if after == before.settings and version == before.version:
            return before
        deed = self._deed(person_id, "", _changes(before.settings, after))
        return await self._preferences.keep_workspace(
            workspace_id, after, version=version, deed=deed
        )

    async def change_account(
        self,
        workspace_id: str,
        person_id: str,
        account_id: str,
        fields: Mapping[str, object],
        *,
        version: int,
    ) -> Kept[AccountSettings]:
        """Change some settings of an account; as `change_workspace`.

        Raises:
            NotFound: the account is gone.
            InvalidFields: also for an approver or lead who is no full member.
        """
        await self._permitting.check(Act.CHANGE_SETTINGS, workspace_id, person_id)
        before = await self._preferences.of_account(workspace_id, account_id)
        after = await asyncio.to_thread(change, before.settings, fields)
        await self._check_people(workspace_id, before.settings, after)
        if after == before.settings and version == before.version:
            return before
        deed = self._deed(person_id, account_id, _changes(before.settings, after))
        return await self._preferences.keep_account(
            workspace_id, account_id, after, version=version, deed=deed
        )

    # -- people ---------------------------------------------------------------------------

    async def managers(self, workspace_id: str, person_id: str) -> ManagedBy:
        """Who manages besides the workspace's admins, for any member to see. Raises NotAllowed."""
        await self._permitting.check(Act.SEE_HOME, workspace_id, person_id)
        return await self._managers.of(workspace_id)

    async def name_manager(self, workspace_id: str, person_id: str, whom: str) -> bool:
        """Name a manager; False when they were named already.

        Raises:
            NotAllowed: not a manager.
            InvalidInput: `whom` is no full member.
        """
        await self._permitting.check(Act.NAME_MANAGER, workspace_id, person_id)
        if problem := await self._no_member(workspace_id, whom):
            raise InvalidInput(problem)
        deed = Deed(Act.NAME_MANAGER, person_id, self._clock(), whom)
        return await self._managers.name(workspace_id, whom, deed)

    async def unname_manager(self, workspace_id: str, person_id: str, whom: str) -> bool:
        """Take somebody off the managers; False when they are off already.

        The workspace's admins and the installer always remain, so nobody is ever locked out.

        Raises:
            NotAllowed: not a manager.
            InvalidInput: `whom` manages for another reason than being named.
        """
        await self._permitting.check(Act.UNNAME_MANAGER, workspace_id, person_id)
        deed = Deed(Act.UNNAME_MANAGER, person_id, self._clock(), whom)
        if await self._managers.unname(workspace_id, whom, deed):
            return True
        person = await self._directory.person(workspace_id, whom)
        if whom == (await self._managers.of(workspace_id)).installer_id:
            raise InvalidInput(f"{person.name} installed Engage and therefore always manages it.")
        if person.admin:
            raise InvalidInput(
                f"{person.name} is an admin of this workspace and therefore always manages Engage."
            )
        return False

    async def acts(
        self, workspace_id: str, person_id: str, *, before: datetime | None = None
    ) -> Sequence[Deed]:
        """What was done here, the newest first, a page at a time. Raises NotAllowed."""
        await self._permitting.check(Act.SEE_ACTS, workspace_id, person_id)
        return await self._acts.latest(workspace_id, limit=PAGE, before=before)

    # -- pieces ---------------------------------------------------------------------------

    async def _check_people(
        self, workspace_id: str, before: AccountSettings, after: AccountSettings
    ) -> None:
        """Hold whoever is new against the directory; those named before may have left since."""
        told = {
            "approver_ids": [
                each for each in after.approver_ids if each not in before.approver_ids
            ],
            "lead_id": [after.lead_id] if after.lead_id not in (None, before.lead_id) else [],
        }
        problems = {
            field: await self._not_members(workspace_id, ids) for field, ids in told.items()
        }
        if wrong := {field: said[0] for field, said in problems.items() if said}:
            raise InvalidFields(wrong)

    async def _not_members(self, workspace_id: str, ids: Iterable[str | None]) -> list[str]:
        said = [await self._no_member(workspace_id, each) for each in ids if each]
        return [each for each in said if each]

    async def _no_member(self, workspace_id: str, person_id: str) -> str | None:
        person = await self._directory.person(workspace_id, person_id)
        if person.full_member:
            return None
        return f"{person.name} is not a full member of this workspace. Please choose one who is."

    def _deed(self, person_id: str, subject: str, detail: Mapping[str, object]) -> Deed:
        return Deed(Act.CHANGE_SETTINGS, person_id, self._clock(), subject, detail)


def _changes(
    before: WorkspaceSettings | AccountSettings, after: WorkspaceSettings | AccountSettings
) -> Mapping[str, object]:
    """Old and new value of every field that differs."""
    old, new = before.model_dump(mode="json"), after.model_dump(mode="json")
    return {name: [old[name], new[name]] for name in new if old[name] != new[name]}
