"""Makes Mastodon connections: for strangers, from stored tokens, from a fresh token."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace

from assistant.community.accounts import Account, AccountRef, Profile
from assistant.errors import InvalidInput, PlatformUnavailable, ReconnectNeeded, SignInNeeded
from assistant.platforms.http import Door
from assistant.platforms.keeping import Keeper
from assistant.platforms.limits import Bucket
from assistant.platforms.mastodon import Mastodon
from assistant.platforms.mastodon_api import PLATFORM, MastodonApi, MastodonRefused
from assistant.platforms.mastodon_json import one
from assistant.platforms.mastodon_names import Name
from assistant.platforms.mastodon_parse import AccountView, Home
from assistant.platforms.mastodon_place import Place
from assistant.platforms.mastodon_publishing import MastodonPublisher, rules_of
from assistant.platforms.mastodon_servers import About, Servers
from assistant.platforms.reading import Ask, Reader
from assistant.ports import Clock, Credential, SocialPlatform

SERVERS = 500
"""Servers that strangers' connections remember."""

_NEEDED: Mapping[str, str] = {
    "read:statuses": "v1/accounts/{number}/statuses",
    "read:notifications": "v1/notifications",
    "read:search": "v2/search",
}
"""What a token must let us read, by the scope that Mastodon names it with
(https://docs.joinmastodon.org/api/oauth-scopes/), and a call that shows whether it does."""


class Strangers:
    """`mastodon.Places` without a token: every server, each asked about itself once."""

    own: Place | None = None

    def __init__(self, reader: Reader, servers: Servers, clock: Clock) -> None:
        self._reader = reader
        self._clock = clock
        self._servers = servers
        self._places: OrderedDict[str, Place] = OrderedDict()
        self._names: OrderedDict[str, str] = OrderedDict()

    async def of(self, name: Name) -> Place:
        """See `mastodon.Places`."""
        server = self._names.get(name.domain)
        if server and server in self._places:
            return self._places[server]
        place = self._remember(await self._servers.of(name))
        self._names[name.domain] = place.home.server
        _trim(self._names)
        return place

    async def named(self, server: str) -> Place | None:
        """See `mastodon.Places`."""
        return self._places.get(server) or self._remember(await self._servers.named(server))

    async def renew(self) -> None:
        """Nobody is signed in."""

    def _remember(self, about: About) -> Place:
        server = about.home.server
        if server not in self._places:
            api = MastodonApi(self._reader, about.base_url)
            self._places[server] = Place(api, about.home, self._clock)
            _trim(self._places)
        return self._places[server]


class OneServer:
    """`mastodon.Places` with a token: the server that gave it is asked about everything."""

    def __init__(
        self, place: Place, servers: Servers, credential: Credential, keep: Keeper
    ) -> None:
        self.own: Place | None = place
        self._place = place
        self._servers = servers
        self._credential = credential
        self._keep = keep
        self._renewed = False
        self._lock = asyncio.Lock()

    async def of(self, name: Name) -> Place:  # noqa: ARG002 - one server for all
        """See `mastodon.Places`."""
        return self._place

    async def named(self, server: str) -> Place | None:
        """See `mastodon.Places`. Posts that other servers numbered are none of ours."""
        return self._place if server == self._place.home.server else None

    async def renew(self) -> None:
        """See `mastodon.Places`. Once for each connection; what changed is kept."""
        async with self._lock:
            if self._renewed:
                return
            about = await self._servers.at(self._credential.service)
            self._renewed = True
            if about and about.quotes != self._place.quotes:
                self._place.quotes = about.quotes
                session = {**self._credential.session, "quotes": _word(yes=about.quotes)}
                self._credential = replace(self._credential, session=session)
                await self._keep(self._credential)


