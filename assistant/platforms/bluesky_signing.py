"""Makes Bluesky connections: for strangers, from stored credentials, from a fresh sign-in."""

from __future__ import annotations

import contextlib
import re

import httpx2

from assistant.community.accounts import Account, AccountRef, Profile
from assistant.errors import InvalidInput, NotFound, SignInNeeded
from assistant.platforms.bluesky import Bluesky
from assistant.platforms.bluesky_authority import Authority
from assistant.platforms.bluesky_oauth import BlueskyOAuth
from assistant.platforms.bluesky_oauth_session import OAuthSession, is_oauth
from assistant.platforms.bluesky_publishing import BlueskyPublisher
from assistant.platforms.bluesky_record import WEB
from assistant.platforms.bluesky_session import PLATFORM, Session
from assistant.platforms.bluesky_xrpc import Signed, Xrpc
from assistant.platforms.keeping import Keeper
from assistant.platforms.reading import Reader, Refused
from assistant.ports import Clock, Credential, SocialPlatform

_HOST = re.compile(r"[a-z0-9.:-]+")
"""A name in ASCII, or an address."""


class BlueskyFactory:
    """Implements `connections.Factory`.

    Args:
        public_url: the AppView that strangers read from.
        service_url: where accounts sign in when they name no service.
        oauth: renews what was signed in on Bluesky's own page; None where Engage is no client.
    """

    def __init__(
        self,
        reader: Reader,
        clock: Clock,
        *,
        public_url: str,
        service_url: str,
        oauth: BlueskyOAuth | None = None,
    ) -> None:
        self._reader = reader
        self._clock = clock
        self._public_url = public_url
        self._service_url = service_url
        self._oauth = oauth

    def anonymous(self) -> Bluesky:
        """See `connections.Factory`."""
        return Bluesky(Xrpc(self._reader, self._public_url), self._clock)

    def signed_in(self, account: Account, credential: Credential, keep: Keeper) -> Bluesky:
        """See `connections.Factory`."""
        label = str(account.ref)
        session: Signed
        if is_oauth(credential):
            session = OAuthSession(self._oauth, credential, label, self._clock, keep)
        else:
            session = Session(self._reader, credential, label, keep)
        return self._connect(session, account.native_id)

    async def publisher(self, account: Account, connection: SocialPlatform) -> BlueskyPublisher:
        """See `connections.Factory`."""
        if not isinstance(connection, Bluesky) or not connection.xrpc.signed_in:
            raise SignInNeeded(PLATFORM, str(account.ref), "publishing")
        return BlueskyPublisher(connection.xrpc, account.native_id, self._clock)

    async def sign_in(
        self, ref: AccountRef, secret: str, service: str | None
    ) -> tuple[Profile, Credential]:
        """See `connections.Factory`. The credential names the account by its DID, which stays
        when the handle changes.
        """
        base_url = _service(service) if service else self._service_url
        session = Session(self._reader, Credential(base_url, ref.handle, secret, {}), str(ref))
        try:
            await session.token()
        except Refused as refused:
            raise InvalidInput(
                "Engage does not connect to that service: it is not a public https address. "
                "An operator can allow it in ENGAGE_ALLOW_HOSTS."
            ) from refused
        did = session.owner
        credential = Credential(base_url, did, secret, session.credential.session)
        return await self._profile(session, ref.handle), credential

    async def sign_out(self, account: Account, credential: Credential) -> bool:
        """See `connections.Factory`. An app password itself only its owner can take back."""
        if not is_oauth(credential):
            return await Session(self._reader, credential, str(account.ref)).end()
        if self._oauth is None:
            return False
        session = credential.session
        return await self._oauth.revoke(
            Authority.of(session), credential.secret, session["key_id"], session["refresh"]
        )

    async def by_oauth(self, credential: Credential, handle: str) -> Profile:
        """The profile of an account that was just signed in on Bluesky's own page."""
        label = f"{PLATFORM}:{handle}"
        session = OAuthSession(self._oauth, credential, label, self._clock)
        return await self._profile(session, handle)

    async def _profile(self, session: Signed, handle: str) -> Profile:
        did = session.owner
        try:
            return await self._connect(session, did).profile(did)
        except NotFound:
            # the AppView learns of a new account a moment after its server does
            return Profile(did, handle, handle, f"{WEB}/{did}", None, None, None)

    def _connect(self, session: Signed, did: str) -> Bluesky:
        return Bluesky(Xrpc(self._reader, session.service, session), self._clock, did)


def _service(text: str) -> str:
    """A base URL from what a person typed (`https://` may be missing). Raises InvalidInput."""
    typed = text.strip().rstrip("/")
    url = None
    with contextlib.suppress(httpx2.InvalidURL):
        url = httpx2.URL(typed if "://" in typed else f"https://{typed}")
    sound = url is not None and url.scheme in {"http", "https"} and not url.userinfo
    if url is None or not sound or not _HOST.fullmatch(url.host):
        raise InvalidInput("The service is a web address, for example https://bsky.social.")
    return str(url.copy_with(path="/", query=None, fragment=None)).rstrip("/")
