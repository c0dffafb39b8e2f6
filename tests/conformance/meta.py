"""What Facebook's stage and Instagram's have in common: our double, and one Page for both."""

from __future__ import annotations

from assistant.community.accounts import AccountRef
from assistant.platforms.meta_signing import MetaFactory
from assistant.ports import SocialPlatform
from tests.conformance.stage import Actor
from tests.integration.meta_kit import Kit


class MetaStage:
    """See `Stage`."""

    def __init__(self, place: Kit, factory: MetaFactory) -> None:
        self.factory = factory
        self._place = place
        self._people = 0

    def is_first(self) -> bool:
        """Whether the next person is the first, who is us; the others are people."""
        self._people += 1
        return self._people == 1

    async def settle(self) -> None:
        """The server knows at once what was done there."""

    async def secret(self, person: Actor) -> str:  # noqa: ARG002 - there is one Page
        return self._place.token

    def ref(self, person: Actor) -> AccountRef:
        return AccountRef(self.factory.platform, person.handle)

    def stranger(self) -> SocialPlatform:
        return self.factory.anonymous()

    async def connect(self, person: Actor) -> SocialPlatform:
        return await self._place.signed_in(self.factory, self.ref(person))