class MastodonFactory:
    """Implements `connections.Factory`.

    Args:
        door: knows which servers the operator exempts from TLS.
    """

    def __init__(self, reader: Reader, door: Door, clock: Clock) -> None:
        self._reader = reader
        self._clock = clock
        self.servers = Servers(reader, door)

    def anonymous(self) -> Mastodon:
        """See `connections.Factory`."""
        return Mastodon(Strangers(self._reader, self.servers, self._clock))

    def signed_in(self, account: Account, credential: Credential, keep: Keeper) -> Mastodon:
        """See `connections.Factory`."""
        name = Name.parse(credential.identifier)
        api = MastodonApi(
            self._reader,
            credential.service,
            credential.secret,
            owner=str(name),
            label=str(account.ref),
        )
        quotes = credential.session.get("quotes") == _word(yes=True)
        home = Home(api.server, name.domain)
        place = Place(api, home, self._clock, owner=str(name), quotes=quotes)
        return Mastodon(OneServer(place, self.servers, credential, keep))

    async def publisher(self, account: Account, connection: SocialPlatform) -> MastodonPublisher:
        """See `connections.Factory`. Asks the server how it counts."""
        place = connection.own if isinstance(connection, Mastodon) else None
        if place is None:
            raise SignInNeeded(PLATFORM, str(account.ref), "publishing")
        lengths, limits = await rules_of(place)
        return MastodonPublisher(place, lengths, self._clock, limits)

    async def sign_in(
        self, ref: AccountRef, secret: str, service: str | None
    ) -> tuple[Profile, Credential]:
        """See `connections.Factory`. `secret` is an access token of the account."""
        name = Name.parse(ref.handle)
        about = await self._server(name, service)
        profile, credential = await self.from_token(about, secret, str(ref))
        if profile.native_id not in {str(name), f"{name.user}@{about.home.domain}"}:
            raise InvalidInput(
                f"This access token belongs to {profile.handle}, not to @{name}. Make one while "
                f"you are signed in as @{name}."
            )
        return profile, credential

    async def sign_out(self, account: Account, credential: Credential) -> bool:  # noqa: ARG002
        """See `connections.Factory`. A token that a person made only that person can take back."""
        client_id, client_secret = map(credential.session.get, ("client_id", "client_secret"))
        if not client_id or not client_secret:
            return False
        return await self.revoke(credential.service, client_id, client_secret, credential.secret)

    async def revoke(self, base_url: str, client_id: str, client_secret: str, token: str) -> bool:
        """Give a token back (RFC 7009); False where the server does not know how."""
        form = {"client_id": client_id, "client_secret": client_secret, "token": token}
        reply = await self._reader.ask(
            Ask(
                bucket=Bucket(PLATFORM, base_url, "session"),
                name="oauth/revoke",
                url=f"{base_url}/oauth/revoke",
                method="POST",
                form=form,
                again=False,
            )
        )
        return reply.ok

    async def from_token(
        self, about: About, token: str, label: str | None = None
    ) -> tuple[Profile, Credential]:
        """The account that a token belongs to.

        Raises:
            ReconnectNeeded: the token was refused.
            InvalidInput: it may not read what Engage needs; the scopes are named.
        """
        api = MastodonApi(self._reader, about.base_url, token, owner=about.home.server, label=label)
        call = "v1/accounts/verify_credentials"
        try:
            view = one(AccountView, (await api.get(call)).data, call)
        except MastodonRefused as refused:
            if refused.absent:
                raise PlatformUnavailable(PLATFORM, label, refused.detail) from refused
            raise ReconnectNeeded(PLATFORM, label, refused.detail) from refused
        await _check_scopes(api, view)
        profile = view.profile(about.home)
        session = {"quotes": _word(yes=about.quotes)}
        return profile, Credential(about.base_url, profile.native_id, token, session)

    async def _server(self, name: Name, service: str | None) -> About:
        return await (
            self.servers.named(service, name.domain) if service else self.servers.of(name)
        )


async def _check_scopes(api: MastodonApi, view: AccountView) -> None:
    """Raises InvalidInput naming every scope that is missing. A call the server lacks is none."""
    missing = []
    for scope, path in _NEEDED.items():
        params = {"q": view.acct, "type": "accounts"} if scope == "read:search" else {}
        try:
            await api.get(path.format(number=view.id), limit=1, **params)
        except ReconnectNeeded:
            missing.append(scope)
        except MastodonRefused as refused:
            if not refused.absent and refused.status == 403:  # noqa: PLR2004
                missing.append(scope)
    if missing:
        raise InvalidInput(
            f"This access token does not let Engage read enough. Make a new one with the scopes "
            f"read, write:statuses and write:media (it lacks {' and '.join(missing)})."
        )


def _word(*, yes: bool) -> str:
    return "yes" if yes else "no"


def _trim(kept: OrderedDict[str, Place] | OrderedDict[str, str]) -> None:
    while len(kept) > SERVERS:
        kept.popitem(last=False)
