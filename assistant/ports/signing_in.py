"""Signing in on a platform's own page. See `assistant.ports`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from assistant.community.accounts import AccountRef, Platform, Profile
from assistant.ports.platforms import Credential


@dataclass(frozen=True, slots=True)
class Leaving:
    """A person about to leave for a platform's page. `kept` is what turning the answer into a
    sign-in will need: a secret, like the page's address.
    """

    url: str = field(repr=False)
    kept: Mapping[str, str] = field(repr=False)


class SignInPage(Protocol):
    """One platform's own page, and the way there and back."""

    async def find(self, workspace_id: str, ref: AccountRef) -> Mapping[str, str]:
        """Where an account signs in, as texts for `leave`; `server` names whose page it is.

        Raises:
            NotFound: there is no such account.
            InvalidInput: there is no such page for it; a sentence says what else to do.
            PlatformError: its server could not be asked.
        """
        ...

    async def leave(self, found: Mapping[str, str], state: str) -> Leaving:
        """Make the address of the page.

        Args:
            state: comes back with the answer; single use.
        """
        ...

    async def arrive(
        self, kept: Mapping[str, str], given: Mapping[str, str]
    ) -> tuple[Profile, Credential]:
        """Turn the answer into a sign-in.

        Args:
            kept: of `Leaving`.
            given: the parameters the browser came back with.

        Raises:
            ReconnectNeeded: the platform does not take the answer.
            InvalidInput: somebody else signed in, or less was allowed than Engage needs. Nothing
                stays behind on the platform.
        """
        ...


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A sign-in under way: who began it, and what its next step needs."""

    person_id: str
    content: Mapping[str, str] = field(repr=False)


class SignIns(Protocol):
    """Sign-ins under way, each kept under a key that only the next step knows; sealed, and gone
    when their time is over.
    """

    async def keep(
        self, workspace_id: str, key: str, under_way: UnderWay, *, until: datetime
    ) -> None:
        """Keep one."""
        ...

    async def look(self, workspace_id: str, key: str) -> UnderWay | None:
        """What is kept under a key; None when it was taken, has expired or never was."""
        ...

    async def take(self, workspace_id: str, key: str) -> UnderWay | None:
        """The same, for the first who asks: it is gone then."""
        ...

    async def expired(self, workspace_id: str) -> Sequence[UnderWay]:
        """Those whose time is over; they are gone then. What cannot be opened is left out."""
        ...


class Registrations(Protocol):
    """Engage as a client that a server knows, in one workspace; sealed."""

    async def get(self, workspace_id: str, platform: str, server: str) -> Mapping[str, str] | None:
        """None where the server does not know it yet."""
        ...

    async def keep(
        self, workspace_id: str, platform: str, server: str, words: Mapping[str, str]
    ) -> None:
        """Keep it, or replace it."""
        ...


@dataclass(frozen=True, slots=True)
class SignInPages:
    """The platforms' own pages. `base_url` is None where browsers do not reach Engage: then there
    are none. `metadata` is what Bluesky's servers want to know, None where they need nothing.
    """

    base_url: str | None = None
    metadata: Mapping[str, Any] | None = None
    pages: Mapping[Platform, SignInPage] = field(default_factory=dict)
