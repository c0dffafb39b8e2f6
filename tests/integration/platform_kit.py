"""What the kits of X and of Meta have in common."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.ports import Credential, Renewal


@dataclass
class Held:
    """`Keeper` that holds one sign-in."""

    credential: Credential

    async def __call__(self, credential: Credential) -> None:
        self.credential = credential

    async def renew(self, renewal: Renewal) -> Credential:
        self.credential = await renewal(self.credential)
        return self.credential


async def at_once(_: float) -> None:
    """Nobody waits in a test."""
