"""Makes X connections: for strangers, from stored sign-ins, from a fresh sign-in."""

from __future__ import annotations

from contextlib import suppress

from assistant.community.accounts import Account, AccountRef, Profile
from assistant.community.posts import Author
from assistant.errors import InvalidInput, PlatformError, SignInNeeded
from assistant.platforms.keeping import Keeper
from assistant.platforms.reading import Reader
from assistant.platforms.x import X
from assistant.platforms.x_api import PLATFORM, Session, XApi
from assistant.platforms.x_app import XApp
from assistant.platforms.x_oauth import Grant, XOAuth
from assistant.platforms.x_people import whoami
from assistant.platforms.x_publishing import XPublisher
from assistant.platforms.x_session import FreshSession, XSession, credential_of, grant_of
from assistant.platforms.x_stranger import Stranger
from assistant.ports import Clock, Credential, SocialPlatform
from assistant.ports.costs import Meter, Meters

NO_CLIENT = (
    "Engage has no app at X yet, so nobody can sign in there. Whoever runs Engage makes one in X's "
    "developer console and sets X_CLIENT_ID, and X_CLIENT_SECRET where the app has one."
)


class XFactory:
    """Implements `connections.Factory`.

    Args:
        oauth: renews sign-ins; None where Engage is no app of X's.
        meters: count what calls cost; None counts nothing.
        app: what Engage may ask without a person; None without a token for that.
        dialect: which names X is asked with first.
    """

    def __init__(
        self,
        reader: Reader,
        clock: Clock,
        *,
        api_url: str,
        oauth: XOAuth | None = None,
        meters: Meters | None = None,
        app: XApp | None = None,
        dialect: str = "tweet",
    ) -> None:
        self._reader = reader
        self._clock = clock
        self._api_url = api_url
        self._oauth = oauth
        self._meters = meters
        self._app = app
        self._dialect = dialect

    def anonymous(self) -> Stranger:
        """See `connections.Factory`. X tells strangers nothing."""
        return Stranger(self._app)

    def signed_in(self, account: Account, credential: Credential, keep: Keeper) -> X:
        """See `connections.Factory`."""
        session = XSession(self._oauth, credential, str(account.ref), keep)
        meter = self._meters.of(account) if self._meters else None
        us = Author(account.native_id, account.ref.handle, account.name)
        return _Signed(session, self._api(session, meter), us, self._clock, self._app)

    async def publisher(self, account: Account, connection: SocialPlatform) -> XPublisher:
        """See `connections.Factory`."""
        if not isinstance(connection, X):
            raise SignInNeeded(PLATFORM, str(account.ref), "publishing")
        us = Author(account.native_id, account.ref.handle, account.name)
        return XPublisher(connection.api, us, self._clock)

    async def sign_in(
        self, ref: AccountRef, secret: str, service: str | None
    ) -> tuple[Profile, Credential]:
        """See `connections.Factory`. `secret` is a refresh token, which is used up by that.

        Raises:
            ReconnectNeeded: X does not take the token.
            InvalidInput: it is another account's, it allows too little, or Engage is no app.
        """
        if service:
            raise InvalidInput("X is one place for all, so leave the service out.")
        grant = await self._known().refresh(secret)
        return await self.from_grant(grant, ref.handle)

    async def from_grant(self, grant: Grant, handle: str) -> tuple[Profile, Credential]:
        """The account that tokens belong to, and its sign-in. Tokens that cannot be used are given
        back.

        Raises:
            InvalidInput: it is another account than `handle`.
            PlatformError: it could not be asked whose they are.
        """
        try:
            profile = await whoami(self._api(FreshSession(grant, f"{PLATFORM}:{handle}"), None))
        except PlatformError:
            await self._give_back(grant)
            raise
        if profile.handle != handle.lower():
            await self._give_back(grant)
            raise InvalidInput(
                f"You signed in as @{profile.handle}, not as @{handle}. Please start again and "
                f"sign in as @{handle}."
            )
        return profile, credential_of(self._api_url, profile.native_id, grant)

    async def sign_out(self, account: Account, credential: Credential) -> bool:  # noqa: ARG002
        """See `connections.Factory`. Without an app X cannot be asked."""
        return self._oauth is not None and await self._oauth.revoke(grant_of(credential))

    def _known(self) -> XOAuth:
        if self._oauth is None:
            raise InvalidInput(NO_CLIENT)
        return self._oauth

    async def _give_back(self, grant: Grant) -> None:
        with suppress(PlatformError):  # what stands in the way of the sign-in is said, not this
            await self._known().revoke(grant)

    def _api(self, session: Session, meter: Meter | None) -> XApi:
        return XApi(self._reader, self._api_url, session, dialect=self._dialect, meter=meter)


class _Signed(X):
    """A connection that lets renewals of its sign-in come to their end."""

    def __init__(
        self, session: XSession, api: XApi, us: Author, clock: Clock, app: XApp | None
    ) -> None:
        super().__init__(api, us, clock, app)
        self._session = session

    async def close(self) -> None:
        """See the port."""
        await self._session.close()
