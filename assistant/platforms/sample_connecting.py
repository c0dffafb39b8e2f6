"""Makes connections to the sample community, the way the other platforms' factories do."""

from __future__ import annotations

from assistant.community.accounts import Account, AccountRef, Profile
from assistant.platforms.keeping import Keeper
from assistant.platforms.sample import SampleCommunity, SamplePlatform
from assistant.platforms.sample_publishing import SamplePublisher
from assistant.ports import Clock, Credential, SocialPlatform


class SampleFactory:
    """Implements `connections.Factory`. The community lives as long as the process."""

    def __init__(self, clock: Clock) -> None:
        self._community = SampleCommunity(clock)

    def anonymous(self) -> SamplePlatform:
        """See `connections.Factory`. Made-up people have no secrets: everything is told."""
        return SamplePlatform(self._community)

    def signed_in(self, account: Account, credential: Credential, keep: Keeper) -> SamplePlatform:  # noqa: ARG002
        """See `connections.Factory`."""
        return SamplePlatform(self._community, account.ref.handle)

    async def publisher(self, account: Account, connection: SocialPlatform) -> SamplePublisher:  # noqa: ARG002
        """See `connections.Factory`. Nobody has to sign in to a made-up community."""
        return SamplePublisher(self._community, account.ref.handle)

    async def sign_in(
        self, ref: AccountRef, secret: str, service: str | None
    ) -> tuple[Profile, Credential]:
        """See `connections.Factory`; any secret will do. Raises NotFound."""
        profile = await SamplePlatform(self._community, ref.handle).profile(ref.handle)
        return profile, Credential(service or "sample", ref.handle, secret, {})

    async def sign_out(self, account: Account, credential: Credential) -> bool:  # noqa: ARG002
        """See `connections.Factory`. There is nothing to give back."""
        return True
