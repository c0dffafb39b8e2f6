"""Workspaces, the people in them, and small state shared by processes. See `assistant.ports`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.community.rights import Standing


@dataclass(frozen=True, slots=True)
class Workspace:
    """A team that installed Engage. `zone` is an IANA name, `language` a BCP 47 tag."""

    id: str
    name: str
    zone: str = "UTC"
    language: str = "en"


class Workspaces(Protocol):
    """The workspaces Engage serves."""

    async def ensure(self, workspace_id: str, name: str) -> Workspace:
        """Return the workspace, made with defaults when it is new."""
        ...

    async def get(self, workspace_id: str) -> Workspace:
        """Raises NotFound."""
        ...

    async def all(self) -> Sequence[Workspace]: ...


@dataclass(frozen=True, slots=True)
class Person:
    """A human of a workspace as its chat knows them. `admin` is the chat's own rank."""

    id: str
    name: str
    standing: Standing
    admin: bool
    zone: str | None = None

    @property
    def full_member(self) -> bool:
        """False for guests, people of other organisations, deactivated ones and bots."""
        return self.standing is Standing.MEMBER


class Directory(Protocol):
    """Looks people up in the chat. Cached by the adapter."""

    async def person(self, workspace_id: str, person_id: str) -> Person: ...


class Once(Protocol):
    """Remembers that something was seen, for a while."""

    async def first(self, workspace_id: str, key: str, keep_s: int) -> bool:
        """Whether this is the first time within `keep_s` seconds."""
        ...

    async def forget(self, workspace_id: str, key: str) -> None:
        """Count it as not seen: what it stood for did not come about."""
        ...


class Buckets(Protocol):
    """Token buckets shared by all processes."""

    async def take(self, workspace_id: str, name: str, *, per_minute: int, burst: int) -> float:
        """Take one token: 0.0 when there was one, else the seconds until there will be."""
        ...

    async def left(self, workspace_id: str, name: str, *, per_minute: int, burst: int) -> float:
        """Tokens left now."""
        ...
