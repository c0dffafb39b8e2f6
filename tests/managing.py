"""Settings, managers, acts and people in memory, for tests of what stands on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from assistant.community.rights import Standing
from assistant.community.settings import AccountSettings, WorkspaceSettings, read, stored
from assistant.errors import EditConflict, NotFound
from assistant.ports import Deed, Kept, ManagedBy, Manager, Person


class People:
    """`ports.Directory` over a dict; whom nobody added is of another organisation."""

    def __init__(self, *people: Person) -> None:
        self.by_id = {each.id: each for each in people}

    def add(
        self, person_id: str, standing: Standing = Standing.MEMBER, *, admin: bool = False
    ) -> None:
        """Add somebody, or change what they are. The name is made from the id."""
        self.by_id[person_id] = Person(person_id, person_id.title(), standing, admin=admin)

    async def person(self, workspace_id: str, person_id: str) -> Person:  # noqa: ARG002
        outside = Person(person_id, person_id, Standing.OUTSIDE, admin=False)
        return self.by_id.get(person_id, outside)


class MemoryActs:
    """`ports.Acts`."""

    def __init__(self) -> None:
        self.done: list[tuple[str, Deed]] = []

    async def append(self, workspace_id: str, deed: Deed) -> None:
        self.done.append((workspace_id, deed))

    async def latest(
        self, workspace_id: str, *, limit: int, before: datetime | None = None
    ) -> Sequence[Deed]:
        mine = [deed for at, deed in self.done if at == workspace_id]
        older = [deed for deed in mine if before is None or deed.at < before]
        return sorted(older, key=lambda deed: deed.at, reverse=True)[:limit]


class MemoryManagers:
    """`ports.Managers`."""

    def __init__(self, acts: MemoryActs, installer_id: str | None = None) -> None:
        self.acts = acts
        self.installer_id = installer_id
        self.named: dict[tuple[str, str], Manager] = {}

    async def of(self, workspace_id: str) -> ManagedBy:
        named = tuple(each for (at, _), each in self.named.items() if at == workspace_id)
        return ManagedBy(self.installer_id, named)

    async def name(self, workspace_id: str, person_id: str, deed: Deed) -> bool:
        key = (workspace_id, person_id)
        if key in self.named:
            return False
        self.named[key] = Manager(person_id, deed.person_id, deed.at)
        await self.acts.append(workspace_id, deed)
        return True

    async def unname(self, workspace_id: str, person_id: str, deed: Deed) -> bool:
        if self.named.pop((workspace_id, person_id), None) is None:
            return False
        await self.acts.append(workspace_id, deed)
        return True


class MemoryPreferences:
    """`ports.Preferences`; every workspace is there, accounts are added by `connect`."""

    def __init__(self, acts: MemoryActs) -> None:
        self.acts = acts
        self.workspaces: dict[str, Kept[WorkspaceSettings]] = {}
        self.accounts: dict[tuple[str, str], Kept[AccountSettings]] = {}
        self.zones: dict[str, str] = {}

    def connect(self, workspace_id: str, account_id: str) -> None:
        """An account with nothing set."""
        self.accounts[workspace_id, account_id] = Kept(AccountSettings(), 1)

    async def of_workspace(self, workspace_id: str) -> Kept[WorkspaceSettings]:
        kept = self.workspaces.get(workspace_id, Kept(WorkspaceSettings(), 1))
        if "zone" in kept.chosen or workspace_id not in self.zones:
            return kept
        settings = kept.settings.model_copy(update={"zone": self.zones[workspace_id]})
        return Kept(settings, kept.version, kept.chosen)

    async def of_account(self, workspace_id: str, account_id: str) -> Kept[AccountSettings]:
        if (workspace_id, account_id) not in self.accounts:
            raise NotFound("account", account_id)
        return self.accounts[workspace_id, account_id]

    async def of_accounts(self, workspace_id: str) -> Mapping[str, Kept[AccountSettings]]:
        return {each: kept for (at, each), kept in self.accounts.items() if at == workspace_id}

    async def keep_workspace(
        self, workspace_id: str, settings: WorkspaceSettings, *, version: int, deed: Deed
    ) -> Kept[WorkspaceSettings]:
        before = await self.of_workspace(workspace_id)
        if before.version != version:
            raise EditConflict("the settings of this workspace", before)
        chosen = stored(settings, before.settings, before.chosen)
        self.workspaces[workspace_id] = Kept(
            read(WorkspaceSettings, chosen), version + 1, frozenset(chosen)
        )
        await self.acts.append(workspace_id, deed)
        return await self.of_workspace(workspace_id)

    async def keep_account(
        self,
        workspace_id: str,
        account_id: str,
        settings: AccountSettings,
        *,
        version: int,
        deed: Deed,
    ) -> Kept[AccountSettings]:
        before = await self.of_account(workspace_id, account_id)
        if before.version != version:
            raise EditConflict("the settings of this account", before)
        chosen = stored(settings, before.settings, before.chosen)
        self.accounts[workspace_id, account_id] = Kept(settings, version + 1, frozenset(chosen))
        await self.acts.append(workspace_id, deed)
        return self.accounts[workspace_id, account_id]

    async def find_zone(self, workspace_id: str, zone: str) -> str:
        kept = await self.of_workspace(workspace_id)
        if kept.settings.zone == "UTC" and kept.version == 1:
            self.zones[workspace_id] = zone
        return (await self.of_workspace(workspace_id)).settings.zone
