"""Connected profiles of the brand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from assistant.community.polling import BACKFILL
from assistant.errors import InvalidInput


class Platform(StrEnum):
    """The platforms Engage speaks, as written before the colon of an account."""

    BLUESKY = "bluesky"
    MASTODON = "mastodon"
    X = "x"
    FACEBOOK = "facebook"
    INSTAGRAM = "instagram"
    SAMPLE = "sample"

    @property
    def title(self) -> str:  # type: ignore[override]
        """The platform's name as people write it."""
        return {"x": "X", "sample": "Sample"}.get(self.value, self.value.capitalize())


_NAMES: Mapping[Platform, tuple[re.Pattern[str], str]] = MappingProxyType(
    {
        Platform.X: (
            re.compile(r"[a-z0-9_]{1,15}"),
            "An account on X has up to 15 letters, digits and underscores, for example x:acme.",
        ),
        Platform.FACEBOOK: (
            re.compile(r"[a-z0-9.-]{1,80}"),
            (
                "Write a Facebook Page by what stands at the end of its address, its name or its "
                "number, for example facebook:acme."
            ),
        ),
        Platform.INSTAGRAM: (
            re.compile(r"[a-z0-9._]{1,30}"),
            (
                "An account on Instagram has up to 30 letters, digits, periods and underscores, "
                "for example instagram:acme."
            ),
        ),
    }
)
"""How names look where each platform has one way to write them."""


@dataclass(frozen=True, slots=True)
class AccountRef:
    """An account as people write it: `bluesky:acme.example`."""

    platform: Platform
    handle: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.handle}"

    @classmethod
    def parse(cls, text: str) -> AccountRef:
        """Read `platform:handle`; a leading @ of the handle is dropped (on Mastodon it is part of
        the handle, and so is the server).

        Raises:
            InvalidInput: no colon, an unknown platform, an empty handle, one that the platform
                cannot have, or no server where the platform has many.
        """
        platform, colon, handle = text.strip().partition(":")
        if not colon or not handle.strip():
            raise InvalidInput(
                "Write an account as platform:handle, for example bluesky:acme.example or "
                "mastodon:@acme@example.social."
            )
        try:
            kind = Platform(platform.strip().lower())
        except ValueError:
            raise InvalidInput(
                "Engage does not know that platform. Write bluesky:HANDLE, "
                "mastodon:@HANDLE@SERVER, x:HANDLE, facebook:PAGE or instagram:HANDLE."
            ) from None
        name = handle.strip().lower().removeprefix("@")
        shape, problem = _NAMES.get(kind, (None, ""))
        if shape and not shape.fullmatch(name):
            raise InvalidInput(problem)
        if kind is not Platform.MASTODON:
            return cls(kind, name)
        user, at, server = name.partition("@")
        if not at or not user or not server or "@" in server:
            raise InvalidInput(
                "Write a Mastodon account with its server, for example "
                "mastodon:@acme@example.social."
            )
        return cls(kind, f"@{name}")


@dataclass(frozen=True, slots=True)
class Account:
    """One connected profile on one platform, inside one workspace.

    `id` is ours (a UUID as text); `native_id` is the platform's (a DID on Bluesky) and never
    changes when the handle does. `signed_in` says whether Engage holds credentials for it:
    without them the platform tells less. `synced_at` is the start of the last complete sweep in
    UTC, None before the first. `trouble` is the class name of the error that the last sweep ended
    in, None when it went well. `erased_until` is up to when records were erased because their time
    to be kept was over, None while none were.
    """

    id: str
    workspace_id: str
    ref: AccountRef
    native_id: str
    name: str
    url: str
    connected_at: datetime
    signed_in: bool = False
    synced_at: datetime | None = None
    trouble: str | None = None
    erased_until: datetime | None = None

    @property
    def known_since(self) -> datetime:
        """From when on its records are whole, once it was read: a first sweep looks back."""
        begins = self.connected_at - BACKFILL
        return max(begins, self.erased_until) if self.erased_until else begins

    @property
    def seen_by(self) -> str | None:
        """The server whose view of the network its figures are; None where there is only one."""
        if self.ref.platform is not Platform.MASTODON:
            return None
        return self.ref.handle.rpartition("@")[2]


def called(accounts: Iterable[Account]) -> Mapping[str, str]:
    """What accounts are called beside one another, by id: by their handles, those of one handle
    with their platforms.
    """
    every = list(accounts)
    many = Counter(each.ref.handle for each in every)
    return {
        each.id: str(each.ref) if many[each.ref.handle] > 1 else each.ref.handle for each in every
    }


@dataclass(frozen=True, slots=True)
class Profile:
    """What a platform says of an account right now. A count is None where it does not tell."""

    native_id: str
    handle: str
    name: str
    url: str
    followers: int | None
    following: int | None
    posts: int | None
