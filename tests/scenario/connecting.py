"""Sign-ins and links for scenarios: a platform that knows a few secrets, and may take its time."""
# ruff: noqa: ARG002 - the ports' parameters, whether memory needs them or not

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from assistant.community.accounts import Account, AccountRef, Platform, Profile
from assistant.community.drafts import AuditEntry, Draft
from assistant.errors import InvalidInput, NotFound, PlatformUnavailable, ReconnectNeeded
from assistant.ports import Credential, Deed
from assistant.ports.disconnecting import Erased
from tests.fakes import MemoryPlatform
from tests.managing import MemoryActs
from tests.scenario.memory import MemoryAccounts

RIGHT = "abcd-efgh-ijkl-mnop"
"""The secret every known account signs in with."""


@dataclass
class SignIns:
    """`ports.Connections`. Knows the handles in `known`; `down` makes it unreachable.

    `tried` are the secrets that arrived, `open_door` holds every sign-in until it is set.
    """

    accounts: MemoryAccounts
    known: set[str] = field(default_factory=lambda: {"acme.example", "@acme@example.social"})
    down: bool = False
    tried: list[str] = field(default_factory=list)
    open_door: asyncio.Event = field(default_factory=asyncio.Event)
    platform: MemoryPlatform = field(default_factory=MemoryPlatform)
    signed_out: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.open_door.set()

    async def open(self, account: Account) -> MemoryPlatform:
        return self.platform

    async def anonymous(self, platform: Platform) -> MemoryPlatform:
        return self.platform

    async def sign_in(
        self, ref: AccountRef, secret: str, *, service: str | None = None
    ) -> tuple[Profile, Credential]:
        self.tried.append(secret)
        await self.open_door.wait()
        if self.down:
            raise PlatformUnavailable(ref.platform)
        if ref.handle not in self.known:
            raise NotFound("account", str(ref))
        if secret != RIGHT:
            raise ReconnectNeeded(ref.platform, str(ref))
        url = f"https://social.example/{ref.handle}"
        profile = Profile(f"did:plc:{ref.handle}", ref.handle, "Acme", url, 1, 1, 1)
        return profile, Credential(service or "", ref.handle, secret, {})

    async def sign_out(self, account: Account, credential: Credential) -> bool:
        self.signed_out.append(credential.secret)
        return True


@dataclass
class Links:
    """`ConnectLinks`: offered for `platforms`."""

    platforms: set[Platform] = field(default_factory=set)
    made: list[tuple[str, str, Platform, str]] = field(default_factory=list)

    def offers(self, platform: Platform) -> bool:
        return platform in self.platforms

    async def make(
        self, workspace_id: str, person_id: str, platform: Platform, handle: str
    ) -> str | None:
        if platform not in self.platforms:
            return None
        self.made.append((workspace_id, person_id, platform, handle))
        return f"https://engage.example/connect/{platform}?ticket=one"

    async def enter(self, workspace_id: str, person_id: str, typed: str) -> Account:
        raise InvalidInput("There is no such code.")


class PostsAhead:
    """Of `ports.giving.StudioDrafts` what disconnecting asks for."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []

    async def posts_ahead(self, _: str, account_id: str, __: datetime) -> Sequence[Draft]:
        return [each for each in self.drafts if each.account_id == account_id]

    async def keep(self, draft: Draft, _: AuditEntry) -> Draft:
        self.drafts = [draft if each.id == draft.id else each for each in self.drafts]
        return draft


@dataclass
class MemoryDisconnector:
    """`ports.Disconnector`; every account has the same rows."""

    accounts: MemoryAccounts
    acts: MemoryActs

    async def past(self, workspace_id: str) -> Sequence[Account]:
        return [each for each in self.accounts.past if each.workspace_id == workspace_id]

    async def disconnect(self, workspace_id: str, account_id: str, deed: Deed) -> None:
        account = await self.accounts.get(workspace_id, account_id)
        self.accounts.connected.remove(account)
        self.accounts.past.append(account)
        await self.acts.append(workspace_id, deed)

    async def erase(self, workspace_id: str, account_id: str, deed: Deed) -> Erased:
        for kept in (self.accounts.connected, self.accounts.past):
            kept[:] = [each for each in kept if each.id != account_id]
        await self.acts.append(workspace_id, deed)
        return Erased({"posts": 1_204, "answers that rest on them": 3})
